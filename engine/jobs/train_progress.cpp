#include "jobs/train_progress.h"

#include <algorithm>

namespace selfsight::jobs {

PhaseProgress::PhaseProgress(EventSink& events, std::string run, Phase phase, std::string unit, double total,
                             double done)
    : events_(events),
      run_(std::move(run)),
      phase_(phase),
      unit_(std::move(unit)),
      total_(total),
      start_(done),
      begin_(Clock::now()),
      counted_(begin_) {
    send(done);
}

void PhaseProgress::begin(double total, double done) {
    total_ = total;
    start_ = done;
    counted_ = Clock::now() - pauses_;
    send(done);
}

double PhaseProgress::elapsed() const {
    return std::chrono::duration<double>(Clock::now() - begin_ - pauses_).count();
}

Request PhaseProgress::waitWhilePaused(Control& control) {
    const auto begin = Clock::now();
    const Request request = control.waitWhilePaused();
    pauses_ += Clock::now() - begin;
    return request;
}

void PhaseProgress::update(double done) {
    const auto since = Clock::now() - sentAt_;
    const bool moved = done - sent_ >= total_ * 0.001 && since >= std::chrono::milliseconds(30);
    if (moved || since >= std::chrono::milliseconds(100) || (total_ > 0 && done >= total_ && sent_ < total_))
        send(done);
}

void PhaseProgress::send(double done) {
    event::Progress progress{run_, phase_};
    progress.fraction = total_ > 0 ? std::clamp(done / total_, 0.0, 1.0) : 0;
    progress.unit = unit_;
    progress.elapsed = elapsed();
    progress.remaining = -1;
    if (done > start_ && total_ > 0 && progress.elapsed > 0) {
        const double rate =
            (done - start_) / std::chrono::duration<double>(Clock::now() - pauses_ - counted_).count();
        progress.remaining = std::max(0.0, (total_ - done) / rate);
        // Shares of a phase have no unit, and so many of them a second would tell nobody anything.
        if (!unit_.empty()) progress.rate = rate;
    }
    sent_ = done;
    sentAt_ = Clock::now();
    events_.send(progress);
}

}  // namespace selfsight::jobs
