"""How often Python looks for rings of forgotten objects."""

from __future__ import annotations

import subprocess
import sys

PROGRAM = """
import gc, weakref
from kiosk.lib.garbage import NEW_OBJECTS, look_seldom

class Ring:
    def __init__(self):
        self.self = self

look_seldom()
assert gc.get_threshold()[0] == NEW_OBJECTS
assert gc.get_freeze_count() > 0
forgotten = weakref.ref(Ring())
assert forgotten() is not None
kept = [[] for _ in range(2 * NEW_OBJECTS)]
assert forgotten() is None
"""


def test_a_forgotten_ring_lives_on_for_a_while_and_not_for_ever() -> None:
    subprocess.run([sys.executable, "-c", PROGRAM], check=True, timeout=60)
