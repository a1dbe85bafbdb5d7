"""The tables of the configuration that citizens see on the screen: the notice, and what is offered."""

from __future__ import annotations

from functools import lru_cache
from typing import Literal

from kiosk.config_procedures import KEPT, read_procedures
from kiosk.config_section import Section
from kiosk.errors import ConfigInvalid


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
        procedures_csv: The catalogue's own text, as the office's settings keep it; counts before the file.
        portal_url: Page of a procedure that names none itself; ``{code}`` is filled in.
    """

    hotline: str = ""
    payment_qr: str = ""
    payment_text: str = ""
    rating_factors: bool = True
    procedures: str = ""
    procedures_csv: str = ""
    portal_url: str = ""


def check_notice(notice: NoticeSection, name: str) -> None:
    """Refuse a text with a placeholder that nothing fills.

    Raises:
        ConfigInvalid: There is one; the message names the text.
    """
    texts = [notice.text_vi, notice.text_en]
    texts += [text for point in notice.point for text in (point.text_vi, point.text_en)]
    for text in texts:
        _try_filling(text, ("responsible", "contact", "office"), f"{name}: [notice]")


def check_services(services: ServicesSection, name: str) -> None:
    """Refuse an address that cannot be filled in, or a kept catalogue that cannot be read.

    Raises:
        ConfigInvalid: So it is; the message names the place or the line.
    """
    _try_filling(services.portal_url, ("code",), f"{name}: [services] portal_url")
    if services.procedures_csv:
        _check_catalogue(services.procedures_csv)


@lru_cache(maxsize=4)
def _check_catalogue(text: str) -> None:
    # An office's versions mostly share one catalogue, and a page that lists them checks each; thousands of lines
    # are read once.
    read_procedures(text, KEPT, ())


def _try_filling(text: str, known: tuple[str, ...], place: str) -> None:
    try:
        text.format(**dict.fromkeys(known, ""))
    except (KeyError, IndexError, ValueError, AttributeError) as error:
        raise ConfigInvalid(
            f"{place}: {text[:40]!r} has a placeholder that nothing fills ({error}); known are "
            + ", ".join(f"{{{word}}}" for word in known)
        ) from error
