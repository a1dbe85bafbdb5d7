#!/usr/bin/env bash
# Installs the face-ticket kiosk on Debian 12 or 13, Raspberry Pi OS or Ubuntu 24.04, and runs it.
set -euo pipefail

ROOT=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
readonly ROOT
readonly VENV=$ROOT/.venv
readonly PYTHON=$VENV/bin/python
readonly VENV_STAMP=$VENV/made-with
readonly LOCK_STAMP=$VENV/installed
readonly ROLES="desk screen screen-dlib central demo test"
readonly NO_CLUSTER=/etc/postgresql-common/createcluster.d/kiosk-install.conf
readonly DOWNLOAD_TRIES=5
readonly DEMO_MODELS=(yunet sface facemesh blazeface)

usage() {
    cat <<'TEXT'
Usage:
  ./install.sh demo [arguments of `kiosk demo`]   everything on this machine, with a replayed camera
  ./install.sh test [arguments of pytest]         all checks and tests
  ./install.sh venv [--role ROLE]                 only the Python packages of a role, into .venv
  ./install.sh device [--role ROLE] [--root DIR]  a kiosk, a second kiosk or a central server, started by systemd
  ./install.sh bundle --out DIR [--role ROLE]     all that `device` needs, for a machine without a network
  ./install.sh --help

Roles: desk, screen, screen-dlib (with the opt-in dlib engine), central, demo (the default), test.

Needs Debian 12 or 13, Raspberry Pi OS or Ubuntu 24.04 on amd64 or arm64. As root or with sudo it installs
missing system packages; with none missing it needs neither. Running it again is safe and takes seconds.
TEXT
}

# --- Telling what happens -------------------------------------------------------------------------

LOG=$(mktemp "${TMPDIR:-/tmp}/kiosk-install.XXXXXX")
readonly LOG
steps_planned=0
steps_begun=0
step_name="the command line"
step_hint="See ./install.sh --help."
step_started_s=0

# begin NAME HINT: announce a step; HINT says what to do when it fails.
begin() {
    step_name=$1
    step_hint=$2
    step_started_s=$SECONDS
    steps_begun=$((steps_begun + 1))
    printf '[%d/%d] %s …\n' "$steps_begun" "$steps_planned" "$1"
}

# done_with [REMARK]: tell that the step is over and how long it took.
done_with() {
    printf '      %s (%d s)\n' "${1:-done}" "$((SECONDS - step_started_s))"
}

# refuse MESSAGE HINT: end because of something that this machine lacks.
refuse() {
    step_hint=$2
    echo "$1" >>"$LOG"
    return 1
}

explain_end() {
    local status=$?
    if ((status == 0)); then
        rm -f "$LOG"
        return
    fi
    {
        printf '\ninstall.sh stopped at: %s\n' "$step_name"
        if [[ -s $LOG ]]; then
            printf 'Its last lines:\n'
            tail -n 15 "$LOG" | sed 's/^/    /'
        fi
        printf 'What to do: %s\nThe whole log: %s\n' "$step_hint" "$LOG"
    } >&2
}
trap explain_end EXIT

# --- What this machine is -------------------------------------------------------------------------

check_machine() {
    if ! command -v dpkg-query >/dev/null; then
        refuse "no dpkg here" "Use Debian 12 or 13, Raspberry Pi OS or Ubuntu 24.04."
    fi
    case $(dpkg --print-architecture) in
        amd64 | arm64) ;;
        *) refuse "architecture $(dpkg --print-architecture)" "Install the 64-bit edition of the system." ;;
    esac
}

# find_python: print the interpreter to build the venv with; Debian's own first.
find_python() {
    local candidate path
    for candidate in /usr/bin/python3 python3.13 python3.12 python3.11; do
        path=$(command -v "$candidate") || continue
        if "$path" -c 'import sys; sys.exit(not (3, 11) <= sys.version_info[:2] <= (3, 13))'; then
            echo "$path"
            return
        fi
    done
    return 1
}

