"""Which software runs here, how its last update ended, and whether its settings were taken."""

from __future__ import annotations

import json
import platform
from typing import TYPE_CHECKING

from kiosk import __version__
from kiosk.doctor.check import fault, fine, warning
from kiosk.doctor.readings import SYSTEM, read_text
from kiosk.lib.start_report import read_report

if TYPE_CHECKING:
    from pathlib import Path

    from kiosk.doctor.check import Context, Finding

OFFER = "updates/offer.json"
"""Below the desk's state folder; written by `kiosk.device.offers`."""

ENDS = {"rolled_back": "taken back", "refused": "refused", "interrupted": "interrupted"}


class VersionCheck:
    """The release in force is one that proved itself."""

    name = "version"

    def __init__(self, root: Path = SYSTEM) -> None:
        self._opt = root / "opt/kiosk"

    def run(self, context: Context) -> Finding:
        """Read the links and the last update's end."""
        about = f"kiosk {__version__}, Python {platform.python_version()}, Linux {platform.release()}"
        try:
            current = (self._opt / "current").readlink().name
        except OSError:
            return fine(f"{about}; not installed as a device")
        about = f"{about}, release {current}"
        if (self._opt / "update.json").exists():
            return warning(
                f"{about}; an update is under way", "wait ten minutes, then see `kiosk update status`"
            )
        last = json.loads(read_text(self._opt / "update-last.json") or "{}")
        if last.get("result") in ENDS:
            return warning(
                f"{about}; the update to {last['id']} was {ENDS[last['result']]}: {last['why']}",
                "send this line to whoever maintains the software; the office works on the old release",
            )
        offered = json.loads(read_text(context.paths.state / OFFER) or "{}").get("release", current)
        if offered != current and (self._opt / "releases" / offered).is_dir():
            about = f"{about}; {offered}, offered by central, waits: install it on the supervisor's settings page, in the technician's corner, or with `kiosk update apply`"
        return fine(about)


class SettingsCheck:
    """The settings that were put on the card, or brought by a QR code, were taken."""

    name = "settings"

    def __init__(self, root: Path = SYSTEM) -> None:
        self._root = root

    def run(self, _context: Context) -> Finding:
        """Read what this start noted."""
        report = read_report(self._root)
        if report is None:
            return fine("this machine was not set up from a card")
        if report.refused:
            remedy = "correct kiosk.toml on the card and restart; nothing was changed"
            return fault("; ".join(report.refused), remedy)
        if report.problems:
            return warning("; ".join(report.problems), "see `journalctl -u kiosk-firstboot`")
        return fine("new settings were taken at this start" if report.applied else "as they were")
