#include "io/atomic_file.h"

#include "io/file.h"

#include <atomic>
#include <cerrno>
#include <fcntl.h>
#include <sys/stat.h>
#include <system_error>
#include <unistd.h>

namespace selfsight::io {

namespace {

constexpr std::string_view kSuffix = ".selfsight-tmp";

std::filesystem::path temporaryBeside(const std::filesystem::path& target) {
    static std::atomic<unsigned> counter{0};
    const std::string name = "." + target.filename().string() + "." + std::to_string(::getpid()) + "-" +
                             std::to_string(counter++) + std::string(kSuffix);
    return target.parent_path() / name;
}

// Writes all of `bytes` at the descriptor's position or, with an offset, there. Returns 0 or errno.
int writeAll(int descriptor, ByteView bytes, const std::filesystem::path& path,
             const std::uint64_t* offset = nullptr) {
    std::uint64_t at = offset ? *offset : 0;
    while (!bytes.empty()) {
        if (const int fault = injectedFault("write", path)) return fault;
        const ssize_t put = offset ? ::pwrite(descriptor, bytes.data(), bytes.size(), static_cast<off_t>(at))
                                   : ::write(descriptor, bytes.data(), bytes.size());
        if (put < 0) {
            if (errno == EINTR) continue;
            return errno;
        }
        bytes = bytes.subspan(static_cast<std::size_t>(put));
        at += static_cast<std::uint64_t>(put);
    }
    return 0;
}

}  // namespace

AtomicFile::AtomicFile(std::filesystem::path target) : target_(std::move(target)) {
    if (!target_.has_filename()) throw LogicError("AtomicFile: no file name in " + target_.string());
    temporary_ = temporaryBeside(target_);
    if (const int fault = injectedFault("open", target_)) throwSystemError(target_, "write", fault);
    descriptor_ = ::open(temporary_.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
    if (descriptor_ < 0) throwSystemError(target_, "write", errno);
}

AtomicFile::~AtomicFile() {
    discard();
}

void AtomicFile::discard() {
    if (descriptor_ >= 0) ::close(descriptor_);
    descriptor_ = -1;
    if (!temporary_.empty()) ::unlink(temporary_.c_str());
    temporary_.clear();
}

void AtomicFile::fail(const std::string& doing, int error) {
    discard();
    throwSystemError(target_, doing, error);
}

void AtomicFile::write(ByteView bytes) {
    if (descriptor_ < 0) throw LogicError("AtomicFile::write after the end, " + target_.string());
    if (const int error = writeAll(descriptor_, bytes, target_)) fail("write", error);
    size_ += bytes.size();
}

void AtomicFile::overwrite(std::uint64_t offset, ByteView bytes) {
    if (descriptor_ < 0 || offset > size_ || bytes.size() > size_ - offset)
        throw LogicError("AtomicFile::overwrite outside of what was written, " + target_.string());
    if (const int error = writeAll(descriptor_, bytes, target_, &offset)) fail("write", error);
}

void AtomicFile::commit() {
    if (descriptor_ < 0) throw LogicError("AtomicFile::commit after the end, " + target_.string());
    int error = injectedFault("fsync", target_);
    if (error == 0 && ::fsync(descriptor_) != 0) error = errno;
    if (error != 0) fail("write to disk", error);
    const int descriptor = descriptor_;
    descriptor_ = -1;
    error = ::close(descriptor) != 0 ? errno : 0;
    if (error != 0 && error != EINTR) fail("write to disk", error);  // NFS reports a full disk here
    error = injectedFault("rename", target_);
    if (error == 0 && ::rename(temporary_.c_str(), target_.c_str()) != 0) error = errno;
    if (error != 0) fail("put the finished file in its place", error);
    temporary_.clear();
    const auto folder = target_.parent_path();
    syncFolder(folder.empty() ? "." : folder);
}

void writeFileAtomic(const std::filesystem::path& target, ByteView bytes) {
    AtomicFile file(target);
    file.write(bytes);
    file.commit();
}

void writeFileAtomic(const std::filesystem::path& target, std::string_view text) {
    writeFileAtomic(target, asBytes(text));
}

int removeStaleTemporaries(const std::filesystem::path& folder, std::chrono::seconds minimumAge) {
    int removed = 0;
    std::error_code error;
    for (std::filesystem::directory_iterator it(folder, error), end; !error && it != end;
         it.increment(error)) {
        const std::string name = it->path().filename().string();
        if (name.front() != '.' || !name.ends_with(kSuffix)) continue;
        std::error_code ignored;
        const auto written = std::filesystem::last_write_time(it->path(), ignored);
        if (ignored || std::filesystem::file_time_type::clock::now() - written < minimumAge) continue;
        removed += std::filesystem::remove(it->path(), ignored) ? 1 : 0;
    }
    return removed;
}

void appendToFile(const std::filesystem::path& file, std::string_view text) {
    int error = injectedFault("open", file);
    const int descriptor = error ? -1 : ::open(file.c_str(), O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, 0666);
    if (descriptor < 0) throwSystemError(file, "write", error ? error : errno);
    struct stat before {};
    error = ::fstat(descriptor, &before) != 0 ? errno : writeAll(descriptor, asBytes(text), file);
    if (error != 0 && before.st_size >= 0) {
        // Takes half a row back; where even that fails, readers leave a torn last line out.
        [[maybe_unused]] const int ignored = ::ftruncate(descriptor, before.st_size);
    }
    if (::close(descriptor) != 0 && error == 0 && errno != EINTR) error = errno;
    if (error != 0) throwSystemError(file, "write", error);
}

void truncateFile(const std::filesystem::path& file, std::uint64_t size) {
    const int descriptor = ::open(file.c_str(), O_WRONLY | O_CLOEXEC);
    if (descriptor < 0) throwSystemError(file, "write", errno);
    int error =
        ::ftruncate(descriptor, static_cast<off_t>(size)) != 0 || ::fsync(descriptor) != 0 ? errno : 0;
    if (::close(descriptor) != 0 && error == 0 && errno != EINTR) error = errno;
    if (error != 0) throwSystemError(file, "cut", error);
}

}  // namespace selfsight::io
