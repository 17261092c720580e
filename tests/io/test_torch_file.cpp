#include "io/file.h"
#include "io/pickle.h"
#include "io/pickle_numpy.h"
#include "io/torch_file.h"
#include "support/hostile.h"
#include "support/python.h"
#include "support/temporary_folder.h"

#include <doctest/doctest.h>

using namespace selfsight;
using namespace selfsight::io;
using selfsight::test::requirePython;
using selfsight::test::TemporaryFolder;

namespace {

const char* const kTorchMaker = R"(
import sys, os, pickle, collections, argparse, zipfile, torch
d = sys.argv[1] + '/'
def rezip(name, data, source='state.pt'):
    with zipfile.ZipFile(d + source) as a, zipfile.ZipFile(d + name, 'w') as b:
        for e in a.namelist(): b.writestr(e, data if e.endswith('data.pkl') else a.read(e))
base = torch.arange(24, dtype=torch.float32).reshape(2, 3, 4)
class Net(torch.nn.Module):
    def __init__(self):
        super().__init__()
        self.conv1 = torch.nn.Sequential(torch.nn.Conv2d(3, 4, 3), torch.nn.BatchNorm2d(4))
net = Net()
with torch.no_grad():
    for i, p in enumerate(net.parameters()): p.fill_(i + 0.5)
torch.save(net.state_dict(), d + 'state.pt')
torch.save(dict(net.named_parameters()), d + 'parameters.pt')
torch.save({'t': base.permute(2, 0, 1), 'slice': base[:, 1], 'tied': base, 'scalar': torch.tensor(7), 'empty': torch.zeros(0, 3),
            'half': torch.tensor([1.5], dtype=torch.float16), 'bf16': torch.tensor([2.5], dtype=torch.bfloat16),
            'bool': torch.tensor([True]), 'u8': torch.tensor([200], dtype=torch.uint8), 'f64': torch.tensor([0.1], dtype=torch.float64)}, d + 'kinds.pt')
torch.save({'model': {'backbone': {'w': base}, 'head': {'b': base[0, 0]}}, 'epoch': 3}, d + 'nested.pt')
hp = argparse.Namespace(lr=5e-4, name='byol')
opt = torch.optim.AdamW(net.parameters())
torch.save({'epoch': 12, 'global_step': 999, 'pytorch-lightning_version': '1.7.7', 'state_dict': {'learner.net.' + k: v for k, v in net.state_dict().items()},
            'optimizer_states': [opt.state_dict()], 'lr_schedulers': [], 'callbacks': {'EarlyStopping': {'wait': 1, 'best': torch.tensor(1.0)}},
            'hparams_name': 'kwargs', 'hyper_parameters': {'lr': 5e-4, 'batch': 256, 'flip': True}, 'namespace': hp}, d + 'lightning.ckpt')
torch.save(net.state_dict(), d + 'bad-legacy.pt', _use_new_zipfile_serialization=False)
torch.save(net, d + 'bad-object.pt')
class Evil:
    def __reduce__(self): return (os.system, ('touch ' + d + 'EXECUTED',))
torch.save({'state_dict': net.state_dict(), 'x': Evil()}, d + 'bad-system.pt')
rezip('bad-eval.pt', b"cbuiltins\neval\n(X\x08\x00\x00\x00print(1)tR.")
rezip('bad-loop.pt', b"\x80\x02}q\x00X\x01\x00\x00\x00ah\x00s.")
rezip('bad-inst.pt', b"(i__main__\nX\n.")
rezip('bad-empty.pt', b"")
rezip('bad-memo.pt', b"\x80\x02h\x05.")
rezip('bad-deep.pt', b"]" * 100000 + b"a" * 99999 + b".")
state = zipfile.ZipFile(d + 'state.pt').read('state/data.pkl')
rezip('bad-global.pt', state.replace(b'FloatStorage', b'load_library'))
rezip('bad-size.pt', state.replace(b'K\x04K\x03K\x03K\x03t', b'K\x04K\x03K\x03K\xfft'))
rezip('bad-stride.pt', state.replace(b'K\x1bK\tK\x03K\x01t', b'K\xffK\tK\x03K\x01t'))
torch.save({'x': torch.zeros(1).expand(100000)}, d + 'bad-expanded.pt')
view = torch.zeros(1 << 18)
torch.save({'x%d' % i: view.view(512, 512) for i in range(400)}, d + 'bad-sharing.pt')
open(d + 'bad-text.pt', 'w').write('hello' * 100)
with zipfile.ZipFile(d + 'bad-zip.pt', 'w') as z: z.writestr('a.npy', b'x')
)";

