#include "io/npy.h"

#include "fuzz.h"

using namespace selfsight::io;

SELFSIGHT_FUZZ_TARGET([](ByteView bytes) {
    const auto file = openMemory(bytes, "fuzz.npy");
    const Tensor tensor = readNpy(*file);
    if (tensor.bytes.size() > bytes.size()) std::abort();
    if (tensor.shape.size() == 2) readMatrix(*file);
    readLabels(*file);
})
