"""The commands about a device's line to central."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from kiosk.cli_config import add_config
from kiosk.config import load_config

if TYPE_CHECKING:
    import argparse

EXIT_OK = 0


def add_sync(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add `kiosk enrol`, `kiosk sync`, `kiosk provision` and `kiosk relay`."""
    enrol = commands.add_parser("enrol", help="make this device known to the central server")
    how = enrol.add_mutually_exclusive_group(required=True)
    how.add_argument("--code", help="one-time code that central's operator gave")
    how.add_argument("--code-file", type=Path, help="file with that code; removed when central has taken it")
    how.add_argument("--qr", metavar="TEXT", help="what central's QR code says")
    how.add_argument("--show-key", action="store_true", help="without a network: the key to carry to central")
    enrol.set_defaults(run=_enrol)
    sync = commands.add_parser("sync", help="how far central has followed").add_subparsers(
        required=True, metavar="ACTION"
    )
    status = sync.add_parser("status", help="what is unsent, since when and why")
    status.add_argument("--json", action="store_true")
    status.set_defaults(run=_status)
    provision = commands.add_parser("provision", help="a kiosk.toml and a sticker for each device of a table")
    provision.add_argument("table", type=Path, help="CSV with the columns office, name, device")
    provision.add_argument("--out", type=Path, required=True, help="folder to write into")
    provision.add_argument("--central", required=True, help="address of central as devices reach it")
    provision.add_argument("--database", help="central's, to make codes; without it keys are carried")
    provision.set_defaults(run=_provision)
    relay = commands.add_parser(
        "relay", help="on a second kiosk: the way from its screen to the office's desk"
    )
    relay.add_argument(
        "--show-key", action="store_true", help="this device's key, for the other's kiosk.toml"
    )
    relay.set_defaults(run=_relay)
    for command in (enrol, status, relay):
        add_config(command)


def add_central_devices(central: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add what `kiosk central` does about devices and configurations."""
    code = central.add_parser(
        "code", help="a one-time code for one more device of an office, with its QR code"
    )
    code.add_argument("office")
    code.add_argument("--address", required=True, help="where devices reach central")
    code.set_defaults(run=_central_code)
    devices = central.add_parser("devices", help="all devices, and which are revoked")
    devices.set_defaults(run=_central_devices)
    admit = central.add_parser("admit", help="take keys that were carried here as QR codes")
    admit.add_argument("keys", type=Path, help="file with one key's text on each line")
    admit.set_defaults(run=_central_admit)
    revoke = central.add_parser("revoke", help="refuse a stolen device from now on")
    revoke.add_argument("office")
    revoke.add_argument("device")
    revoke.set_defaults(run=_central_revoke)
    publish = central.add_parser("publish", help="a configuration that an office takes up on its date")
    publish.add_argument("office")
    publish.add_argument("file", type=Path)
    publish.set_defaults(run=_central_publish)
    for command in (code, devices, admit, revoke, publish):
        command.add_argument(
            "--database", default="sqlite:///central.db", help="sqlite:///FILE or postgresql://…"
        )


def _enrol(args: argparse.Namespace) -> int:
    from kiosk.run import enrolling

    config = load_config(args.config)
    if args.show_key:
        print(enrolling.show_key(config))
    elif args.qr:
        print(enrolling.describe(enrolling.enrol_by_invitation(config, args.qr)))
    else:
        code = args.code or enrolling.read_code(args.code_file)
        print(enrolling.describe(enrolling.enrol_by_code(config, code)))
        if args.code_file is not None:
            args.code_file.unlink()
    return EXIT_OK


def _status(args: argparse.Namespace) -> int:
    import msgspec

    from kiosk.run.sync_status import one_line, report_sync

    report = report_sync(load_config(args.config))
    print(msgspec.json.encode(report).decode() if args.json else one_line(report))
    return EXIT_OK


def _provision(args: argparse.Namespace) -> int:
    from kiosk.run.provision import provision

    for written in provision(args.table, args.out, args.central, args.database):
        print(written)
    return EXIT_OK


def _relay(args: argparse.Namespace) -> int:
    from kiosk.run.relay import device_key_text, run_relay

    config = load_config(args.config)
    if not args.show_key:
        return run_relay(config)
    print(device_key_text(config))
    return EXIT_OK


def _central_code(args: argparse.Namespace) -> int:
    from kiosk.lib.qr import qr_lines
    from kiosk.run.central_devices import new_invitation

    code, text = new_invitation(args.database, args.office, args.address)
    print(f"{qr_lines(text)}\n{text}\n{code}")
    return EXIT_OK


def _central_devices(args: argparse.Namespace) -> int:
    from kiosk.run.central_devices import list_devices

    print("\n".join(list_devices(args.database)))
    return EXIT_OK


def _central_admit(args: argparse.Namespace) -> int:
    from kiosk.errors import BadInput
    from kiosk.run.central_devices import admit_keys

    try:
        texts = args.keys.read_text("utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise BadInput(f"{args.keys}: cannot be read as text; write one key's text on each line") from error
    print("\n".join(admit_keys(args.database, texts)))
    return EXIT_OK


def _central_revoke(args: argparse.Namespace) -> int:
    from kiosk.run.central_devices import revoke_device

    print(revoke_device(args.database, args.office, args.device))
    return EXIT_OK


def _central_publish(args: argparse.Namespace) -> int:
    from kiosk.run.central_devices import publish_config

    print(publish_config(args.database, args.office, args.file))
    return EXIT_OK
