"""Whatever happens, in any order, some things hold."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from kiosk.ui.effects import (
    CloseCamera,
    OpenCamera,
    StartTimer,
    StopTimer,
    TimerName,
)
from kiosk.ui.flow import begin, step
from kiosk.ui.happenings import (
    CameraLost,
    CardNeeded,
    CardRead,
    DeskBack,
    DeskLost,
    DeskRefused,
    DeskUnsure,
    FaceStopped,
    GlanceSeen,
    Happening,
    HelpConfirmed,
    LookDone,
    LookFailed,
    PlaceOffered,
    PlacesKept,
    PlaceSlipRead,
    RatingTaken,
    SlipRead,
    SnapshotArrived,
    TicketExists,
    TicketGiven,
    TicketsChanged,
    TimeoutReached,
    TurnFound,
)
from kiosk.ui.parts import Aid, Service
from kiosk.ui.touches import (
    AidTapped,
    BackTapped,
    CodeEntered,
    CodeTapped,
    ConsentTapped,
    ContinueTapped,
    DoneTapped,
    FetchTapped,
    FieldTapped,
    GroupTapped,
    HelpClosed,
    HelpTapped,
    KeepTapped,
    KeptCodeEntered,
    KeptCodeTapped,
    LanguageTapped,
    LevelTapped,
    MarkTapped,
    MoreFieldsTapped,
    MoreTimeTapped,
    NoticeTapped,
    NotMeTapped,
    PlainTapped,
    PriorityTapped,
    ProcedureTapped,
    RetryTapped,
    SearchTyped,
    SendTapped,
    ServiceTapped,
    SlipTapped,
    StopFaceTapped,
    TodayTapped,
)
from kiosk.ui.view_state import CAMERA_SCREENS, Help, Hint, Screen
from tests.ui.played import SNAPSHOT, coming, play
from tests.ui.views import FIELDS, LOOK, NOTICE, OFFER, OFFERS, SLIP, TICKET

_requests = st.integers(0, 4)


_happenings: st.SearchStrategy[Happening] = st.one_of(
    st.sampled_from(
        [
            ConsentTapped(),
            PlainTapped(),
            RetryTapped(),
            NotMeTapped(),
            CodeTapped(),
            CodeEntered("A001"),
            DoneTapped(),
            BackTapped(),
            HelpTapped(),
            HelpClosed(),
            MoreTimeTapped(),
            LanguageTapped("en"),
            DeskLost(),
            DeskBack(),
            SNAPSHOT,
            SnapshotArrived(FIELDS, is_open=False),
            MoreFieldsTapped(),
            ContinueTapped(),
            NoticeTapped(),
            SlipTapped(),
            StopFaceTapped(),
            PriorityTapped(),
            FetchTapped(),
            KeepTapped(),
            TodayTapped(),
            KeptCodeTapped(),
            KeptCodeEntered(SLIP.token),
            SendTapped(),
            LevelTapped(2),
            MarkTapped(1, 3),
            GroupTapped("tre_nho"),
            SearchTyped("chung"),
            ProcedureTapped("2.000815"),
            AidTapped(Aid.CALM),
        ]
    ),
    st.sampled_from(Service).map(ServiceTapped),
    st.sampled_from(FIELDS).map(lambda field: FieldTapped(field.code)),
    st.sampled_from(TimerName).map(TimeoutReached),
    st.builds(GlanceSeen, _requests, st.sampled_from(Hint), st.floats(-1, 2)),
    st.builds(LookDone, _requests, st.just(LOOK)),
    st.builds(LookFailed, _requests),
    st.builds(CameraLost, _requests),
    st.builds(TicketGiven, _requests, st.just(TICKET)),
    st.builds(TicketExists, _requests, st.just(TICKET)),
    st.builds(DeskUnsure, _requests),
    st.builds(DeskRefused, _requests, st.sampled_from(["disk_full", "face_not_usable"])),
    st.builds(HelpConfirmed, _requests),
    st.builds(coming, st.sampled_from(["a", "b"]), st.sampled_from([None, 2])),
    st.builds(CardRead, _requests, st.just("001199012345")),
    st.builds(SlipRead, _requests, st.just("token")),
    st.builds(PlaceSlipRead, _requests, st.just(SLIP.text)),
    st.builds(TurnFound, _requests, st.sampled_from([(), (TICKET,)])),
    st.builds(FaceStopped, _requests, st.just("3f7ac0de")),
    st.builds(TicketsChanged, _requests, st.sampled_from([(), (TICKET,)])),
    st.builds(PlaceOffered, _requests, st.just((OFFER,))),
    st.builds(PlacesKept, _requests, st.just((SLIP,))),
    st.builds(CardNeeded, _requests),
    st.builds(RatingTaken, _requests),
)


@settings(max_examples=300)
@given(st.lists(_happenings, max_size=40))
def test_whatever_happens_the_camera_time_and_help_are_in_order(happenings: list[Happening]) -> None:
    state, _ = play(SNAPSHOT, state=begin(NOTICE, "vi", office=OFFERS))
    camera_is_open = False
    running: set[TimerName] = {TimerName.IDLE}
    for happening in happenings:
        was, (state, effects) = state, step(state, happening)
        for effect in effects:
            match effect:
                case OpenCamera():
                    assert not camera_is_open
                    opens = ConsentTapped | RetryTapped | ContinueTapped | SlipTapped | CardNeeded
                    assert isinstance(happening, opens)
                    camera_is_open = True
                case CloseCamera():
                    assert camera_is_open
                    camera_is_open = False
                case StartTimer(timer):
                    running.add(timer)
                case StopTimer(timer):
                    running.discard(timer)
                case _:
                    pass
        view = state.view
        assert camera_is_open == view.camera_is_on == (view.screen in CAMERA_SCREENS)
        assert len(running - {TimerName.HELP}) <= 1
        assert 0 <= view.progress <= 1
        assert view.ticket is not None or view.screen not in {Screen.TICKET, Screen.EXISTING, Screen.TURN}
        if view.screen in {Screen.START, Screen.CLOSED, Screen.DESK_AWAY}:
            assert state.look is None
            assert view.chosen == ""
            nothing = (None, (), (), None, "", "")
            assert (view.ticket, view.tickets, view.slips, state.asked, state.slip, view.kept_code) == nothing
        else:
            assert running & {TimerName.IDLE, TimerName.RING, TimerName.WORKING, TimerName.TICKET}
        assert step(state, HelpTapped())[0].view.help is Help.CALLING
        assert state.request >= was.request
