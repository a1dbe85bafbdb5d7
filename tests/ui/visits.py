"""An office that answers at once, for a citizen at the real window."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING

from kiosk.ui.effects import (
    CallHelp,
    CheckInByCode,
    CheckInFace,
    CheckInPlain,
    DisputeMatch,
    Effect,
    OpenCamera,
    Purpose,
    SeeTurnByCode,
)
from kiosk.ui.happenings import (
    DeskUnsure,
    HelpConfirmed,
    LookDone,
    TicketExists,
    TicketGiven,
    TurnFound,
)
from kiosk.ui.view_state import Screen
from tests.ui.views import LOOK, TICKET
from tests.ui.wait import until

if TYPE_CHECKING:
    from kiosk.ui.conductor import Conductor


class Office:
    """A desk and a camera that answer at once: one person, one ticket."""

    def __init__(self) -> None:
        self.effects: list[Effect] = []
        self.conductor: Conductor | None = None
        self.knows_face = False
        self.is_unsure = False

    def take(self, effect: Effect) -> None:
        self.effects.append(effect)
        assert self.conductor is not None
        happen = self.conductor.happen
        match effect:
            case OpenCamera(request, Purpose.FACE):
                happen(LookDone(request, LOOK))
            case CheckInFace(request) if self.is_unsure:
                happen(DeskUnsure(request))
            case CheckInFace(request) if self.knows_face:
                happen(TicketExists(request, TICKET))
            case CheckInFace(request):
                self.knows_face = True
                happen(TicketGiven(request, TICKET))
            case CheckInByCode(request, code=code):
                happen(TicketExists(request, replace(TICKET, code=code)))
            case CheckInPlain(request) | DisputeMatch(request):
                happen(TicketGiven(request, replace(TICKET, code="A018")))
            case CallHelp(request):
                happen(HelpConfirmed(request))
            case SeeTurnByCode(request, code):
                happen(TurnFound(request, (replace(TICKET, code=code),)))
            case _:
                pass


Visit = tuple["Office", "Conductor", Callable[[str], None]]


def reach(conductor: Conductor, screen: Screen) -> None:
    until(lambda: conductor.view.screen is screen)
