// Tables of attributes as label columns. Torch-free.
#pragma once

#include "data/source.h"
#include "io/csv.h"

#include <set>
#include <string>
#include <vector>

namespace selfsight::data {

// Each column of a table (its first row holds the titles) as a label column, "class" first where it exists.
// Texts and whole numbers are values as they are, sorted (numbers by size); a column of numbers with more
// than 40 of them is cut into ten bins of equal counts, named by their ends ("0.1 – 0.35"). Blank cells are
// −1. Columns in `skipped`, blank ones and those of texts with more than 5,000 values (names of files) are
// left out; `note` then says which. Throws RuntimeError(Input) naming `name` for rows of another length and
// titles that occur twice.
std::vector<LabelColumn> tableColumns(const std::vector<io::CsvRow>& table, const std::string& name,
                                      const std::set<std::string>& skipped, std::string& note);

// The position of a title, −1: absent.
int tableColumn(const std::vector<io::CsvRow>& table, const std::string& title);

}  // namespace selfsight::data
