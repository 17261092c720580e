// Pictures of the window's main states for a person to look through: light and dark, 1× and 2×.
// They go to $SELFSIGHT_SCREENSHOTS, or below the build folder.
#include "store/workspace.h"
#include "ui/dialogs/recipe_dialog.h"
#include "ui/map/map_area.h"
#include "ui/panels/message_bar.h"
#include "ui/panels/runs_panel.h"
#include "ui/window_fixture.h"

#include <QActionGroup>
#include <QDir>
#include <QDockWidget>
#include <QListView>
#include <QPixmap>
#include <QSet>

using namespace selfsight;
using namespace selfsight::ui;
using test::find;
using test::trigger;

namespace {

constexpr int longWait = 90000;

QString targetFolder() {
    const QString wanted = qEnvironmentVariable(
        "SELFSIGHT_SCREENSHOTS", qEnvironmentVariable("SELFSIGHT_SCREENSHOTS_DEFAULT", "screenshots"));
    QDir().mkpath(wanted);
    return wanted;
}

// Counts distinct colours on a coarse grid: a picture of one colour means that nothing was drawn.
qsizetype coloursOf(const QImage& image) {
    QSet<QRgb> colours;
    for (int y = 0; y < image.height(); y += 3) {
        for (int x = 0; x < image.width(); x += 3) colours.insert(image.pixel(x, y));
    }
    return colours.size();
}

// Renders at both densities and both themes. The window's content must not change in between.
void shoot(MainWindow& window, QWidget& shown, const QString& name) {
    for (const auto& [action, suffix] :
         {std::pair("actionTheme1", "light"), std::pair("actionTheme2", "dark")}) {
        find<QAction>(window, action)->trigger();
        // Plots and maps redraw when the event loop comes round.
        QTest::qWait(120);
        for (const int ratio : {1, 2}) {
            QPixmap picture(shown.size() * ratio);
            picture.setDevicePixelRatio(ratio);
            shown.render(&picture);
            const QString path = QStringLiteral("%1/%2-%3@%4x.png")
                                     .arg(targetFolder(), name, QLatin1String(suffix))
                                     .arg(ratio);
            QVERIFY2(picture.save(path), qPrintable(path));
            QVERIFY2(coloursOf(picture.toImage()) > 8, qPrintable(path));
        }
    }
    find<QAction>(window, "actionTheme1")->trigger();
}

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
