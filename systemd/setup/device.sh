# shellcheck shell=bash
# Sourced by install.sh: puts the product on a device, or into the root of an image.
#
# What it makes below TARGET (empty for this machine):
#   /opt/kiosk/releases/ID   kiosk/ site-packages/ systemd/ bin/kiosk, named by the hash of what went in
#   /opt/kiosk/current       the release in force; /opt/kiosk/good: the last one that proved itself
#   /opt/kiosk/models, /opt/kiosk/voice
#   /usr/local/lib/systemd   links into the release in force, so that an update brings its own units
#   /etc/kiosk               kiosk.toml, display.env: the office's own, never overwritten

# shellcheck source=systemd/setup/foreign_apt.sh
source "$ROOT/systemd/setup/foreign_apt.sh"

readonly DEVICE_ROLES="kiosk second central"
readonly MODELS_AT_HAND=${KIOSK_MODELS_DIR:-$HOME/.cache/kiosk/models}
readonly VOICE_AT_HAND=${KIOSK_VOICE_DIR:-$HOME/.cache/kiosk/voice}
TARGET=
BUNDLE=

device_usage() {
    cat <<'TEXT'
Usage:
  ./install.sh device [--role ROLE] [--root DIR] [--bundle DIR]   put the product on this machine, or into DIR
  ./install.sh device --role central --database                   the same, and the database on this machine
  ./install.sh device --check [--root DIR]                        say whether it is whole; changes nothing
  ./install.sh device --uninstall [--root DIR]                    remove it; the office's data and settings stay

Roles: kiosk (desk, screen and board; the default), second (screen and the line to the desk), central.
A bundle, made by `./install.sh bundle`, makes a network unnecessary. About 5 minutes on a Raspberry Pi 4.
TEXT
}

# in_target COMMAND…: run a command of the target system.
in_target() {
    if [[ -z $TARGET ]]; then
        as_root "$@"
    else
        as_root chroot "$TARGET" "$@"
    fi
}

# target_apt ARGUMENT…: the target's own apt-get, or this machine's where the target's programs only run emulated.
target_apt() {
    local apt=(env DEBIAN_FRONTEND=noninteractive apt-get) architecture options
    architecture=$(target_architecture)
    if [[ -z $TARGET || $architecture == "$(dpkg --print-architecture)" ]]; then
        in_target "${apt[@]}" "$@"
        return
    fi
    mapfile -t options < <(foreign_apt_options "$TARGET" "$architecture")
    as_root "${apt[@]}" "${options[@]}" "$@"
}

target_release() {
    # shellcheck source=/dev/null
    (. "$TARGET/etc/os-release" && echo "${!1:-}")
}

target_architecture() {
    in_target dpkg --print-architecture
}

# target_platform: print the folder of locks that fits the target, by its own python3.
target_platform() {
    # shellcheck disable=SC2016
    case $(in_target dpkg-query --show --showformat '${Version}' python3 2>/dev/null) in
        3.11.*) echo bookworm ;;
        3.12.*) echo noble ;;
        3.13.*) echo trixie ;;
        *) return 1 ;;
    esac
}

glibc_of() {
    case $1 in
        bookworm) echo 36 ;;
        noble) echo 39 ;;
        trixie) echo 40 ;;
    esac
}

