// The curves of a run of any length, without all of its rows: means and extremes of metrics.csv over blocks
// of rows, kept beside it. Torch-free.
#pragma once

#include "io/file.h"

#include <array>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>
#include <vector>

namespace selfsight::store {

// Rows for a plot: each is one row of metrics.csv, or stands for several in a row.
struct MetricsDigest {
    struct Column {
        std::string name;
        // A row each. Where the column has no value among a row's rows: NaN, and count 0.
        std::vector<double> mean, least, greatest;
        std::vector<std::uint32_t> count;
    };
    std::vector<Column> columns;      // of metrics.csv in its order, then "seconds" and "images_per_second"
    std::vector<std::uint32_t> rows;  // how many rows of the file each stands for
    std::int64_t fileRows = 0;

    const Column* find(const std::string& name) const;
};

// metrics.pyramid: <run>/metrics.csv and timing.csv (matched by step) in blocks of kBlockRows rows, with the
// place of every block in its file. A cache: metrics.csv stays the truth and never needs it.
//
// It is taken for what it says when its checksum holds, metrics.csv begins and ends (at the length that was
// read) as it did then, and a file that has not grown was not touched either; otherwise it is built anew.
// What a file has grown by is read from there on, so that a run under way is followed at the cost of its new
// rows. A writer may put another file in the place of one at any moment (a column came up): what is known and
// what is read are of one and the same. One object, one thread.
class MetricsPyramid {
  public:
    static constexpr std::int64_t kBlockRows = 64;

    explicit MetricsPyramid(std::filesystem::path runFolder);

    // Reads what is new, at most about `maxBytes` of it; true when there is more. The first call takes
    // metrics.pyramid where it matches. A torn last line waits for its end. Throws RuntimeError(Input) naming
    // file and line.
    bool advance(std::uint64_t maxBytes = 32ull << 20);
    std::int64_t rows() const { return rows_; }
    // The blocks that came from metrics.pyramid, not from metrics.csv.
    std::int64_t blocksLoaded() const { return blocksLoaded_; }

    // About `points` rows for all of the run; for steps within [firstStep, lastStep] about `detail`, which
    // are those of the file where there are no more. The last rows are always those of the file. Where the
    // file is no longer the one that was read, reads it first. Throws as advance() does.
    MetricsDigest digest(std::size_t points, double firstStep = 0, double lastStep = -1,
                         std::size_t detail = 0);

    // Writes metrics.pyramid. Not while anyone writes the run (its folder is the writer's then), nor when
    // nothing is new; false also where the folder cannot be written: the next opening reads metrics.csv.
    bool save();

  private:
    struct Column {
        std::string name;
        std::vector<double> least, greatest, mean;  // a block each
        std::vector<std::uint32_t> count;
    };
    // So much of a file is in the blocks, and how to tell that it is still the same file.
    struct Source {
        std::filesystem::path path;
        std::uint64_t bytes = 0;
        std::uint32_t head = 0, tail = 0;  // checksums of the first and the last bytes read
        std::uint64_t size = 0;            // of the file when it was read
        std::int64_t time = 0;             // its last change then
        // nullptr: there is no such file.
        void remember(io::RandomAccess* file);
        bool matches(io::RandomAccess* file) const;
    };
    // Both as they are now, whatever takes their places; nullptr for one that is not there.
    struct Files {
        std::unique_ptr<io::RandomAccess> metrics, timing;
    };
    class Lines;
    class Timings;

    Files open() const;
    bool matches(const Files& files) const;
    void clear();
    void forgetFrom(std::int64_t block);
    bool load(const Files& files);
    void readHeader(io::RandomAccess& metrics);
    void addRow(const std::vector<double>& cells, std::uint64_t metricsAt, std::uint64_t timingAt);
    std::int64_t blocks() const { return static_cast<std::int64_t>(metricsAt_.size()); }
    void appendGroups(MetricsDigest& to, std::int64_t first, std::int64_t last, std::int64_t size) const;
    void appendRows(MetricsDigest& to, const Files& files, std::int64_t first, std::int64_t last) const;

    std::filesystem::path folder_;
    Source metrics_, timing_;
    std::vector<Column> columns_;
    std::size_t ownColumns_ = 0;                       // those of metrics.csv
    std::size_t step_ = 0;                             // the column of that name
    std::vector<std::uint64_t> metricsAt_, timingAt_;  // where each block begins
    std::int64_t rows_ = 0;
    std::int64_t blocksLoaded_ = 0;
    std::int64_t untimed_ = -1;  // the first row that was there before its time was
    bool tried_ = false;  // to load
    bool saved_ = false;  // what is known is in metrics.pyramid
};

inline constexpr const char* kPyramidFile = "metrics.pyramid";

}  // namespace selfsight::store
