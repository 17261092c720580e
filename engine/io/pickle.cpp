#include "io/pickle.h"

#include <algorithm>
#include <bit>
#include <charconv>
#include <cstdlib>
#include <unordered_map>

namespace selfsight::io {

namespace {

constexpr std::size_t kMaxNodes = 4'000'000;
constexpr Pickle::Id kMark = UINT32_MAX;

}  // namespace

// The stack machine of CPython's pickle.py (Lib/pickle.py, pickletools.py), on nodes instead of objects.
class PickleMachine {
  public:
    PickleMachine(Pickle& pickle, ByteView bytes, const std::string& name, const Pickle::Allowed& allowed)
        : pickle_(pickle), cursor_(bytes, name), bytes_(bytes), allowed_(allowed) {}

    void run() {
        while (step(cursor_.byte())) {
        }
        pickle_.root_ = pop();
        pickle_.length_ = cursor_.position();
    }

  private:
    using Id = Pickle::Id;
    using Kind = Pickle::Kind;
    using Node = Pickle::Node;

    [[noreturn]] void fail(const std::string& what) const {
        throw inputError(cursor_.name(),
                         "not a readable pickle: " + what + " at byte " + std::to_string(cursor_.position()));
    }

    Id add(Node node) {
        if (pickle_.nodes_.size() >= kMaxNodes) fail("too many values");
        pickle_.nodes_.push_back(std::move(node));
        return static_cast<Id>(pickle_.nodes_.size() - 1);
    }
    void push(Node node) { stack_.push_back(add(std::move(node))); }
    Id pop() {
        if (stack_.empty() || stack_.back() == kMark) fail("a value is missing");
        const Id id = stack_.back();
        stack_.pop_back();
        return id;
    }
    Id top() const {
        if (stack_.empty() || stack_.back() == kMark) fail("a value is missing");
        return stack_.back();
    }
    // Everything above the last mark, which goes too.
    std::vector<Id> popToMark() {
        const auto mark = std::find(stack_.rbegin(), stack_.rend(), kMark);
        if (mark == stack_.rend()) fail("a mark is missing");
        std::vector<Id> items(mark.base(), stack_.end());
        stack_.erase(mark.base() - 1, stack_.end());
        return items;
    }

    void pushText(Kind kind, std::uint64_t length) {
        if (length > cursor_.remaining()) fail("a text of " + std::to_string(length) + " bytes");
        push({.kind = kind, .text = std::string(asText(cursor_.take(length)))});
    }
    void pushInteger(std::int64_t value) { push({.kind = Kind::Integer, .integer = value}); }
    void pushBool(bool value) { push({.kind = Kind::Bool, .integer = value}); }
    void pushList(Kind kind, std::vector<Id> items) { push({.kind = kind, .items = std::move(items)}); }
    void pushTuple(std::size_t count) {
        std::vector<Id> items(count);
        for (std::size_t i = count; i-- > 0;) items[i] = pop();
        pushList(Kind::Tuple, std::move(items));
    }
    // Little-endian two's complement of any length.
    void pushLong(std::uint64_t length) {
        if (length > cursor_.remaining()) fail("a number of " + std::to_string(length) + " bytes");
        const ByteView bytes = cursor_.take(length);
        if (length > 8) return push({.kind = Kind::LongInteger});
        std::uint64_t value = length > 0 && bytes.back() & 0x80 ? ~std::uint64_t{0} : 0;
        for (std::size_t i = bytes.size(); i-- > 0;) value = value << 8 | bytes[i];
        pushInteger(static_cast<std::int64_t>(value));
    }
    std::string_view line() {
        const std::string_view rest = asText(bytes_).substr(cursor_.position());
        const std::size_t end = rest.find('\n');
        if (end == std::string_view::npos) fail("a line without an end");
        cursor_.take(end + 1);
        return rest.substr(0, end);
    }
    void pushDecimal(std::string_view text, bool truths) {
        if (truths && (text == "00" || text == "01")) return pushBool(text == "01");
        if (text.ends_with('L')) text.remove_suffix(1);
        std::int64_t value = 0;
        const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
        if (error == std::errc::result_out_of_range) return push({.kind = Kind::LongInteger});
        if (error != std::errc() || end != text.data() + text.size()) fail("a damaged number");
        pushInteger(value);
    }
    void pushReal(std::string_view text) {
        double value = 0;
        const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
        if (error != std::errc() || end != text.data() + text.size()) fail("a damaged number");
        push({.kind = Kind::Real, .real = value});
    }
    void pushQuoted(std::string_view text) {
        if (text.size() < 2 || text.front() != text.back() || (text.front() != '\'' && text.front() != '"') ||
            text.find('\\') != text.npos)
            fail("a quoted text with escapes, or damaged");
        push({.kind = Kind::Text, .text = std::string(text.substr(1, text.size() - 2))});
    }
    void pushGlobal(std::string_view module, std::string_view name) {
        const std::string global = std::string(module) + "." + std::string(name);
        if (!allowed_(global))
            throw inputError(
                cursor_.name(),
                "refers to the Python name \"" + global.substr(0, 200) +
                    "\", which data of this kind do not need; the file is refused (nothing of it "
                    "was run)");
        push({.kind = Kind::Global, .text = global});
    }

