"""What a citizen is told before the camera opens, built from the configuration in force."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from kiosk.config import Config

LANGUAGES = ("vi", "en")


def notice_text(config: Config, language: str) -> str:
    """Fill the short notice with the office's own names, and with what this office has switched on besides."""
    short = _fill(config, config.notice.text_en if language == "en" else config.notice.text_vi)
    if not config.face.officer_picture:
        return short
    besides = [point for point in config.notice.point if point.when == "picture"]
    texts = [point.text_en if language == "en" else point.text_vi for point in besides]
    return " ".join([short, *(_fill(config, text) for text in texts)])


def full_notice(config: Config, language: str) -> tuple[tuple[str, str], ...]:
    """Give all that is to be told, as headings and texts; points about what is not in force are left out."""
    in_force = {
        "always": True,
        "liveness": config.face.liveness != "off",
        "no_liveness": config.face.liveness == "off",
        "picture": config.face.officer_picture,
        "central": bool(config.sync.central),
        "no_central": not config.sync.central,
    }
    points = [point for point in config.notice.point if in_force[point.when]]
    if language == "en":
        return tuple((point.head_en, _fill(config, point.text_en)) for point in points)
    return tuple((point.head_vi, _fill(config, point.text_vi)) for point in points)


def notice_hash(config: Config) -> str:
    """Give the SHA-256 (hex) of the whole notice in both languages, as consent events cite it."""
    texts = [notice_text(config, language) for language in LANGUAGES]
    texts += [f"{head}\n{text}" for language in LANGUAGES for head, text in full_notice(config, language)]
    return hashlib.sha256("\n\n".join(texts).encode()).hexdigest()


def _fill(config: Config, text: str) -> str:
    office = config.office
    return text.format(responsible=office.responsible, contact=office.contact, office=office.name).strip()
