"""Citizens' ways through the real screen process: real touches, a staged camera, and a real desk."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from tests.faces import ASTRONAUT_FOCUS, HOPPER_FOCUS, astronaut, hopper
from tests.run.officer import Officer
from tests.run.touch_kiosk import FACE_LIMIT_MS, Kiosk, code_of, keys_of, standing_kiosk

CARD = "001199012345|123456789|Nguyễn Văn Mẫu|05031999|Nam|Số 1, phường Mẫu|01012022"
"""An invented card: the number follows no living person's, the name says that it is a sample."""

ALIVE = b"WATCHDOG=1"
OVER_A_BEAT_MS = 3_000
"""A screen that lives is heard every two seconds; `kiosk.ui.heartbeat`."""


@pytest.fixture(scope="module")
def kiosk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Kiosk]:
    """Start a desk and a screen once; each journey begins and ends at the start screen."""
    with standing_kiosk(
        tmp_path_factory.mktemp("journeys"),
        '[policy]\ndirect_to_counter = false\nafter_closing = "issue"\nmax_calls = 1\nplain_max_calls = 1\n',
    ) as standing:
        yield standing


@pytest.fixture(autouse=True)
def _nobody_there(kiosk: Kiosk) -> Iterator[None]:
    yield
    kiosk.stage.leave()
    kiosk.reach("start")


def test_a_face_sees_its_turn_and_is_erased_at_a_touch_while_the_place_stays(kiosk: Kiosk) -> None:
    code = kiosk.take_by_face(astronaut(), ASTRONAUT_FOCUS)
    kiosk.tap("service-turn", "consent")
    kiosk.reach("turn", limit_ms=FACE_LIMIT_MS)
    assert [(t.code, t.state, t.by_face) for t in kiosk.view.tickets] == [(code, "waiting", True)]
    kiosk.tap("stop-face")
    kiosk.reach("told")
    assert kiosk.view.told == "face_stopped"
    kiosk.tap("done")
    kiosk.reach("start")
    assert {"ConsentWithdrawn", "FaceErased"} <= set(kiosk.kinds())
    # The face is known no more, and the number is still there.
    kiosk.tap("service-turn", "consent")
    kiosk.reach("told", limit_ms=FACE_LIMIT_MS)
    assert kiosk.view.told == "no_turn"
    kiosk.tap("done")
    kiosk.reach("start")
    kiosk.tap("service-turn", "enter-code", *keys_of(code))
    kiosk.reach("turn")
    assert code_of(kiosk) == code
    kiosk.tap("done")


def test_nobody_elses_turn_is_shown_to_a_strange_face(kiosk: Kiosk) -> None:
    kiosk.enter(hopper(), HOPPER_FOCUS)
    kiosk.tap("service-turn", "consent")
    kiosk.reach("told", limit_ms=FACE_LIMIT_MS)
    assert (kiosk.view.told, kiosk.view.tickets) == ("no_turn", ())
    kiosk.tap("done")


def test_a_card_gives_a_ticket_in_three_touches_and_no_face_is_looked_at(kiosk: Kiosk) -> None:
    before = kiosk.kinds().count("LookDecided")
    kiosk.hold_up(CARD)
    kiosk.tap("service-card", "field-ho_tich", "continue")
    kiosk.reach("ticket", limit_ms=FACE_LIMIT_MS)
    first = code_of(kiosk)
    kiosk.tap("done")
    kiosk.reach("start")
    assert kiosk.kinds().count("LookDecided") == before
    # The same card again is shown its ticket.
    kiosk.hold_up(CARD)
    kiosk.tap("service-card", "field-ho_tich", "continue")
    kiosk.reach("existing", limit_ms=FACE_LIMIT_MS)
    assert code_of(kiosk) == first
    kiosk.tap("done")
    files = [path for path in kiosk.site.folder.rglob("*") if path.is_file()]
    assert files
    for secret in (b"001199012345", "Nguyễn Văn Mẫu".encode()):
        assert [path.name for path in files if secret in path.read_bytes()] == []


def test_another_code_is_named_and_the_camera_goes_on_looking(kiosk: Kiosk) -> None:
    from tests.ui.wait import until

    kiosk.hold_up("00020101021138600010A000000727")
    kiosk.tap("service-card", "field-ho_kinh_doanh", "continue")
    until(lambda: kiosk.view.other_code == "payment", limit_ms=FACE_LIMIT_MS)
    assert kiosk.view.screen.value == "scan"
    kiosk.tap("plain")
    kiosk.reach("ticket")
    kiosk.tap("done")


def test_several_fields_are_one_visit(kiosk: Kiosk) -> None:
    kiosk.tap("field-chung_thuc", "more-fields", "field-dat_dai_xay_dung", "continue", "plain")
    kiosk.reach("ticket")
    assert [t.field for t in kiosk.view.tickets] == ["chung_thuc", "dat_dai_xay_dung"]
    kiosk.tap("done")


def test_priority_and_being_fetched_are_one_touch_each(kiosk: Kiosk) -> None:
    kiosk.tap("field-ho_tich", "plain")
    kiosk.reach("ticket")
    code = code_of(kiosk)
    kiosk.tap("priority")
    kiosk.reach("priority")
    kiosk.tap("group-tu_75_tuoi")
    kiosk.reach("ticket")
    assert kiosk.view.tickets[0].priority["en"] == "aged 75 or over"
    kiosk.tap("priority", "fetch")
    kiosk.reach("ticket")
    waiting = kiosk.ask(lambda link: link.snapshot())["waiting"]
    (mine,) = (ticket for ticket in waiting if ticket["code"] == code)
    assert (mine["declared"], mine["fetch"]) == ("tu_75_tuoi", "asked")
    kiosk.tap("done")


