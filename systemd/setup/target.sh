# shellcheck shell=bash
# Sourced by install.sh: the system that is installed into, TARGET, which is empty for this machine.

TARGET=

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

is_installed_there() {
    # shellcheck disable=SC2016
    [[ $(in_target dpkg-query --show --showformat '${db:Status-Status}' "$1" 2>/dev/null) == installed ]]
}

is_booted() {
    [[ -z $TARGET && -d /run/systemd/system ]]
}

# place SOURCE DESTINATION: copy a file only where it differs.
place() {
    cmp -s "$1" "$TARGET$2" || as_root install -D -m 644 "$1" "$TARGET$2"
}

# place_once SOURCE DESTINATION: what belongs to the office is never overwritten.
place_once() {
    [[ -e $TARGET$2 ]] || as_root install -D -m 644 "$1" "$TARGET$2"
}
