// What a person changes can be taken back, and the menu says what that is.
#include "store/bin.h"
#include "store/workspace.h"
#include "support/synthetic_maps.h"
#include "ui/map/map_area.h"
#include "ui/models/edit.h"
#include "ui/window_fixture.h"

#include <QDir>
#include <QUndoStack>

using namespace selfsight;
using namespace selfsight::ui;
using test::find;
using test::trigger;

class TestWindowUndo : public QObject {
    Q_OBJECT

  private slots:
    void initTestCase() { test::isolateSettings(folder_); }

    void init() {
        workspace_ = folder_.filePath(QStringLiteral("w%1").arg(++made_));
        store::Workspace workspace(workspace_.toStdString());
        store::RunRecord record;
        record.method = "byol";
        record.name = "first";
        record.state = RunState::Succeeded;
        id_ = QString::fromStdString(workspace.createRun(record).record().id);
        window_ = std::make_unique<MainWindow>();
        window_->openWorkspace(workspace_);
        window_->show();
        QTRY_COMPARE(runs()->rowCount(), 1);
        QVERIFY(!find<QAction>(*window_, "actionUndo")->isEnabled());
        QVERIFY(!find<QAction>(*window_, "actionRedo")->isEnabled());
    }

    void namesAndNotes() {
        window_->controller()->rename(id_, "second & third");
        QTRY_COMPARE(runs()->index(0, 0).data().toString(), QStringLiteral("second & third"));
        window_->controller()->setNotes(id_, "It *collapsed*.");
        QCOMPARE(textOf("actionUndo"), QStringLiteral("&Undo notes on second && third"));
        trigger(*window_, "actionUndo");
        QCOMPARE(recordOf().notes, std::string());
        QCOMPARE(textOf("actionUndo"), QStringLiteral("&Undo renaming to “second && third”"));
        trigger(*window_, "actionUndo");
        QCOMPARE(recordOf().name, std::string("first"));
        QTRY_COMPARE(runs()->index(0, 0).data().toString(), QStringLiteral("first"));
        QCOMPARE(textOf("actionUndo"), QStringLiteral("&Undo"));
        trigger(*window_, "actionRedo");
        trigger(*window_, "actionRedo");
        QCOMPARE(recordOf().name, std::string("second & third"));
        QCOMPARE(recordOf().notes, std::string("It *collapsed*."));
        // A name that stays is no change.
        window_->controller()->rename(id_, "second & third");
        QCOMPARE(window_->controller()->edits()->count(), 2);
    }

    void theBin() {
        window_->controller()->binRuns({id_});
        QTRY_COMPARE(runs()->rowCount(), 0);
        QCOMPARE(textOf("actionUndo"), QStringLiteral("&Undo deleting “first”"));
        trigger(*window_, "actionUndo");
        QTRY_COMPARE(runs()->rowCount(), 1);
        QVERIFY(store::binnedRuns(workspace_.toStdString()).empty());
        // A folder of that name lies in the bin meanwhile: the run gets another one there, and comes out of
        // it.
        QVERIFY(QDir().mkpath(workspace_ + "/bin/" + id_));
        trigger(*window_, "actionRedo");
        QTRY_COMPARE(runs()->rowCount(), 0);
        trigger(*window_, "actionUndo");
        QTRY_COMPARE(runs()->rowCount(), 1);
        QCOMPARE(runs()->idAt(0), id_);
    }

    void whatCameOutOfTheBinGoesBack() {
        store::Workspace(workspace_.toStdString()).binRun(id_.toStdString());
        window_->controller()->refresh();
        QTRY_COMPARE(runs()->rowCount(), 0);
        window_->controller()->restoreRuns({id_});
        QTRY_COMPARE(runs()->rowCount(), 1);
        trigger(*window_, "actionUndo");
        QTRY_COMPARE(runs()->rowCount(), 0);
        QCOMPARE(store::binnedRuns(workspace_.toStdString()).size(), std::size_t(1));
    }

