"""Takes a ticket with a face at a booted kiosk: a picture replayed before the real models, the look sealed to the real desk.

Runs inside the booted machine with the kiosk's own packages; the boot test brings script and picture in.
"""

from __future__ import annotations

import argparse
import base64
import os
import sys
import time
import uuid
from contextlib import closing
from pathlib import Path

sys.path[0:0] = ["/opt/kiosk/current", "/opt/kiosk/current/site-packages"]
os.environ["KIOSK_MODELS_DIR"] = "/opt/kiosk/models"

from typing import TYPE_CHECKING

from kiosk.camera.portrait import PortraitSource
from kiosk.config import load_config
from kiosk.domain import commands as c
from kiosk.domain.events import How
from kiosk.domain.ids import CommandId, FieldCode
from kiosk.domain.look import Look as SealedLook
from kiosk.domain.look import look_purpose, pack_look
from kiosk.face.challenge import Side
from kiosk.face.engines import build_pipeline
from kiosk.face.look import Look, Seen
from kiosk.lib.sealing import seal
from kiosk.lib.units import BootId, DurationMs, MonotonicNs
from kiosk.link.client import DeskLink, issued_now
from kiosk.models.store import path_of

if TYPE_CHECKING:
    from kiosk.face.embed import Template

LOOK_WITHIN_S = 480.0
"""An emulated processor needs seconds for one frame, and many where it is not alone."""


def seen_in(picture: Path) -> Seen:
    """Show a picture to the pipeline until a look is complete."""
    pipeline = build_pipeline("sface", path_of)
    source = PortraitSource(picture, fps=5.0, step_s=1.0, stay_s=LOOK_WITHIN_S)
    source.open()
    began = MonotonicNs(time.monotonic_ns())
    look = Look(pipeline.embedder, began, "off", lambda: Side.LEFT, DurationMs(round(LOOK_WITHIN_S * 1000)))
    while time.monotonic_ns() - began < LOOK_WITHIN_S * 1e9:
        outcome = look.take(pipeline.look(source.read(LOOK_WITHIN_S), look.wants))
        if isinstance(outcome, Seen):
            return outcome
    raise SystemExit(f"no good look at {picture} within {LOOK_WITHIN_S:g} s")


def check_in(link: DeskLink, template: Template) -> str:
    """Take a place with a face as the screen does; gives the ticket's code."""
    hello = link.hello()
    boot = BootId(hello["time"]["boot"])
    command_id = CommandId(str(uuid.uuid4()))
    look = SealedLook(
        template.embedder, template.embedder_sha256, template.values.astype("<f4").tobytes(), "flat"
    )
    key = base64.b64decode(hello["seal_key"])
    command = c.CheckIn(
        command_id,
        issued_now(boot),
        FieldCode("ho_tich"),
        How.FACE,
        sealed_look=base64.b64encode(
            seal(pack_look(look), key, look_purpose(hello["office"], command_id))
        ).decode(),
        consent=c.Consent(hello["notice_version"], hello["notice_hash"]),
    )
    return str(link.send(command, boot)["ticket"]["code"])


def main() -> None:
    """Take the ticket twice: the second look must find the first one's."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("picture", type=Path)
    args = parser.parse_args()
    config = load_config(Path("/etc/kiosk/kiosk.toml"))
    began_s = time.monotonic()
    template = seen_in(args.picture).template
    print(f"face: a look at a replayed picture took {time.monotonic() - began_s:.1f} s, models included")
    with closing(DeskLink(Path(config.desk.runtime_dir) / "desk.sock")) as link:
        codes = [check_in(link, template) for _ in range(2)]
    if codes[0] != codes[1]:
        raise SystemExit(f"the second look got {codes[1]}, not the ticket {codes[0]} that exists")
    print(f"face: ticket {codes[0]} taken with a face, and found again by it")


if __name__ == "__main__":
    main()
