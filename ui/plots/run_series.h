// The numbers behind a run's curves: rows as they come, one curve a metric, smoothed on demand.
#pragma once

#include "core/event.h"
#include "store/run_folder.h"
#include "ui/plots/pyramid.h"

#include <QString>
#include <array>
#include <cstdint>
#include <map>
#include <vector>

namespace selfsight::ui {

constexpr int kAxisCount = 4;  // step, epoch, images, seconds; as CurvesView::XAxis

// One metric of one run: its finite values and the rows they stand in.
struct Curve {
    std::vector<std::int32_t> rows;
    std::vector<float> values;
    Pyramid pyramid;

    std::vector<float> smooth;  // empty without smoothing
    Pyramid smoothPyramid;
    double weight = 0;

    // Exponential moving average with its bias towards zero removed (as Adam does it): smooth[0] = values[0].
    void setSmoothing(double newWeight);
    void append(std::int32_t row, float value);
    void truncate(std::size_t count);

  private:
    void appendSmooth(float value);
    double average_ = 0;
    double mass_ = 0;
};

class RunSeries {
  public:
    void setTable(const store::MetricsTable& table, const store::MetricsTable& timings);
    void append(const event::Metrics& metrics);
    void clear();

    std::size_t rowCount() const { return step_.size(); }
    // Non-decreasing; NaN where not known.
    double x(int axis, std::size_t row) const { return x_[static_cast<std::size_t>(axis)][row]; }
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

    std::vector<double> step_;
    std::array<std::vector<double>, kAxisCount> x_;
    std::map<QString, Curve> curves_;
    double smoothing_ = 0;
};

}  // namespace selfsight::ui
