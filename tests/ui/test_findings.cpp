// Findings: kept selections, notes and hand-made labels, in a workspace and on the panel; contact sheets.
#include "io/json_file.h"
#include "store/workspace.h"
#include "support/synthetic_maps.h"
#include "ui/controller/findings.h"
#include "ui/dialogs/label_dialog.h"
#include "ui/export/contact_sheet.h"
#include "ui/export/exporter.h"
#include "ui/panels/findings_panel.h"

#include <QAction>
#include <QApplication>
#include <QCheckBox>
#include <QComboBox>
#include <QDialogButtonBox>
#include <QLineEdit>
#include <QListWidget>
#include <QMenu>
#include <QPlainTextEdit>
#include <QProcess>
#include <QPushButton>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>
#include <QTextBrowser>
#include <QToolButton>
#include <fstream>

using namespace selfsight;
using namespace selfsight::ui;

class TestFindings : public QObject {
    Q_OBJECT

  private slots:
    void initTestCase() { theme::apply(*qApp, theme::Mode::Light); }

    void init() {
        folder_ = std::make_unique<QTemporaryDir>();
        workspace_ = std::make_shared<store::Workspace>(folder_->filePath(QStringLiteral("w")).toStdString());
        findings_ = std::make_unique<Findings>();
        findings_->open(workspace_);
    }

    void whatIsKeptIsThereAfterReopening() {
        QSignalSpy changed(findings_.get(), &Findings::changed);
        const QString kept = findings_->keepSelection(QStringLiteral("Uhren"), "h", {3, 4, 5});
        store::Note note;
        note.text = "**Clocks** 🕐";
        note.dataHash = "h";
        note.images = {3};
        const QString written = findings_->addNote(note);
        QVERIFY(!kept.isEmpty() && !written.isEmpty());
        QVERIFY(findings_->setText(written, QStringLiteral("# Neu\n\n*kursiv*")));
        QVERIFY(findings_->rename(kept, QStringLiteral("Uhren auf Gras")));
        QCOMPARE(changed.count(), 4);
        Findings other;
        other.open(std::make_shared<store::Workspace>(workspace_->path()));
        QVERIFY(other.selection(kept) && other.note(written));
        QCOMPARE(QString::fromStdString(other.selection(kept)->name), QStringLiteral("Uhren auf Gras"));
        QCOMPARE(other.note(written)->title(), std::string("Neu"));
        // Two windows on one workspace do not take each other's findings away.
        const QString third = other.keepSelection(QStringLiteral("third"), "h", {1});
        QVERIFY(findings_->remove(written));
        QVERIFY(findings_->selection(third));
        QVERIFY(!findings_->note(written));
    }

    void aDamagedWorkspaceIsNotOverwritten() {
        auto document = workspace_->document();
        document["notes"] = 7;
        workspace_->writeDocument(document);
        Findings other;
        QSignalSpy failed(&other, &Findings::failed);
        other.open(workspace_);
        QCOMPARE(failed.count(), 1);
        QVERIFY(other.keepSelection(QStringLiteral("x"), "h", {1}).isEmpty());
        QCOMPARE(failed.count(), 2);
        QCOMPARE(workspace_->document()["notes"].get<int>(), 7);
    }

    void labelsByHandGiveEveryImageOneValue() {
        QVERIFY(findings_->label("shape", "round", "other", "h", {1, 2}, 6));
        const auto values = [&] { return findings_->labels("shape", "h")->values(6); };
        QCOMPARE(values(), (Labels{1, 0, 0, 1, 1, 1}));
        QVERIFY(findings_->label("shape", "square", "other", "h", {2, 5}, 6));
        QCOMPARE(values(), (Labels{1, 0, 2, 1, 1, 2}));
        QVERIFY(findings_->label("more", "x", {}, "h", {0}, 6));
        QCOMPARE(findings_->labels("more", "h")->values(3), (Labels{0, -1, -1}));
        QVERIFY(!findings_->labels("more", "elsewhere"));
    }

