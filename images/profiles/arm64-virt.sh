# shellcheck shell=bash disable=SC2034
# For QEMU's virt machine: the payload of a Raspberry Pi on aarch64.
ARCH=arm64
SUITE=trixie
BOOT_PACKAGES=(linux-image-arm64 initramfs-tools busybox overlayroot zstd systemd-resolved)
INITRAMFS_MODULES=(virtio_blk virtio_pci virtio_net virtio_gpu virtio_input ext4 vfat overlay)
FORM=disk
# Its graphics card has no 3D.
DISPLAY_OPTIONS=--renderer=pixman
