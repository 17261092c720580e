// Maps at the edges of what there can be, on the real widget: no crash, no hang, and a word about it.
#include "core/error.h"
#include "support/synthetic_maps.h"
#include "ui/map/colouring.h"
#include "ui/map/hover_card.h"
#include "ui/map/map_area.h"
#include "ui/map/map_canvas.h"
#include "ui/panels/selection_panel.h"

#include <QApplication>
#include <QLabel>
#include <QListView>
#include <QTemporaryDir>
#include <QTest>
#include <QToolButton>
#include <QWheelEvent>
#include <limits>

using namespace selfsight;
using namespace selfsight::ui;

namespace {

constexpr std::int64_t kCount = 200;
constexpr float kNan = std::numeric_limits<float>::quiet_NaN();

void wheel(QWidget* widget, const QPointF& at, int notches) {
    QWheelEvent event(at, widget->mapToGlobal(at), {}, {0, 120 * notches}, Qt::NoButton, Qt::NoModifier,
                      Qt::NoScrollPhase, false);
    QApplication::sendEvent(widget, &event);
}

// Everything that a hand can do to a map.
void handle(MapArea& area, MapCanvas& canvas) {
    area.grab();
    const QPoint middle = canvas.plane().center();
    QMouseEvent move(QEvent::MouseMove, QPointF(middle), canvas.mapToGlobal(QPointF(middle)), Qt::NoButton,
                     Qt::NoButton, Qt::NoModifier);
    QApplication::sendEvent(&canvas, &move);
    QTest::mouseClick(&canvas, Qt::LeftButton, {}, middle);
    for (const Qt::Key key : {Qt::Key_Right, Qt::Key_Up, Qt::Key_M, Qt::Key_Return, Qt::Key_Escape,
                              Qt::Key_Plus, Qt::Key_Minus, Qt::Key_F})
        QTest::keyClick(&canvas, key);
    QTest::keyClick(&canvas, Qt::Key_A, Qt::ControlModifier);
    for (const int notches : {1, 300, -300, 300}) {
        wheel(&canvas, QPointF(middle), notches);
        area.grab();
    }
    QTest::mousePress(&canvas, Qt::LeftButton, Qt::ShiftModifier, canvas.plane().topLeft() + QPoint(2, 2));
    QMouseEvent drag(QEvent::MouseMove, QPointF(middle), canvas.mapToGlobal(QPointF(middle)), Qt::NoButton,
                     Qt::LeftButton, Qt::ShiftModifier);
    QApplication::sendEvent(&canvas, &drag);
    QTest::mouseRelease(&canvas, Qt::LeftButton, Qt::ShiftModifier, middle);
    area.undo();
    area.fit();
    area.grab();
}

}  // namespace

class TestMapEdges : public QObject {
    Q_OBJECT

  private slots:
    void initTestCase() {
        theme::apply(*qApp, theme::Mode::Light);
        qApp->setProperty("selfsight.reducedMotion", true);
    }

    void init() {
        area_ = std::make_unique<MapArea>();
        area_->resize(800, 600);
        images_ = test::syntheticImages(kCount, 20);
        area_->setImages(images_);
        map_ = test::syntheticEncoder(QStringLiteral("supervised"), *images_, 1);
        area_->show();
        QVERIFY(QTest::qWaitForWindowExposed(area_.get()));
    }
    void cleanup() { area_.reset(); }

    void oneZoomsToTheLimitOfFloat32AndNoFurther() {
        // Two points that are neighbouring numbers, a million away from the origin.
        auto points = std::make_shared<Matrix>(*map_.points);
        points->at(0, 0) = 1e6F;
        points->at(0, 1) = 1e6F;
        points->at(1, 0) = std::nextafter(1e6F, 2e6F);
        points->at(1, 1) = 1e6F;
        MapCanvas& canvas = show(points);
        // As dots: an image here would cover its neighbour.
        area_->findChild<QToolButton*>(QStringLiteral("mapImages"))->click();
        area_->activate(0);
        for (int i = 0; i < 400; ++i) wheel(&canvas, canvas.boxOf(0).center(), 1);
        const Camera deepest = canvas.camera();
        wheel(&canvas, canvas.boxOf(0).center(), 1);
        QCOMPARE(canvas.camera().scale, deepest.scale);
        const QRectF first = canvas.boxOf(0);
        const QRectF second = canvas.boxOf(1);
        QVERIFY(canvas.plane().contains(first.center().toPoint()));
        QVERIFY2(second.center().x() - first.center().x() > 8, "neighbouring numbers are told apart");
        QCOMPARE(canvas.imageAt(first.center()), 0);
        QCOMPARE(canvas.imageAt(second.center()), 1);
        area_->grab();
        area_->fit();
        QVERIFY(canvas.camera().scale < deepest.scale);
        handle(*area_, canvas);
    }

    void coordinatesMayBeAsLargeAsFloatsGet() {
        auto points = std::make_shared<Matrix>(*map_.points);
        points->at(0, 0) = std::numeric_limits<float>::max();
        points->at(1, 1) = -std::numeric_limits<float>::max();
        points->at(2, 0) = std::numeric_limits<float>::denorm_min();
        handle(*area_, show(points));
    }

