// What a report says, read from the workspace.
#include "io/json_file.h"
#include "io/npy.h"
#include "io/sha256.h"
#include "methods/recipe.h"
#include "store/report_sections.h"
#include "store/report_svg.h"

#include <algorithm>
#include <cmath>
#include <ctime>
#include <set>

namespace selfsight::store {

namespace {

using nlohmann::json;

std::string utcNow() {
    const std::time_t now = std::time(nullptr);
    std::tm utc{};
    gmtime_r(&now, &utc);
    char buffer[32];
    std::strftime(buffer, sizeof buffer, "%Y-%m-%dT%H:%M:%SZ", &utc);
    return buffer;
}

// The map to show: the one that the comparison asked for, else the run's first t-SNE, else its first.
std::string chooseMap(const RunFolder& folder, const json& request) {
    const std::vector<std::string> stems = folder.mapStems();
    if (request.is_object() && request.contains("map")) {
        const std::string wanted =
            map::MapOptions::fromJson(request["map"], "the comparison's request").fileStem();
        if (std::ranges::count(stems, wanted)) return wanted;
    }
    const auto tsne = std::ranges::find_if(stems, [](const auto& stem) { return stem.starts_with("tsne"); });
    if (tsne != stems.end()) return *tsne;
    return stems.empty() ? std::string() : stems.front();
}

std::vector<ReportPurity> readPurity(const std::filesystem::path& file) {
    std::vector<ReportPurity> out;
    if (!std::filesystem::exists(file)) return out;
    const json object = io::readJson(file);
    const std::string name = file.string();
    for (const json& each : io::jsonValue<json>(object, "columns", json::array(), name)) {
        out.push_back({io::jsonValue<std::string>(each, "column", "", name),
                       io::jsonValue<double>(each, "purity", 0, name),
                       io::jsonValue<double>(each, "chance", 0, name),
                       io::jsonValue<std::int64_t>(each, "k", 0, name)});
    }
    return out;
}

// The map as it lies beside those of the comparison, and how far it differs from the first of them.
void takeAligned(ReportMember& member, const std::filesystem::path& comparisonFolder) {
    const auto record = comparisonFolder / "maps" / "aligned.json";
    if (!member.map || comparisonFolder.empty() || !std::filesystem::exists(record)) return;
    const std::string name = record.string(), &run = member.run.id;
    const json aligned = io::readJson(record);
    const auto group = [&](const char* key) {
        return io::jsonValue<json>(aligned, key, json::object(), name);
    };
    const json disparity = group("disparity");
    if (io::jsonValue<std::string>(aligned, "map", "", name) != member.mapName || !disparity.contains(run))
        return;
    const auto points = alignedMapPath(comparisonFolder, run);
    io::checkSha256(points, io::jsonValue<std::string>(group("sha256"), run.c_str(), "", name), record);
    member.map->points = io::readMatrix(points);
    member.disparity = io::jsonValue<double>(disparity, run.c_str(), member.disparity, name);
    member.disparityOfNull = io::jsonValue<double>(group("null"), "disparity", member.disparityOfNull, name);
}

ReportMember gatherMember(const RunFolder& folder, const ReportData& data, const json& request,
                          const std::filesystem::path& comparisonFolder) {
    ReportMember member;
    member.run = folder.record();
    member.metrics = folder.metrics();
    for (const std::string& protocol : folder.probeProtocols()) {
        auto probe = folder.probe(protocol);
        if (!probe) continue;
        if (protocol == data.protocol)
            member.probe = std::move(probe);
        else
            member.otherProbes.push_back(std::move(*probe));
    }
    member.mapName = chooseMap(folder, request);
    if (!member.mapName.empty()) member.map = folder.map(member.mapName);
    takeAligned(member, comparisonFolder);
    member.evaluation = runEvaluation(folder.path());
    member.purity = readPurity(folder.path() / "purity.json");
    if (std::filesystem::is_directory(folder.checkpointFolder()))
        for (const auto& entry : std::filesystem::directory_iterator(folder.checkpointFolder()))
            if (entry.path().extension() == ".safetensors")
                member.checkpoints[entry.path().filename().string()] = io::sha256File(entry.path());
    return member;
}

std::string labelOf(const RunRecord& run) {
    for (const methods::MethodInfo& info : methods::methodList())
        if (info.name == run.method) return info.label;
    // Weights and embeddings from elsewhere are known by what they were called.
    return run.name.empty() ? run.method : run.name;
}

// "encoder: BYOL resnet18; supervised notebook", or nothing when all values are equal.
template <typename Value>
void addDifference(std::vector<std::string>& out, const std::string& what, const std::vector<RunRecord>& runs,
                   const std::vector<Value>& values, const std::vector<bool>& counts, const auto& text) {
    std::vector<std::pair<Value, std::string>> groups;
    for (std::size_t i = 0; i < runs.size(); ++i) {
        if (!counts[i]) continue;
        const auto known =
            std::ranges::find_if(groups, [&](const auto& group) { return group.first == values[i]; });
        const std::string label = labelOf(runs[i]);
        if (known == groups.end())
            groups.emplace_back(values[i], label);
        else if (!known->second.ends_with(label))
            known->second += ", " + label;
    }
    if (groups.size() < 2) return;
    std::string sentence = what + ":";
    for (std::size_t g = 0; g < groups.size(); ++g)
        sentence += (g ? "; " : " ") + groups[g].second + " " + text(groups[g].first);
    out.push_back(sentence);
}

std::string groupedDigits(std::int64_t value) {
    std::string digits = std::to_string(value);
    for (auto i = static_cast<std::ptrdiff_t>(digits.size()) - 3; i > 0; i -= 3)
        digits.insert(static_cast<std::size_t>(i), ",");
    return digits;
}

bool trains(const RunRecord& run) {
    for (const methods::MethodInfo& info : methods::methodList())
        if (info.name == run.method) return info.trains;
    return true;
}

std::string dataTitle(const std::string& kind) {
    if (kind == "cifar100") return "CIFAR-100";
    if (kind == "cifar10") return "CIFAR-10";
    if (kind == "demo") return "the demo data";
    return "own images";
}

// Values without names, as arrays from elsewhere have them, are named by their numbers.
data::LabelColumn labelColumn(const EmbeddingLabels& labels) {
    data::LabelColumn column{labels.name, labels.names, labels.values};
    std::int64_t most = -1;
    for (const std::int64_t value : column.values) most = std::max(most, value);
    for (auto value = static_cast<std::int64_t>(column.names.size()); value <= most; ++value)
        column.names.push_back(std::to_string(value));
    return column;
}

}  // namespace

std::string ReportMember::label() const {
    return labelOf(run);
}

std::filesystem::path alignedMapPath(const std::filesystem::path& comparisonFolder, const std::string& run) {
    return comparisonFolder / "maps" / (run + ".npy");
}

std::vector<std::string> likeForLikeDifferences(const std::vector<RunRecord>& runs,
                                                const std::vector<std::optional<eval::ProbeResult>>& probes) {
    const std::size_t n = runs.size();
    std::vector<bool> all(n, true);
    std::vector<bool> trained(n);
    std::vector<bool> probed(n);
    std::vector<std::string> encoders(n), data(n), splits(n), protocols(n), extractions(n), precisions(n);
    std::vector<double> widths(n);
    std::vector<std::int64_t> seen(n), fits(n);
    for (std::size_t i = 0; i < n; ++i) {
        const RunRecord& run = runs[i];
        trained[i] = trains(run);
        encoders[i] = run.encoder + (run.dimension > 0 ? ", " + std::to_string(run.dimension) + "-d" : "");
        widths[i] = run.width;
        data[i] = run.dataKind + (run.dataHash.empty() ? "" : " " + run.dataHash.substr(0, 8));
        splits[i] = std::to_string(run.trainCount) + "/" + std::to_string(run.validationCount) + "/" +
                    std::to_string(run.testCount);
        seen[i] = run.imagesSeen;
        precisions[i] = run.precision;
        probed[i] = i < probes.size() && probes[i].has_value();
        if (!probed[i]) continue;
        protocols[i] = probes[i]->protocol;
        extractions[i] = probes[i]->extraction;
        fits[i] = probes[i]->fitCount;
    }
    const auto same = [](const std::string& value) { return value; };
    const auto count = [](std::int64_t value) { return groupedDigits(value); };
    std::vector<std::string> out;
    addDifference(out, "encoder", runs, encoders, all, same);
    addDifference(out, "width", runs, widths, all, [](double value) { return svg::number(value, 4); });
    addDifference(out, "data", runs, data, all, same);
    addDifference(out, "images for training/validation/test", runs, splits, all, same);
    addDifference(out, "images seen", runs, seen, trained, count);
    addDifference(out, "precision of training", runs, precisions, trained, same);
    addDifference(out, "probe's protocol", runs, protocols, probed, same);
    addDifference(out, "images that the probe was fitted on", runs, fits, probed, count);
    addDifference(out, "extraction of the embeddings", runs, extractions, probed, same);
    return out;
}

std::optional<double> publishedAccuracy(const RunRecord& run, const std::string& protocol) {
    if (protocol != "notebook" || run.dataKind != "cifar100") return std::nullopt;
    if (run.method == "supervised") return 0.5908;
    if (run.method == "byol") return 0.3164;
    if (run.method == "simsiam") return 0.2432;
    if (run.method == "random") return 0.1612;
    return std::nullopt;
}

ReportData gatherReport(Workspace& workspace, const Comparison& comparison, const std::string& protocol) {
    ReportData data;
    data.made = utcNow();
    data.protocol = protocol;
    if (!comparison.request.is_null()) data.request = comparison.request.dump(2);
    data.command = comparisonCommand(comparison.request, workspace.path());
    const auto folder =
        comparison.id.empty() ? std::filesystem::path() : workspace.comparisonFolder(comparison.id);
    if (!folder.empty() && std::filesystem::exists(folder / kEvaluationFile))
        data.evaluation = io::readJson(folder / kEvaluationFile);
    std::vector<RunRecord> records;
    std::vector<std::optional<eval::ProbeResult>> probes;
    std::string each;  // the runs' own commands, for what no single one has made
    for (const std::string& id : comparison.runs) {
        const RunFolder run = workspace.run(id);
        data.members.push_back(gatherMember(run, data, comparison.request, folder));
        records.push_back(data.members.back().run);
        probes.push_back(data.members.back().probe);
        if (const std::string again = runCommand(records.back(), run.path()); !again.empty())
            each += (each.empty() ? "" : "\n") + again;
        if (data.columns.empty() && run.hasEmbeddings("test"))
            for (EmbeddingLabels& column : run.embeddingInfo("test").labels)
                data.columns.push_back(labelColumn(column));
    }
    if (data.command.empty())
        data.command = each;
    else if (std::ranges::any_of(records, dependsOnMeasurement))
        data.command += "\n# Steps or precision were chosen by measuring this machine; as it chose:\n" + each;
    data.differences = likeForLikeDifferences(records, probes);
    std::set<std::string> kinds;
    for (const RunRecord& run : records) kinds.insert(run.dataKind);
    Findings findings = readFindings(workspace);
    for (NamedSelection& selection : findings.selections)
        if (!selection.dataHash.empty() && !records.empty() && records.front().dataHash == selection.dataHash)
            data.selections.push_back(std::move(selection));
    for (Note& note : findings.notes) {
        const bool ofRuns = std::ranges::any_of(
            records, [&](const RunRecord& run) { return std::ranges::count(note.runs, run.id) > 0; });
        const bool ofImages =
            note.target == Note::Target::Selection && std::ranges::any_of(records, [&](const RunRecord& run) {
                return !note.dataHash.empty() && run.dataHash == note.dataHash;
            });
        if (note.target == Note::Target::Selection ? ofImages : ofRuns) data.notes.push_back(std::move(note));
    }
    data.title = records.size() == 1 ? data.members.front().label() : "Comparison";
    if (kinds.size() == 1) data.title += " on " + dataTitle(*kinds.begin());
    return data;
}

}  // namespace selfsight::store
