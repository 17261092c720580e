// A first hour by keyboard alone, ending in named files, and the way of Tab through the whole window. Only
// QTest::key… is used; the keys are counted.
#include "ui/controller/setup.h"
#include "ui/dialogs/file_dialog.h"
#include "ui/map/map_area.h"
#include "ui/map/map_canvas.h"
#include "ui/person.h"

#include <QAbstractButton>
#include <QAbstractItemView>
#include <QAbstractSlider>
#include <QAbstractSpinBox>
#include <QDir>
#include <QFileInfo>
#include <QImage>
#include <QListView>
#include <QMenu>
#include <QMenuBar>
#include <QPushButton>
#include <QSet>
#include <QTranslator>

using namespace selfsight;
using namespace selfsight::ui;
using test::contentOf;
using test::find;
using test::Person;

namespace {

constexpr int tabsAtMost = 250;

QWidget* focused() {
    return QApplication::focusWidget();
}

QString nameOf(const QWidget* widget) {
    return widget ? QStringLiteral("%1 \"%2\" in \"%3\"")
                        .arg(QLatin1String(widget->metaObject()->className()), widget->objectName(),
                             widget->parentWidget() ? widget->parentWidget()->objectName() : QString())
                  : QStringLiteral("nothing");
}

// The part of the window where the control and a frame around it are drawn.
QImage pictureOf(MainWindow& window, const QWidget* control) {
    const QRect place(control->mapTo(&window, QPoint(0, 0)), control->size());
    return window.grab(place.adjusted(-3, -3, 3, 3)).toImage();
}

// What a person works with; parts of such a control are not counted.
QSet<QWidget*> controlsOf(MainWindow& window) {
    QSet<QWidget*> controls;
    for (QWidget* each : window.findChildren<QWidget*>()) {
        const bool control = qobject_cast<QAbstractButton*>(each) || qobject_cast<QComboBox*>(each) ||
                             qobject_cast<QLineEdit*>(each) || qobject_cast<QAbstractSpinBox*>(each) ||
                             qobject_cast<QAbstractItemView*>(each) || qobject_cast<QAbstractSlider*>(each) ||
                             qobject_cast<MapCanvas*>(each);
        // A tool bar's commands are in the menus, and a scroll bar moves with what it belongs to.
        const QByteArray name = each->metaObject()->className();
        bool part = name == "QScrollBar" || name == "QToolBarExtension" || name == "QHeaderView" ||
                    name == "QTableCornerButton" || each->objectName().startsWith("qt_");
        for (QWidget* parent = each->parentWidget(); parent && !part; parent = parent->parentWidget())
            part = qobject_cast<QAbstractSpinBox*>(parent) || qobject_cast<QComboBox*>(parent) ||
                   qobject_cast<QAbstractItemView*>(parent) || qobject_cast<QLineEdit*>(parent) ||
                   parent->inherits("QToolBar") || parent->inherits("QTabBar");
        if (control && !part && each->isVisible() && each->isEnabled()) controls.insert(each);
    }
    return controls;
}

}  // namespace

class TestWindowKeyboard : public QObject {
    Q_OBJECT

  private slots:
    void initTestCase() {
        test::isolateSettings(folder_);
        qApp->setProperty("selfsight.reducedMotion", true);
        // As the set-up was left the last time.
        Setup setup;
        setup.data = "demo:train=400,test=200";
        QSettings().setValue(QStringLiteral("setup"), setup.toText());
    }

