// Recorded inputs and answers (make_fixtures.py), and clouds of points with classes.
#pragma once

#include "core/json.h"
#include "core/matrix.h"
#include "core/random.h"
#include "io/npy.h"
#include "support/paths.h"

#include <fstream>
#include <string>
#include <utility>

namespace selfsight::test {

inline Matrix fixtureMatrix(const std::string& name) {
    return io::readMatrix(testData("eval/" + name + ".npy"));
}
inline Labels fixtureLabels(const std::string& name) {
    return io::readLabels(testData("eval/" + name + ".npy"));
}
inline const nlohmann::json& expected(const std::string& part) {
    static const nlohmann::json all = nlohmann::json::parse(std::ifstream(testData("eval/expected.json")));
    return all.at(part);
}

// Images of `classes` classes whose centres are `separation` apart, in deviations.
inline std::pair<Matrix, Labels> classCloud(std::int64_t n, std::int64_t d, std::int64_t classes,
                                            double separation, std::uint64_t seed) {
    Matrix x(n, d);
    Labels y(static_cast<std::size_t>(n));
    RandomStream random(seed, "class cloud");
    for (std::int64_t i = 0; i < n; ++i) {
        y[static_cast<std::size_t>(i)] = i % classes;
        for (std::int64_t j = 0; j < d; ++j) {
            x.at(i, j) = static_cast<float>(random.normal() + (j % classes == i % classes ? separation : 0));
        }
    }
    return {x, y};
}

}  // namespace selfsight::test
