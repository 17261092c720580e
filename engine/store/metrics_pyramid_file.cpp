// metrics.pyramid on disk: eight bytes of name, the length of a JSON header and the CRC-32 of all that
// follows (both uint32), the header, then arrays of one entry a block in the order of the header: where the
// block begins in metrics.csv and in timing.csv (uint64), and per column least, greatest, mean (float64) and
// count (uint32). Little-endian.
#include "core/error.h"
#include "core/json.h"
#include "io/atomic_file.h"
#include "io/file.h"
#include "io/json_file.h"
#include "store/metrics_pyramid.h"
#include "store/writer_lock.h"

#include <algorithm>
#include <bit>
#include <chrono>
#include <cstring>
#include <span>
#include <string_view>
#include <utility>
#include <zlib.h>

namespace selfsight::store {

namespace {

static_assert(std::endian::native == std::endian::little);

constexpr std::string_view kMagic = "SSPYRAM1";
constexpr std::size_t kFront = kMagic.size() + 2 * sizeof(std::uint32_t);
constexpr std::uint64_t kEdge = 4 << 10;  // bytes at either end that tell a file from another
constexpr std::uint64_t kMaxPyramidBytes = 1 << 30;
constexpr std::int64_t kMaxRows = 1'000'000'000;

std::uint32_t crc(io::ByteView bytes) {
    return static_cast<std::uint32_t>(
        ::crc32_z(0, reinterpret_cast<const Bytef*>(bytes.data()), bytes.size()));
}

template <typename T>
void put(io::Bytes& to, const std::vector<T>& values) {
    const auto* bytes = reinterpret_cast<const std::uint8_t*>(values.data());
    to.insert(to.end(), bytes, bytes + values.size() * sizeof(T));
}

template <typename T>
void take(io::ByteView& from, std::vector<T>& values, std::size_t count) {
    values.resize(count);
    if (count > 0) std::memcpy(values.data(), from.data(), count * sizeof(T));
    from = from.subspan(count * sizeof(T));
}

}  // namespace

void MetricsPyramid::Source::remember(io::RandomAccess* file) {
    size = 0;
    if (!file) return;
    size = file->size();
    // After the size: what is appended between the two makes the file larger than this, not merely younger.
    std::error_code error;
    const auto changed = std::filesystem::last_write_time(path, error);
    time = error ? 0 : changed.time_since_epoch().count();
    const std::uint64_t edge = std::min(bytes, kEdge);
    head = crc(file->readBytes(0, edge));
    tail = crc(file->readBytes(bytes - edge, edge));
}

bool MetricsPyramid::Source::matches(io::RandomAccess* file) const {
    if (!file) return bytes == 0;
    std::error_code error;
    const auto changed = std::filesystem::last_write_time(path, error);
    if (file->size() < bytes) return false;
    // A file that did not grow and was written nevertheless may differ in the middle.
    if (file->size() == size && (error || changed.time_since_epoch().count() != time)) return false;
    const std::uint64_t edge = std::min(bytes, kEdge);
    return crc(file->readBytes(0, edge)) == head && crc(file->readBytes(bytes - edge, edge)) == tail;
}

bool MetricsPyramid::load(const Files& files) {
    using nlohmann::json;
    const std::filesystem::path path = folder_ / kPyramidFile;
    std::error_code error;
    if (!std::filesystem::exists(path, error)) return false;
    try {
        const io::Bytes bytes = io::readFile(path, kMaxPyramidBytes);
        std::uint32_t sizes[2];
        if (bytes.size() < kFront || !io::asText(bytes).starts_with(kMagic)) return false;
        std::memcpy(sizes, bytes.data() + kMagic.size(), sizeof sizes);
        io::ByteView rest = io::ByteView(bytes).subspan(kFront);
        if (sizes[0] > rest.size() || crc(rest) != sizes[1]) return false;
        const json header = io::parseJson(io::asText(rest.first(sizes[0])), path.string());
        rest = rest.subspan(sizes[0]);
        if (header.at("block_rows") != kBlockRows) return false;
        rows_ = header.at("rows").get<std::int64_t>();
        if (rows_ < 0 || rows_ > kMaxRows) return false;
        const auto count = static_cast<std::size_t>((rows_ + kBlockRows - 1) / kBlockRows);
        const auto names = header.at("columns").get<std::vector<std::string>>();
        if (names.size() < 2 ||
            rest.size() != count * (2 * sizeof(std::uint64_t) +
                                    names.size() * (3 * sizeof(double) + sizeof(std::uint32_t))))
            return false;
        for (auto [source, name] : {std::pair(&metrics_, "metrics"), std::pair(&timing_, "timing")}) {
            const json& from = header.at(name);
            source->bytes = from.at("bytes").get<std::uint64_t>();
            source->head = from.at("head").get<std::uint32_t>();
            source->tail = from.at("tail").get<std::uint32_t>();
            source->size = from.at("size").get<std::uint64_t>();
            source->time = from.at("time").get<std::int64_t>();
        }
        ownColumns_ = names.size() - 2;
        step_ = static_cast<std::size_t>(std::find(names.begin(), names.end(), "step") - names.begin());
        take(rest, metricsAt_, count);
        take(rest, timingAt_, count);
        for (const std::string& name : names) {
            Column& column = columns_.emplace_back();
            column.name = name;
            take(rest, column.least, count);
            take(rest, column.greatest, count);
            take(rest, column.mean, count);
            take(rest, column.count, count);
        }
        if (!matches(files)) return false;
        blocksLoaded_ = blocks();
        saved_ = true;
        return true;
    } catch (const RuntimeError&) {
        return false;  // damaged: built anew from metrics.csv
    } catch (const json::exception&) {
        return false;
    }
}

bool MetricsPyramid::save() {
    if (saved_ || rows_ == 0 || WriterLock::held(folder_)) return false;
    nlohmann::json header{{"format", {{"name", "selfsight-pyramid"}, {"major", 1}, {"minor", 0}}},
                          {"block_rows", kBlockRows},
                          {"rows", rows_}};
    for (const Column& column : columns_) header["columns"].push_back(column.name);
    for (auto [source, name] : {std::pair(&metrics_, "metrics"), std::pair(&timing_, "timing")})
        header[name] = {{"bytes", source->bytes},
                        {"head", source->head},
                        {"tail", source->tail},
                        {"size", source->size},
                        {"time", source->time}};
    const std::string text = header.dump();
    io::Bytes body(text.begin(), text.end());
    put(body, metricsAt_);
    put(body, timingAt_);
    for (const Column& column : columns_) {
        put(body, column.least);
        put(body, column.greatest);
        put(body, column.mean);
        put(body, column.count);
    }
    const std::uint32_t sizes[2] = {static_cast<std::uint32_t>(text.size()), crc(body)};
    try {
        io::AtomicFile file(folder_ / kPyramidFile);
        file.write(kMagic);
        file.write(io::ByteView(reinterpret_cast<const std::uint8_t*>(sizes), sizeof sizes));
        file.write(io::ByteView(body));
        file.commit();
    } catch (const RuntimeError&) {
        return false;
    }
    return saved_ = true;
}

}  // namespace selfsight::store
