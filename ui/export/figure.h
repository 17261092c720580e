// What can be exported: a drawing of a given size, the numbers behind it, and where both come from.
#pragma once

#include <QPair>
#include <QSizeF>
#include <QString>
#include <QVector>
#include <memory>

class QCPPainter;
class QRectF;
class QTextStream;

namespace selfsight::ui {

// Every export carries this: the title and caption are drawn, the fields stand in the file's metadata.
struct Provenance {
    QString title;
    QString caption;                          // may be long: it is wrapped
    QVector<QPair<QString, QString>> fields;  // "run", "seed", "protocol", …
};

class Figure {
  public:
    virtual ~Figure() = default;
    virtual Provenance provenance() const = 0;
    // Of the drawing, in logical pixels, without title and caption.
    virtual QSizeF size() const = 0;
    // Draws into `area` on white. When `vector` is false, `scale` is the number of device pixels a unit.
    virtual void paint(QCPPainter& painter, const QRectF& area, bool vector, double scale) const = 0;
    // Rows of comma-separated values with a header: those in view, or all.
    virtual void writeCsv(QTextStream& out, bool all) const = 0;
};

// One of several that are written together, under a name for its file.
struct NamedFigure {
    QString name;
    std::unique_ptr<Figure> figure;
};

}  // namespace selfsight::ui
