# Headers of others that cost seconds a file. Files still include what they use; nothing here is needed to compile them.

# Tensors and the base of modules, not <torch/torch.h>: what that leaves to be instantiated costs every file two seconds more.
set(standard_headers <algorithm> <cmath> <filesystem> <functional> <map> <memory> <optional> <span> <string> <thread> <vector>)
file(SHA256 ${LibTorch_C10_LIBRARY} c10_sum)
selfsight_precompile(torch
    HEADERS <torch/cuda.h> <torch/nn/module.h> <torch/types.h> <torch/utils.h> ${standard_headers}
    LINKS LibTorch::torch OPTIONS -fopenmp VERSIONS ${LibTorch_VERSION} ${c10_sum})
file(SHA256 ${json_INCLUDE}/nlohmann/json.hpp json_sum)
selfsight_precompile(text
    HEADERS <nlohmann/json.hpp> ${standard_headers}
    LINKS deps::json VERSIONS ${json_sum})
if(SELFSIGHT_GUI)
    selfsight_precompile(qt
        HEADERS <QtWidgets> ${standard_headers}
        LINKS Qt6::Widgets VERSIONS ${Qt6_VERSION})
endif()
