#include "cli/command.h"
#include "jobs/jobs.h"

#include <iostream>

namespace selfsight::cli {

namespace {

// Keeps the path that the job says it has written.
class ReportPath final : public EventSink {
  public:
    void send(Event event) override {
        if (const auto* ready = std::get_if<event::ArtifactReady>(&event); ready && ready->kind == "report")
            path = ready->path;
    }
    std::string path;
};

}  // namespace

int runReport(const Arguments& arguments) {
    Parser parser("report", "Writes one self-contained HTML file about a comparison, or about any runs.",
                  {"selfsight-cli report --workspace w",
                   "selfsight-cli report 20261124-0815 --workspace w -o report.html",
                   "selfsight-cli report --workspace w --runs RUN1,RUN2 --no-images -o report.html"});
    jobs::ReportSpec spec;
    bool noImages = false;
    bool json = false;
    auto* comparison =
        parser.add_option("COMPARISON", spec.comparison, "Id of the comparison; default: the newest");
    parser.addWorkspace(spec.workspace);
    parser.add_option("--runs", spec.runs, "Runs instead of a comparison; needs -o")
        ->delimiter(',')
        ->excludes(comparison);
    parser.add_option("-o,--output", spec.output, "Default: report.html in the comparison's folder");
    parser.add_option("--protocol", spec.protocol,
                      "Of the accuracies: notebook or standard; default: as compared");
    parser.add_flag("--no-images", noImages,
                    "Leave the data set's images out, so that the file can be handed on");
    parser.addJson(json);
    parser.read(arguments);

    spec.thumbnails = !noImages;
    const auto job = jobs::makeReportJob(spec);
    Control control;
    ReportPath sink;
    const Outcome outcome = job->run(control, sink);
    if (outcome.ending == Ending::Failed) throw RuntimeError(outcome.code, outcome.message, outcome.path);
    if (json)
        printJson({{"report", sink.path}});
    else
        std::cout << sink.path << "\n";
    return 0;
}

}  // namespace selfsight::cli
