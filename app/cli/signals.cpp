#include "cli/signals.h"

#include "cli/progress.h"
#include "core/error.h"

#include <array>
#include <cerrno>
#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <string.h>
#include <sys/eventfd.h>
#include <sys/signalfd.h>
#include <unistd.h>

namespace selfsight::cli {

namespace {

// How long a job may take to keep what it has before it is cancelled, and how long it may then take to end: together
// less than the 5 s that a scheduler is promised. A job that reads from a disk that does not answer hears
// neither; the program then leaves as a crash would, which the workspace stands.
constexpr int kGraceMilliseconds = 3500;
constexpr int kLeaveMilliseconds = 700;

std::mutex scopeMutex;
Control* scopeControl = nullptr;
bool scopeFirstCancels = false;
int scopeSignals = 0;

sigset_t handledSignals() {
    sigset_t set;
    sigemptyset(&set);
    for (const int signal : {SIGINT, SIGTERM, SIGHUP, SIGUSR1}) sigaddset(&set, signal);
    return set;
}

void receive(int signal) {
    const std::scoped_lock lock(scopeMutex);
    const std::string name = "SIG" + std::string(sigabbrev_np(signal));
    if (!scopeControl) _exit(static_cast<int>(ErrorCode::Stopped));
    ++scopeSignals;
    if (scopeSignals == 1 && !scopeFirstCancels) {
        printNotice(name + ": stopping and keeping what is there; once more cancels");
        scopeControl->stopAndKeep();
        return;
    }
    printNotice(name + ": cancelling");
    scopeControl->cancel();
}

// True: the job was cancelled and has now the time to end.
bool graceIsOver() {
    const std::scoped_lock lock(scopeMutex);
    if (!scopeControl || scopeSignals == 0) return false;
    scopeControl->cancel();
    return true;
}

void leave() {
    const std::scoped_lock lock(scopeMutex);
    if (!scopeControl || scopeSignals == 0) return;
    printNotice("selfsight-cli: the job does not end; left. What was saved before is kept.");
    _exit(static_cast<int>(ErrorCode::Stopped));
}

}  // namespace

SignalThread::SignalThread() {
    const sigset_t set = handledSignals();
    pthread_sigmask(SIG_BLOCK, &set, nullptr);
    signal(SIGPIPE, SIG_IGN);  // a closed reader is an error of the write, not a death without a word
    signals_ = signalfd(-1, &set, SFD_CLOEXEC);
    wake_ = eventfd(0, EFD_CLOEXEC);
    if (signals_ < 0 || wake_ < 0)
        throw environmentError(std::string("cannot listen to signals: ") + strerror(errno));
    thread_ = std::thread([this] { listen(); });
}

SignalThread::~SignalThread() {
    const std::uint64_t one = 1;
    (void)!write(wake_, &one, sizeof one);
    thread_.join();
    close(signals_);
    close(wake_);
}

void SignalThread::listen() {
    enum class Wait { Signal, Grace, Leave } wait = Wait::Signal;
    while (true) {
        std::array<pollfd, 2> files = {pollfd{signals_, POLLIN, 0}, pollfd{wake_, POLLIN, 0}};
        const int timeout = wait == Wait::Grace   ? kGraceMilliseconds
                            : wait == Wait::Leave ? kLeaveMilliseconds
                                                  : -1;
        const int ready = poll(files.data(), files.size(), timeout);
        if (ready < 0 && errno == EINTR) continue;
        if (ready == 0) {
            if (wait == Wait::Leave) leave();
            wait = wait == Wait::Grace && graceIsOver() ? Wait::Leave : Wait::Signal;
            continue;
        }
        if (files[1].revents) return;
        signalfd_siginfo info{};
        if (read(signals_, &info, sizeof info) != static_cast<ssize_t>(sizeof info)) continue;
        receive(static_cast<int>(info.ssi_signo));
        wait = Wait::Grace;
    }
}

SignalScope::SignalScope(Control& control, First first) {
    const std::scoped_lock lock(scopeMutex);
    scopeControl = &control;
    scopeFirstCancels = first == First::Cancel;
    scopeSignals = 0;
}

SignalScope::~SignalScope() {
    const std::scoped_lock lock(scopeMutex);
    scopeControl = nullptr;
}

}  // namespace selfsight::cli
