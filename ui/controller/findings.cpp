#include "ui/controller/findings.h"

#include "store/format.h"
#include "store/workspace.h"

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

bool Findings::apply(const std::function<void(store::Findings&)>& change) {
    if (!workspace_ || !readable_) {
        emit failed(tr("The findings of this workspace could not be read, so nothing is written over them."));
        return false;
    }
    try {
        all_ = store::changeFindings(*workspace_, change);
    } catch (const std::exception& failure) {
        emit failed(QString::fromUtf8(failure.what()));
        return false;
    }
    emit changed();
    return true;
}

QString Findings::keepSelection(const QString& name, const std::string& dataHash,
                                const QVector<qint64>& images) {
    const std::string id = store::newFindingId();
    const bool done = apply([&](store::Findings& findings) {
        findings.selections.push_back(
            {id, name.toStdString(), store::isoTimeNow(), dataHash, listOf(images)});
    });
    return done ? QString::fromStdString(id) : QString();
}

QString Findings::addNote(store::Note note) {
    note.id = store::newFindingId();
    note.created = note.changed = store::isoTimeNow();
    return apply([&](store::Findings& findings) { findings.notes.push_back(note); })
               ? QString::fromStdString(note.id)
               : QString();
}

Findings::Written Findings::setText(const store::Note& from, const QString& text) {
    const std::string mine = text.toStdString();
    Written written;
    written.done = apply([&](store::Findings& findings) {
        store::Note* at = found(findings.notes, QString::fromStdString(from.id));
        if (!at) at = &findings.notes.emplace_back(from);
        const bool changed = at->text != from.text && at->text != mine;
        if (changed) written.theirs = QString::fromStdString(at->text);
        at->text = changed ? store::mergedText(at->text, mine) : mine;
        at->changed = store::isoTimeNow();
    });
    return written;
}

bool Findings::setText(const QString& note, const QString& text) {
    return apply([&](store::Findings& findings) {
        if (store::Note* at = found(findings.notes, note)) {
            at->text = text.toStdString();
            at->changed = store::isoTimeNow();
        }
    });
}

bool Findings::rename(const QString& selection, const QString& name) {
    return apply([&](store::Findings& findings) {
        if (store::NamedSelection* at = found(findings.selections, selection)) at->name = name.toStdString();
    });
}

bool Findings::remove(const QString& id) {
    return apply([&](store::Findings& findings) {
        const auto same = [wanted = id.toStdString()](const auto& each) { return each.id == wanted; };
        std::erase_if(findings.notes, same);
        std::erase_if(findings.selections, same);
    });
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
