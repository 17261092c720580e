// Aligned text tables for people.
#pragma once

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

namespace selfsight::cli {

struct Column {
    std::string title;
    bool right = true;  // numbers stand at the right
};

// Columns two spaces apart, widths counted in characters, no spaces at line ends.
std::string tableText(const std::vector<Column>& columns, const std::vector<std::vector<std::string>>& rows);

std::string fixed(double value, int digits);                   // "0.621"; "–" for what is not finite
std::string grouped(std::int64_t value);                       // "600,000"
std::string intervalText(std::pair<double, double> interval);  // "0.602–0.640"

}  // namespace selfsight::cli
