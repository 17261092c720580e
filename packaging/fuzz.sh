#!/usr/bin/env bash
# Builds the fuzz targets with Clang (AddressSanitizer and UndefinedBehaviorSanitizer) and runs each.
#
#   packaging/fuzz.sh [--seconds N | --total N] [--length N] [--jobs N] [TARGET …]
#
# --seconds N   each target for N seconds (default 30)
# --total N     each target until it has had N executions, those of earlier calls counted: 20000000 is what a release asks
#               for. It may be interrupted and goes on where it was.
# --length N    inputs of at most N bytes (default: libFuzzer's own limit, 4 KiB or what the longest seed has)
# --jobs N      targets at a time (default: the processors)
#
# What a target finds is kept in build/fuzz/fuzz/found_TARGET and is where it goes on next time, the number of its executions
# so far in TARGET.executions; an input that breaks a parser is left beside it as TARGET-crash-…, and the exit code is 1. The
# seeds are in tests/fuzz/corpus.
set -euo pipefail
cd "$(dirname "$0")/.."

seconds=30 total= length=0 jobs=$(nproc) targets=()
while [ $# -gt 0 ]; do
    case "$1" in
        --seconds) seconds=$2; shift ;;
        --total) total=$2; shift ;;
        --length) length=$2; shift ;;
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
    local name=$1 before limit
    before=$(cat "$name.executions" 2>/dev/null || echo 0)
    limit=-max_total_time=$seconds
    if [ -n "$total" ]; then
        limit=-runs=$((total - before))
        if [ "$before" -ge "$total" ]; then
            printf '%-14s %27s %12d in all\n' "$name" "" "$before"
            return
        fi
    fi
    mkdir -p "found_$name"
    local began=$SECONDS code=0
    "./fuzz_$name" "$limit" "-max_len=$length" -timeout=10 -rss_limit_mb=1024 -print_final_stats=1 -artifact_prefix="./$name-" \
        "found_$name" "$corpus/$name" >"$name.log" 2>&1 || code=$?
    local runs
    runs=$(sed -n 's/^stat::number_of_executed_units: *//p' "$name.log")
    echo $((before + ${runs:-0})) >"$name.executions"
    printf '%-14s %12s executions in %5d s, %12d in all, corpus %5d%s\n' "$name" "${runs:-?}" $((SECONDS - began)) \
        $((before + ${runs:-0})) "$(find "found_$name" -type f | wc -l)" "$(case $code in
            0) ;;
            72) echo ", interrupted" ;;  # libFuzzer's code for SIGINT and SIGTERM
            *) echo ", FOUND SOMETHING: build/fuzz/fuzz/$name.log" ;;
        esac)"
    return $code
}
export -f fuzz
export corpus seconds total length
printf '%s\0' "${targets[@]}" | xargs -0 -P "$jobs" -I NAME bash -c 'fuzz "$@"' fuzz NAME || exit 1
