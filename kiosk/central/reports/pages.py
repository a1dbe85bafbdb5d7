"""The leaders' pages: one for each topic, all of them on paper, and files to take away."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TYPE_CHECKING, TypeVar

from starlette.concurrency import run_in_threadpool
from starlette.responses import Response
from starlette.routing import Route

from kiosk.central.reports.asking import SPANS_VI, Asked
from kiosk.central.reports.columns import Place
from kiosk.central.reports.gathering import TOPICS_VI, Gathered, Topic, gather
from kiosk.central.reports.names import SPLITS_VI
from kiosk.central.reports.opening import VIETNAM
from kiosk.lib.units import MS_PER_S, WallMs
from kiosk.reports.cells import minutes, number, percent
from kiosk.reports.table import Table, to_csv

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from starlette.requests import Request

    from kiosk.central.accounts import Viewer
    from kiosk.central.pages import Pages
    from kiosk.central.reports.reports import Reports
    from kiosk.lib.clock import Clock

T = TypeVar("T")

REPORTS_AT_ONCE = 2
"""A year of a province, 1.5 million legs, takes some 200 MB and a second of a processor; desks' events go first."""

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
LONGEST_SHEET_NAME = 31
"""Of a sheet's name, by spreadsheets' own limit."""

PRINTED = (Topic.WAITS, Topic.TREND, Topic.HEAT, Topic.HOARDING, Topic.WORDS, Topic.STAFFING, Topic.TRUST)


@dataclass(frozen=True, slots=True)
class Frame:
    """What surrounds every page of the reports: what is asked, and what could be asked instead.

    Attributes:
        places: All offices that may be seen.
        areas: Theirs, and what these lie in.
        offices: How many are asked for.
        upto: Until when the events that central received are all in the figures.
    """

    asked: Asked
    places: Sequence[Place]
    areas: Sequence[str]
    offices: int
    upto: WallMs

    @property
    def title(self) -> str:
        """What is reported on, in words."""
        if self.asked.office:
            return next(place.name for place in self.places if place.office == self.asked.office)
        return self.asked.area or "Tất cả các điểm được xem"


