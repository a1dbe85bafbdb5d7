"""Doctor on a kiosk that has no queue of its own."""

from __future__ import annotations

from pathlib import Path

import msgspec

from kiosk.config import load_config
from kiosk.desk.days import RELEASED_AT
from kiosk.doctor.check import Context
from kiosk.doctor.checks import checks
from kiosk.doctor.desk import DeskCheck
from kiosk.run.paths import DeskPaths


def test_a_second_kiosk_is_not_asked_for_what_is_the_desks(tmp_path: Path) -> None:
    config = load_config(None)
    relay = msgspec.structs.replace(config.relay, desk="10.0.0.2:8444", desk_key="k")
    second = msgspec.structs.replace(config, relay=relay)
    office, kiosk = ({check.name for check in checks(of)} for of in (config, second))
    assert office - kiosk == {"calendar", "database", "pages", "sync"}
    context = Context(second, DeskPaths(tmp_path, tmp_path), RELEASED_AT)
    assert "kiosk-relay" in DeskCheck().run(context).remedy
