"""One request of the screen, as commands to the desk, and the desk's answer in the screen's terms."""

from __future__ import annotations

import base64
import uuid
from typing import TYPE_CHECKING, Any

from kiosk.domain import commands as c
from kiosk.domain.events import How
from kiosk.domain.ids import CommandId, FieldCode, TicketId
from kiosk.domain.look import Look, look_purpose, pack_look
from kiosk.domain.moves import SeenBy
from kiosk.domain.shown_code import PLACE_MARK
from kiosk.errors import CommandRefused
from kiosk.lib.sealing import seal
from kiosk.lib.units import BootId, DurationMs
from kiosk.link.client import issued_now
from kiosk.run.desk_views import AnswerReader, find_by_code, slip_of
from kiosk.run.face_worker import FinishedLook
from kiosk.ui.effects import (
    AskFetch,
    CheckIn,
    CheckInByCode,
    CheckInCard,
    CheckInFace,
    CheckInPlain,
    Consent,
    DeclarePriority,
    DeskRequest,
    DisputeMatch,
    KeepPlaces,
    RateService,
    RedeemPlace,
    SeeTurnByCode,
    SeeTurnByFace,
    SeeTurnBySlip,
    StopFace,
)
from kiosk.ui.happenings import (
    CardNeeded,
    DeskAnswer,
    FaceStopped,
    PlacesKept,
    RatingTaken,
    TicketsChanged,
    TurnFound,
)

if TYPE_CHECKING:
    from collections.abc import Iterable

    from kiosk.config import Config
    from kiosk.link.client import DeskLink
    from kiosk.ui.parts import OfferView, SlipView
    from kiosk.ui.view_state import TicketView

REASONS = {
    "day_closed": "closed",
    "unknown_field": "no_such_field",
    "flat": "face_not_usable",
    "not_live": "face_not_usable",
    "bad_look": "face_not_usable",
    "quota": "quota",
    "unknown_ticket": "code_unknown",
    "no_face": "no_face",
    "field_closed": "closed",
    "rated": "rated",
    "not_served": "not_served",
    "bad_slip": "bad_slip",
    "redeemed": "redeemed",
    "expired": "expired",
    "not_today": "not_today",
    "needs_card": "needs_card",
}
"""The desk's codes in the screen's words; everything else is worded as "other"."""

NEEDS_CARD = "needs_card"
"""The desk's code for a slip that names its bearer."""

COMES_BACK = frozenset({"no_show", "await_result"})
"""States in which showing up again puts a ticket back in line."""


