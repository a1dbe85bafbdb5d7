# shellcheck shell=bash
# Sourced by install.sh: puts the product on a device, or into the root of an image.
#
# What it makes below TARGET (empty for this machine):
#   /opt/kiosk/releases/ID   kiosk/ site-packages/ systemd/ docs/ bin/kiosk, named by the hash of what went in
#   /opt/kiosk/current       the release in force; /opt/kiosk/good: the last one that proved itself
#   /opt/kiosk/models, /opt/kiosk/voice
#   /usr/local/lib/systemd   links into the release in force, so that an update brings its own units
#   /etc/kiosk               kiosk.toml, display.env: the office's own, never overwritten

# shellcheck source=systemd/setup/target.sh
source "$ROOT/systemd/setup/target.sh"
# shellcheck source=systemd/setup/packages.sh
source "$ROOT/systemd/setup/packages.sh"
# shellcheck source=systemd/setup/release.sh
source "$ROOT/systemd/setup/release.sh"
# shellcheck source=systemd/setup/payload.sh
source "$ROOT/systemd/setup/payload.sh"
# shellcheck source=systemd/setup/units.sh
source "$ROOT/systemd/setup/units.sh"
# shellcheck source=systemd/setup/database.sh
source "$ROOT/systemd/setup/database.sh"

readonly DEVICE_ROLES="kiosk second central"
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
