"""Which offices somebody may see."""

from __future__ import annotations

import re
from dataclasses import dataclass

AREA_FORM = re.compile(r"[a-z0-9-]{1,40}(/[a-z0-9-]{1,40}){0,3}")
"""Such as ``ha-noi/ha-dong``: a province, and what lies in it."""

ALL = "*"


@dataclass(frozen=True, slots=True)
class Scope:
    """Areas, each with all that lies in it; ``*`` is the whole country."""

    areas: tuple[str, ...]

    def covers(self, area: str) -> bool:
        """Tell whether an area is one of these or lies in one of them."""
        return any(mine in {ALL, area} or area.startswith(f"{mine}/") for mine in self.areas)


EVERYWHERE = Scope((ALL,))
