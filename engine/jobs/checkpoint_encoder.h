// The encoder of a checkpoint, on the CPU in float32.
#pragma once

#include "core/error.h"
#include "methods/method.h"
#include "nn/state.h"
#include "store/checkpoint.h"

namespace selfsight::jobs {

// The classifier's size is of the data that it was trained on, which need not be at hand. Throws LogicError
// for a checkpoint without a classifier, RuntimeError(Input) for weights of another encoder.
inline nn::Encoder encoderOf(const store::LoadedCheckpoint& from, const methods::Recipe& recipe) {
    const io::Tensor* classifier = nullptr;
    for (const char* name : {"encoder.fc.1.weight", "encoder.fc.weight"})
        if (!classifier) classifier = from.checkpoint.find(name);
    if (!classifier || classifier->shape.empty())
        throw LogicError("encoderOf: the checkpoint has no classifier");
    nn::Encoder encoder = nn::makeEncoder(methods::encoderOptions(recipe, classifier->shape.front()));
    nn::loadModuleState(*encoder, nn::fromBytes(from.checkpoint.tensors), "encoder.", from.path.string());
    return encoder;
}

}  // namespace selfsight::jobs
