#!/usr/bin/env bash
# Installs what is missing, builds Gatehouse and shows it: the console where there is a display, else the
# demonstration on the command line.
#   packaging/run.sh [argument of the program]...
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

packaging/bootstrap.sh build
cmake --preset release
cmake --build --preset release

if [[ -n ${DISPLAY:-}${WAYLAND_DISPLAY:-} ]]; then
    [[ $# -gt 0 ]] || set -- --demo
    exec build/release/bin/gatehouse "$@"
fi
[[ $# -gt 0 ]] || set -- demo
exec build/release/bin/gatehouse-cli "$@"
