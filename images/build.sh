#!/usr/bin/env bash
# Builds the image of a kiosk: base system, product, weights and voice, ready to start without a network.
set -euo pipefail

HERE=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
readonly HERE
readonly PROJECT=$HERE/..
readonly PROFILES=$HERE/profiles

usage() {
    cat <<'TEXT'
Usage: images/build.sh PROFILE [--out DIR] [--common FILE]

Profiles: amd64-ci (a root for a container), arm64-virt (boots in QEMU), pi4, pi5 (not yet booted on hardware).
DIR (default build/images/PROFILE) gets the root and, but for amd64-ci, the image with its checksums, block map, list of
packages, bill of materials and manifest for Raspberry Pi Imager. FILE is the system before it is fitted to a board: made if
it is not there, taken if it is, so that several boards cost one emulated installation. The product is always this checkout's.

Needs Debian 12 or 13 and root; missing tools are installed by apt. docs/images.md has sizes and times.
TEXT
}

refuse() {
    printf 'images/build.sh: %s\n' "$1" >&2
    exit 1
}

say() {
    printf '[%3d s] %s\n' "$SECONDS" "$1"
}

# shellcheck source=images/foreign_root.sh
source "$HERE/foreign_root.sh"
# shellcheck source=systemd/setup/foreign_apt.sh
source "$PROJECT/systemd/setup/foreign_apt.sh"

