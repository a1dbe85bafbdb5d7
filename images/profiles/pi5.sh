# shellcheck shell=bash disable=SC2034
# Raspberry Pi 5: USB, Ethernet and HDMI need the kernel of backports, its camera needs libcamera of backports.
# Not yet booted on hardware: docs/technician.md says what must be looked at.
# shellcheck source=images/profiles/pi4.sh
source "$PROFILES/pi4.sh"
BOOT_PACKAGES=(initramfs-tools busybox overlayroot zstd systemd-resolved raspi-firmware firmware-brcm80211 wpasupplicant wireless-regdb v4l-utils)
BACKPORTS=(linux-image-arm64 gstreamer1.0-libcamera libcamera-ipa)
