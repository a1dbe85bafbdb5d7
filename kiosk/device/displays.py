"""Which display shows what, how it is turned, and where touches on it land: written for compositor and udev at every start."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kiosk.config import load_config
from kiosk.errors import ConfigInvalid
from kiosk.lib.atomic_file import write_atomically

if TYPE_CHECKING:
    from pathlib import Path

    from kiosk.config import Config

COMPOSITOR = "run/kiosk-setup/weston.ini"
"""Below the root: what kiosk-display.service gives weston."""

BY_HAND = "weston.ini"
"""Among the settings: an office's own file is taken instead of the one that is made here."""

TOUCH = "run/udev/rules.d/71-kiosk-touch.rules"
"""After 60-input-id.rules, which says what is a touch screen; gone with the power, as all below /run."""

TRANSFORMS = {0: "normal", 90: "rotate-90", 180: "rotate-180", 270: "rotate-270"}
"""weston.ini(5), clockwise; weston turns touches with the picture."""

CALIBRATIONS = {
    90: "0 -1 1 1 0 0",
    180: "-1 0 1 0 -1 1",
    270: "0 1 0 -1 0 1",
}
"""LIBINPUT_CALIBRATION_MATRIX for a glass whose own axes stand so far clockwise (libinput, "Device configuration via udev")."""

TOUCH_SCREENS = 'ACTION!="remove", SUBSYSTEM=="input", KERNEL=="event*", ENV{ID_INPUT_TOUCHSCREEN}=="1"'

BOARD = "HDMI-A-2"
"""The board's output where the settings name none."""


def put_in_force(root: Path, settings: Path) -> list[str]:
    """Write what the settings say of the displays; give what is wrong with them, after which the defaults hold.

    Args:
        root: Of the system; another one than ``/`` in tests only.
        settings: Folder of the office's settings.

    Raises:
        OSError: A file cannot be written.
    """
    problems: list[str] = []
    path = settings / "kiosk.toml"
    try:
        config = load_config(path if path.exists() else None)
    except ConfigInvalid as error:
        problems.append(str(error))
        config = load_config(None)
    outputs = _outputs(root)
    known = not outputs or config.screen.output in outputs
    if not known:
        problems.append(
            f"[screen] output: this machine has no {config.screen.output}, only {', '.join(sorted(outputs))}"
        )
    by_hand = settings / BY_HAND
    text = by_hand.read_text("utf-8") if by_hand.exists() else compositor_settings(config)
    for name, content in ((COMPOSITOR, text), (TOUCH, touch_rule(config, known=known))):
        target = root / name
        target.parent.mkdir(mode=0o755, parents=True, exist_ok=True)
        write_atomically(target, content.encode(), mode=0o644)
    return problems


def compositor_settings(config: Config) -> str:
    """Give weston's settings: screen and board each fill the output that is theirs."""
    return (
        "[core]\nshell=kiosk-shell.so\nidle-time=0\nrequire-input=false\n\n[shell]\nbackground-color=0xff0b2545\n"
        + _output(config.screen.output, "kiosk-screen", config.screen.rotation)
        + _output(config.board.output or BOARD, "kiosk-board", config.board.rotation)
    )


def touch_rule(config: Config, *, known: bool = True) -> str:
    """Give udev's rule: every touch screen belongs to the screen's output, as weston would take any.

    Args:
        known: Whether there is such an output; to one that is not there weston passes no touch at all.
    """
    turned = CALIBRATIONS.get(config.screen.touch_rotation)
    rules = [
        *((f'ENV{{WL_OUTPUT}}="{config.screen.output}"',) if known else ()),
        *((f'ENV{{LIBINPUT_CALIBRATION_MATRIX}}="{turned}"',) if turned else ()),
    ]
    if not rules:
        return ""
    return ", ".join((TOUCH_SCREENS, *rules)) + "\n"


def _outputs(root: Path) -> set[str]:
    """Name the connectors of all graphics cards; none before their drivers are there."""
    return {path.name.partition("-")[2] for path in root.glob("sys/class/drm/card*-*")}


def _output(name: str, application: str, rotation: int) -> str:
    return f"\n[output]\nname={name}\napp-ids={application}\ntransform={TRANSFORMS[rotation]}\n"
