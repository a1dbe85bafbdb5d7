#!/usr/bin/env bash
# Proves that a bundle is enough: from a bare Debian without a network to a desk that serves.
set -euo pipefail

HERE=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
readonly HERE
readonly PROJECT=$HERE/..

usage() {
    cat <<'TEXT'
Usage: images/offline-test.sh [--out DIR] [--bundle DIR]

DIR (default build/images/amd64-ci) is what `build.sh amd64-ci` was given; its base system is taken. Gathers a bundle with the
network of this machine, or takes the one that is named; installs it by its own program in a container that has no network; boots
the result as boot-test.sh does. Needs root, 6 GB and about six minutes, of which the device itself needs two.
TEXT
}

refuse() {
    printf 'images/offline-test.sh: %s\n' "$1" >&2
    exit 1
}

say() {
    printf '[%3d s] %s\n' "$SECONDS" "$1"
}

gather() {
    say "bundle: with the network of this machine"
    "$PROJECT/install.sh" bundle --out "$1" --suite trixie --arch amd64
}

# install_offline ROOT BUNDLE: as a technician does it on a device, in a system that has no network but the loopback.
install_offline() {
    say "device: in a container without a network"
    systemd-nspawn --quiet --register=no --keep-unit --pipe --private-network --directory "$1" --bind "$2:/mnt" \
        /mnt/program/install.sh device --bundle /mnt </dev/null
    say "device: whole?"
    systemd-nspawn --quiet --register=no --keep-unit --pipe --private-network --directory "$1" --bind "$2:/mnt" \
        /mnt/program/install.sh device --check </dev/null
}

main() {
    local out=$PROJECT/build/images/amd64-ci bundle='' work
    while (($# > 0)); do
        case $1 in
            --out) out=${2:?--out needs a folder} && shift ;;
            --bundle) bundle=$(realpath -e "${2:?--bundle needs a folder}") && shift ;;
            -h | --help) usage && return ;;
            *) refuse "not understood: $1; see --help" ;;
        esac
        shift
    done
    ((EUID == 0)) || refuse "needs root: sudo images/offline-test.sh"
    [[ -s $out/base.tar ]] || refuse "no base system in $out; run images/build.sh amd64-ci first"
    work=$(realpath "$out")/offline
    rm -rf --one-file-system "$work"
    mkdir -p "$work/root"
    if [[ -z $bundle ]]; then
        bundle=$work/bundle
        gather "$bundle"
    fi
    say "base system, unpacked"
    tar --extract --file "$out/base.tar" --directory "$work/root"
    install_offline "$work/root" "$bundle"
    say "boot"
    "$HERE/boot-test.sh" amd64-ci --out "$work"
    say "from a bare system to a desk that serves, without a network"
    rm -rf --one-file-system "$work"
}

main "$@"