const TemporaryFolder& files() {
    static const TemporaryFolder folder;
    static const std::string made = requirePython(kTorchMaker, {folder.path().string()});
    return folder;
}

Pickle read(std::string_view bytes) {
    return Pickle(asBytes(bytes), "test.pkl",
                  [](std::string_view global) { return global == "collections.OrderedDict"; });
}

}  // namespace

TEST_CASE("state dicts of modules, parameters, nested dictionaries, every type and stride") {
    const auto& folder = files();
    const TorchFile state = readTorchFile(folder / "state.pt");
    REQUIRE(state.tensors.size() == 7);
    CHECK(state.stateDict.empty());
    CHECK(state.tensors[0].name == "conv1.0.weight");
    CHECK(state.tensors[0].shape == std::vector<std::int64_t>{4, 3, 3, 3});
    CHECK(toFloats(state.tensors[0]) == std::vector<float>(108, 0.5f));
    CHECK(state.find("conv1.1.num_batches_tracked")->dtype == DType::I64);
    CHECK(toFloats(*state.find("conv1.1.running_var")) == std::vector<float>(4, 1));
    CHECK(readTorchFile(folder / "parameters.pt").tensors.size() == 4);

    const TorchFile kinds = readTorchFile(folder / "kinds.pt");
    CHECK(kinds.find("t")->shape == std::vector<std::int64_t>{4, 2, 3});
    CHECK(toFloats(*kinds.find("t"))[1] == 4);
    CHECK(toFloats(*kinds.find("t"))[3] == 12);
    CHECK(toFloats(*kinds.find("slice")) == std::vector<float>{4, 5, 6, 7, 16, 17, 18, 19});
    CHECK(toFloats(*kinds.find("tied"))[23] == 23);
    CHECK(toIntegers(*kinds.find("scalar"), "s") == std::vector<std::int64_t>{7});
    CHECK(kinds.find("empty")->bytes.empty());
    CHECK(toFloats(*kinds.find("half"))[0] == 1.5f);
    CHECK(toFloats(*kinds.find("bf16"))[0] == 2.5f);
    CHECK(kinds.find("bool")->dtype == DType::Bool);
    CHECK(toIntegers(*kinds.find("u8"), "u")[0] == 200);

    const TorchFile nested = readTorchFile(folder / "nested.pt");
    CHECK(nested.stateDict == "model");
    CHECK(nested.find("backbone.w")->elementCount() == 24);
    CHECK(nested.find("head.b")->elementCount() == 4);
    CHECK(nested.scalars.at("epoch") == "3");
}

TEST_CASE("a Lightning checkpoint: weights, and the numbers beside them") {
    const TorchFile file = readTorchFile(files() / "lightning.ckpt");
    CHECK(file.stateDict == "state_dict");
    CHECK(file.tensors.size() == 7);
    CHECK(file.find("learner.net.conv1.0.weight"));
    CHECK(file.scalars.at("epoch") == "12");
    CHECK(file.scalars.at("hyper_parameters.lr") == "0.0005");
    CHECK(file.scalars.at("hyper_parameters.flip") == "true");
    CHECK(file.scalars.at("namespace.name") == "byol");
    CHECK(file.scalars.at("pytorch-lightning_version") == "1.7.7");
}

TEST_CASE("hostile and foreign files are refused, and nothing of them runs") {
    const auto& folder = files();
    int count = 0;
    for (const auto& item : std::filesystem::directory_iterator(folder.path())) {
        const std::string name = item.path().filename().string();
        if (!name.starts_with("bad-")) continue;
        CAPTURE(name);
        ++count;
        try {
            readTorchFile(item.path());
            FAIL_CHECK("accepted");
        } catch (const RuntimeError& error) {
            CHECK(error.code() == ErrorCode::Input);
            CHECK(std::string(error.what()).find(name) != std::string::npos);
            if (name == "bad-system.pt") CHECK(std::string(error.what()).find("system") != std::string::npos);
        }
    }
    CHECK(count == 16);
    CHECK_FALSE(std::filesystem::exists(folder / "EXECUTED"));
}