def test_who_called_for_help_is_told_from_which_counter_an_officer_comes(kiosk: Kiosk) -> None:
    from tests.ui.wait import until

    officer = Officer(kiosk.site, "cb-01", counter=4)
    kiosk.tap("help")
    until(lambda: kiosk.view.help.value == "coming")
    kiosk.tap("help-close", "field-ho_tich")
    (call,) = kiosk.ask(lambda link: link.snapshot())["help"]
    officer.give("AnswerHelp", request=call["request"])
    officer.leave()
    until(lambda: kiosk.view.help.value == "answered")
    assert (kiosk.view.screen.value, kiosk.view.helper_counter) == ("choice", 4)
    kiosk.tap("help-close", "back")


def test_who_was_absent_comes_back_by_the_slip(kiosk: Kiosk) -> None:
    kiosk.tap("field-cu_tru_can_cuoc", "plain")
    kiosk.reach("ticket")
    slip, code = kiosk.view.tickets[0].qr_text, code_of(kiosk)
    kiosk.tap("done")
    officer = Officer(kiosk.site, "cb-01", counter=4)
    officer.miss(code)
    kiosk.hold_up(slip)
    kiosk.tap("service-turn", "slip")
    kiosk.reach("turn", limit_ms=FACE_LIMIT_MS)
    assert (code_of(kiosk), kiosk.view.tickets[0].state) == (code, "waiting")
    kiosk.tap("done")
    officer.serve(code)
    officer.leave()
    kiosk.reach("start")
    kiosk.tap("service-more", "service-rate", *keys_of(code), "level-3", "send")
    kiosk.reach("told")
    assert "ServiceRated" in kiosk.kinds()
    kiosk.tap("done")


def test_a_result_is_collected_with_todays_number(kiosk: Kiosk) -> None:
    kiosk.tap("field-cu_tru_can_cuoc", "plain")
    kiosk.reach("ticket")
    code = code_of(kiosk)
    kiosk.tap("done")
    officer = Officer(kiosk.site, "cb-01", counter=4)
    officer.promise_result(code)
    officer.leave()
    kiosk.tap("service-result", "service-turn", "enter-code", *keys_of(code))
    kiosk.reach("turn")
    assert (code_of(kiosk), kiosk.view.tickets[0].state) == (code, "waiting")
    kiosk.tap("done")


def test_a_result_of_an_earlier_day_is_collected_with_a_number_of_its_own(kiosk: Kiosk) -> None:
    kiosk.tap("service-result", "field-nhan_ket_qua", "plain")
    kiosk.reach("ticket")
    assert kiosk.view.tickets[0].field == "nhan_ket_qua"
    kiosk.tap("done")


def test_a_code_that_was_never_given_is_refused_in_words_on_its_own_screen(kiosk: Kiosk) -> None:
    from tests.ui.wait import until

    kiosk.tap("service-turn", "slip", "kept-code", *(f"sign-{sign}" for sign in "7K2MQ4XD"), "kept-enter")
    until(lambda: kiosk.view.refusal == "bad_slip")
    assert (kiosk.view.screen.value, kiosk.view.kept_code) == ("kept", "7K2MQ4XD")
    kiosk.tap("back", "back")


def test_a_procedure_is_found_in_citizens_own_words_and_gives_a_number(kiosk: Kiosk) -> None:
    kiosk.tap("service-search", "key-s", "key-a", "key-o", "key-space", "key-y", "procedure-2.000815")
    kiosk.reach("procedure")
    kiosk.tap("take-number", "plain")
    kiosk.reach("ticket")
    assert kiosk.view.tickets[0].field == "chung_thuc"
    kiosk.tap("done")


def test_the_camera_was_opened_for_faces_and_codes_and_closed_each_time(kiosk: Kiosk) -> None:
    events = kiosk.events()
    opened = [data["opening"] for kind, data in events if kind == "CameraOpened"]
    closed = [data["opening"] for kind, data in events if kind == "CameraClosed"]
    assert opened == closed
    assert {data["purpose"] for kind, data in events if kind == "CameraOpened"} == {"face", "qr"}


class Watchdog:
    """The socket by which systemd hears of a service."""

    def __init__(self, path: Path) -> None:
        self._socket = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM | socket.SOCK_NONBLOCK)
        self._socket.bind(str(path))

    def close(self) -> None:
        self._socket.close()

    def heard(self) -> list[bytes]:
        """Give what came since the last call."""
        words: list[bytes] = []
        while True:
            try:
                words.append(self._socket.recv(200))
            except BlockingIOError:
                return words


def test_a_camera_that_hangs_while_open_is_not_called_alive(
    kiosk: Kiosk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from tests.ui.wait import pass_time, until

    with closing(Watchdog(tmp_path / "notify")) as watchdog:
        monkeypatch.setenv("NOTIFY_SOCKET", str(tmp_path / "notify"))
        until(lambda: ALIVE in watchdog.heard())
        kiosk.stage.hang()
        kiosk.tap("service-card", "field-ho_tich", "continue")
        until(kiosk.stage.hangs.is_set)
        pass_time(OVER_A_BEAT_MS)
        watchdog.heard()
        pass_time(OVER_A_BEAT_MS)
        assert watchdog.heard() == []
        kiosk.stage.let_go()
        until(lambda: ALIVE in watchdog.heard())
        monkeypatch.delenv("NOTIFY_SOCKET")
    kiosk.tap("plain")
    kiosk.reach("ticket")
    kiosk.tap("done")
