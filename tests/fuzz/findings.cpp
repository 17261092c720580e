#include "store/findings.h"

#include "fuzz.h"
#include "io/json_file.h"
#include "store/format.h"

using namespace selfsight;

// workspace.json: named selections, notes, labels made by hand.
SELFSIGHT_FUZZ_TARGET([](io::ByteView bytes) {
    auto document = io::parseJson(io::asText(bytes), "workspace.json", {.bytes = 1 << 20});
    store::checkFormat(document, "selfsight-workspace", "workspace.json");
    const auto findings = store::Findings::fromJson(document, "workspace.json");
    for (const auto& note : findings.notes) (void)note.title();
    for (const auto& labels : findings.labels) {
        const Labels values = labels.values(64);
        if (values.size() != 64) std::abort();
        for (const auto value : values)
            if (value < -1 || value >= static_cast<std::int64_t>(labels.names.size())) std::abort();
    }
    findings.store(document);
    if (store::Findings::fromJson(document, "again") != findings) std::abort();
})
