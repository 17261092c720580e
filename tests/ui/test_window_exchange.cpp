// Weights, embeddings and data from elsewhere come in through the window; everything that leaves it is read
// back.
#include "io/file.h"
#include "io/npy.h"
#include "io/weights_file.h"
#include "store/python_snippet.h"
#include "ui/dialogs/file_dialog.h"
#include "ui/map/map_area.h"
#include "ui/map/map_canvas.h"
#include "ui/panels/message_bar.h"
#include "ui/panels/runs_panel.h"
#include "ui/pdf_text.h"
#include "ui/window_fixture.h"

#include <QClipboard>
#include <QDesktopServices>
#include <QDialog>
#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QLabel>
#include <QMenu>
#include <QPushButton>
#include <QTabWidget>
#include <QTimer>
#include <QUrl>
#include <algorithm>
#include <fstream>
#include <map>

using namespace selfsight;
using namespace selfsight::ui;
using test::find;

namespace {

constexpr int longWait = 30000;
const QString fixtures = QStringLiteral(SELFSIGHT_TEST_DATA "/nn/");

QByteArray contentOf(const QString& path) {
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

// Fills and accepts the dialog that the next step opens.
void answerDialog(const std::function<void(QDialog&)>& fill) {
    QTimer::singleShot(0, qApp, [fill] {
        auto* dialog = qobject_cast<QDialog*>(QApplication::activeModalWidget());
        if (!dialog) qFatal("no dialog is open");
        fill(*dialog);
        find<QPushButton>(*dialog, "importAccept")->click();
    });
}

// Chooses from the context menu of a view.
void chooseFrom(QWidget* view, const char* action) {
    QTimer::singleShot(0, qApp, [action] {
        auto* menu = qobject_cast<QMenu*>(QApplication::activePopupWidget());
        if (!menu) qFatal("no menu is open");
        find<QAction>(*menu, action)->trigger();
        menu->close();
    });
    emit view->customContextMenuRequested(view->rect().center());
}

// What is being read in the background may enable it in a moment.
void choose(MainWindow& window, const char* action) {
    QTRY_VERIFY2_WITH_TIMEOUT(find<QAction>(window, action)->isEnabled(), action, longWait);
    test::trigger(window, action);
}

}  // namespace

class TestWindowExchange : public QObject {
    Q_OBJECT

  public slots:
    void keepUrl(const QUrl& url) { opened_ = url; }

  private slots:
    void initTestCase() {
        QVERIFY(folder_.isValid());
        test::isolateSettings(folder_);
        qApp->setProperty("selfsight.reducedMotion", true);
        QDesktopServices::setUrlHandler(QStringLiteral("file"), this, "keepUrl");
        workspace_ = folder_.filePath(QStringLiteral("lab"));
    }

