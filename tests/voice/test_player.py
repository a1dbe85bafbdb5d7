"""A loudspeaker and a test's ears keep the same promises."""

from __future__ import annotations

import shutil
import threading
import time
from pathlib import Path

import pytest

from kiosk.errors import SpeakerGone
from kiosk.voice.player import AlsaPlayer, Player
from kiosk.voice.sound import at_volume, chime, join, silence
from tests.voice.ears import Ears

needs_aplay = pytest.mark.skipif(shutil.which("aplay") is None, reason="alsa-utils is not installed")


@pytest.fixture(params=["ears", pytest.param("alsa", marks=needs_aplay)])
def player(request: pytest.FixtureRequest) -> Player:
    """Each player: ALSA's device ``null`` takes sound as a card does, and is silent."""
    return AlsaPlayer("null") if request.param == "alsa" else Ears()


def test_a_sound_is_played_to_its_end(player: Player) -> None:
    assert player.play(chime()) is True


def test_nothing_is_cut_short_when_nothing_plays(player: Player) -> None:
    player.stop()
    assert player.play(silence(10)) is True


def test_a_sound_can_be_cut_short_from_another_thread(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    begun = tmp_path / "begun"
    program(tmp_path, monkeypatch, f"cat >/dev/null; touch {begun}; exec sleep 60")
    player = AlsaPlayer()
    played: list[bool] = []
    thread = threading.Thread(target=lambda: played.append(player.play(silence(60_000))))
    thread.start()
    end = time.monotonic() + 10
    while not begun.exists():
        assert time.monotonic() < end
    player.stop()
    thread.join(10)
    assert played == [False]


@needs_aplay
def test_a_device_that_is_not_there_is_named() -> None:
    with pytest.raises(SpeakerGone, match="no_such_card"):
        AlsaPlayer("no_such_card").play(silence(10))


def test_without_aplay_the_package_is_named(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(SpeakerGone, match="alsa-utils"):
        AlsaPlayer().play(silence(10))


def test_a_device_that_takes_no_sound_is_given_up(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    program(tmp_path, monkeypatch, "exec sleep 60")
    monkeypatch.setattr("kiosk.voice.player.GRACE_S", 0.2)
    with pytest.raises(SpeakerGone, match="took no sound"):
        AlsaPlayer().play(silence(10))


def test_half_the_volume_is_half_the_height_and_none_is_silence() -> None:
    assert at_volume(chime(), 0.5).peak == pytest.approx(chime().peak / 2, abs=0.001)
    assert at_volume(join([chime(), silence(5)]), 0).peak == 0


def program(folder: Path, monkeypatch: pytest.MonkeyPatch, script: str) -> None:
    """Put another ``aplay`` before all others."""
    path = folder / "aplay"
    path.write_text(f"#!/bin/sh\n{script}\n")
    path.chmod(0o755)
    monkeypatch.setenv("PATH", f"{folder}:/usr/bin:/bin")
