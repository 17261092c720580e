// CIFAR's Python archives, STL-10, tables of pictures: made by Python where Python makes them.
#include "core/error.h"
#include "data/cifar_python.h"
#include "data/source.h"
#include "data/table_columns.h"
#include "io/file.h"
#include "io/pickle.h"
#include "io/sha256.h"
#include "refusal.h"
#include "support/hostile.h"
#include "support/python.h"
#include "support/small_cifar.h"
#include "support/temporary_folder.h"

#include <algorithm>
#include <doctest/doctest.h>
#include <fstream>

using namespace selfsight;
using namespace selfsight::data;
using selfsight::test::columnsOf;
using selfsight::test::refusal;
using selfsight::test::requirePython;
using selfsight::test::smallCifar;
using selfsight::test::TemporaryFolder;
namespace fs = std::filesystem;

TEST_CASE("CIFAR's pickles are read as data, hostile ones refused") {
    const TemporaryFolder folder;
    requirePython(R"(
import sys, pickle, os, numpy as np
d = sys.argv[1] + '/'
data = (np.arange(3 * 3072) % 251).astype('u1').reshape(3, 3072)
def save(name, protocol=2, **more):
    pickle.dump({b'data': data, b'fine_labels': [5, 0, 99], b'coarse_labels': [1, 0, 19], b'filenames': [b'a.png'] * 3, **{k.encode(): v for k, v in more.items()}},
                open(d + name, 'wb'), protocol=protocol)
save('good'); save('new', 4)
save('label', fine_labels=[5, 0, 100]); save('few', fine_labels=[5, 0]); save('wide', data=data.astype('i8')); save('shape', data=data.reshape(-1))
pickle.dump({b'data': data}, open(d + 'bare', 'wb'), protocol=2)
class Evil:
    def __reduce__(self): return (os.system, ('touch ' + d + 'EXECUTED',))
save('evil', batch_label=Evil())
pickle.dump({b'fine_label_names': [f'fine_{i}' for i in range(100)], b'coarse_label_names': [f'c{i}' for i in range(20)]}, open(d + 'meta', 'wb'), protocol=2)
)",
                  {folder.path().string()});
    const CifarFormat format = smallCifar(cifar100Format());
    const auto decode = [&](io::ByteView bytes, const std::string& name) {
        ImageSet set = makeCifarSet(format, Part::Train, columnsOf(format));
        decodeCifarPickle(format, Part::Train, 0, bytes, name, set);
        return set;
    };
    const auto file = [&](const std::string& name) { return io::readFile(folder / name, 1 << 20); };
    for (const char* name : {"good", "new"}) {
        const ImageSet set = decode(file(name), name);
        CHECK(set.columns[0].values == Labels{5, 0, 99});
        CHECK(set.columns[1].values == Labels{1, 0, 19});
        for (std::size_t i : {std::size_t{0}, std::size_t{3072}, std::size_t{9215}})
            CHECK(int{set.pixels[i]} == static_cast<int>(i % 251));
    }
    for (const char* name : {"label", "few", "wide", "shape", "bare", "evil"}) {
        CAPTURE(name);
        CHECK(test::tryParse(file(name), [&](const auto& bytes) { decode(bytes, name); }) ==
              test::Verdict::Refused);
    }
    CHECK_FALSE(fs::exists(folder / "EXECUTED"));
    const auto names = parseCifarPickledNames(format, file("meta"), "meta");
    CHECK(names.at(0).at(99) == "fine 99");
    CHECK(names.at(1).size() == 20);
    const io::Bytes good = file("good");
    const auto parse = [&](const std::vector<std::uint8_t>& bytes) { decode(bytes, "damaged"); };
    CHECK(test::acceptedTruncations(good, parse, 37) == 0);
    test::acceptedBitFlips(good, parse, 3000);
}

TEST_CASE("a Python archive of CIFAR is the data set that the binary one is") {
    const TemporaryFolder folder;
    // The same formula in both forms.
    requirePython(R"(
import sys, pickle, tarfile, io, pathlib, numpy as np
d = pathlib.Path(sys.argv[1])
names = [f'name_{i}' for i in range(10)]
def batch(k):
    i = np.arange(10000)
    return ((i[:, None] * 7 + np.arange(3072)[None] * 3 + k) % 256).astype('u1'), (i + k) % 10
(d / 'binary').mkdir()
(d / 'binary/batches.meta.txt').write_text('\n'.join(names) + '\n')
with tarfile.open(d / 'cifar-10-python.tar.gz', 'w:gz', compresslevel=1) as tar:
    def add(name, value):
        data = pickle.dumps(value, protocol=2)
        info = tarfile.TarInfo('cifar-10-batches-py/' + name); info.size = len(data); tar.addfile(info, io.BytesIO(data))
    add('batches.meta', {b'label_names': [n.encode() for n in names], b'num_cases_per_batch': 10000})
    for k, name in enumerate(['data_batch_1', 'data_batch_2', 'data_batch_3', 'data_batch_4', 'data_batch_5', 'test_batch']):
        x, y = batch(k)
        add(name, {b'batch_label': b'', b'labels': y.tolist(), b'data': x, b'filenames': []})
        np.concatenate([y.astype('u1')[:, None], x], 1).tofile(d / 'binary' / (name + '.bin'))
)",
                  {folder.path().string()});
    const auto python = openSource((folder / "cifar-10-python.tar.gz").string());
    const auto binary = openSource((folder / "binary").string());
    CHECK(python->info().kind == "cifar10");
    CHECK(python->info().columns.at(0).names == binary->info().columns.at(0).names);
    CHECK(python->contentHash() == binary->contentHash());
}

