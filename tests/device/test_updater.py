"""An update is kept when it is well, undone when it is not, and never leaves an office without a release."""

from __future__ import annotations

from pathlib import Path

import pytest

from kiosk.device.bundle import build
from kiosk.device.inbox import INBOX, newest_bundle, take_in
from kiosk.device.one_at_a_time import alone
from kiosk.device.progress import Progress
from kiosk.device.status import status_of, to_text
from kiosk.errors import BadInput, UpdateRefused
from tests.device.machines import Machine


@pytest.fixture
def machine(tmp_path: Path) -> Machine:
    made = Machine(tmp_path)
    made.set_up()
    return made


def test_a_sound_release_is_kept_and_its_predecessor_stays_beside_it(machine: Machine) -> None:
    machine.add("0.9-older", form=1)
    machine.add("2.0-new", form=2)
    outcome = machine.updater().apply("2.0-new")

    assert outcome.result == "committed"
    assert machine.releases.current() == machine.releases.good() == machine.running == "2.0-new"
    assert sorted(machine.releases.installed()) == ["1.0-old", "2.0-new"]
    assert machine.data == "2 250"
    assert not (machine.state / "update").exists()
    assert machine.notebook.progress() is None


@pytest.mark.parametrize("begin", ["false", "echo 2 999 >{state}/desk.db; false"])
def test_a_broken_release_is_taken_back_with_data_that_the_old_one_reads(
    begin: str, machine: Machine
) -> None:
    machine.add("2.0-new", form=2, begin=begin.format(state=machine.state))
    outcome = machine.updater().apply("2.0-new")

    assert outcome.result == "rolled_back"
    assert "kiosk-screen.service" in outcome.why
    assert machine.releases.current() == machine.releases.good() == machine.running == "1.0-old"
    assert machine.data == "1 250"
    assert machine.updater().units.problems() == []


def test_what_a_release_recorded_stays_when_the_old_one_can_read_it(machine: Machine) -> None:
    machine.add("2.0-new", form=1, begin=f"echo 1 251 >{machine.state}/desk.db; false")
    assert machine.updater().apply("2.0-new").result == "rolled_back"
    assert machine.data == "1 251"


def test_a_release_that_refuses_the_data_is_never_put_in_force(machine: Machine) -> None:
    machine.add("2.0-new", form=2, rehearsal="echo no such table >&2; false")
    with pytest.raises(UpdateRefused, match="no such table"):
        machine.updater().apply("2.0-new")
    assert machine.running == machine.releases.current() == "1.0-old"
    assert machine.notebook.progress() is None
    ended = machine.notebook.outcome()
    assert ended is not None
    assert ended.result == "refused"


def test_where_the_data_cannot_be_kept_the_old_release_goes_on(machine: Machine) -> None:
    """For want of room, say: the copy of the rehearsal fits, the one after the stop does not."""
    machine.add("2.0-new", form=1)
    program = machine.releases.program("1.0-old")
    text = program.read_text("utf-8").replace(
        'cp "$data" "$3"', f'[ -e "{machine.root}/running" ] && cp "$data" "$3"'
    )
    program.write_text(text, "utf-8")
    assert machine.updater().apply("2.0-new").result == "interrupted"
    assert machine.running == machine.releases.current() == "1.0-old"


def test_an_updater_that_was_killed_leaves_an_office_that_goes_on(machine: Machine) -> None:
    machine.releases.trust("1.0-old")
    machine.notebook.enter(Progress("switching", "2.0-new", "1.0-old"))
    machine.updater().units.stop()
    outcome = machine.updater().watch()
    assert outcome is not None
    assert outcome.result == "interrupted"
    assert machine.running == "1.0-old"


def test_an_older_release_refuses_data_that_are_too_new_before_it_touches_them(machine: Machine) -> None:
    (machine.state / "desk.db").write_text("3 250\n", "utf-8")
    machine.add("0.9-older", form=1)
    with pytest.raises(UpdateRefused):
        machine.updater().apply("0.9-older")
    assert machine.data == "3 250"


def test_an_open_office_is_not_disturbed_unless_it_is_forced(machine: Machine) -> None:
    machine.wait = "the office is open"
    machine.add("2.0-new", form=1)
    machine.notebook.plan("2.0-new")
    with pytest.raises(UpdateRefused, match=r"the office is open.*--force"):
        machine.updater().apply("2.0-new")
    assert machine.updater().watch() is None
    assert machine.running == "1.0-old"
    assert machine.updater().apply("2.0-new", force=True).result == "committed"


