// Byte buffers, little-endian loads and a bounds-checked cursor: what every parser here stands on.
#pragma once

#include "core/error.h"

#include <cstdint>
#include <cstring>
#include <span>
#include <string>
#include <string_view>
#include <type_traits>
#include <vector>

namespace selfsight::io {

using Bytes = std::vector<std::uint8_t>;
using ByteView = std::span<const std::uint8_t>;

inline ByteView asBytes(std::string_view text) {
    return {reinterpret_cast<const std::uint8_t*>(text.data()), text.size()};
}
inline std::string_view asText(ByteView bytes) {
    return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}
template <typename T>
ByteView asBytes(std::span<const T> values) {
    static_assert(std::is_trivially_copyable_v<T>);
    return {reinterpret_cast<const std::uint8_t*>(values.data()), values.size_bytes()};
}

// Every supported machine is little-endian (x86-64, AArch64), so that a load is a copy.
template <typename T>
T loadLittle(const std::uint8_t* at) {
    static_assert(std::is_trivially_copyable_v<T>);
    T value;
    std::memcpy(&value, at, sizeof(T));
    return value;
}
template <typename T>
void appendLittle(Bytes& out, T value) {
    static_assert(std::is_trivially_copyable_v<T>);
    const auto* at = reinterpret_cast<const std::uint8_t*>(&value);
    out.insert(out.end(), at, at + sizeof(T));
}
inline void appendText(Bytes& out, std::string_view text) {
    out.insert(out.end(), text.begin(), text.end());
}

// Reads forward through `bytes`; reading past the end throws RuntimeError(Input) naming `name`. Owns nothing.
class ByteCursor {
  public:
    ByteCursor(ByteView bytes, std::string name) : bytes_(bytes), name_(std::move(name)) {}

    std::size_t position() const { return at_; }
    std::size_t remaining() const { return bytes_.size() - at_; }
    const std::string& name() const { return name_; }

    template <typename T>
    T little() {
        return loadLittle<T>(take(sizeof(T)).data());
    }
    std::uint8_t byte() { return take(1)[0]; }
    ByteView take(std::size_t count) {
        if (count > remaining())
            throw inputError(name_, "ends early: " + std::to_string(count) + " bytes wanted at byte " +
                                        std::to_string(at_) + ", " + std::to_string(remaining()) + " left");
        const ByteView part = bytes_.subspan(at_, count);
        at_ += count;
        return part;
    }

  private:
    ByteView bytes_;
    std::string name_;
    std::size_t at_ = 0;
};

}  // namespace selfsight::io
