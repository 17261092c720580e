// Maps of any data in the real window: larger pictures in a folder, and arrays without images.
#include "core/control.h"
#include "io/npy.h"
#include "jobs/exchange_jobs.h"
#include "jobs/jobs.h"
#include "store/workspace.h"
#include "ui/map/hover_card.h"
#include "ui/map/map_area.h"
#include "ui/map/map_canvas.h"
#include "ui/map/scene.h"
#include "ui/panels/message_bar.h"
#include "ui/window_fixture.h"

#include <QDir>
#include <QImage>
#include <QLabel>
#include <QListView>
#include <QPainter>
#include <fstream>

using namespace selfsight;
using namespace selfsight::ui;
using test::find;

namespace {

constexpr int longWait = 20000;

void finish(const std::unique_ptr<Job>& job) {
    Control control;
    NullSink sink;
    const Outcome outcome = job->run(control, sink);
    QVERIFY2(outcome.ending == Ending::Succeeded, outcome.message.c_str());
}

void project(const QString& workspace, const std::string& run) {
    jobs::ProjectSpec map;
    map.workspace = workspace.toStdString();
    map.run = run;
    map.options.perplexity = 5;
    map.options.earlyIterations = 30;
    map.options.iterations = 60;
    map.frames = false;
    finish(jobs::makeProjectJob(map));
}

// Discs and squares in colours of their own, 200 × 150 pixels.
void makePictures(const QString& folder) {
    const QStringList classes{QStringLiteral("disc"), QStringLiteral("square")};
    for (const auto& [part, count] : {std::pair("train", 24), std::pair("test", 15)})
        for (int c = 0; c < 2; ++c) {
            const QString target = QStringLiteral("%1/%2/%3").arg(folder, QLatin1String(part), classes[c]);
            QVERIFY(QDir().mkpath(target));
            for (int i = 0; i < count; ++i) {
                QImage picture(200, 150, QImage::Format_RGB32);
                picture.fill(QColor::fromHsv(i * 7, 60, 230));
                QPainter painter(&picture);
                painter.setBrush(QColor::fromHsv(c * 180, 200, 120));
                const QRect box(20 + 3 * i, 20, 90, 90);
                if (c == 0)
                    painter.drawEllipse(box);
                else
                    painter.drawRect(box);
                painter.end();
                QVERIFY(picture.save(QStringLiteral("%1/%2.png").arg(target).arg(i)));
            }
        }
}

}  // namespace

class TestWindowData : public QObject {
    Q_OBJECT

  private slots:
    void initTestCase() {
        QVERIFY(folder_.isValid());
        test::isolateSettings(folder_);
        qApp->setProperty("selfsight.reducedMotion", true);
    }

