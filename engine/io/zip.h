// Zip archives (PKWARE APPNOTE 6.3): entries stored or deflated, zip64; read into memory, written without
// compression.
#pragma once

#include "io/atomic_file.h"
#include "io/file.h"

#include <filesystem>
#include <memory>
#include <string>
#include <vector>

namespace selfsight::io {

struct ZipEntry {
    std::string name;  // relative; neither "." nor ".." nor doubled slashes
    std::uint64_t size = 0;
    std::uint64_t compressedSize = 0;
    std::uint32_t crc = 0;
    bool deflated = false;
    std::uint64_t headerOffset = 0;
    std::uint64_t endLimit = 0;  // its bytes end here at the latest: the next entry, or the directory
};

struct ZipLimits {
    std::size_t entries = 200'000;
    std::uint64_t entryBytes = 16ull << 30;
};

class ZipReader {
  public:
    // Reads the central directory. Throws RuntimeError(Input) for: no zip archive, damage, encryption, other
    // methods than stored and deflated, links, absolute paths, "..", two entries of one name, overlapping
    // entries, too many of them.
    explicit ZipReader(const std::filesystem::path& file, const ZipLimits& limits = {});
    explicit ZipReader(RandomAccess& file, const ZipLimits& limits = {});  // the caller keeps it alive

    const std::vector<ZipEntry>& entries() const { return entries_; }  // folders left out
    const ZipEntry* find(const std::string& name) const;               // nullptr: absent
    // The entry's bytes, checked against its CRC-32; memory is bounded by what the archive's own size makes
    // possible.
    Bytes read(const ZipEntry& entry) const;
    const std::string& name() const { return file_->name(); }

  private:
    void readDirectory();

    std::unique_ptr<RandomAccess> owned_;
    RandomAccess* file_;
    ZipLimits limits_;
    std::vector<ZipEntry> entries_;
};

// Written atomically: finish() puts it in its place. Dates are 1980-01-01, so that equal contents give equal
// bytes.
class ZipWriter {
  public:
    explicit ZipWriter(const std::filesystem::path& target) : file_(target) {}
    // An entry of these parts in order, its data beginning at a multiple of `alignment` bytes.
    void add(const std::string& name, std::span<const ByteView> parts, std::size_t alignment = 1);
    void add(const std::string& name, ByteView data, std::size_t alignment = 1) {
        add(name, std::span(&data, 1), alignment);
    }
    void finish();

  private:
    AtomicFile file_;
    Bytes directory_;
    std::uint64_t count_ = 0;
};

}  // namespace selfsight::io
