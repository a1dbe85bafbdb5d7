"""A QR code as a picture for a page."""

from __future__ import annotations

QUIET_ZONE = 4
"""Width of the white border in modules. Source: ISO/IEC 18004, 5.3.8."""


def qr_svg(text: str) -> bytes:
    """Draw a text as a QR code with error correction M, one unit a module."""
    # Imported late: only a page that offers a code needs it.
    from qrcode.constants import ERROR_CORRECT_M
    from qrcode.main import QRCode

    code = QRCode(error_correction=ERROR_CORRECT_M, border=QUIET_ZONE)
    code.add_data(text)
    code.make(fit=True)
    matrix = code.get_matrix()
    dark = "".join(
        f"M{x} {y}h1v1h-1z" for y, row in enumerate(matrix) for x, is_dark in enumerate(row) if is_dark
    )
    size = len(matrix)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {size} {size}" shape-rendering="crispEdges">'
        f'<rect width="{size}" height="{size}" fill="#fff"/><path d="{dark}" fill="#000"/></svg>'
    ).encode()
