"""The notice is short enough to be spoken, and says all that is in force and nothing that is not."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import pytest

from kiosk.cli import run
from kiosk.config import Config, load_config
from kiosk.notice import LANGUAGES, full_notice, notice_hash, notice_text
from kiosk.notice_sign import sign

ROOT = Path(__file__).parents[1]

SPOKEN_WORDS = 75
"""Vietnamese writes each syllable apart: 75 of them are about 40 words."""


@dataclass
class Write:
    folder: Path

    def __call__(self, text: str) -> Config:
        path = self.folder / "kiosk.toml"
        path.write_text(text, "utf-8")
        return load_config(path)


@pytest.fixture
def write(tmp_path: Path) -> Write:
    return Write(tmp_path)


def heads(config: Config) -> list[str]:
    return [head for head, _ in full_notice(config, "en")]


def test_the_short_notice_can_be_spoken() -> None:
    config = load_config(None)
    for language in LANGUAGES:
        assert len(notice_text(config, language).split()) <= SPOKEN_WORDS


def test_everything_the_law_asks_for_is_told_in_every_language() -> None:
    config = load_config(None)
    vi, en = (full_notice(config, language) for language in LANGUAGES)
    assert len(vi) == len(en) >= 8
    whole = " ".join(text for _, text in en)
    for told in ("Only purpose", "sensitive", "can be wrong", "erased", "withdraw", "complain", "18"):
        assert told in whole
    assert config.office.responsible in vi[-1][1]
    assert config.office.contact in vi[-1][1]


def test_only_what_is_in_force_is_told(write: Write) -> None:
    alone = load_config(None)
    assert "A living person" in heads(alone)
    joined = write('[face]\nliveness = "off"\n[sync]\ncentral = "https://central.example"\n')
    assert "A living person" not in heads(joined)
    where = dict(full_notice(joined, "en"))["Where it goes"]
    assert "never leaves this machine" in where
    assert dict(full_notice(alone, "en"))["Where it goes"].startswith("Nowhere")


def test_consent_to_one_configuration_is_none_to_another(write: Write) -> None:
    hashes = {
        notice_hash(write(text))
        for text in ("", '[face]\nliveness = "off"\n', '[sync]\ncentral = "https://central.example"\n')
    }
    assert len(hashes) == 3


def test_the_command_prints_the_whole_notice_in_force(
    write: Write, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    config = write('[sync]\ncentral = "https://central.example"\n')
    assert run(["notice", "--config", str(tmp_path / "kiosk.toml")]) == 0
    printed = capsys.readouterr().out
    assert notice_hash(config) in printed
    for language in LANGUAGES:
        assert notice_text(config, language) in printed
        assert all(f"{head}: {text}" in printed for head, text in full_notice(config, language))


def test_the_sign_names_the_office_and_cannot_be_broken_by_its_name(write: Write, tmp_path: Path) -> None:
    write('[office]\nname = "Phường <Mẫu>"\nresponsible = "UBND & Công an"\ncontact = "024 3333 3333"\n')
    out = tmp_path / "sign.html"
    assert run(["notice", "--config", str(tmp_path / "kiosk.toml"), "--sign", str(out)]) == 0
    written = out.read_text("utf-8")
    for told in ("Phường &lt;Mẫu&gt;", "UBND &amp; Công an", "024 3333 3333", "KHU VỰC CÓ CAMERA"):
        assert told in written


def test_the_sign_in_the_documents_is_the_embedded_configurations() -> None:
    assert (ROOT / "docs" / "privacy-sign.html").read_text("utf-8") == sign(load_config(None))
