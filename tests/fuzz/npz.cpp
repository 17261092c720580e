#include "io/npz.h"

#include "fuzz.h"

using namespace selfsight::io;

SELFSIGHT_FUZZ_TARGET([](ByteView bytes) {
    const auto file = openMemory(bytes, "fuzz.npz");
    const NpzReader reader(*file);
    for (const auto& name : reader.names()) reader.read(name);
})
