"""Which tickets get a slip, what stands on it, and who is told that the printer is out."""

from __future__ import annotations

import msgspec
import pytest

from kiosk.desk.journal import short_head
from kiosk.desk.slips import Slips
from kiosk.domain.alerts import AlertKind
from kiosk.domain.ids import TicketId
from kiosk.domain.printing import PrinterState, PrinterView
from kiosk.errors import CommandRefused
from kiosk.printer.slip import Slip
from tests.offices import Setup, ticket_of, unit


def with_printer(office: Setup, prints: str = "plain", page_url: str = "https://motcua.local") -> list[Slip]:
    """Give the desk a printer; what it is handed lies in the list."""
    section = msgspec.structs.replace(office.config.printer, device="file:/dev/usb/lp0", prints=prints)
    config = msgspec.structs.replace(office.config, printer=section)
    printed: list[Slip] = []
    office.desk.paper = Slips(office.journal, config, lambda: page_url)
    office.desk.paper.offer = printed.append
    return printed


def test_a_plain_ticket_has_its_slip_with_code_field_people_ahead_and_receipt(office: Setup) -> None:
    printed = with_printer(office)
    office.plain("ho_tich")
    ticket = ticket_of(office.plain("ho_tich"))
    slip = printed[-1]
    assert (slip.code, slip.icon, slip.ahead, slip.area) == (ticket.code, ticket.icon, 1, "Khu A")
    assert slip.field == ("Hộ tịch", "Civil status")
    head = office.journal.head
    assert slip.qr_text == (
        f"https://motcua.local/t/{ticket.token}#{head.chain[:8]}.{head.seq}.{head.hash[:16]}"
    )
    assert slip.issued.endswith("2026")


def test_a_page_that_nobody_can_reach_is_on_no_slip_and_the_receipt_still_is(office: Setup) -> None:
    printed = with_printer(office, page_url="")
    office.plain("ho_tich")
    assert printed[0].qr_text == ""
    assert printed[0].receipt == short_head(office.journal.head)


@pytest.mark.parametrize(
    ("prints", "codes"), [("plain", ["B001"]), ("all", ["B001", "B002"]), ("wanted", [])]
)
def test_the_office_says_who_has_a_slip_without_asking(office: Setup, prints: str, codes: list[str]) -> None:
    printed = with_printer(office, prints)
    office.plain("ho_tich")
    office.face("ho_tich", unit(1))
    assert [slip.code for slip in printed] == codes


def test_who_wants_a_slip_gets_one(office: Setup) -> None:
    printed = with_printer(office, "wanted")
    ticket = ticket_of(office.face("ho_tich", unit(1)))
    assert office.desk.paper is not None
    office.desk.paper.print_wanted(ticket.ticket)
    assert [slip.code for slip in printed] == [ticket.code]
    with pytest.raises(CommandRefused, match="no such ticket"):
        office.desk.paper.print_wanted(TicketId("another"))


def test_a_repeated_command_prints_no_second_slip(office: Setup) -> None:
    printed = with_printer(office)
    office.plain("ho_tich", "00000000-0000-4000-8000-000000000001")
    office.plain("ho_tich", "00000000-0000-4000-8000-000000000001")
    assert len(printed) == 1


def test_staff_and_screens_are_told_that_no_slip_comes_out(office: Setup) -> None:
    with_printer(office)
    assert office.desk.paper is not None
    office.desk.paper.printer = PrinterView(PrinterState.PAPER_OUT, 2)
    snapshot = office.desk.snapshot()
    assert snapshot.printer == PrinterView(PrinterState.PAPER_OUT, 2)
    assert [(alert.kind, alert.count) for alert in snapshot.alerts] == [(AlertKind.PRINTER_OUT, 2)]


def test_an_office_without_a_printer_is_not_reminded_of_it(office: Setup) -> None:
    assert office.desk.snapshot().printer.state is PrinterState.NONE
    assert office.desk.snapshot().alerts == ()
