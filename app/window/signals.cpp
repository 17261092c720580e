#include "app/window/signals.h"

#include <QSocketNotifier>

#if defined(__unix__) || defined(__APPLE__)
#include <csignal>
#include <sys/socket.h>
#include <unistd.h>
#endif

namespace selfsight::app {

#if defined(__unix__) || defined(__APPLE__)

namespace {

int ends[2] = {-1, -1};

// Only what is allowed in a signal handler: one write; the default action comes back for the next signal.
void handle(int signal) {
    const char byte = 1;
    [[maybe_unused]] const auto written = ::write(ends[0], &byte, 1);
    std::signal(signal, SIG_DFL);
}

}  // namespace

void onTermination(QObject* context, std::function<void()> handler) {
    if (::socketpair(AF_UNIX, SOCK_STREAM, 0, ends) != 0) return;
    auto* notifier = new QSocketNotifier(ends[1], QSocketNotifier::Read, context);
    QObject::connect(notifier, &QSocketNotifier::activated, context,
                     [notifier, handler = std::move(handler)] {
                         notifier->setEnabled(false);
                         handler();
                     });
    std::signal(SIGINT, handle);
    std::signal(SIGTERM, handle);
}

#else

void onTermination(QObject*, std::function<void()>) {}

#endif

}  // namespace selfsight::app
