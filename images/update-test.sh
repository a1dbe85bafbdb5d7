#!/usr/bin/env bash
# Boots the root of amd64-ci several times and proves first boot, updates and factory reset from outside.
set -euo pipefail

HERE=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
readonly HERE
readonly PYTHON=${PYTHON:-$HERE/../.venv/bin/python}
readonly UP_WITHIN_S=180
# A sound release is judged by three looks, ten seconds apart.
readonly TRIAL_S=180
readonly PIN=246813

usage() {
    cat <<'TEXT'
Usage: images/update-test.sh [--out DIR]

DIR is what `build.sh amd64-ci` was given. Proves: a display that comes late is used; a bad kiosk.toml changes nothing and says why on the card; a good one is
applied once and scrubbed; a bundle is taken only from a trusted publisher and unchanged; what central offers is planned on a
supervisor's click; a sound release is tried and kept, a broken one taken back by itself; a factory reset erases the office it names. Needs root and about four minutes.
TEXT
}

refuse() {
    printf 'images/update-test.sh: %s\n' "$1" >&2
    exit 1
}

proved() {
    printf '[%3d s] %s\n' "$SECONDS" "$1"
}

# prove WHAT COMMAND…: run a command that must succeed.
prove() {
    local what=$1
    shift
    "$@" >>"$LOG" 2>&1 || disprove "$what"
    proved "$what"
}

# disprove WHAT: end, with what the booted system says of itself.
disprove() {
    if [[ -n $BOOT ]]; then inside journalctl --no-pager --boot --lines=60 --unit 'kiosk-*' >&2 || true; fi
    refuse "not so: $1; see $LOG"
}

# prove_not WHAT COMMAND…: run a command that must fail.
prove_not() {
    local what=$1
    shift
    if "$@" >>"$LOG" 2>&1; then disprove "$what"; fi
    proved "$what"
}

# prepare: folders of a device beside the root, which stays as it was built.
prepare() {
    mkdir -p "$SCRATCH"/{opt,etc,kiosk,fat,journal}
    # A file system of its own, as the card's: what is mounted read-only and written now and then must not be this machine's.
    mount -t tmpfs -o size=4M,mode=755 tmpfs "$SCRATCH/fat"
    # Releases are never written to, so that links to their files are copies enough.
    cp -al "$ROOT/opt/kiosk/." "$SCRATCH/opt/"
    cp -a "$ROOT/etc/kiosk/." "$SCRATCH/etc/"
    display headless
    chown --reference "$ROOT/var/lib/kiosk" "$SCRATCH/kiosk"
    chmod 700 "$SCRATCH/kiosk"
}

# display BACKEND: what the compositor draws on; it starts with none that it does not know.
display() {
    echo "KIOSK_DISPLAY_OPTIONS=--backend=$1 --renderer=pixman --width=1080 --height=1920" >"$SCRATCH/etc/display.env"
}

# on_card NAME: write a file as a PC would.
on_card() {
    mount -o remount,rw "$SCRATCH/fat"
    cat >"$SCRATCH/fat/$1"
}

# plug_stick: a block device to be the stick, gone with this process whatever ends it; none where the machine has no loops.
plug_stick() {
    STICK=
    truncate --size 8M "$SCRATCH/stick.img"
    local device
    device=$(losetup --find --show "$SCRATCH/stick.img" 2>>"$LOG") || return 0
    exec 9<"$device"
    losetup --detach "$device"
    STICK=$device
}

boot() {
    systemd-nspawn --quiet --register=no --keep-unit --boot --directory "$ROOT" --volatile=overlay --private-network \
        --console=pipe --bind "$SCRATCH/opt:/opt/kiosk" --bind "$SCRATCH/etc:/etc/kiosk" \
        --bind "$SCRATCH/kiosk:/var/lib/kiosk" --bind-ro "$SCRATCH/fat:/boot/firmware" --bind "$SCRATCH/journal:/var/log/journal" \
        ${STICK:+--bind "$STICK"} \
        </dev/null >>"$LOG" 2>&1 &
    BOOT=$!
    local tries=0
    until LEADER=$(pgrep --parent "$BOOT" --exact systemd | head -n 1) && [[ -n $LEADER ]]; do
        tries=$((tries + 1))
        ((tries < 300)) || refuse "the container did not start; see $LOG"
        sleep 0.1
    done
}

# inside COMMAND…: as a command of the booted system, whose folders are not those of this shell's environment.
inside() {
    nsenter --target "$LEADER" --all /usr/bin/env -i PATH=/usr/sbin:/usr/bin:/sbin:/bin "$@"
}

halt() {
    kill -s RTMIN+4 "$LEADER" 2>/dev/null || true
    wait "$BOOT" || true
    BOOT=
}

# prove_within WHAT COMMAND…: wait until a command succeeds.
prove_within() {
    local what=$1 end=$((SECONDS + UP_WITHIN_S))
    shift
    until "$@" >>"$LOG" 2>&1; do
        ((SECONDS < end)) || disprove "within $UP_WITHIN_S s: $what"
        sleep 1
    done
    proved "$what"
}

