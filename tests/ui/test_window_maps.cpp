// Which map is shown, and maps through training that are made afterwards.
#include "ui/controller/map_choice.h"
#include "ui/map/map_area.h"
#include "ui/map/time_bar.h"
#include "ui/window_fixture.h"

using namespace selfsight;
using namespace selfsight::ui;
using test::find;

namespace {

constexpr int longWait = 300000;

std::shared_ptr<const RunSummary> runWith(std::vector<std::string> maps) {
    auto run = std::make_shared<RunSummary>();
    run->maps = std::move(maps);
    return run;
}

QStringList keysOf(const QVector<MapChoice>& choices) {
    QStringList keys;
    for (const MapChoice& choice : choices) keys.push_back(choice.key);
    return keys;
}

}  // namespace

class TestWindowMaps : public QObject {
    Q_OBJECT

  private slots:
    void initTestCase() { test::isolateSettings(folder_); }

    void stemsAreSaidInWords_data() {
        QTest::addColumn<QString>("stem");
        QTest::addColumn<QString>("label");
        QTest::addColumn<bool>("canBeMade");
        QTest::newRow("method") << "tsne" << "t-SNE" << true;
        QTest::newRow("tsne") << "tsne-p50-s3" << "t-SNE, perplexity 50, seed 3" << true;
        QTest::newRow("umap") << "umap-n15-d0.1-s0" << "UMAP, 15 neighbours, min. distance 0.1, seed 0"
                              << true;
        QTest::newRow("tied") << "tsne-p30-s0-tied0.01-0f3a9b12"
                              << "t-SNE, perplexity 30, seed 0, tied (0.01)" << false;
        QTest::newRow("warm") << "tsne-p30-s0-0badcafe-from-0f3a9b12"
                              << "t-SNE, perplexity 30, seed 0, warm-started, other options (0badcafe)"
                              << false;
        QTest::newRow("lda") << "lda-fit-train" << "LDA, fitted on train" << false;
        QTest::newRow("foreign") << "tsne-made by hand" << "t-SNE, other options (made by hand)" << true;
    }
    void stemsAreSaidInWords() {
        QFETCH(QString, stem);
        QFETCH(QString, label);
        QFETCH(bool, canBeMade);
        QCOMPARE(mapChoiceLabel(stem), label);
        QCOMPARE(ui::canBeMade(stem), canBeMade);
    }

    void stemsAreThoseThatTheEngineWrites() {
        map::MapOptions options;
        options.perplexity = 12.5;
        options.seed = 4;
        QCOMPARE(mapChoiceLabel(QString::fromStdString(options.fileStem())),
                 QStringLiteral("t-SNE, perplexity 12.5, seed 4"));
        options.iterations = 100;
        QVERIFY(mapChoiceLabel(QString::fromStdString(options.fileStem())).contains("other options ("));
        jobs::JointSpec joint;
        joint.runs = {"a", "b"};
        QCOMPARE(mapChoiceLabel(QString::fromStdString(jobs::mapStem(joint))),
                 QStringLiteral("t-SNE, perplexity 30, seed 0, tied (0.01)"));
        jobs::ProjectSpec warm;
        warm.start = "other/tsne-p30-s0";
        QVERIFY(mapChoiceLabel(QString::fromStdString(jobs::mapStem(warm))).endsWith(", warm-started"));
    }

    void theChoiceListsWhatIsThere() {
        const auto plain = runWith({"tsne-p30-s0", "pca"});
        QCOMPARE(keysOf(mapChoices({plain})), (QStringList{"tsne", "umap", "pca"}));
        const auto more = runWith({"pca", "tsne-p30-s0", "tsne-p5-s0", "train-on-tsne-p30-s0", "lda"});
        QCOMPARE(keysOf(mapChoices({plain, more})),
                 (QStringList{"tsne", "umap", "pca", "lda", "tsne-p30-s0", "tsne-p5-s0"}));
        QCOMPARE(mapStemOf(*more, "tsne-p30-s0").value(), std::string("tsne-p30-s0"));
        QVERIFY(!mapStemOf(*plain, "tsne-p5-s0"));
        QVERIFY(!mapStemOf(*plain, "umap"));
        QCOMPARE(mapStemOf(*runWith({"tsne-p30-s0-tied0.01-0f3a9b12", "tsne-p30-s0"}), "tsne").value(),
                 std::string("tsne-p30-s0"));
    }

    void anotherMapIsChosenAndMomentsAreMapped() {
        MainWindow window;
        window.openWorkspace(folder_.filePath("workspace"));
        window.show();
        Controller* controller = window.controller();
        Setup setup;
        setup.data = "demo:train=200,test=120";
        setup.method = "byol";
        setup.overrides = {{"encoder.width", "0.0625"},
                           {"train.batch_size", "50"},
                           {"train.snapshot_every", "1"},
                           {"train.precision", "float32"}};
        setup.budget = {methods::Budget::Kind::Epochs, 3};
        QVERIFY(controller->start(setup));
        QTRY_VERIFY(controller->activity().active);
        QTRY_VERIFY_WITH_TIMEOUT(!controller->busy(), longWait);
        QTRY_COMPARE(controller->runs()->rowCount(), 1);
        const QString id = controller->runs()->idAt(0);
        QTRY_VERIFY(controller->runs()->summary(id)->snapshots);

        const auto project = [&](double perplexity) {
            jobs::ProjectSpec spec;
            spec.workspace = controller->workspace().toStdString();
            spec.run = id.toStdString();
            spec.options.perplexity = perplexity;
            spec.options.iterations = 100;
            controller->addJob("map", [spec] { return jobs::makeProjectJob(spec); });
        };
        project(10);
        project(20);
        controller->mapThroughTraining(id);
        QTRY_VERIFY_WITH_TIMEOUT(!controller->busy(), longWait);
        auto* box = find<QComboBox>(window, "mapMethod");
        // Two maps by name, a line between them and the three methods.
        QTRY_COMPARE(box->count(), 6);
        auto* map = find<MapArea>(window, "map");
        QTRY_COMPARE(map->runs(), QStringList{id});
        auto* time = find<TimeBar>(window, "timeBar");
        QTRY_VERIFY(time->count() >= 3);
        const int at = box->findText("perplexity 20", Qt::MatchContains);
        QVERIFY(at > 0);
        box->setCurrentIndex(at);
        QCOMPARE(controller->mapMethod(), box->itemData(at).toString());
        QVERIFY(controller->results()->missingMaps().isEmpty());
        QTRY_COMPARE(map->runs(), QStringList{id});
    }

  private:
    QTemporaryDir folder_;
};

QTEST_MAIN(TestWindowMaps)
#include "test_window_maps.moc"
