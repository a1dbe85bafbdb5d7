"""The order of play: who comes when, when the officers begin, and which pages are looked at."""

from __future__ import annotations

import time
from pathlib import Path
from typing import TYPE_CHECKING

from PIL import Image, ImageDraw

from kiosk.errors import Refused

if TYPE_CHECKING:
    from collections.abc import Callable

    from kiosk.run.demo_people import Person
    from kiosk.run.demo_script import Citizens, Officer

FIELDS = (
    "ho_tich",
    "chung_thuc",
    "dat_dai_xay_dung",
    "ho_kinh_doanh",
    "bao_tro_nguoi_co_cong",
    "cu_tru_can_cuoc",
)
COME_SHARE = 0.6
"""Share of the demo's time in which citizens come; the rest is for serving them."""

DRAIN_WITHIN_S = 90.0
POLL_S = 0.2

MANY_PEOPLE = 22
"""So many get a ticket by face from a folder that holds as many."""

MOST_TRIES = 40
"""People who may come until then; some pictures are no good for a template."""

COME_BACK = 6
"""So many of them come back with another picture."""

HEAD_TURN = Path(__file__).parents[3] / "shared/data/video/head-pose-face-detection-female-and-male.gif"
"""A film of a turning head, beside a checkout (intel-iot-devkit/sample-videos, CC BY 4.0); not part of the product."""

WRONG_SIDE, RIGHT_SIDE = "left", "right"
"""As the citizen sees it; the film's head turns to the right."""

FIGURE_SIZE = (600, 720)


def play_two(citizens: Citizens, people: list[Person], half_time: Callable[[], None]) -> None:
    """Let two people take four tickets by face, one of them twice; two others take plain numbers."""
    first, second = people[0], people[-1]
    citizens.ask_help()
    citizens.take_face_ticket(first, first.pictures[0], "ho_tich")
    citizens.take_face_ticket(first, first.pictures[0], "chung_thuc")
    citizens.take_face_ticket(second, second.pictures[0], "dat_dai_xay_dung")
    citizens.take_plain_ticket("ho_kinh_doanh")
    half_time()
    citizens.take_face_ticket(first, first.pictures[-1], "ho_tich", known=True)
    citizens.take_face_ticket(second, second.pictures[-1], "cu_tru_can_cuoc")
    citizens.take_plain_ticket("bao_tro_nguoi_co_cong")


def play_many(citizens: Citizens, people: list[Person], half_time: Callable[[], None]) -> None:
    """Let a crowd take tickets by face; some come back with another picture, one denies their own ticket."""
    came: list[tuple[Person, str]] = []
    for number, person in enumerate(people[:MOST_TRIES]):
        if number == MANY_PEOPLE // 2:
            half_time()
        field = FIELDS[number % len(FIELDS)]
        if citizens.take_face_ticket(person, person.pictures[0], field) == "ticket":
            came.append((person, field))
        if len(came) == MANY_PEOPLE:
            break
    for person, field in [pair for pair in came if len(pair[0].pictures) > 1][:COME_BACK]:
        citizens.take_face_ticket(person, person.pictures[1], field, known=True)
    person, field = came[0]
    citizens.deny_own_ticket(person, person.pictures[0], field)
    citizens.take_plain_ticket("nhan_ket_qua")
    citizens.take_plain_ticket("huong_dan")


def play_liveness(citizens: Citizens, picture: Path) -> None:
    """Hold up a flat picture; then, where there is one, play a film of a head that turns, to the wrong side and the right."""
    citizens.hold_up_picture(picture, "nhan_ket_qua")
    if not HEAD_TURN.is_file():
        citizens.expected.head_turn = f"skipped: no {HEAD_TURN.name}"
        return
    citizens.turn_head(HEAD_TURN, "huong_dan", WRONG_SIDE, is_right=False)
    citizens.turn_head(HEAD_TURN, "huong_dan", RIGHT_SIDE, is_right=True)


def play_until(citizens: Citizens, end: float) -> None:
    """Let people without a wish for face tickets come until a moment of ``time.monotonic``."""
    while time.monotonic() < end:
        citizens.take_plain_ticket("huong_dan")
        citizens.take_plain_ticket("nhan_ket_qua")


def wait_until_served(officer: Officer) -> None:
    """Wait until nobody waits, is paused, called or served.

    Raises:
        Refused: People are still there after the limit.
    """
    end = time.monotonic() + DRAIN_WITHIN_S
    while time.monotonic() < end:
        snapshot = officer.snapshot()
        busy = [counter for counter in snapshot["counters"] if counter["ticket"]]
        if not snapshot["waiting"] and not snapshot["cooling"] and not busy:
            return
        time.sleep(POLL_S)
    raise Refused(f"after {DRAIN_WITHIN_S:.0f} s {len(snapshot['waiting'])} people still wait")


def draw_silhouette(folder: Path) -> Path:
    """Draw a figure of nobody, for the picture of the ring."""
    width, height = FIGURE_SIZE
    figure = Image.new("RGB", FIGURE_SIZE, (148, 146, 140))
    pen = ImageDraw.Draw(figure)
    pen.ellipse((width * 0.3, height * 0.12, width * 0.7, height * 0.6), fill=(70, 74, 82))
    pen.ellipse((width * 0.05, height * 0.62, width * 0.95, height * 1.4), fill=(70, 74, 82))
    path = folder / "silhouette.png"
    figure.save(path)
    return path
