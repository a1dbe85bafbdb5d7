"""The office's settings for its supervisor: pages, and what they ask of the desk."""

from __future__ import annotations

import datetime as dt
import logging
from typing import TYPE_CHECKING, Any

import msgspec
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from kiosk import __version__
from kiosk.catalogue import procedures_of, procedures_text
from kiosk.desk.accounts import Role
from kiosk.desk.api_tokens import Scope
from kiosk.desk.setting_changes import Change, changes
from kiosk.domain.house import ApiTokenMade, ApiTokenRevoked
from kiosk.domain.ids import CounterNo
from kiosk.errors import BadInput, NotSignedIn
from kiosk.web.guard import Visitor, read_form, refuse_but, refuse_foreign
from kiosk.web.setting_forms import forms, merged
from kiosk.web.setting_words import LABELS, PROCEDURES, TABLES

if TYPE_CHECKING:
    from starlette.requests import Request

    from kiosk.desk.api_tokens import ApiTokens
    from kiosk.desk.office_settings import OfficeSettings
    from kiosk.desk.release_offer import ReleaseOffer
    from kiosk.desk.service import Desk
    from kiosk.lib.clock import Clock
    from kiosk.web.drawing import Drawing
    from kiosk.web.session_api import Sessions

log = logging.getLogger(__name__)

LARGEST_BYTES = 200_000
"""A table of two hundred holidays or fifty counters is a tenth of it."""


LARGEST_CATALOGUE_BYTES = 4_000_000
"""The national catalogue has some 6,000 procedures; with papers and citizens' words each takes about 500 bytes."""


