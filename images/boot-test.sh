#!/usr/bin/env bash
# Boots what build.sh made and proves from outside that it is a working kiosk.
set -euo pipefail

HERE=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
readonly HERE

usage() {
    cat <<'TEXT'
Usage: images/boot-test.sh PROFILE [--out DIR] [--picture FILE] [--kills N] [--cpu KIND] [--cores N]

amd64-ci boots what DIR/root holds, Debian 13 or 12, in a container (systemd-nspawn), arm64-virt in an emulated machine
(QEMU); the images of a Raspberry Pi need one: see docs/technician.md. DIR is what build.sh was given.
Proves: units up and none failed, a ticket taken, called and served, the log verified, the root read-only, a hung desk
replaced by the watchdog, and the screen drawn (DIR/screens). With a portrait, also a ticket taken with a face. The emulated
machine proves a first boot with kiosk.toml on the card besides; with --kills its power is cut N times at random, and each
time it must come back with every ticket that it had confirmed. Its processor is a Pi 5's (cortex-a76), or --cpu cortex-a72: a Pi 4's.
It has two cores; with --cores 1 it starts more surely where this machine has much else to do.
TEXT
}

refuse() {
    printf 'images/boot-test.sh: %s\n' "$1" >&2
    exit 1
}

# without_display ROOT: print what tells the root's weston that there is no display; Debian 12 has one that names it otherwise.
without_display() {
    if grep -q '^VERSION_CODENAME=bookworm$' "$1/etc/os-release"; then
        echo --backend=headless-backend.so --use-pixman
    else
        echo --backend=headless --renderer=pixman
    fi
}

# prepare_data FOLDER ROOT: what the data partition of a device holds: an officer's account and the office's settings.
prepare_data() {
    mkdir -p "$1/kiosk" "$1/etc"
    cp -a "$2/etc/kiosk/." "$1/etc/"
    cp "$HERE/boot-test.toml" "$1/etc/kiosk.toml"
    echo "KIOSK_DISPLAY_OPTIONS=$(without_display "$2") --width=1080 --height=1920 --debug" >"$1/etc/display.env"
    local user group
    user=$(awk -F: '$1 == "kiosk-desk" { print $3 }' "$2/etc/passwd")
    group=$(awk -F: '$1 == "kiosk" { print $3 }' "$2/etc/group")
    chown "$user:$group" "$1/kiosk"
    chmod 700 "$1/kiosk"
    systemd-nspawn --quiet --register=no --keep-unit --pipe --directory "$2" --bind "$1/kiosk:/var/lib/kiosk" --bind-ro "$1/etc:/etc/kiosk" \
        --user=kiosk-desk /usr/local/bin/kiosk account cb-01 --name "Cán bộ thử" --role supervisor \
        --config /etc/kiosk/kiosk.toml <<<246813
}

# leader_of PID: print the first process of the container that this nspawn runs; its helpers live only a moment.
leader_of() {
    local tries=0 child
    while ((tries < 100)); do
        child=$(pgrep --parent "$1" --exact systemd | head -n 1) && [[ -n $child ]] && echo "$child" && return
        tries=$((tries + 1))
        sleep 0.1
    done
    return 1
}

# stop_container: end it in good order, and in any case.
stop_container() {
    local tries=0
    kill -s TERM "$boot_pid" 2>/dev/null || true
    while kill -0 "$boot_pid" 2>/dev/null && ((tries < 150)); do
        tries=$((tries + 1))
        sleep 0.1
    done
    kill -s KILL "$boot_pid" 2>/dev/null || true
    wait "$boot_pid" 2>/dev/null || true
    rm -rf "$scratch"
}

boot_container() {
    local root=$OUT/root leader status=0
    scratch=$(mktemp -d)
    prepare_data "$scratch" "$root"
    systemd-nspawn --quiet --register=no --keep-unit --boot --directory "$root" --volatile=overlay --private-network \
        --console=pipe ${PICTURE:+--bind-ro "$PICTURE:/run/portrait"} --bind "$scratch/kiosk:/var/lib/kiosk" --bind "$scratch/etc:/etc/kiosk" \
        </dev/null >"$OUT/boot.log" 2>&1 &
    boot_pid=$!
    trap stop_container EXIT
    leader=$(leader_of "$boot_pid") || refuse "the container did not start; see $OUT/boot.log"
    nsenter --target "$leader" --all /usr/bin/python3 - <"$HERE/boot_probe.py" || status=$?
    if ((status == 0)) && [[ -n $PICTURE ]]; then
        nsenter --target "$leader" --all /usr/bin/python3 - /run/portrait <"$HERE/face_probe.py" || status=$?
    fi
    if ((status == 0)); then take_pictures "$leader"; fi
    if ((status != 0)); then
        nsenter --target "$leader" --all journalctl --no-pager --boot --lines=80 >&2 || true
    fi
    return "$status"
}

# take_pictures LEADER: what the compositor shows.
take_pictures() {
    mkdir -p "$OUT/screens"
    nsenter --target "$1" --all /usr/bin/env -C /run/kiosk-display XDG_RUNTIME_DIR=/run/kiosk-display \
        WAYLAND_DISPLAY=wayland-0 /usr/bin/weston-screenshooter
    # The picture lies in the container's memory; it is taken out through the process's own view of it.
    local picture
    for picture in "/proc/$1/root/run/kiosk-display/"wayland-screenshot-*.png; do
        [[ -s $picture ]] || refuse "the compositor drew nothing"
        cp "$picture" "$OUT/screens/screen.png"
        echo "screen: $OUT/screens/screen.png"
    done
}

# boot_machine PROFILE
boot_machine() {
    command -v qemu-system-aarch64 >/dev/null ||
        refuse "no QEMU here: apt-get install --no-install-recommends qemu-system-arm mtools"
    python3 "$HERE/boot_qemu.py" --build "$OUT" --profile "$1" --kills "$KILLS" --cores "$CORES" ${CPU:+--cpu "$CPU"} ${PICTURE:+--picture "$PICTURE"}
}

main() {
    local profile=
    OUT=
    PICTURE=
    KILLS=0
    CPU=
    CORES=2
    while (($# > 0)); do
        case $1 in
            --out) OUT=${2:?--out needs a folder} && shift ;;
            --picture) PICTURE=$(realpath -e "${2:?--picture needs a file}") && shift ;;
            --kills) KILLS=${2:?--kills needs a number} && shift ;;
            --cpu) CPU=${2:?--cpu needs a name} && shift ;;
            --cores) CORES=${2:?--cores needs a number} && shift ;;
            -h | --help) usage && return ;;
            -*) refuse "not understood: $1; see --help" ;;
            *) profile=$1 ;;
        esac
        shift
    done
    OUT=$(realpath "${OUT:-$HERE/../build/images/$profile}")
    [[ -d $OUT/root ]] || refuse "no root in $OUT; run images/build.sh $profile first"
    ((EUID == 0)) || refuse "needs root: sudo images/boot-test.sh $profile"
    case $profile in
        amd64-ci) boot_container ;;
        arm64-virt) boot_machine "$profile" ;;
        *) refuse "only amd64-ci and arm64-virt can be booted here; write a card and follow docs/technician.md" ;;
    esac
}

main "$@"
