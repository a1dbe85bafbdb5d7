"""An office's site with a central server on this machine, and a line between them that can be cut."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

from kiosk.central.app import build_app
from kiosk.central.commands import add_office, open_storage
from kiosk.central.storage import Storage
from kiosk.config import load_config
from kiosk.domain.ids import OfficeId
from kiosk.lib.clock import SystemClock
from kiosk.store import event_log
from kiosk.store.database import open_reader
from kiosk.sync.cursor import load_cursor
from tests.central.servers import Line, say, serving
from tests.run.processes import Site, wait_for

AWAY = 10_000
"""More requests than any test makes: the line is cut until it is mended."""


@dataclass
class CentralSite:
    """An enrolled office, and what central holds of it."""

    site: Site
    storage: Storage
    line: Line
    office: OfficeId

    @property
    def state(self) -> Path:
        return self.site.folder / "state"

    def cut(self) -> None:
        self.line.faults = [say(503, b"")] * AWAY

    def mend(self) -> None:
        self.line.faults = []

    def wait_until_all_is_sent(self) -> None:
        """Wait until central has acknowledged the log's last event, and the desk has noted that."""
        wait_for(self._all_is_sent, "the desk has not sent everything")

    def _all_is_sent(self) -> bool:
        with closing(open_reader(self.state / "desk.db")) as desk:
            head = event_log.last_head(desk.conn)
        assert head is not None
        cursor = load_cursor(self.state)
        return (cursor.chain, cursor.seq) == (head.chain, head.seq)


@contextmanager
def enrolled(folder: Path) -> Iterator[CentralSite]:
    """Give a site whose desk sends to a central of its own."""
    site = Site(folder)
    storage = open_storage(f"sqlite:///{folder / 'central.db'}")
    with closing(storage), serving(build_app(storage, "reader", SystemClock())) as upstream:
        line = Line(upstream)
        with line.open() as url:
            with site.config.open("a", encoding="utf-8") as config:
                config.write(f'[sync]\ncentral = "{url}"\ninterval_s = 0.1\n')
            office = load_config(site.config).office_id
            code = add_office(storage, office, "Một cửa", SystemClock().wall())
            done = site.run("enrol", "--code", code)
            assert done.returncode == 0, done.stderr
            yield CentralSite(site, storage, line, office)
