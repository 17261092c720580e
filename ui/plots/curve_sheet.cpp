#include "ui/plots/curve_sheet.h"

#include "core/parallel.h"

#include <algorithm>
#include <cmath>
#include <numbers>

namespace selfsight::ui {

namespace {

constexpr float kRawOpacity = 0.25F;
constexpr std::size_t kMarksAtMost = 60;  // more evaluation points in view are a line like any other

}  // namespace

QPolygonF starShape(double radius) {
    QPolygonF star;
    for (int i = 0; i < 10; ++i) {
        const double r = i % 2 == 0 ? radius : radius * 0.45;
        const double angle = std::numbers::pi * (i / 5.0 - 0.5);
        star << QPointF(r * std::cos(angle), r * std::sin(angle));
    }
    return star;
}

std::vector<float> dashLengths(Qt::PenStyle style, double width) {
    std::vector<float> result;
    const auto w = static_cast<float>(width);
    switch (style) {
        case Qt::DashLine:
            result = {6 * w, 3 * w};
            break;
        case Qt::DotLine:
            result = {1.5F * w, 2 * w};
            break;
        case Qt::DashDotLine:
            result = {6 * w, 2 * w, 1.5F * w, 2 * w};
            break;
        case Qt::DashDotDotLine:
            result = {6 * w, 2 * w, 1.5F * w, 2 * w, 1.5F * w, 2 * w};
            break;
        default:
            break;
    }
    return result;
}

CurveSheet::CurveSheet(QCPAxis* keyAxis, QCPAxis* valueAxis, const CurvesModel* model)
    : QCPAbstractPlottable(keyAxis, valueAxis), model_(model) {
    setSelectable(QCP::stNone);
    colours_ = theme::colours(false);
}

QRect CurveSheet::clipRect() const {
    return parentPlot()->viewport();
}

LineMapping CurveSheet::mapping(double ratio) const {
    const QRect area = keyAxis()->axisRect()->rect();
    const QCPRange across = keyAxis()->range();
    const QCPRange up = valueAxis()->range();
    return LineMapping::of(across.lower, across.upper, up.lower, up.upper,
                           valueAxis()->scaleType() == QCPAxis::stLogarithmic,
                           static_cast<int>(std::lround(area.width() * ratio)),
                           static_cast<int>(std::lround(area.height() * ratio)));
}

void CurveSheet::draw(QCPPainter* painter) {
    const std::vector<CurveLine> lines = model_->lines();
    const QRect area = keyAxis()->axisRect()->rect();
    if (area.width() < 2 || area.height() < 2) return;
    if (painter->modes().testFlag(QCPPainter::pmVectorized)) {
        painter->save();
        painter->setClipRect(area);
        drawVector(painter, lines);
        painter->restore();
    } else {
        const double ratio = parentPlot()->bufferDevicePixelRatio();
        const LineMapping map = mapping(ratio);
        const bool raws = model_->smoothing > 0;
        std::vector<RasterCurve> curves(lines.size() * (raws ? 2 : 1));
        parallelFor(
            static_cast<std::int64_t>(lines.size()), 1, [&](std::int64_t begin, std::int64_t end, int) {
                for (auto i = static_cast<std::size_t>(begin); i < static_cast<std::size_t>(end); ++i) {
                    const CurveLine& line = lines[i];
                    if (raws) {
                        curves[i] = rasterOf(*model_, line, map, true);
                        curves[i].opacity = kRawOpacity;
                        curves[i].width = static_cast<float>(ratio);
                    }
                    RasterCurve& curve = curves[raws ? lines.size() + i : i];
                    curve = rasterOf(*model_, line, map, false);
                    curve.width = static_cast<float>((line.highlighted ? 1.6 : 1) * lineWidth_ * ratio);
                    curve.dash = dashLengths(line.run->style.dash, lineWidth_ * ratio);
                }
            });
        QImage image(map.width, map.height, QImage::Format_ARGB32_Premultiplied);
        image.fill(0);
        rasterise(curves, image);
        image.setDevicePixelRatio(ratio);
        painter->drawImage(area.topLeft(), image);
    }
    painter->save();
    painter->setClipRect(area.adjusted(-1, -1, 1, 1));
    drawMarks(painter, lines);
    painter->restore();
    drawLabels(painter, lines);
}

void CurveSheet::drawVector(QCPPainter* painter, const std::vector<CurveLine>& lines) const {
    const QRect area = keyAxis()->axisRect()->rect();
    const LineMapping map = mapping(1);
    painter->setAntialiasing(true);
    const auto stroke = [&](const CurveLine& line, bool raw) {
        // What the screen would show at 2×, as a line through the least and greatest of each column.
        const LineMapping fine = mapping(2);
        const RasterCurve columns = rasterOf(*model_, line, fine, raw);
        QPolygonF path;
        const auto [begin, end] = model_->range(line, map.low, map.high);
        const std::vector<float>& values = raw ? line.curve->values : model_->values(line);
        if (end - begin <= columns.columns.size() && line.curve->counts.empty()) {
            for (std::size_t i = begin; i < end; ++i)
                if (!map.logarithmic || values[i] > 0)
                    path << QPointF(area.left() + map.x(model_->x(line, i)), area.top() + map.y(values[i]));
        } else {
            for (std::size_t c = 0; c < columns.columns.size(); ++c) {
                const CurveColumn& column = columns.columns[c];
                if (!column.any) continue;
                const double x = area.left() + (static_cast<double>(c) + 0.5) / 2;
                const bool falls = column.first < column.last;
                path << QPointF(x, area.top() + (falls ? column.least : column.greatest) / 2.0)
                     << QPointF(x, area.top() + (falls ? column.greatest : column.least) / 2.0);
            }
        }
        QColor colour = line.run->style.colour;
        const double width = raw ? 1 : (line.highlighted ? 1.6 : 1) * lineWidth_;
        if (raw) colour.setAlphaF(kRawOpacity);
        QPen pen(colour, width);
        pen.setJoinStyle(Qt::RoundJoin);
        pen.setCapStyle(Qt::FlatCap);
        if (!raw) {
            QList<qreal> dash;
            for (const float d : dashLengths(line.run->style.dash, 1)) dash << d;
            if (!dash.isEmpty()) pen.setDashPattern(dash);
        }
        painter->setPen(pen);
        painter->setBrush(Qt::NoBrush);
        painter->drawPolyline(path);
    };
    if (model_->smoothing > 0)
        for (const CurveLine& line : lines) stroke(line, true);
    for (const CurveLine& line : lines) stroke(line, false);
}

void CurveSheet::drawMarks(QCPPainter* painter, const std::vector<CurveLine>& lines) const {
    const QPointF corner = keyAxis()->axisRect()->rect().topLeft();
    const LineMapping map = mapping(1);
    painter->setAntialiasing(true);
    const auto place = [&](const CurveLine& line, std::size_t i, double value) {
        return corner + QPointF(map.x(model_->x(line, i)), map.y(value));
    };
    for (const CurveLine& line : lines) {
        // A single value is no line yet.
        if (!isEvaluation(line.metric) && line.curve->values.size() > 1) continue;
        const auto [begin, end] = model_->range(line, map.low, map.high);
        if (end - begin <= kMarksAtMost && lines.size() <= 12) {
            painter->setPen(Qt::NoPen);
            painter->setBrush(line.run->style.colour);
            for (std::size_t i = begin; i < end; ++i)
                painter->drawEllipse(place(line, i, line.curve->values[i]), 2.2, 2.2);
        }
    }
    for (const CurveLine& line : lines) {
        const std::int64_t best = model_->best(line);
        if (best < 0 || line.curve->values.size() < 2 ||
            static_cast<std::size_t>(best) >= model_->shownEnd(line))
            continue;
        // A rim in the colour of the ground keeps the star apart from the lines.
        painter->setPen(QPen(colours_.base, 1.6));
        painter->setBrush(line.run->style.colour);
        const auto i = static_cast<std::size_t>(best);
        const Pyramid::Range span = line.curve->span(i);
        const double value = betterOf(line.metric) == Better::Lower ? span.least : span.greatest;
        painter->drawPolygon(starShape(6.5).translated(place(line, i, value)));
    }
}

int CurveSheet::labelWidth(const QFont& font) const {
    const std::vector<CurveLine> lines = model_->lines();
    if (lines.empty() || lines.size() > kLabelsAtMost) return 12;
    int widest = 0;
    for (const CurveLine& line : lines)
        widest = std::max(widest, QFontMetrics(font).horizontalAdvance(line.label));
    // The labels leave most of the plot to the curves.
    return std::min(widest + 16, std::max(60, parentPlot()->width() / 4));
}

void CurveSheet::drawLabels(QCPPainter* painter, const std::vector<CurveLine>& lines) const {
    if (lines.empty() || lines.size() > kLabelsAtMost) return;
    const QRect area = keyAxis()->axisRect()->rect();
    const LineMapping map = mapping(1);
    const QFont font = keyAxis()->tickLabelFont();
    const double height = QFontMetricsF(font).height();
    struct Label {
        double wanted, y;
        const CurveLine* line;
    };
    std::vector<Label> labels;
    for (const CurveLine& line : lines) {
        const auto [begin, end] = model_->range(line, map.low, map.high);
        if (begin == end) continue;
        const double y =
            std::clamp(map.y(model_->values(line)[end - 1]), 0.0, static_cast<double>(area.height()));
        labels.push_back({y, y, &line});
    }
    std::stable_sort(labels.begin(), labels.end(),
                     [](const Label& a, const Label& b) { return a.wanted < b.wanted; });
    // Down until none overlaps, then up from the bottom edge.
    for (std::size_t i = 1; i < labels.size(); ++i)
        labels[i].y = std::max(labels[i].y, labels[i - 1].y + height);
    double limit = area.height() + height / 2;
    for (std::size_t i = labels.size(); i-- > 0;) {
        labels[i].y = std::min(labels[i].y, limit - height / 2);
        limit = labels[i].y - height / 2;
    }
    painter->setFont(font);
    painter->setAntialiasing(true);
    for (const Label& label : labels) {
        const double x = area.right() + 4;
        const double y = area.top() + label.y;
        painter->setPen(QPen(label.line->run->style.colour, 1.2));
        painter->drawLine(QLineF(x - 2, area.top() + label.wanted, x + 6, y));
        painter->setPen(colours_.text);
        const int room = parentPlot()->viewport().right() - static_cast<int>(x) - 9;
        painter->drawText(QPointF(x + 9, y + QFontMetricsF(font).ascent() / 2 - 1),
                          QFontMetrics(font).elidedText(label.line->label, Qt::ElideRight, room));
    }
}

double CurveSheet::selectTest(const QPointF&, bool, QVariant*) const {
    return -1;
}

QCPRange CurveSheet::getKeyRange(bool& found, QCP::SignDomain) const {
    const CurvesModel::Bounds bounds = model_->xBounds();
    found = bounds.any;
    return {bounds.low, bounds.high};
}

QCPRange CurveSheet::getValueRange(bool& found, QCP::SignDomain, const QCPRange& keys) const {
    const CurvesModel::Bounds bounds = model_->yBounds(keys.lower, keys.upper);
    found = bounds.any;
    return {bounds.low, bounds.high};
}

}  // namespace selfsight::ui
