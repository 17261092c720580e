// The real window, driven by object names: a comparison on a tiny demo and everything around it.
#include "store/workspace.h"
#include "ui/dialogs/file_dialog.h"
#include "ui/map/map_area.h"
#include "ui/panels/message_bar.h"
#include "ui/panels/runs_panel.h"
#include "ui/plots/curves_view.h"
#include "ui/window_fixture.h"

#include <QAbstractItemView>
#include <QAccessible>
#include <QDir>
#include <QDirIterator>
#include <QDockWidget>
#include <QFile>
#include <QImage>
#include <QLabel>
#include <QListView>
#include <QMenu>
#include <QMessageBox>
#include <QPushButton>
#include <QRegularExpression>
#include <QStackedWidget>
#include <QTabWidget>
#include <QTableView>
#include <QTimer>
#include <QToolButton>

using namespace selfsight;
using namespace selfsight::ui;
using test::find;
using test::trigger;

namespace {

constexpr int longWait = 300000;

int linesOf(const QString& path) {
    QFile file(path);
    if (!file.open(QIODevice::ReadOnly)) return 0;
    return static_cast<int>(file.readAll().count('\n'));
}

int knownBars(MainWindow& window) {
    int known = 0;
    for (const ComparisonBar& bar : window.controller()->comparison().bars) known += bar.known ? 1 : 0;
    return known;
}

RunState lastState(MainWindow& window) {
    RunsModel* runs = window.controller()->runs();
    return runs->rowCount() == 0 ? RunState::Queued : runs->state(runs->idAt(runs->rowCount() - 1));
}

}  // namespace

class TestWindow : public QObject {
    Q_OBJECT

  private slots:
    void initTestCase() {
        QVERIFY(folder_.isValid());
        test::isolateSettings(folder_);
        workspace_ = folder_.filePath("workspace");
        other_ = folder_.filePath("other");
    }

    void aNewWorkspaceWelcomesAndOffersTheDemo() {
        MainWindow window;
        window.openWorkspace(folder_.filePath("empty"));
        window.show();
        auto* pages = find<QStackedWidget>(window, "pages");
        QCOMPARE(pages->currentWidget()->objectName(), QStringLiteral("welcomePage"));
        QVERIFY(find<QPushButton>(window, "welcomeDemo")->isEnabled());
        QVERIFY(!find<QAction>(window, "actionStop")->isEnabled());
        QVERIFY(!find<QAction>(window, "actionReport")->isEnabled());
    }

    void everyControlHasANameATooltipAndAPlaceInTheTabOrder() {
        MainWindow window;
        for (const QWidget* widget : window.findChildren<QWidget*>()) {
            const bool control =
                qobject_cast<const QAbstractButton*>(widget) || qobject_cast<const QComboBox*>(widget) ||
                qobject_cast<const QLineEdit*>(widget) || qobject_cast<const QAbstractSpinBox*>(widget) ||
                qobject_cast<const QAbstractItemView*>(widget);
            // Parts of a control of Qt's own are described by that control.
            bool part = widget->objectName().startsWith("qt_") ||
                        qobject_cast<const QComboBox*>(widget->parentWidget()) ||
                        qobject_cast<const QAbstractSpinBox*>(widget->parentWidget()) ||
                        qobject_cast<const QLineEdit*>(widget->parentWidget());
            for (const QWidget* parent = widget->parentWidget(); parent; parent = parent->parentWidget()) {
                const QByteArray name = parent->metaObject()->className();
                part |= name == "QComboBoxPrivateContainer" || name == "QTabBar" || name == "QDockWidget"
                            ? name != "QDockWidget"
                            : false;
                part |= qobject_cast<const QAbstractItemView*>(parent) != nullptr;
            }
            if (!control || part) continue;
            const QString what = QStringLiteral("%1 \"%2\" in %3")
                                     .arg(widget->metaObject()->className(), widget->objectName(),
                                          widget->parentWidget()->objectName());
            QVERIFY2(!widget->objectName().isEmpty(), qPrintable(what));
            // What a screen reader says: the accessible name, or the text of a button.
            QAccessibleInterface* spoken =
                QAccessible::queryAccessibleInterface(const_cast<QWidget*>(widget));
            QVERIFY2(spoken && !spoken->text(QAccessible::Name).isEmpty(), qPrintable(what));
        }
    }

