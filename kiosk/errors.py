"""The one tree of errors that this product raises on purpose.

::

    KioskError
    ├── EnvironmentProblem      the world's doing: expected, retried, shown calmly
    │   ├── CameraGone          no picture comes from the camera
    │   ├── CentralAway         the central server does not answer
    │   ├── DeskAway            the desk does not answer
    │   ├── DiskFull            nothing more can be written
    │   ├── FetchFailed         no source gave the file
    │   ├── PortInUse           another program listens there
    │   ├── ProgramFailed       a program of the system, or of a release, ended badly
    │   ├── DisplayMissing      no window can be opened
    │   ├── SpeakerGone         no sound can be heard
    │   └── PrinterGone         no slip can be printed
    └── Refused                 the asker's doing: not retried, told what to do
        ├── BadInput            a file, picture, video or value that cannot be read
        ├── ConfigInvalid       a configuration that does not hold together
        ├── ModelMissing        a model's weights are not in the store
        ├── ModelCorrupt        a model's weights are not what their hash says
        ├── DatabaseDamaged     SQLite cannot read the file
        ├── DatabaseNewer       a later version of this product wrote the file
        ├── DatabaseInUse       another desk owns the file
        ├── LogBroken           the chain of events does not verify
        ├── CommandRefused      a command that may not happen now
        │   ├── StaleCommand    older than the desk accepts
        │   ├── VersionConflict the ticket changed since the sender saw it
        │   └── IllegalMove     the ticket's state does not allow it
        ├── UpdateRefused       a release that may not be installed, or not now
        ├── NotSignedIn         who asks has no valid session
        ├── NotAllowed          who asks has no right to that
        └── SyncRefused         central does not accept a batch
            ├── BadSignature    the batch is unsigned or signed by another key
            ├── BatchTooLarge   the batch must be cut into smaller ones
            └── GapInChain      events before this batch are missing

Everything else is a bug: it is not caught, the process ends, systemd starts a clean one.
A message names what failed, with which value, and what the reader can do; it never
holds a name, a face or a key.
"""

from __future__ import annotations


class KioskError(Exception):
    """Root of the tree; never raised itself."""


class EnvironmentProblem(KioskError):
    """The world's doing: expected, retried, shown calmly."""


class CameraGone(EnvironmentProblem):
    """No picture comes from the camera."""


class CentralAway(EnvironmentProblem):
    """The central server does not answer, or answers that it cannot now.

    Attributes:
        retry_after_s: How long it asks to be left alone; None where it does not say.
    """

    def __init__(self, message: str, *, retry_after_s: float | None = None) -> None:
        super().__init__(message)
        self.retry_after_s = retry_after_s


class DeskAway(EnvironmentProblem):
    """The desk does not answer on its socket."""


class DiskFull(EnvironmentProblem):
    """Nothing more can be written: the disk is full, or takes no writes any more."""


class FetchFailed(EnvironmentProblem):
    """No source gave the file."""


class PortInUse(EnvironmentProblem):
    """Another program listens on the address."""


class ProgramFailed(EnvironmentProblem):
    """A program of the system, or of a release, ended badly."""


class DisplayMissing(EnvironmentProblem):
    """No window can be opened."""


class SpeakerGone(EnvironmentProblem):
    """No sound can be heard."""


class PrinterGone(EnvironmentProblem):
    """No slip can be printed: off, unplugged, out of paper, or open."""


class Refused(KioskError):
    """The asker's doing: not retried, told what to do.

    Attributes:
        vi: The message as pages say it to people in offices; empty where a page finds its own words.
    """

    def __init__(self, message: str = "", *, vi: str = "") -> None:
        super().__init__(message)
        self.vi = vi


class BadInput(Refused):
    """A file, picture, video or value that cannot be read."""


class ConfigInvalid(Refused):
    """A configuration that does not hold together."""


class ModelMissing(Refused):
    """A model's weights are not in the store."""


class ModelCorrupt(Refused):
    """A model's weights are not what their hash says."""


class DatabaseDamaged(Refused):
    """SQLite cannot read the file."""


class DatabaseNewer(Refused):
    """A later version of this product wrote the file."""


class DatabaseInUse(Refused):
    """Another desk owns the file."""


class LogBroken(Refused):
    """The chain of events does not verify."""


class CommandRefused(Refused):
    """A command that may not happen now.

    Attributes:
        code: Short machine-readable reason, such as ``"not_waiting"``.
        holder: Officer who has the ticket, where that is the reason; else None.
    """

    def __init__(self, message: str, *, code: str = "refused", holder: str | None = None) -> None:
        super().__init__(message)
        self.code = code
        self.holder = holder


class StaleCommand(CommandRefused):
    """Older than the desk accepts; never replayed after a reconnect."""


class VersionConflict(CommandRefused):
    """The ticket changed since the sender saw it."""


class IllegalMove(CommandRefused):
    """The ticket's state does not allow the move."""


class UpdateRefused(Refused):
    """A release that may not be installed, or not now."""


class NotSignedIn(Refused):
    """Who asks has no valid session."""


class NotAllowed(Refused):
    """Who asks has no right to that."""


class SyncRefused(Refused):
    """Central does not accept a batch."""


class BadSignature(SyncRefused):
    """The batch is unsigned, or signed by another key."""


class BatchTooLarge(SyncRefused):
    """The batch must be cut into smaller ones."""


class GapInChain(SyncRefused):
    """Events before this batch are missing at central.

    Attributes:
        wanted_seq: The seq central wants next.
    """

    def __init__(self, message: str, *, wanted_seq: int) -> None:
        super().__init__(message)
        self.wanted_seq = wanted_seq
