// MapArea: what lies above and below the points: words in dense regions, notes, lines of displacement; and
// who passes the filters.
#include "eval/over_represented.h"
#include "map/regions.h"
#include "ui/map/map_area_private.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QLocale>
#include <QMenu>
#include <QSlider>
#include <QToolButton>
#include <QWidgetAction>
#include <algorithm>
#include <cmath>

namespace selfsight::ui {

namespace {

// More lines than this tell nothing and take their time: a selection says which are wanted.
constexpr std::int64_t kLinesAtMost = 30000;

QToolButton* layerButton(const char* icon, const QString& name, const QString& tip, const char* objectName) {
    auto* button = new QToolButton;
    button->setIcon(theme::themedIcon(QString::fromLatin1(icon)));
    button->setAutoRaise(true);
    button->setAccessibleName(name);
    button->setToolTip(tip);
    button->setObjectName(QString::fromLatin1(objectName));
    return button;
}

QString percent(double share) {
    return QLocale().toString(100 * share, 'f', share < 0.0995 ? 1 : 0) + QStringLiteral(" %");
}

}  // namespace

void MapArea::Private::buildLayerTools(QHBoxLayout* row) {
    regionsButton =
        layerButton("labels", MapArea::tr("Words"),
                    MapArea::tr("Say in dense regions what is commoner there than elsewhere"), "mapRegions");
    regionsButton->setCheckable(true);
    regionsButton->setChecked(showRegions);
    linesButton = layerButton("displacement", MapArea::tr("Displacement"),
                              MapArea::tr("Lines from each point's place on the first map (faint end) to its "
                                          "place here; of the selection, where there is one"),
                              "mapDisplacement");
    linesButton->setCheckable(true);
    pointsButton = layerButton("settings", MapArea::tr("Points"),
                               MapArea::tr("Size and opacity of the points"), "mapPoints");
    pointsButton->setPopupMode(QToolButton::InstantPopup);
    auto* menu = new QMenu(pointsButton);
    const auto slider = [&](const QString& name, const char* objectName, int least, int most, int value,
                            auto apply) {
        auto* part = new QWidget;
        auto* line = new QHBoxLayout(part);
        line->setContentsMargins(8, 4, 8, 4);
        auto* text = new QLabel(name);
        auto* handle = new QSlider(Qt::Horizontal);
        handle->setObjectName(QString::fromLatin1(objectName));
        handle->setAccessibleName(name);
        handle->setToolTip(name);
        handle->setRange(least, most);
        handle->setValue(value);
        handle->setMinimumWidth(140);
        text->setMinimumWidth(text->fontMetrics().averageCharWidth() * 12);
        line->addWidget(text);
        line->addWidget(handle, 1);
        auto* action = new QWidgetAction(menu);
        action->setDefaultWidget(part);
        menu->addAction(action);
        connect(handle, &QSlider::valueChanged, this, [this, apply](int now) {
            apply(now / 100.0);
            rebuildScenes();
        });
    };
    slider(MapArea::tr("Size"), "mapPointSize", 50, 250, 100, [this](double v) { pointSize = v; });
    slider(MapArea::tr("Opacity"), "mapPointOpacity", 20, 100, 85, [this](double v) { opacity = v; });
    pointsButton->setMenu(menu);
    rightFilter = new RightFilter;

    row->addWidget(regionsButton);
    row->addWidget(linesButton);
    row->addWidget(pointsButton);
    row->addSpacing(8);
    row->addWidget(rightFilter);
    connect(regionsButton, &QToolButton::toggled, this, [this](bool on) {
        showRegions = on;
        updateLabels();
    });
    connect(linesButton, &QToolButton::toggled, this, [this](bool on) {
        showLines = on;
        rebuildScenes();
    });
    connect(rightFilter, &RightFilter::changed, this, [this] {
        rebuildScenes();
        updateActions();
    });
    connect(rightFilter, &RightFilter::selectRequested, this, [this](const QSet<int>& sets) {
        QVector<qint64> chosen;
        const auto& codes = rightFilter->correctness().codes;
        for (std::size_t image = 0; image < codes.size(); ++image)
            if (codes[image] != Correctness::kUnknown && sets.contains(codes[image]))
                chosen.append(static_cast<qint64>(image));
        select(chosen, Combine::Replace);
    });
}

QVector<EncoderMap> MapArea::Private::maps() const {
    QVector<EncoderMap> result;
    for (const auto& item : items) {
        result.append(item->map);
        if (column == Colouring::displacement() && item->displacement)
            result.last().numbers.append({column, std::shared_ptr<const std::vector<float>>(
                                                      item->displacement, &item->displacement->distance)});
    }
    return result;
}

bool MapArea::Private::passes(qint64 image, std::uint16_t category) const {
    const bool on = legend->off().isEmpty() || (category != kNoCategory && !legend->off().contains(category));
    return on && rightFilter->allows(image);
}

void MapArea::Private::updateDisplacement() {
    const bool wanted = items.size() > 1 && (showLines || column == Colouring::displacement());
    for (const auto& item : items) {
        if (!wanted) {
            item->displacement = nullptr;
            item->displacementOf = item->displacementTo = nullptr;
            continue;
        }
        const EncoderMap& reference = items.front()->map;
        if (item->displacementOf == item->map.points && item->displacementTo == reference.points) continue;
        item->displacementOf = item->map.points;
        item->displacementTo = reference.points;
        item->displacement = displacement(item->map, reference);
    }
}

std::shared_ptr<const std::vector<PlaneLine>> MapArea::Private::linesOf(const Item& item,
                                                                        const Scene& scene) const {
    if (!item.displacement || &item == items.front().get()) return nullptr;
    const bool ofSelection = scene.layerCounts[static_cast<std::size_t>(Layer::Selected)] > 0;
    const Layer wanted = ofSelection ? Layer::Selected : Layer::Plain;
    if (scene.layerCounts[static_cast<std::size_t>(wanted)] > kLinesAtMost) return nullptr;
    auto lines = std::make_shared<std::vector<PlaneLine>>();
    for (std::int64_t p = 0; p < scene.index->size(); ++p) {
        if (scene.layer[static_cast<std::size_t>(p)] != wanted) continue;
        const std::int64_t row = scene.index->row(p);
        if (row >= item.displacement->from.rows) continue;
        const float x = item.displacement->from.at(row, 0);
        const float y = item.displacement->from.at(row, 1);
        if (std::isfinite(x) && std::isfinite(y))
            lines->push_back(
                {x, y, scene.index->x(p), scene.index->y(p), scene.ink[static_cast<std::size_t>(p)]});
    }
    return lines;
}

QVector<MapLabel> MapArea::Private::regionLabels(const Item& item) const {
    QVector<MapLabel> labels;
    if (!images || images->columns.empty()) return labels;
    const data::LabelColumn* main = findColumn(images.get(), column);
    if (!main) main = &images->columns.front();
    const QLocale locale;
    std::vector<eval::LabelCounts> counts;
    for (const data::LabelColumn& each : images->columns) counts.emplace_back(each.values);
    for (const map::Region& region : map::denseRegions(*item.map.points)) {
        std::vector<std::int64_t> members;
        MapLabel label;
        for (const std::int64_t row : region.rows) {
            const std::int64_t image = imageOfRow(item.map, row);
            if (image < 0 || image >= images->count) continue;
            members.push_back(image);
            label.images.append(image);
        }
        QStringList lines;
        for (std::size_t c = 0; c < counts.size(); ++c) {
            const data::LabelColumn& each = images->columns[c];
            if (static_cast<std::int64_t>(each.values.size()) < images->count) continue;
            const auto found = eval::mostOverRepresented(members, each.values, counts[c]);
            if (!found) continue;
            const QString name = valueName(&each, found->value);
            if (&each == main) label.text = name;
            lines.append(MapArea::tr("%1 “%2”: %3 of %4 labelled images here (%5), %6 of all")
                             .arg(QString::fromStdString(each.name), name,
                                  locale.toString(static_cast<qlonglong>(found->hits)),
                                  locale.toString(static_cast<qlonglong>(found->total)),
                                  percent(found->share), percent(found->overall)));
        }
        if (label.text.isEmpty()) continue;
        std::sort(label.images.begin(), label.images.end());
        lines.append(
            MapArea::tr("A region of density on the map, not a cluster of the data. Click selects it."));
        label.tip = lines.join(u'\n');
        label.at = QPointF(region.x, region.y);
        labels.append(label);
    }
    return labels;
}

QVector<MapLabel> MapArea::Private::noteLabels(const Item& item) const {
    QVector<MapLabel> labels;
    for (const MapNote& note : notes) {
        if (!note.run.isEmpty() && note.run != item.map.run) continue;
        MapLabel label;
        label.kind = MapLabel::Kind::Note;
        label.text = note.title;
        label.tip = note.text;
        label.note = note.id;
        label.images = note.images;
        if (note.images.isEmpty()) {
            const PlaneRect& bounds = item.index->bounds();
            label.at = QPointF(bounds.left, bounds.top);
        } else {
            // The place that the middle one has in both directions: outliers do not pull it into the void.
            std::vector<float> xs;
            std::vector<float> ys;
            for (const qint64 image : note.images)
                if (const std::int64_t p = item.canvas->positionOf(image); p >= 0) {
                    xs.push_back(item.index->x(p));
                    ys.push_back(item.index->y(p));
                }
            if (xs.empty()) continue;
            for (auto* values : {&xs, &ys})
                std::nth_element(values->begin(),
                                 values->begin() + static_cast<std::ptrdiff_t>(values->size() / 2),
                                 values->end());
            label.at = QPointF(xs[xs.size() / 2], ys[ys.size() / 2]);
        }
        labels.append(label);
    }
    return labels;
}

void MapArea::Private::updateLabels() {
    for (const auto& item : items) {
        if (item->forming || item->morph || item->moment || item->index->size() == 0) {
            item->canvas->setLabels({});
            continue;
        }
        // A number or what depends on predictions names no region: the classes do.
        const QString by = findColumn(images.get(), column) ? column : QString();
        if (showRegions && (item->regionsOf != item->map.points || item->regionsBy != by)) {
            item->regions = regionLabels(*item);
            item->regionsOf = item->map.points;
            item->regionsBy = by;
        }
        item->canvas->setLabels(noteLabels(*item) + (showRegions ? item->regions : QVector<MapLabel>()));
    }
}

void MapArea::Private::activateLabel(MapCanvas* canvas, int label, Combine how) {
    if (label < 0 || label >= canvas->labels().size()) return;
    const MapLabel chosen = canvas->labels()[label];
    if (!chosen.images.isEmpty()) select(chosen.images, how);
    if (!chosen.note.isEmpty()) emit q->noteActivated(chosen.note);
}

void MapArea::setTimeline(const QString& run, const MapTimeline& timeline) {
    Private::Item* item = d_->find(run);
    if (!item) return;
    item->timeline = {};
    for (qsizetype i = 0; i < timeline.points.size() && i < timeline.epochs.size(); ++i) {
        if (!timeline.points[i] || timeline.points[i]->rows != item->map.points->rows) continue;
        item->timeline.epochs.append(timeline.epochs[i]);
        item->timeline.points.append(timeline.points[i]);
    }
    d_->updateTimeline();
}

void MapArea::Private::updateTimeline() {
    QVector<double> epochs;
    for (const auto& item : items) epochs += item->timeline.epochs;
    std::sort(epochs.begin(), epochs.end());
    epochs.erase(std::unique(epochs.begin(), epochs.end()), epochs.end());
    timeBar->setMoments(epochs);
    timeBar->setVisible(!epochs.isEmpty());
}

void MapArea::Private::showMoment(double epoch) {
    for (const auto& item : items) {
        std::shared_ptr<const Matrix> wanted;
        if (timeBar->position() < timeBar->count() && !item->timeline.epochs.isEmpty()) {
            // Before its first moment a map shows that: nothing older is known.
            const auto next =
                std::upper_bound(item->timeline.epochs.begin(), item->timeline.epochs.end(), epoch);
            const auto at = std::max<std::ptrdiff_t>(0, next - item->timeline.epochs.begin() - 1);
            wanted = item->timeline.points[at];
        }
        if (wanted == item->moment || item->forming) continue;
        if (item->morph) item->morph->stop();
        const auto from = item->moment ? item->moment : item->map.points;
        item->moment = wanted;
        item->index = std::make_shared<PointIndex>(item->shown());
        rebuildScene(*item);
        startMorph(*item, from);
        updateTexts(*item);
    }
    updateLabels();
    if (card->isVisible()) hideCard();
}

void MapArea::setNotes(const QVector<MapNote>& notes) {
    d_->notes = notes;
    d_->updateLabels();
}

void MapArea::setRegionsVisible(bool visible) {
    d_->regionsButton->setChecked(visible);
}

void MapArea::setDisplacementVisible(bool visible) {
    d_->linesButton->setChecked(visible);
}

void MapArea::setRightFilter(const QSet<int>& sets) {
    d_->rightFilter->setOnly(sets);
}

void MapArea::activate(qint64 image) {
    for (Private::Item* item : d_->shownItems())
        if (item->canvas->positionOf(image) >= 0) return d_->activate(item->canvas, image);
}

void MapArea::setHovered(qint64 image) {
    for (const auto& item : d_->items) item->canvas->setMarked(image);
    d_->markedImage = image;
}

}  // namespace selfsight::ui