    void memoize(std::uint64_t key) { memo_[key] = top(); }
    void recall(std::uint64_t key) {
        const auto found = memo_.find(key);
        if (found == memo_.end()) fail("a value that was never stored");
        stack_.push_back(found->second);
    }
    std::uint64_t memoKey(std::string_view text) {
        std::uint64_t key = 0;
        const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), key);
        if (error != std::errc() || end != text.data() + text.size()) fail("a damaged number");
        return key;
    }

    void extend(const std::vector<Id>& values) {
        Node& target = pickle_.nodes_[top()];
        if (target.kind != Kind::List && target.kind != Kind::Set && target.kind != Kind::Object)
            fail("an append to no list");
        auto& items = target.kind == Kind::Object ? target.entries : target.items;
        items.insert(items.end(), values.begin(), values.end());
    }
    void setItems(const std::vector<Id>& pairs) {
        if (pairs.size() % 2 != 0) fail("a key without a value");
        Node& target = pickle_.nodes_[top()];
        if (target.kind != Kind::Dictionary && target.kind != Kind::Object)
            fail("an entry for no dictionary");
        auto& items = target.kind == Kind::Object ? target.entries : target.items;
        items.insert(items.end(), pairs.begin(), pairs.end());
    }
    // A call, kept as what it says.
    void call(bool withKeywords) {
        std::vector<Id> items(withKeywords ? 3 : 2);
        for (std::size_t i = items.size(); i-- > 0;) items[i] = pop();
        const Kind called = pickle_.nodes_[items[0]].kind;
        if (called != Kind::Global || pickle_.nodes_[items[1]].kind != Kind::Tuple)
            fail("a call of something that is no name");
        push({.kind = Kind::Object, .items = std::move(items)});
    }
    void build() {
        const Id state = pop();
        Node& target = pickle_.nodes_[top()];
        if (target.kind != Kind::Object) fail("a state for something that has none");
        target.state.assign(1, state);
    }

    // False at the end of the pickle. The letters are those of pickletools.
    bool step(std::uint8_t opcode);

    Pickle& pickle_;
    ByteCursor cursor_;
    ByteView bytes_;
    const Pickle::Allowed& allowed_;
    std::vector<Id> stack_;
    std::unordered_map<std::uint64_t, Id> memo_;
};

