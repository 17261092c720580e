#include "core/error.h"
#include "data/pictures.h"
#include "data/source_parts.h"

#include <algorithm>

namespace selfsight::data {

namespace {

namespace fs = std::filesystem;

struct Listing {
    std::vector<fs::path> files;
    Labels labels;
    std::size_t ignored = 0;
};

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
                                 "holds no .png, .jpg, .jpeg, .bmp or .webp pictures in class folders");

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
        auto set = std::make_shared<ImageSet>();
        set->columns = info_.columns;
        set->columns[0].values = listing.labels;
        loadPictures(listing.files, info_.width, info_.location, *set, stop, progress);
        return set;
    }

    std::string contentHash() override {
        if (hash_.empty()) hash_ = contentHashOf(*load(Part::Train, {}, {}), *load(Part::Test, {}, {}));
        return hash_;
    }

  private:
    SourceInfo info_;
    Listing train_;
    Listing test_;
    std::string hash_;
};

}  // namespace

std::unique_ptr<Source> openImageFolder(const fs::path& folder, int side) {
    if (side != 0 && (side < kLeastSide || side > kMostSide))
        throw usageError("the size of an image folder's pictures must be between " +
                         std::to_string(kLeastSide) + " and " + std::to_string(kMostSide) + " px, not " +
                         std::to_string(side));
    return std::make_unique<ImageFolder>(folder, side);
}

}  // namespace selfsight::data
