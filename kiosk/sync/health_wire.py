"""How a device tells central that it is well, and what central then offers it: figures of the machine, nobody's data."""

from __future__ import annotations

import hashlib
from typing import Annotated, Literal

import msgspec

from kiosk.sync.office_wire import Milliseconds

MAX_HEALTH_BYTES = 8_192
"""A report with all its lists full has some 4 kB."""

PIECE_BYTES = 262_144
"""Of a bundle, given at once: half a minute on a 64 kbit/s line; a cut line loses no more than one."""

Word = Annotated[str, msgspec.Meta(pattern=r"^[0-9A-Za-z.+_-]{0,81}$")]
"""A version, a release's id, a name of a model: never a sentence."""

Digest = Annotated[str, msgspec.Meta(pattern=r"^[0-9a-f]{64}$")]
Etag = Annotated[str, msgspec.Meta(pattern=r'^("[0-9a-f]{64}")?$')]
Mebibytes = Annotated[int, msgspec.Meta(ge=0, le=2**40)]

MAX_REASON_CHARS = 300
Reason = Annotated[str, msgspec.Meta(max_length=MAX_REASON_CHARS)]

MAX_RELEASE_BYTES = 2**32
"""A bundle has some 150 MB."""

ClockSource = Literal["network", "officer", "battery", "none"]
Level = Literal["warning", "fault"]


class Software(msgspec.Struct, frozen=True):
    """What runs on a device, and which other release waits there.

    Attributes:
        release: Empty where it was not installed as a device; so are role, platform and architecture.
        staged: The release that lies beside it and may be applied; empty without one.
        last_update: How the last update ended; empty before the first.
    """

    version: Word
    release: Word = ""
    role: Word = ""
    platform: Word = ""
    architecture: Word = ""
    staged: Word = ""
    last_update: Literal["", "committed", "rolled_back", "interrupted", "refused"] = ""


class CameraRate(msgspec.Struct, frozen=True):
    """How fast the camera gave pictures when it was last open.

    Attributes:
        fps: Pictures in a second.
        at: When it was closed, UTC.
    """

    fps: Annotated[float, msgspec.Meta(ge=0.0, le=1_000.0)]
    at: Milliseconds


class Disk(msgspec.Struct, frozen=True):
    """Room and wear of the disk with the office's data.

    Attributes:
        worn_percent: Of its life, as it tells itself; None where it does not.
    """

    free_mib: Mebibytes
    total_mib: Mebibytes
    worn_percent: Annotated[int, msgspec.Meta(ge=0, le=200)] | None = None


class ClockState(msgspec.Struct, frozen=True):
    """Whether the clock can be believed.

    Attributes:
        source: What set it last in this boot: the network, an officer, or only the battery beside it.
        ahead_min: Against central's; None before they were compared.
    """

    is_good: bool
    source: ClockSource
    ahead_min: Annotated[int, msgspec.Meta(ge=-(2**40), le=2**40)] | None = None


class Incident(msgspec.Struct, frozen=True):
    """A check of `kiosk doctor` that found something; what exactly stays on the device."""

    check: Annotated[str, msgspec.Meta(pattern=r"^[a-z][a-z ]{0,23}$")]
    level: Level


class ConfigStand(msgspec.Struct, frozen=True):
    """What of central's configurations holds here.

    Attributes:
        applied: SHA-256 (hex) of each version's text that was taken up, for its date.
        refused_etag: Of the publication that does not hold here; empty without one.
        problem: Why not.
    """

    applied: Annotated[tuple[Digest, ...], msgspec.Meta(max_length=20)] = ()
    refused_etag: Etag = ""
    problem: Reason = ""


class MachineState(msgspec.Struct, frozen=True):
    """What the machine itself tells.

    Attributes:
        models: Names of the face models whose weights are there.
        temperature_c: Of its hottest part; None where it tells none.
        is_other_board: Whether its card was set up in another board.
    """

    software: Software
    models: Annotated[tuple[Word, ...], msgspec.Meta(max_length=20)]
    temperature_c: Annotated[int, msgspec.Meta(ge=-100, le=200)] | None
    disk: Disk
    clock_source: ClockSource
    incidents: Annotated[tuple[Incident, ...], msgspec.Meta(max_length=40)]
    is_other_board: bool


class HealthReport(msgspec.Struct, frozen=True):
    """How a device stands. What a later version tells beyond this is left out, not refused.

    Attributes:
        at: When it was so, by the device's clock, UTC.
        camera: None while it was never opened since the desk's start.
        unsent: Events that central does not hold yet.
        unsent_since: When the oldest of them happened; None without any.
    """

    at: Milliseconds
    machine: MachineState
    clock: ClockState
    camera: CameraRate | None
    unsent: Annotated[int, msgspec.Meta(ge=0, le=2**53)]
    unsent_since: Milliseconds | None
    config: ConfigStand


class Offer(msgspec.Struct, frozen=True):
    """A release that the device may fetch; whether it is ever applied is the office's to say.

    Attributes:
        sha256: Of the whole bundle.
    """

    release: Word
    sha256: Digest
    size: Annotated[int, msgspec.Meta(ge=1, le=MAX_RELEASE_BYTES)]


class HealthTaken(msgspec.Struct, frozen=True):
    """Central's answer to a report."""

    at: Milliseconds
    offer: Offer | None = None


def health_text(office: str, device: str, content: bytes) -> str:
    """Write what is signed for a report."""
    return f"{office}|{device}|HEALTH|{hashlib.sha256(content).hexdigest()}"


def piece_text(office: str, device: str, release: str, start: int) -> str:
    """Write what is signed to ask for a piece of a bundle."""
    return f"{office}|{device}|RELEASE|{release}|{start}"


def text_hash(text: str) -> str:
    """Name a configuration's text, SHA-256 in hex."""
    return hashlib.sha256(text.encode()).hexdigest()