TEST_CASE("what we write, torch.load reads with its safe defaults, bit for bit") {
    const TemporaryFolder folder;
    const std::vector<Tensor> tensors{
        makeTensor<float>("conv1.0.weight", {2, 1, 3}, std::vector<float>{1, -2, 3e-40f, 4, 5, 6}),
        makeTensor<std::int64_t>("conv1.1.num_batches_tracked", {}, std::vector<std::int64_t>{5'000'000'000}),
        makeTensor<std::uint8_t>("bytes ü", {2}, std::vector<std::uint8_t>{0, 255}),
        makeTensor<double>("empty", {0, 4}, std::vector<double>{})};
    writeTorchFile(folder / "ours.pt", tensors);
    requirePython(R"(
import sys, collections, torch
s = torch.load(sys.argv[1], weights_only=True)
assert type(s) is collections.OrderedDict and list(s) == ['conv1.0.weight', 'conv1.1.num_batches_tracked', 'bytes ü', 'empty'], list(s)
w = s['conv1.0.weight']; assert w.dtype == torch.float32 and w.tolist() == torch.tensor([[[1, -2, 3e-40]], [[4, 5, 6]]]).tolist()
assert w.is_contiguous() and not w.requires_grad
assert s['conv1.1.num_batches_tracked'] == 5000000000 and s['conv1.1.num_batches_tracked'].shape == ()
assert s['bytes ü'].tolist() == [0, 255] and s['empty'].shape == (0, 4) and s['empty'].dtype == torch.float64
m = torch.load(sys.argv[1], weights_only=True, mmap=True); assert m['bytes ü'].tolist() == [0, 255]
)",
                  {(folder / "ours.pt").string()});
    const TorchFile back = readTorchFile(folder / "ours.pt");
    REQUIRE(back.tensors.size() == tensors.size());
    for (std::size_t i = 0; i < tensors.size(); ++i) {
        CHECK(back.tensors[i].name == tensors[i].name);
        CHECK(back.tensors[i].dtype == tensors[i].dtype);
        CHECK(back.tensors[i].shape == tensors[i].shape);
        CHECK(back.tensors[i].bytes == tensors[i].bytes);
    }
    CHECK_THROWS_AS(writeTorchFile(folder / "no.pt", std::vector<Tensor>{makeTensor<std::uint32_t>(
                                                         "a", {1}, std::vector<std::uint32_t>{1})}),
                    LogicError);
}

TEST_CASE("pickles of every protocol become values") {
    for (int protocol = 0; protocol <= 5; ++protocol) {
        CAPTURE(protocol);
        const TemporaryFolder folder;
        requirePython(R"(
import sys, pickle, collections
value = {'i': [0, 1, -1, 255, 65536, 2**31, -2**40, 2**80], 'f': 0.1, 'n': None, 'b': [True, False], 't': (1, (2,), ()),
         'text': 'plain', 'bytes': b'raw' if int(sys.argv[2]) > 2 else None, 'o': collections.OrderedDict(a=1)}
value['self'] = value['i']
pickle.dump(value, open(sys.argv[1], 'wb'), protocol=int(sys.argv[2]))
)",
                      {(folder / "p").string(), std::to_string(protocol)});
        const Bytes bytes = readFile(folder / "p", 10000);
        const Pickle pickle = read(asText(bytes));
        CHECK(pickle.length() == bytes.size());
        const auto& root = pickle.root();
        const auto* integers = pickle.find(root, "i");
        REQUIRE(integers);
        REQUIRE(integers->items.size() == 8);
        CHECK(pickle[integers->items[2]].integer == -1);
        CHECK(pickle[integers->items[5]].integer == 2147483648);
        CHECK(pickle[integers->items[6]].integer == -(std::int64_t{1} << 40));
        CHECK(pickle[integers->items[7]].kind == Pickle::Kind::LongInteger);
        CHECK(pickle.find(root, "self") == integers);
        CHECK(pickle.find(root, "f")->real == 0.1);
        CHECK(pickle.find(root, "n")->kind == Pickle::Kind::None);
        CHECK(pickle[pickle.find(root, "b")->items[0]].integer == 1);
        CHECK(pickle[pickle.find(root, "t")->items[1]].items.size() == 1);
        CHECK(pickle.find(root, "text")->text == "plain");
        if (protocol > 2) CHECK(pickle.find(root, "bytes")->text == "raw");
        REQUIRE(pickle.find(*pickle.find(root, "o"), "a"));
        CHECK(pickle.find(*pickle.find(root, "o"), "a")->integer == 1);
    }
    CHECK_THROWS_AS(read("cos\nsystem\n(X\x02\0\0\0lstR."), RuntimeError);
    CHECK_THROWS_AS(read("\x80\x06N."), RuntimeError);
    CHECK_THROWS_AS(read("(N"), RuntimeError);
    CHECK_THROWS_AS(read("X\xff\xff\xff\x7f."), RuntimeError);
    CHECK_THROWS_AS(read("0."), RuntimeError);
    CHECK_THROWS_AS(read("(."), RuntimeError);
    CHECK_THROWS_AS(read("Nb."), RuntimeError);
    CHECK_THROWS_AS(read("NNa."), RuntimeError);
}

