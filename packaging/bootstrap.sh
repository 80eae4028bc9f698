#!/usr/bin/env bash
# Installs what Gatehouse needs on Debian 12 or newer and is not there yet.
#   packaging/bootstrap.sh [build] [test] [lint]      default: build
# Runs as root, or as a user who may use sudo. Where nothing is missing it needs neither root nor a network.
set -euo pipefail

BuildPackages=(
    cmake ninja-build g++ ccache
    qt6-base-dev         # Core, Network, Sql, Widgets, Test and their CMake files
    qt6-svg-dev          # the console's own icons
    qt6-tools-dev        # LinguistTools for CMake
    qt6-l10n-tools       # lupdate, lrelease
    libqt6sql6-sqlite    # loaded by Qt when the workspace's database is opened
    libqt6svg6           # loaded by Qt when an SVG icon is shown
    qtkeychain-qt6-dev   # the platform's keychain
    libsecret-1-0        # loaded by QtKeychain to reach a keychain of the Secret Service kind, GNOME's for one
    nlohmann-json3-dev libexpected-dev libboost-dev libssl-dev libtomlplusplus-dev
    ca-certificates      # whom an HTTPS fetch trusts
    breeze-icon-theme    # icons where the desktop has no theme
    fonts-dejavu-core    # a minimal machine has no font at all
)
TestPackages=(
    clang libclang-rt-dev                     # libFuzzer
    curl openssl jose python3-jwcrypto        # what the interop tests compare with
    default-jre-headless                      # keytool, likewise
    patch python3                             # patch and tomllib, likewise
    poppler-utils                             # pdftotext: what a reader of a dossier sees
    python3-jsonschema                        # whether a key manager fits WSO2's schema
)
LintPackages=(clang-format clang-tidy clazy shellcheck)
# Debian 13 and newer. Debian 12 has QCA for Qt 5 only, so there it is built below.
QcaPackages=(libqca-qt6-dev libqca-qt6-plugins)
QcaBuildPackages=(qt6-5compat-dev xz-utils)
QcaSourceSuite=trixie
# Raise it when the way QCA is built changes: what an older recipe built is then built anew.
QcaRecipe=1

say() { printf 'bootstrap: %s\n' "$*" >&2; }
die() { say "$*"; exit 1; }

isInstalled() { [[ $(dpkg-query -W -f '${db:Status-Abbrev}' "$1" 2>/dev/null) == ?i* ]]; }
isOnOffer() { grep -q '^  Candidate: [^(]' <<<"$(LC_ALL=C apt-cache policy "$1" 2>/dev/null)"; }

asRoot() {
    if [[ $EUID -eq 0 ]]; then
        env DEBIAN_FRONTEND=noninteractive "$@"
    elif command -v sudo >/dev/null; then
        sudo env DEBIAN_FRONTEND=noninteractive "$@"
    else
        die "Packages must be installed: run this as root, or install sudo. Wanted: $*"
    fi
}

updated=no
updateLists() {
    [[ $updated == no ]] || return 0
    asRoot apt-get update -q
    updated=yes
}

