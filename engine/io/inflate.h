// Decompression with limits, over zlib.
#pragma once

#include "io/file.h"

#include <memory>

namespace selfsight::io {

// Reads a gzip stream (several members, as `cat a.gz b.gz` makes, count as one) or, where the gzip mark is
// missing, the file as it is; always forward. Truncated or damaged streams throw RuntimeError(Input).
class StreamReader {
  public:
    explicit StreamReader(RandomAccess& file);
    ~StreamReader();
    StreamReader(const StreamReader&) = delete;
    StreamReader& operator=(const StreamReader&) = delete;

    // Fills as much of `out` as there is; less than asked for only at the end.
    std::size_t read(std::span<std::uint8_t> out);
    // Bytes of the file used so far: for progress.
    std::uint64_t consumed() const;

  private:
    struct State;
    std::unique_ptr<State> state_;
};

// A raw deflate stream (as in zip archives) that must give exactly `size` bytes. Throws RuntimeError(Input)
// naming `name`; a size that no deflate stream of that length can give is refused before anything is
// allocated.
Bytes inflateRaw(ByteView compressed, std::uint64_t size, const std::string& name);
// A zlib stream of `bytes` (RFC 1950).
Bytes deflateZlib(ByteView bytes, int level);

}  // namespace selfsight::io
