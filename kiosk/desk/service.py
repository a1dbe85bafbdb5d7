"""The one place that decides and writes: commands in, events out."""

from __future__ import annotations

import secrets
import uuid
from dataclasses import dataclass
from typing import TYPE_CHECKING

from kiosk.config import notice_hash
from kiosk.desk.days import local_date
from kiosk.desk.journal import Journal, short_head, view_event
from kiosk.domain import commands as c
from kiosk.domain import decisions as d
from kiosk.domain.events import (
    CameraClosed,
    CameraOpened,
    DayClosed,
    DayOpened,
    EventData,
    FaceErased,
    How,
    LegOutcome,
    TicketIssued,
)
from kiosk.domain.ids import SYSTEM, Actor, DayId, OfficerId, TicketId
from kiosk.domain.snapshot import DeskTime, Snapshot, TicketView, desk_time, take_snapshot, view_ticket
from kiosk.errors import CommandRefused, NotAllowed, StaleCommand

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from kiosk.config import Config
    from kiosk.desk.looks import Looks
    from kiosk.store.codec import StoredEvent


@dataclass(frozen=True, slots=True)
class Caller:
    """Who gives a command; ``officer`` is None for citizens and the clock."""

    actor: Actor
    officer: OfficerId | None = None


CLOCKWORK = Caller(SYSTEM)


@dataclass(frozen=True, slots=True)
class Answer:
    """What a command led to; a repeated command gets its first answer again.

    Attributes:
        events: What happened, as ``seq``, ``kind`` and ``data``.
        ticket: The ticket it was about, as it is now; None where there is none.
        head: Short form of the log's head, a receipt for the slip.
    """

    events: list[dict[str, object]]
    ticket: TicketView | None
    repeated: bool
    head: str
    time: DeskTime


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

    def __init__(self, config: Config, journal: Journal, looks: Looks) -> None:
        self._config = config
        self._journal = journal
        self._looks = looks
        self._catalogue = config.catalogue
        self._policy = config.queue_policy
        self._fresh = RandomNames()
        self._notice_hash = notice_hash(config)
        self.on_change: list[Callable[[], None]] = []

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
        office, now = self._journal.office, self._journal.now()
        today = local_date(now, self._config.office.timezone)
        day = office.day
        if day is not None and day.date is not None and today is not None and day.date < today:
            self._commit(d.close_day(self._setting(), "missed_close"), CLOCKWORK, None)
            day = None
        if day is None and (today is None or self._journal.last_date() != today):
            self._commit(d.open_day(self._setting(), DayId(self._fresh.uuid()), today), CLOCKWORK, None)
        cooled = d.end_cooling(self._setting())
        if cooled:
            self._commit(cooled, CLOCKWORK, None)

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

    def snapshot(self) -> Snapshot:
        """Describe the office as it stands."""
        journal = self._journal
        return take_snapshot(journal.office, self._catalogue, journal.head.seq, journal.now())

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
                return self._check_in(setting, command, caller)
            case c.DisputeMatch():
                return d.dispute_match(setting, command)
            case c.OpenCamera(opening=opening, purpose=purpose):
                return [CameraOpened(opening, purpose)]
            case c.CloseCamera(opening=opening, reason=reason):
                return [CameraClosed(opening, reason)]
            case c.AskHelp():
                return d.ask_help(setting, command)
            case c.Cancel():
                staff = caller.officer is not None
                outcome = LegOutcome.CANCELLED_BY_STAFF if staff else LegOutcome.CANCELLED_BY_CITIZEN
                return d.cancel(setting, command, outcome)
            case _:
                return self._decide_for_officer(setting, command, _officer(caller))

    def _decide_for_officer(
        self, setting: d.Setting, command: c.Command, officer: OfficerId
    ) -> list[EventData]:
        match command:
            case c.SignIn(counter=counter):
                return d.sign_in(setting, counter, officer)
            case c.SignOut(counter=counter, reason=reason):
                return d.sign_out(setting, counter, officer, reason)
            case c.CallNext(counter=counter):
                return d.call_next(setting, counter, officer)
            case c.Recall():
                return d.recall(setting, command, officer)
            case c.Start():
                return d.start(setting, command, officer)
            case c.Finish():
                return d.finish(setting, command, officer)
            case c.MarkAbsent():
                return d.mark_absent(setting, command, officer)
            case c.AnswerHelp(request=request):
                return d.answer_help(setting, request, officer)
            case c.OpenDay():
                today = local_date(setting.now, self._config.office.timezone)
                return d.open_day(setting, DayId(self._fresh.uuid()), today)
            case c.CloseDay(reason=reason):
                return d.close_day(setting, reason)
            case _:
                raise NotAllowed(f"nobody may give the command {type(command).__name__}")

    def _check_in(self, setting: d.Setting, command: c.CheckIn, caller: Caller) -> list[EventData]:
        if command.how is How.STAFF:
            _officer(caller)
        if command.how is not How.FACE:
            return d.check_in(setting, command, None)
        if setting.office.day is None:
            raise CommandRefused("no working day is open; a supervisor opens it", code="day_closed")
        if command.consent is None or command.consent.notice_hash != self._notice_hash:
            raise CommandRefused("consent must be to the notice in force; show it again", code="no_consent")
        look = self._looks.open(command)
        match = self._looks.match(look, setting.office, command.code)
        events = d.check_in(setting, command, match)
        issued = next((event for event in events if isinstance(event, TicketIssued)), None)
        if issued is not None and match.visit is None:
            # Before the ticket is durable: a crash in between leaves a face without a ticket,
            # which the next start destroys, and never a ticket whose face is unknown.
            self._looks.enrol(issued.visit, look)
        return events

    def _commit(
        self, events: Sequence[EventData], caller: Caller, command: c.Command | None
    ) -> list[StoredEvent]:
        if not events:
            return []
        command_id = command.command_id if command else None
        stored = self._journal.record(events, caller.actor, command_id)
        for event in events:
            match event:
                case DayOpened(day_id=day_id):
                    self._looks.gallery.open_day(day_id)
                case DayClosed():
                    self._looks.gallery.close_day()
                case FaceErased(visit=visit):
                    self._looks.gallery.erase(visit)
        for notify in self.on_change:
            notify()
        return stored

    def _answer(self, stored: Sequence[StoredEvent], *, repeated: bool) -> Answer:
        office, now = self._journal.office, self._journal.now()
        views = [view_event(event) for event in stored]
        ticket = None
        for view in views:
            data = view["data"]
            assert isinstance(data, dict)
            ticket_id = data.get("ticket") if view["kind"] != "MatchDisputed" else None
            if ticket_id in office.tickets:
                ticket = view_ticket(office, office.tickets[TicketId(ticket_id)], now)
        return Answer(views, ticket, repeated, short_head(self._journal.head), desk_time(now))

    def _setting(self) -> d.Setting:
        journal = self._journal
        return d.Setting(journal.office, self._catalogue, self._policy, journal.now(), self._fresh)

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