def test_what_waits_is_installed_in_the_first_quiet_hour_and_tried_once_only(machine: Machine) -> None:
    machine.add("2.0-new", form=1, begin="false")
    machine.notebook.plan("2.0-new")
    outcome = machine.updater().watch()
    assert outcome is not None
    assert outcome.result == "rolled_back"
    assert machine.updater().watch() is None


def test_a_release_that_comes_up_late_within_the_limit_is_kept(machine: Machine) -> None:
    tries = machine.root / "tries"
    machine.add("2.0-new", form=1, begin=f"echo x >>{tries}; [ $(wc -l <{tries}) -gt 9 ]")
    assert machine.updater().apply("2.0-new").result == "committed"


def test_one_good_look_is_not_enough(machine: Machine) -> None:
    """A part that dies every second look never proves itself."""
    tries = machine.root / "tries"
    machine.add("2.0-new", form=1, begin=f"echo x >>{tries}; [ $(($(wc -l <{tries}) % 4)) -ne 0 ]")
    assert machine.updater().apply("2.0-new").result == "rolled_back"


def test_a_release_whose_units_cannot_be_started_is_taken_back(machine: Machine) -> None:
    (machine.add("2.0-new", form=1) / "no-units").touch()
    outcome = machine.updater().apply("2.0-new")
    assert outcome.result == "rolled_back"
    assert "not found" in outcome.why
    assert machine.running == "1.0-old"


def test_a_release_that_only_comes_up_by_power_cycling_is_taken_back(machine: Machine) -> None:
    machine.add("2.0-new", form=1)
    machine.releases.trust("1.0-old")
    machine.notebook.enter(Progress("trial", "2.0-new", "1.0-old"))
    machine.releases.switch("2.0-new")
    assert [machine.updater().resume() for _ in range(2)] == [None, None]
    outcome = machine.updater().resume()
    assert outcome is not None
    assert outcome.result == "rolled_back"
    assert machine.releases.current() == "1.0-old"


def test_a_bundle_is_staged_for_this_kind_of_machine_only(machine: Machine) -> None:
    for said in ({"role": "central"}, {"platform": "noble"}, {"architecture": "arm64"}):
        folder = machine.add("2.0-other", form=1, **said)
        file = build(folder, machine.key, machine.folder / "out")
        with pytest.raises(UpdateRefused, match="this machine is"):
            machine.updater().stage(file, machine.trusted)
        machine.releases.prune({"1.0-old"})


def test_the_inbox_is_emptied_and_each_file_judged_once(machine: Machine) -> None:
    keys = machine.folder / "keys"
    keys.write_text(machine.trusted[0], "utf-8")
    inbox = machine.state / INBOX
    good = build(machine.add("2.0-new", form=1), machine.key, inbox)
    machine.releases.prune({"1.0-old"})
    (inbox / "bad.update").write_bytes(b"nonsense")
    with pytest.raises(BadInput):
        newest_bundle(machine.folder)
    assert newest_bundle(inbox).suffix == ".update"

    said = take_in(machine.updater(), keys)
    assert sorted(path.name for path in inbox.iterdir()) == ["bad.update.refused"]
    assert not good.exists()
    assert machine.notebook.planned() == "2.0-new"
    assert len(said) == 2
    assert take_in(machine.updater(), keys) == []


def test_the_status_says_what_runs_what_waits_and_how_the_last_one_ended(machine: Machine) -> None:
    machine.add("2.0-new", form=1, begin="false")
    machine.updater().apply("2.0-new")
    machine.wait = "the office is open"
    machine.notebook.plan("2.0-new")
    text = to_text(status_of(machine.updater()))
    for part in ("in force: 1.0-old", "2.0-new, later: the office is open", "2.0-new rolled_back"):
        assert part in text


def test_two_commands_never_change_the_releases_at_once(tmp_path: Path) -> None:
    with alone(tmp_path), pytest.raises(UpdateRefused, match="at work"), alone(tmp_path):
        pytest.fail("two at once")
    with alone(tmp_path):
        pass
    with pytest.raises(UpdateRefused, match="sudo"), alone(tmp_path / "nowhere"):
        pytest.fail("held nothing")


@pytest.mark.parametrize("id_", ["../x", "", "a/b", "x.part", ".hidden"])
def test_a_release_is_never_named_by_a_path(id_: str, machine: Machine) -> None:
    with pytest.raises(BadInput):
        machine.releases.path_of(id_)
