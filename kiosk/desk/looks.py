"""Sealed looks: opened, checked against what the desk dictates, compared with today's faces."""

from __future__ import annotations

import base64
import binascii
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from kiosk.desk.matching import nearest
from kiosk.domain.decisions import FaceMatch
from kiosk.domain.events import LookDecided, LookOutcome
from kiosk.domain.look import Look, look_purpose, unpack_look
from kiosk.errors import BadInput, CommandRefused

if TYPE_CHECKING:
    from kiosk.desk.gallery import Gallery
    from kiosk.domain.commands import CheckIn, LookUpTicket
    from kiosk.domain.ids import VisitId
    from kiosk.domain.office import Office
    from kiosk.lib.sealing import SealingKey

E4 = 10_000
"""Similarities enter the log as integers: times ten thousand."""

UNIT_LENGTH_TOLERANCE = 1e-3
"""float32 rounding of 128 squares stays far below this."""


@dataclass(frozen=True, slots=True)
class FaceRules:
    """What the desk dictates about faces; see `kiosk.config.FaceSection`."""

    embedder: str
    embedder_sha256: str
    accept: float
    margin: float
    liveness: str
    accept_flat: bool
    officer_picture: bool = False


class Looks:
    """From a sealed look to whose visit it is.

    Attributes:
        gallery: Today's faces.
        public_key: Where screens seal looks to: X25519, 32 bytes.
    """

    def __init__(self, office_id: str, rules: FaceRules, gallery: Gallery, key: SealingKey) -> None:
        self._office_id = office_id
        self._key = key
        self.rules = rules
        self.gallery = gallery
        self.public_key = key.public

    def open(self, command: CheckIn | LookUpTicket) -> Look:
        """Unseal a command's look.

        Raises:
            CommandRefused: There is none, it is not for this command, another engine made
                it, or it is of a flat picture or not known to live and this desk does not take those.
        """
        if command.sealed_look is None:
            raise CommandRefused("a ticket by face needs a look", code="no_look")
        try:
            sealed = base64.b64decode(command.sealed_look, validate=True)
            look = unpack_look(self._key.unseal(sealed, look_purpose(self._office_id, command.command_id)))
        except (BadInput, ValueError, binascii.Error) as error:
            raise CommandRefused("the look cannot be opened; look again", code="bad_look") from error
        if (look.embedder, look.embedder_sha256) != (self.rules.embedder, self.rules.embedder_sha256):
            raise CommandRefused(
                f"this desk compares faces by {self.rules.embedder}; the look came from {look.embedder}",
                code="other_engine",
            )
        if look.nature == "flat" and not self.rules.accept_flat:
            raise CommandRefused("a picture of a picture is no face; take a plain number", code="flat")
        if self.rules.liveness == "always" and look.nature != "live":
            raise CommandRefused("this desk wants to see that a face lives; look again", code="not_live")
        # Said the other way round, a template of no numbers (NaN) would pass, and no face would match any more.
        has_unit_length = abs(float(np.linalg.norm(_vector(look))) - 1.0) <= UNIT_LENGTH_TOLERANCE
        if not has_unit_length:
            raise CommandRefused("the look's template has not unit length", code="bad_look")
        return look

    def match(self, look: Look, office: Office, code: str | None) -> FaceMatch:
        """Compare a look with today's faces, and write down how it was decided.

        Args:
            code: Typed by the citizen; decides an unsure look in favour of that ticket's
                owner, if the face is like enough to theirs.
        """
        visits, templates = self.gallery.people()
        rules = self.rules
        found = nearest(_vector(look), visits, templates, accept=rules.accept, margin=rules.margin)
        visit = found.visit
        if found.outcome is LookOutcome.UNSURE and code is not None:
            owner = next((t.visit for t in office.tickets.values() if t.is_open and t.code == code), None)
            likes = templates @ _vector(look) >= rules.accept
            visit = next((v for v, like in zip(visits, likes, strict=True) if like and v == owner), None)
        tickets = office.open_of_visit(visit) if visit is not None else []
        decided = LookDecided(
            embedder=rules.embedder,
            embedder_sha256=rules.embedder_sha256,
            gallery=len(visits),
            accept_e4=round(rules.accept * E4),
            margin_e4=round(rules.margin * E4),
            score_e4=_e4(found.score),
            runner_up_e4=_e4(found.runner_up),
            liveness=look.nature,
            outcome=found.outcome,
            ticket=tickets[0].id if tickets else None,
        )
        return FaceMatch(decided, visit)

    def enrol(self, visit: VisitId, look: Look) -> None:
        """Remember a visit's face for as long as its tickets are open."""
        picture = look.picture if self.rules.officer_picture else b""
        self.gallery.enrol(visit, _vector(look), picture)


def _vector(look: Look) -> np.ndarray[tuple[int], np.dtype[np.float32]]:
    return np.frombuffer(look.template, "<f4").astype(np.float32)


def _e4(score: float | None) -> int | None:
    return None if score is None else round(score * E4)
