# shellcheck shell=bash
# Sourced by build.sh: makes of a root the image of a card, without loop devices or mounts.
#
#   1  KIOSK-BOOT  FAT    firmware, kernel, kiosk.toml of the first boot
#   2  kiosk-root  ext4   the system, read-only
#   3  kiosk-data  ext4   settings, log, releases; grown to the card's size at the first boot

readonly BOOT_MB=256
readonly ROOT_SPARE_MB=256
readonly DATA_SPARE_MB=512
# The same input gives the same image: identifiers are fixed, times are SOURCE_DATE_EPOCH.
readonly ROOT_UUID=5b0e9f0a-6f0f-4d38-9a3c-6f2d0c6a1e01
readonly DATA_UUID=5b0e9f0a-6f0f-4d38-9a3c-6f2d0c6a1e02
readonly BOOT_SERIAL=4b494f53
readonly DISK_SIGNATURE=0x4b494f53
readonly WEIGHTS=(yunet sface facemesh blazeface)

# make_initramfs: small where the profile names its modules; it mounts the data partition.
make_initramfs() {
    local kernel
    kernel=$(basename "$ROOTFS"/lib/modules/*)
    install -D -m 755 "$HERE/overlay/initramfs/mount-data" "$ROOTFS/etc/initramfs-tools/scripts/init-bottom/kiosk-data"
    install -D -m 755 "$HERE/overlay/initramfs/add-fsck" "$ROOTFS/etc/initramfs-tools/hooks/kiosk-fsck"
    if ((${#INITRAMFS_MODULES[@]} > 0)); then
        sed -i 's/^MODULES=.*/MODULES=list/' "$ROOTFS/etc/initramfs-tools/initramfs.conf"
        printf '%s\n' "${INITRAMFS_MODULES[@]}" >"$ROOTFS/etc/initramfs-tools/modules"
    fi
    if [[ $FIRMWARE == raspberry ]]; then fit_firmware; fi
    rm -f "$ROOTFS"/boot/initrd.img-*
    with_mounts chroot "$ROOTFS" update-initramfs -c -k "$kernel" >>"$LOG" 2>&1
    if [[ $FIRMWARE == raspberry ]]; then sed -i 's/ rw / ro /' "$ROOTFS/boot/firmware/cmdline.txt"; fi
}

# fit_firmware: what a Raspberry Pi's firmware is told; its package fills the FAT partition when an initramfs is made.
fit_firmware() {
    printf '%s\n' ROOTPART=LABEL=kiosk-root CONSOLES=tty0 CMA=0 >>"$ROOTFS/etc/default/raspi-firmware"
    # The screen stays dark and calm until the kiosk draws.
    echo 'panic=10 quiet loglevel=3 vt.global_cursor_default=0 consoleblank=0' >"$ROOTFS/etc/default/raspi-extra-cmdline"
    install -m 644 "$HERE/overlay/raspberry.txt" "$ROOTFS/etc/default/raspi-firmware-custom"
}

# split_data: take out of the root what lies on the data partition.
split_data() {
    DATAFS=$OUT/data
    rm -rf "$DATAFS"
    mkdir -p "$DATAFS"/{kiosk,journal}
    mv "$ROOTFS/opt/kiosk" "$DATAFS/opt"
    mv "$ROOTFS/etc/kiosk" "$DATAFS/etc"
    rm -rf "$ROOTFS/var/lib/kiosk"
    mkdir -p "$ROOTFS/opt/kiosk" "$ROOTFS/etc/kiosk" "$ROOTFS/var/lib/kiosk"
    chown --reference "$ROOTFS/opt/kiosk" "$DATAFS"/*
    in_root_ids kiosk-desk kiosk "$DATAFS/kiosk" 700
}

# in_root_ids USER GROUP FOLDER MODE: give a folder to a user of the root that is being built.
in_root_ids() {
    local user group
    user=$(awk -F: -v name="$1" '$1 == name { print $3 }' "$ROOTFS/etc/passwd")
    group=$(awk -F: -v name="$2" '$1 == name { print $3 }' "$ROOTFS/etc/group")
    chown "$user:$group" "$3"
    chmod "$4" "$3"
}

# make_ext4 FILE LABEL UUID FOLDER SPARE_MB
make_ext4() {
    local size_mb
    size_mb=$(($(du -s --apparent-size --block-size=1M "$4" | cut -f1) * 115 / 100 + $5))
    rm -f "$1"
    E2FSPROGS_FAKE_TIME=$SOURCE_DATE_EPOCH mkfs.ext4 -q -F -L "$2" -U "$3" -E "hash_seed=$3,root_owner=0:0" \
        -d "$4" "$1" "${size_mb}M" >>"$LOG" 2>&1
}

# make_fat FILE: firmware and kernel, and the note that tells a technician where settings go.
make_fat() {
    local name
    rm -f "$1"
    truncate --size "${BOOT_MB}M" "$1"
    mkfs.vfat --invariant -F 32 -n KIOSK-BOOT -i "$BOOT_SERIAL" "$1" >>"$LOG" 2>&1
    install -m 644 "$PROJECT/systemd/first-boot.toml" "$OUT/kiosk.toml.example"
    mcopy -i "$1" "$OUT/kiosk.toml.example" ::kiosk.toml.example
    for name in "$ROOTFS"/boot/firmware/*; do
        [[ -e $name ]] && mcopy -s -i "$1" "$name" ::
    done
    rm -rf "${ROOTFS:?}"/boot/firmware/*
}

join_partitions() {
    local config=$OUT/genimage.cfg
    cat >"$config" <<TEXT
image kiosk-$1.img {
    hdimage { partition-table-type = "mbr" disk-signature = $DISK_SIGNATURE align = 4M }
    partition boot { partition-type = 0xC bootable = "true" image = "boot.vfat" }
    partition root { partition-type = 0x83 image = "root.ext4" }
    partition data { partition-type = 0x83 image = "data.ext4" }
}
TEXT
    rm -rf "$OUT/genimage.tmp"
    mkdir -p "$OUT/empty"
    genimage --config "$config" --inputpath "$OUT" --outputpath "$OUT" --rootpath "$OUT/empty" \
        --tmppath "$OUT/genimage.tmp" >>"$LOG" 2>&1
    rm -rf "$OUT/genimage.tmp" "$OUT/empty" "$OUT"/boot.vfat "$OUT"/root.ext4 "$OUT"/data.ext4 "$config"
}

# describe PROFILE: what comes with an image: packages, bill of materials, block map, checksums, Imager's manifest.
describe() {
    local image=$OUT/kiosk-$1.img
    # shellcheck disable=SC2016
    chroot "$ROOTFS" dpkg-query --show --showformat '${Package}\t${Version}\t${Architecture}\n' >"$OUT/packages.tsv"
    (cd "$PROJECT" && python3 -m images.bill_of_materials --packages "$OUT/packages.tsv" --weights "${WEIGHTS[@]}" \
        --site-packages "$(echo "$DATAFS"/opt/releases/*/site-packages)" --epoch "$SOURCE_DATE_EPOCH") >"$OUT/sbom.cdx.json"
    bmaptool create --output "$image.bmap" "$image" >>"$LOG" 2>&1
    say "packing"
    xz --keep --force --threads=0 -2 "$image"
    python3 "$HERE/imager_manifest.py" --image "$image" --packed "$image.xz" --name "$1" \
        --epoch "$SOURCE_DATE_EPOCH" >"$OUT/kiosk-$1.rpi-imager-manifest"
    (cd "$OUT" && sha256sum "kiosk-$1.img.xz" "kiosk-$1.img.bmap" packages.tsv sbom.cdx.json >SHA256SUMS)
}

make_disk() {
    say "initramfs"
    make_initramfs
    if [[ -z $FIRMWARE ]]; then
        # Where no firmware reads the card, the emulator is handed what it starts.
        cp "$(echo "$ROOTFS"/boot/vmlinuz-*)" "$OUT/vmlinuz"
        cp "$(echo "$ROOTFS"/boot/initrd.img-*)" "$OUT/initrd.img"
    fi
    # What was just installed is up to date; systemd would find that out, and make linker cache and catalogue anew, at every start.
    touch "$ROOTFS/etc/.updated" "$ROOTFS/var/.updated"
    split_data
    sed -i "s/^KIOSK_DISPLAY_OPTIONS=$/&$DISPLAY_OPTIONS/" "$DATAFS/etc/display.env"
    say "partitions"
    make_fat "$OUT/boot.vfat"
    make_ext4 "$OUT/root.ext4" kiosk-root "$ROOT_UUID" "$ROOTFS" "$ROOT_SPARE_MB"
    make_ext4 "$OUT/data.ext4" kiosk-data "$DATA_UUID" "$DATAFS" "$DATA_SPARE_MB"
    join_partitions "$1"
    describe "$1"
}
