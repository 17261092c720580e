#include "ui/export/contact_sheet.h"

#include "ui/export/csv.h"
#include "ui/map/colouring.h"
#include "ui/map/thumbnails.h"
#include "ui/theme/theme.h"

#include <QCoreApplication>
#include <QGuiApplication>
#include <QLocale>
#include <QTextStream>
#include <algorithm>
#include <cmath>
#include <limits>
#include <qcustomplot.h>

namespace selfsight::ui {

namespace {

constexpr double kGap = 4;
constexpr double kName = 13;

std::int64_t labelOf(const data::LabelColumn* column, qint64 image) {
    return column && image < static_cast<qint64>(column->values.size())
               ? column->values[static_cast<std::size_t>(image)]
               : -1;
}

}  // namespace

ContactSheet::ContactSheet(std::shared_ptr<const data::ImageSet> images, const QVector<qint64>& selection,
                           QString column, QString source)
    : images_(std::move(images)), column_(std::move(column)), source_(std::move(source)) {
    for (const qint64 image : selection)
        if (image >= 0 && image < images_->count) order_.append(image);
    const data::LabelColumn* labels = findColumn(images_.get(), column_);
    // Unlabelled ones last.
    const auto rank = [&](qint64 image) {
        const std::int64_t value = labelOf(labels, image);
        return value < 0 ? std::numeric_limits<std::int64_t>::max() : value;
    };
    std::stable_sort(order_.begin(), order_.end(), [&](qint64 a, qint64 b) { return rank(a) < rank(b); });
}

int ContactSheet::columns() const {
    const auto n = static_cast<double>(order_.size());
    return std::max(4, static_cast<int>(std::ceil(std::sqrt(1.5 * n))));
}

QSizeF ContactSheet::cell() const {
    const auto [width, height] = imageBox(*images_, named() ? 72 : 36);
    return {width + kGap, height + kGap + (named() ? kName : 0)};
}

QSizeF ContactSheet::size() const {
    const auto rows = (static_cast<int>(order_.size()) + columns() - 1) / columns();
    return {columns() * cell().width(), std::max(1, rows) * cell().height()};
}

Provenance ContactSheet::provenance() const {
    const QLocale locale;
    const auto count = locale.toString(static_cast<qlonglong>(order_.size()));
    Provenance result;
    result.title =
        QCoreApplication::translate("selfsight::ui::ContactSheet", "Selection of %1 images").arg(count);
    result.caption = source_;
    result.fields = {{QStringLiteral("images"), QString::number(order_.size())},
                     {QStringLiteral("source"), source_}};
    if (named() && !column_.isEmpty()) result.fields.append({QStringLiteral("labels"), column_});
    return result;
}

void ContactSheet::paint(QCPPainter& painter, const QRectF& area, bool, double) const {
    const data::LabelColumn* labels = findColumn(images_.get(), column_);
    painter.setRenderHint(QPainter::SmoothPixmapTransform, false);
    QFont font = QGuiApplication::font();
    font.setPixelSize(9);
    painter.setFont(font);
    painter.setPen(theme::colours(false).text);
    const QSizeF each = cell();
    for (int i = 0; i < order_.size(); ++i) {
        const QPointF at =
            area.topLeft() + QPointF((i % columns()) * each.width(), (i / columns()) * each.height());
        const QImage image = imageOf(*images_, order_[i], named() ? 72 : 36);
        painter.drawImage(QRectF(at, QSizeF(image.size())), image);
        if (!named()) continue;
        QString name = valueName(labels, labelOf(labels, order_[i]));
        if (name.isEmpty()) name = QString::number(order_[i]);
        const QRectF box(at.x(), at.y() + each.height() - kName - kGap, each.width() - kGap, kName);
        painter.drawText(
            box, Qt::AlignVCenter | Qt::AlignLeft,
            painter.fontMetrics().elidedText(name, Qt::ElideRight, static_cast<int>(box.width())));
    }
}

void ContactSheet::writeCsv(QTextStream& out, bool) const {
    out << "image";
    for (const data::LabelColumn& column : images_->columns)
        out << ',' << csvField(QString::fromStdString(column.name));
    out << (images_->paths.empty() ? "\n" : ",path\n");
    for (const qint64 image : order_) {
        out << image;
        for (const data::LabelColumn& column : images_->columns)
            out << ',' << csvField(valueName(&column, labelOf(&column, image)));
        if (!images_->paths.empty())
            out << ','
                << csvField(image < static_cast<qint64>(images_->paths.size())
                                ? QString::fromStdString(images_->paths[static_cast<std::size_t>(image)])
                                : QString());
        out << '\n';
    }
}

}  // namespace selfsight::ui
