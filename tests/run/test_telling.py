"""A real desk tells a real central how it stands, and takes what a citizen says there as an event of its own."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import httpx
import msgspec
import pytest

from kiosk.central.app import build_app
from kiosk.central.commands import add_office, open_storage
from kiosk.config import Config, load_config
from kiosk.lib.clock import SystemClock
from kiosk.run.enrolling import enrol_by_code
from kiosk.run.paths import DeskPaths
from kiosk.run.public_view import public_state
from kiosk.run.telling import PublicTelling
from kiosk.sync.public_news import REPEAT_MS
from tests.central.servers import Line, say, serving
from tests.offices import Setup
from tests.run.processes import wait_for
from tests.run.socket_desk import SocketDesk
from tests.telling import tells

OFTEN_S = 0.05


@pytest.fixture
def central(tmp_path: Path) -> Iterator[tuple[Line, str]]:
    """Give the line to central, and a code to enrol with."""
    storage = open_storage(f"sqlite:///{tmp_path / 'central.db'}")
    with closing(storage), serving(build_app(storage, "reader", SystemClock())) as upstream:
        yield (
            Line(upstream),
            add_office(storage, load_config(None).office_id, "Một cửa", SystemClock().wall()),
        )


def told_by(folder: Path, url: str) -> Config:
    text = f'[desk]\nstate_dir = "{folder / "state"}"\nruntime_dir = "{folder / "run"}"\n[sync]\ncentral = "{url}"\n'
    path = folder / "kiosk.toml"
    path.write_text(text, encoding="utf-8")
    return load_config(path)


def test_a_citizen_elsewhere_follows_the_ticket_and_rates_once(
    tmp_path: Path, central: tuple[Line, str]
) -> None:
    line, code = central
    with line.open() as url, httpx.Client(base_url=f"http://{line.upstream}", trust_env=False) as phone:
        config = told_by(tmp_path, url)
        enrol_by_code(config, code)
        desk = SocketDesk(tmp_path, config)
        telling = PublicTelling(
            config, DeskPaths.of(config), desk.on_desk(lambda office: office.desk), OFTEN_S
        )
        desk.on_desk(lambda _office: telling.start())
        try:
            ticket = desk.on_desk(lambda office: office.plain("ho_tich").ticket)
            assert ticket is not None
            page = f"/t/{ticket.token}"
            wait_for(lambda: "Sắp đến lượt" in phone.get(page).text, "central does not show the ticket")
            line.faults = [say(503, b"")] * 3
            desk.on_desk(lambda office: office.serve(2, office.seat(2)))
            wait_for(lambda: "Gửi đánh giá" in phone.get(page).text, "central does not take opinions")
            phone.post(f"{page}/rate", data={"level": "1"})
            desk.on_desk(lambda office: office.clock.advance(REPEAT_MS / 1_000))
            wait_for(
                lambda: "ServiceRated" in desk.on_desk(Setup.kinds), "the desk does not take the opinion"
            )
            wait_for(lambda: "Đã ghi nhận" in phone.get(page).text, "central does not say so")
            assert "Gửi đánh giá" not in phone.get(page).text
            assert desk.on_desk(Setup.kinds).count("ServiceRated") == 1
        finally:
            telling.stop()
            desk.stop()


def test_nothing_that_is_told_leads_to_a_person(tmp_path: Path) -> None:
    office = Setup(tmp_path)
    caller = office.seat(2)
    ticket = office.plain("ho_tich").ticket
    assert ticket is not None
    office.plain("chung_thuc")
    office.serve(2, caller)
    told = msgspec.json.encode(public_state(office.desk)).decode()
    office.close()
    for secret in (ticket.token, ticket.ticket, "cb-01", "cb-02", "Nguyễn"):
        assert not tells(told, secret)
    assert "B001" in told
