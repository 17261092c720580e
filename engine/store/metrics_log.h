// metrics.csv and timing.csv of one run: appended to row by row, read while they grow, cut back on resuming.
// Torch-free.
#pragma once

#include "core/event.h"

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace selfsight::store {

// A column table as metrics.csv holds it; missing cells are NaN.
struct MetricsTable {
    std::vector<std::string> columns;  // "epoch", "step", "images_seen", then metrics
    std::vector<std::vector<double>> rows;
    int column(const std::string& name) const;  // −1: absent
};

// One writer at a time; readers may be anywhere. A torn last line (the writer was killed) is left out by
// readers and cut off by the next writer.
class MetricsLog {
  public:
    explicit MetricsLog(std::filesystem::path runFolder);

    // One row in each file. metrics.csv has the columns of Lightning's CSVLogger: epoch, step, images_seen,
    // then one a metric, blank where this row has no value; when a new metric appears, the file is rewritten
    // with the new header. timing.csv holds what differs between equal runs: step, seconds of training,
    // images a second since the row before, wall clock. Throws RuntimeError(Environment): the same row may then be tried
    // again, and is not written twice.
    void append(const event::Metrics& metrics);
    // Drops the rows after `step` from both.
    void truncate(std::int64_t step);

    // Empty when there is no file yet. Files of more than `maxRows` rows are thinned evenly, the last row
    // kept, without reading all of them. Throws RuntimeError(Input) naming file and line.
    MetricsTable metrics(std::int64_t maxRows = 200'000) const;
    MetricsTable timings(std::int64_t maxRows = 200'000) const;

  private:
    void open();
    void appendValues(const event::Metrics& metrics);
    void appendTiming(const event::Metrics& metrics);

    std::filesystem::path metricsFile_;
    std::filesystem::path timingFile_;
    bool open_ = false;
    std::optional<std::int64_t> withoutTiming_;  // the step of a row that is in the first file alone
    std::vector<std::string> columns_;  // of metrics.csv
    double lastSeconds_ = 0;
    double lastImages_ = 0;
};

}  // namespace selfsight::store
