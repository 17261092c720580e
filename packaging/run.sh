#!/usr/bin/env bash
# Sets everything up, builds, and opens the window on the built-in demo. With no display the same comparison runs on the
# command line and the report's place is printed. Further arguments go to the program.
set -euo pipefail
cd "$(dirname "$0")/.."
workspace=${SELFSIGHT_WORKSPACE:-${XDG_DATA_HOME:-$HOME/.local/share}/selfsight/demo}

if [ -n "${DISPLAY:-}${WAYLAND_DISPLAY:-}" ]; then
    packaging/setup.sh
    packaging/build.sh release -DSELFSIGHT_TESTS=OFF
    echo "Opening the window; its workspace is $workspace" >&2
    exec build/release/bin/selfsight --workspace "$workspace" --data demo --demo "$@"
fi
echo "There is no display, so the comparison runs on the command line (about 9 minutes on two cores)." >&2
packaging/setup.sh --no-gui
packaging/build.sh cli -DSELFSIGHT_TESTS=OFF
exec build/cli/bin/selfsight-cli compare --data demo --workspace "$workspace" --recipe quick --budget 2m --width 0.25 "$@"
