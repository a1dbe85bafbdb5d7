"""The pages about configurations on their way to offices."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

from starlette.concurrency import run_in_threadpool

from kiosk.central import fleet
from kiosk.central.accounts import Role
from kiosk.central.forms import whole_number
from kiosk.central.keepers import gone
from kiosk.central.pages import VIETNAM
from kiosk.central.refusals import said_vi
from kiosk.central.rollout import State, Step
from kiosk.central.rollouts import DEFAULT_SILENCE_HOURS, HALTED_BY_HAND, Keeper, Plan
from kiosk.domain.ids import OfficeId
from kiosk.errors import BadInput, ConfigInvalid, Refused
from kiosk.lib.units import MS_PER_S
from kiosk.sync.office_wire import MAX_CONFIG_BYTES

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from starlette.responses import Response
    from starlette.routing import Route

    from kiosk.central.fleet import Place
    from kiosk.central.keepers import Frame, Visit
    from kiosk.central.rollout import Rollout
    from kiosk.central.rollouts import Rollouts
    from kiosk.central.storage import Storage
    from kiosk.lib.clock import Clock
    from kiosk.lib.units import WallMs

PLANNERS = (Role.PLANNER,)
MAX_DRAFT_FORM_BYTES = 3 * MAX_CONFIG_BYTES
"""A form writes every byte of Vietnamese as three letters."""

SAMPLE = """effective_from = "{first}"

