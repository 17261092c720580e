# Finds LibTorch by its files and makes the target LibTorch::torch. torch's own package file is not used: in a CUDA build it
# demands a CUDA toolkit, which the libraries alone do not need.
#
# Reads SELFSIGHT_LIBTORCH (a folder with include/ and lib/), else the wheel in ${CMAKE_SOURCE_DIR}/.venv.
# Sets LibTorch_VERSION and LibTorch_CUDA.

set(_torch_roots ${SELFSIGHT_LIBTORCH})
if(NOT _torch_roots)
    file(GLOB _torch_roots ${CMAKE_SOURCE_DIR}/.venv/lib/python3*/site-packages/torch)
endif()
find_path(LibTorch_ROOT_DIR include/torch/csrc/api/include/torch/torch.h PATHS ${_torch_roots} NO_DEFAULT_PATH)
if(SELFSIGHT_LIBTORCH AND NOT LibTorch_ROOT_DIR)
    message(FATAL_ERROR "SELFSIGHT_LIBTORCH=${SELFSIGHT_LIBTORCH} holds no include/torch/csrc/api/include/torch/torch.h")
endif()
if(NOT LibTorch_ROOT_DIR)
    message(FATAL_ERROR "No LibTorch. Run packaging/setup.sh (it puts the pinned wheel into .venv), or give "
                        "-DSELFSIGHT_LIBTORCH=DIR.")
endif()

file(STRINGS ${LibTorch_ROOT_DIR}/include/torch/headeronly/version.h _version_lines REGEX "TORCH_VERSION_(MAJOR|MINOR|PATCH) ")
if(NOT _version_lines)
    file(STRINGS ${LibTorch_ROOT_DIR}/include/torch/csrc/api/include/torch/version.h _version_lines
         REGEX "TORCH_VERSION_(MAJOR|MINOR|PATCH) ")
endif()
string(REGEX REPLACE ".*MAJOR ([0-9]+).*MINOR ([0-9]+).*PATCH ([0-9]+).*" "\\1.\\2.\\3" LibTorch_VERSION "${_version_lines}")

find_library(LibTorch_CPU_LIBRARY torch_cpu PATHS ${LibTorch_ROOT_DIR}/lib NO_DEFAULT_PATH)
find_library(LibTorch_C10_LIBRARY c10 PATHS ${LibTorch_ROOT_DIR}/lib NO_DEFAULT_PATH)
find_library(LibTorch_CUDA_LIBRARY torch_cuda PATHS ${LibTorch_ROOT_DIR}/lib NO_DEFAULT_PATH)
find_library(LibTorch_C10_CUDA_LIBRARY c10_cuda PATHS ${LibTorch_ROOT_DIR}/lib NO_DEFAULT_PATH)
set(LibTorch_CUDA OFF)
if(LibTorch_CUDA_LIBRARY)
    set(LibTorch_CUDA ON)
endif()

include(FindPackageHandleStandardArgs)
find_package_handle_standard_args(LibTorch REQUIRED_VARS LibTorch_ROOT_DIR LibTorch_CPU_LIBRARY LibTorch_C10_LIBRARY
                                  VERSION_VAR LibTorch_VERSION)
if(LibTorch_VERSION VERSION_LESS 2.6)
    message(FATAL_ERROR "LibTorch ${LibTorch_VERSION} at ${LibTorch_ROOT_DIR} is too old: 2.6 or newer is needed.")
endif()

# The wheels of 2.6 came with either C++ ABI; the exported symbols tell which one.
file(STRINGS ${LibTorch_C10_LIBRARY} _cxx11 REGEX "__cxx11" LIMIT_COUNT 1)
set(LibTorch_CXX11_ABI 0)
if(_cxx11)
    set(LibTorch_CXX11_ABI 1)
endif()

if(NOT TARGET LibTorch::torch)
    add_library(LibTorch::torch INTERFACE IMPORTED)
    target_include_directories(LibTorch::torch SYSTEM INTERFACE ${LibTorch_ROOT_DIR}/include
        ${LibTorch_ROOT_DIR}/include/torch/csrc/api/include)
    target_compile_definitions(LibTorch::torch INTERFACE _GLIBCXX_USE_CXX11_ABI=${LibTorch_CXX11_ABI})
    target_link_options(LibTorch::torch INTERFACE -Wl,-rpath,${LibTorch_ROOT_DIR}/lib -Wl,-rpath-link,${LibTorch_ROOT_DIR}/lib)
    target_link_libraries(LibTorch::torch INTERFACE ${LibTorch_CPU_LIBRARY} ${LibTorch_C10_LIBRARY})
    if(LibTorch_CUDA)
        # Nothing of ours names a symbol of libtorch_cuda, so the linker would drop it and torch would see no GPU.
        target_link_libraries(LibTorch::torch INTERFACE
            "-Wl,--push-state,--no-as-needed" ${LibTorch_CUDA_LIBRARY} ${LibTorch_C10_CUDA_LIBRARY} "-Wl,--pop-state")
    endif()
endif()
message(STATUS "LibTorch ${LibTorch_VERSION} at ${LibTorch_ROOT_DIR} (CUDA build: ${LibTorch_CUDA})")
