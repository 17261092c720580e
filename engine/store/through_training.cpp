#include "store/through_training.h"

#include "core/error.h"
#include "io/file.h"
#include "io/json_file.h"
#include "io/npy.h"
#include "io/sha256.h"
#include "store/format.h"

#include <algorithm>
#include <charconv>
#include <cstring>

namespace selfsight::store {

namespace {

using nlohmann::json;

std::filesystem::path snapshotFolder(const std::filesystem::path& runFolder) {
    return runFolder / "embeddings" / "through";
}

std::filesystem::path snapshotFile(const std::filesystem::path& runFolder, std::int64_t step) {
    return snapshotFolder(runFolder) / (std::to_string(step) + ".npy");
}

// Beside a snapshot, with its checksum.
std::filesystem::path snapshotRecord(std::filesystem::path snapshot) {
    return snapshot.replace_extension(".json");
}

// What `record`, a document that was read from `file`, says of an array beside it.
void checkBeside(const std::filesystem::path& array, const json& record, const std::filesystem::path& file) {
    io::checkSha256(array, io::jsonValue<std::string>(record, "sha256", "", file.string()), file);
}

}  // namespace

void writeSnapshot(const std::filesystem::path& runFolder, std::int64_t step, MatrixView embeddings) {
    io::createFolders(snapshotFolder(runFolder));
    const auto file = snapshotFile(runFolder, step);
    std::error_code ignored;
    std::filesystem::remove(snapshotRecord(file), ignored);
    const std::string sha256 = io::writeNpy(file, embeddings);
    io::writeJsonAtomic(snapshotRecord(file),
                        {{"format", formatTag("selfsight-snapshot")}, {"sha256", sha256}});
}

std::vector<std::int64_t> snapshotSteps(const std::filesystem::path& runFolder) {
    std::vector<std::int64_t> steps;
    std::error_code error;
    for (std::filesystem::directory_iterator it(snapshotFolder(runFolder), error), end; !error && it != end;
         it.increment(error)) {
        if (it->path().extension() != ".npy") continue;
        const std::string stem = it->path().stem().string();
        std::int64_t step = 0;
        const auto [last, problem] = std::from_chars(stem.data(), stem.data() + stem.size(), step);
        if (problem == std::errc() && last == stem.data() + stem.size()) steps.push_back(step);
    }
    std::sort(steps.begin(), steps.end());
    return steps;
}

Matrix readSnapshot(const std::filesystem::path& runFolder, std::int64_t step) {
    const auto file = snapshotFile(runFolder, step);
    std::error_code ignored;
    if (const auto record = snapshotRecord(file); std::filesystem::exists(record, ignored))
        checkBeside(file, io::readJson(record), record);
    return io::readMatrix(file);
}

void writeThroughMaps(const std::filesystem::path& runFolder, const std::string& stem,
                      const ThroughMaps& maps) {
    if (maps.points.empty() || maps.points.size() != maps.steps.size())
        throw LogicError("writeThroughMaps: there must be one map a step");
    const auto folder = runFolder / "maps" / "through";
    io::createFolders(folder);
    std::vector<float> values;
    for (const Matrix& points : maps.points)
        values.insert(values.end(), points.values.begin(), points.values.end());
    const std::int64_t shape[] = {static_cast<std::int64_t>(maps.points.size()), maps.points.front().rows, 2};
    std::error_code ignored;
    std::filesystem::remove(folder / (stem + ".json"), ignored);
    const std::string sha256 = io::writeNpy(folder / (stem + ".npy"), std::span<const std::int64_t>(shape),
                                            std::span<const float>(values));
    io::writeJsonAtomic(folder / (stem + ".json"), {{"format", formatTag("selfsight-through-maps")},
                                                    {"options", maps.options.toJson()},
                                                    {"steps", maps.steps},
                                                    {"sha256", sha256},
                                                    {"objectives", maps.objectives},
                                                    {"trustworthiness", maps.trustworthiness}});
}

std::vector<std::string> throughStems(const std::filesystem::path& runFolder) {
    std::vector<std::string> stems;
    std::error_code error;
    for (std::filesystem::directory_iterator it(runFolder / "maps" / "through", error), end;
         !error && it != end; it.increment(error))
        if (it->path().extension() == ".json") stems.push_back(it->path().stem().string());
    std::sort(stems.begin(), stems.end());
    return stems;
}

ThroughMaps readThroughMaps(const std::filesystem::path& runFolder, const std::string& stem) {
    const auto file = runFolder / "maps" / "through" / (stem + ".json");
    const json document = io::readJson(file);
    checkFormat(document, "selfsight-through-maps", file.string());
    ThroughMaps maps;
    try {
        maps.options = map::MapOptions::fromJson(document.at("options"), file.string());
        maps.steps = document.at("steps").get<std::vector<std::int64_t>>();
        maps.objectives = document.at("objectives").get<std::vector<double>>();
        maps.trustworthiness = document.at("trustworthiness").get<std::vector<double>>();
    } catch (const json::exception& problem) {
        throw inputError(file.string(), std::string("is damaged: ") + problem.what());
    }
    const auto array = std::filesystem::path(file).replace_extension(".npy");
    checkBeside(array, document, file);
    const io::Tensor values = io::readNpy(array);
    const auto count = static_cast<std::int64_t>(maps.steps.size());
    if (values.dtype != io::DType::F32 || values.shape.size() != 3 || values.shape[0] != count ||
        values.shape[2] != 2)
        throw inputError(array.string(), "expected float32 [" + std::to_string(count) + ", n, 2], found " +
                                             values.shapeText());
    for (std::int64_t i = 0; i < count; ++i) {
        maps.points.emplace_back(values.shape[1], 2);
        auto& to = maps.points.back().values;
        std::memcpy(to.data(), values.bytes.data() + static_cast<std::size_t>(i) * to.size() * sizeof(float),
                    to.size() * sizeof(float));
    }
    return maps;
}

}  // namespace selfsight::store
