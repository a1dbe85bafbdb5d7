"""The desk's answers in the screen's terms."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from kiosk.ui.happenings import DeskUnsure, SnapshotArrived, TicketExists, TicketGiven
from kiosk.ui.view_state import FieldView, TicketView

if TYPE_CHECKING:
    from kiosk.config import Config
    from kiosk.ui.happenings import DeskAnswer


def snapshot_of(snapshot: dict[str, Any]) -> SnapshotArrived:
    """Tell the screen the present fields and queues."""
    fields = tuple(
        FieldView(
            code=field["code"],
            names={"vi": field["name_vi"], "en": field["name_en"]},
            letter=field["letter"],
            waiting=field["waiting"],
        )
        for field in snapshot["fields"]
    )
    return SnapshotArrived(fields, bool(snapshot["day_open"]))


def answer_to(request: int, answer: dict[str, Any], hello: dict[str, Any], config: Config) -> DeskAnswer:
    """Tell the screen what a check-in led to."""
    if answer["ticket"] is None:
        return DeskUnsure(request)
    ticket = ticket_of(answer["ticket"], answer["head"], hello["page_url"], config)
    kinds = {event["kind"] for event in answer["events"]}
    return TicketExists(request, ticket) if "DuplicateStopped" in kinds else TicketGiven(request, ticket)


def ticket_of(ticket: dict[str, Any], head: str, page_url: str, config: Config) -> TicketView:
    """Describe a ticket; its QR code leads to its page and carries the log's head as a receipt."""
    field = next(field for field in config.field if field.code == ticket["field"])
    wait, directed = ticket["wait_min"], ticket["directed"]
    return TicketView(
        ticket_id=ticket["ticket"],
        code=ticket["code"],
        icon=ticket["icon"],
        colour=field.colour,
        field=field.code,
        area={"vi": field.area} if field.area else {},
        ahead=ticket["ahead"],
        wait_min=(wait[0], wait[1]) if wait else None,
        counter={"vi": f"Quầy {directed}", "en": f"counter {directed}"} if directed else {},
        qr_text=f"{page_url}/t/{ticket['token']}#{head}",
    )
