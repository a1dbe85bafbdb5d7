"""A disk of a test's own that can be read byte for byte, with what was deleted from it."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

DISK_BYTES = 64 << 20
CHUNK_BYTES = 1 << 20
OVERLAP_BYTES = 1 << 12
"""What lies across two chunks is whole in one of them: a template of 128 float64 as text takes less."""


@dataclass
class RawDisk:
    """An ext4 file system in a file, where root may mount one; else a folder, of which only what is there is read."""

    image: Path
    folder: Path
    mounted: bool = False

    def mount(self) -> None:
        """Make it and mount it."""
        self.folder.mkdir()
        if os.geteuid() != 0:
            return
        with self.image.open("wb") as file:
            file.truncate(DISK_BYTES)
        subprocess.run(["mkfs.ext4", "-q", str(self.image)], check=True)
        done = subprocess.run(
            ["mount", "-o", "loop", str(self.image), str(self.folder)], check=False, capture_output=True
        )
        self.mounted = done.returncode == 0
        if not self.mounted:
            self.image.unlink()

    def unmount(self) -> None:
        """Bring everything to the disk and let go of it."""
        if self.mounted:
            subprocess.run(["umount", str(self.folder)], check=True)
            self.mounted = False

    def chunks(self) -> Iterator[bytes]:
        """Give all that was ever written and not written over; chunks overlap, empty ones are left out."""
        if not self.image.exists():
            yield from (path.read_bytes() for path in self.folder.rglob("*") if path.is_file())
            return
        assert not self.mounted, "what the kernel still holds is not on the disk"
        with self.image.open("rb") as file:
            for start in range(0, DISK_BYTES, CHUNK_BYTES):
                file.seek(start)
                content = file.read(CHUNK_BYTES + OVERLAP_BYTES)
                if content.count(0) < len(content):
                    yield content
