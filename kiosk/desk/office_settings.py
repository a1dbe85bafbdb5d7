"""The office's own settings: one draft, versions with a date, each checked whole; nothing is ever lost."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

import msgspec

from kiosk.config import Config, parse_config
from kiosk.desk.days import local_date
from kiosk.desk.setting_changes import EDITABLE, tables_of
from kiosk.domain.house import SettingsPlanned, SettingsWithdrawn
from kiosk.errors import BadInput, ConfigInvalid
from kiosk.store import settings_store as store

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Sequence

    from kiosk.desk.caller import Caller
    from kiosk.desk.service import Desk
    from kiosk.domain.ids import OfficerId
    from kiosk.lib.units import WallMs
    from kiosk.store.settings_store import Version

FIXED = {
    "office": ("id", "timezone"),
    "services": ("procedures",),
    "printer": ("device", "width_dots"),
}
"""What the log was begun with, or belongs to the machine; no setting changes it."""


class OfficeSettings:
    """Drafts and versions of one desk. Belongs to the desk's loop.

    Every method that writes raises DiskFull where there is no room; nothing has changed then.
    """

    def __init__(self, conn: sqlite3.Connection, desk: Desk, upcoming: Sequence[Config] = ()) -> None:
        """Hand the desk what was planned before.

        Args:
            upcoming: Configurations that files plan; a version of the same date wins.
        """
        self._conn = conn
        self._desk = desk
        self._base = desk.base_config
        self._upcoming = tuple(upcoming)
        self._desk.plan(self._planned())

    def replan(self, upcoming: Sequence[Config]) -> None:
        """Take other configurations that files or central plan; a version of the same date still wins."""
        self._upcoming = tuple(upcoming)
        self._desk.plan(self._planned())

    @property
    def versions(self) -> list[Version]:
        """Every version, newest first."""
        return store.versions(self._conn)

    def is_valid(self, version: Version) -> bool:
        """Tell whether this program still accepts a version that an earlier one made."""
        return self._config_of(version) is not None

    def draft(self) -> Config:
        """Give the draft; where there is none, what will hold after all that is planned."""
        tables = store.draft(self._conn)
        return self._parse(tables, "the draft") if tables is not None else self._last()

    @property
    def has_draft(self) -> bool:
        """Whether something was changed and not planned yet."""
        return store.draft(self._conn) is not None

    def edit(self, changes: dict[str, Any], author: OfficerId, now: WallMs) -> None:
        """Change tables of the draft, whole.

        Raises:
            BadInput: A table is none that may be changed.
            ConfigInvalid: The draft would not hold together; it stays as it was.
        """
        strange = set(changes) - set(EDITABLE)
        if strange:
            raise BadInput(
                f"no setting is called {', '.join(sorted(strange))}; known are {', '.join(EDITABLE)}"
            )
        tables = {**tables_of(self.draft()), **changes}
        for table, keys in FIXED.items():
            kept = msgspec.to_builtins(getattr(self._base, table))
            tables[table] = {**tables[table], **{key: kept[key] for key in keys}}
        config = self._parse(tables, "the draft")
        store.keep_draft(self._conn, tables_of(config), author, now)

    def discard(self) -> None:
        """Throw the draft away."""
        store.drop_draft(self._conn)

    def restore(self, number: int, author: OfficerId, now: WallMs) -> None:
        """Make the draft what an earlier version was.

        Raises:
            BadInput: There is no such version.
            ConfigInvalid: This program no longer accepts it.
        """
        version = self._version(number)
        tables = tables_of(self._parse(version.tables, f"version {number}"))
        store.keep_draft(self._conn, tables, author, now)

    def plan(self, effective_from: str, caller: Caller, now: WallMs) -> Version:
        """Make the draft a version that holds from the first day opened on or after a date.

        Raises:
            BadInput: There is no draft, or the date is past or that of the open day.
            ConfigInvalid: The date is none.
        """
        tables = store.draft(self._conn)
        if tables is None:
            raise BadInput("nothing was changed; there is no draft to plan")
        config = self._parse(tables, "the draft", effective_from)
        earliest = self.earliest()
        if effective_from < earliest:
            raise BadInput(
                f"settings hold from {earliest} at the earliest: a day keeps the rules it began with"
            )
        author = caller.officer or ""

        def write() -> Version:
            store.drop_draft(self._conn)
            return store.add_version(
                self._conn,
                tables,
                sha256=config.sha256,
                effective_from=effective_from,
                author=author,
                now=now,
            )

        version = self._desk.change(
            write, lambda made: SettingsPlanned(made.number, made.sha256, effective_from), caller
        )
        self._desk.plan(self._planned())
        return version

    def withdraw(self, number: int, caller: Caller, now: WallMs) -> None:
        """Let a version hold no longer, from the next day that begins; it stays in the list.

        Raises:
            BadInput: There is no such version, or it is withdrawn.
        """
        if self._version(number).withdrawn_at is not None:
            raise BadInput(f"version {number} is withdrawn already")
        self._desk.change(
            lambda: store.withdraw(self._conn, number, now), lambda _: SettingsWithdrawn(number), caller
        )
        self._desk.plan(self._planned())

    def earliest(self) -> str:
        """Give the first date (ISO 8601) for which something can still be planned.

        Raises:
            BadInput: No clock can tell the date.
        """
        today = local_date(self._desk.now(), self._base.office.timezone)
        if today is None:
            raise BadInput("the date is doubtful; confirm date and time first")
        return next_date(today) if self._desk.snapshot().day_open else today

    def config_of(self, number: int) -> Config:
        """Give a version's whole configuration.

        Raises:
            BadInput: There is no such version, or this program no longer accepts it.
        """
        config = self._config_of(self._version(number))
        if config is None:
            raise BadInput(f"this program no longer accepts version {number}")
        return config

    def _last(self) -> Config:
        return max((self._desk.config, *self._planned()), key=lambda config: config.effective_from)

    def _planned(self) -> list[Config]:
        """Give what will hold, one configuration a date: a version before a file, a newer one before an older."""
        by_date = {config.effective_from: config for config in self._upcoming}
        for version in reversed(self.versions):
            config = self._config_of(version) if version.withdrawn_at is None else None
            if config is not None:
                by_date[version.effective_from] = config
        return list(by_date.values())

    def _config_of(self, version: Version) -> Config | None:
        """Give a version's configuration; None where this program has other rules than the one that made it."""
        try:
            return self._parse(version.tables, f"version {version.number}", version.effective_from)
        except ConfigInvalid:
            return None

    def _version(self, number: int) -> Version:
        found = next((version for version in self.versions if version.number == number), None)
        if found is None:
            raise BadInput(f"there is no version {number}")
        return found

    def _parse(self, tables: dict[str, Any], name: str, effective_from: str = "") -> Config:
        whole = {**msgspec.to_builtins(self._base), **tables, "effective_from": effective_from}
        return parse_config(whole, name)


def next_date(date: str) -> str:
    """Give the day after a date (ISO 8601)."""
    return (dt.date.fromisoformat(date) + dt.timedelta(days=1)).isoformat()
