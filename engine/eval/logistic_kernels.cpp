#include "eval/logistic_kernels.h"

#include <algorithm>
#include <numeric>

namespace selfsight::eval {

void joinRows(RowValues& values, bool joint) {
    if (!joint) return;
    const double total = std::accumulate(values.begin(), values.end(), 0.0);
    std::fill(values.begin(), values.end(), total);
}

void LogisticKernels::twoLoops(torch::Tensor& q, const std::deque<CurvaturePair>& pairs,
                               const RowValues& scale, bool joint) {
    const auto product = [&](const torch::Tensor& a, const RowValues& weight) {
        RowValues values = dots(a, q);
        joinRows(values, joint);
        for (std::size_t r = 0; r < values.size(); ++r) values[r] *= weight[r];
        return values;
    };
    std::vector<RowValues> removed(pairs.size());
    for (std::size_t i = pairs.size(); i-- > 0;) {
        removed[i] = product(pairs[i].step, pairs[i].weight);
        RowValues minus(removed[i]);
        for (double& value : minus) value = -value;
        add(q, pairs[i].change, minus);
    }
    if (!scale.empty()) this->scale(q, scale);
    for (std::size_t i = 0; i < pairs.size(); ++i) {
        RowValues plus = product(pairs[i].change, pairs[i].weight);
        for (std::size_t r = 0; r < plus.size(); ++r) plus[r] = removed[i][r] - plus[r];
        add(q, pairs[i].step, plus);
    }
}

}  // namespace selfsight::eval
