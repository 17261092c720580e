#include "app/window/signals.h"

#include "core/error.h"

#include <QSocketNotifier>

#if defined(__linux__)
#include <csignal>
#include <ctime>
#include <sys/socket.h>
#include <unistd.h>
#endif

namespace selfsight::app {

#if defined(__linux__)

namespace {

int ends[2] = {-1, -1};
timer_t deadline{};
itimerspec deadlineAfter{};

// Only what is allowed in a signal handler: one write, one timer; the default action comes back for the next signal.
void handle(int signal) {
    const char byte = 1;
    [[maybe_unused]] const auto written = ::write(ends[0], &byte, 1);
    ::timer_settime(deadline, 0, &deadlineAfter, nullptr);
    std::signal(signal, SIG_DFL);
}

void leave(int) {
    ::_exit(static_cast<int>(ErrorCode::Stopped));
}

}  // namespace

void onTermination(QObject* context, int leaveMilliseconds, std::function<void()> handler) {
    deadlineAfter.it_value = {leaveMilliseconds / 1000, leaveMilliseconds % 1000 * 1'000'000L};
    if (::timer_create(CLOCK_MONOTONIC, nullptr, &deadline) != 0) return;  // it sends SIGALRM
    std::signal(SIGALRM, leave);
    if (::socketpair(AF_UNIX, SOCK_STREAM, 0, ends) != 0) return;
    auto* notifier = new QSocketNotifier(ends[1], QSocketNotifier::Read, context);
    QObject::connect(notifier, &QSocketNotifier::activated, context,
                     [notifier, handler = std::move(handler)] {
                         notifier->setEnabled(false);
                         handler();
                     });
    for (const int signal : {SIGINT, SIGTERM, SIGHUP, SIGUSR1}) std::signal(signal, handle);
}

#else

void onTermination(QObject*, int, std::function<void()>) {}

#endif

}  // namespace selfsight::app
