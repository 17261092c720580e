#include "ui/plots/curves_model.h"

#include <QCoreApplication>
#include <QLocale>
#include <QSet>
#include <algorithm>
#include <cmath>
#include <limits>

namespace selfsight::ui {

namespace {

QString tr(const char* text) {
    return QCoreApplication::translate("selfsight::ui", text);
}

}  // namespace

CurvesRun* CurvesModel::find(const QString& id) const {
    for (const auto& run : runs)
        if (run->id == id) return run.get();
    return nullptr;
}

QStringList CurvesModel::groups() const {
    QSet<QString> found;
    for (const auto& run : runs)
        for (const auto& [metric, curve] : run->series.curves())
            if (!curve.values.empty()) found.insert(groupOfMetric(metric));
    return orderedGroups(found.values());
}

std::vector<CurveLine> CurvesModel::lines() const {
    std::vector<CurveLine> result;
    QSet<QString> parts;
    for (const auto& run : runs) {
        if (!run->visible || !run->series.hasAxis(axis)) continue;
        for (const auto& [metric, curve] : run->series.curves())
            if (!curve.values.empty() && groupOfMetric(metric) == group) {
                result.push_back({run.get(), metric, &curve, run->id == highlighted, {}});
                parts.insert(metricPart(metric));
            }
    }
    for (CurveLine& line : result)
        line.label = parts.size() > 1 ? line.run->style.label + QStringLiteral(", ") + metricPart(line.metric)
                                      : line.run->style.label;
    std::stable_partition(result.begin(), result.end(),
                          [](const CurveLine& line) { return !line.highlighted; });
    return result;
}

double CurvesModel::x(const CurveLine& line, std::size_t at) const {
    return line.run->series.x(axis, static_cast<std::size_t>(line.curve->rows[at]));
}

std::size_t CurvesModel::shownEnd(const CurveLine& line) const {
    constexpr int epochs = 1;
    const std::vector<std::int32_t>& rows = line.curve->rows;
    // Rows whose epoch is not known belong to no moment: they stay.
    if (!std::isfinite(until) || rows.empty() ||
        !std::isfinite(line.run->series.x(epochs, static_cast<std::size_t>(rows.front()))))
        return rows.size();
    const auto after = [&](double moment, std::int32_t row) {
        return moment < line.run->series.x(epochs, static_cast<std::size_t>(row));
    };
    return static_cast<std::size_t>(std::upper_bound(rows.begin(), rows.end(), until, after) - rows.begin());
}

std::pair<std::size_t, std::size_t> CurvesModel::range(const CurveLine& line, double low, double high) const {
    auto [begin, end] = line.run->series.range(*line.curve, axis, low, high);
    end = std::min(end, shownEnd(line));
    return {std::min(begin, end), end};
}

const std::vector<float>& CurvesModel::values(const CurveLine& line) const {
    return smoothing > 0 && line.curve->smooth.size() == line.curve->values.size() ? line.curve->smooth
                                                                                   : line.curve->values;
}

CurvesModel::Bounds CurvesModel::xBounds() const {
    Bounds bounds;
    for (const CurveLine& line : lines()) {
        const double first = x(line, 0);
        const double last = x(line, line.curve->rows.size() - 1);
        if (!std::isfinite(first) || !std::isfinite(last)) continue;
        bounds.low = bounds.any ? std::min(bounds.low, first) : first;
        bounds.high = bounds.any ? std::max(bounds.high, last) : last;
        bounds.any = true;
    }
    return bounds;
}

CurvesModel::Bounds CurvesModel::xRange() const {
    Bounds bounds = xBounds();
    const double room = bounds.high > bounds.low ? 0 : std::max(1.0, std::abs(bounds.low) * 0.1);
    if (bounds.any) bounds = {bounds.low - room, bounds.high + room, true};
    return bounds;
}

CurvesModel::Bounds CurvesModel::yRange(double low, double high, double share) const {
    const Bounds bounds = yBounds(low, high);
    if (!bounds.any) return bounds;
    if (logarithmic) {
        const double ratio = std::pow(std::max(bounds.high / bounds.low, 1.5), share);
        return {bounds.low / ratio, bounds.high * ratio, true};
    }
    const double size = bounds.high - bounds.low;
    const double room = size > 0 ? share * size : std::max(1e-6, std::abs(bounds.high) * 0.1);
    return {bounds.low - room, bounds.high + room, true};
}

CurvesModel::Bounds CurvesModel::yBounds(double low, double high) const {
    Bounds bounds;
    const auto take = [&](double v) {
        if (!std::isfinite(v) || (logarithmic && v <= 0)) return;
        bounds.low = bounds.any ? std::min(bounds.low, v) : v;
        bounds.high = bounds.any ? std::max(bounds.high, v) : v;
        bounds.any = true;
    };
    for (const CurveLine& line : lines()) {
        auto [at, end] = line.run->series.range(*line.curve, axis, low, high);
        const bool smooth = &values(line) == &line.curve->smooth;
        const Pyramid& pyramid = smooth ? line.curve->smoothPyramid : line.curve->pyramid;
        const int level = pyramid.levelFor(end - at, 64);
        const std::size_t block = level < 0 ? 1 : Pyramid::blockSize(static_cast<std::size_t>(level));
        while (at < end) {
            if (level >= 0 && at % block == 0 && at + block <= end) {
                const Pyramid::Range range = pyramid.level(static_cast<std::size_t>(level))[at / block];
                // On a logarithmic axis a block with values that it cannot show is looked at one by one.
                if (!logarithmic || range.least > 0) {
                    take(range.least);
                    take(range.greatest);
                    at += block;
                    continue;
                }
            }
            if (smooth) {
                take(line.curve->smooth[at++]);
            } else {
                const Pyramid::Range span = line.curve->span(at++);
                take(span.least);
                take(span.greatest);
            }
        }
    }
    return bounds;
}

std::int64_t CurvesModel::best(const CurveLine& line) const {
    const Better better = betterOf(line.metric);
    return better == Better::Neither ? -1 : line.curve->placeOfExtreme(better == Better::Lower);
}

std::int64_t CurvesModel::nearest(const CurveLine& line, double at) const {
    const auto n = static_cast<std::int64_t>(shownEnd(line));
    if (n == 0) return -1;
    std::int64_t low = 0;
    std::int64_t high = n;
    while (low < high) {
        const std::int64_t middle = (low + high) / 2;
        if (x(line, static_cast<std::size_t>(middle)) < at)
            low = middle + 1;
        else
            high = middle;
    }
    if (low == n) --low;
    if (low > 0 &&
        at - x(line, static_cast<std::size_t>(low - 1)) < x(line, static_cast<std::size_t>(low)) - at)
        --low;
    return low;
}

QString axisTitle(int axis) {
    switch (axis) {
        case 0:
            return tr("step");
        case 1:
            return tr("epoch");
        case 2:
            return tr("images seen");
        default:
            return tr("training time");
    }
}

QString axisText(double value, int axis) {
    if (axis == 3) {
        const auto seconds = static_cast<qint64>(std::llround(value));
        const QChar zero(u'0');
        if (seconds >= 3600)
            return QStringLiteral("%1:%2:%3")
                .arg(seconds / 3600)
                .arg(seconds / 60 % 60, 2, 10, zero)
                .arg(seconds % 60, 2, 10, zero);
        return QStringLiteral("%1:%2").arg(seconds / 60).arg(seconds % 60, 2, 10, zero);
    }
    const double size = std::abs(value);
    if (size >= 1e9) return QString::number(value / 1e9, 'g', 4) + QStringLiteral(" G");
    if (size >= 1e6) return QString::number(value / 1e6, 'g', 4) + QStringLiteral(" M");
    if (size >= 1e4) return QString::number(value / 1e3, 'g', 4) + QStringLiteral(" k");
    return QString::number(value, 'g', 6);
}

QString valueText(double value) {
    if (!std::isfinite(value)) return QStringLiteral("–");
    const double size = std::abs(value);
    if (size >= 1e5 || (size > 0 && size < 1e-3)) return QString::number(value, 'e', 2);
    if (size >= 100) return QLocale::c().toString(value, 'f', size >= 1000 ? 0 : 1);
    return QString::number(value, 'f', size >= 10 ? 2 : 3);
}

}  // namespace selfsight::ui
