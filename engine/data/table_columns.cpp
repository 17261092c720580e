#include "data/table_columns.h"

#include "core/error.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <map>
#include <optional>

namespace selfsight::data {
namespace {

constexpr std::size_t kMostNumbers = 40;
constexpr std::size_t kMostTexts = 5'000;
constexpr std::size_t kBins = 10;
constexpr std::size_t kMostColumns = 200;

std::optional<double> numberOf(const std::string& text) {
    double value = 0;
    const char* end = text.data() + text.size();
    const auto parsed = std::from_chars(text.data(), end, value);
    if (parsed.ec != std::errc() || parsed.ptr != end || !std::isfinite(value)) return std::nullopt;
    return value;
}

// Ten bins of equal counts, or fewer where many values are equal.
LabelColumn binned(const std::string& title, const std::vector<std::optional<double>>& numbers) {
    std::vector<double> sorted;
    for (const auto& number : numbers)
        if (number) sorted.push_back(*number);
    std::ranges::sort(sorted);
    std::vector<double> edges;  // the least value of each bin
    for (std::size_t b = 0; b < kBins; ++b) {
        const double edge = sorted[b * sorted.size() / kBins];
        if (edges.empty() || edge > edges.back()) edges.push_back(edge);
    }
    LabelColumn column{title, {}, {}};
    std::vector<double> most(edges.size(), -INFINITY);
    for (const auto& number : numbers) {
        if (!number) {
            column.values.push_back(-1);
            continue;
        }
        const auto bin = std::ranges::upper_bound(edges, *number) - edges.begin() - 1;
        most[static_cast<std::size_t>(bin)] = std::max(most[static_cast<std::size_t>(bin)], *number);
        column.values.push_back(bin);
    }
    for (std::size_t b = 0; b < edges.size(); ++b)
        column.names.push_back(io::numberText(edges[b]) + " – " + io::numberText(most[b]));
    return column;
}

LabelColumn listed(const std::string& title, const std::vector<std::string>& cells, bool numeric) {
    std::map<std::string, std::int64_t> values;
    for (const std::string& cell : cells)
        if (!cell.empty()) values.emplace(cell, 0);
    LabelColumn column{title, {}, {}};
    for (const auto& [text, value] : values) column.names.push_back(text);
    if (numeric)
        std::ranges::stable_sort(column.names, {}, [](const std::string& text) { return *numberOf(text); });
    for (std::size_t v = 0; v < column.names.size(); ++v)
        values[column.names[v]] = static_cast<std::int64_t>(v);
    for (const std::string& cell : cells) column.values.push_back(cell.empty() ? -1 : values[cell]);
    return column;
}

}  // namespace

int tableColumn(const std::vector<io::CsvRow>& table, const std::string& title) {
    if (table.empty()) return -1;
    const auto found = std::ranges::find(table.front(), title);
    return found == table.front().end() ? -1 : static_cast<int>(found - table.front().begin());
}

std::vector<LabelColumn> tableColumns(const std::vector<io::CsvRow>& table, const std::string& name,
                                      const std::set<std::string>& skipped, std::string& note) {
    if (table.size() < 2)
        throw inputError(name, "a table with a row of titles and a row for each image was expected");
    const io::CsvRow& titles = table.front();
    if (titles.size() > kMostColumns)
        throw inputError(name, "has " + std::to_string(titles.size()) + " columns; at most " +
                                   std::to_string(kMostColumns) + " are read");
    if (std::set<std::string>(titles.begin(), titles.end()).size() != titles.size())
        throw inputError(name, "has two columns of one title");
    for (std::size_t i = 1; i < table.size(); ++i)
        if (table[i].size() != titles.size())
            throw inputError(name, "row " + std::to_string(i + 1) + " has " +
                                       std::to_string(table[i].size()) + " fields, the titles are " +
                                       std::to_string(titles.size()));
    std::vector<LabelColumn> columns;
    std::string left;
    for (std::size_t c = 0; c < titles.size(); ++c) {
        if (titles[c].empty() || skipped.contains(titles[c])) continue;
        std::vector<std::string> cells;
        std::vector<std::optional<double>> numbers;
        std::set<std::string> distinct;
        bool numeric = true;
        for (std::size_t i = 1; i < table.size(); ++i) {
            const std::string& cell = table[i][c];
            cells.push_back(cell);
            numbers.push_back(numberOf(cell));
            if (cell.empty()) continue;
            distinct.insert(cell);
            numeric = numeric && numbers.back();
        }
        // Numbers of a class are names, however many there are.
        const bool isClass = titles[c] == "class";
        if (distinct.empty() || (!numeric && distinct.size() > kMostTexts)) {
            left += (left.empty() ? "" : ", ") + titles[c];
        } else if (numeric && !isClass && distinct.size() > kMostNumbers) {
            columns.push_back(binned(titles[c], numbers));
        } else if (distinct.size() > kMostTexts) {
            left += (left.empty() ? "" : ", ") + titles[c];
        } else {
            columns.push_back(listed(titles[c], cells, numeric));
        }
    }
    std::stable_partition(columns.begin(), columns.end(),
                          [](const LabelColumn& column) { return column.name == "class"; });
    if (!left.empty()) note = "Columns left out, blank or of too many different texts: " + left + ".";
    return columns;
}

}  // namespace selfsight::data
