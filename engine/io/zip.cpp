#include "io/zip.h"

#include "io/inflate.h"
#include "io/path_name.h"

#include <algorithm>
#include <set>
#include <zlib.h>

namespace selfsight::io {

namespace {

constexpr std::uint32_t kEntryMark = 0x04034b50;
constexpr std::uint32_t kDirectoryMark = 0x02014b50;
constexpr std::uint32_t kEndMark = 0x06054b50;
constexpr std::uint32_t kEnd64Mark = 0x06064b50;
constexpr std::uint32_t kLocator64Mark = 0x07064b50;
constexpr std::uint64_t kEndSize = 22;
constexpr std::uint32_t kIn64 = 0xffffffff;  // "see the zip64 field"
constexpr std::uint16_t kDate = 0x21;        // 1980-01-01
constexpr std::uint16_t kUtf8 = 0x0800;

std::uint32_t crcOf(ByteView bytes, std::uint32_t before = 0) {
    uLong crc = before;
    while (!bytes.empty()) {
        const auto count = static_cast<uInt>(std::min<std::size_t>(bytes.size(), 1u << 30));
        crc = crc32(crc, bytes.data(), count);
        bytes = bytes.subspan(count);
    }
    return static_cast<std::uint32_t>(crc);
}

struct Directory {
    std::uint64_t offset = 0;
    std::uint64_t size = 0;
    std::uint64_t count = 0;
};

Directory findDirectory(RandomAccess& file) {
    const auto fail = [&](const std::string& what) { throw inputError(file.name(), what); };
    const std::uint64_t size = file.size();
    if (size < kEndSize) fail("not a zip archive: too short");
    const std::uint64_t tailSize = std::min<std::uint64_t>(size, kEndSize + 0xffff);
    const Bytes tail = file.readBytes(size - tailSize, tailSize);
    std::size_t at = tail.size() - kEndSize + 1;
    bool found = false;
    while (at-- > 0 && !found) {
        found = loadLittle<std::uint32_t>(tail.data() + at) == kEndMark &&
                at + kEndSize + loadLittle<std::uint16_t>(tail.data() + at + 20) == tail.size();
        if (found) break;
    }
    if (!found) fail("not a zip archive, or cut off: its directory is missing");
    const std::uint8_t* end = tail.data() + at;
    Directory directory{loadLittle<std::uint32_t>(end + 16), loadLittle<std::uint32_t>(end + 12),
                        loadLittle<std::uint16_t>(end + 10)};
    const std::uint64_t endOffset = size - tailSize + at;
    std::uint64_t directoryLimit = endOffset;
    if (endOffset >= 20) {
        const Bytes locator = file.readBytes(endOffset - 20, 20);
        if (loadLittle<std::uint32_t>(locator.data()) == kLocator64Mark) {
            const auto end64Offset = loadLittle<std::uint64_t>(locator.data() + 8);
            if (end64Offset > endOffset - 20 || endOffset - 20 - end64Offset < 56)
                fail("a damaged zip64 directory");
            const Bytes end64 = file.readBytes(end64Offset, 56);
            if (loadLittle<std::uint32_t>(end64.data()) != kEnd64Mark) fail("a damaged zip64 directory");
            directory = {loadLittle<std::uint64_t>(end64.data() + 48),
                         loadLittle<std::uint64_t>(end64.data() + 40),
                         loadLittle<std::uint64_t>(end64.data() + 32)};
            directoryLimit = end64Offset;
        }
    }
    if (directory.offset > directoryLimit || directory.size > directoryLimit - directory.offset)
        fail("a damaged zip archive: its directory lies outside of the file");
    return directory;
}

// Takes the 64-bit values for those of the three that are marked so, in the order that the format gives.
void readZip64(ByteView extra, ZipEntry& entry, const std::string& name) {
    ByteCursor cursor(extra, name);
    while (cursor.remaining() >= 4) {
        const auto id = cursor.little<std::uint16_t>();
        const ByteView field = cursor.take(cursor.little<std::uint16_t>());
        if (id != 1) continue;
        ByteCursor values(field, name);
        for (auto* value : {&entry.size, &entry.compressedSize, &entry.headerOffset})
            if (*value == kIn64) *value = values.little<std::uint64_t>();
        return;
    }
}

}  // namespace

ZipReader::ZipReader(const std::filesystem::path& path, const ZipLimits& limits)
    : owned_(openFile(path)), file_(owned_.get()), limits_(limits) {
    readDirectory();
}

ZipReader::ZipReader(RandomAccess& file, const ZipLimits& limits) : file_(&file), limits_(limits) {
    readDirectory();
}

void ZipReader::readDirectory() {
    const std::string& name = file_->name();
    const Directory directory = findDirectory(*file_);
    if (directory.count > limits_.entries)
        throw inputError(name, std::to_string(directory.count) + " entries; at most " +
                                   std::to_string(limits_.entries) + " were expected");
    const Bytes bytes = file_->readBytes(directory.offset, directory.size);
    ByteCursor cursor(bytes, name);
    std::set<std::string> names;
    for (std::uint64_t i = 0; i < directory.count; ++i) {
        if (cursor.little<std::uint32_t>() != kDirectoryMark)
            throw inputError(name, "a damaged zip directory");
        const auto madeBy = cursor.little<std::uint16_t>();
        cursor.take(2);
        const auto flags = cursor.little<std::uint16_t>();
        const auto method = cursor.little<std::uint16_t>();
        cursor.take(4);
        ZipEntry entry;
        entry.crc = cursor.little<std::uint32_t>();
        entry.compressedSize = cursor.little<std::uint32_t>();
        entry.size = cursor.little<std::uint32_t>();
        const auto nameLength = cursor.little<std::uint16_t>();
        const auto extraLength = cursor.little<std::uint16_t>();
        const auto commentLength = cursor.little<std::uint16_t>();
        cursor.take(4);
        const auto attributes = cursor.little<std::uint32_t>();
        entry.headerOffset = cursor.little<std::uint32_t>();
        const std::string_view rawName = asText(cursor.take(nameLength));
        readZip64(cursor.take(extraLength), entry, name);
        cursor.take(commentLength);

        entry.name = safeRelativeName(rawName, name);
        const auto fail = [&](const std::string& what) {
            throw inputError(name, "entry \"" + entry.name + "\" " + what);
        };
        if ((madeBy >> 8) == 3 && (attributes >> 28) == 0xA) fail("is a symbolic link");
        if (flags & 1) fail("is encrypted");
        if (method != 0 && method != 8)
            fail("is compressed with method " + std::to_string(method) + "; stored and deflated are read");
        if (rawName.ends_with('/')) continue;
        if (entry.name.empty()) fail("has no name");
        entry.deflated = method == 8;
        if (!entry.deflated && entry.size != entry.compressedSize) fail("is stored with two different sizes");
        if (entry.headerOffset >= directory.offset || entry.compressedSize > directory.offset)
            fail("lies outside of the file");
        if (!names.insert(entry.name).second) fail("is there twice");
        entries_.push_back(std::move(entry));
    }
    // Overlapping entries make small archives unpack to anything (Fifield 2019); here each ends where the
    // next begins.
    std::vector<ZipEntry*> order;
    for (auto& entry : entries_) order.push_back(&entry);
    std::sort(order.begin(), order.end(), [](auto* a, auto* b) { return a->headerOffset < b->headerOffset; });
    for (std::size_t i = 0; i < order.size(); ++i)
        order[i]->endLimit = i + 1 < order.size() ? order[i + 1]->headerOffset : directory.offset;
}

const ZipEntry* ZipReader::find(const std::string& name) const {
    const auto it =
        std::find_if(entries_.begin(), entries_.end(), [&](const ZipEntry& e) { return e.name == name; });
    return it == entries_.end() ? nullptr : &*it;
}

Bytes ZipReader::read(const ZipEntry& entry) const {
    const std::string what = file_->name() + " (" + entry.name + ")";
    if (entry.size > limits_.entryBytes)
        throw inputError(file_->name(),
                         "entry \"" + entry.name + "\" claims " + std::to_string(entry.size) + " bytes");
    const Bytes header = file_->readBytes(entry.headerOffset, 30);
    if (loadLittle<std::uint32_t>(header.data()) != kEntryMark)
        throw inputError(what, "its header is damaged");
    const std::uint64_t begin = entry.headerOffset + 30 + loadLittle<std::uint16_t>(header.data() + 26) +
                                loadLittle<std::uint16_t>(header.data() + 28);
    if (begin > entry.endLimit || entry.compressedSize > entry.endLimit - begin)
        throw inputError(what, "overlaps another entry or the directory");
    Bytes bytes = file_->readBytes(begin, entry.compressedSize);
    if (entry.deflated) bytes = inflateRaw(bytes, entry.size, what);
    if (crcOf(bytes) != entry.crc) throw inputError(what, "is damaged: its CRC-32 is wrong");
    return bytes;
}

void ZipWriter::add(const std::string& name, std::span<const ByteView> parts, std::size_t alignment) {
    std::uint64_t size = 0;
    std::uint32_t crc = 0;
    for (const auto& part : parts) {
        size += part.size();
        crc = crcOf(part, crc);
    }
    const std::uint64_t offset = file_.size();
    const bool large = size >= kIn64;
    const auto header = [&](Bytes& out, bool central, const Bytes& extra) {
        const bool farAway = central && offset >= kIn64;
        appendLittle(out, central ? kDirectoryMark : kEntryMark);
        if (central) appendLittle<std::uint16_t>(out, 45);
        appendLittle<std::uint16_t>(out, large || farAway ? 45 : 20);
        appendLittle<std::uint16_t>(out, kUtf8);
        appendLittle<std::uint16_t>(out, 0);
        appendLittle<std::uint16_t>(out, 0);
        appendLittle<std::uint16_t>(out, kDate);
        appendLittle(out, crc);
        for (int i = 0; i < 2; ++i) appendLittle(out, large ? kIn64 : static_cast<std::uint32_t>(size));
        appendLittle(out, static_cast<std::uint16_t>(name.size()));
        appendLittle(out, static_cast<std::uint16_t>(extra.size()));
        if (central) {
            out.insert(out.end(), 10, 0);  // comment length, disk, attributes
            appendLittle(out, farAway ? kIn64 : static_cast<std::uint32_t>(offset));
        }
        appendText(out, name);
        out.insert(out.end(), extra.begin(), extra.end());
    };
    const auto zip64 = [&](Bytes& extra, bool withOffset) {
        if (!large && !withOffset) return;
        appendLittle<std::uint16_t>(extra, 1);
        appendLittle(extra, static_cast<std::uint16_t>((large ? 16 : 0) + (withOffset ? 8 : 0)));
        if (large) appendLittle(extra, size);
        if (large) appendLittle(extra, size);
        if (withOffset) appendLittle(extra, offset);
    };

    Bytes extra;
    zip64(extra, false);
    const std::uint64_t unaligned = offset + 30 + name.size() + extra.size();
    if (alignment > 1 && unaligned % alignment != 0) {
        // A field of no meaning fills the gap; it needs four bytes for itself.
        std::uint64_t gap = alignment - unaligned % alignment;
        while (gap < 4) gap += alignment;
        appendLittle<std::uint16_t>(extra, 0x4246);  // "FB", as PyTorch pads
        appendLittle(extra, static_cast<std::uint16_t>(gap - 4));
        extra.insert(extra.end(), gap - 4, 'Z');
    }
    Bytes local;
    header(local, false, extra);
    file_.write(local);
    for (const auto& part : parts) file_.write(part);

    Bytes centralExtra;
    zip64(centralExtra, offset >= kIn64);
    header(directory_, true, centralExtra);
    ++count_;
}

void ZipWriter::finish() {
    const std::uint64_t offset = file_.size();
    const std::uint64_t size = directory_.size();
    Bytes end;
    if (offset >= kIn64 || count_ >= 0xffff || size >= kIn64) {
        appendLittle(end, kEnd64Mark);
        appendLittle<std::uint64_t>(end, 44);
        appendLittle<std::uint16_t>(end, 45);
        appendLittle<std::uint16_t>(end, 45);
        appendLittle<std::uint64_t>(end, 0);
        for (const std::uint64_t value : {count_, count_, size, offset}) appendLittle(end, value);
        appendLittle(end, kLocator64Mark);
        appendLittle<std::uint32_t>(end, 0);
        appendLittle<std::uint64_t>(end, offset + size);
        appendLittle<std::uint32_t>(end, 1);
    }
    const auto short16 = static_cast<std::uint16_t>(std::min<std::uint64_t>(count_, 0xffff));
    appendLittle(end, kEndMark);
    appendLittle<std::uint32_t>(end, 0);
    appendLittle(end, short16);
    appendLittle(end, short16);
    appendLittle(end, static_cast<std::uint32_t>(std::min<std::uint64_t>(size, kIn64)));
    appendLittle(end, static_cast<std::uint32_t>(std::min<std::uint64_t>(offset, kIn64)));
    appendLittle<std::uint16_t>(end, 0);
    file_.write(directory_);
    file_.write(end);
    file_.commit();
}

}  // namespace selfsight::io
