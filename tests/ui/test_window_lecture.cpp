// A first hour, scripted: a lecturer's, without the README, ending in a named file. The clicks are counted.
#include "ui/dialogs/file_dialog.h"
#include "ui/map/map_area.h"
#include "ui/map/time_bar.h"
#include "ui/panels/runs_panel.h"
#include "ui/person.h"
#include "ui/plots/curves_view.h"
#include "ui/screenshots.h"

#include <QListView>
#include <QPushButton>

using namespace selfsight;
using namespace selfsight::ui;
using test::contentOf;
using test::find;
using test::Person;

class TestWindowLecture : public QObject {
    Q_OBJECT

  private slots:
    void initTestCase() { test::isolateSettings(folder_); }

    // Plays a finished training to a class: large, from its first moment, curves and maps together.
    void aLecturers() {
        MainWindow window;
        window.openWorkspace(folder_.filePath("lecture"));
        window.resize(1440, 900);
        window.show();
        Controller* controller = window.controller();
        Setup setup;
        setup.data = "demo:train=200,test=120";
        setup.method = "byol";
        setup.overrides = {{"encoder.width", "0.0625"},
                           {"train.batch_size", "50"},
                           {"train.snapshot_every", "1"},
                           {"train.precision", "float32"},
                           {"train.report_every", "1"}};
        setup.budget = {methods::Budget::Kind::Epochs, 4};
        QVERIFY(controller->start(setup));
        Person person{window};
        QVERIFY(person.jobsEnd());
        QTRY_COMPARE(controller->runs()->rowCount(), 1);
        find<RunsPanel>(window, "runsPanel")->setCurrentRun(controller->runs()->idAt(0));
        QTRY_VERIFY(find<QAction>(window, "actionThrough")->isEnabled());
        person.choose("actionThrough");
        QVERIFY(person.jobsEnd());
        QTRY_VERIFY(find<QPushButton>(window, "mapNoteCompute")->isVisible());
        person.press("mapNoteCompute");
        QVERIFY(person.jobsEnd());
        auto* time = find<TimeBar>(window, "timeBar");
        QTRY_VERIFY(time->isVisible());
        QVERIFY(time->count() >= 4);

        person.choose("actionPresentation");
        auto* legend = find<QListView>(window, "curvesLegend");
        const auto value = [legend] {
            return legend->model()->index(0, 0).data(Qt::AccessibleTextRole).toString();
        };
        const QString last = value();
        person.press("timePlay");
        QVERIFY(time->playing());
        // It begins at the first moment, where the curve has hardly begun.
        QCOMPARE(time->position(), 0);
        QVERIFY(value() != last);
        test::shoot(window, window, "replay");
        QTRY_VERIFY_WITH_TIMEOUT(!time->playing(), 20000);
        QCOMPARE(time->position(), time->count());
        QCOMPARE(value(), last);
        const QString figure = folder_.filePath("lecture curves.pdf");
        file_dialog::answerNext(figure);
        person.choose("actionExportCurves");
        QVERIFY(contentOf(figure).startsWith("%PDF"));
        person.choose("actionPresentation");
        QVERIFY2(person.clicks <= 6, qPrintable(QString::number(person.clicks)));
        qInfo("a lecturer's first hour: %d clicks", person.clicks);
    }

  private:
    QTemporaryDir folder_;
};

QTEST_MAIN(TestWindowLecture)
#include "test_window_lecture.moc"
