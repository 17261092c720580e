#include "core/control.h"
#include "core/error.h"
#include "core/parallel.h"
#include "data/source_parts.h"
#include "data/split.h"
#include "io/npy.h"
#include "io/zip.h"

#include <algorithm>
#include <optional>

namespace selfsight::data {

namespace {

namespace fs = std::filesystem;

// The sets of names under which arrays of images are found: Keras', MedMNIST's, and one part that has to be
// split.
struct ArrayNames {
    const char* trainImages;
    const char* trainLabels;
    const char* testImages;
    const char* testLabels;
};
constexpr ArrayNames knownNames[] = {{"x_train", "y_train", "x_test", "y_test"},
                                     {"train_images", "train_labels", "test_images", "test_labels"},
                                     {"images", "labels", nullptr, nullptr}};

// Where the pixels of an array are: the layouts differ in strides alone.
struct PixelLayout {
    std::int64_t height;
    std::int64_t width;
    std::int64_t channels;
    bool channelsLast;
};

PixelLayout layoutOf(const io::Tensor& images, const std::string& path) {
    const auto& shape = images.shape;
    if (images.dtype == io::DType::U8) {
        if (shape.size() == 3) return {shape[1], shape[2], 1, true};
        if (shape.size() == 4 && (shape[3] == 3 || shape[3] == 1))
            return {shape[1], shape[2], shape[3], true};
        if (shape.size() == 4 && (shape[1] == 3 || shape[1] == 1))
            return {shape[2], shape[3], shape[1], false};
    }
    throw inputError(path, "is " + images.shapeText() +
                               "; images are uint8 [n, h, w, 3], [n, 3, h, w], or, grey, [n, h, w] with or "
                               "without an axis of 1");
}

std::shared_ptr<ImageSet> toImageSet(const io::Tensor& images, const std::string& path) {
    const PixelLayout layout = layoutOf(images, path);
    auto set = std::make_shared<ImageSet>();
    set->count = images.shape[0];
    if (set->count < 1) throw inputError(path, "holds no images");
    if (layout.height < 8 || layout.width < 8 || layout.height > 512 || layout.width > 512)
        throw inputError(path, "has images of " + std::to_string(layout.width) + " × " +
                                   std::to_string(layout.height) + " px; between 8 and 512 are possible");
    set->height = static_cast<int>(layout.height);
    set->width = static_cast<int>(layout.width);
    set->pixels.resize(pixelBytes(set->count, set->height, set->width, path));
    const std::int64_t plane = layout.height * layout.width;
    const std::int64_t step = layout.channelsLast ? layout.channels : 1;
    parallelFor(set->count, 64, [&](std::int64_t begin, std::int64_t end, int) {
        for (std::int64_t i = begin; i < end; ++i) {
            const std::uint8_t* image = images.bytes.data() + i * plane * layout.channels;
            std::uint8_t* to = set->pixels.data() + i * plane * 3;
            for (std::int64_t c = 0; c < 3; ++c, to += plane) {
                const std::int64_t channel = layout.channels == 1 ? 0 : c;
                const std::uint8_t* from = image + channel * (layout.channelsLast ? 1 : plane);
                for (std::int64_t p = 0; p < plane; ++p) to[p] = from[p * step];
            }
        }
    });
    return set;
}

Labels toLabels(const io::Tensor& labels, std::int64_t count, const std::string& path) {
    const bool column = labels.shape.size() == 1 || (labels.shape.size() == 2 && labels.shape[1] == 1);
    if (!column || labels.shape[0] != count)
        throw inputError(path, "is " + labels.shapeText() + "; labels are whole numbers [" +
                                   std::to_string(count) + "], one an image");
    constexpr std::int64_t most = 100'000;
    Labels values = io::toIntegers(labels, path);
    for (std::size_t i = 0; i < values.size(); ++i)
        if (values[i] < -1 || values[i] >= most)
            throw inputError(path, "label " + std::to_string(i) + " is " + std::to_string(values[i]) +
                                       "; it must be between 0 and " + std::to_string(most - 1) +
                                       ", or -1 for none");
    return values;
}

std::shared_ptr<ImageSet> selected(const ImageSet& all, const std::vector<std::int64_t>& indices) {
    auto part = std::make_shared<ImageSet>();
    part->count = static_cast<std::int64_t>(indices.size());
    part->height = all.height;
    part->width = all.width;
    for (const LabelColumn& column : all.columns) part->columns.push_back({column.name, column.names, {}});
    for (const std::int64_t i : indices) {
        const auto image = all.image(i);
        part->pixels.insert(part->pixels.end(), image.begin(), image.end());
        for (std::size_t c = 0; c < all.columns.size(); ++c)
            part->columns[c].values.push_back(all.columns[c].values[static_cast<std::size_t>(i)]);
    }
    return part;
}

// A compressed .npz gives its arrays only whole, so both parts are decoded when it is opened. An .npy is one
// array of images without labels. `whole`: one part, all of it for testing.
class ArraySource final : public Source {
  public:
    ArraySource(const fs::path& file, bool whole) : file_(file.string()) {
        if (file.extension() != ".npy") archive_.emplace(file);
        const ArrayNames& names = archive_ ? recogniseNames() : knownNames[2];
        auto train = archive_ ? readPart(names.trainImages, names.trainLabels)
                              : toImageSet(io::readNpy(file), file.string());
        info_.kind = "arrays";
        info_.location = file.string() + (whole ? ":all" : "");
        if (whole) {
            if (names.testImages != nullptr)
                throw inputError(file.string(),
                                 "has a training and a test part; \":all\" is for files of one part");
            nameClasses({train.get()});
            train_ = selected(*train, {});
            test_ = train;
            info_.note = "All images are the test part.";
        } else if (names.testImages != nullptr) {
            auto test = readPart(names.testImages, names.testLabels);
            if (test->height != train->height || test->width != train->width ||
                test->columns.size() != train->columns.size())
                throw inputError(file.string(),
                                 "training and test images differ in size, or only one of them has labels");
            nameClasses({train.get(), test.get()});
            train_ = train;
            test_ = test;
        } else {
            nameClasses({train.get()});
            const auto count = static_cast<std::size_t>(train->count);
            const Labels labels = train->columns.empty() ? Labels(count, -1) : train->columns[0].values;
            const IndexSplit split = stratifiedValidation(labels, train->count / 5, 0);
            train_ = selected(*train, split.first);
            test_ = selected(*train, split.second);
            info_.note = "The file holds one part; a fifth of every class was set aside as the test part.";
        }
        info_.trainCount = train_->count;
        info_.testCount = test_->count;
        if (info_.testCount < 1) throw inputError(file.string(), "holds too few images for a test part");
        info_.height = train_->height;
        info_.width = train_->width;
        for (const LabelColumn& column : train_->columns)
            info_.columns.push_back({column.name, column.names, {}});
    }

