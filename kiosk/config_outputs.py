"""The parts of the configuration that say how the hall sees, hears and holds its turn."""

from __future__ import annotations

from typing import Annotated, Literal

import msgspec

from kiosk.config_section import OutputOrNone, Rotation, Section


class HallSection(Section, frozen=True):
    """What the hall hears.

    Attributes:
        speaks: The one output that speaks calls: ``kiosk board``, ``kiosk screen``, the board page in a
            browser, or none.
        languages: In which order each call is spoken; a pack of clips must be there for each.
        code_style: Whether A015 is read "A mười lăm" or digit by digit.
        sound_device: ALSA's name of the loudspeaker of board and screen.
        volume: 0 is mute, 1 as loud as the device allows.
    """

    speaks: Literal["board", "screen", "page", "none"] = "none"
    languages: list[Annotated[str, msgspec.Meta(pattern=r"^[a-z]{2,3}$")]] = msgspec.field(
        default_factory=lambda: ["vi"]
    )
    code_style: Literal["number", "digits"] = "number"
    sound_device: Annotated[str, msgspec.Meta(pattern=r"^[A-Za-z0-9_:=,.-]{1,80}$")] = "default"
    volume: Annotated[float, msgspec.Meta(ge=0.0, le=1.0)] = 0.8


class BoardSection(Section, frozen=True):
    """The board on the second output.

    Attributes:
        width_mm: Physical width of the picture; letters are sized by it.
        read_from_m: Distance from which the farthest person in the hall reads it.
        output: Which display it is; empty for the last one that is not the touch screen's, under a compositor of our own HDMI-A-2.
        rotation: How far the picture is turned.
    """

    width_mm: Annotated[int, msgspec.Meta(ge=200, le=4000)] = 955
    read_from_m: Annotated[float, msgspec.Meta(ge=1.0, le=30.0)] = 8.0
    output: OutputOrNone = ""
    rotation: Rotation = 0


class PrinterSection(Section, frozen=True):
    """The slip printer beside the screen.

    Attributes:
        device: ``network:HOST:PORT``, or ``file:PATH`` of a USB (``/dev/usb/lp0``) or serial device; empty for none.
        prints: Whether every ticket has a slip at once, those without a face, or only who asks for one.
        token: Whether the help desk hands out numbered tokens to those who get no slip.
        width_dots: Printed width: 576 on 80 mm paper, 384 on 58 mm.
    """

    device: Annotated[str, msgspec.Meta(pattern=r"^(network:[^\s:]+:\d{1,5}|file:/\S+)?$")] = ""
    prints: Literal["all", "plain", "wanted"] = "plain"
    token: bool = False
    width_dots: Annotated[int, msgspec.Meta(ge=256, le=832, multiple_of=8)] = 576
