#include "data/table_columns.h"

#include "fuzz.h"

using namespace selfsight;

// Attributes that come with embeddings made elsewhere.
SELFSIGHT_FUZZ_TARGET([](io::ByteView bytes) {
    std::string note;
    const auto table = io::parseCsv(io::asText(bytes), "fuzz.csv");
    if (table.empty()) return;
    for (const data::LabelColumn& column : data::tableColumns(table, "fuzz.csv", {"path"}, note)) {
        if (column.values.size() + 1 != table.size()) std::abort();
        for (const std::int64_t value : column.values)
            if (value < -1 || value >= static_cast<std::int64_t>(column.names.size())) std::abort();
    }
})