    // Sets up, compares, walks the map, selects, takes back and exports.
    void aFirstHour() {
        MainWindow window;
        window.openWorkspace(folder_.filePath("keyboard"));
        window.resize(1440, 900);
        window.show();
        window.activateWindow();
        QVERIFY(QTest::qWaitForWindowActive(&window));
        keys_ = 0;
        press(&window, Qt::Key_N, Qt::ControlModifier);
        QTRY_COMPARE(focused(), static_cast<QWidget*>(find<QComboBox>(window, "setupData")));
        QVERIFY(reach(window, find<QWidget>(window, "setupBudget")));
        press(focused(), Qt::Key_A, Qt::ControlModifier);
        QTest::keyClicks(focused(), "2");
        QVERIFY(reach(window, find<QWidget>(window, "setupBudgetUnit")));
        QTest::keyClicks(focused(), "s");
        QCOMPARE(find<QComboBox>(window, "setupBudgetUnit")->currentText(), QStringLiteral("seconds"));
        QVERIFY(reach(window, find<QWidget>(window, "setupWidth")));
        QTest::keyClicks(focused(), "0.0625");
        QVERIFY(reach(window, find<QWidget>(window, "setupBatch")));
        QTest::keyClicks(focused(), "50");
        press(focused(), Qt::Key_Return, Qt::ControlModifier);
        QTRY_VERIFY(window.controller()->busy());
        QVERIFY(Person{window}.jobsEnd());
        auto* map = find<MapArea>(window, "map");
        QTRY_COMPARE(map->runs().size(), 4);
        QTRY_VERIFY(map->colourChoices().contains("class"));

        // Into the map, from point to point; two are marked and the rest of the way between them.
        QVERIFY(reach(window, map->findChild<MapCanvas*>()));
        press(focused(), Qt::Key_Right);
        press(focused(), Qt::Key_M);
        QTRY_COMPARE(map->selection().size(), 1);
        press(focused(), Qt::Key_Left, Qt::ShiftModifier);
        press(focused(), Qt::Key_Left, Qt::ShiftModifier);
        QVERIFY(map->selection().size() >= 2);
        const QVector<qint64> few = map->selection();
        press(focused(), Qt::Key_A, Qt::ControlModifier);
        QTRY_COMPARE(map->selection().size(), 200);
        press(focused(), Qt::Key_Z, Qt::ControlModifier);
        QTRY_COMPARE(map->selection(), few);
        QCOMPARE(find<QListView>(window, "selectionGrid")->model()->rowCount(), static_cast<int>(few.size()));
        // Digits bring an encoder forward while the map has the focus.
        press(focused(), Qt::Key_2);
        QTRY_COMPARE(find<QListView>(window, "runsList")->currentIndex().data().toString(),
                     window.controller()->runs()->style(map->runs()[1]).label);

        const QString target = folder_.filePath("by keyboard");
        QDir().mkpath(target);
        file_dialog::answerNext(target);
        press(focused(), Qt::Key_E, Qt::ControlModifier);
        QVERIFY(contentOf(target + "/keyboard_comparison.md").contains("BYOL"));
        QVERIFY(QFileInfo(target + "/keyboard_maps-tsne.csv").size() > 0);
        qInfo("a first hour by keyboard: %d keys besides what was typed", keys_);
        QVERIFY2(keys_ <= 60, qPrintable(QString::number(keys_)));
    }

    // Menus open and are walked with the keyboard, and a command in them runs.
    void menusAreReachedByTheirLetters_data() {
        QTest::addColumn<bool>("russian");
        QTest::newRow("English") << false;
        QTest::newRow("Russian") << true;
    }

