// metrics.csv, timing.csv and metrics.pyramid of a run: the input says with its first byte what reads them,
// then it is the three, with a zero byte between. The pyramid gets the checksum that it needs to be looked
// at.
#include "fuzz.h"
#include "io/file.h"
#include "store/metrics_log.h"
#include "store/metrics_pyramid.h"
#include "support/temporary_folder.h"

#include <algorithm>
#include <cmath>
#include <cstring>
#include <fstream>
#include <string>
#include <zlib.h>

using namespace selfsight;

namespace {

std::string_view part(std::string_view& rest) {
    const std::size_t end = std::min(rest.find('\0'), rest.size());
    const std::string_view found = rest.substr(0, end);
    rest.remove_prefix(std::min(rest.size(), end + 1));
    return found;
}

// The first two bytes are the length of the header.
std::string pyramidOf(std::string_view body) {
    std::uint32_t sizes[2] = {};
    if (body.size() >= 2) {
        sizes[0] = static_cast<std::uint8_t>(body[0]) | static_cast<std::uint8_t>(body[1]) << 8;
        body.remove_prefix(2);
    }
    sizes[1] = static_cast<std::uint32_t>(
        crc32(0, reinterpret_cast<const Bytef*>(body.data()), static_cast<uInt>(body.size())));
    std::string file = "SSPYRAM1";
    file.append(reinterpret_cast<const char*>(sizes), sizeof sizes);
    return file.append(body);
}

void write(const std::filesystem::path& file, std::string_view text) {
    std::ofstream(file, std::ios::binary) << text;
}

// Each answers or throws RuntimeError(Input) on its own.
template <typename Read>
void attempt(const Read& read) {
    fuzz::feed(nullptr, 0, [&](io::ByteView) { read(); });
}

void readPyramid(const std::filesystem::path& folder) {
    store::MetricsPyramid pyramid(folder);
    while (pyramid.advance(256)) {
    }
    for (const double last : {-1.0, 20.0}) {
        const auto digest = pyramid.digest(4, 0, last, 100);
        for (const auto& column : digest.columns) {
            if (column.mean.size() != digest.rows.size() || column.count.size() != digest.rows.size())
                std::abort();
        }
    }
}

void readMetrics(io::ByteView bytes) {
    static const test::TemporaryFolder folder;
    fuzz::Reader in{bytes};
    const bool asPyramid = in.byte() & 1;
    std::string_view rest = io::asText(in.rest());
    write(folder / "metrics.csv", part(rest));
    write(folder / "timing.csv", part(rest));
    if (asPyramid) {
        write(folder / store::kPyramidFile, pyramidOf(rest));
        readPyramid(folder.path());
        return;
    }
    attempt([&] { store::MetricsLog(folder.path()).metrics(10); });
    attempt([&] { store::MetricsLog(folder.path()).timings(); });
    attempt([&] { store::MetricsLog(folder.path()).truncate(10); });
    attempt([&] { store::MetricsLog(folder.path()).metrics(); });
}

}  // namespace

SELFSIGHT_FUZZ_TARGET(readMetrics)
