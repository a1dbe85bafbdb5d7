"""The product's units, as systemd runs them."""

from __future__ import annotations

from dataclasses import dataclass

from kiosk.errors import ProgramFailed
from kiosk.lib.programs import run_program

TARGETS = {"kiosk": "kiosk.target", "second": "kiosk-second.target", "central": "kiosk-central.service"}

SERVICES = {
    "kiosk": ("kiosk-screen.service", "kiosk-board.service", "kiosk-desk.service"),
    "second": ("kiosk-screen.service", "kiosk-relay.service"),
    "central": ("kiosk-central.service",),
}
"""What an update replaces, in the order in which it is stopped; the compositor runs on."""

SCREEN = "kiosk-screen.service"
DRAWS = "The first picture is on the glass."
"""What the screen tells systemd once Qt has shown a picture."""


@dataclass(frozen=True, slots=True)
class Units:
    """The units of one role; ``program`` is systemctl."""

    role: str
    program: str = "systemctl"

    def stop(self) -> None:
        """End the parts that an update replaces.

        Raises:
            ProgramFailed: systemd could not.
        """
        run_program(self.program, "stop", *SERVICES[self.role], timeout_s=120)

    def reload(self) -> None:
        """Have systemd read the unit files of the release in force.

        Raises:
            ProgramFailed: systemd could not.
        """
        run_program(self.program, "daemon-reload")

    def start(self) -> None:
        """Ask for all parts and do not wait: at boot they wait for whoever asks.

        Raises:
            ProgramFailed: systemd could not be asked.
        """
        run_program(self.program, "start", "--no-block", TARGETS[self.role], *SERVICES[self.role])

    def problems(self) -> list[str]:
        """Say which parts do not run, and whether the screen has drawn; empty when all is well."""
        problems = []
        for unit in SERVICES[self.role]:
            try:
                text = run_program(
                    self.program, "show", unit, "--property", "ActiveState", "--property", "StatusText"
                )
            except ProgramFailed as error:
                problems.append(str(error))
                continue
            told = dict(line.partition("=")[::2] for line in text.splitlines())
            if told.get("ActiveState") != "active":
                problems.append(f"{unit} is {told.get('ActiveState', 'unknown')}")
            elif unit == SCREEN and told.get("StatusText") != DRAWS:
                problems.append(f"{unit} has drawn nothing yet")
        return problems
