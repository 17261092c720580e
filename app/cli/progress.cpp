#include "cli/progress.h"

#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <string_view>
#include <unistd.h>

namespace selfsight::cli {

namespace {

using Clock = std::chrono::steady_clock;

std::mutex outputMutex;
bool lineIsOpen = false;  // the updating line holds text

void writeError(const std::string& text) {
    (void)!::write(STDERR_FILENO, text.data(), text.size());
}

// Movement is for people at a terminal only.
bool stderrIsTerminal() {
    const char* term = std::getenv("TERM");
    return isatty(STDERR_FILENO) && term && std::string_view(term) != "dumb";
}

void setLine(const std::string& text) {
    const std::scoped_lock lock(outputMutex);
    writeError("\r\033[K" + text);
    lineIsOpen = !text.empty();
}

std::string clock(double seconds) {
    const auto total = static_cast<long long>(std::llround(seconds));
    char buffer[32];
    if (total >= 3600)
        std::snprintf(buffer, sizeof buffer, "%lld:%02lld:%02lld", total / 3600, total / 60 % 60, total % 60);
    else
        std::snprintf(buffer, sizeof buffer, "%02lld:%02lld", total / 60, total % 60);
    return buffer;
}

const char* verb(Phase phase) {
    switch (phase) {
        case Phase::Load:
            return "loading";
        case Phase::Train:
            return "training";
        case Phase::Embed:
            return "embedding";
        case Phase::Project:
            return "mapping";
        case Phase::Probe:
            return "probing";
        case Phase::Report:
            return "reporting";
    }
    return "";
}

}  // namespace

void printNotice(const std::string& text) {
    const std::scoped_lock lock(outputMutex);
    writeError((lineIsOpen ? "\r\033[K" : "") + text + "\n");
    lineIsOpen = false;
}

ProgressSink::ProgressSink(bool quiet) : quiet_(quiet), terminal_(stderrIsTerminal()) {}

ProgressSink::~ProgressSink() {
    if (terminal_ && !quiet_) setLine("");
}

void ProgressSink::send(Event event) {
    std::visit(
        [this](const auto& each) {
            if constexpr (requires { show(each); }) show(each);
        },
        event);
}

void ProgressSink::show(const event::Progress& progress) {
    if (quiet_) return;
    const bool changed = !started_ || progress.phase != phase_ || progress.run != run_;
    if (changed) metrics_.clear();
    started_ = true;
    phase_ = progress.phase;
    run_ = progress.run;
    const bool ended = progress.fraction >= 1;
    const auto now = Clock::now();
    const auto since = std::chrono::duration<double>(now - shownAt_).count();
    // Off a terminal a line is written when a phase starts or ends, and every tenth of it, but not more than
    // one in five seconds.
    const bool due = terminal_ ? changed || ended || since >= 0.1
                               : changed || ended ||
                                     (progress.fraction >= shownFraction_ + 0.1 && since >= 5) || since >= 60;
    if (!due || (!terminal_ && ended && shownFraction_ >= 1 && !changed)) return;
    shownFraction_ = progress.fraction;
    shownAt_ = now;

    char buffer[96];
    std::snprintf(buffer, sizeof buffer, "%s  %3.0f %%", verb(progress.phase), 100 * progress.fraction);
    std::string line = (progress.run.empty() ? "" : progress.run + "  ") + buffer;
    if (progress.rate > 0) {
        std::snprintf(buffer, sizeof buffer, "  %.*f %s/s", progress.rate < 10 ? 1 : 0, progress.rate,
                      progress.unit.c_str());
        line += buffer;
    }
    line += metrics_;
    if (progress.elapsed > 0) line += "  " + clock(progress.elapsed) + " gone";
    if (progress.remaining >= 0 && !ended && progress.fraction > 0)
        line += ", " + clock(progress.remaining) + " left";
    if (terminal_)
        setLine(line);
    else
        printNotice(line);
}

void ProgressSink::show(const event::RunChanged& changed) {
    if (quiet_) return;
    std::string line = changed.run + "  " + runStateName(changed.state);
    if (!changed.message.empty()) line += ": " + changed.message;
    printNotice(line);
}

void ProgressSink::show(const event::Metrics& metrics) {
    std::string text;
    for (const auto& [name, value] : metrics.values) {
        if (name != "train_loss" && name != "val_accuracy" && name != "val_knn") continue;
        char buffer[64];
        std::snprintf(buffer, sizeof buffer, "  %s %.3f", name.c_str(), value);
        text += buffer;
    }
    if (!text.empty()) metrics_ = text;
}

void ProgressSink::show(const event::MapFrame& frame) {
    if (!std::isfinite(frame.objective)) return;
    char buffer[32];
    std::snprintf(buffer, sizeof buffer, "  KL %.3f", frame.objective);
    metrics_ = buffer;
}

void ProgressSink::show(const event::Message& message) {
    const bool warning = message.level == event::Message::Level::Warning;
    if (quiet_ && !warning) return;
    printNotice((warning ? "warning: " : "") + (message.run.empty() ? "" : message.run + ": ") +
                message.text);
}

}  // namespace selfsight::cli
