#include "io/pickle.h"

#include "fuzz.h"

using namespace selfsight::io;

SELFSIGHT_FUZZ_TARGET([](ByteView bytes) {
    const Pickle pickle(bytes, "fuzz.pkl", [](std::string_view global) { return global.size() < 40; });
    if (pickle.size() > bytes.size() + 1) std::abort();
    pickle.find(pickle.root(), "state_dict");
})
