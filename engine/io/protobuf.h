// The wire format of protocol buffers, for the few messages that are written here by hand: varints, and
// fields tagged with number and kind (protobuf.dev/programming-guides/encoding).
#pragma once

#include "io/bytes.h"

namespace selfsight::io {

inline void appendVarint(Bytes& out, std::uint64_t value) {
    for (; value >= 0x80; value >>= 7) out.push_back(static_cast<std::uint8_t>(value | 0x80));
    out.push_back(static_cast<std::uint8_t>(value));
}
inline void appendTag(Bytes& out, unsigned field, unsigned kind) {
    appendVarint(out, field << 3 | kind);
}
inline void appendIntegerField(Bytes& out, unsigned field, std::int64_t value) {
    appendTag(out, field, 0);
    appendVarint(out, static_cast<std::uint64_t>(value));
}
inline void appendDoubleField(Bytes& out, unsigned field, double value) {
    appendTag(out, field, 1);
    appendLittle(out, value);
}
inline void appendFloatField(Bytes& out, unsigned field, float value) {
    appendTag(out, field, 5);
    appendLittle(out, value);
}
inline void appendBytesField(Bytes& out, unsigned field, ByteView value) {
    appendTag(out, field, 2);
    appendVarint(out, value.size());
    out.insert(out.end(), value.begin(), value.end());
}
inline void appendTextField(Bytes& out, unsigned field, std::string_view value) {
    appendBytesField(out, field, asBytes(value));
}

}  // namespace selfsight::io
