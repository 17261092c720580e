// CIFAR's Python archives as a source: the same images, labels, names and content hash as the binary ones.
#include "core/error.h"
#include "data/cifar_python.h"
#include "data/file_set.h"
#include "data/source_parts.h"

#include <algorithm>

namespace selfsight::data {
namespace {

namespace fs = std::filesystem;

constexpr std::uint64_t kMostPickle = 512ull << 20;  // CIFAR-100's training file has 155 MB
const CifarFormat* const kFormats[] = {&cifar100Format(), &cifar10Format()};

std::vector<std::string> filesOf(const CifarFormat& format) {
    const CifarPickles& pickles = cifarPickles(format);
    std::vector<std::string> files = pickles.trainFiles;
    files.insert(files.end(), pickles.testFiles.begin(), pickles.testFiles.end());
    files.push_back(pickles.namesFile);
    return files;
}

class CifarPython final : public Source {
  public:
    CifarPython(const CifarFormat& format, FileSet files) : format_(format), files_(std::move(files)) {
        info_.kind = format.kind;
        info_.location = files_.location();
        info_.trainCount = format.count(Part::Train);
        info_.testCount = format.count(Part::Test);
        info_.height = info_.width = 32;
        const std::string& names = cifarPickles(format).namesFile;
        const auto parsed =
            parseCifarPickledNames(format, files_.small(names), files_.location() + ": " + names);
        for (std::size_t c = 0; c < format.columns.size(); ++c)
            info_.columns.push_back({format.columns[c].name, parsed[c], {}});
    }

    const SourceInfo& info() const override { return info_; }

    std::shared_ptr<const ImageSet> load(Part part, std::stop_token stop,
                                         const LoadProgress& progress) override {
        if (!train_) loadBoth(stop, progress);
        if (progress) progress(1);
        return part == Part::Train ? train_ : test_;
    }

    std::string contentHash() override {
        if (hash_.empty()) hash_ = contentHashOf(*load(Part::Train, {}, {}), *load(Part::Test, {}, {}));
        return hash_;
    }

  private:
    void loadBoth(const std::stop_token& stop, const LoadProgress& progress) {
        auto train = std::make_shared<ImageSet>(makeCifarSet(format_, Part::Train, info_.columns));
        auto test = std::make_shared<ImageSet>(makeCifarSet(format_, Part::Test, info_.columns));
        const CifarPickles& pickles = cifarPickles(format_);
        FileSet::Names wanted = pickles.trainFiles;
        wanted.insert(wanted.end(), pickles.testFiles.begin(), pickles.testFiles.end());
        files_.visit(
            wanted,
            [&](const std::string& name, FileStream& file) {
                if (file.size() > kMostPickle)
                    throw inputError(file.path,
                                     "has " + std::to_string(file.size()) + " bytes: no file of CIFAR's");
                io::Bytes bytes(static_cast<std::size_t>(file.size()));
                file.read(bytes);
                const bool testing = std::ranges::find(pickles.testFiles, name) != pickles.testFiles.end();
                const auto& files = testing ? pickles.testFiles : pickles.trainFiles;
                decodeCifarPickle(format_, testing ? Part::Test : Part::Train,
                                  static_cast<std::size_t>(std::ranges::find(files, name) - files.begin()),
                                  bytes, file.path, testing ? *test : *train);
            },
            stop, progress);
        train_ = train;
        test_ = test;
    }

    const CifarFormat& format_;
    FileSet files_;
    SourceInfo info_;
    std::shared_ptr<const ImageSet> train_, test_;
    std::string hash_;
};

FileSet::Names allFiles() {
    FileSet::Names names;
    for (const CifarFormat* format : kFormats) {
        const FileSet::Names more = filesOf(*format);
        names.insert(names.end(), more.begin(), more.end());
    }
    return names;
}

// The format whose names are there.
std::unique_ptr<Source> open(FileSet files) {
    for (const CifarFormat* format : kFormats) {
        if (!files.contains(cifarPickles(*format).namesFile)) continue;
        const std::string missing = files.missing(filesOf(*format));
        if (!missing.empty())
            throw inputError(files.location(),
                             "some files of " + format->title +
                                 "'s Python version are here, but these are missing: " + missing);
        return std::make_unique<CifarPython>(*format, std::move(files));
    }
    throw inputError(files.location(), "holds no names of CIFAR's classes (meta or batches.meta)");
}

}  // namespace

bool looksLikeCifarPythonFolder(const fs::path& folder) {
    std::error_code error;
    // A folder "train" of pictures is no pickle of that name.
    return fs::is_regular_file(folder / "batches.meta", error) || fs::is_regular_file(folder / "meta", error);
}

std::unique_ptr<Source> openCifarPythonFolder(const fs::path& folder) {
    return open(FileSet::ofFolder(folder, allFiles()));
}

std::unique_ptr<Source> openCifarPythonArchive(const fs::path& archive) {
    return open(FileSet::ofArchive(archive, allFiles(), {"meta", "batches.meta"}));
}

}  // namespace selfsight::data
