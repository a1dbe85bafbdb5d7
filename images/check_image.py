"""Looks into the image of a card, without mounting or starting it, for all that its board needs to become a kiosk.

What only a board can show (that its firmware starts this kernel, that a camera gives frames) it does not prove. Needs fdisk,
mtools, e2fsprogs and zstd.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import subprocess
import tomllib
from dataclasses import dataclass
from pathlib import Path

SECTOR_BYTES = 512
"""What sfdisk counts in for an image file."""

ROOT_HAS = (
    "/usr/bin/weston",
    "/usr/lib/systemd/systemd-resolved",
    "/usr/share/fonts/truetype/noto",
    "/usr/sbin/overlayroot-chroot",
    "/etc/overlayroot.conf",
    "/usr/local/lib/systemd/system/kiosk-desk.service",
    "/usr/local/bin/kiosk",
)
ROOT_LACKS = ("/root/.ssh/authorized_keys", "/opt/kiosk/current")
UNITS = (
    "multi-user.target.wants/kiosk.target",
    "kiosk.target.wants/kiosk-firstboot.service",
    "multi-user.target.wants/kiosk-update.service",
    "kiosk.target.wants/kiosk-desk.service",
    "kiosk.target.wants/kiosk-display.service",
    "kiosk.target.wants/kiosk-screen.service",
    "kiosk.target.wants/kiosk-board.service",
    "kiosk.target.wants/kiosk-health.timer",
    "kiosk.target.wants/kiosk-enrol.service",
)
"""Below /etc/systemd/system: what the card starts by itself."""

MODELS = (
    "face_detection_yunet_2023mar.onnx",
    "face_recognition_sface_2021dec.onnx",
    "face_landmark.tflite",
    "face_detection_short_range.tflite",
)
DATA_HAS = (
    "/opt/current",
    "/opt/good",
    "/etc/kiosk.toml",
    "/etc/display.env",
    "/kiosk",
    "/journal",
)
INITRAMFS_HAS = (
    "scripts/init-bottom/kiosk-data",
    "scripts/init-bottom/overlayroot",
    "fsck.ext4",
    "overlay.ko",
)
SCREEN_DRIVERS = ("drivers/gpu/drm/vc4/vc4.ko", "drivers/gpu/drm/v3d/v3d.ko")


@dataclass(frozen=True, slots=True)
class Board:
    """What one board needs besides.

    Attributes:
        fat: Files of the firmware's partition.
        modules: Ends of paths of kernel modules, without their packing.
        root: Files of the root.
    """

    fat: tuple[str, ...] = ()
    modules: tuple[str, ...] = ()
    root: tuple[str, ...] = ()


LIBCAMERA = "/usr/lib/aarch64-linux-gnu/gstreamer-1.0/libgstlibcamera.so"
IPA = "/usr/lib/aarch64-linux-gnu/libcamera/"
"""libcamera 0.4 of Debian 13 has its control algorithms right there, 0.7 of backports in a folder of their own."""

BOARDS = {
    "arm64-virt": Board(),
    "pi4": Board(
        ("start4.elf", "fixup4.dat", "bcm2711-rpi-4-b.dtb"),
        SCREEN_DRIVERS,
        (LIBCAMERA, f"{IPA}ipa_rpi_vc4.so"),
    ),
    # Its first boot loader lies in the board's own memory; the card needs no start4.elf.
    "pi5": Board(("bcm2712-rpi-5-b.dtb",), SCREEN_DRIVERS, (LIBCAMERA, f"{IPA}ipa/ipa_rpi_pisp.so")),
}


def output_of(*command: str | Path, given: bytes | None = None) -> bytes:
    """Run a program that must succeed."""
    return subprocess.run(command, input=given, capture_output=True, check=True).stdout


class Ext4:
    """A partition of an image, read where it lies.

    Args:
        image: The card.
        offset: In bytes.
    """

    def __init__(self, image: Path, offset: int) -> None:
        self._device = f"{image}?offset={offset}"

    def missing(self, paths: tuple[str, ...]) -> list[str]:
        """List those of the paths that are not there."""
        return [path for path in paths if b"File not found" in self._ask(f"stat {path}")]

    def text(self, path: str) -> str:
        """Give a file's text."""
        return self._ask(f"cat {path}").decode()

    def sha256(self, path: str) -> str:
        """Give a file's hash in hexadecimal digits; that of nothing where it is not there."""
        return hashlib.sha256(self._ask(f"cat {path}")).hexdigest()

    def names(self, folder: str) -> list[str]:
        """List a folder."""
        rows = self._ask(f"ls -p {folder}").decode().splitlines()
        return [row.split("/")[5] for row in rows if row.startswith("/")]

    def _ask(self, request: str) -> bytes:
        done = subprocess.run(
            ["/usr/sbin/debugfs", "-R", request, self._device], capture_output=True, check=True
        )
        return done.stdout + (done.stderr if request.startswith("stat") else b"")


