"""Nothing that was seen lies readable on a disk, in a log or on a wire."""

from __future__ import annotations

import base64
import uuid
from pathlib import Path

import numpy as np

from kiosk.config import load_config
from kiosk.domain.commands import CheckIn, Consent
from kiosk.domain.events import How
from kiosk.domain.ids import CommandId, FieldCode
from kiosk.domain.look import Look, look_purpose, pack_look
from kiosk.lib.sealing import seal
from kiosk.lib.units import BootId
from kiosk.link.client import DeskLink, issued_now
from kiosk.notice import notice_hash
from tests.run.processes import Site
from tests.run.traces import traces
from tests.run.wiretap import Wiretap

PIECE = 24
"""Bytes of a template that are looked for: six numbers in a row occur nowhere by chance."""


def forms_of(template: bytes) -> list[bytes]:
    """Give what a readable template would look like: as bytes, as base64 in each alignment, as text."""
    middle = template[len(template) // 2 :]
    raw = middle[:PIECE]
    coded = [base64.b64encode(middle[start : start + PIECE])[:-4] for start in range(3)]
    numbers = np.frombuffer(template, "<f4")
    return [raw, *coded, raw.hex().encode(), f"{numbers[0]:.5f}, {numbers[1]:.5f}".encode()]


def give_face(link: DeskLink, template: bytes) -> dict[str, object]:
    hello = link.hello()
    config = load_config(None)
    command_id = CommandId(str(uuid.uuid4()))
    look = Look(hello["embedder"], hello["embedder_sha256"], template, "camera")
    sealed = seal(
        pack_look(look), base64.b64decode(hello["seal_key"]), look_purpose(hello["office"], command_id)
    )
    boot = BootId(hello["time"]["boot"])
    consent = Consent(config.notice.version, notice_hash(config))
    command = CheckIn(
        command_id,
        issued_now(boot),
        FieldCode("ho_tich"),
        How.FACE,
        sealed_look=base64.b64encode(sealed).decode(),
        consent=consent,
    )
    return link.send(command, boot)


def test_no_template_and_no_picture_is_readable_on_disk_or_on_the_wire(tmp_path: Path) -> None:
    site = Site(tmp_path)
    desk = site.start_desk()
    tap = Wiretap(tmp_path / "tap.sock", site.socket)
    link = DeskLink(tmp_path / "tap.sock")
    vector = np.random.default_rng(5).normal(size=128)
    template = (vector / np.linalg.norm(vector)).astype("<f4").tobytes()
    answer = give_face(link, template)
    assert answer["ticket"]
    on_disk = [path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()]
    link.close()
    desk.terminate()
    assert desk.wait(20) == 0
    tap.stop()
    on_disk += [path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()]
    assert tap.crashes == []
    assert b"sealed_look" in tap.heard
    for content in [*on_disk, bytes(tap.heard)]:
        assert traces(content) == []
        for form in forms_of(template):
            assert form not in content
