#include "map/tsne_tensors.h"

#include "core/control.h"
#include "map/repulsion_tensors.h"
#include "map/tsne_descent.h"

#include <algorithm>
#include <cmath>
#include <torch/types.h>
#include <torch/utils.h>

namespace selfsight::map {

namespace {

using torch::Tensor;

template <typename T>
Tensor onDevice(const std::vector<T>& values, torch::ScalarType from, torch::ScalarType to,
                const torch::Device& device) {
    return torch::from_blob(const_cast<T*>(values.data()), {static_cast<std::int64_t>(values.size())}, from)
        .to(device, to, false, true);
}

class TensorTsne final : public MapState {
  public:
    TensorTsne(const Matrix& start, const Affinities& affinities, const MapOptions& options,
               std::stop_token stop)
        : points_(start), descent_(options, start.rows), stop_(std::move(stop)) {
        const torch::InferenceMode guard;
        const torch::Device device(options.device);
        y_ = onDevice(start.values, torch::kFloat, torch::kFloat, device).view({start.rows, 2});
        update_ = torch::zeros_like(y_);
        gains_ = torch::ones_like(y_);
        column_ = onDevice(affinities.column, torch::kInt, torch::kLong, device);
        value_ = onDevice(affinities.value, torch::kFloat, torch::kFloat, device);
        const Tensor starts = onDevice(affinities.rowStart, torch::kLong, torch::kLong, device);
        lengths_ = starts.diff();
        row_ = torch::arange(start.rows, starts.options()).repeat_interleave(lengths_);
    }

    std::int64_t iteration() const override { return iteration_; }
    std::int64_t iterationsTotal() const override { return descent_.total(); }

    void run(std::int64_t iterations) override {
        const torch::InferenceMode guard;
        const std::int64_t last = std::min(iterationsTotal(), iteration_ + iterations);
        while (iteration_ < last) {
            throwIfCancelled(stop_);
            step();
            ++iteration_;
            stale_ = true;
        }
    }

    const Matrix& points() const override {
        if (stale_) {
            const torch::InferenceMode guard;
            const Tensor here = y_.cpu().contiguous();
            std::copy_n(here.data_ptr<float>(), points_.values.size(), points_.values.begin());
            stale_ = false;
        }
        return points_;
    }

    double objective() const override {
        if (points_.rows <= 1) return 0;
        const torch::InferenceMode guard;
        const double z = std::max(TsneDescent::smallestZ, repulsion_.compute(y_).z.item<double>());
        const Tensor farther =
            y_.index_select(0, row_).sub_(y_.index_select(0, column_)).square_().sum(1).add_(1);
        // Where p is 0 so is its term.
        const Tensor terms = torch::xlogy(value_, value_ * farther).to(torch::kDouble);
        return std::log(z) + terms.sum().item<double>();
    }

  private:
    void step() {
        const TensorRepulsion::Result repulsion = repulsion_.compute(y_);
        const Tensor apart = y_.index_select(0, row_).sub_(y_.index_select(0, column_));
        const Tensor pull = apart * (value_ / apart.square().sum(1).add_(1)).unsqueeze(1);
        // One sum a row, in the order of its entries.
        Tensor gradient = torch::segment_reduce(pull, "sum", lengths_, {}, {}, 0, true);
        gradient.mul_(descent_.exaggeration(iteration_));
        const Tensor z = repulsion.z.clamp_min(TsneDescent::smallestZ).to(torch::kFloat);
        gradient.sub_(repulsion.force / z);

        const Tensor grown = gains_ + 0.2;
        gains_ = descent_.sklearn() ? torch::where((update_ * gradient).lt(0), grown,
                                                   (gains_ * 0.8).clamp_min(TsneDescent::leastGain))
                                    : torch::where(update_.sign().ne(gradient.sign()), grown,
                                                   gains_ * 0.8 + TsneDescent::leastGain);
        update_.mul_(descent_.momentum(iteration_)).sub_(gains_ * gradient * descent_.rate(iteration_));
        if (const float longest = descent_.longest(); std::isfinite(longest)) {
            const Tensor length = update_.norm(2, 1, true);
            update_.mul_((longest / length).clamp_max_(1));
        }
        y_.add_(update_);
        y_.sub_(y_.mean(0, true, torch::kDouble).to(torch::kFloat));
    }

    mutable Matrix points_;  // a copy on the host, made when it is asked for
    mutable bool stale_ = false;
    TsneDescent descent_;
    std::stop_token stop_;
    std::int64_t iteration_ = 0;
    mutable TensorRepulsion repulsion_;
    Tensor y_, update_, gains_;
    Tensor row_, column_, value_, lengths_;  // the affinities, entry by entry, and how many a row has
};

}  // namespace

std::unique_ptr<MapState> makeTensorTsne(const Matrix& start, const Affinities& affinities,
                                         const MapOptions& options, std::stop_token stop) {
    return std::make_unique<TensorTsne>(start, affinities, options, std::move(stop));
}

}  // namespace selfsight::map
