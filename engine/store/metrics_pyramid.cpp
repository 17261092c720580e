#include "store/metrics_pyramid.h"

#include "core/error.h"
#include "io/csv.h"
#include "io/file.h"
#include "store/format.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <limits>
#include <memory>
#include <optional>
#include <string_view>

namespace selfsight::store {

namespace {

constexpr double kMissing = std::numeric_limits<double>::quiet_NaN();
constexpr std::uint64_t kPiece = 1 << 20;
constexpr std::size_t kLongestLine = 1 << 20;
const std::array<std::string, 2> kTimed{"seconds", "images_per_second"};

// Fills `cells` from one line without its end.
void parseLine(std::string_view line, std::vector<double>& cells, const io::RandomAccess& file,
               std::uint64_t at) {
    if (line.ends_with('\r')) line.remove_suffix(1);
    const auto fail = [&](const std::string& what) {
        throw inputError(file.name(), "byte " + std::to_string(at) + ": " + what);
    };
    std::size_t cell = 0;
    for (const char *from = line.data(), *const end = from + line.size();; ++cell) {
        if (cell == cells.size()) fail("more cells than the header has columns");
        const char* stop = std::find(from, end, ',');
        cells[cell] = kMissing;
        if (from != stop) {
            const auto parsed = std::from_chars(from, stop, cells[cell]);
            if (parsed.ec != std::errc() || parsed.ptr != stop)
                fail("a number was expected, found \"" + std::string(from, stop) + "\"");
        }
        if (stop == end) break;
        from = stop + 1;
    }
    if (cell + 1 != cells.size())
        fail(std::to_string(cells.size()) + " cells were expected, found " + std::to_string(cell + 1));
}

// The header of a table and where its rows begin; nothing while its line is not whole.
std::vector<std::string> headerOf(io::RandomAccess& file, std::uint64_t& rowsAt) {
    const io::Bytes bytes = file.readBytes(0, std::min<std::uint64_t>(file.size(), 64 << 10));
    const std::string_view text = io::asText(bytes);
    const std::size_t end = text.find('\n');
    if (end == std::string_view::npos) {
        if (text.size() == 64 << 10) throw inputError(file.name(), "line 1: more than 64 KiB long");
        return {};
    }
    rowsAt = end + 1;
    const auto rows = io::parseCsv(text.substr(0, rowsAt), file.name());
    return rows.empty() ? std::vector<std::string>() : rows[0];
}

}  // namespace

const MetricsDigest::Column* MetricsDigest::find(const std::string& name) const {
    const auto found = std::ranges::find(columns, name, &Column::name);
    return found == columns.end() ? nullptr : &*found;
}

// Whole lines of [from, to) of a file, in order, read piece by piece.
class MetricsPyramid::Lines {
  public:
    Lines(io::RandomAccess& file, std::uint64_t from, std::uint64_t to)
        : file_(file), next_(from), read_(from), to_(std::min(to, file.size())) {}

    // The next line that is not empty, without its end; false at the last whole one.
    bool next(std::string_view& line) {
        for (;;) {
            const std::size_t end = text_.find('\n', begin_);
            if (end == std::string::npos) {
                if (read_ == to_) return false;
                text_.erase(0, begin_);
                begin_ = 0;
                if (text_.size() > kLongestLine)
                    throw inputError(file_.name(), "byte " + std::to_string(next_) +
                                                       ": a line was expected, found none within 1 MiB");
                const std::uint64_t size = std::min(kPiece, to_ - read_);
                const io::Bytes bytes = file_.readBytes(read_, size);
                text_ += io::asText(bytes);
                read_ += size;
                continue;
            }
            line = std::string_view(text_).substr(begin_, end - begin_);
            at_ = next_;
            next_ += end + 1 - begin_;
            begin_ = end + 1;
            if (!line.empty() && line != "\r") return true;
        }
    }
    std::uint64_t at() const { return at_; }       // where the last line begins
    std::uint64_t after() const { return next_; }  // and where what follows does