    void findings() {
        Findings* findings = window_->controller()->findings();
        const QString kept = findings->keepSelection("Clocks", "hash", {1, 2, 3});
        QVERIFY(findings->rename(kept, "Clocks on grass"));
        store::Note note;
        note.target = store::Note::Target::Comparison;
        note.text = "first words";
        note.runs = {id_.toStdString()};
        const QString written = findings->addNote(note);
        QVERIFY(findings->setText(written, "other words"));
        QVERIFY(findings->remove(kept));
        QVERIFY(!findings->selection(kept));
        trigger(*window_, "actionUndo");
        QVERIFY(findings->selection(kept));
        QCOMPARE(findings->selection(kept)->images, (std::vector<std::int64_t>{1, 2, 3}));
        QCOMPARE(textOf("actionUndo"), QStringLiteral("&Undo writing a note"));
        trigger(*window_, "actionUndo");
        QCOMPARE(findings->note(written)->text, std::string("first words"));
        trigger(*window_, "actionUndo");
        QVERIFY(!findings->note(written));
        trigger(*window_, "actionUndo");
        QCOMPARE(findings->selection(kept)->name, std::string("Clocks"));
        trigger(*window_, "actionUndo");
        QVERIFY(findings->all().selections.empty());
        for (int i = 0; i < 4; ++i) trigger(*window_, "actionRedo");
        QCOMPARE(findings->selection(kept)->name, std::string("Clocks on grass"));
        QCOMPARE(findings->note(written)->text, std::string("other words"));
        // It is in the file, too.
        const store::Workspace other(workspace_.toStdString());
        QCOMPARE(store::readFindings(other), findings->all());
    }

    // What another program has written into a note is not taken back with one's own words.
    void aNoteThatWasRewrittenElsewhereStays() {
        Findings* findings = window_->controller()->findings();
        window_->controller()->rename(id_, "renamed");
        store::Note note;
        note.text = "mine";
        note.runs = {id_.toStdString()};
        const QString written = findings->addNote(note);
        QVERIFY(findings->setText(written, "mine, again"));
        store::Workspace other(workspace_.toStdString());
        store::changeFindings(other, [](store::Findings& all) { all.notes.front().text = "theirs"; });
        trigger(*window_, "actionUndo");
        QCOMPARE(findings->note(written)->text, std::string("theirs"));
        // Both steps of that note are gone, and the one before them was taken back instead.
        QCOMPARE(window_->controller()->edits()->count(), 1);
        QCOMPARE(recordOf().name, std::string("first"));
    }

    void selectionsShareTheStack() {
        auto* map = find<MapArea>(*window_, "map");
        map->setMap(test::syntheticEncoder(QStringLiteral("byol"), *test::syntheticImages(50), 1));
        map->setSelection({3, 4, 5});
        window_->controller()->rename(id_, "between");
        map->clearSelection();
        QCOMPARE(textOf("actionUndo"), QStringLiteral("&Undo clearing the selection"));
        trigger(*window_, "actionUndo");
        QCOMPARE(map->selection(), (QVector<qint64>{3, 4, 5}));
        map->undo();  // the map's own button: the same stack
        QCOMPARE(recordOf().name, std::string("first"));
        QCOMPARE(textOf("actionUndo"), QStringLiteral("&Undo selection of 3 images"));
        map->undo();
        QVERIFY(map->selection().isEmpty());
        map->redo();
        map->redo();
        QCOMPARE(recordOf().name, std::string("between"));
        // Maps that are gone take their selections along; what was changed before them can still be taken
        // back.
        map->clear();
        trigger(*window_, "actionUndo");
        QCOMPARE(recordOf().name, std::string("first"));
        QVERIFY(find<QAction>(*window_, "actionUndo")->isEnabled());
        trigger(*window_, "actionUndo");
        QVERIFY(!find<QAction>(*window_, "actionUndo")->isEnabled());
    }

    void anotherWorkspaceBeginsAnew() {
        window_->controller()->rename(id_, "other");
        window_->openWorkspace(folder_.filePath("elsewhere"));
        QVERIFY(!find<QAction>(*window_, "actionUndo")->isEnabled());
    }

  private:
    RunsModel* runs() { return window_->controller()->runs(); }
    QString textOf(const char* action) { return find<QAction>(*window_, action)->text(); }
    store::RunRecord recordOf() {
        return store::RunFolder((workspace_ + "/runs/" + id_).toStdString()).record();
    }

    QTemporaryDir folder_;
    QString workspace_, id_;
    int made_ = 0;
    std::unique_ptr<MainWindow> window_;
};

QTEST_MAIN(TestWindowUndo)
#include "test_window_undo.moc"
