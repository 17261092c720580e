#include "io/torch_file.h"
#include "io/torch_types.h"
#include "io/zip.h"

#include <algorithm>

namespace selfsight::io {

namespace {

void appendUnicode(Bytes& out, std::string_view text) {
    out.push_back('X');
    appendLittle(out, static_cast<std::uint32_t>(text.size()));
    appendText(out, text);
}

void appendInteger(Bytes& out, std::int64_t value) {
    if (value >= 0 && value <= INT32_MAX) {
        out.push_back('J');
        appendLittle(out, static_cast<std::int32_t>(value));
    } else {
        out.push_back(0x8a);  // LONG1
        out.push_back(8);
        appendLittle(out, value);
    }
}

void appendTuple(Bytes& out, std::span<const std::int64_t> values) {
    out.push_back('(');
    for (const auto value : values) appendInteger(out, value);
    out.push_back('t');
}

constexpr std::string_view kEmptyOrderedDict = "ccollections\nOrderedDict\n)R";

// torch._utils._rebuild_tensor_v2(storage, 0, shape, strides, False, OrderedDict())
void appendTensor(Bytes& out, const Tensor& tensor, std::size_t key) {
    const auto type = std::find_if(std::begin(kTorchStorages), std::end(kTorchStorages),
                                   [&](const TorchStorageType& t) { return t.type == tensor.dtype; });
    if (type == std::end(kTorchStorages))
        throw LogicError(std::string("writeTorchFile: no storage for ") + dtypeName(tensor.dtype));
    std::vector<std::int64_t> strides(tensor.shape.size());
    std::int64_t stride = 1;
    for (std::size_t d = strides.size(); d-- > 0; stride *= std::max<std::int64_t>(1, tensor.shape[d]))
        strides[d] = stride;

    appendText(out, "ctorch._utils\n_rebuild_tensor_v2\n((");
    appendUnicode(out, "storage");
    appendText(out, "ctorch\n" + std::string(type->name) + "\n");
    appendUnicode(out, std::to_string(key));
    appendUnicode(out, "cpu");
    appendInteger(out, tensor.elementCount());
    appendText(out, "tQ");
    appendInteger(out, 0);
    appendTuple(out, tensor.shape);
    appendTuple(out, strides);
    out.push_back(0x89);  // False: requires no gradient
    appendText(out, kEmptyOrderedDict);
    appendText(out, "tR");
}

}  // namespace

void writeTorchFile(const std::filesystem::path& file, std::span<const Tensor> tensors) {
    Bytes pickle{0x80, 2};
    appendText(pickle, kEmptyOrderedDict);
    pickle.push_back('(');
    for (std::size_t i = 0; i < tensors.size(); ++i) {
        appendUnicode(pickle, tensors[i].name);
        appendTensor(pickle, tensors[i], i);
    }
    appendText(pickle, "u.");

    ZipWriter zip(file);
    constexpr std::size_t kAlignment = 64;  // so that torch can map the file into memory
    zip.add("archive/data.pkl", pickle, kAlignment);
    zip.add("archive/byteorder", asBytes("little"), kAlignment);
    for (std::size_t i = 0; i < tensors.size(); ++i)
        zip.add("archive/data/" + std::to_string(i), tensors[i].bytes, kAlignment);
    zip.add("archive/version", asBytes("3\n"), kAlignment);
    zip.finish();
}

}  // namespace selfsight::io
