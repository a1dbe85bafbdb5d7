"""An office that tells central how it stands, as its desk would."""

from __future__ import annotations

import uuid
from dataclasses import dataclass, field

import httpx
import msgspec

from kiosk.domain.ticket import State
from kiosk.sync.public_wire import (
    PublicAnswer,
    PublicField,
    PublicState,
    PublicTicket,
    hash_token,
    public_text,
)
from tests.central.devices import Device

TOKEN = "kJ3x9QmB2LwT7yVn5RcZ0A"
"""As a slip's QR code holds it."""


def a_ticket(token: str = TOKEN, **changes: object) -> PublicTicket:
    told = PublicTicket(
        hash_token(token), "B017", "ho_tich", State.WAITING, 3, None, 0, (20, 30), rated=False
    )
    return msgspec.structs.replace(told, **changes)


def a_state(*tickets: PublicTicket, at: int = 1, day: str = "day-1", **changes: object) -> PublicState:
    state = PublicState(
        at=at,
        day=day,
        open_now=True,
        opens_at=None,
        closes_at="17:00",
        fields=(
            PublicField("ho_tich", "Hộ tịch", "Civil status", 4, 2, closed=False, wait_min=(20, 30)),
            PublicField("chung_thuc", "Chứng thực", "Certification", 0, 1, closed=False, wait_min=None),
        ),
        tickets=tickets,
    )
    return msgspec.structs.replace(state, **changes)


@dataclass
class Telling:
    """One office's desk, on the line."""

    http: httpx.Client
    device: Device
    day: str = field(default_factory=lambda: str(uuid.uuid4()))

    def send(self, state: PublicState) -> httpx.Response:
        content = msgspec.json.encode(state)
        headers = self.device.headers(public_text(self.device.office, self.device.id, content))
        return self.http.post(
            f"/api/v1/offices/{self.device.office}/public", content=content, headers=headers
        )

    def tell(self, *tickets: PublicTicket, **changes: object) -> PublicAnswer:
        given: dict[str, object] = {"day": self.day} | changes
        answer = self.send(a_state(*tickets, **given))  # type: ignore[arg-type]
        assert answer.status_code == 200, answer.text
        return msgspec.json.decode(answer.content, type=PublicAnswer)