    // A checkpoint of Lightning and byol-pytorch, trained (tests/nn/make_foreign_fixture.py).
    void aCheckpointIsImportedProbedAndMapped() {
        MainWindow window;
        QVERIFY(window.openWorkspace(workspace_));
        window.show();
        const auto import = [&](const char* method, const char* name) {
            file_dialog::answerNext(fixtures + QStringLiteral("byol.ckpt"));
            answerDialog([&](QDialog& dialog) {
                find<QLineEdit>(dialog, "importName")->setText(QLatin1String(name));
                find<QLineEdit>(dialog, "importData")->setText(fixtures + QStringLiteral("byol.npz"));
                auto* trained = find<QComboBox>(dialog, "importMethod");
                trained->setCurrentIndex(trained->findData(QLatin1String(method)));
            });
            choose(window, "actionImportWeights");
            waitForJobs(window);
        };
        import("byol", "the notebook's");
        import("imported", "a friend's");
        // What did not match is said: the file's classifier is of ten classes, the data have three.
        QTRY_COMPARE(find<MessageBar>(window, "messageBar")->count(), 2);
        QVERIFY(find<QLabel>(window, "messageText")->text().contains(QStringLiteral("10 classes")));
        find<MessageBar>(window, "messageBar")->clear();
        QTRY_COMPARE_WITH_TIMEOUT(window.controller()->runs()->rowCount(), 2, longWait);
        QStringList ids;
        for (const auto& run : window.controller()->snapshot()->runs)
            ids << QString::fromStdString(run->record.id);
        run_ = ids.front();
        const auto folder = (workspace_ + QStringLiteral("/runs/") + run_).toStdString();
        const Matrix expected = io::readMatrix((fixtures + QStringLiteral("byol.npy")).toStdString());
        const Matrix found = io::readMatrix(folder + "/embeddings/test.npy");
        QCOMPARE(found.values.size(), expected.values.size());
        for (std::size_t i = 0; i < found.values.size(); ++i)
            QVERIFY(std::abs(found.values[i] - expected.values[i]) < 1e-5f * 10);

        window.controller()->showRuns(ids);
        auto* protocols = find<QComboBox>(window, "protocolSwitch");
        protocols->setCurrentIndex(protocols->findText(QStringLiteral("standard")));
        QTRY_VERIFY_WITH_TIMEOUT(!find<QPushButton>(window, "probeMissing")->isHidden(), longWait);
        find<QPushButton>(window, "probeMissing")->click();
        waitForJobs(window);
        const auto probed = [&] {
            const auto& bars = window.controller()->comparison().bars;
            return bars.size() == 2 && bars[0].known && bars[1].known;
        };
        QTRY_VERIFY_WITH_TIMEOUT(probed(), longWait);
        const ComparisonTable& table = window.controller()->comparison();
        QCOMPARE(table.bars[0].label, QStringLiteral("BYOL"));
        QCOMPARE(table.bars[1].label, QStringLiteral("a friend's"));
        QVERIFY(table.bars[0].accuracy > 0.5);
        QCOMPARE(table.bars[0].accuracy, table.bars[1].accuracy);
        // Accuracy by class and label efficiency, too.
        find<QTabWidget>(window, "evaluationTabs")->setCurrentIndex(3);
        QTRY_VERIFY_WITH_TIMEOUT(!find<QPushButton>(window, "measureMissing")->isHidden(), longWait);
        find<QPushButton>(window, "measureMissing")->click();
        waitForJobs(window);

        auto* methods = find<QComboBox>(window, "mapMethod");
        methods->setCurrentIndex(methods->findData(QStringLiteral("pca")));
        choose(window, "actionComputeMaps");
        waitForJobs(window);
        auto* map = find<MapArea>(window, "map");
        QTRY_COMPARE_WITH_TIMEOUT(map->runs().size(), 2, longWait);
        QTRY_VERIFY_WITH_TIMEOUT(map->colourChoices().contains(QStringLiteral("class")), longWait);
        QCOMPARE(find<MessageBar>(window, "messageBar")->count(), 0);
    }

    void weightsLeaveInEveryForm() {
        MainWindow window;
        open(window);
        std::map<QString, std::vector<std::uint8_t>> first;
        for (const char* ending : {"safetensors", "pt", "onnx", "py"}) {
            const QString path = folder_.filePath(QStringLiteral("encoder.") + QLatin1String(ending));
            file_dialog::answerNext(path);
            choose(window, "actionExportWeights");
            waitForJobs(window);
            QVERIFY2(QFileInfo(path).size() > 1000, ending);
        }
        const auto read = [&](const char* ending) {
            auto file = io::readWeightsFile(
                folder_.filePath(QStringLiteral("encoder.") + QLatin1String(ending)).toStdString());
            std::sort(file.tensors.begin(), file.tensors.end(),
                      [](const auto& a, const auto& b) { return a.name < b.name; });
            return file.tensors;
        };
        const auto safetensors = read("safetensors"), pytorch = read("pt");
        const auto original = io::readWeightsFile((fixtures + QStringLiteral("byol.ckpt")).toStdString());
        QCOMPARE(safetensors.size(), std::size_t{79});
        QCOMPARE(pytorch.size(), safetensors.size());
        for (std::size_t i = 0; i < pytorch.size(); ++i) {
            QCOMPARE(pytorch[i].name, safetensors[i].name);
            QVERIFY(pytorch[i].bytes == safetensors[i].bytes);
            const auto from =
                std::find_if(original.tensors.begin(), original.tensors.end(), [&](const auto& tensor) {
                    return tensor.name == "learner.online_encoder.net." + pytorch[i].name;
                });
            QVERIFY(from != original.tensors.end());
            if (!pytorch[i].name.starts_with("fc."))
                QVERIFY2(from->bytes == pytorch[i].bytes, from->name.c_str());
        }
        QVERIFY(contentOf(folder_.filePath(QStringLiteral("encoder.py"))).contains("class Encoder"));
        choose(window, "actionCopySnippet");
        const QString snippet = QApplication::clipboard()->text();
        QVERIFY(snippet.contains(QStringLiteral("load_state_dict")));
        QVERIFY(snippet.contains(run_ + QStringLiteral(".safetensors")));
        // A name without a known ending is said to be one, and nothing is written.
        file_dialog::answerNext(folder_.filePath(QStringLiteral("encoder.doc")));
        choose(window, "actionExportWeights");
        QCOMPARE(find<MessageBar>(window, "messageBar")->count(), 1);
        QVERIFY(!QFile::exists(folder_.filePath(QStringLiteral("encoder.doc"))));
    }

