# shellcheck shell=bash
# Sourced by what builds a root for another machine: its programs run here, with the network of this machine.
# The caller says where the root lies (ROOTFS), how its architecture is called (ARCH) and where the log goes (LOG).

# allow_foreign: let the kernel start programs of the target's architecture.
allow_foreign() {
    if [[ $(dpkg --print-architecture) == "$ARCH" ]]; then return; fi
    mountpoint -q /proc/sys/fs/binfmt_misc || mount -t binfmt_misc binfmt_misc /proc/sys/fs/binfmt_misc
    [[ -e /proc/sys/fs/binfmt_misc/qemu-aarch64 ]] || update-binfmts --enable qemu-aarch64 >>"$LOG" 2>&1 ||
        refuse "this kernel starts no programs of $ARCH; load binfmt_misc and install qemu-user-static"
}

# with_mounts COMMAND…: run while the root has what a running system has, and knows the hosts of this machine.
with_mounts() {
    local name
    for name in proc sys dev; do mount --bind "/$name" "$ROOTFS/$name"; done
    mount --bind /etc/hosts "$ROOTFS/etc/hosts"
    trap release_mounts EXIT
    "$@"
    release_mounts
    trap - EXIT
}

release_mounts() {
    local name
    for name in etc/hosts dev sys proc; do umount "$ROOTFS/$name" 2>/dev/null || true; done
}
