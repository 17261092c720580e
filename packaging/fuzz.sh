#!/usr/bin/env bash
# Builds the fuzz targets with Clang (AddressSanitizer and UndefinedBehaviorSanitizer) and runs each.
#
#   packaging/fuzz.sh [--seconds N | --runs N] [--jobs N] [TARGET …]
#
# --seconds N   each target for N seconds (default 30)
# --runs N      each target for N executions: 20000000 is what a release asks for
# --jobs N      targets at a time (default: the processors)
#
# What a target finds is kept in build/fuzz/fuzz/found_TARGET and is where it goes on next time; an input that breaks a
# parser is left beside it as crash-…, and the exit code is 1. The seeds are in tests/fuzz/corpus.
set -euo pipefail
cd "$(dirname "$0")/.."

limit=(-max_total_time=30) jobs=$(nproc) targets=()
while [ $# -gt 0 ]; do
    case "$1" in
        --seconds) limit=(-max_total_time="$2"); shift ;;
        --runs) limit=(-runs="$2"); shift ;;
        --jobs) jobs=$2; shift ;;
        -*) echo "fuzz.sh: unknown option $1" >&2; exit 2 ;;
        *) targets+=("$1") ;;
    esac
    shift
done

compiler=$(command -v clang++ || command -v clang++-14 || true)
if [ -z "$compiler" ]; then
    echo "fuzz.sh needs Clang: apt-get install clang" >&2
    exit 4
fi
mkdir -p build
cmake -S . -B build/fuzz -G Ninja -DCMAKE_BUILD_TYPE=RelWithDebInfo -DSELFSIGHT_GUI=OFF -DSELFSIGHT_TESTS=ON -DSELFSIGHT_FUZZ=ON \
    -DCMAKE_CXX_COMPILER="$compiler" -DCMAKE_C_COMPILER="${compiler/clang++/clang}" >build/fuzz-configure.log 2>&1 ||
    { tail -n 20 build/fuzz-configure.log >&2; exit 4; }
if [ ${#targets[@]} = 0 ]; then
    for source in tests/fuzz/*.cpp; do targets+=("$(basename "$source" .cpp)"); done
fi
cmake --build build/fuzz --target "${targets[@]/#/fuzz_}" >&2

cd build/fuzz/fuzz
# Some targets read files; in memory that costs a third.
if [ -w /dev/shm ]; then export TMPDIR=/dev/shm; fi
corpus=../../../tests/fuzz/corpus

fuzz() {
    local name=$1
    shift
    mkdir -p "found_$name"
    local began=$SECONDS code=0
    "./fuzz_$name" "$@" -timeout=10 -rss_limit_mb=1024 -max_len=16384 -print_final_stats=1 -artifact_prefix="./$name-" \
        "found_$name" "$corpus/$name" >"$name.log" 2>&1 || code=$?
    local runs
    runs=$(sed -n 's/^stat::number_of_executed_units: *//p' "$name.log")
    printf '%-14s %12s executions in %5d s, %8s a second, corpus %5d%s\n' "$name" "${runs:-?}" $((SECONDS - began)) \
        "$(sed -n 's/^stat::average_exec_per_sec: *//p' "$name.log")" "$(find "found_$name" -type f | wc -l)" \
        "$([ $code = 0 ] || echo ", FOUND SOMETHING: build/fuzz/fuzz/$name.log")"
    return $code
}
export -f fuzz
export corpus
printf '%s\0' "${targets[@]}" | xargs -0 -P "$jobs" -I NAME bash -c 'fuzz "$@"' fuzz NAME "${limit[@]}" || exit 1
