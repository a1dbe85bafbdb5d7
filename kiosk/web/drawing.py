"""Pages drawn from templates, each with the office's present name and logo."""

from __future__ import annotations

from typing import TYPE_CHECKING

from jinja2 import Environment, PackageLoader, StrictUndefined
from starlette.responses import HTMLResponse, Response

from kiosk.reports.cells import number
from kiosk.web.logo import OfficeLogo

if TYPE_CHECKING:
    from kiosk.desk.service import Desk


class Drawing:
    """Draws templates; one for all pages of a desk."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self.logo = OfficeLogo(desk)
        self._templates = Environment(
            loader=PackageLoader("kiosk.web"),
            autoescape=True,
            undefined=StrictUndefined,
            auto_reload=False,
            trim_blocks=True,
            lstrip_blocks=True,
        )
        self._templates.filters["number"] = number

    def page(self, template: str, *, status: int = 200, **values: object) -> Response:
        """Give a template, filled, as an answer."""
        text = self._templates.get_template(template).render(
            office_name=self._desk.config.office.name, logo=self.logo.address(), **values
        )
        return HTMLResponse(text, status)
