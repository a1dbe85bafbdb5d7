"""Downloads from a maker's address that go on where they broke off."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import requests

from kiosk.errors import FetchFailed

if TYPE_CHECKING:
    from pathlib import Path

CONNECT_LIMIT_S = 5.0
"""Many offices have no internet; an address that does not answer by then is not asked again in this run."""

READ_LIMIT_S = 30.0
"""Longest silence in the middle of a download."""

CHUNK_BYTES = 256 * 1024

HTTP_OK = 200
HTTP_PARTIAL = 206
HTTP_RANGE_REFUSED = 416
"""RFC 9110."""

CONTENT_RANGE = re.compile(r"bytes (\d+)-")


class ReleaseSite:
    """Makers' addresses, and which hosts of them cannot be reached from here."""

    def __init__(self) -> None:
        self._session = requests.Session()
        self._unreachable: set[str] = set()

    def close(self) -> None:
        """Let go of open connections."""
        self._session.close()

    def download(self, url: str, part: Path, *, limit_bytes: int) -> None:
        """Complete ``part``, which may hold the beginning from an earlier try.

        Args:
            url: What to get.
            part: Unfinished file; what has come stays in it when the download breaks off.
            limit_bytes: More than this is refused, so that a wrong answer cannot fill the disk.

        Raises:
            FetchFailed: The host cannot be reached, refuses, breaks off, or sends too much.
        """
        have = part.stat().st_size if part.exists() else 0
        with self._ask(url, first_byte=have) as answer:
            if answer.status_code == HTTP_RANGE_REFUSED:
                # All of it is here, or what is here is of something else: the hash tells.
                return
            if answer.status_code not in {HTTP_OK, HTTP_PARTIAL}:
                raise FetchFailed(f"{url}: HTTP status {answer.status_code}")
            try:
                _write(answer, part, limit_bytes)
            except requests.exceptions.RequestException as error:
                raise FetchFailed(f"{url}: broke off; the next try goes on from there") from error

    def _ask(self, url: str, *, first_byte: int) -> requests.Response:
        host = urlsplit(url).netloc
        if host in self._unreachable:
            raise FetchFailed(f"{url}: {host} cannot be reached")
        # Compressed on the way, a range would count other bytes than the file's.
        headers = {"Accept-Encoding": "identity"}
        if first_byte:
            headers["Range"] = f"bytes={first_byte}-"
        try:
            return self._session.get(
                url, headers=headers, stream=True, timeout=(CONNECT_LIMIT_S, READ_LIMIT_S)
            )
        except requests.exceptions.RequestException as error:
            self._unreachable.add(host)
            raise FetchFailed(f"{url}: {host} cannot be reached") from error


def _write(answer: requests.Response, part: Path, limit_bytes: int) -> None:
    part.touch()
    with part.open("r+b") as file:
        file.seek(_first_byte(answer))
        file.truncate()
        for chunk in answer.iter_content(CHUNK_BYTES):
            file.write(chunk)
            if file.tell() > limit_bytes:
                part.unlink()
                raise FetchFailed(f"{answer.url}: sends more than {limit_bytes} bytes")


def _first_byte(answer: requests.Response) -> int:
    if answer.status_code == HTTP_OK:
        return 0
    match = CONTENT_RANGE.match(answer.headers.get("Content-Range", ""))
    if match is None:
        raise FetchFailed(f"{answer.url}: answers with a part, but not with which")
    return int(match[1])
