// A run's results as files for other tools: NumPy arrays, CSV, TensorBoard's projector. Torch-free.
#pragma once

#include "data/source.h"
#include "neighbours/neighbours.h"
#include "store/run_folder.h"

#include <filesystem>
#include <memory>
#include <string>

namespace selfsight::store {

struct ResultsExport {
    std::string split = "test";
    const neighbours::Graph* graph = nullptr;      // of that split, or none
    std::shared_ptr<const data::ImageSet> images;  // of the sprite, in the order of the embeddings, or none
};

// A folder that is filled aside and takes its place as a whole. Throws RuntimeError(Usage) when there is
// something in `target` already.
class NewFolder {
  public:
    explicit NewFolder(std::filesystem::path target);
    ~NewFolder();
    NewFolder(const NewFolder&) = delete;
    NewFolder& operator=(const NewFolder&) = delete;

    std::filesystem::path operator/(const std::string& name) const { return temporary_ / name; }
    void commit();

  private:
    std::filesystem::path target_;
    std::filesystem::path temporary_;
};

// embeddings.npy, COLUMN.npy (and COLUMN.names.txt), indices.npy, map-STEM.npy, predictions-PROTOCOL.npy
// (int64 [n, 3]: index, truth, predicted), neighbours.npy, neighbour-distances.npy, provenance.json.
void exportArrays(const RunFolder& run, const ResultsExport& what, const NewFolder& folder);
// The same as tables with names: embeddings.csv, images.csv (row, index, labels), map-STEM.csv,
// predictions-PROTOCOL.csv, neighbours.csv, provenance.json.
void exportTables(const RunFolder& run, const ResultsExport& what, const NewFolder& folder);
// tensors.tsv's binary form (tensors.bytes), metadata.tsv with every label column, sprite.png where there are
// images, projector_config.pbtxt: what TensorBoard's PROJECTOR tab opens.
void exportProjector(const RunFolder& run, const ResultsExport& what, const NewFolder& folder);

}  // namespace selfsight::store
