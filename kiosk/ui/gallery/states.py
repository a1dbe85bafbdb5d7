"""Every screen and state there is, in one table: what the gallery draws and the checks judge."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from kiosk.domain.shown_code import OtherKind
from kiosk.ui.gallery import samples
from kiosk.ui.parts import Aid, Errand, News, OfficeNow, RatingView, SearchView
from kiosk.ui.technician import Finding, Room, TechnicianView
from kiosk.ui.view_state import FALLBACK_LANGUAGE, Asked, FacePlace, Help, Hint, Screen, ViewState

if TYPE_CHECKING:
    from collections.abc import Mapping

    from kiosk.ui.view_state import NoticeView

REFUSALS = (
    *("no_answer", "disk_full", "closed", "no_such_field", "code_unknown", "quota", "no_face", "rated"),
    *("not_served", "bad_slip", "redeemed", "expired", "not_today", "needs_card", "unheard_of"),
)
"""Why the desk says no, and one reason that this screen has no words for."""

ASKED_FOR = {
    "code_unknown": Asked.TURN,
    "no_face": Asked.STOP_FACE,
    "rated": Asked.RATING,
    "not_served": Asked.RATING,
}
"""What was asked for where such a no comes back; all others are said to whoever takes a number."""

KEPT_REFUSALS = ("bad_slip", "redeemed", "expired", "not_today", "needs_card", "unheard_of")
"""Why the code of a kept place is no good."""

TOLD = {
    "no_turn": {},
    "rated": {},
    "face_stopped": {"codes": "A017, E002", "receipt": "3f7ac0de"},
}
"""What the screen that only says so has said, with its values."""

FINDINGS = (
    Finding(
        "disk",
        "Ổ đĩa · disk",
        "ok",
        "còn trống 61440 MiB tại /var/lib/kiosk",
        "61440 MiB free at /var/lib/kiosk",
    ),
    Finding(
        "printer",
        "Máy in · printer",
        "fault",
        "file:/dev/usb/lp0: hết giấy → thay cuộn giấy mới",
        "file:/dev/usb/lp0: paper out → put in a new roll of paper",
    ),
    Finding(
        "voice",
        "Giọng đọc · voice",
        "warning",
        "không có bộ giọng đọc trong /opt/kiosk/voice/vi: số chỉ hiện, không đọc → tạo bằng `kiosk voice make --lang vi`, hoặc ghi âm",
        "no pack in /opt/kiosk/voice/vi: calls are shown, not spoken → make it with `kiosk voice make --lang vi`, or record it",
    ),
)
"""What the technician's self test has found."""

REFUSED = (
    "kiosk.toml: Expected `str` matching regex '^[a-z0-9-]+$' - at `$.office.id`; correct or remove it",
    "logo.png: 5000×5000 pixels; a logo has at most 2000 on each side",
)
"""Why a card's settings were not taken."""


@dataclass(frozen=True, slots=True)
class State:
    """One picture of the gallery.

    Attributes:
        view: What is shown.
        presses: Controls pressed before the picture is taken, which only change their own screen; one
            that this glass does not need is left out.
        corner: Where the technician is; None while there is none.
    """

    view: ViewState
    presses: tuple[str, ...] = ()
    corner: TechnicianView | None = None


def every_state(language: str, notice: NoticeView) -> dict[str, State]:
    """Give all states by the names of their pictures; each begins with its screen's.

    Args:
        notice: What is told before consent, from the configuration in force.
    """
    start = ViewState(Screen.START, language, samples.FIELDS, notice, office=samples.OFFICE)
    views = (
        _home(start)
        | _before_the_camera(start)
        | _tickets(start)
        | _own_ticket(start)
        | _other_days(start)
        | _look_up(start)
        | _words_to_the_office(start)
        | _troubles(start)
    )
    states = {name: State(view) for name, view in views.items()} | _own_screen(views)
    # Staff alone see the corner, in both languages at once.
    return states | _corner(start) if language == FALLBACK_LANGUAGE else states


def _home(start: ViewState) -> dict[str, ViewState]:
    """Where nobody's errand is under way, and what is particular about the day."""
    nobody = tuple(replace(field, closed="no_officer") for field in start.fields)
    closed = replace(start, screen=Screen.CLOSED)
    return {
        "start": start,
        "start-full": replace(start, fields=nobody),
        "desk_away": replace(start, screen=Screen.DESK_AWAY),
        "closed": closed,
        **{
            f"start-{news}": replace(start, now=OfficeNow(news, "13:30", samples.HOLIDAY))
            for news in News
            if news is not News.NONE
        },
        **{
            f"closed-{news}": replace(closed, now=OfficeNow(news, "23/11 07:30", samples.HOLIDAY))
            for news in (News.HOLIDAY, News.CLOSED_EARLY, News.AFTER_HOURS)
        },
    }