TEST_CASE("STL-10: pixels stand column by column and labels begin at one") {
    const TemporaryFolder folder;
    requirePython(R"(
import sys, pathlib, numpy as np
d = pathlib.Path(sys.argv[1])
def part(name, n):
    x = np.random.default_rng(n).integers(0, 256, (n, 3, 96, 96), dtype='u1')
    np.save(d / (name + '.npy'), x)
    x.transpose(0, 1, 3, 2).tofile(d / 'stl' / (name + '_X.bin'))  # as the authors read it: np.transpose(images, (0, 3, 2, 1))
    (np.arange(n) % 10 + 1).astype('u1').tofile(d / 'stl' / (name + '_y.bin'))
(d / 'stl').mkdir(); part('train', 12); part('test', 5); part('unlabeled', 7)
(d / 'stl/unlabeled_y.bin').unlink()
(d / 'stl/class_names.txt').write_text('\n'.join(['airplane', 'bird', 'car', 'cat', 'deer', 'dog', 'horse', 'monkey', 'ship', 'truck']) + '\n')
import tarfile, os
with tarfile.open(d / 'stl10_binary.tar.gz', 'w:gz') as tar: tar.add(d / 'stl', 'stl10_binary')
)",
                  {folder.path().string()});
    for (const char* name : {"stl", "stl10_binary.tar.gz"}) {
        const auto source = openSource((folder / name).string());
        CHECK(source->info().kind == "stl10");
        CHECK(source->info().trainCount == 12);
        const auto train = source->load(Part::Train);
        CHECK(train->width == 96);
        CHECK(train->columns.at(0).values.at(11) == 1);
        CHECK(train->columns.at(0).names.at(9) == "truck");
        const io::Bytes expected = io::readFile(folder / "train.npy", 1 << 20);
        CHECK(std::equal(train->pixels.begin(), train->pixels.end(), expected.end() - 12 * 27648));
        CHECK(source->load(Part::Test)->count == 5);
    }
    const auto smaller = openSource((folder / "stl").string() + ":size=32");
    CHECK(smaller->load(Part::Test)->pixels.size() == 5 * 3 * 32 * 32);

    // The images without labels, when they are asked for, stand behind the others.
    for (const char* name : {"stl:unlabelled", "stl10_binary.tar.gz:unlabelled", "stl:size=96:unlabelled"}) {
        CAPTURE(name);
        const auto source = openSource((folder / name).string());
        CHECK(source->info().trainCount == 19);
        CHECK(source->info().note.find("The last 7 training images") != std::string::npos);
        const auto train = source->load(Part::Train);
        const Labels& labels = train->columns.at(0).values;
        CHECK(labels.at(11) == 1);
        CHECK(std::all_of(labels.begin() + 12, labels.end(), [](std::int64_t value) { return value == -1; }));
        for (const auto& [file, at, count] :
             {std::tuple("train.npy", 0, 12), std::tuple("unlabeled.npy", 12, 7)}) {
            const io::Bytes expected = io::readFile(folder / file, 1 << 20);
            CHECK(std::equal(expected.end() - count * 27648, expected.end(),
                             train->pixels.begin() + at * 27648));
        }
        CHECK(source->load(Part::Test)->count == 5);
        CHECK(openSource(source->info().location)->info().trainCount == 19);
    }
    CHECK(openSource((folder / "stl").string())->contentHash() !=
          openSource((folder / "stl:unlabelled").string())->contentHash());
    CHECK(refusal("demo.npz:unlabelled", true).find("demo.npz") != std::string::npos);
    fs::create_directories(folder / "pictures/train");
    CHECK(refusal((folder / "pictures:unlabelled").string(), true, ErrorCode::Usage).find("STL-10") !=
          std::string::npos);
    fs::resize_file(folder / "stl/unlabeled_X.bin", 27648 * 7 - 5);
    CHECK(refusal((folder / "stl:unlabelled").string(), true).find("unlabeled_X.bin") != std::string::npos);
    CHECK(refusal((folder / "stl").string(), true).empty());
    fs::remove(folder / "stl/unlabeled_X.bin");
    CHECK(refusal((folder / "stl:unlabelled").string(), true).find("unlabeled_X.bin") != std::string::npos);
    std::fstream labels(folder / "stl/test_y.bin", std::ios::in | std::ios::out | std::ios::binary);
    labels.seekp(3).put('\x0b').flush();
    CHECK(refusal((folder / "stl").string(), true).find("test_y.bin: label 3 is 11") != std::string::npos);
    labels.seekp(3).put('\x00').flush();
    CHECK(refusal((folder / "stl").string(), true).find("label 3 is 0") != std::string::npos);
    fs::resize_file(folder / "stl/train_X.bin", 27648 * 12 - 1);
    CHECK(refusal((folder / "stl").string(), true).find("train_X.bin") != std::string::npos);
    fs::remove(folder / "stl/test_y.bin");
    CHECK(refusal((folder / "stl").string(), true).find("test_y.bin") != std::string::npos);
    requirePython(R"(
import sys, tarfile
with tarfile.open(sys.argv[1] + '/stl10_twice.tar', 'w') as tar:
    for top in ('a', 'b'): tar.add(sys.argv[1] + '/stl/class_names.txt', top + '/class_names.txt')
data = open(sys.argv[1] + '/stl10_binary.tar.gz', 'rb').read()
open(sys.argv[1] + '/stl10_cut.tar.gz', 'wb').write(data[:len(data) // 2])
)",
                  {folder.path().string()});
    CHECK(refusal((folder / "stl10_twice.tar").string(), true).find("twice") != std::string::npos);
    CHECK(refusal((folder / "stl10_cut.tar.gz").string(), true).find("stl10_cut") != std::string::npos);
}

