#include "ui/models/image_model.h"

namespace selfsight::ui {

QImage imageOf(const data::ImageSet& images, qint64 index) {
    if (index < 0 || index >= images.count || images.pixels.empty()) return {};
    QImage image(images.width, images.height, QImage::Format_RGB888);
    const auto planes = images.image(index);
    const auto area = static_cast<std::size_t>(images.height) * static_cast<std::size_t>(images.width);
    for (int y = 0; y < images.height; ++y) {
        uchar* line = image.scanLine(y);
        for (int x = 0; x < images.width; ++x) {
            const auto at = static_cast<std::size_t>(y) * static_cast<std::size_t>(images.width) +
                            static_cast<std::size_t>(x);
            for (std::size_t channel = 0; channel < 3; ++channel) *line++ = planes[channel * area + at];
        }
    }
    return image;
}

void ImageModel::setImages(std::shared_ptr<const data::ImageSet> images) {
    beginResetModel();
    images_ = std::move(images);
    endResetModel();
}

void ImageModel::setIndices(const QVector<qint64>& indices) {
    beginResetModel();
    indices_ = indices;
    endResetModel();
}

void ImageModel::setScale(int scale) {
    beginResetModel();
    scale_ = scale;
    endResetModel();
}

int ImageModel::rowCount(const QModelIndex& parent) const {
    return parent.isValid() || !images_ ? 0 : static_cast<int>(indices_.size());
}

QString ImageModel::description(qint64 image) const {
    QStringList lines{tr("Image %1").arg(image)};
    const auto at = static_cast<std::size_t>(image);
    for (const data::LabelColumn& column : images_->columns) {
        if (at >= column.values.size() || column.values[at] < 0) continue;
        lines.push_back(QStringLiteral("%1: %2").arg(
            QString::fromStdString(column.name),
            QString::fromStdString(column.names[static_cast<std::size_t>(column.values[at])])));
    }
    if (at < images_->paths.size()) lines.push_back(QString::fromStdString(images_->paths[at]));
    return lines.join('\n');
}

QVariant ImageModel::data(const QModelIndex& index, int role) const {
    if (!checkIndex(index, CheckIndexOption::IndexIsValid)) return {};
    const qint64 image = indices_[index.row()];
    switch (role) {
        case Qt::DecorationRole: {
            const QImage plain = imageOf(*images_, image);
            return plain.scaled(plain.size() * scale_, Qt::IgnoreAspectRatio, Qt::FastTransformation);
        }
        case Qt::ToolTipRole:
        case Qt::AccessibleTextRole:
            return description(image);
        case IndexRole:
            return image;
        default:
            return {};
    }
}

}  // namespace selfsight::ui
