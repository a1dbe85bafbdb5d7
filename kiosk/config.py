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
from kiosk.config_keypad import KeypadSection, check_keypad
from kiosk.config_outputs import BoardSection, HallSection, PrinterSection
from kiosk.config_services import NoticeSection, ServicesSection, check_notice, check_services
from kiosk.config_theme import ThemeSection, check_theme
from kiosk.domain.catalogue import Catalogue, Counter, Field
from kiosk.domain.ids import CounterNo, DeviceId, FieldCode, OfficeId
from kiosk.domain.policy import DayEnd, Policy, PriorityGroup
from kiosk.domain.vietqr import read_payment_code
from kiosk.errors import BadInput, ConfigInvalid
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
        host: The address to listen on; 0.0.0.0 for the whole office's network.
        runtime_dir: The socket, the day key and sealed faces; a tmpfs that dies with the power.
        public_url: Address of the office's pages as counter PCs and phones see it; empty for one
            made of host and port.
        kiosk_port: Where the office's other kiosks are admitted; nobody listens there while there is no [[kiosk]].
        logs_dir: Folder for the logs that a technician wants; empty for the one stick mounted under /media.
    """

    state_dir: str = "/var/lib/kiosk"
    runtime_dir: str = "/run/kiosk"
    host: Annotated[str, msgspec.Meta(pattern=r"^[0-9a-fA-F:.]+$")] = "127.0.0.1"
    port: Port = 8080
    public_url: str = ""
    kiosk_port: Port = 8444
    logs_dir: str = ""


class PagesSection(Section, frozen=True):
    """How the office's network reaches the pages.

    Attributes:
        tls: Serve the pages encrypted; without it all of them are plain HTTP on one port.
        certificate: The office's own certificate chain, PEM; empty for one that this machine makes.
        certificate_key: Its private key, PEM.
        plain_port: Beside TLS: the board for televisions, the authority to download, and redirects.
        board_token: Secret in the board's address; empty for one made at the first start.
        mdns: Tell the network the name ``motcua-OFFICE.local``.
    """

    tls: bool = True
    certificate: str = ""
    certificate_key: str = ""
    plain_port: Port = 8081
    board_token: Annotated[str, msgspec.Meta(pattern=r"^([A-Za-z0-9_-]{16,64})?$")] = ""
    mdns: bool = True


class ScreenSection(Section, frozen=True):
    """The touch screen and its camera.

    Attributes:
        width_mm: Physical width of the picture; touch targets are sized by it.
        camera: Source, such as ``v4l2:/dev/video0``, ``picamera2`` or ``replay:FILE``.
        clear_ticket_s: How long a ticket stays on the screen.
        idle_s: Without a touch for so long, the screen asks, then starts anew.
        mount_mm: Height of the picture's lower edge above the floor.
        aids: What is switched on for everybody, such as ``large_text``.
        volume: Of what is spoken to the person before it; a citizen who wants it louder has all of it.
    """

    width_mm: Annotated[int, msgspec.Meta(ge=100, le=1000)] = 344
    camera: str = "v4l2:/dev/video0"
    clear_ticket_s: Annotated[int, msgspec.Meta(ge=3, le=120)] = 20
    idle_s: Annotated[int, msgspec.Meta(ge=10, le=600)] = 60
    mount_mm: Annotated[int, msgspec.Meta(ge=0, le=1500)] = 900
    aids: tuple[Literal["large_text", "high_contrast", "low", "calm", "spoken", "loud"], ...] = ("spoken",)
    volume: Annotated[float, msgspec.Meta(ge=0.0, le=1.0)] = 0.4


class FaceSection(Section, frozen=True):
    """How faces are found and told apart; the desk dictates all but the detector.

    Attributes:
        detector: Who finds faces on the screen; all screens of an office should use the same.
        accept: Cosine similarity from which two templates are one person's.
        margin: Lead over the next person that a match needs, else it is unsure.
        liveness: When the citizen is asked to follow a dot with the head: never, when the free signs do not say
            live, or always. With ``always`` the desk refuses a look that was not asked.
        look_limit_s: Seconds from the first good frame after which the plain number is offered; more where many
            people need time.
        accept_flat: Accept pictures of pictures; only the demo sets this.
        officer_picture: Show a small picture to the officer who calls, while called or serving; the notice
            says so then. It is in memory only.

    Source: docs/decisions/0012-who-is-who.md.
    """

    detector: Literal["yunet", "mediapipe", "dlib"] = "yunet"
    embedder: Literal["sface", "dlib"] = "sface"
    accept: Similarity = 0.52
    margin: Similarity = 0.20
    liveness: Literal["off", "unsure", "always"] = "unsure"
    look_limit_s: Annotated[float, msgspec.Meta(ge=2.0, le=20.0)] = 4.0
    accept_flat: bool = False
    officer_picture: bool = False


class PolicySection(Section, frozen=True):
    """The rules of the queue; see `kiosk.domain.policy` for all but the units.

    Attributes:
        daily_quota: Tickets of one person a day; 0 for no limit.
        after_closing: What a newcomer gets whose turn would not come today: the offer of a place for the next
            working day, or a ticket as always.
        guard: What "today" ends with for that: the office's closing, or the field's cut-off where it has one.
        kept_place_min: How long after opening a kept place that names nobody is called before others.
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
    plain_answer_s: Annotated[int, msgspec.Meta(ge=5, le=600)] = 30
    burst_tickets: Annotated[int, msgspec.Meta(ge=2, le=100)] = 8
    burst_s: Annotated[int, msgspec.Meta(ge=10, le=3600)] = 120
    slow_burst_s: Annotated[int, msgspec.Meta(ge=10, le=3600)] = 600
    daily_quota: Annotated[int, msgspec.Meta(ge=0, le=100)] = 0
    day_end: Literal["close", "carry_over"] = "close"
    direct_to_counter: bool = True
    after_closing: Literal["offer", "issue"] = "offer"
    guard: Literal["closing", "cut_off"] = "closing"
    kept_place_min: Annotated[int, msgspec.Meta(ge=5, le=480)] = 60
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


