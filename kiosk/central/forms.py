"""Forms that people send: read up to a limit, and only from our own pages."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from urllib.parse import parse_qs

from kiosk.errors import BadInput, NotAllowed

if TYPE_CHECKING:
    from starlette.requests import Request

MAX_FORM_BYTES = 4_096
WHOLE_NUMBER = re.compile(r"[0-9]{1,9}")


async def read_form(request: Request, limit: int = MAX_FORM_BYTES) -> dict[str, str]:
    """Give a form's values; of a name that comes twice the first.

    Raises:
        BadInput: The form is too long.
    """
    body = bytearray()
    async for part in request.stream():
        body += part
        if len(body) > limit:
            raise BadInput(f"a form of more than {limit} bytes", vi="Nội dung gửi lên quá dài.")
    read = parse_qs(body.decode("utf-8", "replace"), keep_blank_values=True)
    return {name: values[0] for name, values in read.items()}


def whole_number(text: str) -> int | None:
    """Give the number that a text of up to nine digits is; None for any other text."""
    return int(text) if WHOLE_NUMBER.fullmatch(text) else None


def refuse_foreign(request: Request) -> None:
    """Refuse a form that another site's page made this browser send.

    The session's cookie does not travel with such a request (SameSite); this holds where a browser is too old to know,
    and so does the origin that it names where it does not tell the site.

    Raises:
        NotAllowed: It does not come from one of our own pages.
    """
    site, origin = request.headers.get("sec-fetch-site"), request.headers.get("origin", "")
    is_own = (
        origin.partition("://")[2] == request.headers.get("host") if site is None else site == "same-origin"
    )
    if not is_own:
        raise NotAllowed(
            "only this server's own pages may send that form",
            vi="Chỉ trang của máy chủ này được gửi yêu cầu ấy; mở lại trang và làm lại.",
        )
