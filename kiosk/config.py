"""One TOML file as frozen values; what it leaves out has a working default."""

from __future__ import annotations

import hashlib
from importlib import resources
from typing import TYPE_CHECKING, Annotated, Any, Literal

import msgspec

from kiosk.domain.catalogue import Catalogue, Counter, Field
from kiosk.domain.ids import CounterNo, DeviceId, FieldCode, OfficeId
from kiosk.domain.policy import Policy
from kiosk.errors import ConfigInvalid

if TYPE_CHECKING:
    from pathlib import Path

Name = Annotated[str, msgspec.Meta(pattern=r"^[a-z0-9][a-z0-9-]{0,62}$")]
Port = Annotated[int, msgspec.Meta(ge=0, le=65535)]
Similarity = Annotated[float, msgspec.Meta(ge=0.0, le=1.0)]


class Section(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A table of the file; unknown keys are refused."""


class OfficeSection(Section, frozen=True):
    """Which office this is, and who answers for it.

    Attributes:
        timezone: IANA name; dates and hours are told in it.
    """

    id: Name = "mot-cua-demo"
    name: str = "Bộ phận Một cửa phường Mẫu"
    responsible: str = "UBND phường Mẫu"
    contact: str = "024 0000 0000"
    timezone: str = "Asia/Ho_Chi_Minh"


class DeviceSection(Section, frozen=True):
    """Which machine this is."""

    id: Name = "kiosk-1"


class DeskSection(Section, frozen=True):
    """Where the desk keeps its data and listens.

    Attributes:
        state_dir: The database, keys and sync cursor; survives a power cut.
        runtime_dir: The socket, the day key and sealed faces; a tmpfs that dies with the power.
        public_url: Address of the office's pages as counter PCs and phones see it; empty for http://HOST:PORT.
    """

    state_dir: str = "/var/lib/kiosk"
    runtime_dir: str = "/run/kiosk"
    host: str = "127.0.0.1"
    port: Port = 8080
    public_url: str = ""


class ScreenSection(Section, frozen=True):
    """The touch screen and its camera.

    Attributes:
        width_mm: Physical width of the picture; touch targets are sized by it.
        camera: Source, such as ``v4l2:/dev/video0``, ``picamera2`` or ``replay:FILE``.
        clear_ticket_s: How long a ticket stays on the screen.
        idle_s: Without a touch for so long, the screen asks, then starts anew.
    """

    width_mm: Annotated[int, msgspec.Meta(ge=100, le=1000)] = 344
    camera: str = "v4l2:/dev/video0"
    clear_ticket_s: Annotated[int, msgspec.Meta(ge=3, le=120)] = 20
    idle_s: Annotated[int, msgspec.Meta(ge=10, le=600)] = 60


class FaceSection(Section, frozen=True):
    """How faces are told apart; the desk dictates it.

    Attributes:
        accept: Cosine similarity from which two templates are one person's.
        margin: Lead over the next person that a match needs, else it is unsure.
        liveness: When the citizen is asked to follow a dot with the head: never, when the free signs do not say
            live, or always. With ``always`` the desk refuses a look that was not asked.
        accept_flat: Accept pictures of pictures; only the demo sets this.

    Source: docs/decisions/0010-who-is-who.md.
    """

    embedder: Literal["sface", "dlib"] = "sface"
    accept: Similarity = 0.52
    margin: Similarity = 0.20
    liveness: Literal["off", "unsure", "always"] = "unsure"
    accept_flat: bool = False


class PolicySection(Section, frozen=True):
    """The rules of the queue; see `kiosk.domain.policy`."""

    max_calls: Annotated[int, msgspec.Meta(ge=1, le=10)] = 3
    cooling_s: Annotated[int, msgspec.Meta(ge=0, le=3600)] = 300
    command_max_age_s: Annotated[int, msgspec.Meta(ge=1, le=60)] = 10


class SyncSection(Section, frozen=True):
    """The central server; nothing is sent before `kiosk enrol`.

    Attributes:
        central: Address such as ``https://central.example``; empty for an office on its own.
        interval_s: Pause between pushes when there is nothing to hurry for.
    """

    central: str = ""
    interval_s: Annotated[float, msgspec.Meta(ge=0.05, le=3600)] = 5.0


class NoticeSection(Section, frozen=True):
    """What a citizen is told before the camera opens; placeholders are filled from this file."""

    version: str
    text_vi: str
    text_en: str


class FieldSection(Section, frozen=True):
    """One field of procedures."""

    code: Annotated[str, msgspec.Meta(pattern=r"^[a-z][a-z0-9_]{0,39}$")]
    letter: Annotated[str, msgspec.Meta(pattern=r"^[A-Z]$")]
    name_vi: str
    name_en: str
    icon: str
    colour: Annotated[str, msgspec.Meta(pattern=r"^#[0-9a-fA-F]{6}$")]
    area: str = ""


class CounterSection(Section, frozen=True):
    """One counter and the fields it serves."""

    number: Annotated[int, msgspec.Meta(ge=1, le=999)]
    fields: list[str]


class Config(Section, frozen=True):
    """The whole file."""

    notice: NoticeSection
    field: list[FieldSection]
    counter: list[CounterSection]
    office: OfficeSection = msgspec.field(default_factory=OfficeSection)
    device: DeviceSection = msgspec.field(default_factory=DeviceSection)
    desk: DeskSection = msgspec.field(default_factory=DeskSection)
    screen: ScreenSection = msgspec.field(default_factory=ScreenSection)
    face: FaceSection = msgspec.field(default_factory=FaceSection)
    policy: PolicySection = msgspec.field(default_factory=PolicySection)
    sync: SyncSection = msgspec.field(default_factory=SyncSection)

    @property
    def office_id(self) -> OfficeId:
        """The office's id as the log and central know it."""
        return OfficeId(self.office.id)

    @property
    def device_id(self) -> DeviceId:
        """This machine's id."""
        return DeviceId(self.device.id)

    @property
    def catalogue(self) -> Catalogue:
        """The fields and counters as the queue uses them."""
        fields = tuple(
            Field(FieldCode(f.code), f.letter, f.name_vi, f.name_en, f.icon, f.colour, f.area)
            for f in self.field
        )
        counters = tuple(
            Counter(CounterNo(c.number), tuple(FieldCode(code) for code in c.fields)) for c in self.counter
        )
        return Catalogue(fields, counters)

    @property
    def queue_policy(self) -> Policy:
        """The rules of the queue, in the domain's units."""
        rules = self.policy
        return Policy(rules.max_calls, rules.cooling_s * 1000, rules.command_max_age_s * 1000)


def load_config(path: Path | None) -> Config:
    """Read a configuration; None gives the embedded one, which serves a demonstration.

    A file replaces the embedded tables that it names, whole.

    Raises:
        ConfigInvalid: The file cannot be read, has an unknown key or a wrong value; the
            message names file, place and remedy.
    """
    embedded = msgspec.toml.decode(resources.files("kiosk").joinpath("defaults.toml").read_bytes())
    if path is None:
        return parse_config(embedded, "the embedded configuration")
    try:
        given = msgspec.toml.decode(path.read_bytes())
    except OSError as error:
        raise ConfigInvalid(f"{path}: {error.strerror}; name a readable file with --config") from error
    except (msgspec.DecodeError, ValueError) as error:
        raise ConfigInvalid(f"{path}: not TOML: {error}") from error
    return parse_config({**embedded, **given}, str(path))


def parse_config(tables: dict[str, Any], name: str) -> Config:
    """Check tables as TOML gives them; ``name`` is used in messages.

    Raises:
        ConfigInvalid: As :func:`load_config`.
    """
    try:
        config = msgspec.convert(tables, Config)
    except msgspec.ValidationError as error:
        raise ConfigInvalid(f"{name}: {error}; correct or remove it") from error
    _check_references(config, name)
    return config


def notice_text(config: Config, language: str) -> str:
    """Fill the notice in force with the office's own names."""
    text = config.notice.text_en if language == "en" else config.notice.text_vi
    return text.format(responsible=config.office.responsible, contact=config.office.contact).strip()


def notice_hash(config: Config) -> str:
    """Give the SHA-256 (hex) of both languages' filled notices, as consent events cite it."""
    texts = "\n\n".join(notice_text(config, language) for language in ("vi", "en"))
    return hashlib.sha256(texts.encode()).hexdigest()


def _check_references(config: Config, name: str) -> None:
    codes = [field.code for field in config.field]
    _no_twins(name, "field code", codes)
    _no_twins(name, "field letter", [field.letter for field in config.field])
    _no_twins(name, "counter number", [str(counter.number) for counter in config.counter])
    for counter in config.counter:
        unknown = set(counter.fields) - set(codes)
        if unknown:
            raise ConfigInvalid(
                f"{name}: counter {counter.number} serves unknown field {', '.join(sorted(unknown))}; "
                f"known are {', '.join(codes)}"
            )
    if not codes:
        raise ConfigInvalid(f"{name}: no [[field]]; an office needs at least one")


def _no_twins(name: str, what: str, values: list[str]) -> None:
    twins = sorted({value for value in values if values.count(value) > 1})
    if twins:
        raise ConfigInvalid(f"{name}: {what} used twice: {', '.join(twins)}")
