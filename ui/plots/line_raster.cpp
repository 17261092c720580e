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
    const bool smooth = !raw && &model.values(line) == &line.curve->smooth;
    const std::vector<float>& values = smooth ? line.curve->smooth : line.curve->values;
    const Pyramid& pyramid = smooth ? line.curve->smoothPyramid : line.curve->pyramid;
    const double* const xs = line.run->series.axis(model.axis).data();
    const std::int32_t* const rows = line.curve->rows.data();
    const auto x = [&](std::size_t i) { return map.x(xs[rows[i]]); };
    auto [at, end] = model.range(line, map.low, map.high);
    const int level = pyramid.levelFor(end - at, static_cast<std::size_t>(map.width));
    const std::size_t block = level < 0 ? 1 : Pyramid::blockSize(static_cast<std::size_t>(level));
    while (at < end) {
        if (level >= 0 && at % block == 0 && at + block <= end) {
            const Pyramid::Range range = pyramid.level(static_cast<std::size_t>(level))[at / block];
            builder.spanTo(x(at), map.y(range.greatest), map.y(range.least));
            at += block;
            continue;
        }
        const Pyramid::Range span = smooth ? Pyramid::Range{values[at], values[at]} : line.curve->span(at);
        if (map.logarithmic && span.greatest <= 0)
            builder.gap();
        else if (const double place = x(at); std::isfinite(place)) {
            if (span.least == span.greatest) {
                builder.lineTo(place, map.y(values[at]));
            } else {
                // Of a value that stands for many, its extremes as far as it reaches.
                const double top = map.y(span.greatest), bottom = map.y(span.least);
                builder.spanTo(place, top, bottom);
                const double reach = std::min(at + 1 < line.curve->values.size() ? x(at + 1) : place,
                                              static_cast<double>(map.width));
                for (double column = std::max(std::floor(place), -1.0) + 1.5; column < reach; ++column)
                    builder.spanTo(column, top, bottom);
            }
        }
        ++at;
    }
    return result;
}

}  // namespace selfsight::ui
