#include "cli/command.h"

#include <array>
#include <cerrno>
#include <csignal>
#include <cstring>
#include <unistd.h>

namespace selfsight::cli {

namespace {

// The window's program where it was built or installed: beside this one.
std::filesystem::path windowProgram() {
    std::array<char, 4096> self{};
    const ssize_t length = ::readlink("/proc/self/exe", self.data(), self.size() - 1);
    if (length <= 0) return {};
    return std::filesystem::path(std::string(self.data(), static_cast<std::size_t>(length))).parent_path() /
           "selfsight";
}

}  // namespace

int runRender(const Arguments& arguments) {
    if (arguments.size() == 1 && (arguments.front() == "--help" || arguments.front() == "-h"))
        throw HelpShown{
            "Draws learning curves, maps or the report of runs as PNG, SVG, PDF, CSV or HTML, through the "
            "program "
            "'selfsight' beside this one, which a build with Qt has.\n"
            "Usage: selfsight-cli render plot|map|report OPTIONS (selfsight render --help lists them)\n\n"
            "Examples:\n"
            "  selfsight-cli render report --workspace w -o report.pdf\n"
            "  selfsight-cli render map --workspace w --run RUN --colour superclass --dpi 300 -o map.png\n"};
    const std::filesystem::path program = windowProgram();
    if (program.empty() || ::access(program.c_str(), X_OK) != 0)
        throw environmentError(
            "render draws with Qt, and this build has none (there is no program 'selfsight' beside "
            "selfsight-cli). "
            "selfsight-cli report writes the HTML report, and selfsight-cli export --format csv the tables, "
            "without it");
    std::vector<std::string> words{program.string(), "render"};
    words.insert(words.end(), arguments.begin(), arguments.end());
    std::vector<char*> argv;
    for (std::string& word : words) argv.push_back(word.data());
    argv.push_back(nullptr);
    // The signals that main() has blocked would stay blocked in the other program.
    sigset_t none;
    sigemptyset(&none);
    pthread_sigmask(SIG_SETMASK, &none, nullptr);
    ::execv(program.c_str(), argv.data());
    throw environmentError(std::string("cannot be started: ") + std::strerror(errno), program.string());
}

}  // namespace selfsight::cli
