"""The kiosk's voice: the newest screen is heard, hints wait their turn, and the hall goes before it."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from kiosk.run.speaking import PromptVoice
from kiosk.ui.view_state import Hint, Screen, ViewState
from kiosk.voice.making import make_pack
from kiosk.voice.phrases import language
from kiosk.voice.prompts import Prompter, with_prompts
from kiosk.voice.sound import Sound, at_volume
from tests.printer.test_worker import until
from tests.ui.views import every_view
from tests.voice.ears import Ears
from tests.voice.test_pack import hum
from tests.voice.test_prompts import all_said

VIEWS = every_view("vi")


class Kiosk:
    """A voice, and ears beside it."""

    def __init__(self, pack: Path) -> None:
        self.ears = Ears()
        self.prompter = Prompter(pack, all_said("vi"))
        self.voice = PromptVoice({"vi": self.prompter}, self.ears, on_crash=lambda _: None)

    def show(self, view: ViewState, volume: float = 1.0) -> None:
        self.voice.follow(view, volume)

    def hears(self, *keys: str, volume: float = 1.0) -> Callable[[], bool]:
        wanted: Sound = at_volume(self.prompter.sentence(keys), volume)
        return lambda: self.ears.heard[-1:] == [wanted]


@pytest.fixture
def kiosk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Kiosk]:
    monkeypatch.setattr("kiosk.run.speaking.HINT_GAP_S", 0.01)
    pack = tmp_path / "vi"
    make_pack(pack, with_prompts(language("vi"), all_said("vi")), hum)
    made = Kiosk(pack)
    made.voice.start()
    yield made
    made.ears.waits.set()
    made.voice.stop()


def playing(kiosk: Kiosk) -> Callable[[], bool]:
    return lambda: kiosk.ears._playing


def test_each_screen_is_spoken_once_however_often_it_is_drawn(kiosk: Kiosk) -> None:
    kiosk.show(VIEWS["choice"])
    until(kiosk.hears("notice", "choice_title"))
    kiosk.show(VIEWS["choice"])
    kiosk.show(VIEWS["unsure"])
    until(kiosk.hears("unsure_title", "unsure_text"))
    assert len(kiosk.ears.heard) == 2


def test_a_new_screen_cuts_short_what_is_being_said(kiosk: Kiosk) -> None:
    kiosk.ears.waits.clear()
    kiosk.show(VIEWS["choice"])
    until(playing(kiosk))
    kiosk.show(VIEWS["unsure"])
    until(kiosk.hears("unsure_title", "unsure_text"))
    assert len(kiosk.ears.heard) == 1


def test_a_hint_waits_for_the_sentence_and_only_the_newest_is_said(kiosk: Kiosk) -> None:
    kiosk.ears.waits.clear()
    ring = replace(VIEWS["ring-hold_still"], hint=None)
    kiosk.show(ring)
    until(playing(kiosk))
    for hint in (Hint.COME_CLOSER, Hint.HOLD_STILL, Hint.MORE_LIGHT):
        kiosk.show(replace(ring, hint=hint))
    kiosk.ears.waits.set()
    until(kiosk.hears("hint_more_light"))
    assert len(kiosk.ears.heard) == 2


def test_mute_is_silent_at_once_and_loud_is_louder(kiosk: Kiosk) -> None:
    kiosk.show(VIEWS["unsure"], 0.4)
    until(kiosk.hears("unsure_title", "unsure_text", volume=0.4))
    kiosk.ears.waits.clear()
    kiosk.show(VIEWS["choice"])
    until(playing(kiosk))
    kiosk.show(VIEWS["choice"], 0.0)
    until(lambda: not kiosk.ears._playing)
    assert len(kiosk.ears.heard) == 1


def test_the_kiosk_is_quiet_while_the_hall_is_spoken_to(kiosk: Kiosk) -> None:
    kiosk.voice.hush(on=True)
    kiosk.show(VIEWS["unsure"])
    end = time.monotonic() + 0.3
    until(lambda: time.monotonic() > end)
    assert kiosk.ears.heard == []
    kiosk.voice.hush(on=False)
    until(kiosk.hears("unsure_title", "unsure_text"))


def test_without_a_loudspeaker_the_screen_goes_on(kiosk: Kiosk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("kiosk.run.speaking.RETRY_S", 0.01)
    kiosk.ears.is_deaf = True
    kiosk.show(VIEWS["unsure"])
    until(lambda: kiosk.voice._is_gone)
    kiosk.ears.is_deaf = False
    kiosk.show(VIEWS["choice"])
    until(kiosk.hears("notice", "choice_title"))


def test_an_unknown_language_is_silent(kiosk: Kiosk) -> None:
    kiosk.show(replace(VIEWS["choice"], language="tyz"))
    kiosk.show(replace(VIEWS["unsure"], screen=Screen.UNSURE))
    until(kiosk.hears("unsure_title", "unsure_text"))
    assert len(kiosk.ears.heard) == 1
