"""News for the board to test with: a busy hall of eight fields."""

from __future__ import annotations

from kiosk.ui.gallery import board_states

EARLIER, FIELDS, FRESH, NEWS = (
    board_states.EARLIER,
    board_states.HALL,
    board_states.FRESH,
    board_states.NEWS,
)
