// Tar archives (POSIX ustar and pax, GNU long names), plain or gzipped, read forward into memory. Nothing is
// ever written to disk from an archive.
#pragma once

#include "io/file.h"
#include "io/inflate.h"

#include <filesystem>
#include <functional>
#include <map>
#include <memory>
#include <span>
#include <string>

namespace selfsight::io {

struct TarLimits {
    std::uint64_t memberBytes = 2ull << 30;  // of one member that is read
    std::uint64_t totalBytes = 16ull << 30;  // of the whole unpacked stream
    std::size_t members = 1'000'000;
};

struct TarMember {
    std::string name;  // relative, without "./", "..", or doubled slashes
    std::uint64_t size = 0;
};

// Regular members one after another; folders are passed over. Throws RuntimeError(Input) for what no data set
// needs and an attack does: links, devices, absolute paths, "..", two members of one name, sizes beyond the
// limits; and for damage.
class TarReader {
  public:
    explicit TarReader(const std::filesystem::path& file, const TarLimits& limits = {});
    // Of a file that the caller keeps open.
    explicit TarReader(RandomAccess& file, const TarLimits& limits = {});
    ~TarReader();

    // Advances to the next regular member; false at the end. A gzipped archive's checksum is verified there:
    // who must know that the members read are undamaged goes on to the end.
    bool next(TarMember& member);
    // The current member, whole. Once a member at most; a member that was not read is skipped.
    Bytes read();
    // The next bytes of the current member, however large it is; throws RuntimeError(Input) when it has fewer
    // left.
    void read(std::span<std::uint8_t> out);
    // 0 … 1: how much of the archive is behind.
    double progress() const;

  private:
    struct State;
    std::unique_ptr<State> state_;
};

// The members that `wanted` accepts, by name.
std::map<std::string, Bytes> readTarMembers(const std::filesystem::path& file,
                                            const std::function<bool(const TarMember&)>& wanted,
                                            const TarLimits& limits = {});

}  // namespace selfsight::io
