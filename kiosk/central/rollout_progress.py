"""How a roll-out goes on: what the told offices said decides on the next stage, the halt or the end."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from kiosk.central import publishing, rollout_store
from kiosk.central.rollout import OPEN, State, Step, Told, judge
from kiosk.sync.health_wire import text_hash

LONGEST_WHY = 1_000
"""Characters; the offices' own lines say the rest."""

if TYPE_CHECKING:
    from collections.abc import Sequence

    from kiosk.central.rollout import OfficeStep, Rollout
    from kiosk.central.session import Session
    from kiosk.lib.units import WallMs


def go_on(session: Session, one: Rollout, now: WallMs) -> Rollout | None:
    """Judge the offices that were told; gives the roll-out halted, a stage further or done, None while it waits."""
    digest = text_hash(one.text)
    offices = rollout_store.steps(session, one.id)
    halts, waits = [], False
    for office in offices:
        if office.step not in OPEN or office.told_at is None:
            continue
        id_ = office.place.office
        told = Told(office.told_at, publishing.etag(session, id_), digest, one.silence_ms)
        step, why = judge(told, rollout_store.heard(session, id_), now)
        if step is not office.step:
            rollout_store.put_step(session, one.id, id_, step)
        if step in {Step.REFUSED, Step.SILENT}:
            halts.append(f"{id_}: {why or step}")
        waits = waits or step is Step.TOLD
    if halts:
        return replace(one, state=State.HALTED, why="; ".join(halts)[:LONGEST_WHY], changed_at=now)
    return None if waits else _tell_next(session, one, offices, now)


def _tell_next(session: Session, one: Rollout, offices: Sequence[OfficeStep], now: WallMs) -> Rollout:
    planned = [office for office in offices if office.step is Step.PLANNED]
    if not planned:
        return replace(one, state=State.DONE, changed_at=now)
    stage = min(office.stage for office in planned)
    for office in planned:
        if office.stage == stage:
            id_ = office.place.office
            before = publishing.publish(session, id_, one.effective_from, one.text, one.made_by, now)
            rollout_store.put_told(session, one.id, office, now, before)
    return replace(one, changed_at=now)
