// A grid over options of the recipe: how it is set up, trained and read.
#include "core/json.h"
#include "store/workspace.h"
#include "ui/controller/sweeps.h"
#include "ui/dialogs/vary_dialog.h"
#include "ui/panels/setup_panel.h"
#include "ui/panels/sweep_panel.h"
#include "ui/screenshots.h"
#include "ui/window_fixture.h"

#include <QAbstractItemModelTester>
#include <QClipboard>
#include <QDockWidget>
#include <QFile>
#include <QLabel>
#include <QPushButton>
#include <QTableView>
#include <QTimer>
#include <QToolButton>

using namespace selfsight;
using namespace selfsight::ui;
using test::find;
using test::trigger;

namespace {

constexpr int longWait = 300000;

Setup byol() {
    Setup setup;
    setup.method = "byol";
    setup.budget = {methods::Budget::Kind::Seconds, 60};
    return setup;
}

std::optional<double> aMinute(const Setup&, const std::string& method) {
    return method == "random" ? 0 : 60;
}

void vary(const VaryDialog& dialog, int row, const char* key, const char* values) {
    const QByteArray number = QByteArray::number(row);
    auto* option = find<QComboBox>(dialog, ("varyOption" + number).constData());
    option->setCurrentIndex(option->findData(QLatin1String(key)));
    find<QLineEdit>(dialog, ("varyValues" + number).constData())->setText(QLatin1String(values));
}

bool mayQueue(const VaryDialog& dialog) {
    return find<QPushButton>(dialog, "varyQueue")->isEnabled();
}

QString summaryOf(const VaryDialog& dialog) {
    return find<QLabel>(dialog, "varySummary")->text();
}

SweepTable tableOfTwo() {
    SweepTable table;
    table.id = "s";
    table.axes = QStringList{"method.ema"};
    table.seeds = 2;
    table.points = {{"BYOL", {"0.9"}, 0.25, 0.2, 0.3, true, {"a", "b"}, 2},
                    {"BYOL", {"0.99"}, {}, {}, {}, false, {}, 0}};
    return table;
}

}  // namespace

class TestWindowVary : public QObject {
    Q_OBJECT

  private slots:
    void initTestCase() { test::isolateSettings(folder_); }

    void runsAndTimeAreSaidBeforeTheyAreQueued() {
        VaryDialog dialog(byol(), aMinute);
        QVERIFY(!mayQueue(dialog));
        vary(dialog, 0, "method.ema", "0.9, 0.99, .996");
        find<QLineEdit>(dialog, "varySeeds")->setText("0-1");
        QVERIFY2(mayQueue(dialog), qPrintable(summaryOf(dialog)));
        QCOMPARE(summaryOf(dialog), QStringLiteral("Settings: 3 · seeds: 2 · runs: 6; about 6:00 of training."));
        find<QToolButton>(dialog, "varyAdd")->click();
        QVERIFY(!mayQueue(dialog));
        vary(dialog, 1, "encoder.width", "0.25,0.5");
        QVERIFY(summaryOf(dialog).contains("runs: 12; about 12:00"));
        auto* method = find<QComboBox>(dialog, "varyMethod");
        method->setCurrentIndex(0);
        // Random weights need no training.
        QVERIFY2(summaryOf(dialog).contains("methods: 4 · seeds: 2 · runs: 48; about 36:00"),
                 qPrintable(summaryOf(dialog)));
        method->setCurrentIndex(method->findData("byol"));
        find<QToolButton>(dialog, "varyRemove1")->click();
        QVERIFY(summaryOf(dialog).contains("runs: 6;"));
        QCOMPARE(dialog.axes().size(), std::size_t(1));
        QCOMPARE(dialog.axes()[0].values, (std::vector<std::string>{"0.9", "0.99", "0.996"}));
        QCOMPARE(dialog.setup().seeds, (std::vector<std::uint64_t>{0, 1}));
    }

    void wrongGridsAreSaid_data() {
        QTest::addColumn<QString>("option");
        QTest::addColumn<QString>("values");
        QTest::addColumn<QString>("says");
        QTest::newRow("beyond the range") << "method.ema" << "0.9, 1.5" << "1.5";
        QTest::newRow("no number") << "method.ema" << "high" << "high";
        QTest::newRow("twice the same") << "method.ema" << "0.9, 0.90" << "named twice";
        QTest::newRow("nothing") << "method.ema" << " , " << "separated by commas";
        QTest::newRow("no such choice") << "optimiser.kind" << "sgd, rmsprop" << "rmsprop";
        QTest::newRow("too many") << "train.report_every" << "many" << "1,200";
    }
    void wrongGridsAreSaid() {
        QFETCH(QString, option);
        QFETCH(QString, values);
        QFETCH(QString, says);
        if (values == "many") {
            QStringList all;
            for (int i = 1; i <= 1200; ++i) all << QString::number(i);
            values = all.join(',');
        }
        VaryDialog dialog(byol(), aMinute);
        vary(dialog, 0, option.toLatin1(), values.toLatin1());
        QVERIFY(!mayQueue(dialog));
        QVERIFY2(summaryOf(dialog).contains(says), qPrintable(summaryOf(dialog)));
    }

