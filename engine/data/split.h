// Which images are used for what. Torch-free.
#pragma once

#include "core/matrix.h"

#include <cstdint>
#include <vector>

namespace selfsight::data {

struct IndexSplit {
    std::vector<std::int64_t>
        first;  // train (of a model or of a probe), in the order that the definition gives
    std::vector<std::int64_t> second;  // validation or test
};

// Sets `validationCount` training images aside, the same share of every class (largest remainder), by seed.
// Images without a class are spread like a class of their own. Both parts come sorted. Throws
// RuntimeError(Usage) when nothing would be left.
IndexSplit stratifiedValidation(const Labels& labels, std::int64_t validationCount, std::uint64_t seed);

// Index for index what scikit-learn's train_test_split(range(n), test_size=testShare, random_state=seed)
// returns: `first` is its train, `second` its test, in its order (NumPy's legacy MT19937 permutation).
IndexSplit sklearnTrainTestSplit(std::int64_t n, double testShare, std::uint32_t seed);

// Fold number of each image for k-fold cross-fitting, stratified and seeded.
std::vector<int> stratifiedFolds(const Labels& labels, int folds, std::uint64_t seed);

}  // namespace selfsight::data
