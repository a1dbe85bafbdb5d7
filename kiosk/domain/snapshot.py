"""What screens and pages are shown: the office as plain values, with nothing to look up."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from kiosk.domain.alerts import Alert, Question, see_alerts, see_outputs, see_questions
from kiosk.domain.hours import HoursView
from kiosk.domain.ids import DeviceId, FieldCode, Seq
from kiosk.domain.kept import Kept, promises_kept
from kiosk.domain.moment import Moment, elapsed_ms
from kiosk.domain.policy import Policy
from kiosk.domain.printing import PrinterView
from kiosk.domain.queue import next_ticket, people_ahead
from kiosk.domain.snapshot_views import (
    AnnouncementView,
    CallView,
    CounterView,
    DayModeView,
    DeskTime,
    FieldView,
    HelpComingView,
    HelpView,
    NextView,
    TicketView,
)
from kiosk.domain.speaking import SpeechView
from kiosk.domain.ticket import State, Ticket
from kiosk.lib.units import NS_PER_MS

if TYPE_CHECKING:
    from kiosk.domain.catalogue import Catalogue, Field
    from kiosk.domain.office import Office

LISTED = (State.WAITING, State.COOLING, State.NO_SHOW, State.PARKED, State.AWAIT_RESULT)
"""Open tickets that are at no counter; the others are with theirs."""

CALLS_SHOWN = 12
"""The latest calls that a board shows; those not yet spoken are listed beside them."""

RECENT_MS = 600_000
RECENT_KEPT = 10
"""Ten minutes and ten tickets: what an officer notices to have ended by mistake."""


@dataclass(frozen=True, slots=True)
class Snapshot:
    """The whole office at one moment.

    Attributes:
        seq: The last event it includes.
        calls: Newest first.
        recent: Tickets that ended in the last minutes and can be brought back by undo, newest first.
        at: UTC in milliseconds as the desk believes it; doubtful without ``clock_ok``.
        baseline: Plain numbers only today.
        handed_out: Numbered places given to those who stood outside this morning.
        hours: None while no clock can tell.
        announcements: Oldest first.
        speech: What the hall's loudspeaker has to say.
        printer: How the slip printer stands.
        kept: How many of today's promised waits were kept.
        central_away_since: Since when central has not followed, UTC in milliseconds; None while it does,
            and in an office without one.
        day_mode: None on usual days.
        help_coming: Who goes to this kiosk, for staff to any, by the latest answer to a call for help; None before the
            first of the day.
        settings: SHA-256 (hex) of the configuration in force.
    """

    seq: Seq
    time: DeskTime
    date: str | None
    day_open: bool
    fields: tuple[FieldView, ...]
    counters: tuple[CounterView, ...]
    calls: tuple[CallView, ...]
    waiting: tuple[TicketView, ...]
    cooling: tuple[TicketView, ...]
    no_show: tuple[TicketView, ...]
    help: tuple[HelpView, ...]
    parked: tuple[TicketView, ...] = ()
    await_result: tuple[TicketView, ...] = ()
    recent: tuple[TicketView, ...] = ()
    alerts: tuple[Alert, ...] = ()
    questions: tuple[Question, ...] = ()
    at: int = 0
    clock_ok: bool = True
    baseline: bool = False
    handed_out: int = 0
    hours: HoursView | None = None
    announcements: tuple[AnnouncementView, ...] = ()
    speech: SpeechView = field(default_factory=SpeechView)
    printer: PrinterView = field(default_factory=PrinterView)
    kept: Kept = field(default_factory=Kept)
    central_away_since: int | None = None
    day_mode: DayModeView | None = None
    help_coming: HelpComingView | None = None
    settings: str = ""


def take_snapshot(
    office: Office,
    catalogue: Catalogue,
    seq: Seq,
    now: Moment,
    *,
    settings: str = "",
    policy: Policy | None = None,
    hours: HoursView | None = None,
    announcements: tuple[AnnouncementView, ...] = (),
    speech: SpeechView | None = None,
    printer: PrinterView | None = None,
    central_away_since: int | None = None,
    day_mode: DayModeView | None = None,
    disk_full: bool = False,
    kiosk: DeviceId | None = None,
    several_kiosks: bool = False,
) -> Snapshot:
    """Describe the office as it stands after event ``seq``; ``catalogue`` is the one of today.

    Args:
        kiosk: Whose snapshot it is; None for staff's.
    """
    lists = _lists(office, now)
    speech, printer = speech or SpeechView(), printer or PrinterView()
    return Snapshot(
        seq=seq,
        time=desk_time(now),
        date=office.day.date if office.day else None,
        day_open=office.day is not None,
        fields=tuple(_field(office, catalogue, field, lists[State.WAITING]) for field in catalogue.fields),
        counters=tuple(_counters(office, catalogue, policy or Policy(), now)),
        calls=tuple(_calls(office)),
        waiting=lists[State.WAITING],
        cooling=lists[State.COOLING],
        no_show=lists[State.NO_SHOW],
        help=tuple(
            HelpView(h.request, h.screen, elapsed_ms(h.asked, now), (h.kiosk or "") if several_kiosks else "")
            for h in office.help
        ),
        parked=lists[State.PARKED],
        await_result=lists[State.AWAIT_RESULT],
        recent=_recent(office, now),
        alerts=(
            *see_alerts(office, catalogue, policy or Policy(), now),
            *see_outputs(speech, printer, central_away_since, now, disk_full=disk_full),
        ),
        questions=see_questions(office, now),
        at=now.at,
        clock_ok=now.clock_ok,
        baseline=office.day is not None and office.day.baseline,
        handed_out=office.handed_out.count if office.handed_out else 0,
        hours=hours,
        announcements=announcements,
        speech=speech,
        printer=printer,
        kept=promises_kept(office),
        central_away_since=central_away_since,
        day_mode=day_mode,
        help_coming=_help_coming(office, kiosk),
        settings=settings,
    )


def _help_coming(office: Office, kiosk: DeviceId | None) -> HelpComingView | None:
    there = [coming for coming in office.help_coming if kiosk in {None, coming.kiosk}]
    return HelpComingView(there[-1].request, there[-1].counter, there[-1].after_another) if there else None


def desk_time(now: Moment) -> DeskTime:
    """Tell a moment on the desk's boot clock."""
    return DeskTime(now.boot, now.boot_ns // NS_PER_MS)


def view_ticket(office: Office, ticket: Ticket, now: Moment) -> TicketView:
    """Describe one ticket."""
    return _view(ticket, now, people_ahead(office, ticket) if ticket.state is State.WAITING else 0)


def _view(ticket: Ticket, now: Moment, ahead: int) -> TicketView:
    leg = ticket.leg
    ready_in = 0
    if ticket.state is State.COOLING and ticket.missed is not None:
        ready_in = max(0, ticket.cooling_ms - (elapsed_ms(ticket.missed, now) or 0))
    told = ticket.told
    return TicketView(
        ticket=ticket.id,
        version=ticket.version,
        code=ticket.code,
        icon=ticket.icon,
        field=leg.field,
        state=ticket.state,
        how=ticket.how,
        counter=leg.counter,
        officer=leg.officer,
        calls=leg.calls,
        ahead=ahead,
        waited_ms=elapsed_ms(leg.opened, leg.first_called or now),
        token=ticket.token,
        ready_in_ms=ready_in,
        wait_min=told.range_at(now) if told is not None else None,
        wait_why=told.why if told is not None else None,
        provisional=ticket.promise is not None and ticket.promise.provisional,
        priority=ticket.priority,
        declared=ticket.declared,
        seen=ticket.seen_present is not None,
        directed=leg.directed,
        reason=leg.reason,
        park_reason=ticket.park_reason,
        room=ticket.room,
        standing=ticket.standing,
        undoable=ticket.last_step is not None,
        asked=leg.asked is not None and not leg.still_serving,
        language=ticket.language,
        signs=ticket.signs,
        dossiers=ticket.dossiers,
        on_time=ticket.on_time,
        fetch=ticket.fetch,
        rated=ticket.rated is not None,
    )


def _lists(office: Office, now: Moment) -> dict[State, tuple[TicketView, ...]]:
    """Put each ticket that is at no counter into the one list of its state, in the order of places."""
    listed: dict[State, list[TicketView]] = {state: [] for state in LISTED}
    ahead: dict[FieldCode, int] = {}
    for ticket in office.in_state(*LISTED):
        before = ahead.get(ticket.leg.field, 0) if ticket.state is State.WAITING else 0
        listed[ticket.state].append(_view(ticket, now, before))
        if ticket.state is State.WAITING:
            ahead[ticket.leg.field] = before + 1
    return {state: tuple(views) for state, views in listed.items()}


def _recent(office: Office, now: Moment) -> tuple[TicketView, ...]:
    """List what ended so lately that its undo may be wanted."""
    ended = [t for t in office.tickets.values() if not t.is_open and t.last_step is not None]
    ended.sort(key=lambda ticket: -(ticket.last_step or 0))
    views = []
    for ticket in ended[:RECENT_KEPT]:
        age = elapsed_ms(ticket.leg.ended, now) if ticket.leg.ended is not None else None
        if age is not None and age <= RECENT_MS:
            views.append(_view(ticket, now, 0))
    return tuple(views)


def _field(office: Office, catalogue: Catalogue, field: Field, waiting: tuple[TicketView, ...]) -> FieldView:
    closure = office.closed_fields.get(field.code)
    open_counters = tuple(
        counter.number
        for counter in catalogue.counters
        if field.code in counter.fields and counter.number in office.calling
    )
    return FieldView(
        code=field.code,
        letter=field.letter,
        name_vi=field.name_vi,
        name_en=field.name_en,
        icon=field.icon,
        colour=field.colour,
        area=field.area,
        waiting=sum(ticket.field == field.code for ticket in waiting),
        open_counters=open_counters,
        closed=closure.reason if closure is not None else None,
    )


def _counters(office: Office, catalogue: Catalogue, policy: Policy, now: Moment) -> list[CounterView]:
    busy = {t.leg.counter: t for t in office.in_state(State.CALLED, State.SERVING)}
    views = []
    for counter in catalogue.counters:
        ticket = busy.get(counter.number)
        seated = office.seated.get(counter.number)
        choice = next_ticket(office, counter, policy, now) if seated is not None else None
        views.append(
            CounterView(
                number=counter.number,
                fields=counter.fields,
                officer=seated,
                ticket=_view(ticket, now, 0) if ticket else None,
                paused=counter.number in office.paused,
                next=NextView(choice.ticket.id, choice.reason) if choice is not None else None,
                asked_by=office.handovers.get(counter.number),
            )
        )
    return views


def _calls(office: Office) -> list[CallView]:
    views = []
    for summons in reversed(office.calls[-CALLS_SHOWN:]):
        ticket = office.tickets[summons.ticket]
        views.append(
            CallView(
                summons.seq,
                ticket.code,
                ticket.icon,
                ticket.leg.field,
                summons.counter,
                ticket.state,
                ticket.fetch is not None,
            )
        )
    return views