    void allInOnePlaceIsSaidAndCanBeHandled() {
        MapCanvas& canvas = show(std::make_shared<Matrix>(kCount, 2));
        QCOMPARE(canvas.note(), QStringLiteral("all points lie in one place"));
        // The one drawn last is the one that the mouse meets.
        QCOMPARE(canvas.imageAt(canvas.boxOf(3).center()), kCount - 1);
        handle(*area_, canvas);
        area_->selectAll();
        QCOMPARE(area_->selection().size(), kCount);
    }

    void onePoint() {
        MapCanvas& canvas = show(std::make_shared<Matrix>(1, 2));
        QVERIFY(canvas.note().isEmpty());
        QVERIFY(canvas.plane().contains(canvas.boxOf(0).center().toPoint()));
        QTest::mouseClick(&canvas, Qt::LeftButton, {}, canvas.boxOf(0).center().toPoint());
        QVERIFY(area_->findChild<HoverCard*>()->isVisible());
        handle(*area_, canvas);
    }

    void noPoint() {
        MapCanvas& canvas = show(std::make_shared<Matrix>(0, 2));
        QCOMPARE(canvas.emptyText(), QStringLiteral("This map has no points."));
        handle(*area_, canvas);
        QVERIFY(area_->selection().isEmpty());
    }

    void pointsWithoutAPlaceAreCountedAndSaid() {
        auto points = std::make_shared<Matrix>(*map_.points);
        for (int i = 0; i < 12; ++i)
            points->at(i, i % 2) = i % 3 == 0 ? kNan : std::numeric_limits<float>::infinity();
        MapCanvas& canvas = show(points);
        QVERIFY2(canvas.note().startsWith(QStringLiteral("12 without a place")), qPrintable(canvas.note()));
        QCOMPARE(area_->findChild<QLabel*>(QStringLiteral("mapCount"))->text(), QStringLiteral("188 points"));
        QVERIFY(canvas.boxOf(5).isEmpty());
        area_->selectAll();
        QCOMPARE(area_->selection().size(), kCount - 12);
        handle(*area_, canvas);
        // None has one.
        auto none = std::make_shared<Matrix>(kCount, 2);
        for (float& v : none->values) v = kNan;
        MapCanvas& empty = show(none);
        QVERIFY(empty.note().startsWith(QStringLiteral("200 without a place")));
        QVERIFY(empty.emptyText().contains(QStringLiteral("not finite")));
        handle(*area_, empty);
    }

    void withoutTheirImagesMapsSaySoAndWork() {
        auto labels = std::make_shared<data::ImageSet>();
        labels->count = kCount;
        labels->columns = images_->columns;
        area_->setImages(labels);
        MapCanvas& canvas = show(map_.points);
        QCOMPARE(canvas.note(), QStringLiteral("images not at hand"));
        QVERIFY(area_->colourChoices().contains(QStringLiteral("superclass")));
        area_->activate(7);
        const CardContent& content = area_->findChild<HoverCard*>()->content();
        QVERIFY(content.image.isNull());
        QVERIFY(!content.title.isEmpty());
        QVERIFY(content.neighbours.isEmpty());
        QCOMPARE(content.facts.last().first, QStringLiteral("nearest"));
        area_->setSelection({1, 2, 3});
        SelectionPanel panel;
        panel.setImages(labels);
        panel.setSelection({1, 2, 3});
        panel.show();
        QVERIFY(!panel.findChild<QListView*>(QStringLiteral("selectionGrid"))->isVisible());
        QVERIFY(panel.findChild<QLabel*>(QStringLiteral("selectionSummary"))
                    ->text()
                    .contains(QStringLiteral("images not at hand")));
        const QTemporaryDir folder;
        area_->exportSelection(folder.filePath(QStringLiteral("s.csv")));
        QVERIFY_THROWS_EXCEPTION(RuntimeError,
                                 area_->exportSelection(folder.filePath(QStringLiteral("s.png"))));
        handle(*area_, canvas);
        // Fewer images than points, and indices that no image has.
        area_->setImages(test::syntheticImages(20, 20));
        map_.imageIndices = std::make_shared<std::vector<std::int64_t>>(kCount, 5000);
        handle(*area_, show(map_.points));
    }

    void linesAndFiltersTakeWhatIsThere() {
        EncoderMap other = test::syntheticEncoder(QStringLiteral("byol"), *images_, 2);
        auto points = std::make_shared<Matrix>(*other.points);
        for (int i = 0; i < 50; ++i) points->at(i, 0) = kNan;
        other.points = points;
        MapCanvas& canvas = show(map_.points);
        area_->setMap(other);
        area_->setDisplacementVisible(true);
        area_->setColourBy(Colouring::displacement());
        area_->grab();
        other.points = std::make_shared<Matrix>(0, 2);
        area_->setMap(other);
        area_->grab();
        handle(*area_, canvas);
    }

  private:
    MapCanvas& show(std::shared_ptr<const Matrix> points) {
        map_.points = std::move(points);
        area_->setMap(map_);
        return *area_->findChild<MapCanvas*>();
    }

    std::unique_ptr<MapArea> area_;
    std::shared_ptr<const data::ImageSet> images_;
    EncoderMap map_;
};

QTEST_MAIN(TestMapEdges)
#include "test_map_edges.moc"
