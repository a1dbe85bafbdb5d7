#!/usr/bin/env bash
# Makes the hash-pinned lock of every role for every platform: requirements/PLATFORM/ROLE.txt.
#
#   requirements/lock.sh             keeps the versions that are locked, adds and removes what the .in files say
#   requirements/lock.sh --upgrade   takes the newest versions the .in files allow
#   LOCK_ROLES="test fuzz" requirements/lock.sh   only these roles
#
# Needs uv on PATH. Every wheel must exist for x86_64 and aarch64: each lock is resolved for both, from
# wheels only, and the two results must be the same. Role fuzz alone is for x86_64: its engine has no other wheels.
set -euo pipefail
cd "$(dirname "$0")"

read -ra ROLES <<<"${LOCK_ROLES:-test demo screen screen-dlib desk central build fuzz}"
readonly ROLES
readonly COMPILE=(uv pip compile --quiet --generate-hashes --no-emit-index-url --no-header --no-annotate
    --no-emit-package pip) # sqlite-utils asks for pip; every venv has its own.
# face_recognition_models is the one package published as source only.
readonly BARE_WHEELS=(--only-binary mediapipe --only-binary face-recognition --only-binary scikit-image)

# needs_qt ROLE
needs_qt() {
    case $1 in screen* | demo | test) return 0 ;; *) return 1 ;; esac
}

# resolve ROLE PLATFORM PYTHON GLIBC QT ARCH OUTPUT [uv arguments…]: one lock for one architecture.
resolve() {
    local role=$1 platform=$2 python=$3 glibc=$4 qt=$5 arch=$6 output=$7
    shift 7
    local target=(--python-version "$python" --python-platform "$arch-manylinux_$glibc")
    local sources=("$role.in")
    if needs_qt "$role"; then sources+=("qt-$qt.in"); fi
    # Every role takes the versions that the tests ran with.
    if [[ $role != test ]]; then target+=(--constraints "$platform/test.txt"); fi
    "${COMPILE[@]}" "${target[@]}" --only-binary :all: "$@" "${sources[@]}" --output-file "$output" >/dev/null
    if [[ -e $role.bare.in ]]; then
        "${COMPILE[@]}" "${target[@]}" "${BARE_WHEELS[@]}" --no-deps "$@" "$role.bare.in" >>"$output"
    fi
}

# architectures ROLE: those that its wheels exist for.
architectures() {
    echo x86_64
    if [[ $1 != fuzz ]]; then echo aarch64; fi
}

# lock ROLE PLATFORM PYTHON GLIBC QT [uv arguments…]: resolve for its architectures, keep the one result.
lock() {
    local role=$1 platform=$2 python=$3 lock=$2/$1.txt arch
    for arch in $(architectures "$role"); do
        if [[ -e $lock ]]; then cp "$lock" "$scratch/$arch.txt"; fi
        resolve "${@:1:5}" "$arch" "$scratch/$arch.txt" "${@:6}"
    done
    cmp "$scratch/x86_64.txt" "$scratch/$arch.txt"
    {
        echo "# Role $role on $platform (Python $python). Made by requirements/lock.sh from $role.in; not edited by hand."
        cat "$scratch/x86_64.txt"
    } >"$lock"
    rm -f "$scratch/x86_64.txt" "$scratch/aarch64.txt"
    echo "$lock"
}

scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
for role in "${ROLES[@]}"; do
    mkdir -p bookworm noble trixie
    lock "$role" bookworm 3.11 2_36 bookworm "$@"
    lock "$role" noble 3.12 2_39 current "$@"
    lock "$role" trixie 3.13 2_40 current "$@"
done
if grep -rlE 'https?://' bookworm noble trixie; then
    echo "these locks name an address; they must not" >&2
    exit 1
fi
