// Images of a selection side by side, with their labels where there is room.
#pragma once

#include "data/source.h"
#include "ui/export/figure.h"

#include <QVector>
#include <memory>

namespace selfsight::ui {

class ContactSheet : public Figure {
  public:
    static constexpr qsizetype kNamedAtMost = 600;  // images: more are shown smaller and without names

    // `column`: whose values are written below; images of one value stand together.
    ContactSheet(std::shared_ptr<const data::ImageSet> images, const QVector<qint64>& selection,
                 QString column, QString source);

    const QVector<qint64>& order() const { return order_; }
    int columns() const;
    Provenance provenance() const override;
    QSizeF size() const override;
    void paint(QCPPainter& painter, const QRectF& area, bool vector, double scale) const override;
    // index, every label column, path: in the order of the sheet.
    void writeCsv(QTextStream& out, bool all) const override;

  private:
    bool named() const { return order_.size() <= kNamedAtMost; }
    QSizeF cell() const;

    std::shared_ptr<const data::ImageSet> images_;
    QVector<qint64> order_;
    QString column_;
    QString source_;
};

}  // namespace selfsight::ui
