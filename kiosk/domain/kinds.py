"""Every kind of event by its name."""

from __future__ import annotations

from kiosk.domain import events, hall, moves, places

KINDS: dict[str, type[events.EventData]] = {
    kind.__name__: kind
    for kind in (
        events.ChainStarted,
        events.DayOpened,
        events.DayClosed,
        events.AccountChanged,
        events.OfficerSignedIn,
        events.OfficerSignedOut,
        events.CameraOpened,
        events.CameraClosed,
        events.ConsentGiven,
        events.LookDecided,
        events.TicketIssued,
        events.DuplicateStopped,
        events.MatchDisputed,
        events.TicketCalled,
        events.TicketRecalled,
        events.ServiceStarted,
        events.ServiceFinished,
        events.TicketMissed,
        events.CoolingEnded,
        events.NoShowDeclared,
        events.TicketClosed,
        events.LegFlagged,
        events.FaceErased,
        events.HelpAsked,
        events.HelpAnswered,
        events.DataShredded,
        events.EventsRetired,
        moves.PromiseShown,
        moves.PriorityDeclared,
        moves.PriorityJudged,
        moves.TicketDirected,
        moves.TicketSeen,
        moves.TicketParked,
        moves.TicketResumed,
        moves.TicketTransferred,
        moves.TicketRequeued,
        moves.ResultAwaited,
        moves.TicketReturned,
        moves.TicketMerged,
        moves.StepUndone,
        moves.ConsentWithdrawn,
        moves.OverrideGiven,
        moves.FinishAsked,
        moves.FinishAnswered,
        moves.PlacesHandedOut,
        moves.PlaceKept,
        moves.ClockSet,
        moves.ConfigTaken,
        hall.ServiceRated,
        hall.FetchAsked,
        hall.FetchAnswered,
        hall.AnnouncementMade,
        hall.AnnouncementWithdrawn,
        hall.FieldClosed,
        hall.FieldReopened,
        hall.FieldsAssigned,
        places.PlaceOffered,
        places.PlaceKeptForTomorrow,
        places.PlaceRedeemed,
    )
}

STRUCTURE = frozenset({"ChainStarted", "DayOpened", "DayClosed", "DataShredded", "EventsRetired"})
"""Kinds that hold nothing of any person, and without which a log cannot be read: they are never shredded."""
