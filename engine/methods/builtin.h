// The methods that the registry lists. Each is defined in the file of its name.
#pragma once

#include "methods/method.h"

namespace selfsight::methods {

std::unique_ptr<Method> makeSupervised(const Recipe& recipe, std::int64_t classes);
std::unique_ptr<Method> makeByol(const Recipe& recipe, std::int64_t classes);
std::unique_ptr<Method> makeSimSiam(const Recipe& recipe, std::int64_t classes);
std::unique_ptr<Method> makeSimClr(const Recipe& recipe, std::int64_t classes);
std::unique_ptr<Method> makeBarlowTwins(const Recipe& recipe, std::int64_t classes);
std::unique_ptr<Method> makeVicReg(const Recipe& recipe, std::int64_t classes);
std::unique_ptr<Method> makeRandom(const Recipe& recipe, std::int64_t classes);

}  // namespace selfsight::methods
