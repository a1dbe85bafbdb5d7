"""The one place that decides and writes: commands in, events out."""

from __future__ import annotations

import re
import secrets
import uuid
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from kiosk.config import in_force, notice_hash
from kiosk.desk.day_keeper import DayKeeper
from kiosk.desk.days import local_date, local_time
from kiosk.desk.deciding import decide_for_anyone, decide_for_officer
from kiosk.desk.inbox import Inbox
from kiosk.desk.journal import Journal, short_head, view_event
from kiosk.desk.promises import shown
from kiosk.domain import arrivals, calling, days
from kiosk.domain import commands as c
from kiosk.domain.decisions import Setting
from kiosk.domain.events import (
    CameraClosed,
    CameraOpened,
    DayClosed,
    DayOpened,
    EventData,
    FaceErased,
    How,
    LegOutcome,
    ServiceFinished,
    TicketClosed,
    TicketIssued,
)
from kiosk.domain.hours import see_hours
from kiosk.domain.ids import SYSTEM, Actor, OfficerId, TicketId, VisitId
from kiosk.domain.moves import TicketMerged
from kiosk.domain.snapshot import DeskTime, Snapshot, TicketView, desk_time, take_snapshot, view_ticket
from kiosk.errors import CommandRefused, DatabaseDamaged, DiskFull, NotAllowed, StaleCommand

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from kiosk.config import Config
    from kiosk.desk.looks import Looks
    from kiosk.domain.ids import DayId
    from kiosk.domain.promise import Promiser
    from kiosk.store.codec import StoredEvent
    from kiosk.store.reserve import Reserve


TAKES_A_PLACE = (c.CheckIn, c.DisputeMatch, c.IssueByStaff)
"""Commands that are refused first when the disk gets full."""


@dataclass(frozen=True, slots=True)
class Caller:
    """Who gives a command; ``officer`` is None for citizens and the clock."""

    actor: Actor
    officer: OfficerId | None = None


CLOCKWORK = Caller(SYSTEM)

STEPS_A_TICK = 8
"""More than ever follow from one another: close, open, date, pauses, questions."""

ID_NUMBER = re.compile(r"\d{12}")
"""The personal identification number of Law 26/2023 on identification."""

NOT_ABOUT_ITS_TICKET = frozenset({"LookDecided", "MatchDisputed"})
"""Events that name a ticket which is, or may be, somebody else's or of another field."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What a command led to; a repeated command gets its first answer again.

    Attributes:
        events: What happened, as ``seq``, ``kind`` and ``data``.
        ticket: The ticket it was about, as it is now; None where there is none.
        tickets: All tickets it was about: several fields of one visit, all that a look found.
        head: Short form of the log's head, a receipt for the slip.
    """

    events: list[dict[str, object]]
    ticket: TicketView | None
    repeated: bool
    head: str
    time: DeskTime
    tickets: tuple[TicketView, ...] = ()


class RandomNames:
    """New ids and tokens from the system's randomness."""

    def uuid(self) -> str:
        """Make a UUIDv4."""
        return str(uuid.uuid4())

    def token(self) -> str:
        """Make 128 random bits as text."""
        return secrets.token_urlsafe(16)


