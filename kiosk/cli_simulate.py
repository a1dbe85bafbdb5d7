"""`kiosk simulate`: offices played through the real queue, with what was promised and what came."""

from __future__ import annotations

import json
import sys
import tempfile
from dataclasses import asdict
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from kiosk.lib.progress import show_progress

if TYPE_CHECKING:
    import argparse
    from collections.abc import Mapping

    from kiosk.sim.presets import Preset

PRESET_NAMES = ("commune", "ha-dong", "ward", "large-ward", "province")


def add_simulate(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the command."""
    simulate = commands.add_parser("simulate", help="play offices through the real queue and forecast")
    simulate.add_argument("--preset", choices=PRESET_NAMES, default="ha-dong", help="which kind of office")
    simulate.add_argument("--days", type=_count, default=20, help="working days in a row")
    simulate.add_argument("--seed", type=int, default=1, help="the same seed gives the same figures")
    simulate.add_argument("--jobs", type=_count, help="processes; all cores without it")
    simulate.add_argument(
        "--hoarder", type=_count, metavar="PLACES", help="let a seller take so many places every morning"
    )
    simulate.add_argument("--json", action="store_true")
    simulate.set_defaults(run=_simulate)
    kinds = simulate.add_subparsers(metavar="fleet | province")
    _add_province(kinds)
    fleet = kinds.add_parser("fleet", help="all offices of a country at one central server")
    fleet.add_argument("--offices", type=_count, default=3_321, help="communes, wards and special zones")
    fleet.add_argument("--peak-visits", type=_count, default=10, help="an office, in the first quarter hour")
    fleet.add_argument("--day-visits", type=_count, default=60, help="an office, in the day offline")
    fleet.add_argument("--workers", type=_count, default=2, help="processes of central")
    fleet.add_argument("--database", help="central's; without it one is made for this")
    fleet.add_argument("--json", action="store_true")
    fleet.set_defaults(run=_fleet)


def _add_province(kinds: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    province = kinds.add_parser("province", help="a year of a province's offices, sent to a central database")
    province.add_argument("--offices", type=_count, default=20)
    province.add_argument("--days", type=_count, default=250, help="working days in a row")
    province.add_argument("--until", type=date.fromisoformat, help="the last day; yesterday without it")
    province.add_argument("--scale", type=_count, default=1, help="so many times as many offices")
    province.add_argument("--seed", type=int, default=1, help="the same seed gives the same figures")
    province.add_argument(
        "--jobs", type=_count, help="processes; one more than cores without it, one on SQLite"
    )
    province.add_argument("--database", help="central's, without these offices; else one is made for this")
    province.add_argument(
        "--keep", type=Path, metavar="DIR", help="make the PostgreSQL in this folder, and leave it running"
    )
    province.add_argument("--json", action="store_true")
    province.set_defaults(run=_province)


def _simulate(args: argparse.Namespace) -> int:
    from kiosk.sim.presets import preset
    from kiosk.sim.season import cores

    office = preset(args.preset)
    jobs = args.jobs or cores()
    figures = (
        _promises(office, args.days, args.seed, jobs)
        if args.hoarder is None
        else _hoarding(office, args.days, args.seed, jobs, args.hoarder)
    )
    told = {"preset": office.name, "days": args.days, "seed": args.seed, **figures}
    _tell(told, as_json=args.json)
    return 0


def _fleet(args: argparse.Namespace) -> int:
    from kiosk.bench.fleet import FleetLoad, simulate_fleet

    load = FleetLoad(
        offices=args.offices, peak_visits=args.peak_visits, day_visits=args.day_visits, workers=args.workers
    )
    _tell(simulate_fleet(load, args.database), as_json=args.json)
    return 0


def _province(args: argparse.Namespace) -> int:
    from kiosk.bench.province import ProvinceLoad, fill_province, province_database
    from kiosk.sim.province_desk import VIETNAM
    from kiosk.sim.season import cores

    until = args.until or datetime.now(VIETNAM).date() - timedelta(days=1)
    load = ProvinceLoad(args.offices * args.scale, args.days, until, args.seed)
    with (
        tempfile.TemporaryDirectory(prefix="kiosk-province-") as folder,
        province_database(args.database, args.keep, Path(folder)) as (address, stop),
    ):
        # One more than cores: each of them waits for the database's disk now and then.
        jobs = 1 if address.startswith("sqlite") else args.jobs or cores() + 1
        told = fill_province(load, address, jobs, show_progress)
    kept = {"address": address, "stop_by": stop} if stop else {}
    _tell({**told, **kept}, as_json=args.json)
    return 0


def _promises(office: Preset, days: int, seed: int, jobs: int) -> dict[str, object]:
    from kiosk.sim.figures import figures_of, misses
    from kiosk.sim.season import play_season

    figures = figures_of(play_season(office, days, seed, jobs, show_progress))
    return {**asdict(figures), "misses": misses(figures, len(office.counters))}


def _hoarding(office: Preset, days: int, seed: int, jobs: int, places: int) -> dict[str, object]:
    from kiosk.sim.hoarder import play_hoarding

    return asdict(play_hoarding(office, days, seed, places, jobs=jobs, progress=show_progress))


def _tell(told: Mapping[str, object], *, as_json: bool) -> None:
    if as_json:
        sys.stdout.write(json.dumps(told, indent=2, ensure_ascii=False) + "\n")
    else:
        sys.stdout.writelines(f"{name:>24}  {_plain(value)}\n" for name, value in told.items())


def _plain(value: object) -> str:
    if isinstance(value, float):
        return f"{value:.3f}"
    if isinstance(value, dict):
        return ", ".join(f"{name} {_plain(each)}" for name, each in value.items())
    if isinstance(value, list):
        return "; ".join(map(str, value)) or "none"
    return str(value)


def _count(text: str) -> int:
    count = int(text)
    if count < 1:
        raise ValueError(text)
    return count
