#!/usr/bin/env bash
# Installs what is missing, builds Gatehouse and shows it: the console where there is a display, else the
# demonstration on the command line.
#   packaging/run.sh [argument of the program]...
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

program=gatehouse-cli demonstration=demo
if [[ -n ${DISPLAY:-}${WAYLAND_DISPLAY:-} ]]; then
    program=gatehouse demonstration=--demo
fi
[[ $# -gt 0 ]] || set -- "$demonstration"

packaging/bootstrap.sh build
cmake --preset release
cmake --build --preset release --target "$program"
exec "build/release/bin/$program" "$@"
