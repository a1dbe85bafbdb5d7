"""What central's operator does about the fleet, beside the server: the same acts as on its pages."""

from __future__ import annotations

import hashlib
import os
import shutil
from contextlib import closing, contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

from kiosk.central import commands, fleet, releases
from kiosk.central.account_log import CONSOLE
from kiosk.central.fleet_trouble import judge_all
from kiosk.central.releases import SUFFIX, OfferedRelease
from kiosk.central.rollouts import Keeper, Plan, Rollouts
from kiosk.central.scope import ALL, AREA_FORM, EVERYWHERE
from kiosk.domain.ids import OfficeId
from kiosk.errors import BadInput, DiskFull
from kiosk.lib.clock import SystemClock

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from kiosk.central.rollout import Rollout

OPERATOR = Keeper(CONSOLE, EVERYWHERE)


@dataclass(frozen=True, slots=True)
class Kind:
    """What a bundle, whose signature was checked, says of itself."""

    release: str
    role: str
    platform: str
    architecture: str


def list_fleet(database: str) -> list[str]:
    """Give one line for each device, those in trouble first, with what to do."""
    with closing(commands.open_storage(database)) as storage:
        found = storage.manage(lambda session: fleet.devices(session, EVERYWHERE), writes=False)
    lines = []
    for one in judge_all(found, SystemClock().wall()):
        device = one.device
        said = "; ".join(f"{trouble.level}: {trouble.what} → {trouble.do}" for trouble in one.troubles)
        state = "revoked" if device.revoked_at is not None else said or "ok"
        lines.append(f"{device.place.office} {device.device} {state}")
    return lines


def list_rollouts(database: str) -> list[str]:
    """Give one line for each roll-out."""
    with _rollouts(database) as rollouts:
        return [_line(one) for one in rollouts.listed(EVERYWHERE)]


def draft_rollout(database: str, file: Path, name: str, area: str) -> str:
    """Check a configuration and keep it as a draft.

    Raises:
        BadInput: The file cannot be read, or the area or the name is none.
        ConfigInvalid: It does not hold together.
    """
    try:
        text = file.read_text("utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise BadInput(f"{file}: cannot be read as text; name a TOML file") from error
    with _rollouts(database) as rollouts:
        return _line(rollouts.draft(OPERATOR, name, area, text))


def start_rollout(
    database: str, id_: int, pilot: str, offices: Sequence[str], *, area: str, silence_hours: int
) -> str:
    """Tell the first office.

    Args:
        offices: Where the draft goes; empty for all of ``area``.

    Raises:
        BadInput: As :meth:`kiosk.central.rollouts.Rollouts.start`.
    """
    with closing(commands.open_storage(database)) as storage:
        places = storage.manage(lambda session: fleet.places(session, EVERYWHERE), writes=False)
        named = list(offices) or [place.office for place in places if fleet.lies_in(place, area)]
        plan = Plan(tuple(map(OfficeId, named)), OfficeId(pilot), silence_hours)
        return _line(Rollouts(storage, SystemClock()).start(OPERATOR, id_, plan))


def show_rollout(database: str, id_: int) -> list[str]:
    """Give a line for a roll-out, and one for each of its offices.

    Raises:
        BadInput: There is none.
    """
    with _rollouts(database) as rollouts:
        rollouts.advance()
        one, offices = rollouts.get(EVERYWHERE, id_)
    return [
        _line(one),
        *(f"  stage {office.stage} {office.place.office} {office.step}" for office in offices),
    ]


def act_on_rollout(database: str, id_: int, act: str) -> str:
    """Halt, resume, withdraw or discard.

    Raises:
        BadInput: There is none, or it is not the time for it.
    """
    with _rollouts(database) as rollouts:
        if act == "discard":
            rollouts.discard(OPERATOR, id_)
            return f"{id_} discarded"
        acts = {"halt": rollouts.halt, "resume": rollouts.resume, "withdraw": rollouts.withdraw}
        return _line(acts[act](OPERATOR, id_))


def offer_release(database: str, file: Path, known: Kind, area: str, folder: Path | None) -> str:
    """Copy a bundle to the server's folder and offer it.

    Raises:
        BadInput: ``area`` is none.
        DiskFull: It cannot be copied.
    """
    if not (area == ALL or AREA_FORM.fullmatch(area)):
        raise BadInput(f"{area!r} is no area; write it such as ha-noi/ha-dong, or * for everywhere")
    folder = folder or commands.releases_folder(database)
    target = folder / f"{known.release}{SUFFIX}"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        part = target.with_suffix(".part")
        shutil.copyfile(file, part)
        with part.open("rb") as copied:
            digest = hashlib.file_digest(copied, "sha256").hexdigest()
            os.fsync(copied.fileno())
        part.replace(target)
    except OSError as error:
        raise DiskFull(f"{target}: {error.strerror}; name another folder with --releases") from error
    one = OfferedRelease(
        known.release, known.role, known.platform, known.architecture, digest, target.stat().st_size, area,
        SystemClock().wall(),
    )  # fmt: skip
    with closing(commands.open_storage(database)) as storage:
        storage.manage(lambda session: releases.offer(session, one, CONSOLE))
    return f"{one.release} is offered to {one.role} on {one.platform}, {one.architecture}"


def withdraw_release(database: str, release: str) -> str:
    """Offer a release no longer.

    Raises:
        BadInput: It is not on offer.
    """
    now = SystemClock().wall()
    with closing(commands.open_storage(database)) as storage:
        storage.manage(lambda session: releases.withdraw(session, release, CONSOLE, now))
    return f"{release} is not offered any more"


def list_releases(database: str) -> list[str]:
    """Give one line for each release."""
    with closing(commands.open_storage(database)) as storage:
        known = storage.manage(releases.listed, writes=False)
    return [
        f"{one.release} {one.role} {one.platform} {one.architecture} {one.area} {one.sha256}"
        + (" withdrawn" if one.withdrawn_at is not None else "")
        for one in known
    ]


@contextmanager
def _rollouts(database: str) -> Iterator[Rollouts]:
    with closing(commands.open_storage(database)) as storage:
        yield Rollouts(storage, SystemClock())


def _line(one: Rollout) -> str:
    why = f": {one.why}" if one.why else ""
    return f"{one.id} {one.state} {one.area} from {one.effective_from} {one.name}{why}"
