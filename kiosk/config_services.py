"""The tables of the configuration that citizens see on the screen: the notice, and what is offered."""

from __future__ import annotations

from typing import Literal

from kiosk.config_calendar import Section


class NoticePoint(Section, frozen=True):
    """One paragraph of the whole notice.

    Attributes:
        when: The part of the configuration that it speaks of; it is left out where that is not in force. What
            ``picture`` says stands in the short notice, too.
    """

    head_vi: str
    head_en: str
    text_vi: str
    text_en: str
    when: Literal["always", "liveness", "no_liveness", "picture", "central", "no_central"] = "always"


class NoticeSection(Section, frozen=True):
    """What a citizen is told before the camera opens; placeholders are filled from this file.

    Attributes:
        text_vi: The short text, which is also spoken. So in English.
        point: All there is to know, behind one touch.
    """

    version: str
    text_vi: str
    text_en: str
    point: tuple[NoticePoint, ...] = ()


class ServicesSection(Section, frozen=True):
    """What the screen offers besides places in the queue.

    Attributes:
        hotline: Telephone for reports and suggestions; empty without one.
        payment_qr: The office's own VietQR text; empty without one. Nothing is ever called paid.
        payment_text: Whose account that is.
        rating_factors: Whether a rating may go on with five questions.
        procedures: CSV file of procedures; empty for the small one that comes with the program.
        portal_url: Page of a procedure that names none itself; ``{code}`` is filled in.
    """

    hotline: str = ""
    payment_qr: str = ""
    payment_text: str = ""
    rating_factors: bool = True
    procedures: str = ""
    portal_url: str = ""
