#!/usr/bin/env bash
# Installs what is missing, builds Gatehouse and tests it: every Qt Test, then each fuzz target for a few seconds.
#   tests/run.sh [--sanitize] [--no-fuzz]
# --sanitize runs the tests under AddressSanitizer and UndefinedBehaviorSanitizer too, and those of the server
# under ThreadSanitizer. FUZZ_SECONDS sets the time for each fuzz target.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

sanitize=no
fuzz=yes
for argument; do
    case $argument in
    --sanitize) sanitize=yes ;;
    --no-fuzz) fuzz=no ;;
    *)
        sed -n '2,5s/^# \{0,1\}//p' "${BASH_SOURCE[0]}" >&2
        exit 2
        ;;
    esac
done

failed=()
results=()

# Later stages run although an earlier one failed: one run tells everything that is wrong.
stage() {
    local name=$1 start=$SECONDS
    shift
    printf '\n== %s\n' "$name"
    "$@" || failed+=("$name")
    printf '== %s: %s s\n' "$name" $((SECONDS - start))
}

build() {
    cmake --preset "$1" && cmake --build --preset "$1"
}

testPreset() {
    results+=("build/$1/ctest.log")
    rm -f "build/$1/ctest.log"
    build "$1" && ctest --preset "$1" -j "$(nproc)" | tee "build/$1/ctest.log"
}

fuzzTargets() {
    build fuzz || return
    local target name corpus found=0 status=0
    for target in build/fuzz/bin/fuzz_*; do
        [[ -x $target ]] || continue
        found=1
        name=$(basename "$target")
        corpus=build/fuzz/corpus/$name
        mkdir -p "$corpus" build/fuzz/findings
        local folders=("$corpus")
        [[ ! -d tests/fuzz/corpus/$name ]] || folders+=("tests/fuzz/corpus/$name")
        printf '%s: ' "$name"
        if "$target" -max_total_time="${FUZZ_SECONDS:-5}" -timeout=10 -rss_limit_mb=2048 \
            -artifact_prefix="build/fuzz/findings/$name-" "${folders[@]}" >"build/fuzz/$name.log" 2>&1; then
            tail -n 1 "build/fuzz/$name.log"
        else
            printf 'FAILED\n'
            tail -n 60 "build/fuzz/$name.log"
            status=1
        fi
    done
    if [[ $found == 0 ]]; then
        printf 'No fuzz target was built.\n'
        return 1
    fi
    return "$status"
}

packaging/bootstrap.sh build test

suppressions=$PWD/tests/sanitizers
export ASAN_OPTIONS=${ASAN_OPTIONS:-detect_stack_use_after_return=1:strict_string_checks=1}
export LSAN_OPTIONS=${LSAN_OPTIONS:-suppressions=$suppressions/lsan.supp:print_suppressions=0}
export UBSAN_OPTIONS=${UBSAN_OPTIONS:-print_stacktrace=1}
export TSAN_OPTIONS=${TSAN_OPTIONS:-suppressions=$suppressions/tsan.supp:second_deadlock_stack=1:die_after_fork=0}

stage 'tests' testPreset release
[[ $fuzz == no ]] || stage 'fuzzing' fuzzTargets
if [[ $sanitize == yes ]]; then
    stage 'tests under AddressSanitizer' testPreset asan
    stage 'tests under ThreadSanitizer' testPreset tsan
fi

# Again at the end, where a reader of a long log looks.
for result in "${results[@]}"; do
    [[ ! -f $result ]] || { printf '\n%s\n' "$result"; sed -n '/% tests passed/,$p' "$result"; }
done
if [[ ${#failed[@]} -gt 0 ]]; then
    printf '\nFAILED: %s\n' "$(printf '%s; ' "${failed[@]}" | sed 's/; $//')"
    exit 1
fi
printf '\nEverything passed.\n'
