#include "store/training_maps.h"

#include "io/atomic_file.h"
#include "io/json_file.h"
#include "io/npy.h"
#include "store/format.h"

#include <algorithm>

namespace selfsight::store {

namespace {

using nlohmann::json;
namespace fs = std::filesystem;

constexpr const char* kFormat = "selfsight-training-maps";

fs::path folderOf(const fs::path& run) {
    return run / "maps" / "training";
}

}  // namespace

TrainingMaps readTrainingMaps(const fs::path& runFolder) {
    TrainingMaps found;
    const fs::path folder = folderOf(runFolder);
    const fs::path file = folder / "index.json";
    std::error_code ignored;
    if (!fs::exists(file, ignored)) return found;
    const std::string name = file.string();
    const json document = io::readJson(file);
    checkFormat(document, kFormat, name);
    found.method = io::jsonValue<std::string>(document, "method", "", name);
    found.images = io::jsonValue<std::vector<std::int64_t>>(document, "images", {}, name);
    std::int64_t rows = found.images.empty() ? -1 : static_cast<std::int64_t>(found.images.size());
    const json snapshots = document.value("snapshots", json::array());
    if (!snapshots.is_array()) throw inputError(name, "\"snapshots\" is no list");
    for (const json& entry : snapshots) {
        if (!entry.is_object()) throw inputError(name, "\"snapshots\" holds something other than maps");
        TrainingMap map;
        map.step = io::jsonValue<std::int64_t>(entry, "step", 0, name);
        map.epoch = io::jsonValue<double>(entry, "epoch", 0, name);
        try {
            map.points = io::readMatrix(folder / (std::to_string(map.step) + ".npy"));
        } catch (const RuntimeError&) {
            continue;
        }
        if (map.points.cols != 2 || (rows >= 0 && map.points.rows != rows)) continue;
        rows = map.points.rows;
        found.maps.push_back(std::move(map));
    }
    std::stable_sort(found.maps.begin(), found.maps.end(),
                     [](const TrainingMap& a, const TrainingMap& b) { return a.step < b.step; });
    return found;
}

void appendTrainingMap(const fs::path& runFolder, const TrainingMap& map, const std::string& method,
                       const std::vector<std::int64_t>& images) {
    const fs::path folder = folderOf(runFolder);
    io::createFolders(folder);
    io::writeNpy(folder / (std::to_string(map.step) + ".npy"), map.points.view());
    const fs::path file = folder / "index.json";
    std::error_code ignored;
    json document;
    if (fs::exists(file, ignored)) {
        document = io::readJson(file);
        checkFormat(document, kFormat, file.string());
    } else {
        document = {{"format", formatTag(kFormat)}, {"method", method}, {"snapshots", json::array()}};
        if (!images.empty()) document["images"] = images;
    }
    json kept = json::array();
    for (const json& entry : document["snapshots"])
        if (io::jsonValue<std::int64_t>(entry, "step", -1, file.string()) != map.step) kept.push_back(entry);
    kept.push_back({{"step", map.step}, {"epoch", map.epoch}});
    document["snapshots"] = std::move(kept);
    io::writeJsonAtomic(file, document);
}

}  // namespace selfsight::store
