"""Tells by sound and sentence of interruptions (VI) of a person's own names; refuses to judge whose."""

from __future__ import annotations

from collections.abc import Callable

from kiwoom_desk.base.settings import Chosen
from kiwoom_desk.base.signals import Signal
from kiwoom_desk.domain.quote import VolatilityInterruption
from kiwoom_desk.ui.shell.sounds import INTERRUPTED, Sounds

Say = Callable[[str, str, dict[str, object]], None]


class InterruptionBell:
    """Follow the pushes of 1h: the begin is heard and said, the end is said.

    `concerns` decides by the code; `say` takes level, code of the sentence and facts.
    """

    def __init__(
        self,
        pushes: Signal[VolatilityInterruption],
        sounds: Sounds,
        chosen: Chosen,
        concerns: Callable[[str], bool],
        say: Say,
    ) -> None:
        self._sounds, self._chosen = sounds, chosen
        self._concerns, self._say = concerns, say
        pushes.connect(self._take)

    def _take(self, event: VolatilityInterruption) -> None:
        if not self._concerns(event.code):
            return
        facts: dict[str, object] = {"name": event.name or event.code}
        if event.ended:
            self._say("info", "desk.interruption_over", facts)
            return
        self._say("attention", "desk.interrupted", facts)
        if self._chosen.value.sound_interruptions:
            self._sounds.sound(INTERRUPTED)
