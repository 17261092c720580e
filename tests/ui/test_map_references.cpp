// Every layer of the map, as MapArea makes it, against recorded pictures: light and dark, at 1× and 2×.
// Record them anew with `ninja -C build/release record_map_references`, and look at what you record.
#include "support/synthetic_maps.h"
#include "ui/map/colouring.h"
#include "ui/map/legend.h"
#include "ui/map/map_area.h"
#include "ui/map/map_canvas.h"
#include "ui/map/map_labels.h"
#include "ui/map/renderer.h"
#include "ui/map/right_filter.h"
#include "ui/reference_image.h"

#include <QApplication>
#include <QFontInfo>
#include <QPainter>
#include <QTest>

using namespace selfsight;
using namespace selfsight::ui;

namespace {

constexpr std::int64_t kCount = 500;
constexpr QSize kSize(220, 165);

// Words are compared in one font, which packaging/setup.sh installs.
QFont recordedFont() {
    QFont font(QStringLiteral("DejaVu Sans"));
    font.setPixelSize(11);
    font.setHintingPreference(QFont::PreferNoHinting);
    return font;
}

bool fontIsThere() {
    return QFontInfo(recordedFont()).family() == QStringLiteral("DejaVu Sans");
}

QImage draw(const MapCanvas& canvas, double ratio, bool dark, bool words) {
    const Scene& scene = *canvas.scene();
    QImage image((QSizeF(kSize) * ratio).toSize(), QImage::Format_RGB32);
    image.setDevicePixelRatio(ratio);
    const Camera camera = fitCamera(scene.bounds(), kSize, 10);
    MapRenderer().render(scene, camera, image);
    if (words) {
        QPainter painter(&image);
        const auto placed = placeLabels(canvas.labels(), camera, kSize, recordedFont());
        paintLabels(painter, {0, 0}, canvas.labels(), placed, recordedFont(), dark);
    }
    return image;
}

}  // namespace

class TestMapReferences : public QObject {
    Q_OBJECT

  private slots:
    void initTestCase() { qApp->setProperty("selfsight.reducedMotion", true); }

    void layersLookAsRecorded_data() {
        QTest::addColumn<bool>("dark");
        QTest::addColumn<double>("ratio");
        for (const bool dark : {false, true})
            for (const double ratio : {1.0, 2.0})
                QTest::addRow("%s-%dx", dark ? "dark" : "light", static_cast<int>(ratio)) << dark << ratio;
    }

    void layersLookAsRecorded() {
        QFETCH(bool, dark);
        QFETCH(double, ratio);
        theme::apply(*qApp, dark ? theme::Mode::Dark : theme::Mode::Light);
        const auto images = test::syntheticImages(kCount, 20, 8);
        MapArea area;
        area.setImages(images);
        area.setRegionsVisible(false);
        int seed = 1;
        for (const char* method : {"supervised", "byol", "simsiam", "random"}) {
            EncoderMap map =
                test::syntheticEncoder(QString::fromLatin1(method), *images, static_cast<std::uint64_t>(seed),
                                       0.08 * seed, true, 0.9 - 0.15 * seed);
            map.numbers = {{QStringLiteral("distortion"),
                            std::make_shared<const std::vector<float>>(test::syntheticNumbers(kCount))}};
            area.setMap(map);
            ++seed;
        }
        const auto canvases = area.findChildren<MapCanvas*>();
        QCOMPARE(canvases.size(), 4);
        const QString tag = QString::fromLatin1(QTest::currentDataTag());
        QStringList wrong;
        const auto compare = [&](const char* state, int canvas, bool words = false) {
            const QString name = QStringLiteral("area/%1-%2").arg(QLatin1String(state), tag);
            const QString difference =
                test::differenceFromReference(draw(*canvases[canvas], ratio, dark, words), name);
            if (!difference.isEmpty()) wrong << name + QStringLiteral(": ") + difference;
        };
        compare("class", 0);
        area.setColourBy(QStringLiteral("superclass"));
        compare("superclass", 0);
        area.setColourBy(QStringLiteral("background"));
        compare("column", 0);
        area.setColourBy(QStringLiteral("distortion"));
        compare("numbers", 1);
        area.setColourBy(Colouring::correct());
        compare("correct", 1);
        area.setColourBy(Colouring::predicted());
        compare("predicted", 2);
        area.setColourBy(Colouring::whoIsRight());
        compare("who-is-right", 1);
        area.setColourBy(Colouring::difference(QStringLiteral("supervised"), QStringLiteral("byol")));
        compare("difference", 1);
        area.setColourBy(Colouring::displacement());
        compare("displacement-colour", 1);
        area.setColourBy(QStringLiteral("class"));
        area.setDisplacementVisible(true);
        compare("displacement-lines", 1);
        QVector<qint64> some;
        for (qint64 image = 4; image < kCount; image += 20) some.append(image);
        area.setSelection(some);
        compare("displacement-of-selection", 1);
        area.setDisplacementVisible(false);
        compare("selection", 1);
        area.clearSelection();
        area.setRightFilter({15, 1});
        compare("right-filter", 0);
        area.findChild<RightFilter*>()->clear();
        auto* legend = area.findChild<Legend*>();
        legend->setFocusCategories({0, 3, 6, 9, 12, 15});
        compare("focus", 0);
        legend->setFocusCategories({});
        QVERIFY2(fontIsThere(), "the words need the font DejaVu Sans; packaging/setup.sh installs it");
        area.setRegionsVisible(true);
        compare("regions", 0, true);
        area.setRegionsVisible(false);
        area.setNotes(
            {{QStringLiteral("n"), QStringLiteral("Alike to everyone"), {}, {}, some},
             {QStringLiteral("m"), QStringLiteral("Clean islands"), {}, QStringLiteral("supervised"), {}}});
        compare("notes", 0, true);
        QVERIFY2(wrong.isEmpty(), qPrintable(wrong.join(u'\n')));
    }
};

QTEST_MAIN(TestMapReferences)
#include "test_map_references.moc"