class TableForm(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A form as the page sends it; each value is checked by the configuration's own types."""

    rows: list[dict[str, Any]]


class CatalogueForm(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A file of procedures as it was chosen; each line is checked by `kiosk.config_procedures`."""

    csv: str


class PlanForm(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """From when the draft holds (ISO 8601)."""

    effective_from: str


class VersionForm(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Which version."""

    version: int


class TokenForm(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Another system's right."""

    label: str
    scopes: list[Scope]
    counters: list[int] = []


class ReleaseForm(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Which release the supervisor saw."""

    release: str


class SettingsPages:
    """Routes for supervisors. Belongs to the desk's loop."""

    def __init__(
        self,
        desk: Desk,
        sessions: Sessions,
        clock: Clock,
        drawing: Drawing,
        *,
        settings: OfficeSettings,
        tokens: ApiTokens,
        offer: ReleaseOffer,
    ) -> None:
        self._desk = desk
        self._sessions = sessions
        self._clock = clock
        self._drawing = drawing
        self._settings = settings
        self._tokens = tokens
        self._offer = offer

    def routes(self) -> list[Route]:
        """List the routes to mount."""
        return [
            Route("/settings", self.overview),
            Route("/settings/versions/{number:int}", self.version),
            Route("/settings/procedures", self.procedures),
            Route("/settings/procedures.csv", self.catalogue),
            Route("/settings/{table}", self.table),
            Route("/api/settings/procedures", self.take_catalogue, methods=["POST"]),
            Route("/api/settings/tables/{table}", self.save, methods=["POST"]),
            Route("/api/settings/plan", self.plan, methods=["POST"]),
            Route("/api/settings/discard", self.discard, methods=["POST"]),
            Route("/api/settings/withdraw", self.withdraw, methods=["POST"]),
            Route("/api/settings/restore", self.restore, methods=["POST"]),
            Route("/api/settings/release", self.install, methods=["POST"]),
            Route("/api/tokens", self.make_token, methods=["POST"]),
            Route("/api/tokens/{token_id}", self.revoke_token, methods=["DELETE"]),
        ]

    async def overview(self, request: Request) -> Response:
        """Show what holds, what is planned, the draft, and every version."""
        if self._is_stranger(request):
            return RedirectResponse("/", 303)
        settings, config = self._settings, self._desk.config
        draft = settings.draft()
        return self._drawing.page(
            "settings.html",
            tables={**TABLES, "procedures": PROCEDURES},
            in_force=config,
            has_draft=settings.has_draft,
            changes=_worded(changes(config, draft)) if settings.has_draft else [],
            earliest=self._earliest(),
            versions=[(v, settings.is_valid(v), _when(v.made_at)) for v in settings.versions],
            tokens=self._tokens.all(),
            scopes=Scope,
            software=__version__,
            offered=self._offer.waiting(),
            is_wanted=self._offer.is_wanted(),
            has_failed=self._offer.has_failed(),
        )

    async def table(self, request: Request) -> Response:
        """Show one table of the draft as a form."""
        if self._is_stranger(request):
            return RedirectResponse("/", 303)
        table = request.path_params["table"]
        form = next((form for form in forms(self._settings.draft()) if form.table == table), None)
        if form is None:
            return RedirectResponse("/settings", 303)
        fields = {field.code: field.name_vi for field in self._settings.draft().field}
        return self._drawing.page("settings_table.html", form=form, fields=fields)

    async def procedures(self, request: Request) -> Response:
        """Show the draft's procedures, and where another file of them is taken."""
        if self._is_stranger(request):
            return RedirectResponse("/", 303)
        draft = self._settings.draft()
        names = {field.code: field.name_vi for field in draft.field}
        return self._drawing.page("settings_procedures.html", procedures=procedures_of(draft), fields=names)

    async def catalogue(self, request: Request) -> Response:
        """Give the draft's procedures as the file that can be edited and taken again."""
        if self._is_stranger(request):
            return RedirectResponse("/", 303)
        # With a byte order mark, or spreadsheets read Vietnamese as Latin-1.
        text = "\ufeff" + procedures_text(self._settings.draft())
        headers = {"Content-Disposition": 'attachment; filename="thu-tuc.csv"'}
        return Response(text, media_type="text/csv", headers=headers)

    async def take_catalogue(self, request: Request) -> Response:
        """Take a file of procedures into the draft; the overview then shows what it changes."""
        who = self._supervisor(request)
        form = await read_form(request, CatalogueForm, LARGEST_CATALOGUE_BYTES)
        services = msgspec.to_builtins(self._settings.draft().services)
        changed = {"services": {**services, "procedures_csv": form.csv.removeprefix("\ufeff")}}
        self._settings.edit(changed, who.session.account.officer, self._clock.wall())
        return Response(status_code=204)

    async def version(self, request: Request) -> Response:
        """Show what a version changes against what holds now."""
        if self._is_stranger(request):
            return RedirectResponse("/", 303)
        number = request.path_params["number"]
        differing = changes(self._desk.config, self._settings.config_of(number))
        return self._drawing.page("settings_version.html", number=number, changes=_worded(differing))

    async def save(self, request: Request) -> Response:
        """Take one table into the draft."""
        who = self._supervisor(request)
        form = await read_form(request, TableForm, LARGEST_BYTES)
        table = request.path_params["table"]
        if table not in TABLES:
            raise BadInput(f"no setting is called {table}")
        changed = merged(self._settings.draft(), table, form.rows)
        self._settings.edit(changed, who.session.account.officer, self._clock.wall())
        return Response(status_code=204)

    async def plan(self, request: Request) -> Response:
        """Make the draft a version."""
        who = self._supervisor(request)
        form = await read_form(request, PlanForm, LARGEST_BYTES)
        made = self._settings.plan(form.effective_from, who.caller, self._clock.wall())
        return _json({"version": made.number, "sha256": made.sha256})

    async def discard(self, request: Request) -> Response:
        """Throw the draft away."""
        self._supervisor(request)
        self._settings.discard()
        return Response(status_code=204)

    async def withdraw(self, request: Request) -> Response:
        """Let a version hold no longer."""
        who = self._supervisor(request)
        form = await read_form(request, VersionForm, LARGEST_BYTES)
        self._settings.withdraw(form.version, who.caller, self._clock.wall())
        return Response(status_code=204)

    async def restore(self, request: Request) -> Response:
        """Make the draft what a version was."""
        who = self._supervisor(request)
        form = await read_form(request, VersionForm, LARGEST_BYTES)
        self._settings.restore(form.version, who.session.account.officer, self._clock.wall())
        return Response(status_code=204)

    async def install(self, request: Request) -> Response:
        """Have the release that central offers installed at the next quiet hour."""
        who = self._supervisor(request)
        form = await read_form(request, ReleaseForm)
        self._offer.want(form.release)
        log.info("release %s is wanted by %s", form.release, who.session.account.officer)
        return Response(status_code=204)

    async def make_token(self, request: Request) -> Response:
        """Give another system a right; its secret is told this once."""
        who = self._supervisor(request)
        form = await read_form(request, TokenForm, LARGEST_BYTES)
        counters = {CounterNo(number) for number in form.counters}
        _, secret = self._desk.change(
            lambda: self._tokens.create(form.label, set(form.scopes), counters, self._clock.wall()),
            lambda made: ApiTokenMade(made[0].token_id, made[0].scopes, made[0].counters),
            who.caller,
        )
        return _json({"secret": secret})

    async def revoke_token(self, request: Request) -> Response:
        """Take another system's right back."""
        who = self._supervisor(request)
        token_id = request.path_params["token_id"]
        self._desk.change(
            lambda: self._tokens.revoke(token_id), lambda _: ApiTokenRevoked(token_id), who.caller
        )
        return Response(status_code=204)

    def _supervisor(self, request: Request) -> Visitor:
        """Find the supervisor who asks.

        Raises:
            NotSignedIn: Nobody is signed in.
            NotAllowed: Someone else, or another site's page.
        """
        refuse_foreign(request)
        who = self._sessions.acting(request)
        refuse_but(who.session, Role.SUPERVISOR)
        return who

    def _is_stranger(self, request: Request) -> bool:
        """Tell whether nobody is signed in who could look.

        Raises:
            NotAllowed: Someone is, and may not.
        """
        try:
            who = self._sessions.of(request)
        except NotSignedIn:
            return True
        refuse_but(who.session, Role.SUPERVISOR)
        return False

    def _earliest(self) -> str | None:
        try:
            return self._settings.earliest()
        except BadInput:
            return None


def _worded(found: list[Change]) -> list[tuple[str, Change]]:
    """Give each change with its setting's name in Vietnamese."""
    worded = []
    titles = {**TABLES, "procedures": PROCEDURES}
    for change in found:
        table, _, key = change.place.replace("]", "").replace("[", " ").rpartition(".")
        name, _, row = table.partition(" ")
        label = LABELS.get(f"{name}.{key}", key)
        worded.append((" · ".join(part for part in (titles.get(name, name), row, label) if part), change))
    return worded


def _when(wall_ms: int) -> str:
    return dt.datetime.fromtimestamp(wall_ms / 1000, dt.UTC).strftime("%Y-%m-%d")


def _json(value: object) -> Response:
    return Response(msgspec.json.encode(value), media_type="application/json")
