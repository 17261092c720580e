// Holds workspace, jobs and results together. Knows no widget: the window shows what it signals and calls
// what it offers.
#pragma once

#include "ui/controller/comparison.h"
#include "ui/controller/findings.h"
#include "ui/controller/job_request.h"
#include "ui/controller/notice.h"
#include "ui/controller/results.h"
#include "ui/controller/setup.h"
#include "ui/controller/workspace_watcher.h"
#include "ui/jobs/job_queue.h"
#include "ui/models/runs_model.h"

#include <QObject>
#include <QSet>
#include <QTimer>
#include <QUndoStack>
#include <memory>

namespace selfsight::ui {

// What the worker does now, for the status bar.
struct Activity {
    bool active = false;
    bool paused = false;
    QString title;  // of the job
    QString run;
    QString runLabel;
    QString device;
    bool measured = false;  // progress says something about this job
    event::Progress progress;
    double epoch = -1;
    qsizetype queued = 0;
};

class Controller final : public QObject {
    Q_OBJECT

  public:
    explicit Controller(QObject* parent = nullptr);

    // Opens or makes the folder. False, with a notice, when it cannot be used or a job is under way.
    bool openWorkspace(const QString& folder);
    QString workspace() const { return workspace_; }
    std::shared_ptr<const WorkspaceSnapshot> snapshot() const { return snapshot_; }
    RunsModel* runs() { return &runs_; }
    JobQueue* queue() { return &queue_; }
    Results* results() { return &results_; }
    Findings* findings() { return &findings_; }
    // What a person changed here and can take back: names, notes, the bin, findings; the window adds
    // selections. Begins anew with every workspace.
    QUndoStack* edits() { return &edits_; }
    const Activity& activity() const { return activity_; }

    // Queues what the set-up asks for. False, with a notice, when an option is wrong.
    bool start(const Setup& setup);
    bool compareAll(Setup setup);  // all four, whatever method the set-up names
    // Queues a grid over options of the recipe. False, with a notice, when an option is wrong.
    bool startSweep(const Setup& setup, const std::vector<jobs::SweepAxis>& axes);
    // How long a run of this method would train, by its budget or by what a run like it has shown here.
    std::optional<double> expectedSeconds(const Setup& setup, const std::string& method) const;
    void resumeRun(const QString& id);
    // The standard protocol needs the embeddings of the training images: they are made first where they lack.
    void probeRuns(const QStringList& ids, const QString& protocol, const QString& label = {});
    // Queues a probe of the run's encoder on data that it was not trained on.
    void probeElsewhere(const QString& id, const QString& data, const QString& protocol,
                        const QString& label = {});
    // Keeps a label made by hand, puts it into the embeddings of every run of these images, and, where asked
    // for, probes the shown runs for it.
    void labelImages(const QString& column, const QString& value, const QString& rest,
                     const QVector<qint64>& images, qint64 count, bool probe);
    // Queues the evaluation of the shown runs (jobs::EvaluateSpec).
    void evaluateShown();
    // Queues the chosen map for the shown runs that lack it.
    void computeMissingMaps();
    // Queues a map of every moment that the run kept while it trained.
    void mapThroughTraining(const QString& id);
    // What can be chosen for the runs shown.
    QVector<MapChoice> mapChoices() const;
    void addJob(const QString& title, JobQueue::Maker maker);
    // Queues the job behind a notice once more.
    void retry(quint64 job);
    // What waited when the window was closed or ended: kept in the workspace until it is queued again or
    // forgotten.
    QStringList leftOver() const;
    void queueLeftOver();
    void forgetLeftOver();

    // Requests to the current job.
    void togglePause();
    void stopAndKeep();
    void cancel();
    // Stops and keeps the current job; idle() follows. Those that wait are offered when the workspace is
    // opened again, and so is the current one where it would go on and `milliseconds` is not 0. A job that
    // does not stop in time is cancelled.
    void finishUp(int milliseconds);
    bool busy() const { return jobRuns_ || queue_.busy(); }

    void rename(const QString& id, const QString& name);
    void setNotes(const QString& id, const QString& notes);
    // An invalid colour: the method's again.
    void setColour(const QStringList& ids, const QColor& colour);
    void binRuns(const QStringList& ids);
    // Puts back what lies in these folders of the bin.
    void restoreRuns(const QStringList& folders);

