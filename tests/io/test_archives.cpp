#include "io/atomic_file.h"
#include "io/tar.h"
#include "io/zip.h"
#include "support/hostile.h"
#include "support/python.h"
#include "support/temporary_folder.h"

#include <doctest/doctest.h>

using namespace selfsight;
using namespace selfsight::io;
using selfsight::test::requirePython;
using selfsight::test::TemporaryFolder;

namespace {

// Archives of every kind, made by Python's tarfile and zipfile in argv[1]; "bad-…" must be refused.
const char* const kArchiveMaker = R"(
import sys, io, os, tarfile, zipfile, gzip, struct
d = sys.argv[1] + '/'
payload = bytes(range(256)) * 40
def tar(name, members, mode='w:gz', format=tarfile.USTAR_FORMAT):
    with tarfile.open(d + name, mode, format=format) as t:
        for m in members:
            info = tarfile.TarInfo(m[0])
            for key, value in (m[2] if len(m) > 2 else {}).items(): setattr(info, key, value)
            info.size = len(m[1])
            t.addfile(info, io.BytesIO(m[1]))
folder = dict(type=tarfile.DIRTYPE)
tar('good.tar.gz', [('cifar', b'', folder), ('./cifar/train.bin', payload), ('cifar/empty', b''), ('cifar/names.txt', b'a\nb\n')])
tar('good.tar', [('a', payload), ('b', b'x' * 513)], mode='w')
long = 'l' * 90 + '/' + 'm' * 120 + '/n'
tar('good-pax.tar.gz', [(long, b'long')], format=tarfile.PAX_FORMAT)
tar('good-gnu.tar.gz', [(long, b'long')], format=tarfile.GNU_FORMAT)
tar('good-ustar.tar.gz', [('p' * 100 + '/' + 'q' * 50, b'long')])
tar('bad-dotdot.tar.gz', [('a/../../etc/passwd', b'x')])
tar('bad-absolute.tar.gz', [('/etc/passwd', b'x')])
tar('bad-symlink.tar.gz', [('a', b'', dict(type=tarfile.SYMTYPE, linkname='/etc/passwd'))])
tar('bad-hardlink.tar.gz', [('a', b'', dict(type=tarfile.LNKTYPE, linkname='../x'))])
tar('bad-device.tar.gz', [('a', b'', dict(type=tarfile.CHRTYPE, devmajor=1, devminor=5))])
tar('bad-fifo.tar.gz', [('a', b'', dict(type=tarfile.FIFOTYPE))])
tar('bad-twice.tar.gz', [('a', b'1'), ('./a', b'2')])
tar('bad-paxdotdot.tar.gz', [('../' + long, b'x')], format=tarfile.PAX_FORMAT)
raw = gzip.decompress(open(d + 'good.tar.gz', 'rb').read())
open(d + 'bad-cut.tar', 'wb').write(raw[:3000])
open(d + 'bad-cut.tar.gz', 'wb').write(open(d + 'good.tar.gz', 'rb').read()[:-30])
open(d + 'bad-notar.tar.gz', 'wb').write(gzip.compress(b'hello' * 200))
open(d + 'bad-empty.tar', 'wb').write(b'')
big = tarfile.TarInfo('a'); big.size = 1 << 40
open(d + 'bad-claims.tar', 'wb').write(big.tobuf(tarfile.GNU_FORMAT) + b'x' * 1024)
bomb = tarfile.TarInfo('a'); bomb.size = 300 << 20
with gzip.open(d + 'bad-bomb.tar.gz', 'wb', 9) as g:
    g.write(bomb.tobuf(tarfile.USTAR_FORMAT))
    for _ in range(300): g.write(bytes(1 << 20))
open(d + 'good-two.tar.gz', 'wb').write(gzip.compress(raw[:2000]) + gzip.compress(raw[2000:]) + bytes(100))

def zip_(name, members, method=zipfile.ZIP_STORED, **more):
    with zipfile.ZipFile(d + name, 'w', method, **more) as z:
        for n, data in members: z.writestr(n, data)
zip_('good.zip', [('folder/', b''), ('folder/a.bin', payload), ('empty', b'')])
zip_('good-deflated.zip', [('a.bin', payload), ('zeros', bytes(1 << 20))], zipfile.ZIP_DEFLATED)
with zipfile.ZipFile(d + 'good-64.zip', 'w') as z:
    with z.open('a.bin', 'w', force_zip64=True) as f: f.write(payload)
zip_('bad-dotdot.zip', [('../a', b'x')])
zip_('bad-absolute.zip', [('/a', b'x')])
zip_('bad-method.zip', [('a', payload)], zipfile.ZIP_BZIP2)
link = zipfile.ZipInfo('a'); link.create_system = 3; link.external_attr = 0o120777 << 16
zip_('bad-link.zip', [(link, b'/etc/passwd')])
import warnings; warnings.simplefilter('ignore')
zip_('bad-twice.zip', [('a', b'1'), ('a', b'2')])
z = bytearray(open(d + 'good.zip', 'rb').read()); z[z.find(payload[:64]) + 5] ^= 1
open(d + 'bad-crc.zip', 'wb').write(z)
z = bytearray(open(d + 'good.zip', 'rb').read()); i = z.rfind(b'PK\x01\x02', 0, z.rfind(b'empty')); z[i + 8] |= 1
open(d + 'bad-encrypted.zip', 'wb').write(z)
# Two directory entries that share one entry's bytes.
z = bytearray(open(d + 'good.zip', 'rb').read()); i = z.rfind(b'PK\x01\x02')
first = z.find(b'PK\x01\x02', z.find(b'PK\x01\x02') + 4)
z[i + 42:i + 46] = z[first + 42:first + 46]; z[i + 16:i + 28] = z[first + 16:first + 28]
open(d + 'bad-overlap.zip', 'wb').write(z)
)";

