"""The office's figures as pages for a supervisor: tables, the legs behind each figure, files to take away."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar
from urllib.parse import urlencode

from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from kiosk.desk.accounts import Role
from kiosk.errors import BadInput, NotSignedIn
from kiosk.reports.export import to_json
from kiosk.reports.figures import By, behind
from kiosk.reports.legs import Period
from kiosk.reports.report import Setting, gather, make_report
from kiosk.reports.samples import Figure
from kiosk.reports.source import DeskLog, latest_day
from kiosk.reports.table import HEAT_TITLE, to_csv
from kiosk.reports.tables import behind_table, figures_behind, figures_table, tables
from kiosk.reports.wording import BY_VI
from kiosk.web.guard import refuse_but

if TYPE_CHECKING:
    from starlette.requests import Request

    from kiosk.desk.accounts import Session
    from kiosk.desk.service import Desk
    from kiosk.reports.report import Report
    from kiosk.reports.table import Cell, Table
    from kiosk.web.session_api import Sessions

Result = TypeVar("Result")

REPORTS_AT_ONCE = 1
"""A year of legs takes the memory and the processor of a small machine; the queue goes first."""

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
HEAT_STEPS = 5
TITLES = {
    Figure.WAIT: "Thời gian chờ đến lần gọi đầu",
    Figure.WAIT_OPEN: "Thời gian chờ trong giờ mở cửa",
    Figure.TOTAL_WAIT: "Tổng thời gian chờ",
    Figure.WALK: "Thời gian đến quầy",
    Figure.SERVE: "Thời gian phục vụ tại quầy",
}


@dataclass(frozen=True, slots=True)
class ReportDesk:
    """Where reports are read from.

    Attributes:
        database: The desk's SQLite file, opened for reading only, beside the desk.
        setting: Gives what a report must know of the office now.
    """

    database: Path
    setting: Callable[[], Setting]


@dataclass(frozen=True, slots=True)
class Asked:
    """Which figures a page is about; dates are ISO 8601, empty for the newest day."""

    first: str
    last: str
    by: By

    @classmethod
    def of(cls, request: Request) -> Asked:
        """Read it from an address.

        Raises:
            BadInput: It names no division that there is.
        """
        first = request.query_params.get("from", "")
        by = request.query_params.get("by", By.FIELD)
        if by not in list(By):
            raise BadInput(f"figures are divided by {', '.join(By)}, not by {by[:20]!r}")
        return cls(first, request.query_params.get("to", "") or first, By(by))

    def period(self, log: DeskLog) -> Period:
        """Give its days.

        Raises:
            BadInput: They are no dates, or there is no day yet.
        """
        first = self.first or self.last or latest_day(log).isoformat()
        return Period.parse(first, self.last or first)

    def address(self, path: str, **more: str) -> str:
        """Write the address of a page about the same days."""
        return f"{path}?{urlencode({'from': self.first, 'to': self.last, 'by': self.by, **more})}"


class FiguresPages:
    """Routes of the figures. Belongs to the desk's loop; reading happens beside it."""

    def __init__(
        self, desk: Desk, sessions: Sessions, reports: ReportDesk, page: Callable[..., Response]
    ) -> None:
        self._desk = desk
        self._sessions = sessions
        self._reports = reports
        self._page = page
        self._at_once = asyncio.Semaphore(REPORTS_AT_ONCE)

    def routes(self) -> list[Route]:
        """List the routes to mount."""
        return [
            Route("/figures", self.figures),
            Route("/figures/legs", self.legs),
            Route("/figures/csv", self.csv),
            Route("/figures/xlsx", self.xlsx),
            Route("/figures/json", self.json),
        ]

    async def figures(self, request: Request) -> Response:
        """Show a period's tables."""
        try:
            who = self._sessions.of(request).session
        except NotSignedIn:
            return RedirectResponse("/", 303)
        refuse_but(who, Role.SUPERVISOR)
        asked = Asked.of(request)
        values = {"account": who.account, "counter": who.counter, "asked": asked, "divisions": BY_VI}
        try:
            report = await self._report(asked)
        except BadInput as error:
            return self._page("figures.html", trouble=str(error), period=None, **values)
        figures, *others = tables(report, self._names())[:-1]
        return self._page(
            "figures.html",
            trouble="",
            period=report.period,
            figures=_opened(figures, report, asked),
            others=[(table, _heat_steps(table)) for table in others],
            **values,
        )

    async def legs(self, request: Request) -> Response:
        """Show the legs behind one figure."""
        who = self._supervisor(request)
        asked, wanted = Asked.of(request), request.query_params.get("figure", "")
        if wanted not in list(Figure):
            raise BadInput(f"there is no figure {wanted[:20]!r}; there are {', '.join(Figure)}")
        figure, group = Figure(wanted), request.query_params.get("group", "")

        def read() -> Table:
            with DeskLog(self._reports.database) as log:
                setting = self._reports.setting()
                by = asked.by if group else None
                found = behind(gather(log, asked.period(log), setting), figure, by, group)
                return behind_table(found, self._names(), setting.zone)

        table = await self._beside(read)
        return self._page(
            "legs.html",
            account=who.account,
            counter=who.counter,
            title=TITLES[figure],
            group=self._names().get(group, group),
            table=table,
            back=asked.address("/figures"),
        )

    async def csv(self, request: Request) -> Response:
        """Give the table of figures as CSV."""
        self._supervisor(request)
        report = await self._report(Asked.of(request))
        text = to_csv(figures_table(report, self._names()))
        return _file(text.encode(), "text/csv; charset=utf-8", report, "csv")

    async def xlsx(self, request: Request) -> Response:
        """Give all tables as a workbook."""
        self._supervisor(request)
        report = await self._report(Asked.of(request))

        def write() -> bytes:
            from kiosk.reports.workbook import to_xlsx

            return to_xlsx(tables(report, self._names()))

        return _file(await self._beside(write), XLSX, report, "xlsx")

    async def json(self, request: Request) -> Response:
        """Give everything as open JSON."""
        self._supervisor(request)
        report = await self._report(Asked.of(request))
        return _file(to_json(report).encode(), "application/json", report, "json")

    async def _report(self, asked: Asked) -> Report:
        def read() -> Report:
            with DeskLog(self._reports.database) as log:
                return make_report(log, asked.period(log), asked.by, self._reports.setting())

        return await self._beside(read)

    async def _beside(self, work: Callable[[], Result]) -> Result:
        async with self._at_once:
            return await asyncio.to_thread(work)

    def _supervisor(self, request: Request) -> Session:
        who = self._sessions.of(request).session
        refuse_but(who, Role.SUPERVISOR)
        return who

    def _names(self) -> dict[str, str]:
        return {field.code: field.name_vi for field in self._desk.config.field}


