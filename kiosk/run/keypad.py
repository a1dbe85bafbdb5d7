"""A USB numeric keypad at the kiosk: its keys go to the desk, its lamp answers."""

from __future__ import annotations

import fcntl
import logging
import os
import select
import struct
from typing import TYPE_CHECKING

from kiosk.domain.keypad import Act, Entered, Key, Pad, press
from kiosk.errors import DeskAway, NotSignedIn, Refused
from kiosk.lib.worker import Worker
from kiosk.link.client import DeskLink

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

log = logging.getLogger(__name__)

EVENT = struct.Struct("llHHi")
"""``struct input_event`` of linux/input.h: seconds, microseconds, type, code, value."""

EV_KEY, EV_LED, LED_NUML = 0x01, 0x11, 0x00
PRESSED = 1
EVIOCGRAB = 0x40044590
"""Keep the keys from the citizens' screen. All from linux/input.h and linux/input-event-codes.h."""

KEYS = {
    **{code: str(digit) for digit, code in enumerate((82, 79, 80, 81, 75, 76, 77, 71, 72, 73))},
    96: Key.ENTER,
    78: Key.PLUS,
    74: Key.MINUS,
    55: Key.TIMES,
    98: Key.DIVIDE,
    83: Key.DOT,
}
"""Codes KEY_KP0 … KEY_KP9, KEY_KPENTER and so on; the same whatever Num Lock says."""

WAIT_S = 0.5
FORGET_S = 15.0
"""A number or PIN half typed so long ago belongs to nobody any more."""

AWAY_S = 2.0
"""Pause before a keypad that was pulled out is looked for again."""

TAKEN_BLINKS, REFUSED_BLINKS = 1, 3
BLINK_S = 0.15


def open_grabbed(device: Path) -> int:
    """Open an input device for this process alone.

    Raises:
        OSError: It is not there, is no input device, or belongs to another process.
    """
    file = os.open(device, os.O_RDWR | os.O_CLOEXEC)
    try:
        fcntl.ioctl(file, EVIOCGRAB, 1)
    except OSError:
        os.close(file)
        raise
    return file


class KeypadWorker:
    """Reads the keypad as long as it is plugged in, and waits for it else."""

    def __init__(
        self,
        device: Path,
        socket: Path,
        *,
        on_crash: Callable[[BaseException], None],
        open_device: Callable[[Path], int] = open_grabbed,
    ) -> None:
        """Prepare.

        Args:
            device: Such as ``/dev/input/by-id/usb-…-event-kbd``.
            socket: The desk's.
            open_device: Opens it for reading keys and lighting the lamp.
        """
        self._open_device = open_device
        self._device = device
        self._link = DeskLink(socket)
        self._pad = Pad()
        self._idle_s = 0.0
        self._file: int | None = None
        self._worker = Worker("keypad", self._round, on_crash=on_crash)

    def start(self) -> None:
        """Begin to read."""
        self._worker.start()

    def stop(self) -> None:
        """End the thread and let the keypad go."""
        self._worker.stop()
        self._let_go()
        self._link.close()

    def _round(self) -> None:
        if self._file is None and not self._take_up():
            self._worker.pause(AWAY_S)
            return
        assert self._file is not None
        ready, _, _ = select.select([self._file], [], [], WAIT_S)
        if not ready:
            self._idle_s += WAIT_S
            if self._idle_s >= FORGET_S and not self._pad.signed_in:
                self._pad = Pad()
            return
        self._idle_s = 0.0
        try:
            raw = os.read(self._file, EVENT.size)
        except OSError as error:
            log.warning("the keypad is gone: %s", error.strerror)
            raw = b""
        if len(raw) < EVENT.size:
            self._let_go()
            return
        _seconds, _micros, kind, code, value = EVENT.unpack(raw)
        if kind == EV_KEY and value == PRESSED and code in KEYS:
            self._pressed(KEYS[code])

    def _pressed(self, key: str) -> None:
        self._pad, asked = press(self._pad, key)
        if asked is None:
            return
        values = (
            {"do": "sign_in", "number": asked.number, "pin": asked.pin}
            if isinstance(asked, Entered)
            else {"do": "act", "act": asked}
        )
        try:
            self._link.press(values)
        except (DeskAway, Refused) as error:
            log.info("the desk did not take a key: %s", error)
            if isinstance(error, NotSignedIn):
                self._pad = Pad()
            self._blink(REFUSED_BLINKS)
            return
        self._pad = Pad(signed_in=asked is not Act.LEAVE)
        self._blink(TAKEN_BLINKS)

    def _take_up(self) -> bool:
        try:
            self._file = self._open_device(self._device)
        except OSError as error:
            log.debug("no keypad at %s: %s", self._device, error.strerror)
            return False
        log.info("keypad at %s", self._device)
        return True

    def _let_go(self) -> None:
        if self._file is not None:
            os.close(self._file)
        self._file, self._pad = None, Pad()

    def _blink(self, times: int) -> None:
        """Blink the Num Lock lamp: once for taken, three times for refused."""
        for _ in range(times):
            for lit in (1, 0):
                self._light(lit)
                self._worker.pause(BLINK_S)

    def _light(self, lit: int) -> None:
        if self._file is None:
            return
        try:
            os.write(self._file, EVENT.pack(0, 0, EV_LED, LED_NUML, lit) + EVENT.pack(0, 0, 0, 0, 0))
        except OSError as error:
            log.debug("the keypad has no lamp: %s", error.strerror)