  private:
    io::RandomAccess& file_;
    std::string text_;
    std::size_t begin_ = 0;
    std::uint64_t at_ = 0, next_, read_;
    const std::uint64_t to_;
};

// The rows of timing.csv, asked for by steps that grow.
class MetricsPyramid::Timings {
  public:
    // nullptr: there are none.
    Timings(io::RandomAccess* file, std::uint64_t from) : file_(file), after_(from) {
        if (!file_) return;
        std::uint64_t rowsAt = 0;
        const std::vector<std::string> header = headerOf(*file_, rowsAt);
        const auto column = [&header](const std::string& name) {
            return static_cast<std::size_t>(std::ranges::find(header, name) - header.begin());
        };
        step_ = column("step");
        for (std::size_t i = 0; i < kTimed.size(); ++i) wanted_[i] = column(kTimed[i]);
        cells_.resize(header.size());
        if (step_ >= header.size()) return;
        after_ = std::max(from, rowsAt);
        lines_.emplace(*file_, after_, file_->size());
    }

    // Where the first row begins that a step to come may ask for.
    std::uint64_t at() const { return pending_ ? lines_->at() : after_; }
    bool ended() const { return ended_; }  // the step asked for is past the last row
    std::array<double, 2> of(double step) {
        std::array<double, 2> values{kMissing, kMissing};
        while (peek() && cells_[step_] < step) pending_ = false;
        ended_ = !peek();
        if (ended_ || cells_[step_] != step) return values;
        for (std::size_t i = 0; i < values.size(); ++i)
            if (wanted_[i] < cells_.size()) values[i] = cells_[wanted_[i]];
        return values;  // and stays: several rows may report one step
    }

  private:
    bool peek() {
        std::string_view line;
        if (pending_ || !lines_) return pending_;
        if (lines_->next(line)) {
            parseLine(line, cells_, *file_, lines_->at());
            pending_ = true;
        }
        after_ = lines_->after();
        return pending_;
    }

