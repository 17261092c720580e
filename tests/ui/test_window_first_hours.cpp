// A first hour, scripted: a student's, without the README, ending in a named file. Everything is clicked by
// object name; the clicks are counted.
#include "ui/dialogs/file_dialog.h"
#include "ui/map/map_area.h"
#include "ui/panels/tour.h"
#include "ui/plots/curves_view.h"
#include "ui/screenshots.h"
#include "ui/window_fixture.h"

#include <QAbstractButton>
#include <QDir>
#include <QFile>
#include <QLabel>
#include <QPushButton>
#include <QStackedWidget>

using namespace selfsight;
using namespace selfsight::ui;
using test::find;

namespace {

constexpr int longWait = 90000;

// A person at the window: presses what can be pressed, and counts.
struct Person {
    MainWindow& window;
    int clicks = 0;

    void press(const char* button) {
        auto* found = find<QAbstractButton>(window, button);
        if (!found->isEnabled() || !found->isVisible()) qFatal("%s cannot be pressed", button);
        ++clicks;
        QTest::mouseClick(found, Qt::LeftButton);
    }
    void choose(const char* action) {
        ++clicks;
        test::trigger(window, action);
    }
    void waitForJobs() const {
        QTRY_VERIFY(window.controller()->busy());
        QTRY_VERIFY_WITH_TIMEOUT(!window.controller()->busy(), longWait);
    }
};

QByteArray contentOf(const QString& path) {
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
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
        person.waitForJobs();
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
        QTest::qWait(50);
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
        QTest::qWait(200);
        test::shoot(window, window, "presentation");
        person.choose("actionPresentation");
        QCOMPARE(theme::strokeScale(), 1.0);
    }

  private:
    QTemporaryDir folder_;
};

QTEST_MAIN(TestWindowFirstHours)
#include "test_window_first_hours.moc"
