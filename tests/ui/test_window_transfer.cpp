// A run's encoder is probed on other data, and what it is worth there stands below the bars.
#include "store/transfers.h"
#include "ui/dialogs/transfer_dialog.h"
#include "ui/panels/runs_panel.h"
#include "ui/person.h"
#include "ui/screenshots.h"

#include <QLabel>
#include <QPushButton>
#include <QTabWidget>
#include <QTableView>
#include <QTimer>

using namespace selfsight;
using namespace selfsight::ui;
using test::find;
using test::Person;

namespace {

const QString own = QStringLiteral("demo:train=400,test=200");
const QString other = QStringLiteral("demo:train=300,test=160,seed=7");

}  // namespace

class TestWindowTransfer : public QObject {
    Q_OBJECT

  private slots:
    void initTestCase() { test::isolateSettings(folder_); }

    void theDialogTakesNothingThatIsNoTransfer() {
        TransferDialog dialog("BYOL, seed 0", own, {own, other});
        auto* accept = find<QPushButton>(dialog, "transferAccept");
        auto* data = find<QComboBox>(dialog, "transferData");
        // The run's own images are not offered.
        QCOMPARE(data->count(), 1);
        QCOMPARE(dialog.data(), other);
        QVERIFY(accept->isEnabled());
        data->setEditText(own);
        QVERIFY(!accept->isEnabled());
        QVERIFY(find<QLabel>(dialog, "transferProblem")->text().contains("trained on"));
        data->setEditText("  ");
        QVERIFY(!accept->isEnabled());
        data->setEditText(other);
        find<QLineEdit>(dialog, "transferLabel")->clear();
        QVERIFY(!accept->isEnabled());
    }

    void aRunIsProbedElsewhere() {
        MainWindow window;
        window.openWorkspace(folder_.filePath("workspace"));
        window.resize(1440, 900);
        window.show();
        Person person{window};
        auto* transfer = find<QAction>(window, "actionTransfer");
        QVERIFY(!transfer->isEnabled());
        test::setUpTiny(window, 1, "supervised");
        person.press("setupStart");
        QVERIFY(person.jobsEnd());
        QTRY_COMPARE(window.controller()->runs()->rowCount(), 1);
        const QString run = window.controller()->runs()->idAt(0);
        find<RunsPanel>(window, "runsPanel")->setCurrentRun(run);
        QTRY_VERIFY(transfer->isEnabled());
        window.controller()->probeRuns({run}, "notebook");
        QVERIFY(person.jobsEnd());
        auto* tabs = find<QTabWidget>(window, "evaluationTabs");
        QTRY_VERIFY(tabs->isVisible());
        tabs->setCurrentIndex(tabs->count() - 1);
        auto* table = find<QTableView>(window, "transfersTable");
        QVERIFY(!table->isVisible());
        QVERIFY(find<QLabel>(window, "transfersNote")->text().contains("Probe on other data"));

        QTimer::singleShot(0, &window, [&window] {
            auto* dialog = find<TransferDialog>(window, "transferDialog");
            auto* protocol = find<QComboBox>(*dialog, "transferProtocol");
            find<QComboBox>(*dialog, "transferData")->setEditText(other);
            protocol->setCurrentIndex(protocol->findData("notebook"));
            test::shoot(window, *dialog, "transfer");
            find<QPushButton>(*dialog, "transferAccept")->click();
        });
        person.choose("actionTransfer");
        QVERIFY(person.jobsEnd());
        const auto found = store::transfers(
            std::filesystem::path(folder_.filePath("workspace/runs").toStdString()) / run.toStdString());
        QCOMPARE(found.size(), std::size_t(1));
        QCOMPARE(found[0].dataLocation, other.toStdString());
        QCOMPARE(found[0].probe.protocol, std::string("notebook"));
        QCOMPARE(found[0].probe.testCount, 40);
        QTRY_COMPARE(table->model()->rowCount(), 1);
        QTRY_VERIFY(table->isVisible());
        QCOMPARE(table->model()->index(0, 2).data(Qt::UserRole).toDouble(), found[0].probe.accuracy);
        QCOMPARE(table->model()->index(0, 1).data(Qt::ToolTipRole).toString(), other);
        test::shoot(window, window, "other-data");
    }

  private:
    QTemporaryDir folder_;
};

QTEST_MAIN(TestWindowTransfer)
#include "test_window_transfer.moc"
