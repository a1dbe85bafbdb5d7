"""One TOML file as frozen values; what it leaves out has a working default."""

from __future__ import annotations

import hashlib
from importlib import resources
from typing import TYPE_CHECKING, Annotated, Any

import msgspec

from kiosk.config_calendar import CalendarSection, calendar_of, check_calendar, check_date
from kiosk.config_devices import KioskSection, RelaySection, check_keypads, check_keys
from kiosk.config_face import FaceSection
from kiosk.config_keypad import KeypadSection, check_keypad
from kiosk.config_office import (
    DeskSection,
    DeviceSection,
    OfficeSection,
    PagesSection,
    ScreenSection,
    SyncSection,
)
from kiosk.config_outputs import BoardSection, HallSection, PrinterSection
from kiosk.config_queue import CounterSection, DayModeSection, FieldSection, PolicySection, PrioritySection
from kiosk.config_section import Section
from kiosk.config_services import NoticeSection, ServicesSection, check_notice, check_services
from kiosk.config_theme import ThemeSection, check_theme
from kiosk.domain.catalogue import Catalogue, Counter, Field
from kiosk.domain.ids import CounterNo, DeviceId, FieldCode, OfficeId
from kiosk.domain.policy import DayEnd, Policy, PriorityGroup
from kiosk.domain.vietqr import read_payment_code
from kiosk.errors import BadInput, ConfigInvalid
from kiosk.lib.toml_text import read_toml
from kiosk.lib.units import MS_PER_S

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from kiosk.domain.calendar import Calendar


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
        content = path.read_bytes()
    except OSError as error:
        raise ConfigInvalid(f"{path}: {error.strerror}; name a readable file with --config") from error
    given = read_toml(content, str(path))
    return parse_config({**embedded, **given}, str(path))


def embedded_tables() -> dict[str, Any]:
    """Give the tables of the embedded configuration, which hold where a file has none."""
    return read_toml(resources.files("kiosk").joinpath("defaults.toml").read_bytes(), "defaults.toml")


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
    check_keypads(config.kiosk, [counter.number for counter in config.counter], name)
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
    if config.sync.citizen_url and not config.sync.central:
        raise ConfigInvalid(
            f"{name}: [sync] citizen_url needs [sync] central, which its pages hear from; name both"
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