const TemporaryFolder& archives() {
    static const TemporaryFolder folder;
    static const std::string made = requirePython(kArchiveMaker, {folder.path().string()});
    return folder;
}

std::map<std::string, Bytes> untar(const std::filesystem::path& file) {
    TarLimits limits;
    limits.totalBytes = 100 << 20;
    return readTarMembers(
        file, [](const TarMember&) { return true; }, limits);
}

std::map<std::string, Bytes> unzip(RandomAccess& file) {
    const ZipReader reader(file);
    std::map<std::string, Bytes> all;
    for (const auto& entry : reader.entries()) all[entry.name] = reader.read(entry);
    return all;
}

Bytes payload() {
    Bytes bytes(256 * 40);
    for (std::size_t i = 0; i < bytes.size(); ++i) bytes[i] = static_cast<std::uint8_t>(i);
    return bytes;
}

}  // namespace

TEST_CASE("tar archives as Python writes them") {
    const auto& folder = archives();
    for (const char* name : {"good.tar.gz", "good-two.tar.gz"}) {
        CAPTURE(name);
        const auto members = untar(folder / name);
        CHECK(members.size() == 3);
        CHECK(members.at("cifar/train.bin") == payload());
        CHECK(members.at("cifar/empty").empty());
        CHECK(asText(members.at("cifar/names.txt")) == "a\nb\n");
    }
    CHECK(untar(folder / "good.tar").at("b") == Bytes(513, 'x'));
    const std::string longName = std::string(90, 'l') + "/" + std::string(120, 'm') + "/n";
    CHECK(untar(folder / "good-pax.tar.gz").count(longName) == 1);
    CHECK(untar(folder / "good-gnu.tar.gz").count(longName) == 1);
    CHECK(untar(folder / "good-ustar.tar.gz").count(std::string(100, 'p') + "/" + std::string(50, 'q')) == 1);
    TarReader reader(folder / "good.tar.gz");
    TarMember member;
    while (reader.next(member)) {
    }
    CHECK(reader.progress() == doctest::Approx(1));
}

TEST_CASE("archives that attack or are damaged are refused, and nothing appears on disk") {
    const auto& folder = archives();
    int count = 0;
    const auto before = std::distance(std::filesystem::directory_iterator(folder.path()), {});
    for (const auto& item : std::filesystem::directory_iterator(folder.path())) {
        const std::string name = item.path().filename().string();
        if (!name.starts_with("bad-")) continue;
        CAPTURE(name);
        ++count;
        try {
            if (name.ends_with(".zip")) {
                unzip(*openFile(item.path()));
            } else {
                untar(item.path());
            }
            FAIL_CHECK("accepted");
        } catch (const RuntimeError& error) {
            CHECK(error.code() == ErrorCode::Input);
            CHECK(std::string(error.what()).find(name) != std::string::npos);
        }
    }
    CHECK(count >= 22);
    CHECK(before == std::distance(std::filesystem::directory_iterator(folder.path()), {}));
    CHECK_FALSE(std::filesystem::exists(folder.path().parent_path() / "a"));
}

TEST_CASE("zip archives as Python writes them, and ours in Python") {
    const auto& folder = archives();
    const auto plain = unzip(*openFile(folder / "good.zip"));
    CHECK(plain.size() == 2);
    CHECK(plain.at("folder/a.bin") == payload());
    CHECK(unzip(*openFile(folder / "good-deflated.zip")).at("zeros") == Bytes(1 << 20, 0));
    CHECK(unzip(*openFile(folder / "good-64.zip")).at("a.bin") == payload());

    const TemporaryFolder out;
    ZipWriter writer(out / "ours.zip");
    writer.add("one", asBytes("1"), 64);
    writer.add("folder/two", payload(), 64);
    writer.add("empty", ByteView{});
    writer.finish();
    requirePython(R"(
import sys, zipfile
with zipfile.ZipFile(sys.argv[1]) as z:
    assert z.testzip() is None and z.namelist() == ['one', 'folder/two', 'empty'], z.namelist()
    assert z.read('one') == b'1' and z.read('folder/two') == bytes(range(256)) * 40 and z.read('empty') == b''
raw = open(sys.argv[1], 'rb').read()
assert raw.find(bytes(range(256))) % 64 == 0
)",
                  {(out / "ours.zip").string()});
    CHECK(unzip(*openFile(out / "ours.zip")).at("folder/two") == payload());
}

TEST_CASE("damaged archives are refused or read, never more") {
    const auto& folder = archives();
    const Bytes zip = readFile(folder / "good-64.zip", 1 << 20);
    const auto parseZip = [](const Bytes& damaged) { unzip(*openMemory(damaged, "damaged.zip")); };
    CHECK(test::acceptedTruncations(zip, parseZip, 7) == 0);
    test::acceptedBitFlips(zip, parseZip, 3000);
    const auto parseTar = [](const Bytes& damaged) {
        const auto file = openMemory(damaged, "damaged.tar");
        TarReader reader(*file);
        TarMember member;
        while (reader.next(member)) reader.read();
    };
    const Bytes plain = readFile(folder / "good.tar", 1 << 20);
    test::acceptedTruncations(plain, parseTar, 13);
    test::acceptedBitFlips(plain, parseTar, 3000);
    const Bytes packed = readFile(folder / "good.tar.gz", 1 << 20);
    CHECK(test::acceptedTruncations(packed, parseTar) == 0);
    CHECK(test::acceptedBitFlips(packed, parseTar) <
          200);  // the gzip header's own time and name say nothing of the data
}
