"""Commands that come at the same time share one write to the disk."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Generic, TypeVar

from kiosk.errors import DatabaseDamaged, DiskFull, KioskError

if TYPE_CHECKING:
    from collections.abc import Callable
    from contextlib import AbstractContextManager

Answer = TypeVar("Answer")


class Inbox(Generic[Answer]):
    """Carries out together what came in one turn of the desk's loop, in the order of arrival.

    A disk that syncs in 8 ms makes 125 commits a second, however fast the rest is: twenty officers who
    press at once wait for one of them, not for twenty.
    """

    def __init__(
        self,
        together: Callable[[], AbstractContextManager[None]],
        make_room: Callable[[], None],
        on_bug: Callable[[Exception], None],
    ) -> None:
        """Prepare.

        Args:
            together: What is recorded inside is durable with its end, or not at all.
            make_room: Asked when the disk is full, before each is tried once more by itself.
            on_bug: Told of an error that is nobody's but ours; the process must end then.
        """
        self._together = together
        self._make_room = make_room
        self._on_bug = on_bug
        self._bug: Exception | None = None
        self._waiting: list[tuple[Callable[[], Answer], asyncio.Future[Answer]]] = []

    async def submit(self, work: Callable[[], Answer]) -> Answer:
        """Give what ``work`` gives, once what it recorded is durable.

        Raises:
            KioskError: As ``work`` does; DiskFull and DatabaseDamaged also when the write failed.
            Exception: A bug, here or in what came at the same time: nothing of it was recorded, and
                nothing is carried out any more.
        """
        if self._bug is not None:
            raise RuntimeError("the desk is ending because of a bug") from self._bug
        loop = asyncio.get_running_loop()
        answer: asyncio.Future[Answer] = loop.create_future()
        if not self._waiting:
            loop.call_soon(self._carry_out)
        self._waiting.append((work, answer))
        return await answer

    def _carry_out(self) -> None:
        waiting, self._waiting = self._waiting, []
        try:
            with self._together():
                outcomes = [_try(work) for work, _ in waiting]
        except DiskFull:
            self._make_room()
            self._one_by_one(waiting)
            return
        except DatabaseDamaged:
            self._one_by_one(waiting)
            return
        except Exception as bug:  # noqa: BLE001  # the process ends; whoever waits learns that it was not done
            self._end(bug, waiting)
            return
        for (_, answer), outcome in zip(waiting, outcomes, strict=True):
            if answer.cancelled():
                continue
            if isinstance(outcome, KioskError):
                answer.set_exception(outcome)
            else:
                answer.set_result(outcome)

    def _one_by_one(self, waiting: list[tuple[Callable[[], Answer], asyncio.Future[Answer]]]) -> None:
        for place, (work, answer) in enumerate(waiting):
            if answer.cancelled():
                continue
            try:
                answer.set_result(work())
            except KioskError as error:
                answer.set_exception(error)
            except Exception as bug:  # noqa: BLE001  # as above
                self._end(bug, waiting[place:])
                return

    def _end(
        self, bug: Exception, waiting: list[tuple[Callable[[], Answer], asyncio.Future[Answer]]]
    ) -> None:
        self._bug = bug
        for _, answer in waiting:
            if not answer.cancelled():
                answer.set_exception(bug)
        self._on_bug(bug)


def _try(work: Callable[[], Answer]) -> Answer | KioskError:
    try:
        return work()
    except (DiskFull, DatabaseDamaged):
        raise
    except KioskError as refusal:
        return refusal