    void showRuns(const QStringList& ids);
    // Another map of a shown run beside its own, or no longer.
    void showBeside(const QString& run, const QString& stem, bool on);
    QString protocol() const { return protocol_; }
    // `label`: the column that the comparison is about; the maps and the list of runs stay with the class.
    void setProtocol(const QString& protocol, const QString& label = QStringLiteral("class"));
    QString comparedLabel() const { return label_; }
    QString mapMethod() const { return mapMethod_; }
    void setMapMethod(const QString& method);
    // Data sets that this person has, where images of runs that came without are looked for.
    void setKnownData(const QStringList& locations);
    const ComparisonTable& comparison() const { return comparison_; }
    // Shown runs that are embedded and have no probe of the protocol.
    QStringList missingProbes() const;
    // What writes the report of the shown runs under the shown protocol: of their comparison, where they are one, into its
    // folder; else of the runs alone, into the workspace's reports/. Nothing is shown: no runs.
    jobs::ReportSpec reportSpec() const;
    // Reads the workspace now instead of at the next poll.
    void refresh() { watcher_.scan(); }

  signals:
    void workspaceOpened(const QString& folder);
    void snapshotChanged();
    void comparisonChanged();
    void activityChanged();
    void noticed(const selfsight::ui::Notice& notice);
    void logged(const QString& line);
    void leftOverChanged();
    void idle();  // the last job has ended

  private:
    // What is known of a queued comparison. `id` is written by the job before its first event.
    struct PendingComparison {
        QStringList methods;
        std::shared_ptr<std::string> id = std::make_shared<std::string>();
    };

    void takeSnapshot(std::shared_ptr<const WorkspaceSnapshot> snapshot);
    void takeEvents(const std::vector<Event>& events);
    void take(const event::RunChanged& changed);
    void take(const event::Progress& progress);
    void take(const event::Metrics& metrics);
    void take(const event::ArtifactReady& artifact);
    void take(const event::MapFrame& frame);
    void take(const event::Message& message);
    void jobStarted(quint64 id);
    void jobEnded(quint64 id, const QString& title, const Outcome& outcome);
    void embedAll(const QString& id);
    void showDefault();
    void update();
    void log(const QString& text);
    quint64 enqueue(const JobRequest& request);
    void readQueue();
    void writeQueue();
    void showAwaited();
    // Applies `change` to the record of a run that nobody writes. False, with a notice, when that failed.
    bool edit(const QString& id, const std::function<void(store::RunRecord&)>& change);
    void editText(const QString& id, std::string store::RunRecord::* field, const QString& value,
                  const QString& undoText);
    // Of those that could be moved: their folders in the bin; their ids.
    QStringList moveToBin(const QStringList& ids);
    QStringList takeFromBin(const QStringList& folders);
    void rememberBin(const QString& undoText, bool binned, const QStringList& names);

    QString workspace_;
    std::shared_ptr<store::Workspace> store_;  // opened once: opening repairs
    std::shared_ptr<const WorkspaceSnapshot> snapshot_ = std::make_shared<WorkspaceSnapshot>();
    RunsModel runs_;
    Results results_;
    QUndoStack edits_;
    Findings findings_;
    WorkspaceWatcher watcher_;
    QTimer deadline_;
    // Until one is chosen: the standard protocol where every shown run has been probed under it.
    QString protocol_ = QStringLiteral("notebook");
    bool protocolChosen_ = false;
    QString label_ = QStringLiteral("class");
    QString mapMethod_ = QStringLiteral("tsne");
    ComparisonTable comparison_;
    Activity activity_;
    QSet<QString> own_;                              // runs that the current job has reported
    QStringList shownBefore_;                        // the comparison under way
    QStringList awaited_;                            // to be shown as soon as their folders are found
    QHash<quint64, PendingComparison> comparisons_;  // by job
    QHash<quint64, JobRequest> requests_;            // queued, under way, or failed and offered again
    std::vector<JobRequest> leftOver_;
    std::vector<JobRequest> queueWritten_;  // as the workspace has it
    quint64 job_ = 0;                       // that runs
    bool jobRuns_ = false;
    bool finishing_ = false;   // the window is about to close
    bool eventsSeen_ = false;  // of the current job
    bool firstSnapshot_ = true;
    JobQueue queue_;  // last: its destructor joins the worker, which may still send
};

}  // namespace selfsight::ui
