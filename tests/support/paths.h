// What tests read beside their own sources. In one object file of their own, so that the others are the same
// in every checkout.
#pragma once

#include <string>

namespace selfsight::test {

std::string testData(const std::string& relative);  // below tests/data
std::string testPython();                           // the Python that has the peers

}  // namespace selfsight::test
