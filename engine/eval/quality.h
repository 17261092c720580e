// What an embedding looks like without labels: collapse, rank, alignment, uniformity. Torch-free header.
#pragma once

#include "core/matrix.h"

#include <cstdint>
#include <vector>

namespace selfsight::eval {

struct Quality {
    // Standard deviation of the L2-normalised rows, averaged over dimensions, times √d (Chen & He 2021):
    // about 1 when the directions are spread evenly, 0 when all images share one. Below 0.1 we speak of a
    // collapse.
    double deviation = 0;
    // RankMe (Garrido et al. 2023, eq. 3): exp of the entropy of the singular values, in [1, min(n, d)].
    double effectiveRank = 0;
    std::vector<double> singularValues;  // of the matrix as given, not centred, largest first
    // log mean exp(−2‖x − y‖²) over pairs of normalised rows (Wang & Isola 2020, eq. 2), lower is more even;
    // from at most 2,000 rows, drawn by seed.
    double uniformity = 0;
    bool collapsed = false;
};
// Throws RuntimeError(Input) for values that are not finite or fewer than two rows.
Quality measureQuality(MatrixView embedding, std::uint64_t seed = 0);

// Mean squared distance of the normalised embeddings of two views of each image (Wang & Isola 2020, eq. 1): 0
// … 4.
double alignment(MatrixView firstView, MatrixView secondView);

}  // namespace selfsight::eval
