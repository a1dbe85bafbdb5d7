"""Webhooks: signed, in order for each office, told until they are taken or given up, and told to nobody else."""

from __future__ import annotations

import stat
from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import pytest

from kiosk.central.duty import keeping
from kiosk.central.public import standing
from kiosk.central.rest.deliver import LONGEST_WAIT_MS, MOST_ATTEMPTS, Deliverer, wait_ms
from kiosk.central.rest.happenings import SILENT_AFTER_MS
from kiosk.central.rest.hook_key import HookKey, load_or_make_key
from kiosk.central.rest.hooks import KEPT_MS, DeliveryState, HookKind, Hooks
from kiosk.central.rest.incidents import IncidentKind, open_incident
from kiosk.central.storage import Storage
from kiosk.domain.ids import OfficeId
from kiosk.errors import BadInput, ConfigInvalid
from kiosk.lib.clock import ManualClock
from kiosk.lib.units import WallMs
from tests.central.citizens import a_state
from tests.central.conftest import on_sqlite
from tests.central.desk_log import DeskLog
from tests.central.devices import Device
from tests.central.receivers import HANG_UP, Receiver, receiving

ALL = set(HookKind)


@dataclass
class Telling:
    """Central with what it tells."""

    storage: Storage
    clock: ManualClock
    key: HookKey

    def __post_init__(self) -> None:
        self.hooks = Hooks(self.storage, self.clock)
        self.deliverer = Deliverer(self.storage, self.key, self.clock)

    def add(self, receiver: Receiver, kinds: set[HookKind] = ALL, area: str = "*") -> tuple[str, str]:
        return self.hooks.add(receiver.url, kinds, area, self.key)

    def happen(self, office: str) -> None:
        """Let something happen in an office, a moment later than the last time."""
        self.clock.advance(1)
        now = WallMs(self.clock.wall())
        open_incident(self.storage, OfficeId(office), IncidentKind.LOSS, (now - 1_000, now), now)

    def speak(self, office: str, *, open_now: bool = True) -> None:
        """Let an office tell how it stands."""
        now = WallMs(self.clock.wall())
        keep = partial(standing.keep, office=OfficeId(office), state=a_state(open_now=open_now), now=now)
        self.storage.work_as(keeping(OfficeId(office)), keep)

    def states(self) -> list[DeliveryState]:
        return [line.state for line in reversed(self.hooks.deliveries())]


@pytest.fixture
def telling(storage: Storage, tmp_path: Path) -> Telling:
    for office, area in (("ha-dong", "ha-noi/ha-dong"), ("go-vap", "tp-hcm/go-vap")):
        Device(OfficeId(office)).enrol(storage)
        storage.add_office(OfficeId(office), f"Phường {office}", area)
    return Telling(storage, ManualClock(), load_or_make_key(tmp_path / "hooks.key"))


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    with receiving() as listening:
        yield listening


def test_a_closed_day_is_told_once_and_signed(telling: Telling, receiver: Receiver, log: DeskLog) -> None:
    hook, secret = telling.add(receiver)
    log.clock.wall_ms = telling.clock.wall()
    log.clock.advance(1)
    device = Device().enrol(telling.storage)
    log.busy_day(1)
    device.send(telling.storage, log.events())
    telling.clock.advance(3_600)
    for _ in range(3):
        telling.deliverer.round()
    (told,) = receiver.told
    assert (told["kind"], told["office"], told["subject"]) == ("day.closed", "ha-dong", "2026-11-23")
    assert set(told) == {"number", "kind", "office", "subject", "at"}
    assert receiver.deliveries == [f"{hook}-1"]
    assert receiver.is_signed_by(secret)
    assert not receiver.is_signed_by("another")
    assert telling.states() == [DeliveryState.DONE]


def test_a_failed_telling_holds_up_its_own_office_only_and_comes_again(
    telling: Telling, receiver: Receiver
) -> None:
    telling.add(receiver)
    receiver.answers = [500, HANG_UP]
    for office in ("ha-dong", "ha-dong", "go-vap"):
        telling.happen(office)
    telling.deliverer.round()
    assert [told["office"] for told in receiver.told] == ["ha-dong"]
    telling.deliverer.round()
    assert [told["office"] for told in receiver.told] == ["ha-dong", "go-vap"]
    for _ in range(6):
        telling.clock.advance(60)
        telling.deliverer.round()
    assert [told["number"] for told in receiver.told if told["office"] == "ha-dong"] == [1, 1, 2]
    assert [told["number"] for told in receiver.told if told["office"] == "go-vap"] == [3, 3]
    assert telling.states() == [DeliveryState.DONE] * 3
    assert receiver.deliveries[0] == receiver.deliveries[2]


def test_what_nobody_takes_is_given_up_and_can_be_tried_again(telling: Telling, receiver: Receiver) -> None:
    hook, _ = telling.add(receiver)
    telling.happen("ha-dong")
    telling.happen("ha-dong")
    receiver.answers = [503] * MOST_ATTEMPTS
    for _ in range(MOST_ATTEMPTS):
        telling.deliverer.round()
        telling.clock.advance(LONGEST_WAIT_MS / 1_000)
    (dead,) = telling.hooks.deliveries(DeliveryState.DEAD)
    assert (dead.number, dead.attempts, dead.answer) == (1, MOST_ATTEMPTS, "503")
    telling.deliverer.round()
    assert telling.states() == [DeliveryState.DEAD, DeliveryState.DONE]
    assert telling.hooks.retry(hook) == 1
    telling.deliverer.round()
    assert telling.states() == [DeliveryState.DONE] * 2
    assert receiver.told[-1]["number"] == 1


