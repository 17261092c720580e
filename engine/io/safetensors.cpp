#include "io/safetensors.h"

#include "io/atomic_file.h"
#include "io/json_file.h"
#include "io/sha256.h"

#include <algorithm>
#include <set>

namespace selfsight::io {

namespace {

constexpr std::uint64_t kMaxHeader = 100'000'000;  // the format's own limit
constexpr std::size_t kDigits = 64;
const std::string kPlaceholder(kDigits, '0');

struct TypeCode {
    const char* code;
    DType dtype;
};
constexpr TypeCode kTypes[] = {
    {"BOOL", DType::Bool}, {"U8", DType::U8},   {"I8", DType::I8},   {"U16", DType::U16}, {"I16", DType::I16},
    {"U32", DType::U32},   {"I32", DType::I32}, {"U64", DType::U64}, {"I64", DType::I64}, {"F16", DType::F16},
    {"BF16", DType::BF16}, {"F32", DType::F32}, {"F64", DType::F64}};

struct Entry {
    Tensor tensor;  // without bytes
    std::uint64_t begin = 0;
    std::uint64_t end = 0;
};

struct Header {
    std::string text;
    std::vector<Entry> entries;  // by offset
    std::map<std::string, std::string> metadata;
    std::uint64_t dataOffset = 0;
};

Entry parseEntry(const std::string& key, const nlohmann::json& value, std::uint64_t dataSize,
                 const std::string& name) {
    const std::string what = "tensor \"" + key.substr(0, 200) + "\": ";
    const auto fail = [&](const std::string& why) { throw inputError(name, what + why); };
    if (!value.is_object() || value.size() != 3 || !value.contains("dtype") || !value.contains("shape") ||
        !value.contains("data_offsets"))
        fail("exactly dtype, shape and data_offsets were expected");
    Entry entry;
    entry.tensor.name = key;
    const auto code = value["dtype"].is_string() ? value["dtype"].get<std::string>() : "";
    const auto* type =
        std::find_if(std::begin(kTypes), std::end(kTypes), [&](const TypeCode& t) { return code == t.code; });
    if (type == std::end(kTypes)) fail("the type \"" + code.substr(0, 40) + "\" is not known");
    entry.tensor.dtype = type->dtype;
    const auto isLength = [](const nlohmann::json& n) {
        return n.is_number_unsigned() && n.get<std::uint64_t>() <= INT64_MAX;
    };
    const auto& shape = value["shape"];
    if (!shape.is_array() || shape.size() > 32 || !std::all_of(shape.begin(), shape.end(), isLength))
        fail("an impossible shape");
    entry.tensor.shape = shape.get<std::vector<std::int64_t>>();
    const auto& offsets = value["data_offsets"];
    if (!offsets.is_array() || offsets.size() != 2 || !std::all_of(offsets.begin(), offsets.end(), isLength))
        fail("impossible offsets");
    entry.begin = offsets[0];
    entry.end = offsets[1];
    if (entry.begin > entry.end || entry.end > dataSize)
        fail("its bytes lie outside of the file: damaged or cut off");
    const auto bytes = byteCount(entry.tensor.shape, entry.tensor.dtype, dataSize);
    if (bytes != entry.end - entry.begin)
        fail(entry.tensor.shapeText() + " does not fit its " + std::to_string(entry.end - entry.begin) +
             " bytes");
    return entry;
}

Header parseHeader(RandomAccess& file) {
    if (file.size() < 10)
        throw inputError(file.name(),
                         "too short for a safetensors file (" + std::to_string(file.size()) + " bytes)");
    const auto length = loadLittle<std::uint64_t>(file.readBytes(0, 8).data());
    if (length > kMaxHeader || length > file.size() - 8)
        throw inputError(file.name(), "not a safetensors file, or cut off: a header of " +
                                          std::to_string(length) + " bytes in a file of " +
                                          std::to_string(file.size()));
    Header header;
    header.text = asText(file.readBytes(8, length));
    header.dataOffset = 8 + length;
    if (!header.text.starts_with('{'))
        throw inputError(file.name(), "not a safetensors file: its header is no JSON object");
    const auto json =
        parseJson(header.text, file.name(), {.bytes = kMaxHeader, .depth = 4, .uniqueKeys = true});
    const std::uint64_t dataSize = file.size() - header.dataOffset;
    for (const auto& [key, value] : json.items()) {
        if (key != "__metadata__") {
            header.entries.push_back(parseEntry(key, value, dataSize, file.name()));
            continue;
        }
        if (!value.is_object()) throw inputError(file.name(), "__metadata__ is no object");
        for (const auto& [word, text] : value.items()) {
            if (!text.is_string())
                throw inputError(file.name(), "__metadata__ holds something other than text");
            header.metadata[word] = text;
        }
    }
    std::sort(header.entries.begin(), header.entries.end(), [](const Entry& a, const Entry& b) {
        return std::pair(a.begin, a.end) < std::pair(b.begin, b.end);
    });
    std::uint64_t at = 0;
    for (const auto& entry : header.entries) {
        if (entry.begin != at)
            throw inputError(file.name(), "tensor \"" + entry.tensor.name.substr(0, 200) +
                                              "\" overlaps another or leaves a gap");
        at = entry.end;
    }
    if (at != dataSize)
        throw inputError(file.name(), std::to_string(dataSize) +
                                          " bytes of tensors were found, the header describes " +
                                          std::to_string(at));
    return header;
}

// Where the digits of the checksum stand in the header's text.
std::size_t digitsPosition(const std::string& text) {
    const std::string mark = std::string("\"") + kSha256Key + "\":\"";
    const std::size_t at = text.find(mark);
    return at == std::string::npos ? at : at + mark.size();
}

}  // namespace

const Tensor* SafetensorsFile::find(const std::string& name) const {
    const auto it =
        std::find_if(tensors.begin(), tensors.end(), [&](const Tensor& t) { return t.name == name; });
    return it == tensors.end() ? nullptr : &*it;
}

std::string writeSafetensors(const std::filesystem::path& path, std::span<const Tensor> tensors,
                             const std::map<std::string, std::string>& metadata) {
    // Widest elements first, so that every tensor is aligned for who maps the file into memory.
    std::vector<const Tensor*> order;
    for (const auto& tensor : tensors) order.push_back(&tensor);
    std::stable_sort(order.begin(), order.end(), [](const Tensor* a, const Tensor* b) {
        return dtypeSize(a->dtype) > dtypeSize(b->dtype);
    });

    nlohmann::json header;
    auto withChecksum = metadata;
    withChecksum[kSha256Key] = kPlaceholder;
    header["__metadata__"] = withChecksum;
    std::uint64_t at = 0;
    for (const Tensor* tensor : order) {
        if (header.contains(tensor->name))
            throw LogicError("writeSafetensors: two tensors named " + tensor->name);
        if (byteCount(tensor->shape, tensor->dtype, UINT64_MAX) != tensor->bytes.size())
            throw LogicError("writeSafetensors: shape and bytes do not fit, " + tensor->name);
        const auto* type = std::find_if(std::begin(kTypes), std::end(kTypes),
                                        [&](const TypeCode& t) { return t.dtype == tensor->dtype; });
        header[tensor->name] = {{"dtype", type->code},
                                {"shape", tensor->shape},
                                {"data_offsets", {at, at + tensor->bytes.size()}}};
        at += tensor->bytes.size();
    }
    std::string text = header.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
    text.resize((text.size() + 7) / 8 * 8, ' ');
    Bytes head;
    appendLittle(head, static_cast<std::uint64_t>(text.size()));
    appendText(head, text);

    AtomicFile file(path);
    Sha256 hash;
    const auto put = [&](ByteView bytes) {
        file.write(bytes);
        hash.update(bytes);
    };
    put(head);
    for (const Tensor* tensor : order) put(tensor->bytes);
    const std::string digest = toHex(hash.finish());
    file.overwrite(8 + digitsPosition(text), asBytes(digest));
    file.commit();
    return digest;
}

SafetensorsFile readSafetensors(RandomAccess& file, bool checksumRequired) {
    Header header = parseHeader(file);
    SafetensorsFile result;
    const auto stored = header.metadata.find(kSha256Key);
    const bool check = stored != header.metadata.end();
    if (!check && checksumRequired)
        throw inputError(file.name(), "holds no checksum (" + std::string(kSha256Key) + ")");
    Sha256 hash;
    if (check) {
        const std::size_t digits = digitsPosition(header.text);
        if (digits == std::string::npos || digits + kDigits > header.text.size())
            throw inputError(file.name(), "its checksum is not readable");
        header.text.replace(digits, kDigits, kPlaceholder);
        Bytes length;
        appendLittle(length, static_cast<std::uint64_t>(header.text.size()));
        hash.update(length);
        hash.update(asBytes(header.text));
    }
    for (auto& entry : header.entries) {
        entry.tensor.bytes = file.readBytes(header.dataOffset + entry.begin, entry.end - entry.begin);
        if (check) hash.update(entry.tensor.bytes);
        result.tensors.push_back(std::move(entry.tensor));
    }
    if (check && toHex(hash.finish()) != stored->second)
        throw inputError(file.name(),
                         "is damaged: its contents do not have the SHA-256 that it was written with");
    result.metadata = std::move(header.metadata);
    result.verified = check;
    return result;
}

SafetensorsFile readSafetensors(const std::filesystem::path& file, bool checksumRequired) {
    return readSafetensors(*openFile(file), checksumRequired);
}

SafetensorsFile readSafetensorsHeader(RandomAccess& file) {
    Header header = parseHeader(file);
    SafetensorsFile result;
    for (auto& entry : header.entries) result.tensors.push_back(std::move(entry.tensor));
    result.metadata = std::move(header.metadata);
    return result;
}

}  // namespace selfsight::io
