// The spatial index, picks and thumbnails against what a plain loop finds.
#include "core/random.h"
#include "support/synthetic_maps.h"
#include "ui/map/camera.h"
#include "ui/map/pick.h"
#include "ui/map/point_index.h"
#include "ui/map/selection_history.h"
#include "ui/map/thumbnails.h"

#include <QTest>
#include <algorithm>
#include <cmath>
#include <limits>

using namespace selfsight;
using namespace selfsight::ui;

namespace {

// Ray casting, edge by edge, as every textbook has it.
bool inside(const std::vector<PlanePoint>& polygon, double x, double y) {
    bool in = false;
    for (std::size_t i = 0, j = polygon.size() - 1; i < polygon.size(); j = i++) {
        const PlanePoint& a = polygon[i];
        const PlanePoint& b = polygon[j];
        if ((a.y > y) != (b.y > y) && x < (b.x - a.x) * (y - a.y) / (b.y - a.y) + a.x) in = !in;
    }
    return in;
}

}  // namespace

class TestMapIndex : public QObject {
    Q_OBJECT

  private slots:
    void nearestIsThatOfALoop() {
        const auto points = test::syntheticMap(5000, 20, 0.2, 1);
        const PointIndex index(*points);
        QCOMPARE(index.size(), 5000);
        RandomStream random(1, "nearest");
        for (int i = 0; i < 500; ++i) {
            const double x = random.uniform(-60, 60);
            const double y = random.uniform(-60, 60);
            const double radius = random.uniform(0.1, 8);
            double best = radius * radius;
            bool any = false;
            for (std::int64_t r = 0; r < points->rows; ++r) {
                const double d = std::pow(points->at(r, 0) - x, 2) + std::pow(points->at(r, 1) - y, 2);
                if (d <= best) {
                    best = d;
                    any = true;
                }
            }
            const std::int64_t found = index.nearest(x, y, radius);
            QCOMPARE(found >= 0, any);
            if (!any) continue;
            const double d = std::pow(index.x(found) - x, 2) + std::pow(index.y(found) - y, 2);
            QCOMPARE(d, best);
        }
    }

    void regionsAreThoseOfALoop() {
        const auto points = test::syntheticMap(20000, 20, 0.2, 2);
        const PointIndex index(*points);
        RandomStream random(2, "lasso");
        for (int round = 0; round < 20; ++round) {
            std::vector<PlanePoint> polygon;
            for (int i = 0; i < 3 + round; ++i)
                polygon.push_back({random.uniform(-50, 50), random.uniform(-50, 50)});
            std::vector<std::int64_t> expected;
            for (std::int64_t r = 0; r < points->rows; ++r)
                if (inside(polygon, points->at(r, 0), points->at(r, 1))) expected.push_back(r);
            std::vector<std::int64_t> found;
            for (const std::int32_t p : index.inPolygon(polygon)) found.push_back(index.row(p));
            std::sort(found.begin(), found.end());
            QCOMPARE(found, expected);
        }
        const PlaneRect rect{-10, -5, 20, 30};
        std::int64_t expected = 0;
        for (std::int64_t r = 0; r < points->rows; ++r) {
            const float x = points->at(r, 0);
            const float y = points->at(r, 1);
            expected += x >= -10 && x <= 20 && y >= -5 && y <= 30 ? 1 : 0;
        }
        QCOMPARE(static_cast<std::int64_t>(index.inRectangle(rect).size()), expected);
    }

    void oddInputsAreHeldOut() {
        QCOMPARE(PointIndex(Matrix(0, 2)).size(), 0);
        Matrix points(4, 2);
        points.at(1, 0) = std::numeric_limits<float>::quiet_NaN();
        points.at(2, 1) = std::numeric_limits<float>::infinity();
        const PointIndex index(points);
        QCOMPARE(index.size(), 2);
        QCOMPARE(index.notFinite(), 2);
        QCOMPARE(index.position(1), -1);
        // Both others are at the origin: the one drawn last is the one under the mouse.
        QCOMPARE(index.row(index.nearest(0, 0, 1)), 3);
        QCOMPARE(index.typicalArea(), 0.0);
    }

    void zoomKeepsThePlaceUnderTheMouse() {
        const QRectF bounds(-40, -40, 80, 80);
        const QSizeF view(800, 600);
        Camera camera = fitCamera(bounds, view, 10);
        const QPointF mouse(200, 450);
        const QPointF plane = camera.toPlane(mouse, view);
        for (int i = 0; i < 200; ++i) {
            camera = zoomedAt(camera, 1.25, mouse, view, bounds);
            const QPointF back = camera.toScreen(plane.x(), plane.y(), view);
            QVERIFY(std::hypot(back.x() - mouse.x(), back.y() - mouse.y()) < 1e-3);
        }
        // Ends where float32 ends: neighbouring values are 16 pixels apart.
        const double ulp = 40 * std::numeric_limits<float>::epsilon();
        QVERIFY(camera.scale * ulp <= 16.001);
        QVERIFY(camera.scale * ulp > 15);
    }

