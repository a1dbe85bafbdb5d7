"""What the desk tells a screen before it serves anyone: who it is, and the rules in force."""

from __future__ import annotations

import base64
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from kiosk.domain.snapshot import DeskTime
from kiosk.notice import LANGUAGES, full_notice, notice_hash, notice_text

if TYPE_CHECKING:
    from kiosk.config import Config
    from kiosk.desk.looks import Looks
    from kiosk.desk.service import Desk


@dataclass(frozen=True, slots=True)
class FieldRules:
    """What a ticket of a field shows besides its queue; see `kiosk.config.FieldSection`."""

    code: str
    colour: str
    area: str
    prepare_vi: str
    prepare_en: str


@dataclass(frozen=True, slots=True)
class GroupRules:
    """A group of people who may go before others."""

    code: str
    name_vi: str
    name_en: str


@dataclass(frozen=True, slots=True)
class Hello:
    """What a screen must know before it serves anyone.

    Attributes:
        seal_key: Where looks are sealed to: X25519, Base64; new at every start of the desk.
        notice_full: Headings and texts of the whole notice, by language.
        page_url: Address behind which a ticket's token is looked up.
        page_away: Whether nobody can reach that address now.
        fields: All of today's, in force until the next day begins; so are the notice and the groups.
    """

    office: str
    office_name: str
    seal_key: str
    embedder: str
    embedder_sha256: str
    notice_version: str
    notice_hash: str
    notice_vi: str
    notice_en: str
    notice_full: dict[str, tuple[tuple[str, str], ...]]
    page_url: str
    page_away: bool
    fields: tuple[FieldRules, ...]
    groups: tuple[GroupRules, ...]
    time: DeskTime


def greet(desk: Desk, looks: Looks, page_url: str) -> Hello:
    """Describe the desk and what it keeps to at this moment."""
    config = desk.config
    return Hello(
        office=config.office.id,
        office_name=config.office.name,
        seal_key=base64.b64encode(looks.public_key).decode(),
        embedder=looks.rules.embedder,
        embedder_sha256=looks.rules.embedder_sha256,
        notice_version=config.notice.version,
        notice_hash=notice_hash(config),
        notice_vi=notice_text(config, "vi"),
        notice_en=notice_text(config, "en"),
        notice_full={language: full_notice(config, language) for language in LANGUAGES},
        page_url=page_url,
        page_away=desk.central_away_since() is not None and _is_behind_central(page_url, config),
        fields=tuple(
            FieldRules(field.code, field.colour, field.area, field.prepare_vi, field.prepare_en)
            for field in config.field
        ),
        groups=tuple(GroupRules(group.code, group.name_vi, group.name_en) for group in config.priority),
        time=desk.snapshot().time,
    )


def _is_behind_central(page_url: str, config: Config) -> bool:
    """Tell whether telephones find the pages by way of central, not on the office's own network."""
    return urlsplit(page_url).hostname == urlsplit(config.sync.central).hostname
