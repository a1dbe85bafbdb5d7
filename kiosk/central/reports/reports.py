"""The reports for leaders, each one question to the database."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from kiosk.central.reports.answer import Group, HeatCell, LoadPeer, Trust
    from kiosk.central.reports.query import Query, Split
    from kiosk.reports.baseline import Compared
    from kiosk.reports.staffing import Advice


class Reports(Protocol):
    """Answers from the days' figures as `kiosk.central.reports.refresh` keeps them."""

    def whole(self, query: Query) -> Group:
        """Give the figures of everything asked for together."""
        ...

    def grouped(self, query: Query, split: Split) -> list[Group]:
        """Give the figures of each group in which there is a leg, in the order of names."""
        ...

    def heat_by_weekday(self, query: Query) -> list[HeatCell]:
        """Give arrivals and waits by hour and weekday, Monday first."""
        ...

    def heat_by_office(self, query: Query) -> list[HeatCell]:
        """Give arrivals and waits by hour and office, in the order of offices' ids."""
        ...

    def baseline(self, query: Query) -> list[Compared]:
        """Put the period beside the baseline days of the same offices; empty where they have none."""
        ...

    def loads(self, query: Query) -> list[LoadPeer]:
        """Put each office beside those of like load."""
        ...

    def advice(self, query: Query) -> Advice:
        """Say how many counters the asked office needs at which hour, from the twelve weeks to the period's end."""
        ...

    def trust(self, query: Query) -> Trust:
        """Say why the figures may be believed, or not."""
        ...
