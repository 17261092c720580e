#include "io/tar.h"

#include "fuzz.h"

using namespace selfsight::io;

SELFSIGHT_FUZZ_TARGET([](ByteView bytes) {
    TarLimits limits;
    limits.totalBytes = 1 << 20;
    const auto file = openMemory(bytes, "fuzz.tar");
    TarReader reader(*file, limits);
    TarMember member;
    while (reader.next(member)) {
        if (member.name.empty() || member.name.front() == '/' || member.name.find("..") == 0) std::abort();
        if (member.size % 2 == 0) reader.read();
    }
})
