// The map in every state as pictures, to be looked at: written to SELFSIGHT_SCREENSHOTS (or the build's
// screenshots folder) in both themes, at the scale of QT_SCALE_FACTOR. Synthetic images only. What is tested
// is that each state draws something of its own.
#include "store/workspace.h"
#include "support/synthetic_maps.h"
#include "ui/controller/findings.h"
#include "ui/map/colouring.h"
#include "ui/map/legend.h"
#include "ui/map/map_area.h"
#include "ui/map/map_canvas.h"
#include "ui/map/right_filter.h"
#include "ui/map/time_bar.h"
#include "ui/panels/findings_panel.h"
#include "ui/panels/neighbourhood_panel.h"
#include "ui/panels/points_table.h"
#include "ui/panels/selection_panel.h"

#include <QApplication>
#include <QDir>
#include <QListWidget>
#include <QMenu>
#include <QMouseEvent>
#include <QPlainTextEdit>
#include <QSet>
#include <QTableView>
#include <QTemporaryDir>
#include <QTest>
#include <QToolButton>
#include <QWheelEvent>
#include <limits>

using namespace selfsight;
using namespace selfsight::ui;

namespace {

constexpr std::int64_t kCount = 1200;
constexpr int kClasses = 20;

EncoderMap mapOf(const QString& method, const data::ImageSet& images, std::uint64_t seed, double blur) {
    EncoderMap map = test::syntheticEncoder(method, images, seed, blur, true, 0.9 - blur);
    const auto values =
        std::make_shared<const std::vector<float>>(test::syntheticNumbers(images.count, 0.3 + blur));
    map.numbers = {{QStringLiteral("distortion"), values}, {QStringLiteral("agreement"), values}};
    return map;
}

}  // namespace

class TestMapScreenshots : public QObject {
    Q_OBJECT

  private slots:
    void initTestCase() {
        qApp->setProperty("selfsight.reducedMotion", true);
        QString folder = qEnvironmentVariable("SELFSIGHT_SCREENSHOTS");
        if (folder.isEmpty()) folder = qEnvironmentVariable("SELFSIGHT_SCREENSHOTS_DEFAULT");
        if (folder.isEmpty()) folder = QDir::tempPath();
        folder_ = folder + QStringLiteral("/map");
        QVERIFY(QDir().mkpath(folder_));
        images_ = test::syntheticImages(kCount, kClasses);
    }

    void everyState_data() {
        QTest::addColumn<bool>("dark");
        QTest::addRow("light") << false;
        QTest::addRow("dark") << true;
    }

    void everyState() {
        QFETCH(bool, dark);
        theme::apply(*qApp, dark ? theme::Mode::Dark : theme::Mode::Light);
        dark_ = dark;
        seen_.clear();
        MapArea area;
        area.resize(1100, 720);
        area.show();
        shot(area, "empty");
        area.setImages(images_);
        area.setMap(mapOf(QStringLiteral("supervised"), *images_, 1, 0.05));
        QVERIFY(QTest::qWaitForWindowExposed(&area));
        shot(area, "one");
        area.setMap(mapOf(QStringLiteral("byol"), *images_, 2, 0.2));
        area.setMap(mapOf(QStringLiteral("simsiam"), *images_, 3, 0.35));
        area.setMap(mapOf(QStringLiteral("random"), *images_, 4, 0.8));
        shot(area, "four");
        area.setDisplacementVisible(true);
        shot(area, "displacement");
        area.setSelection(imagesOf(4));
        shot(area, "displacement-selection");
        area.setDisplacementVisible(false);
        area.clearSelection();
        area.setColourBy(Colouring::displacement());
        shot(area, "displacement-colour");
        area.setColourBy(Colouring::difference(QStringLiteral("supervised"), QStringLiteral("byol")));
        shot(area, "difference");
        area.setColourBy(Colouring::whoIsRight());
        shot(area, "who-is-right");
        area.setColourBy(QStringLiteral("class"));
        area.setRightFilter({15});
        shot(area, "filter-all-right");
        auto* filter = area.findChild<RightFilter*>();
        QMenu* menu = filter->menu();
        menu->popup(area.mapToGlobal(QPoint(300, 60)));
        shot(*menu, "filter-popup");
        menu->close();
        area.findChild<RightFilter*>()->clear();
        area.setColourBy(QStringLiteral("distortion"));
        shot(area, "distortion");
        area.setColourBy(QStringLiteral("correct"));
        shot(area, "correct");
        area.setColourBy(QStringLiteral("class"));
        area.findChild<Legend*>()->setFocusCategories({0, 3, 6, 9, 12});
        shot(area, "focus");
        area.findChild<Legend*>()->setFocusCategories({});
        area.showOnly(QStringLiteral("supervised"));
        area.setNotes(
            {{QStringLiteral("n"), QStringLiteral("These look alike to everyone"), {}, {}, imagesOf(7)},
             {QStringLiteral("m"), QStringLiteral("Clean islands"), {}, QStringLiteral("supervised"), {}}});
        shot(area, "notes");
        MapTimeline timeline;
        for (int i = 0; i < 6; ++i) {
            timeline.epochs.append(i);
            timeline.points.append(test::syntheticMap(kCount, kClasses, 0.9 - 0.15 * i, 1));
        }
        area.setTimeline(QStringLiteral("supervised"), timeline);
        area.findChild<TimeBar*>()->setPosition(2);
        shot(area, "time");
        area.findChild<TimeBar*>()->setPosition(6);
        auto* canvas = area.findChildren<MapCanvas*>().first();
        area.activate(44);
        QImage view = imageOf44();
        area.setViews(QStringLiteral("byol"), 44, view, view.mirrored(true, false), 0.94, 0.61);
        area.setViews(QStringLiteral("simsiam"), 44, view.mirrored(true, false), view, 0.88, 0.52);
        shot(area, "card");
        QTest::keyClick(canvas, Qt::Key_Escape);
        for (int i = 0; i < 9; ++i) {
            const QPointF at = canvas->boxOf(44).center();
            QWheelEvent event(at, canvas->mapToGlobal(at), {}, {0, 120}, Qt::NoButton, Qt::NoModifier,
                              Qt::NoScrollPhase, false);
            QApplication::sendEvent(canvas, &event);
        }
        shot(area, "thumbnails");
        area.setSelection(imagesOf(4));
        shot(area, "thumbnails-selection");
    }

