#include "data/file_set.h"

#include "core/control.h"
#include "core/error.h"
#include "io/file.h"
#include "io/tar.h"

#include <algorithm>

namespace selfsight::data {
namespace {

namespace fs = std::filesystem;

constexpr std::uint64_t kSmall = 1 << 20;

class FileOfFolder final : public FileStream {
  public:
    explicit FileOfFolder(const fs::path& file) : file_(io::openFile(file)) { path = file.string(); }
    std::uint64_t size() const override { return file_->size(); }
    void read(std::span<std::uint8_t> out) override {
        file_->read(at_, out);
        at_ += out.size();
    }

  private:
    std::unique_ptr<io::RandomAccess> file_;
    std::uint64_t at_ = 0;
};

class MemberOfArchive final : public FileStream {
  public:
    MemberOfArchive(io::TarReader& reader, const io::TarMember& member, const std::string& archive)
        : reader_(reader), size_(member.size) {
        path = archive + ": " + member.name;
    }
    std::uint64_t size() const override { return size_; }
    void read(std::span<std::uint8_t> out) override { reader_.read(out); }

  private:
    io::TarReader& reader_;
    std::uint64_t size_;
};

std::string nameOf(const io::TarMember& member) {
    return fs::path(member.name).filename().string();
}

bool among(const FileSet::Names& names, const std::string& name) {
    return std::ranges::find(names, name) != names.end();
}

}  // namespace

FileSet FileSet::ofFolder(const fs::path& folder, const Names& names) {
    FileSet set;
    set.place_ = folder;
    set.location_ = folder.string();
    std::error_code error;
    for (const std::string& name : names)
        if (fs::is_regular_file(folder / name, error)) set.sizes_[name] = io::openFile(folder / name)->size();
    return set;
}

FileSet FileSet::ofArchive(const fs::path& archive, const Names& names, const Names& small) {
    FileSet set;
    set.place_ = archive;
    set.location_ = archive.string();
    set.archive_ = true;
    io::TarReader reader(archive, {.memberBytes = kSmall});
    io::TarMember member;
    while (reader.next(member)) {
        const std::string name = nameOf(member);
        if (!among(names, name)) continue;
        if (!set.sizes_.emplace(name, member.size).second)
            throw inputError(set.location_, "holds \"" + name + "\" twice");
        if (among(small, name)) set.kept_[name] = reader.read();
    }
    return set;
}

std::string FileSet::missing(const Names& names) const {
    std::string list;
    for (const std::string& name : names)
        if (!contains(name)) list += (list.empty() ? "" : ", ") + name;
    return list;
}

io::Bytes FileSet::small(const std::string& name) const {
    if (!archive_) return io::readFile(place_ / name, kSmall);
    const auto found = kept_.find(name);
    if (found == kept_.end()) throw LogicError("FileSet: " + name + " was not kept");
    return found->second;
}

void FileSet::visit(const Names& names, const Visit& visit, std::stop_token stop,
                    const LoadProgress& progress) const {
    std::size_t visited = 0;
    if (!archive_) {
        for (const std::string& name : names) {
            throwIfCancelled(stop);
            FileOfFolder file(place_ / name);
            visit(name, file);
            ++visited;
            if (progress) progress(static_cast<double>(visited) / static_cast<double>(names.size()));
        }
        return;
    }
    io::TarReader reader(place_, {.memberBytes = 0});
    io::TarMember member;
    while (reader.next(member)) {
        throwIfCancelled(stop);
        const std::string name = nameOf(member);
        if (among(names, name)) {
            MemberOfArchive file(reader, member, location_);
            visit(name, file);
            ++visited;
        }
        if (progress) progress(reader.progress());
    }
    if (visited != names.size()) throw inputError(location_, "changed while it was read");
}

}  // namespace selfsight::data
