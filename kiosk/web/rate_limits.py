"""How often one address may ask the desk for what costs it work or could be guessed at."""

from __future__ import annotations

from kiosk.lib.rate_limits import Limit

LIMITS = (
    Limit("POST", "/api/session", 20, 0.5),
    Limit("", "/api/v1/", 60, 20.0),
    Limit("", "/t/", 60, 5.0),
    Limit("", "/board", 60, 5.0),
    Limit("", "/ca", 20, 1.0),
)
"""Behind one address may be a whole office: 20 officers who sign in at 7:30, or the phones of a hall behind one access
point, each asking for its page every 8 s."""
