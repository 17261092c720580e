// An embedding named on the command line: a run's, or a .npy file.
#pragma once

#include "core/matrix.h"
#include "store/run_folder.h"

#include <filesystem>
#include <string>

namespace selfsight::cli {

struct NamedEmbedding {
    std::string name;  // the run's id, or the file
    Matrix values;
    std::vector<store::EmbeddingLabels> labels;
};

// `labelsFile` belongs to a file and may be empty. Throws RuntimeError(Usage) for a run without a workspace,
// RuntimeError(Input) for what cannot be read or does not fit.
NamedEmbedding readEmbedding(const std::string& input, const std::string& labelsFile,
                             const std::filesystem::path& workspace, const std::string& split);

// One label for each row. Throws RuntimeError(Input) naming both files.
Labels readLabelsFor(const std::string& file, const Matrix& embeddings, const std::string& embeddingsFile);

}  // namespace selfsight::cli