    void compareTrainsMapsAndProbesAllFour() {
        MainWindow window;
        window.openWorkspace(workspace_);
        window.show();
        // Of runs, points, classes, tests, images, legends and choices, through all that follows.
        const auto testers = test::testModels(window);
        QVERIFY2(testers.size() > 12, qPrintable(QString::number(testers.size())));
        test::setUpTiny(window, 2);
        trigger(window, "actionCompare");
        QTRY_VERIFY(window.controller()->activity().active);
        QVERIFY(find<QAction>(window, "actionStop")->isEnabled());
        QTRY_VERIFY_WITH_TIMEOUT(!window.controller()->busy(), longWait);
        const auto* messages = find<MessageBar>(window, "messageBar");
        QVERIFY2(messages->count() == 0 || window.controller()->runs()->rowCount() == 4,
                 qPrintable(find<QLabel>(window, "messageText")->text()));

        QTRY_COMPARE(window.controller()->runs()->rowCount(), 4);
        QTRY_COMPARE(knownBars(window), 4);
        auto* map = find<MapArea>(window, "map");
        QTRY_COMPARE(map->runs().size(), 4);
        QVERIFY(map->colourChoices().contains("class"));
        QTRY_VERIFY(find<QAction>(window, "actionReport")->isEnabled());
        const auto report = window.controller()->reportSpec();
        QVERIFY(!report.comparison.empty());
        QVERIFY(std::filesystem::exists(report.output));
        for (const QString& id : window.controller()->runs()->shown()) {
            const QDir run(workspace_ + "/runs/" + id);
            QVERIFY(run.exists("run.json"));
            QVERIFY(run.exists("embeddings/test.npy"));
            QVERIFY(run.exists("probes/notebook.json"));
        }
        // What lies beyond the headline was measured with it, and its tabs are filled.
        auto* tabs = find<QTabWidget>(window, "evaluationTabs");
        auto* tests = find<QTableView>(window, "pairedTests");
        QTRY_COMPARE(tests->model()->rowCount(), 6);
        tabs->setCurrentIndex(1);
        QTRY_VERIFY(find<QTableView>(window, "classesTable")->model()->rowCount() > 1);
        tabs->setCurrentIndex(2);
        QVERIFY(!find<QWidget>(window, "confusionView")->accessibleDescription().isEmpty());
        tabs->setCurrentIndex(0);
        // Three methods train; each has left rows that the curves can show.
        const QString csv = folder_.filePath("curves.csv");
        find<CurvesView>(window, "curves")->exportTo(csv);
        QVERIFY2(linesOf(csv) > 3, qPrintable(QString::number(linesOf(csv))));
    }

    void reopenedTheWorkspaceShowsTheSame() {
        MainWindow window;
        QVERIFY(window.openWorkspace(workspace_));
        window.show();
        QTRY_COMPARE(window.controller()->runs()->rowCount(), 4);
        QTRY_COMPARE(knownBars(window), 4);
        auto* map = find<MapArea>(window, "map");
        QTRY_COMPARE(map->runs().size(), 4);
        QTRY_VERIFY(map->colourChoices().contains("background"));
        QCOMPARE(find<QStackedWidget>(window, "pages")->currentWidget()->objectName(),
                 QStringLiteral("centre"));
        QCOMPARE(window.controller()->runs()->shown().size(), 4);
    }

