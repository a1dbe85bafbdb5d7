"""Commands about other systems' rights: `kiosk token create | list | revoke`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kiosk.cli_config import add_config
from kiosk.config import load_config

if TYPE_CHECKING:
    import argparse

SCOPES = ("queue:read", "counter:drive")


def add_token(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the commands to `kiosk`."""
    token = commands.add_parser("token", help="let another system read the queue or drive a counter")
    actions = token.add_subparsers(required=True, metavar="ACTION")
    create = actions.add_parser("create", help="print a new token, this once (the desk must be stopped)")
    create.add_argument("label", help="which system uses it; never a person's name")
    create.add_argument("--scope", action="append", choices=SCOPES, required=True)
    create.add_argument("--counter", type=int, action="append", default=[], help="all without it")
    create.set_defaults(run=_create)
    actions.add_parser("list", help="who may use the API").set_defaults(run=_list)
    revoke = actions.add_parser("revoke", help="make a token worthless (the desk must be stopped)")
    revoke.add_argument("token", help="its id, as `kiosk token list` shows it")
    revoke.set_defaults(run=_revoke)
    for action in actions.choices.values():
        add_config(action)


def _create(args: argparse.Namespace) -> int:
    from kiosk.run.office import make_token

    print(make_token(load_config(args.config), args.label, args.scope, args.counter))
    return 0


def _list(args: argparse.Namespace) -> int:
    from kiosk.run.office import list_tokens

    for token in list_tokens(load_config(args.config)):
        counters = ", ".join(map(str, token.counters)) or "all"
        print(f"{token.token_id}  {' '.join(token.scopes)}  counters: {counters}  {token.label}")
    return 0


def _revoke(args: argparse.Namespace) -> int:
    from kiosk.run.office import revoke_token

    revoke_token(load_config(args.config), args.token)
    print(f"{args.token} is worthless from now on")
    return 0