installMissing() {
    local missing=() package
    for package; do
        isInstalled "$package" || missing+=("$package")
    done
    [[ ${#missing[@]} -gt 0 ]] || return 0
    say "installing ${missing[*]}"
    for package in "${missing[@]}"; do
        isOnOffer "$package" || { updateLists; break; }
    done
    # A machine that has just started may be installing its own updates.
    local command=(apt-get -o DPkg::Lock::Timeout=300 install -q -y --no-install-recommends "${missing[@]}")
    asRoot "${command[@]}" </dev/null && return 0
    # Lists older than the mirror name files that are gone.
    [[ $updated == no ]] || die "apt-get could not install ${missing[*]}; its messages above say why."
    updateLists
    asRoot "${command[@]}" </dev/null
}

# The Debian mirror that this machine is set up to use.
debianMirror() {
    local codename mirror
    codename=$(. /etc/os-release && printf '%s' "${VERSION_CODENAME:-}")
    # shellcheck disable=SC2016 # $(REPO_URI) is apt's, not the shell's
    local format='$(REPO_URI)'
    mirror=$(apt-get indextargets --format "$format" 'Origin: Debian' "Codename: $codename" 'Component: main')
    [[ -n $mirror ]] ||
        mirror=$(apt-get indextargets --format "$format" 'Component: main' | grep -i debian | grep -v security || true)
    [[ -n $mirror ]] || die "apt has no Debian mirror among its sources; add one and start again."
    head -n 1 <<<"$mirror"
}

# Debian's own source package, its signature checked by apt, into the folder $1. The machine's sources are not touched.
fetchQcaSource() {
    local work=$1 mirror
    mirror=$(debianMirror)
    mkdir -p "$work/parts" "$work/lists/partial" "$work/cache/archives/partial" "$work/source"
    printf '%s\n' 'Types: deb-src' "URIs: $mirror" "Suites: $QcaSourceSuite" 'Components: main' \
        'Signed-By: /usr/share/keyrings/debian-archive-keyring.gpg' >"$work/parts/qca.sources"
    local apt=(
        apt-get -q -o Dir::Etc::sourcelist=/dev/null -o "Dir::Etc::sourceparts=$work/parts"
        -o "Dir::State::lists=$work/lists" -o "Dir::Cache=$work/cache" -o APT::Default-Release=
        -o APT::Sandbox::User= -o APT::Update::Error-Mode=any
    )
    "${apt[@]}" update
    # Only the tarball: apt cannot unpack the rest without Debian's packaging tools.
    (cd "$work" && "${apt[@]}" source --download-only --tar-only qca2)
    tar -xf "$work"/qca2_*.orig.tar.* -C "$work/source" --strip-components 1
}

buildQca() {
    local prefix=$1 stamp=$1/.recipe cache work
    cache=$(dirname "$prefix")
    mkdir -p "$cache"
    exec 9>"$cache/.bootstrap-lock"
    flock 9
    if [[ -f $stamp && $(<"$stamp") == "$QcaRecipe" ]]; then
        return 0
    fi
    installMissing "${QcaBuildPackages[@]}"
    say "building QCA for Qt 6 into $prefix"
    work=$(mktemp -d "$cache/qca-build.XXXXXX")
    # shellcheck disable=SC2064 # the folder's name is known now and gone later
    trap "rm -rf '$work'" EXIT
    fetchQcaSource "$work"
    cmake -S "$work/source" -B "$work/build" -G Ninja -Wno-dev -DCMAKE_BUILD_TYPE=Release \
        -DBUILD_WITH_QT6=ON -DBUILD_TESTS=OFF -DBUILD_TOOLS=OFF -DBUILD_PLUGINS=ossl \
        -DQCA_INSTALL_IN_QT_PREFIX=OFF -DCMAKE_INSTALL_PREFIX="$prefix" -DCMAKE_INSTALL_LIBDIR=lib
    cmake --build "$work/build"
    # Installed aside and moved in one step, stamp included: a build that was cut short leaves nothing behind.
    DESTDIR=$work/root cmake --install "$work/build"
    printf '%s\n' "$QcaRecipe" >"$work/root$prefix/.recipe"
    rm -rf "$prefix"
    mv "$work/root$prefix" "$prefix"
    rm -rf "$work"
    trap - EXIT
}

provideQca() {
    # CMakeLists.txt looks in the same place.
    local prefix=${XDG_CACHE_HOME:-$HOME/.cache}/gatehouse/qca
    if isInstalled "${QcaPackages[0]}" || isOnOffer "${QcaPackages[0]}"; then
        installMissing "${QcaPackages[@]}"
    elif [[ ! -f $prefix/.recipe || $(<"$prefix/.recipe") != "$QcaRecipe" ]]; then
        buildQca "$prefix"
    fi
}

command -v apt-get >/dev/null || die "This script is for Debian and its relatives; CONTRIBUTING.md lists what to install elsewhere."
[[ -n ${HOME:-} ]] || die "HOME is not set; QCA is built into a cache folder below it."
[[ $# -gt 0 ]] || set -- build
wanted=()
for group; do
    case $group in
    build) wanted+=("${BuildPackages[@]}") ;;
    test) wanted+=("${TestPackages[@]}") ;;
    lint) wanted+=("${LintPackages[@]}") ;;
    *) die "There is no group \"$group\"; there are build, test and lint." ;;
    esac
done
installMissing "${wanted[@]}"
if [[ " $* " == *" build "* ]]; then
    provideQca
fi
