// What lies on and under the points of several maps: filters of who is right, displacement, words, notes.
#include "support/synthetic_maps.h"
#include "ui/map/colouring.h"
#include "ui/map/displacement.h"
#include "ui/map/hover_card.h"
#include "ui/map/legend.h"
#include "ui/map/map_area.h"
#include "ui/map/map_canvas.h"
#include "ui/map/right_filter.h"
#include "ui/map/time_bar.h"

#include <QApplication>
#include <QLabel>
#include <QListWidget>
#include <QSignalSpy>
#include <QSlider>
#include <QTemporaryDir>
#include <QTest>
#include <QToolButton>
#include <cmath>
#include <limits>

using namespace selfsight;
using namespace selfsight::ui;

namespace {

constexpr std::int64_t kCount = 800;
constexpr int kClasses = 20;

}  // namespace

class TestMapLayers : public QObject {
    Q_OBJECT

  private slots:
    void initTestCase() {
        theme::apply(*qApp, theme::Mode::Light);
        qApp->setProperty("selfsight.reducedMotion", true);
    }

    void init() {
        area_ = std::make_unique<MapArea>();
        area_->resize(1200, 800);
        images_ = test::syntheticImages(kCount, kClasses);
        area_->setImages(images_);
        int seed = 1;
        for (const char* method : {"supervised", "byol", "simsiam", "random"}) {
            maps_[seed - 1] = test::syntheticEncoder(QString::fromLatin1(method), *images_,
                                                     static_cast<std::uint64_t>(seed), 0.05, true);
            area_->setMap(maps_[seed - 1]);
            ++seed;
        }
        area_->show();
        QVERIFY(QTest::qWaitForWindowExposed(area_.get()));
        canvases_ = area_->findChildren<MapCanvas*>();
        QCOMPARE(canvases_.size(), 4);
    }
    void cleanup() { area_.reset(); }

    void allSixteenCombinationsFilter() {
        auto* list = area_->findChild<QListWidget*>(QStringLiteral("rightList"));
        QCOMPARE(list->count(), 16);
        const auto& truth = images_->columns.front().values;
        qint64 total = 0;
        for (int set = 0; set < 16; ++set) {
            area_->setRightFilter({set});
            std::int64_t expected = 0;
            for (std::size_t i = 0; i < truth.size(); ++i) {
                int code = 0;
                for (int e = 0; e < 4; ++e)
                    if ((*maps_[e].predicted)[i] == truth[i]) code |= 1 << e;
                expected += code == set ? 1 : 0;
            }
            for (const MapCanvas* canvas : canvases_)
                QCOMPARE(canvas->scene()->layerCounts[static_cast<std::size_t>(Layer::Plain)], expected);
            total += expected;
        }
        QCOMPARE(total, kCount);

        // What matches the filter and the legend is what Ctrl+A takes.
        area_->setRightFilter({15});
        area_->findChild<Legend*>()->solo(4);
        area_->selectAll();
        QVERIFY(!area_->selection().isEmpty());
        for (const qint64 image : area_->selection()) {
            QCOMPARE(image % kClasses, 4);
            for (const EncoderMap& map : maps_)
                QCOMPARE((*map.predicted)[static_cast<std::size_t>(image)], 4);
        }
        // Unticking by hand; "All" takes the filter away.
        auto* filter = area_->findChild<RightFilter*>();
        area_->findChild<QToolButton*>(QStringLiteral("rightAll"))->click();
        QVERIFY(!filter->active());
        list->item(0)->setCheckState(Qt::Unchecked);
        QVERIFY(filter->active());
        QVERIFY(!filter->allows(-1));
        area_->findChild<QToolButton*>(QStringLiteral("rightSelect"))->click();
        QCOMPARE(area_->selection().size(), kCount - filter->correctness().counts[0]);
    }

