"""The few words in which the rest of central speaks SQL inside one transaction."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Protocol

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from kiosk.domain.figures import LegRow
    from kiosk.domain.ids import OfficeId

Value = str | int | bytes | None


class Session(Protocol):
    """An open transaction; statements mark their values with ``?`` and hold no other question mark."""

    def rows(self, sql: str, values: Sequence[Value] = ()) -> list[tuple[Any, ...]]:
        """Run a query and give all its rows."""
        ...

    def blocks(self, sql: str, values: Sequence[Value] = ()) -> list[tuple[Any, ...]]:
        """Run a query whose rows hold much binary data, the fastest way there is."""
        ...

    def run(self, sql: str, values: Sequence[Value] = ()) -> None:
        """Run one statement."""
        ...

    def run_many(self, sql: str, rows: Iterable[Sequence[Value]]) -> None:
        """Run one statement for each row of values."""
        ...

    def add_events(self, rows: Iterable[Sequence[Value]]) -> None:
        """Add rows to ``event``, in the order of ``ledger.EVENT_COLUMNS``, the fastest way there is."""
        ...

    def put_legs(self, office: OfficeId, rows: Sequence[LegRow]) -> None:
        """Add or overwrite an office's rows of ``leg``."""
        ...
