// A first hour, scripted: a student's, without the README, ending in a named file. Everything is clicked by
// object name; the clicks are counted.
#include "ui/dialogs/file_dialog.h"
#include "ui/map/map_area.h"
#include "ui/panels/activity_bar.h"
#include "ui/panels/tour.h"
#include "ui/person.h"
#include "ui/plots/curves_view.h"
#include "ui/screenshots.h"

#include <QDir>
#include <QLabel>
#include <QLayout>
#include <QPushButton>
#include <QStackedWidget>
#include <QStatusBar>

using namespace selfsight;
using namespace selfsight::ui;
using test::contentOf;
using test::find;
using test::Person;

namespace {

// No two visible widgets of one parent share a place.
void nothingOverlaps(const QWidget& parent) {
    QCoreApplication::processEvents();
    for (const QWidget* each : parent.findChildren<QWidget*>()) {
        if (!each->isVisible() || !each->parentWidget()->layout()) continue;
        for (const QWidget* other :
             each->parentWidget()->findChildren<QWidget*>(Qt::FindDirectChildrenOnly)) {
            if (other == each || !other->isVisible() || each->parentWidget()->layout()->indexOf(other) < 0 ||
                each->parentWidget()->layout()->indexOf(const_cast<QWidget*>(each)) < 0)
                continue;
            QVERIFY2(!each->geometry().intersects(other->geometry()),
                     qPrintable(each->objectName() + " on " + other->objectName()));
        }
    }
}

}  // namespace

class TestWindowFirstHours : public QObject {
    Q_OBJECT

  private slots:
    void initTestCase() { test::isolateSettings(folder_); }

    // Opens the program, takes the tour, compares the four encoders, and takes the table home.
    void aStudents() {
        MainWindow window;
        window.openWorkspace(folder_.filePath("student"));
        window.resize(1440, 900);
        window.show();
        Person person{window};
        QCOMPARE(find<QStackedWidget>(window, "pages")->currentWidget()->objectName(),
                 QStringLiteral("welcomePage"));
        person.choose("actionTour");
        auto* tour = find<Tour>(window, "tour");
        QCOMPARE(tour->count(), 2);
        QVERIFY(find<QLabel>(window, "tourText")->text().contains("Try the demo"));
        test::shoot(window, window, "tour-empty");
        person.press("tourNext");
        person.press("tourNext");
        QCOMPARE(tour->position(), -1);
        QVERIFY(!tour->isVisible());

        // As the demo, but ending in seconds.
        test::setUpTiny(window, 2);
        person.press("setupStart");
        QVERIFY(person.jobsEnd());
        auto* map = find<MapArea>(window, "map");
        QTRY_COMPARE(map->runs().size(), 4);
        QTRY_VERIFY(map->colourChoices().contains("background"));

        person.choose("actionTour");
        QCOMPARE(tour->count(), 7);
        person.press("tourNext");
        QCOMPARE(find<CurvesView>(window, "curves")->group(), QStringLiteral("loss"));
        person.press("tourNext");
        QCOMPARE(find<CurvesView>(window, "curves")->group(), QStringLiteral("collapse"));
        person.press("tourNext");
        QCOMPARE(map->colourBy(), QStringLiteral("class"));
        person.press("tourNext");
        QCOMPARE(map->colourBy(), QStringLiteral("background"));
        test::shoot(window, window, "tour");
        person.press("tourBack");
        QCOMPARE(map->colourBy(), QStringLiteral("class"));
        QTest::keyClick(tour, Qt::Key_Escape);
        QVERIFY(!tour->isVisible());

        const QString table = folder_.filePath("home/what I found.md");
        QDir().mkpath(folder_.filePath("home"));
        file_dialog::answerNext(table);
        person.choose("actionExportTable");
        const QByteArray written = contentOf(table);
        for (const char* method : {"supervised", "BYOL", "SimSiam", "random"})
            QVERIFY2(written.toLower().contains(QByteArray(method).toLower()), written.constData());
        QVERIFY2(person.clicks <= 12, qPrintable(QString::number(person.clicks)));
        qInfo("a student's first hour: %d clicks", person.clicks);

        // The same window on a projector.
        person.choose("actionPresentation");
        // A message in the status bar stands alone, whatever the job reports meanwhile.
        auto* status = find<QStatusBar>(window, "activityBar");
        QVERIFY(!status->currentMessage().isEmpty());
        Activity busy;
        busy.active = busy.measured = true;
        busy.title = "a job";
        busy.progress.rate = 100;
        find<ActivityBar>(window, "activityBar")->setActivity(busy);
        QVERIFY(!find<QLabel>(window, "statusRate")->isVisible());
        find<ActivityBar>(window, "activityBar")->setActivity(Activity());
        status->clearMessage();
        QVERIFY(find<QLabel>(window, "statusDevice")->isVisible());
        // Nothing of the probe's panel stands on anything else.
        nothingOverlaps(*find<QWidget>(window, "comparisonPanel"));
        test::shoot(window, window, "presentation");
        person.choose("actionPresentation");
        QCOMPARE(theme::strokeScale(), 1.0);
    }

  private:
    QTemporaryDir folder_;
};

QTEST_MAIN(TestWindowFirstHours)
#include "test_window_first_hours.moc"
