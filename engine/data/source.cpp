#include "data/source.h"

#include "core/error.h"
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

}  // namespace

std::unique_ptr<Source> openSource(const std::string& specification) {
    namespace fs = std::filesystem;
    if (specification == "demo" || specification.starts_with("demo:")) return openDemo(specification);

    static const std::string understood =
        "understood are \"demo\", a CIFAR-10 or CIFAR-100 binary archive (.tar.gz) or its unpacked folder, a "
        "folder with train/ and "
        "test/ that hold one folder of pictures a class, and an .npz with x_train, y_train, x_test, y_test";
    const std::size_t suffix = specification.rfind(":size=");
    const fs::path path(specification.substr(0, suffix));
    std::error_code error;
    const fs::file_status status = fs::status(path, error);
    if (specification.empty()) throw usageError("no data set was named; " + understood);
    if (!fs::exists(status))
        throw inputError(specification, "there is no such file or folder; " + understood);
    const fs::path absolute = fs::absolute(path).lexically_normal();
    if (fs::is_directory(status)) {
        const int side = suffix == std::string::npos ? 0 : parseSide(specification.substr(suffix + 6));
        if (side == 0 && looksLikeCifarFolder(absolute)) return openCifarFolder(absolute);
        return openImageFolder(absolute, side);
    }
    if (!fs::is_regular_file(status))
        throw inputError(specification, "is neither a file nor a folder; " + understood);
    if (path.extension() == ".npz") return openArrays(absolute);
    if (path.extension() == ".gz" || path.extension() == ".tgz" || path.extension() == ".tar")
        return openCifarArchive(absolute);
    throw inputError(specification,
                     "a file ending in \"" + path.extension().string() + "\" was found; " + understood);
}

}  // namespace selfsight::data