class Findings:
    """What was looked at, and what was not as it should be."""

    def __init__(self) -> None:
        self.wrong: list[str] = []

    def expect(self, what: str, true: bool, detail: object = "") -> None:  # noqa: FBT001  # it is the finding itself
        """Note one finding."""
        print(f"{'ok   ' if true else 'WRONG'} {what}{f': {detail}' if detail else ''}")
        if not true:
            self.wrong.append(what)


def check_fat(found: Findings, image: Path, offset: int, board: Board) -> bytes:
    """Look at the partition that any PC reads; give the initramfs in it."""

    def read(name: str) -> bytes:
        return output_of("/usr/bin/mtype", "-i", f"{image}@@{offset}", f"::{name}")

    names = set(
        output_of("/usr/bin/mdir", "-b", "-i", f"{image}@@{offset}", "::").decode().replace("::/", "").split()
    )
    found.expect("FAT: the technician's example", "kiosk.toml.example" in names)
    tomllib.loads(read("kiosk.toml.example").decode())
    if not board.fat:
        return b""
    missing = [name for name in board.fat if name not in names]
    found.expect("FAT: firmware and device tree", not missing, missing or ", ".join(board.fat))
    config = dict(
        line.replace(" ", "=", 1).split("=", 1)
        for line in read("config.txt").decode().splitlines()
        if line and not line.startswith("#")
    )
    for key in ("kernel", "initramfs"):
        found.expect(f"FAT: {key} of config.txt", config.get(key) in names, config.get(key))
    words = read("cmdline.txt").decode().split()
    found.expect(
        "FAT: root by label, read-only", {"root=LABEL=kiosk-root", "ro"} <= set(words), " ".join(words)
    )
    return read(config["initramfs"])


def names_in(initramfs: bytes) -> list[str]:
    """List the files of an initramfs: archives one after the other, the last one packed.

    Source of the form: Documentation/driver-api/early-userspace/buffer-format.rst of Linux.
    """
    names, at = [], 0
    while initramfs[at : at + 6] == b"070701":
        size, length = (int(initramfs[at + place : at + place + 8], 16) for place in (54, 94))
        names.append(initramfs[at + 110 : at + 110 + length - 1].decode())
        at = _aligned(_aligned(at + 110 + length) + size)
        if names[-1] == "TRAILER!!!":
            at += len(initramfs[at:]) - len(initramfs[at:].lstrip(b"\0"))
    if at < len(initramfs):
        names += names_in(output_of("/usr/bin/zstd", "-dcq", given=initramfs[at:]))
    return names


def _aligned(offset: int) -> int:
    return (offset + 3) & ~3


def check_initramfs(found: Findings, packed: bytes) -> None:
    """Look for what mounts root and data."""
    names = names_in(packed)
    missing = [wanted for wanted in INITRAMFS_HAS if not any(wanted in name for name in names)]
    found.expect(
        "initramfs: overlay, data partition, file system check",
        not missing,
        missing or f"{len(packed) >> 20} MiB",
    )


