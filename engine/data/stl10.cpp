// STL-10's binary files (Coates et al. 2011, https://cs.stanford.edu/~acoates/stl10): 96 × 96 pixels, planes
// stored column by column; labels from 1; 100,000 further images without labels, of which a training part can
// be made.
#include "core/control.h"
#include "core/error.h"
#include "data/cifar_format.h"
#include "data/pictures.h"
#include "data/source_parts.h"
#include "io/file.h"
#include "io/tar.h"

#include <algorithm>
#include <functional>
#include <map>

namespace selfsight::data {
namespace {

namespace fs = std::filesystem;

constexpr int kSide = 96;
constexpr std::size_t kImageBytes = 3 * kSide * kSide;
constexpr std::size_t kClasses = 10;
constexpr std::uint64_t kMostBytes = 1ull << 30;  // a part with labels; the test part has 221 MB
constexpr const char* kFiles[] = {"class_names.txt", "train_X.bin", "train_y.bin", "test_X.bin",
                                  "test_y.bin"};

using Files = std::map<std::string, io::Bytes>;

class Stl10 final : public Source {
  public:
    // `read` gives the files whose names it is asked for. `sizes` are known from the directory.
    using Read = std::function<Files(const std::vector<std::string>&, std::stop_token, const LoadProgress&)>;

    Stl10(const fs::path& location, int side, const std::map<std::string, std::uint64_t>& sizes, Read read)
        : location_(location.string()), read_(std::move(read)) {
        info_.kind = "stl10";
        info_.location = location_ + (side > 0 ? ":size=" + std::to_string(side) : "");
        info_.trainCount = countOf(sizes, "train");
        info_.testCount = countOf(sizes, "test");
        info_.height = info_.width = side > 0 ? side : kSide;
        const Files names = read_({kFiles[0]}, {}, {});
        info_.columns.push_back(
            {"class", parseCifarNames(names.at(kFiles[0]), kClasses, location_ + ": " + kFiles[0]), {}});
        if (side > 0 && side != kSide)
            info_.note = "Pictures of 96 × 96 px are resized to " + std::to_string(side) + " × " +
                         std::to_string(side) + " px.";
    }

    const SourceInfo& info() const override { return info_; }

    std::shared_ptr<const ImageSet> load(Part part, std::stop_token stop,
                                         const LoadProgress& progress) override {
        if (!train_) {
            const Files files = read_({kFiles[1], kFiles[2], kFiles[3], kFiles[4]}, stop, progress);
            train_ = decode(files, "train", stop);
            test_ = decode(files, "test", stop);
        }
        if (progress) progress(1);
        return part == Part::Train ? train_ : test_;
    }

    std::string contentHash() override {
        if (hash_.empty()) hash_ = contentHashOf(*load(Part::Train, {}, {}), *load(Part::Test, {}, {}));
        return hash_;
    }

  private:
    std::int64_t countOf(const std::map<std::string, std::uint64_t>& sizes, const std::string& part) const {
        const std::uint64_t images = sizes.at(part + "_X.bin"), labels = sizes.at(part + "_y.bin");
        if (images == 0 || images > kMostBytes || images % kImageBytes != 0 || labels != images / kImageBytes)
            throw inputError(location_, part + "_X.bin has " + std::to_string(images) + " bytes and " + part +
                                            "_y.bin " + std::to_string(labels) +
                                            "; 27,648 bytes and one label an image were expected");
        return static_cast<std::int64_t>(labels);
    }

    std::shared_ptr<const ImageSet> decode(const Files& files, const std::string& part,
                                           const std::stop_token& stop) const {
        const io::Bytes& pixels = files.at(part + "_X.bin");
        const io::Bytes& labels = files.at(part + "_y.bin");
        if (pixels.size() != labels.size() * kImageBytes)
            throw inputError(location_, part + "_X.bin changed while it was read");
        const int side = info_.width;
        auto set = std::make_shared<ImageSet>();
        set->count = static_cast<std::int64_t>(labels.size());
        set->height = set->width = side;
        set->pixels.resize(pixelBytes(set->count, side, side, location_));
        set->columns = info_.columns;
        io::Image image{kSide, kSide, std::vector<std::uint8_t>(kImageBytes)};
        for (std::size_t i = 0; i < labels.size(); ++i) {
            if (i % 256 == 0) throwIfCancelled(stop);
            if (labels[i] < 1 || labels[i] > kClasses)
                throw inputError(location_, part + "_y.bin: label " + std::to_string(i) + " is " +
                                                std::to_string(labels[i]) + "; it must be between 1 and 10");
            set->columns[0].values.push_back(labels[i] - 1);
            const std::uint8_t* from = pixels.data() + i * kImageBytes;
            for (std::size_t c = 0; c < 3; ++c)
                for (std::size_t x = 0; x < kSide; ++x)
                    for (std::size_t y = 0; y < kSide; ++y)
                        image.pixels[(y * kSide + x) * 3 + c] = from[(c * kSide + x) * kSide + y];
            squarePlanes(
                image, side,
                set->pixels.data() + i * 3 * static_cast<std::size_t>(side) * static_cast<std::size_t>(side));
        }
        return set;
    }

    std::string location_;
    Read read_;
    SourceInfo info_;
    std::shared_ptr<const ImageSet> train_, test_;
    std::string hash_;
};

void requireFiles(const fs::path& place, const std::function<bool(const char*)>& present) {
    std::string missing;
    for (const char* file : kFiles)
        if (!present(file)) missing += (missing.empty() ? "" : ", ") + std::string(file);
    if (!missing.empty())
        throw inputError(place.string(), "some files of STL-10 are here, but these are missing: " + missing);
}

}  // namespace

bool looksLikeStl10Folder(const fs::path& folder) {
    std::error_code error;
    return fs::is_regular_file(folder / kFiles[1], error) || fs::is_regular_file(folder / kFiles[3], error);
}

std::unique_ptr<Source> openStl10Folder(const fs::path& folder, int side) {
    std::error_code error;
    requireFiles(folder, [&](const char* file) { return fs::is_regular_file(folder / file, error); });
    std::map<std::string, std::uint64_t> sizes;
    for (const char* file : kFiles) sizes[file] = io::openFile(folder / file)->size();
    return std::make_unique<Stl10>(
        folder, side, sizes,
        [folder](const std::vector<std::string>& names, std::stop_token stop, const LoadProgress& progress) {
            Files files;
            for (const std::string& name : names) {
                throwIfCancelled(stop);
                files[name] = io::readFile(folder / name, kMostBytes);
                if (progress) progress(static_cast<double>(files.size()) / static_cast<double>(names.size()));
            }
            return files;
        });
}

std::unique_ptr<Source> openStl10Archive(const fs::path& archive, int side) {
    std::map<std::string, std::uint64_t> sizes;
    io::TarReader reader(archive);
    io::TarMember member;
    while (reader.next(member)) sizes[fs::path(member.name).filename().string()] = member.size;
    requireFiles(archive, [&](const char* file) { return sizes.contains(file); });
    return std::make_unique<Stl10>(
        archive, side, sizes,
        [archive](const std::vector<std::string>& names, std::stop_token stop, const LoadProgress& progress) {
            Files files;
            io::TarReader again(archive, {.memberBytes = kMostBytes});
            io::TarMember each;
            while (files.size() < names.size() && again.next(each)) {
                throwIfCancelled(stop);
                const std::string name = fs::path(each.name).filename().string();
                if (std::ranges::find(names, name) != names.end()) files[name] = again.read();
                if (progress) progress(again.progress());
            }
            return files;
        });
}

}  // namespace selfsight::data
