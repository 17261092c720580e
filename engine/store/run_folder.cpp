#include "store/run_folder.h"

#include "core/error.h"
#include "io/atomic_file.h"
#include "io/csv.h"
#include "io/file.h"
#include "io/json_file.h"
#include "io/npy.h"
#include "io/sha256.h"
#include "store/folder_lock.h"
#include "store/format.h"

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

namespace selfsight::store {

namespace {

using nlohmann::json;

// The member of run.json that says what these are once the run has ended.
constexpr const char* kMetricsChecksums = "metrics_sha256";
constexpr const char* kMetricsFiles[] = {"metrics.csv", "timing.csv"};

bool hasEnded(RunState state) {
    return state != RunState::Queued && state != RunState::Running && state != RunState::Paused;
}

// Throws RuntimeError(Input) unless run.json has no checksum of the file or the one that fits it.
void checkAsEnded(const std::filesystem::path& folder, const char* name) {
    const auto record = folder / "run.json";
    const auto checksum = [&] {
        const json all =
            io::jsonValue<json>(io::readJson(record), kMetricsChecksums, json::object(), record.string());
        return io::jsonValue<std::string>(all, name, "", record.string());
    };
    const std::string before = checksum();
    try {
        io::checkSha256(folder / name, before, record);
    } catch (const RuntimeError&) {
        // Meanwhile another program may have gone on with the run.
        if (checksum() == before) throw;
    }
}

std::filesystem::path distortionPath(std::filesystem::path points) {
    return points.replace_extension(".distortion.npy");
}

// Empty where there is none or it is damaged: a map is whole without it.
std::vector<float> readDistortion(const std::filesystem::path& file, std::int64_t count,
                                  const std::string& sha256) {
    std::error_code ignored;
    if (!std::filesystem::exists(file, ignored)) return {};
    try {
        io::checkSha256(file, sha256, "its map");
        const io::Tensor values = io::readNpy(file);
        if (values.dtype != io::DType::F32 || values.shape != std::vector<std::int64_t>{count}) return {};
        std::vector<float> distortion(static_cast<std::size_t>(count));
        std::memcpy(distortion.data(), values.bytes.data(), values.bytes.size());
        return distortion;
    } catch (const RuntimeError&) {
        return {};
    }
}

// File names without their `ending`, sorted.
std::vector<std::string> stemsIn(const std::filesystem::path& folder, const std::string& ending) {
    std::vector<std::string> stems;
    std::error_code error;
    for (std::filesystem::directory_iterator it(folder, error), end; !error && it != end;
         it.increment(error)) {
        const std::string name = it->path().filename().string();
        if (name.size() > ending.size() && name.ends_with(ending) && name.front() != '.')
            stems.push_back(name.substr(0, name.size() - ending.size()));
    }
    std::sort(stems.begin(), stems.end());
    return stems;
}

// Names become files; nothing that a name says may lead elsewhere.
std::string checkedName(const std::string& name, const char* what) {
    const auto allowed = [](unsigned char c) {
        return std::isalnum(c) || c == '-' || c == '_' || c == '.' || c == '+';
    };
    if (name.empty() || name.size() > 100 || name.front() == '.' ||
        !std::all_of(name.begin(), name.end(), allowed))
        throw usageError(std::string("\"") + name.substr(0, 120) + "\" is no name for " + what +
                         ": letters, digits, and . _ - + were expected");
    return name;
}

// A label may be called anything; what no file may be called, or what is the name of another protocol, is
// told apart by a hash.
std::string probeStem(const eval::ProbeResult& probe) {
    if (probe.label.empty() || probe.label == "class") return probe.protocol;
    std::string word = probe.label.substr(0, 60);
    for (char& c : word)
        if (!std::isalnum(static_cast<unsigned char>(c)) && c != '-' && c != '_' && c != '.' && c != '+')
            c = '-';
    if (word != probe.label || word == "folds")
        word += "-" + io::sha256Hex(io::asBytes(probe.label)).substr(0, 8);
    return probe.protocol + "-" + word;
}

}  // namespace

RunFolder::RunFolder(std::filesystem::path folder) : folder_(std::move(folder)), log_(folder_) {
    reload();
}

RunFolder RunFolder::create(const std::filesystem::path& folder, const RunRecord& record,
                            std::unique_ptr<WriterLock>* lock) {
    if (record.id.empty()) throw LogicError("RunFolder::create: the record has no id");
    // The folder appears with its run.json inside, or not at all.
    const auto parent = folder.parent_path();
    io::createFolders(parent);
    const auto fresh = parent / (".new-" + folder.filename().string() + "-" + randomHex(8));
    auto made = fresh;
    try {
        io::createFolders(fresh);
        io::writeJsonAtomic(fresh / "run.json", record.toJson());
        if (lock) *lock = std::make_unique<WriterLock>(fresh);
        int error = io::injectedFault("rename", folder);
        if (error == 0 && ::rename(fresh.c_str(), folder.c_str()) != 0) error = errno;
        if (error != 0) io::throwSystemError(folder, "make this run's folder", error);
        made = folder;
        if (lock) (*lock)->movedTo(folder);
        io::syncFolder(parent);
    } catch (...) {
        if (lock) lock->reset();
        std::error_code ignored;
        std::filesystem::remove_all(made, ignored);
        throw;
    }
    return RunFolder(folder);
}

void RunFolder::reload() {
    const auto file = folder_ / "run.json";
    document_ = io::readJson(file);
    record_ = RunRecord::fromJson(document_, file.string());
}

void RunFolder::removeTemporaries() const {
    io::removeStaleTemporaries(folder_, std::chrono::seconds(0));
    for (const char* part : {"checkpoints", "embeddings", "maps", "probes", "neighbours"})
        io::removeStaleTemporaries(folder_ / part, std::chrono::seconds(0));
}

void RunFolder::update(const RunRecord& record) {
    const auto file = folder_ / "run.json";
    const FolderLock lock(folder_);
    const json theirs = io::readJson(file);
    checkFormat(theirs, "selfsight-run", file.string());
    const json before = record_.toJson();
    json merged = mergeThreeWays(before, record.toJson(), theirs);
    merged["format"] = theirs["format"];
    const RunState was = RunRecord::fromJson(theirs, file.string()).state;
    if (!hasEnded(RunRecord::fromJson(merged, file.string()).state)) {
        merged.erase(kMetricsChecksums);
    } else if (!hasEnded(was)) {
        for (const char* name : kMetricsFiles)
            if (std::error_code ignored; std::filesystem::exists(folder_ / name, ignored))
                merged[kMetricsChecksums][name] = io::sha256File(folder_ / name);
    }
    write(std::move(merged));
}

void RunFolder::write(json document) {
    const auto file = folder_ / "run.json";
    RunRecord result = RunRecord::fromJson(document, file.string());
    io::writeJsonAtomic(file, document);
    document_ = std::move(document);
    record_ = std::move(result);
}

void RunFolder::forgetMetricsChecksums() {
    if (!document_.contains(kMetricsChecksums)) return;
    const FolderLock lock(folder_);
    json document = io::readJson(folder_ / "run.json");
    document.erase(kMetricsChecksums);
    write(std::move(document));
}

void RunFolder::appendMetrics(const event::Metrics& metrics) {
    forgetMetricsChecksums();
    log_.append(metrics);
}
void RunFolder::truncateMetrics(std::int64_t step) {
    forgetMetricsChecksums();
    log_.truncate(step);
}
MetricsTable RunFolder::metrics() const {
    checkAsEnded(folder_, "metrics.csv");
    return log_.metrics();
}
MetricsTable RunFolder::timings() const {
    checkAsEnded(folder_, "timing.csv");
    return log_.timings();
}

void RunFolder::checkMetrics() const {
    for (const char* name : kMetricsFiles) checkAsEnded(folder_, name);
}

std::filesystem::path RunFolder::writeMap(const std::string& stem, const map::MapResult& map) {
    const auto folder = folder_ / "maps";
    io::createFolders(folder);
    const auto target = folder / (checkedName(stem, "a map") + ".npy");
    const std::int64_t shape[] = {map.points.rows, map.points.cols};
    io::Bytes points = io::npyHeader(io::DType::F32, shape);
    const auto values = io::asBytes(std::span(map.points.values));
    points.insert(points.end(), values.begin(), values.end());
    json document = map.toJson();
    document["format"] = formatTag("selfsight-map");
    document["sha256"] = io::sha256Hex(points);
    // A distortion never stands beside a map that is not its own.
    const auto distortion = distortionPath(target);
    std::error_code ignored;
    std::filesystem::remove(distortion, ignored);
    const auto count = static_cast<std::int64_t>(map.trust.distortion.size());
    const bool distorted = count > 0 && count == map.points.rows;
    io::Bytes distortionBytes;
    if (distorted) {
        distortionBytes = io::npyHeader(io::DType::F32, std::span<const std::int64_t>(&count, 1));
        const auto shares = io::asBytes(std::span(map.trust.distortion));
        distortionBytes.insert(distortionBytes.end(), shares.begin(), shares.end());
        document["distortion_sha256"] = io::sha256Hex(distortionBytes);
    }
    // Both are on the disk in full before either takes its place.
    io::AtomicFile pointsFile(target);
    pointsFile.write(points);
    io::AtomicFile documentFile(folder / (stem + ".json"));
    documentFile.write(io::sealedJsonText(document));
    pointsFile.commit();
    documentFile.commit();
    if (distorted) io::writeFileAtomic(distortion, distortionBytes);
    return target;
}

std::vector<std::string> RunFolder::mapStems() const {
    std::vector<std::string> stems = stemsIn(folder_ / "maps", ".json");
    std::erase_if(stems, [&](const std::string& stem) {
        std::error_code ignored;
        return !std::filesystem::exists(folder_ / "maps" / (stem + ".npy"), ignored);
    });
    return stems;
}

map::MapResult RunFolder::map(const std::string& stem) const {
    const auto points = folder_ / "maps" / (checkedName(stem, "a map") + ".npy");
    const auto file = folder_ / "maps" / (stem + ".json");
    const json document = io::readJson(file);
    checkFormat(document, "selfsight-map", file.string());
    map::MapResult result = map::MapResult::fromJson(document, file.string());
    const io::Bytes bytes = io::readFile(points, 1ull << 32);
    if (io::jsonValue<std::string>(document, "sha256", "", file.string()) != io::sha256Hex(bytes))
        throw inputError(points.string(),
                         "does not belong to " + file.filename().string() +
                             ": damaged, or the program ended between the two; make the map again");
    result.points = io::readMatrix(*io::openMemory(bytes, points.string()));
    if (result.points.cols != 2)
        throw inputError(points.string(), "a map [n, 2] was expected, found " +
                                              std::to_string(result.points.cols) + " columns");
    result.trust.distortion =
        readDistortion(distortionPath(points), result.points.rows,
                       io::jsonValue<std::string>(document, "distortion_sha256", "", file.string()));
    return result;
}

std::filesystem::path RunFolder::writeProbe(const eval::ProbeResult& probe) {
    const auto folder = folder_ / "probes";
    io::createFolders(folder);
    const std::string stem = checkedName(probeStem(probe), "a probe");
    std::string predictions = "index,truth,predicted\n";
    for (std::size_t i = 0;
         i < probe.testIndices.size() && i < probe.truth.size() && i < probe.predicted.size(); ++i)
        predictions += std::to_string(probe.testIndices[i]) + "," + std::to_string(probe.truth[i]) + "," +
                       std::to_string(probe.predicted[i]) + "\n";
    io::writeFileAtomic(folder / (stem + ".predictions.csv"), predictions);
    json document = eval::toJson(probe);
    document["format"] = formatTag("selfsight-probe");
    const auto target = folder / (stem + ".json");
    io::writeJsonAtomic(target, document);
    return target;
}

std::optional<eval::ProbeResult> RunFolder::probe(const std::string& protocol) const {
    const auto file = folder_ / "probes" / (checkedName(protocol, "a protocol") + ".json");
    std::error_code ignored;
    if (!std::filesystem::exists(file, ignored)) return std::nullopt;
    const json document = io::readJson(file);
    checkFormat(document, "selfsight-probe", file.string());
    try {
        return eval::probeFromJson(document);
    } catch (const RuntimeError& error) {
        throw inputError(file.string(), error.what());
    }
}

std::vector<std::string> RunFolder::probeProtocols() const {
    return stemsIn(folder_ / "probes", ".json");
}

}  // namespace selfsight::store
