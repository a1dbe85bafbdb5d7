# shellcheck shell=bash disable=SC2034
# Raspberry Pi 5: USB, Ethernet and HDMI need the kernel of backports, its camera needs libcamera of backports.
# Not yet booted on hardware: docs/technician.md says what must be looked at.
# shellcheck source=images/profiles/pi4.sh
source "$PROFILES/pi4.sh"
BACKPORTS=(linux-image-arm64 gstreamer1.0-libcamera libcamera-tools raspi-firmware)
