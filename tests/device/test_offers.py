"""What central offers is fetched in quiet hours, checked, staged; and applied by nobody but the office."""

from __future__ import annotations

import hashlib
import os
import random
from collections.abc import Callable
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from kiosk.device import bundle
from kiosk.device.consent import WORD, CentralOffer, heed_word
from kiosk.device.inbox import INBOX, OFFERED, take_in
from kiosk.device.offers import FETCH_S, NOTE, Offers, read_note
from kiosk.device.progress import Outcome
from kiosk.device.status import offered_release, status_of, to_text
from kiosk.errors import CentralAway, CommandRefused, DiskFull
from kiosk.sync.health_wire import Offer
from tests.device.machines import Machine

PIECE = 1_000


class Line:
    """Central's bundle, in pieces of a kilobyte; may fail after so many."""

    def __init__(self, content: bytes, pieces: int = 10**6, passes_s: float = 0.0) -> None:
        self.content, self.pieces, self.passes_s = content, pieces, passes_s
        self.now_s, self.asked = 0.0, 0

    def piece(self, _release: str, start: int) -> bytes:
        if self.asked >= self.pieces:
            raise CentralAway("the line is cut")
        self.asked += 1
        self.now_s += self.passes_s
        return self.content[start : start + PIECE]


@pytest.fixture
def machine(tmp_path: Path) -> Machine:
    made = Machine(tmp_path / "device")
    made.set_up("1.0")
    keys_of(made).write_text(f"{made.trusted[0]} publisher\n", "utf-8")
    return made


@pytest.fixture
def content(machine: Machine, tmp_path: Path) -> bytes:
    return bundle_of(machine.key, tmp_path / "published")


def keys_of(machine: Machine) -> Path:
    return machine.folder / "update-keys"


def bundle_of(key: Ed25519PrivateKey, folder: Path) -> bytes:
    """Publish release 2.0; large enough for some pieces."""
    publisher = Machine(folder)
    release = publisher.add("2.0", form=1)
    (release / "noise").write_bytes(random.Random(1).randbytes(4 * PIECE))
    return bundle.build(release, key, folder).read_bytes()


def offers(machine: Machine, line: Line, must_wait: Callable[[], str | None] = lambda: None) -> Offers:
    return Offers(machine.state, keys_of(machine), machine.updater().releases, must_wait, lambda: line.now_s)


def offer_of(content: bytes, release: str = "2.0") -> Offer:
    return Offer(release, hashlib.sha256(content).hexdigest(), len(content))


def offer_seen(machine: Machine) -> CentralOffer:
    """Give the offer as the office sees it."""
    updater = machine.updater()
    return CentralOffer(machine.state, updater.releases, updater.notebook)


def test_an_offer_is_fetched_staged_and_left_to_the_office(machine: Machine, content: bytes) -> None:
    line, updater = Line(content), machine.updater()
    offers(machine, line).heed(offer_of(content), line.piece)
    assert take_in(updater, keys_of(machine)) == ["2.0 is staged, offered by central"]
    assert "2.0" in updater.releases.installed()
    assert (updater.notebook.planned(), updater.watch(), updater.releases.current()) == (None, None, "1.0")
    status = status_of(updater)
    assert offered_release(status) == "2.0"
    assert (
        "offered by central: 2.0, staged; the supervisor's settings page, the technician's corner or `kiosk update apply` installs it"
        in to_text(status)
    )
    asked = line.asked
    offers(machine, line).heed(offer_of(content), line.piece)
    assert line.asked == asked
    assert list((machine.state / INBOX / OFFERED).iterdir()) == []


def test_what_the_office_wants_is_installed_at_the_next_quiet_hour(machine: Machine, content: bytes) -> None:
    line, updater = Line(content), machine.updater()
    offer = offer_seen(machine)
    with pytest.raises(CommandRefused, match=r"2\.0 does not wait here"):
        offer.want("2.0")
    offers(machine, line).heed(offer_of(content), line.piece)
    take_in(updater, keys_of(machine))
    assert heed_word(updater) is None
    assert (offer.waiting(), offer.is_wanted()) == ("2.0", False)
    with pytest.raises(CommandRefused, match=r"1\.0 does not wait here"):
        offer.want("1.0")
    offer.want("2.0")
    assert updater.notebook.planned() is None
    assert offer.is_wanted()
    assert heed_word(updater) == "2.0 is wanted by the office"
    assert updater.notebook.planned() == "2.0"
    assert offer.is_wanted()
    assert heed_word(updater) is None


def test_a_word_for_what_is_not_on_offer_installs_nothing(machine: Machine, content: bytes) -> None:
    line, updater = Line(content), machine.updater()
    machine.add("0.9", form=1)
    offers(machine, line).heed(offer_of(content), line.piece)
    take_in(updater, keys_of(machine))
    for wanted in ("0.9", "3.0", "../1.0", ""):
        (machine.state / INBOX / WORD).write_text(wanted, "utf-8")
        assert heed_word(updater) == "the release that was wanted is not on offer any more"
        assert updater.notebook.planned() is None
    offer_seen(machine).want("2.0")
    offers(machine, line).heed(None, line.piece)
    assert heed_word(updater) == "the release that was wanted is not on offer any more"


