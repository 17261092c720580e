#include "fuzz.h"
#include "io/json_file.h"
#include "store/run_folder.h"

using namespace selfsight;

// run.json, and with it the JSON that every file of a workspace goes through.
SELFSIGHT_FUZZ_TARGET([](io::ByteView bytes) {
    const auto document =
        io::parseJson(io::asText(bytes), "run.json", {.bytes = 1 << 20, .uniqueKeys = bytes.size() % 2 == 0});
    const auto record = store::RunRecord::fromJson(document, "run.json");
    const auto again = store::RunRecord::fromJson(record.toJson(), "again");
    if (again.toJson() != record.toJson()) std::abort();
})
