"""Officers who keep the line short while the screen is measured."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from kiosk.bench.desk_line import Line
from kiosk.bench.desk_load import Counter, Tally

if TYPE_CHECKING:
    from collections.abc import Sequence

    from kiosk.bench.desk_site import DeskSite


class Officers:
    """One officer at each counter, who acts only when told to: nothing runs beside a measurement."""

    def __init__(self, site: DeskSite, tokens: Sequence[str]) -> None:
        """Sit down at every counter.

        Args:
            tokens: The officers' sessions, in the counters' order.

        Raises:
            DeskAway: The desk does not answer.
        """
        self._loop = asyncio.new_event_loop()
        self._lines = [Line(port=site.port, cookie=f"kiosk_session={token}") for token in tokens]
        self._counters = self._loop.run_until_complete(self._enter(site))
        self._turn = 0

    def serve(self, people: int) -> None:
        """Serve so many of those who wait, counter by counter.

        Raises:
            DeskAway: The desk does not answer.
        """
        for _ in range(people):
            place = self._turn % len(self._counters)
            self._turn += 1
            self._loop.run_until_complete(_serve(self._lines[place], self._counters[place]))

    def close(self) -> None:
        """Go home."""
        self._loop.close()

    async def _enter(self, site: DeskSite) -> list[Counter]:
        asking = Line(socket=site.paths.socket)
        await asking.open()
        boot = (await asking.get("/v1/hello"))["time"]["boot"]
        asking.close()
        counters = []
        for number, line in enumerate(self._lines, 1):
            await line.open()
            counters.append(Counter(line, boot, number, Tally()))
            await counters[-1].sign_in()
            line.close()
        return counters


async def _serve(line: Line, counter: Counter) -> None:
    # The desk hangs up on who is silent for long.
    await line.open()
    await counter.call()
    await counter.start()
    await counter.finish()
    line.close()
