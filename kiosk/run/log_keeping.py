"""What a technician does with the log: prove it, rebuild from it, copy it, bring it back, let it grow old."""

from __future__ import annotations

from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from kiosk.domain.events import DataShredded, EventsRetired
from kiosk.domain.ids import SYSTEM, ChainId, Seq
from kiosk.errors import BadInput
from kiosk.lib.units import MS_PER_DAY, WallMs
from kiosk.run.device_signatures import checkpoint_signer, signature_checker
from kiosk.run.journals import take_up
from kiosk.run.paths import DeskPaths
from kiosk.store import projections, retention, shredding
from kiosk.store.backup import list_backups, make_backup, open_copy, thin_out
from kiosk.store.database import OwnedDatabase, open_reader, transaction
from kiosk.store.proof import Verified, verify
from kiosk.sync.cursor import load_cursor

if TYPE_CHECKING:
    from collections.abc import Iterator

    from kiosk.config import Config
    from kiosk.desk.journal import Journal
    from kiosk.store.codec import Head


@dataclass(frozen=True, slots=True)
class BackedUp:
    """A backup that was made, and how many older ones the rule removed."""

    path: Path
    verified: Verified
    removed: int


def check_log(config: Config, file: Path | None) -> Verified:
    """Check every hash, link and signature of the desk's log, or of another file's.

    Raises:
        LogBroken: The first bad place.
        DatabaseDamaged: The file cannot be read.
    """
    paths = DeskPaths.of(config)
    with closing(open_reader(file or paths.database)) as db:
        return verify(db.conn, signature_checker(config, paths.device_key))


def rebuild(config: Config) -> list[str]:
    """Make all tables anew from the log while the desk is stopped; list those that were not as it says.

    Raises:
        DatabaseInUse: The desk is running; stop it first.
    """
    database = OwnedDatabase(DeskPaths.of(config).database)
    with closing(database), transaction(database.conn):
        before = projections.fingerprints(database.conn)
        projections.rebuild(database.conn)
        after = projections.fingerprints(database.conn)
    return [table for table, digest in after.items() if before[table] != digest]


def shred(config: Config, chain: ChainId, seq: Seq, reason: str) -> int:
    """Destroy one event's data, in the log and in every backup, and record that; give the backups' number.

    Raises:
        BadInput: There is no such event, or its data may not be shredded.
        DatabaseInUse: The desk is running; stop it first.
    """
    paths = DeskPaths.of(config)
    with _journal(config, paths) as (database, journal):
        shredding.check_shreddable(database.conn, chain, seq)
        with journal.together():
            journal.record([DataShredded(chain, seq, reason)], SYSTEM, None)
            shredding.destroy(database.conn, chain, seq)
        # What the file held before still lies in the write-ahead log until this.
        database.conn.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    backups = list_backups(paths.backups)
    for backup in backups:
        with closing(open_copy(backup.path)) as copy, transaction(copy.conn):
            shredding.destroy(copy.conn, chain, seq)
    return len(backups)


def back_up(config: Config, now: WallMs, folder: Path | None = None) -> BackedUp:
    """Make a verified backup beside a running desk, then remove those that the rule does not keep.

    Args:
        now: The time that the backup is named by, and that the rule goes by.
        folder: Where to; None for the state folder's own.

    Raises:
        DatabaseDamaged: The database cannot be copied soundly.
        LogBroken: Its log does not verify.
        DiskFull: There is no room.
    """
    paths = DeskPaths.of(config)
    target = folder or paths.backups
    checker = signature_checker(config, paths.device_key)
    backup, verified = make_backup(paths.database, target, now, checker)
    return BackedUp(backup.path, verified, len(thin_out(target)))


def retire_old(config: Config, keep_days: int) -> list[Head]:
    """Delete the days that are old enough and held by central; give the checkpoints that stand for them.

    Raises:
        BadInput: Nothing was ever acknowledged by central, so nothing may go.
        DatabaseInUse: The desk is running; stop it first.
    """
    paths = DeskPaths.of(config)
    cursor = load_cursor(paths.state)
    if not cursor.chain:
        raise BadInput("central has acknowledged nothing yet; only what it holds may be deleted here")
    with _journal(config, paths) as (database, journal):
        now = journal.now()
        if not now.clock_ok:
            raise BadInput("the clock is doubtful; set it before anything is deleted for its age")
        older_than = WallMs(now.at - keep_days * MS_PER_DAY)
        position, heads = retention.find_cut(
            database.conn, ChainId(cursor.chain), Seq(cursor.seq), older_than
        )
        if not position:
            return []
        sign = checkpoint_signer(config, paths.device_key)
        with journal.together():
            journal.record([EventsRetired(h.chain, h.seq, h.hash) for h in heads], SYSTEM, None)
            retention.retire(database.conn, position, heads, config.device_id, sign)
    return heads


@contextmanager
def _journal(config: Config, paths: DeskPaths) -> Iterator[tuple[OwnedDatabase, Journal]]:
    database = OwnedDatabase(paths.database)
    with closing(database):
        yield database, take_up(config, paths, database)