    void resultsLeaveInEveryForm() {
        MainWindow window;
        open(window);
        const std::map<const char*, std::pair<QString, QStringList>> forms{
            {"actionExportCsv",
             {QStringLiteral("csv"), {QStringLiteral("embeddings.csv"), QStringLiteral("neighbours.csv")}}},
            {"actionExportNpy",
             {QStringLiteral("npy"), {QStringLiteral("embeddings.npy"), QStringLiteral("class.npy")}}},
            {"actionExportProjector",
             {QStringLiteral("tensorboard-projector"),
              {QStringLiteral("projector_config.pbtxt"), QStringLiteral("metadata.tsv"),
               QStringLiteral("sprite.png")}}}};
        for (const auto& [action, form] : forms) {
            file_dialog::answerNext(folder_.path());
            choose(window, action);
            waitForJobs(window);
            for (const QString& file : form.second) {
                const QString path =
                    folder_.filePath(run_ + QLatin1Char('-') + form.first + QLatin1Char('/') + file);
                QVERIFY2(QFileInfo(path).size() > 0, qPrintable(path));
            }
        }
        QCOMPARE(find<MessageBar>(window, "messageBar")->count(), 0);
    }

    void everyFigureIsWrittenAndCopied() {
        MainWindow window;
        open(window);
        auto* map = find<MapArea>(window, "map");
        QTRY_COMPARE_WITH_TIMEOUT(map->runs().size(), 2, longWait);
        struct Known {
            const char* action;
            const char* name;
            const char* view;  // with the context menu
            QStringList words;
            int rows;  // of the table at least, with its header
        };
        const Known known[] = {{"actionExportMaps",
                                "maps",
                                "",
                                {QStringLiteral("PCA"), QStringLiteral("the notebook's"), QStringLiteral("a friend's")},
                                65},
                               {"actionExportBars",
                                "accuracies",
                                "barsView",
                                {QStringLiteral("Accuracy of the linear probe"), QStringLiteral("BYOL"),
                                 QStringLiteral("a friend's"), QStringLiteral("chance"),
                                 QStringLiteral("Wilson"), QStringLiteral("0.2")},
                                3},
                               {"actionExportConfusion",
                                "confusion",
                                "confusionView",
                                {QStringLiteral("What BYOL takes for what"), QStringLiteral("Rows:")},
                                4},
                               {"actionExportEfficiency",
                                "label-efficiency",
                                "efficiencyPlot",
                                {QStringLiteral("labelled images per class"),
                                 QStringLiteral("accuracy on test images"), QStringLiteral("a friend's")},
                                7}};
        for (const Known& each : known) {
            const auto path = [&](const char* ending) {
                return folder_.filePath(QLatin1String(each.name) + QLatin1Char('.') + QLatin1String(ending));
            };
            QTRY_VERIFY2_WITH_TIMEOUT(find<QAction>(window, each.action)->isEnabled(), each.action, longWait);
            for (const char* ending : {"png", "svg", "pdf", "csv"}) {
                file_dialog::answerNext(path(ending));
                choose(window, each.action);
                QVERIFY2(QFileInfo(path(ending)).size() > 0, qPrintable(path(ending)));
            }
            const QImage picture(path("png"));
            QVERIFY2(picture.width() > 400 && picture.height() > 150, each.name);
            QCOMPARE(qRound(picture.dotsPerMeterX() * 0.0254), 192);
            QVERIFY2(picture.text(QStringLiteral("run 1")) == run_, each.name);
            const QString pdf = test::textOfPdf(path("pdf"));
            const QString svg = QString::fromUtf8(contentOf(path("svg")));
            for (const QString& word : each.words) {
                QVERIFY2(pdf.contains(word), qPrintable(word + QStringLiteral(" in ") + pdf));
                QVERIFY2(svg.contains(word) || svg.contains(word.toHtmlEscaped()), qPrintable(word));
            }
            QVERIFY(svg.contains(run_));
            int rows = 0;
            for (const QByteArray& line : contentOf(path("csv")).split('\n'))
                rows += !line.isEmpty() && line[0] != '#';
            QVERIFY2(rows >= each.rows,
                     qPrintable(QStringLiteral("%1: %2 rows").arg(QLatin1String(each.name)).arg(rows)));
            QWidget* view =
                *each.view ? find<QWidget>(window, each.view) : map->findChildren<MapCanvas*>().first();
            QApplication::clipboard()->clear();
            chooseFrom(view, "figureCopy");
            QVERIFY2(!QApplication::clipboard()->image().isNull(), each.name);
            const QString chosen = path("menu.svg");
            file_dialog::answerNext(chosen);
            chooseFrom(view, "figureSvg");
            QVERIFY2(contentOf(chosen).contains("</svg>"), each.name);
        }
        // All at once, under one scheme of names.
        const QString target = folder_.filePath(QStringLiteral("everything"));
        QVERIFY(QDir().mkpath(target));
        file_dialog::answerNext(target);
        choose(window, "actionExportAll");
        QStringList wanted{QStringLiteral("lab_comparison.tsv"), QStringLiteral("lab_comparison.md")};
        for (const QString& name : {QStringLiteral("maps-pca"), QStringLiteral("accuracies"),
                                    QStringLiteral("label-efficiency"), QStringLiteral("confusion-") + run_})
            for (const char* ending : {"png", "svg", "pdf", "csv"})
                wanted << QStringLiteral("lab_%1.%2").arg(name, QLatin1String(ending));
        for (const QString& name : wanted)
            QVERIFY2(QFileInfo(target + QLatin1Char('/') + name).size() > 0, qPrintable(name));
        QCOMPARE(find<MessageBar>(window, "messageBar")->count(), 0);
    }