@pytest.mark.parametrize("lay", [Path.mkdir, os.mkfifo])
def test_roots_timer_waits_for_nothing_that_a_desk_in_wrong_hands_lays_there(
    machine: Machine, lay: Callable[[Path], None]
) -> None:
    inbox, updater = machine.state / INBOX, machine.updater()
    (inbox / OFFERED).mkdir(parents=True)
    for name in (WORD, NOTE, "x.update", f"{OFFERED}/x.update"):
        lay(inbox / name)
    assert heed_word(updater) is None
    assert take_in(updater, keys_of(machine)) == []
    (inbox / WORD).rename(inbox / "aside")
    (inbox / WORD).write_text("2.0", "utf-8")
    assert heed_word(updater) == "the release that was wanted is not on offer any more"


def test_roots_timer_writes_through_no_link_that_a_desk_in_wrong_hands_lays_there(machine: Machine) -> None:
    inbox, program = machine.state / INBOX, machine.releases.program("1.0")
    inbox.mkdir()
    before = program.read_bytes()
    (inbox / "x.update").write_bytes(b"no bundle")
    (inbox / "x.update.refused").symlink_to(program)
    (said,) = take_in(machine.updater(), keys_of(machine))
    assert program.read_bytes() == before
    assert (inbox / "x.update.refused").read_text("utf-8") == f"{said}\n"


def test_a_release_that_did_not_hold_is_told_as_such(machine: Machine, content: bytes) -> None:
    line, updater, offer = Line(content), machine.updater(), offer_seen(machine)
    offers(machine, line).heed(offer_of(content), line.piece)
    take_in(updater, keys_of(machine))
    assert not offer.has_failed()
    updater.notebook.end(
        Outcome("2.0", "1.0", "rolled_back", "the screen did not draw", machine.clock.wall())
    )
    assert (offer.waiting(), offer.has_failed()) == ("2.0", True)
    updater.notebook.end(Outcome("2.0", "1.0", "interrupted", "", machine.clock.wall()))
    assert not offer.has_failed()


def test_nothing_is_fetched_while_the_office_is_open(machine: Machine, content: bytes) -> None:
    line = Line(content)
    offers(machine, line, lambda: "the office is open").heed(offer_of(content), line.piece)
    assert line.asked == 0
    assert "0% fetched" in to_text(status_of(machine.updater()))


def test_a_cut_line_goes_on_where_it_was(machine: Machine, content: bytes) -> None:
    first = Line(content, pieces=2)
    with pytest.raises(CentralAway):
        offers(machine, first).heed(offer_of(content), first.piece)
    note = read_note(machine.state / INBOX)
    assert note is not None
    assert (note.fetched, note.problem) == (2 * PIECE, "")
    second = Line(content)
    offers(machine, second).heed(offer_of(content), second.piece)
    assert second.asked == -(-len(content) // PIECE) - 2
    assert take_in(machine.updater(), keys_of(machine)) == ["2.0 is staged, offered by central"]


def test_a_slow_line_is_left_after_a_minute_to_what_matters_more(machine: Machine, content: bytes) -> None:
    line = Line(content, passes_s=FETCH_S / 2)
    offers(machine, line).heed(offer_of(content), line.piece)
    assert line.asked == 2


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (lambda content: content[:-1] + b"?", "not the bundle that central offered"),
        (lambda content: content[:-1], "shorter than it says"),
    ],
)
def test_what_comes_wrong_is_refused_once_and_not_fetched_again(
    change: Callable[[bytes], bytes], words: str, machine: Machine, content: bytes
) -> None:
    line = Line(change(content))
    for _ in range(2):
        offers(machine, line).heed(offer_of(content), line.piece)
    assert line.asked <= -(-len(content) // PIECE) + 1
    assert words in to_text(status_of(machine.updater()))
    assert take_in(machine.updater(), keys_of(machine)) == []


def test_a_bundle_of_a_strange_publisher_or_another_release_is_never_staged(
    machine: Machine, content: bytes, tmp_path: Path
) -> None:
    forged = bundle_of(Ed25519PrivateKey.generate(), tmp_path / "forged")
    for bytes_, offer, words in (
        (forged, offer_of(forged), "not signed by a publisher"),
        (content, offer_of(content, "3.0"), "its bundle is 2.0"),
    ):
        line = Line(bytes_)
        offers(machine, line).heed(offer, line.piece)
        assert words in to_text(status_of(machine.updater()))
    assert machine.updater().releases.installed() == ["1.0"]


def test_a_device_that_trusts_nobody_fetches_nothing_until_it_trusts(
    machine: Machine, content: bytes
) -> None:
    keys_of(machine).write_text("# none\n", "utf-8")
    line = Line(content)
    offers(machine, line).heed(offer_of(content), line.piece)
    assert line.asked == 0
    assert "names no key" in to_text(status_of(machine.updater()))
    keys_of(machine).write_text(f"{machine.trusted[0]} publisher\n", "utf-8")
    offers(machine, line).heed(offer_of(content), line.piece)
    assert take_in(machine.updater(), keys_of(machine)) == ["2.0 is staged, offered by central"]


def test_a_withdrawn_offer_is_forgotten_and_a_later_one_begins_anew(machine: Machine, content: bytes) -> None:
    line = Line(content, pieces=2)
    with pytest.raises(CentralAway):
        offers(machine, line).heed(offer_of(content), line.piece)
    offers(machine, line).heed(None, line.piece)
    assert read_note(machine.state / INBOX) is None
    assert list((machine.state / INBOX / OFFERED).iterdir()) == []
    assert bundle.SUFFIX not in str(list((machine.state / INBOX).rglob("*")))


def test_a_disk_that_takes_nothing_is_told_and_stops_nothing_else(machine: Machine, content: bytes) -> None:
    line = Line(content)
    (machine.state / INBOX).write_text("in the way", "utf-8")
    with pytest.raises(DiskFull, match="not fetched"):
        offers(machine, line).heed(offer_of(content), line.piece)
