#include "io/pickle_numpy.h"

#include "io/npy.h"

#include <algorithm>

namespace selfsight::io {

namespace {

using Node = Pickle::Node;
using Kind = Pickle::Kind;

bool isReconstruct(const Pickle& pickle, const Node& node) {
    return pickle.isCallOf(node, "numpy.core.multiarray._reconstruct") ||
           pickle.isCallOf(node, "numpy._core.multiarray._reconstruct");
}

// Text whose characters are all below 256, as bytes (latin-1); nothing otherwise.
std::optional<Bytes> fromLatin1(std::string_view utf8) {
    Bytes bytes;
    for (std::size_t i = 0; i < utf8.size(); ++i) {
        const auto c = static_cast<std::uint8_t>(utf8[i]);
        if (c < 0x80) {
            bytes.push_back(c);
        } else if ((c == 0xc2 || c == 0xc3) && i + 1 < utf8.size()) {
            bytes.push_back(
                static_cast<std::uint8_t>((c & 3) << 6 | (static_cast<std::uint8_t>(utf8[++i]) & 0x3f)));
        } else {
            return std::nullopt;
        }
    }
    return bytes;
}

// Bytes as they are, or as protocol 2 wraps them: _codecs.encode(text, "latin1").
std::optional<Bytes> rawBytes(const Pickle& pickle, const Node& node) {
    if (node.kind == Kind::ByteString || node.kind == Kind::Text) return Bytes(node.text.begin(), node.text.end());
    if (!pickle.isCallOf(node, "_codecs.encode") || pickle.arguments(node).empty()) return std::nullopt;
    return fromLatin1(pickle[pickle.arguments(node)[0]].text);
}

}  // namespace

bool isNumpyGlobal(std::string_view global) {
    constexpr std::string_view names[] = {"numpy.ndarray", "numpy.dtype",
                                          "numpy.core.multiarray._reconstruct",
                                          "numpy._core.multiarray._reconstruct", "_codecs.encode"};
    return std::find(std::begin(names), std::end(names), global) != std::end(names);
}

std::optional<Tensor> numpyArray(const Pickle& pickle, const Node& node, const std::string& name) {
    if (node.kind != Kind::Object || !isReconstruct(pickle, node)) return std::nullopt;
    const auto fail = [&](const char* what) {
        throw inputError(name, std::string("a pickled NumPy array ") + what);
    };
    // __setstate__((version, shape, dtype, is_fortran, bytes))
    const Node* state = node.state.size() == 1 ? &pickle[node.state[0]] : nullptr;
    if (!state || state->kind != Kind::Tuple || state->items.size() != 5) fail("without its values");
    const Node& shape = pickle[state->items[1]];
    const Node& dtype = pickle[state->items[2]];
    if (shape.kind != Kind::Tuple || shape.items.size() > 32 || !pickle.isCallOf(dtype, "numpy.dtype") ||
        pickle.arguments(dtype).empty())
        fail("that is damaged");
    Tensor tensor;
    for (const auto id : shape.items) {
        if (pickle[id].kind != Kind::Integer || pickle[id].integer < 0) fail("with a damaged shape");
        tensor.shape.push_back(pickle[id].integer);
    }
    const auto type = numpyType(pickle[pickle.arguments(dtype)[0]].text);
    if (!type) fail("of something other than numbers");
    tensor.dtype = *type;
    const auto bytes = rawBytes(pickle, pickle[state->items[4]]);
    if (!bytes || byteCount(tensor.shape, tensor.dtype, bytes->size()) != bytes->size())
        fail("whose bytes do not fit its shape");
    tensor.bytes = *bytes;
    // numpy.dtype.__setstate__((version, byte order, …))
    const Node* order = dtype.state.size() == 1 && pickle[dtype.state[0]].items.size() > 1
                            ? &pickle[pickle[dtype.state[0]].items[1]]
                            : nullptr;
    makeRowMajor(tensor, order && order->text == ">", pickle[state->items[3]].integer != 0);
    return tensor;
}

}  // namespace selfsight::io
