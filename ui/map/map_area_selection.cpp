// MapArea: tools, selection, hover and card.
#include "ui/map/map_area_private.h"
#include "ui/map/thumbnails.h"

#include <QAccessible>
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

constexpr int kCardImage = 128;
constexpr int kNeighbourImage = 32;
constexpr int kNeighbours = 8;

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
    undoButton->setEnabled(selection.canUndo());
    redoButton->setEnabled(selection.canRedo());
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
    if (selection.combine(chosen, how)) selectionChanged();
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

void MapArea::undo() {
    if (d_->selection.undo()) d_->selectionChanged();
}

void MapArea::redo() {
    if (d_->selection.redo()) d_->selectionChanged();
}

void MapArea::selectAll() {
    d_->select(d_->matching(), Combine::Replace);
}
void MapArea::clearSelection() {
    d_->select({}, Combine::Replace);
}

void MapArea::Private::hover(MapCanvas* canvas, qint64 image, bool byKeyboard) {
    if (image != markedImage) {
        markedImage = image;
        // A pinned card keeps its ring until another point is met.
        const qint64 ring = image < 0 && card->pinned() ? card->content().imageIndex : image;
        for (const auto& item : items) item->canvas->setMarked(ring);
        emit q->hovered(image);
    }
    if (card->pinned()) return;
    if (image < 0) {
        openTimer.stop();
        if (card->isVisible()) closeTimer.start();
        return;
    }
    hoverCanvas = canvas;
    closeTimer.stop();
    if (image == hoverImage && card->isVisible()) return;
    hoverImage = image;
    if (card->isVisible() || byKeyboard)
        showCard();
    else
        openTimer.start();
}

CardContent MapArea::Private::cardFor(const Item& item, qint64 image) const {
    CardContent content;
    content.imageIndex = image;
    const QLocale locale;
    const data::LabelColumn* classes = findColumn(images.get(), QStringLiteral("class"));
    const auto labelOf = [image](const data::LabelColumn* labels) -> std::int64_t {
        return labels && image < static_cast<qint64>(labels->values.size())
                   ? labels->values[static_cast<std::size_t>(image)]
                   : -1;
    };
    if (images) {
        content.image = imageOf(*images, image, kCardImage);
        content.title = valueName(classes, labelOf(classes));
        const data::LabelColumn* outer = findColumn(images.get(), QStringLiteral("superclass"));
        content.subtitle = valueName(outer, labelOf(outer));
        for (const data::LabelColumn& labels : images->columns)
            if (&labels != classes && &labels != outer)
                content.facts.append(
                    {QString::fromStdString(labels.name), valueName(&labels, labelOf(&labels))});
    }
    if (images && image < static_cast<qint64>(images->paths.size()))
        content.facts.append(
            {MapArea::tr("file"), QString::fromStdString(images->paths[static_cast<std::size_t>(image)])});
    content.facts.append({MapArea::tr("image"), QString::number(image)});
    if (content.title.isEmpty()) content.title = MapArea::tr("Image %1").arg(image);

    for (const auto& other : items) {
        if (!other->map.predicted || other->map.predicted->empty()) continue;
        const std::int64_t position = other->canvas->positionOf(image);
        if (position < 0) continue;
        const auto row = static_cast<std::size_t>(other->index->row(position));
        const int guess = row < other->map.predicted->size() ? (*other->map.predicted)[row] : -1;
        CardContent::Prediction prediction;
        prediction.style = other->map.style;
        prediction.style.label = other->map.label;
        prediction.text = valueName(classes, guess);
        const std::int64_t truth = labelOf(classes);
        if (guess >= 0 && truth >= 0)
            prediction.verdict = guess == truth ? CardContent::Verdict::Right : CardContent::Verdict::Wrong;
        content.predictions.append(prediction);
    }

    if (image == viewsOf) content.views = views;
    const std::int64_t position = item.canvas->positionOf(image);
    if (const auto& graph = item.map.neighbours; graph && position >= 0 && images) {
        const std::int64_t row = item.index->row(position);
        content.neighboursTitle = MapArea::tr("Nearest in the embedding of %1").arg(item.map.label);
        QStringList numbers;
        for (std::int64_t k = 0; k < std::min<std::int64_t>(graph->k, kNeighbours) && row < graph->count;
             ++k) {
            const qint64 other =
                imageOfRow(item.map, graph->indices[static_cast<std::size_t>(row * graph->k + k)]);
            if (other < 0 || other >= images->count) continue;
            const auto at = static_cast<std::size_t>(other);
            const bool same = classes && at < classes->values.size() && labelOf(classes) >= 0 &&
                              classes->values[at] == labelOf(classes);
            if (images->pixels.empty())
                numbers << QString::number(other);
            else
                content.neighbours.append({other, imageOf(*images, other, kNeighbourImage), same});
        }
        if (!numbers.isEmpty())
            content.facts.append({MapArea::tr("nearest"), numbers.join(QStringLiteral(", "))});
    }
    return content;
}

