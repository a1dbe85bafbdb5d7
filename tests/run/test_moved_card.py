"""A card in another board is in the log, once."""

from __future__ import annotations

from pathlib import Path

from kiosk.lib.board import CHANGED
from kiosk.run.moved_card import record_moved_card
from tests.offices import Setup


def recorded(office: Setup) -> int:
    rows = office.database.conn.execute("SELECT count(*) FROM event WHERE kind = 'BoardChanged'")
    return int(rows.fetchone()[0])


def test_each_other_board_is_recorded_once_and_its_serial_never(office: Setup, tmp_path: Path) -> None:
    journal, conn = office.journal, office.database.conn
    record_moved_card(journal, conn, tmp_path)
    assert recorded(office) == 0
    (tmp_path / CHANGED).parent.mkdir(parents=True)
    for board, count in (("a" * 64, 1), ("a" * 64, 1), ("b" * 64, 2)):
        (tmp_path / CHANGED).write_text(board, "ascii")
        record_moved_card(journal, conn, tmp_path)
        assert recorded(office) == count
    office.restart()
    assert office.plain("ho_tich")
