"""`kiosk notice`: what citizens are told, and the sign for the entrance, from the configuration in force."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

from kiosk.cli_config import add_config
from kiosk.config import load_config
from kiosk.errors import BadInput
from kiosk.notice import LANGUAGES, full_notice, notice_hash, notice_text
from kiosk.notice_sign import sign

if TYPE_CHECKING:
    import argparse

    from kiosk.config import Config


def add_notice(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add `kiosk notice` to the commands."""
    notice = commands.add_parser("notice", help="what citizens are told before the camera opens; the sign")
    add_config(notice)
    notice.add_argument(
        "--sign", type=Path, metavar="FILE", help="write the sign for the entrance, HTML on A4"
    )
    notice.set_defaults(run=_notice)


def _notice(args: argparse.Namespace) -> int:
    config = load_config(args.config)
    if args.sign is None:
        sys.stdout.write(whole_notice(config))
        return 0
    try:
        args.sign.write_text(sign(config), encoding="utf-8")
    except OSError as error:
        raise BadInput(f"cannot write {args.sign}: {error.strerror}; name another file") from error
    return 0


def whole_notice(config: Config) -> str:
    """Give the whole notice in all languages, with its version and the hash that consents cite."""
    lines = [f"{config.office.name}, {config.notice.version}", f"SHA-256 {notice_hash(config)}"]
    for language in LANGUAGES:
        lines += ["", f"[{language}]", notice_text(config, language)]
        for head, text in full_notice(config, language):
            lines += ["", f"{head}: {text}"]
    return "\n".join(lines) + "\n"
