// What a person chooses before Start, as one value: kept between sessions, and turned into the engine's
// specifications.
#pragma once

#include "jobs/jobs.h"
#include "jobs/sweep.h"
#include "store/run_folder.h"

#include <QString>
#include <QStringList>
#include <optional>
#include <utility>
#include <vector>

namespace selfsight::ui {

struct Setup {
    QString data = QStringLiteral("demo");
    QString method;  // empty: all four, compared
    QString recipe = QStringLiteral("quick");
    std::vector<std::pair<std::string, std::string>> overrides;  // options that differ from the recipe
    methods::Budget budget{methods::Budget::Kind::Seconds, 120};
    std::vector<std::uint64_t> seeds{0};
    QString device = QStringLiteral("auto");
    QString protocol;  // of the probe; empty: as the recipe suggests (jobs::CompareSpec)

    // Each throws RuntimeError(Usage) that names the option at fault.
    jobs::CompareSpec compareSpec(const QString& workspace) const;
    jobs::TrainSpec trainSpec(const QString& workspace, std::uint64_t seed) const;
    // A grid over `axes`; every value is checked. Overrides of options that vary are left out.
    jobs::SweepSpec sweepSpec(const QString& workspace, const std::vector<jobs::SweepAxis>& axes) const;
    // The methods that it trains: the one chosen, or all four.
    std::vector<std::string> methodNames() const;
    // The recipe with its overrides, resolved for one method.
    methods::Recipe resolved(const std::string& forMethod) const;

    // Text that restores it; fromText() answers nothing for text it does not understand.
    QString toText() const;
    static std::optional<Setup> fromText(const QString& text);

    bool operator==(const Setup&) const = default;
};

// The set-up that makes a run like this one again.
Setup setupOf(const store::RunRecord& record);
// A comparison that shows all four within minutes on any machine.
Setup demoSetup();
// "0", "0, 1, 2", "0-4"; nothing for text that is none of these.
std::optional<std::vector<std::uint64_t>> parseSeeds(const QString& text);
QString seedsText(const std::vector<std::uint64_t>& seeds);
// "0.9, 0.99" as the values of an option, in order. Throws RuntimeError(Usage) for a value that the option
// does not take, for one that is named twice, and for none.
jobs::SweepAxis parseAxis(const std::string& key, const QString& values, const methods::Recipe& recipe);

}  // namespace selfsight::ui
