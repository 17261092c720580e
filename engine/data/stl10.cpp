// STL-10's binary files (Coates et al. 2011, https://cs.stanford.edu/~acoates/stl10): 96 × 96 pixels, planes
// stored column by column; labels from 1; 100,000 further images without labels, which join the training part
// when they are asked for.
#include "core/control.h"
#include "core/error.h"
#include "data/cifar_format.h"
#include "data/file_set.h"
#include "data/pictures.h"
#include "data/source_parts.h"

#include <algorithm>

namespace selfsight::data {
namespace {

namespace fs = std::filesystem;

constexpr int kSide = 96;
constexpr std::size_t kImageBytes = 3 * kSide * kSide;
constexpr std::size_t kClasses = 10;
constexpr std::uint64_t kMostImages = 1'000'000;
constexpr const char* kNames = "class_names.txt";
constexpr const char* kUnlabelled = "unlabeled_X.bin";
const FileSet::Names kFiles{kNames, "train_X.bin", "train_y.bin", "test_X.bin", "test_y.bin"};

class Stl10 final : public Source {
  public:
    Stl10(FileSet files, const Stl10Options& options)
        : files_(std::move(files)), unlabelled_(options.unlabelled) {
        const std::string missing = files_.missing(kFiles);
        if (!missing.empty())
            throw inputError(files_.location(),
                             "some files of STL-10 are here, but these are missing: " + missing);
        if (unlabelled_ && !files_.contains(kUnlabelled))
            throw inputError(files_.location(), std::string("\":unlabelled\" needs the file ") + kUnlabelled +
                                                    ", which is not there");
        const int side = options.side;
        info_.kind = "stl10";
        info_.location = files_.location() + (side > 0 ? ":size=" + std::to_string(side) : "") +
                         (unlabelled_ ? ":unlabelled" : "");
        labelled_ = countOf("train");
        more_ = unlabelled_ ? imagesOf(kUnlabelled) : 0;
        info_.trainCount = labelled_ + more_;
        info_.testCount = countOf("test");
        info_.height = info_.width = side > 0 ? side : kSide;
        info_.columns.push_back(
            {"class",
             parseCifarNames(files_.small(kNames), kClasses, files_.location() + ": " + kNames),
             {}});
        if (side > 0 && side != kSide)
            info_.note = "Pictures of 96 × 96 px are resized to " + std::to_string(side) + " × " +
                         std::to_string(side) + " px.";
        if (more_ > 0)
            info_.note += std::string(info_.note.empty() ? "" : " ") + "The last " + std::to_string(more_) +
                          " training images have no labels: methods without labels train on all, supervised "
                          "training and probes use the others.";
    }

    const SourceInfo& info() const override { return info_; }

    std::shared_ptr<const ImageSet> load(Part part, std::stop_token stop,
                                         const LoadProgress& progress) override {
        if (!train_) {
            const auto train = makeSet(info_.trainCount), test = makeSet(info_.testCount);
            FileSet::Names wanted(kFiles.begin() + 1, kFiles.end());
            if (more_ > 0) wanted.push_back(kUnlabelled);
            files_.visit(
                wanted,
                [&](const std::string& name, FileStream& file) {
                    ImageSet& set = name.starts_with("test") ? *test : *train;
                    if (name.ends_with("_y.bin"))
                        readLabels(file, name.starts_with("test") ? info_.testCount : labelled_, set);
                    else if (name == kUnlabelled)
                        readImages(file, labelled_, more_, set, stop);
                    else
                        readImages(file, 0, name.starts_with("test") ? info_.testCount : labelled_, set,
                                   stop);
                },
                stop, progress);
            train_ = train;
            test_ = test;
        }
        if (progress) progress(1);
        return part == Part::Train ? train_ : test_;
    }

    std::string contentHash() override {
        if (hash_.empty()) hash_ = contentHashOf(*load(Part::Train, {}, {}), *load(Part::Test, {}, {}));
        return hash_;
    }

