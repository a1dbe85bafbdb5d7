"""Says aloud what the screen shows, and never later than it is shown."""

from __future__ import annotations

import logging
import threading
from typing import TYPE_CHECKING

from kiosk.errors import BadInput, SpeakerGone
from kiosk.lib.worker import Worker
from kiosk.notice import notice_text
from kiosk.ui.prompting import prompt_of, spoken_texts
from kiosk.ui.wording import load_wording
from kiosk.voice.pack import packs_folder
from kiosk.voice.prompts import Prompter
from kiosk.voice.reading import CodeStyle
from kiosk.voice.sound import at_volume

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from kiosk.config import Config
    from kiosk.ui.prompting import Prompt
    from kiosk.ui.view_state import ViewState
    from kiosk.voice.player import Player

log = logging.getLogger(__name__)

LISTEN_S = 0.2

HINT_GAP_S = 1.5
"""Between two hints: time to do what the first one said."""

RETRY_S = 5.0
"""How long a kiosk without a loudspeaker stays quiet before it tries again."""


class PromptVoice:
    """The kiosk's voice on a thread of its own."""

    def __init__(
        self,
        prompters: Mapping[str, Prompter],
        player: Player,
        *,
        on_crash: Callable[[BaseException], None],
    ) -> None:
        """Prepare.

        Args:
            prompters: By language; a language without one is silent.
        """
        self._prompters = prompters
        self._player = player
        self._changed = threading.Condition()
        self._before: ViewState | None = None
        self._wanted: Prompt | None = None
        self._next: tuple[Prompt, str, float] | None = None
        self._is_hushed = False
        self._is_gone = False
        self._worker = Worker("prompts", self._round, on_crash=on_crash)

    def start(self) -> None:
        """Begin to speak."""
        self._worker.start()

    def stop(self) -> None:
        """End; what is being said is cut short."""
        self._worker.wake_to_stop()
        self._player.stop()
        self._worker.stop()

    def follow(self, view: ViewState, volume: float) -> None:
        """Say what belongs to a screen, unless it was the last thing said. Any thread.

        Args:
            volume: 0 is mute, 1 as loud as the device allows.
        """
        with self._changed:
            prompt = prompt_of(view, self._before) if volume else None
            self._before = view
            if prompt == self._wanted:
                return
            self._wanted = prompt
            self._next = (prompt, view.language, volume) if prompt is not None else None
            self._changed.notify()
        if prompt is None or not prompt.is_hint:
            self._player.stop()

    def hush(self, *, on: bool) -> None:
        """Be quiet while the hall is spoken to. Any thread."""
        with self._changed:
            self._is_hushed = on
            self._changed.notify()
        if on:
            self._player.stop()

    def _round(self) -> None:
        with self._changed:
            self._changed.wait_for(lambda: self._next is not None and not self._is_hushed, LISTEN_S)
            if self._next is None or self._is_hushed:
                return
            (prompt, language, volume), self._next = self._next, None
        prompter = self._prompters.get(language)
        if prompter is None:
            return
        sound = prompter.sentence(prompt.keys, prompt.codes, prompt.counter, number=prompt.number)
        try:
            self._player.play(at_volume(sound, volume))
        except SpeakerGone as error:
            if not self._is_gone:
                log.warning("%s", error)
            self._is_gone = True
            self._worker.pause(RETRY_S)
            return
        self._is_gone = False
        if prompt.is_hint:
            self._leave_time()

    def _leave_time(self) -> None:
        """Let the citizen follow a hint; a new screen is spoken of at once."""
        with self._changed:
            self._changed.wait_for(lambda: self._next is not None and not self._next[0].is_hint, HINT_GAP_S)


def load_prompters(config: Config) -> dict[str, Prompter]:
    """Load the packs that this device has, of the languages that the screen speaks."""
    found = {}
    for language, words in load_wording().items():
        prompts = spoken_texts(words, notice_text(config, language))
        try:
            found[language] = Prompter(packs_folder() / language, prompts, CodeStyle(config.hall.code_style))
        except BadInput as error:
            log.info("no spoken prompts in %s: %s", language, error)
    return found
