#!/usr/bin/env bash
# Brings the translations in resources/translations up to date with the texts in the sources.
#   packaging/translations.sh [--check]
# --check changes nothing and fails where a text is missing from them, or where lupdate does not understand a source.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

lupdate=$(command -v lupdate6 || command -v lupdate || echo /usr/lib/qt6/bin/lupdate)
files=(resources/translations/gatehouse_*.ts)
options=(-locations none -no-obsolete -no-ui-lines -extensions 'cpp,h'
    -disable-heuristic sametext -disable-heuristic similartext)

# Texts in one sort order whatever the file system's: a translator's tool shows them by context anyway.
update() {
    local output
    output=$("$lupdate" core ui app/gatehouse "${options[@]}" -ts "$@" 2>&1)
    printf '%s\n' "$output"
    if grep -qiE 'warning|cannot|unexpected|outside of|lacks|unmatched' <<<"$output"; then
        echo "lupdate does not understand a source: see above." >&2
        return 1
    fi
}

if [[ ${1:-} != --check ]]; then
    update "${files[@]}"
    exit
fi
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
for file in "${files[@]}"; do
    cp "$file" "$work"
    update "$work/$(basename "$file")"
    cmp "$file" "$work/$(basename "$file")" || { echo "$file is out of date: run packaging/translations.sh" >&2; exit 1; }
done
