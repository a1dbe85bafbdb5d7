"""Citizens' ways through the real window, by real touch events."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

import pytest
from PyQt6.QtCore import QCoreApplication, QElapsedTimer, Qt
from PyQt6.QtGui import QKeyEvent

from kiosk.errors import BadInput
from kiosk.ui.effects import (
    CheckInByCode,
    OpenCamera,
    RedeemPlace,
    SeeTurnByCode,
)
from kiosk.ui.flow import Limits
from kiosk.ui.happenings import (
    DeskRefused,
    SnapshotArrived,
)
from kiosk.ui.parts import Aid
from kiosk.ui.touch import Finger, visible_items
from kiosk.ui.view_state import Help, Screen
from tests.ui.views import FIELDS, NOTICE
from tests.ui.visits import Office, Visit, reach
from tests.ui.wait import until

if TYPE_CHECKING:
    from kiosk.ui.conductor import Conductor
    from tests.ui.conftest import MakeConductor


def test_a_face_ticket_takes_three_touches(visit: Visit) -> None:
    _, conductor, tap = visit
    tap("field-chung_thuc")
    tap("consent")
    reach(conductor, Screen.TICKET)
    tap("done")
    reach(conductor, Screen.START)


def test_a_plain_ticket_takes_three_touches_and_no_camera(visit: Visit) -> None:
    office, conductor, tap = visit
    tap("field-ho_tich")
    tap("plain")
    reach(conductor, Screen.TICKET)
    tap("done")
    reach(conductor, Screen.START)
    assert not any(isinstance(effect, OpenCamera) for effect in office.effects)


def test_a_second_look_shows_the_ticket_and_another_can_be_asked_for(visit: Visit) -> None:
    office, conductor, tap = visit
    office.knows_face = True
    tap("field-chung_thuc")
    tap("consent")
    reach(conductor, Screen.EXISTING)
    tap("not-me")
    reach(conductor, Screen.TICKET)
    assert conductor.view.ticket is not None
    assert conductor.view.ticket.code == "A018"


def test_when_unsure_the_code_can_be_typed(visit: Visit) -> None:
    office, conductor, tap = visit
    office.is_unsure = True
    tap("field-chung_thuc")
    tap("consent")
    reach(conductor, Screen.UNSURE)
    tap("enter-code")
    for key in ("digit-0", "digit-9", "code-erase", "digit-1", "digit-7"):
        tap(key)
    tap("code-enter")
    reach(conductor, Screen.EXISTING)
    assert any(isinstance(effect, CheckInByCode) and effect.code == "A017" for effect in office.effects)


def test_help_is_called_and_confirmed(visit: Visit) -> None:
    _, conductor, tap = visit
    tap("help")
    until(lambda: conductor.view.help is Help.COMING)
    tap("help-close")
    until(lambda: conductor.view.help is Help.NONE)


def test_the_language_changes_all_words(visit: Visit) -> None:
    _, conductor, tap = visit
    tap("language-en")
    until(lambda: conductor.view.language == "en")
    words = {item.property("text") for item in visible_items(conductor.window.window)}
    assert {"Certification", "Call someone", "What would you like to do?"} <= words


def test_the_screen_is_made_easier_by_touch_and_back_to_usual_for_the_next(visit: Visit) -> None:
    _, conductor, tap = visit
    tap("aids")
    tap("aid-high_contrast")
    until(lambda: conductor.view.aids == {Aid.HIGH_CONTRAST})
    tap("aid-large_text")
    until(lambda: conductor.view.aids == {Aid.HIGH_CONTRAST, Aid.LARGE_TEXT})
    tap("overlay-close")
    tap("field-ho_tich")
    tap("plain")
    reach(conductor, Screen.TICKET)
    tap("done")
    reach(conductor, Screen.START)
    assert conductor.view.aids == frozenset()


def test_four_keys_are_enough_for_a_ticket(visit: Visit) -> None:
    _, conductor, _ = visit
    window = conductor.window.window
    finger = Finger(conductor.window)

    def focused() -> str:
        item = window.activeFocusItem()
        return item.objectName() if item is not None else ""

    def walk_to(name: str) -> None:
        until(lambda: not finger.obstacle(name))
        for _ in range(40):
            if focused() == name:
                return
            press(conductor, Qt.Key.Key_Down)
        raise AssertionError(f"no key leads to {name}; the last one is {focused()}")

    walk_to("field-ho_tich")
    press(conductor, Qt.Key.Key_Return)
    reach(conductor, Screen.CHOICE)
    press(conductor, Qt.Key.Key_Escape)
    reach(conductor, Screen.START)
    walk_to("field-ho_tich")
    press(conductor, Qt.Key.Key_Return)
    reach(conductor, Screen.CHOICE)
    walk_to("plain")
    press(conductor, Qt.Key.Key_Return)
    reach(conductor, Screen.TICKET)


def press(conductor: Conductor, key: Qt.Key, text: str = "") -> None:
    """Press a key and let go, as a keyboard's driver says it."""
    for kind in (QKeyEvent.Type.KeyPress, QKeyEvent.Type.KeyRelease):
        event = QKeyEvent(kind, key, Qt.KeyboardModifier.NoModifier, text)
        QCoreApplication.sendEvent(conductor.window.window, event)


def type_in(conductor: Conductor, text: str) -> None:
    for sign in text:
        press(conductor, Qt.Key.Key_Any, sign)