# Chỉ ghi những bảng cần đổi, ví dụ:
[policy]
max_calls = 3
"""


class ConfigPages:
    """Drafts and roll-outs of who plans; what happens to them is `kiosk.central.rollouts`'."""

    def __init__(self, storage: Storage, rollouts: Rollouts, frame: Frame, clock: Clock) -> None:
        self._storage = storage
        self._rollouts = rollouts
        self._frame = frame
        self._clock = clock

    def routes(self) -> list[Route]:
        """List the pages and forms with their addresses."""
        frame, page = self._frame, "/configs/{rollout:int}"
        return [
            frame.reading("/configs", PLANNERS, self.configs),
            frame.doing("/configs", PLANNERS, self.draft, MAX_DRAFT_FORM_BYTES),
            frame.reading("/configs/new", PLANNERS, self.new),
            frame.reading(page, PLANNERS, self.config),
            frame.doing(page, PLANNERS, self.redraft, MAX_DRAFT_FORM_BYTES),
            frame.doing(f"{page}/start", PLANNERS, self.start, MAX_DRAFT_FORM_BYTES),
            frame.doing(f"{page}/discard", PLANNERS, self.discard),
            *(
                frame.doing(f"{page}/{name}", PLANNERS, self._acting(act))
                for name, act in (
                    ("halt", self._rollouts.halt),
                    ("resume", self._rollouts.resume),
                    ("withdraw", self._rollouts.withdraw),
                )
            ),
        ]

    async def configs(self, visit: Visit) -> Response:
        """Show the drafts and roll-outs of who looks."""
        rollouts = await run_in_threadpool(self._rollouts.listed, visit.viewer.over(*PLANNERS))
        return self._frame.page("configs.html", visit.viewer, rollouts=rollouts)

    async def new(self, visit: Visit) -> Response:
        """Show an empty draft, or a copy of an earlier one."""
        name, text = "", SAMPLE.format(first=_next_month(self._clock.wall()))
        copied = whole_number(visit.request.query_params.get("of", ""))
        if copied is not None:
            one, _ = await run_in_threadpool(self._rollouts.get, visit.viewer.over(*PLANNERS), copied)
            name, text = one.name, one.text
        return self._draft_page(visit, name, text)

    async def draft(self, visit: Visit) -> Response:
        """Keep a draft that holds together, or say why it does not."""
        name, text, area = (visit.form.get(value, "") for value in ("name", "text", "area"))
        try:
            kept = await run_in_threadpool(self._rollouts.draft, _keeper(visit), name, area, _lines(text))
        except (BadInput, ConfigInvalid) as error:
            return self._draft_page(visit, name, text, error)
        return gone(f"/configs/{kept.id}")

    async def redraft(self, visit: Visit) -> Response:
        """Put another text in a draft's place, or say why it does not hold together."""
        name, text = visit.form.get("name", ""), visit.form.get("text", "")
        try:
            await run_in_threadpool(self._rollouts.redraft, _keeper(visit), _id(visit), name, _lines(text))
        except ConfigInvalid as error:
            return await self._shown(visit, error, text)
        return gone(f"/configs/{_id(visit)}")

    async def config(self, visit: Visit) -> Response:
        """Show a draft, or how far a roll-out is."""
        return await self._shown(visit)

    async def start(self, visit: Visit) -> Response:
        """Begin with the first office."""
        plan = await run_in_threadpool(self._plan, visit)
        await run_in_threadpool(self._rollouts.start, _keeper(visit), _id(visit), plan)
        return gone(f"/configs/{_id(visit)}")

    async def discard(self, visit: Visit) -> Response:
        """Forget a draft."""
        await run_in_threadpool(self._rollouts.discard, _keeper(visit), _id(visit))
        return gone("/configs")

    def _acting(self, act: Callable[[Keeper, int], Rollout]) -> Callable[[Visit], Awaitable[Response]]:
        async def answer(visit: Visit) -> Response:
            await run_in_threadpool(act, _keeper(visit), _id(visit))
            return gone(f"/configs/{_id(visit)}")

        return answer

    async def _shown(self, visit: Visit, problem: Refused | None = None, text: str | None = None) -> Response:
        scope = visit.viewer.over(*PLANNERS)
        one, offices = await run_in_threadpool(self._rollouts.get, scope, _id(visit))
        places: list[Place] = []
        if one.state is State.DRAFT:
            places = await run_in_threadpool(
                self._storage.manage, lambda session: fleet.places(session, scope), writes=False
            )
        counts = {step: sum(1 for office in offices if office.step is step) for step in Step}
        return self._frame.page(
            "config.html", visit.viewer, 400 if problem else 200,
            one=one, offices=offices, counts=counts, places=places, problem=problem, said=problem and said_vi(problem),
            text=one.text if text is None else text, silence_hours=DEFAULT_SILENCE_HOURS, by_hand=HALTED_BY_HAND,
        )  # fmt: skip

    def _draft_page(self, visit: Visit, name: str, text: str, problem: Refused | None = None) -> Response:
        areas = visit.viewer.over(*PLANNERS).areas
        return self._frame.page(
            "config_new.html", visit.viewer, 400 if problem else 200,
            areas=areas, name=name, text=text, problem=problem, said=problem and said_vi(problem),
        )  # fmt: skip

    def _plan(self, visit: Visit) -> Plan:
        """Read where a draft is to go: the offices that are listed, or all of an area."""
        form, scope = visit.form, visit.viewer.over(*PLANNERS)
        named = form.get("offices", "").replace(",", " ").split()
        if not named:
            area = form.get("area", "").strip()
            places = self._storage.manage(lambda session: fleet.places(session, scope), writes=False)
            named = [place.office for place in places if not area or fleet.lies_in(place, area)]
        hours = whole_number(form.get("silence_hours", ""))
        if hours is None:
            raise BadInput(
                "for how many hours an office may be silent is a whole number",
                vi="Số giờ một điểm được phép im lặng phải là số nguyên.",
            )
        return Plan(tuple(map(OfficeId, named)), OfficeId(form.get("pilot", "")), hours)


def _next_month(now: WallMs) -> date:
    """Give the first day of the month after this one, as Viet Nam counts days."""
    today = datetime.fromtimestamp(now // MS_PER_S, VIETNAM).date()
    return (today.replace(day=1) + timedelta(days=31)).replace(day=1)


def _keeper(visit: Visit) -> Keeper:
    return Keeper(visit.viewer.account, visit.viewer.over(*PLANNERS))


def _id(visit: Visit) -> int:
    return int(visit.place("rollout"))


def _lines(text: str) -> str:
    """Take a form's text with the ends of lines as files have them."""
    return text.replace("\r\n", "\n")
