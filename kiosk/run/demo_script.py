"""What the demo's citizens do at the glass, and what its officers do at their pages."""

from __future__ import annotations

import itertools
import json
import time
import uuid
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import httpx

from kiosk.errors import DeskAway, Refused
from kiosk.lib.units import NS_PER_MS
from kiosk.lib.worker import Worker

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from kiosk.run.demo_people import Person
    from kiosk.run.demo_world import DriverClient

PATIENCE_S = 8.0
"""How long a citizen stands before the ring; a look takes at most 4 s after its first good frame."""

ANSWER_WITHIN_S = 30.0
"""The desk answers in milliseconds; a loaded machine may take longer."""

SIGN_IN_WITHIN_S = 30.0
"""A password is slow to check on purpose, and the parts have only just started."""

FIRST_LOOKS = 8
"""A busy machine loads the models for longer than one look may take."""

POLL_S = 0.05

OFFICER_ROUND_S = 0.15
LOST_ANSWER_RETRIES = 40
"""Times 0.15 s: longer than the desk takes to come back after a kill."""


@dataclass
class Expected:
    """What must be found in the log, counted by the script as it plays."""

    face: int = 0
    plain: int = 0
    duplicates: int = 0
    not_seen: int = 0
    not_recognised: int = 0
    false_matches: int = 0
    attacks_refused: list[str] = field(default_factory=list)
    attacks_accepted: int = 0
    head_turn: str = "not played"
    owners: dict[str, str] = field(default_factory=dict)


