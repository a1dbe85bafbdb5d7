"""How a screen talks to its desk: HTTP over the unix socket."""

from __future__ import annotations

import socket
import time
from contextlib import suppress
from typing import TYPE_CHECKING, Any

import httpx
import msgspec

from kiosk.domain.commands import Command, Issued
from kiosk.errors import BadInput, CommandRefused, DeskAway, DiskFull, NotSignedIn
from kiosk.lib.units import NS_PER_MS, BootId

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from kiosk.domain.ids import TicketId

CONNECT_TIMEOUT_S = 2.0
ANSWER_TIMEOUT_S = 5.0
"""A desk answers in milliseconds; after this the citizen is told that it is away."""

TECHNICIAN_TIMEOUT_S = 60.0
"""Hashing the models alone takes seconds on a Raspberry Pi, and so does a week's journal on a slow stick."""

SILENCE_TIMEOUT_S = 25.0
"""Two and a half of the desk's heartbeats."""

ATTEMPTS = 3
"""How often one command is sent, with the same id, before the desk counts as away."""

PAUSE_BETWEEN_ATTEMPTS_S = 0.3


class DeskLink:
    """A client of the desk's socket. Each thread makes its own."""

    def __init__(self, path: Path) -> None:
        self._line: socket.socket | None = None
        self._http = httpx.Client(
            transport=httpx.HTTPTransport(uds=str(path)),
            base_url="http://desk",
            timeout=httpx.Timeout(ANSWER_TIMEOUT_S, connect=CONNECT_TIMEOUT_S),
        )

    def close(self) -> None:
        """Let the connection go."""
        self._http.close()

    def cut(self) -> None:
        """End :meth:`updates` on whichever thread waits in it, at once. Any thread."""
        line = self._line
        if line is not None:
            with suppress(OSError):  # it may have ended by itself
                line.shutdown(socket.SHUT_RDWR)

    def hello(self) -> dict[str, Any]:
        """Ask who the desk is and what it dictates; see `kiosk.desk.socket_api.Hello`.

        Raises:
            DeskAway: It does not answer.
        """
        return self._read(self._get("/v1/hello"))

    def settings(self) -> dict[str, Any]:
        """Ask what holds today; see `kiosk.desk.socket_api.Settings`.

        Raises:
            DeskAway: It does not answer.
        """
        return self._read(self._get("/v1/settings"))

    def snapshot(self) -> dict[str, Any]:
        """Ask how the office stands; see `kiosk.domain.snapshot.Snapshot`.

        Raises:
            DeskAway: It does not answer.
        """
        return self._read(self._get("/v1/snapshot"))

    def send(self, command: Command, boot: BootId) -> dict[str, Any]:
        """Give a command and its answer; the same id is sent again when an answer is lost.

        Args:
            boot: The desk's boot, as its hello told it; the same machine's as this one's.

        Raises:
            CommandRefused: The desk says why not.
            DeskAway: It does not answer.
            DiskFull: It has no room to record the command.
        """
        if command.issued.boot != boot:
            raise DeskAway("the machine was restarted; begin again")
        values = {"type": type(command).__name__, **msgspec.to_builtins(command)}
        content = msgspec.json.encode(values)
        for attempt in range(1, ATTEMPTS + 1):
            try:
                return self._read(self._http.post("/v1/commands", content=content))
            except (httpx.TransportError, DeskAway) as error:
                if attempt == ATTEMPTS:
                    raise DeskAway(f"the desk does not answer: {error}") from error
                time.sleep(PAUSE_BETWEEN_ATTEMPTS_S)
        raise AssertionError  # the loop returns or raises

    def tell_spoken(self, output: str, no: int) -> None:
        """Acknowledge an announcement; see `kiosk.desk.speech.Speech`.

        Raises:
            BadInput: This output does not speak here, or there is no such announcement.
            DeskAway: It does not answer.
        """
        self._read(self._post("/v1/spoken", {"output": output, "no": no}))

    def tell_camera(self, frames: int, span_ms: int) -> None:
        """Say how many frames the camera gave within how long; see `kiosk.desk.camera_watch`.

        Raises:
            BadInput: This desk does not ask.
            DeskAway: It does not answer.
        """
        self._read(self._post("/v1/camera", {"frames": frames, "span_ms": span_ms}))

    def want_slip(self, ticket: TicketId) -> None:
        """Ask for a ticket on paper.

        Raises:
            CommandRefused: There is no printer, or no such ticket.
            DeskAway: The desk does not answer.
        """
        self._read(self._post("/v1/slips", {"ticket": ticket}))

    def enter_as_technician(self, pin: str) -> str:
        """Give the key that a technician's PIN opens the corner's acts with.

        Raises:
            BadInput: It is no technician's PIN.
            CommandRefused: Too many wrong ones came before.
            DeskAway: The desk does not answer.
        """
        return str(self._read(self._post("/v1/technician", {"pin": pin}))["key"])

    def act_as_technician(self, act: str, key: str, shown: str = "") -> dict[str, Any]:
        """Have the desk do one of `kiosk.run.technician_acts`, and give what came of it.

        Args:
            shown: Text of the code that was shown to the camera for it.

        Raises:
            NotSignedIn: The key is not valid any more.
            CommandRefused: The desk says why not.
            BadInput: What was shown is not what is wanted, or central refuses it.
            DeskAway: The desk does not answer, or something beyond it.
        """
        values: dict[str, object] = {"key": key, "shown": shown}
        return self._read(self._post(f"/v1/technician/{act}", values, TECHNICIAN_TIMEOUT_S))

    def press(self, values: dict[str, str]) -> dict[str, Any]:
        """Hand on what a numeric keypad asks for, once; a key whose answer is lost is pressed again by hand.

        Raises:
            NotSignedIn: Nobody is signed in there, or the number and PIN do not fit.
            CommandRefused: The desk says why not.
            DeskAway: It does not answer.
        """
        try:
            return self._read(self._http.post("/v1/keypad", content=msgspec.json.encode(values)))
        except httpx.TransportError as error:
            raise DeskAway(f"the desk does not answer: {error}") from error

    def updates(self) -> Iterator[dict[str, Any]]:
        """Give the present snapshot and each later one, until the desk goes away.

        Raises:
            DeskAway: The stream ended or fell silent.
        """
        timeout = httpx.Timeout(SILENCE_TIMEOUT_S, connect=CONNECT_TIMEOUT_S)
        try:
            with self._http.stream("GET", "/v1/updates", timeout=timeout) as response:
                self._line = response.extensions["network_stream"].get_extra_info("socket")
                for line in response.iter_lines():
                    if line.startswith("data: "):
                        yield msgspec.json.decode(line.removeprefix("data: "))
        except httpx.TransportError as error:
            raise DeskAway(f"the desk's updates ended: {error}") from error
        finally:
            self._line = None
        raise DeskAway("the desk ended its updates")

    def _get(self, path: str) -> httpx.Response:
        try:
            return self._http.get(path)
        except httpx.TransportError as error:
            raise DeskAway(f"the desk does not answer: {error}") from error

    def _post(
        self, path: str, values: dict[str, object], timeout_s: float = ANSWER_TIMEOUT_S
    ) -> httpx.Response:
        try:
            return self._http.post(path, content=msgspec.json.encode(values), timeout=timeout_s)
        except httpx.TransportError as error:
            raise DeskAway(f"the desk does not answer: {error}") from error

    def _read(self, response: httpx.Response) -> dict[str, Any]:
        try:
            values = msgspec.json.decode(response.content, type=dict[str, Any])
        except (msgspec.MsgspecError, UnicodeDecodeError) as error:
            raise DeskAway(f"the desk answered status {response.status_code}, which is no answer") from error
        if response.is_success:
            return values
        message = str(values.get("error", response.status_code))
        if response.status_code == httpx.codes.CONFLICT:
            raise CommandRefused(message, code=str(values.get("code")), holder=values.get("holder"))
        if values.get("code") == DiskFull.__name__:
            raise DiskFull(message)
        if response.status_code == httpx.codes.UNAUTHORIZED:
            raise NotSignedIn(message)
        if response.is_server_error:
            raise DeskAway(message)
        raise BadInput(message)


def issued_now(boot: BootId) -> Issued:
    """Date a command made at this instant on this machine, which is the desk's own."""
    return Issued(boot, time.clock_gettime_ns(time.CLOCK_BOOTTIME) // NS_PER_MS)
