"""A card in another board is in the log, once; a copied card overwrites nothing of the first one's."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager
from pathlib import Path

from kiosk.domain.ids import Seq
from kiosk.lib.board import CHANGED
from kiosk.link.client import DeskLink
from kiosk.run.moved_card import record_moved_card
from kiosk.store import event_log
from kiosk.store.database import open_reader
from tests.offices import Setup
from tests.run.central_site import CentralSite, enrolled
from tests.run.processes import LIMIT_S, Site, wait_for
from tests.run.test_crash import take_plain
from tests.run.test_restore import work

ALL = 10_000
"""More events than any test makes."""


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


def copied_card(office: CentralSite, folder: Path) -> Site:
    """Give what wakes on another machine when the whole card is copied, its key too."""
    folder.mkdir()
    copy = Site(folder)
    shutil.copytree(office.state, folder / "state")
    with copy.config.open("a", encoding="utf-8") as config:
        config.write(f"[sync]{office.site.config.read_text('utf-8').partition('[sync]')[2]}")
    return copy


@contextmanager
def running(site: Site) -> Iterator[DeskLink]:
    """Run a site's desk, and give a citizen's link to it."""
    desk = site.start_desk()
    try:
        with closing(DeskLink(site.socket)) as link:
            yield link
    finally:
        desk.terminate()
        desk.wait(LIMIT_S)


def test_two_desks_of_one_copied_card_both_go_on_and_central_keeps_them_apart(tmp_path: Path) -> None:
    with enrolled(tmp_path) as office, ExitStack() as stack:
        work(office, 2)
        copy = copied_card(office, tmp_path / "copy")
        first, second = (stack.enter_context(running(site)) for site in (office.site, copy))
        assert take_plain(first, "ho_tich")["ticket"]["code"] == "B003"
        office.wait_until_all_is_sent()
        assert [take_plain(second, "ho_tich")["ticket"]["code"] for _ in range(2)] == ["B003", "B004"]
        wait_for(lambda: bool(office.storage.forks(office.office)), "central has not seen the fork")
        assert take_plain(first, "ho_tich")["ticket"]["code"] == "B004"
        office.wait_until_all_is_sent()
        with closing(open_reader(office.state / "desk.db")) as log:
            (chain,) = event_log.chains(log.conn)
            sent = event_log.after(log.conn, chain, Seq(0), ALL)
        assert office.storage.events(office.office, chain, Seq(0), ALL) == sent
        apart = {fork.hash for fork in office.storage.forks(office.office)}
        assert apart.isdisjoint({event.hash for event in sent})
        wait_for(lambda: "contradicts what is held" in copy.run("sync", "status").stdout, "nobody is told")
        assert [ticket["code"] for ticket in second.snapshot()["waiting"]] == ["B001", "B002", "B003", "B004"]