void MapArea::Private::showCard() {
    if (!hoverCanvas || hoverImage < 0) return;
    for (const auto& item : items) {
        if (item->canvas != hoverCanvas) continue;
        const QRectF box = hoverCanvas->boxOf(hoverImage);
        if (box.isEmpty()) return;
        const QPointF offset = hoverCanvas->mapTo(q, QPoint(0, 0));
        if (viewsOf != hoverImage) {
            viewsOf = hoverImage;
            views.clear();
            emit q->viewsWanted(hoverImage);
        }
        card->open(cardFor(*item, hoverImage), box.translated(offset));
        return;
    }
}

void MapArea::setViews(const QString& run, qint64 image, const QImage& first, const QImage& second,
                       double similarity, double unrelated) {
    const Private::Item* item = d_->find(run);
    if (!item || image != d_->viewsOf) return;
    CardContent::Views views;
    views.style = item->map.style;
    views.style.label = item->map.label;
    views.first = first;
    views.second = second;
    views.text = tr("cosine %1 (others %2)").arg(similarity, 0, 'f', 2).arg(unrelated, 0, 'f', 2);
    d_->views.removeIf([&](const auto& known) { return known.style.label == views.style.label; });
    d_->views.append(views);
    if (d_->card->isVisible() && d_->card->content().imageIndex == image) {
        const bool pinned = d_->card->pinned();
        d_->showCard();
        d_->card->setPinned(pinned);
    }
}

void MapArea::Private::hideCard() {
    openTimer.stop();
    closeTimer.stop();
    card->setPinned(false);
    card->hide();
    hoverImage = -1;
    for (const auto& item : items) item->canvas->setMarked(markedImage);
}

void MapArea::Private::activate(MapCanvas* canvas, qint64 image) {
    if (image < 0) {
        if (card->isVisible()) hideCard();
        return;
    }
    openTimer.stop();
    closeTimer.stop();
    hoverCanvas = canvas;
    hoverImage = image;
    for (const auto& item : items) item->canvas->setMarked(image);
    showCard();
    card->setPinned(true);
    emit q->pointActivated(image);
}

void MapArea::Private::escape() {
    if (card->isVisible()) {
        hideCard();
        if (hoverCanvas) hoverCanvas->setFocus(Qt::OtherFocusReason);
    } else {
        q->clearSelection();
    }
}

// Qt 6.4 has no announcements: a changed description of the focused map is what screen readers speak.
void MapArea::Private::announce(qint64 image) {
    if (!hoverCanvas) return;
    for (const auto& item : items)
        if (item->canvas == hoverCanvas) {
            const bool selected =
                std::binary_search(selection.current().begin(), selection.current().end(), image);
            QString text = cardFor(*item, image).spoken();
            if (selected) text += QStringLiteral(", ") + MapArea::tr("selected");
            hoverCanvas->setAccessibleDescription(text);
            QAccessibleEvent event(hoverCanvas, QAccessible::DescriptionChanged);
            QAccessible::updateAccessibility(&event);
        }
}

}  // namespace selfsight::ui
