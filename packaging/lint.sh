#!/usr/bin/env bash
# Checks the tree with clang-format, shellcheck, clang-tidy and clazy; what any of them says is a failure.
#   packaging/lint.sh [--fix] [file]...      default: every source file
# --fix formats the files first.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

fix=no
if [[ ${1:-} == --fix ]]; then
    fix=yes
    shift
fi
if [[ $# -gt 0 ]]; then
    files=("$@")
else
    mapfile -t files < <(git ls-files --cached --others --exclude-standard)
fi

formatted=() compiled=() scripts=()
for file in "${files[@]}"; do
    case $file in
    *.cpp) formatted+=("$file") compiled+=("$file") ;;
    *.h) formatted+=("$file") ;;
    *.sh | .ci/run) scripts+=("$file") ;;
    esac
done

packaging/bootstrap.sh build test lint

failed=()
check() {
    local name=$1
    shift
    printf '== %s\n' "$name"
    "$@" || failed+=("$name")
}

# What the debug preset does not compile (fuzz targets) has no entry in its compile_commands.json.
compiledByDebug() {
    local file
    for file; do
        grep -qF "\"file\": \"$PWD/$file\"" build/debug/compile_commands.json && printf '%s\0' "$file"
    done
    return 0
}

# clazy reports on stderr and always ends with success; its check qstring-ref speaks of Qt 5.
clazy() {
    local output
    output=$(compiledByDebug "$@" | xargs -0 -r -n 4 -P "$(nproc)" clazy-standalone -p build/debug \
        -checks=level1,no-qstring-ref -header-filter="^$PWD/(core|ui|app|tests)/" -ignore-dirs='^/usr/' 2>&1) || true
    output=$(grep -vE '^[0-9]+ warnings? generated\.$' <<<"$output" || true)
    [[ -z $output ]] || { printf '%s\n' "$output"; return 1; }
}

tidy() {
    compiledByDebug "$@" | xargs -0 -r -n 1 -P "$(nproc)" clang-tidy -p build/debug --quiet --warnings-as-errors='*' \
        2> >(grep -vE '^[0-9]+ warnings? (generated|treated as errors?)' >&2)
}

if [[ ${#formatted[@]} -gt 0 ]]; then
    [[ $fix == no ]] || clang-format -i "${formatted[@]}"
    check clang-format clang-format --dry-run -Werror "${formatted[@]}"
fi
[[ ${#scripts[@]} == 0 ]] || check shellcheck shellcheck -x "${scripts[@]}"
if [[ ${#compiled[@]} -gt 0 ]]; then
    # Built, not only configured: the sources include what moc and rcc generate.
    cmake --preset debug
    cmake --build --preset debug
    check clazy clazy "${compiled[@]}"
    check clang-tidy tidy "${compiled[@]}"
fi

if [[ ${#failed[@]} -gt 0 ]]; then
    printf '\nFAILED: %s\n' "${failed[*]}"
    exit 1
fi
printf '\nNothing to complain about.\n'
