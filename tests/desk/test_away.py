"""What everybody is told while central is away, and on a special day."""

from __future__ import annotations

import msgspec
import pytest

from kiosk.config_queue import DayModeSection
from kiosk.domain.alerts import AWAY_MS, AlertKind
from kiosk.lib.units import WallMs
from kiosk.run.board_news import news_of
from kiosk.run.desk_views import snapshot_of
from tests.offices import Setup


def test_a_special_day_is_named_on_screen_and_board(office: Setup) -> None:
    date = office.desk.snapshot().date
    assert date is not None
    mode = DayModeSection(date, "Ngày không chờ", "No-wait day")
    office.config = msgspec.structs.replace(office.config, day_mode=[mode])
    office.restart()
    shown = msgspec.to_builtins(office.desk.snapshot())
    words = {"vi": "Ngày không chờ", "en": "No-wait day"}
    assert snapshot_of(shown).now.day_mode == words
    assert news_of(shown).notices == (words,)


@pytest.mark.parametrize(
    "page_url", ["https://tinh.example/o/1", "https://xephang.example", "https://192.168.1.5:8080"]
)
def test_only_pages_behind_central_are_out_of_reach_while_it_is_away(office: Setup, page_url: str) -> None:
    sync = msgspec.structs.replace(
        office.config.sync, central="https://tinh.example", citizen_url="https://xephang.example"
    )
    office.config = msgspec.structs.replace(office.config, sync=sync)
    office.restart()
    assert not office.desk.is_out_of_reach(page_url)
    office.desk.central_away_since = lambda: WallMs(office.clock.wall_ms)
    assert office.desk.is_out_of_reach(page_url) is ("example" in page_url)


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
