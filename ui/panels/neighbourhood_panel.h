// The neighbourhood table: how pure the neighbours of an image are in each encoder's original space, by label
// column, against chance; of all images and of the selection.
#pragma once

#include "data/source.h"
#include "eval/purity.h"
#include "ui/map/map_area.h"

#include <QHash>
#include <QVector>
#include <QWidget>
#include <memory>
#include <optional>

class QLabel;
class QTableWidget;

namespace selfsight::ui {

class NeighbourhoodPanel final : public QWidget {
    Q_OBJECT

  public:
    explicit NeighbourhoodPanel(QWidget* parent = nullptr);

    void setImages(std::shared_ptr<const data::ImageSet> images);
    void setMap(const EncoderMap& map);
    void removeMap(const QString& run);
    void clear();
    void setSelection(const QVector<qint64>& images);
    // Tab-separated, with a header.
    QString toTsv() const;

  private:
    struct Entry {
        EncoderMap map;
        QVector<std::optional<eval::Purity>> purity;  // by label column
    };
    void measure(Entry& entry) const;
    void fill();

    std::shared_ptr<const data::ImageSet> images_;
    QVector<Entry> entries_;
    QVector<qint64> selection_;
    QLabel* caption_;
    QTableWidget* table_;
};

}  // namespace selfsight::ui
