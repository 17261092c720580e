#include "core/control.h"
#include "core/error.h"
#include "core/parallel.h"
#include "data/resample.h"
#include "data/source_parts.h"
#include "io/file.h"
#include "io/image.h"

#include <algorithm>
#include <cctype>
#include <map>
#include <mutex>

namespace selfsight::data {

namespace {

namespace fs = std::filesystem;

constexpr std::uint64_t mostFileBytes = 256ULL << 20;
constexpr int leastSide = 8;
constexpr int mostSide = 512;
constexpr std::size_t sizeSamples = 200;  // pictures looked at to find the median size

struct Listing {
    std::vector<fs::path> files;
    Labels labels;
    std::size_t ignored = 0;
};

std::string lowered(std::string text) {
    std::transform(text.begin(), text.end(), text.begin(),
                   [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
    return text;
}

bool isPicture(const fs::path& file) {
    const std::string extension = lowered(file.extension().string());
    return extension == ".png" || extension == ".jpg" || extension == ".jpeg" || extension == ".bmp";
}

bool isHidden(const fs::path& path) {
    return path.filename().string().starts_with(".");
}

// What is directly inside, sorted by name so that the order does not depend on the file system.
std::vector<fs::path> sortedEntries(const fs::path& folder) {
    std::vector<fs::path> entries;
    std::error_code error;
    for (fs::directory_iterator at(folder, error), end; !error && at != end; at.increment(error))
        if (!isHidden(at->path())) entries.push_back(at->path());
    if (error) throw environmentError("cannot list the folder: " + error.message(), folder.string());
    std::sort(entries.begin(), entries.end());
    return entries;
}

std::vector<std::string> folderNames(const fs::path& folder) {
    std::vector<std::string> names;
    for (const fs::path& entry : sortedEntries(folder))
        if (fs::is_directory(entry)) names.push_back(entry.filename().string());
    return names;
}

std::string quotedList(const std::vector<std::string>& names) {
    if (names.empty()) return "no folders";
    std::string text;
    for (std::size_t i = 0; i < names.size() && i < 8; ++i) text += (i > 0 ? ", " : "") + names[i] + "/";
    return names.size() > 8 ? text + ", …" : text;
}

Listing listPictures(const fs::path& part, const std::vector<std::string>& classes) {
    Listing listing;
    for (std::size_t c = 0; c < classes.size(); ++c) {
        if (!fs::is_directory(part / classes[c])) continue;
        for (const fs::path& file : sortedEntries(part / classes[c])) {
            if (isPicture(file) && fs::is_regular_file(file)) {
                listing.files.push_back(file);
                listing.labels.push_back(static_cast<std::int64_t>(c));
            } else {
                ++listing.ignored;
            }
        }
    }
    return listing;
}

io::Image readPicture(const fs::path& file) {
    return io::decodeImage(io::readFile(file, mostFileBytes), file.string());
}

// The median of the shorter sides of evenly chosen pictures.
int medianSide(const std::vector<fs::path>& files) {
    const std::size_t samples = std::min(files.size(), sizeSamples);
    std::vector<int> sides(samples);
    parallelFor(static_cast<std::int64_t>(samples), 4, [&](std::int64_t begin, std::int64_t end, int) {
        for (auto i = static_cast<std::size_t>(begin); i < static_cast<std::size_t>(end); ++i) {
            const io::Image image = readPicture(files[i * files.size() / samples]);
            sides[i] = std::min(image.height, image.width);
        }
    });
    std::nth_element(sides.begin(), sides.begin() + static_cast<std::ptrdiff_t>(samples / 2), sides.end());
    return std::clamp(sides[samples / 2], leastSide, mostSide);
}

// The central square, resampled to side × side, as planes.
void squarePlanes(const io::Image& image, int side, std::uint8_t* pixels) {
    const int square = std::min(image.height, image.width);
    const std::size_t plane = static_cast<std::size_t>(image.height) * static_cast<std::size_t>(image.width);
    std::vector<float> planes(3 * plane);
    for (std::size_t i = 0; i < plane; ++i)
        for (std::size_t c = 0; c < 3; ++c) planes[c * plane + i] = image.pixels[3 * i + c];
    AxisWeights vertical;
    AxisWeights horizontal;
    resizeWeights((image.height - square) / 2, square, side, true, false, vertical);
    resizeWeights((image.width - square) / 2, square, side, true, false, horizontal);
    std::vector<float> scratch;
    std::vector<float> out(static_cast<std::size_t>(3 * side * side));
    resample({planes.data(), image.height, image.width}, vertical, horizontal, scratch, out.data());
    std::transform(out.begin(), out.end(), pixels,
                   [](float v) { return static_cast<std::uint8_t>(std::clamp(v + 0.5F, 0.0F, 255.0F)); });
}

class ImageFolder final : public Source {
  public:
    ImageFolder(const fs::path& folder, int side) {
        const fs::path trainFolder = folder / "train";
        fs::path testFolder;
        for (const char* name : {"test", "val", "valid", "validation"})
            if (testFolder.empty() && fs::is_directory(folder / name)) testFolder = folder / name;
        if (!fs::is_directory(trainFolder) || testFolder.empty())
            throw inputError(
                folder.string(),
                "an image folder holds train/ and test/, each with one folder of pictures a class; found " +
                    quotedList(folderNames(folder)));
        const std::vector<std::string> classes = folderNames(trainFolder);
        if (classes.empty()) throw inputError(trainFolder.string(), "holds no folders, one a class");
        for (const std::string& name : folderNames(testFolder))
            if (!std::binary_search(classes.begin(), classes.end(), name))
                throw inputError((testFolder / name).string(),
                                 "is a class that train/ does not have; it has " + quotedList(classes));
        train_ = listPictures(trainFolder, classes);
        test_ = listPictures(testFolder, classes);
        for (const auto& [part, listing] : {std::pair{trainFolder, &train_}, std::pair{testFolder, &test_}})
            if (listing->files.empty())
                throw inputError(part.string(),
                                 "holds no .png, .jpg, .jpeg or .bmp pictures in class folders");

        const bool given = side > 0;
        if (!given) side = medianSide(train_.files);
        info_.kind = "folder";
        info_.location = folder.string() + (given ? ":size=" + std::to_string(side) : "");
        info_.trainCount = static_cast<std::int64_t>(train_.files.size());
        info_.testCount = static_cast<std::int64_t>(test_.files.size());
        info_.height = info_.width = side;
        info_.columns.push_back({"class", classes, {}});
        info_.note = "Pictures of another size are cut to their central square and resized to " +
                     std::to_string(side) + " × " + std::to_string(side) + " px" +
                     (given ? "." : ", the median of their shorter sides.");
        if (const std::size_t ignored = train_.ignored + test_.ignored; ignored > 0)
            info_.note += " " + std::to_string(ignored) + " other files were passed over.";
    }

    const SourceInfo& info() const override { return info_; }

    std::shared_ptr<const ImageSet> load(Part part, std::stop_token stop,
                                         const LoadProgress& progress) override {
        const Listing& listing = part == Part::Train ? train_ : test_;
        const int side = info_.width;
        auto set = std::make_shared<ImageSet>();
        set->count = static_cast<std::int64_t>(listing.files.size());
        set->height = set->width = side;
        set->pixels.resize(pixelBytes(set->count, side, side, info_.location));
        set->columns = info_.columns;
        set->columns[0].values = listing.labels;
        for (const fs::path& file : listing.files) set->paths.push_back(file.string());

        std::mutex mutex;
        std::map<std::int64_t, std::string> failures;
        const std::int64_t slice = std::max<std::int64_t>(64, set->count / 100);
        for (std::int64_t start = 0; start < set->count; start += slice) {
            throwIfCancelled(stop);
            const std::int64_t end = std::min(start + slice, set->count);
            parallelFor(end - start, 4, [&](std::int64_t first, std::int64_t last, int) {
                for (std::int64_t i = start + first; i < start + last; ++i) {
                    try {
                        const std::size_t bytes =
                            static_cast<std::size_t>(3 * side) * static_cast<std::size_t>(side);
                        squarePlanes(readPicture(listing.files[static_cast<std::size_t>(i)]), side,
                                     set->pixels.data() + static_cast<std::size_t>(i) * bytes);
                    } catch (const RuntimeError& error) {
                        const std::scoped_lock lock(mutex);
                        failures.emplace(i, error.what());
                    }
                }
            });
            if (progress) progress(static_cast<double>(end) / static_cast<double>(set->count));
        }
        if (!failures.empty()) throwUnreadable(failures, set->paths);
        return set;
    }

    std::string contentHash() override {
        if (hash_.empty()) hash_ = contentHashOf(*load(Part::Train, {}, {}), *load(Part::Test, {}, {}));
        return hash_;
    }

  private:
    [[noreturn]] static void throwUnreadable(const std::map<std::int64_t, std::string>& failures,
                                             const std::vector<std::string>& paths) {
        constexpr std::size_t most = 5;
        std::string text = failures.size() == 1
                               ? "1 picture cannot be read: "
                               : std::to_string(failures.size()) + " pictures cannot be read: ";
        std::size_t shown = 0;
        for (const auto& [image, message] : failures) {
            if (shown == most) {
                text += "; …";
                break;
            }
            text += (shown++ > 0 ? "; " : "") + message;
        }
        throw RuntimeError(ErrorCode::Input, text, paths[static_cast<std::size_t>(failures.begin()->first)]);
    }

    SourceInfo info_;
    Listing train_;
    Listing test_;
    std::string hash_;
};

}  // namespace

std::unique_ptr<Source> openImageFolder(const fs::path& folder, int side) {
    if (side != 0 && (side < leastSide || side > mostSide))
        throw usageError("the size of an image folder's pictures must be between " +
                         std::to_string(leastSide) + " and " + std::to_string(mostSide) + " px, not " +
                         std::to_string(side));
    return std::make_unique<ImageFolder>(folder, side);
}

}  // namespace selfsight::data
