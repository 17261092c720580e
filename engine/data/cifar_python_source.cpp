// CIFAR's Python archives as a source: the same images, labels, names and content hash as the binary ones.
#include "core/control.h"
#include "core/error.h"
#include "data/cifar_python.h"
#include "data/source_parts.h"
#include "io/file.h"
#include "io/tar.h"

#include <algorithm>
#include <map>

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
    CifarPython(const CifarFormat& format, const fs::path& location, bool archive, io::ByteView names,
                const std::string& namesPath)
        : format_(format), location_(location), archive_(archive) {
        info_.kind = format.kind;
        info_.location = location.string();
        info_.trainCount = format.count(Part::Train);
        info_.testCount = format.count(Part::Test);
        info_.height = info_.width = 32;
        const auto parsed = parseCifarPickledNames(format, names, namesPath);
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
        std::size_t decoded = 0;
        const auto decode = [&](const std::string& name, const std::string& path, const auto& bytes) {
            for (const Part part : {Part::Train, Part::Test}) {
                const auto& files = part == Part::Train ? pickles.trainFiles : pickles.testFiles;
                const auto at = std::ranges::find(files, name);
                if (at == files.end()) continue;
                decodeCifarPickle(format_, part, static_cast<std::size_t>(at - files.begin()), bytes(), path,
                                  part == Part::Train ? *train : *test);
                ++decoded;
            }
        };
        const std::size_t wanted = pickles.trainFiles.size() + pickles.testFiles.size();
        if (archive_) {
            io::TarReader reader(location_, {.memberBytes = kMostPickle});
            io::TarMember member;
            while (reader.next(member)) {
                throwIfCancelled(stop);
                decode(fs::path(member.name).filename().string(), location_.string() + ": " + member.name,
                       [&] { return reader.read(); });
                if (progress) progress(reader.progress());
            }
        } else {
            for (const std::string& name : filesOf(format_)) {
                throwIfCancelled(stop);
                decode(name, (location_ / name).string(),
                       [&] { return io::readFile(location_ / name, kMostPickle); });
                if (progress) progress(static_cast<double>(decoded) / static_cast<double>(wanted));
            }
        }
        if (decoded != wanted)
            throw inputError(location_.string(), "holds a file of CIFAR twice or not at all");
        train_ = train;
        test_ = test;
    }

    const CifarFormat& format_;
    fs::path location_;
    bool archive_;
    SourceInfo info_;
    std::shared_ptr<const ImageSet> train_, test_;
    std::string hash_;
};

std::string missingOf(const CifarFormat& format, const std::function<bool(const std::string&)>& present) {
    std::string missing;
    for (const std::string& file : filesOf(format))
        if (!present(file)) missing += (missing.empty() ? "" : ", ") + file;
    return missing;
}

}  // namespace

bool looksLikeCifarPythonFolder(const fs::path& folder) {
    std::error_code error;
    // A folder "train" of pictures is no pickle of that name.
    return fs::is_regular_file(folder / "batches.meta", error) || fs::is_regular_file(folder / "meta", error);
}

std::unique_ptr<Source> openCifarPythonFolder(const fs::path& folder) {
    std::error_code error;
    for (const CifarFormat* format : kFormats) {
        const CifarPickles& pickles = cifarPickles(*format);
        const fs::path names = folder / pickles.namesFile;
        if (!fs::is_regular_file(names, error)) continue;
        const std::string missing = missingOf(
            *format, [&](const std::string& file) { return fs::is_regular_file(folder / file, error); });
        if (!missing.empty())
            throw inputError(folder.string(),
                             "some files of " + format->title +
                                 "'s Python version are here, but these are missing: " + missing);
        return std::make_unique<CifarPython>(*format, folder, false, io::readFile(names, 1 << 20),
                                             names.string());
    }
    throw inputError(folder.string(), "holds no files of CIFAR-10 or CIFAR-100");
}

std::unique_ptr<Source> openCifarPythonArchive(const fs::path& archive) {
    std::map<std::string, io::Bytes> names;
    std::map<std::string, int> present;
    io::TarReader reader(archive, {.memberBytes = kMostPickle});
    io::TarMember member;
    while (reader.next(member)) {
        const std::string name = fs::path(member.name).filename().string();
        ++present[name];
        if ((name == "meta" || name == "batches.meta") && member.size <= (1u << 20))
            names[name] = reader.read();
    }
    for (const CifarFormat* format : kFormats) {
        const CifarPickles& pickles = cifarPickles(*format);
        const auto found = names.find(pickles.namesFile);
        if (found == names.end()) continue;
        const std::string missing =
            missingOf(*format, [&](const std::string& file) { return present.contains(file); });
        if (!missing.empty())
            throw inputError(archive.string(),
                             "some files of " + format->title +
                                 "'s Python version are inside, but these are missing: " + missing);
        return std::make_unique<CifarPython>(*format, archive, true, found->second,
                                             archive.string() + ": " + pickles.namesFile);
    }
    throw inputError(archive.string(), "holds no names of CIFAR's classes (meta or batches.meta)");
}

}  // namespace selfsight::data