# device_packages ROLE ARCHITECTURE: print what apt must provide, one a line.
device_packages() {
    local role=$1 architecture=$2 t64=t64
    if [[ $(target_release VERSION_CODENAME) == bookworm ]]; then t64=; fi
    printf '%s\n' python3 python3-venv ca-certificates tzdata systemd udev
    case $role in kiosk | second)
        # A clock kept by the network, the display, its fonts, sound and voice.
        printf '%s\n' systemd-timesyncd dbus weston seatd libgl1-mesa-dri fonts-noto-core espeak-ng alsa-utils \
            libegl1 libgl1 libgles2 libopengl0 libdrm2 libdbus-1-3 libfontconfig1 libfreetype6 \
            libbrotli1 libgssapi-krb5-2 "libglib2.0-0$t64" libx11-xcb1 libxkbcommon0 libxkbcommon-x11-0 \
            libwayland-client0 libwayland-cursor0 libwayland-egl1 libxcb-cursor0 libxcb-icccm4 libxcb-image0 \
            libxcb-keysyms1 libxcb-randr0 libxcb-render-util0 libxcb-shape0 libxcb-sync1 libxcb-xfixes0 libxcb-xkb1
        ;;
    esac
    if [[ $role == central ]]; then printf '%s\n' postgresql; fi
    # A ribbon-cable camera: Raspberry Pi OS has picamera2, plain Debian has libcamera for GStreamer.
    if [[ $role != central && -e $TARGET/etc/rpi-issue ]]; then
        echo python3-picamera2
    elif [[ $role != central && $architecture == arm64 && $(target_release ID) == debian ]]; then
        printf '%s\n' gstreamer1.0-libcamera gstreamer1.0-tools gstreamer1.0-plugins-base
    fi
}

is_installed_there() {
    # shellcheck disable=SC2016
    [[ $(in_target dpkg-query --show --showformat '${db:Status-Status}' "$1" 2>/dev/null) == installed ]]
}

# missing_packages ROLE: print those that the target lacks, one a line.
missing_packages() {
    local name names
    mapfile -t names < <(device_packages "$1" "$(target_architecture)")
    for name in "${names[@]}"; do
        is_installed_there "$name" || echo "$name"
    done
}

install_device_packages() {
    begin "System packages for role $1" \
        "Check the network and /etc/apt/sources.list, or give --bundle DIR; then run the same command again."
    local missing
    mapfile -t missing < <(missing_packages "$1")
    if ((${#missing[@]} > 0)); then
        # An installation that was cut short leaves packages that are unpacked only, and apt waits for their configuration.
        in_target env DEBIAN_FRONTEND=noninteractive dpkg --configure --pending --force-confold </dev/null >>"$LOG" 2>&1
        mapfile -t missing < <(missing_packages "$1")
    fi
    if ((${#missing[@]} == 0)); then
        done_with "nothing is missing"
        return
    fi
    printf '      missing: %s\n' "${missing[*]}"
    if [[ -n $BUNDLE ]]; then
        install_bundled_packages
    else
        target_apt -o Acquire::Retries="$DOWNLOAD_TRIES" update </dev/null >>"$LOG" 2>&1
        target_apt -o Acquire::Retries="$DOWNLOAD_TRIES" install --yes --no-install-recommends "${missing[@]}" \
            </dev/null >>"$LOG" 2>&1
    fi
    done_with "installed ${#missing[@]} packages and what they need"
}

# --- The release ----------------------------------------------------------------------------------

# locks_of ROLE PLATFORM: print the locks whose packages a role needs.
locks_of() {
    local name names=(desk screen)
    case $1 in
        second) names=(desk screen) ;;
        central) names=(central) ;;
    esac
    for name in "${names[@]}"; do echo "$ROOT/requirements/$2/$name.txt"; done
}

# release_id ROLE PLATFORM ARCHITECTURE: name a release by everything that goes into it.
release_id() {
    local hash
    hash=$(
        cd "$ROOT"
        {
            echo "$*"
            mapfile -t locks < <(locks_of "$1" "$2")
            sha256sum "${locks[@]##"$ROOT"/}"
            find kiosk systemd -type f ! -name '*.pyc' ! -path 'systemd/setup/*' -print0 | LC_ALL=C sort -z | xargs -0 sha256sum
        } | sha256sum
    )
    echo "$(sed -n 's/^__version__ = "\(.*\)"$/\1/p' "$ROOT/kiosk/__init__.py")-${hash:0:12}"
}

# pip_tool: print a pip to gather with; the venv of this checkout, or one made for the purpose.
pip_tool() {
    if [[ ! -x $PYTHON ]]; then
        local python
        python=$(find_python) || refuse "no Python 3.11, 3.12 or 3.13 here" "Install python3 and python3-venv."
        "$python" -m venv "$VENV" >>"$LOG" 2>&1
    fi
    echo "$PYTHON"
}

# platform_tags PLATFORM ARCHITECTURE: print pip's arguments for wheels of a target, one a line.
platform_tags() {
    local platform=$1 machine minor
    case $2 in amd64) machine=x86_64 ;; arm64) machine=aarch64 ;; esac
    minor=$(glibc_of "$platform")
    while ((minor >= 17)); do
        printf '%s\n' --platform "manylinux_2_${minor}_$machine"
        minor=$((minor - 1))
    done
    printf '%s\n' --platform "manylinux2014_$machine" --platform any --implementation cp --abi abi3 --abi none
    case $platform in
        bookworm) printf '%s\n' --python-version 3.11 --abi cp311 ;;
        noble) printf '%s\n' --python-version 3.12 --abi cp312 ;;
        trixie) printf '%s\n' --python-version 3.13 --abi cp313 ;;
    esac
}

