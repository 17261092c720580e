// `selfsight render` as the program calls it, on a workspace made here.
#include "eval/evaluation_json.h"
#include "store/evaluation.h"
#include "store/workspace.h"
#include "support/synthetic_maps.h"
#include "ui/export/render.h"
#include "ui/pdf_text.h"

#include <QFile>
#include <QFileInfo>
#include <QImage>
#include <QTemporaryDir>
#include <QTest>
#include <cmath>
#include <vector>

using namespace selfsight;

namespace {

QByteArray contentOf(const QString& path) {
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

// Without the lines of provenance.
QStringList rowsOf(const QString& path) {
    QStringList rows;
    for (const QString& line : QString::fromUtf8(contentOf(path)).split(u'\n', Qt::SkipEmptyParts))
        if (!line.startsWith(u'#')) rows << line;
    return rows;
}

// Twelve test images in four classes of two superclasses; `hits` of them are told apart by the probe, the
// others are taken for the next class.
void giveResults(store::RunFolder& run, int hits) {
    store::EmbeddingInfo info;
    info.labels = {{"class", {"apple", "pear", "cat", "dog"}, {}}, {"superclass", {"fruit", "beast"}, {}}};
    eval::ProbeResult probe;
    probe.protocol = "standard";
    probe.extraction = info.extraction = "eval";
    probe.accuracy = hits / 12.0;
    probe.interval = {probe.accuracy - 0.125, probe.accuracy + 0.0625};
    probe.fitCount = 48;
    probe.testCount = 12;
    probe.classCount = 4;
    probe.chance = 0.25;
    for (std::int64_t i = 0; i < 12; ++i) {
        info.labels[0].values.push_back(i % 4);
        info.labels[1].values.push_back(i % 4 / 2);
        probe.testIndices.push_back(i);
        probe.truth.push_back(i % 4);
        probe.predicted.push_back(i < hits ? i % 4 : (i + 1) % 4);
    }
    Matrix embeddings(12, 2);
    for (std::size_t i = 0; i < embeddings.values.size(); ++i) embeddings.values[i] = static_cast<float>(i);
    run.writeEmbeddings("test", embeddings, info);
    run.writeProbe(probe);
    std::vector<eval::LabelEfficiency> efficiency;
    for (const std::int64_t perClass : {1, 5, -1}) {
        eval::LabelEfficiency point;
        point.perClass = perClass;
        point.fitCount = perClass < 0 ? 48 : 4 * perClass;
        point.accuracies = {0.3, 0.5};
        point.accuracy = {0.4, 0.3125, 0.5};
        efficiency.push_back(point);
    }
    store::writeEvaluation(run.path(), store::kEfficiency, {"eval", -1}, eval::toJson(efficiency));
}

}  // namespace

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

        const QString early = folder_.filePath(QStringLiteral("early.pdf"));
        QCOMPARE(render({"report", "-o", early}), 3);  // no comparison here yet
        QVERIFY(!QFile::exists(early));
        store::Comparison comparison;
        for (const auto& [method, hits] : {std::pair{"supervised", 9}, std::pair{"simsiam", 6}}) {
            store::RunRecord other;
            other.method = method;
            other.dataKind = "demo";
            other.state = RunState::Succeeded;
            store::RunFolder folder = workspace.createRun(other);
            giveResults(folder, hits);
            comparison.runs.push_back(folder.record().id);
        }
        workspace.writeComparison(comparison);
        comparison_ = QString::fromStdString(comparison.id);
        probed_ = QString::fromStdString(comparison.runs[0]);
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

