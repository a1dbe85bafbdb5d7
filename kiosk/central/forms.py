"""Forms that people send: read up to a limit, and only from our own pages."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import parse_qs, urlsplit

from kiosk.errors import BadInput, NotAllowed

if TYPE_CHECKING:
    from starlette.requests import Request

MAX_FORM_BYTES = 4_096


async def read_form(request: Request, limit: int = MAX_FORM_BYTES) -> dict[str, str]:
    """Give a form's values; of a name that comes twice the first.

    Raises:
        BadInput: The form is too long.
    """
    body = bytearray()
    async for part in request.stream():
        body += part
        if len(body) > limit:
            raise BadInput(f"a form of more than {limit} bytes")
    read = parse_qs(body.decode("utf-8", "replace"), keep_blank_values=True)
    return {name: values[0] for name, values in read.items()}


def refuse_foreign(request: Request) -> None:
    """Refuse a form that another site's page made this browser send.

    The session's cookie does not travel with such a request (SameSite); this holds where a browser is too old to know.

    Raises:
        NotAllowed: It does not come from one of our own pages.
    """
    site = request.headers.get("sec-fetch-site", "same-origin")
    origin = request.headers.get("origin")
    foreign = origin is not None and urlsplit(origin).netloc != request.headers.get("host")
    if site != "same-origin" or foreign:
        raise NotAllowed("only this server's own pages may send that form")