    void withoutPredictionsTheFilterSaysSo() {
        MapArea area;
        area.setImages(images_);
        EncoderMap map = maps_[0];
        map.predicted = nullptr;
        area.setMap(map);
        auto* note = area.findChild<QLabel*>(QStringLiteral("rightNote"));
        QVERIFY(note->text().contains(QStringLiteral("probe"), Qt::CaseInsensitive));
        QCOMPARE(area.findChild<QListWidget*>(QStringLiteral("rightList"))->count(), 0);
        QVERIFY(!area.colourChoices().contains(Colouring::whoIsRight()));
    }

    void onlyHeldOutImagesAreRightOrWrong() {
        EncoderMap map = maps_[0];
        map.predicted = test::syntheticPredictions(*images_, 0.7, 1, false);
        area_->setMap(map);
        QCOMPARE(area_->findChild<RightFilter*>()->correctness().known, kCount / 4);
    }

    void displacementIsZeroForTheSameMapTurned() {
        EncoderMap turned = maps_[0];
        auto points = std::make_shared<Matrix>(*turned.points);
        for (std::int64_t i = 0; i < points->rows; ++i) {
            const float x = points->at(i, 0);
            points->at(i, 0) = -3 * points->at(i, 1) + 7;
            points->at(i, 1) = 3 * x - 2;
        }
        turned.points = points;
        const auto same = displacement(turned, maps_[0]);
        QVERIFY(same);
        for (const float d : same->distance) QVERIFY(d < 1e-4F);

        // One point elsewhere; one without a place on one of the two.
        points->at(5, 0) += 60;
        points->at(9, 1) = std::numeric_limits<float>::quiet_NaN();
        const auto moved = displacement(turned, maps_[0]);
        QVERIFY(std::isnan(moved->distance[9]));
        for (std::size_t i = 0; i < moved->distance.size(); ++i)
            if (i != 5 && i != 9) QVERIFY(moved->distance[i] < moved->distance[5]);
        QVERIFY(!displacement(turned, EncoderMap()));
    }

    void displacementIsShownAsLinesAndAsColour() {
        area_->setDisplacementVisible(true);
        QVERIFY(!canvases_[0]->scene()->lines);
        for (int i = 1; i < 4; ++i) {
            QVERIFY(canvases_[i]->scene()->lines);
            QCOMPARE(static_cast<std::int64_t>(canvases_[i]->scene()->lines->size()), kCount);
        }
        const QImage with = canvases_[1]->grab().toImage();
        // With a selection, of the selection alone; each ends at its point.
        const QVector<qint64> selected{3, 5, 8};
        area_->setSelection(selected);
        const auto lines = canvases_[2]->scene()->lines;
        QCOMPARE(lines->size(), std::size_t{3});
        for (const PlaneLine& line : *lines) {
            const bool ends = std::any_of(selected.begin(), selected.end(), [&](qint64 image) {
                return maps_[2].points->at(image, 0) == line.x1 && maps_[2].points->at(image, 1) == line.y1;
            });
            QVERIFY(ends);
        }
        area_->setDisplacementVisible(false);
        QVERIFY(!canvases_[1]->scene()->lines);
        area_->clearSelection();
        QVERIFY(with != canvases_[1]->grab().toImage());

        area_->setColourBy(Colouring::displacement());
        QCOMPARE(canvases_[1]->scene()->inks.size(), std::size_t{10});
        // The first map is its own reference: all of it is in the lowest step.
        for (const std::uint16_t ink : canvases_[0]->scene()->ink) QCOMPARE(ink, std::uint16_t{0});
        area_->removeMap(QStringLiteral("byol"));
        area_->removeMap(QStringLiteral("simsiam"));
        area_->removeMap(QStringLiteral("random"));
        QCOMPARE(area_->colourBy(), QStringLiteral("class"));
    }

