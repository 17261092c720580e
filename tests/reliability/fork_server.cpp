// Preloaded into selfsight-cli with SELFSIGHT_FORK_SERVER set: instead of running main() once, the program forks
// itself for every line of stdin and runs main() there. A trial then costs what its work costs: LibTorch is loaded
// and its static data made once, before any thread was started.
//
// A request is one line of fields separated by tabs:
//     kill folder, kill call (0: never), half (0 or 1), prefix of the output files, argument, argument, …
// Answers on stdout: "pid N" once the child exists, "end STATUS CALLS SECONDS" when it is gone: STATUS is negative
// for a signal, SECONDS are of the processor. The child's stdout and stderr go to PREFIX.out and PREFIX.err.
#include "kill_at_call.h"

#include <cstdio>
#include <cstdlib>
#include <dlfcn.h>
#include <fcntl.h>
#include <filesystem>
#include <iostream>
#include <sstream>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>
#include <vector>

namespace {

using Main = int(int, char**, char**);
Main* realMain = nullptr;

void redirect(const std::string& file, int descriptor) {
    const int opened = ::open(file.c_str(), O_WRONLY | O_CREAT | O_TRUNC, 0666);
    if (opened < 0) std::_Exit(120);
    ::dup2(opened, descriptor);
    ::close(opened);
}

[[noreturn]] void runChild(std::vector<std::string> fields, char* program, char** environment, long* calls) {
    ::prctl(PR_SET_PDEATHSIG, SIGKILL);
    ::dup2(::open("/dev/null", O_RDONLY), 0);
    redirect(fields[3] + ".out", 1);
    redirect(fields[3] + ".err", 2);
    std::vector<char*> arguments{program};
    for (std::size_t i = 4; i < fields.size(); ++i) arguments.push_back(fields[i].data());
    arguments.push_back(nullptr);
    selfsight::test::killAt({fields[0], std::atol(fields[1].c_str()), fields[2] == "1"}, calls);
    const int code = realMain(static_cast<int>(arguments.size()) - 1, arguments.data(), environment);
    // Without the destructors of LibTorch's static data, which take 0.1 s and can lose nothing of a run.
    std::cout.flush();
    std::fflush(nullptr);
    std::_Exit(code);
}

int serve(int, char** argv, char** environment) {
    auto* const calls = static_cast<long*>(
        ::mmap(nullptr, sizeof(long), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0));
    if (calls == MAP_FAILED) return 1;
    for (std::string line; std::getline(std::cin, line);) {
        std::vector<std::string> fields;
        std::istringstream stream(line);
        for (std::string field; std::getline(stream, field, '\t');) fields.push_back(field);
        if (fields.size() < 5) return 2;
        // A forked child has one thread; locks that others held at that instant would stay locked in it.
        const std::filesystem::directory_iterator threads("/proc/self/task");
        if (std::distance(begin(threads), end(threads)) != 1) return 3;
        const pid_t child = ::fork();
        if (child < 0) return 1;
        if (child == 0) runChild(std::move(fields), argv[0], environment, calls);
        std::cout << "pid " << child << std::endl;
        int status = 0;
        struct rusage used {};
        ::wait4(child, &status, 0, &used);
        const auto seconds = [](const timeval& time) {
            return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_usec) * 1e-6;
        };
        std::cout << "end " << (WIFEXITED(status) ? WEXITSTATUS(status) : -WTERMSIG(status)) << ' ' << *calls
                  << ' ' << seconds(used.ru_utime) + seconds(used.ru_stime) << std::endl;
    }
    return 0;
}

}  // namespace

extern "C" int __libc_start_main(Main* main, int argc, char** argv, void (*init)(), void (*fini)(),
                                 void (*loaderFini)(), void* stack) {
    using Start = int(Main*, int, char**, void (*)(), void (*)(), void (*)(), void*);
    auto* const real = reinterpret_cast<Start*>(dlsym(RTLD_NEXT, "__libc_start_main"));
    realMain = main;
    const bool server = std::getenv("SELFSIGHT_FORK_SERVER") != nullptr;
    return real(server ? serve : main, argc, argv, init, fini, loaderFini, stack);
}
