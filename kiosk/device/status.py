"""What runs on this machine, what waits, and how the last update ended."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from kiosk.device.inbox import INBOX
from kiosk.device.offers import OfferNote, read_note
from kiosk.device.progress import Outcome, Progress

if TYPE_CHECKING:
    from kiosk.device.updater import Updater


class Status(msgspec.Struct, frozen=True):
    """An updater's state for people and machines.

    Attributes:
        offered: What central offers, and how much of it is here; None without an offer.
        wait: Why nothing is installed now; None in a quiet hour.
    """

    current: str
    good: str
    installed: list[str]
    planned: str | None
    offered: OfferNote | None
    under_way: Progress | None
    last: Outcome | None
    wait: str | None


def status_of(updater: Updater) -> Status:
    """Read it.

    Raises:
        BadInput: Nothing was installed here.
    """
    releases, notebook = updater.releases, updater.notebook
    return Status(
        releases.current(),
        releases.good(),
        releases.installed(),
        notebook.planned(),
        read_note(updater.kept.state / INBOX),
        notebook.progress(),
        notebook.outcome(),
        updater.must_wait(),
    )


def to_text(status: Status) -> str:
    """Write it for people."""
    lines = [f"in force: {status.current}" + ("" if status.current == status.good else " (on trial)")]
    others = [id_ for id_ in status.installed if id_ != status.current]
    lines.append(f"beside it: {', '.join(others) or 'none'}")
    if status.planned is not None:
        when = f"later: {status.wait}" if status.wait else "at the next look, within five minutes"
        lines.append(f"waits: {status.planned}, {when}")
    if status.offered is not None and status.offered.release != status.current:
        lines.append(f"offered by central: {_offer_text(status)}")
    if status.under_way is not None:
        lines.append(f"under way: {status.under_way.id}, {status.under_way.step}")
    if status.last is not None:
        why = f": {status.last.why}" if status.last.why else ""
        lines.append(f"last update: {status.last.id} {status.last.result}{why}")
    return "\n".join(lines)


def offered_release(status: Status) -> str | None:
    """Give the release that central offers and that waits for the office's word; None without one."""
    offered = status.offered
    if offered is None or not offered.waits(status.current, status.installed):
        return None
    return offered.release


def _offer_text(status: Status) -> str:
    offered = status.offered
    assert offered is not None
    if offered.problem:
        return f"{offered.release}, cannot be had: {offered.problem}"
    if offered_release(status) is not None:
        return f"{offered.release}, staged; the supervisor's settings page, the technician's corner or `kiosk update apply` installs it"
    return (
        f"{offered.release}, {100 * offered.fetched // offered.size}% fetched; it is fetched in quiet hours"
    )
