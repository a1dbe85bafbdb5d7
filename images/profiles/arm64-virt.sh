# shellcheck shell=bash disable=SC2034
# For QEMU's virt machine: the payload of a Raspberry Pi on aarch64. Not yet built or booted.
ARCH=arm64
SUITE=trixie
BOOT_PACKAGES=(linux-image-arm64 initramfs-tools overlayroot zstd)
INITRAMFS_MODULES=(virtio_blk virtio_pci virtio_net virtio_gpu virtio_input ext4 vfat overlay)
FORM=disk
ROOT_DEVICE=/dev/vda2
