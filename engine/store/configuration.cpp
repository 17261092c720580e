#include "store/configuration.h"

#include "core/error.h"
#include "io/csv.h"
#include "methods/recipe.h"

#include <algorithm>
#include <array>
#include <set>

namespace selfsight::store {

namespace {

constexpr std::array<std::string_view, 6> kWatching{"train.report_every",    "train.checkpoint_seconds",
                                                    "train.preview_images",  "train.snapshot_every",
                                                    "train.snapshot_images", "train.embed_all"};

bool isTrainedHere(const std::string& method) {
    for (const methods::MethodInfo& info : methods::methodList())
        if (info.name == method) return info.trains;
    return false;
}

}  // namespace

Configuration configurationOf(const RunRecord& run) {
    Configuration all;
    all["data"] = (run.dataHash.empty() ? run.dataLocation : run.dataHash) + " " +
                  std::to_string(run.trainCount) + "/" + std::to_string(run.validationCount) + "/" +
                  std::to_string(run.testCount);
    all["encoder"] = run.encoder + " " + std::to_string(run.dimension);
    const bool random = run.method == "random";
    if (!random && !isTrainedHere(run.method)) all["run"] = run.id;
    methods::Recipe recipe;
    if (run.recipe.is_object()) {
        try {
            recipe = methods::Recipe::fromJson(run.recipe);
        } catch (const RuntimeError&) {
            // Options that this version does not know: compared as they are written.
            all["recipe"] = run.recipe.dump();
            return all;
        }
    }
    for (const methods::Option& option : methods::recipeOptions()) {
        if (std::ranges::find(kWatching, option.key) != kWatching.end()) continue;
        // Nothing but the encoder and its input touches weights that are not trained.
        if (random && !option.key.starts_with("encoder.")) continue;
        all[option.key] = recipe.get(option.key);
    }
    // Records that were not made by a training say their width themselves.
    all["encoder.width"] = io::numberText(run.width);
    if (!random) all["budget"] = run.budget;
    return all;
}

std::vector<std::string> differingKeys(const std::vector<Configuration>& configurations) {
    std::map<std::string, std::set<std::string>> values;
    for (const Configuration& each : configurations)
        for (const auto& [key, value] : each) values[key].insert(value);
    std::vector<std::string> keys;
    for (const auto& [key, found] : values) {
        const bool everywhere = std::ranges::all_of(
            configurations, [&key](const Configuration& each) { return each.contains(key); });
        if (found.size() > 1 || !everywhere) keys.push_back(key);
    }
    return keys;
}

}  // namespace selfsight::store
