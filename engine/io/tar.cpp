#include "io/tar.h"

#include "io/path_name.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <optional>
#include <set>

namespace selfsight::io {

namespace {

constexpr std::size_t kBlock = 512;
constexpr std::uint64_t kMaxExtended = 1u << 20;  // of a pax header or a long name

using Block = std::array<std::uint8_t, kBlock>;
using Scratch = std::array<std::uint8_t, 32 << 10>;  // for what is read past

std::string textField(const Block& block, std::size_t at, std::size_t size) {
    const char* begin = reinterpret_cast<const char*>(block.data()) + at;
    return {begin, std::find(begin, begin + size, '\0')};
}

// Octal digits or, with the high bit set, GNU's big-endian binary.
std::uint64_t numberField(const Block& block, std::size_t at, std::size_t size, const std::string& name) {
    if (block[at] & 0x80) {
        std::uint64_t value = block[at] & 0x7f;
        for (std::size_t i = 1; i < size; ++i) {
            if (value >> 55) throw inputError(name, "not a readable tar archive: an impossible size");
            value = value << 8 | block[at + i];
        }
        return value;
    }
    std::size_t i = at;
    const std::size_t end = at + size;
    while (i < end && block[i] == ' ') ++i;
    std::uint64_t value = 0;
    while (i < end && block[i] >= '0' && block[i] <= '7')
        value = value << 3 | (block[i++] - std::uint64_t{'0'});
    while (i < end && (block[i] == ' ' || block[i] == 0)) ++i;
    if (i < end) throw inputError(name, "not a readable tar archive: a damaged number field");
    return value;
}

bool checksumRight(const Block& block, const std::string& name) {
    std::uint64_t sum = 0;
    for (std::size_t i = 0; i < kBlock; ++i) sum += i >= 148 && i < 156 ? ' ' : block[i];
    return sum == numberField(block, 148, 8, name);
}

}  // namespace

struct TarReader::State {
    State(RandomAccess& source, const TarLimits& limit) : file(source), stream(source), limits(limit) {}

    [[noreturn]] void fail(const std::string& what) const { throw inputError(file.name(), what); }

    void fill(std::span<std::uint8_t> out) {
        total += out.size();
        if (total > limits.totalBytes)
            fail("unpacks to more than " + std::to_string(limits.totalBytes) +
                 " bytes, which no data set here needs");
        if (stream.read(out) != out.size())
            fail("the archive is cut off after " + std::to_string(total) + " unpacked bytes");
    }

    void skip(std::uint64_t count) {
        Scratch scratch;
        while (count > 0) {
            const auto part = std::min<std::uint64_t>(count, scratch.size());
            fill(std::span(scratch).first(part));
            count -= part;
        }
    }

    // Reads on to the end of the file, where gzip keeps the checksum of all that was unpacked.
    void drain() {
        Scratch scratch;
        for (std::size_t got = scratch.size(); got == scratch.size();) {
            got = stream.read(scratch);
            total += got;
            if (total > limits.totalBytes)
                fail("unpacks to more than " + std::to_string(limits.totalBytes) + " bytes");
        }
        ended = true;
    }

    static std::uint64_t padding(std::uint64_t size) { return (kBlock - size % kBlock) % kBlock; }

    Bytes extended(std::uint64_t size) {
        if (size > kMaxExtended)
            fail("not a readable tar archive: an extended header of " + std::to_string(size) + " bytes");
        Bytes bytes(size);
        fill(bytes);
        skip(padding(size));
        return bytes;
    }

    // "<length> <key>=<value>\n", repeated; of these a path and a size matter.
    void readPax(const Bytes& bytes) {
        std::string_view rest = asText(bytes);
        while (!rest.empty()) {
            std::size_t length = 0;
            const auto [end, error] = std::from_chars(rest.data(), rest.data() + rest.size(), length);
            const auto digits = static_cast<std::size_t>(end - rest.data());
            if (error != std::errc() || length > rest.size() || length < digits + 3 || rest[digits] != ' ' ||
                rest[length - 1] != '\n')
                fail("not a readable tar archive: a damaged extended header");
            const std::string_view record = rest.substr(digits + 1, length - digits - 2);
            const std::size_t equals = record.find('=');
            if (equals == std::string_view::npos)
                fail("not a readable tar archive: a damaged extended header");
            const std::string_view value = record.substr(equals + 1);
            if (record.substr(0, equals) == "path") longName = value;
            if (record.substr(0, equals) == "size") {
                std::uint64_t size = 0;
                const auto result = std::from_chars(value.data(), value.data() + value.size(), size);
                if (result.ec != std::errc() || result.ptr != value.data() + value.size())
                    fail("not a readable tar archive: a damaged size");
                paxSize = size;
            }
            rest.remove_prefix(length);
        }
    }