# merged_lock LOCK…: print the locks as one, each package once; they agree, for all are held to the role test.
merged_lock() {
    awk '/^#/ { next } /^[A-Za-z0-9]/ { keep = !seen[$1]++ } keep' "$@"
}

# fill_site_packages FOLDER ROLE PLATFORM ARCHITECTURE
fill_site_packages() {
    local folder=$1 lock python tags locks sources=()
    mapfile -t locks < <(locks_of "$2" "$3")
    mapfile -t tags < <(platform_tags "$3" "$4")
    python=$(pip_tool)
    lock=$(mktemp)
    merged_lock "${locks[@]}" >"$lock"
    if [[ -n $BUNDLE ]]; then sources=(--no-index --find-links "$BUNDLE/wheels"); fi
    # The lock was resolved for the target's Python; an older pip would ask about the one that runs it.
    "$python" -m pip install --require-hashes --no-deps --no-compile --disable-pip-version-check --progress-bar off \
        --ignore-requires-python --only-binary :all: "${sources[@]}" "${tags[@]}" --target "$folder" --requirement "$lock" \
        </dev/null 2>&1 | show_progress "$(grep -c '==' "$lock")"
    rm -f "$lock"
}

# write_launcher FILE: a command that needs no venv; picamera2 and libcamera come from the system's own folder.
write_launcher() {
    cat >"$1" <<'TEXT'
#!/usr/bin/python3 -sP
import os
import sys
from pathlib import Path

RELEASE = Path(__file__).resolve().parent.parent
sys.path[0:0] = [str(RELEASE), str(RELEASE / "site-packages")]
sys.dont_write_bytecode = True
os.environ.setdefault("KIOSK_MODELS_DIR", "/opt/kiosk/models")
os.environ.setdefault("KIOSK_VOICE_DIR", "/opt/kiosk/voice")

from kiosk.__main__ import main

raise SystemExit(main())
TEXT
    chmod 755 "$1"
}

# make_release FOLDER ROLE PLATFORM ARCHITECTURE: everything that an update replaces.
make_release() {
    local folder=$1
    mkdir -p "$folder/bin" "$folder/site-packages"
    (cd "$ROOT" && find kiosk systemd -type f ! -name '*.pyc' ! -path 'systemd/setup/*' -print0 | LC_ALL=C sort -z |
        tar --null --no-recursion --files-from - --create) | tar --extract --no-same-owner --directory "$folder"
    fill_site_packages "$folder/site-packages" "$2" "$3" "$4"
    write_launcher "$folder/bin/kiosk"
    printf '{"id": "%s", "role": "%s", "platform": "%s", "architecture": "%s"}\n' \
        "$(basename "${folder%.part}")" "$2" "$3" "$4" >"$folder/release.json"
    chmod -R u=rwX,go=rX "$folder"
}

# point LINK ID: `current` is what runs, `good` what has proved itself and judges updates.
point() {
    as_root ln -sfn "releases/$2" "$TARGET/opt/kiosk/$1.new"
    as_root mv -T "$TARGET/opt/kiosk/$1.new" "$TARGET/opt/kiosk/$1"
}

