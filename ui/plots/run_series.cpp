#include "ui/plots/run_series.h"

#include "ui/plots/metric_groups.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace selfsight::ui {

namespace {

constexpr double kMissing = std::numeric_limits<double>::quiet_NaN();

int columnOf(const store::MetricsTable& table, const char* name) {
    for (std::size_t c = 0; c < table.columns.size(); ++c)
        if (table.columns[c] == name) return static_cast<int>(c);
    return -1;
}

double cell(const std::vector<double>& row, int column) {
    return column >= 0 && column < static_cast<int>(row.size()) ? row[static_cast<std::size_t>(column)]
                                                                : kMissing;
}

}  // namespace

void Curve::appendSmooth(float value, std::uint32_t count) {
    // So many equal values one after the other.
    const double kept = count == 1 ? weight : std::pow(weight, count);
    average_ = kept * average_ + (1 - kept) * value;
    mass_ = kept * mass_ + (1 - kept);
    smooth.push_back(static_cast<float>(average_ / mass_));
    smoothPyramid.append(smooth.back());
}

void Curve::setSmoothing(double newWeight) {
    weight = newWeight;
    smooth.clear();
    smoothPyramid.clear();
    average_ = mass_ = 0;
    if (weight <= 0) return;
    smooth.reserve(values.size());
    for (std::size_t i = 0; i < values.size(); ++i) appendSmooth(values[i], counts.empty() ? 1 : counts[i]);
}

void Curve::append(std::int32_t row, float value) {
    append(row, value, {value, value}, 1);
}

void Curve::append(std::int32_t row, float mean, Pyramid::Range span, std::uint32_t count) {
    if (count > 1 && counts.empty()) {
        counts.assign(values.size(), 1);
        for (const float v : values) spans.push_back({v, v});
    }
    rows.push_back(row);
    values.push_back(mean);
    if (count > 1 || !counts.empty()) {
        spans.push_back(span);
        counts.push_back(count);
    }
    pyramid.append(span);
    if (weight > 0) appendSmooth(mean, count);
}

std::int64_t Curve::placeOfExtreme(bool least) const {
    if (values.empty()) return -1;
    std::size_t best = pyramid.blockOfExtreme(least);
    const std::size_t end = std::min(values.size(), best + Pyramid::kBase);
    for (std::size_t i = best + 1; i < end; ++i)
        if (least ? span(i).least < span(best).least : span(i).greatest > span(best).greatest) best = i;
    return static_cast<std::int64_t>(best);
}

void Curve::truncate(std::size_t count) {
    if (count >= values.size()) return;
    rows.resize(count);
    values.resize(count);
    if (!counts.empty()) {
        counts.resize(count);
        spans.resize(count);
    }
    pyramid.clear();
    for (std::size_t i = 0; i < count; ++i) pyramid.append(span(i));
    setSmoothing(weight);
}

void RunSeries::clear() {
    standsFor_.clear();
    for (auto& axis : x_) axis.clear();
    curves_.clear();
}

void RunSeries::addRow(double step, double epoch, double images, double seconds) {
    const double values[kAxisCount] = {step, epoch, images, seconds};
    for (std::size_t a = 0; a < kAxisCount; ++a) x_[a].push_back(values[a]);
    if (!standsFor_.empty()) standsFor_.push_back(1);
}

void RunSeries::addValue(const QString& metric, double value) {
    if (!std::isfinite(value)) return;
    auto found = curves_.find(metric);
    if (found == curves_.end()) {
        found = curves_.emplace(metric, Curve{}).first;
        found->second.setSmoothing(isEvaluation(metric) ? 0 : smoothing_);
    }
    found->second.append(static_cast<std::int32_t>(rowCount() - 1), static_cast<float>(value));
}

void RunSeries::addThroughput() {
    const std::size_t now = rowCount() - 1;
    if (now == 0) return;
    const double seconds = x_[3][now] - x_[3][now - 1];
    const double images = x_[2][now] - x_[2][now - 1];
    if (seconds > 0 && images > 0) addValue(QStringLiteral("images_per_second"), images / seconds);
}

void RunSeries::setTable(const store::MetricsTable& table, const store::MetricsTable& timings) {
    clear();
    const int step = columnOf(table, "step");
    const int epoch = columnOf(table, "epoch");
    const int images = columnOf(table, "images_seen");
    const int seconds = columnOf(table, "seconds");
    const int timedStep = columnOf(timings, "step");
    const int timedSeconds = columnOf(timings, "seconds");
    std::size_t timed = 0;
    for (std::size_t r = 0; r < table.rows.size(); ++r) {
        const std::vector<double>& row = table.rows[r];
        const double at = step >= 0 ? cell(row, step) : static_cast<double>(r);
        if (!std::isfinite(at)) continue;
        double clock = cell(row, seconds);
        while (timed < timings.rows.size() && cell(timings.rows[timed], timedStep) < at) ++timed;
        if (timed < timings.rows.size() && cell(timings.rows[timed], timedStep) == at)
            clock = cell(timings.rows[timed], timedSeconds);
        addRow(at, cell(row, epoch), cell(row, images), clock);
        for (int c = 0; c < static_cast<int>(table.columns.size()); ++c)
            if (c != step && c != epoch && c != images && c != seconds)
                addValue(QString::fromStdString(table.columns[static_cast<std::size_t>(c)]), cell(row, c));
        addThroughput();
    }
}

