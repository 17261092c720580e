// Which call of a process is to be its last.
#pragma once

#include <string>

namespace selfsight::test {

struct KillSettings {
    std::string folder;  // calls on files outside of it are not counted; empty: none is
    long at = 0;         // the call to die at, counted from 1; 0: never
    bool half = false;   // a write is carried out by half before
};

// For the process as it stands and what it forks, before it starts threads. `calls` counts from 0 from now on; where
// others shall see it, it lies in shared memory.
void killAt(const KillSettings& settings, long* calls);

}  // namespace selfsight::test
