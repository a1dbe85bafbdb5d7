"""Configurations on their way to offices: drafted, checked, told stage by stage, halted by the first that refuses.

::

    draft ─start─► running ─all of the last stage applied─► done
                   running ─one refuses, or is silent too long, or a person halts─► halted ─resume─► running
                                                            halted | done ─withdraw─► withdrawn
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, TypeVar

from kiosk.central import account_log, fleet, publishing, rollout_store
from kiosk.central.account_log import Happening
from kiosk.central.rollout import HOUR_MS, OPEN, SILENCE_HOURS, Rollout, State, Step, split
from kiosk.central.rollout_progress import go_on
from kiosk.central.scope import ALL, AREA_FORM, EVERYWHERE, Scope
from kiosk.config import load_config
from kiosk.config_published import apply_published
from kiosk.domain.ids import OfficeId
from kiosk.errors import BadInput

if TYPE_CHECKING:
    from collections.abc import Callable

    from kiosk.central.rollout import OfficeStep
    from kiosk.central.session import Session
    from kiosk.central.storage import Storage
    from kiosk.lib.clock import Clock
    from kiosk.lib.units import WallMs

T = TypeVar("T")

BY_ITSELF = "central"
"""Who halts and goes on where no person does."""

DEFAULT_SILENCE_HOURS = 24
HALTED_BY_HAND = "halted by hand"
LONGEST_NAME = 120
"""Characters."""


@dataclass(frozen=True, slots=True)
class Plan:
    """Where a draft is to go.

    Attributes:
        pilot: The office of the first stage.
        silence_hours: For how long an office may say nothing.
    """

    offices: tuple[OfficeId, ...]
    pilot: OfficeId
    silence_hours: int = DEFAULT_SILENCE_HOURS


@dataclass(frozen=True, slots=True)
class Keeper:
    """Who does it, and where they may."""

    account: str
    scope: Scope


class Rollouts:
    """All roll-outs, for many threads; each step is one transaction with its event in the accounts' log."""

    def __init__(self, storage: Storage, clock: Clock) -> None:
        self._storage = storage
        self._clock = clock

    def draft(self, keeper: Keeper, name: str, area: str, text: str) -> Rollout:
        """Keep a configuration that holds together as a draft.

        Raises:
            ConfigInvalid: It does not, by the desks' own rules.
            BadInput: The area is none, or not the keeper's; or there is no name.
        """
        if not (area == ALL or AREA_FORM.fullmatch(area)) or not keeper.scope.covers(area):
            raise BadInput(f"{area!r} is no area of yours", vi=f"“{area}” không phải địa bàn của bạn.")
        now = self._clock.wall()
        new = Rollout(
            0, _named(name), area, _effective_from(text), text, State.DRAFT, "",
            DEFAULT_SILENCE_HOURS * HOUR_MS, keeper.account, now,
        )  # fmt: skip

        def work(session: Session) -> Rollout:
            kept = rollout_store.add(session, new)
            _note(session, "RolloutDrafted", keeper.account, kept, now)
            return kept

        return self._storage.manage(work)

    def redraft(self, keeper: Keeper, id_: int, name: str, text: str) -> Rollout:
        """Put another text in a draft's place.

        Raises:
            ConfigInvalid: It does not hold together.
            BadInput: There is no such draft.
        """
        effective_from = _effective_from(text)
        return self._change(
            keeper, id_, {State.DRAFT}, "RolloutDrafted",
            lambda _session, one, _now: replace(one, name=_named(name), effective_from=effective_from, text=text),
        )  # fmt: skip

    def discard(self, keeper: Keeper, id_: int) -> None:
        """Forget a draft.

        Raises:
            BadInput: There is no such draft.
        """
        self._change(
            keeper, id_, {State.DRAFT}, "RolloutDiscarded",
            lambda session, one, _now: rollout_store.remove(session, one.id),
        )  # fmt: skip

    def start(self, keeper: Keeper, id_: int, plan: Plan) -> Rollout:
        """Split the offices into stages and tell the first.

        Raises:
            BadInput: There is no such draft; an office is unknown, not the keeper's, not in the draft's area, or in
                another roll-out.
        """
        stages = split(plan.offices, plan.pilot)
        low, high = SILENCE_HOURS
        if not low <= plan.silence_hours <= high:
            raise BadInput(
                f"an office may be silent for {low} to {high} hours",
                vi=f"Một điểm được phép im lặng từ {low} đến {high} giờ.",
            )

        def begin(session: Session, one: Rollout, now: WallMs) -> Rollout:
            for office in plan.offices:
                place = fleet.place_of(session, keeper.scope, office)
                if place is None or not fleet.lies_in(place, one.area):
                    raise BadInput(
                        f"there is no office {office} in {one.area} and in your area",
                        vi=f"Không có điểm {office} trong địa bàn {one.area} của bạn.",
                    )
                if others := rollout_store.open_ones_of(session, office):
                    raise BadInput(
                        f"office {office} is in roll-out {others[0]}, which has not ended",
                        vi=f"Điểm {office} đang trong đợt phát {others[0]} chưa kết thúc; chờ hoặc rút đợt ấy.",
                    )
            rollout_store.put_stages(session, one.id, stages)
            running = replace(one, state=State.RUNNING, silence_ms=plan.silence_hours * HOUR_MS)
            return go_on(session, running, now) or running

        return self._change(keeper, id_, {State.DRAFT}, "RolloutStarted", begin)

    def halt(self, keeper: Keeper, id_: int) -> Rollout:
        """Tell no further office.

        Raises:
            BadInput: No such roll-out goes on.
        """
        return self._change(
            keeper, id_, {State.RUNNING}, "RolloutHalted",
            lambda _session, one, _now: replace(one, state=State.HALTED, why=HALTED_BY_HAND),
        )  # fmt: skip

    def resume(self, keeper: Keeper, id_: int) -> Rollout:
        """Ask those who refused or were silent once more, and go on.

        Raises:
            BadInput: No such roll-out has halted.
        """

        def again(session: Session, one: Rollout, now: WallMs) -> Rollout:
            for office in rollout_store.steps(session, one.id):
                if office.step in OPEN:
                    rollout_store.put_told(session, one.id, office, now, office.previous)
            running = replace(one, state=State.RUNNING, why="")
            return go_on(session, running, now) or running

        return self._change(keeper, id_, {State.HALTED}, "RolloutResumed", again)

    def withdraw(self, keeper: Keeper, id_: int) -> Rollout:
        """Give every office that was told what it had for that date before.

        Raises:
            BadInput: No such roll-out has halted or ended.
        """

        def back(session: Session, one: Rollout, _now: WallMs) -> Rollout:
            for office in rollout_store.steps(session, one.id):
                if office.told_at is not None:
                    id_ = office.place.office
                    publishing.take_back(session, id_, one.effective_from, one.text, office.previous)
                    rollout_store.put_step(session, one.id, id_, Step.WITHDRAWN)
            return replace(one, state=State.WITHDRAWN, why="")

        return self._change(keeper, id_, {State.HALTED, State.DONE}, "RolloutWithdrawn", back)

    def advance(self) -> None:
        """Look at every roll-out that goes on: the next stage where all have confirmed, a halt where one has not."""
        if not any(one.state is State.RUNNING for one in self.listed(EVERYWHERE)):
            return

        def work(session: Session) -> None:
            now = self._clock.wall()
            for one in rollout_store.listed(session, EVERYWHERE):
                if one.state is State.RUNNING:
                    after = go_on(session, one, now)
                    if after is not None:
                        rollout_store.put(session, after)
                        kind = "RolloutHalted" if after.state is State.HALTED else "RolloutWentOn"
                        _note(session, kind, BY_ITSELF, after, now)

        self._storage.manage(work)

    def listed(self, scope: Scope) -> list[Rollout]:
        """List the roll-outs of a scope, the latest first."""
        return self._storage.manage(lambda session: rollout_store.listed(session, scope), writes=False)

    def get(self, scope: Scope, id_: int) -> tuple[Rollout, list[OfficeStep]]:
        """Give a roll-out with its offices.

        Raises:
            BadInput: There is none in the scope.
        """
        return self._storage.manage(
            lambda session: (rollout_store.get(session, scope, id_), rollout_store.steps(session, id_)),
            writes=False,
        )

    def _change(
        self,
        keeper: Keeper,
        id_: int,
        wanted: set[State],
        kind: str,
        change: Callable[[Session, Rollout, WallMs], Rollout | None],
    ) -> Rollout:
        now = self._clock.wall()

        def work(session: Session) -> Rollout:
            one = rollout_store.get(session, keeper.scope, id_)
            if one.state not in wanted:
                raise BadInput(
                    f"roll-out {id_} is {one.state}; that is for one that is {' or '.join(sorted(wanted))}",
                    vi=f"Đợt phát {id_} đã sang trạng thái khác; tải lại trang và xem trước khi làm tiếp.",
                )
            after = change(session, one, now)
            _note(session, kind, keeper.account, one, now)
            if after is None:
                return one
            after = replace(after, changed_at=now)
            rollout_store.put(session, after)
            return after

        return self._storage.manage(work)


def _effective_from(text: str) -> str:
    """Check a text as a desk will, on the product's own configuration; give its date.

    Raises:
        ConfigInvalid: It does not hold together.
    """
    return apply_published(load_config(None), text, "draft").effective_from


def _named(name: str) -> str:
    name = name.strip()
    if not 1 <= len(name) <= LONGEST_NAME:
        raise BadInput(
            f"a roll-out needs a name of at most {LONGEST_NAME} letters",
            vi=f"Cấu hình cần một tên, dài nhất {LONGEST_NAME} chữ.",
        )
    return name


def _note(session: Session, kind: str, actor: str, one: Rollout, now: WallMs) -> None:
    account_log.note(session, Happening(kind, actor, f"{one.id} {one.effective_from} {one.state}"), now)