    void edges_data() { everyState_data(); }

    void edges() {
        QFETCH(bool, dark);
        theme::apply(*qApp, dark ? theme::Mode::Dark : theme::Mode::Light);
        dark_ = dark;
        seen_.clear();
        MapArea area;
        area.resize(1100, 720);
        area.setImages(images_);
        EncoderMap map = mapOf(QStringLiteral("supervised"), *images_, 1, 0.05);
        const auto points = map.points;
        area.show();
        area.setMap(map);
        auto* canvas = area.findChild<MapCanvas*>();
        area.setHovered(44);
        shot(area, "hovered");
        area.setHovered(-1);
        area.findChild<QToolButton*>(QStringLiteral("mapButton-select-lasso"))->click();
        const QPoint middle = canvas->plane().center();
        QTest::mousePress(canvas, Qt::LeftButton, {}, middle);
        for (const QPoint& step :
             {QPoint(80, 40), QPoint(160, 10), QPoint(170, 120), QPoint(60, 160), QPoint(-40, 90)}) {
            const QPointF at = middle + step;
            QMouseEvent move(QEvent::MouseMove, at, canvas->mapToGlobal(at), Qt::NoButton, Qt::LeftButton,
                             Qt::NoModifier);
            QApplication::sendEvent(canvas, &move);
        }
        shot(area, "lasso");
        QTest::keyClick(canvas, Qt::Key_Escape);
        auto some = std::make_shared<Matrix>(*points);
        for (int i = 0; i < 37; ++i) some->at(i, 0) = std::numeric_limits<float>::quiet_NaN();
        map.points = some;
        area.setMap(map);
        shot(area, "not-finite");
        map.points = std::make_shared<Matrix>(kCount, 2);
        area.setMap(map);
        shot(area, "one-place");
        map.points = std::make_shared<Matrix>(0, 2);
        area.setMap(map);
        shot(area, "no-points");
        auto labels = std::make_shared<data::ImageSet>();
        labels->count = kCount;
        labels->columns = images_->columns;
        area.setImages(labels);
        map.points = points;
        area.setMap(map);
        area.activate(44);
        shot(area, "no-images");
        // Larger pictures, and a crowd.
        const auto large = test::syntheticImages(240, kClasses, 96);
        area.clear();
        area.setImages(large);
        area.setMap(mapOf(QStringLiteral("byol"), *large, 2, 0.3));
        area.activate(44);
        shot(area, "larger-images");
        constexpr std::int64_t crowd = 300000;
        auto many = std::make_shared<data::ImageSet>();
        many->count = crowd;
        many->columns = {{"class", images_->columns[0].names, {}},
                         {"superclass", images_->columns[1].names, {}}};
        for (std::int64_t i = 0; i < crowd; ++i) {
            many->columns[0].values.push_back(i % kClasses);
            many->columns[1].values.push_back(i % kClasses / 5);
        }
        area.clear();
        area.setImages(many);
        EncoderMap dense;
        dense.run = dense.label = QStringLiteral("300,000 points");
        dense.style = theme::encoderStyle(QStringLiteral("simsiam"));
        dense.points = test::syntheticMap(crowd, kClasses, 0.25, 7);
        dense.caption = QStringLiteral("t-SNE · perplexity 30 · seed 0 · trust of a sample of 2000");
        area.setMap(dense);
        shot(area, "crowd");
        area.setSelection(imagesOf(4));
        shot(area, "crowd-selection");
    }