# compile_release FOLDER: by the target's Python, or by the same Python of a root that needs no emulation, where an image's
# builder names one in KIOSK_TWIN and shows it the target's /opt.
compile_release() {
    local there=(in_target)
    if [[ -n ${KIOSK_TWIN:-} ]]; then there=(as_root chroot "$KIOSK_TWIN"); fi
    "${there[@]}" /usr/bin/python3 -m compileall -q --invalidation-mode unchecked-hash "$1/kiosk" "$1/site-packages" \
        >>"$LOG" 2>&1 ||
        echo "some files of the packages are no Python for this version; they are never imported" >>"$LOG"
}

install_release() {
    local role=$1 platform architecture id folder part
    begin "Program for role $role" \
        "Check the network, or give --bundle DIR, and the free disk space (2 GB); then run the same command again."
    platform=$(target_platform) || refuse "no python3 of Debian 12, 13 or Ubuntu 24.04 in ${TARGET:-this system}" \
        "Use one of these systems."
    architecture=$(target_architecture)
    id=$(release_id "$role" "$platform" "$architecture")
    folder=$TARGET/opt/kiosk/releases/$id
    if [[ ! -d $folder ]]; then
        part=$folder.part
        as_root rm -rf "$part"
        as_root install -d -m 755 "$TARGET/opt/kiosk" "$TARGET/opt/kiosk/releases"
        as_root install -d -m 755 -o "$(id -u)" "$part"
        make_release "$part" "$role" "$platform" "$architecture"
        as_root chown -R 0:0 "$part"
        compile_release "${part#"$TARGET"}"
        # Python on a device never writes compiled files: what is there is part of the release.
        as_root mv "$part" "$folder"
    fi
    if [[ $(readlink "$TARGET/opt/kiosk/current" 2>/dev/null) != "releases/$id" ]]; then
        point good "$id"
        point current "$id"
        done_with "release $id"
    else
        done_with "release $id is in place"
    fi
}

# --- Weights and voice ----------------------------------------------------------------------------

