"""The one place that decides and writes: commands in, events out."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, TypeVar
from urllib.parse import urlsplit

from kiosk.config import in_force
from kiosk.desk.answers import Answer, write_answer
from kiosk.desk.caller import CLOCKWORK, Caller, officer_of
from kiosk.desk.closing_guard import ClosingGuard
from kiosk.desk.day_keeper import DayKeeper
from kiosk.desk.days import local_date, local_time
from kiosk.desk.deciding import decide_for_anyone, decide_for_officer
from kiosk.desk.forgetting import keep_gallery
from kiosk.desk.inbox import Inbox
from kiosk.desk.promises import Promises
from kiosk.desk.random_names import RandomNames
from kiosk.desk.reception import Reception
from kiosk.desk.rules import Rules
from kiosk.desk.speech import Speech
from kiosk.desk.tickets import Tickets
from kiosk.domain import calling, days
from kiosk.domain import commands as c
from kiosk.domain.decisions import Setting
from kiosk.domain.events import (
    CameraClosed,
    CameraOpened,
    EventData,
    LegOutcome,
)
from kiosk.domain.hours import see_hours
from kiosk.domain.ids import device_of
from kiosk.domain.snapshot import Snapshot, desk_time, take_snapshot
from kiosk.domain.snapshot_views import DayModeView
from kiosk.errors import DatabaseDamaged, DiskFull, StaleCommand
from kiosk.notice import notice_hash
from kiosk.store.codec import recorded

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from kiosk.config import Config
    from kiosk.desk.journal import Journal
    from kiosk.desk.looks import Looks
    from kiosk.desk.place_slips import PlaceSlips
    from kiosk.desk.slips import Slips
    from kiosk.domain.ids import Actor, CommandId, DayId, OfficerId
    from kiosk.domain.moment import Moment
    from kiosk.domain.printing import PrinterView
    from kiosk.domain.promise import Promiser
    from kiosk.lib.units import WallMs
    from kiosk.store.codec import StoredEvent
    from kiosk.store.reserve import Reserve


T = TypeVar("T")

TAKES_A_PLACE = (c.CheckIn, c.DisputeMatch, c.IssueByStaff, c.KeepPlace, c.RedeemPlace)
"""Commands that are refused first when the disk gets full."""


STEPS_A_TICK = 8
"""More than ever follow from one another: close, open, date, pauses, questions."""


class Desk:
    """The office's only writer. Every method belongs to the desk's loop."""

    def __init__(
        self,
        config: Config,
        journal: Journal,
        looks: Looks,
        *,
        promiser: Promiser | None = None,
        slips: PlaceSlips,
        upcoming: Sequence[Config] = (),
    ) -> None:
        """Take over the office.

        Args:
            slips: Signs the slips of places kept for another day.
            promiser: Tells the wait when a ticket is issued; None for no promises.
            upcoming: Whole configurations with a later effective date; each holds from the
                first day opened on or after it.
        """
        self._configs = (config, *upcoming)
        self._journal = journal
        self._looks = looks
        self.tickets = Tickets(journal, looks)
        self._promises = Promises(journal, promiser)
        self._keeper = DayKeeper(config, journal)
        self._take_rules(config)
        self._fresh = RandomNames()
        self._reception = Reception(looks, notice_hash(config), journal.when_undone)
        self._guard = ClosingGuard(journal, self._reception, promiser, slips)
        self._inbox: Inbox[Answer] = Inbox(journal.together, self._make_room, self._tell_bug)
        self.speech = Speech(config.hall.speaks, journal, lambda: self._rules.policy)
        self.reserve: Reserve | None = None
        self.paper: Slips | None = None
        self.papers: dict[Actor, Slips | None] = {}
        self.central_away_since: Callable[[], WallMs | None] = lambda: None
        self._told_away: WallMs | None = None
        self.on_change: list[Callable[[], None]] = []
        self.on_damage: list[Callable[[], None]] = []
        self.on_bug: list[Callable[[Exception], None]] = []

    def start(self) -> None:
        """Take up today: run a missed day close, open the day, know the open tickets' faces again."""
        day = self._journal.office.day
        if day is not None:
            self._follow(in_force(self._configs, day.date))
            open_visits = {t.visit for t in self._journal.office.tickets.values() if t.is_open}
            self._looks.gallery.open_day(day.day_id, open_visits)
        else:
            self._looks.gallery.close_day()
        self.tick()

    def tick(self) -> None:
        """Do what time alone brings: the day's turn, the end of pauses. Call it about once a second."""
        for _ in range(STEPS_A_TICK):
            self._renew_rules()
            events = self._keeper.due(self._setting()) or self._promises.renew(self._setting())
            if not events:
                break
            self._commit(events, CLOCKWORK, None)
        away = self.central_away_since()
        if self.speech.turned() or away != self._told_away:
            self._told_away = away
            self.tell()

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
            return self._answer(before, command, repeated=True)
        self._refuse_stale(command)
        with self._journal.together():
            stored = self._commit(self._decide(command, caller), caller, command)
        return self._answer(stored, command, repeated=False)

    def answered(self, command_id: CommandId) -> Answer | None:
        """Give the answer to a command that was carried out before; None where it was not."""
        before = self._journal.caused_by(command_id)
        return write_answer(self._journal, before, repeated=True) if before else None

    async def submit(self, command: c.Command, caller: Caller) -> Answer:
        """Do as :meth:`handle`, with whatever else came at the same time, by one write to the disk.

        Raises:
            KioskError: As :meth:`handle`.
        """
        return await self._inbox.submit(lambda: self._admit(command, caller))

    def _admit(self, command: c.Command, caller: Caller) -> Answer:
        if isinstance(command, TAKES_A_PLACE) and self._is_disk_full:
            raise DiskFull(
                "the disk is full: no new ticket until space is freed; those who have one are called"
            )
        try:
            return self.handle(command, caller)
        except DatabaseDamaged:
            for notify in self.on_damage:
                notify()
            raise

    @property
    def _is_disk_full(self) -> bool:
        return self.reserve is not None and not self.reserve.is_kept

    def _tell_bug(self, bug: Exception) -> None:
        for notify in self.on_bug:
            notify(bug)

    def _make_room(self) -> None:
        if self.reserve is not None:
            self.reserve.spend()

    @property
    def config(self) -> Config:
        """The configuration in force."""
        return self._keeper.config

    @property
    def base_config(self) -> Config:
        """The configuration that the process was started with."""
        return self._configs[0]

    def now(self) -> Moment:
        """Tell the present moment as the log has it."""
        return self._journal.now()

    def plan(self, upcoming: Sequence[Config]) -> None:
        """Replace what will hold later; it is taken up with the next day that begins."""
        self._configs = (self._configs[0], *upcoming)

    def change(self, act: Callable[[], T], event: Callable[[T], EventData], caller: Caller) -> T:
        """Change what lies beside the queue, together with the event that tells of it.

        Raises:
            DiskFull: There is no room to record it; nothing has changed.
        """
        with self._journal.together():
            changed = act()
            self._commit([event(changed)], caller, None)
        return changed

    def keep(self, change: Callable[[], None], event: EventData, caller: Caller) -> None:
        """Change what the log must not hold, and record that it changed; as :meth:`change`."""
        self.change(change, lambda _: event, caller)

    def snapshot(self, at: Actor | None = None) -> Snapshot:
        """Describe the office as it stands.

        Args:
            at: Who sees the printer that stands there, and who goes there to help; None for staff, who see the printer
                that is out and the latest helper, wherever they are.
        """
        journal = self._journal
        now = journal.now()
        hours = see_hours(self._rules.calendar, local_time(now, self._rules.zone))
        office = journal.office
        return take_snapshot(
            office,
            office.catalogue_of(self._rules.catalogue),
            journal.head.seq,
            now,
            settings=self._rules.settings,
            policy=self._rules.policy,
            hours=hours,
            speech=self.speech.view(),
            printer=self._printer(at),
            announcements=journal.announcements() if office.announcements else (),
            central_away_since=self.central_away_since(),
            day_mode=self._day_mode(),
            disk_full=self._is_disk_full,
            kiosk=device_of(at) if at is not None else None,
            several_kiosks=bool(self.config.kiosk),
        )

    def _printer(self, at: Actor | None) -> PrinterView | None:
        """Give how a place's printer stands; of the whole office's, one that is out comes first."""
        papers = (self.paper, *self.papers.values()) if at is None else (self.papers.get(at, self.paper),)
        views = [paper.printer for paper in papers if paper is not None]
        return next((view for view in views if view.is_out), views[0] if views else None)

    def _day_mode(self) -> DayModeView | None:
        day = self._journal.office.day
        mode = self.config.day_mode_on(day.date) if day is not None else None
        return DayModeView(mode.name_vi, mode.name_en) if mode is not None else None

    def is_out_of_reach(self, page_url: str) -> bool:
        """Tell whether telephones find the pages by way of central, not the office's network, and it is away."""
        sync = self.config.sync
        central = {urlsplit(address).hostname for address in (sync.central, sync.citizen_url) if address}
        return self.central_away_since() is not None and urlsplit(page_url).hostname in central

    def open_day(self) -> DayId | None:
        """Name the open day; None when none is open."""
        day = self._journal.office.day
        return day.day_id if day is not None else None

    def seated(self) -> frozenset[OfficerId]:
        """Tell who sits at any counter."""
        return frozenset(self._journal.office.seated.values())

    def _decide(self, command: c.Command, caller: Caller) -> list[EventData]:
        setting = self._setting()
        match command:
            case c.CheckIn():
                ahead = self._guard.look_ahead(setting, command, self._rules.calendar, self._rules.zone)
                setting = replace(setting, tomorrow=ahead)
                return self._promises.first(setting, self._reception.check_in(setting, command, caller))
            case c.KeepPlace():
                return self._guard.keep(setting, command)
            case c.RedeemPlace():
                redeemed = self._guard.redeem(setting, command, self._rules.calendar, self._rules.zone)
                return self._promises.first(setting, redeemed)
            case c.LookUpTicket():
                return self._reception.look_up(setting, command)
            case c.Cancel():
                staff = caller.officer is not None
                outcome = LegOutcome.CANCELLED_BY_STAFF if staff else LegOutcome.CANCELLED_BY_CITIZEN
                return calling.cancel(setting, command, outcome)
            case c.OpenCamera(opening=opening, purpose=purpose):
                return [CameraOpened(opening, purpose)]
            case c.CloseCamera(opening=opening, reason=reason):
                return [CameraClosed(opening, reason)]
        events = decide_for_anyone(setting, command, caller)
        if events is None:
            events = self._decide_for_officer(setting, command, caller)
        return self._promises.first(setting, events)

    def _decide_for_officer(self, setting: Setting, command: c.Command, caller: Caller) -> list[EventData]:
        match command:
            case c.OpenDay():
                officer_of(caller)
                self._renew_rules()
                return self._keeper.open_day(self._setting())
            case c.CloseDay(reason=reason, carry_over=carry_over):
                officer_of(caller)
                return days.close_day(setting, reason, carry_over=carry_over)
            case c.ConfirmClock(at=at):
                officer_of(caller)
                return self._keeper.confirm_clock(setting, at)
            case c.Announce(command_id=announcement, text_vi=text_vi, text_en=text_en):
                events = decide_for_officer(setting, command, caller)
                # Before the event is durable: words without an event are shown to nobody.
                self._journal.keep_announcement(announcement, text_vi, text_en)
                return events
            case _:
                return decide_for_officer(setting, command, caller)

    def _answer(self, stored: Sequence[StoredEvent], command: c.Command, *, repeated: bool) -> Answer:
        answer = write_answer(self._journal, stored, repeated=repeated)
        if not isinstance(command, c.CheckIn | c.KeepPlace):
            return answer
        events = [recorded(event).data for event in stored]
        return replace(
            answer,
            offers=self._guard.offers(events, self._rules.calendar, self._rules.policy),
            slip=self._guard.slip(events, command, self._rules.calendar, self._rules.policy),
        )

    def _renew_rules(self) -> None:
        """Take up the configuration of the day that is about to begin."""
        if self._journal.office.day is None:
            self._follow(in_force(self._configs, local_date(self._journal.now(), self._rules.zone)))

    def _follow(self, config: Config) -> None:
        """Let everything keep to a configuration from now on."""
        self._take_rules(config)
        self._reception.notice_hash = notice_hash(config)
        self.speech.output = config.hall.speaks

    def _take_rules(self, config: Config) -> None:
        """Let a whole configuration hold from now on."""
        self._keeper.config = config
        self._rules = Rules.of(config)

    def _commit(
        self, events: Sequence[EventData], caller: Caller, command: c.Command | None
    ) -> list[StoredEvent]:
        if not events:
            return []
        command_id = command.command_id if command else None
        stored = self._journal.record(events, caller.actor, command_id)
        self._journal.when_durable(lambda: self._carry_out(events, caller.actor))
        return stored

    def _carry_out(self, events: Sequence[EventData], actor: Actor) -> None:
        keep_gallery(self._looks.gallery, self._journal.office, events)
        paper = self.papers.get(actor, self.paper)
        if paper is not None:
            paper.take(events)
        self.tell()

    def tell(self) -> None:
        """Have everybody look again: something changed that may be no event."""
        for notify in self.on_change:
            notify()

    def _setting(self) -> Setting:
        journal = self._journal
        catalogue = journal.office.catalogue_of(self._rules.catalogue)
        now = journal.now()
        jumped = journal.is_of_a_jump(now)
        return Setting(journal.office, catalogue, self._rules.policy, now, self._fresh, clock_jumped=jumped)

    def _refuse_stale(self, command: c.Command) -> None:
        time = desk_time(self._journal.now())
        age_ms = time.boot_ms - command.issued.boot_ms
        if command.issued.boot != time.boot or age_ms > self._rules.policy.command_max_age_ms:
            raise StaleCommand(
                f"the command is older than {self._rules.policy.command_max_age_ms // 1000} s and was not carried out; "
                "look at the present state and ask again",
                code="stale",
            )