# platform_of PYTHON: print the folder of locks that fits an interpreter.
platform_of() {
    case $("$1" -c 'import sys; print("%d.%d" % sys.version_info[:2])') in
        3.11) echo bookworm ;;
        3.12) echo noble ;;
        3.13) echo trixie ;;
    esac
}

os_release() {
    # shellcheck source=/dev/null
    (. /etc/os-release && echo "${!1:-}")
}

# --- System packages ------------------------------------------------------------------------------

# packages_for ROLE: print what apt must provide, one a line.
packages_for() {
    local role=$1 t64=t64
    if [[ $(os_release VERSION_CODENAME) == bookworm ]]; then t64=; fi
    printf '%s\n' python3 python3-venv ca-certificates
    # The desk draws slips in its letters.
    case $role in central) ;; *) echo fonts-noto-core ;; esac
    case $role in screen | screen-dlib | demo | test)
        # What the wheels of Qt, OpenCV and mediapipe link to and do not bring.
        printf '%s\n' libegl1 libgl1 libgles2 libopengl0 libdrm2 libdbus-1-3 libfontconfig1 libfreetype6 \
            libbrotli1 libgssapi-krb5-2 "libglib2.0-0$t64" libx11-xcb1 libxkbcommon0 libxkbcommon-x11-0 \
            libwayland-client0 libwayland-cursor0 libwayland-egl1 libxcb-cursor0 libxcb-icccm4 libxcb-image0 \
            libxcb-keysyms1 libxcb-randr0 libxcb-render-util0 libxcb-shape0 libxcb-sync1 libxcb-xfixes0 \
            libxcb-xkb1 espeak-ng alsa-utils
        ;;
    esac
    case $role in demo | test)
        # Ubuntu has its browser under another name.
        if [[ $(os_release ID) == ubuntu ]]; then echo chromium-browser; else echo chromium; fi
        # Playwright's driver is linked against it.
        echo libatomic1
        ;;
    esac
    case $role in test)
        printf '%s\n' postgresql shellcheck node-acorn
        # A device's root is built and booted.
        printf '%s\n' mmdebstrap debian-archive-keyring systemd-container e2fsprogs
        ;;
    esac
}

is_installed() {
    [[ $(dpkg-query --show --showformat '${db:Status-Status}' "$1" 2>/dev/null) == installed ]]
}

as_root() {
    if ((EUID == 0)); then "$@"; else sudo -- "$@"; fi
}

# without_cluster COMMAND…: Debian's postgresql makes and starts a cluster of its own when it is installed; the
# tests make theirs and remove them, so a machine that only runs tests is left without a server.
without_cluster() {
    local status=0
    as_root mkdir -p "${NO_CLUSTER%/*}"
    echo "create_main_cluster = false" | as_root tee "$NO_CLUSTER" >/dev/null
    "$@" || status=$?
    as_root rm -f "$NO_CLUSTER"
    return "$status"
}

# apt_install NAME…
apt_install() {
    as_root env DEBIAN_FRONTEND=noninteractive apt-get -o Acquire::Retries="$DOWNLOAD_TRIES" install --yes \
        --no-install-recommends "$@" </dev/null >>"$LOG" 2>&1
}

