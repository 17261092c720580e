// The command lines that make again what a report shows.
#include "io/json_file.h"
#include "methods/recipe.h"
#include "store/report_sections.h"
#include "store/report_svg.h"

#include <algorithm>
#include <cctype>
#include <exception>
#include <string_view>

namespace selfsight::store {
namespace {

using nlohmann::json;

std::string shellQuoted(const std::string& text) {
    const bool plain = !text.empty() && std::ranges::all_of(text, [](unsigned char c) {
        return std::isalnum(c) ||
               std::string_view("-_./:=,+@%").find(static_cast<char>(c)) != std::string_view::npos;
    });
    if (plain) return text;
    std::string out = "'";
    for (const char c : text) out += c == '\'' ? std::string("'\\''") : std::string(1, c);
    return out + "'";
}

std::string joined(const json& list) {
    std::string out;
    for (const json& each : list) {
        if (!out.empty()) out += ",";
        out += each.is_string() ? each.get<std::string>() : each.dump();
    }
    return out;
}

bool precisionMeasured(const RunRecord& run, const methods::Recipe& recipe) {
    return recipe.get("train.precision") == "auto" && !run.precision.empty();
}
bool timed(const RunRecord& run) {
    return !run.budget.empty() && methods::Budget::parse(run.budget).kind == methods::Budget::Kind::Seconds;
}

// Time as the images that it was found to suffice for, so that the same steps are taken on any machine.
std::string budgetOf(const RunRecord& run) {
    if (!timed(run) || run.stepsDone <= 0 || run.imagesSeen % run.stepsDone != 0) return run.budget;
    return std::to_string(run.steps * (run.imagesSeen / run.stepsDone)) + "img";
}

// The options in which a recipe differs from the one that its name stands for; what was measured as it was
// found.
std::string settingsOf(const RunRecord& run) {
    auto recipe = methods::Recipe::fromJson(run.recipe);
    if (precisionMeasured(run, recipe)) recipe.set("train.precision", run.precision);
    const auto base = methods::loadRecipe(recipe.name(), run.method);
    std::string out;
    for (const methods::Option& option : methods::recipeOptions())
        if (recipe.get(option.key) != base.get(option.key))
            out += " --set " + shellQuoted(option.key + "=" + recipe.get(option.key));
    return out;
}

std::string importCommand(const RunRecord& run, const std::filesystem::path& account) {
    const json document = io::readJson(account);
    const auto recipe = methods::Recipe::fromJson(run.recipe);
    return "selfsight-cli import " + shellQuoted(document.at("file").get<std::string>()) + " --data " +
           shellQuoted(run.dataLocation) + " --method " + shellQuoted(run.method) + " --name " +
           shellQuoted(run.name) + " --normalise " + shellQuoted(recipe.get("augment.normalise")) +
           (run.encoder == "resnet18-pad2" ? " --padded-stem" : "");
}

}  // namespace

std::string comparisonCommand(const json& request, const std::filesystem::path& workspace) {
    if (!request.is_object() || !request.contains("methods")) return {};
    const auto text = [&](const char* key) {
        return request.contains(key) && request[key].is_string() ? request[key].get<std::string>()
                                                                 : std::string();
    };
    // Without --fresh what is there already would be taken.
    std::string out = "selfsight-cli compare --fresh --data " + shellQuoted(text("data")) + " --workspace " +
                      shellQuoted(workspace.string()) + " --recipe " + shellQuoted(text("recipe"));
    if (!text("budget").empty()) out += " --budget " + shellQuoted(text("budget"));
    out += " --methods " + shellQuoted(joined(request["methods"]));
    if (request.contains("seeds")) out += " --seeds " + shellQuoted(joined(request["seeds"]));
    out += " --protocol " + shellQuoted(text("protocol"));
    if (text("extraction") != "eval" && !text("extraction").empty())
        out += " --extraction " + shellQuoted(text("extraction"));
    if (request.contains("overrides"))
        for (const auto& [key, value] : request["overrides"].items())
            out += " --set " +
                   shellQuoted(key + "=" + (value.is_string() ? value.get<std::string>() : value.dump()));
    if (request.contains("map") && request["map"].contains("perplexity") &&
        request["map"]["perplexity"].is_number())
        out += " --perplexity " + svg::number(request["map"]["perplexity"].get<double>(), 6);
    return out;
}

std::string runCommand(const RunRecord& run, const std::filesystem::path& folder) {
    const std::string workspace = " --workspace " + shellQuoted(folder.parent_path().parent_path().string());
    std::error_code ignored;
    try {
        if (const auto account = folder / "import.json"; std::filesystem::exists(account, ignored))
            return importCommand(run, account) + workspace;
        const auto known = methods::methodList();
        if (std::ranges::find(known, run.method, &methods::MethodInfo::name) == known.end()) return {};
        std::string out = "selfsight-cli train " + run.method + " --data " + shellQuoted(run.dataLocation) +
                          workspace + " --recipe " + shellQuoted(run.recipeName) + " --seed " +
                          std::to_string(run.seed);
        if (!run.budget.empty()) out += " --budget " + shellQuoted(budgetOf(run));
        return out + settingsOf(run);
    } catch (const std::exception&) {
        return {};  // a recipe that is no longer known: its full configuration stands in the report
    }
}

bool dependsOnMeasurement(const RunRecord& run) {
    try {
        return run.steps > 0 && (timed(run) || precisionMeasured(run, methods::Recipe::fromJson(run.recipe)));
    } catch (const std::exception&) {
        return false;
    }
}

}  // namespace selfsight::store