class Citizens:
    """Plays citizens through the touch driver: every step is a touch or a person before the camera."""

    def __init__(self, driver: DriverClient, out: Path) -> None:
        self._driver = driver
        self._out = out
        self._grabbed: set[str] = set()
        self.touches = 0
        self.expected = Expected()

    def take_face_ticket(self, person: Person, picture: Path, field_code: str, *, known: bool = False) -> str:
        """Step up and take a ticket by face; gives the screen it ended on.

        Args:
            known: The person has an open ticket in this field, so that one must be shown.
        """
        self._tap(f"field-{field_code}", on="start")
        self._tap("consent", on="choice")
        self.await_screen("ring")
        self._driver.ask(stage={"enter": str(picture)})
        screen = self._settled({"ticket", "existing", "unsure", "look_failed", "refused"})
        self._driver.ask(stage={"leave": True})
        if screen in {"ring", "look_failed"}:
            self.expected.not_seen += 1
            return self._finish_plain(screen)
        self._note_face(person, screen, known=known)
        self._grab(screen)
        if screen == "unsure":
            return self._finish_plain("unsure")
        self._tap("done", on=screen)
        self.await_screen("start")
        return screen

    def hold_up_picture(self, picture: Path, field_code: str) -> None:
        """Try to get a ticket by face with a flat picture while the greeting is asked of everybody."""
        self._driver.ask(stage={"challenge": "left"})
        self._try_look(field_code, {"enter": str(picture)}, runs=False)

    def turn_head(self, film: Path, field_code: str, side: str, *, is_right: bool) -> None:
        """Play a film of a head that turns when the dot moves to a side.

        Args:
            is_right: It is the side to which the film turns; else it is a replay that cannot know the side.
        """
        self._driver.ask(stage={"challenge": side})
        screen = self._try_look(field_code, {"film": str(film)}, runs=True, is_attack=not is_right)
        if is_right:
            reason = self._driver.ask(stage={"reason": True})["reason"]
            self.expected.head_turn = "accepted" if screen == "ticket" else f"{screen}, {reason}"

    def _try_look(self, field_code: str, order: dict[str, Any], *, runs: bool, is_attack: bool = True) -> str:
        self._tap(f"field-{field_code}", on="start")
        self._tap("consent", on="choice")
        self.await_screen("ring")
        self._driver.ask(stage=order)
        if runs:
            self._until(lambda state: state["dot"] is not None, "the dot")
            self._driver.ask(stage={"run": True})
        screen = self._settled({"ticket", "existing", "unsure", "look_failed", "refused"})
        self._driver.ask(stage={"leave": True})
        self._driver.ask(stage={"challenge": None})
        if screen in {"ring", "look_failed"}:
            if is_attack:
                self.expected.attacks_refused.append(self._driver.ask(stage={"reason": True})["reason"])
            return self._finish_plain(screen) and screen
        self.expected.attacks_accepted += is_attack
        self.expected.face += screen == "ticket"
        self._tap("done", on=screen)
        self.await_screen("start")
        return screen

    def take_plain_ticket(self, field_code: str) -> None:
        """Take a number without a face."""
        self._tap(f"field-{field_code}", on="start")
        self.await_screen("choice")
        self._finish_plain("choice")

    def deny_own_ticket(self, person: Person, picture: Path, field_code: str) -> None:
        """Say of one's own found ticket that it is not; a plain one must be given at once."""
        self._tap(f"field-{field_code}", on="start")
        self._tap("consent", on="choice")
        self.await_screen("ring")
        self._driver.ask(stage={"enter": str(picture)})
        screen = self._settled({"existing", "ticket", "unsure", "look_failed", "refused"})
        self._driver.ask(stage={"leave": True})
        self._note_face(person, screen, known=True)
        self._tap("not-me", on="existing")
        self.await_screen("ticket")
        self.expected.plain += 1
        self._tap("done", on="ticket")
        self.await_screen("start")

    def ask_help(self) -> None:
        """Call someone to the kiosk."""
        self._tap("help", on="start")
        self._until(lambda state: state["help"] == "coming", "help to be confirmed")
        self._grab("help")
        self._tap("help-close", on="start")

    def show_ring(self, silhouette: Path) -> None:
        """Take the ring's picture, with a drawn figure before it, and go back."""
        self._tap("field-huong_dan", on="start")
        self._tap("consent", on="choice")
        self.await_screen("ring")
        self._driver.ask(stage={"enter": str(silhouette), "drawn": True})
        for _ in range(FIRST_LOOKS):
            state = self._until(
                lambda state: state["hint"] != "" or state["screen"] == "look_failed", "the first glance"
            )
            if state["screen"] == "ring":
                break
            self._tap("retry", on="look_failed")
            self.await_screen("ring")
        time.sleep(1.0)  # the figure steps up; nothing on the screen says when it has
        self._grab("ring")
        self._tap("back", on="ring")
        self._driver.ask(stage={"leave": True})
        self._tap("back", on="choice")

    def switch_language(self, language: str) -> None:
        """Read the start screen in another language."""
        self._tap(f"language-{language}", on="start")
        self._grab(f"start-{language}")

    def wait_for(self, screen: str) -> None:
        """Wait until a screen is shown, and take its picture."""
        self.await_screen(screen)
        self._grab(screen)

    def await_screen(self, screen: str) -> None:
        """Wait until a screen is shown.

        Raises:
            Refused: Another one stays.
        """
        self._driver.ask(wait=screen, timeout_s=ANSWER_WITHIN_S)

    def timings(self) -> dict[str, Any]:
        """Ask how long the looks took, in milliseconds from the camera's opening."""
        return self._driver.ask(stage={"timings": True})

    def _finish_plain(self, screen: str) -> str:
        self._tap("plain", on=screen)
        self.await_screen("ticket")
        self._grab("ticket-plain")
        self.expected.plain += 1
        self._tap("done", on="ticket")
        self.await_screen("start")
        return "ticket"

    def _note_face(self, person: Person, screen: str, *, known: bool) -> None:
        ticket = self._driver.ask(state={})["ticket"]
        if screen == "ticket":
            self.expected.face += 1
            self.expected.owners[ticket["ticket_id"]] = person.label
            self.expected.not_recognised += known
        elif screen == "existing":
            self.expected.duplicates += 1
            self.expected.false_matches += self.expected.owners.get(ticket["ticket_id"]) != person.label

    def _settled(self, screens: set[str]) -> str:
        """Wait for the look's end; a citizen who is not seen gives up, and then it is still the ring."""
        begun = time.monotonic()
        while True:
            screen = str(self._driver.ask(state={})["screen"])
            waited_s = time.monotonic() - begun
            # Whoever has been seen waits for the desk's answer, however patient.
            limit_s = ANSWER_WITHIN_S if screen == "working" else PATIENCE_S
            if screen in screens or waited_s > limit_s:
                return screen
            time.sleep(POLL_S)

    def _until(self, holds: Callable[[dict[str, Any]], bool], what: str) -> dict[str, Any]:
        end = time.monotonic() + ANSWER_WITHIN_S
        while time.monotonic() < end:
            state = self._driver.ask(state={})
            if holds(state):
                return state
            time.sleep(POLL_S)
        raise Refused(f"waited {ANSWER_WITHIN_S:.0f} s for {what}; the screen shows {state['screen']!r}")

    def _tap(self, name: str, *, on: str) -> None:
        self.await_screen(on)
        self._grab(on)
        self._driver.ask(tap=name)
        self.touches += 1

    def _grab(self, screen: str) -> None:
        """Take a screen's picture once; never of the ring while a person stands before it."""
        if screen in self._grabbed:
            return
        self._grabbed.add(screen)
        number = len(self._grabbed)
        self._driver.ask(grab=str(self._out / f"screen-{number:02d}-{screen}.png"))


