// What the tests of the maps share: recorded values of scikit-learn and openTSNE, and small embeddings of
// known shape.
#pragma once

#include "core/json.h"
#include "core/matrix.h"
#include "core/random.h"
#include "io/npy.h"
#include "map/map.h"
#include "support/paths.h"

#include <cmath>
#include <fstream>
#include <string>

namespace selfsight::test {

inline std::string path(const std::string& name) {
    return testData("map/" + name);
}
inline Matrix recorded(const std::string& name) {
    return io::readMatrix(path(name + ".npy"));
}
inline Labels recordedLabels(const std::string& name) {
    return io::readLabels(path(name + ".npy"));
}
inline nlohmann::json facts() {
    return nlohmann::json::parse(std::ifstream(path("facts.json")));
}

// `groups` Gaussian clouds of deviation 1 whose centres have deviation `apart`; row i belongs to group i %
// groups.
inline Matrix blobs(std::int64_t n, std::int64_t d, std::int64_t groups, double apart,
                    std::uint64_t seed = 0) {
    RandomStream random(seed, "blobs");
    Matrix centres(groups, d), result(n, d);
    for (float& v : centres.values) v = static_cast<float>(apart * random.normal());
    for (std::int64_t i = 0; i < n; ++i)
        for (std::int64_t j = 0; j < d; ++j)
            result.at(i, j) = centres.at(i % groups, j) + static_cast<float>(random.normal());
    return result;
}

inline bool finite(const Matrix& m) {
    for (const float v : m.values)
        if (!std::isfinite(v)) return false;
    return true;
}

// The map at its end.
inline Matrix finished(const Matrix& x, const map::MapOptions& options) {
    const auto state = map::initialise(x, options);
    while (!state->finished()) state->run(100);
    return state->points();
}

// ‖a − b‖ / ‖b‖
inline double relativeDifference(const std::vector<float>& a, const std::vector<float>& b) {
    double difference = 0, size = 0;
    for (std::size_t i = 0; i < b.size(); ++i) {
        difference += (static_cast<double>(a[i]) - b[i]) * (static_cast<double>(a[i]) - b[i]);
        size += static_cast<double>(b[i]) * b[i];
    }
    return std::sqrt(difference / size);
}

}  // namespace selfsight::test
