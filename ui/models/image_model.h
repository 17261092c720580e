// Chosen images of a set as a list, each decoded when it is drawn.
#pragma once

#include "data/source.h"

#include <QAbstractListModel>
#include <QImage>
#include <QVector>
#include <memory>

namespace selfsight::ui {

// Image `index` as it is, one pixel a pixel.
QImage imageOf(const data::ImageSet& images, qint64 index);

class ImageModel final : public QAbstractListModel {
    Q_OBJECT

  public:
    enum Role { IndexRole = Qt::UserRole };  // qint64 into the set

    using QAbstractListModel::QAbstractListModel;

    void setImages(std::shared_ptr<const data::ImageSet> images);
    void setIndices(const QVector<qint64>& indices);
    // Drawn this many times as large, nearest neighbour.
    void setScale(int scale);

    int rowCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role) const override;

  private:
    QString description(qint64 image) const;

    std::shared_ptr<const data::ImageSet> images_;
    QVector<qint64> indices_;
    int scale_ = 2;
};

}  // namespace selfsight::ui
