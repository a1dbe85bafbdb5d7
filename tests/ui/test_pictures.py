"""The live preview and the QR code, as they reach the glass."""

from __future__ import annotations

import gc
import threading
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from PyQt6.QtCore import QPointF
from PyQt6.QtGui import QColor, QImage
from PyQt6.QtQuick import QQuickItem

from kiosk.camera.frame import Frame
from kiosk.lib.qr import QUIET_ZONE, qr_matrix
from kiosk.lib.units import MonotonicNs
from kiosk.ui.parts import Aid
from kiosk.ui.touch import visible_items
from kiosk.ui.view_state import FacePlace
from tests.ui.views import TICKET, every_view

if TYPE_CHECKING:
    from kiosk.ui.conductor import Conductor
    from tests.ui.conftest import MakeConductor

RED, BLUE = (200, 0, 0), (0, 0, 200)


def red_left_blue_right() -> Frame:
    pixels = np.zeros((480, 640, 3), np.uint8)
    pixels[:, :320] = RED
    pixels[:, 320:] = BLUE
    pixels.flags.writeable = False
    return Frame(pixels, MonotonicNs(0), 1)


def item(conductor: Conductor, name: str) -> QQuickItem:
    return next(found for found in visible_items(conductor.window.window) if found.objectName() == name)


def at(conductor: Conductor, picture: QImage, x: float, y: float) -> tuple[int, int, int]:
    """Give the colour at a place of the preview, 0 to 1 from its top left."""
    preview = item(conductor, "preview")
    place = preview.mapToScene(QPointF(preview.width() * x, preview.height() * y))
    colour = QColor(picture.pixel(int(place.x()), int(place.y())))
    return colour.red(), colour.green(), colour.blue()


def test_the_preview_is_a_mirror(conduct: MakeConductor) -> None:
    conductor = conduct()
    conductor.window.show_state(every_view("vi")["ring-hold_still"])
    thread = threading.Thread(target=conductor.window.show_frame, args=(red_left_blue_right(),))
    thread.start()
    thread.join(5)
    picture = conductor.window.window.grabWindow()
    assert at(conductor, picture, 0.3, 0.5) == BLUE
    assert at(conductor, picture, 0.7, 0.5) == RED
    assert at(conductor, picture, 0.03, 0.03) not in {RED, BLUE}


def test_the_ring_goes_to_the_face(conduct: MakeConductor) -> None:
    conductor = conduct()
    ring = every_view("vi")["ring-hold_still"]
    # A child's face, low on the camera's right: the mirror shows nothing but that side.
    low = replace(ring, face=FacePlace(0.72, 0.8, 0.2), aids=frozenset({Aid.CALM}))
    conductor.window.show_state(low)
    conductor.window.show_frame(red_left_blue_right())
    picture = conductor.window.window.grabWindow()
    assert {at(conductor, picture, x, 0.5) for x in (0.3, 0.5, 0.7)} == {BLUE}


def test_no_picture_stays_after_the_camera_closed(conduct: MakeConductor) -> None:
    conductor = conduct()
    ring = every_view("vi")["ring-hold_still"]
    conductor.window.show_state(ring)
    conductor.window.show_frame(red_left_blue_right())
    conductor.window.show_state(replace(ring, camera_is_on=False))
    conductor.window.show_frame(red_left_blue_right())
    conductor.window.show_state(ring)
    picture = conductor.window.window.grabWindow()
    assert at(conductor, picture, 0.3, 0.5) not in {RED, BLUE}


def test_the_qr_code_can_be_read_from_the_glass(conduct: MakeConductor, tmp_path: Path) -> None:
    import cv2

    for size, width_mm in (((1080, 1920), 268.0), ((1280, 720), 223.0)):
        conductor = conduct(size, width_mm)
        conductor.window.show_state(every_view("vi")["ticket"])
        path = tmp_path / "ticket.png"
        conductor.window.window.grabWindow()
        conductor.window.grab(path)
        picture = cv2.imread(str(path))
        assert picture is not None
        text, _, _ = cv2.QRCodeDetector().detectAndDecode(picture)
        assert text == TICKET.qr_text


def test_screens_that_came_and_went_leave_no_item_in_memory(conduct: MakeConductor) -> None:
    conductor = conduct()
    views = every_view("vi")

    def show_all() -> int:
        for name in ("ring-hold_still", "scan", "slip", "ticket", "start"):
            conductor.window.show_state(views[name])
            conductor.window.window.grabWindow()
        gc.collect()
        return sum(isinstance(found, QQuickItem) for found in gc.get_objects())

    assert show_all() == show_all() == show_all()


def test_any_text_reaches_the_glass_as_it_is(conduct: MakeConductor, tmp_path: Path) -> None:
    import cv2

    conductor = conduct()
    pay = every_view("vi")["pay"]
    for text in ("https://x.vn/a//../b?c=d%2Fe&f=100%25+1#g", "0002010102 1138/57%", "image://qr/a:b@c"):
        conductor.window.show_state(replace(pay, office=replace(pay.office, payment_qr=text)))
        path = tmp_path / "pay.png"
        conductor.window.grab(path)
        picture = cv2.imread(str(path))
        assert picture is not None
        assert cv2.QRCodeDetector().detectAndDecode(picture)[0] == text


def test_a_qr_code_has_its_quiet_zone() -> None:
    matrix = qr_matrix("A017")
    assert len(matrix) == 21 + 2 * QUIET_ZONE
    border = [*matrix[:QUIET_ZONE], *matrix[-QUIET_ZONE:]]
    assert not any(module for row in border for module in row)
    assert matrix[QUIET_ZONE][QUIET_ZONE]