    const SourceInfo& info() const override { return info_; }

    std::shared_ptr<const ImageSet> load(Part part, std::stop_token stop,
                                         const LoadProgress& progress) override {
        throwIfCancelled(stop);
        if (progress) progress(1);
        return part == Part::Train ? train_ : test_;
    }

    std::string contentHash() override {
        if (hash_.empty()) hash_ = contentHashOf(*train_, *test_);
        return hash_;
    }

  private:
    std::string memberName(const char* array) const { return std::string(array) + ".npy"; }

    const ArrayNames& recogniseNames() const {
        for (const ArrayNames& names : knownNames)
            if (archive_->find(memberName(names.trainImages)) != nullptr &&
                (names.testImages == nullptr || archive_->find(memberName(names.testImages)) != nullptr))
                return names;
        std::string found;
        for (const io::ZipEntry& entry : archive_->entries()) {
            if (found.size() > 200) break;
            found += (found.empty() ? "" : ", ") + fs::path(entry.name).stem().string();
        }
        throw inputError(file_,
                         "an .npz of images holds x_train, y_train, x_test, y_test (or train_images, "
                         "train_labels, test_images, "
                         "test_labels, or images, labels); found " +
                             (found.empty() ? std::string("no arrays") : found));
    }

    std::optional<io::Tensor> readArray(const char* array) const {
        const io::ZipEntry* entry = archive_->find(memberName(array));
        if (entry == nullptr) return std::nullopt;
        const io::Bytes bytes = archive_->read(*entry);
        const auto file = io::openMemory(bytes, file_ + ": " + array);
        return io::readNpy(*file);
    }

    std::shared_ptr<ImageSet> readPart(const char* images, const char* labels) const {
        auto set = toImageSet(*readArray(images), file_ + ": " + images);
        if (const auto values = readArray(labels))
            set->columns.push_back({"class", {}, toLabels(*values, set->count, file_ + ": " + labels)});
        return set;
    }

    // The classes are the numbers from 0 to the largest label of any part.
    static void nameClasses(std::initializer_list<ImageSet*> parts) {
        std::int64_t most = -1;
        for (const ImageSet* part : parts)
            for (const LabelColumn& column : part->columns)
                for (const std::int64_t value : column.values) most = std::max(most, value);
        for (ImageSet* part : parts)
            for (LabelColumn& column : part->columns)
                for (std::int64_t value = 0; value <= most; ++value)
                    column.names.push_back(std::to_string(value));
    }

    std::string file_;
    std::optional<io::ZipReader> archive_;
    SourceInfo info_;
    std::shared_ptr<const ImageSet> train_;
    std::shared_ptr<const ImageSet> test_;
    std::string hash_;
};

}  // namespace

std::unique_ptr<Source> openArrays(const fs::path& file, bool whole) {
    return std::make_unique<ArraySource>(file, whole);
}

}  // namespace selfsight::data