    void classesAreSortedByWhatTheyGain() {
        // Against "supervised", "byol" has all of class 2 right and none of class 7.
        auto better = std::make_shared<std::vector<int>>(*maps_[0].predicted);
        for (std::size_t i = 0; i < better->size(); ++i) {
            if (i % kClasses == 2) (*better)[i] = 2;
            if (i % kClasses == 7) (*better)[i] = 8;
        }
        EncoderMap map = maps_[1];
        map.predicted = better;
        area_->setMap(map);
        area_->setColourBy(Colouring::difference(QStringLiteral("supervised"), QStringLiteral("byol")));
        const data::LabelColumn& classes = images_->columns.front();
        const Colouring colouring(area_->colourBy(), images_.get(), {maps_[0], map}, false);
        QCOMPARE(colouring.categories().size(), kClasses);
        QCOMPARE(colouring.categories().first().name, valueName(&classes, 2));
        QCOMPARE(colouring.categories().last().name, valueName(&classes, 7));
        QVERIFY(colouring.categories().first().value.startsWith(u'+'));
        QVERIFY(colouring.categories().last().value.startsWith(QStringLiteral("−")));
        QVERIFY(colouring.categories().last().value.endsWith(QStringLiteral("✱")));
        // Nothing changed for the others: they keep the pale colour, whichever encoder is meant.
        QCOMPARE(colouring.categories()[10].colour, theme::colours(false).pale);
        for (const MapCanvas* canvas : canvases_) {
            const auto inkOf = [&](qint64 image) {
                return canvas->scene()->ink[static_cast<std::size_t>(canvas->positionOf(image))];
            };
            QCOMPARE(inkOf(2), std::uint16_t{0});
            QCOMPARE(inkOf(27), static_cast<std::uint16_t>(kClasses - 1));
        }
        QVERIFY(Colouring::title(area_->colourBy(), maps()).contains(QStringLiteral("BYOL")));
    }

    void denseRegionsSayWhatIsCommonThere() {
        const auto& labels = canvases_[0]->labels();
        QVERIFY2(labels.size() >= 10, qPrintable(QString::number(labels.size())));
        const data::LabelColumn& classes = images_->columns.front();
        for (const MapLabel& label : labels) {
            // The synthetic clusters are the classes: most images of a region carry the label's name.
            const auto same = std::count_if(label.images.begin(), label.images.end(), [&](qint64 image) {
                return valueName(&classes, classes.values[static_cast<std::size_t>(image)]) == label.text;
            });
            QVERIFY(same * 8 > label.images.size());
            QVERIFY(label.tip.contains(label.text));
        }
        area_->showOnly(QStringLiteral("supervised"));
        QCoreApplication::processEvents();
        canvases_[0]->grab();
        // Somewhere between the points that the words leave to the mouse.
        int shown = -1;
        QPoint at;
        for (int i = 0; i < labels.size() && shown < 0; ++i) {
            const QRect box = canvases_[0]->labelBox(i).toRect();
            for (int x = box.left() + 1; x < box.right() && shown < 0; ++x)
                if (canvases_[0]->labelAt(QPoint(x, box.center().y())) == i) {
                    shown = i;
                    at = QPoint(x, box.center().y());
                }
        }
        QVERIFY(shown >= 0);
        QTest::mouseClick(canvases_[0], Qt::LeftButton, {}, at);
        QCOMPARE(area_->selection(), labels[shown].images);
        // By another column other words; without words none.
        area_->setColourBy(QStringLiteral("superclass"));
        const data::LabelColumn& super = images_->columns[1];
        for (const MapLabel& label : canvases_[0]->labels())
            QVERIFY(std::find(super.names.begin(), super.names.end(), label.text.toStdString()) !=
                    super.names.end());
        area_->setRegionsVisible(false);
        QVERIFY(canvases_[0]->labels().isEmpty());
    }

