// The job that makes a run of embeddings from elsewhere.
#include "core/error.h"
#include "core/version.h"
#include "data/source.h"
#include "data/table_columns.h"
#include "io/csv.h"
#include "io/file.h"
#include "io/npy.h"
#include "io/sha256.h"
#include "jobs/exchange_jobs.h"
#include "store/workspace.h"

#include <algorithm>
#include <cmath>
#include <sstream>

namespace selfsight::jobs {
namespace {

constexpr std::int64_t kMostDimensions = 100'000;

class ImportEmbeddingsJob final : public Job {
  public:
    ImportEmbeddingsJob(const ImportEmbeddingsSpec& spec, std::string* runId) : spec_(spec), runId_(runId) {}

  private:
    Ending execute(Control& control, EventSink& events) override {
        const auto progress = [&](double fraction) {
            events.send(event::Progress{.phase = Phase::Load, .fraction = fraction, .remaining = -1});
        };
        progress(0);
        const Matrix embeddings = io::readMatrix(spec_.embeddings);
        check(embeddings);
        std::string note;
        store::EmbeddingInfo info = describe(embeddings, note);
        progress(0.4);
        store::RunRecord record;
        if (!spec_.images.empty()) readImages(embeddings.rows, record, info, control);
        if (record.dataHash.empty()) record.dataHash = hashOfLabels(info, embeddings.rows);
        progress(0.8);

        store::Workspace workspace(spec_.workspace);
        store::RunFolder run = spec_.into.empty() ? workspace.createRun(complete(record, embeddings))
                                                  : existing(workspace, embeddings);
        if (runId_) *runId_ = run.record().id;
        const store::WriterLock lock(run.path());
        run.writeEmbeddings(spec_.split, embeddings, info);
        store::RunRecord counted = run.record();
        (spec_.split == "train"        ? counted.trainCount
         : spec_.split == "validation" ? counted.validationCount
                                       : counted.testCount) = embeddings.rows;
        run.update(counted);
        if (!note.empty()) events.send(event::Message{.run = run.record().id, .text = note});
        events.send(event::RunChanged{run.record().id, RunState::Succeeded, {}});
        events.send(
            event::ArtifactReady{run.record().id, "embeddings", run.embeddingsPath(spec_.split).string()});
        progress(1);
        return Ending::Succeeded;
    }

    void check(const Matrix& embeddings) const {
        const std::string file = spec_.embeddings.string();
        if (spec_.split != "train" && spec_.split != "validation" && spec_.split != "test")
            throw usageError("--split is one of train, validation, test, not \"" + spec_.split + "\"");
        if (embeddings.rows < 2 || embeddings.cols < 1 || embeddings.cols > kMostDimensions)
            throw inputError(file, "is [" + std::to_string(embeddings.rows) + ", " +
                                       std::to_string(embeddings.cols) +
                                       "]; embeddings of at least two images [n, d] were expected");
        for (std::size_t i = 0; i < embeddings.values.size(); ++i)
            if (!std::isfinite(embeddings.values[i]))
                throw inputError(file, "row " +
                                           std::to_string(static_cast<std::int64_t>(i) / embeddings.cols) +
                                           " holds a number that is not finite");
    }

