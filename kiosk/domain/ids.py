"""The names of things, as types."""

from __future__ import annotations

from typing import NewType

OfficeId = NewType("OfficeId", str)
"""A one-stop office; the same at the desk and at central, such as ``ha-dong``."""

DeviceId = NewType("DeviceId", str)
"""One machine of an office, such as ``ha-dong-1``."""

ChainId = NewType("ChainId", str)
"""UUIDv4 of one unbroken run of events; a new one with every database and every restore."""

Seq = NewType("Seq", int)
"""Position in a chain; starts at 1, no gaps, never reused."""

CommandId = NewType("CommandId", str)
"""UUIDv4 made by the client at the touch or click."""

DayId = NewType("DayId", str)
"""UUIDv4 of one working day; codes, hours and keys refer to it, not to a date."""

VisitId = NewType("VisitId", str)
TicketId = NewType("TicketId", str)
FieldCode = NewType("FieldCode", str)
CounterNo = NewType("CounterNo", int)
OfficerId = NewType("OfficerId", str)
"""An account's opaque id; never a person's name."""

Actor = NewType("Actor", str)
"""Who caused an event: ``citizen@DEVICE``, ``officer:ID``, ``api:TOKEN_ID`` or ``system``."""

SYSTEM = Actor("system")


def citizen_at(device: DeviceId) -> Actor:
    """Name the unnamed citizen who stands at a device."""
    return Actor(f"citizen@{device}")


def device_of(actor: Actor) -> DeviceId | None:
    """Give the device at which a citizen stands; None for anybody else."""
    kind, _, device = actor.partition("@")
    return DeviceId(device) if kind == "citizen" else None


def officer_actor(officer: OfficerId) -> Actor:
    """Name an officer as an actor."""
    return Actor(f"officer:{officer}")


def api_actor(token_id: str) -> Actor:
    """Name another system as an actor."""
    return Actor(f"api:{token_id}")