    io::RandomAccess* file_;
    std::optional<Lines> lines_;
    std::vector<double> cells_;  // of the row that waits
    bool pending_ = false, ended_ = false;
    std::uint64_t after_;
    std::size_t step_ = 0;
    std::array<std::size_t, 2> wanted_{};
};

MetricsPyramid::MetricsPyramid(std::filesystem::path runFolder) : folder_(std::move(runFolder)) {
    metrics_.path = folder_ / "metrics.csv";
    timing_.path = folder_ / "timing.csv";
}

void MetricsPyramid::clear() {
    columns_.clear();
    metricsAt_.clear();
    timingAt_.clear();
    metrics_ = {.path = metrics_.path};
    timing_ = {.path = timing_.path};
    rows_ = blocksLoaded_ = 0;
    untimed_ = -1;
    saved_ = false;
}

// As if read up to where this block begins.
void MetricsPyramid::forgetFrom(std::int64_t block) {
    const auto kept = static_cast<std::size_t>(block);
    metrics_.bytes = metricsAt_[kept];
    timing_.bytes = timingAt_[kept];
    metricsAt_.resize(kept);
    timingAt_.resize(kept);
    for (Column& column : columns_) {
        for (auto* values : {&column.least, &column.greatest, &column.mean}) values->resize(kept);
        column.count.resize(kept);
    }
    rows_ = block * kBlockRows;
    blocksLoaded_ = std::min(blocksLoaded_, block);
    untimed_ = -1;
}

MetricsPyramid::Files MetricsPyramid::open() const {
    Files files;
    if (isThere(metrics_.path)) files.metrics = io::openFile(metrics_.path);
    if (isThere(timing_.path)) files.timing = io::openFile(timing_.path);
    return files;
}

bool MetricsPyramid::matches(const Files& files) const {
    return metrics_.matches(files.metrics.get()) && timing_.matches(files.timing.get());
}

void MetricsPyramid::readHeader(io::RandomAccess& metrics) {
    std::uint64_t rowsAt = 0;
    std::vector<std::string> names = headerOf(metrics, rowsAt);
    if (names.empty()) return;
    ownColumns_ = names.size();
    step_ = static_cast<std::size_t>(std::ranges::find(names, "step") - names.begin());
    names.insert(names.end(), kTimed.begin(), kTimed.end());
    for (std::string& name : names) columns_.push_back({std::move(name), {}, {}, {}, {}});
    metrics_.bytes = rowsAt;
}

void MetricsPyramid::addRow(const std::vector<double>& cells, std::uint64_t metricsAt,
                            std::uint64_t timingAt) {
    if (rows_ % kBlockRows == 0) {
        metricsAt_.push_back(metricsAt);
        timingAt_.push_back(timingAt);
        for (Column& column : columns_) {
            column.least.push_back(kMissing);
            column.greatest.push_back(kMissing);
            column.mean.push_back(kMissing);
            column.count.push_back(0);
        }
    }
    ++rows_;
    for (std::size_t c = 0; c < cells.size(); ++c) {
        const double value = cells[c];
        if (!std::isfinite(value)) continue;
        Column& column = columns_[c];
        const std::uint32_t count = ++column.count.back();
        if (count == 1) {
            column.least.back() = column.greatest.back() = column.mean.back() = value;
            continue;
        }
        column.least.back() = std::min(column.least.back(), value);
        column.greatest.back() = std::max(column.greatest.back(), value);
        column.mean.back() += (value - column.mean.back()) / count;
    }
}

bool MetricsPyramid::advance(std::uint64_t maxBytes) {
    const Files files = open();
    if (!files.metrics) {
        clear();
        return false;
    }
    if (!tried_) {
        tried_ = true;
        if (!load(files)) clear();
    }
    if (!columns_.empty() && !matches(files)) clear();
    if (columns_.empty()) readHeader(*files.metrics);
    if (columns_.empty()) return false;
    if (untimed_ >= 0 && files.timing && files.timing->size() > timing_.size)
        forgetFrom(untimed_ / kBlockRows);

    const std::uint64_t end = files.metrics->size();
    Lines lines(*files.metrics, metrics_.bytes, end);
    Timings timings(files.timing.get(), timing_.bytes);
    std::vector<double> own(ownColumns_), cells;
    std::string_view line;
    const std::uint64_t begin = metrics_.bytes;
    std::uint64_t after = begin;
    bool more = false;
    while (lines.next(line)) {
        parseLine(line, own, *files.metrics, lines.at());
        const std::uint64_t timingAt = timings.at();
        const auto timed = step_ < own.size() ? timings.of(own[step_]) : std::array{kMissing, kMissing};
        if (untimed_ < 0 && timings.ended()) untimed_ = rows_;
        cells = own;
        cells.insert(cells.end(), timed.begin(), timed.end());
        addRow(cells, lines.at(), timingAt);
        after = lines.after();
        if (after - begin >= maxBytes) {
            more = after < end;
            break;
        }
    }
    if (after == begin && metrics_.size != 0) return false;
    metrics_.bytes = after;
    timing_.bytes = timings.at();
    metrics_.remember(files.metrics.get());
    timing_.remember(files.timing.get());
    saved_ = false;
    return more;
}

void MetricsPyramid::appendGroups(MetricsDigest& to, std::int64_t first, std::int64_t last,
                                  std::int64_t size) const {
    for (std::int64_t begin = first; begin < last; begin += size) {
        const std::int64_t end = std::min(last, begin + size);
        to.rows.push_back(static_cast<std::uint32_t>(std::min(rows_, end * kBlockRows) - begin * kBlockRows));
        for (std::size_t c = 0; c < columns_.size(); ++c) {
            const Column& from = columns_[c];
            double least = kMissing, greatest = kMissing, sum = 0;
            std::uint32_t count = 0;
            for (auto b = static_cast<std::size_t>(begin); b < static_cast<std::size_t>(end); ++b) {
                if (from.count[b] == 0) continue;
                least = std::fmin(least, from.least[b]);
                greatest = std::fmax(greatest, from.greatest[b]);
                sum += from.mean[b] * from.count[b];
                count += from.count[b];
            }
            MetricsDigest::Column& column = to.columns[c];
            column.least.push_back(least);
            column.greatest.push_back(greatest);
            column.mean.push_back(count > 0 ? sum / count : kMissing);
            column.count.push_back(count);
        }
    }
}

void MetricsPyramid::appendRows(MetricsDigest& to, const Files& files, std::int64_t first,
                                std::int64_t last) const {
    if (first >= last) return;
    const auto begin = static_cast<std::size_t>(first);
    const std::uint64_t end = last < blocks() ? metricsAt_[static_cast<std::size_t>(last)] : metrics_.bytes;
    Lines lines(*files.metrics, metricsAt_[begin], end);
    Timings timings(files.timing.get(), timingAt_[begin]);
    std::vector<double> own(ownColumns_);
    std::string_view line;
    while (lines.next(line)) {
        parseLine(line, own, *files.metrics, lines.at());
        const auto timed = step_ < own.size() ? timings.of(own[step_]) : std::array{kMissing, kMissing};
        to.rows.push_back(1);
        for (std::size_t c = 0; c < columns_.size(); ++c) {
            const double value = c < own.size() ? own[c] : timed[c - own.size()];
            MetricsDigest::Column& column = to.columns[c];
            const bool known = std::isfinite(value);
            column.count.push_back(known ? 1 : 0);
            for (auto* values : {&column.mean, &column.least, &column.greatest})
                values->push_back(known ? value : kMissing);
        }
    }
}

MetricsDigest MetricsPyramid::digest(std::size_t points, double firstStep, double lastStep,
                                     std::size_t detail) {
    Files files = open();
    while (rows_ > 0 && !matches(files)) {
        while (advance()) {
        }
        files = open();
    }
    MetricsDigest result;
    result.fileRows = rows_;
    for (const Column& column : columns_) result.columns.push_back({column.name, {}, {}, {}, {}});
    if (rows_ == 0) return result;
    // Groups of a power of two of blocks, so that those of another detail begin where these do.
    const auto groupFor = [](std::int64_t count, std::size_t wanted) {
        std::int64_t size = 1;
        while (count / size > static_cast<std::int64_t>(std::max<std::size_t>(1, wanted))) size *= 2;
        return size;
    };
    const bool whole = static_cast<std::uint64_t>(rows_) <= points;
    const std::int64_t last = whole ? 0 : blocks() - 1;  // the last block is given row by row
    const std::int64_t coarse = groupFor(last, points);
    std::int64_t from = last, to = last;
    if (firstStep <= lastStep && step_ < ownColumns_ && last > 0) {
        const Column& steps = columns_[step_];
        const auto begin = steps.least.begin(), end = begin + last;
        from = std::upper_bound(begin, end, firstStep) - begin;
        to = std::upper_bound(begin, end, lastStep) - begin;
        from = std::max<std::int64_t>(0, from - 1) / coarse * coarse;
        to = std::min(last, (to + coarse - 1) / coarse * coarse);
    }
    appendGroups(result, 0, from, coarse);
    const bool asTheyAre = static_cast<std::uint64_t>((to - from) * kBlockRows) <= detail;
    if (asTheyAre)
        appendRows(result, files, from, to);
    else
        appendGroups(result, from, to, std::min(coarse, groupFor(to - from, detail)));
    appendGroups(result, to, last, coarse);
    appendRows(result, files, last, blocks());
    return result;
}

}  // namespace selfsight::store
