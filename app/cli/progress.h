// Progress and messages on stderr: one updating line on a terminal, sparse plain lines elsewhere.
#pragma once

#include "core/event.h"

#include <chrono>
#include <map>
#include <mutex>
#include <string>

namespace selfsight::cli {

class ProgressSink final : public EventSink {
  public:
    explicit ProgressSink(bool quiet);
    ~ProgressSink() override;
    void send(Event event) override;

  private:
    void show(const event::Progress& progress);
    void show(const event::RunChanged& changed);
    void show(const event::Metrics& metrics);
    void show(const event::MapFrame& frame);
    void show(const event::Message& message);

    bool quiet_;
    bool terminal_;
    std::string run_;
    Phase phase_ = Phase::Load;
    bool started_ = false;
    double shownFraction_ = 0;
    std::chrono::steady_clock::time_point shownAt_{};
    std::string metrics_;
};

// One line of text on stderr, above the updating line if there is one. Thread-safe.
void printNotice(const std::string& text);

}  // namespace selfsight::cli
