// The points of the maps as a table: one row an image, with its labels, what each encoder takes it for, and
// the numbers that are known about it. Sorted and filtered here, in place: a million rows need no proxy.
#pragma once

#include "data/source.h"
#include "ui/map/map_area.h"

#include <QAbstractTableModel>
#include <QVector>
#include <memory>
#include <vector>

namespace selfsight::ui {

class PointsModel final : public QAbstractTableModel {
    Q_OBJECT

  public:
    enum Role { ImageRole = Qt::UserRole, SelectedRole };

    explicit PointsModel(QObject* parent = nullptr);

    void setImages(std::shared_ptr<const data::ImageSet> images);
    // Adds or replaces the map of a run; maps appear in the order in which they came.
    void setMap(const EncoderMap& map);
    void removeMap(const QString& run);
    void clear();
    void setSelection(const QVector<qint64>& images);  // ascending

    // Rows whose image number is `text` or whose labels, predictions or path contain it, whatever the case;
    // all of several words.
    void setFilter(const QString& text, bool selectedOnly);
    qint64 total() const { return static_cast<qint64>(images().size()); }

    qint64 imageOf(int row) const { return order_[static_cast<std::size_t>(row)]; }
    int rowOf(qint64 image) const;  // −1: filtered away, or no such image

    int rowCount(const QModelIndex& parent = {}) const override;
    int columnCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role = Qt::DisplayRole) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role = Qt::DisplayRole) const override;
    void sort(int column, Qt::SortOrder order = Qt::AscendingOrder) override;

  private:
    struct Column {
        enum class Kind { Image, Label, Predicted, Number } kind = Kind::Image;
        int source = 0;  // label column, or map
        int number = 0;  // of the map's numbers
        QString title;
        QString tip;
    };
    struct Place {
        EncoderMap map;
        std::vector<std::int32_t> rowOfImage;
    };

    const std::vector<qint64>& images() const { return all_; }
    void rebuild();  // columns and rows
    void refill();   // rows alone
    void sortRows();
    std::int64_t label(int column, qint64 image) const;
    int predicted(const Place& place, qint64 image) const;
    double number(const Column& column, qint64 image) const;
    QString text(const Column& column, qint64 image) const;
    bool isSelected(qint64 image) const;

    std::shared_ptr<const data::ImageSet> set_;
    std::vector<Place> places_;
    std::vector<Column> columns_;
    std::vector<qint64> all_;                  // images that have a row, ascending
    std::vector<qint64> order_;                // those shown
    mutable std::vector<std::int32_t> rowOf_;  // by image; filled on demand
    mutable bool rowOfValid_ = false;
    QVector<qint64> selection_;
    QString filter_;
    bool selectedOnly_ = false;
    int sortColumn_ = 0;
    Qt::SortOrder sortOrder_ = Qt::AscendingOrder;
};

}  // namespace selfsight::ui
