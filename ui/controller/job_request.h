// A job as a person asked for it: what it takes to queue it again, after a failure or when the window is
// opened the next time.
#pragma once

#include "ui/controller/setup.h"

#include <nlohmann/json_fwd.hpp>
#include <optional>

namespace selfsight::ui {

struct JobRequest {
    enum class Kind { Train, Compare, Sweep, Resume, Probe, Transfer } kind = Kind::Train;
    Setup setup;                        // Train (of its first seed), Compare, Sweep
    std::vector<jobs::SweepAxis> axes;  // Sweep
    QString run;                        // Resume, Probe, Transfer
    QString device;                     // Resume
    QString data;                       // Transfer: another data set than the run's own
    QString protocol, label;            // Probe, Transfer; the label "class" where none is said

    // The engine's job. Throws RuntimeError(Usage) when an option is wrong. `comparisonId` receives the id of
    // a comparison.
    std::unique_ptr<Job> job(const QString& workspace, std::string* comparisonId = nullptr) const;
    // Whether it goes on where it was when it is queued again.
    bool goesOn() const { return kind != Kind::Train; }
    // "BYOL, seed 2"; `runLabel` names the run of Resume, Probe and Transfer.
    QString title(const QString& runLabel = {}) const;

    nlohmann::json toJson() const;
    // Nothing for what an older or newer window wrote otherwise.
    static std::optional<JobRequest> fromJson(const nlohmann::json& json);
    bool operator==(const JobRequest& other) const;
};

}  // namespace selfsight::ui
