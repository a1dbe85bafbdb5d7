"""Which account of the system a program acts as."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path


def act_as_owner(folder: Path) -> None:
    """Go on as the account that owns a folder, where this process is root; nothing happens where it is not.

    SQLite makes files beside a database even for a reader: made by root, they would keep the desk from its own.
    """
    if os.geteuid() != 0 or not folder.exists():
        return
    owner = folder.stat()
    if owner.st_uid == 0:
        return
    # Only its primary group: what is checked is what the desk itself may see.
    os.setgroups([])
    os.setgid(owner.st_gid)
    os.setuid(owner.st_uid)
