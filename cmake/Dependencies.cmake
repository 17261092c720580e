# Finds every outside library once. docs/dependencies.md says why each is here and under which licence.

# Header-only libraries come from SELFSIGHT_DEPS where it is given, otherwise from the system.
function(selfsight_header_library target header)
    cmake_parse_arguments(arg "" "" "SUFFIXES" ${ARGN})
    if(SELFSIGHT_DEPS)
        find_path(${target}_INCLUDE ${header} PATHS ${SELFSIGHT_DEPS} ${SELFSIGHT_DEPS}/include
                  PATH_SUFFIXES ${arg_SUFFIXES} NO_DEFAULT_PATH)
    else()
        find_path(${target}_INCLUDE ${header} PATH_SUFFIXES ${arg_SUFFIXES})
    endif()
    if(NOT ${target}_INCLUDE)
        message(FATAL_ERROR "The header <${header}> was not found. packaging/setup.sh installs it on Debian; "
                            "elsewhere put it into a folder and name that with -DSELFSIGHT_DEPS=DIR.")
    endif()
    add_library(deps::${target} INTERFACE IMPORTED)
    target_include_directories(deps::${target} SYSTEM INTERFACE ${${target}_INCLUDE})
endfunction()

selfsight_header_library(eigen Eigen/Core SUFFIXES eigen3)
selfsight_header_library(json nlohmann/json.hpp)
selfsight_header_library(toml toml++/toml.h)
selfsight_header_library(cli11 CLI/CLI.hpp)
selfsight_header_library(stb stb_image.h SUFFIXES stb)
if(SELFSIGHT_TESTS)
    selfsight_header_library(doctest doctest/doctest.h)
endif()
find_package(ZLIB REQUIRED)
find_package(LibTorch REQUIRED)
# One C++ ABI for all that is linked together, files without LibTorch too.
target_compile_definitions(selfsight_options INTERFACE _GLIBCXX_USE_CXX11_ABI=${LibTorch_CXX11_ABI})
# WebP pictures in image folders: read where the library is at hand, refused in words where it is not.
option(SELFSIGHT_WEBP "Read WebP pictures (libwebp)" ON)
if(SELFSIGHT_WEBP)
    find_path(WebP_INCLUDE webp/decode.h)
    find_library(WebP_LIBRARY webp)
    if(NOT WebP_INCLUDE OR NOT WebP_LIBRARY)
        message(STATUS "libwebp was not found: WebP pictures will be refused (Debian: libwebp-dev)")
    endif()
endif()
if(SELFSIGHT_GUI)
    find_package(Qt6 6.4 REQUIRED COMPONENTS Core Gui Widgets PrintSupport Svg Network Test)
    find_package(QCustomPlotQt6 REQUIRED)
endif()
