"""The yearly review counts what happened, and shows nobody."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from kiosk.cli import run
from kiosk.domain import commands as c
from kiosk.domain.events import DataShredded, How, Purpose
from kiosk.domain.ids import SYSTEM, ChainId, FieldCode, Seq, TicketId
from kiosk.domain.moves import OverrideReason
from kiosk.errors import BadInput
from kiosk.reports.privacy import Lengths, PrivacyReview, review_year
from kiosk.reports.privacy_text import to_json, to_text
from kiosk.reports.source import DeskLog
from kiosk.store.shredding import destroy
from tests.offices import Setup, ticket_of, unit
from tests.reports.played import VIETNAM, at_hour
from tests.telling import tells

MINUTE_MS = 60_000


def play(office: Setup) -> None:
    """Two days of November: a face that is withdrawn, one served after a second look and a dispute, one left to the close."""
    at_hour(office, 23, 8)
    office.desk.tick()
    office.send(c.OpenCamera, office.citizen(), opening="a", purpose=Purpose.FACE)
    office.send(c.OpenCamera, office.citizen(), opening="b", purpose=Purpose.FACE)
    office.send(c.OpenCamera, office.citizen(), opening="c", purpose=Purpose.QR)
    withdrawn = ticket_of(office.face("ho_tich", unit(1)))
    shown = ticket_of(office.face("chung_thuc", unit(2), nature="live"))
    office.face("chung_thuc", unit(2))
    office.clock.advance(60)
    office.send(c.StopFace, office.citizen(), ticket=TicketId(withdrawn.ticket))
    office.send(
        c.DisputeMatch, office.citizen(), ticket=TicketId(shown.ticket), field=FieldCode("chung_thuc")
    )
    office.clock.advance(60)
    officer = office.seat(1)
    office.serve(1, officer)
    office.send_check_in("ho_tich", how=How.PLAIN)
    office.send(
        c.IssueByStaff,
        officer,
        field=FieldCode("chung_thuc"),
        reason=OverrideReason.ANOTHER_PERSON,
        despite=TicketId(shown.ticket),
    )
    office.send(c.CloseDay, office.officer())
    at_hour(office, 24, 8)
    office.desk.tick()
    office.face("ho_tich", unit(3))
    at_hour(office, 24, 16)
    office.send(c.CloseDay, office.officer())


@pytest.fixture
def review(office: Setup, tmp_path: Path) -> PrivacyReview:
    play(office)
    with DeskLog(tmp_path / "state" / "desk.db") as log:
        return review_year(log, "Phường Mẫu", 2026, VIETNAM)


def test_a_made_year_has_the_counts_that_were_made(review: PrivacyReview) -> None:
    assert (review.days, review.days_without_date) == (3, 0)  # the clock begins on a day of its own
    assert review.openings == {"face": 2, "qr": 1}
    assert sum(review.consents.values()) == 4
    assert review.looks == {"match": 1, "unknown": 3}
    assert review.liveness == {"camera": 3, "live": 1}
    assert sum(review.engines.values()) == 4
    assert review.tickets == {"face": 3, "plain": 2, "staff": 1}
    assert review.withdrawals == {"withdrawn": 1}
    assert review.erasures == {"day_end": 1, "served": 1, "withdrawn": 1}
    assert review.duplicates == {"face": 1}
    assert review.disputes == {"not_me": 1}
    assert review.reviews == {"another_person": 1}
    assert (review.shredded, review.unreadable, review.not_erased) == ({}, {}, 0)


def test_how_long_faces_were_held_is_told(review: PrivacyReview) -> None:
    assert review.erase_delay == Lengths(3, 0, 0, 0)
    assert review.held == Lengths(3, 4 * MINUTE_MS, 8 * 60 * MINUTE_MS, 0)


def test_what_was_destroyed_by_law_is_counted_and_hides_no_gap(office: Setup, tmp_path: Path) -> None:
    play(office)
    conn = office.database.conn
    row = conn.execute("SELECT chain, seq FROM event WHERE kind = 'FaceErased' ORDER BY position").fetchone()
    chain, seq = ChainId(row[0]), Seq(row[1])
    with office.journal.together():
        office.journal.record([DataShredded(chain, seq, "QD-12")], SYSTEM, None)
        destroy(conn, chain, seq)
    with DeskLog(tmp_path / "state" / "desk.db") as log:
        review = review_year(log, "Phường Mẫu", 2026, VIETNAM)
    assert review.shredded == {"QD-12": 1}
    assert review.unreadable == {"FaceErased": 1}
    assert (review.not_erased, review.held.count) == (1, 2)


def test_a_year_without_days_is_refused(office: Setup, tmp_path: Path) -> None:
    office.desk.tick()
    with DeskLog(tmp_path / "state" / "desk.db") as log, pytest.raises(BadInput, match="2031"):
        review_year(log, "Phường Mẫu", 2031, VIETNAM)


def test_text_and_json_tell_the_same_and_name_nobody(review: PrivacyReview) -> None:
    text = to_text(review)
    assert "năm 2026" in text
    assert "Mở camera, theo mục đích (camera opened, by purpose): 3 (face 2, qr 1)" in text
    told = json.loads(to_json(review))
    assert told["erasures"] == review.erasures
    assert told["held"]["longest_ms"] == 8 * 60 * MINUTE_MS
    assert not tells(text + to_json(review), "cb-01")


def test_the_command_prints_the_years_review_from_the_log(
    office: Setup, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    play(office)
    config = tmp_path / "kiosk.toml"
    config.write_text(f'[desk]\nstate_dir = "{tmp_path / "state"}"\n', "utf-8")
    asked = ["report", "--config", str(config), "--privacy"]
    assert run([*asked, "2026"]) == 0
    text = capsys.readouterr().out
    assert "rà soát bảo vệ dữ liệu cá nhân năm 2026" in text
    assert "Rút lại đồng ý (withdrawals): 1 (withdrawn 1)" in text
    assert run([*asked, "2026", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["tickets"] == {"face": 3, "plain": 2, "staff": 1}
    assert run([*asked, "2031"]) == 1
    assert "2031" in capsys.readouterr().err
