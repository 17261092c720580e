#include "ui/panels/findings_panel.h"

#include "ui/panels/panel_title.h"
#include "ui/text.h"
#include "ui/theme/theme.h"

#include <QEvent>
#include <QHBoxLayout>
#include <QKeyEvent>
#include <QListWidget>
#include <QLocale>
#include <QMenu>
#include <QMessageBox>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QSplitter>
#include <QStackedWidget>
#include <QTextBrowser>
#include <QToolButton>
#include <QVBoxLayout>
#include <algorithm>

namespace selfsight::ui {
namespace {

constexpr int idRole = Qt::UserRole;

QToolButton* button(const char* icon, const char* name, const QString& label, const QString& tip) {
    auto* made = new QToolButton;
    made->setObjectName(QLatin1String(name));
    made->setIcon(theme::themedIcon(QLatin1String(icon)));
    made->setAutoRaise(true);
    made->setAccessibleName(label);
    made->setToolTip(tip);
    return made;
}

QVector<qint64> listOf(const std::vector<std::int64_t>& images) {
    return {images.begin(), images.end()};
}

}  // namespace

QVector<MapNote> mapNotes(const store::Findings& findings, const FindingsContext& context) {
    QVector<MapNote> result;
    const auto isShown = [&](const std::string& run) {
        return std::any_of(context.runs.begin(), context.runs.end(),
                           [&](const auto& shown) { return shown.first == text(run); });
    };
    for (const store::Note& note : findings.notes) {
        MapNote label{text(note.id), text(note.title()), text(note.text), {}, {}};
        if (note.target == store::Note::Target::Selection) {
            if (note.dataHash != context.dataHash) continue;
            label.images = listOf(note.images);
        } else if (std::none_of(note.runs.begin(), note.runs.end(), isShown)) {
            continue;
        } else if (note.target == store::Note::Target::Map) {
            label.run = text(note.runs.front());
        } else {
            // A comparison's note stands once, on the first of its maps.
            const auto first = std::find_if(context.runs.begin(), context.runs.end(), [&](const auto& shown) {
                return std::find(note.runs.begin(), note.runs.end(), shown.first.toStdString()) !=
                       note.runs.end();
            });
            label.run = first->first;
        }
        result.append(label);
    }
    return result;
}

FindingsPanel::FindingsPanel(Findings* findings, QWidget* parent) : QWidget(parent), findings_(findings) {
    setObjectName(QStringLiteral("findingsPanel"));
    keep_ = button("keep", "keepSelection", tr("Keep the selection"),
                   tr("Keep the selection under a name in the workspace"));
    add_ = button("note", "addNote", tr("New note"),
                  tr("Write a note on the selection, a map or the comparison"));
    add_->setPopupMode(QToolButton::InstantPopup);
    targets_ = new QMenu(add_);
    targets_->setObjectName(QStringLiteral("noteTargets"));
    add_->setMenu(targets_);
    edit_ = button("edit", "editNote", tr("Edit the note"), tr("Edit the note as Markdown"));
    edit_->setCheckable(true);
    remove_ = button("trash", "removeFinding", tr("Delete"), tr("Delete this note or selection"));
    auto* row = new QHBoxLayout(controls_);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(0);
    for (QToolButton* each : {keep_, add_, edit_, remove_}) row->addWidget(each);

    empty_ = new CaptionLabel(tr("Keep a selection, or write down what you see: notes stand as labels on the "
                                 "maps and in the report."),
                              this);
    empty_->setContentsMargins(gridUnit, 0, gridUnit, gridUnit / 2);
    list_ = new QListWidget;
    list_->setObjectName(QStringLiteral("findingsList"));
    list_->setAccessibleName(tr("Findings"));
    list_->setFrameShape(QFrame::NoFrame);
    list_->setEditTriggers(QAbstractItemView::EditKeyPressed | QAbstractItemView::SelectedClicked);
    view_ = new QTextBrowser;
    view_->setObjectName(QStringLiteral("noteView"));
    view_->setAccessibleName(tr("Note"));
    view_->setFrameShape(QFrame::NoFrame);
    view_->setOpenExternalLinks(true);
    editor_ = new QPlainTextEdit;
    editor_->setObjectName(QStringLiteral("noteEditor"));
    editor_->setAccessibleName(tr("Text of the note"));
    editor_->setPlaceholderText(tr("Markdown; the first line is the label on the map. Ctrl+Enter ends."));
    editor_->setTabChangesFocus(true);
    editor_->installEventFilter(this);
    pages_ = new QStackedWidget;
    pages_->addWidget(view_);
    pages_->addWidget(editor_);
    merged_ = new QWidget;
    merged_->setObjectName(QStringLiteral("noteMerged"));
    mergedText_ = new CaptionLabel;
    onlyMine_ = new QToolButton;
    onlyMine_->setObjectName(QStringLiteral("noteOnlyMine"));
    onlyMine_->setText(tr("Only mine"));
    onlyMine_->setToolTip(tr("Keep only what you wrote here"));
    onlyTheirs_ = new QToolButton;
    onlyTheirs_->setObjectName(QStringLiteral("noteOnlyTheirs"));
    onlyTheirs_->setText(tr("Only theirs"));
    onlyTheirs_->setToolTip(tr("Keep only what was written elsewhere"));
    auto* choices = new QHBoxLayout;
    choices->setSpacing(gridUnit / 2);
    choices->addWidget(onlyMine_);
    choices->addWidget(onlyTheirs_);
    choices->addStretch(1);
    auto* mergedColumn = new QVBoxLayout(merged_);
    mergedColumn->setContentsMargins(gridUnit, gridUnit / 2, gridUnit, gridUnit / 2);
    mergedColumn->setSpacing(gridUnit / 2);
    mergedColumn->addWidget(mergedText_);
    mergedColumn->addLayout(choices);
    merged_->hide();
    auto* split = new QSplitter(Qt::Vertical);
    split->addWidget(list_);
    split->addWidget(pages_);
    split->setChildrenCollapsible(false);
    split->setStretchFactor(0, 2);
    split->setStretchFactor(1, 3);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    layout->addWidget(empty_);
    layout->addWidget(merged_);
    layout->addWidget(split, 1);

    const auto only = [this](const QString& kept) {
        const QString id = mergedId_;
        merged_->hide();
        editing_.reset();
        findings_->setText(id, kept);
    };
    connect(onlyMine_, &QToolButton::clicked, this, [this, only] { only(mine_); });
    connect(onlyTheirs_, &QToolButton::clicked, this, [this, only] { only(theirs_); });
    connect(findings_, &Findings::changed, this, &FindingsPanel::fill);
    connect(keep_, &QToolButton::clicked, this, &FindingsPanel::keepSelection);
    connect(targets_, &QMenu::aboutToShow, this, &FindingsPanel::fillNoteMenu);
    connect(edit_, &QToolButton::clicked, this, &FindingsPanel::edit);
    connect(remove_, &QToolButton::clicked, this, &FindingsPanel::removeCurrent);
    connect(list_, &QListWidget::currentItemChanged, this, [this] {
        if (filling_) return;
        finish();
        showCurrent();
    });
    connect(list_, &QListWidget::itemChanged, this, [this](const QListWidgetItem* item) {
        if (!filling_) findings_->rename(item->data(idRole).toString(), item->text());
    });
    const auto follow = [this](const QListWidgetItem* item) {
        const QString id = item->data(idRole).toString();
        if (const auto* kept = findings_->selection(id)) emit selectionRequested(listOf(kept->images));
        const store::Note* note = findings_->note(id);
        if (note && !note->images.empty()) emit selectionRequested(listOf(note->images));
    };
    connect(list_, &QListWidget::itemClicked, this, follow);
    connect(list_, &QListWidget::itemActivated, this, follow);
    fill();
}

void FindingsPanel::setContext(const FindingsContext& context) {
    const bool otherData = context.dataHash != context_.dataHash;
    context_ = context;
    keep_->setEnabled(!context_.selection.isEmpty());
    add_->setEnabled(!context_.selection.isEmpty() || !context_.runs.isEmpty());
    if (otherData) fill();
}

QString FindingsPanel::currentId() const {
    const QListWidgetItem* item = list_->currentItem();
    return item ? item->data(idRole).toString() : QString();
}

void FindingsPanel::fill() {
    const QString before = currentId();
    const QLocale locale;
    filling_ = true;
    list_->clear();
    const auto add = [&](const std::string& id, const QString& title, const char* icon, const QString& tip) {
        auto* item = new QListWidgetItem(theme::themedIcon(QLatin1String(icon)), title, list_);
        item->setData(idRole, text(id));
        item->setToolTip(tip);
        item->setData(Qt::AccessibleTextRole, title + QStringLiteral(", ") + tip);
        return item;
    };
    for (const store::NamedSelection& each : findings_->all().selections) {
        const bool here = each.dataHash == context_.dataHash;
        auto* item = add(each.id, text(each.name), "keep",
                         here ? tr("Selection of %1 images. F2 renames it")
                                    .arg(locale.toString(static_cast<qlonglong>(each.images.size())))
                              : tr("Selection of images of another data set"));
        item->setFlags(here ? item->flags() | Qt::ItemIsEditable : Qt::ItemIsSelectable);
    }
    for (const store::Note& each : findings_->all().notes) {
        const QString title = text(each.title());
        const QString on = each.target == store::Note::Target::Selection
                               ? tr("Note on a selection of %1 images")
                                     .arg(locale.toString(static_cast<qlonglong>(each.images.size())))
                           : each.target == store::Note::Target::Map ? tr("Note on a map")
                                                                     : tr("Note on a comparison");
        add(each.id, title.isEmpty() ? tr("Empty note") : title, "note", on);
    }
    empty_->setVisible(list_->count() == 0);
    list_->setVisible(list_->count() > 0);
    pages_->setVisible(list_->count() > 0);
    for (int i = 0; i < list_->count(); ++i)
        if (list_->item(i)->data(idRole).toString() == before) list_->setCurrentRow(i);
    filling_ = false;
    if (!findings_->note(mergedId_)) merged_->hide();
    if (!editing_) return showCurrent();
    // What is being written stays; an editor that nothing was written into follows the note.
    const store::Note* now = findings_->note(text(editing_->id));
    const bool touched = editor_->toPlainText() != text(editing_->text);
    if (!touched && !now) return showCurrent();
    if (!touched && now->text != editing_->text) {
        editing_ = *now;
        editor_->setPlainText(text(now->text));
    }
}

void FindingsPanel::showCurrent() {
    const QString id = currentId();
    const store::Note* note = findings_->note(id);
    edit_->setEnabled(note != nullptr);
    edit_->setChecked(false);
    remove_->setEnabled(!id.isEmpty());
    editing_.reset();
    pages_->setCurrentWidget(view_);
    if (note) {
        view_->setMarkdown(text(note->text));
    } else if (const auto* kept = findings_->selection(id)) {
        view_->setPlainText(tr("%1 images, kept %2. Click selects them on the maps.")
                                .arg(QLocale().toString(static_cast<qlonglong>(kept->images.size())),
                                     text(kept->created).left(10)));
    } else {
        view_->clear();
    }
}

void FindingsPanel::open(const QString& id) {
    for (int i = 0; i < list_->count(); ++i)
        if (list_->item(i)->data(idRole).toString() == id) list_->setCurrentRow(i);
    emit raised();
}

void FindingsPanel::keepSelection() {
    if (context_.selection.isEmpty()) return;
    const QString name =
        tr("Selection of %1").arg(QLocale().toString(static_cast<qlonglong>(context_.selection.size())));
    const QString id = findings_->keepSelection(name, context_.dataHash, context_.selection);
    if (id.isEmpty()) return;
    open(id);
    if (QListWidgetItem* item = list_->currentItem(); item && isVisible()) list_->editItem(item);
}

void FindingsPanel::fillNoteMenu() {
    targets_->clear();
    QAction* selection = targets_->addAction(
        tr("On the selection of %n image(s)", nullptr, static_cast<int>(context_.selection.size())), this,
        [this] { addNote(store::Note::Target::Selection); });
    selection->setEnabled(!context_.selection.isEmpty());
    for (const auto& [run, label] : context_.runs)
        targets_->addAction(tr("On the map of %1").arg(label), this,
                            [this, run = run] { addNote(store::Note::Target::Map, run); });
    QAction* comparison = targets_->addAction(tr("On this comparison"), this,
                                              [this] { addNote(store::Note::Target::Comparison); });
    comparison->setEnabled(context_.runs.size() > 1);
}

void FindingsPanel::addNote(store::Note::Target target, const QString& run) {
    finish();
    store::Note note;
    note.target = target;
    note.text = target == store::Note::Target::Selection ? tr("**Selection**").toStdString()
                : target == store::Note::Target::Map     ? tr("**Map**").toStdString()
                                                         : tr("**Comparison**").toStdString();
    if (target == store::Note::Target::Selection) {
        note.dataHash = context_.dataHash;
        note.images.assign(context_.selection.begin(), context_.selection.end());
    }
    if (target == store::Note::Target::Map) {
        note.runs = {run.toStdString()};
    } else {
        for (const auto& shown : context_.runs) note.runs.push_back(shown.first.toStdString());
    }
    const QString id = findings_->addNote(note);
    if (id.isEmpty()) return;
    open(id);
    edit(true);
    editor_->selectAll();
}

void FindingsPanel::edit(bool on) {
    const store::Note* note = findings_->note(currentId());
    if (!on || !note) {
        finish();
        return showCurrent();
    }
    merged_->hide();
    editing_ = *note;
    editor_->setPlainText(text(note->text));
    pages_->setCurrentWidget(editor_);
    edit_->setChecked(true);
    editor_->setFocus(Qt::OtherFocusReason);
}

void FindingsPanel::finish() {
    if (const auto from = std::exchange(editing_, std::nullopt)) write(*from);
}

std::optional<store::Note> FindingsPanel::write(const store::Note& from) {
    const QString mine = editor_->toPlainText();
    const QString id = text(from.id);
    if (mine != text(from.text)) {
        const Findings::Written written = findings_->setText(from, mine);
        if (!written.done) return std::nullopt;
        if (written.theirs) offerOne(id, mine, *written.theirs);
    }
    const store::Note* now = findings_->note(id);
    return now ? std::optional(*now) : std::nullopt;
}

void FindingsPanel::offerOne(const QString& id, const QString& mine, const QString& theirs) {
    mergedId_ = id;
    mine_ = mine;
    theirs_ = theirs;
    mergedText_->setText(tr("“%1” was changed elsewhere while you wrote: both texts are kept.")
                             .arg(text(findings_->note(id)->title())));
    merged_->show();
    emit raised();
}

void FindingsPanel::removeCurrent() {
    const QString id = currentId();
    if (id.isEmpty()) return;
    QMessageBox box(QMessageBox::Question, tr("Delete"), tr("Delete “%1”?").arg(list_->currentItem()->text()),
                    QMessageBox::NoButton, this);
    box.setObjectName(QStringLiteral("removeQuestion"));
    QAbstractButton* yes = box.addButton(tr("Delete"), QMessageBox::DestructiveRole);
    box.addButton(QMessageBox::Cancel);
    box.exec();
    if (box.clickedButton() != yes) return;
    editing_.reset();
    findings_->remove(id);
}

bool FindingsPanel::eventFilter(QObject* watched, QEvent* event) {
    if (watched == editor_ && event->type() == QEvent::FocusOut && editing_) {
        // Written when one leaves; the editor stays open.
        if (const auto now = write(store::Note(*editing_))) {
            editing_ = now;
            if (editor_->toPlainText() != text(now->text)) editor_->setPlainText(text(now->text));
        }
    }
    if (watched == editor_ && event->type() == QEvent::KeyPress) {
        const auto* key = static_cast<QKeyEvent*>(event);
        const bool enter = key->key() == Qt::Key_Return || key->key() == Qt::Key_Enter;
        if ((enter && key->modifiers() & Qt::ControlModifier) || key->key() == Qt::Key_Escape) {
            edit(false);
            list_->setFocus(Qt::OtherFocusReason);
            return true;
        }
    }
    return QWidget::eventFilter(watched, event);
}

}  // namespace selfsight::ui