    void aReportOfWhatIsShownIsWrittenOpenedAndPrinted() {
        MainWindow window;
        open(window);
        choose(window, "actionReport");
        QTRY_VERIFY_WITH_TIMEOUT(!opened_.isEmpty(), longWait);
        const QString page = QString::fromUtf8(contentOf(opened_.toLocalFile()));
        QVERIFY(page.contains(QStringLiteral("a friend&#39;s")) ||
                page.contains(QStringLiteral("a friend's")));
        QVERIFY(page.contains(run_));
        const QString pdf = folder_.filePath(QStringLiteral("report.pdf"));
        file_dialog::answerNext(pdf);
        choose(window, "actionReportPdf");
        QTRY_VERIFY_WITH_TIMEOUT(QFile::exists(pdf), longWait);
        QVERIFY(test::textOfPdf(pdf).contains(run_.left(15)));  // the rest of it may stand in the next line
    }

    void embeddingsMadeElsewhereOpen() {
        MainWindow window;
        const QString lab = folder_.filePath(QStringLiteral("foreign"));
        QVERIFY(window.openWorkspace(lab));
        window.show();
        const auto file = [&](const char* name) { return folder_.filePath(QLatin1String(name)); };
        {
            std::ofstream(file("names.txt").toStdString()) << "cat\ndog\nhorse\n";
            std::ofstream table(file("attributes.csv").toStdString());
            table << "site,weight\n";
            for (int i = 0; i < 32; ++i) table << (i % 2 ? "north" : "south") << ',' << i << '\n';
            std::vector<std::int64_t> labels;
            for (int i = 0; i < 32; ++i) labels.push_back(i % 3);
            const auto tensor =
                io::makeTensor<std::int64_t>("y", {32}, std::span<const std::int64_t>(labels));
            io::writeNpy(file("y.npy").toStdString(), tensor);
        }
        file_dialog::answerNext(fixtures + QStringLiteral("byol.npy"));
        answerDialog([&](QDialog& dialog) {
            find<QPushButton>(dialog, "importScript")->click();
            find<QLineEdit>(dialog, "importName")->setText(QStringLiteral("made elsewhere"));
            find<QLineEdit>(dialog, "importLabels")->setText(file("y.npy"));
            find<QLineEdit>(dialog, "importNames")->setText(file("names.txt"));
            find<QLineEdit>(dialog, "importColumns")->setText(file("attributes.csv"));
            find<QLineEdit>(dialog, "importImages")->setText(fixtures + QStringLiteral("byol.npz"));
        });
        choose(window, "actionOpenEmbeddings");
        waitForJobs(window);
        QCOMPARE(QApplication::clipboard()->text(), QString::fromUtf8(store::kWriteRunSnippet));
        window.controller()->setProtocol(QStringLiteral("notebook"));
        QTRY_COMPARE_WITH_TIMEOUT(window.controller()->runs()->rowCount(), 1, longWait);
        const QString id = QString::fromStdString(window.controller()->snapshot()->runs.front()->record.id);
        window.controller()->showRuns({id});
        auto* methods = find<QComboBox>(window, "mapMethod");
        methods->setCurrentIndex(methods->findData(QStringLiteral("pca")));
        choose(window, "actionComputeMaps");
        waitForJobs(window);
        auto* map = find<MapArea>(window, "map");
        QTRY_COMPARE_WITH_TIMEOUT(map->runs().size(), 1, longWait);
        for (const char* column : {"class", "site", "weight"})
            QTRY_VERIFY2_WITH_TIMEOUT(map->colourChoices().contains(QLatin1String(column)), column, longWait);
        QTRY_VERIFY_WITH_TIMEOUT(!find<QPushButton>(window, "probeMissing")->isHidden(), longWait);
        find<QPushButton>(window, "probeMissing")->click();
        waitForJobs(window);
        QTRY_VERIFY_WITH_TIMEOUT(window.controller()->comparison().anyKnown(), longWait);
        QCOMPARE(window.controller()->comparison().bars[0].label, QStringLiteral("made elsewhere"));
        QCOMPARE(find<MessageBar>(window, "messageBar")->count(), 0);
    }

