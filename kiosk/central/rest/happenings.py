"""What happened that webhooks are told of: found in what central holds, and noted once."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from kiosk.central.duty import MANAGING, viewing
from kiosk.central.rest.hooks import DeliveryState, HookKind, read_hooks
from kiosk.central.scope import EVERYWHERE
from kiosk.domain.ids import OfficeId
from kiosk.lib.units import WallMs

if TYPE_CHECKING:
    from kiosk.central.session import Session
    from kiosk.central.storage import Storage

SILENT_AFTER_MS = 30 * 60 * 1_000
"""An office that is open speaks once a minute; half an hour is more than a line that is mended by itself."""

LOOK_BACK_MS = 3 * 24 * 3_600 * 1_000
"""Days closed before that are nobody's news, as when an office sends its first year."""


@dataclass(frozen=True, slots=True)
class News:
    """One thing that happened.

    Attributes:
        once: Tells it from others of its kind in the office.
        subject: What it is about: a date, an incident, a place in a chain; empty where the office says all.
    """

    office: OfficeId
    area: str
    kind: HookKind
    once: str
    subject: str
    at: WallMs


def note_news(storage: Storage, now: WallMs) -> int:
    """Note what happened since the last look, with a telling for each webhook that wants it; gives how much."""
    seen = storage.work_as(viewing(EVERYWHERE), lambda session: _look(session, now))
    return storage.work_as(MANAGING, lambda session: _note(session, seen, now))


def _look(session: Session, now: WallMs) -> list[News]:
    areas = dict(session.rows("SELECT office, area FROM office"))
    since, silent = now - LOOK_BACK_MS, now - SILENT_AFTER_MS
    found: list[tuple[str, HookKind, str, str, int]] = []
    for office, day_id, date, closed_at in session.rows(
        "SELECT office, day_id, date, closed_at FROM day WHERE closed_at > ?", (since,)
    ):
        found.append((office, HookKind.DAY_CLOSED, f"{day_id} {closed_at}", date or day_id, closed_at))
    for office, at, is_open in session.rows(
        "SELECT office, at, is_open FROM public_office WHERE at > ?", (since,)
    ):
        if at >= silent:
            found.append((office, HookKind.OFFICE_BACK, "", "", at))
        elif is_open:
            found.append((office, HookKind.OFFICE_SILENT, str(at), "", at))
    for office, chain, seq, at in session.rows(
        "SELECT office, chain, seq, received_at FROM fork WHERE received_at > ?", (since,)
    ):
        found.append((office, HookKind.LOG_FORKED, f"{chain} {seq}", f"{chain} {seq}", at))
    for office, incident, at in session.rows(
        "SELECT office, incident, opened_at FROM incident WHERE opened_at > ?", (since,)
    ):
        found.append((office, HookKind.INCIDENT_OPENED, incident, incident, at))
    return [
        News(OfficeId(office), areas.get(office, ""), kind, once, subject, WallMs(at))
        for office, kind, once, subject, at in sorted(found, key=lambda one: (one[4], *one[:3]))
    ]


def _note(session: Session, seen: list[News], now: WallMs) -> int:
    hooks = read_hooks(session)
    fresh = _fresh(session, seen, WallMs(now - LOOK_BACK_MS))
    ((last,),) = session.rows("SELECT coalesce(max(number), 0) FROM hook_event")
    for number, news in enumerate(fresh, last + 1):
        session.run(
            "INSERT INTO hook_event (number, office, kind, once, subject, at) VALUES (?, ?, ?, ?, ?, ?)",
            (number, news.office, news.kind, news.once, news.subject, news.at),
        )
        session.run_many(
            "INSERT INTO hook_delivery (hook, number, office, state, attempts, due_at, answer, changed_at)"
            " VALUES (?, ?, ?, ?, 0, ?, '', ?)",
            [
                (hook.hook, number, news.office, DeliveryState.PENDING, now, now)
                for hook in hooks
                if hook.wants(news.kind, news.area, news.at)
            ],
        )
    return len(fresh)


def _fresh(session: Session, seen: list[News], since: WallMs) -> list[News]:
    """Give what was not noted yet; a return only where its silence was."""
    known: set[tuple[str, ...]] = set()
    for kind in HookKind:
        rows = session.rows(
            "SELECT office, kind, once FROM hook_event WHERE kind = ? AND at > ?", (kind.value, since)
        )
        known.update(rows)
    silences = dict(
        session.rows(
            "SELECT office, once FROM hook_event AS begun WHERE kind = ? AND NOT EXISTS (SELECT 1 FROM hook_event AS ended"
            " WHERE ended.office = begun.office AND ended.kind = ? AND ended.once = begun.once)",
            (HookKind.OFFICE_SILENT.value, HookKind.OFFICE_BACK.value),
        )
    )
    fresh = []
    for news in seen:
        if news.kind is not HookKind.OFFICE_BACK:
            if (news.office, news.kind, news.once) not in known:
                fresh.append(news)
        elif news.office in silences:
            fresh.append(replace(news, once=silences[news.office]))
    return fresh
