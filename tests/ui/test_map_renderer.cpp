// Frames against recorded ones at 1× and 2×, light and dark, and the promises of the renderer.
#include "core/parallel.h"
#include "support/synthetic_maps.h"
#include "ui/map/renderer.h"
#include "ui/map/thumbnails.h"
#include "ui/map/vector_map.h"
#include "ui/reference_image.h"
#include "ui/theme/theme.h"

#include <QPainter>
#include <QTest>

using namespace selfsight;
using namespace selfsight::ui;

namespace {

Scene sceneOf(const Matrix& points, bool dark, int classes = 20) {
    Scene scene;
    scene.index = std::make_shared<PointIndex>(points);
    const auto n = static_cast<std::size_t>(scene.index->size());
    const theme::Colours& colours = theme::colours(dark);
    scene.background = colours.base;
    scene.pale = colours.pale;
    scene.outline = colours.text;
    QVector<int> group;
    for (int c = 0; c < classes; ++c) group.append(c / 5);
    for (const QColor& colour : theme::groupedColours(group, (classes + 4) / 5, dark))
        scene.inks.push_back({colour.rgb(), Shape::Circle});
    scene.ink.resize(n);
    scene.layer.assign(n, Layer::Plain);
    for (std::size_t p = 0; p < n; ++p)
        scene.ink[p] = static_cast<std::uint16_t>(scene.index->row(static_cast<std::int64_t>(p)) % classes);
    scene.layerCounts = {0, static_cast<std::int64_t>(n), 0};
    return scene;
}

void setLayer(Scene& scene, std::int64_t row, Layer layer) {
    const std::int64_t position = scene.index->position(row);
    --scene.layerCounts[static_cast<std::size_t>(scene.layer[static_cast<std::size_t>(position)])];
    scene.layer[static_cast<std::size_t>(position)] = layer;
    ++scene.layerCounts[static_cast<std::size_t>(layer)];
}

QImage draw(const Scene& scene, double zoom = 1, double ratio = 1, QSize size = {320, 240}) {
    QImage image((QSizeF(size) * ratio).toSize(), QImage::Format_RGB32);
    image.setDevicePixelRatio(ratio);
    Camera camera = fitCamera(scene.bounds(), size, 10);
    camera.scale *= zoom;
    MapRenderer().render(scene, camera, image);
    return image;
}

}  // namespace

class TestMapRenderer : public QObject {
    Q_OBJECT

  private slots:
    void framesLookAsRecorded_data() {
        QTest::addColumn<bool>("dark");
        QTest::addColumn<double>("ratio");
        for (const bool dark : {false, true})
            for (const double ratio : {1.0, 2.0})
                QTest::addRow("%s-%dx", dark ? "dark" : "light", static_cast<int>(ratio)) << dark << ratio;
    }

    void framesLookAsRecorded() {
        QFETCH(bool, dark);
        QFETCH(double, ratio);
        const QString tag = QString::fromLatin1(QTest::currentDataTag());
        Scene scene = sceneOf(*test::syntheticMap(600, 20, 0.1, 3), dark);
        for (std::int64_t row = 0; row < 600; ++row) {
            if (row % 20 >= 10) setLayer(scene, row, Layer::Pale);
            if (row % 20 == 3) setLayer(scene, row, Layer::Selected);
        }
        QCOMPARE(test::differenceFromReference(draw(scene, 1, ratio), QStringLiteral("layers-") + tag),
                 QString());

        scene.images = test::syntheticImages(600);
        scene.thumbnails = std::make_shared<ThumbnailChoice>(scene.index);
        QCOMPARE(test::differenceFromReference(draw(scene, 6, ratio), QStringLiteral("thumbnails-") + tag),
                 QString());

        for (std::size_t i = 0; i < scene.inks.size(); ++i)
            scene.inks[i].shape = static_cast<Shape>(i % kShapeCount);
        scene.shaped = true;
        scene.thumbnails = nullptr;
        QCOMPARE(test::differenceFromReference(draw(scene, 1, ratio), QStringLiteral("shapes-") + tag),
                 QString());

        const Scene crowd = sceneOf(*test::syntheticMap(120000, 20, 0.2, 3), dark);
        QVERIFY(pointStyle(crowd, fitCamera(crowd.bounds(), QSizeF(320, 240), 10)).density);
        QCOMPARE(test::differenceFromReference(draw(crowd, 1, ratio, {160, 120}),
                                               QStringLiteral("density-") + tag),
                 QString());
    }

    void linesCrossEveryTile() {
        Matrix points(2, 2);
        points.at(1, 0) = 100;
        points.at(1, 1) = 80;
        Scene scene = sceneOf(points, false);
        scene.lines = std::make_shared<const std::vector<PlaneLine>>(1, PlaneLine{0, 0, 100, 80, 0});
        const QSize size(600, 480);
        const QImage image = draw(scene, 1, 1, size);
        const Camera camera = fitCamera(scene.bounds(), QSizeF(size), 10);
        for (const double share : {0.2, 0.4, 0.6, 0.8}) {
            const QPoint at = camera.toScreen(100 * share, 80 * share, QSizeF(size)).toPoint();
            double most = 1;
            for (int dy = -2; dy <= 2; ++dy)
                most = std::max(most, theme::contrast(QColor(image.pixel(at + QPoint(0, dy))), Qt::white));
            QVERIFY2(most > 1.05, qPrintable(QString::number(share)));
        }
    }

