// SIGINT and SIGTERM as an event of the event loop.
#pragma once

#include <functional>

class QObject;

namespace selfsight::app {

// Calls `handler` on the event loop for the first SIGINT or SIGTERM. A second one ends the process at once.
// Does nothing where there are no such signals.
void onTermination(QObject* context, std::function<void()> handler);

}  // namespace selfsight::app
