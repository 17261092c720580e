#include "cli/table.h"

#include <algorithm>
#include <cmath>
#include <cstdio>

namespace selfsight::cli {

namespace {

// Characters of UTF-8 text, all taken as one cell wide.
std::size_t characters(const std::string& text) {
    return static_cast<std::size_t>(
        std::ranges::count_if(text, [](char c) { return (static_cast<unsigned char>(c) & 0xc0) != 0x80; }));
}

}  // namespace

std::string tableText(const std::vector<Column>& columns, const std::vector<std::vector<std::string>>& rows) {
    std::vector<std::size_t> widths;
    for (std::size_t c = 0; c < columns.size(); ++c) {
        widths.push_back(characters(columns[c].title));
        for (const auto& row : rows) widths[c] = std::max(widths[c], c < row.size() ? characters(row[c]) : 0);
    }
    std::string out;
    const auto add = [&](const auto& cellOf) {
        std::string line;
        for (std::size_t c = 0; c < columns.size(); ++c) {
            const std::string cell = cellOf(c);
            const std::string pad(widths[c] - characters(cell), ' ');
            line += (c ? "  " : "") + (columns[c].right ? pad + cell : cell + pad);
        }
        line.erase(line.find_last_not_of(' ') + 1);
        out += line + "\n";
    };
    add([&](std::size_t c) { return columns[c].title; });
    for (const auto& row : rows) add([&](std::size_t c) { return c < row.size() ? row[c] : std::string(); });
    return out;
}

std::string fixed(double value, int digits) {
    if (!std::isfinite(value)) return "–";
    char buffer[64];
    std::snprintf(buffer, sizeof buffer, "%.*f", digits, value);
    return buffer;
}

std::string grouped(std::int64_t value) {
    std::string digits = std::to_string(value < 0 ? -value : value);
    for (auto i = static_cast<std::ptrdiff_t>(digits.size()) - 3; i > 0; i -= 3)
        digits.insert(static_cast<std::size_t>(i), ",");
    return (value < 0 ? "-" : "") + digits;
}

std::string intervalText(std::pair<double, double> interval) {
    return fixed(interval.first, 3) + "–" + fixed(interval.second, 3);
}

}  // namespace selfsight::cli
