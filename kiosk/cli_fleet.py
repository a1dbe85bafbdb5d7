"""`kiosk central fleet | rollout | release`: what keepers do about devices, without the pages."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import argparse

KEYS = Path("/etc/kiosk/update-keys")


def add_fleet(central: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the commands to `kiosk central`."""
    fleet = central.add_parser("fleet", help="all devices, those in trouble first, with what to do")
    fleet.set_defaults(run=_fleet)
    rollout = central.add_parser("rollout", help="configurations in stages").add_subparsers(
        required=True, metavar="ACTION"
    )
    release = central.add_parser("release", help="releases that devices are offered").add_subparsers(
        required=True, metavar="ACTION"
    )
    for command in (fleet, *_add_rollout(rollout), *_add_release(release)):
        command.add_argument(
            "--database", default="sqlite:///central.db", help="sqlite:///FILE or postgresql://…"
        )


def _add_rollout(
    actions: argparse._SubParsersAction[argparse.ArgumentParser],
) -> list[argparse.ArgumentParser]:
    listed = actions.add_parser("list", help="drafts and roll-outs, the latest first")
    listed.set_defaults(run=_list)
    draft = actions.add_parser("draft", help="check a configuration, and keep it as a draft")
    draft.add_argument("file", type=Path)
    draft.add_argument("--name", required=True, help="by which people know it")
    draft.add_argument("--area", default="*", help="whose keepers may touch it; * is the whole country")
    draft.set_defaults(run=_draft)
    start = actions.add_parser("start", help="tell the first office, then a tenth, then all")
    start.add_argument("--pilot", required=True, help="the office of the first stage")
    where = start.add_mutually_exclusive_group()
    where.add_argument("--offices", nargs="+", default=[], metavar="OFFICE")
    where.add_argument("--in-area", default="*", metavar="AREA", help="all offices of an area")
    start.add_argument(
        "--silence", type=int, default=24, metavar="HOURS", help="after which an office is too silent"
    )
    start.set_defaults(run=_start)
    show = actions.add_parser("show", help="how each office stands")
    show.set_defaults(run=_show)
    acts = [
        actions.add_parser(name, help=help_)
        for name, help_ in (
            ("halt", "tell no further office"),
            ("resume", "ask those who refused or were silent again, and go on"),
            ("withdraw", "give every office what it had before"),
            ("discard", "forget a draft"),
        )
    ]
    for act in acts:
        act.set_defaults(run=_act, act=act.prog.rsplit(" ", 1)[1])
    for command in (start, show, *acts):
        command.add_argument("rollout", type=int)
    return [listed, draft, start, show, *acts]


def _add_release(
    actions: argparse._SubParsersAction[argparse.ArgumentParser],
) -> list[argparse.ArgumentParser]:
    offer = actions.add_parser("offer", help="check a bundle, copy it to the server's folder, and offer it")
    offer.add_argument("file", type=Path)
    offer.add_argument("--area", default="*", help="where it is offered; * is everywhere")
    offer.add_argument("--keys", type=Path, default=KEYS, help="publishers whose bundles are offered")
    offer.add_argument(
        "--releases",
        type=Path,
        help="folder of the bundles on offer; else beside a SQLite file, or the installed server's",
    )
    offer.set_defaults(run=_offer)
    withdraw = actions.add_parser("withdraw", help="offer a release no longer")
    withdraw.add_argument("release")
    withdraw.set_defaults(run=_withdraw)
    listed = actions.add_parser("list", help="what is on offer, and what was")
    listed.set_defaults(run=_releases)
    return [offer, withdraw, listed]


def _fleet(args: argparse.Namespace) -> int:
    from kiosk.run.central_fleet import list_fleet

    return _print(list_fleet(args.database))


def _list(args: argparse.Namespace) -> int:
    from kiosk.run.central_fleet import list_rollouts

    return _print(list_rollouts(args.database))


def _draft(args: argparse.Namespace) -> int:
    from kiosk.run.central_fleet import draft_rollout

    return _print([draft_rollout(args.database, args.file, args.name, args.area)])


def _start(args: argparse.Namespace) -> int:
    from kiosk.run.central_fleet import start_rollout

    line = start_rollout(
        args.database, args.rollout, args.pilot, args.offices, area=args.in_area, silence_hours=args.silence
    )
    return _print([line])


def _show(args: argparse.Namespace) -> int:
    from kiosk.run.central_fleet import show_rollout

    return _print(show_rollout(args.database, args.rollout))


def _act(args: argparse.Namespace) -> int:
    from kiosk.run.central_fleet import act_on_rollout

    return _print([act_on_rollout(args.database, args.rollout, args.act)])


def _offer(args: argparse.Namespace) -> int:
    from kiosk.device.bundle import check, read_trusted
    from kiosk.run.central_fleet import Kind, offer_release

    known = check(args.file, read_trusted(args.keys)).release
    kind = Kind(known.id, known.role, known.platform, known.architecture)
    return _print([offer_release(args.database, args.file, kind, args.area, args.releases)])


def _withdraw(args: argparse.Namespace) -> int:
    from kiosk.run.central_fleet import withdraw_release

    return _print([withdraw_release(args.database, args.release)])


def _releases(args: argparse.Namespace) -> int:
    from kiosk.run.central_fleet import list_releases

    return _print(list_releases(args.database))


def _print(lines: list[str]) -> int:
    print("\n".join(lines))
    return 0
