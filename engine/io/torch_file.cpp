#include "io/torch_file.h"

#include "io/csv.h"
#include "io/pickle.h"
#include "io/torch_types.h"
#include "io/zip.h"

#include <algorithm>
#include <cctype>
#include <set>

namespace selfsight::io {

namespace {

using Node = Pickle::Node;
using Kind = Pickle::Kind;

constexpr std::uint64_t kMaxPickle = 64ull << 20;
// Tied weights and views repeat a storage a few times; files that unpack to more than this many times
// themselves attack.
constexpr std::uint64_t kMaxSharing = 8;
constexpr int kMaxDepth = 32;
constexpr std::size_t kMaxVisits = 1'000'000;
constexpr std::size_t kMaxTensors = 200'000;
constexpr std::size_t kMaxName = 1000;

constexpr std::string_view kAllowed[] = {"collections.OrderedDict",
                                         "collections.defaultdict",
                                         "collections.Counter",
                                         "collections.deque",
                                         "builtins.dict",
                                         "builtins.list",
                                         "builtins.set",
                                         "builtins.tuple",
                                         "builtins.int",
                                         "builtins.float",
                                         "builtins.str",
                                         "builtins.bool",
                                         "builtins.slice",
                                         "builtins.complex",
                                         "builtins.bytearray",
                                         "builtins.object",
                                         "__builtin__.dict",
                                         "__builtin__.list",
                                         "__builtin__.set",
                                         "__builtin__.object",
                                         "_codecs.encode",
                                         "copyreg._reconstructor",
                                         "copy_reg._reconstructor",
                                         "argparse.Namespace",
                                         "pathlib.PosixPath",
                                         "pathlib.WindowsPath",
                                         "pathlib.PurePosixPath",
                                         "pathlib.PureWindowsPath",
                                         "datetime.datetime",
                                         "datetime.timedelta",
                                         "torch._utils._rebuild_tensor",
                                         "torch._utils._rebuild_tensor_v2",
                                         "torch._utils._rebuild_tensor_v3",
                                         "torch._utils._rebuild_parameter",
                                         "torch._utils._rebuild_parameter_with_state",
                                         "torch.Size",
                                         "torch.device",
                                         "torch.Tensor",
                                         "torch.nn.parameter.Parameter",
                                         "torch.UntypedStorage",
                                         "torch.storage.UntypedStorage",
                                         "torch.storage.TypedStorage",
                                         "torch.storage._load_from_bytes",
                                         "torch.serialization._get_layout",
                                         "numpy.dtype",
                                         "numpy.ndarray",
                                         "numpy.core.multiarray._reconstruct",
                                         "numpy._core.multiarray._reconstruct",
                                         "numpy.core.multiarray.scalar",
                                         "numpy._core.multiarray.scalar"};

// Configuration holders and callbacks, of which only the name and plain values are read.
constexpr std::string_view kAllowedPrefixes[] = {
    "pytorch_lightning.callbacks.",         "lightning.pytorch.callbacks.",
    "pytorch_lightning.utilities.parsing.", "lightning.pytorch.utilities.parsing.",
    "lightning_fabric.utilities.",          "lightning.fabric.utilities.",
    "pytorch_lightning.utilities.enums.",   "lightning.pytorch.utilities.enums.",
    "pytorch_lightning.trainer.states.",    "lightning.pytorch.trainer.states."};

bool isAllowed(std::string_view global) {
    if (std::find(std::begin(kAllowed), std::end(kAllowed), global) != std::end(kAllowed)) return true;
    if (std::any_of(std::begin(kAllowedPrefixes), std::end(kAllowedPrefixes),
                    [&](auto p) { return global.starts_with(p); }))
        return true;
    if (!global.starts_with("torch.")) return false;
    const std::string_view rest = global.substr(6);
    const auto isStorage = [&](const TorchStorageType& s) { return rest == s.name || rest == s.dtype; };
    return std::any_of(std::begin(kTorchStorages), std::end(kTorchStorages), isStorage);
}

class Reader {
  public:
    explicit Reader(RandomAccess& file) : file_(file), zip_(file) {
        const auto& entries = zip_.entries();
        const auto data = std::find_if(entries.begin(), entries.end(), [](const ZipEntry& e) {
            return e.name.ends_with("/data.pkl") && e.name.find('/') == e.name.size() - 9;
        });
        if (data == entries.end()) fail("not a PyTorch file: a zip archive without data.pkl");
        root_ = data->name.substr(0, data->name.size() - 8);
        if (zip_.find(root_ + "constants.pkl"))
            fail("a TorchScript program; the weights alone were expected: torch.save(model.state_dict(), …)");
        if (data->size > kMaxPickle) fail("its pickle has " + std::to_string(data->size) + " bytes");
        if (const auto* order = zip_.find(root_ + "byteorder");
            order && asText(zip_.read(*order)) != "little")
            fail("was written on a big-endian machine");
        bytes_ = zip_.read(*data);
    }

