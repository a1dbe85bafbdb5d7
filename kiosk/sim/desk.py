"""A desk without disk or network: the product's own decisions, folded at once."""

from __future__ import annotations

import random
from typing import TYPE_CHECKING

from kiosk.domain.decisions import Setting
from kiosk.domain.ids import ChainId, Seq, TicketId
from kiosk.domain.moment import Moment
from kiosk.domain.office import Office, fold_all
from kiosk.domain.office_parts import Recorded
from kiosk.lib.units import NS_PER_MS, BootId, BootNs, WallMs

if TYPE_CHECKING:
    from collections.abc import Iterable

    from kiosk.domain.catalogue import Catalogue
    from kiosk.domain.events import EventData
    from kiosk.domain.policy import Policy

MIDNIGHT = 1_798_736_400_000
"""2027-01-01T00:00 in Vietnam, as UTC milliseconds: the first simulated midnight."""

CHAIN = ChainId("00000000-0000-4000-8000-000000000001")
BOOT = BootId("00000000-0000-4000-8000-000000000002")


class SeededNames:
    """Ids that are the same for the same seed."""

    def __init__(self, seed: int) -> None:
        self._random = random.Random(seed)  # noqa: S311 - reproducible names of invented tickets

    def uuid(self) -> str:
        """Make a UUIDv4."""
        text = f"{self._random.getrandbits(128):032x}"
        variant = "89ab"[int(text[16], 16) % 4]
        # By hand: the standard library's way takes a third of the time of a simulated day.
        return f"{text[:8]}-{text[8:12]}-4{text[13:16]}-{variant}{text[17:20]}-{text[20:]}"

    def token(self) -> str:
        """Make a text of 128 bits."""
        return f"{self._random.getrandbits(128):032x}"


class SimulatedDesk:
    """The queue of one day under a clock that the simulation moves.

    Attributes:
        office: Today as the fold of everything that happened.
        now_ms: After midnight.
        touched: Tickets to which something happened, until whoever watches them forgets it.
    """

    def __init__(self, catalogue: Catalogue, policy: Policy, day: int, seed: int) -> None:
        self.catalogue = catalogue
        self.policy = policy
        self.office = Office()
        self.now_ms = 0
        self.touched: set[TicketId] = set()
        self._day = day
        self._names = SeededNames(seed)
        self._seq = 0

    def now(self) -> Moment:
        """Tell the simulated instant on both clocks."""
        passed_ms = self._day * 86_400_000 + self.now_ms
        return Moment(WallMs(MIDNIGHT + passed_ms), BOOT, BootNs(passed_ms * NS_PER_MS), clock_ok=True)

    def setting(self) -> Setting:
        """Give what a decision rests on."""
        return Setting(self.office, self.catalogue, self.policy, self.now(), self._names)

    def happen(self, events: Iterable[EventData]) -> list[EventData]:
        """Record what was decided, and give it back."""
        happened = list(events)
        self.office = fold_all(self.office, [self.record(data) for data in happened])
        named = (getattr(data, "ticket", None) for data in happened)
        self.touched.update(TicketId(ticket) for ticket in named if ticket is not None)
        return happened

    def record(self, data: EventData) -> Recorded:
        """Give an event its number and its instant."""
        self._seq += 1
        return Recorded(CHAIN, Seq(self._seq), self.now(), data)
