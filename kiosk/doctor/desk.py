"""Whether the desk answers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kiosk.doctor.check import fault, fine, warning
from kiosk.errors import DeskAway

if TYPE_CHECKING:
    from kiosk.doctor.check import Context, Finding


class DeskCheck:
    """The desk answers on its socket, and a working day is open."""

    name = "desk"

    def run(self, context: Context) -> Finding:
        """Ask the desk how the office stands."""
        from kiosk.link.client import DeskLink

        link = DeskLink(context.paths.socket)
        try:
            snapshot = link.snapshot()
        except DeskAway as error:
            remedy = "start it with `systemctl start kiosk-desk`, and see `journalctl -u kiosk-desk`"
            if context.config.relay.desk:
                remedy = "see the network, that the office's desk is on, and `journalctl -u kiosk-relay`"
            return fault(f"no answer on {context.paths.socket}: {error}", remedy)
        finally:
            link.close()
        date = snapshot.get("date")
        if date is None:
            return warning("answers, but no dated working day is open", "a supervisor opens the day")
        return fine(f"answers; the working day is {date}")
