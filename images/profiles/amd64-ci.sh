# shellcheck shell=bash disable=SC2034
# The twin that CI boots in a container: the same packages, payload and units, no kernel, no image file.
ARCH=amd64
SUITE=trixie
BOOT_PACKAGES=()
FORM=root
