"""A slip as black dots: most printers know no Vietnamese letters, and all print pictures."""

from __future__ import annotations

from functools import cache
from importlib import resources
from typing import TYPE_CHECKING

from PIL import Image, ImageDraw, ImageFont

from kiosk.errors import PrinterGone
from kiosk.printer.slip import ICON_NAMES, lines_of

if TYPE_CHECKING:
    from kiosk.printer.slip import Slip

FONTS = "/usr/share/fonts/truetype/noto/NotoSans-{}.ttf"
"""Where Debian's and Ubuntu's fonts-noto-core puts them."""

WIDE_DOTS = 576
"""72 mm at 203 dots an inch: the printed width of 80 mm paper; all sizes below are for it."""

WHITE, BLACK = 255, 0

MARGIN = 8
GAP = 14
RULE = 3

QR_SHARE = 0.44
"""Width of the QR code over the slip's: about 32 mm, six dots a module, read at arm's length."""

QUIET_MODULES = 4
"""White border of a QR code. Source: ISO/IEC 18004, 5.3.8."""


def draw_slip(slip: Slip, width: int = WIDE_DOTS) -> Image.Image:
    """Draw a slip.

    Args:
        width: The paper's printed width in dots; 384 for 58 mm paper.

    Returns:
        A picture of one bit a dot, ``width`` wide and as long as it needs.

    Raises:
        PrinterGone: The font is not installed.
    """
    canvas = _Canvas(width)
    canvas.text(slip.office, 30, bold=True)
    canvas.rule()
    canvas.text(slip.field[0], 36, bold=True)
    canvas.text(slip.field[1], 24)
    canvas.code(slip.code, slip.icon)
    canvas.text(ICON_NAMES[slip.icon], 30)
    canvas.rule()
    first, *others = lines_of(slip)
    canvas.text(first, 36 if slip.directed is not None else 32, bold=True)
    for line in others:
        canvas.text(line, 28)
    if slip.qr_text:
        canvas.qr(slip.qr_text)
        canvas.text("Quét mã để xem lượt · Scan to follow", 24)
    else:
        canvas.text(f"Biên nhận · Receipt {slip.receipt}", 20)
    if slip.issued:
        canvas.text(slip.issued, 24)
    return canvas.finished()


class _Canvas:
    """A strip of paper that grows downwards."""

    def __init__(self, width: int) -> None:
        self._width = width
        self._scale = width / WIDE_DOTS
        self._parts: list[Image.Image] = []

    def text(self, text: str, size: int, *, bold: bool = False) -> None:
        """Add words, centred, on as many lines as they need."""
        font = _font("Bold" if bold else "Regular", round(size * self._scale))
        ascent, descent = font.getmetrics()
        for line in _wrapped(text, font, self._width - 2 * MARGIN):
            part = self._blank(ascent + descent)
            x = (self._width - font.getlength(line)) / 2
            ImageDraw.Draw(part).text((x, 0), line, font=font, fill=BLACK)
            self._parts.append(part)

    def code(self, code: str, icon: str) -> None:
        """Add the ticket's code, huge, with its picture before it."""
        font = _font("Bold", round(150 * self._scale))
        side = round(130 * self._scale)
        gap = round(GAP * self._scale)
        left, top, right, bottom = font.getbbox(code)
        part = self._blank(round(bottom - top) + 2 * gap)
        x = (self._width - (side + gap + right - left)) / 2
        part.paste(_picture(icon, side), (round(x), (part.height - side) // 2))
        place = (x + side + gap - left, gap - top)
        ImageDraw.Draw(part).text(place, code, font=font, fill=BLACK)
        self._parts.append(part)

    def rule(self) -> None:
        """Add a line across."""
        gap = round(GAP * self._scale)
        part = self._blank(2 * gap + RULE)
        ImageDraw.Draw(part).rectangle((MARGIN, gap, self._width - MARGIN, gap + RULE - 1), fill=BLACK)
        self._parts.append(part)

    def qr(self, text: str) -> None:
        """Add a QR code in whole dots."""
        from qrcode.constants import ERROR_CORRECT_M
        from qrcode.main import QRCode

        code = QRCode(error_correction=ERROR_CORRECT_M, border=QUIET_MODULES)
        code.add_data(text)
        code.make(fit=True)
        rows = code.get_matrix()
        dots = max(3, round(QR_SHARE * self._width / len(rows)))
        small = Image.new("L", (len(rows), len(rows)))
        small.putdata([BLACK if dark else WHITE for row in rows for dark in row])
        drawn = small.resize((dots * len(rows), dots * len(rows)), Image.Resampling.NEAREST)
        part = self._blank(drawn.height)
        part.paste(drawn, ((self._width - drawn.width) // 2, 0))
        self._parts.append(part)

    def finished(self) -> Image.Image:
        """Put all together."""
        whole = self._blank(sum(part.height for part in self._parts))
        y = 0
        for part in self._parts:
            whole.paste(part, (0, y))
            y += part.height
        return whole.convert("1", dither=Image.Dither.NONE)

    def _blank(self, height: int) -> Image.Image:
        return Image.new("L", (self._width, height), WHITE)


def _wrapped(text: str, font: ImageFont.FreeTypeFont, width: int) -> list[str]:
    """Break a text between words."""
    lines = [""]
    for word in text.split():
        longer = f"{lines[-1]} {word}".strip()
        if font.getlength(longer) > width and lines[-1]:
            lines.append(word)
        else:
            lines[-1] = longer
    return lines


def _picture(icon: str, side: int) -> Image.Image:
    """Give a ticket's picture in black and white dots that look grey."""
    with resources.files("kiosk.printer").joinpath(f"icons/{icon}.png").open("rb") as file:
        drawn = Image.open(file).convert("L").resize((side, side), Image.Resampling.LANCZOS)
    return drawn.convert("1").convert("L")


@cache
def _font(weight: str, size: int) -> ImageFont.FreeTypeFont:
    path = FONTS.format(weight)
    try:
        return ImageFont.truetype(path, size)
    except OSError as error:
        raise PrinterGone(f"{path} is missing; run `sudo apt install fonts-noto-core`") from error