class FieldSection(Section, frozen=True):
    """One field of procedures.

    Attributes:
        cut_off: ``HH:MM`` after which its work is not finished the same day; empty without one.
        counts_for_quota: Whether its tickets count against a daily quota.
        collects_results: Whether one comes here for a finished paper; such tickets never count against a quota.
        longest_service_min: Longer services are asked about, until this office's own 95th percentile is known.
        prepare_vi: What to have at hand when called. So in English.
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
    collects_results: bool = False
    longest_service_min: Annotated[int, msgspec.Meta(ge=1, le=480)] = 45
    prepare_vi: str = ""
    prepare_en: str = ""


class CounterSection(Section, frozen=True):
    """One counter and the fields it serves."""

    number: Annotated[int, msgspec.Meta(ge=1, le=999)]
    fields: list[str]


class DayModeSection(Section, frozen=True):
    """A special day that board and pages announce, such as "Ngày không chờ".

    Attributes:
        fields: Codes of the fields it is about; none for the whole office.
    """

    date: Annotated[str, msgspec.Meta(pattern=r"^\d{4}-\d{2}-\d{2}$")]
    name_vi: str
    name_en: str
    fields: list[str] = msgspec.field(default_factory=list)


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
    pages: PagesSection = msgspec.field(default_factory=PagesSection)
    screen: ScreenSection = msgspec.field(default_factory=ScreenSection)
    hall: HallSection = msgspec.field(default_factory=HallSection)
    board: BoardSection = msgspec.field(default_factory=BoardSection)
    printer: PrinterSection = msgspec.field(default_factory=PrinterSection)
    keypad: KeypadSection = msgspec.field(default_factory=KeypadSection)
    face: FaceSection = msgspec.field(default_factory=FaceSection)
    policy: PolicySection = msgspec.field(default_factory=PolicySection)
    services: ServicesSection = msgspec.field(default_factory=ServicesSection)
    sync: SyncSection = msgspec.field(default_factory=SyncSection)
    priority: list[PrioritySection] = msgspec.field(default_factory=list)
    calendar: CalendarSection = msgspec.field(default_factory=CalendarSection)
    theme: ThemeSection = msgspec.field(default_factory=ThemeSection)
    day_mode: list[DayModeSection] = msgspec.field(default_factory=list)
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
            plain_answer_ms=rules.plain_answer_s * MS_PER_S,
            burst_tickets=rules.burst_tickets,
            burst_ms=rules.burst_s * MS_PER_S,
            slow_burst_ms=rules.slow_burst_s * MS_PER_S,
            daily_quota=rules.daily_quota,
            quota_exempt=tuple(
                FieldCode(f.code) for f in self.field if f.collects_results or not f.counts_for_quota
            ),
            day_end=DayEnd(rules.day_end),
            direct_to_counter=rules.direct_to_counter,
            offers_tomorrow=rules.after_closing == "offer",
            guards_cut_off=rules.guard == "cut_off",
            kept_place_ms=rules.kept_place_min * 60 * MS_PER_S,
            baseline=rules.baseline,
        )

    @property
    def office_calendar(self) -> Calendar:
        """When the office is open, as the queue and reports use it."""
        cut_offs = {FieldCode(field.code): field.cut_off for field in self.field if field.cut_off}
        return calendar_of(self.calendar, cut_offs)

    def day_mode_on(self, date: str | None) -> DayModeSection | None:
        """Give the special day on a date (ISO 8601); None on others, and while no clock can tell."""
        return next((mode for mode in self.day_mode if mode.date == date), None)

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
    embedded = embedded_tables()
    if path is None:
        return parse_config(embedded, "the embedded configuration")
    try:
        given = msgspec.toml.decode(path.read_bytes())
    except OSError as error:
        raise ConfigInvalid(f"{path}: {error.strerror}; name a readable file with --config") from error
    except (msgspec.DecodeError, ValueError) as error:
        raise ConfigInvalid(f"{path}: not TOML: {error}") from error
    return parse_config({**embedded, **given}, str(path))


def embedded_tables() -> dict[str, Any]:
    """Give the tables of the embedded configuration, which hold where a file has none."""
    tables: dict[str, Any] = msgspec.toml.decode(
        resources.files("kiosk").joinpath("defaults.toml").read_bytes()
    )
    return tables


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


def _check_references(config: Config, name: str) -> None:
    codes = [field.code for field in config.field]
    _no_twins(name, "field code", codes)
    _no_twins(name, "field letter", [field.letter for field in config.field])
    _no_twins(name, "counter number", [str(counter.number) for counter in config.counter])
    _no_twins(name, "priority group", [group.code for group in config.priority])
    _no_twins(name, "second kiosk's id", [kiosk.id for kiosk in config.kiosk])
    check_keys(config.kiosk, config.relay, name)
    check_calendar(config.calendar, name)
    check_theme(config.theme, name)
    _check_payment(config.services.payment_qr, name)
    check_notice(config.notice, name)
    check_services(config.services, name)
    _no_twins(name, "day mode's date", [mode.date for mode in config.day_mode])
    for date in (*(mode.date for mode in config.day_mode), config.effective_from):
        if date:
            check_date(date, name)
    for mode in config.day_mode:
        unknown = set(mode.fields) - set(codes)
        if unknown:
            raise ConfigInvalid(f"{name}: {mode.name_vi} names unknown field {', '.join(sorted(unknown))}")
    for counter in config.counter:
        unknown = set(counter.fields) - set(codes)
        if unknown:
            raise ConfigInvalid(
                f"{name}: counter {counter.number} serves unknown field {', '.join(sorted(unknown))}; "
                f"known are {', '.join(codes)}"
            )
    if bool(config.pages.certificate) != bool(config.pages.certificate_key):
        raise ConfigInvalid(f"{name}: [pages] certificate and certificate_key go together; name both or none")
    check_keypad(config.keypad, [counter.number for counter in config.counter], name)
    if not codes:
        raise ConfigInvalid(f"{name}: no [[field]]; an office needs at least one")


def _no_twins(name: str, what: str, values: list[str]) -> None:
    twins = sorted({value for value in values if values.count(value) > 1})
    if twins:
        raise ConfigInvalid(f"{name}: {what} used twice: {', '.join(twins)}")


def _check_payment(text: str, name: str) -> None:
    if not text:
        return
    try:
        read_payment_code(text)
    except BadInput as error:
        raise ConfigInvalid(
            f"{name}: [services] payment_qr: {error}; copy it again, or leave it out"
        ) from error
