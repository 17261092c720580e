#include "io/zip.h"

#include "fuzz.h"

using namespace selfsight::io;

SELFSIGHT_FUZZ_TARGET([](ByteView bytes) {
    const auto file = openMemory(bytes, "fuzz.zip");
    const ZipReader reader(*file);
    std::uint64_t total = 0;
    for (const auto& entry : reader.entries()) total += reader.read(entry).size();
    if (total > 1040 * bytes.size()) std::abort();
})
