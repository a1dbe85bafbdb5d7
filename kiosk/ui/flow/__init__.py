"""The citizen's way through the screens, as a pure state machine; one module for each journey.

::

    start ─field─► choice ─agree─► ring ─look─► working ─► ticket | existing | unsure | refused
      │              ├─plain number──────────────► working
      │              └─more fields─► fields ─► choice
      ├─card─► fields ─► scan ─code─► working ─► ticket | existing | refused
      ├─my turn─► choice ─agree─► ring, or code, or scan ─► working ─► turn ─► priority | told
      │                                   scan ─code of a kept place─► kept ─► working ─► ticket
      ├─a result─► result ─► choice, for a number or for my turn
      ├─look up─► search ─► procedure ─take a number─► choice
      └─other─► more ─► rate | report | pay | my turn
    start = closed outside the office's hours = desk_away while the desk does not answer

The camera is on exactly while the screen is ring or scan. One time limit runs at most beside the one of
the call for help.
"""

from kiosk.ui.flow.state import FACE_NOT_USABLE, NO_ANSWER, FlowState, Limits, Step, begin
from kiosk.ui.flow.steps import step

__all__ = ["FACE_NOT_USABLE", "NO_ANSWER", "FlowState", "Limits", "Step", "begin", "step"]
