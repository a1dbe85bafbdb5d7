# shellcheck shell=bash
# Sourced by boot-test.sh: boots the image of a card in QEMU, with the kernel and initramfs that lie in it.

readonly QEMU_MEMORY_MB=2048
readonly BOOT_WITHIN_S=600
MACHINE_PID=

machine_of() {
    case $1 in
        arm64-virt | pi4 | pi5) echo qemu-system-aarch64 -machine virt -cpu cortex-a72 ;;
        *) refuse "no machine for $1" ;;
    esac
}

# start_machine PROFILE DISK: a machine with two cores, its console in boot.log, its monitor on a socket.
start_machine() {
    local command
    read -r -a command < <(machine_of "$1")
    "${command[@]}" -smp 2 -m "$QEMU_MEMORY_MB" -kernel "$OUT/vmlinuz" -initrd "$OUT/initrd.img" \
        -append "root=LABEL=kiosk-root ro console=ttyAMA0 systemd.show_status=false panic=5" \
        -drive "file=$2,format=qcow2,if=virtio,cache=writeback" -device virtio-gpu-pci -device virtio-keyboard-pci \
        -netdev user,id=lan,restrict=on -device virtio-net-pci,netdev=lan \
        -device virtio-serial-pci -chardev "socket,id=probe,path=$SCRATCH/probe.sock,server=on,wait=off" \
        -device virtserialport,chardev=probe,name=kiosk.probe \
        -qmp "unix:$SCRATCH/qmp.sock,server=on,wait=off" -display none -serial "file:$OUT/boot.log" -no-reboot &
    MACHINE_PID=$!
}
