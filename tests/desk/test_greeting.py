"""What a screen is told of the rules in force, of the pages that cannot be reached, and of the special day."""

from __future__ import annotations

import msgspec
import pytest

from kiosk.config import DayModeSection
from kiosk.desk.greeting import greet
from kiosk.domain.alerts import AWAY_MS, AlertKind
from kiosk.lib.units import WallMs
from kiosk.run.desk_views import AnswerReader, rules_of, snapshot_of
from tests.offices import Setup, ticket_of


def screen_of(office: Setup, page_url: str) -> AnswerReader:
    return AnswerReader(msgspec.to_builtins(greet(office.desk, office.looks, page_url)))


def test_a_field_that_came_with_the_settings_has_its_tickets_and_its_picture(office: Setup) -> None:
    first = office.config.field[0]
    added = msgspec.structs.replace(first, code="thue", letter="T", icon="ho_tich", colour="#123456")
    config = msgspec.structs.replace(
        office.config,
        field=[*office.config.field, added],
        priority=office.config.priority[:1],
        notice=msgspec.structs.replace(office.config.notice, version="2027-01"),
        day_mode=[DayModeSection("2026-11-24", "Ngày không chờ", "No-wait day")],
        effective_from="2026-11-24",
    )
    office.desk.plan([config])
    while office.desk.config.notice.version != "2027-01":
        office.clock.advance(3600)
        office.desk.tick()
    answer = msgspec.to_builtins(office.plain("thue"))
    view = screen_of(office, "http://desk").ticket(answer["ticket"])
    assert (view.colour, view.field) == ("#123456", "thue")
    rules = rules_of(msgspec.to_builtins(greet(office.desk, office.looks, "http://desk")))
    assert (rules.notice.version, len(rules.groups)) == ("2027-01", 1)
    assert rules.notice.full["vi"]
    arrived = snapshot_of(msgspec.to_builtins(office.desk.snapshot()))
    assert [field.icon for field in arrived.fields if field.code == "thue"] == ["ho_tich"]
    assert arrived.now.day_mode == {"vi": "Ngày không chờ", "en": "No-wait day"}


@pytest.mark.parametrize("page_url", ["https://tinh.example/o/1", "https://192.168.1.5:8080"])
def test_no_code_leads_to_a_page_that_is_out_of_reach(office: Setup, page_url: str) -> None:
    sync = msgspec.structs.replace(office.config.sync, central="https://tinh.example")
    office.config = msgspec.structs.replace(office.config, sync=sync)
    office.restart()
    answer = msgspec.to_builtins(office.plain("ho_tich"))
    assert screen_of(office, page_url).ticket(answer["ticket"]).qr_text
    office.desk.central_away_since = lambda: WallMs(office.clock.wall_ms)
    is_shown = bool(screen_of(office, page_url).ticket(answer["ticket"]).qr_text)
    assert is_shown is ("tinh.example" not in page_url)


def test_officers_are_told_since_when_central_is_away_once_that_lasts(office: Setup) -> None:
    told: list[bool] = []
    office.desk.on_change.append(lambda: told.append(True))
    since = WallMs(office.clock.wall_ms)
    office.desk.central_away_since = lambda: since
    office.desk.tick()
    assert told
    assert office.desk.snapshot().central_away_since == since
    assert [alert for alert in office.desk.snapshot().alerts if alert.kind is AlertKind.CENTRAL_AWAY] == []
    office.clock.advance(AWAY_MS / 1000)
    (alert,) = (one for one in office.desk.snapshot().alerts if one.kind is AlertKind.CENTRAL_AWAY)
    assert alert.since == since
    assert ticket_of(office.plain("ho_tich")).code
