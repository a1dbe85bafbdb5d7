"""A changed copy of a frozen value."""

from __future__ import annotations

import dataclasses

import pytest

from kiosk.domain.events import CoolingEnded
from kiosk.domain.ids import DayId, TicketId
from kiosk.domain.office import Office
from kiosk.domain.office_parts import Day
from kiosk.domain.values import replace


def test_a_changed_copy_is_the_standard_librarys() -> None:
    office = Office(day=Day(DayId("a"), None), seq_before=3)
    assert replace(office, seq_before=4) == dataclasses.replace(office, seq_before=4)
    assert replace(office) == office
    assert office.seq_before == 3


def test_a_name_that_is_no_field_is_refused() -> None:
    with pytest.raises(KeyError):
        replace(Office(), colour="red")


def test_a_changed_copy_is_as_frozen_as_its_original() -> None:
    copy = replace(Office(), seq_before=1)
    assert type(copy) is Office
    with pytest.raises(dataclasses.FrozenInstanceError):
        copy.seq_before = 2  # type: ignore[misc]  # what is tried


def test_what_a_class_looks_at_when_it_is_made_is_looked_at_in_a_copy_too() -> None:
    with pytest.raises(ValueError, match="at least one"):
        replace(Counted("B", 1), number=0)


def test_a_class_with_a_base_is_copied_too() -> None:
    assert replace(CoolingEnded(TicketId("t"), 1), leg=2) == CoolingEnded(TicketId("t"), 2)


@dataclasses.dataclass(frozen=True, slots=True)
class Counted:
    letter: str
    number: int

    def __post_init__(self) -> None:
        if self.number < 1:
            raise ValueError("at least one")
