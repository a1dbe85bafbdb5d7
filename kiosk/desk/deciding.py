"""Which decision each command asks for."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kiosk.desk.caller import officer_of, supervisor_of
from kiosk.domain import arrivals, calling, noting, seating, serving, supervising, wishes
from kiosk.domain import commands as c
from kiosk.domain.ids import device_of
from kiosk.errors import NotAllowed

if TYPE_CHECKING:
    from kiosk.desk.caller import Caller
    from kiosk.domain.decisions import Setting
    from kiosk.domain.events import EventData
    from kiosk.domain.ids import OfficerId


def decide_for_anyone(setting: Setting, command: c.Command, caller: Caller) -> list[EventData] | None:
    """Give what a command leads to that needs no officer; None when it is none of those."""
    match command:
        case c.DisputeMatch():
            return arrivals.dispute_match(setting, command)
        case c.ConfirmPresence():
            return arrivals.confirm_presence(setting, command)
        case c.StopFace():
            return arrivals.stop_face(setting, command)
        case c.DeclarePriority():
            return arrivals.declare_priority(setting, command)
        case c.AskHelp():
            return arrivals.ask_help(setting, command, device_of(caller.actor))
        case c.AskFetch():
            return wishes.ask_fetch(setting, command)
        case c.RateService():
            return wishes.rate(setting, command)
        case _:
            return None


def decide_for_officer(setting: Setting, command: c.Command, caller: Caller) -> list[EventData]:
    """Give what an officer's command leads to.

    Raises:
        CommandRefused: The queue's rules do not allow it now.
        NotAllowed: This caller may not give it.
    """
    if isinstance(command, c.SUPERVISOR_COMMANDS):
        return _for_hall(setting, command, supervisor_of(caller))
    officer = officer_of(caller)
    if isinstance(command, c.OnTicket):
        return _on_ticket(setting, command, officer)
    match command:
        case c.SignIn(counter=counter):
            return calling.sign_in(setting, counter, officer)
        case c.SignOut(counter=counter, reason=reason):
            return calling.sign_out(setting, counter, officer, reason)
        case c.FreeCounter(counter=counter):
            return calling.free_counter(setting, counter)
        case c.IssueByStaff():
            return arrivals.issue_by_staff(setting, command, officer)
        case c.HandOutPlaces():
            return arrivals.hand_out(setting, command, officer)
        case c.CallNext(counter=counter):
            return calling.call_next(setting, counter, officer)
        case c.PauseCounter() | c.EndPause() | c.AskHandover() | c.HandOver():
            return _about_a_seat(setting, command, officer)
        case c.AnswerHelp(request=request):
            return calling.answer_help(setting, request, officer)
        case c.AnswerFetch():
            return wishes.answer_fetch(setting, command, officer)
        case _:
            raise NotAllowed(f"nobody may give the command {type(command).__name__}")


def _for_hall(setting: Setting, command: c.Command, officer: OfficerId) -> list[EventData]:
    match command:
        case c.Announce():
            return supervising.announce(setting, command, officer)
        case c.WithdrawAnnouncement():
            return supervising.withdraw_announcement(setting, command, officer)
        case c.CloseField():
            return supervising.close_field(setting, command, officer)
        case c.ReopenField():
            return supervising.reopen_field(setting, command, officer)
        case c.AssignFields():
            return supervising.assign_fields(setting, command, officer)
        case _:
            raise NotAllowed(f"nobody may give the command {type(command).__name__}")


def _about_a_seat(
    setting: Setting, command: c.PauseCounter | c.EndPause | c.AskHandover | c.HandOver, officer: OfficerId
) -> list[EventData]:
    match command:
        case c.PauseCounter(counter=counter):
            return seating.pause(setting, counter, officer)
        case c.EndPause(counter=counter):
            return seating.end_pause(setting, counter, officer)
        case c.AskHandover(counter=counter):
            return seating.ask_handover(setting, counter, officer)
        case c.HandOver():
            return seating.hand_over(setting, command, officer)


def _on_ticket(setting: Setting, command: c.OnTicket, officer: OfficerId) -> list[EventData]:
    match command:
        case c.CallTicket():
            return calling.call_chosen(setting, command, officer)
        case c.Recall():
            return calling.recall(setting, command, officer)
        case c.MarkAbsent():
            return calling.mark_absent(setting, command, officer)
        case c.Return():
            return calling.bring_back(setting, command)
        case c.MarkSeen():
            return calling.mark_seen(setting, command)
        case c.JudgePriority():
            return calling.judge_priority(setting, command, officer)
        case c.NoteSign():
            return noting.note_sign(setting, command)
        case c.NoteDossier():
            return noting.note_dossier(setting, command, officer)
        case c.HandOverResult():
            return noting.hand_over_result(setting, command, officer)
        case _:
            return _at_counter(setting, command, officer)


def _at_counter(setting: Setting, command: c.OnTicket, officer: OfficerId) -> list[EventData]:
    match command:
        case c.Start():
            return serving.start(setting, command, officer)
        case c.Finish():
            return serving.finish(setting, command, officer)
        case c.FinishAwaitResult():
            return serving.finish_await_result(setting, command, officer)
        case c.Park():
            return serving.park(setting, command, officer)
        case c.Resume():
            return serving.resume(setting, command, officer)
        case c.Transfer():
            return serving.transfer(setting, command, officer)
        case c.Requeue():
            return serving.requeue(setting, command, officer)
        case c.Merge():
            return serving.merge(setting, command)
        case c.Undo():
            return serving.undo(setting, command, officer)
        case c.AnswerForgotten():
            return serving.answer_forgotten(setting, command, officer)
        case _:
            raise NotAllowed(f"nobody may give the command {type(command).__name__}")