    void aSelectionOnTheMapShowsItsImagesAndExports() {
        MainWindow window;
        window.openWorkspace(workspace_);
        window.show();
        auto* map = find<MapArea>(window, "map");
        QTRY_VERIFY(map->colourChoices().contains("class"));
        const auto testers = test::testModels(window);
        map->setColourBy("background");
        map->setSelection({3, 5, 8});
        QCOMPARE(find<QListView>(window, "selectionGrid")->model()->rowCount(), 3);
        QVERIFY(find<QLabel>(window, "selectionSummary")->text().startsWith("3 of 200"));
        const auto exportAs = [&](int format, const QString& path) {
            file_dialog::answerNext(path);
            find<QMenu>(window, "selectionFormats")->actions().at(format)->trigger();
        };
        QTRY_COMPARE(map->runs().size(), 4);
        const QString path = folder_.filePath("selection.csv");
        exportAs(0, path);
        QFile table(path);
        QVERIFY(table.open(QIODevice::ReadOnly));
        const QStringList lines = QString::fromUtf8(table.readAll())
                                      .split('\n', Qt::SkipEmptyParts)
                                      .filter(QRegularExpression("^[^#]"));
        QCOMPARE(lines.size(), 1 + 4 * 3);
        QVERIFY(lines.first().startsWith("run,image,x,y,class"));
        const QString sheet = folder_.filePath("selection.png");
        exportAs(1, sheet);
        QVERIFY(QImage(sheet).width() > 100);
        trigger(window, "actionClearSelection");
        QCOMPARE(find<QListView>(window, "selectionGrid")->model()->rowCount(), 0);
    }

    void everythingIsExportedIntoAFolder() {
        MainWindow window;
        window.openWorkspace(workspace_);
        window.show();
        QTRY_COMPARE(find<MapArea>(window, "map")->runs().size(), 4);
        const QString target = folder_.filePath("export");
        QVERIFY(QDir().mkpath(target));
        file_dialog::answerNext(target);
        trigger(window, "actionExportAll");
        const QString stem = target + '/' + QDir(workspace_).dirName() + '_';
        for (const char* name :
             {"curves-loss.png", "curves-loss.svg", "curves-loss.pdf", "curves-collapse.csv", "maps-tsne.png",
              "maps-tsne.csv", "comparison.tsv", "comparison.md"}) {
            QVERIFY2(QFileInfo(stem + name).size() > 0, name);
        }
        QCOMPARE(linesOf(stem + "comparison.tsv"), 5);
    }

    void anotherMapMethodIsComputedOnRequest() {
        MainWindow window;
        window.openWorkspace(workspace_);
        window.show();
        auto* map = find<MapArea>(window, "map");
        QTRY_COMPARE(map->runs().size(), 4);
        auto* method = find<QComboBox>(window, "mapMethod");
        method->setCurrentIndex(method->findData("pca"));
        auto* compute = find<QPushButton>(window, "mapNoteCompute");
        if (map->runs().size() < 4) {
            QTRY_VERIFY(compute->isVisible());
            compute->click();
            QTRY_VERIFY_WITH_TIMEOUT(!window.controller()->busy(), longWait);
        }
        QTRY_COMPARE(map->runs().size(), 4);
    }

    void aRunPausesGoesOnStopsAndKeeps() {
        MainWindow window;
        window.openWorkspace(other_);
        window.show();
        test::setUpTiny(window, 600, "byol");
        find<QPushButton>(window, "setupStart")->click();
        QTRY_COMPARE_WITH_TIMEOUT(window.controller()->activity().progress.phase, Phase::Train, longWait);
        trigger(window, "actionPause");
        QTRY_COMPARE_WITH_TIMEOUT(lastState(window), RunState::Paused, longWait);
        QVERIFY(find<QLabel>(window, "statusPhase")->text().contains("paused"));
        trigger(window, "actionPause");
        QTRY_COMPARE_WITH_TIMEOUT(lastState(window), RunState::Running, longWait);
        trigger(window, "actionStop");
        QTRY_VERIFY_WITH_TIMEOUT(!window.controller()->busy(), longWait);
        QTRY_COMPARE(lastState(window), RunState::Stopped);
        QTRY_VERIFY(window.controller()->snapshot()->runs.front()->embeddings);
    }

