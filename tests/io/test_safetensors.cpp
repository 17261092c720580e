#include "io/atomic_file.h"
#include "io/safetensors.h"
#include "support/hostile.h"
#include "support/python.h"
#include "support/temporary_folder.h"

#include <doctest/doctest.h>

using namespace selfsight;
using namespace selfsight::io;
using selfsight::test::requirePython;
using selfsight::test::TemporaryFolder;

namespace {

std::vector<Tensor> someTensors() {
    return {makeTensor<std::uint8_t>("bytes", {3}, std::vector<std::uint8_t>{1, 2, 3}),
            makeTensor<float>("conv1.0.weight", {2, 1, 2}, std::vector<float>{1, -2, 3.5f, 4}),
            makeTensor<std::int64_t>("conv1.1.num_batches_tracked", {}, std::vector<std::int64_t>{42}),
            makeTensor<float>("empty \"quoted\" ü", {0, 7}, std::vector<float>{})};
}

SafetensorsFile parseSafetensors(const Bytes& bytes) {
    return readSafetensors(*openMemory(bytes, "test.safetensors"));
}

Bytes fileOf(const std::string& header, std::size_t dataBytes) {
    Bytes bytes;
    appendLittle(bytes, static_cast<std::uint64_t>(header.size()));
    appendText(bytes, header);
    bytes.insert(bytes.end(), dataBytes, 0);
    return bytes;
}

}  // namespace

TEST_CASE("tensors and metadata read back, here and in Python") {
    const TemporaryFolder folder;
    const auto tensors = someTensors();
    const std::string digest = writeSafetensors(folder / "a.safetensors", tensors, {{"note", "a \"b\"\n"}});
    const SafetensorsFile file = readSafetensors(folder / "a.safetensors", true);
    CHECK(file.verified);
    CHECK(file.metadata.at("note") == "a \"b\"\n");
    CHECK(file.metadata.at(kSha256Key) == digest);
    REQUIRE(file.tensors.size() == tensors.size());
    for (const auto& tensor : tensors) {
        const Tensor* found = file.find(tensor.name);
        REQUIRE(found);
        CHECK(found->dtype == tensor.dtype);
        CHECK(found->shape == tensor.shape);
        CHECK(found->bytes == tensor.bytes);
    }
    CHECK(file.find("absent") == nullptr);
    requirePython(R"(
import sys, json, hashlib
from safetensors import safe_open
path = sys.argv[1]
with safe_open(path, framework='np') as f:
    assert set(f.keys()) == {'bytes', 'conv1.0.weight', 'conv1.1.num_batches_tracked', 'empty "quoted" ü'}, list(f.keys())
    assert f.get_tensor('conv1.0.weight').tolist() == [[[1, -2]], [[3.5, 4]]]
    assert f.get_tensor('conv1.1.num_batches_tracked') == 42
    assert f.get_tensor('bytes').tolist() == [1, 2, 3]
    assert f.metadata()['note'] == 'a "b"\n'
    digest = f.metadata()['selfsight.sha256']
raw = open(path, 'rb').read()   # the rule of the checksum, in two lines
assert raw.count(digest.encode()) == 1 and hashlib.sha256(raw.replace(digest.encode(), b'0' * 64)).hexdigest() == digest
)",
                  {(folder / "a.safetensors").string()});
}

TEST_CASE("files that Python writes are read") {
    const TemporaryFolder folder;
    requirePython(R"(
import sys, numpy as np, torch
from safetensors.torch import save_file
save_file({'h': torch.tensor([1.5, -2], dtype=torch.float16), 'b': torch.tensor([3.0], dtype=torch.bfloat16),
           'd': torch.tensor([[1.0, 2.0]], dtype=torch.float64), 'i': torch.tensor([-5], dtype=torch.int32),
           't': torch.tensor([True, False])}, sys.argv[1], metadata={'format': 'pt'})
)",
                  {(folder / "p.safetensors").string()});
    const SafetensorsFile file = readSafetensors(folder / "p.safetensors");
    CHECK_FALSE(file.verified);
    CHECK_THROWS_AS(readSafetensors(folder / "p.safetensors", true), RuntimeError);
    CHECK(toFloats(*file.find("h")) == std::vector<float>{1.5f, -2});
    CHECK(toFloats(*file.find("b")) == std::vector<float>{3});
    CHECK(toFloats(*file.find("d")) == std::vector<float>{1, 2});
    CHECK(toIntegers(*file.find("i"), "i") == std::vector<std::int64_t>{-5});
    CHECK(toIntegers(*file.find("t"), "t") == std::vector<std::int64_t>{1, 0});
    CHECK(file.metadata.at("format") == "pt");
}

