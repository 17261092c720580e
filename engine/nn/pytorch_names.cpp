#include "nn/pytorch_names.h"

namespace selfsight::nn {

std::string pytorchName(const std::string& encoderKind, const std::string& ours) {
    if (encoderKind == "notebook" || encoderKind == "compact") return ours;
    const auto after = [&](const std::string& text, const char* prefix, std::string* rest) {
        if (!text.starts_with(prefix)) return false;
        *rest = text.substr(std::char_traits<char>::length(prefix));
        return true;
    };
    std::string rest;
    if (after(ours, "stem.0.", &rest)) return "conv1." + rest;
    if (after(ours, "stem.1.", &rest)) return "bn1." + rest;
    if (after(ours, "fc.1.", &rest)) return "fc." + rest;
    // "layerS_B.PART.K.REST"
    const std::size_t dot = ours.find('.');
    const std::size_t underscore = ours.find('_');
    if (!ours.starts_with("layer") || dot == ours.npos || underscore > dot) return ours;
    const std::string block =
        ours.substr(0, underscore) + "." + ours.substr(underscore + 1, dot - underscore - 1) + ".";
    const std::string inner = ours.substr(dot + 1);
    for (const char* number : {"1", "2"}) {
        if (after(inner, (std::string("conv") + number + ".0.").c_str(), &rest))
            return block + "conv" + number + "." + rest;
        if (after(inner, (std::string("conv") + number + ".1.").c_str(), &rest))
            return block + "bn" + number + "." + rest;
    }
    if (after(inner, "shortcut.", &rest)) return block + "downsample." + rest;
    return ours;
}

}  // namespace selfsight::nn
