#!/usr/bin/env bash
# Builds the tests with a sanitizer and runs them.
#
#   packaging/sanitize.sh asan [ctest option …]    AddressSanitizer, LeakSanitizer, UndefinedBehaviorSanitizer: the whole suite
#   packaging/sanitize.sh tsan [ctest option …]    ThreadSanitizer: the job and event layer, without what runs LibTorch's OpenMP
#
# What is suppressed, and why, is in tests/sanitizers/*.supp.
set -euo pipefail
cd "$(dirname "$0")/.."
preset=${1:?asan or tsan}
shift
export QT_QPA_PLATFORM=offscreen
supp=$PWD/tests/sanitizers
mkdir -p build
cmake --preset "$preset" -DSELFSIGHT_TESTS=ON >"build/$preset-configure.log" 2>&1 || { tail -n 20 "build/$preset-configure.log" >&2; exit 4; }

case "$preset" in
    asan)
        cmake --build build/asan >&2
        export ASAN_OPTIONS=detect_leaks=1:detect_stack_use_after_return=1:allocator_may_return_null=1
        export LSAN_OPTIONS=suppressions=$supp/lsan.supp:print_suppressions=0
        export UBSAN_OPTIONS=print_stacktrace=1:halt_on_error=1
        # Kills of the release build's program, memory limits and measured times mean nothing under a sanitizer.
        ctest --test-dir build/asan --output-on-failure --no-tests=error -LE 'reliability|bench' "$@"
        ;;
    tsan)
        cmake --build build/tsan --target test_core test_io test_store test_ui_window_queue test_ui_soak >&2
        export TSAN_OPTIONS=suppressions=$supp/tsan.supp:halt_on_error=1:second_deadlock_stack=1
        # ThreadSanitizer of GCC 12 knows no address space as random as newer kernels make it.
        setarch -R ctest --test-dir build/tsan --output-on-failure --no-tests=error \
            -R '^(core|io|store|ui_window_queue|ui_soak)$' "$@"
        ;;
    *)
        echo "sanitize.sh: asan or tsan, not $preset" >&2
        exit 2
        ;;
esac
