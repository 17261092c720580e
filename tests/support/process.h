// Programs as children: their output, their exit code, signals to them.
#pragma once

#include <array>
#include <chrono>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <stdexcept>
#include <string>
#include <sys/wait.h>
#include <unistd.h>
#include <vector>

extern char** environ;

namespace selfsight::test {

struct ProcessResult {
    int exitCode = -1;  // negative: the signal that ended it
    std::string out;
    std::string err;
};

// One child. Its stdout and stderr are read into the result; the caller may look at them while it runs.
class Process {
  public:
    explicit Process(const std::vector<std::string>& arguments) {
        std::array<int, 2> out{};
        std::array<int, 2> err{};
        if (pipe2(out.data(), O_CLOEXEC) || pipe2(err.data(), O_CLOEXEC))
            throw std::runtime_error("pipe2 failed");
        posix_spawn_file_actions_t actions;
        posix_spawn_file_actions_init(&actions);
        posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0);
        posix_spawn_file_actions_adddup2(&actions, out[1], 1);
        posix_spawn_file_actions_adddup2(&actions, err[1], 2);
        std::vector<char*> argv;
        for (const std::string& argument : arguments) argv.push_back(const_cast<char*>(argument.c_str()));
        argv.push_back(nullptr);
        const int failure = posix_spawn(&pid_, argv[0], &actions, nullptr, argv.data(), environ);
        posix_spawn_file_actions_destroy(&actions);
        close(out[1]);
        close(err[1]);
        pipes_ = {out[0], err[0]};
        if (failure) throw std::runtime_error("cannot start " + arguments[0]);
    }
    ~Process() {
        if (!ended_) {
            ::kill(pid_, SIGKILL);
            wait();
        }
        for (const int each : pipes_) close(each);
    }
    Process(const Process&) = delete;
    Process& operator=(const Process&) = delete;

    void signal(int number) const { ::kill(pid_, number); }

    // Reads until stderr holds `text` (true) or the program has ended (false).
    bool waitForError(const std::string& text) {
        while (result_.err.find(text) == std::string::npos)
            if (!readSome()) return false;
        return true;
    }

    // Reads to the end.
    const ProcessResult& wait() {
        if (ended_) return result_;
        while (readSome()) {
        }
        int status = 0;
        waitpid(pid_, &status, 0);
        result_.exitCode = WIFEXITED(status) ? WEXITSTATUS(status) : -WTERMSIG(status);
        ended_ = true;
        return result_;
    }

  private:
    // False at the end of both streams.
    bool readSome() {
        std::array<pollfd, 2> files = {pollfd{open_[0] ? pipes_[0] : -1, POLLIN, 0},
                                       pollfd{open_[1] ? pipes_[1] : -1, POLLIN, 0}};
        if (!open_[0] && !open_[1]) return false;
        poll(files.data(), files.size(), -1);
        for (std::size_t i = 0; i < 2; ++i) {
            if (!files[i].revents) continue;
            std::array<char, 65536> buffer;
            const ssize_t got = read(pipes_[i], buffer.data(), buffer.size());
            if (got > 0)
                (i == 0 ? result_.out : result_.err).append(buffer.data(), static_cast<std::size_t>(got));
            else
                open_[i] = false;
        }
        return true;
    }

    pid_t pid_ = -1;
    std::array<int, 2> pipes_{};
    std::array<bool, 2> open_{true, true};
    bool ended_ = false;
    ProcessResult result_;
};

inline ProcessResult runProcess(const std::vector<std::string>& arguments) {
    return Process(arguments).wait();
}

}  // namespace selfsight::test