    void thePanelWritesShowsAndFollows() {
        FindingsPanel panel(findings_.get());
        panel.resize(400, 500);
        FindingsContext context{"h", {2, 7}, {{"r1", "BYOL"}, {"r2", "SimSiam"}}};
        panel.setContext(context);
        panel.show();
        auto* list = panel.findChild<QListWidget*>(QStringLiteral("findingsList"));
        QSignalSpy requested(&panel, &FindingsPanel::selectionRequested);
        panel.keepSelection();
        QCOMPARE(list->count(), 1);
        emit list->itemClicked(list->item(0));
        QCOMPARE(requested.last().first().value<QVector<qint64>>(), QVector<qint64>({2, 7}));
        list->item(0)->setText(QStringLiteral("my clocks"));
        QCOMPARE(findings_->all().selections.front().name, std::string("my clocks"));

        panel.addNote(store::Note::Target::Selection);
        auto* editor = panel.findChild<QPlainTextEdit*>(QStringLiteral("noteEditor"));
        QVERIFY(editor->isVisible());
        editor->setPlainText(QStringLiteral("Clocks on **grass**\n\nsee *below*"));
        QTest::keyClick(editor, Qt::Key_Return, Qt::ControlModifier);
        auto* view = panel.findChild<QTextBrowser*>(QStringLiteral("noteView"));
        QVERIFY(view->isVisible());
        QVERIFY(view->toPlainText().contains(QStringLiteral("Clocks on grass")));
        QCOMPARE(list->item(1)->text(), QStringLiteral("Clocks on grass"));

        // On a map, and on the comparison: chosen in the menu.
        auto* menu = panel.controls()->findChild<QMenu*>(QStringLiteral("noteTargets"));
        emit menu->aboutToShow();
        QCOMPARE(menu->actions().size(), 4);
        menu->actions().at(2)->trigger();
        emit menu->aboutToShow();
        menu->actions().at(3)->trigger();
        const auto& notes = findings_->all().notes;
        QCOMPARE(notes.size(), std::size_t{3});
        QCOMPARE(notes[1].runs, std::vector<std::string>{"r2"});
        QCOMPARE(notes[2].runs.size(), std::size_t{2});

        const QVector<MapNote> labels = mapNotes(findings_->all(), context);
        QCOMPARE(labels.size(), 3);
        QCOMPARE(labels[0].images, QVector<qint64>({2, 7}));
        QCOMPARE(labels[1].run, QStringLiteral("r2"));
        QCOMPARE(labels[2].run, QStringLiteral("r1"));
        // Of other data and other runs nothing is shown.
        QVERIFY(mapNotes(findings_->all(), {"other", {}, {{"r9", "Random"}}}).isEmpty());
        panel.open(QString::fromStdString(notes[0].id));
        QCOMPARE(list->currentRow(), 1);
    }

    // Another process rewrites workspace.json while a note is in the editor here.
    void whatIsWrittenElsewhereMeanwhileIsNotLost() {
        store::Note note;
        note.text = "Clocks on grass";
        note.dataHash = "h";
        note.images = {3};
        const QString id = findings_->addNote(note);
        FindingsPanel panel(findings_.get());
        panel.setContext({"h", {3}, {}});
        panel.show();
        panel.open(id);
        const auto textNow = [&] {
            Findings fresh;
            fresh.open(workspace_);
            return fresh.note(id) ? QString::fromStdString(fresh.note(id)->text) : QStringLiteral("gone");
        };
        const auto elsewhere = [&](const char* from, const char* to) {
            const QString script =
                QStringLiteral("s/%1/%2/; s/%3/by hand/")
                    .arg(QLatin1String(from), QLatin1String(to), QLatin1String(io::kSealKey));
            const QString file = QString::fromStdString((workspace_->path() / "workspace.json").string());
            return QProcess::execute(QStringLiteral("sed"), {QStringLiteral("-i"), script, file});
        };
        auto* editor = panel.findChild<QPlainTextEdit*>(QStringLiteral("noteEditor"));
        auto* edit = panel.controls()->findChild<QToolButton*>(QStringLiteral("editNote"));
        auto* merged = panel.findChild<QWidget*>(QStringLiteral("noteMerged"));

        // Nothing written here: the editor follows.
        edit->click();
        QCOMPARE(elsewhere("Clocks on grass", "Clocks on sand"), 0);
        findings_->refresh();
        QCOMPARE(editor->toPlainText(), QStringLiteral("Clocks on sand"));
        // Written here and there: both are kept, and one of them can be chosen.
        editor->setPlainText(QStringLiteral("Discs"));
        QCOMPARE(elsewhere("Clocks on sand", "Clocks at sea"), 0);
        QTest::keyClick(editor, Qt::Key_Return, Qt::ControlModifier);
        QCOMPARE(textNow(), QStringLiteral("Clocks at sea\n\n---\n\nDiscs"));
        QVERIFY(merged->isVisible());
        panel.findChild<QToolButton*>(QStringLiteral("noteOnlyTheirs"))->click();
        QCOMPARE(textNow(), QStringLiteral("Clocks at sea"));
        QVERIFY(!merged->isVisible());
        // Seen before it is saved: the same.
        edit->click();
        editor->setPlainText(QStringLiteral("Discs"));
        QCOMPARE(elsewhere("Clocks at sea", "Clocks at dusk"), 0);
        findings_->refresh();
        QCOMPARE(editor->toPlainText(), QStringLiteral("Discs"));
        edit->click();
        QCOMPARE(textNow(), QStringLiteral("Clocks at dusk\n\n---\n\nDiscs"));
        panel.findChild<QToolButton*>(QStringLiteral("noteOnlyMine"))->click();
        QCOMPARE(textNow(), QStringLiteral("Discs"));
        // Only there: theirs stands, with no question.
        edit->click();
        QCOMPARE(elsewhere("Discs", "Rings"), 0);
        edit->click();
        QCOMPARE(textNow(), QStringLiteral("Rings"));
        QVERIFY(!merged->isVisible());
        // Deleted there while it is written here: it comes back.
        findings_->refresh();
        edit->click();
        editor->setPlainText(QStringLiteral("Rings of light"));
        Findings other;
        other.open(workspace_);
        QVERIFY(other.remove(id));
        QCOMPARE(textNow(), QStringLiteral("gone"));
        findings_->refresh();
        QTest::keyClick(editor, Qt::Key_Escape);
        QCOMPARE(textNow(), QStringLiteral("Rings of light"));
        QCOMPARE(findings_->note(id)->images, std::vector<std::int64_t>{3});
    }

