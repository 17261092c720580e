// Comma-separated values (RFC 4180): quoted fields, LF or CRLF.
#pragma once

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

namespace selfsight::io {

using CsvRow = std::vector<std::string>;

struct CsvLimits {
    std::uint64_t bytes = 1u << 30;
    std::size_t rows = 20'000'000;
    std::size_t columns = 10'000;
};

// All rows, the header among them; empty lines are left out. `name` stands in messages. Throws
// RuntimeError(Input) naming the line: an open quote, text after a closing quote, more than the limits allow.
std::vector<CsvRow> parseCsv(std::string_view text, const std::string& name, const CsvLimits& limits = {});
std::vector<CsvRow> readCsv(const std::filesystem::path& file, const CsvLimits& limits = {});

// A header and rows of numbers; empty cells are NaN.
struct NumberTable {
    std::vector<std::string> columns;
    std::vector<std::vector<double>> rows;  // each as long as columns
    std::size_t bytesRead = 0;              // up to the end of the last whole row
};

// A last line without its newline is left out: a writer was stopped in the middle of it. Throws
// RuntimeError(Input) naming the line for a cell that is no number or a row of another length.
NumberTable parseNumberTable(std::string_view text, const std::string& name, const CsvLimits& limits = {});
NumberTable readNumberTable(const std::filesystem::path& file, const CsvLimits& limits = {});

// The field, in quotes where it needs them.
std::string csvField(std::string_view text);
// Fields joined by commas, with "\n" at the end.
std::string csvLine(const std::vector<std::string>& fields);
// The shortest decimal that reads back as the same number; "nan", "inf", "-inf".
std::string numberText(double value);

}  // namespace selfsight::io
