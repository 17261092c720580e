// One to four maps with their legend as a figure.
#pragma once

#include "ui/export/figure.h"
#include "ui/map/map_area.h"
#include "ui/map/map_labels.h"
#include "ui/map/scene.h"

#include <QVector>
#include <memory>

namespace selfsight::ui {

struct MapPanel {
    EncoderMap map;
    std::shared_ptr<const Scene> scene;  // in the light theme
    QVector<MapLabel> labels;
};

struct LegendEntry {
    QString name;
    Ink ink;
};

class MapFigure : public Figure {
  public:
    // `view` is relative to what fits, as MapCanvas has it. `columns` panels side by side.
    MapFigure(QVector<MapPanel> panels, const Camera& view, QVector<LegendEntry> legend, QString legendTitle,
              std::shared_ptr<const data::ImageSet> images, QVector<qint64> selection);

    void setPanelSize(const QSizeF& size) { panel_ = size; }
    // The table holds the selected images alone.
    void setSelectionOnly(bool only) { selectionOnly_ = only; }
    Provenance provenance() const override;
    QSizeF size() const override;
    void paint(QCPPainter& painter, const QRectF& area, bool vector, double scale) const override;
    // run, image, x, y, every label column, predicted, selected.
    void writeCsv(QTextStream& out, bool all) const override;

  private:
    int columns() const;
    int legendColumns() const;
    double legendHeight() const;
    Camera cameraOf(const MapPanel& panel) const;

    QVector<MapPanel> panels_;
    Camera view_;
    QVector<LegendEntry> legend_;
    QString legendTitle_;
    std::shared_ptr<const data::ImageSet> images_;
    QVector<qint64> selection_;
    bool selectionOnly_ = false;
    QSizeF panel_{560, 460};
};

}  // namespace selfsight::ui
