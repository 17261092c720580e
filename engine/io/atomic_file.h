// Files that are there in full or not at all: written beside their place, flushed to the disk, then renamed
// into it.
#pragma once

#include "io/bytes.h"

#include <chrono>
#include <filesystem>
#include <string_view>

namespace selfsight::io {

// A file in the making. Until commit() returns, readers see what was there before (or nothing); a crash
// leaves that too, and at most a temporary file beside it. Every failure throws RuntimeError(Environment)
// naming the target and the system's reason, and the temporary file is removed.
class AtomicFile {
  public:
    explicit AtomicFile(std::filesystem::path target);  // its folder must exist
    ~AtomicFile();                                      // without commit(): leaves nothing behind
    AtomicFile(const AtomicFile&) = delete;
    AtomicFile& operator=(const AtomicFile&) = delete;

    void write(ByteView bytes);
    void write(std::string_view text) { write(asBytes(text)); }
    std::uint64_t size() const { return size_; }  // bytes written so far
    // Replaces bytes that were written already.
    void overwrite(std::uint64_t offset, ByteView bytes);
    // fsync, rename, fsync of the folder.
    void commit();

  private:
    [[noreturn]] void fail(const std::string& doing, int error);
    void discard();

    std::filesystem::path target_;
    std::filesystem::path temporary_;
    int descriptor_ = -1;
    std::uint64_t size_ = 0;
};

void writeFileAtomic(const std::filesystem::path& target, ByteView bytes);
void writeFileAtomic(const std::filesystem::path& target, std::string_view text);

// Removes the temporary files that a killed writer left in `folder` (not below it) and that are at least that
// old. A writer that holds the folder's lock may pass zero. Returns how many it removed; errors are ignored.
int removeStaleTemporaries(const std::filesystem::path& folder, std::chrono::seconds minimumAge);

// Adds `text` to the end of the file in one write (O_APPEND), making it if it is absent. A write that was cut
// short by a full disk is taken back. Throws RuntimeError(Environment).
void appendToFile(const std::filesystem::path& file, std::string_view text);
// Cuts the file to `size` bytes, durably.
void truncateFile(const std::filesystem::path& file, std::uint64_t size);

}  // namespace selfsight::io