    void panels_data() { everyState_data(); }

    void panels() {
        QFETCH(bool, dark);
        theme::apply(*qApp, dark ? theme::Mode::Dark : theme::Mode::Light);
        dark_ = dark;
        seen_.clear();
        PointsTable table;
        table.resize(900, 300);
        table.model()->setImages(images_);
        table.model()->setMap(mapOf(QStringLiteral("supervised"), *images_, 1, 0.05));
        table.model()->setMap(mapOf(QStringLiteral("byol"), *images_, 2, 0.2));
        table.setSelection({3, 4, 6});
        table.show();
        table.view()->selectRow(1);
        shot(table, "table");
        NeighbourhoodPanel neighbourhood;
        neighbourhood.resize(360, 240);
        neighbourhood.show();
        shot(neighbourhood, "neighbours-empty");
        neighbourhood.setImages(images_);
        neighbourhood.setMap(mapOf(QStringLiteral("supervised"), *images_, 1, 0.05));
        neighbourhood.setMap(mapOf(QStringLiteral("byol"), *images_, 2, 0.2));
        neighbourhood.setSelection(imagesOf(4));
        shot(neighbourhood, "neighbours");
        QTemporaryDir folder;
        Findings findings;
        findings.open(std::make_shared<store::Workspace>(folder.filePath(QStringLiteral("w")).toStdString()));
        FindingsPanel panel(&findings);
        panel.resize(360, 420);
        panel.show();
        shot(panel, "findings-empty");
        panel.setContext({"h", imagesOf(4), {{"byol", "BYOL"}, {"supervised", "supervised"}}});
        panel.keepSelection();
        panel.addNote(store::Note::Target::Selection);
        shot(panel, "findings-editor");
        findings.setText(QString::fromStdString(findings.all().notes.front().id),
                         QStringLiteral("**Clocks on grass** look like discs to BYOL\n\n- all on *green*\n- "
                                        "[see](https://example.org)\n\n> to be checked with another seed"));
        panel.open(QString::fromStdString(findings.all().selections.front().id));
        panel.open(QString::fromStdString(findings.all().notes.front().id));
        shot(panel, "findings");
        panel.findChild<QListWidget*>()->setCurrentRow(1);
        panel.controls()->findChild<QToolButton*>(QStringLiteral("editNote"))->click();
        panel.findChild<QPlainTextEdit*>()->setPlainText(QStringLiteral("Only the round ones"));
        findings.setText(QString::fromStdString(findings.all().notes.front().id),
                         QStringLiteral("All of them"));
        panel.controls()->findChild<QToolButton*>(QStringLiteral("editNote"))->click();
        shot(panel, "findings-merged");
        SelectionPanel selection;
        selection.resize(360, 420);
        selection.setImages(images_);
        selection.setSelection(imagesOf(4));
        selection.show();
        shot(selection, "selection");
    }

  private:
    QVector<qint64> imagesOf(int value) const {
        QVector<qint64> result;
        for (qint64 image = value; image < kCount; image += kClasses) result.append(image);
        return result;
    }
    QImage imageOf44() const {
        QImage image(64, 64, QImage::Format_RGB32);
        for (int y = 0; y < 64; ++y)
            for (int x = 0; x < 64; ++x)
                image.setPixel(x, y,
                               qRgb(images_->image(44)[static_cast<std::size_t>(y / 2 * 32 + x / 2)],
                                    images_->image(44)[static_cast<std::size_t>(1024 + y / 2 * 32 + x / 2)],
                                    images_->image(44)[static_cast<std::size_t>(2048 + y / 2 * 32 + x / 2)]));
        return image;
    }
    void shot(QWidget& widget, const char* name) {
        QCoreApplication::processEvents();
        const QImage picture = widget.grab().toImage();
        QVERIFY(!picture.isNull());
        const QByteArray bytes(reinterpret_cast<const char*>(picture.constBits()), picture.sizeInBytes());
        QVERIFY2(!seen_.contains(bytes), name);
        seen_.insert(bytes);
        const QString file =
            QStringLiteral("%1/%2-%3-%4x.png")
                .arg(folder_, QLatin1String(name), dark_ ? QStringLiteral("dark") : QStringLiteral("light"))
                .arg(picture.devicePixelRatio());
        QVERIFY(picture.save(file));
    }

    QString folder_;
    bool dark_ = false;
    QSet<QByteArray> seen_;
    std::shared_ptr<const data::ImageSet> images_;
};

QTEST_MAIN(TestMapScreenshots)
#include "test_map_screenshots.moc"
