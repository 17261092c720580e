// The files of a data set by their names, in a folder or in a tar archive (in whichever of its folders they
// stand). Nothing is unpacked to disk. Torch-free.
#pragma once

#include "data/source.h"
#include "io/bytes.h"

#include <cstdint>
#include <filesystem>
#include <functional>
#include <map>
#include <memory>
#include <span>
#include <stop_token>
#include <string>
#include <vector>

namespace selfsight::data {

// One of them while it is read, front to back.
class FileStream {
  public:
    virtual ~FileStream() = default;
    virtual std::uint64_t size() const = 0;
    // The next bytes; throws RuntimeError(Input) when there are fewer left.
    virtual void read(std::span<std::uint8_t> out) = 0;

    // For messages: "archive.tar.gz: folder/file".
    std::string path;
};

class FileSet {
  public:
    using Names = std::vector<std::string>;
    using Visit = std::function<void(const std::string& name, FileStream& file)>;

    // Looks for files of these names. An archive is read through once; `small` ones are kept (1 MiB at most).
    // Throws RuntimeError(Input) for an archive that is none, is damaged or holds a wanted name twice.
    static FileSet ofFolder(const std::filesystem::path& folder, const Names& names);
    static FileSet ofArchive(const std::filesystem::path& archive, const Names& names, const Names& small);

    const std::string& location() const { return location_; }
    bool contains(const std::string& name) const { return sizes_.contains(name); }
    // Of a file that is there.
    std::uint64_t size(const std::string& name) const { return sizes_.at(name); }
    // Those that are not there, separated by commas.
    std::string missing(const Names& names) const;
    // A small file, whole.
    io::Bytes small(const std::string& name) const;
    // Hands over each of these files once, in the order in which they stand. Throws RuntimeError(Input) when
    // one of them is no longer there.
    void visit(const Names& names, const Visit& visit, std::stop_token stop,
               const LoadProgress& progress) const;

  private:
    std::filesystem::path place_;
    std::string location_;
    bool archive_ = false;
    std::map<std::string, std::uint64_t> sizes_;
    std::map<std::string, io::Bytes> kept_;
};

}  // namespace selfsight::data
