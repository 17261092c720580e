#include "io/atomic_file.h"
#include "io/npy.h"
#include "io/npz.h"
#include "support/hostile.h"
#include "support/python.h"
#include "support/temporary_folder.h"

#include <cmath>
#include <doctest/doctest.h>

using namespace selfsight;
using namespace selfsight::io;
using selfsight::test::requirePython;
using selfsight::test::TemporaryFolder;

namespace {

Bytes withHeader(const std::string& dictionary, std::size_t dataBytes, int version = 1) {
    Bytes bytes;
    appendText(bytes, "\x93NUMPY");
    bytes.push_back(static_cast<std::uint8_t>(version));
    bytes.push_back(0);
    if (version == 1) {
        appendLittle(bytes, static_cast<std::uint16_t>(dictionary.size()));
    } else {
        appendLittle(bytes, static_cast<std::uint32_t>(dictionary.size()));
    }
    appendText(bytes, dictionary);
    bytes.insert(bytes.end(), dataBytes, 0);
    return bytes;
}

Tensor parseNpy(const Bytes& bytes) {
    return readNpy(*openMemory(bytes, "test.npy"));
}

}  // namespace

TEST_CASE("what is written reads back bit for bit, in NumPy too") {
    const TemporaryFolder folder;
    const std::vector<float> values{1, -2.5f, 3e-40f, INFINITY, 0, 5};
    const std::int64_t shape[] = {2, 3};
    writeNpy<float>(folder / "f.npy", shape, values);
    writeLabels(folder / "l.npy", {3, -1, 99});
    writeNpy(folder / "u.npy",
             makeTensor<std::uint8_t>("", {1, 2, 2}, std::vector<std::uint8_t>{1, 2, 3, 255}));
    writeNpy(folder / "s.npy", makeTensor<std::int32_t>("", {}, std::vector<std::int32_t>{7}));
    writeNpy(folder / "e.npy", makeTensor<float>("", {0, 4}, std::vector<float>{}));

    const Matrix matrix = readMatrix(folder / "f.npy");
    CHECK(matrix.rows == 2);
    CHECK(matrix.cols == 3);
    CHECK(matrix.values == values);
    CHECK(readLabels(folder / "l.npy") == Labels{3, -1, 99});
    CHECK(readMatrix(folder / "e.npy").cols == 4);
    requirePython(R"(
import sys, numpy as np
d = sys.argv[1] + '/'
f = np.load(d + 'f.npy', allow_pickle=False)
assert f.dtype == np.float32 and f.shape == (2, 3) and f.flags.c_contiguous
assert f.tobytes() == np.array([1, -2.5, 3e-40, np.inf, 0, 5], np.float32).tobytes()
l = np.load(d + 'l.npy'); assert l.dtype == np.int64 and l.tolist() == [3, -1, 99]
u = np.load(d + 'u.npy'); assert u.dtype == np.uint8 and u.tolist() == [[[1, 2], [3, 255]]]
s = np.load(d + 's.npy'); assert s.shape == () and s == 7
e = np.load(d + 'e.npy'); assert e.shape == (0, 4)
)",
                  {folder.path().string()});
}