    // Labels from the files that were given; "class" first.
    store::EmbeddingInfo describe(const Matrix& embeddings, std::string& note) const {
        store::EmbeddingInfo info;
        const auto rows = static_cast<std::size_t>(embeddings.rows);
        const auto expected = [&](const std::filesystem::path& file, std::size_t found) {
            if (found != rows)
                throw inputError(file.string(), "one label for each of the " + std::to_string(rows) +
                                                    " rows of " + spec_.embeddings.string() +
                                                    " was expected, found " + std::to_string(found));
        };
        if (!spec_.labels.empty()) {
            store::EmbeddingLabels column{"class", {}, io::readLabels(spec_.labels)};
            expected(spec_.labels, column.values.size());
            const std::int64_t most = column.values.empty() ? -1 : *std::ranges::max_element(column.values);
            if (most >= 100'000 || std::ranges::any_of(column.values, [](auto v) { return v < -1; }))
                throw inputError(spec_.labels.string(), "a label is outside of 0 … 99,999 (or -1 for none)");
            column.names = classNames(most);
            info.labels.push_back(std::move(column));
        } else if (!spec_.classNames.empty()) {
            throw usageError("--names: class names need --labels");
        }
        if (!spec_.table.empty()) {
            const auto table = io::readCsv(spec_.table);
            expected(spec_.table, table.empty() ? 0 : table.size() - 1);
            for (data::LabelColumn& column :
                 data::tableColumns(table, spec_.table.string(), {"path", "split"}, note)) {
                if (column.name == "class" && !spec_.labels.empty())
                    throw usageError("--columns: " + spec_.table.string() +
                                     " has a column \"class\", and --labels gives the classes too");
                info.labels.push_back({column.name, std::move(column.names), std::move(column.values)});
            }
        }
        info.extraction = "";
        return info;
    }

    std::vector<std::string> classNames(std::int64_t most) const {
        std::vector<std::string> names;
        if (!spec_.classNames.empty()) {
            const io::Bytes bytes = io::readFile(spec_.classNames, 16u << 20);
            std::istringstream text{std::string(io::asText(bytes))};
            for (std::string line; std::getline(text, line);) {
                if (!line.empty() && line.back() == '\r') line.pop_back();
                names.push_back(line);
            }
            if (static_cast<std::int64_t>(names.size()) <= most)
                throw inputError(spec_.classNames.string(), "has " + std::to_string(names.size()) +
                                                                " names; the labels go up to " +
                                                                std::to_string(most));
        } else {
            for (std::int64_t v = 0; v <= most; ++v) names.push_back(std::to_string(v));
        }
        return names;
    }

    // Without images the labels, in the order of the rows, say which runs are of the same data: maps of these
    // are linked, and what is found on one belongs to all.
    static std::string hashOfLabels(const store::EmbeddingInfo& info, std::int64_t rows) {
        io::Sha256 hash;
        const auto add = [&hash](const std::string& text) { hash.update(io::asBytes(text + '\n')); };
        add("labels of " + std::to_string(rows));
        for (const store::EmbeddingLabels& column : info.labels) {
            add(column.name);
            for (const std::string& name : column.names) add(name);
            hash.update(io::asBytes(std::span(column.values)));
        }
        const auto digest = hash.finish();
        return io::toHex(digest);
    }

    void readImages(std::int64_t rows, store::RunRecord& record, store::EmbeddingInfo& info,
                    Control& control) const {
        const auto source = data::openSource(spec_.images);
        const data::SourceInfo& about = source->info();
        const bool test = spec_.split == "test";
        const auto images = source->load(test ? data::Part::Test : data::Part::Train, control.cancelToken());
        if (images->count != rows)
            throw inputError(spec_.images,
                             "its " + std::string(test ? "test" : "training") + " part has " +
                                 std::to_string(images->count) + " images for " + std::to_string(rows) +
                                 " embeddings; a file whose images are all meant is named with :all "
                                 "behind it");
        // What the images bring along fills in what no file of labels says.
        for (const data::LabelColumn& column : images->columns)
            if (info.find(column.name) == nullptr)
                info.labels.push_back({column.name, column.names, column.values});
        std::ranges::stable_partition(info.labels, [](const auto& column) { return column.name == "class"; });
        record.dataKind = about.kind;
        record.dataLocation = about.location;
        record.dataHash = source->contentHash();
    }

    store::RunRecord complete(store::RunRecord record, const Matrix& embeddings) const {
        record.name = spec_.name.empty() ? spec_.embeddings.filename().string() : spec_.name;
        record.method = "external";
        record.state = RunState::Succeeded;
        record.encoder = "external";
        record.dimension = embeddings.cols;
        record.recipeName = "external";
        record.versions = {{"selfsight", kVersion}};
        record.notes = "Embeddings from `" +
                       std::filesystem::absolute(spec_.embeddings).lexically_normal().string() +
                       "`, made outside of Selfsight.";
        return record;
    }

    store::RunFolder existing(const store::Workspace& workspace, const Matrix& embeddings) const {
        store::RunFolder run = workspace.run(spec_.into);
        if (run.record().method != "external")
            throw usageError("--into: the run " + run.record().id +
                             " was not opened from embeddings; its own may not be replaced");
        if (run.record().dimension != embeddings.cols)
            throw inputError(spec_.embeddings.string(), "has " + std::to_string(embeddings.cols) +
                                                            " dimensions, the run " + run.record().id +
                                                            " has " + std::to_string(run.record().dimension));
        return run;
    }

    ImportEmbeddingsSpec spec_;
    std::string* runId_;
};

}  // namespace

std::unique_ptr<Job> makeImportEmbeddingsJob(const ImportEmbeddingsSpec& spec, std::string* runId) {
    return std::make_unique<ImportEmbeddingsJob>(spec, runId);
}

}  // namespace selfsight::jobs
