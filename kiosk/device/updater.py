"""An update from the first step to the last, such that the power may fail between any two.

::

    stage ─► apply:  rehearse on a copy ─► [switching] stop, keep the database ─► [trial] switch, start, judge
                                                                       well ─► trust it, forget the kept database
                                                          not well ─► [rolling_back] stop, old data, switch back, start
    resume, at boot before the desk:  switching ─► as if nothing was;  trial ─► counted;  rolling_back ─► finished

What is in brackets is written down before the step that it names is taken.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING

import msgspec

from kiosk.device import bundle
from kiosk.device.keeping import KeptData
from kiosk.device.progress import Notebook, Outcome, Progress
from kiosk.device.releases import Releases
from kiosk.device.trial import Trial
from kiosk.device.units import Units
from kiosk.errors import ProgramFailed, UpdateRefused
from kiosk.lib.clock import Clock

if TYPE_CHECKING:
    from pathlib import Path


BOOTS = 2
"""How often a release on trial may be started by a power-on before it counts as one that does not come up."""


CUT = "it was cut short before the new release was in force"


@dataclass(frozen=True, slots=True)
class Updater:
    """Takes releases in, tries them, keeps or undoes them.

    Attributes:
        must_wait: Says why the office would be disturbed now; None when it would not.
    """

    releases: Releases
    notebook: Notebook
    units: Units
    kept: KeptData
    trial: Trial
    clock: Clock
    must_wait: Callable[[], str | None]

    def stage(self, file: Path, trusted: tuple[str, ...]) -> str:
        """Check a bundle and lay its release beside the others; give its id.

        Raises:
            UpdateRefused: It is not signed by a trusted publisher, was changed, or is for another kind of machine.
            DiskFull: There is no room.
        """
        manifest = bundle.check(file, trusted)
        theirs, ours = manifest.release, self.releases.describe(self.releases.current())
        for what, value, wanted in (
            ("role", theirs.role, ours.role),
            ("platform", theirs.platform, ours.platform),
            ("architecture", theirs.architecture, ours.architecture),
        ):
            if value != wanted:
                raise UpdateRefused(f"{file.name} is for {what} {value}; this machine is {wanted}")
        if theirs.id not in self.releases.installed():
            bundle.unpack(file, manifest, self.releases.path_of(theirs.id))
        return theirs.id

    def apply(self, id_: str, *, force: bool = False) -> Outcome:
        """Put a staged release in force, judge it, and keep it or put the old one back.

        Args:
            force: Also while the office is open.

        Raises:
            UpdateRefused: It may not be tried: not staged, in force already, the wrong hour, or it refuses the data.
            ProgramFailed: systemd cannot stop or start the parts; the next boot puts things in order.
        """
        previous = self._check_may_start(id_, force=force)
        self.notebook.unplan()
        step = Progress("switching", id_, previous)
        # What the new release makes of the office's data and settings is seen on a copy, while the old one works.
        try:
            self.kept.rehearse(id_)
        except UpdateRefused as error:
            self._end(step, "refused", str(error))
            raise
        # On a machine without an update so far nothing says which release is good; from here on it must not be the new one.
        self.releases.trust(previous)
        self.notebook.enter(step)
        try:
            self.units.stop()
            self.kept.keep(previous)
        except ProgramFailed as error:
            return self._go_on(step, str(error))
        step = msgspec.structs.replace(step, step="trial")
        self.notebook.enter(step)
        self.releases.switch(id_)
        try:
            self.units.reload()
            self.units.start()
        except ProgramFailed as error:
            # Its unit files may be what is broken.
            return self.roll_back(str(error))
        return self.judge()

    def judge(self) -> Outcome:
        """Judge the release on trial: keep it, or put the old one back.

        Raises:
            UpdateRefused: None is on trial.
        """
        self._step("trial")
        problems = self.trial.judge()
        if problems:
            return self.roll_back("; ".join(problems))
        return self.commit()

    def commit(self) -> Outcome:
        """Keep the release on trial; from here on it judges the next one.

        Raises:
            UpdateRefused: None is on trial.
        """
        step = self._step("trial")
        self.releases.trust(step.id)
        return self._finish_commit(step)

    def roll_back(self, why: str) -> Outcome:
        """Put the old release, and data that it can read, back in force.

        Raises:
            UpdateRefused: No release is on trial, and there is none to go back from.
            ProgramFailed: A step failed; it is tried again by `kiosk update watch` and at the next boot.
        """
        step = msgspec.structs.replace(self._step("trial", "rolling_back"), step="rolling_back", why=why)
        self.notebook.enter(step)
        # Parts of a broken release may refuse to end in order; systemd has killed them by then.
        with suppress(ProgramFailed):
            self.units.stop()
        outcome = self._put_back(step)
        self.units.reload()
        self.units.start()
        return outcome

    def resume(self) -> Outcome | None:
        """Bring an update that the power cut short to a state in which the office can work; at boot, before the desk."""
        step = self.notebook.progress()
        if step is None:
            # A rehearsal may have been cut short.
            self.kept.forget()
            return None
        outcome: Outcome | None = None
        if step.step == "rolling_back":
            outcome = self._put_back(step)
        elif self.releases.current() != step.id:
            outcome = self._leave(step, CUT)
        elif self.releases.good() == step.id:
            outcome = self._finish_commit(step)
        elif step.boots >= BOOTS:
            step = msgspec.structs.replace(step, step="rolling_back", why="it did not prove itself in time")
            self.notebook.enter(step)
            outcome = self._put_back(step)
        else:
            self.notebook.enter(msgspec.structs.replace(step, boots=step.boots + 1))
        self.units.reload()
        return outcome

    def watch(self) -> Outcome | None:
        """Do what is due: judge a trial, finish going back, or install what waits for a quiet hour."""
        step = self.notebook.progress()
        if step is not None and step.step == "rolling_back":
            return self.roll_back(step.why)
        if step is not None and step.step == "trial":
            return self.judge()
        if step is not None:
            return self._go_on(step, CUT)
        planned = self.notebook.planned()
        if planned is not None and self.must_wait() is None:
            return self.apply(planned)
        return None

    def _check_may_start(self, id_: str, *, force: bool) -> str:
        if self.notebook.progress() is not None:
            raise UpdateRefused("an update is under way; see `kiosk update status`")
        if id_ not in self.releases.installed():
            raise UpdateRefused(f"{id_} is not staged; run `kiosk update stage FILE` first")
        previous = self.releases.current()
        if id_ == previous:
            raise UpdateRefused(f"{id_} is in force already")
        wait = self.must_wait()
        if wait is not None and not force:
            raise UpdateRefused(f"{wait}; try again after closing time, or add --force")
        return previous

    def _step(self, *wanted: str) -> Progress:
        step = self.notebook.progress()
        if step is None or step.step not in wanted:
            raise UpdateRefused("no release is on trial; see `kiosk update status`")
        return step

    def _go_on(self, step: Progress, why: str) -> Outcome:
        """Let the old release, which was never replaced, work again."""
        outcome = self._leave(step, why)
        self.units.start()
        return outcome

    def _leave(self, step: Progress, why: str) -> Outcome:
        self.kept.forget()
        return self._end(step, "interrupted", why)

    def _put_back(self, step: Progress) -> Outcome:
        self.kept.bring_back(step.previous)
        self.releases.switch(step.previous)
        self.kept.forget()
        return self._end(step, "rolled_back", step.why)

    def _finish_commit(self, step: Progress) -> Outcome:
        self.kept.forget()
        self.releases.prune({step.id, step.previous})
        return self._end(step, "committed", "")

    def _end(self, step: Progress, result: str, why: str) -> Outcome:
        outcome = msgspec.convert(
            {"id": step.id, "previous": step.previous, "result": result, "why": why, "at": self.clock.wall()},
            Outcome,
        )
        self.notebook.end(outcome)
        return outcome