TEST_CASE("a table of pictures brings any number of label columns along") {
    const TemporaryFolder folder;
    requirePython(R"(
import sys, pathlib
from PIL import Image
d = pathlib.Path(sys.argv[1]); (d / 'p').mkdir()
rows = ['path,class,split,sharpness,camera']
for i in range(60):
    name = f'p/{i}.' + ('webp' if i % 2 else 'png')
    Image.new('RGB', (20 + i, 16), (4 * i, 0, 255)).save(d / name, **({'lossless': True} if i % 2 else {}))
    rows.append(f'{name},{["cat", "dog", ""][i % 3]},{"test" if i % 4 == 0 else "train"},{i / 7},{i % 2}')
(d / 'table.csv').write_text('\n'.join(rows) + '\n')
(d / 'missing.csv').write_text('path\nnowhere.png\np/0.png\np/1.webp\n')
(d / 'text.csv').write_text('name\nx\n')
)",
                  {folder.path().string()});
#ifdef SELFSIGHT_WEBP
    const auto source = openSource((folder / "table.csv").string() + ":size=16");
    CHECK(source->info().kind == "table");
    CHECK(source->info().trainCount == 45);
    const auto test = source->load(Part::Test);
    REQUIRE(test->count == 15);
    REQUIRE(test->columns.size() == 3);
    CHECK(test->columns[0].name == "class");
    CHECK(test->columns[0].names == std::vector<std::string>{"cat", "dog"});
    CHECK(test->columns[0].values[2] == -1);
    CHECK(test->columns[1].names.size() == 10);
    CHECK(test->columns[2].names == std::vector<std::string>{"0", "1"});
    CHECK(int{test->pixels[3 * 256]} == 16);
    CHECK(test->paths[1].ends_with("p/4.png"));
    CHECK(openSource((folder / "table.csv").string() + ":all")->load(Part::Test)->count == 60);
#endif
    CHECK(refusal((folder / "missing.csv").string() + ":all", true).find("nowhere.png") != std::string::npos);
    CHECK(refusal((folder / "text.csv").string(), true).find("\"path\"") != std::string::npos);
}

TEST_CASE("columns of a table: texts, whole numbers in order, bins of equal counts, blanks") {
    std::vector<io::CsvRow> table{{"n", "x", "empty", "class"}};
    for (int i = 0; i < 200; ++i)
        table.push_back({std::to_string(i % 12), std::to_string(i) + ".5", "", i % 2 ? "b" : "a"});
    std::string note;
    const auto columns = tableColumns(table, "t.csv", {}, note);
    REQUIRE(columns.size() == 3);
    CHECK(columns[0].name == "class");
    CHECK(columns[1].names.at(2) == "2");
    CHECK(columns[1].names.at(11) == "11");
    CHECK(columns[2].names.size() == 10);
    CHECK(columns[2].names.front() == "0.5 – 19.5");
    CHECK(std::ranges::count(columns[2].values, 9) == 20);
    CHECK(note.find("empty") != std::string::npos);
    table.push_back({"1"});
    CHECK_THROWS_AS(tableColumns(table, "t.csv", {}, note), RuntimeError);
}
