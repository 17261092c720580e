// What the curves show and how: shared by the view and by exports, which draw the same with other colours.
#pragma once

#include "ui/plots/metric_groups.h"
#include "ui/plots/run_series.h"
#include "ui/theme/theme.h"

#include <QString>
#include <QStringList>
#include <limits>
#include <memory>
#include <utility>
#include <vector>

namespace selfsight::ui {

struct CurvesRun {
    QString id;
    RunStyle style;
    QString provenance;
    RunSeries series;
    bool visible = true;
    std::pair<double, double> detail{0, -1};  // steps within which more was asked for last
};

// One line to be drawn.
struct CurveLine {
    const CurvesRun* run = nullptr;
    QString metric;
    const Curve* curve = nullptr;
    bool highlighted = false;
    QString label;  // run, and the part of the group where there are several
};

struct CurvesModel {
    std::vector<std::unique_ptr<CurvesRun>> runs;  // in the order in which they came
    QString group = QStringLiteral("loss");
    int axis = 0;
    double smoothing = 0;
    bool logarithmic = false;
    QString highlighted;
    // Epochs up to which runs are shown, for a replay; infinite: all of them.
    double until = std::numeric_limits<double>::infinity();

    CurvesRun* find(const QString& id) const;
    QStringList groups() const;
    // Lines of visible runs in the current group with at least one value, the highlighted run's last.
    std::vector<CurveLine> lines() const;
    double x(const CurveLine& line, std::size_t at) const;
    // How many of its values are shown.
    std::size_t shownEnd(const CurveLine& line) const;
    // The values that are shown with x within [low, high], one more at each end.
    std::pair<std::size_t, std::size_t> range(const CurveLine& line, double low, double high) const;
    // The values drawn: smoothed where smoothing is on.
    const std::vector<float>& values(const CurveLine& line) const;

    struct Bounds {
        double low = 0, high = 0;
        bool any = false;
    };
    Bounds xBounds() const;
    // xBounds() as an axis shows them: with room around a single value.
    Bounds xRange() const;
    // Of what is drawn with x within [low, high]; on a logarithmic axis of what is positive.
    Bounds yBounds(double low, double high) const;
    // yBounds() with a margin, `share` of them above and below; never empty where any.
    Bounds yRange(double low, double high, double share) const;
    // Place of the best value; −1: the metric has no direction.
    std::int64_t best(const CurveLine& line) const;
    // Place of the value nearest to x; −1: none.
    std::int64_t nearest(const CurveLine& line, double x) const;
};

QString axisTitle(int axis);
// "1.2 M", "0.034", "1:05:20" for the time axis.
QString axisText(double value, int axis);
QString valueText(double value);

}  // namespace selfsight::ui
