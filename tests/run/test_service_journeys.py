"""Ways beside the number: straight to a counter, the office's own code, marks, complaints, another language."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from tests.faces import ASTRONAUT_FOCUS, astronaut
from tests.run.officer import Officer
from tests.run.touch_kiosk import FACE_LIMIT_MS, Kiosk, code_of, keys_of, standing_kiosk

PAYMENT = "00020101021138600010A00000072701300006970403011697040311012345670208QRIBFTTC53037045802VN63044F52"
"""An invented account's VietQR."""

SETTINGS = f"""
[policy]
after_closing = "issue"
[services]
hotline = "1900 1009"
payment_qr = "{PAYMENT}"
payment_text = "UBND phường Mẫu"
"""


@pytest.fixture(scope="module")
def kiosk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Kiosk]:
    """Start a desk and a screen once; each journey begins and ends at the start screen."""
    with standing_kiosk(tmp_path_factory.mktemp("services"), SETTINGS) as standing:
        yield standing


@pytest.fixture(autouse=True)
def _nobody_there(kiosk: Kiosk) -> Iterator[None]:
    yield
    kiosk.stage.leave()
    kiosk.reach("start")


def shown(kiosk: Kiosk) -> dict[str, Any]:
    """Give what the glass shows, in words."""
    words: dict[str, Any] = kiosk.process.conductor.window.bridge.shown
    return words


def test_where_nobody_waits_the_citizen_is_sent_straight_to_the_counter_and_rates_all_five(
    kiosk: Kiosk,
) -> None:
    officer = Officer(kiosk.site, "cb-01", counter=3)
    kiosk.tap("field-ho_kinh_doanh", "plain")
    kiosk.reach("ticket")
    assert shown(kiosk)["ticket"]["title"] == "Mời vào thẳng quầy 3"
    code = code_of(kiosk)
    kiosk.tap("done")
    officer.give("Start", **officer.named(code))
    officer.give("Finish", **officer.named(code))
    officer.give("SignOut", counter=3)
    officer.leave()
    kiosk.reach("start")
    kiosk.tap("service-more", "service-rate", *keys_of(code), "level-2")
    kiosk.reach("factors")
    for factor in range(5):
        kiosk.tap(f"mark-{factor}-{factor + 1}")
    kiosk.tap("send")
    kiosk.reach("told")
    (rated,) = (data for kind, data in kiosk.events() if kind == "ServiceRated")
    assert (rated["level"], rated["factors"]) == (2, [1, 2, 3, 4, 5])
    kiosk.tap("done")


def test_whoever_is_taken_for_another_gets_a_number_of_their_own(kiosk: Kiosk) -> None:
    first = kiosk.take_by_face(astronaut(), ASTRONAUT_FOCUS)
    kiosk.tap("field-chung_thuc", "consent")
    kiosk.reach("existing", limit_ms=FACE_LIMIT_MS)
    assert code_of(kiosk) == first
    kiosk.tap("not-me")
    kiosk.reach("ticket")
    assert code_of(kiosk) != first
    assert "MatchDisputed" in kiosk.kinds()
    kiosk.tap("done")


def test_the_offices_own_payment_code_is_shown_and_nothing_is_called_paid(kiosk: Kiosk) -> None:
    before = kiosk.kinds()
    kiosk.tap("service-more", "service-pay")
    kiosk.reach("pay")
    assert shown(kiosk)["payment"] == {"qr": PAYMENT, "text": "UBND phường Mẫu"}
    kiosk.tap("done")
    assert kiosk.kinds() == before


def test_whoever_wants_to_complain_reads_whom_to_call(kiosk: Kiosk) -> None:
    kiosk.tap("service-more", "service-report")
    kiosk.reach("report")
    assert "1900 1009" in shown(kiosk)["message"]["text"]
    kiosk.tap("done")


def test_a_number_is_taken_in_english_and_the_next_citizen_finds_vietnamese(kiosk: Kiosk) -> None:
    kiosk.tap("language-en", "field-ho_tich", "plain")
    kiosk.reach("ticket")
    assert shown(kiosk)["ticket"]["title"] == "Your number"
    (issued, *_) = (data for kind, data in reversed(kiosk.events()) if kind == "TicketIssued")
    assert issued["language"] == "en"
    kiosk.tap("done")
    kiosk.reach("start")
    assert kiosk.view.language == "vi"


def test_a_card_brings_the_priority_that_the_citizen_says_and_nothing_else(kiosk: Kiosk) -> None:
    kiosk.hold_up("001199012345|123456789|Nguyễn Văn Mẫu|05031949|Nam|Số 1, phường Mẫu|01012022")
    kiosk.tap("service-card", "field-dat_dai_xay_dung", "continue")
    kiosk.reach("ticket", limit_ms=FACE_LIMIT_MS)
    assert kiosk.view.tickets[0].priority == {}
    kiosk.tap("priority", "group-tu_75_tuoi")
    kiosk.reach("ticket")
    assert kiosk.view.tickets[0].priority["en"] == "aged 75 or over"
    kiosk.tap("done")
