#!/usr/bin/env bash
# Builds the image of a kiosk: base system, product, weights and voice, ready to start without a network.
set -euo pipefail

HERE=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
readonly HERE
readonly PROJECT=$HERE/..
readonly PROFILES=$HERE/profiles

usage() {
    cat <<'TEXT'
Usage: images/build.sh PROFILE [--out DIR] [--keep-base]

Profiles: amd64-ci (a root for a container), arm64-virt (boots in QEMU), pi4, pi5 (not yet booted on hardware).
DIR (default build/images/PROFILE) gets the root and, but for amd64-ci, the image with its checksums, block map, list of
packages, bill of materials and manifest for Raspberry Pi Imager. --keep-base takes the base system of the last run.

Needs Debian 12 or 13 and root; missing tools are installed by apt. About 4 minutes for amd64-ci, 20 for the others.
TEXT
}

refuse() {
    printf 'images/build.sh: %s\n' "$1" >&2
    exit 1
}

say() {
    printf '[%3d s] %s\n' "$SECONDS" "$1"
}

# install_tools: what the steps below call.
install_tools() {
    local name names=(mmdebstrap systemd-container) missing=()
    if [[ $FORM == disk ]]; then
        names+=(genimage mtools dosfstools e2fsprogs bmap-tools xz-utils)
        if [[ $(dpkg --print-architecture) != "$ARCH" ]]; then names+=(qemu-user-static binfmt-support); fi
    fi
    for name in "${names[@]}"; do
        [[ $(dpkg-query --show --showformat '${db:Status-Status}' "$name" 2>/dev/null) == installed ]] || missing+=("$name")
    done
    if ((${#missing[@]} > 0)); then
        say "tools: ${missing[*]}"
        apt-get update >>"$LOG" 2>&1
        DEBIAN_FRONTEND=noninteractive apt-get install --yes --no-install-recommends "${missing[@]}" >>"$LOG" 2>&1
    fi
}

# allow_foreign: let the kernel start programs of the target's architecture.
allow_foreign() {
    if [[ $(dpkg --print-architecture) == "$ARCH" ]]; then return; fi
    mountpoint -q /proc/sys/fs/binfmt_misc || mount -t binfmt_misc binfmt_misc /proc/sys/fs/binfmt_misc
    [[ -e /proc/sys/fs/binfmt_misc/qemu-aarch64 ]] || update-binfmts --enable qemu-aarch64 >>"$LOG" 2>&1 ||
        refuse "this kernel starts no programs of $ARCH; load binfmt_misc and install qemu-user-static"
}

mirror() {
    local found
    found=$(grep -rhoE 'https?://[^ ]+/debian/?$' /etc/apt/sources.list /etc/apt/sources.list.d 2>/dev/null | head -n 1 || true)
    found=${KIOSK_MIRROR:-$found}
    [[ -n $found ]] || refuse "this machine's apt names no mirror of Debian; give one in KIOSK_MIRROR"
    echo "$found"
}

# again COMMAND…: a mirror that is just being changed is whole some seconds later.
again() {
    local pause_s
    for pause_s in 5 30; do
        if "$@"; then return; fi
        say "failed; once more in $pause_s s"
        sleep "$pause_s"
    done
    "$@"
}

# make_base: Debian, without manuals, and what boots it.
make_base() {
    local packages=(systemd systemd-sysv dbus udev kmod iproute2 python3 ca-certificates tzdata systemd-timesyncd
        libnss-myhostname systemd-zram-generator openssh-server fdisk e2fsprogs "${BOOT_PACKAGES[@]}")
    local sources=("deb $(mirror) $SUITE ${COMPONENTS//,/ }")
    if ((${#BACKPORTS[@]} > 0)); then sources+=("deb $(mirror) $SUITE-backports ${COMPONENTS//,/ }"); fi
    if [[ -n ${KEEP_BASE:-} && -s $OUT/base.tar ]]; then
        say "base system: the one of the last run"
        return
    fi
    say "base system: Debian $SUITE for $ARCH"
    again mmdebstrap --architectures="$ARCH" --variant=minbase --components="$COMPONENTS" --aptopt='Acquire::Retries "5"' \
        --dpkgopt=force-unsafe-io --dpkgopt='path-exclude=/usr/share/man/*' --dpkgopt='path-exclude=/usr/share/locale/*' \
        --dpkgopt='path-exclude=/usr/share/doc/*' --dpkgopt='path-include=/usr/share/doc/*/copyright' \
        --include="$(IFS=,; echo "${packages[*]}")" "$SUITE" "$OUT/base.tar" "${sources[@]}" >>"$LOG" 2>&1
}

# unpack_base: the root anew; a build never goes on in what an earlier one left.
unpack_base() {
    rm -rf --one-file-system "$ROOTFS"
    mkdir -p "$ROOTFS"
    tar --extract --file "$OUT/base.tar" --directory "$ROOTFS"
    install -m 644 /etc/hosts "$ROOTFS/etc/hosts.build"
    cp --dereference /etc/resolv.conf "$ROOTFS/etc/resolv.conf"
}

# inside COMMAND…: run in the root as it is being built, with the network of this machine.
with_mounts() {
    local name
    for name in proc sys dev; do mount --bind "/$name" "$ROOTFS/$name"; done
    mount --bind /etc/hosts "$ROOTFS/etc/hosts"
    trap release_mounts EXIT
    "$@"
    release_mounts
    trap - EXIT
}

release_mounts() {
    local name
    for name in etc/hosts dev sys proc; do umount "$ROOTFS/$name" 2>/dev/null || true; done
}

install_product() {
    say "product: install.sh device"
    touch "$ROOTFS/etc/hosts"
    # apt inside asks the mirror that built the base.
    with_mounts "$PROJECT/install.sh" device --root "$ROOTFS" --role kiosk ${BUNDLE:+--bundle "$BUNDLE"}
}

# write_settings: what makes a root a kiosk's: no passwords, no remote access, a calm boot, a place for data.
write_settings() {
    say "settings"
    rm -f "$ROOTFS/etc/hosts.build" "$ROOTFS"/etc/ssh/ssh_host_* "$ROOTFS/var/lib/systemd/random-seed"
    echo kiosk >"$ROOTFS/etc/hostname"
    printf '127.0.0.1 localhost\n::1 localhost\n127.0.1.1 kiosk\n' >"$ROOTFS/etc/hosts"
    : >"$ROOTFS/etc/machine-id"
    ln -sf /usr/share/zoneinfo/Asia/Ho_Chi_Minh "$ROOTFS/etc/localtime"
    install -D -m 644 "$HERE/overlay/80-kiosk.network" "$ROOTFS/etc/systemd/network/80-kiosk.network"
    install -D -m 644 "$HERE/overlay/zram-generator.conf" "$ROOTFS/etc/systemd/zram-generator.conf"
    {
        systemctl --root="$ROOTFS" enable systemd-networkd.service systemd-timesyncd.service
        # Until a first boot brings a key.
        systemctl --root="$ROOTFS" disable ssh.service ssh.socket
        systemctl --root="$ROOTFS" mask systemd-networkd-wait-online.service apt-daily.timer apt-daily-upgrade.timer
        passwd --root "$ROOTFS" --lock root
    } >>"$LOG" 2>&1
    rm -rf "$ROOTFS"/var/cache/apt/* "$ROOTFS"/var/lib/apt/lists/* "$ROOTFS"/var/log/*.log
    ln -sf ../run/systemd/resolve/resolv.conf "$ROOTFS/etc/resolv.conf"
    mkdir -p "$ROOTFS/data" "$ROOTFS/boot/firmware" "$ROOTFS/var/log/journal"
    if [[ $FORM == disk ]]; then
        install -m 644 "$HERE/overlay/fstab.disk" "$ROOTFS/etc/fstab"
        install -m 644 "$HERE/overlay/overlayroot.conf" "$ROOTFS/etc/overlayroot.conf"
    fi
}

main() {
    local profile=
    KEEP_BASE=
    OUT=
    while (($# > 0)); do
        case $1 in
            --out) OUT=${2:?--out needs a folder} && shift ;;
            --keep-base) KEEP_BASE=yes ;;
            -h | --help) usage && return ;;
            -*) refuse "not understood: $1; see --help" ;;
            *) profile=$1 ;;
        esac
        shift
    done
    [[ -n $profile && -r $PROFILES/$profile.sh ]] ||
        refuse "name a profile: $(cd "$PROFILES" && echo *.sh | sed 's/\.sh//g')"
    ((EUID == 0)) || refuse "needs root: sudo images/build.sh $profile"
    BACKPORTS=()
    COMPONENTS=main
    # shellcheck source=/dev/null
    source "$PROFILES/$profile.sh"
    OUT=${OUT:-$PROJECT/build/images/$profile}
    mkdir -p "$OUT"
    OUT=$(realpath "$OUT")
    ROOTFS=$OUT/root
    LOG=$OUT/build.log
    : >"$LOG"
    trap 'tail -n 20 "$LOG" >&2' ERR
    SOURCE_DATE_EPOCH=${SOURCE_DATE_EPOCH:-$(git -C "$PROJECT" log -1 --format=%ct 2>/dev/null || date +%s)}
    export SOURCE_DATE_EPOCH
    install_tools
    allow_foreign
    make_base
    unpack_base
    install_product
    write_settings
    if [[ $FORM == disk ]]; then
        # shellcheck source=images/disk.sh
        source "$HERE/disk.sh"
        make_disk "$profile"
    fi
    say "ready: $OUT ($(du -sh --exclude=base.tar "$OUT" | cut -f1))"
}

# Mounts of this run are its own: whatever ends it, this machine's /dev lies in no root that somebody removes.
if ((EUID == 0)) && [[ -z ${KIOSK_BUILD_ALONE:-} ]]; then
    KIOSK_BUILD_ALONE=yes exec unshare --mount -- "$0" "$@"
fi
main "$@"
