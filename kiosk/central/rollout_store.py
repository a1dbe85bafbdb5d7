"""Roll-outs as rows."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import msgspec

from kiosk.central.fleet import Place
from kiosk.central.rollout import OfficeStep, Rollout, State, Step
from kiosk.domain.ids import OfficeId
from kiosk.errors import BadInput
from kiosk.sync.health_wire import HealthReport

if TYPE_CHECKING:
    from collections.abc import Sequence

    from kiosk.central.scope import Scope
    from kiosk.central.session import Session
    from kiosk.lib.units import WallMs
    from kiosk.sync.health_wire import ConfigStand

COLUMNS = "rollout, name, area, effective_from, text, state, why, silence_ms, made_by, changed_at"


def add(session: Session, rollout: Rollout) -> Rollout:
    """Keep a new roll-out under the next number."""
    ((last,),) = session.rows("SELECT coalesce(max(rollout), 0) FROM rollout")
    new = Rollout(last + 1, *_values(rollout))
    session.run(
        f"INSERT INTO rollout ({COLUMNS}) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", (new.id, *_values(new))
    )
    return new


def put(session: Session, rollout: Rollout) -> None:
    """Keep what a roll-out has become."""
    names = COLUMNS.split(", ")[1:]
    changes = ", ".join(f"{name} = ?" for name in names)
    session.run(f"UPDATE rollout SET {changes} WHERE rollout = ?", (*_values(rollout), rollout.id))


def remove(session: Session, id_: int) -> None:
    """Forget a draft."""
    session.run("DELETE FROM rollout WHERE rollout = ?", (id_,))


def listed(session: Session, scope: Scope) -> list[Rollout]:
    """List the roll-outs of a scope, the latest first."""
    found = session.rows(f"SELECT {COLUMNS} FROM rollout ORDER BY rollout DESC")
    return [one for one in map(_rollout, found) if scope.covers(one.area)]


def get(session: Session, scope: Scope, id_: int) -> Rollout:
    """Give a roll-out of a scope.

    Raises:
        BadInput: There is none.
    """
    found = session.rows(f"SELECT {COLUMNS} FROM rollout WHERE rollout = ?", (id_,))
    if not found or not scope.covers(found[0][2]):
        raise BadInput(f"there is no roll-out {id_}", vi=f"Không có đợt phát cấu hình số {id_}.")
    return _rollout(found[0])


def put_stages(session: Session, id_: int, stages: Sequence[Sequence[OfficeId]]) -> None:
    """Keep which office comes in which stage."""
    session.run_many(
        "INSERT INTO rollout_office (rollout, office, stage, state) VALUES (?, ?, ?, ?)",
        [
            (id_, office, number, Step.PLANNED)
            for number, offices in enumerate(stages, start=1)
            for office in offices
        ],
    )


def steps(session: Session, id_: int) -> list[OfficeStep]:
    """List a roll-out's offices by stage and name."""
    found = session.rows(
        "SELECT office.office, office.name, office.area, stage, state, told_at, previous FROM rollout_office"
        " JOIN office ON office.office = rollout_office.office WHERE rollout = ? ORDER BY stage, name, office.office",
        (id_,),
    )
    return [
        OfficeStep(Place(OfficeId(office), name, area), stage, Step(state), told_at, previous)
        for office, name, area, stage, state, told_at, previous in found
    ]


def put_step(session: Session, id_: int, office: OfficeId, step: Step) -> None:
    """Keep how an office stands."""
    session.run("UPDATE rollout_office SET state = ? WHERE rollout = ? AND office = ?", (step, id_, office))


def put_told(session: Session, id_: int, one: OfficeStep, now: WallMs, previous: str | None) -> None:
    """Keep that an office was told, and what that took the place of."""
    session.run(
        "UPDATE rollout_office SET state = ?, told_at = ?, previous = ? WHERE rollout = ? AND office = ?",
        (Step.TOLD, now, previous, id_, one.place.office),
    )


def open_ones_of(session: Session, office: OfficeId) -> list[int]:
    """Name the roll-outs that go on, or halted, with an office in them."""
    found = session.rows(
        "SELECT rollout.rollout FROM rollout JOIN rollout_office ON rollout_office.rollout = rollout.rollout"
        " WHERE office = ? AND rollout.state IN (?, ?)",
        (office, State.RUNNING, State.HALTED),
    )
    return [id_ for (id_,) in found]


def heard(session: Session, office: OfficeId) -> list[tuple[WallMs, ConfigStand]]:
    """Give what an office's devices, but revoked ones, said last of their configuration, with when."""
    found = session.rows(
        "SELECT reported_at, report FROM device_health JOIN device ON device.office = device_health.office"
        " AND device.device = device_health.device WHERE device.office = ? AND revoked_at IS NULL",
        (office,),
    )
    return [(at, msgspec.json.decode(report, type=HealthReport).config) for at, report in found]


def _values(one: Rollout) -> tuple[str, str, str, str, State, str, int, str, WallMs]:
    return (
        one.name, one.area, one.effective_from, one.text, one.state, one.why, one.silence_ms, one.made_by,
        one.changed_at,
    )  # fmt: skip


def _rollout(row: tuple[Any, ...]) -> Rollout:
    id_, name, area, effective_from, text, state, *rest = row
    return Rollout(id_, name, area, effective_from, text, State(state), *rest)
