"""HTTP without redirects: what leads elsewhere is an answer like any other, and where it leads is never read."""

from __future__ import annotations

from typing import TYPE_CHECKING

import requests

if TYPE_CHECKING:
    from requests import Response


class StayingSession(requests.Session):
    """Never looks where an answer leads: requests reads that even if it is not to follow, and stumbles over bad ones."""

    def get_redirect_target(self, resp: Response) -> None:
        """Say that it leads nowhere."""