@on_sqlite
def test_nothing_is_tried_again_before_its_time(telling: Telling, receiver: Receiver) -> None:
    telling.add(receiver)
    telling.happen("ha-dong")
    receiver.answers = [500]
    assert telling.deliverer.round() == 1
    assert telling.deliverer.round() == 0
    telling.clock.advance(wait_ms(1) / 1_000)
    assert telling.deliverer.round() == 1
    assert [wait_ms(attempts) for attempts in (1, 2, 3, 99)] == [10_000, 20_000, 40_000, LONGEST_WAIT_MS]


def test_a_webhook_is_told_of_its_kinds_and_area_and_of_nothing_before_it(telling: Telling) -> None:
    with receiving() as north, receiving() as south, receiving() as days:
        telling.happen("ha-dong")
        telling.clock.advance(1)
        telling.add(north, area="ha-noi")
        telling.add(south, area="tp-hcm/go-vap")
        telling.add(days, {HookKind.DAY_CLOSED})
        telling.happen("ha-dong")
        telling.happen("go-vap")
        telling.deliverer.round()
        assert [told["office"] for told in north.told] == ["ha-dong"]
        assert [told["office"] for told in south.told] == ["go-vap"]
        assert days.told == []


def test_an_open_office_that_falls_silent_and_comes_back_is_told_once_each(
    telling: Telling, receiver: Receiver
) -> None:
    telling.add(receiver, {HookKind.OFFICE_SILENT, HookKind.OFFICE_BACK})
    for _ in range(2):
        telling.clock.advance(1)
        telling.speak("ha-dong")
        telling.speak("go-vap", open_now=False)
        telling.deliverer.round()
        telling.clock.advance(SILENT_AFTER_MS / 1_000 + 1)
        telling.deliverer.round()
        telling.deliverer.round()
    telling.speak("ha-dong")
    telling.deliverer.round()
    telling.deliverer.round()
    assert [(told["office"], told["kind"]) for told in receiver.told] == [
        ("ha-dong", "office.silent"),
        ("ha-dong", "office.back"),
    ] * 2


@on_sqlite
def test_secrets_lie_sealed_and_open_for_their_own_webhook_only(
    telling: Telling, receiver: Receiver, tmp_path: Path
) -> None:
    hook, secret = telling.add(receiver)
    rows = telling.storage.manage(lambda session: session.rows("SELECT * FROM hook"), writes=False)
    assert secret.encode() not in b"".join(
        bytes(part) for part in rows[0] if isinstance(part, bytes | memoryview)
    )
    assert stat.S_IMODE((tmp_path / "hooks.key").stat().st_mode) == 0o600
    (kept,) = telling.hooks.all()
    assert telling.key.unseal(kept.secret, hook) == secret.encode()
    assert secret not in repr(kept)
    with pytest.raises(BadInput):
        telling.key.unseal(kept.secret, "another")
    other = Deliverer(telling.storage, load_or_make_key(tmp_path / "other.key"), telling.clock)
    telling.happen("ha-dong")
    other.round()
    assert receiver.told == []
    assert telling.hooks.deliveries()[0].answer == "sealed by another key"


def test_a_removed_webhook_is_told_nothing_more(telling: Telling, receiver: Receiver) -> None:
    hook, _ = telling.add(receiver)
    telling.happen("ha-dong")
    telling.hooks.remove(hook)
    telling.deliverer.round()
    assert (receiver.told, telling.hooks.all(), telling.hooks.deliveries()) == ([], [], [])
    for again in (telling.hooks.remove, telling.hooks.retry):
        with pytest.raises(BadInput):
            again(hook)


def test_the_log_forgets_what_arrived_long_ago(telling: Telling, receiver: Receiver) -> None:
    telling.add(receiver)
    telling.happen("ha-dong")
    telling.deliverer.round()
    telling.clock.advance(KEPT_MS / 1_000 + 1)
    telling.deliverer.sweep()
    assert telling.hooks.deliveries() == []
    telling.deliverer.round()
    assert len(receiver.told) == 1


@on_sqlite
def test_an_unsafe_address_is_refused(telling: Telling) -> None:
    good = "https://example.com/hook"
    for url, kinds, area in (
        ("http://example.com/hook", ALL, "*"),
        ("https://", ALL, "*"),
        ("https://user:secret@example.com/", ALL, "*"),
        ("https://example.com:port/", ALL, "*"),
        ("ftp://example.com/", ALL, "*"),
        (good, set[HookKind](), "*"),
        (good, ALL, "Hà Nội"),
    ):
        with pytest.raises(BadInput):
            telling.hooks.add(url, kinds, area, telling.key)
    assert telling.hooks.all() == []


def test_a_file_that_holds_no_key_is_refused(tmp_path: Path) -> None:
    (tmp_path / "short").write_bytes(b"x")
    for path in (tmp_path / "short", tmp_path, tmp_path / "none" / "key"):
        with pytest.raises(ConfigInvalid):
            load_or_make_key(path)