# up UNIT…: wait until all are active.
up() {
    local unit
    # One at a time: asked for several, systemctl says yes where any of them is active.
    for unit in "$@"; do
        prove_within "up: $unit" inside systemctl --quiet is-active "$unit"
    done
}

# tried_again UNIT: whether systemd has started it more than once.
tried_again() {
    (($(inside systemctl show --property=NRestarts --value "$1") > 0))
}

in_force() {
    [[ $(basename "$(readlink "$SCRATCH/opt/current")") == "$1" && $(basename "$(readlink "$SCRATCH/opt/good")") == "$1" ]]
}

# derive ID: a release like the present one, of another name.
derive() {
    local folder=$SCRATCH/opt/releases/$1
    cp -al "$SCRATCH/opt/releases/$FIRST" "$folder"
    sed "s/$FIRST/$1/" "$folder/release.json" >"$SCRATCH/release.json"
    rm "$folder/release.json"
    mv "$SCRATCH/release.json" "$folder/release.json"
}

first_boot() {
    printf '[ofice]\nid = "x"\n' | on_card kiosk.toml
    display none
    boot
    up kiosk-firstboot.service kiosk-desk.service
    prove_within "a compositor without a display fails" tried_again kiosk-display.service
    display headless
    up kiosk-display.service kiosk-screen.service kiosk-board.service
    proved "screen and board start when the display comes late"
    prove "a bad kiosk.toml stays, with the reason beside it" grep -q ofice "$SCRATCH/fat/kiosk-errors.txt"
    prove "the settings are as they were delivered" cmp "$ROOT/etc/kiosk/kiosk.toml" "$SCRATCH/etc/kiosk.toml"
    halt
    {
        sed 's/^# \?//; /^Save\|^Lưu\|^What is\|^The one\|^Leave\|^The prov/d; /^\[wifi\]/,/^country/d; /^\[sync\]/,$d; s/mot-cua-chua-dat-ten/thu-may/' \
            "$HERE/../systemd/first-boot.toml"
        # Open all day: what is planned waits, whatever the hour of this test.
        sed -n '/^\[calendar\]/,/^sun/p' "$HERE/boot-test.toml"
    } | on_card kiosk.toml
    boot
    up kiosk-firstboot.service kiosk-desk.service kiosk-screen.service
    prove "a good kiosk.toml is in force" grep -q thu-may "$SCRATCH/etc/kiosk.toml"
    prove_not "it is gone from the card" test -e "$SCRATCH/fat/kiosk.toml"
    prove_not "the errors are gone from the card" test -e "$SCRATCH/fat/kiosk-errors.txt"
    prove "the host has its name" test "$(inside cat /proc/sys/kernel/hostname)" = kiosk-1
    prove_not "nobody can sign in from the network" inside systemctl --quiet is-active ssh.service
}

# bundle ID: a small release, as packing hundreds of megabytes proves no more.
bundle() {
    mkdir -p "$SCRATCH/small/bin" "$SCRATCH/etc/bundle"
    cp -a "$ROOT/opt/kiosk/current/kiosk/__init__.py" "$SCRATCH/small/"
    cp -a "$ROOT/opt/kiosk/current/bin/kiosk" "$SCRATCH/small/bin/"
    sed "s/$FIRST/$1/" "$ROOT/opt/kiosk/current/release.json" >"$SCRATCH/small/release.json"
    "$PYTHON" -m kiosk update build "$SCRATCH/small" --key "$SCRATCH/publisher.pem" --out "$SCRATCH/etc/bundle"
}

# by_health ARGUMENT…: `kiosk update` with these, as kiosk-health runs it: in that unit's sandbox. Fails where it says no.
by_health() {
    local unit=kiosk-health.service
    printf '[Service]\nExecStart=\nExecStart=/opt/kiosk/good/bin/kiosk update %s\n' "$*" |
        inside /usr/bin/install -D -m 644 /dev/stdin "/run/systemd/system/$unit.d/now.conf"
    inside systemctl daemon-reload
    inside systemctl start "$unit"
    [[ $(inside systemctl show --property=ExecMainStatus --value "$unit") == 0 ]]
}

stick() {
    if [[ -z $STICK ]]; then
        proved "a stick: not tried, this machine has no loop devices"
        return
    fi
    rm -rf "$SCRATCH/opt/releases/8.0-small" "$SCRATCH/opt/update-next"
    mkfs.ext4 -q -F -d "$SCRATCH/etc/bundle" "$STICK" >>"$LOG" 2>&1
    prove "a stick's bundle is staged" inside systemctl start "kiosk-update-usb@$(basename "$STICK").service"
    prove "its release lies beside the others" test -d "$SCRATCH/opt/releases/8.0-small"
    prove_not "the stick may be pulled out" inside grep --quiet "^$STICK " /proc/mounts
}