def _before_the_camera(start: ViewState) -> dict[str, ViewState]:
    """From the field to the ticket: the choice, the ring, the card."""
    chosen = replace(start, chosen="chung_thuc")
    choice = replace(chosen, screen=Screen.CHOICE)
    ring = replace(chosen, screen=Screen.RING, camera_is_on=True)
    scan = replace(chosen, screen=Screen.SCAN, camera_is_on=True, errand=Errand.CARD)
    return {
        "choice": choice,
        "choice-long": replace(choice, chosen="bao_tro_nguoi_co_cong"),
        "choice-several": replace(choice, also=("ho_tich", "huong_dan")),
        "choice-turn": replace(choice, errand=Errand.TURN, chosen=""),
        "choice-more_time": replace(choice, asks_more_time=True),
        "notice": replace(chosen, screen=Screen.NOTICE),
        "fields": replace(chosen, screen=Screen.FIELDS, errand=Errand.CARD, also=("ho_tich",)),
        "ring": ring,
        **{f"ring-{hint}": replace(ring, hint=hint, progress=0.4) for hint in Hint},
        # At once, without the way there.
        "ring-seated": replace(ring, face=FacePlace(0.42, 0.7, 0.3), aids=frozenset({Aid.CALM})),
        "ring-dot": replace(ring, hint=Hint.FOLLOW_DOT, progress=0.7, dot=0.6),
        "working": replace(chosen, screen=Screen.WORKING),
        "scan": scan,
        **{f"scan-{kind}": replace(scan, other_code=kind) for kind in (*OtherKind, "slip")},
        "scan-turn": replace(scan, errand=Errand.TURN),
        "scan-bearer": replace(scan, errand=Errand.REDEEM, chosen=""),
    }


def _tickets(start: ViewState) -> dict[str, ViewState]:
    """Tickets just given, and one found."""
    here = samples.TICKET
    chosen = replace(start, chosen="chung_thuc", screen=Screen.TICKET, ticket=here, tickets=(here,))
    direct, called = samples.DIRECT, samples.CALLED
    bare = replace(here, area={}, wait_min=None, qr_text="", ahead=0)
    preferred = replace(here, priority=samples.OFFICE.groups[4].names)
    existing = replace(chosen, screen=Screen.EXISTING)
    return {
        "ticket": chosen,
        "ticket-direct": replace(chosen, ticket=direct, tickets=(direct,)),
        "ticket-bare": replace(chosen, ticket=bare, tickets=(bare,)),
        "ticket-priority": replace(chosen, ticket=preferred, tickets=(preferred,)),
        "ticket-several": replace(chosen, tickets=(here, called)),
        "existing": existing,
        "existing-long": replace(existing, ticket=replace(here, field="bao_tro_nguoi_co_cong")),
        "priority": replace(chosen, screen=Screen.PRIORITY),
    }


def _own_ticket(start: ViewState) -> dict[str, ViewState]:
    """Seeing one's turn."""
    faced = replace(samples.TICKET, by_face=True)
    seeks = replace(start, errand=Errand.TURN)
    turn = replace(seeks, screen=Screen.TURN, ticket=faced, tickets=(faced,))
    return {
        "turn": turn,
        "turn-several": replace(turn, tickets=(faced, samples.CALLED)),
        "turn-fetched": replace(turn, tickets=(replace(faced, fetch="asked"),)),
        "code": replace(start, screen=Screen.CODE, chosen="chung_thuc"),
        "code-turn": replace(seeks, screen=Screen.CODE),
        "code-rate": replace(start, screen=Screen.CODE, errand=Errand.RATE),
        **{
            f"told-{told}": replace(start, screen=Screen.TOLD, told=told, told_values=values)
            for told, values in TOLD.items()
        },
    }


def _other_days(start: ViewState) -> dict[str, ViewState]:
    """Places offered and kept for the next working day."""
    chosen = replace(start, chosen="chung_thuc")
    offer, slip = samples.OFFER, samples.SLIP
    kept_code = replace(start, screen=Screen.KEPT, errand=Errand.TURN)
    offered = replace(chosen, screen=Screen.OFFER, offers=(offer,))
    kept = replace(chosen, screen=Screen.SLIP, slips=(slip,))
    return {
        "kept": kept_code,
        **{
            f"kept-{refusal}": replace(kept_code, kept_code=slip.token, refusal=refusal)
            for refusal in KEPT_REFUSALS
        },
        "offer": offered,
        "offer-closed": replace(offered, offers=(replace(offer, reason="field_closed"),)),
        "slip": kept,
        "slip-bearer": replace(kept, slips=(replace(slip, until=""),)),
        "slip-several": replace(kept, slips=(slip, replace(slip, field="ho_tich"))),
    }


