"""`kiosk voice`: packs of clips, made, recorded, checked, heard."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

from kiosk.config import load_config
from kiosk.errors import BadInput

if TYPE_CHECKING:
    import argparse

    from kiosk.voice.phrases import Language


def add_voice(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add `kiosk voice` to the commands."""
    voice = commands.add_parser("voice", help="the clips that announcements are joined from")
    actions = voice.add_subparsers(required=True, metavar="ACTION")
    make = actions.add_parser("make", help="make a pack with espeak-ng")
    make.add_argument("--lang", default="vi", choices=("vi", "en"))
    make.add_argument("--config", type=Path, help="whose notice and fields are spoken")
    make.set_defaults(run=_make)
    record = actions.add_parser("record", help="record a pack in any language, about a quarter of an hour")
    record.add_argument("--lang", required=True, help="ISO 639 code, such as tyz for Tày")
    record.add_argument("--config", type=Path, help="only the letters of this office's fields are recorded")
    record.set_defaults(run=_record)
    for command in (make, record):
        command.add_argument("--out", type=Path, help="the pack's folder; the device's own without it")
    check = actions.add_parser("check", help="tell what a pack lacks")
    check.add_argument("pack", type=Path)
    check.add_argument("--config", type=Path)
    check.set_defaults(run=_check)
    say = actions.add_parser("say", help="write one announcement as WAV")
    say.add_argument("code", help="a ticket's code, such as A015")
    say.add_argument("counter", type=int)
    say.add_argument("--kind", choices=("call", "last_call", "missed"), default="call")
    say.add_argument("--style", choices=("number", "digits"), default="number", help="how the code is read")
    say.add_argument("--pack", type=Path, help="the device's Vietnamese one without it")
    say.add_argument("--out", type=Path, required=True)
    say.set_defaults(run=_say)


def _make(args: argparse.Namespace) -> int:
    from kiosk.voice.making import make_pack

    folder = args.out or _device_pack(args.lang)
    manifest = make_pack(folder, _office_language(args.lang, args.config))
    sys.stdout.write(f"{len(manifest.phrases)} clips in {folder}\n")
    return 0


def _record(args: argparse.Namespace) -> int:
    from kiosk.voice.recording import Microphone, record_pack

    folder = args.out or _device_pack(args.lang)
    spoken = _office_language(args.lang, args.config)
    try:
        done = record_pack(folder, spoken, Microphone(), input, lambda line: sys.stdout.write(f"{line}\n"))
    except EOFError as error:
        raise BadInput("a person must answer at the keyboard; run it in a terminal") from error
    return 0 if done else 1


def _check(args: argparse.Namespace) -> int:
    from kiosk.voice.pack import load_manifest, problems

    manifest = load_manifest(args.pack)
    found = problems(args.pack, _office_language(manifest.language, args.config).texts)
    for problem in found:
        sys.stdout.write(f"{problem}\n")
    if not found:
        sys.stdout.write(f"{args.pack}: {len(manifest.phrases)} clips, nothing is missing\n")
    return 1 if found else 0


def _say(args: argparse.Namespace) -> int:
    from kiosk.domain.speaking import Kind
    from kiosk.voice.announcement import Speaker
    from kiosk.voice.reading import CodeStyle
    from kiosk.voice.sound import write_wav

    speaker = Speaker(args.pack or _device_pack("vi"), CodeStyle(args.style))
    sound = speaker.announce(Kind(args.kind), args.code, args.counter)
    try:
        args.out.write_bytes(write_wav(sound))
    except OSError as error:
        raise BadInput(f"cannot write {args.out}: {error.strerror}; name another file with --out") from error
    return 0


def _device_pack(lang: str) -> Path:
    from kiosk.voice.pack import packs_folder

    return packs_folder() / lang


def _office_language(lang: str, config: Path | None) -> Language:
    """Give a language with the letters of an office's fields, and with all that its kiosk says."""
    from kiosk.notice import notice_text
    from kiosk.ui.prompting import spoken_texts
    from kiosk.ui.wording import load_wording
    from kiosk.voice.phrases import language
    from kiosk.voice.prompts import with_prompts

    office = load_config(config)
    letters = "".join(sorted(field.letter for field in office.field))
    wording = load_wording()
    prompts = spoken_texts(wording.get(lang, wording["vi"]), notice_text(office, lang))
    return with_prompts(language(lang, letters), prompts)
