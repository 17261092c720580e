#include "cli/command.h"

#include "cli/progress.h"
#include "cli/signals.h"
#include "io/json_file.h"

#include <algorithm>
#include <iostream>

namespace selfsight::cli {

Parser::Parser(const std::string& command, const std::string& description,
               const std::vector<std::string>& examples)
    : CLI::App(description, "selfsight-cli " + command) {
    get_formatter()->column_width(36);
    std::string text = "\nExamples:";
    for (const std::string& example : examples) text += "\n  " + example;
    footer(text);
}

void Parser::read(const Arguments& arguments) {
    try {
        parse(Arguments(arguments.rbegin(), arguments.rend()));  // CLI11 takes them from the back
    } catch (const CLI::CallForHelp&) {
        throw HelpShown{help()};
    } catch (const CLI::ParseError& e) {
        throw usageError(std::string(e.what()) + " (" + get_name() + " --help explains the options)");
    }
}

void Parser::addJson(bool& json) {
    add_flag("--json", json, "Print one JSON object on stdout and nothing else");
}

void Parser::addQuiet(bool& quiet) {
    add_flag("--quiet,-q", quiet, "No progress on stderr; warnings still appear");
}

void Parser::addWorkspace(std::filesystem::path& workspace) {
    add_option("--workspace,-w", workspace, "Folder of runs and comparisons; made if it is absent")
        ->envname("SELFSIGHT_WORKSPACE")
        ->required();
}

void Parser::addDevice(std::string& device) {
    add_option("--device", device, "auto (a CUDA device where there is one), cpu, cuda, cuda:1 …")
        ->capture_default_str();
}

void runJob(Job& job, bool quiet, const std::string& stoppedHint) {
    Control control;
    Outcome outcome;
    {
        ProgressSink sink(quiet);
        const SignalScope scope(control);
        outcome = job.run(control, sink);
    }
    switch (outcome.ending) {
        case Ending::Succeeded:
            return;
        case Ending::Failed:
            throw RuntimeError(outcome.code, outcome.message, outcome.path);
        case Ending::Stopped:
            throw RuntimeError(ErrorCode::Stopped, "Stopped; what was done is kept. " + stoppedHint);
        case Ending::Cancelled:
            throw RuntimeError(ErrorCode::Stopped,
                               "Cancelled; what was finished before is kept. " + stoppedHint);
    }
}

void printJson(const nlohmann::json& object) {
    std::cout << io::jsonText(object);
}

const char* errorCodeName(ErrorCode code) {
    switch (code) {
        case ErrorCode::Bug:
            return "bug";
        case ErrorCode::Usage:
            return "usage";
        case ErrorCode::Input:
            return "input";
        case ErrorCode::Environment:
            return "environment";
        case ErrorCode::Stopped:
            return "stopped";
    }
    return "bug";
}

int reportFailure(const Outcome& outcome, bool json) {
    const ErrorCode code = outcome.ending == Ending::Failed ? outcome.code : ErrorCode::Stopped;
    const std::string message = outcome.ending == Ending::Failed ? outcome.message : "Cancelled";
    if (json) {
        nlohmann::json error = {{"code", errorCodeName(code)}, {"message", message}, {"path", nullptr}};
        if (!outcome.path.empty()) error["path"] = outcome.path;
        printJson({{"error", error}});
        std::cout.flush();
    } else {
        printNotice("selfsight-cli: " + message);
    }
    return static_cast<int>(code);
}

bool namesArrayFile(const std::string& argument) {
    std::error_code none;  // a text that no file can have as its name is none
    return argument.ends_with(".npy") || std::filesystem::is_regular_file(argument, none);
}

}  // namespace selfsight::cli
