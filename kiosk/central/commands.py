"""What `kiosk central` does besides serving: open a database, add offices, make codes."""

from __future__ import annotations

import hashlib
import re
import secrets
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from kiosk.central import account_log
from kiosk.central.account_log import CONSOLE, Happening
from kiosk.central.bundles import FOLDER
from kiosk.central.scope import AREA_FORM
from kiosk.config_section import Name
from kiosk.domain.ids import OfficeId
from kiosk.errors import BadInput, ConfigInvalid
from kiosk.lib.units import WallMs

if TYPE_CHECKING:
    from kiosk.central.storage import Storage

CODE_LETTERS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
"""Crockford's Base32: no I, L, O, U, which are misread."""

PASSWORD_IN_ADDRESS = re.compile(r"//[^/@]*:[^/@]*@|[?&]password=")

CODE_LENGTH = 12
"""60 bits: not to be guessed in the week that a code lives."""

CODE_LIFE_MS = 7 * 24 * 3_600 * 1_000

READER_TOKEN_BYTES = 18
"""144 bits, 24 letters in an address."""


def open_storage(address: str) -> Storage:
    """Open central's database; a SQLite file is made as needed, PostgreSQL wants `kiosk central init` before.

    Args:
        address: ``sqlite:///PATH`` (an absolute path has four slashes) or ``postgresql://…``.

    Raises:
        ConfigInvalid: The address is neither, or holds a password.
        DatabaseDamaged: The file cannot be read or made.
        DatabaseNewer: A later version of this product made the tables.
        CentralAway: The database does not answer.
    """
    if is_postgres(address):
        _refuse_password(address)
        from kiosk.central.postgres_storage import PostgresStorage

        return PostgresStorage(address)
    from kiosk.central.sqlite_storage import SqliteStorage

    return SqliteStorage(sqlite_path(address))


def releases_folder(address: str) -> Path:
    """Give the folder of the bundles on offer: the server's own, or beside the file of a trial on SQLite."""
    return FOLDER if is_postgres(address) else sqlite_path(address).parent / "releases"


def is_postgres(address: str) -> bool:
    """Tell whether an address is PostgreSQL's."""
    return address.startswith(("postgresql://", "postgres://"))


def _refuse_password(address: str) -> None:
    if PASSWORD_IN_ADDRESS.search(address):
        raise ConfigInvalid(
            "the database's address holds a password, and everybody on this machine can read it in the list of "
            "processes; put it into the file ~/.pgpass, or let PostgreSQL trust the account (peer)"
        )


def sqlite_path(address: str) -> Path:
    """Give the file that an address names.

    Raises:
        ConfigInvalid: It names none.
    """
    path = address.removeprefix("sqlite:///")
    if path in {address, ""}:
        raise ConfigInvalid("the database's address must begin with sqlite:/// or postgresql://")
    return Path(path)


def add_office(storage: Storage, office: str, name: str, now: WallMs, area: str = "") -> str:
    """Make an office known and give a code, for showing once, by which one device may enrol.

    Raises:
        BadInput: As :func:`set_office`.
    """
    return new_code(storage, set_office(storage, office, name, now, area), now)


def set_office(  # noqa: PLR0917  # what an office is, by whom and when
    storage: Storage, office: str, name: str, now: WallMs, area: str = "", actor: str = CONSOLE
) -> OfficeId:
    """Make an office known, or give it another name and area; without one it keeps the area that it has.

    Raises:
        BadInput: ``office`` is no id, or ``area`` no area.
    """
    try:
        office_id = OfficeId(msgspec.convert(office, Name))
    except msgspec.ValidationError as error:
        raise BadInput(
            f"{office!r} is no office's id; use a to z, 0 to 9 and hyphens",
            vi=f"“{office}” không dùng làm mã điểm được; chỉ dùng a–z, 0–9 và dấu gạch nối.",
        ) from error
    if not name.strip():
        raise BadInput(f"office {office} needs a name", vi=f"Điểm {office} cần một tên.")
    if area and not AREA_FORM.fullmatch(area):
        raise BadInput(
            f"{area!r} is no area; write it such as ha-noi/ha-dong",
            vi=f"“{area}” không phải địa bàn; viết như ha-noi/ha-dong.",
        )
    storage.add_office(office_id, name.strip(), area)
    set_ = Happening("OfficeSet", actor, f"{office_id} {area}".strip())
    storage.manage(lambda session: account_log.note(session, set_, now))
    return office_id


def new_code(
    storage: Storage, office: OfficeId, now: WallMs, life_ms: int = CODE_LIFE_MS, actor: str = CONSOLE
) -> str:
    """Give a code, for showing once, by which one more device of a known office may enrol.

    Raises:
        NotAllowed: The office is unknown.
    """
    letters = "".join(secrets.choice(CODE_LETTERS) for _ in range(CODE_LENGTH))
    code = "-".join(letters[start : start + 4] for start in range(0, CODE_LENGTH, 4))
    storage.add_code(office, hash_code(code), WallMs(now + life_ms))
    made = Happening("CodeMade", actor, str(office))
    storage.manage(lambda session: account_log.note(session, made, now))
    return code


def hash_code(code: str) -> str:
    """Give the SHA-256 (hex) of a code as typed: hyphens, spaces and case do not count."""
    plain = code.upper().replace("-", "").replace(" ", "")
    return hashlib.sha256(plain.encode()).hexdigest()


def make_reader_token() -> str:
    """Make an unguessable token for reading central's pages."""
    return secrets.token_urlsafe(READER_TOKEN_BYTES)
