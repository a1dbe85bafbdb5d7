"""A configuration goes out stage by stage, and halts at the first office that refuses or is silent."""

from __future__ import annotations

import pytest

from kiosk.central.accounts import Accounts
from kiosk.central.rollout import OfficeStep, Rollout, split
from kiosk.central.rollouts import Keeper, Plan, Rollouts
from kiosk.central.scope import EVERYWHERE, Scope
from kiosk.central.storage import Storage
from kiosk.domain.ids import DeviceId, OfficeId
from kiosk.errors import BadInput, ConfigInvalid
from kiosk.lib.clock import ManualClock
from tests.central import fleet_world as world

ME = Keeper("cau-hinh", EVERYWHERE)
TEXT = world.FEBRUARY
ALL = tuple(map(OfficeId, world.OFFICES))
PILOT = OfficeId("ha-dong")
SILENCE_S = 24 * 3_600


class Province:
    """Eight offices with a device each, and a draft."""

    def __init__(self, storage: Storage) -> None:
        self.storage, self.clock = storage, ManualClock()
        world.offices(storage, self.clock.wall())
        for office in ALL:
            world.enrol(storage, office, self.clock.wall())
        self.kept = Rollouts(storage, self.clock)
        self.id = self.kept.draft(ME, "Gọi bốn lần", "ha-noi", TEXT).id

    def start(self, offices: tuple[OfficeId, ...] = ALL) -> None:
        self.kept.start(ME, self.id, Plan(offices, PILOT, 24))

    def confirm(self, *offices: OfficeId) -> Rollout:
        for office in offices:
            world.confirm(self.storage, office, TEXT, self.clock.wall())
        return self.look()

    def look(self) -> Rollout:
        self.kept.advance()
        return self.kept.get(EVERYWHERE, self.id)[0]

    def steps(self) -> list[OfficeStep]:
        return self.kept.get(EVERYWHERE, self.id)[1]

    def stage(self, number: int) -> tuple[OfficeId, ...]:
        return tuple(one.place.office for one in self.steps() if one.stage == number)

    def told(self) -> set[OfficeId]:
        return {office for office in ALL if self.storage.published(office).versions}


@pytest.fixture
def province(storage: Storage) -> Province:
    return Province(storage)


def test_one_office_then_a_tenth_then_all_each_after_the_last_has_confirmed(province: Province) -> None:
    province.start()
    assert province.told() == {PILOT}
    assert [len(province.stage(number)) for number in (1, 2, 3)] == [1, 1, 6]
    assert province.look().state == "running"
    assert province.told() == {PILOT}
    province.confirm(PILOT)
    second = province.stage(2)
    assert province.told() == {PILOT, *second}
    province.confirm(*second)
    assert province.told() == set(ALL)
    first, *others = province.stage(3)
    assert province.confirm(*others).state == "running"
    assert province.confirm(first).state == "done"
    assert {one.step for one in province.steps()} == {"applied"}
    done = [one.kind for one in Accounts(province.storage, province.clock).happenings(50)]
    assert (done.count("ConfigPublished"), done.count("RolloutWentOn"), done[0]) == (8, 3, "RolloutWentOn")


def test_a_refusal_halts_it_and_no_further_office_is_told(province: Province) -> None:
    province.start()
    province.confirm(PILOT)
    (second,) = province.stage(2)
    world.refuse(province.storage, second, "policy does not fit", province.clock.wall())
    halted = province.look()
    assert (halted.state, halted.why) == ("halted", f"{second}: policy does not fit")
    province.clock.advance(90 * SILENCE_S)
    assert province.look() == halted
    assert province.told() == {PILOT, second}
    kinds = [(one.kind, one.actor) for one in Accounts(province.storage, province.clock).happenings(1)]
    assert kinds == [("RolloutHalted", "central")]


def test_an_office_that_is_silent_too_long_halts_it(province: Province) -> None:
    province.start()
    province.clock.advance(SILENCE_S - 1)
    assert province.look().state == "running"
    province.clock.advance(1)
    assert (province.look().state, province.look().why) == ("halted", f"{PILOT}: silent")


def test_an_old_word_a_revoked_device_and_another_text_confirm_nothing(province: Province) -> None:
    world.confirm(province.storage, PILOT, TEXT, province.clock.wall())
    province.clock.advance(10)
    province.start()
    assert province.look().state == "running"
    assert province.told() == {PILOT}
    world.confirm(province.storage, PILOT, TEXT + "\n", province.clock.wall())
    assert next(one.step for one in province.steps()) == "told"
    world.confirm(province.storage, PILOT, TEXT, province.clock.wall())
    province.storage.revoke(PILOT, DeviceId("kiosk-1"), province.clock.wall())
    province.look()
    assert province.told() == {PILOT}


