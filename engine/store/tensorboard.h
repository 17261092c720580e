// TensorBoard's event files (events.out.tfevents…), written by hand: framed records
// (tensorflow/core/lib/io/record_writer) of tensorboard.Event messages. Torch-free, and free of a protobuf
// library, of which torch has one of its own.
#pragma once

#include "io/bytes.h"

#include <cstdint>
#include <filesystem>
#include <string>
#include <utility>
#include <variant>
#include <vector>

namespace selfsight::store {

class TensorBoardWriter {
  public:
    // Starts a new event file in `folder`. A run that goes on at `firstStep` > 0 tells TensorBoard to forget
    // what an earlier file says from that step on.
    explicit TensorBoardWriter(const std::filesystem::path& folder, std::int64_t firstStep = 0);

    // One event, on the disk when this returns; after a failed write (RuntimeError(Environment)) the file is
    // as before.
    void scalars(std::int64_t step, const std::vector<std::pair<std::string, double>>& values);
    // Hyper-parameters for the HPARAMS tab, once at the start, and how the run ended, once at the end.
    using HyperParameter = std::variant<double, bool, std::string>;
    void hyperParameters(const std::string& group,
                         const std::vector<std::pair<std::string, HyperParameter>>& values);
    void ended(bool success);

    const std::filesystem::path& path() const { return file_; }

  private:
    void append(const io::Bytes& event);

    std::filesystem::path file_;
};

}  // namespace selfsight::store
