# shellcheck shell=bash
# Sourced by install.sh: users, units and settings of a role.

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

# disable_units ROLE: what only another role wants is wanted no longer, on a machine that had that one before.
disable_units() {
    local unit target link
    for unit in "$ROOT"/systemd/system/*; do
        unit=$(basename "$unit")
        if [[ " $(units_of "$1") " == *" $unit "* ]]; then continue; fi
        for target in $(wishes_of "$unit"); do
            link=$TARGET/etc/systemd/system/$target.wants/$unit
            if [[ -L $link ]]; then as_root rm "$link"; fi
        done
    done
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
    fi
    place_once "$ROOT/systemd/update-keys" /etc/kiosk/update-keys
    # Only our own lines: the system's may be newer than the tools of the machine that builds an image.
    if [[ $1 == central ]]; then
        as_root systemd-sysusers --root="${TARGET:-/}" kiosk-central.conf >>"$LOG" 2>&1
    else
        as_root systemd-sysusers --root="${TARGET:-/}" kiosk.conf >>"$LOG" 2>&1
        as_root systemd-tmpfiles --root="${TARGET:-/}" --create kiosk.conf >>"$LOG" 2>&1
    fi
    link_units
    disable_units "$1"
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
