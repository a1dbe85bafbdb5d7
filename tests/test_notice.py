"""The notice is short enough to be spoken, and says all that is in force and nothing that is not."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import pytest

from kiosk.config import Config, load_config
from kiosk.notice import LANGUAGES, full_notice, notice_hash, notice_text

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
