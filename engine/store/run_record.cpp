#include "io/json_file.h"
#include "store/format.h"
#include "store/run_folder.h"

namespace selfsight::store {

using io::jsonValue;
using nlohmann::json;

json RunRecord::toJson() const {
    return {{"format", formatTag("selfsight-run")},
            {"id", id},
            {"name", name},
            {"notes", notes},
            {"method", method},
            {"created", created},
            {"finished", finished},
            {"state", runStateName(state)},
            {"message", message},
            {"seed", seed},
            {"comparison", comparison},
            {"data",
             {{"kind", dataKind},
              {"location", dataLocation},
              {"hash", dataHash},
              {"train_count", trainCount},
              {"validation_count", validationCount},
              {"test_count", testCount}}},
            {"encoder",
             {{"name", encoder}, {"width", width}, {"dimension", dimension}, {"parameters", parameters}}},
            {"device", device},
            {"threads", threads},
            {"precision", precision},
            {"recipe_name", recipeName},
            {"recipe", recipe},
            {"budget", budget},
            {"progress",
             {{"steps", steps},
              {"steps_done", stepsDone},
              {"epochs_done", epochsDone},
              {"images_seen", imagesSeen},
              {"train_seconds", trainSeconds},
              {"images_per_second", imagesPerSecond}}},
            {"versions", versions}};
}

RunRecord RunRecord::fromJson(const json& document, const std::string& path) {
    checkFormat(document, "selfsight-run", path);
    const auto group = [&](const char* key) -> json {
        const auto it = document.find(key);
        if (it == document.end() || it->is_null()) return json::object();
        if (!it->is_object()) throw inputError(path, std::string("\"") + key + "\" is no object");
        return *it;
    };
    RunRecord record;
    const auto text = [&](const json& from, const char* key) {
        return jsonValue<std::string>(from, key, "", path);
    };
    const auto count = [&](const json& from, const char* key) {
        const auto value = jsonValue<std::int64_t>(from, key, 0, path);
        if (value < 0) throw inputError(path, std::string("\"") + key + "\" is negative");
        return value;
    };
    record.id = text(document, "id");
    if (record.id.empty()) throw inputError(path, "has no \"id\"");
    // It becomes the name of a folder.
    if (record.id.find_first_of("/\\") != std::string::npos || record.id == "." || record.id == "..")
        throw inputError(path, "\"id\" is no name of a folder: " + record.id.substr(0, 120));
    record.name = text(document, "name");
    record.notes = text(document, "notes");
    record.method = text(document, "method");
    record.created = text(document, "created");
    record.finished = text(document, "finished");
    const auto state = text(document, "state");
    try {
        record.state = runStateFromName(state);
    } catch (const RuntimeError& error) {
        throw inputError(path, error.what());
    }
    record.message = text(document, "message");
    record.seed = jsonValue<std::uint64_t>(document, "seed", 0, path);
    record.comparison = text(document, "comparison");

    const json data = group("data");
    record.dataKind = text(data, "kind");
    record.dataLocation = text(data, "location");
    record.dataHash = text(data, "hash");
    record.trainCount = count(data, "train_count");
    record.validationCount = count(data, "validation_count");
    record.testCount = count(data, "test_count");

    const json encoder = group("encoder");
    record.encoder = text(encoder, "name");
    record.width = jsonValue<double>(encoder, "width", 1, path);
    record.dimension = count(encoder, "dimension");
    record.parameters = count(encoder, "parameters");

    record.device = text(document, "device");
    record.threads = jsonValue<int>(document, "threads", 0, path);
    record.precision = text(document, "precision");
    record.recipeName = text(document, "recipe_name");
    record.recipe = document.value("recipe", json());
    record.budget = text(document, "budget");

    const json progress = group("progress");
    record.steps = count(progress, "steps");
    record.stepsDone = count(progress, "steps_done");
    record.epochsDone = jsonValue<double>(progress, "epochs_done", 0, path);
    record.imagesSeen = count(progress, "images_seen");
    record.trainSeconds = jsonValue<double>(progress, "train_seconds", 0, path);
    record.imagesPerSecond = jsonValue<double>(progress, "images_per_second", 0, path);
    record.versions = document.value("versions", json());
    return record;
}

}  // namespace selfsight::store
