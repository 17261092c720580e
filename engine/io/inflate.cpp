#include "io/inflate.h"

#include <algorithm>
#include <limits>
#include <zlib.h>

namespace selfsight::io {

namespace {

constexpr std::size_t kChunk = 256 << 10;
// Deflate's best: a 258-byte match in two bits.
constexpr std::uint64_t kBestRatio = 1032;

}  // namespace

struct StreamReader::State {
    explicit State(RandomAccess& source)
        : file(source), buffer(std::min<std::uint64_t>(kChunk, source.size())) {}
    ~State() {
        if (gzip) inflateEnd(&stream);
    }

    void refill() {
        const std::uint64_t count = std::min<std::uint64_t>(buffer.size(), file.size() - at);
        file.read(at, std::span(buffer).first(count));
        at += count;
        stream.next_in = buffer.data();
        stream.avail_in = static_cast<uInt>(count);
    }

    RandomAccess& file;
    Bytes buffer;
    std::uint64_t at = 0;
    z_stream stream{};
    bool gzip = false;
    bool memberOpen = true;
};

StreamReader::StreamReader(RandomAccess& file) : state_(std::make_unique<State>(file)) {
    state_->refill();
    state_->gzip = state_->stream.avail_in >= 2 && state_->buffer[0] == 0x1f && state_->buffer[1] == 0x8b;
    if (state_->gzip && inflateInit2(&state_->stream, 15 + 16) != Z_OK) {
        state_->gzip = false;
        throw environmentError("not enough memory to decompress", file.name());
    }
}

StreamReader::~StreamReader() = default;

std::uint64_t StreamReader::consumed() const {
    return state_->at - state_->stream.avail_in;
}

std::size_t StreamReader::read(std::span<std::uint8_t> out) {
    State& s = *state_;
    std::size_t done = 0;
    while (done < out.size()) {
        if (s.stream.avail_in == 0) s.refill();
        if (s.stream.avail_in == 0) {
            if (s.gzip && s.memberOpen)
                throw inputError(s.file.name(), "the compressed data end early: the file is cut off after " +
                                                    std::to_string(s.file.size()) + " bytes");
            break;
        }
        const std::size_t room = std::min<std::size_t>(out.size() - done, 1u << 30);
        if (!s.gzip) {
            const std::size_t count = std::min<std::size_t>(room, s.stream.avail_in);
            std::copy_n(s.stream.next_in, count, out.data() + done);
            s.stream.next_in += count;
            s.stream.avail_in -= static_cast<uInt>(count);
            done += count;
            continue;
        }
        if (!s.memberOpen) {
            // After a member: another one, or padding of zeros (as tapes have it), which ends the stream.
            if (*s.stream.next_in == 0) {
                s.at = s.file.size();
                s.stream.avail_in = 0;
                break;
            }
            inflateReset(&s.stream);
            s.memberOpen = true;
        }
        s.stream.next_out = out.data() + done;
        s.stream.avail_out = static_cast<uInt>(room);
        const int status = inflate(&s.stream, Z_NO_FLUSH);
        done += room - s.stream.avail_out;
        if (status == Z_STREAM_END) {
            s.memberOpen = false;
        } else if (status == Z_MEM_ERROR) {
            throw environmentError("not enough memory to decompress", s.file.name());
        } else if (status != Z_OK && !(status == Z_BUF_ERROR && s.stream.avail_in == 0)) {
            throw inputError(s.file.name(),
                             "the compressed data are damaged near byte " + std::to_string(consumed()));
        }
    }
    return done;
}

Bytes inflateRaw(ByteView compressed, std::uint64_t size, const std::string& name) {
    if (size / kBestRatio > compressed.size())
        throw inputError(name, std::to_string(compressed.size()) + " compressed bytes cannot hold the " +
                                   std::to_string(size) + " that are claimed");
    if (compressed.size() > std::numeric_limits<uInt>::max())
        throw inputError(name, "compressed part above 4 GiB");
    Bytes bytes(size + 1);  // one more, so that a longer stream is noticed
    z_stream stream{};
    if (inflateInit2(&stream, -15) != Z_OK) throw environmentError("not enough memory to decompress", name);
    stream.next_in = const_cast<Bytef*>(compressed.data());
    stream.avail_in = static_cast<uInt>(compressed.size());
    std::uint64_t done = 0;
    int status = Z_OK;
    while (status == Z_OK && done < bytes.size()) {
        const auto room = static_cast<uInt>(std::min<std::uint64_t>(bytes.size() - done, 1u << 30));
        stream.next_out = bytes.data() + done;
        stream.avail_out = room;
        status = inflate(&stream, Z_NO_FLUSH);
        done += room - stream.avail_out;
    }
    inflateEnd(&stream);
    if (status != Z_STREAM_END || done != size) throw inputError(name, "its compressed data are damaged");
    bytes.resize(size);
    return bytes;
}

Bytes deflateZlib(ByteView bytes, int level) {
    uLongf size = compressBound(static_cast<uLong>(bytes.size()));
    Bytes out(size);
    if (compress2(out.data(), &size, bytes.data(), static_cast<uLong>(bytes.size()), level) != Z_OK)
        throw LogicError("deflateZlib failed");
    out.resize(size);
    return out;
}

}  // namespace selfsight::io
