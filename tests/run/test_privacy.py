"""Nothing that was seen lies readable on a disk, in a log or on a wire."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from kiosk.config import load_config
from kiosk.link.client import DeskLink
from tests.run.given import forms_of, give_face
from tests.run.processes import Site
from tests.run.traces import traces
from tests.run.wiretap import Wiretap


def test_no_template_and_no_picture_is_readable_on_disk_or_on_the_wire(tmp_path: Path) -> None:
    site = Site(tmp_path)
    desk = site.start_desk()
    tap = Wiretap(tmp_path / "tap.sock", site.socket)
    link = DeskLink(tmp_path / "tap.sock")
    vector = np.random.default_rng(5).normal(size=128)
    template = (vector / np.linalg.norm(vector)).astype("<f4").tobytes()
    answer = give_face(link, load_config(None), template)
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
        assert [form for form, found in forms_of(template).items() if found in content] == []
