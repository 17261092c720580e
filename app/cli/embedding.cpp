#include "cli/embedding.h"

#include "cli/command.h"
#include "io/npy.h"
#include "store/workspace.h"

namespace selfsight::cli {

Labels readLabelsFor(const std::string& file, const Matrix& embeddings, const std::string& embeddingsFile) {
    Labels labels = io::readLabels(file);
    if (static_cast<std::int64_t>(labels.size()) != embeddings.rows)
        throw inputError(file, "expected one label for each of the " + std::to_string(embeddings.rows) +
                                   " rows of " + embeddingsFile + ", found " + std::to_string(labels.size()));
    return labels;
}

NamedEmbedding readEmbedding(const std::string& input, const std::string& labelsFile,
                             const std::filesystem::path& workspace, const std::string& split) {
    NamedEmbedding out;
    if (namesArrayFile(input)) {
        out.name = input;
        out.values = io::readMatrix(input);
        if (!labelsFile.empty())
            out.labels.push_back({"class", {}, readLabelsFor(labelsFile, out.values, input)});
        return out;
    }
    if (workspace.empty()) throw usageError("--workspace is missing: '" + input + "' is taken for a run");
    const store::RunFolder run = store::Workspace(workspace).run(input);
    out.name = run.record().id;
    if (!run.hasEmbeddings(split))
        throw inputError(run.embeddingsPath(split).string(), "is not there; selfsight-cli embed " + out.name +
                                                                 " --splits " + split + " makes it");
    out.values = run.embeddings(split);
    out.labels = run.embeddingInfo(split).labels;
    return out;
}

}  // namespace selfsight::cli
