"""The data partition, grown once to the card's size."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from kiosk.lib.programs import LONG_S, run_program

SECTOR_BYTES = 512
"""The kernel counts in these in sysfs, whatever the card's own blocks are (Documentation/ABI/stable/sysfs-block)."""

WORTH_BYTES = 64 * 2**20
"""Less than this behind the partition is alignment, not room."""


@dataclass(frozen=True, slots=True)
class Growth:
    """A partition with room behind it: its disk, number and device below ``/dev``."""

    disk: str
    number: int
    partition: str


def find_growth(source: str, sys_root: Path = Path("/sys")) -> Growth | None:
    """Look whether the last partition of a disk can grow; None when it is as large as it can be, or is none.

    Args:
        source: What is mounted, such as ``/dev/mmcblk0p3``.
    """
    partition = Path(source).name
    here = sys_root / "class" / "block" / partition
    if not (here / "partition").exists():
        return None
    disk = here.resolve().parent
    others = [path for path in disk.iterdir() if (path / "partition").exists() and path.name != partition]
    start, size = _number(here / "start"), _number(here / "size")
    if any(_number(other / "start") > start for other in others):
        return None
    room = (_number(disk / "size") - start - size) * SECTOR_BYTES
    return Growth(disk.name, _number(here / "partition"), partition) if room >= WORTH_BYTES else None


def grow(growth: Growth) -> None:
    """Grow a mounted partition and the ext4 in it; both steps may be cut and done again.

    Raises:
        ProgramFailed: One of the programs could not; the data are as before.
    """
    disk, partition = f"/dev/{growth.disk}", f"/dev/{growth.partition}"
    run_program("sfdisk", "--no-reread", "--no-tell-kernel", "-N", str(growth.number), disk, given=", +\n")
    run_program("partx", "--update", "--nr", str(growth.number), disk)
    run_program("resize2fs", partition, timeout_s=LONG_S)


def _number(path: Path) -> int:
    return int(path.read_text("ascii"))
