// metrics.csv, timing.csv and metrics.pyramid of a run: the input says with its first byte what reads them,
// then it is the three, with a zero byte between. The pyramid gets the checksum that it needs to be looked
// at.
#include "folder.h"
#include "fuzz.h"
#include "store/metrics_log.h"
#include "store/metrics_pyramid.h"

#include <algorithm>
#include <cmath>
#include <cstring>
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

void readPyramid(const std::filesystem::path& folder, double last) {
    store::MetricsPyramid pyramid(folder);
    while (pyramid.advance(256)) {
    }
    const auto digest = pyramid.digest(4, 0, last, 100);
    for (const auto& column : digest.columns) {
        if (column.mean.size() != digest.rows.size() || column.count.size() != digest.rows.size())
            std::abort();
    }
}

void readMetrics(io::ByteView bytes) {
    static fuzz::Folder folder;
    const std::string metrics = "metrics.csv", timing = "timing.csv";
    fuzz::Reader in{bytes};
    const std::uint8_t what = in.byte();
    const bool few = what & 4;
    std::string_view rest = io::asText(in.rest());
    fuzz::Entries entries;
    for (const auto& name : {metrics, timing})
        entries[name] = {fuzz::Entry::Kind::File, std::string(part(rest))};
    if (what % 4 == 1) entries[store::kPyramidFile] = {fuzz::Entry::Kind::File, pyramidOf(rest)};
    folder.become(std::move(entries));
    store::MetricsLog log(folder.path());
    switch (what % 4) {
        case 0:
            log.metrics(few ? 10 : 0);
            break;
        case 1:
            readPyramid(folder.path(), few ? 20 : -1);
            break;
        case 2:
            log.timings();
            break;
        default:
            folder.mayChange(metrics);
            folder.mayChange(timing);
            log.truncate(10);
            log.metrics();
    }
}

}  // namespace

SELFSIGHT_FUZZ_TARGET(readMetrics)
