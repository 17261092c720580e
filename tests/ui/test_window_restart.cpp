// What outlives the window: jobs that waited, failed jobs that are tried again, runs in the bin.
#include "core/json.h"
#include "store/bin.h"
#include "store/workspace.h"
#include "ui/controller/job_request.h"
#include "ui/dialogs/bin_dialog.h"
#include "ui/panels/message_bar.h"
#include "ui/screenshots.h"
#include "ui/window_fixture.h"

#include <QElapsedTimer>
#include <QFile>
#include <QGuiApplication>
#include <QLabel>
#include <QListWidget>
#include <QPushButton>
#include <QSessionManager>
#include <QSignalSpy>
#include <QTimer>

using namespace selfsight;
using namespace selfsight::ui;
using test::find;
using test::trigger;

namespace {

constexpr int longWait = 300000;

// Ends the current job and the window as a person who stops and keeps, or who discards.
void closeWindow(MainWindow& window, int milliseconds) {
    window.closeSoon(milliseconds);
    QTRY_VERIFY_WITH_TIMEOUT(!window.controller()->busy() && !window.isVisible(), longWait);
}

}  // namespace

class TestWindowRestart : public QObject {
    Q_OBJECT

  private slots:
    void initTestCase() { test::isolateSettings(folder_); }

    void requestsSurviveAsText() {
        JobRequest train;
        train.setup.method = "byol";
        train.setup.seeds = {3};
        train.setup.overrides = {{"method.ema", "0.9"}};
        JobRequest sweep = train;
        sweep.kind = JobRequest::Kind::Sweep;
        sweep.axes = {{"encoder.width", {"0.25", "0.5"}}, {"method.ema", {"0.9"}}};
        const JobRequest compare{.kind = JobRequest::Kind::Compare, .setup = demoSetup()};
        const JobRequest resume{.kind = JobRequest::Kind::Resume, .run = "r1", .device = "cpu"};
        const JobRequest probe{
            .kind = JobRequest::Kind::Probe, .run = "r1", .protocol = "standard", .label = "x"};
        for (const JobRequest& request : {train, sweep, compare, resume, probe}) {
            const auto restored = JobRequest::fromJson(nlohmann::json::parse(request.toJson().dump()));
            QVERIFY(restored);
            QVERIFY(*restored == request);
            QCOMPARE(restored->title("R"), request.title("R"));
        }
        QVERIFY(!(train == sweep));
        QCOMPARE(sweep.title(), QStringLiteral("Variation of 2 runs"));
        for (const char* other :
             {"{}", "[]", "3", R"({"kind": "dance"})", R"({"kind": "train", "setup": 1})"})
            QVERIFY2(!JobRequest::fromJson(nlohmann::json::parse(other)), other);
    }

    void jobsThatWaitedAreOfferedAgain() {
        const QString workspace = folder_.filePath("queue");
        {
            MainWindow window;
            window.openWorkspace(workspace);
            window.show();
            test::setUpTiny(window, 600, "byol");
            find<QLineEdit>(window, "setupSeeds")->setText("0-2");
            find<QPushButton>(window, "setupStart")->click();
            QTRY_VERIFY(window.controller()->activity().active);
            QVERIFY(window.controller()->leftOver().isEmpty());
            QCOMPARE(window.controller()->queue()->queued().size(), 2);
            closeWindow(window, longWait);
        }
        {
            // Whatever a newer window put there is passed over.
            store::Workspace kept(workspace.toStdString());
            auto document = kept.document();
            QCOMPARE(document.at("queue").size(), std::size_t(2));
            document["queue"].push_back({{"kind", "unheard of"}});
            kept.writeDocument(document);

            MainWindow window;
            window.openWorkspace(workspace);
            window.resize(1440, 900);
            window.show();
            QCOMPARE(window.controller()->leftOver(), (QStringList{"BYOL, seed 1", "BYOL, seed 2"}));
            QVERIFY(find<QLabel>(window, "leftOverText")->text().contains("BYOL, seed 2"));
            QVERIFY(find<QWidget>(window, "leftOver")->isVisible());
            test::shoot(window, window, "left-over");
            find<QPushButton>(window, "leftOverQueue")->click();
            QVERIFY(!find<QWidget>(window, "leftOver")->isVisible());
            QTRY_VERIFY(window.controller()->activity().active);
            closeWindow(window, 0);
        }
        {
            // The one that was discarded is gone; the one behind it waits still.
            MainWindow window;
            window.openWorkspace(workspace);
            QCOMPARE(window.controller()->leftOver(), QStringList{"BYOL, seed 2"});
            find<QPushButton>(window, "leftOverForget")->click();
            QVERIFY(window.controller()->leftOver().isEmpty());
        }
        MainWindow window;
        window.openWorkspace(workspace);
        QVERIFY(window.controller()->leftOver().isEmpty());
    }