# install_packages NAME…: ask apt for those that are missing.
install_packages() {
    local name missing=()
    for name in "$@"; do
        is_installed "$name" || missing+=("$name")
    done
    if ((${#missing[@]} == 0)); then
        done_with "nothing is missing"
        return
    fi
    printf '      missing: %s\n' "${missing[*]}"
    if ((EUID != 0)) && ! command -v sudo >/dev/null; then
        refuse "neither root nor sudo" "Have an administrator run: apt-get install ${missing[*]}"
    fi
    as_root apt-get -o Acquire::Retries="$DOWNLOAD_TRIES" update </dev/null >>"$LOG" 2>&1
    if [[ " ${missing[*]} " == *" postgresql "* ]]; then
        without_cluster apt_install "${missing[@]}"
    else
        apt_install "${missing[@]}"
    fi
    done_with "installed ${#missing[@]} packages and what they need"
}

install_system() {
    begin "System packages for role $1" "Check the network and /etc/apt/sources.list, then run the same command again."
    local names
    mapfile -t names < <(packages_for "$1")
    install_packages "${names[@]}"
}

# --- Python packages ------------------------------------------------------------------------------

# show_progress TOTAL: turn pip's output into a counter where somebody watches; keep all of it in the log.
show_progress() {
    local total=$1 count=0 line
    while IFS= read -r line; do
        echo "$line" >>"$LOG"
        if [[ $line == Collecting* ]]; then
            count=$((count + 1))
            if [[ -t 1 ]]; then printf '\r      %d/%d %s\033[K' "$count" "$total" "${line#Collecting }"; fi
        fi
    done
    if [[ -t 1 ]]; then printf '\r\033[K'; fi
}

# install_lock FILE: exactly the files whose hashes the lock holds; built are only the packages without wheels.
install_lock() {
    "$PYTHON" -m pip install --require-hashes --no-deps --disable-pip-version-check --progress-bar off \
        --only-binary :all: --no-binary face-recognition-models --no-build-isolation --use-pep517 \
        --requirement "$1" </dev/null 2>&1 | show_progress "$(grep -c '==' "$1")"
}

# make_venv PYTHON: keep the venv that this interpreter made, else make it anew.
make_venv() {
    local python=$1 system_packages=() wanted
    wanted="$ROOT $(dpkg --print-architecture) $("$python" -V)"
    if [[ -x $PYTHON && $(cat "$VENV_STAMP" 2>/dev/null) == "$wanted" ]]; then return; fi
    # The camera's library of a Raspberry Pi exists as system package only.
    if is_installed python3-picamera2; then system_packages=(--system-site-packages); fi
    "$python" -m venv --clear "${system_packages[@]}" "$VENV" >>"$LOG" 2>&1
    echo "$wanted" >"$VENV_STAMP"
}

# add_project: let the venv see this folder, and give it the `kiosk` command.
add_project() {
    local packages
    packages=$("$PYTHON" -c 'import sysconfig; print(sysconfig.get_path("purelib"))')
    echo "$ROOT" >"$packages/kiosk_project.pth"
    printf '#!%s\nfrom kiosk.__main__ import main\n\nraise SystemExit(main())\n' "$PYTHON" >"$VENV/bin/kiosk"
    chmod 755 "$VENV/bin/kiosk"
}

# install_venv ROLE
install_venv() {
    local role=$1 python platform lock beside wanted
    begin "Python packages for role $role" \
        "Check the network, the free disk space (4 GB) and pip's settings (pip config list), then run the same command again."
    python=$(find_python) || refuse "no Python 3.11, 3.12 or 3.13 here" "Install Debian 12 or 13, or Ubuntu 24.04."
    platform=$(platform_of "$python")
    lock=$ROOT/requirements/$platform/$role.txt
    beside=$ROOT/requirements/$platform/fuzz.txt
    # The fuzzing engine has wheels for amd64 only; elsewhere its tests say that they are skipped.
    if [[ $role != test || $(dpkg --print-architecture) != amd64 ]]; then beside=/dev/null; fi
    wanted="$role $platform $(cat "$lock" "$beside" | sha256sum)"
    make_venv "$python"
    if [[ $(cat "$LOCK_STAMP" 2>/dev/null) == "$wanted" ]]; then
        done_with "nothing to do"
        return
    fi
    if grep -q '^face-recognition-models==' "$lock"; then
        install_lock "$ROOT/requirements/$platform/build.txt"
    fi
    install_lock "$lock"
    if [[ $beside != /dev/null ]]; then install_lock "$beside"; fi
    add_project
    echo "$wanted" >"$LOCK_STAMP"
    done_with "installed $(grep -c '==' "$lock") packages"
}

# --- Weights --------------------------------------------------------------------------------------

fetch_models() {
    begin "Weights of the face models" \
        "Put the files into a folder and run .venv/bin/kiosk models fetch --from FOLDER; see docs/decisions/0003-models.md."
    cd "$ROOT"
    "$PYTHON" -m kiosk models fetch "${DEMO_MODELS[@]}" </dev/null 2>&1 | tee -a "$LOG" | sed 's/^/      /'
    done_with
}

# --- Voice ----------------------------------------------------------------------------------------

make_voice() {
    begin "Voice clips, spoken by espeak-ng" "Run .venv/bin/kiosk voice make --lang vi and read what it says."
    cd "$ROOT"
    local language
    for language in vi en; do
        "$PYTHON" -m kiosk voice make --lang "$language" </dev/null 2>&1 | tee -a "$LOG" | sed 's/^/      /'
    done
    done_with
}

# --- Devices --------------------------------------------------------------------------------------

# shellcheck source=systemd/setup/device.sh
source "$ROOT/systemd/setup/device.sh"
# shellcheck source=systemd/setup/bundle.sh
source "$ROOT/systemd/setup/bundle.sh"

# --- Commands -------------------------------------------------------------------------------------

prepare() {
    check_machine
    install_system "$1"
    install_venv "$1"
}

run_venv() {
    local role=demo
    if (($# > 0)); then
        if [[ $# -ne 2 || $1 != --role || " $ROLES " != *" $2 "* ]]; then
            refuse "not understood: venv $*" "Roles are: $ROLES."
        fi
        role=$2
    fi
    steps_planned=2
    prepare "$role"
    echo "Ready: $VENV"
}

run_demo() {
    steps_planned=4
    prepare demo
    fetch_models
    make_voice
    rm -f "$LOG"
    exec "$PYTHON" -m kiosk demo "$@"
}

failed_parts=()

# check NAME COMMAND…: run one judge; its failure is kept and the next one runs.
check() {
    local name=$1 started_s=$SECONDS verdict=passed
    shift
    printf '\n=== %s\n' "$name"
    if ! "$@" </dev/null; then
        verdict=FAILED
        failed_parts+=("$name")
    fi
    printf -- '--- %s %s (%d s)\n' "$name" "$verdict" "$((SECONDS - started_s))"
}

run_tests() {
    steps_planned=3
    prepare test
    fetch_models
    step_name="the checks"
    step_hint="Read the parts marked FAILED above."
    export PATH=$VENV/bin:$PATH
    check "ruff check" ruff check .
    check "ruff format" ruff format --check .
    check "mypy" mypy
    check "import-linter" lint-imports
    check "shellcheck" shellcheck --external-sources install.sh .ci/run requirements/lock.sh systemd/display/await-display \
        images/*.sh images/profiles/*.sh images/jetson/*.sh images/overlay/initramfs/*
    if ((${#failed_parts[@]} > 0)); then printf '\nFAILED before the tests: %s\n' "${failed_parts[*]}"; fi
    # Last and without a closing line of our own, so that pytest's summary ends the output.
    printf '\n=== pytest\n'
    local status=0
    pytest "$@" </dev/null || status=$?
    if ((status != 0 || ${#failed_parts[@]} > 0)); then
        trap - EXIT
        rm -f "$LOG"
        exit 1
    fi
}

main() {
    local command=${1:---help}
    if (($# > 0)); then shift; fi
    case $command in
        demo) run_demo "$@" ;;
        test) run_tests "$@" ;;
        venv) run_venv "$@" ;;
        device) run_device "$@" ;;
        bundle) run_bundle "$@" ;;
        -h | --help) usage ;;
        *) refuse "unknown command: $command" "See ./install.sh --help." ;;
    esac
}

main "$@"
