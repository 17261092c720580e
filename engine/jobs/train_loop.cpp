#include "jobs/train_loop.h"

#include "core/error.h"
#include "io/json_file.h"
#include "jobs/calibration.h"
#include "jobs/evaluate.h"
#include "methods/collapse.h"

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <sstream>
#include <torch/version.h>
#include <utility>

namespace selfsight::jobs {
namespace {

// The images that a method can train on: all, or for labels the labelled ones.
std::vector<std::int64_t> trainableIndices(const TrainingData& data, const methods::MethodInfo& method) {
    if (!method.usesLabels) return data.split.first;
    if (!data.labelled)
        throw inputError(data.info.location,
                         "has no column \"class\", which the method " + method.name + " needs");
    const auto& values = data.trainImages->column("class")->values;
    std::vector<std::int64_t> labelled;
    for (const auto i : data.split.first)
        if (values[static_cast<std::size_t>(i)] >= 0) labelled.push_back(i);
    return labelled;
}

torch::Dtype precisionType(const std::string& name) {
    return name == "bfloat16" ? torch::kBFloat16 : torch::kFloat32;
}

}  // namespace

TrainLoop::TrainLoop(TrainSession& session, const TrainingData& data, const methods::Recipe& recipe,
                     torch::Device device)
    : session_(session),
      data_(data),
      recipe_(recipe),
      info_(methods::methodInfo(session.record.method)),
      device_(device),
      evaluator_(data, recipe_, info_) {
    stepper_ = std::make_unique<Stepper>(info_.name, recipe, data.train, trainableIndices(data, info_),
                                         data.classes, session.record.seed);
    session_.record.dimension = encoder().dimension();
    session_.record.parameters = encoder().parameterCount();
    if (info_.trains) recordSteps();
    if (data.train.images.device() != data.train.device())
        session_.note("the training images stay in the computer's memory and travel batch by batch: " +
                      device.str() + " has no room for them");
}

void TrainLoop::recordSteps() {
    const auto asked = recipe_.get("train.graph");
    if (asked == "off" || (asked == "auto" && (device_.is_cpu() || stepper_->blends()))) return;
    // Asked for by "on", both were refused before the run was made.
    if (auto recorder = makeRecorder(device_))
        stepper_->record(std::move(recorder));
    else
        session_.note("steps are launched one kernel at a time: LibTorch " TORCH_VERSION " has no graphs for " +
                      device_.str());
}

void TrainLoop::tellOfRecording() {
    const auto* recorded = stepper_->recorded();
    if (recordingTold_ || !recorded) return;
    if (!recorded->problem().empty())
        session_.warn("steps are launched one kernel at a time, not recorded: " + recorded->problem() +
                      ". With train.graph=off it is not tried");
    else if (recorded->recorded())
        session_.note("steps are recorded and launched as a whole");
    else
        return;
    recordingTold_ = true;
}

void TrainLoop::restore(const store::LoadedCheckpoint& loaded) {
    for (const auto& problem : loaded.problems) session_.warn(problem);
    const auto& checkpoint = loaded.checkpoint;
    const std::string name = loaded.path.string();
    stepper_->load(nn::fromBytes(checkpoint.tensors), name);
    done_ = checkpoint.step;
    restored_ = true;
    bestScore_ = io::jsonValue(checkpoint.state, "best_score", -1.0, name);
    withoutGain_ = io::jsonValue<std::int64_t>(checkpoint.state, "evaluations_without_gain", 0, name);
    calibrated_ = io::jsonValue(checkpoint.state, "calibrated", false, name);
}

bool TrainLoop::decide(Control& control, PhaseProgress& progress) {
    auto& record = session_.record;
    const auto height = data_.train.images.size(2), width = data_.train.images.size(3);
    if (record.steps > 0 && !record.precision.empty()) {
        plan_.steps = record.steps;
        plan_.precision = record.precision;
        plan_.reportEvery = reportInterval(recipe_, info_, encoder(), height, width, device_.is_cpu());
        plan_.evaluateEvery = evaluationInterval(recipe_, stepper_->batchesPerEpoch());
    } else {
        const auto plan = makePlan(*stepper_, recipe_, info_, height, width, device_,
                                   {.mayGoOn =
                                        [&] {
                                            const auto request = session_.waitWhilePaused(control, progress);
                                            if (request == Request::Cancel) throw Cancelled{};
                                            return request == Request::GoOn;
                                        },
                                    .evaluate = [&] { evaluate(); },
                                    .spent = [&] { return secondsNow(); }});
        if (!plan) {
            saveCheckpoint();
            return false;
        }
        plan_ = *plan;
        record.steps = plan_.steps;
        record.precision = plan_.precision;
    }
    stepper_->setPrecision(precisionType(plan_.precision));
    session_.save();
    return true;
}

double TrainLoop::secondsNow() const {
    return earlierSeconds_ + (progress_ ? progress_->elapsed() : 0);
}

bool TrainLoop::askControl(Control& control, PhaseProgress& progress) {
    if (control.poll() == Request::Pause) saveCheckpoint();
    const auto request = session_.waitWhilePaused(control, progress);
    if (request == Request::GoOn) return false;
    saveCheckpoint();
    if (request == Request::Cancel) throw Cancelled{};
    return true;
}

Ending TrainLoop::run(Control& control) {
    earlierSeconds_ = session_.record.trainSeconds;
    session_.startMetrics(done_);
    PhaseProgress progress(session_.events(), session_.run(), Phase::Train, "img", 0);
    progress_ = &progress;
    const auto ended = [&](Ending ending) {
        progress_ = nullptr;
        return ending;
    };
    if (!info_.trains) {
        // Its only checkpoint is written when all is done: averaging once more would count the images twice.
        if (!restored_) calibrateUntrained(control, progress);
        return ended(Ending::Succeeded);
    }
    if (!decide(control, progress)) return ended(Ending::Stopped);
    const auto batch = static_cast<double>(stepper_->batchSize());
    progress.begin(batch * static_cast<double>(plan_.steps), batch * static_cast<double>(done_));
    saved_ = Clock::now();
    const auto patience = recipe_.integer("train.early_stop");
    const auto interval = std::chrono::seconds(recipe_.integer("train.checkpoint_seconds"));
    bool unmeasured = done_ == 0;
    if (recipe_.integer("train.preview_images") > 0)
        live_ = std::make_unique<LiveMap>(data_, recipe_, session_.events(), session_.run());
    while (done_ < plan_.steps) {
        showSpace(control);
        if (askControl(control, progress)) return ended(Ending::Stopped);
        const auto from = Clock::now();
        stepper_->step(done_, plan_.steps);
        ++done_;
        const bool evaluating =
            done_ == plan_.steps || (plan_.evaluateEvery > 0 && done_ % plan_.evaluateEvery == 0);
        const bool reporting = evaluating || done_ % plan_.reportEvery == 0;
        double loss = 0;
        if (reporting) loss = checkedLoss();
        stepSeconds_ += std::chrono::duration<double>(Clock::now() - from).count();
        stepImages_ += batch;
        progress.update(batch * static_cast<double>(done_));
        if (!reporting) continue;
        tellOfRecording();
        if (std::exchange(unmeasured, false)) warnOfLargeImages();

        Evaluation evaluation;
        bool best = false;
        if (evaluating) {
            evaluation = evaluate();
            watchCollapse(evaluation, loss);
            if (evaluation.scored) {
                stepper_->schedule().observe(evaluation.score);
                best = evaluation.score > bestScore_;
                bestScore_ = std::max(bestScore_, evaluation.score);
                withoutGain_ = best ? 0 : withoutGain_ + 1;
            }
        }
        report(loss, evaluation);
        if (evaluating || Clock::now() - saved_ >= interval) saveCheckpoint(best);
        if (evaluating && patience > 0 && withoutGain_ >= patience && done_ < plan_.steps) {
            session_.note("ended early: " + std::to_string(withoutGain_) +
                          " evaluations without a better validation score");
            break;
        }
    }
    showSpace(control);
    calibrateTrained(control);
    return ended(Ending::Succeeded);
}

// A person who waits for hours should have been told after seconds.
void TrainLoop::warnOfLargeImages() {
    constexpr int large = 64;
    const int side = std::max(data_.info.height, data_.info.width);
    if (!device_.is_cpu() || side <= large || stepSeconds_ <= 0) return;
    const double rate = stepImages_ / stepSeconds_;
    const auto text = [](double value) {
        char buffer[32];
        std::snprintf(buffer, sizeof buffer, value < 10 ? "%.1f" : "%.0f", value);
        return std::string(buffer);
    };
    const double epoch = static_cast<double>(stepper_->batchesPerEpoch() * stepper_->batchSize()) / rate;
    session_.warn(
        "Images of " + std::to_string(side) + " px on the CPU: " + text(rate) +
        " images a second were measured, so that an epoch takes " + text(epoch / 60) +
        " minutes. Pictures of a folder or table are made smaller by adding \":size=32\" to its name.");
}

void TrainLoop::showSpace(Control& control) {
    const auto stop = control.cancelToken();
    try {
        if (live_ && stepImages_ > 0)
            live_->step(encoder(), secondsNow() - earlierSeconds_, stepSeconds_ / stepImages_, stop);
        const double every = recipe_.real("train.snapshot_every");
        if (every <= 0) return;
        const auto steps =
            std::max<std::int64_t>(1, std::llround(every * static_cast<double>(stepper_->batchesPerEpoch())));
        if (done_ % steps == 0 || done_ == plan_.steps)
            session_.attempt(
                [&] { keepSnapshot(encoder(), data_, recipe_, session_.folder().path(), done_, stop); });
    } catch (const Cancelled&) {
        saveCheckpoint();
        throw;
    }
}

void TrainLoop::failDiverged(const std::string& what) const {
    std::ostringstream text;
    text << what << " no longer finite at step " << done_ << " (learning rate "
         << stepper_->rate(done_ - 1, plan_.steps)
         << "); lower optimiser.learning_rate or set optimiser.clip";
    if (!store::CheckpointFolder(session_.folder().checkpointFolder()).files().empty())
        text << "; the last checkpoint is kept";
    // An option has to change, as after a wrong one: that is what the class tells a front end to say.
    throw usageError(text.str());
}

// Reads the mean loss since the last report back from the device.
double TrainLoop::checkedLoss() {
    const double loss = stepper_->takeMeanLoss();
    if (!std::isfinite(loss)) failDiverged("the loss is");
    return loss;
}

Evaluation TrainLoop::evaluate() {
    if (evaluator_.empty()) return {};
    Evaluation result = evaluator_(encoder());
    if (result.values.empty()) failDiverged("the embeddings are");
    return result;
}

// Said once: a run that has collapsed stays so, and the curve shows it. Where views are compared behind a
// projector, a collapse begins there and shows in the loss. Of the embedding the batch is asked, too: the running statistics of the
// norms lag behind in the first steps, and validation images then look alike to them.
void TrainLoop::watchCollapse(const Evaluation& evaluation, double loss) {
    if (collapseTold_) return;
    const bool embedding =
        evaluation.collapsed &&
        methods::collapseDeviation(stepper_->method().lastEmbedding()) < kCollapsedDeviation;
    if (!embedding && !lossTellsCollapse(info_.name, loss)) return;
    collapseTold_ = true;
    std::ostringstream text;
    text << (embedding ? "The embedding" : "The projection") << " has collapsed (step " << done_
         << "): nearly all images have the same direction, so that the loss falls while nothing is learned.";
    if (!info_.usesLabels)
        text << " What usually prevents it: method.stop_gradient and method.predictor on, norms in the heads "
                "(method.head_norm), a smaller optimiser.learning_rate.";
    session_.warn(text.str());
}

event::Metrics TrainLoop::row() const {
    event::Metrics row;
    row.run = session_.run();
    row.step = done_;
    row.epoch = static_cast<double>(done_) / static_cast<double>(stepper_->batchesPerEpoch());
    row.imagesSeen = static_cast<double>(done_ * stepper_->batchSize());
    row.seconds = secondsNow();
    return row;
}

void TrainLoop::report(double loss, const Evaluation& evaluation) {
    auto metrics = row();
    metrics.values.emplace_back("train_loss", loss);
    metrics.values.emplace_back("lr", stepper_->rate(done_ - 1, plan_.steps));
    metrics.values.emplace_back("collapse_std",
                                methods::collapseDeviation(stepper_->method().lastEmbedding()));
    metrics.values.insert(metrics.values.end(), evaluation.values.begin(), evaluation.values.end());
    session_.metrics(metrics);
}

void TrainLoop::saveCheckpoint(bool best) {
    const auto now = row();
    auto& record = session_.record;
    record.stepsDone = done_;
    record.epochsDone = now.epoch;
    record.imagesSeen = static_cast<std::int64_t>(now.imagesSeen);
    record.trainSeconds = now.seconds;
    if (stepSeconds_ > 0) record.imagesPerSecond = stepImages_ / stepSeconds_;
    session_.save();

    auto checkpoint = std::make_shared<store::Checkpoint>();
    checkpoint->step = done_;
    checkpoint->epoch = now.epoch;
    checkpoint->imagesSeen = record.imagesSeen;
    // Seconds stay out of it: equal runs have equal checkpoints. run.json knows them.
    checkpoint->tensors = nn::toBytes(stepper_->state());
    checkpoint->state = {
        {"best_score", bestScore_}, {"evaluations_without_gain", withoutGain_}, {"method", info_.name}};
    if (calibrated_) checkpoint->state["calibrated"] = true;
    session_.checkpoint(checkpoint);
    if (best) session_.checkpoint(checkpoint, true);
    saved_ = Clock::now();
}

void TrainLoop::calibrate(Control& control, PhaseProgress& progress, const std::string& option) {
    const auto wanted = recipe_.integer(option);
    const auto images = static_cast<double>(calibrationImages(recipe_, data_, wanted));
    progress.begin(images, 0);
    calibrateOn(encoder(), data_, recipe_, wanted, session_.record.seed, [&](double fraction) {
        if (session_.waitWhilePaused(control, progress) == Request::Cancel) throw Cancelled{};
        progress.update(fraction * images);
    });
    saveCheckpoint();
}

void TrainLoop::calibrateUntrained(Control& control, PhaseProgress& progress) {
    session_.record.precision = "float32";
    calibrate(control, progress, "method.calibration_images");
}

// The checkpoint before it is of the same step and is what a resume goes on from, when it ends in the midst
// of this.
void TrainLoop::calibrateTrained(Control& control) {
    if (calibrated_ || recipe_.integer("train.calibration_images") == 0) return;
    PhaseProgress progress(session_.events(), session_.run(), Phase::Embed, "img", 0);
    calibrated_ = true;
    encoder().setPrecision(torch::kFloat32);
    calibrate(control, progress, "train.calibration_images");
}

}  // namespace selfsight::jobs
