#!/usr/bin/env bash
# Configures and builds one preset:  packaging/build.sh PRESET [cmake option …]
set -euo pipefail
cd "$(dirname "$0")/.."
preset=$1
shift
log=build/$preset-configure.log
mkdir -p build
echo "Building preset '$preset' in build/$preset (a first build takes about ten minutes on two cores) …" >&2
if ! cmake --preset "$preset" "$@" >"$log" 2>&1; then
    tail -n 30 "$log" >&2
    echo "Configuring failed; the whole log is $log" >&2
    exit 4
fi
cmake --build "build/$preset" >&2
