#include "neighbours/lists.h"

#include "core/control.h"
#include "core/parallel.h"
#include "core/random.h"
#include "neighbours/distance.h"
#include "neighbours/product.h"

#include <algorithm>
#include <limits>
#include <numeric>

namespace selfsight::neighbours {

namespace {

constexpr int lloydIterations = 6;
constexpr std::int64_t sampledPerList = 64;
constexpr std::int64_t longest = 4;  // times the length wanted

// The nearest centre of every row.
std::vector<std::int32_t> assign(MatrixView rows, const Matrix& centres, const std::stop_token& stop) {
    const PackedMatrix packed = PackedMatrix::fromRows(centres);
    const std::int64_t width = packed.panels() * panelWidth;
    std::vector<float> half(static_cast<std::size_t>(centres.rows));
    for (std::int64_t c = 0; c < centres.rows; ++c) {
        const float* row = centres.row(c).data();
        half[static_cast<std::size_t>(c)] = static_cast<float>(0.5 * dotProduct(row, row, centres.cols));
    }
    std::vector<std::int32_t> nearest(static_cast<std::size_t>(rows.rows));
    constexpr std::int64_t atOnce = 48;
    parallelFor((rows.rows + atOnce - 1) / atOnce, 1, [&](std::int64_t begin, std::int64_t end, int) {
        std::vector<float> tile(static_cast<std::size_t>(atOnce * width));
        for (std::int64_t block = begin; block < end; ++block) {
            if (stop.stop_requested()) return;
            const std::int64_t from = block * atOnce, here = std::min(atOnce, rows.rows - from);
            multiplyPanels({rows.row(from).data(), here, rows.cols}, packed, 0, packed.panels(), tile.data(),
                           width);
            for (std::int64_t i = 0; i < here; ++i) {
                float* const keys = tile.data() + i * width;
                for (std::int64_t c = 0; c < centres.rows; ++c)
                    keys[c] = half[static_cast<std::size_t>(c)] - keys[c];
                nearest[static_cast<std::size_t>(from + i)] =
                    static_cast<std::int32_t>(std::min_element(keys, keys + centres.rows) - keys);
            }
        }
    });
    throwIfCancelled(stop);
    return nearest;
}

// Rows by their list, ascending within each.
void sortByList(const std::vector<std::int32_t>& nearest, std::int64_t lists,
                std::vector<std::int32_t>& order, std::vector<std::int64_t>& start) {
    start.assign(static_cast<std::size_t>(lists + 1), 0);
    for (const std::int32_t c : nearest) ++start[static_cast<std::size_t>(c) + 1];
    std::partial_sum(start.begin(), start.end(), start.begin());
    std::vector<std::int64_t> next(start.begin(), start.end() - 1);
    order.resize(nearest.size());
    for (std::size_t i = 0; i < nearest.size(); ++i)
        order[static_cast<std::size_t>(next[static_cast<std::size_t>(nearest[i])]++)] =
            static_cast<std::int32_t>(i);
}

// Every centre to the mean of its rows; one without rows stays.
void moveCentres(MatrixView rows, const std::vector<std::int32_t>& order,
                 const std::vector<std::int64_t>& start, Matrix& centres) {
    parallelFor(centres.rows, 1, [&](std::int64_t begin, std::int64_t end, int) {
        std::vector<double> sum(static_cast<std::size_t>(rows.cols));
        for (std::int64_t c = begin; c < end; ++c) {
            const std::int64_t first = start[static_cast<std::size_t>(c)],
                               last = start[static_cast<std::size_t>(c + 1)];
            if (first == last) continue;
            std::fill(sum.begin(), sum.end(), 0.0);
            for (std::int64_t e = first; e < last; ++e) {
                const auto row = rows.row(order[static_cast<std::size_t>(e)]);
                for (std::size_t j = 0; j < sum.size(); ++j) sum[j] += row[j];
            }
            const auto centre = centres.row(c);
            for (std::size_t j = 0; j < sum.size(); ++j)
                centre[j] = static_cast<float>(sum[j] / static_cast<double>(last - first));
        }
    });
}

}  // namespace

std::vector<std::int32_t> Lists::nearestTo(std::int64_t list) const {
    std::vector<std::pair<double, std::int32_t>> distances;
    const float* own = centres.row(list).data();
    for (std::int64_t other = 0; other < count(); ++other)
        distances.emplace_back(
            other == list ? -1 : squaredDistance(own, centres.row(other).data(), centres.cols),
            static_cast<std::int32_t>(other));
    std::sort(distances.begin(), distances.end());
    std::vector<std::int32_t> result;
    result.reserve(distances.size());
    for (const auto& [distance, other] : distances) result.push_back(other);
    return result;
}

Lists gatherLists(MatrixView rows, std::int64_t perList, std::uint64_t seed, const std::stop_token& stop) {
    const std::int64_t wanted = std::max<std::int64_t>(1, rows.rows / perList);
    const std::int64_t sampled = std::min(rows.rows, wanted * sampledPerList);
    Matrix sample(sampled, rows.cols);
    for (std::int64_t i = 0; i < sampled; ++i)
        std::ranges::copy(rows.row(i * rows.rows / sampled), sample.row(i).begin());
    std::vector<std::int32_t> order(static_cast<std::size_t>(sampled));
    std::iota(order.begin(), order.end(), 0);
    RandomStream(seed, "neighbours lists").shuffle(std::span(order));
    Matrix centres(wanted, rows.cols);
    for (std::int64_t c = 0; c < wanted; ++c)
        std::ranges::copy(std::as_const(sample).row(order[static_cast<std::size_t>(c)]),
                          centres.row(c).begin());
    std::vector<std::int64_t> start;
    for (int iteration = 0; iteration < lloydIterations; ++iteration) {
        sortByList(assign(sample, centres, stop), wanted, order, start);
        moveCentres(sample, order, start, centres);
    }

    sortByList(assign(rows, centres, stop), wanted, order, start);
    Lists lists;
    lists.order = std::move(order);
    lists.start.push_back(0);
    std::vector<std::int64_t> centreOf;
    for (std::int64_t c = 0; c < wanted; ++c) {
        const std::int64_t first = start[static_cast<std::size_t>(c)],
                           size = start[static_cast<std::size_t>(c + 1)] - first;
        const std::int64_t parts = (size + longest * perList - 1) / (longest * perList);
        for (std::int64_t part = 0; part < parts; ++part) {
            lists.start.push_back(first + size * (part + 1) / parts);
            centreOf.push_back(c);
        }
    }
    lists.centres = Matrix(static_cast<std::int64_t>(centreOf.size()), rows.cols);
    for (std::int64_t list = 0; list < lists.count(); ++list)
        std::ranges::copy(std::as_const(centres).row(centreOf[static_cast<std::size_t>(list)]),
                          lists.centres.row(list).begin());
    return lists;
}

}  // namespace selfsight::neighbours