# install_tools: what the steps below call.
install_tools() {
    local name names=(mmdebstrap systemd-container kmod) missing=()
    if [[ $FORM == disk ]]; then
        names+=(genimage mtools dosfstools e2fsprogs bmap-tools xz-utils)
        if [[ $(dpkg --print-architecture) != "$ARCH" ]]; then names+=(qemu-user-static binfmt-support arch-test); fi
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

# make_base: Debian, without manuals.
make_base() {
    local packages=(systemd systemd-sysv dbus udev kmod iproute2 python3 ca-certificates tzdata systemd-timesyncd
        libnss-myhostname systemd-zram-generator openssh-server fdisk e2fsprogs)
    say "base system: Debian $SUITE for $ARCH"
    again mmdebstrap --architectures="$ARCH" --variant=minbase --components=main --aptopt='Acquire::Retries "5"' \
        --dpkgopt=force-unsafe-io --dpkgopt='path-exclude=/usr/share/man/*' --dpkgopt='path-exclude=/usr/share/locale/*' \
        --dpkgopt='path-exclude=/usr/share/doc/*' --dpkgopt='path-include=/usr/share/doc/*/copyright' \
        --include="$(IFS=,; echo "${packages[*]}")" "$SUITE" "$OUT/base.tar" "deb $(mirror) $SUITE main" >>"$LOG" 2>&1
}

# unpack FILE: the root anew; a build never goes on in what an earlier one left.
unpack() {
    rm -rf --one-file-system "$ROOTFS"
    mkdir -p "$ROOTFS"
    tar --extract --xattrs --numeric-owner --file "$1" --directory "$ROOTFS"
    cp --dereference --remove-destination /etc/resolv.conf "$ROOTFS/etc/resolv.conf"
}

# make_common: base system and product, the same for all boards of an architecture. Of an earlier build's file only the system is
# kept: its product may be older than this checkout.
make_common() {
    if [[ -s $COMMON ]]; then
        say "system: that in $COMMON, without its product"
        unpack "$COMMON"
        "$PROJECT/install.sh" device --uninstall --root "$ROOTFS" >>"$LOG" 2>&1
        rm -rf "$ROOTFS/etc/kiosk"
        install_product
        return
    fi
    make_base
    unpack "$OUT/base.tar"
    # A root for a container keeps it: offline-test.sh starts from there.
    if [[ $FORM == disk ]]; then rm "$OUT/base.tar"; fi
    install_product
    if [[ -n $COMMON ]]; then
        tar --create --xattrs --numeric-owner --file "$COMMON.part" --directory "$ROOTFS" .
        mv "$COMMON.part" "$COMMON"
    fi
}

# fit_board: kernel, firmware and drivers of the profile, some of them from backports.
fit_board() {
    local name options names=("${BOOT_PACKAGES[@]}")
    say "packages of the board: ${BOOT_PACKAGES[*]}"
    echo "deb $(mirror) $SUITE ${COMPONENTS//,/ }" >"$ROOTFS/etc/apt/sources.list"
    if ((${#BACKPORTS[@]} > 0)); then
        echo "deb $(mirror) $SUITE-backports ${COMPONENTS//,/ }" >>"$ROOTFS/etc/apt/sources.list"
    fi
    for name in "${BACKPORTS[@]}"; do names+=("$name/$SUITE-backports"); done
    mkdir -p "$ROOTFS/boot/firmware"
    mapfile -t options < <(foreign_apt_options "$ROOTFS" "$ARCH")
    # The initramfs is made once, when all is there that goes into it; the index of the modules by this machine's depmod.
    ln -s /bin/true "$ROOTFS/usr/local/sbin/depmod"
    with_mounts apt-get "${options[@]}" update >>"$LOG" 2>&1 </dev/null
    with_mounts env INITRD=No DEBIAN_FRONTEND=noninteractive apt-get "${options[@]}" \
        -o DPkg::Path=/usr/local/sbin:/usr/sbin:/usr/bin:/sbin:/bin install --yes --no-install-recommends "${names[@]}" >>"$LOG" 2>&1 </dev/null
    rm "$ROOTFS/usr/local/sbin/depmod"
    depmod --basedir "$ROOTFS" "$(basename "$ROOTFS"/lib/modules/*)"
}

# make_twin: a small root of the same suite that runs without emulation, to compile Python in a tenth of the time.
make_twin() {
    if [[ $(dpkg --print-architecture) == "$ARCH" ]]; then return; fi
    export KIOSK_TWIN=$OUT/twin
    remove_twin
    mmdebstrap --variant=minbase --include=python3 --dpkgopt=force-unsafe-io "$SUITE" "$KIOSK_TWIN" "deb $(mirror) $SUITE main" >>"$LOG" 2>&1
    mkdir -p "$ROOTFS/opt"
    mount --bind "$ROOTFS/opt" "$KIOSK_TWIN/opt"
}

# remove_twin: the target's /opt is let go first, also that of a build that broke off.
remove_twin() {
    if [[ -z ${KIOSK_TWIN:-} || ! -d $KIOSK_TWIN ]]; then return; fi
    if mountpoint -q "$KIOSK_TWIN/opt"; then umount "$KIOSK_TWIN/opt"; fi
    rm -rf "$KIOSK_TWIN"
}

install_product() {
    say "product: install.sh device"
    touch "$ROOTFS/etc/hosts"
    make_twin
    # apt inside asks the mirror that built the base.
    with_mounts "$PROJECT/install.sh" device --root "$ROOTFS" --role kiosk ${BUNDLE:+--bundle "$BUNDLE"}
    remove_twin
}

# write_settings: what makes a root a kiosk's: no passwords, no remote access, a calm boot, a place for data.
write_settings() {
    say "settings"
    rm -f "$ROOTFS"/etc/ssh/ssh_host_* "$ROOTFS/var/lib/systemd/random-seed"
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
        # The initramfs has done its work.
        systemctl --root="$ROOTFS" mask systemd-remount-fs.service >>"$LOG" 2>&1
        install -D -m 644 "$HERE/overlay/resolved.conf" "$ROOTFS/etc/systemd/resolved.conf.d/kiosk.conf"
        install -D -m 644 "$HERE/overlay/watchdog.conf" "$ROOTFS/etc/systemd/system.conf.d/kiosk.conf"
    fi
}

main() {
    local profile=
    COMMON=
    OUT=
    while (($# > 0)); do
        case $1 in
            --out) OUT=${2:?--out needs a folder} && shift ;;
            --common) COMMON=$(realpath "${2:?--common needs a file}") && shift ;;
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
    FIRMWARE=
    INITRAMFS_MODULES=()
    DISPLAY_OPTIONS=
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
    make_common
    if ((${#BOOT_PACKAGES[@]} > 0)); then fit_board; fi
    write_settings
    if [[ $FORM == disk ]]; then
        # shellcheck source=images/disk.sh
        source "$HERE/disk.sh"
        make_disk "$profile"
    fi
    say "ready: $OUT ($(du -sh "$OUT" | cut -f1))"
}

# Mounts of this run are its own: whatever ends it, this machine's /dev lies in no root that somebody removes.
if ((EUID == 0)) && [[ -z ${KIOSK_BUILD_ALONE:-} && ! " $* " =~ \ (-h|--help)\  ]]; then
    KIOSK_BUILD_ALONE=yes exec unshare --mount -- "$0" "$@"
fi
main "$@"
