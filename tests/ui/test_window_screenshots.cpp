// Pictures of the window's main states for a person to look through: light and dark, 1× and 2×.
// They go to $SELFSIGHT_SCREENSHOTS, or below the build folder.
#include "store/workspace.h"
#include "ui/dialogs/augmentation_view.h"
#include "ui/dialogs/bin_dialog.h"
#include "ui/dialogs/download_dialog.h"
#include "ui/dialogs/import_dialog.h"
#include "ui/dialogs/label_dialog.h"
#include "ui/dialogs/recipe_dialog.h"
#include "ui/dialogs/transfer_dialog.h"
#include "ui/dialogs/vary_dialog.h"
#include "ui/map/map_area.h"
#include "ui/panels/message_bar.h"
#include "ui/panels/runs_panel.h"
#include "ui/screenshots.h"
#include "ui/window_fixture.h"

#include <QDockWidget>
#include <QMenu>
#include <QMenuBar>
#include <QMessageBox>
#include <QPushButton>
#include <QTabWidget>
#include <QTimer>

using namespace selfsight;
using namespace selfsight::ui;
using test::find;
using test::shoot;
using test::trigger;

namespace {

constexpr int longWait = 300000;

}  // namespace

class TestWindowScreenshots : public QObject {
    Q_OBJECT

  private slots:
    void initTestCase() {
        test::isolateSettings(folder_);
        test::speak();
    }

    void emptyState() {
        MainWindow window;
        window.openWorkspace(folder_.filePath("empty"));
        window.resize(1440, 900);
        window.show();
        shoot(window, window, "empty");
    }

    void dialogs() {
        MainWindow window;
        window.openWorkspace(folder_.filePath("empty"));
        window.show();
        Setup setup = demoSetup();
        setup.method = "byol";
        const auto aMinute = [](const Setup&, const std::string&) { return std::optional<double>(60); };
        VaryDialog vary(setup, aMinute, &window);
        shootDialog(window, vary);
        DownloadDialog download("CIFAR-100", cifar100(), folder_.filePath("downloads"), &window);
        shootDialog(window, download);
        store::RunRecord record;
        record.name = "BYOL, 20 epochs";
        record.method = "byol";
        BinDialog bin({{"20261124-081503-byol-s0-1f3a", record}}, &window);
        shootDialog(window, bin);
        ImportWeightsDialog weights("/somewhere/resnet18.ckpt", "demo", &window);
        shootDialog(window, weights);
        ImportEmbeddingsDialog embeddings("/somewhere/embeddings.npy", &window);
        shootDialog(window, embeddings);
        LabelDialog label(34, {}, {}, &window);
        shootDialog(window, label);
        TransferDialog transfer("BYOL", "demo", {"/data/cifar-100-binary.tar.gz"}, &window);
        shootDialog(window, transfer);
        for (const char* box : {"guide", "about"}) {
            QTimer::singleShot(0, &window, [&window, box] {
                auto* shown = find<QMessageBox>(window, box);
                shoot(window, *shown, box);
                shown->close();
            });
            trigger(window, box == QLatin1String("guide") ? "actionGuide" : "actionAbout");
        }
        for (const QAction* menu : window.menuBar()->actions()) {
            menu->menu()->popup(QPoint(0, 0));
            shoot(window, *menu->menu(),
                  QStringLiteral("menu-%1").arg(window.menuBar()->actions().indexOf(menu)));
            menu->menu()->close();
        }
    }

