// The table of all options of a recipe, with their defaults. Torch-free.
#pragma once

#include "methods/recipe.h"

#include <string>
#include <vector>

namespace selfsight::methods {

// Defaults parallel to recipeOptions(), in canonical text form.
const std::vector<std::string>& optionDefaults();
// Position in recipeOptions(). Throws RuntimeError(Usage) naming the nearest known key.
std::size_t optionPosition(const std::string& key);
// The canonical text of a value. Throws RuntimeError(Usage) naming the option, its range and what was given.
std::string canonicalValue(const Option& option, const std::string& value);

}  // namespace selfsight::methods
