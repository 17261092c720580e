// What the subcommands share: the table's entry, parsing, and how a result or a failure leaves the program.
#pragma once

#include "core/job.h"
#include "core/json.h"

#include <CLI/CLI.hpp>
#include <filesystem>
#include <string>
#include <vector>

namespace selfsight::cli {

using Arguments = std::vector<std::string>;  // what follows the subcommand's name

// One subcommand. run() returns the exit code of success or throws.
struct Command {
    const char* name;
    const char* summary;
    int (*run)(const Arguments& arguments);
};

int runCompare(const Arguments& arguments);
int runSweep(const Arguments& arguments);
int runTrain(const Arguments& arguments);
int runResume(const Arguments& arguments);
int runEmbed(const Arguments& arguments);
int runProbe(const Arguments& arguments);
int runProject(const Arguments& arguments);
int runKnn(const Arguments& arguments);
int runAgree(const Arguments& arguments);
int runPurity(const Arguments& arguments);
int runReport(const Arguments& arguments);
int runRender(const Arguments& arguments);
int runExport(const Arguments& arguments);
int runImport(const Arguments& arguments);
int runData(const Arguments& arguments);
int runRuns(const Arguments& arguments);
int runRecipes(const Arguments& arguments);
int runDevices(const Arguments& arguments);
int runVersion(const Arguments& arguments);

// Thrown by parse() for --help: the text goes to stdout, the exit code is 0.
struct HelpShown {
    std::string text;
};

// An app whose help is laid out as ours is; `examples` are lines without indentation.
class Parser : public CLI::App {
  public:
    Parser(const std::string& command, const std::string& description,
           const std::vector<std::string>& examples);
    // Throws HelpShown, or RuntimeError(Usage).
    void read(const Arguments& arguments);

    // Options that several subcommands have, with the same words everywhere.
    void addJson(bool& json);
    void addQuiet(bool& quiet);
    void addWorkspace(std::filesystem::path& workspace);
    void addDevice(std::string& device);
};

// Runs a job with progress on stderr, listening to signals. Throws for every ending but success;
// `stoppedHint` tells what to do to go on.
void runJob(Job& job, bool quiet, const std::string& stoppedHint);

// stdout: exactly one JSON object.
void printJson(const nlohmann::json& object);
// Writes the failure to stderr, or as {"error": …} to stdout, and returns the exit code.
int reportFailure(const Outcome& outcome, bool json);
// "usage", "input", "environment", "stopped", "bug": the code in {"error": {"code": …}}.
const char* errorCodeName(ErrorCode code);

// True when the argument is a .npy file rather than a run's name.
bool namesArrayFile(const std::string& argument);

}  // namespace selfsight::cli