bool PickleMachine::step(std::uint8_t opcode) {
    switch (opcode) {
        case '.':
            return false;
        case 0x80:
            if (cursor_.byte() > 5) fail("a newer protocol than 5");
            return true;
        case 0x95:
            cursor_.take(8);
            return true;  // a frame's length: only a hint for buffering
        case '(':
            stack_.push_back(kMark);
            return true;
        case '0':
            if (stack_.empty()) fail("a value is missing");
            stack_.pop_back();
            return true;
        case '1':
            popToMark();
            return true;
        case '2':
            stack_.push_back(top());
            return true;

        case 'N':
            push({});
            return true;
        case 0x88:
            pushBool(true);
            return true;
        case 0x89:
            pushBool(false);
            return true;
        case 'I':
            pushDecimal(line(), true);
            return true;
        case 'L':
            pushDecimal(line(), false);
            return true;
        case 'J':
            pushInteger(cursor_.little<std::int32_t>());
            return true;
        case 'K':
            pushInteger(cursor_.byte());
            return true;
        case 'M':
            pushInteger(cursor_.little<std::uint16_t>());
            return true;
        case 0x8a:
            pushLong(cursor_.byte());
            return true;
        case 0x8b:
            pushLong(cursor_.little<std::uint32_t>());
            return true;
        case 'F':
            pushReal(line());
            return true;
        case 'G': {
            std::uint64_t bits = 0;  // big-endian, alone in this format
            for (const auto byte : cursor_.take(8)) bits = bits << 8 | byte;
            push({.kind = Kind::Real, .real = std::bit_cast<double>(bits)});
            return true;
        }

        case 'S':
            pushQuoted(line());
            return true;
        case 'V':
            push({.kind = Kind::Text, .text = std::string(line())});
            return true;
        case 'T':
            pushText(Kind::Text, cursor_.little<std::uint32_t>());
            return true;
        case 'U':
            pushText(Kind::Text, cursor_.byte());
            return true;
        case 'X':
            pushText(Kind::Text, cursor_.little<std::uint32_t>());
            return true;
        case 0x8c:
            pushText(Kind::Text, cursor_.byte());
            return true;
        case 0x8d:
            pushText(Kind::Text, cursor_.little<std::uint64_t>());
            return true;
        case 'B':
            pushText(Kind::ByteString, cursor_.little<std::uint32_t>());
            return true;
        case 'C':
            pushText(Kind::ByteString, cursor_.byte());
            return true;
        case 0x8e:
        case 0x96:
            pushText(Kind::ByteString, cursor_.little<std::uint64_t>());
            return true;

        case ']':
            pushList(Kind::List, {});
            return true;
        case ')':
            pushList(Kind::Tuple, {});
            return true;
        case '}':
            pushList(Kind::Dictionary, {});
            return true;
        case 0x8f:
            pushList(Kind::Set, {});
            return true;
        case 'l':
            pushList(Kind::List, popToMark());
            return true;
        case 't':
            pushList(Kind::Tuple, popToMark());
            return true;
        case 0x91:
            pushList(Kind::Set, popToMark());
            return true;
        case 'd': {
            auto pairs = popToMark();
            if (pairs.size() % 2 != 0) fail("a key without a value");
            pushList(Kind::Dictionary, std::move(pairs));
            return true;
        }
        case 0x85:
            pushTuple(1);
            return true;
        case 0x86:
            pushTuple(2);
            return true;
        case 0x87:
            pushTuple(3);
            return true;
        case 'a': {
            const Id value = pop();
            extend({value});
            return true;
        }
        case 'e':
        case 0x90:
            extend(popToMark());
            return true;
        case 's': {
            const Id value = pop();
            const Id key = pop();
            setItems({key, value});
            return true;
        }
        case 'u':
            setItems(popToMark());
            return true;

        case 'c': {
            const std::string_view module = line();
            pushGlobal(module, line());
            return true;
        }
        case 0x93: {
            const Id name = pop();
            const Id module = pop();
            if (pickle_.nodes_[name].kind != Kind::Text || pickle_.nodes_[module].kind != Kind::Text)
                fail("a name that is no text");
            pushGlobal(std::string(pickle_.nodes_[module].text), std::string(pickle_.nodes_[name].text));
            return true;
        }
        case 'R':
        case 0x81:
            call(false);
            return true;
        case 0x92:
            call(true);
            return true;
        case 'b':
            build();
            return true;
        case 'P': {
            const Id id = add({.kind = Kind::Text, .text = std::string(line())});
            pushList(Kind::PersistentId, {id});
            return true;
        }
        case 'Q': {
            const Id id = pop();
            pushList(Kind::PersistentId, {id});
            return true;
        }

        case 'p':
            memoize(memoKey(line()));
            return true;
        case 'q':
            memoize(cursor_.byte());
            return true;
        case 'r':
            memoize(cursor_.little<std::uint32_t>());
            return true;
        case 0x94:
            memoize(memo_.size());
            return true;
        case 'g':
            recall(memoKey(line()));
            return true;
        case 'h':
            recall(cursor_.byte());
            return true;
        case 'j':
            recall(cursor_.little<std::uint32_t>());
            return true;

        default:
            fail("the instruction " + std::to_string(opcode) + ", which is not known or not needed by data");
    }
}

Pickle::Pickle(ByteView bytes, const std::string& name, const Allowed& allowed) {
    PickleMachine(*this, bytes, name, allowed).run();
}

const std::vector<Pickle::Id>* Pickle::dictionaryItems(const Node& node) const {
    if (node.kind == Kind::Dictionary) return &node.items;
    if (node.kind == Kind::Object && node.entries.size() % 2 == 0 &&
        (isCallOf(node, "collections.OrderedDict") || isCallOf(node, "collections.defaultdict")))
        return &node.entries;
    return nullptr;
}

const Pickle::Node* Pickle::find(const Node& dictionary, std::string_view key) const {
    const auto* items = dictionaryItems(dictionary);
    if (!items) return nullptr;
    const Node* found = nullptr;  // the last one wins, as in Python
    for (std::size_t i = 0; i + 1 < items->size(); i += 2) {
        const Node& candidate = nodes_[(*items)[i]];
        if ((candidate.kind == Kind::Text || candidate.kind == Kind::ByteString) && candidate.text == key)
            found = &nodes_[(*items)[i + 1]];
    }
    return found;
}

bool Pickle::isCallOf(const Node& node, std::string_view global) const {
    return node.kind == Kind::Object && nodes_[node.items[0]].text == global;
}

const std::vector<Pickle::Id>& Pickle::arguments(const Node& call) const {
    return nodes_[call.items[1]].items;
}

}  // namespace selfsight::io