def _look_up(start: ViewState) -> dict[str, ViewState]:
    """Looking a procedure up."""
    search = replace(start, screen=Screen.SEARCH)
    page = replace(start, screen=Screen.PROCEDURE)
    found = samples.PROCEDURES
    return {
        "search": search,
        "search-found": replace(search, search=SearchView("cap", found[1:])),
        "search-long": replace(search, search=SearchView("sao", found[:1] * 6)),
        "search-nothing": replace(search, search=SearchView("xyz")),
        "procedure": replace(page, search=SearchView("sao y", (), found[0])),
        "procedure-bare": replace(page, search=SearchView("", (), found[1])),
    }


def _words_to_the_office(start: ViewState) -> dict[str, ViewState]:
    """Other services: rating, reporting, paying."""
    factors = replace(start, screen=Screen.FACTORS)
    return {
        "more": replace(start, screen=Screen.MORE),
        "result": replace(start, screen=Screen.RESULT),
        "result-today": replace(start, screen=Screen.RESULT, office=replace(start.office, results_field="")),
        "rate": replace(start, screen=Screen.RATE, errand=Errand.RATE),
        "factors": factors,
        "factors-marked": replace(factors, rating=RatingView("A017", 3, (5, 4, 0, 0, 0))),
        "report": replace(start, screen=Screen.REPORT),
        "pay": replace(start, screen=Screen.PAY),
    }


def _troubles(start: ViewState) -> dict[str, ViewState]:
    """The states nobody likes, and help."""
    chosen = replace(start, chosen="chung_thuc")
    seeks = replace(start, errand=Errand.TURN)
    screens = (Screen.UNSURE, Screen.LOOK_FAILED, Screen.CAMERA_GONE)
    return {
        **{screen.value: replace(chosen, screen=screen) for screen in (*screens, Screen.SCAN_FAILED)},
        **{f"{screen}-turn": replace(seeks, screen=screen) for screen in (*screens, Screen.SCAN_FAILED)},
        "scan_failed-bearer": replace(start, screen=Screen.SCAN_FAILED, errand=Errand.REDEEM),
        **{
            f"refused-{refusal}": replace(
                chosen,
                screen=Screen.REFUSED,
                refusal=refusal,
                asked=ASKED_FOR.get(refusal, Asked.NUMBER),
            )
            for refusal in REFUSALS
        },
        **{
            f"refused-{asked}": replace(chosen, screen=Screen.REFUSED, refusal="no_answer", asked=asked)
            for asked in Asked
            if asked is not Asked.NUMBER
        },
        **{f"help-{help_}": replace(start, help=help_) for help_ in Help if help_ is not Help.NONE},
        "help-answered_counter": replace(start, help=Help.ANSWERED, helper_counter=12),
        "help-answered_late": replace(start, help=Help.ANSWERED, helper_counter=12, helper_is_late=True),
    }


def _own_screen(views: Mapping[str, ViewState]) -> dict[str, State]:
    """What a screen shows after touches that nobody else hears of."""
    return {
        "start-aids": State(views["start"], ("aids",)),
        "notice-next_page": State(views["notice"], ("page-next",)),
        "code-typed": State(views["code"], ("digit-0", "digit-1", "digit-7")),
        "kept-typed": State(views["kept"], ("sign-7", "sign-K", "sign-2")),
        "code-typed_turn": State(views["code-turn"], ("letter-A", "digit-0")),
    }


def _corner(start: ViewState) -> dict[str, State]:
    """The technician's corner."""
    inside = TechnicianView(Room.INSIDE, version="1.2.3", findings=FINDINGS)
    return {
        "technician-refused": State(start, (), TechnicianView(Room.REFUSED, refused=REFUSED)),
        "technician-door": State(start, ("pin-2", "pin-4"), TechnicianView(Room.DOOR)),
        "technician-wrong_pin": State(
            start,
            (),
            TechnicianView(Room.DOOR, said="Mã PIN không đúng hoặc đã hết giờ · Wrong PIN, or time is up"),
        ),
        "technician-inside": State(start, (), inside),
        "technician-update": State(start, (), replace(inside, offered="1.3.0-5f2c9d1e7a04")),
        "technician-testing": State(start, (), replace(inside, busy=True)),
        "technician-touch": State(start, (), replace(inside, room=Room.TOUCH)),
        "technician-camera": State(start, (), replace(inside, room=Room.CAMERA)),
        "technician-code": State(start, (), replace(inside, room=Room.CODE)),
    }
