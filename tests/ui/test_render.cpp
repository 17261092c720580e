// `selfsight render` as the program calls it, on a workspace made here.
#include "store/workspace.h"
#include "support/synthetic_maps.h"
#include "ui/export/render.h"

#include <QFile>
#include <QImage>
#include <QTemporaryDir>
#include <QTest>
#include <cmath>
#include <vector>

using namespace selfsight;

class TestRender : public QObject {
    Q_OBJECT

  private slots:
    void initTestCase() {
        QVERIFY(folder_.isValid());
        store::Workspace workspace(folder_.path().toStdString());
        store::RunRecord record;
        record.method = "byol";
        record.name = "BYOL";
        record.seed = 3;
        record.dataKind = "demo";
        record.recipeName = "quick";
        store::RunFolder run = workspace.createRun(record);
        id_ = QString::fromStdString(run.record().id);
        for (int i = 1; i <= 30; ++i) {
            event::Metrics metrics;
            metrics.step = 10 * i;
            metrics.epoch = 0.1 * i;
            metrics.imagesSeen = 640.0 * i;
            metrics.seconds = i;
            metrics.values = {{"train_loss", 2.0 / i}};
            run.appendMetrics(metrics);
        }
        map::MapResult map;
        map.points = *test::syntheticMap(100, 20, 0.1, 1);
        run.writeMap("tsne-p30-s0", map);
    }

    void plotsAndMapsAreWritten() {
        const QString plot = folder_.filePath(QStringLiteral("loss.png"));
        QCOMPARE(render({"plot", "--run", id_, "--smooth", "0.5", "-o", plot}), 0);
        QCOMPARE(QImage(plot).text(QStringLiteral("run")), id_);
        const QString map = folder_.filePath(QStringLiteral("map.svg"));
        QCOMPARE(render({"map", "--run", id_.left(id_.size() - 1), "-o", map}), 0);
        QFile file(map);
        QVERIFY(file.open(QIODevice::ReadOnly));
        QVERIFY(file.readAll().contains("seed 3"));
    }

    void resolutionIsTheCallers() {
        const QString small = folder_.filePath(QStringLiteral("small.png"));
        const QString large = folder_.filePath(QStringLiteral("large.png"));
        QCOMPARE(render({"plot", "--run", id_, "--dpi", "96", "-o", small}), 0);
        QCOMPARE(render({"plot", "--run", id_, "--dpi", "300", "-o", large}), 0);
        const QImage a(small), b(large);
        QVERIFY(std::abs(b.width() - a.width() * 300 / 96) <= 1);
        QCOMPARE(qRound(b.dotsPerMeterX() * 0.0254), 300);
        QCOMPARE(render({"plot", "--run", id_, "--dpi", "5", "-o", large}), 2);
    }

    void reportsAreWrittenForPaperAndScreen() {
        const QString pdf = folder_.filePath(QStringLiteral("report.pdf"));
        QCOMPARE(render({"report", "--run", id_, "--no-images", "-o", pdf}), 0);
        QFile file(pdf);
        QVERIFY(file.open(QIODevice::ReadOnly));
        const QByteArray bytes = file.readAll();
        QVERIFY(bytes.startsWith("%PDF-"));
        QVERIFY(bytes.size() > 10000);
        const QString page = folder_.filePath(QStringLiteral("report.html"));
        QCOMPARE(render({"report", "--run", id_, "--no-images", "-o", page}), 0);
        QVERIFY(QFile::exists(page));
        QCOMPARE(render({"report", "-o", pdf}), 3);  // no comparison here
        QCOMPARE(render({"report", "--run", id_, "-o", folder_.filePath(QStringLiteral("report.doc"))}), 2);
    }

    void mistakesHaveTheirExitCodes() {
        const QString out = folder_.filePath(QStringLiteral("none.png"));
        QCOMPARE(render({"plot", "--run", QStringLiteral("nobody"), "-o", out}), 2);
        QCOMPARE(render({"plot", "--run", id_, "--metric", "beauty", "-o", out}), 2);
        QCOMPARE(render({"plot", "--run", id_, "-o", folder_.filePath(QStringLiteral("none.bmp"))}), 2);
        QCOMPARE(render({"plot", "--run", id_, "-o", folder_.filePath(QStringLiteral("missing/none.png"))}),
                 4);
        QCOMPARE(render({"statue", "--run", id_, "-o", out}), 2);
        QVERIFY(!QFile::exists(out));
    }

  private:
    int render(const QStringList& arguments) {
        std::vector<QByteArray> words{"selfsight", "render"};
        for (const QString& argument : arguments) words.push_back(argument.toLocal8Bit());
        words.push_back("--workspace");
        words.push_back(folder_.path().toLocal8Bit());
        std::vector<char*> argv;
        for (QByteArray& word : words) argv.push_back(word.data());
        return ui::renderMain(static_cast<int>(argv.size()), argv.data());
    }

    QTemporaryDir folder_;
    QString id_;
};

QTEST_APPLESS_MAIN(TestRender)
#include "test_render.moc"
