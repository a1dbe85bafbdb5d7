"""What the demo proved: the script, the desk's log and central compared."""

from __future__ import annotations

from collections import Counter
from contextlib import closing
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import msgspec

from kiosk.central.commands import open_storage
from kiosk.domain.ids import OfficeId, Seq
from kiosk.errors import LogBroken
from kiosk.run.demo_script import Expected
from kiosk.run.paths import DeskPaths
from kiosk.store import proof
from kiosk.store.database import open_reader

if TYPE_CHECKING:
    from sqlite_utils import Database

    from kiosk.central.storage import Storage
    from kiosk.run.demo_world import World

PAGE = 1_000
"""Events read from central at once."""


@dataclass(frozen=True, slots=True)
class Evidence:
    """What only the players know.

    Attributes:
        timings: Of each look: milliseconds to the first good frame and to the decision, and whether it was challenged.
        screen_peak_mb: Memory of the screen process at its highest, in MB.
        packages: For each package of the design card, the step that used it.
        trouble: Processes that did not end well, by name, with their exit codes.
    """

    expected: Expected
    desk_kills: int
    timings: list[tuple[int, int, bool]]
    screen_peak_mb: int
    packages: dict[str, str]
    trouble: dict[str, int]


def summarise(world: World, evidence: Evidence) -> dict[str, Any]:
    """Read both databases and put everything into one table; call it after all processes ended."""
    with (
        closing(open_reader(DeskPaths.of(world.config).database)) as desk,
        closing(open_storage(world.central_database)) as central,
    ):
        counts = Counter(kind for (kind,) in desk.execute("SELECT kind FROM event"))
        hows = Counter(how for (how,) in desk.execute("SELECT how FROM leg"))
        outcomes = Counter(outcome for (outcome,) in desk.execute("SELECT outcome FROM leg"))
        desk_ids = [event_id for (event_id,) in desk.execute("SELECT event_id FROM event ORDER BY position")]
        central_ids = _central_ids(central, world.config.office_id)
        desk_visits = [dict(row) for row in desk["visits"].rows]
        central_visits = [dict(row) for row in central.visits(world.config.office_id)]
        first_good = sorted(first for first, _, _ in evidence.timings)
        unchallenged = sorted(done - first for first, done, asked in evidence.timings if not asked)
        challenged = sorted(done - first for first, done, asked in evidence.timings if asked)
        return {
            "tickets_face": hows["face"],
            "tickets_plain": hows["plain"],
            "people": len(set(evidence.expected.owners.values())),
            "duplicates_stopped": counts["DuplicateStopped"],
            "disputed": counts["MatchDisputed"],
            "not_seen": evidence.expected.not_seen,
            "not_recognised": evidence.expected.not_recognised,
            "false_matches": evidence.expected.false_matches + _shared_visits(desk, evidence.expected.owners),
            "called": desk.execute("SELECT count(*) FROM leg WHERE calls > 0").fetchone()[0],
            "served": outcomes["served"],
            "missed_calls": counts["TicketMissed"],
            "help_asked": counts["HelpAsked"],
            "camera_openings": counts["CameraOpened"],
            "events_desk": len(desk_ids),
            "events_central": len(central_ids),
            "lost": len(set(desk_ids) - set(central_ids)),
            "doubled": len(central_ids) - len(set(central_ids)),
            "chain_ok": _chain_ok(desk) and not central.forks(world.config.office_id),
            "accepted_flat": _flat_looks(desk),
            "desk_kills": evidence.desk_kills,
            "door_to_ticket_ms_median": _median(_door_times(desk)),
            "first_good_ms_median": _median(first_good),
            "decided_after_good_ms_median": _median(unchallenged),
            "decided_after_good_ms_median_challenged": _median(challenged),
            "challenged_share": len(challenged) / max(1, len(evidence.timings)),
            "attacks_refused": evidence.expected.attacks_refused,
            "attacks_accepted": evidence.expected.attacks_accepted,
            "head_turn": evidence.expected.head_turn,
            "screen_peak_mb": evidence.screen_peak_mb,
            "packages": evidence.packages,
            "trouble": evidence.trouble,
            "visits_desk": desk_visits,
            "visits_central": central_visits,
        }


def disagreements(summary: dict[str, Any], expected: Expected) -> list[str]:
    """List what does not fit together; empty when all agrees with the script."""
    wanted = {
        "tickets_face": expected.face,
        "tickets_plain": expected.plain,
        "duplicates_stopped": expected.duplicates,
        "served": expected.face + expected.plain,
        "called": expected.face + expected.plain,
        "events_central": summary["events_desk"],
        "lost": 0,
        "doubled": 0,
        "chain_ok": True,
        "false_matches": 0,
        "attacks_accepted": 0,
        "visits_central": summary["visits_desk"],
        "trouble": {},
    }
    found = [
        f"{name}: {_short(summary[name])}, expected {_short(value)}"
        for name, value in wanted.items()
        if summary[name] != value
    ]
    if not summary["head_turn"].startswith(("accepted", "skipped")):
        found.append(f"head_turn: {summary['head_turn']}, expected accepted")
    if len(summary["visits_desk"]) != summary["served"]:
        found.append(f"visits_desk has {len(summary['visits_desk'])} rows for {summary['served']} served")
    return found


def _central_ids(central: Storage, office: OfficeId) -> list[str]:
    ids: list[str] = []
    for head in central.heads(office):
        after = Seq(0)
        while events := central.events(office, head.chain, after, PAGE):
            ids += [event.event_id for event in events]
            after = events[-1].seq
    return ids


def _chain_ok(desk: Database) -> bool:
    try:
        proof.verify(desk.conn)
    except LogBroken:
        return False
    return True


def _flat_looks(desk: Database) -> int:
    looks = desk.execute("SELECT data FROM event WHERE kind = 'LookDecided'")
    return sum(msgspec.json.decode(data)["liveness"] == "flat" for (data,) in looks)


def _door_times(desk: Database) -> list[int]:
    issued = desk.execute("SELECT data FROM event WHERE kind = 'TicketIssued'")
    times = [msgspec.json.decode(data)["door_ms"] for (data,) in issued]
    return sorted(time for time in times if time is not None)


def _shared_visits(desk: Database, owners: dict[str, str]) -> int:
    """Count visits that hold tickets of more than one person: silent false matches."""
    people: dict[str, set[str]] = {}
    for ticket, visit in desk.execute("SELECT ticket, visit FROM leg"):
        if ticket in owners:
            people.setdefault(visit, set()).add(owners[ticket])
    return sum(len(labels) > 1 for labels in people.values())


def _median(values: list[int]) -> int | None:
    return values[len(values) // 2] if values else None


def _short(value: Any) -> str:
    text = repr(value)
    return text if len(text) <= 120 else f"{text[:117]}..."  # noqa: PLR2004 - a line's length
