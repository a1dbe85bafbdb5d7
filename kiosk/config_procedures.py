"""The catalogue of procedures: a CSV file that an office exports, checked line by line."""

from __future__ import annotations

import csv
import io
import re
from importlib import resources
from pathlib import Path
from typing import TYPE_CHECKING

from kiosk.domain.procedures import Procedure
from kiosk.errors import ConfigInvalid

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

COLUMNS = (
    "code",
    "field",
    "name_vi",
    "name_en",
    "time_limit",
    "fee",
    "papers",
    "words",
    "url",
    "verified",
)
"""``papers`` and ``words`` hold several items separated by ``;``. ``verified`` is ``yes`` or empty."""

KEPT = "[services] procedures_csv"
"""Where the settings keep a catalogue."""

CODE = re.compile(r"[1-9]\.\d{6}(\.[0-9A-Z.]+)?")
"""Source: codes of the national catalogue, with the suffix of a province's publication."""


def load_procedures(path: str, fields: Iterable[str], portal_url: str = "") -> tuple[Procedure, ...]:
    """Read the catalogue; an empty path gives the small one that comes with the program.

    A procedure of a field that this office does not have is kept: it can be looked up, and no number taken.

    Args:
        fields: Codes of the office's fields.
        portal_url: Page of a procedure that names none itself; ``{code}`` is filled in.

    Raises:
        ConfigInvalid: The file cannot be read or a line is wrong; the message names the line.
    """
    text, name = text_of(path)
    return read_procedures(text, name, fields, portal_url)


def read_procedures(
    text: str, name: str, fields: Iterable[str], portal_url: str = ""
) -> tuple[Procedure, ...]:
    """Read a catalogue's text; as :func:`load_procedures`.

    Args:
        name: What messages call the text.
    """
    lines = io.StringIO(text.removeprefix("\ufeff"), newline="")
    try:
        return tuple(_read(lines, name, frozenset(fields), portal_url))
    except csv.Error as error:
        raise ConfigInvalid(f"{name}: not a CSV table: {error}") from error


def text_of(path: str) -> tuple[str, str]:
    """Give a catalogue's text and its name; an empty path gives the program's own.

    Raises:
        ConfigInvalid: The file cannot be read.
    """
    source = Path(path) if path else resources.files("kiosk").joinpath("procedures.csv")
    try:
        return source.read_text("utf-8-sig"), str(source)
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigInvalid(
            f"{source}: cannot be read ({error}); [services] procedures names a UTF-8 CSV file"
        ) from error


def _read(lines: Iterable[str], name: str, fields: frozenset[str], portal_url: str) -> Iterable[Procedure]:
    rows = csv.DictReader(lines)
    missing = [column for column in COLUMNS if column not in (rows.fieldnames or ())]
    if missing:
        raise ConfigInvalid(f"{name}: the first line names no column {', '.join(missing)}")
    seen: set[str] = set()
    for row in rows:
        where = f"{name}, line {rows.line_num}"
        code = (row["code"] or "").strip()
        if not CODE.fullmatch(code):
            raise ConfigInvalid(f"{where}: {code!r} is no code of a procedure, such as 2.000815")
        if code in seen:
            raise ConfigInvalid(f"{where}: the code {code} is used twice")
        if not (row["name_vi"] or "").strip():
            raise ConfigInvalid(f"{where}: {code} has no name")
        seen.add(code)
        yield _procedure(row, code, fields, portal_url)


def _procedure(
    row: Mapping[str, str | None], code: str, fields: frozenset[str], portal_url: str
) -> Procedure:
    def text(column: str) -> str:
        return (row[column] or "").strip()

    def items(column: str) -> tuple[str, ...]:
        return tuple(item.strip() for item in text(column).split(";") if item.strip())

    field = text("field")
    return Procedure(
        code=code,
        name_vi=text("name_vi"),
        name_en=text("name_en"),
        field=field if field in fields else "",
        papers=items("papers"),
        time_limit=text("time_limit"),
        fee=text("fee"),
        words=items("words"),
        url=text("url") or portal_url.format(code=code),
        is_verified=text("verified") == "yes",
    )
