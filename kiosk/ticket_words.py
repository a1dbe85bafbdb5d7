"""What a citizen's page says about a ticket in each of its states, at the desk as at central."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol, assert_never

from kiosk.domain.ticket import State

MS_PER_MINUTE = 60_000

RATED_IN = frozenset({State.SERVED, State.AWAIT_RESULT})
"""Whoever was served may say how it was."""

LEVELS = (
    (1, "Chưa hài lòng", "Not satisfied"),
    (2, "Hài lòng", "Satisfied"),
    (3, "Rất hài lòng", "Very satisfied"),
)
FACTORS = (
    ("Tiếp cận dịch vụ", "Access"),
    ("Thủ tục", "Procedure"),
    ("Cán bộ", "Officer"),
    ("Kết quả", "Result"),
    ("Tiếp nhận góp ý", "Complaints"),
)
"""In the order of `kiosk.domain.hall.ServiceRated`."""


class Standing(Protocol):
    """What the words are made of; see `kiosk.domain.snapshot_views.TicketView`."""

    @property
    def state(self) -> State:
        """Where the ticket is in its life."""
        ...

    @property
    def counter(self) -> int | None:
        """Where its bearer goes, or is."""
        ...

    @property
    def ahead(self) -> int:
        """People of the same field before it."""
        ...

    @property
    def ready_in_ms(self) -> int:
        """Rest of the pause after a missed call."""
        ...


@dataclass(frozen=True, slots=True)
class TicketWords:
    """The state in words, in both languages.

    Attributes:
        mood: What the page's colour follows: wait, go, busy, missed or done.
        more_vi: One more sentence; empty where there is nothing to add.
    """

    mood: str
    vi: str
    en: str
    more_vi: str = ""
    more_en: str = ""

    @property
    def final(self) -> bool:
        """Whether nothing will change any more."""
        return self.mood == "done"


def ticket_words(ticket: Standing) -> TicketWords:
    """Say where a ticket stands and what its owner should do."""
    counter = ticket.counter
    match ticket.state:
        case State.WAITING:
            return _waiting(ticket.ahead)
        case State.CALLED:
            return TicketWords("go", f"Mời đến quầy {counter}", f"Please go to counter {counter}")
        case State.SERVING:
            return TicketWords(
                "busy", f"Đang phục vụ tại quầy {counter}", f"Being served at counter {counter}"
            )
        case State.COOLING:
            return _cooling(ticket)
        case State.NO_SHOW:
            return TicketWords(
                "missed",
                "Đã gọi nhiều lần nhưng chưa gặp ông/bà",
                "You were called several times",
                "Xin báo cán bộ tại quầy để được gọi lại trong hôm nay.",
                "Please tell an officer at a counter; your place can come back today.",
            )
        case State.PARKED:
            return TicketWords(
                "wait",
                f"Quầy {counter} đang tạm giữ lượt của ông/bà",
                f"Counter {counter} keeps your place",
                "Cán bộ sẽ gọi lại.",
                "An officer will call you again.",
            )
        case State.AWAIT_RESULT:
            return TicketWords("wait", "Xin chờ nhận kết quả", "Please wait for your result")
        case State.SERVED:
            return TicketWords("done", "Đã xong. Cảm ơn ông/bà!", "Done. Thank you!")
        case State.CLOSED:
            return TicketWords("done", "Lượt này đã kết thúc", "This ticket has ended")
        case _:
            assert_never(ticket.state)


def _waiting(ahead: int) -> TicketWords:
    if ahead == 0:
        return TicketWords(
            "wait",
            "Sắp đến lượt ông/bà",
            "You are next",
            "Mời ông/bà ở gần quầy.",
            "Please stay near the counters.",
        )
    people = "person" if ahead == 1 else "people"
    return TicketWords("wait", f"Còn {ahead} người trước ông/bà", f"{ahead} {people} before you")


def _cooling(ticket: Standing) -> TicketWords:
    minutes = max(1, -(-ticket.ready_in_ms // MS_PER_MINUTE))
    return TicketWords(
        "missed",
        f"Quầy {ticket.counter} đã gọi nhưng chưa gặp ông/bà",
        f"Counter {ticket.counter} called you",
        f"Ông/bà vẫn giữ chỗ; sẽ được gọi lại sau khoảng {minutes} phút.",
        f"You keep your place and will be called again in about {minutes} min.",
    )
