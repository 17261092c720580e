// What can be done with every figure of the window: copied, or written as PNG, SVG, PDF or CSV.
#pragma once

#include "ui/export/figure.h"

#include <QString>
#include <QStringList>
#include <functional>
#include <memory>

class QMenu;
class QPoint;
class QWidget;

namespace selfsight::ui {

struct FigureMenu {
    QString title;       // of the file dialog
    QString name;        // proposed for the file, without its ending
    QStringList tables;  // texts of the entries of CSV: of what is in view and of all, or one for all
    std::function<std::unique_ptr<Figure>()> figure;
};

// The entries are named figureCopy, figurePng, figureSvg, figurePdf, figureCsv and figureCsvAll. What cannot
// be written is said in a dialog of `parent`.
void addFigureActions(QMenu& menu, QWidget* parent, const FigureMenu& about);

// Gives `view` a context menu of these entries, as long as `about().figure` is set when it is asked for.
void offerFigure(QWidget* view, std::function<FigureMenu()> about);

}  // namespace selfsight::ui
