#include "cli/command.h"
#include "cli/progress.h"
#include "cli/table.h"
#include "store/bin.h"
#include "store/workspace.h"

#include <iostream>

namespace selfsight::cli {

namespace {

std::string accuracyOf(const store::RunFolder& folder, const std::string& protocol) {
    const auto probe = folder.probe(protocol);
    return probe ? fixed(probe->accuracy, 3) : "–";
}

nlohmann::json runJson(const store::RunFolder& folder) {
    nlohmann::json object = folder.record().toJson();
    object["folder"] = std::filesystem::absolute(folder.path()).string();
    nlohmann::json probes = nlohmann::json::object();
    for (const std::string& protocol : folder.probeProtocols()) {
        const auto probe = folder.probe(protocol);
        probes[protocol] = {{"accuracy", probe->accuracy},
                            {"interval", {probe->interval.first, probe->interval.second}}};
    }
    object["probes"] = probes;
    object["maps"] = folder.mapStems();
    return object;
}

int listBin(const std::filesystem::path& workspace, bool json) {
    nlohmann::json list = nlohmann::json::array();
    std::vector<std::vector<std::string>> rows;
    for (const auto& [folder, record] : store::binnedRuns(workspace)) {
        list.push_back({{"folder", folder}, {"record", record.toJson()}});
        rows.push_back({folder, record.name, record.method, std::to_string(record.seed)});
    }
    if (json)
        printJson({{"bin", list}});
    else
        std::cout << tableText({{"folder", false}, {"name", false}, {"method", false}, {"seed"}}, rows);
    return 0;
}

}  // namespace

int runRuns(const Arguments& arguments) {
    Parser parser(
        "runs", "Lists the runs of a workspace, oldest first, or shows all that is known of one.",
        {"selfsight-cli runs --workspace w", "selfsight-cli runs 20261124-0815 --workspace w --json",
         "selfsight-cli runs --bin --workspace w",
         "selfsight-cli runs 20261124-081503-byol-s0-1f3a --restore --workspace w"});
    std::filesystem::path path;
    std::string run;
    bool json = false, bin = false, restore = false;
    parser.add_option("RUN", run, "Id of a run, or a beginning that only it has");
    parser.addWorkspace(path);
    parser.add_flag("--bin", bin, "List what was moved to the bin instead");
    parser.add_flag("--restore", restore, "Put RUN, as --bin names it, back out of the bin");
    parser.addJson(json);
    parser.read(arguments);
    if (!std::filesystem::exists(path)) throw inputError(path.string(), "there is no workspace here");
    if (restore) {
        const std::string id = store::restoreRun(path, run);
        if (json)
            printJson({{"run", id}});
        else
            std::cout << id << "\n";
        return 0;
    }
    if (bin) return listBin(path, json);

    store::Workspace workspace(path);
    if (!run.empty()) {
        const nlohmann::json object = runJson(workspace.run(run));
        if (json) {
            printJson(object);
        } else {
            for (const auto& [key, value] : object.items())
                std::cout << key << ": " << (value.is_string() ? value.get<std::string>() : value.dump())
                          << "\n";
        }
        return 0;
    }
    nlohmann::json list = nlohmann::json::array();
    std::vector<std::vector<std::string>> rows;
    for (const store::RunRecord& record : workspace.runs()) {
        const store::RunFolder folder = workspace.run(record.id);
        list.push_back(runJson(folder));
        rows.push_back({record.id, record.method, std::to_string(record.seed), runStateName(record.state),
                        record.dataKind, fixed(record.width, 2), fixed(record.epochsDone, 1),
                        accuracyOf(folder, "notebook"), accuracyOf(folder, "standard")});
    }
    for (const std::string& problem : workspace.problems()) printNotice("warning: " + problem);
    if (json) {
        printJson({{"runs", list}, {"problems", workspace.problems()}});
    } else {
        std::cout << tableText({{"run", false},
                                {"method", false},
                                {"seed"},
                                {"state", false},
                                {"data", false},
                                {"width"},
                                {"epochs"},
                                {"notebook"},
                                {"standard"}},
                               rows);
    }
    return 0;
}

}  // namespace selfsight::cli
