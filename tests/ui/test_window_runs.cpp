// The list of runs and the jobs that wait, in the real window: everything its menus offer.
#include "store/metrics_pyramid.h"
#include "store/workspace.h"
#include "ui/fake_job.h"
#include "ui/panels/runs_panel.h"
#include "ui/plots/curves_plot.h"
#include "ui/plots/curves_view.h"
#include "ui/screenshots.h"
#include "ui/window_fixture.h"

#include <QDialog>
#include <QListView>
#include <QListWidget>
#include <QMenu>
#include <QPlainTextEdit>
#include <QTimer>
#include <QToolButton>
#include <QUndoStack>
#include <atomic>
#include <fstream>

using namespace selfsight;
using namespace selfsight::ui;
using test::find;

namespace {

store::RunFolder addRun(store::Workspace& workspace, const char* method, const char* name,
                        RunState state = RunState::Succeeded) {
    store::RunRecord record;
    record.method = method;
    record.name = name;
    record.recipeName = std::string(method) == "byol" ? "quick" : "notebook";
    record.encoder = "notebook";
    record.state = state;
    record.dataKind = "demo";
    return workspace.createRun(record);
}

// Opens the menu of an item and does with it what `act` says; the menu's own event loop runs meanwhile.
void withMenu(QAbstractItemView* view, int row, const char* name, const std::function<void(QMenu*)>& act) {
    const QModelIndex index = view->model()->index(row, 0);
    view->setCurrentIndex(index);
    bool seen = false;
    QTimer::singleShot(0, view, [&] {
        auto* menu = qobject_cast<QMenu*>(QApplication::activePopupWidget());
        if (!menu) return;
        seen = menu->objectName() == QLatin1String(name);
        if (seen) act(menu);
        menu->close();
    });
    emit view->customContextMenuRequested(view->visualRect(index).center());
    QVERIFY(seen);
}

void choose(QMenu* menu, const QString& text) {
    for (QAction* action : menu->actions()) {
        if (action->menu()) {
            for (QAction* inner : action->menu()->actions())
                if (inner->text() == text) return inner->trigger();
        }
        if (action->text() == text) {
            QVERIFY2(action->isEnabled(), qPrintable(text));
            return action->trigger();
        }
    }
    QFAIL(qPrintable(QStringLiteral("no entry “%1”").arg(text)));
}

}  // namespace

class TestWindowRuns : public QObject {
    Q_OBJECT

  private slots:
    void initTestCase() { test::isolateSettings(folder_); }

    void runsAreGroupedColouredAndNoted() {
        const QString path = folder_.filePath("groups");
        store::Workspace made(path.toStdString());
        addRun(made, "byol", "first");
        addRun(made, "supervised", "second", RunState::Failed);
        addRun(made, "byol", "third", RunState::Interrupted);
        MainWindow window;
        window.openWorkspace(path);
        window.resize(1440, 900);
        window.show();
        auto* list = find<QListView>(window, "runsList");
        QTRY_COMPARE(list->model()->rowCount(), 3);
        const auto names = [list] {
            QStringList all;
            for (int row = 0; row < list->model()->rowCount(); ++row)
                all << list->model()->index(row, 0).data().toString();
            return all.join(' ');
        };
        QCOMPARE(names(), QStringLiteral("first second third"));
        const int plain = list->visualRect(list->model()->index(0, 0)).height();
        find<QAction>(window, "groupMethod")->trigger();
        QCOMPARE(names(), QStringLiteral("second first third"));
        // A group's first run has its title above it.
        QTRY_VERIFY(list->visualRect(list->model()->index(0, 0)).height() > plain);
        QVERIFY(list->visualRect(list->model()->index(1, 0)).height() > plain);
        QTRY_COMPARE(list->visualRect(list->model()->index(2, 0)).height(), plain);
        test::shoot(window, window, "runs-grouped");
        // Kept for the next window.
        QCOMPARE(QSettings().value("runs/grouping").toInt(), 1);
        find<QAction>(window, "groupNone")->trigger();

        RunsModel* runs = window.controller()->runs();
        const QString id = runs->idAt(0);
        const QColor before = runs->style(id).colour;
        withMenu(list, 0, "runMenu", [](QMenu* menu) { choose(menu, "Violet"); });
        QTRY_VERIFY(runs->style(id).colour != before);
        const QColor violet = runs->style(id).colour;
        // In the workspace, so that another window shows it too.
        QCOMPARE(readRunColours(made).value(id), violet);
        window.controller()->edits()->undo();
        QTRY_COMPARE(runs->style(id).colour, before);
        QVERIFY(readRunColours(made).isEmpty());

        withMenu(list, 0, "runMenu", [](QMenu* menu) {
            // The dialog is modal: it is filled in from its own event loop.
            QTimer::singleShot(0, menu, [] {
                auto* dialog = qobject_cast<QDialog*>(QApplication::activeModalWidget());
                QVERIFY(dialog);
                dialog->findChild<QPlainTextEdit*>()->setPlainText("worth a second look");
                dialog->accept();
            });
            choose(menu, "Notes…");
        });
        QTRY_COMPARE(QString::fromStdString(runs->summary(id)->record.notes),
                     QStringLiteral("worth a second look"));
        find<QLineEdit>(window, "runsFilter")->setText("second look");
        QTRY_COMPARE(names(), QStringLiteral("first"));
        find<QLineEdit>(window, "runsFilter")->clear();

        // What cannot be resumed says so by being grey; what can is offered.
        QTRY_COMPARE(list->model()->rowCount(), 3);
        const auto resumes = [&](int row) {
            bool enabled = false;
            withMenu(list, row, "runMenu", [&enabled](QMenu* menu) {
                for (QAction* action : menu->actions())
                    if (action->text() == "Resume") enabled = action->isEnabled();
            });
            return enabled;
        };
        QVERIFY(!resumes(0));
        QVERIFY(resumes(1));
        QVERIFY(resumes(2));
    }

