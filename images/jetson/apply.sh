#!/usr/bin/env bash
# Makes a kiosk of NVIDIA's own root file system for a Jetson, before NVIDIA's tools flash it.
set -euo pipefail

HERE=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
readonly HERE
readonly ARCH=arm64

usage() {
    cat <<'TEXT'
Usage: images/jetson/apply.sh ROOTFS [--bundle DIR]

ROOTFS is NVIDIA's sample root of JetPack 7 (Ubuntu 24.04), usually Linux_for_Tegra/rootfs, after NVIDIA's apply_binaries.sh;
you fetch both from NVIDIA yourself, under its licence. With a bundle of `./install.sh bundle --suite noble --arch arm64` no
network is needed. Then flash with NVIDIA's tools as for any other system. Needs root; on a PC also qemu-user-static.

Not yet run on NVIDIA's root or on a Jetson: docs/images.md says what was tried.
TEXT
}

refuse() {
    printf 'images/jetson/apply.sh: %s\n' "$1" >&2
    exit 1
}

# shellcheck source=images/foreign_root.sh
source "$HERE/../foreign_root.sh"

# check_root: NVIDIA's, with its drivers, of a system that this product knows.
check_root() {
    [[ -r $ROOTFS/etc/nv_tegra_release ]] ||
        refuse "$ROOTFS has no etc/nv_tegra_release: give NVIDIA's root, after apply_binaries.sh"
    [[ -x $ROOTFS/usr/bin/dpkg ]] || refuse "$ROOTFS has no dpkg: give a whole root, not an empty folder"
    local version
    version=$(sed -n 's/^VERSION_ID="\?\([0-9.]*\)"\?$/\1/p' "$ROOTFS/etc/os-release")
    [[ $version == 24.04 ]] ||
        refuse "this root is of version $version; JetPack 7 is Ubuntu 24.04, and JetPack 6 has a Python too old (3.10)"
}

# calm_boot: no desktop, no questions at the first start, nothing that changes the system by itself.
calm_boot() {
    systemctl --root="$ROOTFS" set-default multi-user.target
    local unit
    for unit in gdm3.service nv-oem-config.service apt-daily.timer apt-daily-upgrade.timer unattended-upgrades.service; do
        systemctl --root="$ROOTFS" mask "$unit"
    done
    passwd --root "$ROOTFS" --lock root
}

main() {
    ROOTFS=
    local bundle=
    while (($# > 0)); do
        case $1 in
            --bundle) bundle=$(realpath -e "${2:?--bundle needs a folder}") && shift ;;
            -h | --help) usage && return ;;
            -*) refuse "not understood: $1; see --help" ;;
            *) ROOTFS=$(realpath -e "$1") ;;
        esac
        shift
    done
    [[ -n $ROOTFS ]] || refuse "name NVIDIA's root; see --help"
    check_root
    ((EUID == 0)) || refuse "needs root: sudo images/jetson/apply.sh $ROOTFS"
    LOG=$(mktemp)
    allow_foreign
    local names=$ROOTFS/etc/resolv.conf kept=
    if [[ -e $names || -L $names ]]; then
        kept=$names.kiosk-kept
        mv "$names" "$kept"
    fi
    cp --dereference /etc/resolv.conf "$names"
    with_mounts "$HERE/../../install.sh" device --root "$ROOTFS" --role kiosk ${bundle:+--bundle "$bundle"}
    rm "$names"
    if [[ -n $kept ]]; then mv "$kept" "$names"; fi
    # The camera on its ribbon cable, through NVIDIA's own GStreamer source.
    if ! grep -q '^\[screen\]' "$ROOTFS/etc/kiosk/kiosk.toml"; then
        printf '\n[screen]\ncamera = "jetson:0"\n' >>"$ROOTFS/etc/kiosk/kiosk.toml"
    fi
    calm_boot >>"$LOG" 2>&1 || refuse "the services could not be set; see $LOG"
    rm "$LOG"
    echo "ready: $ROOTFS; flash it with NVIDIA's tools"
}

main "$@"
