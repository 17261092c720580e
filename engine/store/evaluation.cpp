#include "store/evaluation.h"

#include "io/file.h"
#include "io/json_file.h"
#include "store/format.h"
#include "store/run_folder.h"

namespace selfsight::store {

using nlohmann::json;

std::filesystem::path evaluationPath(const std::filesystem::path& run, const std::string& name) {
    return run / "evaluation" / (name + ".json");
}

void writeEvaluation(const std::filesystem::path& run, const std::string& name, const EvaluationKey& key,
                     const json& value, const json& how) {
    const auto file = evaluationPath(run, name);
    io::createFolders(file.parent_path());
    json document = {{"format", formatTag("selfsight-evaluation")},
                     {"of", {{"extraction", key.extraction}, {"step", key.step}}},
                     {"value", value}};
    document.update(how);
    io::writeJsonAtomic(file, document);
}

std::optional<json> readEvaluation(const std::filesystem::path& run, const std::string& name,
                                   const EvaluationKey& key) {
    const auto file = evaluationPath(run, name);
    if (!std::filesystem::exists(file)) return std::nullopt;
    json document = io::readJson(file);
    checkFormat(document, "selfsight-evaluation", file.string());
    const json of = io::jsonValue<json>(document, "of", json::object(), file.string());
    const EvaluationKey stored{io::jsonValue<std::string>(of, "extraction", "", file.string()),
                               io::jsonValue<std::int64_t>(of, "step", -1, file.string())};
    if (!(stored == key) || !document.contains("value")) return std::nullopt;
    return document;
}

RunEvaluation runEvaluation(const std::filesystem::path& path) {
    RunEvaluation out;
    const RunFolder run(path);
    if (!run.hasEmbeddings("test")) return out;
    const EmbeddingInfo info = run.embeddingInfo("test");
    const EvaluationKey key{info.extraction, info.step};
    const auto with = [&](const std::string& name, const auto& take) {
        if (const auto document = readEvaluation(path, name, key))
            take(*document, evaluationPath(path, name).string());
    };
    with(kQuality, [&](const json& d, const std::string& file) {
        out.quality = eval::qualityFromJson(d.at("value"), file);
    });
    with(kKnn, [&](const json& d, const std::string& file) {
        out.knn = eval::knnFromJson(d.at("value"), file);
    });
    with(kEfficiency, [&](const json& d, const std::string& file) {
        out.efficiency = eval::labelEfficiencyFromJson(d.at("value"), file);
    });
    with(kMislabels, [&](const json& d, const std::string& file) {
        out.mislabels = eval::mislabelsFromJson(d.at("value"), file);
    });
    with(kDuplicates, [&](const json& d, const std::string& file) {
        out.duplicates = eval::duplicatesFromJson(d.at("value"), file);
        out.duplicateThreshold = io::jsonValue<double>(d, "threshold", 0, file);
    });
    for (const char* protocol : {"notebook", "standard"}) {
        with(std::string(kDraws) + "-" + protocol, [&](const json& d, const std::string& file) {
            out.draws[protocol] = eval::drawsFromJson(d.at("value"), file);
        });
    }
    return out;
}

Labels superclassOf(const EmbeddingInfo& info) {
    const auto* classes = info.find("class");
    const auto* groups = info.find("superclass");
    if (!classes || !groups) return {};
    Labels groupOf;
    for (std::size_t i = 0; i < classes->values.size(); ++i) {
        const auto c = classes->values[i];
        if (c < 0) continue;
        if (static_cast<std::size_t>(c) >= groupOf.size()) groupOf.resize(static_cast<std::size_t>(c) + 1, -1);
        auto& known = groupOf[static_cast<std::size_t>(c)];
        if (known >= 0 && known != groups->values[i]) return {};
        known = groups->values[i];
    }
    return groupOf;
}

}  // namespace selfsight::store
