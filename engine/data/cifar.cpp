#include "core/control.h"
#include "core/error.h"
#include "data/cifar_format.h"
#include "data/source_parts.h"
#include "io/file.h"
#include "io/tar.h"

#include <algorithm>
#include <map>

namespace selfsight::data {

namespace {

namespace fs = std::filesystem;

constexpr std::uint64_t mostNamesBytes = 64 << 10;

const CifarFormat* const formats[] = {&cifar100Format(), &cifar10Format()};

std::vector<std::string> neededFiles(const CifarFormat& format) {
    std::vector<std::string> files = format.trainFiles;
    files.insert(files.end(), format.testFiles.begin(), format.testFiles.end());
    for (const CifarColumn& column : format.columns) files.push_back(column.namesFile);
    return files;
}

// Where the file stands among those of its part, or −1.
std::ptrdiff_t fileNumber(const CifarFormat& format, Part part, const std::string& name) {
    const auto& files = format.files(part);
    const auto found = std::find(files.begin(), files.end(), name);
    return found == files.end() ? -1 : found - files.begin();
}

// What both forms share: the sets, once loaded, are kept for as long as the source lives, because one pass
// over an archive gives both.
class CifarSource : public Source {
  public:
    const SourceInfo& info() const override { return info_; }

    std::string contentHash() override {
        if (hash_.empty()) hash_ = contentHashOf(*load(Part::Train, {}, {}), *load(Part::Test, {}, {}));
        return hash_;
    }

  protected:
    CifarSource(const CifarFormat& format, const fs::path& location) : format_(format) {
        info_.kind = format.kind;
        info_.location = location.string();
        info_.trainCount = format.count(Part::Train);
        info_.testCount = format.count(Part::Test);
        info_.height = info_.width = 32;
        for (const CifarColumn& column : format.columns) info_.columns.push_back({column.name, {}, {}});
    }

    // Takes a names file; false when the format has none of this name.
    bool takeNames(const std::string& file, io::ByteView text, const std::string& path) {
        for (std::size_t c = 0; c < format_.columns.size(); ++c) {
            if (format_.columns[c].namesFile != file) continue;
            info_.columns[c].names = parseCifarNames(text, format_.columns[c].classes, path);
            return true;
        }
        return false;
    }

    const CifarFormat& format_;
    SourceInfo info_;

  private:
    std::string hash_;
};

class CifarFolder final : public CifarSource {
  public:
    CifarFolder(const CifarFormat& format, const fs::path& folder)
        : CifarSource(format, folder), folder_(folder) {
        for (const CifarColumn& column : format.columns) {
            const fs::path file = folder / column.namesFile;
            takeNames(column.namesFile, io::readFile(file, mostNamesBytes), file.string());
        }
        for (const Part part : {Part::Train, Part::Test})
            for (const std::string& name : format.files(part))
                checkCifarFileSize(format, part, io::openFile(folder / name)->size(),
                                   (folder / name).string());
    }

    std::shared_ptr<const ImageSet> load(Part part, std::stop_token stop,
                                         const LoadProgress& progress) override {
        auto set = std::make_shared<ImageSet>(makeCifarSet(format_, part, info_.columns));
        const auto& files = format_.files(part);
        for (std::size_t k = 0; k < files.size(); ++k) {
            throwIfCancelled(stop);
            const fs::path file = folder_ / files[k];
            decodeCifarFile(format_, part, k, io::readFile(file, format_.fileBytes(part)), file.string(),
                            *set);
            if (progress) progress(static_cast<double>(k + 1) / static_cast<double>(files.size()));
        }
        return set;
    }

  private:
    fs::path folder_;
};

class CifarArchive final : public CifarSource {
  public:
    // `names` and sizes come from the scan that recognised the format.
    CifarArchive(const CifarFormat& format, const fs::path& archive,
                 const std::map<std::string, io::Bytes>& names)
        : CifarSource(format, archive), archive_(archive) {
        for (const auto& [file, text] : names) takeNames(file, text, archive.string() + ": " + file);
    }

    std::shared_ptr<const ImageSet> load(Part part, std::stop_token stop,
                                         const LoadProgress& progress) override {
        if (!train_) loadBoth(stop, progress);
        if (progress) progress(1);
        return part == Part::Train ? train_ : test_;
    }

