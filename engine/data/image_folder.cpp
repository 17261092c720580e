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

// What is directly inside and not hidden, sorted by name so that the order does not depend on the file
// system. The entries know their kind from the listing: a set of a million pictures needs no million further
// calls.
std::vector<fs::directory_entry> sortedEntries(const fs::path& folder) {
    std::vector<fs::directory_entry> entries;
    std::error_code error;
    for (fs::directory_iterator at(folder, error), end; !error && at != end; at.increment(error))
        if (!at->path().filename().native().starts_with('.')) entries.push_back(*at);
    if (error) throw environmentError("cannot list the folder: " + error.message(), folder.string());
    std::ranges::sort(entries, {}, [](const fs::directory_entry& entry) -> const std::string& {
        return entry.path().native();
    });
    return entries;
}

// False also where that cannot be told, as for a link that leads to itself.
bool isFolder(const fs::path& path) {
    std::error_code ignored;
    return fs::is_directory(path, ignored);
}

std::vector<std::string> folderNames(const fs::path& folder) {
    std::vector<std::string> names;
    std::error_code ignored;
    for (const fs::directory_entry& entry : sortedEntries(folder))
        if (entry.is_directory(ignored)) names.push_back(entry.path().filename().string());
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
    std::error_code unknown;
    for (std::size_t c = 0; c < classes.size(); ++c) {
        if (!isFolder(part / classes[c])) continue;
        for (const fs::directory_entry& entry : sortedEntries(part / classes[c])) {
            if (isPicture(entry.path()) && entry.is_regular_file(unknown)) {
                listing.files.push_back(entry.path());
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
            if (testFolder.empty() && isFolder(folder / name)) testFolder = folder / name;
        if (!isFolder(trainFolder) || testFolder.empty())
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
