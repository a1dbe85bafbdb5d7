# shellcheck shell=bash
# Sourced by install.sh: gathers all that `install.sh device --bundle` needs, so that a device needs no network.

bundle_usage() {
    cat <<'TEXT'
Usage:
  ./install.sh bundle --out DIR [--role ROLE] [--suite SUITE] [--arch ARCH]

Gathers wheels, Debian packages and weights for a target, and this program itself, into DIR. On the device:
  DIR/program/install.sh device --role ROLE --bundle DIR

Suites: bookworm, trixie (default: this machine's), noble. Architectures: amd64, arm64 (default: this machine's).
Packages of Debian only: on Raspberry Pi OS take python3-picamera2 and its family from the card's own sources.
TEXT
}

# gather_wheels FOLDER ROLE PLATFORM ARCHITECTURE
gather_wheels() {
    begin "Wheels for $3 on $4" "Check the network and pip's settings, then run the same command again."
    local tags locks lock
    mapfile -t locks < <(locks_of "$2" "$3")
    mapfile -t tags < <(platform_tags "$3" "$4")
    lock=$(mktemp)
    merged_lock "${locks[@]}" >"$lock"
    mkdir -p "$1"
    "$(pip_tool)" -m pip download --require-hashes --no-deps --disable-pip-version-check --progress-bar off \
        --ignore-requires-python --only-binary :all: "${tags[@]}" --dest "$1" --requirement "$lock" </dev/null 2>&1 |
        show_progress "$(grep -c '==' "$lock")"
    rm -f "$lock"
    done_with "$(find "$1" -name '*.whl' | wc -l) wheels, $(du -sh "$1" | cut -f1)"
}

# apt_world FOLDER SUITE ARCHITECTURE: an apt of its own, in which nothing is installed, beside the machine's.
apt_world() {
    local world=$1 options=$1/apt.conf keyring
    keyring=/usr/share/keyrings/debian-archive-keyring.gpg
    if [[ $2 == noble ]]; then keyring=/usr/share/keyrings/ubuntu-archive-keyring.gpg; fi
    mkdir -p "$world"/{state/lists/partial,cache/archives/partial,etc/apt/preferences.d,etc/apt/trusted.gpg.d}
    : >"$world/status"
    printf 'Dir::State "%s";\nDir::State::status "%s";\nDir::Cache "%s";\nDir::Etc "%s";\n' \
        "$world/state" "$world/status" "$world/cache" "$world/etc/apt" >"$options"
    printf 'APT::Architecture "%s";\nAPT::Architectures "%s";\nAPT::Install-Recommends "false";\n' "$3" "$3" >>"$options"
    printf 'Debug::NoLocking "true";\nAPT::Sandbox::User "root";\n' >>"$options"
    printf 'deb [signed-by=%s] %s %s main %s\n' "$keyring" "$(mirror_of "$2")" "$2" \
        "$([[ $2 == noble ]] && echo universe)" >"$world/etc/apt/sources.list"
}

# mirror_of SUITE: print where packages come from; the machine's own mirror where it has one.
mirror_of() {
    local found
    local system=debian
    if [[ $1 == noble ]]; then system=ubuntu; fi
    found=$(grep -rhoE "https?://[^ ]+/$system/?\$" /etc/apt/sources.list /etc/apt/sources.list.d 2>/dev/null | head -n 1 || true)
    found=${KIOSK_MIRROR:-$found}
    if [[ -z $found ]]; then refuse "this machine's apt names no mirror of $system" "Give one in KIOSK_MIRROR."; fi
    echo "$found"
}