  private:
    void loadBoth(const std::stop_token& stop, const LoadProgress& progress) {
        auto train = std::make_shared<ImageSet>(makeCifarSet(format_, Part::Train, info_.columns));
        auto test = std::make_shared<ImageSet>(makeCifarSet(format_, Part::Test, info_.columns));
        io::TarReader reader(archive_);
        io::TarMember member;
        while (reader.next(member)) {
            throwIfCancelled(stop);
            const std::string name = fs::path(member.name).filename().string();
            for (const Part part : {Part::Train, Part::Test}) {
                const std::ptrdiff_t number = fileNumber(format_, part, name);
                if (number < 0) continue;
                decodeCifarFile(format_, part, static_cast<std::size_t>(number), reader.read(),
                                archive_.string() + ": " + member.name, part == Part::Train ? *train : *test);
            }
            if (progress) progress(reader.progress());
        }
        train_ = train;
        test_ = test;
    }

    fs::path archive_;
    std::shared_ptr<const ImageSet> train_;
    std::shared_ptr<const ImageSet> test_;
};

std::string joined(const std::vector<std::string>& parts) {
    std::string text;
    for (const std::string& part : parts) text += (text.empty() ? "" : ", ") + part;
    return text;
}

}  // namespace

bool looksLikeCifarFolder(const fs::path& folder) {
    std::error_code error;
    for (const CifarFormat* format : formats)
        for (const fs::path& place : {folder, folder / format->folder})
            for (const std::string& file : neededFiles(*format))
                if (fs::exists(place / file, error)) return true;
    return false;
}

std::unique_ptr<Source> openCifarFolder(const fs::path& folder) {
    std::error_code error;
    for (const CifarFormat* format : formats) {
        for (const fs::path& place : {folder, folder / format->folder}) {
            std::vector<std::string> missing;
            const auto needed = neededFiles(*format);
            for (const std::string& file : needed)
                if (!fs::exists(place / file, error)) missing.push_back(file);
            if (missing.empty()) return std::make_unique<CifarFolder>(*format, place);
            if (missing.size() < needed.size())
                throw inputError(place.string(), "some files of " + format->title +
                                                     " are here, but these are missing: " + joined(missing));
        }
    }
    throw inputError(folder.string(), "holds no files of CIFAR-10 or CIFAR-100");
}

std::unique_ptr<Source> openCifarArchive(const fs::path& archive) {
    // One pass finds damage, the format, the sizes and the names.
    std::map<std::string, std::uint64_t> sizes;
    std::map<std::string, io::Bytes> texts;
    io::TarReader reader(archive);
    io::TarMember member;
    while (reader.next(member)) {
        const std::string name = fs::path(member.name).filename().string();
        sizes[name] = member.size;
        if (name.ends_with(".txt") && member.size <= mostNamesBytes) texts[name] = reader.read();
    }
    for (const CifarFormat* format : formats) {
        std::vector<std::string> missing;
        const auto needed = neededFiles(*format);
        for (const std::string& file : needed)
            if (!sizes.contains(file)) missing.push_back(file);
        if (missing.size() == needed.size()) continue;
        if (!missing.empty())
            throw inputError(archive.string(), "some files of " + format->title +
                                                   " are inside, but these are missing: " + joined(missing));
        for (const Part part : {Part::Train, Part::Test})
            for (const std::string& file : format->files(part))
                checkCifarFileSize(*format, part, sizes.at(file), archive.string() + ": " + file);
        return std::make_unique<CifarArchive>(*format, archive, texts);
    }
    if (sizes.contains("data_batch_1") || (sizes.contains("train") && sizes.contains("meta")))
        return openCifarPythonArchive(archive);
    std::string found;
    for (const auto& [name, size] : sizes) {
        if (found.size() > 200) {
            found += ", …";
            break;
        }
        found += (found.empty() ? "" : ", ") + name;
    }
    throw inputError(archive.string(), "is not a CIFAR-10 or CIFAR-100 binary archive; it holds " +
                                           (found.empty() ? std::string("no files") : found));
}

}  // namespace selfsight::data