TEST_CASE("pickled NumPy arrays, of every protocol and in CIFAR's own form") {
    const TemporaryFolder folder;
    requirePython(R"(
import sys, pickle, numpy as np
d = sys.argv[1] + '/'
for p in range(6):
    with open(f'{d}{p}', 'wb') as f:
        if p == 5: pickle.dump({'data': np.arange(6, dtype='u1').reshape(2, 3).copy()}, f, protocol=4)
        else: pickle.dump({'data': np.arange(6, dtype='u1').reshape(2, 3)}, f, protocol=max(p, 1))
pickle.dump({'data': np.asfortranarray(np.arange(250, 256, dtype='>i4').reshape(2, 3))}, open(d + 'fortran', 'wb'), protocol=2)
pickle.dump({'data': np.array([None])}, open(d + 'objects', 'wb'), protocol=2)
pickle.dump({'data': np.frombuffer(bytes(range(256)), dtype='u1')}, open(d + 'bytes', 'wb'), protocol=2)
# Python 2, protocol 2, as in cifar-100-python: strings of bytes, not of text.
b = b"\x80\x02}q\x00(U\x04dataq\x01cnumpy.core.multiarray\n_reconstruct\nq\x02cnumpy\nndarray\nq\x03K\x00\x85q\x04U\x01bq\x05\x87q\x06Rq\x07(K\x01K\x01K\x03\x86q\x08cnumpy\ndtype\nq\tU\x02u1q\nK\x00K\x01\x87q\x0bRq\x0c(K\x03U\x01|q\rNNNJ\xff\xff\xff\xffJ\xff\xff\xff\xffK\x00tq\x0eb\x89U\x03\x00\xff\x80q\x0ftq\x10bU\x0bfine_labelsq\x11]q\x12(K\x13K\x1deu."
open(d + 'cifar', 'wb').write(b)
)",
                  {folder.path().string()});
    const auto array = [&](const std::string& name) {
        const Bytes bytes = readFile(folder / name, 10000);
        const Pickle pickle(bytes, name, isNumpyGlobal);
        const auto tensor = numpyArray(pickle, *pickle.find(pickle.root(), "data"), name);
        REQUIRE(tensor);
        return *tensor;
    };
    for (const char* name : {"0", "1", "2", "3", "4", "5"}) {
        CAPTURE(name);
        CHECK(array(name).shape == std::vector<std::int64_t>{2, 3});
        CHECK(array(name).bytes == Bytes{0, 1, 2, 3, 4, 5});
    }
    CHECK(toFloats(array("fortran")) == std::vector<float>{250, 251, 252, 253, 254, 255});
    CHECK(array("bytes").bytes[200] == 200);
    CHECK(array("bytes").bytes.size() == 256);
    CHECK(array("cifar").bytes == Bytes{0, 255, 128});
    CHECK_THROWS_AS(array("objects"), RuntimeError);
}

TEST_CASE("damaged files are refused or read, never more") {
    const TemporaryFolder folder;
    writeTorchFile(folder / "a.pt",
                   std::vector<Tensor>{makeTensor<float>("a", {2, 2}, std::vector<float>{1, 2, 3, 4})});
    const Bytes bytes = readFile(folder / "a.pt", 1 << 20);
    const auto parse = [](const Bytes& damaged) { readTorchFile(*openMemory(damaged, "damaged.pt")); };
    CHECK(test::tryParse(bytes, parse) == test::Verdict::Accepted);
    CHECK(test::acceptedTruncations(bytes, parse) == 0);
    test::acceptedBitFlips(bytes, parse, bytes.size() * 8);
    // The pickle alone, without the CRC-32 in front of it.
    const std::string state = requirePython(
        "import sys, zipfile; sys.stdout.buffer.write(zipfile.ZipFile(sys.argv[1]).read('state/data.pkl'))",
        {(files() / "state.pt").string()});
    const auto parsePickle = [](const Bytes& damaged) {
        Pickle(damaged, "damaged.pkl", [](std::string_view) { return true; });
    };
    const Bytes stateBytes(state.begin(), state.end());
    CHECK(test::tryParse(stateBytes, parsePickle) == test::Verdict::Accepted);
    CHECK(test::acceptedTruncations(stateBytes, parsePickle) == 0);
    test::acceptedBitFlips(stateBytes, parsePickle, 8000);
}