def _opened(table: Table, report: Report, asked: Asked) -> dict[str, object]:
    """Put beside each cell of the figures' table the address of the legs behind it."""
    groups = [*(group.name for group in report.groups), ""]
    rows = []
    for group, (name, *cells) in zip(groups, table.rows, strict=True):
        addresses = [
            asked.address("/figures/legs", figure=figure, group=group) for figure in figures_behind()
        ]
        rows.append((name, list(zip(cells, addresses, strict=True))))
    return {"title": table.title, "headings": table.headings, "rows": rows}


def _heat_steps(table: Table) -> list[list[int]] | None:
    """Grade the cells of the heat map from 0 to 5, counts and waits each on their own scale; None elsewhere."""
    if table.title != HEAT_TITLE:
        return None
    tops = [
        max((_number(cell) for row in table.rows for cell in row[first::2]), default=0.0) for first in (1, 2)
    ]
    return [
        [
            0,
            *(
                round(HEAT_STEPS * _number(cell) / (tops[place % 2] or 1))
                for place, cell in enumerate(row[1:])
            ),
        ]
        for row in table.rows
    ]


def _number(cell: Cell) -> float:
    return float(cell) if isinstance(cell, int | float) else 0.0


def _file(content: bytes, media_type: str, report: Report, ending: str) -> Response:
    headers = {"Content-Disposition": f'attachment; filename="so-lieu-{report.period}.{ending}"'}
    return Response(content, media_type=media_type, headers=headers)
