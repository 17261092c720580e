#!/usr/bin/env bash
# Sets everything up, builds, and runs all tests, headless.
#   packaging/test.sh [ctest option …]
#   packaging/test.sh --full    afterwards also what takes longer, each part with its time: kills at every call and 1,000 at random
#                               instants, resuming at 50 random steps, faults at every call, 10,000 damaged files, a simulated day,
#                               the sanitizers, the fuzzers (about 80 minutes on two cores without a compiler cache)
set -euo pipefail
cd "$(dirname "$0")/.."
export QT_QPA_PLATFORM=offscreen
full=0
if [ "${1:-}" = --full ]; then
    full=1
    shift
fi

plain() {
    packaging/setup.sh --tests
    packaging/build.sh release -DSELFSIGHT_TESTS=ON
    echo "Running the tests, two at a time …" >&2
    ctest --test-dir build/release --output-on-failure --no-tests=error -j2 "$@"
}
if [ $full = 0 ]; then
    plain "$@"
    exit
fi

# A part that fails does not keep the others from running.
failed=() times=()
part() {
    local name=$1 began=$SECONDS code=0
    shift
    printf '\n== %s\n' "$name" >&2
    "$@" || code=$?
    [ $code = 0 ] || failed+=("$name")
    times+=("$(printf '%3d min %02d s  %s%s' $(((SECONDS - began) / 60)) $(((SECONDS - began) % 60)) "$name" \
        "$([ $code = 0 ] || echo ": FAILED")")")
}
reliability() {
    local script=$1
    shift
    .venv/bin/python "tests/reliability/$script.py" build/release/bin/selfsight-cli "$@"
}
fuzz() {
    packaging/setup.sh --tests --fuzz && packaging/fuzz.sh
}
kill=build/release/tests/libkill_at_call.so
at_length='jobs_resume|jobs_faults|damage|ui_soak'
# Without what follows at full length.
part "the suite" plain -E "^($at_length|kill_every_call|kill_every_call_byol|kill_at_random|kill_two_writers|endings)\$" "$@"
part "AddressSanitizer and UndefinedBehaviorSanitizer" packaging/sanitize.sh asan -j2
part "a kill at every call of a run" reliability kill_every_call $kill --jobs 2
part "a kill at every third call of a BYOL run" reliability kill_every_call $kill --jobs 2 --method byol --every 3
part "1,000 kills at random instants" reliability kill_at_random $kill --kills 1000 --jobs 2
part "300 kills of two writers" reliability kill_two_writers $kill --kills 300
part "signals, hung reads, no memory" reliability endings build/release/tests/libhang_at_open.so --window build/release/bin/selfsight --long
part "50 random steps, every failing call, 10,000 damages, a day" env SELFSIGHT_FULL_TESTS=1 \
    ctest --test-dir build/release --output-on-failure --no-tests=error -j2 -R "^($at_length)\$"
part "ThreadSanitizer" packaging/sanitize.sh tsan -j2
part "fuzzing, 30 s a target" fuzz

printf '\n'
printf '%s\n' "${times[@]}" "$(printf '%3d min in all' $((SECONDS / 60)))"
if [ ${#failed[@]} -gt 0 ]; then
    printf 'FAILED: %s\n' "${failed[@]}"
    exit 1
fi
