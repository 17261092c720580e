// Pictures of the window's main states for a person to look through: light and dark, 1× and 2×.
// They go to $SELFSIGHT_SCREENSHOTS, or below the build folder.
#include "store/workspace.h"
#include "ui/dialogs/augmentation_view.h"
#include "ui/dialogs/recipe_dialog.h"
#include "ui/map/map_area.h"
#include "ui/panels/message_bar.h"
#include "ui/panels/runs_panel.h"
#include "ui/screenshots.h"
#include "ui/window_fixture.h"

#include <QDockWidget>
#include <QListView>

using namespace selfsight;
using namespace selfsight::ui;
using test::find;
using test::shoot;
using test::trigger;

namespace {

constexpr int longWait = 90000;

}  // namespace

class TestWindowScreenshots : public QObject {
    Q_OBJECT

  private slots:
    void initTestCase() { test::isolateSettings(folder_); }

    void emptyState() {
        MainWindow window;
        window.openWorkspace(folder_.filePath("empty"));
        window.resize(1440, 900);
        window.show();
        shoot(window, window, "empty");
    }

    void loadingRunningAndFinishedStates() {
        MainWindow window;
        window.openWorkspace(folder_.filePath("workspace"));
        window.resize(1440, 900);
        window.show();
        window.chooseData("demo:train=2000,test=600");
        find<QComboBox>(window, "setupBudgetUnit")->setCurrentText("epochs");
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
    QTemporaryDir folder_;
};

QTEST_MAIN(TestWindowScreenshots)
#include "test_window_screenshots.moc"
