#include "nn/state.h"

#include "core/error.h"

#include <algorithm>
#include <sstream>
#include <torch/nn/module.h>
#include <torch/utils.h>
#include <unordered_map>

namespace selfsight::nn {
namespace {

constexpr std::pair<torch::ScalarType, io::DType> types[] = {{torch::kFloat32, io::DType::F32},
                                                             {torch::kFloat64, io::DType::F64},
                                                             {torch::kInt64, io::DType::I64},
                                                             {torch::kUInt8, io::DType::U8}};

}  // namespace

std::vector<NamedTensor> moduleState(const torch::nn::Module& module, const std::string& prefix) {
    std::vector<NamedTensor> state;
    for (const auto& item : module.named_parameters()) state.emplace_back(prefix + item.key(), item.value());
    for (const auto& item : module.named_buffers()) state.emplace_back(prefix + item.key(), item.value());
    return state;
}

void loadModuleState(torch::nn::Module& module, const std::vector<NamedTensor>& state,
                     const std::string& prefix, const std::string& source) {
    torch::NoGradGuard guard;
    std::unordered_map<std::string, torch::Tensor> byName(state.begin(), state.end());
    for (auto& [name, tensor] : moduleState(module, prefix)) {
        const auto found = byName.find(name);
        if (found == byName.end()) throw inputError(source, "the tensor \"" + name + "\" is missing");
        if (found->second.sizes() != tensor.sizes()) {
            std::ostringstream text;
            text << "the tensor \"" << name << "\" should have the shape " << tensor.sizes() << " but has "
                 << found->second.sizes();
            throw inputError(source, text.str());
        }
        tensor.copy_(found->second);
    }
}

std::vector<NamedTensor> snapshot(const std::vector<NamedTensor>& state) {
    torch::NoGradGuard guard;
    std::vector<NamedTensor> copies;
    copies.reserve(state.size());
    for (const auto& [name, tensor] : state) {
        auto copy = tensor.detach().to(torch::kCPU).contiguous();
        if (copy.data_ptr() == tensor.data_ptr()) copy = copy.clone();
        copies.emplace_back(name, copy);
    }
    return copies;
}

std::vector<io::Tensor> toBytes(const std::vector<NamedTensor>& state) {
    std::vector<io::Tensor> result;
    result.reserve(state.size());
    for (const auto& [name, tensor] : state) {
        const auto flat = tensor.detach().to(torch::kCPU).contiguous();
        const auto* type = std::find_if(std::begin(types), std::end(types),
                                        [&](const auto& t) { return t.first == flat.scalar_type(); });
        if (type == std::end(types))
            throw LogicError("the tensor \"" + name + "\" has a type that is not stored");
        const auto* bytes = static_cast<const std::uint8_t*>(flat.data_ptr());
        result.push_back({name, type->second, flat.sizes().vec(), io::Bytes(bytes, bytes + flat.nbytes())});
    }
    return result;
}

std::vector<NamedTensor> fromBytes(const std::vector<io::Tensor>& tensors) {
    std::vector<NamedTensor> result;
    result.reserve(tensors.size());
    for (const auto& tensor : tensors) {
        const auto* type = std::find_if(std::begin(types), std::end(types),
                                        [&](const auto& t) { return t.second == tensor.dtype; });
        if (type == std::end(types))
            throw inputError(tensor.name, std::string("has the type ") + io::dtypeName(tensor.dtype) +
                                              ", which weights do not have here");
        auto copy = torch::empty(tensor.shape, torch::dtype(type->first));
        if (copy.nbytes() != tensor.bytes.size())
            throw LogicError("the tensor \"" + tensor.name + "\" has too few bytes");
        std::copy(tensor.bytes.begin(), tensor.bytes.end(), static_cast<std::uint8_t*>(copy.data_ptr()));
        result.emplace_back(tensor.name, copy);
    }
    return result;
}

}  // namespace selfsight::nn
