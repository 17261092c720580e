// The part of the controller that queues: what a person asks for becomes a job, and what waits is kept.
#include "core/json.h"
#include "jobs/evaluation_jobs.h"
#include "ui/controller/controller.h"
#include "ui/text.h"

#include <utility>

namespace selfsight::ui {
namespace fs = std::filesystem;
namespace {

constexpr auto queueKey = "queue";  // of workspace.json

}  // namespace

bool Controller::start(const Setup& setup) {
    if (setup.method.isEmpty()) return compareAll(setup);
    try {
        std::vector<JobRequest> requests;
        for (const std::uint64_t seed : setup.seeds) {
            setup.trainSpec(workspace_, seed);  // says what is wrong before the first one is queued
            requests.push_back({.kind = JobRequest::Kind::Train, .setup = setup});
            requests.back().setup.seeds = {seed};
        }
        for (const JobRequest& request : requests) enqueue(request);
        return true;
    } catch (...) {
        emit noticed(exceptionNotice(tr("The run cannot start")));
        return false;
    }
}

bool Controller::compareAll(Setup setup) {
    try {
        setup.method.clear();
        setup.compareSpec(workspace_);
        enqueue({.kind = JobRequest::Kind::Compare, .setup = setup});
        return true;
    } catch (...) {
        emit noticed(exceptionNotice(tr("The comparison cannot start")));
        return false;
    }
}

bool Controller::startSweep(const Setup& setup, const std::vector<jobs::SweepAxis>& axes) {
    try {
        setup.sweepSpec(workspace_, axes);
        enqueue({.kind = JobRequest::Kind::Sweep, .setup = setup, .axes = axes});
        return true;
    } catch (...) {
        emit noticed(exceptionNotice(tr("The variation cannot start")));
        return false;
    }
}

std::optional<double> Controller::expectedSeconds(const Setup& setup, const std::string& method) const {
    if (!methods::methodInfo(method).trains) return 0;
    if (setup.budget.kind == methods::Budget::Kind::Seconds) return setup.budget.amount;
    const methods::Recipe recipe = setup.resolved(method);
    for (auto run = snapshot_->runs.rbegin(); run != snapshot_->runs.rend(); ++run) {
        const store::RunRecord& record = (*run)->record;
        if (record.method != method || record.imagesPerSecond <= 0 ||
            record.width != recipe.real("encoder.width") || record.encoder != recipe.get("encoder.kind") ||
            text(record.dataLocation) != setup.data)
            continue;
        const double images = setup.budget.kind == methods::Budget::Kind::Images
                                  ? setup.budget.amount
                                  : setup.budget.amount * static_cast<double>(record.trainCount);
        return images / record.imagesPerSecond;
    }
    return std::nullopt;
}

quint64 Controller::enqueue(const JobRequest& request) {
    PendingComparison pending;
    const quint64 job = queue_.add(
        request.title(runs_.style(request.run).label),
        [request, workspace = workspace_, id = pending.id] { return request.job(workspace, id.get()); });
    requests_.insert(job, request);
    if (request.kind == JobRequest::Kind::Compare) {
        for (const std::string& method : request.setup.methodNames()) pending.methods.push_back(text(method));
        comparisons_.insert(job, pending);
    }
    writeQueue();
    return job;
}

void Controller::retry(quint64 job) {
    if (requests_.contains(job)) enqueue(requests_.take(job));
}

QStringList Controller::leftOver() const {
    QStringList titles;
    for (const JobRequest& request : leftOver_) {
        // Runs may not have been read yet.
        const bool known = runs_.rowOf(request.run) >= 0;
        titles.push_back(request.title(known ? runs_.style(request.run).label : request.run));
    }
    return titles;
}

void Controller::queueLeftOver() {
    for (const JobRequest& request : std::exchange(leftOver_, {})) enqueue(request);
    writeQueue();
    emit leftOverChanged();
}

void Controller::forgetLeftOver() {
    leftOver_.clear();
    writeQueue();
    emit leftOverChanged();
}

void Controller::readQueue() {
    leftOver_.clear();
    queueWritten_.clear();
    try {
        const auto document = store_->document();
        if (document.contains(queueKey)) {
            for (const auto& each : document.at(queueKey))
                if (auto request = JobRequest::fromJson(each)) leftOver_.push_back(std::move(*request));
        }
        queueWritten_ = leftOver_;
    } catch (...) {
        // Findings read the same document and tell what is wrong with it.
    }
    emit leftOverChanged();
}

void Controller::writeQueue() {
    // What is under way while the window closes was written before.
    if (!store_ || finishing_) return;
    std::vector<JobRequest> kept = leftOver_;
    const auto keep = [&](quint64 job) {
        if (const auto found = requests_.constFind(job); found != requests_.constEnd())
            kept.push_back(*found);
    };
    const quint64 current = queue_.current().id;
    // A run that was under way is found interrupted and is resumed; the others begin where they were.
    if (const auto found = requests_.constFind(current); found != requests_.constEnd() && found->goesOn())
        keep(current);
    for (const JobTicket& ticket : queue_.queued()) keep(ticket.id);
    if (kept == queueWritten_) return;
    try {
        auto document = store_->document();
        document[queueKey] = nlohmann::json::array();
        for (const JobRequest& request : kept) document[queueKey].push_back(request.toJson());
        store_->writeDocument(std::move(document));
        queueWritten_ = std::move(kept);
    } catch (...) {
        log(exceptionNotice(tr("The queue cannot be kept")).text);
    }
}

void Controller::addJob(const QString& title, JobQueue::Maker maker) {
    queue_.add(title, std::move(maker));
}

void Controller::resumeRun(const QString& id) {
    const auto summary = runs_.summary(id);
    if (!summary) return;
    const bool cuda = summary->record.device.rfind("cuda", 0) == 0;
    enqueue({.kind = JobRequest::Kind::Resume,
             .run = id,
             .device = cuda ? QStringLiteral("auto") : QStringLiteral("cpu")});
}

void Controller::labelImages(const QString& column, const QString& value, const QString& rest,
                             const QVector<qint64>& images, qint64 count, bool probe) {
    const std::string hash = results_.imagesHash();
    if (!findings_.label(column, value, rest, hash, images, count)) return;
    jobs::LabelSpec spec{pathOf(workspace_), column.toStdString(), hash};
    addJob(tr("Label “%1”").arg(column), [spec] { return jobs::makeLabelJob(spec); });
    if (!probe) return;
    QStringList shown;
    for (const QString& id : runs_.shown()) {
        const auto summary = runs_.summary(id);
        if (summary && summary->embeddings && summary->record.dataHash == hash) shown.push_back(id);
    }
    probeRuns(shown, QStringLiteral("notebook"), column);
    setProtocol(QStringLiteral("notebook"), column);
}

void Controller::probeRuns(const QStringList& ids, const QString& protocol, const QString& label) {
    for (const QString& id : ids) {
        if (protocol == QStringLiteral("standard")) embedAll(id);
        enqueue({.kind = JobRequest::Kind::Probe, .run = id, .protocol = protocol, .label = label});
    }
}

void Controller::probeElsewhere(const QString& id, const QString& data, const QString& protocol,
                                const QString& label) {
    enqueue(
        {.kind = JobRequest::Kind::Transfer, .run = id, .data = data, .protocol = protocol, .label = label});
}

void Controller::embedAll(const QString& id) {
    try {
        const store::RunFolder run(pathOf(workspace_) / "runs" / id.toStdString());
        if (run.hasEmbeddings("train") && run.hasEmbeddings("validation")) return;
        jobs::EmbedSpec spec;
        spec.workspace = pathOf(workspace_);
        spec.run = id.toStdString();
        spec.splits = {"train", "validation", "test"};
        if (run.hasEmbeddings("test")) spec.extraction = run.embeddingInfo("test").extraction;
        if (spec.extraction.empty()) spec.extraction = "eval";
        addJob(tr("Embeddings of %1").arg(runs_.style(id).label),
               [spec] { return jobs::makeEmbedJob(spec); });
    } catch (...) {
        emit noticed(exceptionNotice(tr("The run cannot be probed")));
    }
}

void Controller::evaluateShown() {
    jobs::EvaluateSpec spec;
    spec.workspace = pathOf(workspace_);
    spec.protocol = protocol_.toStdString();
    for (const ComparisonRow& row : comparison_.rows)
        if (row.run->embeddings) spec.runs.push_back(row.run->record.id);
    if (spec.runs.empty()) return;
    // Into the comparison's folder where the runs are one.
    for (const store::Comparison& each : snapshot_->comparisons)
        if (each.runs == spec.runs) spec.comparison = each.id;
    addJob(tr("Evaluation of the runs shown"), [spec] { return jobs::makeEvaluateJob(spec); });
}

void Controller::computeMissingMaps() {
    map::MapOptions options;
    options.method = mapMethodOf(mapMethod_).toStdString();
    try {
        // One map by name: as the run that has it made it.
        for (const QString& id : runs_.shown()) {
            const auto summary = runs_.summary(id);
            if (mapMethod_ == mapMethodOf(mapMethod_) || !summary ||
                mapStemOf(*summary, mapMethod_) == std::nullopt)
                continue;
            options = store::RunFolder(pathOf(workspace_) / "runs" / id.toStdString())
                          .map(mapMethod_.toStdString())
                          .options;
            break;
        }
    } catch (...) {
        emit noticed(exceptionNotice(tr("The map cannot be made")));
        return;
    }
    for (const QString& id : results_.missingMaps()) {
        jobs::ProjectSpec spec;
        spec.workspace = pathOf(workspace_);
        spec.run = id.toStdString();
        spec.options = options;
        addJob(tr("%1 map of %2").arg(mapMethodLabel(mapMethodOf(mapMethod_)), runs_.style(id).label),
               [spec] { return jobs::makeProjectJob(spec); });
    }
}

void Controller::mapThroughTraining(const QString& id) {
    jobs::ThroughSpec spec;
    spec.workspace = pathOf(workspace_);
    spec.run = id.toStdString();
    const QString method = mapMethodOf(mapMethod_);
    spec.options.method = (method == QStringLiteral("umap") ? method : QStringLiteral("tsne")).toStdString();
    addJob(tr("Maps through the training of %1").arg(runs_.style(id).label),
           [spec] { return jobs::makeThroughTrainingJob(spec); });
}

}  // namespace selfsight::ui
