# shellcheck shell=bash
# Sourced by install.sh: what apt must provide on a device.

# shellcheck source=systemd/setup/foreign_apt.sh
source "$ROOT/systemd/setup/foreign_apt.sh"

# device_packages ROLE ARCHITECTURE: print what apt must provide, one a line.
device_packages() {
    local role=$1 architecture=$2 t64=t64
    if [[ $(target_release VERSION_CODENAME) == bookworm ]]; then t64=; fi
    # The guide tells to type `sudo`, also where one signs in as root.
    printf '%s\n' python3 python3-venv ca-certificates tzdata systemd udev sudo
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
        printf '%s\n' gstreamer1.0-libcamera libcamera-ipa gstreamer1.0-tools gstreamer1.0-plugins-base
    fi
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