TEST_CASE("every type, order and version that NumPy writes") {
    const TemporaryFolder folder;
    requirePython(R"(
import sys, io, numpy as np
from numpy.lib import format as fmt
d = sys.argv[1] + '/'
base = np.arange(24).reshape(2, 3, 4)
for code in 'f2 f4 f8 i1 i2 i4 i8 u1 u2 u4 u8 b1'.split():
    for order in '<>':
        for layout in 'CF':
            np.save(f'{d}{code}{"l" if order == "<" else "b"}{layout}.npy', np.array(base, dtype=order + code, order=layout))
for version in (1, 2, 3):
    with open(f'{d}v{version}.npy', 'wb') as f:
        fmt.write_array(f, base.astype('<f4'), version=(version, 0))
np.save(d + 'objects.npy', np.array([None, 'a'], dtype=object), allow_pickle=True)
np.save(d + 'text.npy', np.array(['a', 'bc']))
np.save(d + 'fields.npy', np.zeros(3, dtype=[('a', 'f4'), ('b', 'i8')]))
np.save(d + 'half.npy', np.array([0, -0.0, 1, -2, 65504, 6e-8, 5.96e-8, np.inf, 0.333], dtype=np.float16))
np.save(d + 'matrix.npy', np.asfortranarray(np.arange(12, dtype='>f8').reshape(3, 4)))
np.savez(d + 'plain.npz', a=base, b=np.arange(3))
np.savez_compressed(d + 'packed.npz', a=base.astype('f4'), zeros=np.zeros(100000))
)",
                  {folder.path().string()});
    for (const char* code : {"f2", "f4", "f8", "i1", "i2", "i4", "i8", "u1", "u2", "u4", "u8", "b1"}) {
        for (const char* variant : {"lC", "lF", "bC", "bF"}) {
            CAPTURE(code);
            CAPTURE(variant);
            const Tensor tensor = readNpy(folder / (std::string(code) + variant + ".npy"));
            CHECK(tensor.shape == std::vector<std::int64_t>{2, 3, 4});
            std::vector<float> expected(24);
            for (std::size_t i = 0; i < 24; ++i)
                expected[i] = code[0] == 'b' ? static_cast<float>(i > 0) : static_cast<float>(i);
            CHECK(toFloats(tensor) == expected);
        }
    }
    for (const char* version : {"v1", "v2", "v3"})
        CHECK(readNpy(folder / (std::string(version) + ".npy")).elementCount() == 24);
    for (const char* refused : {"objects", "text", "fields"})
        CHECK_THROWS_AS(readNpy(folder / (std::string(refused) + ".npy")), RuntimeError);
    const auto half = toFloats(readNpy(folder / "half.npy"));
    CHECK(half[1] == 0);
    CHECK(std::signbit(half[1]));
    CHECK(half[4] == 65504);
    CHECK(half[6] == 0x1p-24f);
    CHECK(std::isinf(half[7]));
    CHECK(half[8] == doctest::Approx(0.33301));
    const Matrix matrix = readMatrix(folder / "matrix.npy");
    CHECK(matrix.at(1, 2) == 6);
    CHECK(matrix.at(2, 0) == 8);

    const NpzReader plain(folder / "plain.npz");
    CHECK(plain.names() == std::vector<std::string>{"a", "b"});
    CHECK(toIntegers(plain.read("b"), "b") == std::vector<std::int64_t>{0, 1, 2});
    const NpzReader packed(folder / "packed.npz");
    CHECK(packed.read("zeros").elementCount() == 100000);
    CHECK(toFloats(packed.read("a"))[23] == 23);
    CHECK_THROWS_AS(packed.read("absent"), RuntimeError);
}

TEST_CASE("an npz of ours opens in NumPy") {
    const TemporaryFolder folder;
    const std::vector<Tensor> arrays{
        makeTensor<float>("x", {2, 2}, std::vector<float>{1, 2, 3, 4}),
        makeTensor<std::int64_t>("labels", {2}, std::vector<std::int64_t>{5, -6})};
    writeNpz(folder / "a.npz", arrays);
    requirePython(R"(
import sys, numpy as np
z = np.load(sys.argv[1] + '/a.npz', allow_pickle=False)
assert sorted(z.files) == ['labels', 'x'] and z['x'].tolist() == [[1, 2], [3, 4]] and z['labels'].tolist() == [5, -6]
)",
                  {folder.path().string()});
    CHECK(NpzReader(folder / "a.npz").read("x").bytes == arrays[0].bytes);
}

TEST_CASE("labels must be whole numbers in one column; matrices have two dimensions") {
    const auto labels = [](const Tensor& tensor) {
        const Bytes bytes = encodeNpy(tensor);
        return readLabels(*openMemory(bytes, "y.npy"));
    };
    CHECK(labels(makeTensor<double>("", {3}, std::vector<double>{1, 2, -1})) == Labels{1, 2, -1});
    CHECK(labels(makeTensor<std::uint8_t>("", {2, 1}, std::vector<std::uint8_t>{1, 200})) == Labels{1, 200});
    CHECK_THROWS_AS(labels(makeTensor<double>("", {2}, std::vector<double>{1, 2.5})), RuntimeError);
    CHECK_THROWS_AS(labels(makeTensor<double>("", {1}, std::vector<double>{NAN})), RuntimeError);
    CHECK_THROWS_AS(labels(makeTensor<double>("", {1}, std::vector<double>{1e30})), RuntimeError);
    CHECK_THROWS_AS(labels(makeTensor<std::uint64_t>("", {1}, std::vector<std::uint64_t>{UINT64_MAX})),
                    RuntimeError);
    CHECK_THROWS_AS(labels(makeTensor<std::int64_t>("", {2, 2}, std::vector<std::int64_t>(4))), RuntimeError);
    const Bytes vector = encodeNpy(makeTensor<float>("", {4}, std::vector<float>(4)));
    CHECK_THROWS_AS(readMatrix(*openMemory(vector, "x.npy")), RuntimeError);
}

