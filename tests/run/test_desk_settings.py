"""A screen keeps to the settings that the desk keeps to, from their day on."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from kiosk.config import load_config
from kiosk.desk.caller import Caller
from kiosk.desk.office_settings import OfficeSettings
from kiosk.domain.ids import OfficerId, officer_actor
from kiosk.link.client import DeskLink
from kiosk.notice import notice_hash
from kiosk.run.desk_settings import DeskSettings
from kiosk.run.office_view import office_view
from tests.run.socket_desk import SocketDesk

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.offices import Setup

SUPERVISOR = OfficerId("pt-01")
DAY_S = 24 * 3600

PROCEDURES = (
    "code,field,name_vi,name_en,time_limit,fee,papers,words,url,verified\n"
    "2.000815,chung_thuc,Chứng thực bản sao,Certified copies,Trong ngày,,Bản chính,sao y,,yes\n"
)


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[SocketDesk]:
    running = SocketDesk(tmp_path, load_config(None))
    yield running
    running.stop()


def plan_for_tomorrow(office: Setup) -> None:
    settings = OfficeSettings(office.database.conn, office.desk)
    now = office.clock.wall()
    settings.edit({"services": {"procedures_csv": PROCEDURES}}, SUPERVISOR, now)
    settings.edit({"notice": {"version": "9", "text_vi": "Mới", "text_en": "New"}}, SUPERVISOR, now)
    settings.plan(settings.earliest(), Caller(officer_actor(SUPERVISOR), SUPERVISOR), now)


def next_morning(office: Setup) -> None:
    office.clock.advance(DAY_S)
    office.desk.tick()


def test_a_screen_has_tomorrows_procedures_and_notice_tomorrow(desk: SocketDesk) -> None:
    link, followed = DeskLink(desk.socket), DeskSettings(desk.socket, load_config(None))
    desk.on_desk(plan_for_tomorrow)
    assert followed.renewed(link.snapshot()["settings"]) is None, "a day keeps the rules it began with"
    desk.on_desk(next_morning)
    told = link.snapshot()["settings"]
    config = followed.renewed(told)
    assert config is not None
    assert [one.code for one in office_view(config).procedures.search("sao y")] == ["2.000815"]
    assert notice_hash(config) == link.hello()["notice_hash"], "what is agreed to is what the desk asks for"
    assert followed.renewed(told) is None
    followed.close()
    link.close()
