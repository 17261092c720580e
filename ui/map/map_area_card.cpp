// MapArea: hover, the card, and what is announced.
#include "ui/map/map_area_private.h"
#include "ui/map/thumbnails.h"

#include <QAccessible>
#include <QLocale>
#include <algorithm>

namespace selfsight::ui {

namespace {

constexpr int kCardImage = 128;
constexpr int kNeighbourImage = 32;
constexpr int kNeighbours = 8;

}  // namespace

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
