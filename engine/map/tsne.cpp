#include "map/tsne.h"

#include "core/control.h"
#include "core/parallel.h"
#include "map/kernels.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace selfsight::map {

TsneState::TsneState(Matrix start, Affinities affinities, const MapOptions& options, std::stop_token stop)
    : points_(std::move(start)),
      affinities_(std::move(affinities)),
      repulsion_(points_.rows),
      update_(points_.values.size(), 0.0f),
      gains_(points_.values.size(), 1.0f),
      gradient_(points_.values.size()),
      force_(points_.values.size()),
      descent_(options, points_.rows),
      stop_(std::move(stop)) {}

void TsneState::run(std::int64_t iterations) {
    const std::int64_t last = std::min(iterationsTotal(), iteration_ + iterations);
    while (iteration_ < last) {
        throwIfCancelled(stop_);
        step();
        ++iteration_;
    }
}

void TsneState::gradient(double exaggeration, std::vector<float>& out) {
    const double z =
        std::max(TsneDescent::smallestZ, repulsion_.compute(points_.values.data(), force_.data(), stop_));
    throwIfCancelled(stop_);
    out.resize(points_.values.size());
    const auto attract = static_cast<float>(exaggeration), repel = static_cast<float>(1 / z);
    parallelFor(points_.rows, 64, [&](std::int64_t begin, std::int64_t end, int) {
        for (std::int64_t from = begin; from < end; from += 1024) {
            if (stop_.stop_requested()) return;
            const std::int64_t to = std::min(end, from + 1024);
            kernels().attraction(affinities_.rowStart.data(), affinities_.column.data(),
                                 affinities_.value.data(), points_.values.data(), from, to, out.data());
            for (std::int64_t c = 2 * from; c < 2 * to; ++c) out[c] = attract * out[c] - repel * force_[c];
        }
    });
    throwIfCancelled(stop_);
}

void TsneState::step() {
    gradient(descent_.exaggeration(iteration_), gradient_);
    const std::int64_t n = points_.rows;
    const float speed = descent_.rate(iteration_), momentum = descent_.momentum(iteration_);
    const float longest = descent_.longest();
    const bool sklearn = descent_.sklearn();
    if (target_) {
        const auto pull = static_cast<float>(tie_ / static_cast<double>(n));
        for (std::size_t c = 0; c < gradient_.size(); ++c)
            gradient_[c] += pull * (points_.values[c] - target_->values[c]);
    }
    parallelFor(n, 1024, [&](std::int64_t begin, std::int64_t end, int) {
        for (std::int64_t i = begin; i < end; ++i) {
            float* u = update_.data() + 2 * i;
            for (int c = 0; c < 2; ++c) {
                const float g = gradient_[2 * i + c];
                float& gain = gains_[2 * i + c];
                if (sklearn)
                    gain = u[c] * g < 0 ? gain + 0.2f : std::max(TsneDescent::leastGain, gain * 0.8f);
                else
                    gain = TsneDescent::nextGain(gain, u[c], g);
                u[c] = momentum * u[c] - speed * gain * g;
            }
            const float length = std::sqrt(u[0] * u[0] + u[1] * u[1]);
            if (length > longest) {
                u[0] *= longest / length;
                u[1] *= longest / length;
            }
            points_.values[2 * i] += u[0];
            points_.values[2 * i + 1] += u[1];
        }
    });
    double mean[2] = {0, 0};
    for (std::int64_t i = 0; i < n; ++i)
        for (int c = 0; c < 2; ++c) mean[c] += points_.values[2 * i + c];
    const float shift[2] = {static_cast<float>(mean[0] / static_cast<double>(n)),
                            static_cast<float>(mean[1] / static_cast<double>(n))};
    for (std::int64_t i = 0; i < n; ++i)
        for (int c = 0; c < 2; ++c) points_.values[2 * i + c] -= shift[c];
}

double TsneState::objective() const {
    if (objectiveAt_ == iteration_) return objective_;
    const double z =
        std::max(TsneDescent::smallestZ, repulsion_.compute(points_.values.data(), force_.data(), stop_));
    throwIfCancelled(stop_);
    const std::int64_t n = points_.rows;
    std::vector<double> rows(static_cast<std::size_t>(n), 0.0);
    parallelFor(n, 64, [&](std::int64_t begin, std::int64_t end, int) {
        for (std::int64_t i = begin; i < end; ++i)
            for (std::int64_t e = affinities_.rowStart[i]; e < affinities_.rowStart[i + 1]; ++e) {
                const std::int64_t j = affinities_.column[e];
                const float dx = points_.at(i, 0) - points_.at(j, 0),
                            dy = points_.at(i, 1) - points_.at(j, 1);
                const float p = affinities_.value[e];
                if (p > 0) rows[i] += p * std::log(p * (1 + dx * dx + dy * dy));
            }
    });
    double total = std::log(z);
    for (const double row : rows) total += row;
    objective_ = n > 1 ? total : 0;
    objectiveAt_ = iteration_;
    return objective_;
}

}  // namespace selfsight::map
