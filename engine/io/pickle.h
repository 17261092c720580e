// Python's pickle format, read as data: nothing is imported, called or built. What a pickle would call is
// kept as a node that says so, and only names on the caller's list may be said at all.
#pragma once

#include "io/bytes.h"

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

namespace selfsight::io {

// A pickle's values as a graph; nodes refer to each other by index, so that neither depth nor cycles cost
// stack.
class Pickle {
  public:
    using Id = std::uint32_t;
    enum class Kind {
        None,
        Bool,          // integer: 0 or 1
        Integer,       // integer
        LongInteger,   // beyond 64 bits; its value is not kept
        Real,          // real
        Text,          // text; Python 2's str too, which may hold any bytes
        ByteString,    // text
        List,          // items
        Tuple,         // items
        Set,           // items
        Dictionary,    // items: key, value, key, value, …
        Global,        // text: "module.name"
        Object,        // items: what would be called, its arguments; entries: what was then put in; state
        PersistentId,  // items: one, the id (PyTorch: a storage)
    };
    struct Node {
        Kind kind = Kind::None;
        std::int64_t integer = 0;
        double real = 0;
        std::string text;
        std::vector<Id> items;
        std::vector<Id> entries;  // Object: list items, or key, value, … of a dictionary
        std::vector<Id> state;    // Object: none or one, what __setstate__ would get
    };
    using Allowed = std::function<bool(std::string_view global)>;

    // Reads one pickle (protocol 0 to 5) from the start of `bytes`. Throws RuntimeError(Input) naming `name`:
    // damaged, a global that is not allowed (named), an opcode that data do not need. Memory and time are
    // bounded by a small multiple of the input's length.
    Pickle(ByteView bytes, const std::string& name, const Allowed& allowed);

    const Node& operator[](Id id) const { return nodes_[id]; }
    const Node& root() const { return nodes_[root_]; }
    Id rootId() const { return root_; }
    std::size_t length() const { return length_; }  // bytes of the pickle: another one may follow
    std::size_t size() const { return nodes_.size(); }

    // The value under a text key of a dictionary or of an object that behaves like one (OrderedDict);
    // nullptr: absent.
    const Node* find(const Node& dictionary, std::string_view key) const;
    // The key, value, … list of such a node; nullptr: none.
    const std::vector<Id>* dictionaryItems(const Node& node) const;
    // Whether the node is the result of calling `global`.
    bool isCallOf(const Node& node, std::string_view global) const;
    // The arguments of such a call: a tuple's items.
    const std::vector<Id>& arguments(const Node& call) const;

  private:
    friend class PickleMachine;
    std::vector<Node> nodes_;
    Id root_ = 0;
    std::size_t length_ = 0;
};

}  // namespace selfsight::io
