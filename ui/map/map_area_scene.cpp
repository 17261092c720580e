// MapArea: from maps, colours and filters to the scenes that the canvases draw.
#include "core/parallel.h"
#include "ui/map/map_area_private.h"
#include "ui/map/thumbnails.h"

#include <algorithm>
#include <cmath>

namespace selfsight::ui {

namespace {

constexpr std::int64_t kMorphAtMost = 100000;  // points: beyond that a morph would not keep up

}  // namespace

void MapArea::Private::recolour(bool keepFilter) {
    updateDisplacement();
    const QVector<EncoderMap> maps = this->maps();
    rightFilter->setMaps(images.get(), maps);
    const QString before = colouring.key();
    const auto size = colouring.categories().size();
    colouring = Colouring(column, images.get(), maps, theme::isDark(q->palette()));
    for (std::size_t i = 0; i < items.size(); ++i)
        items[i]->categories = colouring.rows(maps[static_cast<qsizetype>(i)], images.get());
    const bool keep = keepFilter && before == column && size == colouring.categories().size();
    {
        const QSignalBlocker blocker(legend);
        legend->setCategories(colouring.categories(), colouring.groups(), keep);
    }
    updateCounts();
    rebuildScenes();
    updateLabels();
}

void MapArea::Private::updateCounts() {
    QVector<std::int64_t> counts(colouring.categories().size(), 0);
    // A label column counts the same in every map; what depends on predictions is summed over the maps in
    // sight.
    QVector<Item*> shown = shownItems();
    const bool byPrediction = column == Colouring::correct() || column == Colouring::predicted();
    if (!byPrediction && shown.size() > 1) shown.resize(1);
    for (const Item* item : shown)
        for (const std::uint16_t c : item->categories)
            if (c != kNoCategory) ++counts[c];
    legend->setCounts(counts);
}

std::shared_ptr<const Scene> MapArea::Private::makeScene(const Item& item, const Colouring& categories,
                                                         bool dark) const {
    auto scene = std::make_shared<Scene>();
    const theme::Colours& colours = theme::colours(dark);
    scene->index = item.index;
    scene->background = colours.base;
    scene->pale = colours.pale;
    scene->outline = colours.text;
    scene->opacity = opacity;
    scene->sizeFactor = pointSize * std::sqrt(theme::strokeScale());
    scene->images = images;
    scene->imageIndices = item.map.imageIndices;
    for (int c = 0; c < categories.categories().size(); ++c) {
        scene->inks.push_back(legend->inkOf(c, categories.categories()[c], dark));
        scene->shaped |= scene->inks.back().shape != Shape::Circle && !legend->off().contains(c);
    }
    if (scene->inks.empty()) scene->inks.push_back({colours.secondary.rgb(), Shape::Circle});
    if (thumbnails && scene->hasPixels() && !item.forming && !item.morph && !item.moment) {
        const Scene* before = item.canvas ? item.canvas->scene() : nullptr;
        const bool reusable = before && before->index == item.index && before->thumbnails;
        scene->thumbnails = reusable ? before->thumbnails : std::make_shared<ThumbnailChoice>(item.index);
    }

    std::vector<std::uint8_t> on(scene->inks.size(), 1);
    for (const int c : legend->off())
        if (c < static_cast<int>(on.size())) on[static_cast<std::size_t>(c)] = 0;
    const bool filtered = rightFilter->active();
    const QVector<qint64>& selected = selection.current();
    std::vector<std::uint8_t> mask(selected.isEmpty() ? 0 : static_cast<std::size_t>(selected.last() + 1), 0);
    for (const qint64 image : selected) mask[static_cast<std::size_t>(image)] = 1;

    const std::int64_t n = item.index->size();
    scene->ink.resize(static_cast<std::size_t>(n));
    scene->layer.resize(static_cast<std::size_t>(n));
    std::vector<std::array<std::int64_t, kLayerCount>> counts(static_cast<std::size_t>(threadCount()));
    parallelFor(n, 20000, [&](std::int64_t begin, std::int64_t end, int chunk) {
        std::array<std::int64_t, kLayerCount> local{};
        for (std::int64_t p = begin; p < end; ++p) {
            const std::int64_t row = item.index->row(p);
            const std::uint16_t category = item.categories[static_cast<std::size_t>(row)];
            const std::int64_t image = imageOfRow(item.map, row);
            Layer layer =
                category == kNoCategory || !on[category] || (filtered && !rightFilter->allows(image))
                    ? Layer::Pale
                    : Layer::Plain;
            if (image >= 0 && static_cast<std::size_t>(image) < mask.size() &&
                mask[static_cast<std::size_t>(image)])
                layer = Layer::Selected;
            scene->ink[static_cast<std::size_t>(p)] = category == kNoCategory ? 0 : category;
            scene->layer[static_cast<std::size_t>(p)] = layer;
            ++local[static_cast<std::size_t>(layer)];
        }
        counts[static_cast<std::size_t>(chunk)] = local;
    });
    for (const auto& local : counts)
        for (std::size_t l = 0; l < kLayerCount; ++l) scene->layerCounts[l] += local[l];
    if (showLines && !item.morph && !item.forming && !item.moment) scene->lines = linesOf(item, *scene);
    return scene;
}

void MapArea::Private::rebuildScene(Item& item) {
    item.canvas->setScene(makeScene(item, colouring, theme::isDark(q->palette())));
}

void MapArea::Private::rebuildScenes() {
    updateDisplacement();
    for (const auto& item : items) rebuildScene(*item);
}

// Points go to their new places in a straight line; the legend, selection and hover stay with them.
void MapArea::Private::startMorph(Item& item, std::shared_ptr<const Matrix> from) {
    const int duration = theme::animationDuration();
    const std::int64_t n = item.shown().rows;
    if (duration == 0 || !from || from.get() == &item.shown() || from->rows != n || n == 0 ||
        n > kMorphAtMost)
        return;
    delete item.morph;
    item.from = std::move(from);
    item.morph = new QVariantAnimation(this);
    item.morph->setDuration(duration);
    item.morph->setStartValue(0.0);
    item.morph->setEndValue(1.0);
    item.morph->setEasingCurve(QEasingCurve::InOutCubic);
    Item* const moving = &item;
    connect(item.morph, &QVariantAnimation::valueChanged, this, [this, moving](const QVariant& value) {
        const auto t = static_cast<float>(value.toDouble());
        const Matrix& to = moving->shown();
        Matrix now(to.rows, 2);
        for (std::size_t i = 0; i < now.values.size(); ++i)
            now.values[i] = moving->from->values[i] + t * (to.values[i] - moving->from->values[i]);
        moving->index = std::make_shared<PointIndex>(now);
        rebuildScene(*moving);
    });
    const auto finish = [this, moving] {
        if (!moving->morph) return;
        moving->morph->deleteLater();
        moving->morph = nullptr;
        moving->from = nullptr;
        moving->index = std::make_shared<PointIndex>(moving->shown());
        rebuildScene(*moving);
        updateLabels();
    };
    connect(item.morph, &QAbstractAnimation::stateChanged, this, [finish](QAbstractAnimation::State state) {
        if (state == QAbstractAnimation::Stopped) finish();
    });
    item.morph->start();
}

}  // namespace selfsight::ui
