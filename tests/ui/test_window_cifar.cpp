// CIFAR-100 in the real window, from the archive to a run that was stopped and kept.
#include "ui/cifar_archive.h"
#include "ui/dialogs/file_dialog.h"
#include "ui/panels/message_bar.h"
#include "ui/person.h"

#include <QLabel>
#include <QPushButton>

using namespace selfsight;
using namespace selfsight::ui;
using test::find;
using test::Person;
using test::trigger;

class TestWindowCifar : public QObject {
    Q_OBJECT

  private slots:
    void initTestCase() {
        test::isolateSettings(folder_);
        archive_ = folder_.filePath("cifar-100-binary.tar.gz");
        test::writeCifar100(archive_.toStdString());
    }

    void openTrainPauseGoOnStopAndKeep() {
        MainWindow window;
        window.openWorkspace(folder_.filePath("workspace"));
        window.show();
        Person person{window};
        // The file that one has, by the button of the welcome page.
        file_dialog::answerNext(archive_);
        person.press("welcomeData");
        QCOMPARE(find<QComboBox>(window, "setupData")->currentData().toString(), archive_);
        auto* method = find<QComboBox>(window, "setupMethod");
        method->setCurrentIndex(method->findData("supervised"));
        find<QComboBox>(window, "setupBudgetUnit")->setCurrentText("seconds");
        find<QDoubleSpinBox>(window, "setupBudget")->setValue(600);
        find<QLineEdit>(window, "setupWidth")->setText("0.0625");
        person.press("setupStart");
        Controller* controller = window.controller();
        RunsModel* runs = controller->runs();
        const auto state = [runs] {
            return runs->rowCount() == 0 ? RunState::Queued : runs->state(runs->idAt(0));
        };
        QTRY_COMPARE_WITH_TIMEOUT(controller->activity().progress.phase, Phase::Train, Person::patience);
        QTRY_VERIFY_WITH_TIMEOUT(controller->activity().epoch > 0, Person::patience);
        person.choose("actionPause");
        QTRY_COMPARE_WITH_TIMEOUT(state(), RunState::Paused, Person::patience);
        QVERIFY(find<QLabel>(window, "statusPhase")->text().contains("paused"));
        const double held = controller->activity().epoch;
        person.choose("actionPause");
        QTRY_COMPARE_WITH_TIMEOUT(state(), RunState::Running, Person::patience);
        QTRY_VERIFY_WITH_TIMEOUT(controller->activity().epoch > held, Person::patience);
        person.choose("actionStop");
        QVERIFY(person.jobsEnd());
        QVERIFY(!find<MessageBar>(window, "messageBar")->isVisible());
        QTRY_COMPARE(state(), RunState::Stopped);
        // What it has learnt is kept: weights to go on from, and the embeddings of all test images.
        const auto summary = controller->snapshot()->runs.front();
        QCOMPARE(summary->record.dataKind, std::string("cifar100"));
        QCOMPARE(summary->record.testCount, 10000);
        QTRY_VERIFY(controller->snapshot()->runs.front()->embeddings);
        QCOMPARE(controller->snapshot()->runs.front()->names.classes.size(), std::size_t(100));
        QVERIFY(find<QAction>(window, "actionResume") != nullptr);
        QCOMPARE(person.clicks, 5);
    }

  private:
    QTemporaryDir folder_;
    QString archive_;
};

QTEST_MAIN(TestWindowCifar)
#include "test_window_cifar.moc"
