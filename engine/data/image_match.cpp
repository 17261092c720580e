#include "data/image_match.h"

#include "core/error.h"
#include "core/parallel.h"
#include "io/file.h"
#include "io/npy.h"
#include "io/sha256.h"

#include <algorithm>
#include <cctype>
#include <cstring>
#include <unordered_map>

namespace selfsight::data {
namespace fs = std::filesystem;
namespace {

// Hashes come from files: one that is no name of a file is none of ours.
fs::path fileOf(const fs::path& workspace, const std::string& hash) {
    const bool named = !hash.empty() && std::all_of(hash.begin(), hash.end(),
                                                    [](unsigned char c) { return std::isalnum(c) != 0; });
    return named ? workspace / "images" / (hash + "-test.npy") : fs::path();
}

}  // namespace

Labels imageDigests(const ImageSet& set) {
    if (set.pixels.empty()) return {};
    Labels digests(static_cast<std::size_t>(set.count));
    parallelFor(set.count, 64, [&](std::int64_t begin, std::int64_t end, int) {
        for (std::int64_t i = begin; i < end; ++i) {
            io::Sha256 hash;
            hash.update(set.image(i));
            const auto bytes = hash.finish();
            std::memcpy(&digests[static_cast<std::size_t>(i)], bytes.data(), sizeof(std::int64_t));
        }
    });
    return digests;
}

std::optional<std::vector<std::int64_t>> placesOf(const Labels& wanted, const Labels& found) {
    std::unordered_map<std::int64_t, std::vector<std::int64_t>> where;
    for (std::size_t i = found.size(); i-- > 0;) where[found[i]].push_back(static_cast<std::int64_t>(i));
    std::vector<std::int64_t> places;
    places.reserve(wanted.size());
    for (const std::int64_t digest : wanted) {
        const auto at = where.find(digest);
        if (at == where.end() || at->second.empty()) return std::nullopt;
        places.push_back(at->second.back());
        at->second.pop_back();
    }
    return places;
}

std::shared_ptr<const ImageSet> taken(const ImageSet& set, const std::vector<std::int64_t>& places) {
    auto result = std::make_shared<ImageSet>();
    result->count = static_cast<std::int64_t>(places.size());
    result->height = set.height;
    result->width = set.width;
    for (const LabelColumn& column : set.columns) {
        result->columns.push_back({column.name, column.names, {}});
        for (const std::int64_t place : places)
            result->columns.back().values.push_back(column.values[static_cast<std::size_t>(place)]);
    }
    for (const std::int64_t place : places) {
        const auto pixels = set.image(place);
        result->pixels.insert(result->pixels.end(), pixels.begin(), pixels.end());
        if (!set.paths.empty()) result->paths.push_back(set.paths[static_cast<std::size_t>(place)]);
    }
    return result;
}

Labels keptDigests(const fs::path& workspace, const std::string& hash) {
    const fs::path file = fileOf(workspace, hash);
    std::error_code error;
    if (file.empty() || !fs::exists(file, error)) return {};
    try {
        return io::readLabels(file);
    } catch (const RuntimeError&) {
        return {};  // made again when the images are at hand
    }
}

void keepDigests(const fs::path& workspace, const std::string& hash, const Labels& digests) {
    const fs::path file = fileOf(workspace, hash);
    if (file.empty() || digests.empty()) return;
    try {
        io::createFolders(file.parent_path());
        io::writeLabels(file, digests);
    } catch (const RuntimeError&) {
        // Read-only or full: the images are still where the run says.
    }
}

}  // namespace selfsight::data
