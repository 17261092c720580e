#include "core/control.h"

#include <barrier>
#include <doctest/doctest.h>
#include <thread>

using namespace selfsight;

TEST_CASE("cancel outranks stop-and-keep, which outranks pause") {
    Control control;
    CHECK(control.poll() == Request::GoOn);
    control.pause();
    CHECK(control.poll() == Request::Pause);
    control.stopAndKeep();
    CHECK(control.poll() == Request::StopAndKeep);
    CHECK_FALSE(control.cancelToken().stop_requested());
    control.cancel();
    CHECK(control.poll() == Request::Cancel);
    CHECK(control.cancelToken().stop_requested());
}

TEST_CASE("a stop that was carried out does not stop the next part") {
    Control control;
    control.stopAndKeep();
    control.stopHandled();
    CHECK(control.poll() == Request::GoOn);
}

TEST_CASE("a paused worker wakes for each of the three ways out") {
    for (const Request way : {Request::GoOn, Request::StopAndKeep, Request::Cancel}) {
        Control control;
        control.pause();
        std::barrier start(2);
        Request seen = Request::Pause;
        std::thread worker([&] {
            start.arrive_and_wait();
            seen = control.waitWhilePaused();
        });
        start.arrive_and_wait();
        if (way == Request::GoOn) control.resume();
        if (way == Request::StopAndKeep) control.stopAndKeep();
        if (way == Request::Cancel) control.cancel();
        worker.join();
        CHECK(seen == way);
    }
}
