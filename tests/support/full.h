// How much a test does: little in every run, all of it in packaging/test.sh --full.
#pragma once

#include <cstdlib>

namespace selfsight::test {

inline bool full() {
    return std::getenv("SELFSIGHT_FULL_TESTS") != nullptr;
}

template <typename Amount>
Amount fewOrAll(Amount few, Amount all) {
    return full() ? all : few;
}

}  // namespace selfsight::test
