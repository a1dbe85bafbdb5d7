"""Clips are made, kept, checked and joined without gaps; a pack can be recorded in any language."""

from __future__ import annotations

import math
import shutil
from array import array
from pathlib import Path

import pytest

from kiosk.cli import run
from kiosk.domain.speaking import Kind
from kiosk.errors import BadInput, EnvironmentProblem
from kiosk.voice.announcement import AFTER_CHIME_MS, BETWEEN_MS, Speaker
from kiosk.voice.making import make_pack
from kiosk.voice.pack import Manifest, load_clip, load_manifest, problems, save_clip, save_manifest
from kiosk.voice.phrases import language, sentence
from kiosk.voice.reading import CodeStyle
from kiosk.voice.recording import Microphone, fault_of, minutes_for, record_pack
from kiosk.voice.sound import (
    FADE_MS,
    LEVEL_TOLERANCE_DB,
    LOUDNESS_DB,
    QUIET,
    RATE_HZ,
    Sound,
    chime,
    faults,
    join,
    level,
    loudness_db,
    read_wav,
    silence,
    trim,
    write_wav,
)

needs_espeak = pytest.mark.skipif(shutil.which("espeak-ng") is None, reason="espeak-ng is not installed")


def tone(length_ms: int, peak: float = 0.5, before_ms: int = 0, after_ms: int = 0) -> Sound:
    """Make a hum between two silences."""
    values = array(
        "h",
        (
            round(peak * 32767 * math.sin(2 * math.pi * 220 * index / RATE_HZ))
            for index in range(length_ms * RATE_HZ // 1000)
        ),
    )
    return join([silence(before_ms), Sound(values.tobytes()), silence(after_ms)])


def longest_quiet_ms(sound: Sound) -> int:
    """Measure the longest stretch without speech."""
    signs = "".join("." if abs(value) > QUIET else "q" for value in array("h", sound.samples))
    return max(map(len, signs.split("."))) * 1000 // RATE_HZ


def hum(text: str, _code: str) -> Sound:
    """Speak without espeak-ng: a hum as long as the text."""
    return tone(50 * len(text) + 100, before_ms=120, after_ms=300)


@pytest.fixture(scope="module")
def spoken_pack(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A Vietnamese pack by espeak-ng."""
    folder = tmp_path_factory.mktemp("voice") / "vi"
    make_pack(folder, language("vi"))
    return folder


def test_trimming_leaves_the_speech_and_no_quiet_around_it() -> None:
    assert trim(tone(200, before_ms=500, after_ms=500)).length_ms == pytest.approx(200 + 2 * FADE_MS, abs=2)
    assert trim(silence(300)).samples == b""


def test_a_wav_file_is_read_as_it_was_written() -> None:
    sound = tone(100)
    assert read_wav(write_wav(sound), "x") == sound


@pytest.mark.parametrize(
    "content", [b"", b"RIFF", b"not a wav file at all, only text", write_wav(tone(10))[:20]]
)
def test_what_is_no_wav_file_is_refused(content: bytes) -> None:
    with pytest.raises(BadInput, match="clip-7"):
        read_wav(content, "clip-7")


def test_an_announcement_is_chime_and_sentence_twice_without_gaps(tmp_path: Path) -> None:
    folder = tmp_path / "vi"
    manifest = make_pack(folder, language("vi"), hum)
    speaker = Speaker(folder)
    words = sentence(language("vi"), Kind.CALL, "A015", 3, CodeStyle.NUMBER)
    parts = [load_clip(folder, manifest.phrases[word]) for word in words]
    said = speaker.say(Kind.CALL, "A015", 3)
    assert said.samples == b"".join(part.samples for part in parts)
    assert longest_quiet_ms(said) <= 10
    whole = speaker.announce(Kind.CALL, "A015", 3)
    expected = [chime(), silence(AFTER_CHIME_MS), said, silence(BETWEEN_MS), said]
    assert whole.samples == b"".join(part.samples for part in expected)
    assert speaker.announce(Kind.MISSED, "A015").samples.count(parts[0].samples) == 0


@needs_espeak
def test_every_announcement_of_a_made_pack_is_joined_without_gaps(spoken_pack: Path) -> None:
    """Clips that begin and end in speech can be joined in any order: then all numbers are proven at once."""
    manifest = load_manifest(spoken_pack)
    assert problems(spoken_pack, language("vi").texts) == []
    for phrase, clip in manifest.phrases.items():
        sound = load_clip(spoken_pack, clip)
        assert 50 <= sound.length_ms <= 4000, phrase
        first, last = Sound(sound.samples[: RATE_HZ // 20]), Sound(sound.samples[-(RATE_HZ // 20) // 2 * 2 :])
        assert min(first.peak, last.peak) > 0.01, phrase
    speaker = Speaker(spoken_pack)
    for number in range(1, 1000):
        words = sentence(language("vi"), Kind.CALL, f"A{number:03d}", number, CodeStyle.NUMBER)
        length = sum(manifest.phrases[word].ms for word in words)
        said = speaker.say(Kind.CALL, f"A{number:03d}", number)
        assert said.length_ms == pytest.approx(length, abs=len(words))


@needs_espeak
def test_the_commands_make_check_and_say(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    pack, out = tmp_path / "en", tmp_path / "call.wav"
    assert run(["voice", "make", "--lang", "en", "--out", str(pack)]) == 0
    assert run(["voice", "check", str(pack)]) == 0
    assert run(["voice", "say", "A015", "3", "--pack", str(pack), "--out", str(out)]) == 0
    assert 3000 < read_wav(out.read_bytes(), "call.wav").length_ms < 15_000
    next(pack.glob("five-*.wav")).write_bytes(b"damaged")
    assert run(["voice", "check", str(pack)]) == 1
    assert "five" in capsys.readouterr().out


def test_clips_of_all_lengths_and_peaks_become_equally_loud() -> None:
    for sound in (tone(60, 0.05), tone(400, 0.9), join([tone(200, 0.02), silence(300), tone(200, 0.8)])):
        assert loudness_db(level(sound)) == pytest.approx(LOUDNESS_DB, abs=LEVEL_TOLERANCE_DB / 2)


def test_a_sound_that_cannot_be_made_louder_is_not_cut_off() -> None:
    crack = join([tone(300, 0.01), Sound(b"\xff\x7f"), tone(300, 0.01)])
    assert level(crack).peak <= 0.951
    assert any("dB off" in fault for fault in faults(level(crack)))


@pytest.mark.parametrize(
    ("sound", "fault"),
    [
        (tone(300, before_ms=30), "ms of quiet at its beginning"),
        (tone(300, after_ms=25), "ms of quiet at its end"),
        (tone(300, peak=1.0), "the loudest samples are cut off"),
        (tone(300, peak=0.05), "dB off the other clips"),
        (silence(300), "nothing is heard"),
    ],
)
def test_a_clip_that_would_be_heard_where_it_is_joined_is_named(
    sound: Sound, fault: str, tmp_path: Path
) -> None:
    folder = tmp_path / "vi"
    texts = {"call": "Mời công dân số"}
    clip = save_clip(folder, "call", texts["call"], sound)
    save_manifest(folder, Manifest("vi", "recorded", {"call": clip}))
    assert any(fault in problem for problem in problems(folder, texts))


def test_a_damaged_or_missing_clip_is_named(tmp_path: Path) -> None:
    folder = tmp_path / "vi"
    manifest = make_pack(folder, language("vi"), hum)
    (folder / manifest.phrases["lăm"].file).unlink()
    damaged = folder / manifest.phrases["tư"].file
    damaged.write_bytes(damaged.read_bytes()[:-2])
    found = problems(folder, {**language("vi").texts, "new": "mới"})
    assert sorted(text.split(":")[0] for text in found) == ["lăm", "new", "tư"]
    with pytest.raises(BadInput):
        Speaker(folder)


def test_words_that_differ_in_marks_only_have_files_of_their_own(tmp_path: Path) -> None:
    manifest = make_pack(tmp_path / "vi", language("vi"), hum)
    files = [clip.file for clip in manifest.phrases.values()]
    assert (
        len(
            {
                file.rsplit("-", 1)[0] + manifest.phrases[p].sha256
                for p, file in zip(manifest.phrases, files, strict=True)
            }
        )
        > 20
    )
    assert all(file.isascii() for file in files)


def test_a_manifest_cannot_name_files_outside_its_pack(tmp_path: Path) -> None:
    folder = tmp_path / "vi"
    make_pack(folder, language("vi"), hum)
    text = (folder / "manifest.json").read_text()
    name = load_manifest(folder).phrases["call"].file
    (folder / "manifest.json").write_text(text.replace(name, f"../{name}"))
    assert any("pack's folder" in problem for problem in problems(folder, {}))


def test_making_a_pack_anew_removes_its_old_clips_and_nothing_else(tmp_path: Path) -> None:
    (tmp_path / "mine.wav").write_bytes(b"a person's own file")
    old = make_pack(tmp_path, language("vi"), hum)
    new = make_pack(tmp_path, language("vi"), lambda text, _code: tone(60 * len(text) + 200))
    files = {path.name for path in tmp_path.glob("*.wav")}
    assert files == {clip.file for clip in new.phrases.values()} | {"mine.wav"}
    assert not files & {clip.file for clip in old.phrases.values()}


def test_making_the_same_pack_again_writes_only_what_was_damaged(tmp_path: Path) -> None:
    made = make_pack(tmp_path, language("vi"), hum)
    damaged = tmp_path / made.phrases["call"].file
    damaged.write_bytes(b"half a clip")
    before = {path.name: path.stat().st_ino for path in tmp_path.iterdir()}

    assert make_pack(tmp_path, language("vi"), hum) == made

    after = {path.name: path.stat().st_ino for path in tmp_path.iterdir()}
    assert {name for name in after if after[name] != before[name]} == {damaged.name}
    assert problems(tmp_path, language("vi").texts) == []


class FakeMicrophone:
    """Hears what it is told to hear, one recording after another, the last one for ever."""

    def __init__(self, *heard: Sound) -> None:
        self.heard = list(heard)
        self.recordings = 0

    def record(self, seconds: int) -> Sound:
        self.recordings += 1
        heard = self.heard.pop(0) if len(self.heard) > 1 else self.heard[0]
        assert heard.length_ms <= seconds * 1000
        return heard


GOOD = tone(400, before_ms=300, after_ms=300)


def test_a_pack_is_recorded_phrase_by_phrase_and_can_be_spoken(tmp_path: Path) -> None:
    spoken = language("tyz", "AB")
    lines: list[str] = []
    assert record_pack(tmp_path / "tyz", spoken, FakeMicrophone(GOOD), lambda _line: "", lines.append)
    assert problems(tmp_path / "tyz", spoken.texts) == []
    assert lines[-1] == "complete"
    assert Speaker(tmp_path / "tyz").announce(Kind.CALL, "A015", 12).length_ms > 2000


def test_recording_goes_on_where_it_was_stopped(tmp_path: Path) -> None:
    spoken = language("tyz", "AB")
    answers = iter(["", "", "s", "", "q"])
    first = FakeMicrophone(GOOD)
    assert not record_pack(tmp_path / "p", spoken, first, lambda _line: next(answers), lambda _line: None)
    second = FakeMicrophone(GOOD)
    assert record_pack(tmp_path / "p", spoken, second, lambda _line: "", lambda _line: None)
    assert (first.recordings, first.recordings + second.recordings) == (3, len(spoken.texts))


def test_a_bad_recording_is_asked_for_again_and_says_why(tmp_path: Path) -> None:
    bad = [tone(400, 0.02, 100, 400), tone(400, 1.0, 100, 400), tone(400, before_ms=300), silence(500)]
    microphone = FakeMicrophone(*bad, GOOD)
    lines: list[str] = []
    assert record_pack(tmp_path / "p", language("tyz", "A"), microphone, lambda _line: "", lines.append)
    assert [line.split(";")[0] for line in lines[1:-1]] == [
        "too quiet",
        "too loud",
        "cut off at the end",
        "too quiet",
    ]
    assert fault_of(GOOD) == ""


def test_a_whole_pack_takes_a_quarter_of_an_hour() -> None:
    for lang in ("tyz", "vi"):
        spoken = language(lang)
        assert minutes_for(spoken, list(spoken.texts)) <= 15


def test_a_pack_of_another_language_is_not_overwritten(tmp_path: Path) -> None:
    make_pack(tmp_path, language("vi"), hum)
    with pytest.raises(BadInput, match="another folder"):
        record_pack(tmp_path, language("tyz"), FakeMicrophone(GOOD), lambda _line: "", lambda _line: None)


def test_a_missing_recorder_is_named_with_the_remedy(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(EnvironmentProblem, match="alsa-utils"):
        Microphone()
    with pytest.raises(EnvironmentProblem, match="espeak-ng"):
        make_pack(tmp_path / "vi", language("vi"))
