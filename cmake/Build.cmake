# Compiler settings for our own targets, and the functions that declare a layer and a test.

if(NOT CMAKE_BUILD_TYPE AND NOT CMAKE_CONFIGURATION_TYPES)
    set(CMAKE_BUILD_TYPE Release CACHE STRING "" FORCE)
endif()
set(CMAKE_CXX_STANDARD 20)
set(CMAKE_CXX_STANDARD_REQUIRED ON)
set(CMAKE_CXX_EXTENSIONS OFF)
set(CMAKE_POSITION_INDEPENDENT_CODE ON)
set(CMAKE_EXPORT_COMPILE_COMMANDS ON)
set(CMAKE_RUNTIME_OUTPUT_DIRECTORY ${CMAKE_BINARY_DIR}/bin)
find_package(Threads REQUIRED)

find_program(SELFSIGHT_CCACHE ccache)
if(SELFSIGHT_CCACHE)
    # The sloppiness lets ccache work beside precompiled headers; the base folder lets two checkouts share results. The
    # precompiled header is known by a checksum that selfsight_pch_checksum() writes, not by its 700 MB.
    set(CMAKE_CXX_COMPILER_LAUNCHER ${CMAKE_COMMAND} -E env CCACHE_BASEDIR=${CMAKE_SOURCE_DIR} CCACHE_NOHASHDIR=1
        CCACHE_PCH_EXTSUM=1
        CCACHE_SLOPPINESS=pch_defines,time_macros,include_file_mtime,include_file_ctime ${SELFSIGHT_CCACHE})
endif()

add_library(selfsight_options INTERFACE)
target_include_directories(selfsight_options INTERFACE ${CMAKE_SOURCE_DIR}/engine ${CMAKE_BINARY_DIR}/generated)
target_compile_options(selfsight_options INTERFACE -Wall -Wextra -Wpedantic -Wshadow -Wno-unknown-pragmas -Wno-missing-field-initializers)
# One rounding per operation, whatever the compiler: a fused multiply-add appears only where it is written.
target_compile_options(selfsight_options INTERFACE -ffp-contract=off)
if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
    # GCC 12 reports these falsely in the standard library and in LibTorch's headers.
    target_compile_options(selfsight_options INTERFACE -Wno-maybe-uninitialized -Wno-array-bounds -Wno-stringop-overflow
        -Wno-restrict)
endif()
if(SELFSIGHT_SANITIZE)
    target_compile_options(selfsight_options INTERFACE -fsanitize=${SELFSIGHT_SANITIZE} -fno-omit-frame-pointer)
    target_link_options(selfsight_options INTERFACE -fsanitize=${SELFSIGHT_SANITIZE})
endif()

# With a sanitizer's checks in them, all layers are half a gigabyte: too much for each of seventy test programs to have them
# of its own.
set(SELFSIGHT_LAYER_KIND STATIC)
if(SELFSIGHT_SANITIZE)
    set(SELFSIGHT_LAYER_KIND SHARED)
endif()

# Several files of a library, or of a test program, at a time, as one: the headers that files share are read and instantiated
# once, which halves a first build with the tests. `dev` compiles each file by itself, which is faster after a change. A layer whose
# files give different things the same name on purpose says UNITY_BUILD OFF; CMake itself leaves out files that have flags of
# their own.
option(SELFSIGHT_UNITY "Compile the files of a library or of a test program in groups" OFF)
function(selfsight_in_groups target)
    set_target_properties(${target} PROPERTIES UNITY_BUILD ${SELFSIGHT_UNITY} UNITY_BUILD_BATCH_SIZE 8)
endfunction()

# selfsight_inner_loops(a.cpp …): files in whose loops the tests spend their time. A sanitizer's build, otherwise -Og, optimises
# them; without the precompiled headers, because GCC 12 crashes on those of another -O with the checks in.
function(selfsight_inner_loops)
    if(SELFSIGHT_SANITIZE)
        set_source_files_properties(${ARGN} PROPERTIES COMPILE_OPTIONS -O2 SKIP_PRECOMPILE_HEADERS ON)
    endif()
endfunction()

# selfsight_layer(NAME [TORCH | TEXT] SOURCES a.cpp … LINKS lower_layer …)
# Declares engine/NAME as the library selfsight_NAME. It sees only the layers it names (and what those name), so a
# dependency against the order does not link. TORCH: sources may include LibTorch, with its headers precompiled. TEXT: most
# sources read or write JSON, whose headers are precompiled.
function(selfsight_layer name)
    cmake_parse_arguments(arg "TORCH;TEXT" "" "SOURCES;LINKS" ${ARGN})
    add_library(selfsight_${name} ${SELFSIGHT_LAYER_KIND} ${arg_SOURCES})
    set_target_properties(selfsight_${name} PROPERTIES DEFINE_SYMBOL "")
    selfsight_in_groups(selfsight_${name})
    add_library(selfsight::${name} ALIAS selfsight_${name})
    target_link_libraries(selfsight_${name} PUBLIC selfsight_options Threads::Threads)
    foreach(lower IN LISTS arg_LINKS)
        target_link_libraries(selfsight_${name} PUBLIC ${lower})
    endforeach()
    if(arg_TORCH)
        selfsight_use_torch(selfsight_${name})
    elseif(arg_TEXT)
        selfsight_reuse_headers(selfsight_${name} text)
    endif()