class DeskRequests:
    """Carry requests on a line to the desk, which told in its hello who it is and what it dictates.

    Args:
        door_ms: How long the citizen has been at the kiosk.
    """

    def __init__(self, link: DeskLink, hello: dict[str, Any], config: Config, door_ms: DurationMs) -> None:
        self._link = link
        self._door_ms = door_ms
        self._hello = hello
        self._boot = BootId(hello["time"]["boot"])
        self._read = AnswerReader(hello["page_url"], config)

    def ask(self, request: DeskRequest) -> DeskAnswer:
        """Carry a request to the desk.

        Raises:
            CommandRefused: The desk says why not.
            DeskAway: It does not answer.
            DiskFull: It has no room to record it.
        """
        number = request.request
        match request:
            case SeeTurnByFace():
                return self._read.turn(number, self._send(self._look_up(request)))
            case SeeTurnByCode(code=code):
                return TurnFound(number, self._tickets_by_code(code))
            case SeeTurnBySlip(token=token):
                return TurnFound(number, (self._confirm(token, SeenBy.SLIP),))
            case StopFace(ticket_id=ticket):
                answer = self._send(c.StopFace(*self._new(), TicketId(ticket)))
                return FaceStopped(number, str(answer["head"]))
            case DeclarePriority(ticket_ids=tickets, group=group):
                said = [c.DeclarePriority(*self._new(), TicketId(ticket), group) for ticket in tickets]
                return TicketsChanged(number, self._tell_all(said))
            case AskFetch(ticket_ids=tickets):
                wished = [c.AskFetch(*self._new(), TicketId(ticket)) for ticket in tickets]
                return TicketsChanged(number, self._tell_all(wished))
            case RateService(code=code, level=level, factors=factors):
                self._send(c.RateService(*self._new(), level, factors, code=code))
                return RatingTaken(number)
            case KeepPlaces():
                return PlacesKept(number, tuple(self._keep(request, offer) for offer in request.offers))
            case RedeemPlace():
                return self._redeem(request)
            case _:
                return self._read.check_in(number, self._send(self._check_in(request)))

    def _send(self, command: c.Command) -> dict[str, Any]:
        return self._link.send(command, self._boot)

    def _new(self) -> tuple[CommandId, c.Issued]:
        return new_command(self._boot)

    def _look_up(self, request: SeeTurnByFace) -> c.LookUpTicket:
        command_id, issued = self._new()
        sealed = _seal(request.look, self._hello, command_id)
        consent = request.consent
        return c.LookUpTicket(
            command_id, issued, sealed, _agreed(consent), consent.language, request.code or None
        )

    def _tickets_by_code(self, code: str) -> tuple[TicketView, ...]:
        """Find a ticket by its code, which the board shows to everybody; who was absent comes back by it."""
        found = find_by_code(self._link.snapshot(), code)
        if found is None:
            return ()
        if found["state"] in COMES_BACK:
            return (self._confirm(found["token"], SeenBy.TOKEN),)
        return (self._read.ticket(found),)

    def _confirm(self, token: str, by: SeenBy) -> TicketView:
        answer = self._send(c.ConfirmPresence(*self._new(), token, by))
        return self._read.ticket(answer["ticket"], answer)

    def _tell_all(self, said: Iterable[c.Command]) -> tuple[TicketView, ...]:
        """Send one command for each ticket; one that changes nothing gives none."""
        answers = [self._send(command) for command in said]
        return tuple(self._read.ticket(answer["ticket"], answer) for answer in answers if answer["ticket"])

    def _keep(self, request: KeepPlaces, offer: OfferView) -> SlipView:
        command_id, issued = self._new()
        answer = self._send(
            c.KeepPlace(
                command_id,
                issued,
                CommandId(offer.offer),
                FieldCode(offer.field),
                request.language,
                request.number or None,
            )
        )
        return slip_of(answer["slip"])

    def _redeem(self, request: RedeemPlace) -> DeskAnswer:
        command_id, issued = self._new()
        command = c.RedeemPlace(command_id, issued, request.slip, request.language, request.number or None)
        try:
            return self._read.check_in(request.request, self._send(command))
        except CommandRefused as error:
            # A typed code never names its bearer: there the slip itself must be shown.
            if error.code == NEEDS_CARD and not request.number and request.slip.startswith(PLACE_MARK):
                return CardNeeded(request.request)
            raise

    def _check_in(self, request: CheckIn) -> c.CheckIn | c.DisputeMatch:
        command_id, issued = self._new()
        place = request.place
        field, also = FieldCode(place.field), tuple(FieldCode(code) for code in place.also)
        match request:
            case CheckInPlain():
                return c.CheckIn(
                    command_id,
                    issued,
                    field,
                    How.PLAIN,
                    place.language,
                    also=also,
                    may_offer=not place.today,
                    door_ms=self._door_ms,
                )
            case CheckInCard(number=number):
                return c.CheckIn(
                    command_id,
                    issued,
                    field,
                    How.ID,
                    place.language,
                    also=also,
                    id_number=number,
                    may_offer=not place.today,
                    door_ms=self._door_ms,
                )
            case DisputeMatch(ticket_id=ticket):
                return c.DisputeMatch(command_id, issued, TicketId(ticket), field, place.language)
            case CheckInFace(look=look, consent=consent) | CheckInByCode(look=look, consent=consent):
                return c.CheckIn(
                    command_id,
                    issued,
                    field,
                    How.FACE,
                    place.language,
                    sealed_look=_seal(look, self._hello, command_id),
                    consent=_agreed(consent),
                    code=request.code if isinstance(request, CheckInByCode) else None,
                    also=also,
                    may_offer=not place.today,
                    door_ms=self._door_ms,
                )


def new_command(boot: BootId) -> tuple[CommandId, c.Issued]:
    """Give what every command begins with."""
    return CommandId(str(uuid.uuid4())), issued_now(boot)


def _agreed(consent: Consent) -> c.Consent:
    return c.Consent(consent.notice_version, consent.notice_sha256)


def _seal(finished: object, hello: dict[str, Any], command_id: CommandId) -> str:
    assert isinstance(finished, FinishedLook)
    template = finished.template
    look = Look(
        template.embedder,
        template.embedder_sha256,
        template.values.astype("<f4").tobytes(),
        finished.nature,
        finished.picture,
    )
    key = base64.b64decode(hello["seal_key"])
    return base64.b64encode(seal(pack_look(look), key, look_purpose(hello["office"], command_id))).decode()