TEST_CASE("headers that lie are refused before anything is allocated") {
    const char* lies[] = {
        "{'descr': '<f4', 'fortran_order': False, 'shape': (1000000000000, 1000000000000), }",
        "{'descr': '<f4', 'fortran_order': False, 'shape': (9223372036854775807,), }",
        "{'descr': '<f4', 'fortran_order': False, 'shape': (99999999999999999999999,), }",
        "{'descr': '<f4', 'fortran_order': False, 'shape': (-1,), }",
        "{'descr': '<f4', 'fortran_order': False, 'shape': (3,), }",
        "{'descr': '<f4', 'fortran_order': False, 'shape': (1,), }",
        "{'descr': '<f4', 'fortran_order': False}",
        "{'descr': '<f4', 'descr': '<f4', 'fortran_order': False, 'shape': (2,)}",
        "{'descr': '|O', 'fortran_order': False, 'shape': (1,)}",
        "{'descr': '<c16', 'fortran_order': False, 'shape': (1,)}",
        "{'descr': '', 'fortran_order': False, 'shape': (2,)}",
        "{'descr': [('a', '<f4')], 'fortran_order': False, 'shape': (2,)}",
        "{'descr': '<f4', 'fortran_order': __import__('os').system('true'), 'shape': (2,)}",
        "{'descr': '<f4', 'fortran_order': False, 'shape': (2,)} + 1",
        "{'descr': '<f4', 'fortran_order': False, 'shape': (2,",
        "",
    };
    for (const char* lie : lies) {
        CAPTURE(lie);
        CHECK(test::tryParse(withHeader(lie, 8), parseNpy) == test::Verdict::Refused);
    }
    CHECK(parseNpy(withHeader("{'descr':'<f4','fortran_order':False,'shape':(2,)}", 8)).elementCount() == 2);
    CHECK(parseNpy(withHeader("{'descr': '<f4', 'fortran_order': True, 'shape': (0, 9999999999999), }", 0, 2))
              .elementCount() == 0);
    CHECK_THROWS_AS(parseNpy(withHeader("{'descr': '<f4', 'fortran_order': False, 'shape': (2,)}", 8, 4)),
                    RuntimeError);
    std::string dimensions = "{'descr': '|u1', 'fortran_order': False, 'shape': (";
    for (int i = 0; i < 40; ++i) dimensions += "1, ";
    CHECK_THROWS_AS(parseNpy(withHeader(dimensions + ")}", 1)), RuntimeError);
}

TEST_CASE("damaged arrays are refused or read, never more") {
    const Bytes bytes = encodeNpy(makeTensor<float>("", {3, 5}, std::vector<float>(15, 1.5f)));
    CHECK(test::acceptedTruncations(bytes, parseNpy) == 0);
    test::acceptedBitFlips(bytes, parseNpy);
    const TemporaryFolder folder;
    writeNpz(folder / "a.npz",
             std::vector<Tensor>{makeTensor<float>("x", {4}, std::vector<float>(4, 2)),
                                 makeTensor<std::int64_t>("y", {4}, std::vector<std::int64_t>(4, 1))});
    const auto parseNpz = [](const Bytes& damaged) {
        const auto file = openMemory(damaged, "a.npz");
        const NpzReader reader(*file);
        for (const auto& name : reader.names()) reader.read(name);
    };
    const Bytes npz = readFile(folder / "a.npz", 1 << 20);
    CHECK(test::acceptedTruncations(npz, parseNpz) == 0);
    test::acceptedBitFlips(npz, parseNpz);
}