    void aLogoutKeepsWhatHasBeenLearnt() {
        MainWindow window;
        window.openWorkspace(folder_.filePath("logout"));
        window.show();
        test::setUpTiny(window, 600, "byol");
        find<QLineEdit>(window, "setupSeeds")->setText("0");
        find<QPushButton>(window, "setupStart")->click();
        QTRY_VERIFY_WITH_TIMEOUT(window.controller()->activity().epoch > 0, longWait);
#if defined(__SANITIZE_ADDRESS__)
        // Seconds that a desktop gives mean nothing to a program that runs ten times as slowly.
        window.closeWithSession(longWait);
#else
        // As the desktop's session manager asks; what it hands over nobody reads.
        alignas(QSessionManager) std::byte place[sizeof(QSessionManager)];
        QElapsedTimer clock;
        clock.start();
        emit qGuiApp->commitDataRequest(reinterpret_cast<QSessionManager&>(place));
        QVERIFY(clock.elapsed() < 5000);
#endif
        QVERIFY(!window.controller()->busy());
        QTRY_VERIFY(!window.isVisible());
        const auto runs = store::Workspace(folder_.filePath("logout").toStdString()).runs();
        QCOMPARE(runs.size(), std::size_t(1));
        QCOMPARE(runs[0].state, RunState::Stopped);
        QVERIFY(runs[0].stepsDone > 0);
    }

    void whatFailedCanBeTriedAgain() {
        MainWindow window;
        window.openWorkspace(folder_.filePath("retry"));
        window.show();
        test::setUpTiny(window, 1, "byol");
        find<QLineEdit>(window, "setupSeeds")->setText("0");
        window.chooseData("/nowhere/at/all");
        int failures = 0;
        connect(window.controller(), &Controller::noticed, &window,
                [&failures](const Notice& notice) { failures += notice.retry != 0 ? 1 : 0; });
        find<QPushButton>(window, "setupStart")->click();
        auto* again = find<QPushButton>(window, "messageRetry");
        QTRY_VERIFY_WITH_TIMEOUT(again->isVisible(), longWait);
        QCOMPARE(failures, 1);
        QTRY_VERIFY(!window.controller()->busy());
        again->click();
        QTRY_COMPARE_WITH_TIMEOUT(failures, 2, longWait);
        QVERIFY(again->isVisible());
    }

    void deletedRunsComeBackFromTheBin() {
        const QString workspace = folder_.filePath("bin");
        store::RunRecord record;
        record.method = "byol";
        record.name = "to be missed";
        store::Workspace made(workspace.toStdString());
        const QString id = QString::fromStdString(made.createRun(record).record().id);
        MainWindow window;
        window.openWorkspace(workspace);
        window.show();
        RunsModel* runs = window.controller()->runs();
        QTRY_COMPARE(runs->rowCount(), 1);
        window.controller()->binRuns({id});
        QTRY_COMPARE(runs->rowCount(), 0);
        QTimer::singleShot(0, &window, [&window] {
            auto* dialog = find<BinDialog>(window, "binDialog");
            auto* list = find<QListWidget>(*dialog, "binList");
            QCOMPARE(list->count(), 1);
            QVERIFY(list->item(0)->text().contains("to be missed"));
            QVERIFY(!find<QPushButton>(*dialog, "binRestore")->isEnabled());
            list->item(0)->setSelected(true);
            test::shoot(window, *dialog, "bin");
            find<QPushButton>(*dialog, "binRestore")->click();
        });
        trigger(window, "actionBin");
        QTRY_COMPARE(runs->rowCount(), 1);
        QCOMPARE(runs->idAt(0), id);
    }

  private:
    QTemporaryDir folder_;
};

QTEST_MAIN(TestWindowRestart)
#include "test_window_restart.moc"
