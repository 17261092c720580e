#include "io/csv.h"

#include "io/file.h"

#include <charconv>
#include <cmath>
#include <limits>

namespace selfsight::io {

namespace {

// Splits one row off the front of `text`. Quoted fields may hold newlines. `number` counts lines for
// messages.
class RowReader {
  public:
    RowReader(std::string_view text, const std::string& name, const CsvLimits& limits)
        : text_(text), name_(name), limits_(limits) {
        if (text.size() > limits.bytes)
            throw inputError(name, "has " + std::to_string(text.size()) + " bytes; at most " +
                                       std::to_string(limits.bytes) + " were expected");
        if (text_.starts_with("\xef\xbb\xbf")) at_ = 3;  // the mark that spreadsheets write before UTF-8
    }

    std::size_t position() const { return at_; }
    std::size_t line() const { return line_; }
    // Whether the row that next() gave last ended with a newline.
    bool ended() const { return ended_; }

    // False at the end of the text.
    bool next(CsvRow& row) {
        row.clear();
        if (at_ >= text_.size()) return false;
        line_ += 1 + newlinesInside_;
        newlinesInside_ = 0;
        if (++rows_ > limits_.rows) fail("more than " + std::to_string(limits_.rows) + " rows");
        ended_ = false;
        for (;;) {
            if (row.size() == limits_.columns)
                fail("more than " + std::to_string(limits_.columns) + " columns");
            row.push_back(at_ < text_.size() && text_[at_] == '"' ? quotedField() : plainField());
            if (at_ >= text_.size()) return true;
            const char separator = text_[at_++];
            if (separator == ',') continue;
            if (separator == '\r' && at_ < text_.size() && text_[at_] == '\n') ++at_;
            ended_ = true;
            return true;
        }
    }

    [[noreturn]] void fail(const std::string& what) const {
        throw inputError(name_, "line " + std::to_string(line_) + ": " + what);
    }

  private:
    std::string plainField() {
        const std::size_t end = std::min(text_.find_first_of(",\r\n", at_), text_.size());
        std::string field(text_.substr(at_, end - at_));
        at_ = end;
        return field;
    }
    std::string quotedField() {
        std::string field;
        for (++at_;;) {
            const std::size_t quote = text_.find('"', at_);
            if (quote == std::string_view::npos) fail("a quote that is not closed");
            field += text_.substr(at_, quote - at_);
            at_ = quote + 1;
            if (at_ >= text_.size() || text_[at_] != '"') break;
            field += '"';
            ++at_;
        }
        for (const char c : field) newlinesInside_ += c == '\n';
        if (at_ < text_.size() && std::string_view(",\r\n").find(text_[at_]) == std::string_view::npos)
            fail("text after a closing quote");
        return field;
    }

    std::string_view text_;
    const std::string& name_;
    CsvLimits limits_;
    std::size_t at_ = 0;
    std::size_t line_ = 0;
    std::size_t newlinesInside_ = 0;
    std::size_t rows_ = 0;
    bool ended_ = false;
};

bool isBlank(const CsvRow& row) {
    return row.size() == 1 && row[0].empty();
}

// The cell as a number; NaN when empty.
double cellNumber(std::string_view cell, const auto& fail) {
    if (cell.empty()) return std::numeric_limits<double>::quiet_NaN();
    double value = 0;
    const auto [end, error] = std::from_chars(cell.data(), cell.data() + cell.size(), value);
    if (end != cell.data() + cell.size() || (error != std::errc() && error != std::errc::result_out_of_range))
        fail("'" + std::string(cell.substr(0, 40)) + "' is not a number");
    return value;
}

}  // namespace

std::vector<CsvRow> parseCsv(std::string_view text, const std::string& name, const CsvLimits& limits) {
    RowReader reader(text, name, limits);
    std::vector<CsvRow> rows;
    CsvRow row;
    while (reader.next(row))
        if (!isBlank(row)) rows.push_back(row);
    return rows;
}

std::vector<CsvRow> readCsv(const std::filesystem::path& file, const CsvLimits& limits) {
    const Bytes bytes = readFile(file, limits.bytes);
    return parseCsv(asText(bytes), file.string(), limits);
}

NumberTable parseNumberTable(std::string_view text, const std::string& name, const CsvLimits& limits) {
    NumberTable table;
    const std::size_t whole = text.rfind('\n') == std::string_view::npos ? 0 : text.rfind('\n') + 1;
    RowReader header(text.substr(0, whole), name, limits);
    if (!header.next(table.columns)) return table;
    std::size_t at = table.bytesRead = header.position();
    std::size_t line = header.line();
    const auto fail = [&](const std::string& what) {
        throw inputError(name, "line " + std::to_string(line) + ": " + what);
    };
    while (at < whole) {
        const std::size_t newline = text.find('\n', at);
        std::string_view rest = text.substr(at, newline - at);
        if (rest.ends_with('\r')) rest.remove_suffix(1);
        at = newline + 1;
        ++line;
        if (!rest.empty() || table.columns.size() == 1) {
            auto& row = table.rows.emplace_back();
            row.reserve(table.columns.size());
            for (;;) {
                const std::size_t comma = std::min(rest.find(','), rest.size());
                if (row.size() == table.columns.size()) fail("more cells than the header has columns");
                row.push_back(cellNumber(rest.substr(0, comma), fail));
                if (comma == rest.size()) break;
                rest.remove_prefix(comma + 1);
            }
            if (row.size() != table.columns.size())
                fail(std::to_string(row.size()) + " cells; the header has " +
                     std::to_string(table.columns.size()));
            if (table.rows.size() > limits.rows) fail("more than " + std::to_string(limits.rows) + " rows");
        }
        table.bytesRead = at;
    }
    return table;
}

NumberTable readNumberTable(const std::filesystem::path& file, const CsvLimits& limits) {
    const Bytes bytes = readFile(file, limits.bytes);
    return parseNumberTable(asText(bytes), file.string(), limits);
}

std::string csvField(std::string_view text) {
    if (text.find_first_of(",\"\r\n") == std::string_view::npos) return std::string(text);
    std::string quoted = "\"";
    for (const char c : text) quoted += c == '"' ? std::string("\"\"") : std::string(1, c);
    return quoted + '"';
}

std::string csvLine(const std::vector<std::string>& fields) {
    std::string line;
    for (const auto& field : fields) line += (&field == &fields.front() ? "" : ",") + csvField(field);
    return line + '\n';
}

std::string numberText(double value) {
    if (std::isnan(value)) return "nan";
    if (std::isinf(value)) return value > 0 ? "inf" : "-inf";
    char buffer[40];
    // As Python's repr: 0.0005 and not 5e-04, 100000 and not 1e+05.
    const double size = std::abs(value);
    const bool plain = size == 0 || (size >= 1e-4 && size < 1e15);
    const auto result = plain ? std::to_chars(buffer, buffer + sizeof buffer, value, std::chars_format::fixed)
                              : std::to_chars(buffer, buffer + sizeof buffer, value);
    return {buffer, result.ptr};
}

}  // namespace selfsight::io
