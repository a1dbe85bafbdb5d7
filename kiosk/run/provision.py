"""Many devices at once: a kiosk.toml and a printable sticker for each line of a table."""

from __future__ import annotations

import csv
import json
from contextlib import closing
from dataclasses import dataclass
from typing import TYPE_CHECKING

import msgspec

from kiosk.central import commands
from kiosk.config import load_config
from kiosk.config_section import Name
from kiosk.domain.ids import OfficeId
from kiosk.errors import BadInput
from kiosk.lib.clock import SystemClock
from kiosk.run.stickers import sheet, sticker
from kiosk.sync.invitation import Invitation, write_invitation

if TYPE_CHECKING:
    from pathlib import Path

COLUMNS = ("office", "name", "device")

AREA = "area"
"""A column that may be left out: where the office is, such as ha-noi/ba-dinh."""

SHEET = "stickers.html"

SECRET_MODE = 0o600
"""Each file holds a secret for as long as the code lives."""


@dataclass(frozen=True, slots=True)
class Planned:
    """One device of the table."""

    office: OfficeId
    name: str
    device: str
    area: str


def provision(table: Path, out: Path, central: str, database: str | None) -> list[Path]:
    """Write each device's files into a folder of its own, and all stickers on one sheet; give what was written.

    Args:
        table: CSV with the columns office, name, device and, where offices are new, area.
        central: Address of central as the devices reach it.
        database: Central's, to add the offices and make a one-time code for each device; None where
            it is out of reach: keys are then collected with `kiosk enrol --show-key`.

    Raises:
        BadInput: The table does not hold together, or a file cannot be written.
    """
    planned = read_table(table)
    codes = [""] * len(planned) if database is None else _make_codes(database, planned)
    stickers = [_sticker(one, central, code) for one, code in zip(planned, codes, strict=True)]
    folders = [
        _write(out / f"{one.office}-{one.device}", _settings(one, central, code), drawn)
        for one, code, drawn in zip(planned, codes, stickers, strict=True)
    ]
    _keep(out / SHEET, sheet(stickers))
    return [*folders, out / SHEET]


def read_table(table: Path) -> list[Planned]:
    """Read and check the whole table.

    Raises:
        BadInput: A line of it is wrong; the message says which and why.
    """
    try:
        with table.open(encoding="utf-8-sig", newline="") as file:
            # A spreadsheet set to Vietnamese, whose decimals have commas, parts the cells of a CSV by semicolons.
            separator = ";" if ";" in file.readline() else ","
            file.seek(0)
            rows = list(csv.DictReader(file, delimiter=separator))
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
        one = Planned(OfficeId(ids[0]), values["name"], ids[1], (row.get(AREA) or "").strip())
        if any((one.office, one.device) == (other.office, other.device) for other in planned):
            raise BadInput(f"{table}, line {number}: {one.device} of {one.office} is there twice")
        planned.append(one)
    if not planned:
        raise BadInput(f"{table}: no devices; write a line of {', '.join(COLUMNS)} for each")
    return planned


def _make_codes(database: str, planned: list[Planned]) -> list[str]:
    with closing(commands.open_storage(database)) as storage:
        now = SystemClock().wall()
        for one in {one.office: one for one in planned}.values():
            commands.set_office(storage, one.office, one.name, now, one.area)
        return [commands.new_code(storage, one.office, now) for one in planned]


def _sticker(one: Planned, central: str, code: str) -> str:
    text = write_invitation(Invitation(central, one.office, code)) if code else f"{one.office} {one.device}"
    return sticker((one.name, one.office, one.device), text)


def _settings(one: Planned, central: str, code: str) -> str:
    settings = {
        "office": {"id": one.office, "name": one.name},
        "device": {"id": one.device},
        "sync": {"central": central, "code": code},
    }
    # A TOML basic string is written as JSON writes one (TOML 1.0, "String"), but for characters no name holds.
    return "\n".join(
        f"[{table}]\n"
        + "".join(f"{key} = {json.dumps(value, ensure_ascii=False)}\n" for key, value in values.items())
        for table, values in settings.items()
    )


def _write(folder: Path, settings: str, drawn: str) -> Path:
    _keep(folder / "kiosk.toml", settings)
    _keep(folder / "sticker.svg", drawn)
    load_config(folder / "kiosk.toml")
    return folder


def _keep(file: Path, text: str) -> None:
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, "utf-8")
        file.chmod(SECRET_MODE)
    except OSError as error:
        raise BadInput(f"{file}: {error.strerror}; name another folder with --out") from error
