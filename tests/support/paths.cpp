#include "support/paths.h"

namespace selfsight::test {

std::string testData(const std::string& relative) {
    return SELFSIGHT_TEST_DATA "/" + relative;
}

std::string testPython() {
    return SELFSIGHT_TEST_PYTHON;
}

}  // namespace selfsight::test
