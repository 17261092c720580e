#include "jobs/train_session.h"

#include "core/error.h"

#include <chrono>
#include <ctime>

namespace selfsight::jobs {
namespace {

std::string utcNow() {
    const std::time_t now = std::time(nullptr);
    std::tm utc{};
    gmtime_r(&now, &utc);
    char text[32];
    std::strftime(text, sizeof text, "%Y-%m-%dT%H:%M:%SZ", &utc);
    return text;
}

bool terminal(RunState state) {
    return state == RunState::Succeeded || state == RunState::Stopped || state == RunState::Cancelled ||
           state == RunState::Failed;
}

}  // namespace

TrainSession::TrainSession(store::RunFolder folder, EventSink& events)
    : TrainSession(folder, std::make_unique<store::WriterLock>(folder.path()), events) {
    folder_.removeTemporaries();
}

TrainSession::TrainSession(store::RunFolder folder, std::unique_ptr<store::WriterLock> lock,
                           EventSink& events)
    : record(folder.record()), folder_(std::move(folder)), events_(events), lock_(std::move(lock)) {
    const auto report = [this](const store::SavedCheckpoint& saved, const std::string& error) {
        if (error.empty())
            events_.send(event::ArtifactReady{record.id, "checkpoint", saved.path.string()});
        else
            warn("a checkpoint could not be saved, the run goes on without it: " + error);
    };
    writer_ = std::make_unique<store::CheckpointWriter>(store::CheckpointFolder(folder_.checkpointFolder()),
                                                        report);
}

void TrainSession::save() {
    attempt([&] { folder_.update(record); });
}

void TrainSession::setState(RunState state, const std::string& message) {
    record.state = state;
    record.message = message;
    record.finished = terminal(state) ? utcNow() : "";
    save();
    tellState(state);
}

void TrainSession::finish(RunState state) {
    record.state = state;
    record.message.clear();
    record.finished = utcNow();
    try {
        folder_.update(record);
    } catch (const RuntimeError& error) {
        throw environmentError(std::string("the end of the run could not be saved: ") + error.what());
    }
    tellState(state);
}

void TrainSession::tellState(RunState state) {
    if (terminal(state) && board_) attempt([&] { board_->ended(state == RunState::Succeeded); });
    events_.send(event::RunChanged{record.id, state, record.message});
}

Request TrainSession::waitWhilePaused(Control& control, PhaseProgress& progress) {
    if (control.poll() != Request::Pause) return control.poll();
    setState(RunState::Paused);
    const Request request = progress.waitWhilePaused(control);
    setState(RunState::Running);
    return request;
}

void TrainSession::warn(const std::string& text) {
    events_.send(event::Message{event::Message::Level::Warning, record.id, text});
}

void TrainSession::note(const std::string& text) {
    events_.send(event::Message{event::Message::Level::Note, record.id, text});
}

bool TrainSession::attempt(const std::function<void()>& write) {
    try {
        write();
        failing_ = false;
        return true;
    } catch (const RuntimeError& error) {
        // Of any class: a run.json that has vanished or was damaged by others is no reason to stop training.
        if (!failing_) warn(std::string("not saved, will be tried again: ") + error.what());
        failing_ = true;
        return false;
    }
}

void TrainSession::startMetrics(std::int64_t step) {
    folder_.truncateMetrics(step);
    attempt([&] {
        board_ = std::make_unique<store::TensorBoardWriter>(folder_.path(), step > 0 ? step + 1 : 0);
        if (step == 0) board_->hyperParameters(record.id, hyperParameters());
    });
}

// The recipe's options and what else tells runs apart, for TensorBoard's HPARAMS tab.
std::vector<std::pair<std::string, store::TensorBoardWriter::HyperParameter>> TrainSession::hyperParameters()
    const {
    std::vector<std::pair<std::string, store::TensorBoardWriter::HyperParameter>> values{
        {"method", record.method}, {"seed", static_cast<double>(record.seed)}, {"data", record.dataKind}};
    const auto options = record.recipe.find("options");
    if (options == record.recipe.end() || !options->is_object()) return values;
    for (const auto& [key, value] : options->items()) {
        if (value.is_boolean())
            values.emplace_back(key, value.get<bool>());
        else if (value.is_number())
            values.emplace_back(key, value.get<double>());
        else if (value.is_string())
            values.emplace_back(key, value.get<std::string>());
    }
    return values;
}

void TrainSession::metrics(const event::Metrics& row) {
    waiting_.push_back(row);
    flushRows();
    if (board_) attempt([&] { board_->scalars(row.step, row.values); });
    events_.send(row);
}

void TrainSession::flushRows() {
    while (!waiting_.empty()) {
        if (!attempt([&] { folder_.appendMetrics(waiting_.front()); })) return;
        waiting_.pop_front();
    }
}

void TrainSession::checkpoint(std::shared_ptr<const store::Checkpoint> checkpoint, bool best) {
    if (best)
        writer_->saveBest(std::move(checkpoint));
    else
        writer_->save(std::move(checkpoint));
}

void TrainSession::finishCheckpoints() {
    const auto error = writer_->flush();
    if (!error.empty())
        throw environmentError("the last checkpoint could not be saved: " + error,
                               folder_.checkpointFolder().string());
    flushRows();
    if (!waiting_.empty())
        throw environmentError("the last metrics could not be saved", folder_.path().string());
}

}  // namespace selfsight::jobs