def test_a_halted_one_goes_on_when_asked_again(province: Province) -> None:
    province.start()
    province.clock.advance(SILENCE_S)
    assert province.look().state == "halted"
    assert province.kept.resume(ME, province.id).state == "running"
    assert province.look().state == "running"
    province.confirm(PILOT)
    assert len(province.told()) == 2
    province.kept.halt(ME, province.id)
    province.confirm(*province.stage(2))
    assert len(province.told()) == 2
    province.kept.resume(ME, province.id)
    assert province.told() == set(ALL)


def test_withdrawn_each_office_has_again_what_it_had(province: Province) -> None:
    before = TEXT.replace("4", "2")
    province.storage.publish(PILOT, "2027-02-01", before, province.clock.wall())
    province.start()
    province.confirm(PILOT)
    (second,) = province.stage(2)
    later = TEXT.replace("4", "5")
    province.kept.halt(ME, province.id)
    assert province.kept.withdraw(ME, province.id).state == "withdrawn"
    assert province.storage.published(PILOT).versions == (before,)
    assert province.storage.published(second).versions == ()
    again = province.kept.draft(ME, "Lần hai", "ha-noi", TEXT).id
    province.kept.start(ME, again, Plan((second,), second))
    province.storage.publish(second, "2027-02-01", later, province.clock.wall())
    province.kept.halt(ME, again)
    province.kept.withdraw(ME, again)
    assert province.storage.published(second).versions == (later,)


def test_an_office_is_in_one_open_roll_out_at_a_time(province: Province) -> None:
    province.start((PILOT, OfficeId("ba-dinh")))
    other = province.kept.draft(ME, "Khác", "ha-noi", TEXT.replace("02-01", "03-01"))
    with pytest.raises(BadInput, match=f"roll-out {province.id}"):
        province.kept.start(ME, other.id, Plan((OfficeId("ba-dinh"),), OfficeId("ba-dinh")))
    assert province.told() == {PILOT}


def test_a_draft_goes_no_further_than_its_area_whoever_starts_it(province: Province) -> None:
    with pytest.raises(BadInput, match="ca-mau"):
        province.start((PILOT, OfficeId("ca-mau")))
    assert province.told() == set()
    assert province.look().state == "draft"


def test_what_does_not_hold_together_becomes_no_draft(province: Province) -> None:
    for text in ("[policy]\nmax_calls = 4\n", 'effective_from = "2027-02-01"\n[desk]\nport = 1\n', "= 1"):
        with pytest.raises(ConfigInvalid):
            province.kept.draft(ME, "Sai", "ha-noi", text)
        with pytest.raises(ConfigInvalid):
            province.kept.redraft(ME, province.id, "Sai", text)
    with pytest.raises(BadInput):
        province.kept.draft(Keeper("xa", Scope(("ca-mau",))), "Của tỉnh khác", "ha-noi", TEXT)
    assert [one.text for one in province.kept.listed(EVERYWHERE)] == [TEXT]


def test_a_draft_is_changed_or_discarded_before_it_starts_and_never_after(province: Province) -> None:
    changed = province.kept.redraft(ME, province.id, "Gọi hai lần", TEXT.replace("4", "2"))
    assert (changed.name, changed.state) == ("Gọi hai lần", "draft")
    province.start()
    for act in (
        lambda: province.kept.redraft(ME, province.id, "x", TEXT),
        lambda: province.kept.discard(ME, province.id),
        lambda: province.kept.withdraw(ME, province.id),
        lambda: province.kept.resume(ME, province.id),
        province.start,
    ):
        with pytest.raises(BadInput, match="running"):
            act()
    other = province.kept.draft(ME, "Khác", "*", TEXT)
    province.kept.discard(ME, other.id)
    assert [one.id for one in province.kept.listed(EVERYWHERE)] == [province.id]


@pytest.mark.parametrize(
    ("count", "sizes"), [(1, [1]), (2, [1, 1]), (10, [1, 1, 8]), (11, [1, 2, 8]), (126, [1, 13, 112])]
)
def test_stages_are_one_a_tenth_and_the_rest(count: int, sizes: list[int]) -> None:
    offices = [OfficeId(f"o-{number}") for number in range(count)]
    stages = split(offices, offices[-1])
    assert [len(stage) for stage in stages] == sizes
    assert stages[0] == [offices[-1]]
    assert sorted(office for stage in stages for office in stage) == sorted(offices)
