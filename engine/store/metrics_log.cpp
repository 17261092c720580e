#include "store/metrics_log.h"

#include "io/atomic_file.h"
#include "io/csv.h"
#include "io/file.h"
#include "store/format.h"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <cstdlib>

namespace selfsight::store {

namespace {

const std::vector<std::string> kFixed{"epoch", "step", "images_seen"};
const std::vector<std::string> kTiming{"step", "seconds", "images_per_second", "wall_time"};
// What a metrics.csv of ten million rows can weigh.
constexpr std::uint64_t kMaxLogBytes = 8ull << 30;
// Files up to this size are read whole.
constexpr std::uint64_t kWhole = 64ull << 20;

// Cuts a torn last line off. Returns the text, up to its last newline.
std::string withoutTornLine(const std::filesystem::path& file) {
    const auto source = io::openFile(file);
    std::string text(source->size(), '\0');
    source->read(0, {reinterpret_cast<std::uint8_t*>(text.data()), text.size()});
    const std::size_t whole = text.rfind('\n') == std::string::npos ? 0 : text.rfind('\n') + 1;
    if (whole < text.size()) io::truncateFile(file, whole);
    text.resize(whole);
    return text;
}

// The header and the last row of a table, cells apart; both empty when they are not there. Cuts a torn last
// line off. Reads both ends of the file only.
struct Ends {
    std::vector<std::string> header;
    std::vector<std::string> last;
};
Ends endsOf(const std::filesystem::path& file) {
    constexpr std::uint64_t kPiece = 64 << 10;
    const auto source = io::openFile(file);
    const std::uint64_t size = source->size();
    const io::Bytes headBytes = source->readBytes(0, std::min(size, kPiece));
    const io::Bytes tailBytes = source->readBytes(size - std::min(size, kPiece), std::min(size, kPiece));
    const std::string_view head = io::asText(headBytes);
    std::string_view tail = io::asText(tailBytes);
    const std::size_t headerEnd = head.find('\n') + 1;  // 0: none
    const std::size_t whole = tail.rfind('\n') + 1;
    if ((headerEnd == 0 || whole == 0) && size >= kPiece)
        throw inputError(file.string(), "a line of more than 64 KiB");
    if (whole < tail.size()) io::truncateFile(file, size - (tail.size() - whole));
    Ends ends;
    if (headerEnd == 0) return ends;
    const auto header = io::parseCsv(head.substr(0, headerEnd), file.string());
    if (header.empty()) throw inputError(file.string(), "line 1: the names of the columns were expected");
    ends.header = header[0];
    tail = tail.substr(0, whole);
    const std::size_t begin = tail.size() < 2 ? 0 : tail.rfind('\n', tail.size() - 2) + 1;
    const auto last = io::parseCsv(tail.substr(begin), file.string());
    if (begin > 0 && !last.empty()) ends.last = last[0];
    return ends;
}

// The cell under `column` as a number; 0 where there is none.
double lastValue(const Ends& ends, const std::string& column) {
    const auto at = static_cast<std::size_t>(std::find(ends.header.begin(), ends.header.end(), column) -
                                             ends.header.begin());
    return at < ends.last.size() ? std::strtod(ends.last[at].c_str(), nullptr) : 0;
}

// Every so-many-th line of a file too large to be read whole: the header, lines at even distances, and the
// last.
std::string sampledText(io::RandomAccess& file, std::int64_t maxRows) {
    constexpr std::uint64_t kPiece = 64 << 10;
    std::string text = std::string(io::asText(file.readBytes(0, std::min(file.size(), kPiece))));
    const std::size_t headerEnd = text.find('\n');
    if (headerEnd == std::string::npos) throw inputError(file.name(), "line 1: more than 64 KiB long");
    text.resize(headerEnd + 1);
    const std::uint64_t pieces = std::clamp<std::uint64_t>(static_cast<std::uint64_t>(maxRows) / 64, 1, 4096);
    const std::uint64_t body = file.size() - text.size();
    const std::uint64_t size = std::min<std::uint64_t>(body, 8 << 10);
    const std::uint64_t begin = text.size();
    for (std::uint64_t i = 0; i < pieces; ++i) {
        const std::uint64_t at = begin + (body - size) * i / std::max<std::uint64_t>(1, pieces - 1);
        const io::Bytes bytes = file.readBytes(at, size);
        const std::string_view piece = io::asText(bytes);
        const std::size_t first = at == begin ? 0 : piece.find('\n') + 1;  // npos + 1 is 0, caught below
        const std::size_t last = piece.rfind('\n');
        if (last == std::string_view::npos || first > last || (at != begin && first == 0)) continue;
        text += piece.substr(first, last + 1 - first);
    }
    return text;
}

MetricsTable readTable(const std::filesystem::path& file, std::int64_t maxRows) {
    if (!isThere(file)) return {};
    const auto source = io::openFile(file);
    if (source->size() > kMaxLogBytes)
        throw inputError(file.string(), "is larger than any run's metrics can be");
    const bool whole = source->size() <= kWhole;
    const io::Bytes bytes = whole ? source->readBytes(0, source->size()) : io::Bytes();
    const std::string sample = whole ? std::string() : sampledText(*source, maxRows);
    io::NumberTable table =
        io::parseNumberTable(whole ? io::asText(bytes) : std::string_view(sample), file.string());
    MetricsTable result{std::move(table.columns), std::move(table.rows)};
    const auto rows = static_cast<std::int64_t>(result.rows.size());
    if (rows > maxRows && maxRows > 0) {
        std::vector<std::vector<double>> kept;
        for (std::int64_t i = 0; i < maxRows; ++i) {
            const auto from = maxRows == 1 ? rows - 1 : i * (rows - 1) / (maxRows - 1);
            kept.push_back(std::move(result.rows[static_cast<std::size_t>(from)]));
        }
        result.rows = std::move(kept);
    }
    return result;
}

std::vector<std::string> firstLine(const std::string& text, const std::string& name) {
    const auto rows = io::parseCsv(std::string_view(text).substr(0, text.find('\n') + 1), name);
    return rows.empty() ? std::vector<std::string>() : rows[0];
}

// Rewrites `file` with the rows up to `step` only; nothing is written where nothing is dropped.
void cutAfter(const std::filesystem::path& file, std::int64_t step) {
    if (!isThere(file)) return;
    const std::string text = withoutTornLine(file);
    if (text.empty()) return;
    const auto columns = firstLine(text, file.string());
    const auto stepColumn = std::find(columns.begin(), columns.end(), "step") - columns.begin();
    const io::NumberTable table = io::parseNumberTable(text, file.string());
    std::string kept = text.substr(0, text.find('\n') + 1);
    std::size_t at = kept.size();
    for (const auto& row : table.rows) {
        while (text[at] == '\n') ++at;  // empty lines are no rows
        const std::size_t end = text.find('\n', at) + 1;
        const bool keep = stepColumn >= static_cast<std::ptrdiff_t>(row.size()) ||
                          row[static_cast<std::size_t>(stepColumn)] <= static_cast<double>(step);
        if (keep) kept += std::string_view(text).substr(at, end - at);
        at = end;
    }
    if (kept.size() < text.size()) io::writeFileAtomic(file, kept);
}

}  // namespace

int MetricsTable::column(const std::string& name) const {
    const auto it = std::find(columns.begin(), columns.end(), name);
    return it == columns.end() ? -1 : static_cast<int>(it - columns.begin());
}

MetricsLog::MetricsLog(std::filesystem::path runFolder)
    : metricsFile_(runFolder / "metrics.csv"), timingFile_(runFolder / "timing.csv") {}

void MetricsLog::open() {
    if (open_) return;
    columns_.clear();
    lastSeconds_ = lastImages_ = 0;
    // A run that goes on takes its rate from the last row before.
    if (isThere(metricsFile_)) {
        const Ends ends = endsOf(metricsFile_);
        columns_ = ends.header;
        lastImages_ = lastValue(ends, "images_seen");
    }
    if (isThere(timingFile_)) lastSeconds_ = lastValue(endsOf(timingFile_), "seconds");
    open_ = true;
}

void MetricsLog::appendValues(const event::Metrics& metrics) {
    std::vector<std::string> columns = columns_.empty() ? kFixed : columns_;
    for (const auto& [name, value] : metrics.values)
        if (std::find(columns.begin(), columns.end(), name) == columns.end()) columns.push_back(name);

    if (columns_.empty()) {
        io::writeFileAtomic(metricsFile_, io::csvLine(columns));
    } else if (columns.size() > columns_.size()) {
        const std::string text = withoutTornLine(metricsFile_);
        const std::string blanks(columns.size() - columns_.size(), ',');
        std::string wider = io::csvLine(columns);
        for (std::size_t at = text.find('\n') + 1; at < text.size();) {
            const std::size_t end = text.find('\n', at);
            wider += text.substr(at, end - at) + blanks + '\n';
            at = end + 1;
        }
        io::writeFileAtomic(metricsFile_, wider);
    }
    columns_ = columns;

    std::vector<std::string> cells(columns.size());
    const auto set = [&](const std::string& name, double value) {
        const auto at = std::find(columns.begin(), columns.end(), name) - columns.begin();
        if (at < static_cast<std::ptrdiff_t>(cells.size()))
            cells[static_cast<std::size_t>(at)] = io::numberText(value);
    };
    set("epoch", metrics.epoch);
    set("step", static_cast<double>(metrics.step));
    set("images_seen", metrics.imagesSeen);
    for (const auto& [name, value] : metrics.values) set(name, value);
    io::appendToFile(metricsFile_, io::csvLine(cells));
}

void MetricsLog::appendTiming(const event::Metrics& metrics) {
    const double seconds = metrics.seconds - lastSeconds_;
    const double images = metrics.imagesSeen - lastImages_;
    const double wall =
        std::chrono::duration<double>(std::chrono::system_clock::now().time_since_epoch()).count();
    const std::string rate =
        seconds > 0 && images > 0 ? io::numberText(std::round(images / seconds * 10) / 10) : "";
    if (!isThere(timingFile_)) io::writeFileAtomic(timingFile_, io::csvLine(kTiming));
    io::appendToFile(timingFile_, io::csvLine({std::to_string(metrics.step), io::numberText(metrics.seconds),
                                               rate, io::numberText(std::round(wall * 1000) / 1000)}));
    if (images > 0) {
        lastSeconds_ = metrics.seconds;
        lastImages_ = metrics.imagesSeen;
    }
}

void MetricsLog::append(const event::Metrics& metrics) {
    open();
    // A row that is tried again after a failure is not written a second time.
    if (withoutTiming_ != metrics.step) {
        try {
            appendValues(metrics);
        } catch (...) {
            open_ = false;  // what is in the file decides
            throw;
        }
        withoutTiming_ = metrics.step;
    }
    appendTiming(metrics);
    withoutTiming_.reset();
}

void MetricsLog::truncate(std::int64_t step) {
    cutAfter(metricsFile_, step);
    cutAfter(timingFile_, step);
    open_ = false;
    withoutTiming_.reset();
}

MetricsTable MetricsLog::metrics(std::int64_t maxRows) const {
    return readTable(metricsFile_, maxRows);
}
MetricsTable MetricsLog::timings(std::int64_t maxRows) const {
    return readTable(timingFile_, maxRows);
}

}  // namespace selfsight::store