class Desk:
    """The office's only writer. Every method belongs to the desk's loop."""

    def __init__(
        self,
        config: Config,
        journal: Journal,
        looks: Looks,
        *,
        promiser: Promiser | None = None,
        upcoming: Sequence[Config] = (),
    ) -> None:
        """Take over the office.

        Args:
            promiser: Tells the wait when a ticket is issued; None for no promises.
            upcoming: Whole configurations with a later effective date; each holds from the
                first day opened on or after it.
        """
        self._configs = (config, *upcoming)
        self._journal = journal
        self._looks = looks
        self._promiser = promiser
        self._keeper = DayKeeper(config, journal)
        self._take_rules(config)
        self._fresh = RandomNames()
        self._notice_hash = notice_hash(config)
        self._inbox: Inbox[Answer] = Inbox(journal.together, self._make_room)
        self.reserve: Reserve | None = None
        self.on_change: list[Callable[[], None]] = []
        self.on_damage: list[Callable[[], None]] = []

    def start(self) -> None:
        """Take up today: run a missed day close, open the day, know the open tickets' faces again."""
        day = self._journal.office.day
        if day is not None:
            open_visits = {t.visit for t in self._journal.office.tickets.values() if t.is_open}
            self._looks.gallery.open_day(day.day_id, open_visits)
        else:
            self._looks.gallery.close_day()
        self.tick()

    def tick(self) -> None:
        """Do what time alone brings: the day's turn, the end of pauses. Call it about once a second."""
        for _ in range(STEPS_A_TICK):
            self._renew_rules()
            events = self._keeper.due(self._setting())
            if not events:
                return
            self._commit(events, CLOCKWORK, None)

    def handle(self, command: c.Command, caller: Caller) -> Answer:
        """Do what a command asks, durably, and tell what happened.

        Raises:
            StaleCommand: It is older than the policy allows, or from before a reboot.
            CommandRefused: The queue's rules do not allow it now; the message says why.
            NotAllowed: The caller may not give it.
            DiskFull: There is no room to record it; nothing has changed.
        """
        before = self._journal.caused_by(command.command_id)
        if before:
            return self._answer(before, repeated=True)
        self._refuse_stale(command)
        stored = self._commit(self._decide(command, caller), caller, command)
        return self._answer(stored, repeated=False)

    async def submit(self, command: c.Command, caller: Caller) -> Answer:
        """Do as :meth:`handle`, with whatever else came at the same time, by one write to the disk.

        Raises:
            KioskError: As :meth:`handle`.
        """
        return await self._inbox.submit(lambda: self._admit(command, caller))

    def _admit(self, command: c.Command, caller: Caller) -> Answer:
        if isinstance(command, TAKES_A_PLACE) and self.reserve is not None and not self.reserve.is_kept:
            raise DiskFull(
                "the disk is full: no new ticket until space is freed; those who have one are called"
            )
        try:
            return self.handle(command, caller)
        except DatabaseDamaged:
            for notify in self.on_damage:
                notify()
            raise

    def _make_room(self) -> None:
        if self.reserve is not None:
            self.reserve.spend()

    def keep(self, change: Callable[[], None], event: EventData, caller: Caller) -> None:
        """Change what the log must not hold, and record that it changed, as one.

        Raises:
            DiskFull: Nothing has changed.
        """
        with self._journal.together():
            change()
            self._commit([event], caller, None)

    def snapshot(self) -> Snapshot:
        """Describe the office as it stands."""
        journal = self._journal
        now = journal.now()
        hours = see_hours(self._calendar, local_time(now, self._zone))
        return take_snapshot(
            journal.office, self._catalogue, journal.head.seq, now, policy=self._policy, hours=hours
        )

    def open_day(self) -> DayId | None:
        """Name the open day; None when none is open."""
        day = self._journal.office.day
        return day.day_id if day is not None else None

    def seated(self) -> frozenset[OfficerId]:
        """Tell who sits at any counter."""
        return frozenset(self._journal.office.seated.values())

    def ticket_by_token(self, token: str) -> TicketView | None:
        """Find today's ticket behind a slip's QR code; None when there is none."""
        office, now = self._journal.office, self._journal.now()
        asked = token.encode()
        found = (t for t in office.tickets.values() if secrets.compare_digest(t.token.encode(), asked))
        return next((view_ticket(office, ticket, now) for ticket in found), None)

    def _decide(self, command: c.Command, caller: Caller) -> list[EventData]:
        setting = self._setting()
        match command:
            case c.CheckIn():
                return self._promised(setting, self._check_in(setting, command, caller))
            case c.LookUpTicket():
                return self._look_up(setting, command)
            case c.Cancel():
                staff = caller.officer is not None
                outcome = LegOutcome.CANCELLED_BY_STAFF if staff else LegOutcome.CANCELLED_BY_CITIZEN
                return calling.cancel(setting, command, outcome)
            case c.OpenCamera(opening=opening, purpose=purpose):
                return [CameraOpened(opening, purpose)]
            case c.CloseCamera(opening=opening, reason=reason):
                return [CameraClosed(opening, reason)]
        events = decide_for_anyone(setting, command)
        if events is None:
            events = self._decide_for_officer(setting, command, _officer(caller))
        return self._promised(setting, events)

    def _decide_for_officer(
        self, setting: Setting, command: c.Command, officer: OfficerId
    ) -> list[EventData]:
        match command:
            case c.OpenDay():
                self._renew_rules()
                return self._keeper.open_day(self._setting())
            case c.CloseDay(reason=reason, carry_over=carry_over):
                return days.close_day(setting, reason, carry_over=carry_over)
            case c.ConfirmClock(at=at):
                return self._keeper.confirm_clock(setting, at)
            case _:
                return decide_for_officer(setting, command, officer)

    def _check_in(self, setting: Setting, command: c.CheckIn, caller: Caller) -> list[EventData]:
        match command.how:
            case How.STAFF:
                _officer(caller)
                return arrivals.check_in(setting, command, None)
            case How.PLAIN:
                return arrivals.check_in(setting, command, None)
            case How.ID:
                return self._check_in_by_id(setting, command)
            case How.FACE:
                return self._check_in_by_face(setting, command)

    def _check_in_by_id(self, setting: Setting, command: c.CheckIn) -> list[EventData]:
        setting.day()
        if command.id_number is None or not ID_NUMBER.fullmatch(command.id_number):
            raise CommandRefused("an ID card's code has a number of twelve digits", code="bad_id")
        gallery = self._looks.gallery
        code = gallery.daily_code(command.id_number)
        known = self._if_open(gallery.visit_of(code))
        events = arrivals.check_in(setting, command, None, known)
        if known is None:
            # Before the ticket is durable, as with faces.
            gallery.remember_code(_visit_issued(events), code)
        return events

    def _check_in_by_face(self, setting: Setting, command: c.CheckIn) -> list[EventData]:
        setting.day()
        self._refuse_other_notice(command.consent)
        look = self._looks.open(command)
        match = self._looks.match(look, setting.office, command.code)
        match = replace(match, visit=self._if_open(match.visit))
        events = arrivals.check_in(setting, command, match)
        if match.visit is None and any(isinstance(event, TicketIssued) for event in events):
            # Before the ticket is durable: a crash in between leaves a face without a ticket,
            # which the next start destroys, and never a ticket whose face is unknown.
            self._looks.enrol(_visit_issued(events), look)
        return events

    def _look_up(self, setting: Setting, command: c.LookUpTicket) -> list[EventData]:
        setting.day()
        self._refuse_other_notice(command.consent)
        match = self._looks.match(self._looks.open(command), setting.office, command.code)
        return arrivals.look_up(setting, command, match)

    def _if_open(self, visit: VisitId | None) -> VisitId | None:
        """Take a visit for over whose end is recorded, although its face is not yet erased."""
        return visit if visit is not None and self._journal.office.open_of_visit(visit) else None

    def _refuse_other_notice(self, consent: c.Consent | None) -> None:
        if consent is None or consent.notice_hash != self._notice_hash:
            raise CommandRefused("consent must be to the notice in force; show it again", code="no_consent")

    def _promised(self, setting: Setting, events: list[EventData]) -> list[EventData]:
        """Add what each new ticket is promised."""
        issued = [event for event in events if isinstance(event, TicketIssued)]
        if self._promiser is None or not issued:
            return events
        after = self._journal.preview(events, setting.now)
        told: list[EventData] = []
        for event in issued:
            ticket = after.tickets[event.ticket]
            promise = self._promiser.promise(after, ticket, self._catalogue, self._policy, setting.now)
            if promise is not None:
                told.append(shown(ticket.id, promise))
        return [*events, *told]

    def _renew_rules(self) -> None:
        """Take up the configuration of the day that is about to begin."""
        if self._journal.office.day is None:
            self._take_rules(in_force(self._configs, local_date(self._journal.now(), self._zone)))

    def _take_rules(self, config: Config) -> None:
        """Let a whole configuration hold from now on."""
        self._keeper.config = config
        self._zone = config.office.timezone
        self._catalogue = config.catalogue
        self._policy = config.queue_policy
        self._calendar = config.office_calendar

    def _commit(
        self, events: Sequence[EventData], caller: Caller, command: c.Command | None
    ) -> list[StoredEvent]:
        if not events:
            return []
        command_id = command.command_id if command else None
        stored = self._journal.record(events, caller.actor, command_id)
        self._journal.when_durable(lambda: self._carry_out(events))
        return stored

    def _carry_out(self, events: Sequence[EventData]) -> None:
        for event in events:
            match event:
                case DayOpened(day_id=day_id):
                    self._looks.gallery.open_day(day_id)
                case DayClosed():
                    self._looks.gallery.close_day()
                case FaceErased(visit=visit):
                    self._looks.gallery.erase(visit)
                case (
                    ServiceFinished(ticket=ticket) | TicketClosed(ticket=ticket) | TicketMerged(ticket=ticket)
                ):
                    self._forget_when_done(ticket)
        for notify in self.on_change:
            notify()

    def _forget_when_done(self, ticket_id: TicketId) -> None:
        ticket = self._journal.office.tickets.get(ticket_id)
        if ticket is not None and not self._journal.office.open_of_visit(ticket.visit):
            self._looks.gallery.forget(ticket.visit)

    def _answer(self, stored: Sequence[StoredEvent], *, repeated: bool) -> Answer:
        office, now = self._journal.office, self._journal.now()
        views = [view_event(event) for event in stored]
        tickets: dict[str, TicketView] = {}
        for view in views:
            data = view["data"]
            assert isinstance(data, dict)
            ticket_id = data.get("ticket")
            if view["kind"] not in NOT_ABOUT_ITS_TICKET and ticket_id in office.tickets:
                tickets[ticket_id] = view_ticket(office, office.tickets[TicketId(ticket_id)], now)
        about = tuple(tickets.values())
        ticket = about[0] if about else None
        return Answer(views, ticket, repeated, short_head(self._journal.head), desk_time(now), about)

    def _setting(self) -> Setting:
        journal = self._journal
        return Setting(journal.office, self._catalogue, self._policy, journal.now(), self._fresh)

    def _refuse_stale(self, command: c.Command) -> None:
        time = desk_time(self._journal.now())
        age_ms = time.boot_ms - command.issued.boot_ms
        if command.issued.boot != time.boot or age_ms > self._policy.command_max_age_ms:
            raise StaleCommand(
                f"the command is older than {self._policy.command_max_age_ms // 1000} s and was not carried out; "
                "look at the present state and ask again",
                code="stale",
            )


def _officer(caller: Caller) -> OfficerId:
    if caller.officer is None:
        raise NotAllowed("only an officer who is signed in may do that")
    return caller.officer


def _visit_issued(events: Sequence[EventData]) -> VisitId:
    return next(event.visit for event in events if isinstance(event, TicketIssued))