class Officer:
    """Serves at one counter through the page's own HTTP: signs in, then calls, starts, finishes."""

    def __init__(
        self,
        address: str,
        officer: str,
        pin: str,
        counter: int,
        *,
        misses_first: bool,
    ) -> None:
        self.counter = counter
        self._http = httpx.Client(
            base_url=address,
            timeout=5.0,
            headers={"X-Requested-With": "kiosk", "Origin": address},
        )
        self._officer = officer
        self._pin = pin
        self._misses_first = misses_first
        self._recalls_first = True
        self._crash: BaseException | None = None
        self._worker = Worker(f"officer-{counter}", self._round, on_crash=self._note_crash)

    def sign_in(self) -> None:
        """Sit down at the counter.

        Raises:
            Refused: The desk says no.
            DeskAway: It said nothing in time.
        """
        form = {"officer": self._officer, "pin": self._pin, "counter": self.counter}
        try:
            response = self._http.post("/api/session", json=form, timeout=SIGN_IN_WITHIN_S)
        except httpx.TransportError as error:
            raise DeskAway(f"{self._officer} cannot sign in: {error}; is the machine too busy?") from error
        if not response.is_success:
            raise Refused(f"{self._officer} cannot sign in: {response.status_code} {response.text[:200]}")

    def start(self) -> None:
        """Begin to serve whoever comes."""
        self._worker.start()

    def stop(self) -> None:
        """Stop serving; whoever is called or served stays so.

        Raises:
            BaseException: What ended this officer's work early.
        """
        self._worker.stop()
        self._http.close()
        if self._crash is not None:
            raise self._crash

    def snapshot(self) -> dict[str, Any]:
        """Read the page's present snapshot."""
        with self._http.stream("GET", "/api/updates") as response:
            for line in response.iter_lines():
                if line.startswith("data: "):
                    values: dict[str, Any] = json.loads(line.removeprefix("data: "))
                    return values
        raise DeskAway("the desk sent no snapshot")

    def _note_crash(self, error: BaseException) -> None:
        self._crash = error

    def _round(self) -> None:
        try:
            snapshot = self.snapshot()
        except (httpx.TransportError, DeskAway):
            self._worker.pause(OFFICER_ROUND_S)
            return
        mine = next(c for c in snapshot["counters"] if c["number"] == self.counter)
        ticket = mine["ticket"]
        if ticket is None:
            self._give(snapshot, {"type": "CallNext", "counter": self.counter})
        elif ticket["state"] == "called":
            self._answer_call(snapshot, ticket)
        else:
            self._give(snapshot, _on("Finish", ticket))
        self._worker.pause(OFFICER_ROUND_S)

    def _answer_call(self, snapshot: dict[str, Any], ticket: dict[str, Any]) -> None:
        if self._recalls_first:
            self._recalls_first = False
            self._give(snapshot, _on("Recall", ticket))
        elif self._misses_first:
            self._misses_first = False
            self._give(snapshot, _on("MarkAbsent", ticket))
        else:
            self._give(snapshot, _on("Start", ticket))

    def _give(self, snapshot: dict[str, Any], command: dict[str, Any]) -> None:
        """Send one command; a lost answer is asked for again under the same id."""
        time_ = snapshot["time"]
        boot_ms = time.clock_gettime_ns(time.CLOCK_BOOTTIME) // NS_PER_MS
        body = {
            **command,
            "command_id": str(uuid.uuid4()),
            "issued": {"boot": time_["boot"], "boot_ms": boot_ms},
        }
        for attempt in itertools.count(1):
            try:
                response = self._http.post("/api/commands", json=body)
            except httpx.TransportError:
                if attempt >= LOST_ANSWER_RETRIES or self._worker.pause(OFFICER_ROUND_S):
                    raise
                continue
            if not response.is_success and response.status_code != httpx.codes.CONFLICT:
                raise Refused(f"{command['type']}: {response.status_code} {response.text[:200]}")
            return


def _on(kind: str, ticket: dict[str, Any]) -> dict[str, Any]:
    return {"type": kind, "ticket": ticket["ticket"], "version": ticket["version"]}