endfunction()

# LibTorch for one target: its libraries, OpenMP for at::parallel_for (serial without it), the shared precompiled header.
function(selfsight_use_torch target)
    target_link_libraries(${target} PUBLIC LibTorch::torch)
    target_compile_options(${target} PRIVATE -fopenmp)
    target_link_options(${target} PUBLIC -fopenmp)
    selfsight_reuse_headers(${target} torch)
endfunction()

# selfsight_precompile(NAME HEADERS <a.h> … LINKS library … [OPTIONS flag …] VERSIONS version …)
# Compiles headers of others once, as selfsight_pch_NAME. ccache knows the result by a checksum that is written here, not by
# its hundreds of megabytes: two checkouts with the same compiler, flags and versions share what they compile.
function(selfsight_precompile name)
    cmake_parse_arguments(arg "" "" "HEADERS;LINKS;OPTIONS;VERSIONS" ${ARGN})
    set(target selfsight_pch_${name})
    file(WRITE ${CMAKE_BINARY_DIR}/generated/pch_${name}.cpp "")
    add_library(${target} STATIC ${CMAKE_BINARY_DIR}/generated/pch_${name}.cpp)
    set_target_properties(${target} PROPERTIES AUTOMOC OFF AUTORCC OFF)
    target_link_libraries(${target} PUBLIC selfsight_options Threads::Threads ${arg_LINKS})
    target_compile_options(${target} PRIVATE ${arg_OPTIONS})
    target_precompile_headers(${target} PRIVATE ${arg_HEADERS})
    get_target_property(options selfsight_options INTERFACE_COMPILE_OPTIONS)
    get_target_property(definitions selfsight_options INTERFACE_COMPILE_DEFINITIONS)
    string(TOUPPER "${CMAKE_BUILD_TYPE}" type)
    string(SHA256 sum "${arg_VERSIONS};${arg_HEADERS};${arg_OPTIONS};${options};${definitions};${CMAKE_CXX_COMPILER_ID};${CMAKE_CXX_COMPILER_VERSION};${CMAKE_CXX_FLAGS};${CMAKE_CXX_FLAGS_${type}}")
    file(WRITE ${CMAKE_CURRENT_BINARY_DIR}/CMakeFiles/${target}.dir/cmake_pch.hxx.gch.sum ${sum})
endfunction()

# The target compiles on top of selfsight_pch_NAME.
function(selfsight_reuse_headers target name)
    target_precompile_headers(${target} REUSE_FROM selfsight_pch_${name})
    # CMake gives programs -fPIE, with which a header precompiled for libraries (-fPIC) would be refused.
    target_compile_options(${target} PRIVATE -fPIC)
endfunction()

# The sources of a test do little themselves and are compiled about as often as they run: -Og takes a third off compiling
# one, with sanitizers half. (-O0 hardly takes off more, and GCC would refuse the precompiled headers, which are optimised.)
function(selfsight_test_program target)
    target_compile_options(${target} PRIVATE -Og)
    set_target_properties(${target} PROPERTIES RUNTIME_OUTPUT_DIRECTORY ${CMAKE_BINARY_DIR}/tests)
endfunction()

# Under a sanitizer everything takes several times as long.
function(selfsight_test_timeout variable)
    if(SELFSIGHT_SANITIZE)
        math(EXPR ${variable} "6 * ${${variable}}")
        set(${variable} ${${variable}} PARENT_SCOPE)
    endif()
endfunction()

# selfsight_test(NAME [TORCH] [SERIAL] SOURCES a.cpp … LINKS layer … [TIMEOUT s] [LABELS …])
# A doctest program of the engine, run by ctest as NAME.
function(selfsight_test name)
    cmake_parse_arguments(arg "TORCH;SERIAL" "TIMEOUT" "SOURCES;LINKS;LABELS" ${ARGN})
    add_executable(test_${name} ${arg_SOURCES})
    target_link_libraries(test_${name} PRIVATE selfsight_test_support ${arg_LINKS})
    if(arg_TORCH)
        selfsight_use_torch(test_${name})
    endif()
    selfsight_in_groups(test_${name})
    selfsight_test_program(test_${name})
    add_test(NAME ${name} COMMAND test_${name})
    if(NOT arg_TIMEOUT)
        set(arg_TIMEOUT 600)
    endif()
    selfsight_test_timeout(arg_TIMEOUT)
    # Waiting OpenMP threads that spin would take the cores from whatever runs beside the test.
    set_tests_properties(${name} PROPERTIES TIMEOUT ${arg_TIMEOUT} LABELS "${arg_LABELS}"
                         ENVIRONMENT OMP_WAIT_POLICY=passive)
    if(arg_SERIAL)
        set_tests_properties(${name} PROPERTIES RUN_SERIAL ON)
    endif()
endfunction()
