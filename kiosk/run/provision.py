"""Many devices at once: a kiosk.toml and a printable sticker for each line of a table."""

from __future__ import annotations

import csv
import json
import textwrap
from contextlib import closing
from dataclasses import dataclass
from typing import TYPE_CHECKING
from xml.sax.saxutils import escape

import msgspec

from kiosk.central import commands
from kiosk.config import load_config
from kiosk.config_section import Name
from kiosk.domain.ids import OfficeId
from kiosk.errors import BadInput
from kiosk.lib.clock import SystemClock
from kiosk.lib.qr import qr_path
from kiosk.sync.invitation import Invitation, write_invitation

if TYPE_CHECKING:
    from pathlib import Path

COLUMNS = ("office", "name", "device")

STICKER_MM = (90, 50)
"""Width and height; two columns of five fit on A4."""

QR_MM = 42
LETTERS_MM = 3.2
LINE_MM = 4.6
LINE_CHARS = 20
"""What fits beside the QR code, wide letters too; nine lines do below each other."""


@dataclass(frozen=True, slots=True)
class Planned:
    """One device of the table."""

    office: OfficeId
    name: str
    device: str


def provision(table: Path, out: Path, central: str, database: str | None) -> list[Path]:
    """Write each device's files into a folder of its own; give the folders.

    Args:
        table: CSV with the columns office, name and device.
        central: Address of central as the devices reach it.
        database: Central's, to add the offices and make a one-time code for each device; None where
            it is out of reach: keys are then collected with `kiosk enrol --show-key`.

    Raises:
        BadInput: The table does not hold together, or a file cannot be written.
    """
    planned = read_table(table)
    if database is None:
        return [_write(out, one, central, "") for one in planned]
    with closing(commands.open_storage(database)) as storage:
        for office, name in {one.office: one.name for one in planned}.items():
            storage.add_office(office, name)
        now = SystemClock().wall()
        return [_write(out, one, central, commands.new_code(storage, one.office, now)) for one in planned]


def read_table(table: Path) -> list[Planned]:
    """Read and check the whole table.

    Raises:
        BadInput: A line of it is wrong; the message says which and why.
    """
    try:
        with table.open(encoding="utf-8-sig", newline="") as file:
            rows = list(csv.DictReader(file))
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise BadInput(f"{table}: cannot be read; save it as CSV in UTF-8") from error
    planned: list[Planned] = []
    for number, row in enumerate(rows, start=2):
        values = {column: (row.get(column) or "").strip() for column in COLUMNS}
        try:
            ids = [msgspec.convert(values[column], Name) for column in ("office", "device")]
        except msgspec.ValidationError as error:
            raise BadInput(f"{table}, line {number}: ids have a to z, 0 to 9 and hyphens") from error
        if not values["name"]:
            raise BadInput(f"{table}, line {number}: an office needs a name")
        one = Planned(OfficeId(ids[0]), values["name"], ids[1])
        if any((one.office, one.device) == (other.office, other.device) for other in planned):
            raise BadInput(f"{table}, line {number}: {one.device} of {one.office} is there twice")
        planned.append(one)
    if not planned:
        raise BadInput(f"{table}: no devices; write a line of {', '.join(COLUMNS)} for each")
    return planned


def sticker(one: Planned, text: str) -> str:
    """Draw a device's sticker as SVG: its names, and the QR code of ``text``."""
    side, path = qr_path(text)
    width, height = STICKER_MM
    lines = [line for words in (one.name, one.office, one.device) for line in _wrapped(words)]
    left, top = QR_MM + 5, 4 + 2 * LETTERS_MM
    words = "".join(
        f'<text x="{left}" y="{top + LINE_MM * row:.1f}">{escape(line)}</text>'
        for row, line in enumerate(lines)
    )
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}mm" height="{height}mm"'
        f' viewBox="0 0 {width} {height}"><rect width="{width}" height="{height}" fill="#fff"/>'
        f'<g transform="translate(3 4) scale({QR_MM / side:.5f})"><path d="{path}" fill="#000"'
        f' shape-rendering="crispEdges"/></g><g font-family="sans-serif" font-size="{LETTERS_MM}">{words}</g></svg>\n'
    )


def _write(out: Path, one: Planned, central: str, code: str) -> Path:
    folder = out / f"{one.office}-{one.device}"
    settings = {
        "office": {"id": one.office, "name": one.name},
        "device": {"id": one.device},
        "sync": {"central": central, "code": code},
    }
    # A TOML basic string is written as JSON writes one (TOML 1.0, "String"), but for characters no name holds.
    text = "\n".join(
        f"[{table}]\n"
        + "".join(f"{key} = {json.dumps(value, ensure_ascii=False)}\n" for key, value in values.items())
        for table, values in settings.items()
    )
    invitation = (
        write_invitation(Invitation(central, one.office, code)) if code else f"{one.office} {one.device}"
    )
    try:
        folder.mkdir(parents=True, exist_ok=True)
        config = folder / "kiosk.toml"
        config.write_text(text, "utf-8")
        # It holds a secret for as long as the code lives.
        config.chmod(0o600)
        (folder / "sticker.svg").write_text(sticker(one, invitation), "utf-8")
    except OSError as error:
        raise BadInput(f"{folder}: {error.strerror}; name another folder with --out") from error
    load_config(config)
    return folder


def _wrapped(text: str) -> list[str]:
    """Break a text into lines that fit beside the QR code: between words, and a long id anywhere."""
    return textwrap.wrap(text, LINE_CHARS, break_on_hyphens=False)
