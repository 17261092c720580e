#include "ui/controller/setup.h"

#include "core/error.h"
#include "core/json.h"
#include "ui/text.h"

#include <QCoreApplication>
#include <QRegularExpression>
#include <algorithm>
#include <exception>

namespace selfsight::ui {
namespace {

constexpr std::uint64_t seedsAtMost = 32;

std::string text(const QString& value) {
    return value.toStdString();
}

}  // namespace

methods::Recipe Setup::resolved(const std::string& forMethod) const {
    methods::Recipe result = methods::loadRecipe(text(recipe), forMethod);
    for (const auto& [key, value] : overrides) result.set(key, value);
    result.setBudget(budget);
    return result;
}

jobs::CompareSpec Setup::compareSpec(const QString& workspace) const {
    jobs::CompareSpec spec;
    spec.workspace = text(workspace);
    spec.data = text(data);
    spec.recipe = text(recipe);
    spec.overrides = overrides;
    spec.watched = true;
    spec.budget = budget;
    spec.budgetGiven = true;
    spec.seeds = seeds;
    spec.protocol = text(protocol);
    spec.device = text(device);
    // Said now rather than when the second method starts.
    for (const std::string& each : spec.methods) resolved(each);
    return spec;
}

std::vector<std::string> Setup::methodNames() const {
    return method.isEmpty() ? jobs::CompareSpec().methods : std::vector<std::string>{text(method)};
}

jobs::SweepSpec Setup::sweepSpec(const QString& workspace, const std::vector<jobs::SweepAxis>& axes) const {
    jobs::SweepSpec spec;
    spec.workspace = text(workspace);
    spec.data = text(data);
    spec.methods = methodNames();
    spec.recipe = text(recipe);
    spec.axes = axes;
    spec.budget = budget;
    spec.budgetGiven = true;
    spec.seeds = seeds;
    if (!protocol.isEmpty()) spec.protocol = text(protocol);
    spec.device = text(device);
    for (const auto& each : overrides) {
        const auto varies = [&each](const jobs::SweepAxis& axis) { return axis.key == each.first; };
        if (std::none_of(axes.begin(), axes.end(), varies)) spec.overrides.push_back(each);
    }
    // Said now rather than when the job starts.
    for (const std::string& each : spec.methods) {
        methods::Recipe checked = resolved(each);
        for (const jobs::SweepAxis& axis : axes)
            for (const std::string& value : axis.values) checked.set(axis.key, value);
    }
    return spec;
}

jobs::TrainSpec Setup::trainSpec(const QString& workspace, std::uint64_t seed) const {
    jobs::TrainSpec spec;
    spec.workspace = text(workspace);
    spec.data = text(data);
    spec.method = text(method);
    spec.recipe = resolved(spec.method);
    const auto said = [](const auto& each) { return each.first == "train.preview_images"; };
    if (std::none_of(overrides.begin(), overrides.end(), said))
        spec.recipe.set("train.preview_images", std::to_string(jobs::kWatchedImages));
    spec.seed = seed;
    spec.device = text(device);
    return spec;
}

QString Setup::toText() const {
    nlohmann::json json{{"data", text(data)},     {"method", text(method)},    {"recipe", text(recipe)},
                        {"overrides", overrides}, {"budget", budget.text()},   {"seeds", seeds},
                        {"device", text(device)}, {"protocol", text(protocol)}};
    return text(json.dump());
}

std::optional<Setup> Setup::fromText(const QString& from) {
    try {
        const auto json = nlohmann::json::parse(text(from));
        Setup setup;
        setup.data = text(json.at("data").get<std::string>());
        setup.method = text(json.at("method").get<std::string>());
        setup.recipe = text(json.at("recipe").get<std::string>());
        json.at("overrides").get_to(setup.overrides);
        setup.budget = methods::Budget::parse(json.at("budget").get<std::string>());
        json.at("seeds").get_to(setup.seeds);
        setup.device = text(json.at("device").get<std::string>());
        setup.protocol = text(json.at("protocol").get<std::string>());
        return setup;
    } catch (const std::exception&) {
        return std::nullopt;
    }
}

Setup setupOf(const store::RunRecord& record) {
    Setup setup;
    setup.data = text(record.dataLocation);
    setup.method = text(record.method);
    setup.seeds = {record.seed};
    const auto names = methods::recipeNames();
    if (std::find(names.begin(), names.end(), record.recipeName) != names.end())
        setup.recipe = text(record.recipeName);
    // Only what differs from the recipe as it stands now is an override.
    const methods::Recipe used = methods::Recipe::fromJson(record.recipe);
    const methods::Recipe base = methods::loadRecipe(text(setup.recipe), record.method);
    for (const methods::Option& option : methods::recipeOptions()) {
        if (used.get(option.key) != base.get(option.key))
            setup.overrides.emplace_back(option.key, used.get(option.key));
    }
    setup.budget = record.budget.empty() ? used.budget() : methods::Budget::parse(record.budget);
    return setup;
}

Setup demoSetup() {
    Setup setup;
    setup.data = QStringLiteral("demo");
    setup.recipe = QStringLiteral("quick");
    setup.budget = {methods::Budget::Kind::Seconds, 60};
    return setup;
}

std::optional<std::vector<std::uint64_t>> parseSeeds(const QString& from) {
    static const QRegularExpression part(QStringLiteral("^(\\d{1,9})(?:\\s*[-–]\\s*(\\d{1,9}))?$"));
    std::vector<std::uint64_t> seeds;
    for (const QString& piece : from.split(',')) {
        const auto match = part.match(piece.trimmed());
        if (!match.hasMatch()) return std::nullopt;
        const std::uint64_t first = match.captured(1).toULongLong();
        const std::uint64_t last = match.captured(2).isEmpty() ? first : match.captured(2).toULongLong();
        if (last < first || last - first >= seedsAtMost) return std::nullopt;
        for (std::uint64_t seed = first; seed <= last; ++seed) {
            if (std::find(seeds.begin(), seeds.end(), seed) == seeds.end()) seeds.push_back(seed);
        }
    }
    if (seeds.size() > seedsAtMost) return std::nullopt;
    return seeds;
}

QString seedsText(const std::vector<std::uint64_t>& seeds) {
    QStringList parts;
    for (const std::uint64_t seed : seeds) parts.push_back(QString::number(seed));
    return parts.join(QStringLiteral(", "));
}

jobs::SweepAxis parseAxis(const std::string& key, const QString& values, const methods::Recipe& recipe) {
    // Not tr(): lupdate takes the return type's namespace for its context.
    jobs::SweepAxis axis{key, {}};
    methods::Recipe taken = recipe;
    for (const QString& piece : values.split(',')) {
        const QString value = piece.trimmed();
        if (value.isEmpty()) continue;
        taken.set(key, text(value));
        // As the recipe writes it: 0.90 and .9 are one value.
        if (std::find(axis.values.begin(), axis.values.end(), taken.get(key)) != axis.values.end())
            throw usageError(
                QCoreApplication::translate("selfsight::ui", "%1 is named twice").arg(value).toStdString());
        axis.values.push_back(taken.get(key));
    }
    if (axis.values.empty())
        throw usageError(
            QCoreApplication::translate("selfsight::ui", "type values separated by commas").toStdString());
    return axis;
}

}  // namespace selfsight::ui
