#include "store/report_svg.h"

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <numeric>

namespace selfsight::store::svg {

namespace {

constexpr const char* kInk = "#1c2430";
constexpr const char* kFaint = "#5b6675";
constexpr const char* kGrid = "#e6e9ee";

std::string coordinate(double value) {
    char buffer[32];
    std::snprintf(buffer, sizeof buffer, "%.1f", value);
    return buffer;
}

std::string text(double x, double y, const std::string& anchor, const std::string& content,
                 const std::string& colour = kFaint, const std::string& more = {}) {
    return "<text x=\"" + coordinate(x) + "\" y=\"" + coordinate(y) + "\" text-anchor=\"" + anchor +
           "\" fill=\"" + colour + "\"" + more + ">" + escape(content) + "</text>\n";
}

std::string line(double x1, double y1, double x2, double y2, const std::string& colour, double width = 1,
                 const std::string& more = {}) {
    return "<line x1=\"" + coordinate(x1) + "\" y1=\"" + coordinate(y1) + "\" x2=\"" + coordinate(x2) +
           "\" y2=\"" + coordinate(y2) + "\" stroke=\"" + colour + "\" stroke-width=\"" + number(width) +
           "\"" + more + "/>\n";
}

std::string open(double width, double height, const std::string& description) {
    const std::string size = number(width, 6) + " " + number(height, 6);
    return "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 " + size +
           "\" role=\"img\" aria-label=\"" + escape(description) + "\" font-size=\"12\">\n<title>" +
           escape(description) + "</title>\n";
}

struct Range {
    double low = std::numeric_limits<double>::infinity();
    double high = -std::numeric_limits<double>::infinity();
    void include(double value) {
        if (!std::isfinite(value)) return;
        low = std::min(low, value);
        high = std::max(high, value);
    }
    bool empty() const { return low > high; }
    // Never of zero length, so that it can be divided by.
    void widen() {
        if (low < high) return;
        const double pad = low == 0 ? 1 : std::abs(low) * 0.1;
        low -= pad;
        high += pad;
    }
};

// The path of one series; of all points that fall into one column of pixels the first, last, lowest and
// highest are kept.
template <typename ToX, typename ToY>
std::string seriesPath(const Series& series, ToX toX, ToY toY) {
    std::string path;
    bool pen = false;
    const std::size_t n = std::min(series.x.size(), series.y.size());
    const auto put = [&](std::size_t i) {
        path += (pen ? "L" : "M") + coordinate(toX(series.x[i])) + " " + coordinate(toY(series.y[i]));
        pen = true;
    };
    for (std::size_t i = 0; i < n;) {
        if (!std::isfinite(series.x[i]) || !std::isfinite(series.y[i])) {
            // An evaluation point's column is empty on the rows between; only a NaN among values breaks the
            // line.
            pen = false;
            ++i;
            continue;
        }
        const auto column = std::floor(toX(series.x[i]));
        std::size_t end = i;
        std::size_t lowest = i;
        std::size_t highest = i;
        while (end < n && std::isfinite(series.x[end]) && std::isfinite(series.y[end]) &&
               std::floor(toX(series.x[end])) == column) {
            if (series.y[end] < series.y[lowest]) lowest = end;
            if (series.y[end] > series.y[highest]) highest = end;
            ++end;
        }
        std::vector<std::size_t> kept = {i, lowest, highest, end - 1};
        std::sort(kept.begin(), kept.end());
        kept.erase(std::unique(kept.begin(), kept.end()), kept.end());
        for (const std::size_t k : kept) put(k);
        i = end;
    }
    return path;
}

// Moves labels apart vertically by the least that keeps `gap` between them, in their order.
void spread(std::vector<double>& positions, double gap, double low, double high) {
    std::vector<std::size_t> order(positions.size());
    std::iota(order.begin(), order.end(), std::size_t{0});
    std::stable_sort(order.begin(), order.end(), [&](auto a, auto b) { return positions[a] < positions[b]; });
    for (std::size_t k = 0; k < order.size(); ++k) {
        double& y = positions[order[k]];
        y = std::max(y, k == 0 ? low : positions[order[k - 1]] + gap);
    }
    double limit = high;
    for (std::size_t k = order.size(); k-- > 0;) {
        double& y = positions[order[k]];
        y = std::min(y, limit);
        limit = y - gap;
    }
}

}  // namespace

std::string escape(std::string_view text) {
    std::string out;
    out.reserve(text.size());
    for (const char c : text) {
        switch (c) {
            case '&':
                out += "&amp;";
                break;
            case '<':
                out += "&lt;";
                break;
            case '>':
                out += "&gt;";
                break;
            case '"':
                out += "&quot;";
                break;
            case '\'':
                out += "&#39;";
                break;
            default:
                // Control characters are not allowed in XML; a space stands in for them.
                out += static_cast<unsigned char>(c) < 0x20 && c != '\n' && c != '\t' ? ' ' : c;
        }
    }
    return out;
}

std::string number(double value, int digits) {
    if (!std::isfinite(value)) return "–";
    char buffer[48];
    std::snprintf(buffer, sizeof buffer, "%.*g", digits, value);
    return buffer;
}

std::vector<double> ticks(double low, double high, int count) {
    if (!(high > low) || count < 1) return {low};
    const double raw = (high - low) / count;
    const double power = std::pow(10.0, std::floor(std::log10(raw)));
    double step = power;
    for (const double factor : {1.0, 2.0, 5.0, 10.0}) {
        step = factor * power;
        if (step >= raw * (1 - 1e-9)) break;
    }
    std::vector<double> out;
    for (double k = std::ceil(low / step - 1e-9); k * step <= high + 1e-9 * step; ++k)
        out.push_back(k * step + 0.0);  // never −0
    return out;
}

namespace {

// In one line where it fits beside the axis, else in two.
std::vector<std::string> linesOf(const std::string& title, double room) {
    constexpr double glyph = 6.2;  // mean width at 12 px
    if (static_cast<double>(title.size()) * glyph <= room) return {title};
    const std::size_t middle = title.size() / 2;
    const std::size_t before = title.rfind(' ', middle), after = title.find(' ', middle);
    if (before == title.npos && after == title.npos) return {title};
    const bool earlier = after == title.npos || (before != title.npos && middle - before <= after - middle);
    const std::size_t at = earlier ? before : after;
    return {title.substr(0, at), title.substr(at + 1)};
}

}  // namespace

std::string render(const LineChart& chart) {
    const double right = 96;
    const double top = 12;
    const double bottom = 40;
    const double innerRight = chart.width - right;
    const double innerBottom = chart.height - bottom;
    const std::vector<std::string> yTitle = linesOf(chart.yTitle, innerBottom - top);

    Range xs;
    Range ys;
    for (const Series& series : chart.series) {
        for (std::size_t i = 0; i < std::min(series.x.size(), series.y.size()); ++i) {
            if (!std::isfinite(series.y[i])) continue;
            xs.include(series.x[i]);
            ys.include(series.y[i]);
        }
        for (const auto* ends : {&series.low, &series.high})
            for (const double value : *ends)
                if (std::isfinite(value)) ys.include(value);
    }
    std::string out = open(chart.width, chart.height, chart.description);
    if (xs.empty() || ys.empty())
        return out + text(chart.width / 2, chart.height / 2, "middle", "No values") + "</svg>\n";
    xs.low = std::min(xs.low, 0.0);
    xs.widen();
    ys.widen();
    const double pad = 0.04 * (ys.high - ys.low);
    ys.low -= pad;
    ys.high += pad;
    std::size_t widest = 0;
    for (const double tick : ticks(ys.low, ys.high, 4)) widest = std::max(widest, number(tick, 4).size());
    const double left = 16 + 14 * static_cast<double>(yTitle.size()) + 7 * static_cast<double>(widest);
    const auto toX = [&](double x) { return left + (x - xs.low) / (xs.high - xs.low) * (innerRight - left); };
    const auto toY = [&](double y) {
        return innerBottom - (y - ys.low) / (ys.high - ys.low) * (innerBottom - top);
    };

    for (const double tick : ticks(ys.low, ys.high, 4)) {
        out += line(left, toY(tick), innerRight, toY(tick), kGrid);
        out += text(left - 6, toY(tick) + 4, "end", number(tick, 4));
    }
    std::vector<std::pair<double, std::string>> named = chart.xTicks;
    if (named.empty())
        for (const double tick : ticks(xs.low, xs.high, 6)) named.emplace_back(tick, number(tick, 6));
    for (const auto& [tick, name] : named) {
        out += line(toX(tick), innerBottom, toX(tick), innerBottom + 4, kFaint);
        out += text(toX(tick), innerBottom + 16, "middle", name);
    }
    out += line(left, innerBottom, innerRight, innerBottom, kFaint);
    out += line(left, top, left, innerBottom, kFaint);
    out += text((left + innerRight) / 2, chart.height - 6, "middle", chart.xTitle, kInk);
    for (std::size_t i = 0; i < yTitle.size(); ++i)
        out += text(0, 0, "middle", yTitle[i], kInk,
                    " transform=\"translate(" + coordinate(12 + 14 * static_cast<double>(i)) + " " +
                        coordinate((top + innerBottom) / 2) + ") rotate(-90)\"");

    std::vector<double> labelY;
    std::vector<const Series*> labelled;
    for (const Series& series : chart.series) {
        const std::string path = seriesPath(series, toX, toY);
        if (path.empty()) continue;
        for (std::size_t i = 0; i < std::min({series.x.size(), series.low.size(), series.high.size()}); ++i)
            if (std::isfinite(series.low[i]) && std::isfinite(series.high[i]))
                out += line(toX(series.x[i]), toY(series.low[i]), toX(series.x[i]), toY(series.high[i]),
                            series.colour, 1);
        out += "<path d=\"" + path + "\" fill=\"none\" stroke=\"" + series.colour +
               "\" stroke-width=\"1.6\" stroke-linejoin=\"round\" stroke-linecap=\"round\"" +
               (series.dash.empty() ? "" : " stroke-dasharray=\"" + series.dash + "\"") + "/>\n";
        std::size_t last = std::min(series.x.size(), series.y.size());
        while (last > 0 && !std::isfinite(series.y[last - 1])) --last;
        const double x = toX(series.x[last - 1]);
        const double y = toY(series.y[last - 1]);
        out += "<circle cx=\"" + coordinate(x) + "\" cy=\"" + coordinate(y) + "\" r=\"2.4\" fill=\"" +
               series.colour + "\"/>\n";
        labelY.push_back(y);
        labelled.push_back(&series);
    }
    std::vector<double> wanted = labelY;
    spread(labelY, 14, top + 4, innerBottom - 2);
    for (std::size_t i = 0; i < labelled.size(); ++i) {
        const double y = labelY[i];
        out += line(innerRight + 5, y, innerRight + 15, y, labelled[i]->colour, 1.6,
                    labelled[i]->dash.empty() ? "" : " stroke-dasharray=\"" + labelled[i]->dash + "\"");
        out += text(innerRight + 19, y + 4, "start", labelled[i]->label, kInk);
    }
    return out + "</svg>\n";
}

namespace {

std::string valueText(const Bar& bar) {
    const double half = (bar.high - bar.low) / 2;
    const auto with = [&](const char* sign, double error) {
        char text[64];
        std::snprintf(text, sizeof text, "%.3f %s %.3f", bar.value, sign, error);
        return std::string(text);
    };
    // At the end of the scale the interval has one side.
    if (bar.value < half) return with("+", bar.high - bar.value);
    if (bar.value > 1 - half) return with("−", bar.value - bar.low);
    return with("±", half);
}

}  // namespace

std::string render(const BarChart& chart) {
    const double left = 132;
    const double right = 116;
    const double top = 8;
    const double rowHeight = 34;
    const double bottom = 40;
    const double height = top + rowHeight * static_cast<double>(chart.bars.size()) + bottom;
    const double innerRight = chart.width - right;
    const double innerBottom = height - bottom;

    double most = 0.05;
    for (const Bar& bar : chart.bars) {
        for (const double v : {bar.value, bar.high, bar.mark})
            if (std::isfinite(v)) most = std::max(most, v);
    }
    most = std::min(1.0, std::ceil(most * 1.04 * 20) / 20);
    const auto toX = [&](double v) { return left + v / most * (innerRight - left); };

    std::string out = open(chart.width, height, chart.description);
    for (const double tick : ticks(0, most, 6)) {
        out += line(toX(tick), top, toX(tick), innerBottom, kGrid);
        out += text(toX(tick), innerBottom + 16, "middle", number(tick));
    }
    for (std::size_t i = 0; i < chart.bars.size(); ++i) {
        const Bar& bar = chart.bars[i];
        const double middle = top + rowHeight * (static_cast<double>(i) + 0.5);
        out += text(left - 10, middle + 4, "end", bar.label, kInk);
        if (!std::isfinite(bar.value)) {
            out += text(left + 6, middle + 4, "start", "not measured");
            continue;
        }
        out += "<rect x=\"" + coordinate(left) + "\" y=\"" + coordinate(middle - 9) + "\" width=\"" +
               coordinate(std::max(0.5, toX(bar.value) - left)) + "\" height=\"18\" fill=\"" + bar.colour +
               "\"/>\n";
        out += line(toX(bar.low), middle, toX(bar.high), middle, kInk, 1.4);
        for (const double end : {bar.low, bar.high})
            out += line(toX(end), middle - 4, toX(end), middle + 4, kInk, 1.4);
        if (std::isfinite(bar.mark)) {
            const double x = toX(bar.mark);
            out += "<path d=\"M" + coordinate(x) + " " + coordinate(middle - 7) +
                   "l7 7l-7 7l-7 -7z\" fill=\"#ffffff\" "
                   "stroke=\"" +
                   kInk + "\" stroke-width=\"1.4\"/>\n";
        }
        out += text(innerRight + 12, middle + 4, "start", valueText(bar), kInk);
    }
    out += line(left, top, left, innerBottom, kFaint);
    out += line(left, innerBottom, innerRight, innerBottom, kFaint);
    if (chart.chance > 0) {
        out += line(toX(chart.chance), top, toX(chart.chance), innerBottom, kInk, 1.2,
                    " stroke-dasharray=\"3 3\"");
    }
    out += text((left + innerRight) / 2, height - 6, "middle", chart.xTitle, kInk);
    return out + "</svg>\n";
}

std::vector<int> placePoints(MatrixView points) {
    Range xs;
    Range ys;
    for (std::int64_t i = 0; i < points.rows; ++i) {
        xs.include(points.at(i, 0));
        ys.include(points.at(i, 1));
    }
    std::vector<int> out(static_cast<std::size_t>(points.rows) * 2, kMapUnits / 2);
    if (xs.empty() || ys.empty()) return out;
    constexpr double margin = 20;
    const double extent = std::max({xs.high - xs.low, ys.high - ys.low, 1e-30});
    const double scale = (kMapUnits - 2 * margin) / extent;
    const double centreX = (xs.low + xs.high) / 2;
    const double centreY = (ys.low + ys.high) / 2;
    for (std::int64_t i = 0; i < points.rows; ++i) {
        const double x = points.at(i, 0);
        const double y = points.at(i, 1);
        if (!std::isfinite(x) || !std::isfinite(y)) continue;
        out[static_cast<std::size_t>(2 * i)] =
            static_cast<int>(std::lround(kMapUnits / 2 + (x - centreX) * scale));
        out[static_cast<std::size_t>(2 * i + 1)] =
            static_cast<int>(std::lround(kMapUnits / 2 - (y - centreY) * scale));
    }
    return out;
}

std::string render(const PointMap& map) {
    const std::vector<int> placed = placePoints(map.points);
    const auto n = static_cast<std::size_t>(map.points.rows);
    // Smaller dots for more points: about a sixth of the area is covered whatever n is.
    const double diameter =
        std::clamp(450.0 / std::sqrt(static_cast<double>(std::max<std::size_t>(n, 1))), 4.5, 14.0);
    std::string out = "<svg xmlns=\"http://www.w3.org/2000/svg\" class=\"map\" id=\"" + escape(map.id) +
                      "\" viewBox=\"0 0 1000 1000\" role=\"img\" aria-label=\"" + escape(map.description) +
                      "\">\n<title>" + escape(map.description) + "</title>\n" +
                      "<rect width=\"1000\" height=\"1000\" fill=\"#fbfcfd\"/>\n";
    for (std::size_t l = 0; l < map.layers.size(); ++l) {
        const Layer& layer = map.layers[l];
        out += "<g class=\"layer\" data-layer=\"" + std::to_string(l) +
               "\" fill=\"none\" stroke-linecap=\"round\" " + "stroke-width=\"" + number(diameter) +
               "\" stroke-opacity=\"0.85\"" + (l == 0 ? "" : " style=\"display:none\"") + ">\n";
        std::vector<std::string> paths(layer.colours.size());
        for (std::size_t i = 0; i < n && i < layer.groups.size(); ++i) {
            const auto group = static_cast<std::size_t>(layer.groups[i]);
            if (group >= paths.size()) continue;
            paths[group] +=
                "M" + std::to_string(placed[2 * i]) + " " + std::to_string(placed[2 * i + 1]) + "h0";
        }
        for (std::size_t g = 0; g < paths.size(); ++g) {
            if (paths[g].empty()) continue;
            out += "<path data-group=\"" + std::to_string(g) + "\" stroke=\"" + layer.colours[g] + "\" d=\"" +
                   paths[g] + "\"/>\n";
        }
        out += "</g>\n";
    }
    out +=
        "<circle class=\"ring\" r=\"16\" fill=\"none\" stroke=\"#1c2430\" stroke-width=\"4\" "
        "style=\"display:none\"/>\n";
    return out + "</svg>\n";
}

}  // namespace selfsight::store::svg
