// Reading files whole or by position, and the one place through which every call to the file system goes, so
// that a test can make each of them fail.
#pragma once

#include "io/bytes.h"

#include <filesystem>
#include <functional>
#include <memory>
#include <string>

namespace selfsight::io {

// Bytes at positions: a file or memory. What archive parsers read from, so that a fuzzer needs no file.
class RandomAccess {
  public:
    virtual ~RandomAccess() = default;
    virtual std::uint64_t size() const = 0;
    // For messages: the path.
    virtual const std::string& name() const = 0;
    // Fills `out` from `offset`; throws RuntimeError(Input) when the bytes are not there.
    virtual void read(std::uint64_t offset, std::span<std::uint8_t> out) = 0;

    Bytes readBytes(std::uint64_t offset, std::uint64_t count);  // checks against size() before it allocates
};

// A regular file. Throws RuntimeError(Input) when there is none (or it is a folder),
// RuntimeError(Environment) when it cannot be read.
std::unique_ptr<RandomAccess> openFile(const std::filesystem::path& path);
// A view of memory that the caller keeps alive.
std::unique_ptr<RandomAccess> openMemory(ByteView bytes, std::string name);

// A whole file of at most `maxBytes`; larger ones throw RuntimeError(Input). Read until it ends, also where
// the file system tells another size.
Bytes readFile(const std::filesystem::path& path, std::uint64_t maxBytes);

// Makes the folder and those above it, durably. Throws RuntimeError(Environment).
void createFolders(const std::filesystem::path& folder);
// fsync of a folder: renames inside it survive a power cut.
void syncFolder(const std::filesystem::path& folder);

// RuntimeError(Environment): "<path>: cannot <doing>: <reason of errno>".
[[noreturn]] void throwSystemError(const std::filesystem::path& path, const std::string& doing, int error);

// For tests: called before each open, write, fsync, rename, unlink and mkdir of this layer with the call's
// name and the path; what it returns other than 0 becomes the call's errno instead of the call. Empty: no
// hook. Thread-safe.
using FaultHook = std::function<int(const char* call, const std::filesystem::path& path)>;
void setFaultHook(FaultHook hook);
int injectedFault(const char* call, const std::filesystem::path& path);

}  // namespace selfsight::io