    void aStoppedRunResumesAndCancels() {
        MainWindow window;
        window.openWorkspace(other_);
        window.show();
        QTRY_COMPARE(window.controller()->runs()->rowCount(), 1);
        find<RunsPanel>(window, "runsPanel")->setCurrentRun(window.controller()->runs()->idAt(0));
        trigger(window, "actionResume");
        QTRY_COMPARE_WITH_TIMEOUT(window.controller()->activity().progress.phase, Phase::Train, longWait);
        trigger(window, "actionCancel");
        QTRY_VERIFY_WITH_TIMEOUT(!window.controller()->busy(), longWait);
        QTRY_COMPARE(lastState(window), RunState::Cancelled);
        QCOMPARE(window.controller()->runs()->rowCount(), 1);
    }

    void aFailureSaysWhatToDo() {
        MainWindow window;
        window.openWorkspace(other_);
        window.show();
        window.chooseData("/nowhere/cifar-100-binary.tar.gz");
        trigger(window, "actionCompare");
        auto* messages = find<MessageBar>(window, "messageBar");
        QTRY_VERIFY_WITH_TIMEOUT(messages->isVisible(), longWait);
        const QString text = find<QLabel>(window, "messageText")->text();
        QVERIFY2(text.contains("/nowhere/cifar-100-binary.tar.gz"), qPrintable(text));
        QVERIFY2(text.contains("Choose another file"), qPrintable(text));
        find<QToolButton>(window, "messageClose")->click();
        QVERIFY(!messages->isVisible());
        QTRY_VERIFY(!window.controller()->busy());
    }

    void closingDuringARunAsksAndKeeps() {
        MainWindow window;
        window.openWorkspace(other_);
        window.show();
        test::setUpTiny(window, 600, "supervised");
        find<QPushButton>(window, "setupStart")->click();
        QTRY_COMPARE_WITH_TIMEOUT(window.controller()->activity().progress.phase, Phase::Train, longWait);
        const auto answer = [&window](const char* button) {
            QTimer::singleShot(0, &window, [&window, button] {
                auto* box = find<QMessageBox>(window, "closeQuestion");
                find<QPushButton>(*box, button)->click();
            });
            window.close();
        };
        answer("closeStay");
        QVERIFY(window.isVisible());
        QVERIFY(window.controller()->busy());
        answer("closeKeep");
        QTRY_VERIFY_WITH_TIMEOUT(!window.isVisible(), longWait);
        QCOMPARE(lastState(window), RunState::Stopped);
    }

    void runsOfOtherProcessesAppearByThemselvesAndGoToTheBin() {
        MainWindow window;
        window.openWorkspace(folder_.filePath("shared"));
        window.show();
        store::RunRecord record;
        record.method = "byol";
        record.name = "from elsewhere";
        record.state = RunState::Succeeded;
        store::Workspace(folder_.filePath("shared").toStdString()).createRun(record);
        QTRY_COMPARE(window.controller()->runs()->rowCount(), 1);
        const QString id = window.controller()->runs()->idAt(0);
        window.controller()->rename(id, "renamed");
        QTRY_COMPARE(window.controller()->runs()->index(0, 0).data().toString(), QStringLiteral("renamed"));
        window.controller()->binRuns({id});
        QTRY_COMPARE(window.controller()->runs()->rowCount(), 0);
        QVERIFY(QDir(folder_.filePath("shared/bin")).entryList(QDir::Dirs | QDir::NoDotAndDotDot).size() ==
                1);
    }

    void theLayoutIsRemembered() {
        {
            MainWindow window;
            window.openWorkspace(workspace_);
            window.show();
            find<QDockWidget>(window, "selectionDock")->hide();
            window.close();
        }
        MainWindow window;
        QVERIFY(window.openWorkspace());
        QCOMPARE(window.controller()->workspace(), QDir(workspace_).absolutePath());
        window.show();
        QVERIFY(!find<QDockWidget>(window, "selectionDock")->isVisible());
        trigger(window, "actionResetLayout");
        QVERIFY(find<QDockWidget>(window, "selectionDock")->isVisible());
        window.close();
    }

  private:
    QTemporaryDir folder_;
    QString workspace_;
    QString other_;
};

QTEST_MAIN(TestWindow)
#include "test_window.moc"