    void waitingJobsAreMovedAndTakenOff() {
        MainWindow window;
        window.openWorkspace(folder_.filePath("queue"));
        window.show();
        std::atomic<bool> go{false};
        window.controller()->addJob("running", test::making([&go](Control&, EventSink&) {
                                        while (!go) std::this_thread::yield();
                                        return Ending::Succeeded;
                                    }));
        for (const char* title : {"a", "b", "c", "d"})
            window.controller()->addJob(title,
                                        test::making([](Control&, EventSink&) { return Ending::Succeeded; }));
        auto* waiting = find<QListWidget>(window, "waitingList");
        const auto titles = [waiting] {
            QStringList all;
            for (int row = 0; row < waiting->count(); ++row) all << waiting->item(row)->text();
            return all.join(' ');
        };
        QTRY_COMPARE(titles(), QStringLiteral("a b c d"));
        withMenu(waiting, 2, "waitingMenu", [](QMenu* menu) { choose(menu, "Run next"); });
        QTRY_COMPARE(titles(), QStringLiteral("c a b d"));
        withMenu(waiting, 0, "waitingMenu", [](QMenu* menu) { choose(menu, "Move down"); });
        QTRY_COMPARE(titles(), QStringLiteral("a c b d"));
        withMenu(waiting, 3, "waitingMenu", [](QMenu* menu) { choose(menu, "Move up"); });
        QTRY_COMPARE(titles(), QStringLiteral("a c d b"));
        withMenu(waiting, 0, "waitingMenu", [](QMenu* menu) { choose(menu, "Remove"); });
        QTRY_COMPARE(titles(), QStringLiteral("c d b"));
        // By key, and the window does not take it for the selected runs.
        waiting->setCurrentRow(1);
        QTest::keyClick(waiting, Qt::Key_Delete);
        QTRY_COMPARE(titles(), QStringLiteral("c b"));
        go = true;
        QTRY_VERIFY(!window.controller()->busy());
        QVERIFY(!waiting->isVisible());
    }

    void aLongRunOfAnotherProcessIsShownLiveAndItsFolderLeftAlone() {
        const QString path = folder_.filePath("foreign");
        store::Workspace made(path.toStdString());
        auto [run, lock] = made.startRun([] {
            store::RunRecord record;
            record.method = "byol";
            record.name = "elsewhere";
            record.state = RunState::Running;
            return record;
        }());
        const std::filesystem::path metrics = run.path() / "metrics.csv";
        const auto write = [&metrics](int first, int last) {
            std::ofstream file(metrics, first == 0 ? std::ios::trunc : std::ios::app);
            if (first == 0) file << "epoch,step,images_seen,train_loss\n";
            for (int i = first; i < last; ++i)
                file << i / 100.0 << ',' << i << ',' << 64 * i << ",1.23456789" << '\n';
        };
        write(0, 50000);
        QVERIFY(std::filesystem::file_size(metrics) > 1 << 20);
        const auto listing = [&run] {
            QStringList all;
            for (const auto& entry : std::filesystem::recursive_directory_iterator(run.path()))
                all << QString::fromStdString(entry.path().filename().string());
            all.sort();
            return all;
        };
        const QStringList before = listing();
        MainWindow window;
        window.openWorkspace(path);
        window.show();
        auto* plot = find<CurvesView>(window, "curves")->findChild<CurvesPlot*>();
        QTRY_COMPARE(plot->xAxis->range().upper, 49999.0);
        write(50000, 60000);
        window.controller()->refresh();
        QTRY_COMPARE(plot->xAxis->range().upper, 59999.0);
        QCOMPARE(listing(), before);

        // When it has ended, what was read is kept for the next opening.
        write(60000, 60001);
        store::RunRecord record = run.record();
        record.state = RunState::Succeeded;
        run.update(record);
        lock.reset();
        window.controller()->refresh();
        QTRY_VERIFY(std::filesystem::exists(run.path() / store::kPyramidFile));
    }

  private:
    QTemporaryDir folder_;
};

QTEST_MAIN(TestWindowRuns)
#include "test_window_runs.moc"
