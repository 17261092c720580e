#!/usr/bin/env bash
# Sets everything up, builds, and runs all tests, headless.
#   packaging/test.sh [ctest option …]
set -euo pipefail
cd "$(dirname "$0")/.."
export QT_QPA_PLATFORM=offscreen
packaging/setup.sh --tests
packaging/build.sh release -DSELFSIGHT_TESTS=ON
echo "Running the tests …" >&2
ctest --test-dir build/release --output-on-failure --no-tests=error "$@"
