"""An incident's report as a page to print."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from kiosk.central.pages import VIETNAM
from kiosk.lib.units import MS_PER_S

if TYPE_CHECKING:
    from kiosk.central.rest.incidents import IncidentReport

TEMPLATES = Path(__file__).parent / "templates"

KINDS = {
    "device_stolen": "Mất thiết bị",
    "intrusion": "Xâm nhập trái phép",
    "disclosure": "Lộ dữ liệu",
    "loss": "Mất dữ liệu",
    "tampering": "Sửa đổi trái phép",
}
HOWS = {"face": "Khuôn mặt", "plain": "Lấy số", "staff": "Cán bộ", "id": "Thẻ căn cước"}


def to_html(made: IncidentReport, sheet: str = "") -> str:
    """Write the page.

    Args:
        sheet: Address of its style sheet; empty for one file with nothing beside it.
    """
    templates = Environment(loader=FileSystemLoader(TEMPLATES), autoescape=True, undefined=StrictUndefined)
    templates.filters |= {"moment": moment, "at": _at}
    page = templates.get_template("incident.html")
    return page.render(made=made, kinds=KINDS, hows=HOWS, sheet=sheet)


def moment(iso: str) -> str:
    """Write a moment (ISO 8601) as people here read it."""
    return datetime.fromisoformat(iso).astimezone(VIETNAM).strftime("%H:%M %d/%m/%Y")


def _at(at: int | None) -> str:
    return (
        "không rõ"
        if at is None
        else datetime.fromtimestamp(at // MS_PER_S, VIETNAM).strftime("%H:%M:%S %d/%m")
    )
