"""The page from which a PC takes the authority that it must trust once."""

from __future__ import annotations

from typing import TYPE_CHECKING

from starlette.responses import Response
from starlette.routing import Route

from kiosk.lib.certificates import as_der, fingerprint

if TYPE_CHECKING:
    from starlette.requests import Request

    from kiosk.web.drawing import Drawing

CERTIFICATE_TYPE = "application/x-x509-ca-cert"
"""What makes browsers offer to install it."""


def authority_routes(drawing: Drawing, authority: bytes | None) -> list[Route]:
    """Make the routes of the page and of the certificate.

    Args:
        authority: PEM; None where the office has a certificate that PCs trust already.
    """

    async def page(_request: Request) -> Response:
        return drawing.page("authority.html", fingerprint=fingerprint(authority) if authority else None)

    async def download(_request: Request) -> Response:
        if authority is None:
            return Response(status_code=404)
        name = {"Content-Disposition": 'attachment; filename="motcua.crt"'}
        return Response(as_der(authority), media_type=CERTIFICATE_TYPE, headers=name)

    return [Route("/ca", page), Route("/ca.crt", download)]