void RunSeries::append(const event::Metrics& metrics) {
    // A run that went on from an older checkpoint takes back the rows after it.
    const auto at = std::lower_bound(x_[0].begin(), x_[0].end(), static_cast<double>(metrics.step));
    const auto keep = static_cast<std::size_t>(at - x_[0].begin());
    const bool sameRow = keep + 1 == rowCount() && x_[0].back() == static_cast<double>(metrics.step);
    if (keep < rowCount() && !sameRow) {
        if (!standsFor_.empty()) standsFor_.resize(keep);
        for (auto& axis : x_) axis.resize(keep);
        for (auto& [name, curve] : curves_) {
            const auto end =
                std::lower_bound(curve.rows.begin(), curve.rows.end(), static_cast<std::int32_t>(keep));
            curve.truncate(static_cast<std::size_t>(end - curve.rows.begin()));
        }
    }
    // Training and evaluation may report the same step one after the other.
    if (!sameRow)
        addRow(static_cast<double>(metrics.step), metrics.epoch, metrics.imagesSeen, metrics.seconds);
    for (const auto& [name, value] : metrics.values) {
        Curve* existing = curve(QString::fromStdString(name));
        if (existing && !existing->rows.empty() &&
            existing->rows.back() == static_cast<std::int32_t>(rowCount() - 1))
            existing->truncate(existing->values.size() - 1);
        addValue(QString::fromStdString(name), value);
    }
    if (!sameRow) addThroughput();
}

void RunSeries::setDigest(const store::MetricsDigest& digest) {
    clear();
    using Column = store::MetricsDigest::Column;
    const Column* const axes[kAxisCount] = {digest.find("step"), digest.find("epoch"),
                                            digest.find("images_seen"), digest.find("seconds")};
    standsFor_ = digest.rows;
    for (std::size_t a = 0; a < kAxisCount; ++a) {
        if (axes[a]) {
            // A row that stands for several is drawn where they begin.
            x_[a] = axes[a]->least;
        } else {
            x_[a].resize(digest.rows.size(), kMissing);
        }
    }
    if (!axes[0]) {
        double at = 0;
        for (std::size_t r = 0; r < digest.rows.size(); at += digest.rows[r++]) x_[0][r] = at;
    }
    for (const Column& column : digest.columns) {
        if (std::find(std::begin(axes), std::end(axes), &column) != std::end(axes)) continue;
        const QString name = QString::fromStdString(column.name);
        Curve curve;
        curve.setSmoothing(isEvaluation(name) ? 0 : smoothing_);
        for (std::size_t r = 0; r < digest.rows.size(); ++r)
            if (column.count[r] > 0)
                curve.append(static_cast<std::int32_t>(r), static_cast<float>(column.mean[r]),
                             {static_cast<float>(column.least[r]), static_cast<float>(column.greatest[r])},
                             column.count[r]);
        if (!curve.values.empty()) curves_.insert_or_assign(name, std::move(curve));
    }
}

std::uint32_t RunSeries::coarsest(std::size_t firstRow, std::size_t lastRow) const {
    std::uint32_t most = 1;
    for (std::size_t r = firstRow; r < std::min(lastRow, standsFor_.size()); ++r)
        most = std::max(most, standsFor_[r]);
    return most;
}

std::pair<std::size_t, std::size_t> RunSeries::rowsBetween(int axis, double low, double high) const {
    const auto& xs = x_[static_cast<std::size_t>(axis)];
    const auto first = std::lower_bound(xs.begin(), xs.end(), low);
    const auto last = std::upper_bound(first, xs.end(), high);
    return {static_cast<std::size_t>(first - xs.begin()), static_cast<std::size_t>(last - xs.begin())};
}

bool RunSeries::hasAxis(int axis) const {
    const auto& values = x_[static_cast<std::size_t>(axis)];
    return std::any_of(values.begin(), values.end(), [](double v) { return std::isfinite(v); });
}

Curve* RunSeries::curve(const QString& metric) {
    const auto found = curves_.find(metric);
    return found == curves_.end() ? nullptr : &found->second;
}

void RunSeries::setSmoothing(double weight) {
    smoothing_ = weight;
    // Evaluations are few: an average would lag behind them by half the run.
    for (auto& [name, curve] : curves_) curve.setSmoothing(isEvaluation(name) ? 0 : weight);
}

std::pair<std::size_t, std::size_t> RunSeries::range(const Curve& curve, int axis, double low,
                                                     double high) const {
    const auto& xs = x_[static_cast<std::size_t>(axis)];
    const auto before = [&xs](std::int32_t row, double value) {
        return xs[static_cast<std::size_t>(row)] < value;
    };
    const auto after = [&xs](double value, std::int32_t row) {
        return value < xs[static_cast<std::size_t>(row)];
    };
    const auto first = std::lower_bound(curve.rows.begin(), curve.rows.end(), low, before);
    const auto last = std::upper_bound(first, curve.rows.end(), high, after);
    std::size_t begin = static_cast<std::size_t>(first - curve.rows.begin());
    std::size_t end = static_cast<std::size_t>(last - curve.rows.begin());
    if (begin > 0) --begin;
    if (end < curve.rows.size()) ++end;
    return {begin, end};
}

}  // namespace selfsight::ui