TEST_CASE("headers that break the format's rules") {
    const auto tensor = [](const std::string& name, const std::string& rest) {
        return "\"" + name + "\":{" + rest + "}";
    };
    const std::string good = tensor("a", "\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,8]");
    CHECK(parseSafetensors(fileOf("{" + good + "}", 8)).tensors.size() == 1);
    CHECK(parseSafetensors(fileOf("{" + good + "}      ", 8)).tensors.size() == 1);
    CHECK(parseSafetensors(fileOf("{}  ", 0)).tensors.empty());
    const std::pair<std::string, std::size_t> bad[] = {
        {"{" + good + "}", 9},
        {"{" + good + "}", 7},
        {" {" + good + "}", 8},
        {"[" + good + "]", 8},
        {"{" + good + "," + good + "}", 8},
        {"{" + good + "," + tensor("b", "\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[4,12]") + "}", 12},
        {"{" + good + "," + tensor("b", "\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[12,16]") + "}",
         16},
        {"{" + tensor("a", "\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[8,0]") + "}", 8},
        {"{" + tensor("a", "\"dtype\":\"F32\",\"shape\":[-2],\"data_offsets\":[0,8]") + "}", 8},
        {"{" + tensor("a", "\"dtype\":\"F32\",\"shape\":[2.0],\"data_offsets\":[0,8]") + "}", 8},
        {"{" + tensor("a", "\"dtype\":\"F32\",\"shape\":[4611686018427387904,4],\"data_offsets\":[0,0]") +
             "}",
         0},
        {"{" + tensor("a", "\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,18446744073709551615]") + "}",
         8},
        {"{" + tensor("a", "\"dtype\":\"F8_E5M2\",\"shape\":[8],\"data_offsets\":[0,8]") + "}", 8},
        {"{" + tensor("a", "\"dtype\":3,\"shape\":[2],\"data_offsets\":[0,8]") + "}", 8},
        {"{" + tensor("a", "\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,8],\"x\":1") + "}", 8},
        {"{" + tensor("a", "\"dtype\":\"F32\",\"shape\":[2]") + "}", 8},
        {"{\"__metadata__\":{\"a\":1}," + good + "}", 8},
        {"{\"__metadata__\":[]," + good + "}", 8},
        {"{" + std::string(100, '['), 8},
    };
    for (const auto& [header, data] : bad) {
        CAPTURE(header);
        CHECK(test::tryParse(fileOf(header, data), parseSafetensors) == test::Verdict::Refused);
    }
    Bytes huge = fileOf("{}", 0);
    for (std::size_t i = 0; i < 8; ++i) huge[i] = 0xff;
    CHECK(test::tryParse(huge, parseSafetensors) == test::Verdict::Refused);
}

TEST_CASE("with our checksum every flipped bit is found") {
    const TemporaryFolder folder;
    writeSafetensors(folder / "a.safetensors", someTensors(), {{"k", "v"}});
    const Bytes bytes = readFile(folder / "a.safetensors", 1 << 20);
    const auto strict = [](const Bytes& damaged) {
        readSafetensors(*openMemory(damaged, "a.safetensors"), true);
    };
    CHECK(test::tryParse(bytes, strict) == test::Verdict::Accepted);
    CHECK(test::acceptedTruncations(bytes, strict) == 0);
    CHECK(test::acceptedBitFlips(bytes, strict, bytes.size() * 8) == 0);
    const auto header = [](const Bytes& damaged) {
        readSafetensorsHeader(*openMemory(damaged, "a.safetensors"));
    };
    CHECK(test::tryParse(bytes, header) == test::Verdict::Accepted);
    test::acceptedBitFlips(bytes, header);
}

TEST_CASE("two tensors of one name are a bug of ours") {
    const TemporaryFolder folder;
    const auto tensor = makeTensor<float>("a", {1}, std::vector<float>{1});
    CHECK_THROWS_AS(writeSafetensors(folder / "a", std::vector<Tensor>{tensor, tensor}), LogicError);
    CHECK(std::filesystem::is_empty(folder.path()));
}
