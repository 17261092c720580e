// MapArea: exports and the context menu that offers them.
#include "core/error.h"
#include "ui/export/contact_sheet.h"
#include "ui/export/exporter.h"
#include "ui/export/figure_menu.h"
#include "ui/map/map_area_private.h"

#include <QApplication>
#include <QMenu>

namespace selfsight::ui {

MapFigure MapArea::Private::figure(const QVector<Item*>& shown) const {
    const QVector<EncoderMap> all = maps();
    const Colouring light(column, images.get(), all, false);
    QVector<MapPanel> panels;
    for (const Item* item : shown)
        panels.append({item->map, makeScene(*item, light, false), item->canvas->labels()});
    QVector<LegendEntry> entries;
    for (int c = 0; c < light.categories().size(); ++c)
        if (!legend->off().contains(c))
            entries.append({light.categories()[c].name, legend->inkOf(c, light.categories()[c], false)});
    QString legendTitle = Colouring::title(column, all);
    if (const QString filter = rightFilter->summary(); !filter.isEmpty())
        legendTitle += MapArea::tr(" · only: %1").arg(filter);
    if (showLines && items.size() > 1)
        legendTitle += MapArea::tr(" · lines from the places on %1").arg(items.front()->map.label);
    return MapFigure(panels, view, entries, legendTitle, images, selection.current());
}

void MapArea::exportTo(const QString& path, const QString& run) const {
    QVector<Private::Item*> shown = d_->shownItems();
    if (!run.isEmpty()) {
        Private::Item* item = d_->find(run);
        if (!item) throw usageError("There is no map of the run '" + run.toStdString() + "' to export.");
        shown = {item};
    }
    if (shown.isEmpty()) throw usageError("There is no map to export.");
    exportFigure(d_->figure(shown), path);
}

void MapArea::exportSelection(const QString& path) const {
    const QVector<qint64>& selected = d_->selection.current();
    if (selected.isEmpty()) throw usageError("There is no selection to export.");
    if (exportFormat(path) == ExportFormat::Csv) {
        QVector<Private::Item*> all;
        for (const auto& item : d_->items) all.append(item.get());
        MapFigure figure = d_->figure(all);
        figure.setSelectionOnly(true);
        return exportFigure(figure, path, {.allRows = true});
    }
    if (!d_->images || d_->images->pixels.empty())
        throw usageError("The images of this selection are not at hand: only its table can be exported.");
    QStringList maps;
    for (const auto& item : d_->items) maps.append(item->map.label);
    exportFigure(ContactSheet(d_->images, selected,
                              findColumn(d_->images.get(), d_->column) ? d_->column : QStringLiteral("class"),
                              tr("Selected on the maps of %1").arg(maps.join(QStringLiteral(", ")))),
                 path);
}

void MapArea::Private::contextMenu(MapCanvas* canvas, const QPoint& at) {
    QVector<Item*> shown;
    for (Item* item : shownItems())
        if (item->canvas == canvas) shown.append(item);
    if (shown.isEmpty()) return;
    const QString run = shown.first()->map.run;
    QMenu menu(q);
    const qint64 image = canvas->imageAt(at);
    if (const QVector<qint64> near = neighboursOf(canvas, image); !near.isEmpty())
        menu.addAction(
            MapArea::tr("Select this image and its %n nearest", nullptr, static_cast<int>(near.size()) - 1),
            this, [this, near] { select(near, Combine::Replace); });
    menu.addAction(MapArea::tr("Show everything"), q, &MapArea::fit);
    if (items.size() > 1) {
        if (only.isEmpty())
            menu.addAction(MapArea::tr("Show only this map"), q, [this, run] { q->showOnly(run); });
        else
            menu.addAction(MapArea::tr("Show all maps"), q, &MapArea::showAll);
    }
    if (const auto& others = shown.first()->map.others; !others.isEmpty()) {
        auto* beside = menu.addMenu(MapArea::tr("Other maps of this run"));
        for (const OtherMap& other : others) {
            QAction* action = beside->addAction(other.stem);
            action->setCheckable(true);
            action->setChecked(other.beside);
            connect(action, &QAction::triggered, this,
                    [this, run, stem = other.stem](bool on) { emit q->besideRequested(run, stem, on); });
        }
    }
    menu.addSeparator();
    addFigureActions(menu, q,
                     {MapArea::tr("Export map"),
                      QStringLiteral("map"),
                      {MapArea::tr("CSV, points in view…"), MapArea::tr("CSV, all points…")},
                      [this, shown] { return std::make_unique<MapFigure>(figure(shown)); }});
    menu.exec(canvas->mapToGlobal(at));
}

}  // namespace selfsight::ui