def check_root(found: Findings, root: Ext4, board: Board) -> None:
    """Look at the system."""
    missing = root.missing(ROOT_HAS + board.root)
    found.expect("root: compositor, fonts, units, drivers of the camera", not missing, missing)
    left = [path for path in ROOT_LACKS if path not in root.missing((path,))]
    left += [name for name in root.names("/etc/ssh") if name.startswith("ssh_host_")]
    found.expect("root: no keys of the machine or of a person, nothing of the data partition", not left, left)
    disabled = root.missing(tuple(f"/etc/systemd/system/{unit}" for unit in UNITS))
    found.expect("root: units enabled", not disabled, disabled or len(UNITS))
    found.expect("root: no machine id", not root.text("/etc/machine-id").strip())
    found.expect(
        "root: nobody has a password",
        all(line.split(":")[1][:1] in {"*", "!"} for line in root.text("/etc/shadow").splitlines()),
    )
    kernels = root.names("/usr/lib/modules")
    versions = [name for name in kernels if name[0].isdigit()]
    found.expect("root: one kernel", len(versions) == 1, ", ".join(versions))
    base = f"/usr/lib/modules/{versions[0]}/kernel/"
    absent = root.missing(tuple(f"{base}{module}.xz" for module in board.modules))
    found.expect("root: drivers of the screen", not absent, absent)


def check_data(found: Findings, data: Ext4) -> None:
    """Look at the product."""
    missing = data.missing(DATA_HAS)
    found.expect("data: release, settings, places for log and journal", not missing, missing)
    releases = [name for name in data.names("/opt/releases") if name[0] != "."]
    found.expect("data: one release", len(releases) == 1, ", ".join(releases))
    known = data.text(f"/opt/releases/{releases[0]}/kiosk/models/manifest.py")
    strange = [name for name in MODELS if data.sha256(f"/opt/models/{name}") not in known]
    found.expect("data: weights, by their hashes", not strange, strange or len(MODELS))
    for language in ("vi", "en"):
        check_clips(found, data, f"/opt/voice/{language}")


def check_clips(found: Findings, data: Ext4, folder: str) -> None:
    """Hold the clips of a language against their list."""
    phrases = json.loads(data.text(f"{folder}/manifest.json"))["phrases"].values()
    strange = [clip["file"] for clip in phrases if data.sha256(f"{folder}/{clip['file']}") != clip["sha256"]]
    found.expect(f"data: clips in {folder}, by their hashes", not strange, strange or len(phrases))


def check_sums(found: Findings, folder: Path) -> None:
    """Hold the files against their checksums."""
    for line in (folder / "SHA256SUMS").read_text("ascii").splitlines():
        wanted, name = line.split()
        with (folder / name).open("rb") as file:
            found.expect(f"sum: {name}", hashlib.file_digest(file, "sha256").hexdigest() == wanted)


def main() -> int:
    """Look at everything; end with 1 where something is wrong."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("profile", choices=sorted(BOARDS))
    parser.add_argument("folder", type=Path, help="what build.sh made")
    args = parser.parse_args()
    image, board, found = args.folder / f"kiosk-{args.profile}.img", BOARDS[args.profile], Findings()
    table = json.loads(output_of("/usr/sbin/sfdisk", "--json", image))["partitiontable"]
    parts = table["partitions"]
    found.expect("card: FAT, system, data", [part["type"] for part in parts] == ["c", "83", "83"])
    offsets = [part["start"] * SECTOR_BYTES for part in parts]
    packed = check_fat(found, image, offsets[0], board)
    check_initramfs(found, packed or (args.folder / "initrd.img").read_bytes())
    check_root(found, Ext4(image, offsets[1]), board)
    check_data(found, Ext4(image, offsets[2]))
    check_sums(found, args.folder)
    print(f"{len(found.wrong)} wrong; {image.stat().st_size >> 20} MiB")
    return 1 if found.wrong else 0


if __name__ == "__main__":
    raise SystemExit(main())