    void largerPicturesAreScaledInTheBackgroundAndCached() {
        const QString pictures = folder_.filePath(QStringLiteral("pictures"));
        const QString workspace = folder_.filePath(QStringLiteral("folder"));
        makePictures(pictures);
        jobs::TrainSpec spec;
        spec.workspace = workspace.toStdString();
        spec.data = pictures.toStdString();
        spec.method = "random";
        spec.recipe = methods::loadRecipe("quick", "random");
        spec.recipe.set("encoder.width", "0.0625");
        spec.recipe.set("train.batch_size", "16");
        spec.recipe.setBudget(methods::Budget::parse("1ep"));
        spec.device = "cpu";
        std::string run;
        finish(jobs::makeTrainJob(spec, &run));
        project(workspace, run);

        const auto shownImages = [](MainWindow& window) -> std::shared_ptr<const data::ImageSet> {
            const auto canvases = find<MapArea>(window, "map")->findChildren<MapCanvas*>();
            return canvases.isEmpty() || !canvases.first()->scene() ? nullptr
                                                                    : canvases.first()->scene()->images;
        };
        std::vector<std::uint8_t> pixels;
        {
            MainWindow window;
            QVERIFY(window.openWorkspace(workspace));
            window.show();
            QTRY_VERIFY_WITH_TIMEOUT(shownImages(window) != nullptr, longWait);
            const auto images = shownImages(window);
            QCOMPARE(images->count, 30);
            // No more than is shown, and more than a thumbnail.
            QCOMPARE(images->width, 128);
            QCOMPARE(images->height, 128);
            QCOMPARE(images->paths.size(), std::size_t{30});
            pixels = images->pixels;
            auto* map = find<MapArea>(window, "map");
            map->activate(3);
            const CardContent& card = map->findChild<HoverCard*>()->content();
            QVERIFY(!card.image.isNull());
            QVERIFY(std::any_of(card.facts.begin(), card.facts.end(), [](const auto& fact) {
                return fact.second.endsWith(QStringLiteral(".png"));
            }));
            map->setSelection({1, 2, 3});
            QVERIFY(find<QListView>(window, "selectionGrid")->iconSize().width() == images->width);
        }
        QCOMPARE(QDir(workspace + QStringLiteral("/cache")).entryList({QStringLiteral("*-test.npy")}).size(),
                 1);
        // The folder is gone, its cache is there: the same pictures.
        QVERIFY(QDir().rename(pictures, pictures + QStringLiteral("-moved")));
        {
            MainWindow window;
            QVERIFY(window.openWorkspace(workspace));
            QTRY_VERIFY_WITH_TIMEOUT(shownImages(window) != nullptr, longWait);
            QVERIFY(shownImages(window)->pixels == pixels);
        }
        // Both are gone: the map stands with its labels, and what is missing is said.
        QVERIFY(QDir(workspace + QStringLiteral("/cache")).removeRecursively());
        MainWindow window;
        QVERIFY(window.openWorkspace(workspace));
        window.show();
        QTRY_VERIFY_WITH_TIMEOUT(shownImages(window) != nullptr, longWait);
        QVERIFY(shownImages(window)->pixels.empty());
        auto* canvas = find<MapArea>(window, "map")->findChildren<MapCanvas*>().first();
        QTRY_COMPARE_WITH_TIMEOUT(canvas->note(), QStringLiteral("images not at hand"), longWait);
        QVERIFY(find<MapArea>(window, "map")->colourChoices().contains(QStringLiteral("class")));
        QTRY_VERIFY(find<MessageBar>(window, "messageBar")->count() > 0);
        QVERIFY(find<QLabel>(window, "messageText")->text().contains(QStringLiteral("pictures")));

        // Whoever has the same pictures, under other names and thus in another order, and some more, has them
        // back: each at its place, with the labels of the run.
        const QString own = folder_.filePath(QStringLiteral("own copy"));
        const QString moved = pictures + QStringLiteral("-moved");
        for (const QString& part : {QStringLiteral("train"), QStringLiteral("test")})
            for (const auto& [from, to] : {std::pair(QStringLiteral("disc"), QStringLiteral("round things")),
                                           std::pair(QStringLiteral("square"), QStringLiteral("box"))}) {
                const QDir before(QStringLiteral("%1/%2/%3").arg(moved, part, from));
                const QString after = QStringLiteral("%1/%2/%3").arg(own, part, to);
                QVERIFY(QDir().mkpath(after));
                for (const QString& name : before.entryList(QDir::Files))
                    QVERIFY(QFile::copy(
                        before.filePath(name),
                        QStringLiteral("%1/%2.png").arg(after).arg(99 - QFileInfo(name).baseName().toInt())));
            }
        window.chooseData(own);
        QTRY_VERIFY_WITH_TIMEOUT(!shownImages(window)->pixels.empty(), longWait);
        QVERIFY(shownImages(window)->pixels == pixels);
        const auto* classes = shownImages(window)->column("class");
        QVERIFY(classes != nullptr);
        QCOMPARE(classes->names, (std::vector<std::string>{"disc", "square"}));
        QTRY_VERIFY(find<QLabel>(window, "messageText")->text().contains(QStringLiteral("own copy")));
        // Other pictures are not taken for them.
        QVERIFY(QDir(own).removeRecursively());
        makePictures(own);
        QImage other(200, 150, QImage::Format_RGB32);
        other.fill(Qt::red);
        QVERIFY(other.save(own + QStringLiteral("/test/disc/3.png")));
        MainWindow again;
        QVERIFY(again.openWorkspace(workspace));
        again.show();
        again.chooseData(own);
        QTRY_VERIFY_WITH_TIMEOUT(shownImages(again) != nullptr, longWait);
        QTRY_VERIFY(find<MessageBar>(again, "messageBar")->count() > 0);
        QVERIFY(shownImages(again)->pixels.empty());
    }

