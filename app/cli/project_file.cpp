#include "cli/project_file.h"

#include "cli/embedding.h"
#include "cli/progress.h"
#include "cli/signals.h"
#include "core/error.h"
#include "core/json.h"
#include "core/version.h"
#include "io/json_file.h"
#include "io/npy.h"
#include "map/joint.h"
#include "map/lda.h"

#include <algorithm>
#include <chrono>
#include <cmath>

namespace selfsight::cli {

namespace {

// Progress of one phase after the other.
class Steps {
  public:
    explicit Steps(ProgressSink& sink) : sink_(sink) {}
    void begin(const std::string& unit, double total) {
        unit_ = unit;
        total_ = total;
        begin_ = std::chrono::steady_clock::now();
        show(0);
    }
    void show(double fraction) {
        const double seconds =
            std::chrono::duration<double>(std::chrono::steady_clock::now() - begin_).count();
        sink_.send(event::Progress{.phase = Phase::Project,
                                   .fraction = fraction,
                                   .rate = seconds > 0 ? fraction * total_ / seconds : 0,
                                   .unit = unit_,
                                   .elapsed = seconds,
                                   .remaining = fraction > 0 ? seconds * (1 - fraction) / fraction : -1});
    }

  private:
    ProgressSink& sink_;
    std::string unit_;
    double total_ = 0;
    std::chrono::steady_clock::time_point begin_;
};

Matrix readLike(const std::string& file, std::int64_t cols) {
    Matrix m = io::readMatrix(file);
    if (m.cols != cols)
        throw inputError(file,
                         "expected " + std::to_string(cols) + " columns, found " + std::to_string(m.cols));
    return m;
}

Matrix placed(const FileProjection& request, const Matrix& embeddings, Steps& steps, std::stop_token stop) {
    if (request.ontoSource.empty())
        throw usageError("--onto-embedding is missing: what the map " + request.onto + " was made from");
    const Matrix map = readLike(request.onto, 2);
    const Matrix source = readLike(request.ontoSource, embeddings.cols);
    if (source.rows != map.rows)
        throw inputError(request.onto, "has " + std::to_string(map.rows) + " points, " + request.ontoSource +
                                           " has " + std::to_string(source.rows) + " rows");
    steps.begin("points", static_cast<double>(embeddings.rows));
    return map::transform(source, map, embeddings, stop, [&](double fraction) { steps.show(fraction); });
}

}  // namespace

map::MapResult projectFile(const FileProjection& request, bool quiet) {
    Control control;
    const SignalScope scope(control, SignalScope::First::Cancel);
    ProgressSink sink(quiet);
    Steps steps(sink);
    const std::stop_token stop = control.cancelToken();
    const map::MapOptions& options = request.options;
    const Matrix embeddings = io::readMatrix(request.input);
    options.check(embeddings.rows);
    Labels labels;
    if (!request.labels.empty()) labels = readLabelsFor(request.labels, embeddings, request.input);
    const auto begin = std::chrono::steady_clock::now();
    map::MapResult result;
    result.options = options;
    result.objective = std::nan("");
    neighbours::Graph graph;
    if (!request.onto.empty()) {
        result.points = placed(request, embeddings, steps, stop);
        result.start = request.onto;
    } else if (!request.fit.empty()) {
        if (options.method != "lda") throw usageError("--fit belongs to --method lda");
        if (request.fitLabels.empty()) throw usageError("--fit-labels is missing");
        const Matrix others = readLike(request.fit, embeddings.cols);
        const Labels theirs = readLabelsFor(request.fitLabels, others, request.fit);
        result.points = map::fitLda(others, theirs, stop).project(embeddings);
        result.fitted = request.fit;
    } else {
        Matrix start;
        if (!request.start.empty()) {
            start = readLike(request.start, 2);
            if (start.rows != embeddings.rows)
                throw inputError(request.start, "expected " + std::to_string(embeddings.rows) +
                                                    " points, found " + std::to_string(start.rows));
            result.start = request.start;
        }
        if (const auto k = map::neighboursNeeded(options, embeddings.rows); k > 0) {
            steps.begin("rows", static_cast<double>(embeddings.rows));
            graph = neighbours::nearestNeighbours(embeddings, k, {.device = options.device}, stop,
                                                  [&](double fraction) { steps.show(fraction); });
            result.neighbours = graph.method;
            result.recall = graph.recall;
        }
        const auto state =
            map::initialise(embeddings, options, graph.k > 0 ? &graph : nullptr,
                            labels.empty() ? nullptr : &labels, stop, start.rows > 0 ? &start : nullptr);
        steps.begin("it", static_cast<double>(state->iterationsTotal()));
        while (!state->finished()) {
            state->run(1);
            steps.show(static_cast<double>(state->iteration()) /
                       static_cast<double>(state->iterationsTotal()));
        }
        result.points = state->points();
        result.objective = state->objective();
        result.iterations = state->iteration();
    }
    result.seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
    const auto k = std::min<std::int64_t>(12, (embeddings.rows - 1) / 2);
    result.trust = map::measureTrust(embeddings, result.points, k, 0, stop, &graph);
    return result;
}

void writeMap(const std::filesystem::path& output, const map::MapResult& result,
              const nlohmann::json& source) {
    io::writeNpy(output, result.points);
    nlohmann::json record = result.toJson();
    record["source"] = source;
    record["versions"] = {{"selfsight", kVersion}};
    std::filesystem::path beside = output;
    if (const auto count = static_cast<std::int64_t>(result.trust.distortion.size()); count > 0)
        io::writeNpy(beside.replace_extension(".distortion.npy"), std::span<const std::int64_t>(&count, 1),
                     std::span<const float>(result.trust.distortion));
    io::writeJsonAtomic(std::filesystem::path(output).replace_extension(".json"), record);
}

}  // namespace selfsight::cli
