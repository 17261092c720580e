#include "ui/controller/controller.h"

#include "store/report.h"
#include "ui/text.h"

#include <QDir>
#include <QFileInfo>
#include <QLocale>
#include <QTime>
#include <algorithm>
#include <map>
#include <set>

namespace selfsight::ui {
namespace fs = std::filesystem;
namespace {

constexpr int editsAtMost = 100;

}  // namespace

Controller::Controller(QObject* parent) : QObject(parent) {
    edits_.setUndoLimit(editsAtMost);
    findings_.setUndoStack(&edits_);
    connect(&watcher_, &WorkspaceWatcher::scanned, this, &Controller::takeSnapshot);
    connect(&runs_, &RunsModel::shownChanged, this, &Controller::update);
    connect(&runs_, &RunsModel::renamed, this, &Controller::rename);
    connect(&results_, &Results::failed, this, [this](const QString& message) {
        emit noticed({Notice::Level::Warning,
                      tr("A result could not be read"),
                      message,
                      tr("Repair or replace the file; everything else stays usable."),
                      {}});
    });
    connect(&results_, &Results::imagesMissing, this, [this](const QString& problem) {
        emit noticed(
            {Notice::Level::Warning,
             tr("The images of these runs are not here"),
             problem,
             tr("Choose your own copy of them with Workspace ▸ Choose data set: they are found in it by "
                "content, in whatever order it has them. Everything else can be used as it is."),
             {}});
    });
    connect(&results_, &Results::imagesFound, this, [this](const QString& location) {
        emit noticed({Notice::Level::Note,
                      tr("The images were found by content"),
                      location,
                      tr("They stand in the order of the runs, with the labels that the runs keep."),
                      {}});
    });
    connect(&findings_, &Findings::failed, this, [this](const QString& message) {
        emit noticed({Notice::Level::Warning,
                      tr("Notes and selections"),
                      message,
                      tr("Repair workspace.json or free some space, then open the workspace again."),
                      {}});
    });
    connect(&queue_, &JobQueue::arrived, this, &Controller::takeEvents);
    connect(&queue_, &JobQueue::started, this, &Controller::jobStarted);
    connect(&queue_, &JobQueue::ended, this, &Controller::jobEnded);
    connect(&queue_, &JobQueue::changed, this, [this] {
        activity_.paused = queue_.paused();
        activity_.queued = queue_.queued().size();
        writeQueue();
        emit activityChanged();
    });
    deadline_.setSingleShot(true);
    connect(&deadline_, &QTimer::timeout, this, &Controller::cancel);
}

bool Controller::openWorkspace(const QString& folder) {
    if (busy()) {
        emit noticed({Notice::Level::Warning,
                      tr("A job is under way"),
                      tr("It writes into %1.").arg(workspace_),
                      tr("Stop it first, then open the other workspace."),
                      {}});
        return false;
    }
    const QString absolute = QDir(folder).absolutePath();
    try {
        store_ = std::make_shared<store::Workspace>(pathOf(absolute));
    } catch (...) {
        Notice notice = exceptionNotice(tr("The workspace cannot be opened"));
        notice.advice = tr("Choose another folder with Workspace ▸ Open, or allow writing there.");
        emit noticed(notice);
        return false;
    }
    workspace_ = absolute;
    label_ = QStringLiteral("class");
    snapshot_ = std::make_shared<WorkspaceSnapshot>();
    firstSnapshot_ = true;
    own_.clear();
    awaited_.clear();
    runs_.setRuns({});
    results_.open(pathOf(absolute));
    findings_.open(store_);
    requests_.clear();
    edits_.clear();
    readQueue();
    watcher_.watch(store_);
    log(tr("Opened workspace %1").arg(absolute));
    emit workspaceOpened(absolute);
    update();
    return true;
}

QVector<MapChoice> Controller::mapChoices() const {
    QVector<std::shared_ptr<const RunSummary>> shown;
    for (const QString& id : runs_.shown())
        if (auto summary = runs_.summary(id)) shown.push_back(std::move(summary));
    return ui::mapChoices(shown);
}

void Controller::togglePause() {
    const bool pausing = !queue_.paused();
    if (pausing) {
        queue_.pause();
    } else {
        queue_.resume();
    }
    // Shown at once: the job obeys at its next step, which may be a long one.
    const RunState state = runs_.state(activity_.run);
    if (state == RunState::Running || state == RunState::Paused) {
        runs_.setState(activity_.run, pausing ? RunState::Paused : RunState::Running);
    }
}

void Controller::stopAndKeep() {
    queue_.stopAndKeep();
}

void Controller::cancel() {
    queue_.cancel();
}

void Controller::finishUp(int milliseconds) {
    if (milliseconds == 0) requests_.remove(queue_.current().id);
    writeQueue();
    finishing_ = true;
    queue_.clearQueued();
    queue_.stopAndKeep();
    deadline_.start(milliseconds);
    if (!busy()) emit idle();
}

void Controller::showRuns(const QStringList& ids) {
    runs_.setShown(ids);
}

void Controller::showBeside(const QString& run, const QString& stem, bool on) {
    if (!results_.setBeside(run, stem, on))
        emit noticed({Notice::Level::Note,
                      tr("Four maps are shown"),
                      tr("There is no room for another one beside them."),
                      tr("Untick a run in the list of runs first."),
                      {}});
    update();
}

void Controller::setProtocol(const QString& protocol, const QString& label) {
    protocolChosen_ = true;
    if (protocol == protocol_ && label == label_) return;
    protocol_ = protocol;
    label_ = label;
    runs_.setProtocol(protocol);
    update();
}

void Controller::setKnownData(const QStringList& locations) {
    results_.setKnownData(locations);
    update();
}

void Controller::setMapMethod(const QString& method) {
    if (method == mapMethod_) return;
    mapMethod_ = method;
    update();
}

QStringList Controller::missingProbes() const {
    QStringList missing;
    for (const ComparisonRow& row : comparison_.rows) {
        const QString id = text(row.run->record.id);
        if (!row.probe && row.run->embeddings && !own_.contains(id)) missing.push_back(id);
    }
    return missing;
}

jobs::ReportSpec Controller::reportSpec() const {
    jobs::ReportSpec spec;
    spec.workspace = pathOf(workspace_);
    spec.protocol = protocol_.toStdString();
    for (const QString& id : runs_.shown()) spec.runs.push_back(id.toStdString());
    if (spec.runs.empty()) return spec;
    const std::set<std::string> shown(spec.runs.begin(), spec.runs.end());
    for (const store::Comparison& each : snapshot_->comparisons) {
        if (std::set<std::string>(each.runs.begin(), each.runs.end()) != shown) continue;
        spec.comparison = each.id;
        spec.output = spec.workspace / "comparisons" / each.id /
                      (each.report.empty() ? store::kReportFile : each.report);
    }
    if (!spec.comparison.empty()) {
        spec.runs.clear();
        return spec;
    }
    std::string name = *shown.begin();
    if (shown.size() > 1) name += "+" + std::to_string(shown.size() - 1);
    spec.output = spec.workspace / "reports" / (name + ".html");
    return spec;
}

void Controller::takeSnapshot(std::shared_ptr<const WorkspaceSnapshot> snapshot) {
    for (const QString& problem : snapshot->problems) {
        if (snapshot_->problems.contains(problem)) continue;
        emit noticed(
            {Notice::Level::Warning,
             tr("A run cannot be read"),
             problem,
             tr("The other runs are not affected. Repair the folder or move it out of the workspace."),
             {}});
    }
    if (snapshot->findingsStamp != snapshot_->findingsStamp) findings_.refresh();
    snapshot_ = std::move(snapshot);
    runs_.setRuns(snapshot_->runs);
    runs_.setColours(snapshot_->colours);
    if (std::exchange(firstSnapshot_, false) && awaited_.isEmpty()) showDefault();
    showAwaited();
    update();
    emit snapshotChanged();
}

void Controller::showDefault() {
    QStringList ids;
    if (!snapshot_->comparisons.empty()) {
        for (const std::string& run : snapshot_->comparisons.back().runs) ids.push_back(text(run));
    } else {
        std::map<std::string, QString> newest;
        for (const auto& summary : snapshot_->runs) newest[summary->record.method] = text(summary->record.id);
        for (const auto& [method, id] : newest) ids.push_back(id);
    }
    runs_.setShown(ids);
}

void Controller::showAwaited() {
    // The job's own members first: a comparison that goes on does not report those that had finished before.
    if (const auto pending = comparisons_.constFind(job_);
        eventsSeen_ && pending != comparisons_.constEnd()) {
        for (const store::Comparison& comparison : snapshot_->comparisons) {
            if (comparison.id != *pending->id) continue;
            for (const std::string& run : comparison.runs) {
                if (own_.contains(text(run))) continue;
                own_.insert(text(run));
                awaited_.push_back(text(run));
            }
        }
    }
    QStringList shown = runs_.shown();
    const auto found = std::remove_if(awaited_.begin(), awaited_.end(), [&](const QString& id) {
        if (runs_.rowOf(id) < 0) return false;
        shown.push_back(id);
        return true;
    });
    if (found == awaited_.end()) return;
    awaited_.erase(found, awaited_.end());
    runs_.setShown(shown);
}

void Controller::update() {
    QVector<std::shared_ptr<const RunSummary>> summaries;
    QVector<ShownRun> shown;
    for (const QString& id : runs_.shown()) {
        auto summary = runs_.summary(id);
        summaries.push_back(summary);
        shown.push_back({std::move(summary), runs_.style(id), own_.contains(id)});
    }
    if (!protocolChosen_) {
        const bool all = !summaries.empty() && std::ranges::all_of(summaries, [](const auto& run) {
            return run && run->probes.contains("standard");
        });
        protocol_ = all ? QStringLiteral("standard") : QStringLiteral("notebook");
        runs_.setProtocol(protocol_);
    }
    results_.show(shown, mapMethod_, protocol_);
    comparison_ = compareRuns(summaries, protocol_, comparisons_.value(job_).methods, label_.toStdString());
    emit comparisonChanged();
}

void Controller::takeEvents(const std::vector<Event>& events) {
    eventsSeen_ = true;
    for (const Event& event : events) std::visit([this](const auto& value) { take(value); }, event);
}

void Controller::take(const event::RunChanged& changed) {
    const QString id = text(changed.run);
    const bool next = !own_.contains(id);
    // A comparison would go on with its next run: one that is about to close ends after the run that was
    // stopped.
    if (finishing_ && (next || (changed.state != RunState::Running && changed.state != RunState::Paused)))
        queue_.cancel();
    if (next) {
        own_.insert(id);
        awaited_.push_back(id);
    }
    runs_.setOwn(id, true);
    runs_.setState(id, changed.state);
    activity_.run = id;
    log(changed.message.empty()
            ? QStringLiteral("%1: %2").arg(id, stateText(changed.state))
            : QStringLiteral("%1: %2: %3").arg(id, stateText(changed.state), text(changed.message)));
    showAwaited();
    watcher_.scan();
    emit activityChanged();
}

void Controller::take(const event::Progress& progress) {
    runs_.setProgress(progress);
    activity_.measured = true;
    activity_.progress = progress;
    if (!progress.run.empty()) activity_.run = text(progress.run);
    if (const auto summary = runs_.summary(activity_.run)) {
        activity_.runLabel = runs_.style(activity_.run).label;
        activity_.device = text(summary->record.device);
    }
    emit activityChanged();
}

void Controller::take(const event::Metrics& metrics) {
    activity_.epoch = metrics.epoch;
    results_.append(metrics);
}

void Controller::take(const event::ArtifactReady& artifact) {
    const QString where = artifact.run.empty() ? QString() : text(artifact.run) + QStringLiteral(": ");
    log(where + QStringLiteral("%1 ▸ %2").arg(text(artifact.kind), text(artifact.path)));
    watcher_.scan();
}

void Controller::take(const event::MapFrame& frame) {
    results_.frame(frame);
}

void Controller::take(const event::Message& message) {
    const QString where = message.run.empty() ? QString() : text(message.run) + QStringLiteral(": ");
    log(where + text(message.text));
    if (message.level != event::Message::Level::Warning) return;
    const QString label = message.run.empty() ? activity_.title : runs_.style(text(message.run)).label;
    emit noticed({Notice::Level::Warning, label, text(message.text), {}, text(message.run)});
}

void Controller::jobStarted(quint64 id) {
    job_ = id;
    jobRuns_ = true;
    finishing_ = false;
    eventsSeen_ = false;
    own_.clear();
    awaited_.clear();
    activity_ = {};
    activity_.active = true;
    activity_.title = queue_.current().title;
    activity_.queued = queue_.queued().size();
    log(tr("Started: %1").arg(activity_.title));
    results_.setBusy(true);
    if (comparisons_.contains(id)) {
        shownBefore_ = runs_.shown();
        runs_.setShown({});
        update();
    }
    emit activityChanged();
}

void Controller::jobEnded(quint64 id, const QString& title, const Outcome& outcome) {
    showAwaited();
    comparisons_.remove(id);
    if (outcome.ending != Ending::Failed) requests_.remove(id);
    for (const QString& run : own_) runs_.setOwn(run, false);
    // A comparison that ended before its first run leaves the views as they were.
    if (runs_.shown().isEmpty()) runs_.setShown(shownBefore_);
    shownBefore_.clear();
    const QString failedRun = activity_.run;
    own_.clear();
    job_ = 0;
    jobRuns_ = false;
    activity_ = {};
    activity_.queued = queue_.queued().size();
    switch (outcome.ending) {
        case Ending::Succeeded:
            log(tr("Finished: %1").arg(title));
            break;
        case Ending::Stopped:
            log(tr("Stopped and kept: %1").arg(title));
            break;
        case Ending::Cancelled:
            log(tr("Cancelled: %1").arg(title));
            break;
        case Ending::Failed: {
            log(tr("Failed: %1: %2").arg(title, text(outcome.message)));
            Notice notice = failureNotice(tr("%1 failed").arg(title), outcome);
            notice.run = failedRun;
            if (requests_.contains(id)) notice.retry = id;
            emit noticed(notice);
        }
    }
    watcher_.scan();
    if (!queue_.busy()) {
        deadline_.stop();
        results_.setBusy(false);
    }
    update();
    emit activityChanged();
    if (!queue_.busy()) emit idle();
}

void Controller::log(const QString& line) {
    emit logged(
        QStringLiteral("%1  %2").arg(QTime::currentTime().toString(QStringLiteral("HH:mm:ss")), line));
}

}  // namespace selfsight::ui
