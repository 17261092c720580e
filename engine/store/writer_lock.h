// Who writes a run. Torch-free.
#pragma once

#include <filesystem>
#include <memory>

namespace selfsight::store {

// One writer a run: <run>/writer.lock holds host, process and start time, and is locked (open file
// description lock, which network file systems know too) while the process lives. Where a lock cannot be
// seen, the process table tells whether a writer on this machine is alive, and a heartbeat (the file's time,
// every 15 s; silent for 120 s is dead) one on another.
class WriterLock {
  public:
    explicit WriterLock(
        const std::filesystem::path& runFolder);  // throws RuntimeError(Environment) naming the holder
    ~WriterLock();
    WriterLock(const WriterLock&) = delete;
    WriterLock& operator=(const WriterLock&) = delete;
    // Whether a living writer, in this process or another, holds it. Disturbs nobody.
    static bool held(const std::filesystem::path& runFolder);
    // The run's folder was renamed; the lock went with it.
    void movedTo(const std::filesystem::path& runFolder);

  private:
    struct Heartbeat;
    int descriptor_ = -1;
    std::filesystem::path path_;
    std::unique_ptr<Heartbeat> heartbeat_;
};

}  // namespace selfsight::store
