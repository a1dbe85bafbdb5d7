"""`kiosk bench sync` and `kiosk simulate fleet`, small."""

from __future__ import annotations

from pathlib import Path

import pytest

from kiosk.bench.cluster import find_programs
from kiosk.bench.fleet import FleetLoad, simulate_fleet
from kiosk.bench.office_log import OfficeLog
from kiosk.bench.sync import measure_sync
from kiosk.domain.figures import leg_rows
from kiosk.domain.office import Office, fold_all
from kiosk.store.codec import recorded


def test_the_written_log_holds_the_visits_it_claims() -> None:
    log = OfficeLog("ha-dong", "kiosk-1", visits_a_day=3)
    events = [recorded(event) for event in [*log.write(11), *log.write(2)]]
    today = fold_all(Office(), events)
    served = [row for ticket in today.tickets.values() for row in leg_rows(ticket) if row.outcome == "served"]
    assert (log.visits, len(served)) == (2, 2)


def test_an_office_that_caught_up_lost_and_doubled_nothing_on_sqlite(tmp_path: Path) -> None:
    figures = measure_sync(1_500, f"sqlite:///{tmp_path / 'central.db'}", workers=2)
    assert (figures["lost"], figures["doubled"], figures["chain_ok"]) == (0, 0, True)
    assert (figures["workers"], figures["copy_ratio"]) == (1, None)
    assert figures["events_per_s"] > 0


@pytest.mark.postgres
def test_a_fleet_at_two_workers_is_taken_in_whole() -> None:
    if find_programs() is None:
        pytest.skip("PostgreSQL is not installed (apt: postgresql)")
    told = simulate_fleet(FleetLoad(offices=8, peak_visits=2, rounds=2, day_visits=5), None)
    assert (told["refused"], told["lost"], told["visits_lost"]) == (0, 0, 0)
    assert (told["morning_peak"]["events"], told["back_at_once"]["events"]) == (64, 160)
    assert told["workers"] == 2


@pytest.mark.postgres
def test_copying_is_measured_beside_taking_in() -> None:
    if find_programs() is None:
        pytest.skip("PostgreSQL is not installed (apt: postgresql)")
    figures = measure_sync(2_000, None, workers=2)
    assert (figures["lost"], figures["doubled"], figures["chain_ok"]) == (0, 0, True)
    assert figures["copy_ratio"] > 0
