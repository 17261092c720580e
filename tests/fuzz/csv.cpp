#include "io/csv.h"

#include "fuzz.h"

using namespace selfsight::io;

SELFSIGHT_FUZZ_TARGET([](ByteView bytes) {
    if (bytes.size() % 2 == 0) {
        for (const auto& row : parseCsv(asText(bytes), "fuzz.csv")) {
            // What was read is written so that it reads back the same.
            if (row.size() == 1 && row[0].empty()) std::abort();
            if (parseCsv(csvLine(row), "again") != std::vector<CsvRow>{row} &&
                row[0].substr(0, 3) != "\xef\xbb\xbf")
                std::abort();
        }
        return;
    }
    const NumberTable table = parseNumberTable(asText(bytes), "fuzz.csv");
    for (const auto& row : table.rows)
        if (row.size() != table.columns.size()) std::abort();
})
