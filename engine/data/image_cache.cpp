#include "data/image_cache.h"

#include "core/error.h"
#include "core/parallel.h"
#include "io/atomic_file.h"
#include "io/json_file.h"
#include "io/npy.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <cmath>

namespace selfsight::data {

namespace {

using nlohmann::json;
namespace fs = std::filesystem;

constexpr int kVersion = 1;

void write(const fs::path& stem, const ImageSet& images) {
    const std::array<std::int64_t, 4> shape{images.count, 3, images.height, images.width};
    json columns = json::array();
    for (const LabelColumn& column : images.columns)
        columns.push_back({{"name", column.name}, {"names", column.names}, {"values", column.values}});
    io::createFolders(stem.parent_path());
    io::writeNpy(fs::path(stem) += ".npy", shape, std::span<const std::uint8_t>(images.pixels));
    // Last: when it is there, so are the pixels.
    io::writeJsonAtomic(fs::path(stem) += ".json", {{"version", kVersion},
                                                    {"count", images.count},
                                                    {"columns", std::move(columns)},
                                                    {"paths", images.paths}});
}

std::shared_ptr<const ImageSet> read(const fs::path& stem) {
    const fs::path file = fs::path(stem) += ".json";
    const json document = io::readJson(file, {.bytes = 512U << 20});
    const std::string name = file.string();
    if (io::jsonValue<int>(document, "version", 0, name) != kVersion)
        throw inputError(name, "was written by another version");
    auto images = std::make_shared<ImageSet>();
    images->count = io::jsonValue<std::int64_t>(document, "count", -1, name);
    // Straight into their place: they are never in memory twice.
    const auto pixels = io::openFile(fs::path(stem) += ".npy");
    const io::NpyHeader header = io::readNpyHeader(*pixels);
    const auto bytes = io::byteCount(header.shape, header.dtype, pixels->size());
    if (header.dtype != io::DType::U8 || header.fortranOrder || header.shape.size() != 4 ||
        header.shape[0] != images->count || header.shape[1] != 3 || !bytes ||
        header.dataOffset + *bytes != pixels->size())
        throw inputError(name, "does not fit the pixels beside it");
    images->height = static_cast<int>(header.shape[2]);
    images->width = static_cast<int>(header.shape[3]);
    images->pixels.resize(*bytes);
    pixels->read(header.dataOffset, images->pixels);
    for (const json& column : document.value("columns", json::array())) {
        images->columns.push_back({io::jsonValue<std::string>(column, "name", "", name),
                                   io::jsonValue<std::vector<std::string>>(column, "names", {}, name),
                                   io::jsonValue<Labels>(column, "values", {}, name)});
        if (static_cast<std::int64_t>(images->columns.back().values.size()) != images->count)
            throw inputError(name, "has a label column of another length");
    }
    images->paths = io::jsonValue<std::vector<std::string>>(document, "paths", {}, name);
    return images;
}

}  // namespace

int shownSide(std::int64_t n) {
    constexpr double room = 256.0 * (1 << 20);
    return static_cast<int>(
        std::clamp(std::sqrt(room / (3.0 * static_cast<double>(std::max<std::int64_t>(1, n)))), 32.0, 128.0));
}

std::shared_ptr<const ImageSet> reducedImages(std::shared_ptr<const ImageSet> images, int side) {
    const int longer = std::max(images->width, images->height);
    if (longer <= side || images->pixels.empty()) return images;
    auto small = std::make_shared<ImageSet>();
    small->count = images->count;
    small->width = std::max(1, images->width * side / longer);
    small->height = std::max(1, images->height * side / longer);
    small->columns = images->columns;
    small->paths = images->paths;
    const auto plane = static_cast<std::size_t>(small->width) * static_cast<std::size_t>(small->height);
    small->pixels.resize(static_cast<std::size_t>(small->count) * 3 * plane);
    parallelFor(small->count, 16, [&](std::int64_t begin, std::int64_t end, int) {
        for (std::int64_t i = begin; i < end; ++i) {
            const std::span<const std::uint8_t> from = images->image(i);
            std::uint8_t* to = small->pixels.data() + static_cast<std::size_t>(i) * 3 * plane;
            for (int c = 0; c < 3; ++c)
                for (int y = 0; y < small->height; ++y)
                    for (int x = 0; x < small->width; ++x) {
                        const int top = y * images->height / small->height;
                        const int bottom = std::max(top + 1, (y + 1) * images->height / small->height);
                        const int left = x * images->width / small->width;
                        const int right = std::max(left + 1, (x + 1) * images->width / small->width);
                        unsigned sum = 0;
                        for (int sy = top; sy < bottom; ++sy)
                            for (int sx = left; sx < right; ++sx)
                                sum += from[static_cast<std::size_t>(
                                    (c * images->height + sy) * images->width + sx)];
                        const auto count = static_cast<unsigned>((bottom - top) * (right - left));
                        *to++ = static_cast<std::uint8_t>((sum + count / 2) / count);
                    }
        }
    });
    return small;
}

std::shared_ptr<const ImageSet> shownImages(const fs::path& cache, const std::string& location,
                                            const std::string& kind, const std::string& hash,
                                            std::stop_token stop) {
    const bool named = !hash.empty() && std::all_of(hash.begin(), hash.end(),
                                                    [](unsigned char c) { return std::isalnum(c) != 0; });
    const bool kept = kind == "folder" && named;
    const fs::path stem = cache / (hash + "-test");
    std::error_code ignored;
    if (kept && fs::exists(fs::path(stem) += ".json", ignored)) {
        try {
            return read(stem);
        } catch (const RuntimeError&) {
            // Damaged, or of another version: made again below.
        }
    }
    auto source = openSource(location);
    const int side = shownSide(source->info().testCount);
    // Folders scale while they decode: the full pictures are never in memory together.
    if (kind == "folder" && std::min(source->info().height, source->info().width) > side)
        source = openSource(location.substr(0, location.rfind(":size=")) + ":size=" + std::to_string(side));
    auto images = reducedImages(source->load(Part::Test, stop), side);
    if (kept) {
        try {
            write(stem, *images);
        } catch (const RuntimeError&) {
            // A full disk or a workspace that cannot be written: read again next time.
        }
    }
    return images;
}

}  // namespace selfsight::data
