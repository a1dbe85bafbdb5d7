"""Signals in a process whose loop is Qt's."""

from __future__ import annotations

import signal
import socket
from typing import TYPE_CHECKING

from PyQt6.QtCore import QSocketNotifier
from PyQt6.sip import voidptr

if TYPE_CHECKING:
    from collections.abc import Callable


def end_on_signals(end: Callable[[], None]) -> QSocketNotifier:
    """Call ``end`` on SIGTERM and SIGINT; the notifier must be kept.

    Qt's loop would otherwise never let Python see them.
    """
    reader, writer = socket.socketpair()
    reader.setblocking(False)
    writer.setblocking(False)
    signal.set_wakeup_fd(writer.detach())
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda _number, _frame: None)
    notifier = QSocketNotifier(voidptr(reader.detach()), QSocketNotifier.Type.Read)
    notifier.activated.connect(end)
    return notifier
