"""The commands by which central's operator lets other systems in, tells them of news, and reports incidents."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import argparse

SCOPES = (
    "offices:read",
    "figures:read",
    "visits:read",
    "dossiers:read",
    "dossiers:write",
    "incidents:read",
)
EVENTS = ("day.closed", "office.silent", "office.back", "incident.opened", "log.forked")
INCIDENTS = ("device_stolen", "intrusion", "disclosure", "loss", "tampering")


def add_central_links(central: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add what `kiosk central` does for other systems."""
    made = [*_tokens(central), *_webhooks(central), *_incidents(central)]
    for command in made:
        command.add_argument(
            "--database", default="sqlite:///central.db", help="sqlite:///FILE or postgresql://…"
        )


def _tokens(central: argparse._SubParsersAction[argparse.ArgumentParser]) -> list[argparse.ArgumentParser]:
    token = central.add_parser("token", help="let another system read, or link dossiers")
    actions = token.add_subparsers(required=True, metavar="ACTION")
    create = actions.add_parser("create", help="print a new token, this once")
    create.add_argument("label", help="which system uses it; never a person's name")
    create.add_argument("--scope", action="append", choices=SCOPES, required=True)
    create.add_argument("--area", required=True, help="such as ha-noi/ha-dong, or * for all")
    create.set_defaults(run=_create_token)
    listed = actions.add_parser("list", help="who may use the API")
    listed.set_defaults(run=_list_tokens)
    revoke = actions.add_parser("revoke", help="make a token worthless")
    revoke.add_argument("token", help="its id, as `kiosk central token list` shows it")
    revoke.set_defaults(run=_revoke_token)
    return [create, listed, revoke]


def _webhooks(central: argparse._SubParsersAction[argparse.ArgumentParser]) -> list[argparse.ArgumentParser]:
    hook = central.add_parser("webhook", help="tell other systems what happens")
    actions = hook.add_subparsers(required=True, metavar="ACTION")
    add = actions.add_parser("add", help="print a new webhook's id and secret, this once")
    add.add_argument("url")
    add.add_argument("--event", action="append", choices=EVENTS, required=True)
    add.add_argument("--area", required=True, help="such as ha-noi/ha-dong, or * for all")
    add.set_defaults(run=_add_hook)
    listed = actions.add_parser("list", help="which addresses are told what")
    listed.set_defaults(run=_list_hooks)
    remove = actions.add_parser("remove", help="tell an address nothing more")
    remove.set_defaults(run=_remove_hook)
    retry = actions.add_parser("retry", help="try again what was given up")
    retry.set_defaults(run=_retry_hook)
    for command in (remove, retry):
        command.add_argument("webhook", help="its id, as `kiosk central webhook list` shows it")
    shown = actions.add_parser("log", help="the latest deliveries")
    shown.add_argument("--dead", action="store_true", help="only those given up")
    shown.set_defaults(run=_delivery_log)
    deliver = central.add_parser("deliver", help="the process that tells webhooks; one for each database")
    deliver.set_defaults(run=_deliver)
    for command in (add, deliver):
        command.add_argument(
            "--key", type=Path, default=Path("central-hooks.key"), help="file that seals secrets"
        )
    return [add, listed, remove, retry, shown, deliver]


def _incidents(central: argparse._SubParsersAction[argparse.ArgumentParser]) -> list[argparse.ArgumentParser]:
    incident = central.add_parser("incident", help="whom and what an incident may have touched")
    actions = incident.add_subparsers(required=True, metavar="ACTION")
    begin = actions.add_parser("open", help="note an incident; prints its id")
    begin.add_argument("office")
    begin.add_argument("--kind", choices=INCIDENTS, required=True)
    begin.add_argument("--from", dest="since", required=True, help="local time, such as 2026-11-22T08:00")
    begin.add_argument("--until", required=True)
    begin.set_defaults(run=_open_incident)
    listed = actions.add_parser("list", help="all incidents")
    listed.set_defaults(run=_list_incidents)
    export = actions.add_parser("export", help="write its report as JSON, CSV and a page to print")
    export.add_argument("incident")
    export.add_argument("--out", type=Path, required=True)
    export.set_defaults(run=_export_incident)
    return [begin, listed, export]


def _create_token(args: argparse.Namespace) -> int:
    from kiosk.run.central_links import make_token

    print(make_token(args.database, args.label, args.scope, args.area))
    return 0


def _list_tokens(args: argparse.Namespace) -> int:
    from kiosk.run.central_links import list_tokens

    for token in list_tokens(args.database):
        print(f"{token.token_id}  {token.area}  {' '.join(token.may)}  {token.label}")
    return 0


def _revoke_token(args: argparse.Namespace) -> int:
    from kiosk.run.central_links import revoke_token

    revoke_token(args.database, args.token)
    print(f"{args.token} is worthless from now on")
    return 0


def _add_hook(args: argparse.Namespace) -> int:
    from kiosk.run.central_links import add_hook

    hook, secret = add_hook(args.database, args.url, args.event, args.area, args.key)
    print(f"{hook}\n{secret}")
    return 0


def _list_hooks(args: argparse.Namespace) -> int:
    from kiosk.run.central_links import list_hooks

    for hook in list_hooks(args.database):
        print(f"{hook.hook}  {hook.area}  {' '.join(hook.kinds)}  {hook.url}")
    return 0


def _remove_hook(args: argparse.Namespace) -> int:
    from kiosk.run.central_links import remove_hook

    remove_hook(args.database, args.webhook)
    print(f"{args.webhook} is told nothing more")
    return 0


def _retry_hook(args: argparse.Namespace) -> int:
    from kiosk.run.central_links import retry_hook

    print(f"{retry_hook(args.database, args.webhook)} are tried again")
    return 0


def _delivery_log(args: argparse.Namespace) -> int:
    from kiosk.run.central_links import delivery_log

    for line in delivery_log(args.database, only_dead=args.dead):
        answer = line.answer or "-"
        print(
            f"{line.number}  {line.hook}  {line.kind}  {line.office}  {line.state}  {line.attempts}  {answer}"
        )
    return 0


def _deliver(args: argparse.Namespace) -> int:
    from kiosk.run.central_links import run_deliveries

    return run_deliveries(args.database, args.key)


def _open_incident(args: argparse.Namespace) -> int:
    from kiosk.run.central_links import open_incident

    print(open_incident(args.database, args.office, args.kind, args.since, args.until))
    return 0


def _list_incidents(args: argparse.Namespace) -> int:
    from kiosk.run.central_links import list_incidents

    for one in list_incidents(args.database):
        print(f"{one.incident}  {one.office}  {one.kind}  {one.since}–{one.until}")
    return 0


def _export_incident(args: argparse.Namespace) -> int:
    from kiosk.run.central_links import export_incident

    for file in export_incident(args.database, args.incident, args.out):
        print(file)
    return 0
