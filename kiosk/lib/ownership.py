"""Files that root makes in another account's folder."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path


def give_to_folders_owner(handle: int, folder: Path) -> None:
    """Let an open file belong to whom its folder belongs to; for root alone, whose files would keep the desk out.

    Raises:
        OSError: It cannot be given away there.
    """
    if os.geteuid() == 0:
        owner = folder.stat()
        os.fchown(handle, owner.st_uid, owner.st_gid)
