// t-SNE on any device of LibTorch. Torch-free header.
#pragma once

#include "map/affinities.h"
#include "map/map.h"

#include <memory>
#include <stop_token>

namespace selfsight::map {

// The descent of TsneState with every iteration on options.device ("cpu" too, which is slower there than
// TsneState). The same device and inputs give the same bytes; another device or TsneState rounds differently.
std::unique_ptr<MapState> makeTensorTsne(const Matrix& start, const Affinities& affinities,
                                         const MapOptions& options, std::stop_token stop);

}  // namespace selfsight::map
