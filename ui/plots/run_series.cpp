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

void Curve::appendSmooth(float value) {
    average_ = weight * average_ + (1 - weight) * value;
    mass_ = weight * mass_ + (1 - weight);
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
    for (const float v : values) appendSmooth(v);
}

void Curve::append(std::int32_t row, float value) {
    rows.push_back(row);
    values.push_back(value);
    pyramid.append(value);
    if (weight > 0) appendSmooth(value);
}

void Curve::truncate(std::size_t count) {
    if (count >= values.size()) return;
    rows.resize(count);
    values.resize(count);
    pyramid.clear();
    for (const float v : values) pyramid.append(v);
    setSmoothing(weight);
}

void RunSeries::clear() {
    step_.clear();
    for (auto& axis : x_) axis.clear();
    curves_.clear();
}

void RunSeries::addRow(double step, double epoch, double images, double seconds) {
    step_.push_back(step);
    const double values[kAxisCount] = {step, epoch, images, seconds};
    for (std::size_t a = 0; a < kAxisCount; ++a) x_[a].push_back(values[a]);
}

void RunSeries::addValue(const QString& metric, double value) {
    if (!std::isfinite(value)) return;
    auto found = curves_.find(metric);
    if (found == curves_.end()) {
        found = curves_.emplace(metric, Curve{}).first;
        found->second.setSmoothing(isEvaluation(metric) ? 0 : smoothing_);
    }
    found->second.append(static_cast<std::int32_t>(step_.size() - 1), static_cast<float>(value));
}

void RunSeries::addThroughput() {
    const std::size_t now = step_.size() - 1;
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
    const auto at = std::lower_bound(step_.begin(), step_.end(), static_cast<double>(metrics.step));
    const auto keep = static_cast<std::size_t>(at - step_.begin());
    const bool sameRow = keep + 1 == step_.size() && step_.back() == static_cast<double>(metrics.step);
    if (keep < step_.size() && !sameRow) {
        step_.resize(keep);
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
            existing->rows.back() == static_cast<std::int32_t>(step_.size() - 1))
            existing->truncate(existing->values.size() - 1);
        addValue(QString::fromStdString(name), value);
    }
    if (!sameRow) addThroughput();
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