    void notesAreLabelsThatLeadToTheirImages() {
        area_->setRegionsVisible(false);
        area_->setNotes({{QStringLiteral("n1"),
                          QStringLiteral("Clocks on **grass**"),
                          QStringLiteral("Clocks"),
                          {},
                          {4, 24, 44}},
                         {QStringLiteral("n2"), QStringLiteral("Of BYOL"), {}, QStringLiteral("byol"), {}}});
        QCOMPARE(canvases_[0]->labels().size(), 1);
        QCOMPARE(canvases_[1]->labels().size(), 2);
        QSignalSpy activated(area_.get(), &MapArea::noteActivated);
        canvases_[1]->grab();
        QTest::mouseClick(canvases_[1], Qt::LeftButton, {}, canvases_[1]->labelBox(0).center().toPoint());
        QCOMPARE(activated.last().first().toString(), QStringLiteral("n1"));
        QCOMPARE(area_->selection(), QVector<qint64>({4, 24, 44}));
        QTest::mouseClick(canvases_[1], Qt::LeftButton, {}, canvases_[1]->labelBox(1).center().toPoint());
        QCOMPARE(activated.last().first().toString(), QStringLiteral("n2"));
        QCOMPARE(area_->selection().size(), 3);
    }

    void labelsNeverOverlap() {
        QVector<MapLabel> labels;
        for (int i = 0; i < 60; ++i) {
            MapLabel label;
            label.kind = i % 3 == 0 ? MapLabel::Kind::Note : MapLabel::Kind::Region;
            label.at = QPointF(std::cos(i) * 10, std::sin(2.3 * i) * 10);
            label.text = QStringLiteral("label number %1").arg(i);
            labels.append(label);
        }
        const QSizeF view(500, 400);
        const auto placed = placeLabels(labels, fitCamera(QRectF(-10, -10, 20, 20), view, 10), view, QFont());
        QVERIFY(placed.size() >= 10 && placed.size() < labels.size());
        for (qsizetype a = 0; a < placed.size(); ++a) {
            QVERIFY(QRectF(QPointF(0, 0), view).contains(placed[a].box));
            for (qsizetype b = 0; b < a; ++b) QVERIFY(!placed[a].box.intersects(placed[b].box));
        }
    }

    void sizeAndOpacityFollowTheSliders() {
        auto* size = area_->findChild<QSlider*>(QStringLiteral("mapPointSize"));
        const double before = pointStyle(*canvases_[0]->scene(), canvases_[0]->camera()).radius;
        size->setValue(200);
        QVERIFY(std::abs(pointStyle(*canvases_[0]->scene(), canvases_[0]->camera()).radius - 2 * before) <
                1e-9);
        area_->findChild<QSlider*>(QStringLiteral("mapPointOpacity"))->setValue(40);
        QCOMPARE(canvases_[0]->scene()->opacity, 0.4);
    }

