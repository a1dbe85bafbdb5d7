"""A changed copy of a frozen value."""

from __future__ import annotations

import dataclasses

import pytest

from kiosk.domain.ids import DayId
from kiosk.domain.office import Day, Office
from kiosk.domain.values import replace


def test_a_changed_copy_is_the_standard_librarys() -> None:
    office = Office(day=Day(DayId("a"), None), seq_before=3)
    assert replace(office, seq_before=4) == dataclasses.replace(office, seq_before=4)
    assert replace(office) == office
    assert office.seq_before == 3


def test_a_name_that_is_no_field_is_refused() -> None:
    with pytest.raises(KeyError):
        replace(Office(), colour="red")
