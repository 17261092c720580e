#include "ui/controller/findings.h"

#include "store/format.h"
#include "store/workspace.h"
#include "ui/models/edit.h"

#include <algorithm>
#include <exception>
#include <utility>

namespace selfsight::ui {
namespace {

std::vector<std::int64_t> listOf(const QVector<qint64>& images) {
    return {images.begin(), images.end()};
}

template <typename List>
auto* found(List& list, const QString& id) {
    const auto at = std::find_if(list.begin(), list.end(),
                                 [wanted = id.toStdString()](const auto& each) { return each.id == wanted; });
    return at == list.end() ? nullptr : &*at;
}

// One entry before and after a change; nothing where it was not there.
template <typename Entry>
struct Turn {
    std::size_t place = 0;  // in the list, for an entry that comes back
    std::optional<Entry> before, after;
};

template <typename Entry>
std::vector<Turn<Entry>> turnsOf(const std::vector<Entry>& before, const std::vector<Entry>& after) {
    std::vector<Turn<Entry>> turns;
    for (std::size_t i = 0; i < before.size(); ++i) {
        const Entry* now = found(after, QString::fromStdString(before[i].id));
        if (!now || !(*now == before[i]))
            turns.push_back({i, before[i], now ? std::optional(*now) : std::nullopt});
    }
    for (std::size_t i = 0; i < after.size(); ++i)
        if (!found(before, QString::fromStdString(after[i].id))) turns.push_back({i, std::nullopt, after[i]});
    return turns;
}

// Puts the entry in its other state. False where the list holds a third one by now.
template <typename Entry>
bool turn(std::vector<Entry>& list, const Turn<Entry>& turn, bool back) {
    const std::optional<Entry>& from = back ? turn.after : turn.before;
    const std::optional<Entry>& to = back ? turn.before : turn.after;
    Entry* now = found(list, QString::fromStdString((from ? *from : *to).id));
    if (from ? !now || !(*now == *from) : now != nullptr) return false;
    if (to && now)
        *now = *to;
    else if (to)
        list.insert(list.begin() + static_cast<std::ptrdiff_t>(std::min(turn.place, list.size())), *to);
    else
        list.erase(list.begin() + (now - list.data()));
    return true;
}

}  // namespace

Findings::Findings(QObject* parent) : QObject(parent) {}

void Findings::open(std::shared_ptr<store::Workspace> workspace) {
    workspace_ = std::move(workspace);
    all_ = {};
    try {
        all_ = store::readFindings(*workspace_);
        readable_ = true;
    } catch (const std::exception& failure) {
        readable_ = false;
        emit failed(QString::fromUtf8(failure.what()));
    }
    emit changed();
}

void Findings::refresh() {
    if (!workspace_) return;
    try {
        store::Findings now = store::readFindings(*workspace_);
        if (std::exchange(readable_, true) && now == all_) return;
        all_ = std::move(now);
    } catch (const std::exception&) {
        // open() has said so, or the next change will; what was read stays.
        return;
    }
    emit changed();
}

const store::Note* Findings::note(const QString& id) const {
    return found(all_.notes, id);
}

const store::NamedSelection* Findings::selection(const QString& id) const {
    return found(all_.selections, id);
}

const store::HandLabels* Findings::labels(const QString& column, const std::string& dataHash) const {
    const auto at = std::find_if(all_.labels.begin(), all_.labels.end(), [&](const store::HandLabels& each) {
        return each.column == column.toStdString() && each.dataHash == dataHash;
    });
    return at == all_.labels.end() ? nullptr : &*at;
}

bool Findings::apply(const std::function<void(store::Findings&)>& change, const QString& undoText) {
    if (!workspace_ || !readable_) {
        emit failed(tr("The findings of this workspace could not be read, so nothing is written over them."));
        return false;
    }
    store::Findings before;
    try {
        all_ = store::changeFindings(*workspace_, [&](store::Findings& findings) {
            before = findings;
            change(findings);
        });
    } catch (const std::exception& failure) {
        emit failed(QString::fromUtf8(failure.what()));
        return false;
    }
    if (!undoText.isEmpty()) remember(before, undoText);
    emit changed();
    return true;
}

void Findings::remember(const store::Findings& before, const QString& undoText) {
    const auto selections = turnsOf(before.selections, all_.selections);
    const auto notes = turnsOf(before.notes, all_.notes);
    if (!edits_ || (selections.empty() && notes.empty())) return;
    const auto step = [this, selections, notes](bool back) {
        bool whole = true;
        const bool written = apply([&](store::Findings& findings) {
            for (const auto& each : selections) whole &= turn(findings.selections, each, back);
            for (const auto& each : notes) whole &= turn(findings.notes, each, back);
        });
        if (written && !whole)
            emit failed(tr("This was changed elsewhere meanwhile, so it stays as it is there."));
        return written && whole;
    };
    edits_->push(new Edit(undoText, [step] { return step(true); }, [step] { return step(false); }));
}

QString Findings::keepSelection(const QString& name, const std::string& dataHash,
                                const QVector<qint64>& images) {
    const std::string id = store::newFindingId();
    const bool done = apply(
        [&](store::Findings& findings) {
            findings.selections.push_back(
                {id, name.toStdString(), store::isoTimeNow(), dataHash, listOf(images)});
        },
        tr("keeping “%1”").arg(name));
    return done ? QString::fromStdString(id) : QString();
}

QString Findings::addNote(store::Note note) {
    note.id = store::newFindingId();
    note.created = note.changed = store::isoTimeNow();
    return apply([&](store::Findings& findings) { findings.notes.push_back(note); }, tr("new note"))
               ? QString::fromStdString(note.id)
               : QString();
}

Findings::Written Findings::setText(const store::Note& from, const QString& text) {
    const std::string mine = text.toStdString();
    Written written;
    written.done = apply(
        [&](store::Findings& findings) {
            store::Note* at = found(findings.notes, QString::fromStdString(from.id));
            if (!at) at = &findings.notes.emplace_back(from);
            const bool changed = at->text != from.text && at->text != mine;
            if (changed) written.theirs = QString::fromStdString(at->text);
            at->text = changed ? store::mergedText(at->text, mine) : mine;
            at->changed = store::isoTimeNow();
        },
        tr("writing a note"));
    return written;
}

bool Findings::setText(const QString& note, const QString& text) {
    return apply(
        [&](store::Findings& findings) {
            if (store::Note* at = found(findings.notes, note)) {
                at->text = text.toStdString();
                at->changed = store::isoTimeNow();
            }
        },
        tr("writing a note"));
}

bool Findings::rename(const QString& selection, const QString& name) {
    return apply(
        [&](store::Findings& findings) {
            if (store::NamedSelection* at = found(findings.selections, selection))
                at->name = name.toStdString();
        },
        tr("renaming to “%1”").arg(name));
}

bool Findings::remove(const QString& id) {
    return apply(
        [&](store::Findings& findings) {
            const auto same = [wanted = id.toStdString()](const auto& each) { return each.id == wanted; };
            std::erase_if(findings.notes, same);
            std::erase_if(findings.selections, same);
        },
        tr("deleting a finding"));
}

bool Findings::label(const QString& column, const QString& value, const QString& rest,
                     const std::string& dataHash, const QVector<qint64>& images, qint64 count) {
    return apply([&](store::Findings& findings) {
        auto at = std::find_if(findings.labels.begin(), findings.labels.end(), [&](const auto& each) {
            return each.column == column.toStdString() && each.dataHash == dataHash;
        });
        if (at == findings.labels.end()) {
            findings.labels.push_back({column.toStdString(), dataHash, {}, {}});
            at = findings.labels.end() - 1;
        }
        at->assign(value.toStdString(), listOf(images));
        if (rest.isEmpty()) return;
        std::vector<std::int64_t> others;
        const Labels values = at->values(count);
        for (qint64 image = 0; image < count; ++image)
            if (values[static_cast<std::size_t>(image)] < 0) others.push_back(image);
        // What had the rest's value before keeps it.
        for (std::size_t v = 0; v < at->names.size(); ++v)
            if (at->names[v] == rest.toStdString())
                others.insert(others.end(), at->members[v].begin(), at->members[v].end());
        at->assign(rest.toStdString(), others);
    });
}

}  // namespace selfsight::ui
