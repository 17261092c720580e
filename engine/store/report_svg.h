// Charts as SVG text for reports: light, thin lines, labels at the lines' ends. Knows neither torch nor Qt.
#pragma once

#include "core/matrix.h"

#include <limits>
#include <string>
#include <string_view>
#include <vector>

namespace selfsight::store::svg {

// Text for element content and for attributes in double quotes.
std::string escape(std::string_view text);

// A number with `digits` significant digits, without a trailing point.
std::string number(double value, int digits = 3);

// Round positions for the ticks of an axis: about `count` of them within [low, high].
std::vector<double> ticks(double low, double high, int count);

struct Series {
    std::string label;
    std::string colour;
    std::string dash;  // SVG dash array; empty: solid
    std::vector<double> x;
    std::vector<double> y;  // values that are not finite break the line
    std::vector<double> low, high;  // an interval at each point, where finite; empty: none
};

struct LineChart {
    std::string description;  // alternative text
    std::string xTitle;
    std::string yTitle;
    std::vector<Series> series;
    std::vector<std::pair<double, std::string>> xTicks;  // instead of round numbers
    double width = 520;
    double height = 250;
};
// Long series are thinned for drawing; each drawn column keeps its extremes.
std::string render(const LineChart& chart);

struct Bar {
    std::string label;
    std::string colour;
    double value = 0;  // 0 … 1; not finite: no bar
    double low = 0;
    double high = 0;
    double mark = std::numeric_limits<double>::quiet_NaN();  // a published figure, drawn as a diamond
};

struct BarChart {
    std::string description;
    std::string xTitle;
    std::vector<Bar> bars;
    double chance = 0;
    double width = 760;
};
std::string render(const BarChart& chart);

// One colouring of a map's points.
struct Layer {
    std::string name;
    std::vector<std::string> colours;  // one a group
    std::vector<int> groups;           // one a point, an index into colours
};

struct PointMap {
    std::string description;
    std::string id;             // of the <svg> element
    MatrixView points;          // [n, 2]; equal scale on both axes
    std::vector<Layer> layers;  // the first is visible
};
inline constexpr int kMapUnits = 1000;  // both sides of a map's view box

// Positions of the points in the view box [0, kMapUnits]², two integers a point, as `render` places them.
std::vector<int> placePoints(MatrixView points);
std::string render(const PointMap& map);

}  // namespace selfsight::store::svg