    void loadingRunningAndFinishedStates() {
        MainWindow window;
        window.openWorkspace(folder_.filePath("workspace"));
        window.resize(1440, 900);
        window.show();
        window.chooseData("demo:train=2000,test=600");
        find<QComboBox>(window, "setupBudgetUnit")->setCurrentIndex(2);
        find<QDoubleSpinBox>(window, "setupBudget")->setValue(3);
        find<QLineEdit>(window, "setupWidth")->setText("0.0625");
        trigger(window, "actionCompare");
        QTRY_VERIFY(window.controller()->activity().active);
        shoot(window, window, "loading");
        QTRY_VERIFY_WITH_TIMEOUT(window.controller()->runs()->rowCount() >= 2 &&
                                     window.controller()->activity().progress.phase == Phase::Train,
                                 longWait);
        QTest::qWait(1500);
        trigger(window, "actionPause");
        QTest::qWait(600);
        shoot(window, window, "running");
        trigger(window, "actionPause");
        QTRY_VERIFY_WITH_TIMEOUT(!window.controller()->busy(), longWait);
        QTRY_VERIFY(window.controller()->comparison().anyKnown());
        auto* map = find<MapArea>(window, "map");
        QTRY_COMPARE_WITH_TIMEOUT(map->runs().size(), 4, 30000);
        QTRY_VERIFY(map->colourChoices().contains("class"));
        find<RunsPanel>(window, "runsPanel")->setCurrentRun(window.controller()->runs()->idAt(1));
        QTest::qWait(600);
        shoot(window, window, "finished");
        map->setSelection([] {
            QVector<qint64> images;
            for (qint64 i = 0; i < 60; i += 2) images.push_back(i);
            return images;
        }());
        map->setColourBy("background");
        find<QDockWidget>(window, "logDock")->show();
        QTest::qWait(400);
        shoot(window, window, "selection");
        find<QDockWidget>(window, "logDock")->hide();
        for (const char* panel : {"pointsDock", "sweepsDock"}) {
            auto* dock = find<QDockWidget>(window, panel);
            dock->show();
            dock->raise();
            shoot(window, window, panel);
            dock->hide();
        }
        for (const char* panel : {"findingsDock", "neighbourhoodDock"}) {
            find<QDockWidget>(window, panel)->raise();
            shoot(window, window, panel);
        }
        find<QDockWidget>(window, "selectionDock")->raise();
        auto* tabs = find<QTabWidget>(window, "evaluationTabs");
        find<QTabWidget>(window, "setupTabs")->setCurrentIndex(1);
        for (int i = 0; i < tabs->count(); ++i) {
            tabs->setCurrentIndex(i);
            shoot(window, window, QStringLiteral("evaluation-%1").arg(i));
        }
        tabs->setCurrentIndex(0);
        find<QTabWidget>(window, "setupTabs")->setCurrentIndex(0);
        trigger(window, "actionPresentation");
        shoot(window, window, "presentation-finished");
        trigger(window, "actionPresentation");
        trigger(window, "actionTour");
        for (int i = 0; find<QWidget>(window, "tour")->isVisible(); ++i) {
            shoot(window, window, QStringLiteral("tour-%1").arg(i));
            find<QPushButton>(window, "tourNext")->click();
        }

        RecipeDialog dialog(methods::loadRecipe("quick", "byol"), {{"method.ema", "0.9"}}, "BYOL", &window);
        dialog.setPreview("demo:train=2000,test=600", "byol", methods::loadRecipe("quick", "byol"));
        QTRY_VERIFY(!find<AugmentationView>(dialog, "augmentationView")->rows().isEmpty());
        dialog.show();
        shoot(window, dialog, "options");
        dialog.hide();

        window.chooseData("/data/cifar-100-binary.tar.gz");
        trigger(window, "actionCompare");
        QTRY_VERIFY_WITH_TIMEOUT(find<MessageBar>(window, "messageBar")->isVisible(), longWait);
        QTRY_VERIFY(!window.controller()->busy());
        shoot(window, window, "failed");

        window.resize(1100, 700);
        QTest::qWait(200);
        shoot(window, window, "small");
    }

  private:
    static void shootDialog(MainWindow& window, QDialog& dialog) {
        dialog.show();
        shoot(window, dialog, dialog.objectName());
        dialog.hide();
    }

    QTemporaryDir folder_;
};

QTEST_MAIN(TestWindowScreenshots)
#include "test_window_screenshots.moc"
