// What plain PyTorch code calls the tensors of our encoders. Torch-free.
#pragma once

#include <string>

namespace selfsight::nn {

// The notebook's encoder has the notebook's names already. ResNet-18 is called as torchvision's module calls
// it: "stem.0.weight" is "conv1.weight", "layer2_0.conv1.1.bias" is "layer2.0.bn1.bias",
// "layer2_0.shortcut.0.weight" is "layer2.0.downsample.0.weight", "fc.1.weight" is "fc.weight".
std::string pytorchName(const std::string& encoderKind, const std::string& ours);

}  // namespace selfsight::nn