    TorchFile read() {
        const Pickle pickle(bytes_, file_.name(), isAllowed);
        pickle_ = &pickle;
        TorchFile result;
        const Node* top = &pickle.root();
        if (!pickle.dictionaryItems(*top)) {
            if (top->kind == Kind::Object)
                fail(
                    "holds a whole Python object; the weights alone were expected: "
                    "torch.save(model.state_dict(), …)");
            fail("a dictionary of tensors was expected");
        }
        const Node* chosen = top;
        for (const char* key :
             {"state_dict", "model_state_dict", "model", "net", "network", "encoder", "backbone"}) {
            const Node* inner = pickle.find(*top, key);
            std::size_t visits = 0;
            if (!inner || !pickle.dictionaryItems(*inner) || !holdsTensors(*inner, 0, visits)) continue;
            chosen = inner;
            result.stateDict = key;
            break;
        }
        collect(*chosen, "", 0, result);
        if (result.tensors.empty()) fail("holds no tensors");
        visits_ = 0;
        if (chosen != top) scalarsOf(*top, "", 0, result.scalars);
        return result;
    }

  private:
    [[noreturn]] void fail(const std::string& what) const { throw inputError(file_.name(), what); }

    bool isTensor(const Node& node) const {
        return pickle_->isCallOf(node, "torch._utils._rebuild_tensor_v2") ||
               pickle_->isCallOf(node, "torch._utils._rebuild_tensor") ||
               pickle_->isCallOf(node, "torch._utils._rebuild_tensor_v3") ||
               pickle_->isCallOf(node, "torch._utils._rebuild_parameter") ||
               pickle_->isCallOf(node, "torch._utils._rebuild_parameter_with_state");
    }

    void countVisit(std::size_t& visits, int depth) const {
        if (++visits > kMaxVisits || depth > kMaxDepth)
            fail("its dictionaries are nested too deep or refer to themselves");
    }

    bool holdsTensors(const Node& node, int depth, std::size_t& visits) const {
        const auto* items = pickle_->dictionaryItems(node);
        if (!items) return isTensor(node);
        for (std::size_t i = 1; i < items->size(); i += 2) {
            countVisit(visits, depth);
            if (holdsTensors((*pickle_)[(*items)[i]], depth + 1, visits)) return true;
        }
        return false;
    }

    std::string keyText(const Node& key) const {
        if (key.kind == Kind::Text || key.kind == Kind::ByteString) return key.text;
        return key.kind == Kind::Integer ? std::to_string(key.integer) : "";
    }

    void collect(const Node& dictionary, const std::string& prefix, int depth, TorchFile& result) {
        const auto& items = *pickle_->dictionaryItems(dictionary);
        for (std::size_t i = 0; i + 1 < items.size(); i += 2) {
            countVisit(visits_, depth);
            const Node& value = (*pickle_)[items[i + 1]];
            const std::string name = prefix + keyText((*pickle_)[items[i]]);
            if (name.size() > kMaxName || result.tensors.size() > kMaxTensors)
                fail("more or longer names than any model has");
            if (isTensor(value)) {
                if (!names_.insert(name).second) fail("the tensor \"" + name + "\" is there twice");
                result.tensors.push_back(tensor(value, name));
            } else if (pickle_->dictionaryItems(value)) {
                collect(value, name + ".", depth + 1, result);
            }
        }
    }

