#!/usr/bin/env bash
# Installs what Selfsight needs to be built: Debian packages and, into .venv, the pinned LibTorch wheel.
# Safe to run again and to interrupt: what is there already is left alone.
#
#   packaging/setup.sh [--no-gui] [--tests] [--fuzz] [--dry-run]
set -euo pipefail
cd "$(dirname "$0")/.."

gui=1 tests=0 fuzz=0 dry=0
for argument in "$@"; do
    case "$argument" in
        --no-gui) gui=0 ;;
        --tests) tests=1 ;;
        --fuzz) fuzz=1 ;;
        --dry-run) dry=1 ;;
        *) echo "setup.sh: unknown option $argument (known: --no-gui --tests --fuzz --dry-run)" >&2; exit 2 ;;
    esac
done
say() { printf '%s\n' "$*" >&2; }

packages=(g++ cmake ninja-build python3 python3-venv ca-certificates
    libeigen3-dev nlohmann-json3-dev libtomlplusplus-dev libcli11-dev libstb-dev zlib1g-dev libwebp-dev)
if [ "$gui" = 1 ]; then
    packages+=(qt6-base-dev qt6-svg-dev qt6-tools-dev qt6-tools-dev-tools qt6-l10n-tools libqcustomplot-dev
        libgl1-mesa-dev fonts-dejavu-core)
fi
if [ "$tests" = 1 ]; then packages+=(doctest-dev git poppler-utils); fi
if [ "$fuzz" = 1 ]; then packages+=(clang); fi
# The report is opened in a browser by a test of the window.
if [ "$tests" = 1 ] && [ "$gui" = 1 ]; then packages+=(chromium-headless-shell); fi

# A tool that is on the PATH from elsewhere (a newer cmake, another Python) will do instead of the Debian package.
provided() {
    case "$1" in
        g++ | cmake | git) command -v "$1" >/dev/null ;;
        clang) command -v clang++ >/dev/null ;;
        chromium-headless-shell) command -v chromium >/dev/null || command -v google-chrome >/dev/null || return 1 ;;
        ninja-build) command -v ninja >/dev/null ;;
        python3) command -v python3 >/dev/null ;;
        python3-venv) python3 -c 'import ensurepip, venv' 2>/dev/null ;;
        *) return 1 ;;
    esac
}
missing=()
for package in "${packages[@]}"; do
    provided "$package" && continue
    [ "$(dpkg-query -W -f='${db:Status-Status}' "$package" 2>/dev/null || true)" = installed ] || missing+=("$package")
done

as_root() {
    if [ "$(id -u)" = 0 ]; then "$@"; else sudo "$@"; fi
}
if [ ${#missing[@]} -gt 0 ]; then
    say "Debian packages to install: ${missing[*]}"
    if ! command -v apt-get >/dev/null; then
        say "This is no Debian system. Install the counterparts of these packages and run this again."
        exit 4
    fi
    if [ "$(id -u)" != 0 ] && ! command -v sudo >/dev/null; then
        say "Neither root nor sudo is at hand. Ask an administrator to run:"
        say "    apt-get install --no-install-recommends ${missing[*]}"
        exit 4
    fi
    if [ "$dry" = 0 ]; then
        say "Reading Debian's package lists …"
        as_root apt-get update -qq
        kept=()
        for package in "${missing[@]}"; do
            if [ "$package" = chromium-headless-shell ] && ! apt-cache show "$package" >/dev/null 2>&1; then
                say "This Debian has no $package: the test that opens the report in a browser will say that it was left out."
            else
                kept+=("$package")
            fi
        done
        missing=("${kept[@]}")
        say "$(apt-get install --no-install-recommends --assume-no "${missing[@]}" 2>/dev/null |
            grep -E 'Need to get|disk space' || true)"
        say "Installing them takes about a minute on a fast line."
        as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "${missing[@]}" >&2
    fi
else
    say "All Debian packages are installed."
fi

requirements=(-r packaging/requirements.txt)
[ "$tests" = 1 ] && requirements+=(-r packaging/requirements-test.txt)
wanted=$(cat packaging/requirements.txt; [ "$tests" = 1 ] && cat packaging/requirements-test.txt || true)
stamp=.venv/selfsight-requirements.txt
# The stamp is written last, so that an interrupted installation is taken up again.
if [ -e "$stamp" ] && [ "$(cat "$stamp")" = "$wanted" ]; then
    say "LibTorch is in .venv."
elif [ "$dry" = 1 ]; then
    say "Python packages to install into .venv: $(grep -hv '^#' packaging/requirements*.txt | tr '\n' ' ')"
else
    [ -x .venv/bin/python ] || python3 -m venv .venv
    say "Asking the package index what the pinned LibTorch wheel and its needs weigh …"
    .venv/bin/python packaging/download_size.py "${requirements[@]}" >&2 || true
    .venv/bin/python -m pip install --quiet --disable-pip-version-check "${requirements[@]}" >&2
    printf '%s\n' "$wanted" >"$stamp"
    say "LibTorch is in .venv now."
fi