    void theLabelDialogAcceptsOnlyWhatCanBeWritten() {
        LabelDialog dialog(4, {QStringLiteral("shape")}, {QStringLiteral("class")});
        auto* ok = dialog.findChild<QDialogButtonBox*>()->button(QDialogButtonBox::Ok);
        auto* column = dialog.findChild<QComboBox*>(QStringLiteral("labelColumn"));
        auto* value = dialog.findChild<QLineEdit*>(QStringLiteral("labelValue"));
        auto* rest = dialog.findChild<QLineEdit*>(QStringLiteral("labelRest"));
        QVERIFY(ok->isEnabled());
        column->setEditText(QStringLiteral("class"));
        QVERIFY(!ok->isEnabled());
        column->setEditText(QStringLiteral(" colour "));
        QVERIFY(ok->isEnabled());
        QCOMPARE(dialog.column(), QStringLiteral("colour"));
        value->clear();
        QVERIFY(!ok->isEnabled());
        value->setText(rest->text());
        QVERIFY(!ok->isEnabled());
        dialog.findChild<QCheckBox*>(QStringLiteral("labelRestOn"))->setChecked(false);
        QVERIFY(ok->isEnabled());
        QVERIFY(dialog.rest().isEmpty());
    }

    void contactSheetsShowEveryImageOnce() {
        const auto images = test::syntheticImages(60, 20);
        QVector<qint64> chosen;
        for (qint64 i = 0; i < 50; ++i) chosen.append(i);
        const ContactSheet sheet(images, chosen + QVector<qint64>{999}, QStringLiteral("class"),
                                 QStringLiteral("test"));
        QCOMPARE(sheet.order().size(), 50);
        for (qsizetype i = 1; i < sheet.order().size(); ++i)
            QVERIFY(sheet.order()[i - 1] % 20 <= sheet.order()[i] % 20);
        const QString png = folder_->filePath(QStringLiteral("sheet.png"));
        exportFigure(sheet, png);
        const QImage image(png);
        QVERIFY(image.width() >= sheet.size().width() * 2);
        QCOMPARE(image.text(QStringLiteral("images")), QStringLiteral("50"));
        for (const char* name : {"sheet.pdf", "sheet.svg", "sheet.csv"})
            exportFigure(sheet, folder_->filePath(QLatin1String(name)));
        // Thousands are shown smaller, in about the shape of a page.
        const auto many = test::syntheticImages(3000, 20);
        QVector<qint64> all;
        for (qint64 i = 0; i < 3000; ++i) all.append(i);
        const QSizeF size = ContactSheet(many, all, {}, {}).size();
        QVERIFY(size.width() < 4000 && size.width() > size.height());
    }

  private:
    std::unique_ptr<QTemporaryDir> folder_;
    std::shared_ptr<store::Workspace> workspace_;
    std::unique_ptr<Findings> findings_;
};

QTEST_MAIN(TestFindings)
#include "test_findings.moc"
