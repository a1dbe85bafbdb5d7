"""A simulated desk whose log goes on from day to day, with a clock and a machine that can fail."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta, timezone
from typing import TYPE_CHECKING

from kiosk.domain import events as e
from kiosk.domain.hall import ServiceRated
from kiosk.domain.ids import (
    SYSTEM,
    Actor,
    ChainId,
    DayId,
    DeviceId,
    OfficerId,
    Seq,
    TicketId,
    citizen_at,
    officer_actor,
)
from kiosk.domain.moment import Moment
from kiosk.domain.moves import ClockSet, ClockSource, ConsentWithdrawn, PriorityDeclared, TicketSeen
from kiosk.domain.office_parts import Recorded
from kiosk.lib.units import MS_PER_S, NS_PER_MS, BootId, BootNs, WallMs
from kiosk.sim.desk import SimulatedDesk
from kiosk.sim.presets import MS_PER_MIN

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from kiosk.domain.catalogue import Catalogue
    from kiosk.domain.policy import Policy

DEVICE = DeviceId("kiosk-1")

VIETNAM = timezone(timedelta(hours=7))
"""Indochina Time, without summer time since 1975."""

BOOTS_MIN = 390
"""Offices switch the machine on at half past six, an hour before they open. Source: assumption."""

BY_CITIZENS = (
    e.ConsentGiven,
    e.LookDecided,
    e.DuplicateStopped,
    e.MatchDisputed,
    ConsentWithdrawn,
    PriorityDeclared,
    ServiceRated,
    TicketSeen,
)
BY_NOBODY = (e.ChainStarted, e.DayOpened, e.DayClosed, e.CoolingEnded, e.FaceErased)


@dataclass(frozen=True, slots=True)
class Said:
    """One event of the log, before it is hashed and linked.

    Attributes:
        command_id: In the first event of a citizen's or officer's act.
        true_ms: When it happened, UTC in milliseconds, whatever the machine's clock said.
    """

    recorded: Recorded
    actor: Actor
    event_id: str
    day_id: DayId | None
    command_id: str | None
    true_ms: int


class ProvinceDesk(SimulatedDesk):
    """One office's desk over all its days.

    Attributes:
        log: What was recorded since it was last taken.
    """

    def __init__(self, office: str, catalogue: Catalogue, policy: Policy, seed: int) -> None:
        super().__init__(catalogue, policy, 0, seed)
        self.log: list[Said] = []
        self._office_id = office
        self._midnight = 0
        self._clock_ok = True
        self._chain_seq = 0
        self._last_at = 0
        self._is_first = True
        self.chain = ChainId(self._names.uuid())

    def begin(self, day: date, *, clock_ok: bool = True) -> None:
        """Switch the machine on for a day; with a doubtful clock it goes on from its last event's time."""
        midnight = datetime.combine(day, time(), VIETNAM).astimezone(UTC)
        self._midnight = int(midnight.timestamp()) * MS_PER_S
        self.now_ms = BOOTS_MIN * MS_PER_MIN
        self.reboot(clock_ok=clock_ok)
        if not self._chain_seq:
            self.happen([e.ChainStarted(self._office_id, "new_database")])

    def reboot(self, *, clock_ok: bool) -> None:
        """Let the machine wake."""
        self._boot = BootId(self._names.uuid())
        self._booted = self.true_ms()
        self._skew = 0 if clock_ok else self._last_at - self._booted
        self._clock_ok = clock_ok

    def trust_clock(self) -> None:
        """Set the clock right."""
        self._skew, self._clock_ok = 0, True

    def restore(self) -> None:
        """Go on in a new chain, as a desk does whose database was restored from central."""
        before, seq = self.chain, self._chain_seq
        self.chain, self._chain_seq = ChainId(self._names.uuid()), 0
        self.happen([e.ChainStarted(self._office_id, "restored", before, Seq(seq), "")])

    def uuid(self) -> str:
        """Make a UUIDv4, the same for the same seed."""
        return self._names.uuid()

    def true_ms(self) -> int:
        """Tell the true time, UTC in milliseconds."""
        return self._midnight + self.now_ms

    def now(self) -> Moment:
        """Tell the instant as this machine's clocks show it."""
        true = self.true_ms()
        since_boot = BootNs((true - self._booted) * NS_PER_MS)
        return Moment(WallMs(true + self._skew), self._boot, since_boot, self._clock_ok)

    def happen(self, events: Iterable[e.EventData]) -> list[e.EventData]:
        """Record what one command caused: its first event carries its id."""
        self._is_first = True
        return super().happen(events)

    def record(self, data: e.EventData) -> Recorded:
        """Add an event to the log."""
        self._chain_seq += 1
        moment = self.now()
        self._last_at = moment.at
        recorded = Recorded(self.chain, Seq(self._chain_seq), moment, data)
        day = data.day_id if isinstance(data, e.DayOpened) else self.office.day and self.office.day.day_id
        actor = self._actor(data)
        command = self._names.uuid() if self._is_first and actor != SYSTEM else None
        self.log.append(Said(recorded, actor, self._names.uuid(), day or None, command, self.true_ms()))
        self._is_first = False
        return recorded

    def take_log(self) -> list[Said]:
        """Give what was recorded since the last time."""
        taken, self.log = self.log, []
        return taken

    def _actor(self, data: e.EventData) -> Actor:
        match data:
            case e.TicketIssued(how=how):
                return self._any_officer() if how is e.How.STAFF else citizen_at(DEVICE)
            case ClockSet(source=ClockSource.OFFICER) if self.office.seated:
                return self._any_officer()
        if isinstance(data, BY_CITIZENS):
            return citizen_at(DEVICE)
        if isinstance(data, BY_NOBODY):
            return SYSTEM
        officer = getattr(data, "officer", None)
        if officer is None:
            ticket = self.office.tickets.get(TicketId(getattr(data, "ticket", "")))
            officer = ticket.leg.officer if ticket is not None else None
        return officer_actor(OfficerId(officer)) if officer is not None else SYSTEM

    def _any_officer(self) -> Actor:
        return officer_actor(next(iter(self.office.seated.values())))