def shown_text(conductor: Conductor, name: str) -> str:
    items = visible_items(conductor.window.window)
    return next(str(item.property("text")) for item in items if item.objectName() == name)


def test_the_code_of_a_kept_place_is_typed_by_touch_and_a_wrong_one_by_keyboard(visit: Visit) -> None:
    office, conductor, tap = visit
    tap("service-turn")
    tap("slip")
    # Nothing legible is held up; the code is typed instead.
    reach(conductor, Screen.SCAN)
    tap("kept-code")
    reach(conductor, Screen.KEPT)
    for sign in "7K2MQ4XZ":
        tap(f"sign-{sign}")
    tap("kept-erase")
    tap("sign-D")
    tap("kept-enter")
    until(lambda: bool(redeemed(office)))
    asked = redeemed(office)[0]
    assert asked.slip == "7K2MQ4XD"
    conductor.happen(DeskRefused(asked.request, "bad_slip"))
    reach(conductor, Screen.KEPT)
    until(lambda: "Không có mã này" in shown_text(conductor, "kept-text"))
    # It is still there to be corrected; signs that no code has are not taken.
    press(conductor, Qt.Key.Key_Backspace)
    type_in(conductor, "1o-e2")
    tap("kept-enter")
    until(lambda: len(redeemed(office)) == 2)
    assert redeemed(office)[1].slip == "7K2MQ4XE"


def redeemed(office: Office) -> list[RedeemPlace]:
    return [effect for effect in office.effects if isinstance(effect, RedeemPlace)]


def test_a_number_and_a_procedure_are_typed_by_keyboard_too(visit: Visit) -> None:
    office, conductor, tap = visit
    tap("service-turn")
    tap("enter-code")
    reach(conductor, Screen.CODE)
    type_in(conductor, "b019")
    press(conductor, Qt.Key.Key_Backspace)
    type_in(conductor, "7")
    tap("code-enter")
    until(lambda: any(isinstance(effect, SeeTurnByCode) for effect in office.effects))
    assert [effect.code for effect in office.effects if isinstance(effect, SeeTurnByCode)] == ["B017"]
    tap("done")
    reach(conductor, Screen.START)
    tap("service-search")
    reach(conductor, Screen.SEARCH)
    type_in(conductor, "đơn y")
    press(conductor, Qt.Key.Key_Backspace)
    until(lambda: conductor.view.search.text == "đơn ")


def test_the_whole_notice_can_be_read_before_agreeing(visit: Visit) -> None:
    _, conductor, tap = visit

    def texts() -> set[str]:
        return {item.property("text") for item in visible_items(conductor.window.window)}

    tap("field-ho_tich")
    tap("notice")
    reach(conductor, Screen.NOTICE)
    read: set[str] = set()
    finger = Finger(conductor.window)
    # Longer than one page; what is on the glass changes a moment after the touch.
    until(lambda: not finger.obstacle("page-next"))
    read |= texts()
    while not finger.obstacle("page-next"):
        before = texts()
        finger.tap("page-next")
        until(partial(_differs, texts, before))
        read |= texts()
    points = NOTICE.full["vi"]
    assert {text for _, text in points} <= read
    tap("back")
    reach(conductor, Screen.CHOICE)


def _differs(texts: Callable[[], set[str]], before: set[str]) -> bool:
    return texts() != before


def test_an_untouched_screen_returns_by_itself(conduct: MakeConductor) -> None:
    conductor = conduct(limits=Limits(idle_s=0, more_time_s=0))
    conductor.happen(SnapshotArrived(FIELDS, is_open=True))
    reach(conductor, Screen.START)
    finger = Finger(conductor.window)
    until(lambda: not finger.obstacle("field-ho_tich"))
    seen: list[Screen] = []
    conductor.shown.connect(lambda: seen.append(conductor.view.screen))
    finger.tap("field-ho_tich")
    until(lambda: len(seen) > 1 and seen[-1] is Screen.START)
    assert seen[0] is Screen.CHOICE


def test_a_second_tap_of_a_double_tap_does_nothing_on_the_next_screen(visit: Visit) -> None:
    _, conductor, tap = visit
    tap("field-ho_tich")
    reach(conductor, Screen.CHOICE)
    with pytest.raises(BadInput, match="not enabled"):
        Finger(conductor.window).tap("consent")


def test_a_finger_that_rests_long_still_counts(visit: Visit) -> None:
    _, conductor, _ = visit
    finger = Finger(conductor.window)
    until(lambda: not finger.obstacle("field-ho_tich"))
    let_go = finger.hold("field-ho_tich")
    rested = QElapsedTimer()
    rested.start()
    # Qt's long press begins after 0.8 s.
    until(lambda: rested.elapsed() > 1000)
    assert conductor.view.screen is Screen.START
    let_go()
    reach(conductor, Screen.CHOICE)


def test_what_takes_no_touch_or_lies_under_another_does_not_hear_one(visit: Visit) -> None:
    _, conductor, tap = visit
    finger = Finger(conductor.window)
    with pytest.raises(BadInput, match="did not hear"):
        finger.tap("office")
    with pytest.raises(BadInput, match="no visible item"):
        finger.tap("consent")
    with pytest.raises(BadInput, match="not enabled"):
        finger.tap("field-cu_tru_can_cuoc")
    tap("help")
    until(lambda: conductor.view.help is Help.COMING)
    with pytest.raises(BadInput, match="did not hear"):
        finger.tap("language-en")
