"""Central on each of its databases."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from pathlib import Path

import pytest

from kiosk.bench.cluster import Cluster, find_programs
from kiosk.central.commands import open_storage
from kiosk.central.postgres_setup import init
from kiosk.central.storage import Storage
from tests.central import fleet_world
from tests.central.desk_log import DeskLog
from tests.central.devices import NOW
from tests.central.oracle_log import Office
from tests.central.province import SmallProvince
from tests.central.report_site import Site, open_site
from tests.central.reported import Province, make_province
from tests.memory import folder_in_memory

_numbers = itertools.count(1)

on_sqlite = pytest.mark.parametrize("address", ["sqlite"], indirect=True)
"""For what has nothing to do with the database; PostgreSQL's takes seconds to make."""


@pytest.fixture(scope="session")
def cluster() -> Iterator[Cluster]:
    programs = find_programs()
    if programs is None:
        pytest.skip("PostgreSQL is not installed (apt: postgresql)")
    started = Cluster(programs)
    yield started
    started.remove()


@pytest.fixture
def postgres_url(cluster: Cluster) -> Iterator[str]:
    name = f"central_{next(_numbers)}"
    url = cluster.create(name)
    init(url, NOW)
    yield url
    cluster.drop(name)


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
def address(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """Where an empty database is."""
    if request.param == "postgresql":
        return str(request.getfixturevalue("postgres_url"))
    return f"sqlite:///{tmp_path / 'central.db'}"


@pytest.fixture
def storage(address: str) -> Iterator[Storage]:
    opened = open_storage(address)
    yield opened
    opened.close()


@pytest.fixture(scope="session")
def built_world(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A database with the made-up province of `tests.central.fleet_world`."""
    return fleet_world.build_once(tmp_path_factory.mktemp("province"))


@pytest.fixture(scope="session")
def small_province() -> SmallProvince:
    """Three simulated offices' days as they are sent."""
    return SmallProvince.live()


@pytest.fixture(scope="session")
def offices(small_province: SmallProvince) -> list[Office]:
    """The same offices, as the independent computation reads what they sent."""
    return small_province.read()


@pytest.fixture
def log(tmp_path: Path) -> Iterator[DeskLog]:
    written = DeskLog(tmp_path / "desk.db")
    yield written
    written.close()


@pytest.fixture(scope="session")
def province() -> Iterator[Province]:
    """Three offices' days; for reading only."""
    with folder_in_memory() as folder:
        storage = open_storage(f"sqlite:///{folder / 'central.db'}")
        made = make_province(folder, storage)
        yield made
        for desk in made.desks.values():
            desk.close()
        storage.close()


@pytest.fixture(scope="session")
def site(province: Province) -> Iterator[Site]:
    with open_site(province) as opened:
        yield opened
