#include "ui/map/map_area.h"

#include "ui/map/map_area_private.h"

#include <QAction>
#include <QActionGroup>
#include <QComboBox>
#include <QEvent>
#include <QGridLayout>
#include <QHBoxLayout>
#include <QLabel>
#include <QLocale>
#include <QSplitter>
#include <QToolButton>
#include <QVBoxLayout>
#include <algorithm>
#include <cmath>

namespace selfsight::ui {

namespace {

constexpr int kShownAtMost = 4;

}  // namespace

MapArea::Private::Private(MapArea* area) : q(area) {
    card = new HoverCard(q);
    openTimer.setSingleShot(true);
    openTimer.setInterval(125);
    closeTimer.setSingleShot(true);
    closeTimer.setInterval(260);
    connect(&openTimer, &QTimer::timeout, this, &Private::showCard);
    connect(&closeTimer, &QTimer::timeout, this, &Private::hideCard);
    connect(card, &HoverCard::entered, &closeTimer, &QTimer::stop);
    connect(card, &HoverCard::left, this, [this] {
        if (!card->pinned()) closeTimer.start();
    });
    connect(card, &HoverCard::closeRequested, this, &Private::escape);
    connect(card, &HoverCard::neighbourClicked, this, [this](qint64 image) {
        if (hoverCanvas) activate(hoverCanvas, image);
    });
}

MapArea::MapArea(QWidget* parent) : QWidget(parent), d_(std::make_unique<Private>(this)) {
    setObjectName(QStringLiteral("mapArea"));
    d_->stage = new QWidget;
    d_->grid = new QGridLayout(d_->stage);
    d_->grid->setContentsMargins(0, 0, 0, 0);
    d_->grid->setSpacing(1);  // a hairline between maps
    d_->stage->setMinimumSize(160, 120);
    d_->empty =
        new QLabel(tr("The maps of the runs appear here: every test image as a point, alike beside alike.\n"
                      "Train or open a run to see what its encoder thinks is alike."));
    d_->empty->setObjectName(QStringLiteral("mapEmpty"));
    d_->empty->setAlignment(Qt::AlignCenter);
    d_->empty->setWordWrap(true);
    d_->empty->setForegroundRole(QPalette::PlaceholderText);
    d_->legend = new Legend;
    d_->legend->setMinimumWidth(130);
    d_->splitter = new QSplitter(Qt::Horizontal);
    d_->splitter->addWidget(d_->stage);
    d_->splitter->addWidget(d_->legend);
    d_->splitter->setStretchFactor(0, 1);
    d_->splitter->setStretchFactor(1, 0);
    d_->splitter->setSizes({800, 190});
    d_->splitter->setChildrenCollapsible(false);
    d_->caution = new QLabel(tr("Sizes of clusters and gaps between them carry no meaning."));
    d_->caution->setForegroundRole(QPalette::PlaceholderText);

    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(4);
    d_->buildToolBar();
    layout->addWidget(d_->splitter, 1);
    d_->timeBar = new TimeBar;
    d_->timeBar->hide();
    layout->addWidget(d_->timeBar);
    auto* foot = new QHBoxLayout;
    foot->setContentsMargins(8, 0, 8, 2);
    foot->addWidget(d_->caution, 1);
    d_->count = new QLabel;
    d_->count->setObjectName(QStringLiteral("mapCount"));
    d_->count->setForegroundRole(QPalette::PlaceholderText);
    d_->count->setFont(theme::tabularFont(d_->count->font()));
    foot->addWidget(d_->count);
    layout->addLayout(foot);

    d_->stage->installEventFilter(d_.get());
    connect(d_->timeBar, &TimeBar::moved, d_.get(), [this] {
        d_->showMoment(d_->timeBar->epoch());
        emit momentChanged(d_->timeBar->epoch());
    });
    connect(d_->legend, &Legend::selectRequested, d_.get(), &Private::selectCategory);
    connect(d_->legend, &Legend::filterChanged, d_.get(), &Private::rebuildScenes);
    d_->arrange();
    d_->recolour(false);
}

MapArea::~MapArea() = default;

// The number of columns follows the shape of the stage.
bool MapArea::Private::eventFilter(QObject* watched, QEvent* event) {
    if (watched == stage && event->type() == QEvent::Resize && items.size() > 1) arrange();
    return QObject::eventFilter(watched, event);
}

MapArea::Private::Item* MapArea::Private::find(const QString& run) {
    for (const auto& item : items)
        if (item->map.run == run) return item.get();
    return nullptr;
}

QVector<MapArea::Private::Item*> MapArea::Private::shownItems() {
    QVector<Item*> result;
    for (const auto& item : items)
        if ((only.isEmpty() || item->map.run == only) && result.size() < kShownAtMost)
            result.append(item.get());
    return result;
}

MapCanvas* MapArea::Private::makeCanvas() {
    auto* canvas = new MapCanvas(stage);
    canvas->setTool(tool);
    canvas->setView(view);
    canvas->setEmptyText(MapArea::tr("No point of this map has a place."));
    connect(canvas, &MapCanvas::viewRequested, this, &Private::setView);
    connect(canvas, &MapCanvas::fitRequested, this, [this] { setView(Camera{}, true); });
    connect(canvas, &MapCanvas::backRequested, this, [this] { backButton->click(); });
    connect(canvas, &MapCanvas::forwardRequested, this, [this] { forwardButton->click(); });
    connect(canvas, &MapCanvas::hoverChanged, this,
            [this, canvas](qint64 image) { hover(canvas, image, false); });
    connect(canvas, &MapCanvas::focusMoved, this, [this, canvas](qint64 image) {
        hover(canvas, image, true);
        if (image >= 0) announce(image);
    });
    connect(canvas, &MapCanvas::labelClicked, this,
            [this, canvas](int label, Combine how) { activateLabel(canvas, label, how); });
    connect(canvas, &MapCanvas::clicked, this, [this, canvas](qint64 image) { activate(canvas, image); });
    connect(canvas, &MapCanvas::selectionRequested, this, &Private::select);
    connect(canvas, &MapCanvas::selectAllRequested, q, &MapArea::selectAll);
    connect(canvas, &MapCanvas::undoRequested, q, &MapArea::undo);
    connect(canvas, &MapCanvas::redoRequested, q, &MapArea::redo);
    connect(canvas, &MapCanvas::escapePressed, this, &Private::escape);
    canvas->setContextMenuPolicy(Qt::CustomContextMenu);
    connect(canvas, &QWidget::customContextMenuRequested, this,
            [this, canvas](const QPoint& at) { contextMenu(canvas, at); });
    return canvas;
}

void MapArea::Private::arrange() {
    const QVector<Item*> shown = shownItems();
    while (grid->count() > 0) delete grid->takeAt(0);
    for (const auto& item : items) item->canvas->setVisible(shown.contains(item.get()));
    empty->setVisible(shown.isEmpty());
    if (shown.isEmpty()) grid->addWidget(empty, 0, 0);
    // As many columns as make the smaller side of a map largest.
    const auto n = static_cast<int>(shown.size());
    int columns = 1;
    double best = 0;
    for (int c = 1; c <= n; ++c) {
        const int rows = (n + c - 1) / c;
        const double side =
            std::min(static_cast<double>(stage->width()) / c, static_cast<double>(stage->height()) / rows);
        if (side > best) {
            best = side;
            columns = c;
        }
    }
    for (int i = 0; i < n; ++i) grid->addWidget(shown[i]->canvas, i / columns, i % columns);
    for (int i = 0; i < kShownAtMost; ++i) {
        grid->setColumnStretch(i, i < columns && n > 0 ? 1 : 0);
        grid->setRowStretch(i, n > 0 && i < (n + columns - 1) / columns ? 1 : 0);
    }
    legend->setVisible(n > 0 && legendButton->isChecked());
    caution->setVisible(n > 0);
    updateActions();
    updateCounts();
}

void MapArea::Private::setMap(const EncoderMap& map) {
    Item* item = find(map.run);
    std::shared_ptr<const Matrix> from;
    if (item) {
        from = item->map.points;
        // The same points with more known about them keep their index, thumbnails, words and movement.
        if (!item->forming && from == map.points) {
            item->map = map;
            updateTexts(*item);
            refreshChoices();
            return recolour(true);
        }
        if (item->morph) item->morph->stop();
    } else {
        items.push_back(std::make_unique<Item>());
        item = items.back().get();
        item->canvas = makeCanvas();
    }
    item->map = map;
    item->forming = false;
    item->moment = nullptr;
    item->timeline = {};
    if (!item->map.points) item->map.points = std::make_shared<Matrix>(0, 2);
    item->index = std::make_shared<PointIndex>(*item->map.points);
    updateTexts(*item);
    refreshChoices();
    recolour(true);
    startMorph(*item, from);
    updateTimeline();
    arrange();
}

void MapArea::Private::setFrame(const QString& run, std::shared_ptr<const Matrix> points) {
    if (!points) return;
    Item* item = find(run);
    if (!item) {
        EncoderMap map;
        map.run = run;
        map.label = run;
        map.style.colour = theme::colours(q->palette()).secondary;
        map.points = points;
        setMap(map);
        find(run)->forming = true;
        return;
    }
    if (item->morph) item->morph->stop();
    const bool sameRows = item->map.points->rows == points->rows;
    item->map.points = std::move(points);
    item->forming = true;
    item->moment = nullptr;
    item->index = std::make_shared<PointIndex>(*item->map.points);
    item->canvas->setLabels({});
    if (!sameRows) item->categories = colouring.rows(item->map, images.get());
    rebuildScene(*item);
}

void MapArea::Private::removeMap(const QString& run) {
    const auto found =
        std::find_if(items.begin(), items.end(), [&](const auto& item) { return item->map.run == run; });
    if (found == items.end()) return;
    hideCard();
    if (hoverCanvas == (*found)->canvas) hoverCanvas = nullptr;
    delete (*found)->morph;
    (*found)->canvas->deleteLater();
    (*found)->canvas->hide();
    items.erase(found);
    if (only == run) only.clear();
    updateTimeline();
    refreshChoices();
    recolour(true);
    arrange();
}

void MapArea::Private::clear() {
    hideCard();
    hoverCanvas = nullptr;
    for (const auto& item : items) {
        delete item->morph;
        item->canvas->hide();
        item->canvas->deleteLater();
    }
    items.clear();
    only.clear();
    updateTimeline();
    history.clear();
    view = Camera{};
    if (!selection.current().isEmpty()) {
        selection.clear();
        emit q->selectionChanged({});
    }
    selection.clear();
    refreshChoices();
    recolour(false);
    arrange();
}

void MapArea::Private::refreshChoices() {
    const QStringList keys = q->colourChoices();
    QStringList before;
    for (int i = 0; i < colourBox->count(); ++i) before.append(colourBox->itemData(i).toString());
    if (keys == before && !keys.isEmpty()) return;
    const QSignalBlocker blocker(colourBox);
    colourBox->clear();
    QVector<EncoderMap> all;
    for (const auto& item : items) all.append(item->map);
    for (const QString& key : keys) colourBox->addItem(Colouring::title(key, all), key);
    colourBox->setEnabled(keys.size() > 1);
    if (!keys.contains(column)) column = keys.isEmpty() ? QString() : keys.first();
    colourBox->setCurrentIndex(std::max(0, static_cast<int>(keys.indexOf(column))));
    emit q->colourChoicesChanged();
}

void MapArea::Private::updateTexts(Item& item) {
    QString note;
    if (const std::int64_t lost = item.index->notFinite(); lost > 0)
        note = MapArea::tr("%1 without a place (not finite)")
                   .arg(QLocale().toString(static_cast<qlonglong>(lost)));
    else if (const PlaneRect& b = item.index->bounds();
             item.index->size() > 1 && b.left == b.right && b.bottom == b.top)
        note = MapArea::tr("all points lie in one place");
    else if (images && images->pixels.empty())
        note = MapArea::tr("images not at hand");
    item.canvas->setTexts(item.map.style, item.map.label, item.map.caption, note);
    item.canvas->setEmptyText(
        item.index->notFinite() > 0
            ? MapArea::tr("No point of this map has a place: all coordinates are not finite.")
            : MapArea::tr("This map has no points."));
}

void MapArea::Private::setView(const Camera& wanted, bool newGesture) {
    if (wanted == view) return;
    if (newGesture) history.record(view);
    view = wanted;
    for (const auto& item : items) item->canvas->setView(view);
    if (card->isVisible() && !card->pinned()) hideCard();
    updateActions();
}

void MapArea::setImages(std::shared_ptr<const data::ImageSet> images) {
    d_->images = std::move(images);
    d_->refreshChoices();
    for (const auto& item : d_->items) {
        item->regionsOf = nullptr;
        d_->updateTexts(*item);
    }
    d_->recolour(false);
    d_->arrange();
}

void MapArea::setMap(const EncoderMap& map) {
    d_->setMap(map);
}
void MapArea::setFrame(const QString& run, std::shared_ptr<const Matrix> points) {
    d_->setFrame(run, std::move(points));
}
void MapArea::removeMap(const QString& run) {
    d_->removeMap(run);
}
void MapArea::clear() {
    d_->clear();
}

QStringList MapArea::runs() const {
    QStringList result;
    for (const auto& item : d_->items) result.append(item->map.run);
    return result;
}

QStringList MapArea::colourChoices() const {
    QVector<EncoderMap> maps;
    for (const auto& item : d_->items) maps.append(item->map);
    return Colouring::choices(d_->images.get(), maps);
}

QString MapArea::colourBy() const {
    return d_->column;
}

void MapArea::setColourBy(const QString& column) {
    if (column == d_->column || !colourChoices().contains(column)) return;
    d_->column = column;
    d_->refreshChoices();
    const QSignalBlocker blocker(d_->colourBox);
    d_->colourBox->setCurrentIndex(d_->colourBox->findData(column));
    d_->recolour(false);
    emit colourByChanged(column);
}

void MapArea::showOnly(const QString& run) {
    if (!d_->find(run)) return;
    d_->only = run;
    d_->arrange();
}

void MapArea::showAll() {
    d_->only.clear();
    d_->arrange();
}

void MapArea::fit() {
    d_->setView(Camera{}, true);
}

void MapArea::findClass() {
    if (!d_->legendButton->isChecked()) d_->legendButton->setChecked(true);
    d_->legend->startSearch();
}

void MapArea::changeEvent(QEvent* event) {
    if (theme::changed(event) || event->type() == QEvent::FontChange) d_->recolour(true);
    QWidget::changeEvent(event);
}

}  // namespace selfsight::ui
