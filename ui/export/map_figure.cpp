#include "ui/export/map_figure.h"

#include "ui/export/csv.h"
#include "ui/map/colouring.h"
#include "ui/map/sprite.h"
#include "ui/map/vector_map.h"

#include <QCoreApplication>
#include <QGuiApplication>
#include <QTextStream>
#include <algorithm>
#include <cmath>
#include <qcustomplot.h>

namespace selfsight::ui {

namespace {

constexpr double kGap = 16;
constexpr double kTitle = 22;
constexpr double kEntryWidth = 138;
constexpr double kEntryHeight = 15;

QString tr(const char* text) {
    return QCoreApplication::translate("selfsight::ui::MapFigure", text);
}

QFont fontOf(int pixels, bool bold = false) {
    QFont font = QGuiApplication::font();
    font.setPixelSize(pixels);
    if (bold) font.setWeight(QFont::DemiBold);
    return font;
}

}  // namespace

MapFigure::MapFigure(QVector<MapPanel> panels, const Camera& view, QVector<LegendEntry> legend,
                     QString legendTitle, std::shared_ptr<const data::ImageSet> images,
                     QVector<qint64> selection)
    : panels_(std::move(panels)),
      view_(view),
      legend_(std::move(legend)),
      legendTitle_(std::move(legendTitle)),
      images_(std::move(images)),
      selection_(std::move(selection)) {
    if (panels_.size() > 1) panel_ = QSizeF(400, 330);
}

int MapFigure::columns() const {
    return panels_.size() > 1 ? 2 : 1;
}

QSizeF MapFigure::size() const {
    const auto rows = static_cast<int>((panels_.size() + columns() - 1) / columns());
    return {columns() * panel_.width() + (columns() - 1) * kGap,
            rows * (panel_.height() + kTitle + kGap) + legendHeight()};
}

int MapFigure::legendColumns() const {
    const double width = columns() * panel_.width() + (columns() - 1) * kGap;
    return std::max(1, static_cast<int>(width / kEntryWidth));
}

double MapFigure::legendHeight() const {
    if (legend_.isEmpty()) return 0;
    const auto rows = (static_cast<int>(legend_.size()) + legendColumns() - 1) / legendColumns();
    return kTitle + rows * kEntryHeight;
}

Camera MapFigure::cameraOf(const MapPanel& panel) const {
    return translated(view_, Camera{}, fitCamera(panel.scene->bounds(), panel_, 14));
}

Provenance MapFigure::provenance() const {
    Provenance result;
    result.title =
        panels_.size() == 1 ? panels_.first().map.label : tr("Maps of %1 encoders").arg(panels_.size());
    QStringList captions;
    for (qsizetype i = 0; i < panels_.size(); ++i) {
        const EncoderMap& map = panels_[i].map;
        const QString caption =
            panels_.size() == 1 ? map.caption : map.label + QStringLiteral(": ") + map.caption;
        if (!map.caption.isEmpty()) captions << caption;
        const QString number = panels_.size() > 1 ? QStringLiteral(" %1").arg(i + 1) : QString();
        result.fields.append({QStringLiteral("run") + number, map.run});
        result.fields.append({QStringLiteral("map") + number, map.caption});
    }
    if (!legendTitle_.isEmpty()) result.fields.append({QStringLiteral("colour"), legendTitle_});
    captions << tr("Sizes of clusters and gaps between them carry no meaning.");
    result.caption = captions.join(u'\n');
    return result;
}

void MapFigure::paint(QCPPainter& painter, const QRectF& area, bool vector, double scale) const {
    const theme::Colours& colours = theme::colours(false);
    for (int i = 0; i < panels_.size(); ++i) {
        const MapPanel& panel = panels_[i];
        const QPointF corner = area.topLeft() + QPointF((i % columns()) * (panel_.width() + kGap),
                                                        (i / columns()) * (panel_.height() + kTitle + kGap));
        QRectF place(corner, panel_);
        if (panels_.size() > 1) {
            painter.setAntialiasing(true);
            painter.setPen(QPen(panel.map.style.colour, 2.5, panel.map.style.dash, Qt::FlatCap));
            painter.drawLine(
                QLineF(corner.x(), corner.y() + kTitle / 2, corner.x() + 22, corner.y() + kTitle / 2));
            painter.setPen(colours.text);
            painter.setFont(fontOf(12, true));
            painter.drawText(QRectF(corner + QPointF(28, 0), QSizeF(panel_.width() - 28, kTitle)),
                             Qt::AlignVCenter, panel.map.label);
        }
        place.translate(0, kTitle);
        if (vector)
            paintScene(painter, place, *panel.scene, cameraOf(panel));
        else
            paintSceneAsImage(painter, place, *panel.scene, cameraOf(panel), scale);
        const QFont small = fontOf(10);
        paintLabels(painter, place.topLeft(), panel.labels,
                    placeLabels(panel.labels, cameraOf(panel), panel_, small), small, false);
        painter.setPen(QPen(colours.grid, 1));
        painter.setBrush(Qt::NoBrush);
        painter.drawRect(place);
    }
    if (legend_.isEmpty()) return;
    const double top = area.bottom() - legendHeight();
    painter.setPen(colours.secondary);
    painter.setFont(fontOf(11, true));
    painter.drawText(QRectF(area.left(), top, area.width(), kTitle), Qt::AlignVCenter, legendTitle_);
    painter.setFont(fontOf(10));
    const int across = legendColumns();
    const int down = (static_cast<int>(legend_.size()) + across - 1) / across;
    painter.setAntialiasing(true);
    for (int i = 0; i < legend_.size(); ++i) {
        const double x = area.left() + (i / down) * (area.width() / across);
        const double y = top + kTitle + (i % down) * kEntryHeight;
        QTransform mark;
        mark.translate(x + 6, y + kEntryHeight / 2).scale(4, 4);
        painter.fillPath(mark.map(shapePath(legend_[i].ink.shape)), QColor(legend_[i].ink.colour));
        painter.setPen(colours.text);
        const QRectF text(x + 15, y, area.width() / across - 20, kEntryHeight);
        painter.drawText(text, Qt::AlignVCenter,
                         painter.fontMetrics().elidedText(legend_[i].name, Qt::ElideRight,
                                                          static_cast<int>(text.width())));
    }
}

void MapFigure::writeCsv(QTextStream& out, bool all) const {
    out << "run,image,x,y";
    if (images_)
        for (const data::LabelColumn& column : images_->columns)
            out << ',' << csvField(QString::fromStdString(column.name));
    out << ",predicted,selected\n";
    const data::LabelColumn* classes = findColumn(images_.get(), QStringLiteral("class"));
    for (const MapPanel& panel : panels_) {
        const EncoderMap& map = panel.map;
        const QRectF view = cameraOf(panel).visible(panel_);
        for (std::int64_t row = 0; row < map.points->rows; ++row) {
            const double x = map.points->at(row, 0);
            const double y = map.points->at(row, 1);
            if (!all && !view.contains(x, y)) continue;
            const std::int64_t image = imageOfRow(map, row);
            const bool selected = std::binary_search(selection_.begin(), selection_.end(), image);
            if (selectionOnly_ && !selected) continue;
            out << csvField(map.run) << ',' << image << ',' << csvNumber(x) << ',' << csvNumber(y);
            if (images_)
                for (const data::LabelColumn& column : images_->columns) {
                    const auto at = static_cast<std::size_t>(image);
                    out << ','
                        << csvField(image >= 0 && at < column.values.size()
                                        ? valueName(&column, column.values[at])
                                        : QString());
                }
            const int guess = map.predicted && row < static_cast<std::int64_t>(map.predicted->size())
                                  ? (*map.predicted)[static_cast<std::size_t>(row)]
                                  : -1;
            out << ',' << csvField(valueName(classes, guess)) << ',' << (selected ? 1 : 0) << '\n';
        }
    }
}

}  // namespace selfsight::ui
