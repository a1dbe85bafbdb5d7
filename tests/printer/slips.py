"""Slips to test with."""

from __future__ import annotations

from kiosk.domain.ids import TicketId
from kiosk.printer.slip import Slip

SLIP = Slip(
    ticket=TicketId("00000000-0000-4000-8000-000000000017"),
    office="Bộ phận Một cửa phường Mẫu",
    code="B017",
    icon="chuon_chuon",
    field=("Bảo trợ xã hội – Người có công", "Social protection and merit"),
    area="Khu B",
    ahead=4,
    wait_min=(10, 25),
    directed=None,
    issued="08:15 23/11/2026",
    qr_text="https://motcua.example/t/Zk3Jq0m1T2x3Y4z5A6b7C8#1a2b3c4d.1234.0123456789abcdef",
    receipt="1a2b3c4d.1234.0123456789abcdef",
)