  private:
    std::int64_t imagesOf(const std::string& name) const {
        const std::uint64_t bytes = files_.size(name);
        if (bytes == 0 || bytes % kImageBytes != 0 || bytes / kImageBytes > kMostImages)
            throw inputError(files_.location(),
                             name + " has " + std::to_string(bytes) +
                                 " bytes; 27,648 an image were expected, of at most a million images");
        return static_cast<std::int64_t>(bytes / kImageBytes);
    }

    std::int64_t countOf(const std::string& part) const {
        const std::int64_t images = imagesOf(part + "_X.bin");
        const std::uint64_t labels = files_.size(part + "_y.bin");
        if (labels != static_cast<std::uint64_t>(images))
            throw inputError(files_.location(),
                             part + "_X.bin holds " + std::to_string(images) + " images and " + part +
                                 "_y.bin " + std::to_string(labels) + " labels; one an image was expected");
        return images;
    }

    std::shared_ptr<ImageSet> makeSet(std::int64_t count) const {
        auto set = std::make_shared<ImageSet>();
        set->count = count;
        set->height = set->width = info_.width;
        set->pixels.resize(pixelBytes(count, info_.width, info_.width, files_.location()));
        set->columns = info_.columns;
        set->columns[0].values.assign(static_cast<std::size_t>(count), -1);
        return set;
    }

    static void checkUnchanged(const FileStream& file, std::uint64_t bytes) {
        if (file.size() != bytes) throw inputError(file.path, "changed while it was read");
    }

    static void readLabels(FileStream& file, std::int64_t count, ImageSet& set) {
        checkUnchanged(file, static_cast<std::uint64_t>(count));
        std::vector<std::uint8_t> labels(static_cast<std::size_t>(count));
        file.read(labels);
        for (std::size_t i = 0; i < labels.size(); ++i) {
            if (labels[i] < 1 || labels[i] > kClasses)
                throw inputError(file.path, "label " + std::to_string(i) + " is " +
                                                std::to_string(labels[i]) + "; it must be between 1 and 10");
            set.columns[0].values[i] = labels[i] - 1;
        }
    }

    // One image at a time: the unlabelled ones have 2.8 GB.
    void readImages(FileStream& file, std::int64_t first, std::int64_t count, ImageSet& set,
                    const std::stop_token& stop) const {
        checkUnchanged(file, static_cast<std::uint64_t>(count) * kImageBytes);
        const auto side = static_cast<std::size_t>(info_.width);
        std::vector<std::uint8_t> planes(kImageBytes);
        io::Image image{kSide, kSide, std::vector<std::uint8_t>(kImageBytes)};
        for (std::int64_t i = 0; i < count; ++i) {
            if (i % 256 == 0) throwIfCancelled(stop);
            file.read(planes);
            const std::uint8_t* from = planes.data();
            for (std::size_t c = 0; c < 3; ++c) {
                for (std::size_t x = 0; x < kSide; ++x) {
                    std::uint8_t* column = image.pixels.data() + 3 * x + c;
                    for (std::size_t y = 0; y < kSide; ++y) column[3 * kSide * y] = *from++;
                }
            }
            squarePlanes(image, info_.width,
                         set.pixels.data() + static_cast<std::size_t>(first + i) * 3 * side * side);
        }
    }

    FileSet files_;
    bool unlabelled_;
    std::int64_t labelled_ = 0, more_ = 0;
    SourceInfo info_;
    std::shared_ptr<const ImageSet> train_, test_;
    std::string hash_;
};

FileSet::Names allFiles() {
    FileSet::Names names = kFiles;
    names.push_back(kUnlabelled);
    return names;
}

}  // namespace

bool looksLikeStl10Folder(const fs::path& folder) {
    std::error_code error;
    return fs::is_regular_file(folder / "train_X.bin", error) ||
           fs::is_regular_file(folder / "test_X.bin", error);
}

std::unique_ptr<Source> openStl10Folder(const fs::path& folder, const Stl10Options& options) {
    return std::make_unique<Stl10>(FileSet::ofFolder(folder, allFiles()), options);
}

std::unique_ptr<Source> openStl10Archive(const fs::path& archive, const Stl10Options& options) {
    return std::make_unique<Stl10>(FileSet::ofArchive(archive, allFiles(), {kNames}), options);
}

}  // namespace selfsight::data