    void arraysWithoutImagesAreMappedLabelledAndProbed() {
        const QString workspace = folder_.filePath(QStringLiteral("arrays"));
        constexpr std::int64_t n = 60;
        Matrix embeddings(n, 6);
        for (std::int64_t i = 0; i < n; ++i)
            for (std::int64_t d = 0; d < 6; ++d)
                embeddings.at(i, d) = static_cast<float>((i % 3 == d ? 8 : 0) + (i * 7 + d * 5) % 11 * 0.1);
        const auto array = folder_.filePath(QStringLiteral("e.npy")).toStdString();
        const auto table = folder_.filePath(QStringLiteral("e.csv")).toStdString();
        io::writeNpy(array, embeddings);
        {
            std::ofstream csv(table);
            csv << "class,site\n";
            for (int i = 0; i < n; ++i) csv << "kind " << i % 3 << ",site " << i % 4 << "\n";
        }
        jobs::ImportEmbeddingsSpec spec;
        spec.workspace = workspace.toStdString();
        spec.embeddings = array;
        spec.table = table;
        std::string run, other;
        finish(jobs::makeImportEmbeddingsJob(spec, &run));
        spec.name = "again";
        finish(jobs::makeImportEmbeddingsJob(spec, &other));
        project(workspace, run);
        project(workspace, other);

        MainWindow window;
        QVERIFY(window.openWorkspace(workspace));
        window.show();
        auto* map = find<MapArea>(window, "map");
        QTRY_COMPARE_WITH_TIMEOUT(window.controller()->runs()->rowCount(), 2, longWait);
        window.controller()->showRuns({QString::fromStdString(run), QString::fromStdString(other)});
        // The same labels: two runs of the same data, linked.
        QTRY_COMPARE_WITH_TIMEOUT(map->runs().size(), 2, longWait);
        for (const char* column : {"class", "site", "distortion", "class purity", "agreement"})
            QTRY_VERIFY2_WITH_TIMEOUT(map->colourChoices().contains(QLatin1String(column)), column, longWait);
        auto* canvas = map->findChildren<MapCanvas*>().first();
        QCOMPARE(canvas->note(), QStringLiteral("images not at hand"));
        map->setColourBy(QStringLiteral("site"));
        map->activate(5);
        const CardContent& card = map->findChild<HoverCard*>()->content();
        QCOMPARE(card.title, QStringLiteral("kind 2"));
        QVERIFY(card.image.isNull());
        QCOMPARE(find<MessageBar>(window, "messageBar")->count(), 0);

        // One encoder under another seed: the null against which the maps of two are judged.
        jobs::ProjectSpec seed;
        seed.workspace = workspace.toStdString();
        seed.run = run;
        seed.options.perplexity = 5;
        seed.options.earlyIterations = 30;
        seed.options.iterations = 60;
        seed.options.seed = 1;
        seed.frames = false;
        finish(jobs::makeProjectJob(seed));
        const QString first = QString::fromStdString(run);
        const QString stem = QString::fromStdString(jobs::mapStem(seed));
        const auto offered = [&] {
            const auto summary = window.controller()->runs()->summary(first);
            return std::count(summary->maps.begin(), summary->maps.end(), stem.toStdString()) == 1;
        };
        window.controller()->refresh();
        QTRY_VERIFY_WITH_TIMEOUT(offered(), longWait);
        emit map->besideRequested(first, stem, true);
        QTRY_COMPARE_WITH_TIMEOUT(map->runs().size(), 3, longWait);
        const auto canvases = map->findChildren<MapCanvas*>();
        QVERIFY(canvases.last()->title().endsWith(stem));
        QCOMPARE(canvases.last()->scene()->index->size(), n);
        map->setSelection({4, 5});
        for (const MapCanvas* each : canvases) QCOMPARE(each->scene()->layerCounts[2], 2);
        map->setDisplacementVisible(true);
        map->grab();
        QVERIFY(canvases.last()->scene()->lines && canvases.last()->scene()->lines->size() == 2);
        emit map->besideRequested(first, stem, false);
        QTRY_COMPARE_WITH_TIMEOUT(map->runs().size(), 2, longWait);
        map->clearSelection();

        // A label made by hand, and its probe in the comparison.
        auto* protocols = find<QComboBox>(window, "protocolSwitch");
        QCOMPARE(protocols->count(), 2);
        QVector<qint64> low;
        for (qint64 i = 0; i < 30; ++i) low.append(i);
        window.controller()->labelImages(QStringLiteral("my half"), QStringLiteral("low"),
                                         QStringLiteral("high"), low, n, true);
        QCOMPARE(window.controller()->comparedLabel(), QStringLiteral("my half"));
        QTRY_VERIFY_WITH_TIMEOUT(!window.controller()->busy(), longWait);
        const auto probed = [&] {
            const auto& rows = window.controller()->comparison().rows;
            return rows.size() == 2 && rows[0].probe && rows[1].probe;
        };
        QTRY_VERIFY_WITH_TIMEOUT(probed(), longWait);
        const ComparisonTable& compared = window.controller()->comparison();
        QCOMPARE(compared.rows[0].probe->label, std::string("my half"));
        QCOMPARE(compared.rows[0].probe->classCount, 2);
        QTRY_COMPARE(protocols->count(), 3);
        QCOMPARE(protocols->currentText(), QStringLiteral("notebook · my half"));
        QVERIFY(find<QLabel>(window, "comparisonHow")->text().contains(QStringLiteral("my half")));
        QVERIFY(toTsv(compared).contains(QStringLiteral("notebook · my half")));
        protocols->setCurrentIndex(1);
        QCOMPARE(window.controller()->comparison().label, std::string("class"));
        QTRY_VERIFY(map->colourChoices().contains(QStringLiteral("my half")));
    }

  private:
    QTemporaryDir folder_;
};

QTEST_MAIN(TestWindowData)
#include "test_window_data.moc"
