"""What central publishes is taken whole on its date, or not at all; today's figures go first."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import msgspec
import pytest

from kiosk.central.storage import Storage
from kiosk.config import Config, in_force, load_config
from kiosk.config_keypad import KeypadSection
from kiosk.config_published import apply_published
from kiosk.errors import CentralAway, ConfigInvalid
from kiosk.sync.client import CentralClient
from kiosk.sync.office_wire import TodaysFigures
from kiosk.sync.published import PUBLISHED_FILE, PublishedConfigs, load_kept, load_published
from tests.central.devices import NOW, OFFICE
from tests.central.servers import lose_answer, say, truncate_answer
from tests.sync.conftest import Reached

OWN = load_config(None)
MAY = 'effective_from = "2027-05-01"\n[policy]\nmax_calls = 5\n'
JUNE = 'effective_from = "2027-06-01"\n[policy]\nmax_calls = 2\n'
BROKEN = 'effective_from = "2027-07-01"\n[[counter]]\nnumber = 1\nfields = ["khong_co"]\n'
TWO_COUNTERS = (
    'effective_from = "2027-07-01"\n[[counter]]\nnumber = 1\nfields = '
    + str([field.code for field in OWN.field])
    + '\n[[counter]]\nnumber = 2\nfields = ["ho_tich"]\n'
)


class Taker:
    """An office's side of it."""

    def __init__(self, client: CentralClient, folder: Path, own: Config = OWN) -> None:
        self.taken: list[tuple[Config, ...]] = []
        self.folder = folder
        self.configs = PublishedConfigs(client, own, folder, self.taken.append)


@pytest.fixture
def taker(client: CentralClient, tmp_path: Path) -> Taker:
    return Taker(client, tmp_path)


def test_a_publication_holds_from_its_date(taker: Taker, storage: Storage) -> None:
    taker.configs.pull()
    storage.publish(OFFICE, "2027-06-01", JUNE, NOW)
    storage.publish(OFFICE, "2027-05-01", MAY, NOW)
    taker.configs.pull()
    versions = load_published(OWN, taker.folder)
    assert taker.taken[-1] == versions
    assert [
        in_force((OWN, *versions), date).policy.max_calls
        for date in ("2027-04-30", "2027-05-31", "2027-06-01")
    ] == [OWN.policy.max_calls, 5, 2]
    assert versions[0].desk == OWN.desk


def test_what_is_known_is_not_sent_again(taker: Taker, storage: Storage) -> None:
    storage.publish(OFFICE, "2027-05-01", MAY, NOW)
    for _ in range(3):
        taker.configs.pull()
    assert len(taker.taken) == 1


def test_a_bad_publication_is_refused_whole_and_told_until_it_is_replaced(
    taker: Taker, storage: Storage, client: CentralClient
) -> None:
    storage.publish(OFFICE, "2027-05-01", MAY, NOW)
    taker.configs.pull()
    storage.publish(OFFICE, "2027-06-01", JUNE, NOW)
    storage.publish(OFFICE, "2027-07-01", BROKEN, NOW)
    for _ in range(2):
        with pytest.raises(ConfigInvalid, match=r"what held before goes on: .*khong_co"):
            taker.configs.pull()
    again = Taker(client, taker.folder)
    with pytest.raises(ConfigInvalid, match="khong_co"):
        again.configs.pull()
    assert [config.effective_from for config in load_published(OWN, taker.folder)] == ["2027-05-01"]
    storage.publish(OFFICE, "2027-07-01", BROKEN.replace("khong_co", "ho_tich"), NOW)
    again.configs.pull()
    assert [config.effective_from for config in again.taken[0]] == ["2027-05-01", "2027-06-01", "2027-07-01"]


def test_what_was_refused_holds_once_the_offices_own_file_was_mended(
    taker: Taker, storage: Storage, client: CentralClient
) -> None:
    taker.configs.pull()
    storage.publish(OFFICE, "2027-07-01", TWO_COUNTERS, NOW)
    with_keypad = msgspec.structs.replace(OWN, keypad=KeypadSection(counter=4))
    before = Taker(client, taker.folder, with_keypad)
    for _ in range(2):
        with pytest.raises(ConfigInvalid, match=r"\[keypad\] counter = 4"):
            before.configs.pull()
    after = Taker(client, taker.folder)
    after.configs.pull()
    assert [config.effective_from for config in after.taken[0]] == ["2027-07-01"]


def test_a_refused_publication_that_is_taken_back_is_told_no_more(taker: Taker, storage: Storage) -> None:
    storage.publish(OFFICE, "2027-07-01", MAY, NOW)
    taker.configs.pull()
    storage.publish(OFFICE, "2027-07-01", BROKEN, NOW)
    with pytest.raises(ConfigInvalid, match="khong_co"):
        taker.configs.pull()
    storage.publish(OFFICE, "2027-07-01", MAY, NOW)
    taker.configs.pull()
    assert load_kept(taker.folder).problem == ""


@pytest.mark.parametrize(
    "fault", [lose_answer, truncate_answer, say(200, b"<html>Cafe WiFi</html>"), say(302, b"", Location="/")]
)
def test_what_is_not_centrals_word_changes_nothing(
    taker: Taker, storage: Storage, reached: Reached, fault: object
) -> None:
    storage.publish(OFFICE, "2027-05-01", MAY, NOW)
    reached.line.faults.append(fault)  # type: ignore[arg-type]
    with pytest.raises(CentralAway):
        taker.configs.pull()
    assert not (taker.folder / PUBLISHED_FILE).exists()


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ('effective_from = "2027-05-01"\n[sync]\ncentral = "https://evil.example"', "office's own"),
        ('effective_from = "2027-05-01"\n[desk]\nport = 1', "office's own"),
        ('effective_from = "2027-05-01"\n[[kiosk]]\nid = "a"\npublic_key = ""', "office's own"),
        ("[policy]\nmax_calls = 5", "no effective_from"),
        ('effective_from = "2027-05-01"\n[face]\naccept_flat = true', "demonstrations"),
        ("effective_from = ", "not TOML"),
        ('effective_from = "2027-05-01"\n[policy]\nmax_calls = 500', "max_calls"),
    ],
)
def test_central_may_write_the_rules_and_not_the_machine(text: str, words: str) -> None:
    with pytest.raises(ConfigInvalid, match=words):
        apply_published(OWN, text, "test")


def figures(at: int, waiting: int) -> TodaysFigures:
    return TodaysFigures(at, "2026-11-23", waiting, 2, 31, 600_000, 50_000)


def test_todays_figures_overtake_the_backlog_and_older_ones_do_not(
    client: CentralClient, storage: Storage
) -> None:
    assert storage.today(OFFICE) is None
    client.tell_today(figures(2_000, 7))
    client.tell_today(figures(1_000, 9))
    assert storage.today(OFFICE) == figures(2_000, 7)
    assert storage.event_count(OFFICE) == 0


def test_a_publication_needs_no_clock(taker: Taker, storage: Storage) -> None:
    later = dt.date(2031, 1, 1).isoformat()
    storage.publish(OFFICE, later, MAY.replace("2027-05-01", later), NOW)
    taker.configs.pull()
    assert in_force((OWN, *taker.taken[0]), None) == OWN
    assert msgspec.json.decode((taker.folder / PUBLISHED_FILE).read_bytes())["problem"] == ""
