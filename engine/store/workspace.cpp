#include "store/workspace.h"

#include "io/atomic_file.h"
#include "io/file.h"
#include "io/json_file.h"
#include "store/folder_lock.h"
#include "store/format.h"

#include <algorithm>
#include <cerrno>
#include <chrono>
#include <unistd.h>

namespace selfsight::store {

namespace {

using nlohmann::json;
namespace fs = std::filesystem;

constexpr std::chrono::hours kStale{1};

std::vector<fs::path> foldersIn(const fs::path& folder) {
    std::vector<fs::path> found;
    std::error_code error;
    for (fs::directory_iterator it(folder, error), end; !error && it != end; it.increment(error)) {
        std::error_code ignored;
        if (it->path().filename().string().front() != '.' && it->is_directory(ignored))
            found.push_back(it->path());
    }
    std::sort(found.begin(), found.end());
    return found;
}

bool isUnderWay(RunState state) {
    return state == RunState::Running || state == RunState::Paused;
}

// What a killed program left half made.
void removeLeftovers(const fs::path& workspace) {
    io::removeStaleTemporaries(workspace, kStale);
    std::error_code error;
    for (fs::directory_iterator it(workspace / "runs", error), end; !error && it != end;
         it.increment(error)) {
        if (!it->path().filename().string().starts_with(".new-")) continue;
        std::error_code ignored;
        const auto written = fs::last_write_time(it->path(), ignored);
        if (!ignored && fs::file_time_type::clock::now() - written > kStale)
            fs::remove_all(it->path(), ignored);
    }
}

// A run whose writer is gone did not end: it was interrupted. Done under the writer's lock, so that no run
// that is just being taken up again is marked.
void markInterrupted(const fs::path& folder) {
    try {
        if (!isUnderWay(RunFolder(folder).record().state) || WriterLock::held(folder)) return;
        const WriterLock lock(folder);
        RunFolder run(folder);
        if (!isUnderWay(run.record().state)) return;
        run.removeTemporaries();
        RunRecord record = run.record();
        record.state = RunState::Interrupted;
        run.update(record);
    } catch (const RuntimeError&) {
        // A run that cannot be read is described by runs(); one that was locked in this moment is being
        // written.
    }
}

Comparison comparisonFromJson(const json& document, const std::string& path) {
    checkFormat(document, "selfsight-comparison", path);
    Comparison comparison;
    comparison.id = io::jsonValue<std::string>(document, "id", "", path);
    comparison.created = io::jsonValue<std::string>(document, "created", "", path);
    comparison.runs = io::jsonValue<std::vector<std::string>>(document, "runs", {}, path);
    comparison.request = document.value("request", json());
    comparison.report = io::jsonValue<std::string>(document, "report", "", path);
    if (comparison.id.empty()) throw inputError(path, "has no \"id\"");
    return comparison;
}

}  // namespace

Workspace::Workspace(fs::path folder) : folder_(fs::absolute(std::move(folder)).lexically_normal()) {
    if (!folder_.has_filename()) folder_ = folder_.parent_path();  // "W/" is "W"
    io::createFolders(folder_);
    const auto file = folder_ / "workspace.json";
    std::error_code ignored;
    if (fs::exists(file, ignored)) {
        checkFormat(io::readJson(file), "selfsight-workspace", file.string());
    } else {
        io::writeJsonAtomic(file, {{"format", formatTag("selfsight-workspace")}, {"created", isoTimeNow()}});
    }
    if (::access(folder_.c_str(), W_OK) != 0)
        io::throwSystemError(folder_, "write into this workspace", errno);
    io::createFolders(folder_ / "runs");
    io::createFolders(folder_ / "comparisons");
    removeLeftovers(folder_);
    for (const auto& run : foldersIn(folder_ / "runs")) markInterrupted(run);
}

json Workspace::document() const {
    return io::readJson(folder_ / "workspace.json");
}

void Workspace::writeDocument(json document) {
    document["format"] = formatTag("selfsight-workspace");
    io::writeJsonAtomic(folder_ / "workspace.json", document);
}

void Workspace::changeDocument(const std::function<void(json&)>& change) {
    const FolderLock lock(folder_);
    json document = this->document();
    change(document);
    writeDocument(std::move(document));
}

std::vector<RunRecord> Workspace::runs() {
    problems_.clear();
    std::vector<RunRecord> records;
    for (const auto& path : foldersIn(folder_ / "runs")) {
        try {
            records.push_back(RunFolder(path).record());
        } catch (const RuntimeError& error) {
            problems_.push_back(error.what());
        }
    }
    std::stable_sort(records.begin(), records.end(), [](const RunRecord& a, const RunRecord& b) {
        return std::pair(a.created, a.id) < std::pair(b.created, b.id);
    });
    return records;
}

namespace {

// Another writer can take the name between the look for a free one and the making of the folder: then the next
// one is tried.
template <typename NewFolder>
RunFolder makeRun(const RunRecord& record, std::unique_ptr<WriterLock>* lock, const NewFolder& newFolder) {
    for (int attempt = 0;; ++attempt) {
        const fs::path folder = newFolder();
        try {
            return RunFolder::create(folder, record, lock);
        } catch (const RuntimeError&) {
            std::error_code ignored;
            if (attempt == 10 || !fs::exists(folder, ignored)) throw;
        }
    }
}

}  // namespace

RunFolder Workspace::createRun(RunRecord record) {
    return makeRun(record, nullptr, [&] { return newRunFolder(record); });
}

std::pair<RunFolder, std::unique_ptr<WriterLock>> Workspace::startRun(RunRecord record) {
    std::unique_ptr<WriterLock> lock;
    RunFolder folder = makeRun(record, &lock, [&] { return newRunFolder(record); });
    return {std::move(folder), std::move(lock)};
}

// Names the run and gives the folder that it will have.
fs::path Workspace::newRunFolder(RunRecord& record) const {
    record.created = isoTimeNow();
    if (record.name.empty()) record.name = record.method + ", seed " + std::to_string(record.seed);
    for (int attempt = 0;; ++attempt) {
        record.id =
            idTimeNow() + "-" + record.method + "-s" + std::to_string(record.seed) + "-" + randomHex(4);
        const auto folder = folder_ / "runs" / record.id;
        std::error_code ignored;
        if (!fs::exists(folder, ignored) || attempt == 100) return folder;
    }
}

RunFolder Workspace::run(const std::string& id) const {
    std::vector<fs::path> matches;
    for (const auto& path : foldersIn(folder_ / "runs")) {
        const std::string name = path.filename().string();
        if (name == id) return RunFolder(path);
        if (!id.empty() && name.starts_with(id)) matches.push_back(path);
    }
    if (matches.size() == 1) return RunFolder(matches.front());
    const std::string where = " in the workspace " + folder_.string();
    if (matches.empty()) throw usageError("there is no run \"" + id + "\"" + where);
    throw usageError("\"" + id + "\" is the beginning of " + std::to_string(matches.size()) + " runs" +
                     where + "; the first is " + matches.front().filename().string());
}

std::string Workspace::binRun(const std::string& id) {
    const RunFolder found = run(id);
    const auto from = found.path();
    const WriterLock lock(from);  // throws where someone is writing
    io::createFolders(folder_ / "bin");
    auto to = folder_ / "bin" / from.filename();
    std::error_code error;
    if (fs::exists(to, error)) to += "-" + randomHex(4);
    fs::rename(from, to, error);
    if (error) io::throwSystemError(from, "move this run to the bin", error.value());
    fs::remove(to / "writer.lock", error);
    io::syncFolder(folder_ / "bin");
    io::syncFolder(folder_ / "runs");
    return to.filename().string();
}

std::vector<Comparison> Workspace::comparisons() const {
    std::vector<Comparison> found;
    for (const auto& path : foldersIn(folder_ / "comparisons")) {
        const auto file = path / "comparison.json";
        try {
            found.push_back(comparisonFromJson(io::readJson(file), file.string()));
        } catch (const RuntimeError&) {
            // A comparison is a view of runs; one that cannot be read takes nothing with it.
        }
    }
    std::stable_sort(found.begin(), found.end(), [](const Comparison& a, const Comparison& b) {
        return std::pair(a.created, a.id) < std::pair(b.created, b.id);
    });
    return found;
}

void Workspace::writeComparison(Comparison& comparison) {
    if (comparison.created.empty()) comparison.created = isoTimeNow();
    if (comparison.id.empty()) comparison.id = idTimeNow() + "-compare-" + randomHex(4);
    const auto folder = comparisonFolder(comparison.id);
    io::createFolders(folder);
    const auto file = folder / "comparison.json";
    json document = json::object();
    std::error_code ignored;
    if (fs::exists(file, ignored)) {
        document = io::readJson(file);
        checkFormat(document, "selfsight-comparison", file.string());
    } else {
        document["format"] = formatTag("selfsight-comparison");
    }
    document.update({{"id", comparison.id},
                     {"created", comparison.created},
                     {"runs", comparison.runs},
                     {"request", comparison.request},
                     {"report", comparison.report}});
    io::writeJsonAtomic(file, document);
}

fs::path Workspace::comparisonFolder(const std::string& id) const {
    if (id.empty() || id.front() == '.' || id.find('/') != id.npos)
        throw usageError("there is no comparison \"" + id + "\"");
    return folder_ / "comparisons" / id;
}

}  // namespace selfsight::store
