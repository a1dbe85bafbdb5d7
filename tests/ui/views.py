"""Screens to test with, as the gallery has them."""

from __future__ import annotations

from dataclasses import replace

from kiosk.config import load_config
from kiosk.run.office_view import notice_view
from kiosk.ui.gallery import samples
from kiosk.ui.gallery.states import every_state
from kiosk.ui.parts import Aid
from kiosk.ui.view_state import ViewState

FIELDS, TICKET, OFFERS = samples.FIELDS, samples.TICKET, samples.OFFICE
OFFER, SLIP, PROCEDURES = samples.OFFER, samples.SLIP, samples.PROCEDURES

NOTICE = notice_view(load_config(None))

LOOK = object()

OFFICE = {
    "vi": "Trung tâm Phục vụ hành chính công phường Hòa Bình",
    "en": "Hoa Binh Ward Public Service Centre",
}


def every_view(language: str) -> dict[str, ViewState]:
    """Give each screen and state that there is, by the name of its picture."""
    return {name: state.view for name, state in every_state(language, NOTICE).items()}


def with_aids(views: dict[str, ViewState], *aids: Aid) -> dict[str, ViewState]:
    """Give the same screens as someone sees them who switched these aids on."""
    return {name: replace(view, aids=frozenset(aids)) for name, view in views.items()}