install_models() {
    begin "Weights of the face models" \
        "Give --bundle DIR, or put the files into a folder and run kiosk models fetch --from FOLDER."
    local name folder store=$TARGET/opt/kiosk/models
    as_root install -d -m 755 "$store"
    # What is at hand is taken along; the target then checks every hash and fetches what is still missing.
    for folder in ${BUNDLE:+"$BUNDLE/models"} "$MODELS_AT_HAND"; do
        [[ -d $folder ]] || continue
        for name in "$folder"/*; do
            [[ -f $name ]] && bring "$name" "$store/$(basename "$name")"
        done
    done
    in_target /opt/kiosk/current/bin/kiosk models fetch "${DEMO_MODELS[@]}" </dev/null 2>&1 |
        tee -a "$LOG" | sed 's/^/      /'
    let_all_read "$store"
    done_with
}

# bring SOURCE DESTINATION: copy a file that is not there, or only in part; cut short, it leaves none in part.
bring() {
    if [[ $(stat --format %s "$1") == "$(stat --format %s "$2" 2>/dev/null)" ]]; then return; fi
    as_root install -m 644 "$1" "$2.part"
    as_root mv "$2.part" "$2"
}

# let_all_read FOLDER: touches only what is not readable yet.
let_all_read() {
    as_root find "$1" -type f ! -perm 644 -exec chmod 644 {} +
    as_root find "$1" -type d ! -perm 755 -exec chmod 755 {} +
}

install_voice() {
    begin "Voice clips, spoken by espeak-ng" "Run kiosk voice make --lang vi and read what it says."
    local language pack
    as_root install -d -m 755 "$TARGET/opt/kiosk/voice"
    for language in vi en; do
        pack=/opt/kiosk/voice/$language
        # Sound is the same on every machine: for a root what was spoken here is taken along, as speaking emulated takes minutes.
        if [[ -n $TARGET && ! -e $TARGET$pack/manifest.json && -e $VOICE_AT_HAND/$language/manifest.json ]]; then
            as_root cp -r --no-preserve=mode,ownership "$VOICE_AT_HAND/$language" "$TARGET/opt/kiosk/voice/"
        fi
        if is_recorded "$TARGET$pack" || says_all "$pack"; then continue; fi
        in_target /opt/kiosk/current/bin/kiosk voice make --lang "$language" </dev/null 2>&1 |
            tee -a "$LOG" | sed 's/^/      /'
    done
    let_all_read "$TARGET/opt/kiosk/voice"
    done_with
}

# is_recorded PACK: clips that a person spoke are the office's own.
is_recorded() {
    grep --quiet --no-messages '"made_by": "recorded"' "$1/manifest.json"
}

# says_all PACK: whether it has all that this release says; one of an older release may lack sentences.
says_all() {
    in_target /opt/kiosk/current/bin/kiosk voice check "$1" </dev/null >>"$LOG" 2>&1
}

# --- Users, units, settings -----------------------------------------------------------------------

# place SOURCE DESTINATION: copy a file only where it differs.
place() {
    cmp -s "$1" "$TARGET$2" || as_root install -D -m 644 "$1" "$TARGET$2"
}

# place_once SOURCE DESTINATION: what belongs to the office is never overwritten.
place_once() {
    [[ -e $TARGET$2 ]] || as_root install -D -m 644 "$1" "$TARGET$2"
}

# link_units: systemd reads the units of the release in force.
link_units() {
    local unit name wanted folder=$TARGET/usr/local/lib/systemd/system
    as_root install -d -m 755 "$folder"
    for unit in "$ROOT"/systemd/system/*; do
        name=$(basename "$unit")
        wanted=/opt/kiosk/current/systemd/system/$name
        case $name in kiosk-firstboot* | kiosk-update* | kiosk-health*)
            # What judges a release is not taken from the one on trial.
            wanted=/opt/kiosk/good/systemd/system/$name
            ;;
        esac
        if [[ $(readlink "$folder/$name" 2>/dev/null) != "$wanted" ]]; then
            as_root ln -sfn "$wanted" "$folder/$name"
        fi
    done
}

units_of() {
    case $1 in
        kiosk)
            echo kiosk.target kiosk-desk.service kiosk-display.service kiosk-screen.service kiosk-board.service \
                kiosk-firstboot.service kiosk-update.service kiosk-health.timer kiosk-enrol.service
            ;;
        second)
            echo kiosk-second.target kiosk-relay.service kiosk-display.service kiosk-screen.service \
                kiosk-firstboot.service kiosk-update.service kiosk-health.timer
            ;;
        central) echo kiosk-central.service kiosk-central-deliver.service kiosk-central-upkeep.timer kiosk-update.service kiosk-health.timer ;;
    esac
}

is_booted() {
    [[ -z $TARGET && -d /run/systemd/system ]]
}

# wishes_of UNIT: print the targets that want a unit, as its [Install] says.
wishes_of() {
    sed -n 's/^WantedBy=//p' "$ROOT/systemd/system/$1" | tr ' ' '\n'
}

# enable_units: `systemctl enable` would write down which release a unit lies in, and go on starting that one after an update;
# these links go by /usr/local and so to the release in force. A unit is wanted by its name, and `systemctl disable` finds them.
enable_units() {
    local unit target folder wanted
    for unit in $(units_of "$1"); do
        wanted=/usr/local/lib/systemd/system/$unit
        if [[ -L $TARGET/etc/systemd/system/$unit ]]; then as_root rm "$TARGET/etc/systemd/system/$unit"; fi
        for target in $(wishes_of "$unit"); do
            folder=$TARGET/etc/systemd/system/$target.wants
            if [[ $(readlink "$folder/$unit" 2>/dev/null) != "$wanted" ]]; then
                as_root install -d -m 755 "$folder"
                as_root ln -sfn "$wanted" "$folder/$unit"
            fi
        done
    done
    if is_booted; then as_root systemctl daemon-reload; fi
}

# is_wanted UNIT: whether all of its links are there.
is_wanted() {
    local target
    for target in $(wishes_of "$1"); do
        [[ $(readlink "$TARGET/etc/systemd/system/$target.wants/$1") == "/usr/local/lib/systemd/system/$1" ]] || return 1
    done
}

install_units() {
    begin "Users, units and settings" "Read the lines above; then run the same command again."
    place "$ROOT/systemd/sysusers.d/kiosk.conf" /usr/local/lib/sysusers.d/kiosk.conf
    if [[ $1 == central ]]; then
        place "$ROOT/systemd/sysusers.d/kiosk-central.conf" /usr/local/lib/sysusers.d/kiosk-central.conf
        place_once "$ROOT/systemd/central/central.env" /etc/kiosk/central.env
    else
        place "$ROOT/systemd/tmpfiles.d/kiosk.conf" /usr/local/lib/tmpfiles.d/kiosk.conf
        place "$ROOT/systemd/udev/70-kiosk.rules" /etc/udev/rules.d/70-kiosk.rules
        place "$ROOT/systemd/journald.conf.d/kiosk.conf" /etc/systemd/journald.conf.d/kiosk.conf
        place_once "$ROOT/systemd/display/display.env" /etc/kiosk/display.env
        place_once "$ROOT/systemd/kiosk.toml" /etc/kiosk/kiosk.toml
        place_once "$ROOT/systemd/update-keys" /etc/kiosk/update-keys
    fi
    # Only our own lines: the system's may be newer than the tools of the machine that builds an image.
    if [[ $1 == central ]]; then
        as_root systemd-sysusers --root="${TARGET:-/}" kiosk-central.conf >>"$LOG" 2>&1
    else
        as_root systemd-sysusers --root="${TARGET:-/}" kiosk.conf >>"$LOG" 2>&1
        as_root systemd-tmpfiles --root="${TARGET:-/}" --create kiosk.conf >>"$LOG" 2>&1
    fi
    link_units
    enable_units "$1"
    as_root install -d -m 755 "$TARGET/usr/local/bin"
    if [[ ! -L $TARGET/usr/local/bin/kiosk ]]; then
        as_root ln -s /opt/kiosk/current/bin/kiosk "$TARGET/usr/local/bin/kiosk"
    fi
    if [[ $1 != central && -L $TARGET/etc/systemd/system/display-manager.service ]]; then
        echo "      A desktop takes the display here; to give it to the kiosk: systemctl disable --now display-manager"
    fi
    done_with
}

# make_database: make the database that central.env names, its tables, and the right to serve it; repeating changes nothing.
make_database() {
    local url name exists
    begin "Central's database" "See that PostgreSQL runs (systemctl status postgresql); then run the same command again."
    [[ -z $TARGET ]] || refuse "a database is made on the running machine" "Leave --database out with --root."
    url=$(sed -n 's/^KIOSK_CENTRAL_DATABASE=//p' /etc/kiosk/central.env)
    name=${url#postgresql:///}
    [[ $url == postgresql:///* && $name =~ ^[a-z_][a-z0-9_]*$ ]] ||
        refuse "$url is not on this machine" "Make it where it is: createdb, then kiosk central init."
    exists=$(as_postgres psql --tuples-only --no-align --command "SELECT 1 FROM pg_database WHERE datname = '$name'")
    if [[ $exists != 1 ]]; then as_postgres createdb "$name"; fi
    as_postgres /opt/kiosk/current/bin/kiosk central init --database "$url" --serve-as kiosk-central
    done_with
}

as_postgres() {
    # From a folder that it may see.
    (cd / && as_root runuser -u postgres -- "$@" 2>>"$LOG")
}

# --- Looking and removing -------------------------------------------------------------------------

check_device() {
    local role=$1 id wrong=() unit
    id=$(readlink "$TARGET/opt/kiosk/current" 2>/dev/null) || wrong+=("no release in /opt/kiosk/current")
    if [[ -n ${id:-} ]]; then
        role=$(sed -n 's/.*"role": "\([a-z]*\)".*/\1/p' "$TARGET/opt/kiosk/$id/release.json" 2>/dev/null)
        in_target /opt/kiosk/current/bin/kiosk --version >/dev/null 2>>"$LOG" || wrong+=("kiosk does not start")
        for unit in $(units_of "$role"); do
            [[ -e $TARGET/usr/local/lib/systemd/system/$unit ]] || [[ -L $TARGET/usr/local/lib/systemd/system/$unit ]] ||
                wrong+=("no unit $unit")
            is_wanted "$unit" || wrong+=("$unit is not enabled")
        done
        if [[ $role != central ]]; then
            in_target /opt/kiosk/current/bin/kiosk models verify \
                >/dev/null 2>>"$LOG" || wrong+=("the weights are not whole")
            [[ -e $TARGET/etc/kiosk/kiosk.toml ]] || wrong+=("no /etc/kiosk/kiosk.toml")
        fi
    fi
    if ((${#wrong[@]} > 0)); then
        printf 'not whole: %s\n' "${wrong[@]}"
        refuse "${wrong[*]}" "Run ./install.sh device again."
    fi
    echo "whole: release ${id#releases/}, role $role"
}

uninstall_device() {
    local unit file
    begin "Removing the product; data in /var/lib/kiosk and settings in /etc/kiosk stay" "Read the lines above."
    for unit in "$TARGET"/usr/local/lib/systemd/system/kiosk*; do
        [[ -L $unit ]] || continue
        if is_booted; then as_root systemctl stop "$(basename "$unit")" >>"$LOG" 2>&1 || true; fi
        as_root rm -f "$unit" "$TARGET"/etc/systemd/system/*.wants/"$(basename "$unit")"
    done
    for file in /usr/local/lib/sysusers.d/kiosk.conf /usr/local/lib/sysusers.d/kiosk-central.conf \
        /usr/local/lib/tmpfiles.d/kiosk.conf /etc/udev/rules.d/70-kiosk.rules \
        /etc/systemd/journald.conf.d/kiosk.conf /usr/local/bin/kiosk; do
        as_root rm -f "$TARGET$file"
    done
    as_root rm -rf "$TARGET/opt/kiosk"
    if is_booted; then as_root systemctl daemon-reload; fi
    done_with "removed"
}

# --- Commands -------------------------------------------------------------------------------------

run_device() {
    local role=kiosk action=install database=no
    while (($# > 0)); do
        case $1 in
            --role | --root | --bundle)
                (($# > 1)) || refuse "$1 needs a value" "See ./install.sh device --help."
                case $1 in
                    --role) role=$2 ;;
                    --root) TARGET=$(realpath -e "$2" 2>>"$LOG") || refuse "no folder $2" "Give --root a system's root." ;;
                    --bundle) BUNDLE=$(realpath -e "$2" 2>>"$LOG") || refuse "no folder $2" "Make it with ./install.sh bundle." ;;
                esac
                shift 2
                ;;
            --database) database=yes && shift ;;
            --check) action=check && shift ;;
            --uninstall) action=uninstall && shift ;;
            -h | --help) device_usage && return ;;
            *) refuse "not understood: device $1" "See ./install.sh device --help." ;;
        esac
    done
    if [[ " $DEVICE_ROLES " != *" $role "* ]]; then refuse "unknown role $role" "Roles are: $DEVICE_ROLES."; fi
    if [[ $database == yes && $role != central ]]; then refuse "--database is for the role central" "Leave it out."; fi
    if [[ $TARGET == / ]]; then TARGET=; fi
    if [[ ! -r $TARGET/etc/os-release ]]; then refuse "$TARGET is no system's root" "Give --root a Debian root."; fi
    step_name="device --$action"
    # The target has folders of its own.
    unset KIOSK_MODELS_DIR KIOSK_VOICE_DIR PYTHONPATH
    case $action in
        check) check_device "$role" ;;
        uninstall) steps_planned=1 && uninstall_device ;;
        install)
            steps_planned=5
            if [[ $role == central ]]; then steps_planned=3; fi
            if [[ $database == yes ]]; then ((steps_planned += 1)); fi
            install_device_packages "$role"
            install_release "$role"
            if [[ $role != central ]]; then
                install_models
                install_voice
            fi
            install_units "$role"
            if [[ $database == yes ]]; then make_database; fi
            echo "Installed. Settings: ${TARGET}/etc/kiosk; start with: systemctl start $(units_of "$role" | cut -d' ' -f1)"
            ;;
    esac
}