    void figuresOfAComparisonAreWrittenInEveryForm() {
        struct Known {
            QStringList arguments;
            QStringList words;
            QStringList rows;  // of the table, its header first
        };
        const QString second = QStringLiteral("SimSiam");
        const Known known[] = {
            {{"accuracy", "--comparison", comparison_},
             {"Accuracy of the linear probe", "Supervised", second, "chance", "0.750", "0.500",
              "Multinomial"},
             {"encoder,runs,accuracy,low,high,chance,published",
              "Supervised," + probed_ + ",0.75,0.625,0.8125,0.25,"}},
            {{"confusion", "--run", probed_},
             {"What Supervised takes for what", "apple", "dog", "protocol standard, 12 images"},
             {"truth,predicted,images,share", "apple,apple,3,1", "pear,cat,1,0.333333333"}},
            {{"confusion", "--run", probed_, "--by", "superclass"},
             {"fruit", "beast"},
             {"truth,predicted,images,share"}},
            {{"efficiency", "--comparison", comparison_},
             {"Accuracy against labelled images", "labelled images per class", second},
             {"run,encoder,images_per_class,fitted_on,accuracy,low,high",
              probed_ + ",Supervised,1,4,0.4,0.3125,0.5"}}};
        int number = 0;
        for (const Known& each : known) {
            const auto path = [&](const char* ending) {
                return folder_.filePath(QStringLiteral("figure%1.%2").arg(number).arg(QLatin1String(ending)));
            };
            ++number;
            for (const char* ending : {"png", "svg", "pdf", "csv"}) {
                QStringList arguments{"plot"};
                arguments << each.arguments << "-o" << path(ending);
                QCOMPARE(render(arguments), 0);
            }
            const QImage picture(path("png"));
            QVERIFY(picture.width() > 400 && picture.height() > 150);
            QCOMPARE(qRound(picture.dotsPerMeterX() * 0.0254), 192);
            QCOMPARE(picture.text(QStringLiteral("run 1")), probed_);
            const QString pdf = test::textOfPdf(path("pdf"));
            const QString svg = QString::fromUtf8(contentOf(path("svg")));
            for (const QString& word : each.words) {
                QVERIFY2(pdf.contains(word), qPrintable(word + QStringLiteral(" in ") + pdf));
                QVERIFY2(svg.contains(word), qPrintable(word));
            }
            QVERIFY(svg.contains(probed_));
            const QStringList rows = rowsOf(path("csv"));
            for (const QString& row : each.rows)
                QVERIFY2(rows.contains(row), qPrintable(row + QStringLiteral(" in\n") + rows.join(u'\n')));
            QCOMPARE(rows.front(), each.rows.front());
        }
    }

    // What is not there is said together with the command that makes it; nothing is written.
    void figuresThatCannotBeDrawnAreRefused() {
        const QString out = folder_.filePath(QStringLiteral("none.svg"));
        QCOMPARE(render({"plot", "accuracy", "--run", id_, "-o", out}), 3);    // never probed
        QCOMPARE(render({"plot", "efficiency", "--run", id_, "-o", out}), 3);  // nor measured
        QCOMPARE(render({"plot", "accuracy", "--run", probed_, "--protocol", "notebook", "-o", out}), 3);
        QCOMPARE(render({"plot", "accuracy", "--run", probed_, "--label", "colour", "-o", out}), 3);
        QCOMPARE(render({"plot", "confusion", "--comparison", comparison_, "-o", out}),
                 2);  // one run at a time
        QCOMPARE(render({"plot", "confusion", "--run", probed_, "--by", "colour", "-o", out}), 2);
        QCOMPARE(render({"plot", "pie", "--run", probed_, "-o", out}), 2);
        QCOMPARE(render({"plot", "accuracy", "--run", probed_, "--metric", "loss", "-o", out}), 2);
        QCOMPARE(render({"plot", "accuracy", "-o", out}), 2);
        QCOMPARE(render({"plot", "accuracy", "--run", probed_, "--comparison", comparison_, "-o", out}), 2);
        QCOMPARE(render({"plot", "accuracy", "--comparison", "nobody", "-o", out}), 2);
        QVERIFY(!QFile::exists(out));
        QCOMPARE(render({"plot", "accuracy", "--run", probed_, "-o",
                         folder_.filePath(QStringLiteral("none.bmp"))}),
                 2);
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
    QString id_, comparison_, probed_;
};

QTEST_APPLESS_MAIN(TestRender)
#include "test_render.moc"
