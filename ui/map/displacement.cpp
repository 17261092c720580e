#include "ui/map/displacement.h"

#include "map/map.h"
#include "ui/map/colouring.h"

#include <cmath>
#include <limits>

namespace selfsight::ui {

namespace {

bool hasPlace(const Matrix& points, std::int64_t row) {
    return std::isfinite(points.at(row, 0)) && std::isfinite(points.at(row, 1));
}

}  // namespace

std::shared_ptr<const Displacement> displacement(const EncoderMap& map, const EncoderMap& reference) {
    if (!map.points || !reference.points) return nullptr;
    std::vector<std::int64_t> rowOfImage;
    for (std::int64_t row = 0; row < reference.points->rows; ++row) {
        const std::int64_t image = imageOfRow(reference, row);
        if (image < 0 || !hasPlace(*reference.points, row)) continue;
        if (image >= static_cast<std::int64_t>(rowOfImage.size()))
            rowOfImage.resize(static_cast<std::size_t>(std::max(image + 1, reference.points->rows)), -1);
        rowOfImage[static_cast<std::size_t>(image)] = row;
    }
    std::vector<std::int64_t> rows;   // of this map
    std::vector<std::int64_t> other;  // of the reference
    for (std::int64_t row = 0; row < map.points->rows; ++row) {
        const std::int64_t image = imageOfRow(map, row);
        if (image < 0 || image >= static_cast<std::int64_t>(rowOfImage.size()) || !hasPlace(*map.points, row))
            continue;
        const std::int64_t found = rowOfImage[static_cast<std::size_t>(image)];
        if (found < 0) continue;
        rows.push_back(row);
        other.push_back(found);
    }
    const auto n = static_cast<std::int64_t>(rows.size());
    if (n < 3) return nullptr;
    Matrix here(n, 2);
    Matrix there(n, 2);
    double centre[2] = {0, 0};
    for (std::int64_t i = 0; i < n; ++i)
        for (std::int64_t d = 0; d < 2; ++d) {
            here.at(i, d) = map.points->at(rows[static_cast<std::size_t>(i)], d);
            there.at(i, d) = reference.points->at(other[static_cast<std::size_t>(i)], d);
            centre[d] += here.at(i, d) / static_cast<double>(n);
        }
    map::procrustesAlign(there, here);
    double squares = 0;
    for (std::int64_t i = 0; i < n; ++i)
        squares += std::pow(here.at(i, 0) - centre[0], 2) + std::pow(here.at(i, 1) - centre[1], 2);
    const double size = std::sqrt(squares / static_cast<double>(n));

    auto result = std::make_shared<Displacement>();
    constexpr float nan = std::numeric_limits<float>::quiet_NaN();
    result->from = Matrix(map.points->rows, 2);
    std::fill(result->from.values.begin(), result->from.values.end(), nan);
    result->distance.assign(static_cast<std::size_t>(map.points->rows), nan);
    for (std::int64_t i = 0; i < n; ++i) {
        const std::int64_t row = rows[static_cast<std::size_t>(i)];
        result->from.at(row, 0) = there.at(i, 0);
        result->from.at(row, 1) = there.at(i, 1);
        const double length = std::hypot(there.at(i, 0) - here.at(i, 0), there.at(i, 1) - here.at(i, 1));
        result->distance[static_cast<std::size_t>(row)] = size > 0 ? static_cast<float>(length / size) : 0.0F;
    }
    return result;
}

}  // namespace selfsight::ui