    void threadsDoNotChangeAPixel() {
        Scene scene = sceneOf(*test::syntheticMap(40000, 20, 0.2, 3), false);
        for (std::int64_t row = 0; row < 400; ++row) setLayer(scene, row, Layer::Selected);
        const int before = threadCount();
        setThreadCount(1);
        const QImage one = draw(scene, 1, 1, {700, 500});
        setThreadCount(4);
        const QImage four = draw(scene, 1, 1, {700, 500});
        setThreadCount(before);
        QCOMPARE(one, four);
    }

    void selectedPointsAreDrawnLast() {
        // Forty points in one place: only the selected one decides the colour there, whatever its row.
        Matrix points(41, 2);
        points.at(40, 0) = 5;
        for (const std::int64_t row : {0, 17, 39}) {
            Scene scene = sceneOf(points, false, 40);
            setLayer(scene, row, Layer::Selected);
            const QImage image = draw(scene);
            const Camera camera = fitCamera(scene.bounds(), QSizeF(320, 240), 10);
            const QPointF at = camera.toScreen(0, 0, QSizeF(320, 240));
            QCOMPARE(image.pixel(at.toPoint()) | 0xff000000U,
                     scene.inks[static_cast<std::size_t>(row % 40)].colour | 0xff000000U);
        }
    }

    void greyedPointsStayVisible() {
        for (const bool dark : {false, true}) {
            Matrix points(2, 2);
            points.at(1, 0) = 1;
            Scene scene = sceneOf(points, dark);
            setLayer(scene, 0, Layer::Pale);
            const QImage image = draw(scene);
            const QPointF at =
                fitCamera(scene.bounds(), QSizeF(320, 240), 10).toScreen(0, 0, QSizeF(320, 240));
            const double ratio = theme::contrast(QColor(image.pixel(at.toPoint())), scene.background);
            QVERIFY(ratio > 1.3 && ratio < 3);
        }
    }

    void aLonePointInACrowdsMapIsNotLost() {
        auto points = std::make_shared<Matrix>(*test::syntheticMap(200000, 20, 0, 3));
        points->at(0, 0) = 80;
        points->at(0, 1) = 80;
        const Scene scene = sceneOf(*points, false);
        const Camera camera = fitCamera(scene.bounds(), QSizeF(320, 240), 10);
        QVERIFY(pointStyle(scene, camera).density);
        const QImage image = draw(scene);
        const QPoint at = camera.toScreen(80, 80, QSizeF(320, 240)).toPoint();
        double darkest = 1;
        for (int y = -2; y <= 2; ++y)
            for (int x = -2; x <= 2; ++x)
                darkest =
                    std::max(darkest, theme::contrast(QColor(image.pixel(at + QPoint(x, y))), Qt::white));
        QVERIFY2(darkest > 1.25, qPrintable(QString::number(darkest)));
    }

    void anyInputIsDrawnWithoutACrash() {
        QImage image(64, 48, QImage::Format_RGB32);
        MapRenderer renderer;
        Scene none;
        none.background = Qt::red;
        renderer.render(none, {}, image);
        QCOMPARE(image.pixel(10, 10), qRgb(255, 0, 0));
        none.index = std::make_shared<PointIndex>(Matrix(0, 2));
        renderer.render(none, {}, image);

        Matrix same(1000, 2);
        for (float& v : same.values) v = 7;
        const Scene place = sceneOf(same, false);
        QVERIFY(draw(place).pixel(160, 120) != qRgb(255, 255, 255));

        Matrix extreme(3, 2);
        extreme.at(0, 0) = 3e38F;
        extreme.at(1, 1) = -3e38F;
        draw(sceneOf(extreme, false));
        Scene deep = sceneOf(*test::syntheticMap(1000, 20, 0.1, 1), false);
        deep.images = test::syntheticImages(1000);
        deep.thumbnails = std::make_shared<ThumbnailChoice>(deep.index);
        for (const double zoom : {1e-3, 1e3, 1e6, 1e9}) draw(deep, zoom);
        // Images that the set does not hold are dots.
        deep.imageIndices = std::make_shared<std::vector<std::int64_t>>(1000, 5000);
        draw(deep, 6);
    }

    void vectorsShowTheSameScene() {
        Scene scene = sceneOf(*test::syntheticMap(600, 20, 0.1, 3), false);
        for (std::int64_t row = 0; row < 600; row += 20) setLayer(scene, row, Layer::Selected);
        QImage painted(320, 240, QImage::Format_RGB32);
        painted.fill(Qt::white);
        QPainter painter(&painted);
        paintScene(painter, QRectF(0, 0, 320, 240), scene, fitCamera(scene.bounds(), QSizeF(320, 240), 10));
        painter.end();
        const QImage rendered = draw(scene);
        // Two rasterisers round differently at the rims; the ink is the same.
        qint64 far = 0;
        for (int y = 0; y < 240; ++y)
            for (int x = 0; x < 320; ++x)
                far += std::abs(qGray(painted.pixel(x, y)) - qGray(rendered.pixel(x, y))) > 60 ? 1 : 0;
        QVERIFY2(far < 320 * 240 / 100, qPrintable(QString::number(far)));
    }
};

QTEST_MAIN(TestMapRenderer)
#include "test_map_renderer.moc"
