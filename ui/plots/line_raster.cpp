#include "ui/plots/line_raster.h"

#include <algorithm>
#include <cmath>

namespace selfsight::ui {

LineMapping LineMapping::of(double low, double high, double bottom, double top, bool logarithmic, int width,
                            int height) {
    LineMapping map;
    map.logarithmic = logarithmic;
    map.width = width;
    map.height = height;
    map.left = map.low = low;
    map.high = high;
    map.acrossScale = width / (high - low);
    map.top = logarithmic ? std::log10(top) : top;
    map.upScale = height / (logarithmic ? std::log10(top / bottom) : top - bottom);
    return map;
}

double LineMapping::x(double value) const {
    return (value - left) * acrossScale;
}

double LineMapping::y(double value) const {
    return (top - (logarithmic ? std::log10(std::max(value, 1e-300)) : value)) * upScale;
}

RasterCurve rasterOf(const CurvesModel& model, const CurveLine& line, const LineMapping& map, bool raw) {
    RasterCurve result;
    result.colour = line.run->style.colour.rgb();
    ColumnBuilder builder(result.columns, map.width);
    const std::vector<float>& values = raw ? line.curve->values : model.values(line);
    const Pyramid& pyramid = &values == &line.curve->smooth ? line.curve->smoothPyramid : line.curve->pyramid;
    auto [at, end] = model.range(line, map.low, map.high);
    const int level = pyramid.levelFor(end - at, static_cast<std::size_t>(2 * map.width));
    const std::size_t block = level < 0 ? 1 : Pyramid::blockSize(static_cast<std::size_t>(level));
    while (at < end) {
        const double x = map.x(model.x(line, at));
        if (level >= 0 && at % block == 0 && at + block <= end) {
            const Pyramid::Range range = pyramid.level(static_cast<std::size_t>(level))[at / block];
            builder.spanTo(x, map.y(range.greatest), map.y(range.least));
            at += block;
            continue;
        }
        if (map.logarithmic && values[at] <= 0)
            builder.gap();
        else if (std::isfinite(x))
            builder.lineTo(x, map.y(values[at]));
        ++at;
    }
    return result;
}

}  // namespace selfsight::ui