    void menusAreReachedByTheirLetters() {
        QFETCH(bool, russian);
        QTranslator translator;
        if (russian) {
            QVERIFY(translator.load(QStringLiteral(":/i18n/selfsight_ru.qm")));
            QApplication::installTranslator(&translator);
        }
        MainWindow window;
        window.openWorkspace(folder_.filePath("keyboard"));
        window.resize(1440, 900);
        window.show();
        window.activateWindow();
        QVERIFY(QTest::qWaitForWindowActive(&window));
        QSet<QString> letters;
        for (const QAction* action : window.menuBar()->actions()) {
            const qsizetype at = action->text().indexOf('&');
            QVERIFY2(at >= 0, qPrintable(action->text()));
            const QString letter = action->text().mid(at + 1, 1).toLower();
            QVERIFY2(!letters.contains(letter), qPrintable(action->text()));
            letters.insert(letter);
            // Within a menu no letter stands for two commands.
            QSet<QString> within;
            for (const QAction* entry : action->menu()->actions()) {
                const qsizetype mark = entry->text().indexOf('&');
                if (entry->isSeparator() || mark < 0) continue;
                const QString own = entry->text().mid(mark + 1, 1).toLower();
                QVERIFY2(!within.contains(own), qPrintable(action->text() + " > " + entry->text()));
                within.insert(own);
            }
        }
        if (russian) return;
        auto* tour = find<QAction>(window, "actionTour");
        bool triggered = false;
        connect(tour, &QAction::triggered, &window, [&triggered] { triggered = true; });
        QTest::keyClick(&window, Qt::Key_H, Qt::AltModifier);
        QWidget* menu = nullptr;
        QTRY_VERIFY((menu = QApplication::activePopupWidget()) != nullptr);
        QTest::keyClick(menu, Qt::Key_T);
        QTRY_VERIFY(triggered);
    }

    // Tab passes every control that is in sight, comes round, and one sees where it is.
    void tabReachesEveryControlAndIsSeen() {
        MainWindow window;
        window.openWorkspace(folder_.filePath("keyboard"));
        window.resize(1440, 900);
        window.show();
        window.activateWindow();
        QVERIFY(QTest::qWaitForWindowActive(&window));
        auto* map = find<MapArea>(window, "map");
        QTRY_COMPARE(map->runs().size(), 4);
        QTRY_VERIFY(map->colourChoices().contains("class"));
        map->setSelection({1, 2, 3});
        QVERIFY(QTest::qWaitFor([&] { return find<QListView>(window, "selectionGrid")->isVisible(); }));
        press(&window, Qt::Key_N, Qt::ControlModifier);
        QSet<QWidget*> passed;
        QStringList unseen;
        QWidget* const first = focused();
        for (int i = 0; i < tabsAtMost; ++i) {
            QWidget* now = focused();
            QVERIFY(now != nullptr);
            passed.insert(now);
            const QImage with = pictureOf(window, now);
            QTest::keyClick(now, Qt::Key_Tab);
            QCoreApplication::processEvents();
            QVERIFY2(focused() != now, qPrintable("Tab does not leave " + nameOf(now)));
            if (pictureOf(window, now) == with) unseen.append(nameOf(now));
            if (focused() == first) break;
        }
        QCOMPARE(focused(), first);
        QVERIFY2(unseen.isEmpty(), qPrintable("the focus is not seen on " + unseen.join("; ")));
        QStringList missed;
        for (QWidget* control : controlsOf(window)) {
            const bool reached = std::any_of(passed.begin(), passed.end(), [control](QWidget* each) {
                return each == control || control->isAncestorOf(each) || each->focusProxy() == control;
            });
            if (!reached) missed.append(nameOf(control));
        }
        QVERIFY2(missed.isEmpty(), qPrintable("Tab does not come to " + missed.join("; ")));
    }

  private:
    void press(QWidget* to, Qt::Key key, Qt::KeyboardModifiers modifiers = {}) {
        ++keys_;
        QTest::keyClick(to ? to : QApplication::activeWindow(), key, modifiers);
    }
    // Tab, until the control, or a part of it, has the focus.
    bool reach(MainWindow& window, const QWidget* wanted) {
        for (int i = 0; i < tabsAtMost; ++i) {
            if (focused() == wanted || (focused() && wanted->isAncestorOf(focused()))) return true;
            press(focused() ? focused() : &window, Qt::Key_Tab);
        }
        return false;
    }

    QTemporaryDir folder_;
    int keys_ = 0;
};

QTEST_MAIN(TestWindowKeyboard)
#include "test_window_keyboard.moc"
