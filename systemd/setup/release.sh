# shellcheck shell=bash
# Sourced by install.sh: a release in /opt/kiosk/releases, named by the hash of what went in, and which one is in force.

# locks_of ROLE PLATFORM: print the locks whose packages a role needs.
locks_of() {
    local name names=(desk screen)
    case $1 in
        second) names=(desk screen) ;;
        central) names=(central) ;;
    esac
    for name in "${names[@]}"; do echo "$ROOT/requirements/$2/$name.txt"; done
}

# own_files: print what of this checkout goes into a release, ended by NULs; the units name pages of the guide, the licence goes
# wherever the program does.
own_files() {
    find LICENSE README.md docs kiosk systemd -type f ! -name '*.pyc' ! -path 'systemd/setup/*' -print0 | LC_ALL=C sort -z
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
            own_files | xargs -0 sha256sum
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
if Path("/etc/kiosk/kiosk.toml").exists():
    os.environ.setdefault("KIOSK_CONFIG", "/etc/kiosk/kiosk.toml")

from kiosk.__main__ import main

raise SystemExit(main())
TEXT
    chmod 755 "$1"
}

# make_release FOLDER ROLE PLATFORM ARCHITECTURE: everything that an update replaces.
make_release() {
    local folder=$1
    mkdir -p "$folder/bin" "$folder/site-packages"
    (cd "$ROOT" && own_files | tar --null --no-recursion --files-from - --create) |
        tar --extract --no-same-owner --directory "$folder"
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
