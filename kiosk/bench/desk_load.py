"""Officers and citizens who work without a pause, and what they were promised."""

from __future__ import annotations

import time
import uuid
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from kiosk.errors import DeskAway
from kiosk.lib.units import NS_PER_MS

if TYPE_CHECKING:
    from kiosk.bench.desk_line import Line

OK = 200


@dataclass(slots=True)
class Tally:
    """What was measured and acknowledged.

    Attributes:
        call_s: Seconds that each call of the next person took.
        check_in_s: Likewise for each place that was given.
        other_s: Likewise for all else.
        called: When each call was sent, and the event it became.
        acknowledged: Every command that the desk said it had carried out.
    """

    call_s: list[float] = field(default_factory=list)
    check_in_s: list[float] = field(default_factory=list)
    other_s: list[float] = field(default_factory=list)
    called: list[tuple[float, int]] = field(default_factory=list)
    acknowledged: list[str] = field(default_factory=list)
    refused: int = 0

    def begin(self) -> None:
        """Measure anew; what was acknowledged stays."""
        self.call_s, self.check_in_s, self.other_s, self.called = [], [], [], []


class Kiosk:
    """Takes plain places over the screen's socket."""

    def __init__(self, line: Line, boot: str, field_: str, tally: Tally) -> None:
        self._line, self._boot, self._field, self._tally = line, boot, field_, tally

    async def check_in(self, late_s: float = 0.0) -> None:
        """Take one place; ``late_s`` is how long ago that was due."""
        command = command_of(self._boot, "CheckIn", field=self._field, how="plain")
        status, _, seconds = await self._line.post("/v1/commands", command)
        if status != OK:
            raise DeskAway(f"a place was refused with status {status}")
        self._tally.check_in_s.append(seconds + late_s)
        self._tally.acknowledged.append(command["command_id"])


class Counter:
    """One officer's page."""

    def __init__(self, line: Line, boot: str, number: int, tally: Tally) -> None:
        self._line, self._boot, self._number, self._tally = line, boot, number, tally
        self._ticket: dict[str, Any] | None = None
        self.changes: list[tuple[float, int]] = []
        """When each click that changed something was sent, and the last event it led to."""

    @property
    def has_somebody(self) -> bool:
        """Whether the last answer named a ticket at this counter."""
        return self._ticket is not None

    def resume(self, snapshot: dict[str, Any]) -> None:
        """Take up who is at this counter, as a page does after a refusal."""
        mine = next(counter for counter in snapshot["counters"] if counter["number"] == self._number)
        self._ticket = mine["ticket"]

    async def sign_in(self) -> None:
        """Sit down."""
        await self._send(command_of(self._boot, "SignIn", counter=self._number), [], 0.0)

    async def call(self, late_s: float = 0.0) -> None:
        """Call the next person."""
        sent = time.perf_counter() - late_s
        command = command_of(self._boot, "CallNext", counter=self._number)
        answer = await self._send(command, self._tally.call_s, late_s)
        self._ticket = answer["ticket"] if answer else None
        if answer and answer["events"]:
            self._tally.called.append((sent, answer["events"][0]["seq"]))

    async def start(self, late_s: float = 0.0) -> None:
        """Begin to serve who came."""
        await self._on_ticket("Start", late_s)

    async def finish(self, late_s: float = 0.0) -> None:
        """End the service."""
        await self._on_ticket("Finish", late_s)

    async def _on_ticket(self, kind: str, late_s: float) -> None:
        if self._ticket is None:
            return
        values = {"ticket": self._ticket["ticket"], "version": self._ticket["version"]}
        answer = await self._send(command_of(self._boot, kind, **values), self._tally.other_s, late_s)
        if answer:
            self._ticket = answer["ticket"]

    async def _send(
        self, command: dict[str, Any], seconds: list[float], late_s: float
    ) -> dict[str, Any] | None:
        sent = time.perf_counter() - late_s
        status, answer, took = await self._line.post("/api/commands", command)
        seconds.append(took + late_s)
        if status != OK:
            self._tally.refused += 1
            return None
        if answer["events"]:
            self._tally.acknowledged.append(command["command_id"])
            self.changes.append((sent, answer["events"][-1]["seq"]))
        return answer


def command_of(boot: str, kind: str, **values: Any) -> dict[str, Any]:
    """Write a command as a page sends it, issued now."""
    boot_ms = time.clock_gettime_ns(time.CLOCK_BOOTTIME) // NS_PER_MS
    return {
        "type": kind,
        "command_id": str(uuid.uuid4()),
        "issued": {"boot": boot, "boot_ms": boot_ms},
        **values,
    }
