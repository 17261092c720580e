#include "ui/controller/workspace_watcher.h"

#include "jobs/sweep.h"
#include "ui/controller/run_summary.h"

#include <QFileInfo>
#include <algorithm>
#include <exception>

namespace selfsight::ui {
namespace fs = std::filesystem;
namespace {

std::int64_t stamp(const fs::path& path) {
    std::error_code error;
    const auto time = fs::last_write_time(path, error);
    return error ? 0 : time.time_since_epoch().count();
}

}  // namespace

struct WorkspaceWatcher::Cache {
    // Everything whose change makes a summary stale.
    struct Stamps {
        std::int64_t record = 0, metrics = 0, embeddings = 0, maps = 0, probes = 0, evaluation = 0,
                     through = 0;
        bool written = false;

        static Stamps of(const fs::path& folder) {
            return {stamp(folder / "run.json"),         stamp(folder / "metrics.csv"),
                    stamp(folder / "embeddings"),       stamp(folder / "maps"),
                    stamp(folder / "probes"),           stamp(folder / "evaluation"),
                    stamp(folder / "maps" / "through"), store::WriterLock::held(folder)};
        }
        bool operator==(const Stamps&) const = default;
    };
    struct Entry {
        Stamps stamps;
        std::shared_ptr<const RunSummary> summary;  // none: could not be read
        QString problem;
    };
    std::shared_ptr<const store::Workspace> workspace;
    std::map<std::string, Entry> entries;
    std::int64_t comparisons = -1;
    std::shared_ptr<const WorkspaceSnapshot> last;

    // The new snapshot, or none when nothing has changed.
    std::shared_ptr<const WorkspaceSnapshot> scan();

  private:
    bool scanRuns(WorkspaceSnapshot& snapshot);
    bool scanComparisons(WorkspaceSnapshot& snapshot);
};

bool WorkspaceWatcher::Cache::scanRuns(WorkspaceSnapshot& snapshot) {
    bool changed = false;
    std::map<std::string, Entry> seen;
    std::error_code error;
    for (const auto& item : fs::directory_iterator(workspace->path() / "runs", error)) {
        const std::string id = item.path().filename().string();
        // A leading point marks a folder that is still being made.
        if (id.starts_with('.') || !item.is_directory(error)) continue;
        const Stamps stamps = Stamps::of(item.path());
        const auto known = entries.find(id);
        if (known != entries.end() && known->second.stamps == stamps) {
            seen[id] = known->second;
            continue;
        }
        changed = true;
        Entry& entry = seen[id];
        entry.stamps = stamps;
        try {
            auto summary = summariseRun(item.path(), stamps.written);
            summary->throughStamp = stamps.through;
            summary->metricsStamp = stamps.metrics;
            entry.summary = std::move(summary);
        } catch (const std::exception& failure) {
            entry.problem = QString::fromUtf8(failure.what());
        }
    }
    changed |= seen.size() != entries.size();
    entries = std::move(seen);
    for (const auto& [id, entry] : entries) {
        if (entry.summary) snapshot.runs.push_back(entry.summary);
        if (!entry.problem.isEmpty()) snapshot.problems.push_back(entry.problem);
    }
    std::sort(snapshot.runs.begin(), snapshot.runs.end(), [](const auto& a, const auto& b) {
        return std::tie(a->record.created, a->record.id) < std::tie(b->record.created, b->record.id);
    });
    return changed;
}

bool WorkspaceWatcher::Cache::scanComparisons(WorkspaceSnapshot& snapshot) {
    const fs::path folder = workspace->path() / "comparisons";
    std::int64_t newest = stamp(folder);
    std::error_code error;
    for (const auto& item : fs::directory_iterator(folder, error)) {
        newest = std::max({newest, stamp(item.path()), stamp(item.path() / "comparison.json")});
        // Times of files count from a day to come: 0, "there is none", would be the newest of all.
        if (const auto sweep = stamp(item.path() / jobs::kSweepFile); sweep != 0)
            newest = std::max(newest, sweep);
    }
    if (newest == comparisons && last) {
        snapshot.comparisons = last->comparisons;
        snapshot.sweeps = last->sweeps;
        return false;
    }
    comparisons = newest;
    snapshot.comparisons = workspace->comparisons();
    for (const store::Comparison& comparison : snapshot.comparisons) {
        try {
            if (auto sweep = readSweep(comparison, folder / comparison.id))
                snapshot.sweeps.push_back(std::make_shared<const SweepTable>(std::move(*sweep)));
        } catch (const std::exception& failure) {
            snapshot.problems.push_back(QString::fromUtf8(failure.what()));
        }
    }
    return true;
}

std::shared_ptr<const WorkspaceSnapshot> WorkspaceWatcher::Cache::scan() {
    auto snapshot = std::make_shared<WorkspaceSnapshot>();
    bool changed = !last;
    try {
        changed |= scanRuns(*snapshot);
        changed |= scanComparisons(*snapshot);
        const std::int64_t document = stamp(workspace->path() / "workspace.json");
        const bool known = last && last->findingsStamp == document;
        changed |= !known;
        snapshot->colours = known ? last->colours : readRunColours(*workspace);
        snapshot->findingsStamp = document;  // of what has been read
    } catch (const std::exception& failure) {
        snapshot->problems.push_back(QString::fromUtf8(failure.what()));
        changed |= !last || last->problems != snapshot->problems;
    }
    if (!changed) return nullptr;
    last = snapshot;
    return snapshot;
}

WorkspaceWatcher::WorkspaceWatcher(QObject* parent) : QObject(parent) {
    poll_.setInterval(pollMilliseconds);
    connect(&poll_, &QTimer::timeout, this, &WorkspaceWatcher::scan);
    connect(&files_, &QFileSystemWatcher::directoryChanged, this, &WorkspaceWatcher::scan);
}

void WorkspaceWatcher::watch(std::shared_ptr<const store::Workspace> workspace) {
    if (!files_.directories().isEmpty()) files_.removePaths(files_.directories());
    cache_ = std::make_shared<Cache>();
    for (const char* part : {"", "runs", "comparisons"}) {
        const QString folder = QString::fromStdString((workspace->path() / part).string());
        if (QFileInfo(folder).isDir()) files_.addPath(folder);
    }
    cache_->workspace = std::move(workspace);
    poll_.start();
    scan();
}

void WorkspaceWatcher::scan() {
    if (!cache_) return;
    if (scanning_) {
        again_ = true;
        return;
    }
    scanning_ = true;
    struct Found {
        std::shared_ptr<Cache> cache;
        std::shared_ptr<const WorkspaceSnapshot> snapshot;
    };
    background_.run(
        [cache = cache_] {
            return Found{cache, cache->scan()};
        },
        [this](Found found) {
            scanning_ = false;
            const bool current = found.cache == cache_;
            if (current && found.snapshot) emit scanned(found.snapshot);
            if (std::exchange(again_, false) || !current) scan();
        });
}

}  // namespace selfsight::ui
