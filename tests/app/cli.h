// Runs the built selfsight-cli.
#pragma once

#include "core/json.h"
#include "support/process.h"
#include "support/temporary_folder.h"

#include <doctest/doctest.h>

namespace selfsight::test {

inline std::vector<std::string> cliArguments(std::vector<std::string> arguments) {
    arguments.insert(arguments.begin(), SELFSIGHT_CLI);
    return arguments;
}

inline ProcessResult cli(const std::vector<std::string>& arguments) {
    return runProcess(cliArguments(arguments));
}

// stdout must be one JSON object and nothing else.
inline nlohmann::json oneObject(const ProcessResult& result) {
    INFO("stdout: ", result.out, "\nstderr: ", result.err);
    nlohmann::json object = nlohmann::json::parse(result.out, nullptr, false);
    REQUIRE_FALSE(object.is_discarded());
    REQUIRE(object.is_object());
    return object;
}

// Under --json a failure is one object with code, message and path; without, a line on stderr and nothing on
// stdout. `words` must all stand in the message.
inline void checkFailure(const std::vector<std::string>& arguments, int exitCode, const std::string& codeName,
                         const std::vector<std::string>& words) {
    std::string line;
    for (const std::string& argument : arguments) line += argument + " ";
    CAPTURE(line);
    const ProcessResult plain = cli(arguments);
    CAPTURE(plain.err);
    CHECK(plain.exitCode == exitCode);
    CHECK(plain.out.empty());
    for (const std::string& word : words) {
        CAPTURE(word);
        CHECK(plain.err.find(word) != std::string::npos);
    }
    auto withJson = arguments;
    withJson.push_back("--json");
    const ProcessResult json = cli(withJson);
    CHECK(json.exitCode == exitCode);
    const nlohmann::json error = oneObject(json).at("error");
    CHECK(error.size() == 3);
    CHECK(error.at("code") == codeName);
    CHECK(error.contains("path"));
    for (const std::string& word : words) {
        CAPTURE(word);
        CHECK(error.at("message").get<std::string>().find(word) != std::string::npos);
    }
}

}  // namespace selfsight::test