    void scalarsOf(const Node& node, const std::string& path, int depth,
                   std::map<std::string, std::string>& out) {
        if (++visits_ > kMaxVisits || depth > 4 || path.size() > 400) return;
        if (!path.empty()) {
            if (node.kind == Kind::Integer) out[path] = std::to_string(node.integer);
            if (node.kind == Kind::Bool) out[path] = node.integer ? "true" : "false";
            if (node.kind == Kind::Real) out[path] = numberText(node.real);
            if (node.kind == Kind::Text && node.text.size() <= 1000) out[path] = node.text;
        }
        const auto* items = pickle_->dictionaryItems(node);
        // An AttributeDict or a Namespace keeps its values as entries or as state.
        if (!items && node.kind == Kind::Object && !isTensor(node)) {
            if (node.entries.size() % 2 == 0 && !node.entries.empty()) items = &node.entries;
            if (!items && node.state.size() == 1) items = pickle_->dictionaryItems((*pickle_)[node.state[0]]);
        }
        if (!items || items->size() > 2000) return;
        for (std::size_t i = 0; i + 1 < items->size(); i += 2) {
            const std::string key = keyText((*pickle_)[(*items)[i]]);
            if (!key.empty())
                scalarsOf((*pickle_)[(*items)[i + 1]], path.empty() ? key : path + "." + key, depth + 1, out);
        }
    }

    std::int64_t length(const Node& node) const {
        if (node.kind != Kind::Integer || node.integer < 0) fail("a tensor with a damaged size");
        return node.integer;
    }
    std::vector<std::int64_t> lengths(const Node& node) const {
        const Node& tuple = pickle_->isCallOf(node, "torch.Size") && !pickle_->arguments(node).empty()
                                ? (*pickle_)[pickle_->arguments(node)[0]]
                                : node;
        if ((tuple.kind != Kind::Tuple && tuple.kind != Kind::List) || tuple.items.size() > 32)
            fail("a tensor with a damaged shape");
        std::vector<std::int64_t> values;
        for (const auto id : tuple.items) values.push_back(length((*pickle_)[id]));
        return values;
    }

    struct Storage {
        DType dtype = DType::F32;
        const Bytes* bytes = nullptr;
        std::uint64_t elements = 0;
    };

    DType dtypeNamed(std::string_view global) const {
        for (const auto& storage : kTorchStorages)
            if (global == "torch." + std::string(storage.name) ||
                global == "torch." + std::string(storage.dtype))
                return storage.type;
        fail("tensors of the type " + std::string(global.substr(0, 100)) + " are not read");
    }

    // ("storage", type, key, location, element count), as torch.serialization writes it.
    Storage storage(const Node& node, const Node* dtype) {
        const Node* id = node.kind == Kind::PersistentId ? &(*pickle_)[node.items[0]] : nullptr;
        if (!id || id->kind != Kind::Tuple || id->items.size() < 5) fail("a tensor without a storage");
        const Node& type = (*pickle_)[id->items[1]];
        const Node& key = (*pickle_)[id->items[2]];
        if (type.kind != Kind::Global || key.kind != Kind::Text || key.text.size() > 100)
            fail("a tensor with a damaged storage");
        Storage result;
        result.dtype = dtypeNamed(dtype ? dtype->text : type.text);
        auto& cached = storages_[key.text];
        if (cached.empty()) {
            const ZipEntry* entry = zip_.find(root_ + "data/" + key.text);
            if (!entry) fail("the storage \"" + key.text + "\" is missing");
            cached = zip_.read(*entry);
            stored_ += cached.size();
        }
        result.bytes = &cached;
        result.elements = cached.size() / dtypeSize(result.dtype);
        const auto claimed = static_cast<std::uint64_t>(length((*pickle_)[id->items[4]]));
        const std::uint64_t unit = dtype ? 1 : dtypeSize(result.dtype);  // untyped storages count bytes
        if (claimed > cached.size() / unit) fail("the storage \"" + key.text + "\" is cut off");
        return result;
    }

