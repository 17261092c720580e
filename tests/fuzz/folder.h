// A folder that holds what an input says. What the input before it left and this one wants too stays as it
// is: making and removing files is most of what such an input costs, and an input differs little from the one
// that it was made from.
#pragma once

#include "support/temporary_folder.h"

#include <cerrno>
#include <fcntl.h>
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <sys/stat.h>
#include <system_error>
#include <unistd.h>

namespace selfsight::fuzz {

struct Entry {
    enum class Kind { File, Folder, Link };
    Kind kind = Kind::Folder;
    std::string content;  // of a file its bytes, of a link where it leads

    bool operator==(const Entry&) const = default;
};

// By path below the folder. Every folder on the way to an entry has to be one itself.
using Entries = std::map<std::string, Entry>;

class Folder {
  public:
    const std::filesystem::path& path() const { return folder_.path(); }

    void become(Entries wanted) {
        // What is inside a folder is sorted behind it, so it goes first on the way back.
        for (auto at = there_.rbegin(); at != there_.rend(); ++at) {
            const auto same = wanted.find(at->first);
            if (same == wanted.end() || same->second.kind != at->second.kind) remove(*at);
        }
        for (const auto& entry : wanted) {
            const auto before = there_.find(entry.first);
            if (before == there_.end() || before->second != entry.second || changed_.contains(entry.first))
                make(entry);
        }
        there_ = std::move(wanted);
        changed_.clear();
    }

    // What reads this file may change it: the next input gets its own, also where it wants the same.
    void mayChange(const std::string& name) { changed_.insert(name); }

  private:
    std::string full(const std::string& name) const { return path().native() + '/' + name; }

    void remove(const Entries::value_type& entry) {
        const std::string name = full(entry.first);
        check(entry.second.kind == Entry::Kind::Folder ? ::rmdir(name.c_str()) : ::unlink(name.c_str()),
              name);
    }

    void make(const Entries::value_type& entry) {
        const std::string name = full(entry.first);
        switch (entry.second.kind) {
            case Entry::Kind::Folder:
                check(::mkdir(name.c_str(), 0777), name);
                break;
            case Entry::Kind::Link: {
                ::unlink(name.c_str());  // one that led elsewhere
                check(::symlink(entry.second.content.c_str(), name.c_str()), name);
                break;
            }
            case Entry::Kind::File:
                write(name, entry.second.content);
                break;
        }
    }

    // Pages of zeros become holes, which cost nothing.
    static void write(const std::string& name, std::string_view content) {
        constexpr std::size_t page = 4096;
        static const std::string zeros(page, '\0');
        const int file = ::open(name.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_NOFOLLOW | O_CLOEXEC, 0666);
        check(file, name);
        std::size_t end = 0;  // of what has been written
        for (std::size_t at = 0; at < content.size(); at += page) {
            const std::string_view piece = content.substr(at, page);
            if (piece == std::string_view(zeros).substr(0, piece.size())) continue;
            const ssize_t written = ::pwrite(file, piece.data(), piece.size(), static_cast<off_t>(at));
            check(written == static_cast<ssize_t>(piece.size()) ? 0 : -1, name);
            end = at + piece.size();
        }
        if (end < content.size()) check(::ftruncate(file, static_cast<off_t>(content.size())), name);
        ::close(file);
    }

    static void check(int result, const std::string& name) {
        if (result < 0) throw std::system_error(errno, std::generic_category(), name);
    }

    test::TemporaryFolder folder_;
    Entries there_;
    std::set<std::string> changed_;
};

}  // namespace selfsight::fuzz
