#include "io/file.h"

#include <atomic>
#include <cerrno>
#include <fcntl.h>
#include <mutex>
#include <sys/stat.h>
#include <system_error>
#include <unistd.h>

namespace selfsight::io {

namespace {

std::atomic<bool> hookSet{false};
std::mutex hookMutex;
FaultHook hook;

class Descriptor {
  public:
    explicit Descriptor(int descriptor) : descriptor_(descriptor) {}
    ~Descriptor() {
        if (descriptor_ >= 0) ::close(descriptor_);
    }
    Descriptor(const Descriptor&) = delete;
    Descriptor& operator=(const Descriptor&) = delete;
    int get() const { return descriptor_; }

  private:
    int descriptor_;
};

int openForReading(const std::filesystem::path& path) {
    // O_NONBLOCK: a named pipe must not hang the program before it is seen to be none of our files.
    const int descriptor = ::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK);
    if (descriptor < 0) {
        if (errno == ENOENT || errno == ENOTDIR) throw inputError(path.string(), "there is no such file");
        throwSystemError(path, "read", errno);
    }
    return descriptor;
}

class File final : public RandomAccess {
  public:
    explicit File(const std::filesystem::path& path) : name_(path.string()), file_(openForReading(path)) {
        struct stat status {};
        if (::fstat(file_.get(), &status) != 0) throwSystemError(path, "read", errno);
        if (S_ISDIR(status.st_mode)) throw inputError(name_, "a file was expected, this is a folder");
        if (!S_ISREG(status.st_mode))
            throw inputError(name_, "a regular file was expected, this is a device or a pipe");
        size_ = static_cast<std::uint64_t>(status.st_size);
    }

    std::uint64_t size() const override { return size_; }
    const std::string& name() const override { return name_; }

    void read(std::uint64_t offset, std::span<std::uint8_t> out) override {
        while (!out.empty()) {
            const std::size_t got = readSome(offset, out);
            if (got == 0)
                throw inputError(name_, "ends early: " + std::to_string(out.size()) +
                                            " bytes are missing at byte " + std::to_string(offset));
            out = out.subspan(got);
            offset += got;
        }
    }

    // As many bytes as there are at once; none at the end.
    std::size_t readSome(std::uint64_t offset, std::span<std::uint8_t> out) const {
        for (;;) {
            const ssize_t got = ::pread(file_.get(), out.data(), out.size(), static_cast<off_t>(offset));
            if (got >= 0) return static_cast<std::size_t>(got);
            if (errno != EINTR) throwSystemError(name_, "read", errno);
        }
    }

  private:
    std::string name_;
    Descriptor file_;
    std::uint64_t size_ = 0;
};

class Memory final : public RandomAccess {
  public:
    Memory(ByteView bytes, std::string name) : bytes_(bytes), name_(std::move(name)) {}

    std::uint64_t size() const override { return bytes_.size(); }
    const std::string& name() const override { return name_; }

    void read(std::uint64_t offset, std::span<std::uint8_t> out) override {
        if (offset > bytes_.size() || out.size() > bytes_.size() - offset)
            throw inputError(name_, "ends early: " + std::to_string(out.size()) + " bytes wanted at byte " +
                                        std::to_string(offset) + " of " + std::to_string(bytes_.size()));
        if (!out.empty()) std::memcpy(out.data(), bytes_.data() + offset, out.size());
    }

  private:
    ByteView bytes_;
    std::string name_;
};

}  // namespace

Bytes RandomAccess::readBytes(std::uint64_t offset, std::uint64_t count) {
    if (offset > size() || count > size() - offset)
        throw inputError(name(), "ends early: " + std::to_string(count) + " bytes wanted at byte " +
                                     std::to_string(offset) + " of " + std::to_string(size()));
    Bytes bytes(static_cast<std::size_t>(count));
    read(offset, bytes);
    return bytes;
}

std::unique_ptr<RandomAccess> openFile(const std::filesystem::path& path) {
    return std::make_unique<File>(path);
}

std::unique_ptr<RandomAccess> openMemory(ByteView bytes, std::string name) {
    return std::make_unique<Memory>(bytes, std::move(name));
}

Bytes readFile(const std::filesystem::path& path, std::uint64_t maxBytes) {
    const File file(path);
    const auto check = [&](std::uint64_t size) {
        if (size > maxBytes)
            throw inputError(path.string(), "has " + std::to_string(size) + " bytes; at most " +
                                                std::to_string(maxBytes) + " were expected");
    };
    check(file.size());
    // To the end, whatever its size was said to be: of a file that another machine has just replaced a
    // network folder may still tell the size of the one before.
    constexpr std::size_t more = 4096;
    Bytes bytes(static_cast<std::size_t>(file.size()) + more);
    std::size_t size = 0;
    while (const std::size_t got = file.readSome(size, std::span(bytes).subspan(size))) {
        size += got;
        check(size);
        if (size == bytes.size()) bytes.resize(size + more);
    }
    bytes.resize(size);
    return bytes;
}

void createFolders(const std::filesystem::path& folder) {
    std::error_code error;
    if (std::filesystem::is_directory(folder, error)) return;
    const auto parent = folder.parent_path();
    if (!parent.empty() && parent != folder) createFolders(parent);
    int failed = injectedFault("mkdir", folder);
    if (failed == 0 && ::mkdir(folder.c_str(), 0777) != 0) failed = errno;
    if (failed == EEXIST && std::filesystem::is_directory(folder, error)) return;
    if (failed != 0) throwSystemError(folder, "make this folder", failed);
    syncFolder(parent.empty() ? "." : parent);
}

void syncFolder(const std::filesystem::path& folder) {
    const Descriptor directory(::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
    if (directory.get() < 0) throwSystemError(folder, "open this folder", errno);
    int failed = injectedFault("fsync", folder);
    if (failed == 0 && ::fsync(directory.get()) != 0) failed = errno;
    // Some network file systems have no fsync of folders and answer EINVAL; there is nothing more that could
    // be done.
    if (failed != 0 && failed != EINVAL) throwSystemError(folder, "write this folder to disk", failed);
}

void throwSystemError(const std::filesystem::path& path, const std::string& doing, int error) {
    throw environmentError("cannot " + doing + ": " + std::generic_category().message(error), path.string());
}

void setFaultHook(FaultHook newHook) {
    const std::lock_guard lock(hookMutex);
    hook = std::move(newHook);
    hookSet = static_cast<bool>(hook);
}

int injectedFault(const char* call, const std::filesystem::path& path) {
    if (!hookSet.load(std::memory_order_relaxed)) return 0;
    const std::lock_guard lock(hookMutex);
    return hook ? hook(call, path) : 0;
}

}  // namespace selfsight::io
