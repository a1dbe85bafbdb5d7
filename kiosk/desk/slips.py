"""Which tickets get a slip, and what stands on it."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from kiosk.desk.journal import short_head
from kiosk.domain.events import How, TicketIssued
from kiosk.domain.ids import TicketId
from kiosk.domain.printing import PrinterView
from kiosk.domain.snapshot import view_ticket
from kiosk.errors import CommandRefused
from kiosk.lib.units import MS_PER_S
from kiosk.printer.slip import Slip

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from kiosk.config import Config
    from kiosk.desk.journal import Journal
    from kiosk.domain.events import EventData
    from kiosk.domain.moment import Moment

WITHOUT_ASKING = {
    "all": frozenset(How),
    "plain": frozenset(How) - {How.FACE},
    "wanted": frozenset[How](),
}
"""``[printer] prints``: which tickets have a slip printed at once; the others when somebody wants it."""


TEST_ICON = "sao"
"""The picture on a test slip."""


class Slips:
    """Writes slips and hands them to the printer. Belongs to the desk's loop.

    Attributes:
        printer: How it stood last.
    """

    def __init__(self, journal: Journal, config: Config, page_url: Callable[[], str]) -> None:
        """Prepare.

        Args:
            page_url: Gives the address behind which a ticket's token is looked up; empty while nobody can reach it.
        """
        self.printer = PrinterView()
        self.offer: Callable[[Slip], None] | None = None
        self._journal = journal
        self._config = config
        self._page_url = page_url
        self._at_once = WITHOUT_ASKING[config.printer.prints]

    def take(self, events: Sequence[EventData]) -> None:
        """Print slips for the tickets that have just been recorded."""
        if self.offer is None:
            return
        for event in events:
            if isinstance(event, TicketIssued) and event.how in self._at_once:
                self.offer(self._write(event.ticket))

    def print_wanted(self, ticket: TicketId) -> None:
        """Print a slip because somebody wants one.

        Raises:
            CommandRefused: There is no such ticket today, or no printer.
        """
        if self.offer is None:
            raise CommandRefused("this office has no printer; see [printer] device", code="no_printer")
        if ticket not in self._journal.office.tickets:
            raise CommandRefused("there is no such ticket today", code="unknown_ticket")
        self.offer(self._write(ticket))

    def print_test(self) -> None:
        """Print a slip that is nobody's ticket.

        Raises:
            CommandRefused: There is no printer, or it prints nothing now.
        """
        if self.offer is None:
            raise CommandRefused("this office has no printer; see [printer] device", code="no_printer")
        if self.printer.is_out:
            raise CommandRefused(f"the printer says: {self.printer.state}", code="printer_out")
        self.offer(
            Slip(
                ticket=TicketId("test"),
                office=self._config.office.name,
                code="T000",
                icon=TEST_ICON,
                field=("Phiếu in thử – không phải số thứ tự", "Test slip – not a ticket"),
                area="",
                ahead=0,
                wait_min=None,
                directed=None,
                issued=_local(self._journal.now(), self._config.office.timezone),
                qr_text=self._page_url(),
                receipt=short_head(self._journal.head),
            )
        )

    def _write(self, ticket_id: TicketId) -> Slip:
        now = self._journal.now()
        view = view_ticket(self._journal.office, self._journal.office.tickets[ticket_id], now)
        field = next(field for field in self._config.field if field.code == view.field)
        page, receipt = self._page_url(), short_head(self._journal.head)
        return Slip(
            ticket=view.ticket,
            office=self._config.office.name,
            code=view.code,
            icon=view.icon,
            field=(field.name_vi, field.name_en),
            area=field.area,
            ahead=view.ahead,
            wait_min=view.wait_min,
            directed=view.directed,
            issued=_local(now, self._config.office.timezone),
            qr_text=f"{page}/t/{view.token}#{receipt}" if page else "",
            receipt=receipt,
        )


def _local(now: Moment, timezone: str) -> str:
    """Write date and time at the office; empty while the clock is doubtful."""
    if not now.clock_ok:
        return ""
    return (
        datetime.fromtimestamp(now.at / MS_PER_S, UTC)
        .astimezone(ZoneInfo(timezone))
        .strftime("%H:%M %d/%m/%Y")
    )
