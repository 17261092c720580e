#include "store/report.h"

#include "eval/purity.h"
#include "io/atomic_file.h"
#include "io/json_file.h"
#include "jobs/jobs.h"
#include "jobs/neighbour_graph.h"
#include "jobs/run_images.h"

#include <algorithm>
#include <cmath>

namespace selfsight::jobs {

namespace {

using nlohmann::json;

constexpr std::int64_t kPurityNeighbours = 20;

class ReportJob final : public Job {
  public:
    explicit ReportJob(const ReportSpec& spec) : spec_(spec) {}

  protected:
    Ending execute(Control& control, EventSink& events) override;

  private:
    store::Comparison chooseComparison(store::Workspace& workspace) const;
    void measurePurity(const store::RunFolder& run, Control& control) const;

    ReportSpec spec_;
};

store::Comparison ReportJob::chooseComparison(store::Workspace& workspace) const {
    if (!spec_.runs.empty()) {
        if (spec_.output.empty())
            throw usageError("A report of single runs needs the name of the file to write");
        store::Comparison loose;
        for (const std::string& run : spec_.runs) loose.runs.push_back(workspace.run(run).record().id);
        return loose;
    }
    const std::vector<store::Comparison> known = workspace.comparisons();
    if (known.empty())
        throw inputError(workspace.path().string(), "there is no comparison in this workspace");
    if (spec_.comparison.empty()) return known.back();
    std::vector<const store::Comparison*> found;
    for (const store::Comparison& each : known)
        if (each.id.starts_with(spec_.comparison)) found.push_back(&each);
    if (found.size() != 1)
        throw usageError("Comparison '" + spec_.comparison + "' names " +
                         (found.empty() ? "none" : "several") + " of " + workspace.path().string());
    return *found.front();
}

void ReportJob::measurePurity(const store::RunFolder& run, Control& control) const {
    const auto file = run.path() / "purity.json";
    if (!run.hasEmbeddings("test")) return;
    if (std::filesystem::exists(file) && std::filesystem::last_write_time(file) >=
                                             std::filesystem::last_write_time(run.embeddingsPath("test")))
        return;
    const Matrix embeddings = run.embeddings("test");
    const std::vector<store::EmbeddingLabels> labels = run.embeddingInfo("test").labels;
    if (embeddings.rows < 3 || labels.empty()) return;
    const auto graph = neighbours::nearest(
        neighbourGraph(run.path(), "test", embeddings, kPurityNeighbours, {}, control.cancelToken()),
        kPurityNeighbours);
    json columns = json::array();
    for (const store::EmbeddingLabels& column : labels) {
        if (std::ranges::all_of(column.values, [](std::int64_t value) { return value < 0; })) continue;
        const eval::Purity purity = eval::neighbourPurity(graph, column.values);
        columns.push_back(
            {{"column", column.name}, {"purity", purity.purity}, {"chance", purity.chance}, {"k", purity.k}});
    }
    io::writeJsonAtomic(file, {{"split", "test"}, {"metric", "euclidean"}, {"columns", columns}});
}

Ending ReportJob::execute(Control& control, EventSink& events) {
    store::Workspace workspace(spec_.workspace);
    const store::Comparison comparison = chooseComparison(workspace);
    if (comparison.runs.empty())
        throw inputError(workspace.path().string(), "the comparison has no runs yet");
    std::string protocol = spec_.protocol;
    if (protocol.empty())
        protocol =
            comparison.request.is_object() ? comparison.request.value("protocol", "notebook") : "notebook";

    const auto count = static_cast<double>(comparison.runs.size());
    for (std::size_t i = 0; i < comparison.runs.size(); ++i) {
        measurePurity(workspace.run(comparison.runs[i]), control);
        events.send(event::Progress{
            .phase = Phase::Report, .fraction = 0.9 * static_cast<double>(i + 1) / count, .remaining = -1});
    }
    store::ReportData data = store::gatherReport(workspace, comparison, protocol);
    if (spec_.thumbnails)
        data.images =
            runImages(workspace.run(comparison.runs.front()), "test", "the report", control, events);
    const auto output = std::filesystem::absolute(
        spec_.output.empty() ? workspace.comparisonFolder(comparison.id) / store::kReportFile : spec_.output);
    io::writeFileAtomic(output,
                        std::string_view(store::renderReport(data, {.thumbnails = spec_.thumbnails})));
    events.send(event::ArtifactReady{"", "report", output.string()});
    events.send(event::Progress{.phase = Phase::Report, .fraction = 1});
    return Ending::Succeeded;
}

}  // namespace

std::unique_ptr<Job> makeReportJob(const ReportSpec& spec) {
    return std::make_unique<ReportJob>(spec);
}

}  // namespace selfsight::jobs
