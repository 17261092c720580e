#include "eval/patterns.h"

#include "core/parallel.h"

#include <algorithm>
#include <cmath>

namespace selfsight::eval {

Matrix imagePatterns(const data::ImageSet& images) {
    constexpr std::int64_t most = 16;
    const std::int64_t rows = std::min<std::int64_t>(most, images.height);
    const std::int64_t cols = std::min<std::int64_t>(most, images.width);
    Matrix patterns(images.count, 3 * rows * cols);
    if (patterns.cols == 0) return patterns;
    parallelFor(images.count, 64, [&](std::int64_t begin, std::int64_t end, int) {
        for (std::int64_t i = begin; i < end; ++i) {
            const auto pixels = images.image(i);
            const auto row = patterns.row(i);
            double sum = 0;
            for (std::int64_t c = 0, at = 0; c < 3; ++c) {
                const std::uint8_t* plane = pixels.data() + c * images.height * images.width;
                for (std::int64_t y = 0; y < rows; ++y) {
                    const std::int64_t y0 = y * images.height / rows, y1 = (y + 1) * images.height / rows;
                    for (std::int64_t x = 0; x < cols; ++x, ++at) {
                        const std::int64_t x0 = x * images.width / cols, x1 = (x + 1) * images.width / cols;
                        std::int64_t total = 0;
                        for (std::int64_t v = y0; v < y1; ++v)
                            for (std::int64_t u = x0; u < x1; ++u) total += plane[v * images.width + u];
                        const double mean =
                            static_cast<double>(total) / static_cast<double>((y1 - y0) * (x1 - x0));
                        row[static_cast<std::size_t>(at)] = static_cast<float>(mean);
                        sum += mean;
                    }
                }
            }
            const auto middle = static_cast<float>(sum / static_cast<double>(row.size()));
            double squares = 0;
            for (float& value : row) squares += std::pow(value -= middle, 2);
            const double scale = squares > 1e-6 ? 1 / std::sqrt(squares) : 0;
            for (float& value : row) value = static_cast<float>(value * scale);
        }
    });
    return patterns;
}

}  // namespace selfsight::eval
