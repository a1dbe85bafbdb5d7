"""`kiosk update`: releases built, taken in, tried, kept or undone."""

from __future__ import annotations

import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from kiosk.config import load_config
from kiosk.device.trial import LIMIT_S
from kiosk.lib.clock import SystemClock

if TYPE_CHECKING:
    import argparse
    from collections.abc import Callable

    from kiosk.device.updater import Updater

KEYS = Path("/etc/kiosk/update-keys")
CONFIG = Path("/etc/kiosk/kiosk.toml")
UNHEALTHY = 1


def add_update(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add `kiosk update` to the commands."""
    update = commands.add_parser(
        "update", help="releases: build, verify, stage, apply, commit, rollback, status"
    )
    actions = update.add_subparsers(required=True, metavar="ACTION")
    _add_publishing(actions)
    _add_device(actions)
    # What releases ask of each other; not for people.
    for name, run, has_file in (
        ("copy", _copy, True),
        ("rehearse", _rehearse, True),
        ("readable", _readable, False),
        ("health", _health, False),
    ):
        step = actions.add_parser(name)
        if has_file:
            step.add_argument("file", type=Path)
        step.add_argument("--config", type=Path)
        step.set_defaults(run=run)


def _add_publishing(actions: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    key = actions.add_parser("key", help="make the publisher's key, and print the line that devices trust")
    key.add_argument("file", type=Path, help="the private key; keep it away from devices")
    key.set_defaults(run=_key)
    build = actions.add_parser("build", help="pack and sign a release that install.sh made")
    build.add_argument("release", type=Path, help="a folder of /opt/kiosk/releases")
    build.add_argument("--key", type=Path, required=True)
    build.add_argument("--out", type=Path, default=Path())
    build.add_argument("--preset", type=int, choices=range(10), default=3, help="xz's: 0 is fast, 9 is small")
    build.set_defaults(run=_build)
    verify = actions.add_parser("verify", help="hold a bundle against the trusted keys; installs nothing")
    verify.add_argument("file", type=Path)
    verify.add_argument("--keys", type=Path, default=KEYS)
    verify.set_defaults(run=_verify)


def _add_device(actions: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    stage = actions.add_parser("stage", help="lay a bundle's release beside the others")
    stage.add_argument("file", type=Path, help="a bundle, or a folder such as a USB stick's with one in it")
    apply = actions.add_parser("apply", help="try a staged release; it is kept only if all is well")
    apply.add_argument(
        "id", nargs="?", help="without it the one that waits for a quiet hour, or that central offers"
    )
    apply.add_argument("--force", action="store_true", help="also while the office is open")
    apply.add_argument(
        "--limit", type=float, default=LIMIT_S, help="seconds in which it must have proved itself"
    )
    commit = actions.add_parser("commit", help="keep the release on trial without waiting")
    rollback = actions.add_parser("rollback", help="put the release before the one on trial back")
    status = actions.add_parser("status", help="what runs, what waits, how the last update ended")
    status.add_argument("--json", action="store_true")
    resume = actions.add_parser("resume", help="at boot: put an update that the power cut in order")
    watch = actions.add_parser("watch", help="by timer: take in, install and judge what is due")
    for command, run in (
        (stage, _stage),
        (apply, _apply),
        (commit, _commit),
        (rollback, _rollback),
        (status, _status),
        (resume, _resume),
        (watch, _watch),
    ):
        command.add_argument("--config", type=Path, default=CONFIG)
        command.add_argument("--keys", type=Path, default=KEYS)
        command.set_defaults(run=run if command is status else _alone(run))


def _alone(run: Callable[[argparse.Namespace], int]) -> Callable[[argparse.Namespace], int]:
    """Give a command that waits for nobody: beside another that changes releases it is refused."""

    def guarded(args: argparse.Namespace) -> int:
        from kiosk.device.one_at_a_time import alone
        from kiosk.device.releases import ROOT

        with alone(ROOT):
            return run(args)

    return guarded


def _key(args: argparse.Namespace) -> int:
    from kiosk.lib.signing import load_or_make_private_key, public_text

    print(f"{public_text(load_or_make_private_key(args.file))} {args.file.stem}")
    return 0


def _build(args: argparse.Namespace) -> int:
    from kiosk.device.bundle import build
    from kiosk.lib.signing import load_private_key

    path = build(args.release, load_private_key(args.key), args.out, args.preset)
    print(f"{path}: {path.stat().st_size // 2**20} MiB")
    return 0


def _verify(args: argparse.Namespace) -> int:
    from kiosk.device.bundle import check, read_trusted

    release = check(args.file, read_trusted(args.keys)).release
    print(
        f"{release.id} for role {release.role} on {release.platform}, {release.architecture}: signature and hash hold"
    )
    return 0


def _stage(args: argparse.Namespace) -> int:
    from kiosk.device.bundle import read_trusted
    from kiosk.device.inbox import newest_bundle

    updater = _updater(args)
    id_ = updater.stage(newest_bundle(args.file), read_trusted(args.keys))
    updater.notebook.plan(id_)
    print(f"{id_} is staged; it is installed at the next quiet hour, or at once by `kiosk update apply`")
    return 0


def _apply(args: argparse.Namespace) -> int:
    from kiosk.device.assembling import updater_of
    from kiosk.device.status import offered_release, status_of
    from kiosk.errors import BadInput

    updater = updater_of(args.config, SystemClock(), time.sleep, limit_s=args.limit)
    id_ = args.id or updater.notebook.planned() or offered_release(status_of(updater))
    if id_ is None:
        raise BadInput("no release waits; run `kiosk update stage FILE` first")
    return _tell(updater.apply(id_, force=args.force))


def _commit(args: argparse.Namespace) -> int:
    return _tell(_updater(args).commit())


def _rollback(args: argparse.Namespace) -> int:
    return _tell(_updater(args).roll_back("asked for by hand"))


def _resume(args: argparse.Namespace) -> int:
    return _tell(_updater(args).resume())


def _watch(args: argparse.Namespace) -> int:
    from kiosk.device.consent import heed_word
    from kiosk.device.inbox import take_in

    updater = _updater(args)
    for line in (*take_in(updater, args.keys), heed_word(updater)):
        if line is not None:
            print(line)
    return _tell(updater.watch())


def _status(args: argparse.Namespace) -> int:
    from kiosk.device.status import status_of, to_text

    status = status_of(_updater(args))
    sys.stdout.write((msgspec.json.encode(status).decode() if args.json else to_text(status)) + "\n")
    return 0


def _copy(args: argparse.Namespace) -> int:
    from kiosk.device.rehearsal import copy_database

    copy_database(load_config(args.config), args.file)
    return 0


def _rehearse(args: argparse.Namespace) -> int:
    from kiosk.device.rehearsal import rehearse

    events = rehearse(load_config(args.config), args.config, args.file, SystemClock())
    print(f"{events} events hold")
    return 0


def _readable(args: argparse.Namespace) -> int:
    from kiosk.device.rehearsal import see_readable

    see_readable(load_config(args.config))
    return 0


def _health(args: argparse.Namespace) -> int:
    from kiosk.device.rehearsal import health

    problems = health(load_config(args.config), SystemClock())
    print("; ".join(problems) or "well")
    return UNHEALTHY if problems else 0


def _tell(outcome: object) -> int:
    from kiosk.device.progress import Outcome

    if not isinstance(outcome, Outcome):
        print("nothing is due")
        return 0
    print(f"{outcome.id}: {outcome.result}{f' ({outcome.why})' if outcome.why else ''}")
    return 0 if outcome.result == "committed" else UNHEALTHY


def _updater(args: argparse.Namespace) -> Updater:
    from kiosk.device.assembling import updater_of

    return updater_of(args.config, SystemClock(), time.sleep)