    void linkedViewsAreTheSameRelativeToTheirFit() {
        const Camera a{3, 4, 10};
        const Camera b{-100, 50, 0.5};
        const Camera view{3.5, 3, 40};
        const Camera there = translated(view, a, b);
        QCOMPARE(there.scale / b.scale, view.scale / a.scale);
        QCOMPARE((there.x - b.x) * b.scale, (view.x - a.x) * a.scale);
        QCOMPARE(translated(there, b, a), view);
    }

    void thumbnailsNeverOverlapAndStayWhenOneZoomsIn() {
        const auto points = test::syntheticMap(6000, 20, 0.3, 4);
        const auto index = std::make_shared<PointIndex>(*points);
        ThumbnailChoice choice(index);
        std::vector<bool> before(6000, false);
        for (double spacing = 4; spacing > 0.02; spacing /= 1.7) {
            const auto level = choice.level(spacing);
            std::vector<std::int64_t> chosen;
            for (std::int64_t p = 0; p < index->size(); ++p) {
                if (before[static_cast<std::size_t>(p)]) QVERIFY(level.chosen(p));
                before[static_cast<std::size_t>(p)] = level.chosen(p);
                if (level.chosen(p)) chosen.push_back(p);
            }
            QVERIFY(!chosen.empty());
            for (std::size_t i = 0; i < chosen.size(); ++i)
                for (std::size_t j = i + 1; j < chosen.size(); ++j) {
                    const double d = std::max(std::abs(index->x(chosen[i]) - index->x(chosen[j])),
                                              std::abs(index->y(chosen[i]) - index->y(chosen[j])));
                    QVERIFY(d >= spacing);
                }
        }
        // In the end every point that has a place of its own.
        QVERIFY(std::count(before.begin(), before.end(), true) > 5500);
    }

    void imagesKeepTheirPixels() {
        const auto images = test::syntheticImages(3);
        const QImage image = imageOf(*images, 1, 128);
        QCOMPARE(image.size(), QSize(128, 128));
        for (int y = 0; y < 128; ++y)
            for (int x = 0; x < 128; ++x) {
                const auto at = static_cast<std::size_t>((y / 4) * 32 + x / 4);
                const auto pixels = images->image(1);
                QCOMPARE(image.pixel(x, y), qRgb(pixels[at], pixels[1024 + at], pixels[2048 + at]));
            }
        QVERIFY(imageOf(*images, 3, 128).isNull());
        // Larger images are reduced, never stretched.
        data::ImageSet wide;
        wide.count = 1;
        wide.width = 96;
        wide.height = 48;
        wide.pixels.assign(3 * 96 * 48, 200);
        QCOMPARE(imageOf(wide, 0, 32).size(), QSize(32, 16));
        QCOMPARE(imageOf(wide, 0, 32).pixel(5, 5), qRgb(200, 200, 200));
    }

    void directionsLeadToTheNextPoint() {
        Matrix points(4, 2);
        const float places[4][2] = {{0, 0}, {2, 0.5F}, {0.2F, 3}, {1.5F, 1.4F}};
        for (int i = 0; i < 4; ++i)
            for (int c = 0; c < 2; ++c) points.at(i, c) = places[i][c];
        Scene scene;
        scene.index = std::make_shared<PointIndex>(points);
        const Camera camera{0, 0, 10};
        const auto next = [&](std::int64_t row, QPointF direction) {
            const std::int64_t p = nextInDirection(scene, camera, scene.index->position(row), direction);
            return p < 0 ? -1 : scene.index->row(p);
        };
        QCOMPARE(next(0, {1, 0}), 1);
        QCOMPARE(next(0, {0, -1}), 2);
        QCOMPARE(next(0, {-1, 0}), -1);
        QCOMPARE(next(2, {0, 1}), 0);
    }

    void selectionsCombineAndCanBeUndone() {
        SelectionHistory history;
        QVERIFY(history.combine({5, 3, 3}, Combine::Replace));
        QCOMPARE(history.current(), QVector<qint64>({3, 5}));
        QVERIFY(history.combine({4}, Combine::Add));
        QVERIFY(history.combine({3, 9}, Combine::Remove));
        QCOMPARE(history.current(), QVector<qint64>({4, 5}));
        QVERIFY(!history.combine({5}, Combine::Add));
        QVERIFY(history.undo());
        QCOMPARE(history.current(), QVector<qint64>({3, 4, 5}));
        QVERIFY(history.redo());
        QVERIFY(!history.redo());
        QVERIFY(history.undo());
        QVERIFY(history.combine({}, Combine::Replace));
        QVERIFY(!history.canRedo());
    }
};

QTEST_APPLESS_MAIN(TestMapIndex)
#include "test_map_index.moc"
