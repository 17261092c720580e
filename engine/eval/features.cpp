#include "eval/features.h"

#include "core/control.h"
#include "core/error.h"
#include "nn/state.h"

#include <algorithm>
#include <torch/utils.h>

namespace selfsight::eval {

Extraction extractionFromName(const std::string& name) {
    if (name == "eval") return Extraction::Eval;
    if (name == "notebook") return Extraction::Notebook;
    throw usageError("--extraction is one of eval, notebook, not \"" + name + "\"");
}

torch::Tensor extractFeatures(nn::EncoderImpl& encoder, const data::DeviceDataset& images,
                              std::span<const std::int64_t> indices, const data::ChannelStats& normalisation,
                              Extraction extraction, std::stop_token stop,
                              const std::function<void(double)>& progress) {
    torch::InferenceMode guard;
    const std::int64_t n = indices.empty() ? images.size() : static_cast<std::int64_t>(indices.size());
    const bool notebook = extraction == Extraction::Notebook;
    // Larger batches do not help the CPU's cache; the notebook's size is part of its definition.
    const std::int64_t size = notebook || !images.device().is_cpu() ? 1024 : 256;
    const data::ChannelStats stats = notebook ? data::ChannelStats{} : normalisation;

    std::vector<torch::Tensor> buffers, saved;
    if (notebook) {
        buffers = encoder.buffers();
        for (const auto& buffer : buffers) saved.push_back(buffer.clone());
    }
    encoder.train(notebook);
    auto features = torch::empty({n, encoder.dimension()}, torch::kFloat32);
    for (std::int64_t from = 0; from < n; from += size) {
        throwIfCancelled(stop);
        const std::int64_t count = std::min(size, n - from);
        torch::Tensor raw;
        if (indices.empty()) {
            raw = images.imagesFrom(from, count);
        } else {
            const auto index = torch::tensor(
                std::vector<std::int64_t>(indices.begin() + from, indices.begin() + from + count),
                torch::kLong);
            raw = images.batch(index).images;
        }
        features.slice(0, from, from + count).copy_(encoder.embed(data::normalise(raw, stats)));
        if (progress) progress(static_cast<double>(from + count) / static_cast<double>(n));
    }
    encoder.eval();
    for (std::size_t i = 0; i < buffers.size(); ++i) buffers[i].copy_(saved[i]);
    return features;
}

}  // namespace selfsight::eval
