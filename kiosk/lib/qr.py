"""QR codes as a matrix, as lines of a terminal and as SVG."""

from __future__ import annotations

QUIET_ZONE = 4
"""Width of the white border in modules. Source: ISO/IEC 18004, 5.3.8."""

Matrix = tuple[tuple[bool, ...], ...]

_HALVES = {(False, False): "█", (False, True): "▀", (True, False): "▄", (True, True): " "}
"""Two modules one above the other; light is drawn, since most terminals are dark."""


def qr_matrix(text: str) -> Matrix:
    """Encode ``text`` with error correction M; True is a dark module, the quiet zone included."""
    # Imported late: nothing but a few screens needs it, and the first paint does not wait for it.
    from qrcode.constants import ERROR_CORRECT_M
    from qrcode.main import QRCode

    code = QRCode(error_correction=ERROR_CORRECT_M, border=QUIET_ZONE)
    code.add_data(text)
    code.make(fit=True)
    return tuple(tuple(bool(module) for module in row) for row in code.get_matrix())


def qr_lines(text: str) -> str:
    """Draw ``text`` for a dark terminal, two rows of modules a line."""
    matrix = list(qr_matrix(text))
    if len(matrix) % 2:
        matrix.append((False,) * len(matrix))
    pairs = zip(matrix[::2], matrix[1::2], strict=True)
    return "\n".join(
        "".join(_HALVES[above, below] for above, below in zip(*rows, strict=True)) for rows in pairs
    )


def qr_path(text: str) -> tuple[int, str]:
    """Give the side in modules and an SVG path of the dark ones, each one unit wide."""
    matrix = qr_matrix(text)
    marks = (f"M{x} {y}h1v1h-1z" for y, row in enumerate(matrix) for x, is_dark in enumerate(row) if is_dark)
    return len(matrix), "".join(marks)


def qr_svg(text: str) -> bytes:
    """Draw ``text`` as SVG, one unit a module; it takes the size of its place."""
    side, path = qr_path(text)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {side} {side}" shape-rendering="crispEdges">'
        f'<rect width="{side}" height="{side}" fill="#fff"/><path d="{path}" fill="#000"/></svg>'
    ).encode()