class ReportPages:
    """Routes of the reports; reading happens beside the loop, a few at a time."""

    def __init__(self, reports: Reports, pages: Pages, clock: Clock, fields: Mapping[str, str]) -> None:
        self._reports = reports
        self._pages = pages
        self._clock = clock
        self._fields = fields
        self._at_once = asyncio.Semaphore(REPORTS_AT_ONCE)
        pages.templates.filters |= {
            "number": number,
            "ms": lambda ms: f"{number(minutes(ms))} phút" if ms is not None else number(None),
            "percent": lambda share: f"{number(percent(share))}%" if share is not None else number(None),
            "date_vi": lambda day: f"{day:%d/%m/%Y}",
        }

    def routes(self) -> list[Route]:
        """List the pages with their addresses."""
        behind = self._pages.behind_door
        return [
            Route("/reports", behind(self.page)),
            Route("/reports/print", behind(self.paper)),
            Route("/reports/report.xlsx", behind(self.xlsx)),
            Route("/reports/{topic}", behind(self.page)),
            Route("/reports/{topic}/{table:int}.csv", behind(self.csv)),
        ]

    async def page(self, request: Request, viewer: Viewer) -> Response:
        """Show one topic."""
        return await self._show(request, viewer, "report.html", [_topic(request)])

    async def paper(self, request: Request, viewer: Viewer) -> Response:
        """Show all topics on one page, to be printed."""
        return await self._show(request, viewer, "report_print.html", list(PRINTED))

    async def csv(self, request: Request, viewer: Viewer) -> Response:
        """Give one table of a topic as CSV."""
        frame = await self._frame(request, viewer)
        topic, place = _topic(request), int(request.path_params["table"])
        found = await self._gather(frame, viewer, [topic]) if frame and topic else []
        tables = found[0].tables() if found else []
        if frame is None or not 0 <= place < len(tables):
            return self._pages.page("missing.html", viewer, 404)
        return _file(to_csv(tables[place]), "text/csv; charset=utf-8", f"{_name(frame)}-{topic}.csv")

    async def xlsx(self, request: Request, viewer: Viewer) -> Response:
        """Give all tables of all topics as one workbook."""
        from kiosk.reports.workbook import to_xlsx

        frame = await self._frame(request, viewer)
        if frame is None:
            return self._pages.page("missing.html", viewer, 404)
        found = await self._gather(frame, viewer, list(PRINTED))
        sheets = _sheets([table for each in found for table in each.tables()])
        content = await run_in_threadpool(to_xlsx, sheets)
        return _file(content, XLSX, f"{_name(frame)}.xlsx")

    async def _show(
        self, request: Request, viewer: Viewer, template: str, topics: list[Topic | None]
    ) -> Response:
        frame = await self._frame(request, viewer)
        wanted = [topic for topic in topics if topic is not None]
        if frame is None or not wanted:
            return self._pages.page("missing.html", viewer, 404)
        found = await self._gather(frame, viewer, wanted)
        return self._pages.page(
            template,
            viewer,
            frame=frame,
            asked=frame.asked,
            found=found,
            topics=TOPICS_VI,
            spans=SPANS_VI,
            splits=SPLITS_VI,
        )

    async def _frame(self, request: Request, viewer: Viewer) -> Frame | None:
        """Read what is asked; None where it is of no office that may be seen."""
        return await self._beside(lambda: self._framed(request, viewer))

    def _framed(self, request: Request, viewer: Viewer) -> Frame | None:
        now = self._clock.wall()
        today = datetime.fromtimestamp(now // MS_PER_S, VIETNAM).date()
        asked = Asked.of(request.query_params, self._reports.newest(viewer.scope) or today)
        places = self._reports.all_places(viewer.scope)
        query = asked.query(viewer.scope)
        concerned, upto = self._reports.places(query), self._reports.upto(query) or now
        if not concerned and (asked.office or asked.area):
            return None
        named = sorted(places, key=lambda place: place.name)
        return Frame(asked, named, _areas(places), len(concerned), upto)

    async def _gather(self, frame: Frame, viewer: Viewer, topics: Sequence[Topic]) -> list[Gathered]:
        query = frame.asked.query(viewer.scope)
        return await self._beside(
            lambda: [gather(self._reports, topic, frame.asked, query, self._fields) for topic in topics]
        )

    async def _beside(self, work: Callable[[], T]) -> T:
        async with self._at_once:
            return await run_in_threadpool(work)


def _topic(request: Request) -> Topic | None:
    text = request.path_params.get("topic", Topic.WAITS)
    return Topic(text) if text in list(Topic) else None


def _areas(places: Sequence[Place]) -> list[str]:
    """List all areas that hold an office, and what these lie in."""
    steps = [place.area.split("/") for place in places if place.area]
    return sorted({"/".join(each[: depth + 1]) for each in steps for depth in range(len(each))})


def _sheets(tables: Sequence[Table]) -> list[Table]:
    """Give each table a name that a sheet may have, no two the same."""
    named: dict[str, Table] = {}
    for table in tables:
        title = "".join(" " if letter in "[]:*?/\\" else letter for letter in table.title)
        short = title[:LONGEST_SHEET_NAME].strip()
        if short in named:
            short = f"{title[: LONGEST_SHEET_NAME - 3].strip()} {len(named)}"
        named[short] = replace(table, title=short)
    return list(named.values())


def _name(frame: Frame) -> str:
    return f"bao-cao-{frame.asked.period.first}-{frame.asked.period.last}"


def _file(content: str | bytes, kind: str, name: str) -> Response:
    return Response(
        content, media_type=kind, headers={"Content-Disposition": f'attachment; filename="{name}"'}
    )
