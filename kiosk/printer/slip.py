"""What stands on a slip."""

from __future__ import annotations

from dataclasses import dataclass

from kiosk.domain.ids import TicketId

ICON_NAMES = {
    "sen": "hoa sen",
    "chuon_chuon": "chuồn chuồn",
    "dieu": "cánh diều",
    "thuyen": "con thuyền",
    "tre": "cây tre",
    "trau": "con trâu",
    "sao": "ngôi sao",
    "ca": "con cá",
    "trong": "cái trống",
    "den_long": "đèn lồng",
    "chim": "con chim",
    "la": "chiếc lá",
}
"""The pictures' names, by which officers and the hall speak of them."""


@dataclass(frozen=True, slots=True)
class Slip:
    """One ticket on paper; nothing on it names a person.

    Attributes:
        ticket: Told apart by it; not printed.
        field: In Vietnamese and English.
        ahead: People before it.
        wait_min: Promised range in minutes (from, to); None when nothing is promised.
        directed: Free counter to walk to at once; None when the person has to wait.
        issued: Local date and time; empty while the clock is doubtful.
        qr_text: Address of the ticket's page with the log's head; empty while nobody can reach that page.
        receipt: The log's head, by which the wait can be proved later; printed where there is no code that holds it.
    """

    ticket: TicketId
    office: str
    code: str
    icon: str
    field: tuple[str, str]
    area: str
    ahead: int
    wait_min: tuple[int, int] | None
    directed: int | None
    issued: str
    qr_text: str
    receipt: str


def lines_of(slip: Slip) -> tuple[str, ...]:
    """Say what to do now, Vietnamese first: where to walk, or how long it takes and where to wait."""
    if slip.directed is not None:
        return (f"Mời vào thẳng quầy {slip.directed}", f"Please go to counter {slip.directed}")
    lines = [f"Còn {slip.ahead} người trước · {slip.ahead} ahead"]
    if slip.wait_min is not None:
        low, high = slip.wait_min
        lines.append(f"Dự kiến {low}–{high} phút · minutes")
    if slip.area:
        lines.append(f"Chờ tại {slip.area}")
    return tuple(lines)
