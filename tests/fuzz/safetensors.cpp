#include "io/safetensors.h"

#include "fuzz.h"

using namespace selfsight::io;

SELFSIGHT_FUZZ_TARGET([](ByteView bytes) {
    const auto file = openMemory(bytes, "fuzz.safetensors");
    std::size_t total = 0;
    for (const auto& tensor : readSafetensors(*file).tensors) total += tensor.bytes.size();
    if (total > bytes.size()) std::abort();
})
