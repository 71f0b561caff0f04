"""The one place that knows which phase runs now: the broker's word while fresh, else the table (S-23)."""

from __future__ import annotations

from typing import Protocol

import msgspec

from kiwoom_desk.base.clock import Clock
from kiwoom_desk.base.signals import Signal
from kiwoom_desk.broker.link import Gap, GapKind
from kiwoom_desk.domain.announced import MEANINGS, Standing, standing
from kiwoom_desk.domain.instrument import Venue
from kiwoom_desk.domain.quote import MarketPhase
from kiwoom_desk.domain.rules import MarketRules

KEPT = 12 * 3600.0
"""Seconds for which a word counts as today's, whatever its time of day says."""


class Announcing(Protocol):
    """What tells the broker's words, and when one may have been missed."""

    phases: Signal[MarketPhase]
    gaps: Signal[Gap]


class _Heard(msgspec.Struct, frozen=True):
    word: MarketPhase
    at: float


class Sessions:
    """The last word on each venue; every gap of the stream but its end takes all words away."""

    def __init__(
        self, rules: MarketRules, environment: str, clock: Clock, source: Announcing
    ) -> None:
        self._rules, self._environment, self._clock = rules, environment, clock
        self._heard: dict[Venue, _Heard] = {}
        source.phases.connect(self.hear)
        source.gaps.connect(self._missed)

    def hear(self, word: MarketPhase) -> None:
        """Take a 0s; a word without a time is of this moment."""
        if not word.time:
            now = f"{self._clock.market():%H%M%S}"
            word = msgspec.structs.replace(word, time=now)
        heard = _Heard(word, self._clock.monotonic())
        for venue, meanings in MEANINGS.items():
            if word.code in meanings:
                self._heard[venue] = heard

    def standing(self, venue: Venue) -> Standing:
        """Return what runs at a venue at this moment of market time."""
        heard, word = self._heard.get(venue), None
        if heard is not None and self._clock.monotonic() - heard.at < KEPT:
            word = heard.word
        return standing(self._rules, self._environment, venue, self._clock.market(), word)

    def _missed(self, gap: Gap) -> None:
        # What was announced meanwhile is not told again, so an old word proves nothing.
        if gap.kind is not GapKind.RESTORED:
            self._heard.clear()