    Tensor tensor(const Node& node, const std::string& name) {
        const auto& arguments = pickle_->arguments(node);
        if (pickle_->isCallOf(node, "torch._utils._rebuild_parameter") ||
            pickle_->isCallOf(node, "torch._utils._rebuild_parameter_with_state")) {
            const Node* inner = arguments.empty() ? nullptr : &(*pickle_)[arguments[0]];
            if (!inner || !isTensor(*inner) || pickle_->isCallOf(*inner, "torch._utils._rebuild_parameter") ||
                pickle_->isCallOf(*inner, "torch._utils._rebuild_parameter_with_state"))
                fail("the parameter \"" + name + "\" holds no tensor");
            return tensor(*inner, name);
        }
        const bool untyped = pickle_->isCallOf(node, "torch._utils._rebuild_tensor_v3");
        if (arguments.size() < (untyped ? 7u : 4u)) fail("the tensor \"" + name + "\" is damaged");
        const Node* dtype = untyped ? &(*pickle_)[arguments[6]] : nullptr;
        if (dtype && dtype->kind != Kind::Global) fail("the tensor \"" + name + "\" has no type");
        const Storage source = storage((*pickle_)[arguments[0]], dtype);
        const auto offset = static_cast<std::uint64_t>(length((*pickle_)[arguments[1]]));
        const auto shape = lengths((*pickle_)[arguments[2]]);
        const auto strides = lengths((*pickle_)[arguments[3]]);
        if (shape.size() != strides.size()) fail("the tensor \"" + name + "\" has a damaged shape");
        const auto bytes = byteCount(shape, source.dtype, source.bytes->size());
        if (!bytes) fail("the tensor \"" + name + "\" is larger than its storage");
        Tensor result{name, source.dtype, shape, {}};
        if (*bytes == 0) return result;
        std::uint64_t last = offset;
        for (std::size_t d = 0; d < shape.size(); ++d) {
            const auto steps = static_cast<std::uint64_t>(shape[d] - 1);
            const auto stride = static_cast<std::uint64_t>(strides[d]);
            if (steps > 0 && stride > source.elements / steps)
                fail("the tensor \"" + name + "\" reaches outside of its storage");
            last += steps * stride;
            if (last >= source.elements) fail("the tensor \"" + name + "\" reaches outside of its storage");
        }
        if (last >= source.elements) fail("the tensor \"" + name + "\" reaches outside of its storage");
        produced_ += *bytes;
        if (produced_ / kMaxSharing > stored_ + (1u << 20))
            fail("its tensors share their storages more often than any model does");
        result.bytes = gather(*source.bytes, dtypeSize(source.dtype), offset, shape, strides, *bytes);
        return result;
    }

    // The strided view, row-major.
    static Bytes gather(const Bytes& source, std::size_t size, std::uint64_t offset,
                        const std::vector<std::int64_t>& shape, const std::vector<std::int64_t>& strides,
                        std::uint64_t bytes) {
        std::int64_t expected = 1;
        bool contiguous = true;
        for (std::size_t d = shape.size(); d-- > 0; expected *= shape[d])
            contiguous = contiguous && (shape[d] == 1 || strides[d] == expected);
        const std::uint8_t* begin = source.data() + offset * size;
        if (contiguous) return {begin, begin + bytes};
        Bytes out(bytes);
        std::vector<std::int64_t> index(shape.size(), 0);
        std::int64_t from = 0;
        for (std::uint64_t to = 0; to < bytes; to += size) {
            std::memcpy(out.data() + to, begin + static_cast<std::uint64_t>(from) * size, size);
            for (std::size_t d = shape.size(); d-- > 0;) {
                from += strides[d];
                if (++index[d] < shape[d]) break;
                from -= strides[d] * shape[d];
                index[d] = 0;
            }
        }
        return out;
    }

    RandomAccess& file_;
    ZipReader zip_;
    std::string root_;
    Bytes bytes_;
    const Pickle* pickle_ = nullptr;
    std::map<std::string, Bytes> storages_;
    std::set<std::string> names_;
    std::size_t visits_ = 0;
    std::uint64_t stored_ = 0;
    std::uint64_t produced_ = 0;
};

}  // namespace

const Tensor* TorchFile::find(const std::string& name) const {
    const auto it =
        std::find_if(tensors.begin(), tensors.end(), [&](const Tensor& t) { return t.name == name; });
    return it == tensors.end() ? nullptr : &*it;
}

TorchFile readTorchFile(RandomAccess& file) {
    // Before 1.6: a pickle of this number, as LONG1 of protocol 2.
    constexpr std::uint8_t kLegacy[] = {0x80, 0x02, 0x8a, 0x0a, 0x6c, 0xfc, 0x9c,
                                        0x46, 0xf9, 0x20, 0x6a, 0xa8, 0x50, 0x19};
    if (file.size() >= sizeof kLegacy) {
        const Bytes head = file.readBytes(0, sizeof kLegacy);
        if (std::equal(head.begin(), head.end(), std::begin(kLegacy)))
            throw inputError(
                file.name(),
                "was written in the format from before PyTorch 1.6; load and save it once with a newer "
                "PyTorch: torch.save(torch.load(old, weights_only=True), new)");
    }
    return Reader(file).read();
}

TorchFile readTorchFile(const std::filesystem::path& file) {
    return readTorchFile(*openFile(file));
}

}  // namespace selfsight::io
