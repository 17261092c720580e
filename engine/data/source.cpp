#include "data/source.h"

#include "core/error.h"
#include "data/pictures.h"
#include "data/source_parts.h"
#include "io/sha256.h"

#include <array>
#include <charconv>

namespace selfsight::data {

const LabelColumn* ImageSet::column(const std::string& name) const {
    for (const LabelColumn& candidate : columns)
        if (candidate.name == name) return &candidate;
    return nullptr;
}

std::string contentHashOf(const ImageSet& train, const ImageSet& test) {
    io::Sha256 hash;
    for (const ImageSet* set : {&train, &test}) {
        const std::array<std::int64_t, 3> shape{set->count, set->height, set->width};
        hash.update(io::asBytes(std::span<const std::int64_t>(shape)));
        hash.update(set->pixels);
        for (const LabelColumn& column : set->columns)
            hash.update(io::asBytes(std::span<const std::int64_t>(column.values)));
    }
    return io::toHex(hash.finish());
}

std::size_t pixelBytes(std::int64_t count, int height, int width, const std::string& path) {
    constexpr double most = 64.0 * 1024 * 1024 * 1024;
    const double bytes = 3.0 * static_cast<double>(count) * height * width;
    if (count < 0 || height < 1 || width < 1 || bytes > most)
        throw inputError(path, std::to_string(count) + " images of " + std::to_string(width) + " × " +
                                   std::to_string(height) +
                                   " px do not fit the 64 GiB that a data set may take");
    return static_cast<std::size_t>(bytes);
}

namespace {

int parseSide(const std::string& text) {
    int side = 0;
    const char* end = text.data() + text.size();
    const auto parsed = std::from_chars(text.data(), end, side);
    if (parsed.ec != std::errc() || parsed.ptr != end || side == 0)
        throw usageError("\":size=" + text + "\" is not a number of pixels");
    return side;
}

// Of pictures that can be resized.
int checkedSide(int side) {
    if (side != 0 && (side < kLeastSide || side > kMostSide))
        throw usageError("the size of pictures must be between " + std::to_string(kLeastSide) + " and " +
                         std::to_string(kMostSide) + " px, not " + std::to_string(side));
    return side;
}

}  // namespace

std::unique_ptr<Source> openSource(const std::string& specification) {
    namespace fs = std::filesystem;
    if (specification == "demo" || specification.starts_with("demo:")) return openDemo(specification);

    static const std::string understood =
        "understood are \"demo\", an archive (.tar.gz) or folder of CIFAR-10, CIFAR-100 (binary or Python) "
        "or "
        "STL-10 (binary), a folder with train/ and test/ that hold one folder of pictures a class, a table "
        "of "
        "pictures (.csv with a column \"path\"), and an .npz or .npy of images";
    std::string place = specification;
    const auto strip = [&place](std::string_view ending) {
        if (!place.ends_with(ending)) return false;
        place.resize(place.size() - ending.size());
        return true;
    };
    const bool whole = strip(":all"), unlabelled = strip(":unlabelled");
    const std::size_t suffix = whole ? std::string::npos : place.rfind(":size=");
    const fs::path path(place.substr(0, suffix));
    const int side = suffix == std::string::npos ? 0 : parseSide(place.substr(suffix + 6));
    std::error_code error;
    const fs::file_status status = fs::status(path, error);
    if (specification.empty()) throw usageError("no data set was named; " + understood);
    if (!fs::exists(status))
        throw inputError(specification, "there is no such file or folder; " + understood);
    const fs::path absolute = fs::absolute(path).lexically_normal();
    const std::string extension = path.extension().string();
    if (whole && extension != ".npz" && extension != ".npy" && extension != ".csv")
        throw usageError(specification + ": \":all\" is for one file of images, .npz, .npy or .csv");
    const auto refuseUnlabelled = [&] {
        if (unlabelled)
            throw usageError(specification +
                             ": \":unlabelled\" is of STL-10, whose images without labels it adds");
    };
    if (fs::is_directory(status)) {
        if (!looksLikeStl10Folder(absolute)) refuseUnlabelled();
        if (side == 0 && looksLikeCifarFolder(absolute)) return openCifarFolder(absolute);
        if (side == 0 && looksLikeCifarPythonFolder(absolute)) return openCifarPythonFolder(absolute);
        if (looksLikeStl10Folder(absolute))
            return openStl10Folder(absolute, {.side = checkedSide(side), .unlabelled = unlabelled});
        return openImageFolder(absolute, side);
    }
    if (!fs::is_regular_file(status))
        throw inputError(specification, "is neither a file nor a folder; " + understood);
    const bool stl10 = path.filename().string().starts_with("stl10");
    if (!stl10) refuseUnlabelled();
    if (extension == ".npz" || extension == ".npy") return openArrays(absolute, whole);
    if (extension == ".csv") return openPictureTable(absolute, checkedSide(side), whole);
    if (extension == ".gz" || extension == ".tgz" || extension == ".tar")
        return stl10 ? openStl10Archive(absolute, {.side = checkedSide(side), .unlabelled = unlabelled})
                     : openCifarArchive(absolute);
    throw inputError(specification, "a file ending in \"" + extension + "\" was found; " + understood);
}

}  // namespace selfsight::data
