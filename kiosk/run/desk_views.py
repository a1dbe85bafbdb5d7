"""The desk's answers in the screen's terms."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from kiosk.domain.printing import PrinterState, PrinterView
from kiosk.ui.happenings import (
    DeskUnsure,
    HelpComing,
    PlaceOffered,
    SnapshotArrived,
    TicketExists,
    TicketGiven,
    TurnFound,
)
from kiosk.ui.parts import News, OfferView, OfficeNow, Paper, SlipView
from kiosk.ui.view_state import FieldView, TicketView

if TYPE_CHECKING:
    from kiosk.config import Config
    from kiosk.ui.happenings import DeskAnswer

_LISTS = ("waiting", "cooling", "no_show", "parked", "await_result")
"""The snapshot's lists of open tickets; the others are with their counters."""


def snapshot_of(snapshot: dict[str, Any]) -> SnapshotArrived:
    """Tell the screen the present fields, queues and hours."""
    fields = tuple(
        FieldView(
            code=field["code"],
            names={"vi": field["name_vi"], "en": field["name_en"]},
            letter=field["letter"],
            waiting=field["waiting"],
            icon=field["icon"],
            closed=field["closed"] or "",
        )
        for field in snapshot["fields"]
    )
    now = replace(
        office_now(snapshot),
        paper=paper_of(snapshot["printer"]["state"]),
        day_mode=day_mode_of(snapshot),
    )
    coming = snapshot["help_coming"]
    answered = (
        HelpComing(coming["request"], coming["counter"], coming["after_another"])
        if coming is not None
        else None
    )
    return SnapshotArrived(fields, bool(snapshot["day_open"]), now, answered)


def day_mode_of(snapshot: dict[str, Any]) -> dict[str, str]:
    """Name the special day that today is, by language; nothing on others."""
    mode = snapshot["day_mode"]
    return {"vi": mode["name_vi"], "en": mode["name_en"]} if mode is not None else {}


def paper_of(state: str) -> Paper:
    """Say whether slips come out."""
    printer = PrinterView(PrinterState(state))
    if printer.state is PrinterState.NONE:
        return Paper.NONE
    return Paper.OUT if printer.is_out else Paper.READY


def office_now(snapshot: dict[str, Any]) -> OfficeNow:
    """Say in one word what is particular about the office at this moment."""
    hours = snapshot["hours"]
    if not snapshot["clock_ok"] or hours is None:
        return OfficeNow(News.CLOCK_DOUBTFUL)
    if hours["holiday"]:
        return OfficeNow(News.HOLIDAY, _opening(hours, snapshot["date"]), hours["holiday"])
    if hours["open_now"]:
        return OfficeNow() if snapshot["day_open"] else OfficeNow(News.CLOSED_EARLY)
    opens = _opening(hours, snapshot["date"])
    if not snapshot["day_open"] or " " in opens or not opens:
        return OfficeNow(News.AFTER_HOURS, opens)
    before_noon = opens < "12:00"
    return OfficeNow(News.BEFORE_OPENING if before_noon else News.LUNCH, opens)


def offer_of(offer: dict[str, Any]) -> OfferView:
    """Describe a place that is offered for the next working day."""
    return OfferView(
        offer["offer"], offer["field"], offer["reason"], _day(offer["date"]), offer["opens"], offer["until"]
    )


def slip_of(slip: dict[str, Any]) -> SlipView:
    """Describe a place that was kept."""
    return SlipView(
        slip["text"],
        slip["token"],
        slip["field"],
        _day(slip["date"]),
        slip["opens"],
        slip["until"] or "",
    )


def find_by_code(snapshot: dict[str, Any], code: str) -> dict[str, Any] | None:
    """Find the open ticket with this code; None when there is none."""
    listed = [ticket for name in _LISTS for ticket in snapshot[name]]
    served = [counter["ticket"] for counter in snapshot["counters"] if counter["ticket"] is not None]
    return next((ticket for ticket in (*listed, *served) if ticket["code"] == code), None)


class AnswerReader:
    """Word the desk's answers.

    Args:
        page_url: Address behind which a ticket's token is looked up; empty while nobody can reach it.
    """

    def __init__(self, page_url: str, config: Config) -> None:
        self._page_url = page_url
        self._fields = {field.code: field for field in config.field}
        self._groups = {group.code: {"vi": group.name_vi, "en": group.name_en} for group in config.priority}

    def check_in(self, request: int, answer: dict[str, Any]) -> DeskAnswer:
        """Tell what a check-in led to."""
        if answer["offers"]:
            offers = tuple(offer_of(offer) for offer in answer["offers"])
            return PlaceOffered(request, offers, tuple(self.ticket(one, answer) for one in answer["tickets"]))
        if answer["ticket"] is None:
            return DeskUnsure(request)
        ticket, *also = (self.ticket(one, answer) for one in answer["tickets"])
        issued = any(event["kind"] == "TicketIssued" for event in answer["events"])
        return TicketGiven(request, ticket, tuple(also)) if issued else TicketExists(request, ticket)

    def turn(self, request: int, answer: dict[str, Any]) -> DeskAnswer:
        """Tell whose turn a look found."""
        looks = [event["data"] for event in answer["events"] if event["kind"] == "LookDecided"]
        if not answer["tickets"] and any(look["outcome"] == "unsure" for look in looks):
            return DeskUnsure(request)
        return TurnFound(request, tuple(self.ticket(one, answer) for one in answer["tickets"]))

    def ticket(self, ticket: dict[str, Any], answer: dict[str, Any] | None = None) -> TicketView:
        """Describe a ticket; its QR code leads to its page and carries the log's head as a receipt."""
        field = self._fields[ticket["field"]]
        wait, directed, counter = ticket["wait_min"], ticket["directed"], ticket["counter"]
        where = directed if ticket["state"] == "waiting" else counter
        head = f"#{answer['head']}" if answer is not None else ""
        return TicketView(
            ticket_id=ticket["ticket"],
            code=ticket["code"],
            icon=ticket["icon"],
            colour=field.colour,
            field=field.code,
            area={"vi": field.area} if field.area else {},
            ahead=ticket["ahead"],
            wait_min=(wait[0], wait[1]) if wait else None,
            counter_no=where or None,
            counter={"vi": f"quầy {where}", "en": f"counter {where}"} if where else {},
            qr_text=f"{self._page_url}/t/{ticket['token']}{head}" if self._page_url else "",
            state=ticket["state"],
            by_face=ticket["how"] == "face",
            fetch=ticket["fetch"] or "",
            priority=self._groups.get(ticket["declared"] or "", {}),
            prepare={"vi": field.prepare_vi, "en": field.prepare_en},
        )


def _day(date: str) -> str:
    return dt.date.fromisoformat(date).strftime("%d/%m")


def _opening(hours: dict[str, Any], today: str | None) -> str:
    """Write the next opening: the hour alone when it is today, else with its date; empty when not known."""
    if not hours["opens_at"]:
        return ""
    opens = dt.datetime.fromisoformat(hours["opens_at"])
    same_day = today == opens.date().isoformat()
    return opens.strftime("%H:%M" if same_day else "%d/%m %H:%M")
