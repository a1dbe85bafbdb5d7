"""What the configuration in force says to citizens: the notice, and what the office offers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kiosk.catalogue import procedures_of
from kiosk.domain.procedures import ProcedureIndex
from kiosk.notice import LANGUAGES, full_notice, notice_hash, notice_text
from kiosk.ui.parts import GroupView, OfficeView
from kiosk.ui.view_state import NoticeView

if TYPE_CHECKING:
    from kiosk.config import Config


def notice_view(config: Config) -> NoticeView:
    """Give the notice in force, short and in full."""
    return NoticeView(
        {language: tuple(notice_text(config, language).split("\n")) for language in LANGUAGES},
        config.notice.version,
        notice_hash(config),
        {language: full_notice(config, language) for language in LANGUAGES},
    )


def office_view(config: Config) -> OfficeView:
    """Give what the office offers besides its fields.

    Raises:
        ConfigInvalid: The catalogue of procedures cannot be read.
    """
    return OfficeView(
        groups=tuple(
            GroupView(group.code, {"vi": group.name_vi, "en": group.name_en}) for group in config.priority
        ),
        hotline=config.services.hotline,
        payment_qr=config.services.payment_qr,
        payment_text=config.services.payment_text,
        asks_factors=config.services.rating_factors,
        prints=config.printer.prints,
        hands_tokens=config.printer.token,
        results_field=next((field.code for field in config.field if field.collects_results), ""),
        procedures=ProcedureIndex(procedures_of(config)),
    )
