#include "methods/method.h"

#include "core/error.h"

#include <torch/nn/module.h>

namespace selfsight::methods {

std::vector<nn::NamedTensor> Method::state() const {
    std::vector<nn::NamedTensor> all;
    for (const auto& [name, module] : modules_) {
        auto part = nn::moduleState(*module, name + ".");
        all.insert(all.end(), part.begin(), part.end());
    }
    return all;
}

void Method::load(const std::vector<nn::NamedTensor>& saved, const std::string& source) {
    for (auto& [name, module] : modules_) nn::loadModuleState(*module, saved, name + ".", source);
}

void Method::to(torch::Device device) {
    for (auto& [name, module] : modules_) module->to(device);
}

void Method::train(bool on) {
    for (auto& [name, module] : modules_) module->train(on);
}

void Method::own(const std::string& name, std::shared_ptr<torch::nn::Module> module) {
    modules_.emplace_back(name, std::move(module));
}

std::vector<nn::NamedTensor> Method::namedParameters(const std::string& owned) const {
    for (const auto& [name, module] : modules_) {
        if (name != owned) continue;
        std::vector<nn::NamedTensor> result;
        for (const auto& item : module->named_parameters())
            result.emplace_back(name + "." + item.key(), item.value());
        return result;
    }
    throw LogicError("the method owns no module called " + owned);
}

nn::EncoderOptions encoderOptions(const Recipe& recipe, std::int64_t classes) {
    return {recipe.get("encoder.kind"), recipe.real("encoder.width"), recipe.real("encoder.last_width"),
            classes};
}

}  // namespace selfsight::methods
