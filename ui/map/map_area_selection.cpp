// MapArea: tools and selection.
#include "ui/map/map_area_private.h"
#include "ui/models/edit.h"

#include <QAction>
#include <QActionGroup>
#include <QComboBox>
#include <QHBoxLayout>
#include <QLabel>
#include <QLocale>
#include <QToolButton>
#include <QVBoxLayout>
#include <algorithm>

namespace selfsight::ui {

namespace {

QToolButton* toolButton(const QString& icon, const QString& name, const QString& tip,
                        const char* objectName) {
    auto* button = new QToolButton;
    button->setIcon(theme::themedIcon(icon));
    button->setAutoRaise(true);
    button->setAccessibleName(name);
    button->setToolTip(tip);
    button->setObjectName(QString::fromLatin1(objectName));
    return button;
}

}  // namespace

void MapArea::Private::buildToolBar() {
    auto* row = new QHBoxLayout;
    row->setContentsMargins(4, 2, 4, 0);
    row->setSpacing(2);
    tools = new QActionGroup(this);
    struct Entry {
        MapTool tool;
        const char* icon;
        QString name, tip;
    };
    const Entry entries[] = {
        {MapTool::Pan, "pan", MapArea::tr("Pan"),
         MapArea::tr("Pan: drag moves the map, the wheel zooms, Shift+drag selects a rectangle")},
        {MapTool::Rectangle, "select-rectangle", MapArea::tr("Rectangle"),
         MapArea::tr("Select a rectangle. Ctrl adds, Ctrl+Shift removes, Esc clears")},
        {MapTool::Lasso, "select-lasso", MapArea::tr("Lasso"),
         MapArea::tr("Select with a lasso. Ctrl adds, Ctrl+Shift removes, Esc clears")}};
    for (const Entry& entry : entries) {
        auto* action = new QAction(theme::themedIcon(QString::fromLatin1(entry.icon)), entry.name, tools);
        action->setCheckable(true);
        action->setChecked(entry.tool == MapTool::Pan);
        action->setToolTip(entry.tip);
        action->setObjectName(QStringLiteral("mapTool") + entry.name);
        auto* button = new QToolButton;
        button->setDefaultAction(action);
        button->setAutoRaise(true);
        button->setAccessibleName(entry.name);
        button->setObjectName(QString::fromLatin1("mapButton-%1").arg(QString::fromLatin1(entry.icon)));
        row->addWidget(button);
        connect(action, &QAction::toggled, this, [this, chosen = entry.tool](bool on) {
            if (!on) return;
            tool = chosen;
            for (const auto& item : items) item->canvas->setTool(tool);
        });
    }
    row->addSpacing(8);
    fitButton = toolButton("fit", MapArea::tr("Fit"), MapArea::tr("Show everything (F)"), "mapFit");
    backButton =
        toolButton("back", MapArea::tr("Back"), MapArea::tr("The view before (Alt+Left)"), "mapBack");
    forwardButton = toolButton("forward", MapArea::tr("Forward"), MapArea::tr("The view after (Alt+Right)"),
                               "mapForward");
    undoButton = toolButton("undo", MapArea::tr("Undo selection"),
                            MapArea::tr("The selection before (Ctrl+Z)"), "mapUndo");
    redoButton = toolButton("redo", MapArea::tr("Redo selection"),
                            MapArea::tr("The selection after (Ctrl+Shift+Z)"), "mapRedo");
    for (QToolButton* button : {fitButton, backButton, forwardButton}) row->addWidget(button);
    row->addSpacing(8);
    row->addWidget(undoButton);
    row->addWidget(redoButton);
    row->addStretch(1);
    imagesButton = toolButton("images", MapArea::tr("Images"),
                              MapArea::tr("Images instead of points where there is room"), "mapImages");
    imagesButton->setCheckable(true);
    imagesButton->setChecked(true);
    legendButton = toolButton("legend", MapArea::tr("Legend"), MapArea::tr("Show the legend"), "mapLegend");
    legendButton->setCheckable(true);
    legendButton->setChecked(true);
    colourLabel = new QLabel(MapArea::tr("Colour"));
    colourLabel->setForegroundRole(QPalette::PlaceholderText);
    colourBox = new QComboBox;
    colourBox->setObjectName(QStringLiteral("mapColour"));
    colourBox->setAccessibleName(MapArea::tr("Colour by"));
    colourBox->setToolTip(MapArea::tr("What the colours stand for"));
    colourBox->setSizeAdjustPolicy(QComboBox::AdjustToContents);
    row->addWidget(imagesButton);
    buildLayerTools(row);
    row->addSpacing(8);
    row->addWidget(colourLabel);
    row->addSpacing(4);
    row->addWidget(colourBox);
    row->addSpacing(4);
    row->addWidget(legendButton);
    static_cast<QVBoxLayout*>(q->layout())->insertLayout(0, row);

    connect(fitButton, &QToolButton::clicked, q, &MapArea::fit);
    connect(undoButton, &QToolButton::clicked, q, &MapArea::undo);
    connect(redoButton, &QToolButton::clicked, q, &MapArea::redo);
    connect(backButton, &QToolButton::clicked, this, [this] { setView(history.back(view), false); });
    connect(forwardButton, &QToolButton::clicked, this, [this] { setView(history.forward(view), false); });
    connect(imagesButton, &QToolButton::toggled, this, [this](bool on) {
        thumbnails = on;
        rebuildScenes();
    });
    connect(legendButton, &QToolButton::toggled, this,
            [this](bool on) { legend->setVisible(on && !items.empty()); });
    connect(colourBox, &QComboBox::currentIndexChanged, this,
            [this](int at) { q->setColourBy(colourBox->itemData(at).toString()); });
}

void MapArea::Private::updateActions() {
    const bool any = !items.empty();
    fitButton->setEnabled(any);
    backButton->setEnabled(any && history.canGoBack());
    forwardButton->setEnabled(any && history.canGoForward());
    undoButton->setEnabled(edits ? edits->canUndo() : selection.canUndo());
    redoButton->setEnabled(edits ? edits->canRedo() : selection.canRedo());
    imagesButton->setEnabled(images && !images->pixels.empty());
    for (QToolButton* button : {regionsButton, pointsButton, static_cast<QToolButton*>(rightFilter)})
        button->setEnabled(any);
    linesButton->setEnabled(items.size() > 1);
    for (QAction* action : tools->actions()) action->setEnabled(any);
    const QLocale locale;
    const QVector<Item*> shown = shownItems();
    const std::int64_t points = shown.isEmpty() ? 0 : shown.first()->index->size();
    const qsizetype selected = selection.current().size();
    count->setText(!any ? QString()
                   : selected > 0
                       ? MapArea::tr("%1 of %2 selected")
                             .arg(locale.toString(selected), locale.toString(static_cast<qlonglong>(points)))
                       : MapArea::tr("%1 points").arg(locale.toString(static_cast<qlonglong>(points))));
}

void MapArea::Private::select(const QVector<qint64>& chosen, Combine how) {
    if (!selection.combine(chosen, how)) return;
    selectionChanged();
    if (!edits) return;
    const qsizetype now = selection.current().size();
    edits->push(new Edit(
        now == 0   ? MapArea::tr("clearing the selection")
        : now == 1 ? MapArea::tr("selection of one image")
                   : MapArea::tr("selection of %1 images").arg(QLocale().toString(now)),
        [this] { return stepBack(); }, [this] { return stepForward(); }));
}

bool MapArea::Private::stepBack() {
    if (!selection.undo()) return false;
    selectionChanged();
    return true;
}

bool MapArea::Private::stepForward() {
    if (!selection.redo()) return false;
    selectionChanged();
    return true;
}

void MapArea::Private::selectionChanged() {
    rebuildScenes();
    updateActions();
    emit q->selectionChanged(selection.current());
}

QVector<qint64> MapArea::Private::matching() const {
    QVector<qint64> result;
    for (const auto& item : items) {
        if (!only.isEmpty() && item->map.run != only) continue;
        for (std::int64_t p = 0; p < item->index->size(); ++p) {
            const std::int64_t row = item->index->row(p);
            const std::uint16_t category = item->categories[static_cast<std::size_t>(row)];
            const std::int64_t image = imageOfRow(item->map, row);
            if (image >= 0 && passes(image, category)) result.append(image);
        }
    }
    return result;
}

// The images of one entry of the legend, in any map in sight.
void MapArea::Private::selectCategory(int category) {
    QVector<qint64> chosen;
    for (const Item* item : shownItems())
        for (std::size_t row = 0; row < item->categories.size(); ++row)
            if (item->categories[row] == category)
                if (const std::int64_t image = imageOfRow(item->map, static_cast<std::int64_t>(row));
                    image >= 0)
                    chosen.append(image);
    select(chosen, Combine::Replace);
}

// The image and its neighbours in the original space of the canvas' map; empty when they are not known.
QVector<qint64> MapArea::Private::neighboursOf(const MapCanvas* canvas, qint64 image) const {
    for (const auto& item : items) {
        const auto& graph = item->map.neighbours;
        const std::int64_t position = canvas->positionOf(image);
        if (item->canvas != canvas || !graph || position < 0) continue;
        const std::int64_t row = item->index->row(position);
        if (row >= graph->count) continue;
        QVector<qint64> result{image};
        for (std::int64_t k = 0; k < graph->k; ++k) {
            const std::int64_t other =
                imageOfRow(item->map, graph->indices[static_cast<std::size_t>(row * graph->k + k)]);
            if (other >= 0) result.append(other);
        }
        return result;
    }
    return {};
}

void MapArea::setColourControlVisible(bool visible) {
    d_->colourBox->setVisible(visible);
    d_->colourLabel->setVisible(visible);
}

void MapArea::setSelection(const QVector<qint64>& imageIndices) {
    QVector<qint64> valid;
    for (const qint64 image : imageIndices)
        if (image >= 0) valid.append(image);
    d_->select(valid, Combine::Replace);
}

QVector<qint64> MapArea::selection() const {
    return d_->selection.current();
}

void MapArea::setUndoStack(QUndoStack* edits) {
    d_->edits = edits;
    d_->undoButton->setAccessibleName(tr("Undo"));
    d_->redoButton->setAccessibleName(tr("Redo"));
    const auto explain = [this] {
        d_->updateActions();
        d_->undoButton->setToolTip(tr("Take back: %1 (Ctrl+Z)").arg(d_->edits->undoText()));
        d_->redoButton->setToolTip(tr("Make again: %1 (Ctrl+Shift+Z)").arg(d_->edits->redoText()));
    };
    connect(edits, &QUndoStack::indexChanged, this, explain);
    explain();
}

void MapArea::undo() {
    if (d_->edits)
        undoNewest(*d_->edits);
    else
        d_->stepBack();
}

void MapArea::redo() {
    if (d_->edits)
        redoNewest(*d_->edits);
    else
        d_->stepForward();
}

void MapArea::selectAll() {
    d_->select(d_->matching(), Combine::Replace);
}
void MapArea::clearSelection() {
    d_->select({}, Combine::Replace);
}

}  // namespace selfsight::ui
