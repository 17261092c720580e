// Runs a Python script as the other side of a round trip, with testPython().
#pragma once

#include "support/paths.h"

#include <doctest/doctest.h>
#include <stdio.h>
#include <string>
#include <sys/wait.h>
#include <vector>

namespace selfsight::test {

struct PythonResult {
    int status = -1;
    std::string output;  // stdout and stderr
};

// Runs `script` with `arguments` as sys.argv[1:].
inline PythonResult runPython(const std::string& script, const std::vector<std::string>& arguments = {}) {
    const auto quote = [](const std::string& text) {
        std::string quoted = "'";
        for (const char c : text) quoted += c == '\'' ? std::string("'\\''") : std::string(1, c);
        return quoted + "'";
    };
    std::string command = quote(testPython()) + " -W ignore -c " + quote(script);
    for (const auto& argument : arguments) command += " " + quote(argument);
    PythonResult result;
    // What a sanitizer preloads or demands of us is not meant for Python.
    FILE* pipe = popen(("env -u LD_PRELOAD " + command + " 2>&1").c_str(), "r");
    if (!pipe) return result;
    char buffer[4096];
    for (std::size_t got; (got = fread(buffer, 1, sizeof buffer, pipe)) > 0;)
        result.output.append(buffer, got);
    const int status = pclose(pipe);
    result.status = WIFEXITED(status) ? WEXITSTATUS(status) : -1;
    return result;
}

// The script must end well; its output is in the message when it does not.
inline std::string requirePython(const std::string& script, const std::vector<std::string>& arguments = {}) {
    const PythonResult result = runPython(script, arguments);
    INFO("interpreter: ", testPython(),
         " (packaging/setup.sh makes it; -DSELFSIGHT_TEST_PYTHON names another)\n", result.output);
    REQUIRE(result.status == 0);
    return result.output;
}

}  // namespace selfsight::test
