# shellcheck shell=bash disable=SC2034
# Raspberry Pi 4 on plain Debian 13. Not yet booted on hardware: docs/technician.md says what must be looked at.
ARCH=arm64
SUITE=trixie
BOOT_PACKAGES=(linux-image-arm64 initramfs-tools busybox overlayroot zstd systemd-resolved raspi-firmware firmware-brcm80211
    wpasupplicant wireless-regdb v4l-utils)
COMPONENTS=main,non-free-firmware
FORM=disk
FIRMWARE=raspberry
