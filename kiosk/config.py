"""One TOML file as frozen values; what it leaves out has a working default."""

from __future__ import annotations

import hashlib
from importlib import resources
from typing import TYPE_CHECKING, Annotated, Any, Literal

import msgspec

from kiosk.config_calendar import CalendarSection, Section, calendar_of, check_calendar, check_date
from kiosk.config_devices import KioskSection, RelaySection, check_keys
from kiosk.config_devices import Name as Name  # noqa: PLC0414  # what ids look like, for all who read one
from kiosk.config_devices import Port as Port  # noqa: PLC0414
from kiosk.domain.catalogue import Catalogue, Counter, Field
from kiosk.domain.ids import CounterNo, DeviceId, FieldCode, OfficeId
from kiosk.domain.policy import DayEnd, Policy, PriorityGroup
from kiosk.errors import ConfigInvalid
from kiosk.lib.units import MS_PER_S

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from kiosk.domain.calendar import Calendar

Similarity = Annotated[float, msgspec.Meta(ge=0.0, le=1.0)]


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
    """Which machine this is.

    Attributes:
        clock_battery: Whether its clock runs while it is off; a Raspberry Pi before the 5 has none.
    """

    id: Name = "kiosk-1"
    clock_battery: bool = True


class DeskSection(Section, frozen=True):
    """Where the desk keeps its data and listens.

    Attributes:
        state_dir: The database, keys and sync cursor; survives a power cut.
        runtime_dir: The socket, the day key and sealed faces; a tmpfs that dies with the power.
        public_url: Address of the office's pages as counter PCs and phones see it; empty for http://HOST:PORT.
        kiosk_port: Where the office's other kiosks are admitted; nobody listens there while there is no [[kiosk]].
    """

    state_dir: str = "/var/lib/kiosk"
    runtime_dir: str = "/run/kiosk"
    host: str = "127.0.0.1"
    port: Port = 8080
    public_url: str = ""
    kiosk_port: Port = 8444


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

    Source: docs/decisions/0012-who-is-who.md.
    """

    embedder: Literal["sface", "dlib"] = "sface"
    accept: Similarity = 0.52
    margin: Similarity = 0.20
    liveness: Literal["off", "unsure", "always"] = "unsure"
    accept_flat: bool = False


class PolicySection(Section, frozen=True):
    """The rules of the queue; see `kiosk.domain.policy` for all but the units.

    Attributes:
        daily_quota: Tickets of one visit a day; 0 for no limit.
        baseline: Plain numbers only, to record how it is without faces.
    """

    max_calls: Annotated[int, msgspec.Meta(ge=1, le=10)] = 3
    cooling_s: Annotated[int, msgspec.Meta(ge=0, le=3600)] = 300
    command_max_age_s: Annotated[int, msgspec.Meta(ge=1, le=60)] = 10
    priority_every: Annotated[int, msgspec.Meta(ge=0, le=20)] = 2
    max_overtaken: Annotated[int, msgspec.Meta(ge=0, le=100)] = 5
    max_overtaken_min: Annotated[int, msgspec.Meta(ge=0, le=480)] = 20
    priority_needs_officer: bool = False
    plain_max_calls: Annotated[int, msgspec.Meta(ge=1, le=10)] = 2
    burst_tickets: Annotated[int, msgspec.Meta(ge=2, le=100)] = 8
    burst_s: Annotated[int, msgspec.Meta(ge=10, le=3600)] = 120
    daily_quota: Annotated[int, msgspec.Meta(ge=0, le=100)] = 0
    day_end: Literal["close", "carry_over"] = "close"
    direct_to_counter: bool = True
    baseline: bool = False


class PrioritySection(Section, frozen=True):
    """One group of people who may go before others."""

    code: Annotated[str, msgspec.Meta(pattern=r"^[a-z][a-z0-9_]{0,39}$")]
    name_vi: str
    name_en: str


class SyncSection(Section, frozen=True):
    """The central server; nothing is sent before `kiosk enrol`.

    Attributes:
        central: Address such as ``https://central.example``; empty for an office on its own.
        code: One-time code with which the device enrols itself; of no use afterwards.
        proxy: Address such as ``http://proxy.example:3128``; empty for what the environment says.
        authority: File with the authorities to trust for central, PEM; empty for the system's.
        interval_s: Pause between pushes when there is nothing to hurry for.
    """

    central: str = ""
    code: Annotated[str, msgspec.Meta(max_length=64)] = ""
    proxy: str = ""
    authority: str = ""
    interval_s: Annotated[float, msgspec.Meta(ge=0.05, le=3600)] = 5.0


class NoticeSection(Section, frozen=True):
    """What a citizen is told before the camera opens; placeholders are filled from this file."""

    version: str
    text_vi: str
    text_en: str


class FieldSection(Section, frozen=True):
    """One field of procedures.

    Attributes:
        cut_off: ``HH:MM`` after which its work is not finished the same day; empty without one.
        counts_for_quota: Whether its tickets count against a daily quota.
        longest_service_min: Longer services are asked about, until this office's own 95th percentile is known.
    """

    code: Annotated[str, msgspec.Meta(pattern=r"^[a-z][a-z0-9_]{0,39}$")]
    letter: Annotated[str, msgspec.Meta(pattern=r"^[A-Z]$")]
    name_vi: str
    name_en: str
    icon: str
    colour: Annotated[str, msgspec.Meta(pattern=r"^#[0-9a-fA-F]{6}$")]
    area: str = ""
    cut_off: Annotated[str, msgspec.Meta(pattern=r"^(([01]\d|2[0-3]):[0-5]\d)?$")] = ""
    counts_for_quota: bool = True
    longest_service_min: Annotated[int, msgspec.Meta(ge=1, le=480)] = 45


class CounterSection(Section, frozen=True):
    """One counter and the fields it serves."""

    number: Annotated[int, msgspec.Meta(ge=1, le=999)]
    fields: list[str]


class Config(Section, frozen=True):
    """The whole file.

    Attributes:
        effective_from: First date on which it holds; empty for at once.
    """

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
    priority: list[PrioritySection] = msgspec.field(default_factory=list)
    calendar: CalendarSection = msgspec.field(default_factory=CalendarSection)
    kiosk: list[KioskSection] = msgspec.field(default_factory=list)
    relay: RelaySection = msgspec.field(default_factory=RelaySection)
    effective_from: Annotated[str, msgspec.Meta(pattern=r"^(\d{4}-\d{2}-\d{2})?$")] = ""

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
        return Policy(
            max_calls=rules.max_calls,
            cooling_ms=rules.cooling_s * MS_PER_S,
            command_max_age_ms=rules.command_max_age_s * MS_PER_S,
            priority_groups=tuple(PriorityGroup(g.code, g.name_vi, g.name_en) for g in self.priority),
            priority_every=rules.priority_every,
            max_overtaken=rules.max_overtaken,
            max_overtaken_ms=rules.max_overtaken_min * 60 * MS_PER_S,
            priority_needs_officer=rules.priority_needs_officer,
            plain_max_calls=rules.plain_max_calls,
            burst_tickets=rules.burst_tickets,
            burst_ms=rules.burst_s * MS_PER_S,
            daily_quota=rules.daily_quota,
            quota_exempt=tuple(FieldCode(f.code) for f in self.field if not f.counts_for_quota),
            day_end=DayEnd(rules.day_end),
            direct_to_counter=rules.direct_to_counter,
            baseline=rules.baseline,
        )

    @property
    def office_calendar(self) -> Calendar:
        """When the office is open, as the queue and reports use it."""
        cut_offs = {FieldCode(field.code): field.cut_off for field in self.field if field.cut_off}
        return calendar_of(self.calendar, cut_offs)

    @property
    def sha256(self) -> str:
        """SHA-256 (hex) of all values, as the log names the configuration in force."""
        return hashlib.sha256(msgspec.json.encode(self)).hexdigest()


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


def load_upcoming(path: Path | None) -> tuple[Config, ...]:
    """Read the configurations that will hold later: every ``*.toml`` of the folder ``FILE.d``.

    Raises:
        ConfigInvalid: As :func:`load_config`, or one of them names no effective date.
    """
    if path is None:
        return ()
    upcoming = []
    for later in sorted(path.with_name(path.name + ".d").glob("*.toml")):
        config = load_config(later)
        if not config.effective_from:
            raise ConfigInvalid(f"{later}: no effective_from; name the date from which it holds")
        upcoming.append(config)
    return tuple(upcoming)


def in_force(configs: Sequence[Config], date: str | None) -> Config:
    """Choose the configuration for a date (ISO 8601); the first one while no clock can tell."""
    first, *later = configs
    if date is None:
        return first
    due = [config for config in later if config.effective_from <= date]
    return max([first, *due], key=lambda config: config.effective_from)


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
    _no_twins(name, "priority group", [group.code for group in config.priority])
    _no_twins(name, "second kiosk's id", [kiosk.id for kiosk in config.kiosk])
    check_keys(config.kiosk, config.relay, name)
    check_calendar(config.calendar, name)
    if config.effective_from:
        check_date(config.effective_from, name)
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
