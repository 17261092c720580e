// The numbers behind a run's curves: rows as they come, one curve a metric, smoothed on demand.
#pragma once

#include "core/event.h"
#include "store/metrics_pyramid.h"
#include "store/run_folder.h"
#include "ui/plots/pyramid.h"

#include <QString>
#include <array>
#include <cstdint>
#include <map>
#include <vector>

namespace selfsight::ui {

constexpr int kAxisCount = 4;  // step, epoch, images, seconds; as CurvesView::XAxis

// One metric of one run: its finite values and the rows they stand in. In a long run a value may be the mean
// of several of the file; then their extremes and number are known.
struct Curve {
    std::vector<std::int32_t> rows;
    std::vector<float> values;
    std::vector<Pyramid::Range> spans;  // a value each, or empty: every value is its own extremes
    std::vector<std::uint32_t> counts;  // likewise: of the file's values each stands for
    Pyramid pyramid;

    std::vector<float> smooth;  // empty without smoothing
    Pyramid smoothPyramid;
    double weight = 0;

    // Exponential moving average with its bias towards zero removed (as Adam does it): smooth[0] = values[0].
    void setSmoothing(double newWeight);
    void append(std::int32_t row, float value);
    void append(std::int32_t row, float mean, Pyramid::Range span, std::uint32_t count);
    void truncate(std::size_t count);

    Pyramid::Range span(std::size_t at) const {
        return spans.empty() ? Pyramid::Range{values[at], values[at]} : spans[at];
    }
    // Of the values that were measured, the first place of the least or greatest; −1: there is none.
    std::int64_t placeOfExtreme(bool least) const;

  private:
    void appendSmooth(float value, std::uint32_t count);
    double average_ = 0;
    double mass_ = 0;
};

class RunSeries {
  public:
    void setTable(const store::MetricsTable& table, const store::MetricsTable& timings);
    void setDigest(const store::MetricsDigest& digest);
    void append(const event::Metrics& metrics);
    void clear();

    std::size_t rowCount() const { return x_[0].size(); }
    // Rows of the file that a row stands for at the most, within a range of rows; 1: they are all here.
    std::uint32_t coarsest(std::size_t firstRow, std::size_t lastRow) const;
    // Rows with x within [low, high] on an axis, as [first, last); of x that are known.
    std::pair<std::size_t, std::size_t> rowsBetween(int axis, double low, double high) const;
    // Non-decreasing; NaN where not known.
    double x(int axis, std::size_t row) const { return x_[static_cast<std::size_t>(axis)][row]; }
    const std::vector<double>& axis(int axis) const { return x_[static_cast<std::size_t>(axis)]; }
    bool hasAxis(int axis) const;
    // By metric name; images_per_second is derived from images and seconds.
    const std::map<QString, Curve>& curves() const { return curves_; }
    Curve* curve(const QString& metric);
    void setSmoothing(double weight);

    // The curve's range of values whose x is within [low, high], one more at each end.
    std::pair<std::size_t, std::size_t> range(const Curve& curve, int axis, double low, double high) const;

  private:
    void addRow(double step, double epoch, double images, double seconds);
    void addValue(const QString& metric, double value);
    void addThroughput();

    std::vector<std::uint32_t> standsFor_;  // rows of the file, a row each; empty: one each
    std::array<std::vector<double>, kAxisCount> x_;
    std::map<QString, Curve> curves_;
    double smoothing_ = 0;
};

}  // namespace selfsight::ui