    void oneOptionVariesOnce() {
        VaryDialog dialog(byol(), aMinute);
        vary(dialog, 0, "method.ema", "0.9,0.99");
        find<QToolButton>(dialog, "varyAdd")->click();
        vary(dialog, 1, "method.ema", "0.5");
        QVERIFY(!mayQueue(dialog));
        QVERIFY(summaryOf(dialog).contains("twice"));
    }

    void whatIsVariedReplacesWhatWasSet() {
        Setup setup = byol();
        setup.overrides = {{"method.ema", "0.5"}, {"encoder.width", "0.25"}};
        const jobs::SweepSpec spec = setup.sweepSpec("/w", {{"method.ema", {"0.9", "0.99"}}});
        QCOMPARE(spec.overrides, (decltype(spec.overrides){{"encoder.width", "0.25"}}));
        QVERIFY_EXCEPTION_THROWN(setup.sweepSpec("/w", {{"method.ema", {"2"}}}), std::exception);
    }

    void tablesOrderByNumberAndCopy() {
        const SweepTable table = tableOfTwo();
        SweepModel model;
        QAbstractItemModelTester tester(&model);
        model.setTable(std::make_shared<SweepTable>(table));
        QCOMPARE(model.rowCount(), 2);
        QCOMPARE(model.index(0, 2).data().toString(), QStringLiteral("★ 0.250"));
        QCOMPARE(model.index(0, 2).data(SweepModel::SortRole).toDouble(), 0.25);
        QCOMPARE(model.index(1, 2).data().toString(), QStringLiteral("–"));
        const QStringList tsv = toTsv(table).split('\n');
        QCOMPARE(tsv[0].count('\t'), 6);
        QCOMPARE(tsv[1], QStringLiteral("BYOL\t0.9\t0.250\t0.200\t0.300\tseeds\t2 of 2"));
        QCOMPARE(toMarkdown(table).split('\n')[3],
                 QStringLiteral("| BYOL | 0.99 | – | – | – | – | 0 of 2 |"));
        QVERIFY(toLatex(table).contains(QStringLiteral("  BYOL & 0.99 & -- & -- & -- & -- & 0 of 2 \\\\\n")));
        QVERIFY(sweepTitle(table).contains("2 of 4 runs"));
    }

    void aSweepThatHasNotBegunListsWhatWasAskedFor() {
        store::Comparison comparison;
        comparison.id = "x";
        QVERIFY(!readSweep(comparison, "/nowhere"));
        comparison.request = {
            {"kind", "sweep"},
            {"protocol", "notebook"},
            {"methods", {"byol", "simsiam"}},
            {"seeds", {0, 1, 2}},
            {"axes", {{{"key", "a"}, {"values", {"1", "2"}}}, {{"key", "b"}, {"values", {"3"}}}}}};
        const auto table = readSweep(comparison, "/nowhere");
        QVERIFY(table);
        QCOMPARE(table->points.size(), 4);
        QCOMPARE(table->points[3].values, (QStringList{"2", "3"}));
        QCOMPARE(table->asked(), 12);
        QCOMPARE(table->best(), -1);
    }

    void aGridIsQueuedTrainedProbedAndCopied() {
        MainWindow window;
        window.openWorkspace(folder_.filePath("workspace"));
        window.resize(1440, 900);
        window.show();
        test::setUpTiny(window, 1, "byol");
        QVERIFY(!find<QDockWidget>(window, "sweepsDock")->isVisible());
        // The dialog is modal: it is filled in from its own event loop.
        QTimer::singleShot(0, &window, [&window] {
            auto* dialog = find<VaryDialog>(window, "varyDialog");
            vary(*dialog, 0, "method.ema", "0.9,0.99");
            test::shoot(window, *dialog, "vary");
            find<QPushButton>(*dialog, "varyQueue")->click();
        });
        find<QPushButton>(window, "setupVary")->click();
        QTRY_VERIFY(window.controller()->activity().active);
        QVERIFY(find<QDockWidget>(window, "sweepsDock")->isVisible());
        QTRY_VERIFY_WITH_TIMEOUT(!window.controller()->busy(), longWait);
        auto* table = find<QTableView>(window, "sweepTable");
        QTRY_COMPARE(table->model()->rowCount(), 2);
        // So short a training may well be worth nothing, but it is known.
        QTRY_COMPARE(table->model()->index(1, 2).data(SweepModel::SortRole).typeId(), int(QMetaType::Double));
        QCOMPARE(table->model()->index(0, 1).data().toString(), QStringLiteral("0.9"));
        QCOMPARE(window.controller()->runs()->rowCount(), 2);
        trigger(window, "sweepCopyMarkdown");
        const QString copied = QGuiApplication::clipboard()->text();
        QCOMPARE(copied.count('\n'), 4);
        QVERIFY2(copied.contains("| 0.99 | 0."), qPrintable(copied));
        test::shoot(window, window, "variations");

        // One row brings its runs forward.
        table->selectRow(1);
        find<QToolButton>(window, "sweepShow")->click();
        QCOMPARE(window.controller()->runs()->shown().size(), 1);
    }

  private:
    QTemporaryDir folder_;
};

QTEST_MAIN(TestWindowVary)
#include "test_window_vary.moc"
