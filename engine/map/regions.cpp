#include "map/regions.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <numbers>
#include <numeric>

namespace selfsight::map {

namespace {

constexpr int kSide = 128;  // cells of the grid, each way

struct Range {
    double low = 0, high = 0;
    int cell(double v) const {
        return std::clamp(static_cast<int>((v - low) / (high - low) * kSide), 0, kSide - 1);
    }
    double centre(int cell) const { return low + (cell + 0.5) * (high - low) / kSide; }
};

// The middle 98 % of the values and a margin; far outliers do not make the grid coarse.
Range rangeOf(std::vector<float> values) {
    const auto at = [&](double share) {
        const auto place =
            values.begin() + static_cast<std::ptrdiff_t>(share * static_cast<double>(values.size() - 1));
        std::nth_element(values.begin(), place, values.end());
        return static_cast<double>(*place);
    };
    const double low = at(0.01);
    const double high = at(0.99);
    const double margin = high > low ? 0.06 * (high - low) : 1;
    return {low - margin, high + margin};
}

// The deviation of the points in cells, the mean of both directions.
double deviation(const std::vector<double>& counts) {
    double n = 0;
    std::array<double, 2> sum{};
    std::array<double, 2> squares{};
    for (int cell = 0; cell < kSide * kSide; ++cell) {
        const double c = counts[static_cast<std::size_t>(cell)];
        const std::array<double, 2> at{static_cast<double>(cell % kSide), static_cast<double>(cell / kSide)};
        n += c;
        for (std::size_t d = 0; d < 2; ++d) {
            sum[d] += c * at[d];
            squares[d] += c * at[d] * at[d];
        }
    }
    double result = 0;
    for (std::size_t d = 0; d < 2; ++d) {
        const double mean = sum[d] / n;
        result += 0.5 * std::sqrt(std::max(0.0, squares[d] / n - mean * mean));
    }
    return result;
}

std::vector<double> smoothed(std::vector<double> values, double sigma) {
    const int reach = static_cast<int>(std::ceil(3 * sigma));
    std::vector<double> kernel(static_cast<std::size_t>(2 * reach + 1));
    for (int i = -reach; i <= reach; ++i)
        kernel[static_cast<std::size_t>(i + reach)] = std::exp(-0.5 * i * i / (sigma * sigma));
    const double total = std::accumulate(kernel.begin(), kernel.end(), 0.0);
    for (const bool vertical : {false, true}) {
        std::vector<double> out(values.size(), 0.0);
        for (int y = 0; y < kSide; ++y)
            for (int x = 0; x < kSide; ++x)
                for (int i = -reach; i <= reach; ++i) {
                    const int from = (vertical ? y : x) + i;
                    if (from < 0 || from >= kSide) continue;
                    out[static_cast<std::size_t>(y * kSide + x)] +=
                        kernel[static_cast<std::size_t>(i + reach)] / total *
                        values[static_cast<std::size_t>(vertical ? from * kSide + x : y * kSide + from)];
                }
        values = std::move(out);
    }
    return values;
}

// The summit that each cell belongs to; −1 where there is no density. A hill has to rise above the saddle by
// the factor `prominence` and by what counts alone would make of an even density: smoothing over sigma leaves
// each cell a variance of density / (4πσ²).
std::vector<int> hills(const std::vector<double>& density, double prominence, double sigma) {
    constexpr double certain = 2;  // standard deviations
    const auto isHill = [&](double summit, double saddle) {
        const double noise = std::sqrt(summit / (4 * std::numbers::pi * sigma * sigma));
        return summit >= prominence * saddle && summit - saddle >= certain * noise;
    };
    std::vector<int> order(density.size());
    std::iota(order.begin(), order.end(), 0);
    std::stable_sort(order.begin(), order.end(), [&](int a, int b) {
        return density[static_cast<std::size_t>(a)] > density[static_cast<std::size_t>(b)];
    });
    std::vector<int> parent(density.size(), -1);
    const auto root = [&](int cell) {
        while (parent[static_cast<std::size_t>(cell)] != cell)
            cell = parent[static_cast<std::size_t>(cell)] =
                parent[static_cast<std::size_t>(parent[static_cast<std::size_t>(cell)])];
        return cell;
    };
    for (const int cell : order) {
        const double here = density[static_cast<std::size_t>(cell)];
        if (here <= 0) break;
        const int x = cell % kSide;
        const int y = cell / kSide;
        std::vector<int> around;
        for (int j = std::max(0, y - 1); j <= std::min(kSide - 1, y + 1); ++j)
            for (int i = std::max(0, x - 1); i <= std::min(kSide - 1, x + 1); ++i)
                if (parent[static_cast<std::size_t>(j * kSide + i)] >= 0 && j * kSide + i != cell)
                    around.push_back(root(j * kSide + i));
        if (around.empty()) {
            parent[static_cast<std::size_t>(cell)] = cell;
            continue;
        }
        const int highest = *std::max_element(around.begin(), around.end(), [&](int a, int b) {
            return density[static_cast<std::size_t>(a)] < density[static_cast<std::size_t>(b)];
        });
        parent[static_cast<std::size_t>(cell)] = highest;
        for (const int other : around)
            if (root(other) != highest && !isHill(density[static_cast<std::size_t>(other)], here))
                parent[static_cast<std::size_t>(root(other))] = highest;
    }
    for (std::size_t cell = 0; cell < parent.size(); ++cell)
        if (parent[cell] >= 0) parent[cell] = root(static_cast<int>(cell));
    return parent;
}

}  // namespace

std::vector<Region> denseRegions(MatrixView points, const RegionOptions& options) {
    std::vector<std::int64_t> rows;
    std::vector<float> xs;
    std::vector<float> ys;
    for (std::int64_t i = 0; i < points.rows; ++i) {
        if (!std::isfinite(points.at(i, 0)) || !std::isfinite(points.at(i, 1))) continue;
        rows.push_back(i);
        xs.push_back(points.at(i, 0));
        ys.push_back(points.at(i, 1));
    }
    if (rows.size() < 8) return {};
    const Range across = rangeOf(xs);
    const Range up = rangeOf(ys);
    std::vector<int> cells(rows.size(), -1);
    std::vector<double> counts(kSide * kSide, 0.0);
    for (std::size_t i = 0; i < rows.size(); ++i) {
        if (xs[i] < across.low || xs[i] > across.high || ys[i] < up.low || ys[i] > up.high) continue;
        cells[i] = up.cell(ys[i]) * kSide + across.cell(xs[i]);
        ++counts[static_cast<std::size_t>(cells[i])];
    }
    const double scott = deviation(counts) * std::pow(static_cast<double>(rows.size()), -1.0 / 6);
    const double sigma = std::clamp(scott / 3, 1.0, 8.0);
    const std::vector<double> density = smoothed(counts, sigma);
    const std::vector<int> summit = hills(density, options.prominence, sigma);

    std::vector<Region> regions;
    std::vector<int> regionOf(density.size(), -1);
    for (std::size_t i = 0; i < rows.size(); ++i) {
        if (cells[i] < 0) continue;
        const auto cell = static_cast<std::size_t>(cells[i]);
        if (summit[cell] < 0) continue;
        const auto top = static_cast<std::size_t>(summit[cell]);
        if (density[cell] < options.least * density[top]) continue;
        if (regionOf[top] < 0) {
            regionOf[top] = static_cast<int>(regions.size());
            regions.push_back({across.centre(summit[cell] % kSide), up.centre(summit[cell] / kSide), {}});
        }
        regions[static_cast<std::size_t>(regionOf[top])].rows.push_back(rows[i]);
    }
    const auto least = std::max<std::size_t>(
        8, static_cast<std::size_t>(options.leastShare * static_cast<double>(rows.size())));
    std::erase_if(regions, [least](const Region& region) { return region.rows.size() < least; });
    std::stable_sort(regions.begin(), regions.end(),
                     [](const Region& a, const Region& b) { return a.rows.size() > b.rows.size(); });
    if (regions.size() > static_cast<std::size_t>(std::max(0, options.most)))
        regions.resize(static_cast<std::size_t>(std::max(0, options.most)));
    return regions;
}

}  // namespace selfsight::map