    RandomAccess& file;
    std::unique_ptr<RandomAccess> owned;
    StreamReader stream;
    TarLimits limits;
    std::uint64_t total = 0;
    std::uint64_t pending = 0;  // of the current member, not read yet
    std::uint64_t pendingPadding = 0;
    std::size_t members = 0;
    std::set<std::string> names;
    std::string longName;
    std::optional<std::uint64_t> paxSize;
    bool started = false;
    bool ended = false;
};

TarReader::TarReader(RandomAccess& file, const TarLimits& limits)
    : state_(std::make_unique<State>(file, limits)) {}

TarReader::TarReader(const std::filesystem::path& path, const TarLimits& limits) {
    auto file = openFile(path);
    state_ = std::make_unique<State>(*file, limits);
    state_->owned = std::move(file);
}

TarReader::~TarReader() = default;

double TarReader::progress() const {
    const auto size = static_cast<double>(state_->file.size());
    return size > 0 ? static_cast<double>(state_->stream.consumed()) / size : 1;
}

bool TarReader::next(TarMember& member) {
    State& s = *state_;
    if (s.ended) return false;
    for (;;) {
        s.skip(s.pending + s.pendingPadding);
        s.pending = s.pendingPadding = 0;
        Block block;
        const std::size_t got = s.stream.read(block);
        if (got == 0 && s.started) return false;  // without the two blocks of zeros, as some writers leave it
        if (got != kBlock)
            s.fail(s.started ? "the archive is cut off in a header" : "not a tar archive: too short");
        s.total += kBlock;
        if (std::all_of(block.begin(), block.end(), [](std::uint8_t b) { return b == 0; })) {
            if (!s.started) s.fail("not a tar archive, or an empty one");
            s.drain();
            return false;
        }
        if (!checksumRight(block, s.file.name()))
            s.fail(s.started ? "damaged: a member's header has the wrong checksum"
                             : "not a tar archive (.tar or .tar.gz)");
        s.started = true;
        if (++s.members > s.limits.members)
            s.fail("more than " + std::to_string(s.limits.members) + " members");

        const std::uint64_t size = numberField(block, 124, 12, s.file.name());
        const auto type = static_cast<char>(block[156]);
        if (type == 'L') {
            s.longName = asText(s.extended(size));
            s.longName = s.longName.c_str();  // up to the first NUL
            continue;
        }
        if (type == 'x') {
            s.readPax(s.extended(size));
            continue;
        }
        if (type == 'g') {
            s.extended(size);
            continue;
        }
        std::string name = textField(block, 0, 100);
        const std::string prefix = textField(block, 345, 155);
        // GNU's own format ("ustar  ") keeps other things where POSIX has the prefix.
        if (asText(block).substr(257, 6) == std::string_view("ustar\0", 6) && !prefix.empty())
            name = prefix + "/" + name;
        if (!s.longName.empty()) name = s.longName;
        const std::uint64_t memberSize = s.paxSize.value_or(size);
        s.longName.clear();
        s.paxSize.reset();

        const std::string safe = safeRelativeName(name, s.file.name());
        if (memberSize > s.limits.totalBytes)
            s.fail("member \"" + safe + "\" claims " + std::to_string(memberSize) + " bytes");
        if (type == '5') {
            s.skip(memberSize + State::padding(memberSize));
            continue;
        }
        if (type != '0' && type != '\0' && type != '7')
            s.fail("member \"" + safe +
                   "\" is a link or a device; an archive of data holds regular files only");
        if (safe.empty()) s.fail("a member without a name");
        if (!s.names.insert(safe).second) s.fail("member \"" + safe + "\" is there twice");
        s.pending = memberSize;
        s.pendingPadding = State::padding(memberSize);
        member = {safe, memberSize};
        return true;
    }
}

Bytes TarReader::read() {
    State& s = *state_;
    if (s.pending > s.limits.memberBytes)
        s.fail("a member of " + std::to_string(s.pending) + " bytes; at most " +
               std::to_string(s.limits.memberBytes) + " were expected");
    // Grown as the data come, so that a size that is only claimed costs nothing.
    Bytes bytes;
    while (s.pending > 0) {
        const auto part = std::min<std::uint64_t>(s.pending, 16u << 20);
        const std::size_t at = bytes.size();
        bytes.resize(at + part);
        s.fill(std::span(bytes).subspan(at));
        s.pending -= part;
    }
    return bytes;
}

void TarReader::read(std::span<std::uint8_t> out) {
    State& s = *state_;
    if (s.pending < out.size()) s.fail("a member ends before what was expected of it");
    s.fill(out);
    s.pending -= out.size();
}

std::map<std::string, Bytes> readTarMembers(const std::filesystem::path& file,
                                            const std::function<bool(const TarMember&)>& wanted,
                                            const TarLimits& limits) {
    TarReader reader(file, limits);
    std::map<std::string, Bytes> members;
    TarMember member;
    while (reader.next(member))
        if (wanted(member)) members[member.name] = reader.read();
    return members;
}

}  // namespace selfsight::io
