"""The wait that a citizen is told, and who can tell it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from kiosk.domain.catalogue import Catalogue
    from kiosk.domain.moment import Moment
    from kiosk.domain.office import Office
    from kiosk.domain.policy import Policy
    from kiosk.domain.ticket import Ticket


class Promise(Protocol):
    """A wait in whole minutes, as the log keeps it; see `kiosk.domain.moves.PromiseShown`."""

    @property
    def method(self) -> str:
        """How it was computed."""
        ...

    @property
    def version(self) -> str:
        """Version of the method and its data."""
        ...

    @property
    def ahead(self) -> int:
        """People counted before the ticket."""
        ...

    @property
    def p50_min(self) -> int | None:
        """Median; None where no eligible counter is open."""
        ...

    @property
    def p90_min(self) -> int | None:
        """Upper bound; None together with the median."""
        ...

    @property
    def provisional(self) -> bool:
        """Whether too few were served so far to know better."""
        ...


class Promiser(Protocol):
    """What the desk asks when a ticket is issued."""

    def promise(
        self, office: Office, ticket: Ticket, catalogue: Catalogue, policy: Policy, now: Moment
    ) -> Promise | None:
        """Promise a wait; None when nothing can be said."""
        ...

    def comes_after(
        self,
        office: Office,
        ticket: Ticket,
        catalogue: Catalogue,
        policy: Policy,
        now: Moment,
        *,
        limit_min: float,
    ) -> bool:
        """Tell whether a turn comes, more likely than not, ``limit_min`` minutes from now or later."""
        ...