# gather_packages FOLDER ROLE SUITE ARCHITECTURE: what the role needs, and all that these need.
gather_packages() {
    begin "Debian packages for $3 on $4" "Check the network; KIOSK_MIRROR names another mirror."
    local world names
    world=$(mktemp -d)
    apt_world "$world" "$3" "$4"
    mapfile -t names < <(bundled_names "$2" "$3" "$4" "$world/target")
    APT_CONFIG=$world/apt.conf apt-get -o Acquire::Retries="$DOWNLOAD_TRIES" update >>"$LOG" 2>&1
    APT_CONFIG=$world/apt.conf apt-get -o Acquire::Retries="$DOWNLOAD_TRIES" install --yes --download-only \
        "${names[@]}" >>"$LOG" 2>&1
    mkdir -p "$1"
    mv "$world"/cache/archives/*.deb "$1"
    rm -rf "$world"
    done_with "$(find "$1" -name '*.deb' | wc -l) packages, $(du -sh "$1" | cut -f1)"
}

# bundled_names ROLE SUITE ARCHITECTURE FOLDER: print the packages of a role as a target of that suite would ask for them.
bundled_names() {
    local system=debian
    if [[ $2 == noble ]]; then system=ubuntu; fi
    mkdir -p "$4/etc"
    printf 'VERSION_CODENAME=%s\nID=%s\n' "$2" "$system" >"$4/etc/os-release"
    TARGET=$4 device_packages "$1" "$3"
}

# install_bundled_packages: those of the bundle that the target lacks, or has older.
install_bundled_packages() {
    local deb name version have wanted=() inside=/var/tmp/kiosk-bundle
    as_root mkdir -p "$TARGET$inside"
    for deb in "$BUNDLE"/debs/*.deb; do
        IFS=' ' read -r name version < <(dpkg-deb --show --showformat '${Package} ${Version}\n' "$deb")
        # shellcheck disable=SC2016
        have=$(in_target dpkg-query --show --showformat '${Version}' "$name" 2>/dev/null) || have=
        if [[ -z $have ]] || dpkg --compare-versions "$have" lt "$version"; then
            as_root cp "$deb" "$TARGET$inside/"
            wanted+=("$inside/$(basename "$deb")")
        fi
    done
    in_target env DEBIAN_FRONTEND=noninteractive apt-get install --yes --no-install-recommends \
        "${wanted[@]}" </dev/null >>"$LOG" 2>&1
    as_root rm -rf "$TARGET$inside"
}

gather_models() {
    begin "Weights of the face models" "Run kiosk models fetch by hand and read what it says."
    mkdir -p "$1"
    local name
    for name in "$MODELS_AT_HAND"/*; do
        [[ -e $name ]] && install -m 644 "$name" "$1"
    done
    KIOSK_MODELS_DIR=$1 "$PYTHON" -m kiosk models fetch "${DEMO_MODELS[@]}" </dev/null 2>&1 | tee -a "$LOG" | sed 's/^/      /'
    done_with
}

gather_program() {
    begin "This program" "Check the free disk space."
    rm -rf "$1"
    mkdir -p "$1"
    (cd "$ROOT" && find install.sh pyproject.toml README.md LICENSE kiosk systemd requirements docs \
        -type f ! -name '*.pyc' -print0 | tar --null --files-from - --create) | tar --extract --directory "$1"
    done_with
}

run_bundle() {
    local out='' role=kiosk suite arch
    suite=$(os_release VERSION_CODENAME)
    arch=$(dpkg --print-architecture)
    while (($# > 0)); do
        case $1 in
            --out | --role | --suite | --arch)
                (($# > 1)) || refuse "$1 needs a value" "See ./install.sh bundle --help."
                case $1 in
                    --out) out=$2 ;;
                    --role) role=$2 ;;
                    --suite) suite=$2 ;;
                    --arch) arch=$2 ;;
                esac
                shift 2
                ;;
            -h | --help) bundle_usage && return ;;
            *) refuse "not understood: bundle $1" "See ./install.sh bundle --help." ;;
        esac
    done
    if [[ -z $out ]]; then refuse "bundle needs --out DIR" "See ./install.sh bundle --help."; fi
    if [[ " $DEVICE_ROLES " != *" $role "* ]]; then refuse "unknown role $role" "Roles are: $DEVICE_ROLES."; fi
    glibc_of "$suite" | grep -q . || refuse "unknown suite $suite" "Suites are bookworm, noble and trixie."
    steps_planned=5
    prepare_tools
    gather_wheels "$out/wheels" "$role" "$suite" "$arch"
    gather_packages "$out/debs" "$role" "$suite" "$arch"
    gather_models "$out/models"
    gather_program "$out/program"
    echo "Bundle: $out ($(du -sh "$out" | cut -f1)); on the device: program/install.sh device --role $role --bundle DIR"
}

# prepare_tools: an interpreter with the product's own packages, for pip and the store of weights.
prepare_tools() {
    if [[ -x $PYTHON ]] && "$PYTHON" -c 'import msgspec, requests' 2>>"$LOG"; then
        begin "Tools" "."
        done_with "nothing to do"
        return
    fi
    install_venv desk
}
