// The part of the controller that changes runs: names, notes, colours, the bin. Each change can be taken back.
#include "store/bin.h"
#include "ui/controller/controller.h"
#include "ui/models/edit.h"
#include "ui/text.h"

namespace selfsight::ui {
namespace fs = std::filesystem;

bool Controller::edit(const QString& id, const std::function<void(store::RunRecord&)>& change) {
    bool done = false;
    try {
        const fs::path folder = pathOf(workspace_) / "runs" / id.toStdString();
        if (store::WriterLock::held(folder)) {
            throw environmentError(tr("The run is being written now.").toStdString(), id.toStdString());
        }
        store::RunFolder run(folder);
        store::RunRecord record = run.record();
        change(record);
        run.update(record);
        done = true;
    } catch (...) {
        Notice notice = exceptionNotice(tr("The run was not changed"));
        notice.advice = tr("Try again when the run has ended.");
        emit noticed(notice);
    }
    watcher_.scan();
    return done;
}

void Controller::editText(const QString& id, std::string store::RunRecord::* field, const QString& value,
                          const QString& undoText) {
    std::string before;
    const std::string after = value.toStdString();
    if (!edit(id, [&](store::RunRecord& record) { before = std::exchange(record.*field, after); }) ||
        before == after)
        return;
    const auto set = [this, id, field](const std::string& wanted) {
        return edit(id, [&](store::RunRecord& record) { record.*field = wanted; });
    };
    edits_.push(
        new Edit(undoText, [set, before] { return set(before); }, [set, after] { return set(after); }));
}

void Controller::rename(const QString& id, const QString& name) {
    editText(id, &store::RunRecord::name, name, tr("renaming to “%1”").arg(name));
}

void Controller::setNotes(const QString& id, const QString& notes) {
    editText(id, &store::RunRecord::notes, notes, tr("notes on %1").arg(runs_.style(id).label));
}

void Controller::setColour(const QStringList& ids, const QColor& colour) {
    RunColours before, after;
    for (const QString& id : ids) {
        before.insert(id, snapshot_->colours.value(id));
        after.insert(id, colour);
    }
    const auto set = [this](const RunColours& wanted) {
        bool done = false;
        try {
            for (auto run = wanted.begin(); run != wanted.end(); ++run)
                writeRunColour(*store_, run.key(), run.value());
            done = true;
        } catch (...) {
            emit noticed(exceptionNotice(tr("The colour was not kept")));
        }
        watcher_.scan();
        return done;
    };
    if (before == after || !set(after)) return;
    const QString what = ids.size() == 1 ? runs_.style(ids.front()).label : tr("%1 runs").arg(ids.size());
    edits_.push(new Edit(
        tr("colour of %1").arg(what), [set, before] { return set(before); },
        [set, after] { return set(after); }));
}

QStringList Controller::moveToBin(const QStringList& ids) {
    QStringList moved;
    for (const QString& id : ids) {
        try {
            if (store::WriterLock::held(pathOf(workspace_) / "runs" / id.toStdString())) {
                throw environmentError(tr("The run is being written now.").toStdString(), id.toStdString());
            }
            moved.push_back(QString::fromStdString(store_->binRun(id.toStdString())));
            log(tr("Moved %1 to the bin folder of the workspace").arg(id));
        } catch (...) {
            Notice notice = exceptionNotice(tr("The run was not deleted"));
            notice.advice = tr("Stop the run first.");
            emit noticed(notice);
        }
    }
    watcher_.scan();
    return moved;
}

QStringList Controller::takeFromBin(const QStringList& folders) {
    QStringList back;
    for (const QString& folder : folders) {
        try {
            back.push_back(
                QString::fromStdString(store::restoreRun(pathOf(workspace_), folder.toStdString())));
            log(tr("Put %1 back from the bin").arg(back.back()));
        } catch (...) {
            emit noticed(exceptionNotice(tr("The run was not put back")));
        }
    }
    watcher_.scan();
    return back;
}

void Controller::rememberBin(const QString& undoText, bool binned, const QStringList& names) {
    if (names.isEmpty()) return;
    // Each way gives the names for the other one: a folder of the bin may be called otherwise the next time.
    auto where = std::make_shared<QStringList>(names);
    const auto restore = [this, where] {
        *where = takeFromBin(*where);
        awaited_ += *where;  // in sight again, as what one has just put back
        return !where->isEmpty();
    };
    const auto bin = [this, where] {
        *where = moveToBin(*where);
        return !where->isEmpty();
    };
    if (binned)
        edits_.push(new Edit(undoText, restore, bin));
    else
        edits_.push(new Edit(undoText, bin, restore));
}

void Controller::binRuns(const QStringList& ids) {
    const QString first = ids.isEmpty() ? QString() : runs_.style(ids.front()).label;
    const QStringList folders = moveToBin(ids);
    rememberBin(ids.size() == 1 ? tr("deleting “%1”").arg(first) : tr("deleting %1 runs").arg(folders.size()),
                true, folders);
}

void Controller::restoreRuns(const QStringList& folders) {
    const QStringList ids = takeFromBin(folders);
    rememberBin(ids.size() == 1 ? tr("putting a run back") : tr("putting %1 runs back").arg(ids.size()),
                false, ids);
}

}  // namespace selfsight::ui
