// SIGINT, SIGTERM, SIGHUP and SIGUSR1 (Slurm's warning) as an event of the event loop.
#pragma once

#include <functional>

class QObject;

namespace selfsight::app {

// Calls `handler` on the event loop for the first of these signals. The same one a second time ends the process
// at once. `leaveMilliseconds` after the first one the process leaves as a crash would (exit code 5), whatever its
// event loop does. Does nothing where there are no such signals.
void onTermination(QObject* context, int leaveMilliseconds, std::function<void()> handler);

}  // namespace selfsight::app