bundles() {
    prove "the publisher's key" "$PYTHON" -m kiosk update key "$SCRATCH/publisher.pem"
    prove "a bundle is built" bundle 8.0-small
    prove_not "it is refused as long as nobody is trusted" inside /opt/kiosk/good/bin/kiosk update stage /etc/kiosk/bundle
    "$PYTHON" -m kiosk update key "$SCRATCH/publisher.pem" >"$SCRATCH/etc/update-keys"
    prove "it is staged when its publisher is" inside /opt/kiosk/good/bin/kiosk update stage /etc/kiosk/bundle
    stick
    rm -rf "$SCRATCH/opt/releases/8.0-small" "$SCRATCH/opt/update-next"
    printf 'x' | dd of="$SCRATCH/etc/bundle/kiosk-8.0-small.update" bs=1 seek=3000 conv=notrunc 2>>"$LOG"
    prove_not "a changed one is refused" inside /opt/kiosk/good/bin/kiosk update stage /etc/kiosk/bundle
}

# offer ID: as the desk leaves it when all of central's bundle has come and root's timer has staged it.
offer() {
    inside /usr/bin/install -d -o kiosk-desk -g kiosk -m 700 /var/lib/kiosk/updates
    printf '{"release":"%s","sha256":"%064d","size":1,"fetched":1}' "$1" 0 |
        inside /usr/bin/install -o kiosk-desk -g kiosk -m 600 /dev/stdin /var/lib/kiosk/updates/offer.json
}

add_supervisor() {
    inside systemctl stop kiosk-desk.service
    echo "$PIN" | inside /usr/local/bin/kiosk account pt-01 --name "Phụ trách" --role supervisor --config /etc/kiosk/kiosk.toml
    inside systemctl start kiosk-desk.service
}

wanted() {
    inside /usr/bin/python3 - "$PIN" "$1" <"$HERE/offer_probe.py"
}

offered() {
    prove "a supervisor's account" add_supervisor
    offer "$1"
    prove "central's release is wanted by the supervisor, at a PC" wanted "$1"
    prove "root's timer heeds it" inside systemctl start kiosk-health.service
    prove "it waits for the office to close" grep --quiet --line-regexp "$1" "$SCRATCH/opt/update-next"
}

updates() {
    derive 9.0-sound
    offered 9.0-sound
    prove "a sound release is tried and kept" by_health apply 9.0-sound --force --limit "$TRIAL_S"
    prove "it is in force" in_force 9.0-sound
    up kiosk-desk.service kiosk-screen.service
    derive 9.1-broken
    # It accepts the data and then never serves: what only a trial can find.
    rm "$SCRATCH/opt/releases/9.1-broken/kiosk/run/desk.py"
    echo 'raise SystemExit("broken on purpose")' >"$SCRATCH/opt/releases/9.1-broken/kiosk/run/desk.py"
    prove_not "a broken release does not prove itself" by_health apply 9.1-broken --force --limit 20
    prove "the one before is back in force" in_force 9.0-sound
    up kiosk-desk.service kiosk-screen.service
    prove "its log verifies" inside /usr/sbin/runuser --user kiosk-desk -- /opt/kiosk/current/bin/kiosk verify-log \
        --config /etc/kiosk/kiosk.toml
    halt
}

factory_reset() {
    echo another-office | on_card factory-reset
    # As a power cut leaves it, before the new release was in force.
    printf '{"step":"switching","id":"9.1-broken","previous":"9.0-sound"}' >"$SCRATCH/opt/update.json"
    boot
    up kiosk-firstboot.service kiosk-update.service kiosk-desk.service
    prove "an update that was cut short is put in order" grep -q '"interrupted"' "$SCRATCH/opt/update-last.json"
    prove "a reset that names another office is not done" test -e "$SCRATCH/kiosk/desk.db"
    halt
    echo thu-may | on_card factory-reset
    boot
    up kiosk-firstboot.service kiosk-desk.service
    prove_not "the office is gone from the settings" grep -q thu-may "$SCRATCH/etc/kiosk.toml"
    prove_not "the reset is not done twice" test -e "$SCRATCH/fat/factory-reset"
    halt
}

end() {
    if [[ -n $BOOT ]]; then
        kill "$BOOT" 2>/dev/null || true
        wait "$BOOT" 2>/dev/null || true
    fi
    umount "$SCRATCH/fat" 2>/dev/null || true
    rm -rf "$SCRATCH"
}

main() {
    local out=$HERE/../build/images/amd64-ci
    while (($# > 0)); do
        case $1 in
            --out) out=${2:?--out needs a folder} && shift ;;
            -h | --help) usage && return ;;
            *) refuse "not understood: $1; see --help" ;;
        esac
        shift
    done
    ROOT=$(realpath "$out")/root
    [[ -d $ROOT/opt/kiosk ]] || refuse "no root in $out; run images/build.sh amd64-ci first"
    ((EUID == 0)) || refuse "needs root: sudo images/update-test.sh"
    # On the same file system as the root: releases are linked, not copied.
    SCRATCH=$(mktemp -d "$(realpath "$out")/update-test.XXXXXX")
    LOG=$(realpath "$out")/update-test.log
    : >"$LOG"
    BOOT=
    trap end EXIT
    FIRST=$(basename "$(readlink "$ROOT/opt/kiosk/current")")
    cd "$HERE/.."
    prepare
    plug_stick
    first_boot
    bundles
    updates
    factory_reset
}

main "$@"