    void whatIsNoCheckpointIsSaid() {
        MainWindow window;
        QVERIFY(window.openWorkspace(folder_.filePath(QStringLiteral("refused"))));
        window.show();
        file_dialog::answerNext(fixtures + QStringLiteral("byol.npy"));
        answerDialog([](QDialog&) {});
        choose(window, "actionImportWeights");
        QTRY_VERIFY_WITH_TIMEOUT(find<MessageBar>(window, "messageBar")->count() > 0, longWait);
        QCOMPARE(window.controller()->runs()->rowCount(), 0);
    }

  private:
    void waitForJobs(MainWindow& window) {
        QTRY_VERIFY_WITH_TIMEOUT(!window.controller()->busy(), longWait);
        window.controller()->refresh();
    }
    // The workspace of the first test, both runs shown under the standard protocol and as PCA, the first one
    // chosen.
    void open(MainWindow& window) {
        QVERIFY(!run_.isEmpty());
        QVERIFY(window.openWorkspace(workspace_));
        window.show();
        QTRY_COMPARE_WITH_TIMEOUT(window.controller()->runs()->rowCount(), 2, longWait);
        QStringList ids;
        for (const auto& run : window.controller()->snapshot()->runs)
            ids << QString::fromStdString(run->record.id);
        window.controller()->showRuns(ids);
        // Both have been probed under it: it heads the comparison without being asked for.
        QCOMPARE(window.controller()->protocol(), QStringLiteral("standard"));
        window.controller()->setMapMethod(QStringLiteral("pca"));
        find<RunsPanel>(window, "runsPanel")->setCurrentRun(run_);
    }

    QTemporaryDir folder_;
    QString workspace_, run_;
    QUrl opened_;
};

QTEST_MAIN(TestWindowExchange)
#include "test_window_exchange.moc"