    void timeIsPlayedAndScrubbed() {
        auto* bar = area_->findChild<TimeBar*>();
        QVERIFY(!bar->isVisible());
        MapTimeline timeline;
        for (int i = 0; i < 3; ++i) {
            timeline.epochs.append(2.0 * i);
            auto points = std::make_shared<Matrix>(*test::syntheticMap(kCount, kClasses, 0.9 - 0.3 * i, 1));
            if (i == 0) points->at(4, 0) = std::numeric_limits<float>::quiet_NaN();
            timeline.points.append(points);
        }
        area_->setTimeline(QStringLiteral("supervised"), timeline);
        MapTimeline other;
        other.epochs = {1.0, 2.0};
        other.points = {timeline.points[0], timeline.points[2]};
        area_->setTimeline(QStringLiteral("byol"), other);
        QVERIFY(bar->isVisible());
        QCOMPARE(bar->count(), 4);  // epochs 0, 1, 2, 4
        QCOMPARE(bar->position(), 4);
        const auto placeOf = [&](int map, std::int64_t row) {
            const PointIndex& index = *canvases_[map]->scene()->index;
            return index.x(index.position(row));
        };
        bar->setPosition(2);
        QCOMPARE(placeOf(0, 7), timeline.points[1]->at(7, 0));
        QCOMPARE(placeOf(1, 7), timeline.points[2]->at(7, 0));
        // A run without moments keeps its map; words wait for the finished one.
        QCOMPARE(placeOf(2, 7), maps_[2].points->at(7, 0));
        QVERIFY(canvases_[0]->labels().isEmpty());
        QVERIFY(!canvases_[2]->labels().isEmpty());
        bar->setPosition(0);
        QCOMPARE(canvases_[0]->scene()->index->notFinite(), 1);
        QCOMPARE(placeOf(1, 7), timeline.points[0]->at(7, 0));
        // The selection stays with its images.
        area_->setSelection({7, 8});
        QCOMPARE(canvases_[0]->scene()->layerCounts[2], 2);
        auto* slider = area_->findChild<QSlider*>(QStringLiteral("timeSlider"));
        slider->setFocus();
        QTest::keyClick(slider, Qt::Key_Right);
        QCOMPARE(bar->position(), 1);
        auto* play = area_->findChild<QToolButton*>(QStringLiteral("timePlay"));
        play->click();
        QVERIFY(bar->playing());
        QTRY_COMPARE_WITH_TIMEOUT(bar->position(), 4, 20000);
        QTRY_VERIFY(!bar->playing());
        QCOMPARE(placeOf(0, 7), maps_[0].points->at(7, 0));
        QVERIFY(!canvases_[0]->labels().isEmpty());
        area_->removeMap(QStringLiteral("supervised"));
        QCOMPARE(bar->count(), 2);
        area_->setMap(maps_[1]);
        area_->clear();
        QVERIFY(!bar->isVisible());
    }

    void theCardShowsViewsOfTheImageThatItShows() {
        QSignalSpy wanted(area_.get(), &MapArea::viewsWanted);
        auto* card = area_->findChild<HoverCard*>();
        area_->activate(40);
        QVERIFY(card->isVisible() && card->pinned());
        QCOMPARE(wanted.last().first().toLongLong(), 40);
        const int before = card->height();
        QImage view(64, 64, QImage::Format_RGB32);
        view.fill(Qt::red);
        area_->setViews(QStringLiteral("byol"), 41, view, view, 0.9, 0.2);
        QCOMPARE(card->content().views.size(), 0);
        area_->setViews(QStringLiteral("byol"), 40, view, view, 0.913, 0.2);
        area_->setViews(QStringLiteral("byol"), 40, view, view, 0.913, 0.2);
        QCOMPARE(card->content().views.size(), 1);
        QVERIFY(card->height() > before);
        QVERIFY(card->pinned());
        QVERIFY(card->content().spoken().contains(QStringLiteral("0.91")));
        area_->activate(44);
        QCOMPARE(card->content().views.size(), 0);
        QVERIFY(area_->rect().contains(card->geometry()));
    }

    void exportsCarryWordsAndFilters() {
        QTemporaryDir folder;
        area_->setRightFilter({0, 15});
        area_->setDisplacementVisible(true);
        for (const char* name : {"maps.png", "maps.svg", "maps.pdf"}) area_->exportTo(folder.filePath(name));
        QFile svg(folder.filePath(QStringLiteral("maps.svg")));
        QVERIFY(svg.open(QIODevice::ReadOnly));
        const QByteArray text = svg.readAll();
        QVERIFY(text.contains("only: none is right, all are right"));
        QVERIFY(text.contains("lines from the places on Supervised") ||
                text.contains("lines from the places on supervised"));
    }

  private:
    QVector<EncoderMap> maps() const { return {maps_[0], maps_[1], maps_[2], maps_[3]}; }

    std::unique_ptr<MapArea> area_;
    std::shared_ptr<const data::ImageSet> images_;
    EncoderMap maps_[4];
    QList<MapCanvas*> canvases_;
};

QTEST_MAIN(TestMapLayers)
#include "test_map_layers.moc"
