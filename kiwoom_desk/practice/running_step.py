"""The step of 50 ms that is being played, name by name; refuses to move the clock."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from kiwoom_desk.practice.events import BookChanged
from kiwoom_desk.practice.pit import Stall

if TYPE_CHECKING:
    from kiwoom_desk.practice.exchange import Exchange


def never() -> bool:
    """Say that there is time for everything."""
    return False


class RunningStep:
    """Plays the living names of one exchange, and may rest between two of them.

    A name is whole at any moment: while some are a step ahead of others, market time stands.
    """

    def __init__(self, exchange: Exchange) -> None:
        self._exchange = exchange
        self._left: list[Stall] | None = None

    def play(self, enough: Callable[[], bool]) -> bool:
        """Play the names left until there was `enough`; tell whether the clock may move on."""
        exchange = self._exchange
        if self._left is None:
            self._left = [*exchange.stalls.values(), *exchange.rings.stalls.values()][::-1]
        offset = exchange.now.microsecond // 1000
        while self._left:
            stall = self._left.pop()
            if offset in stall.floor.moments:
                exchange.pit.deal(stall, stall.floor.step(offset), exchange.now)
                if stall.floor.book.take_change():
                    exchange.pit.events.append(BookChanged(stall.code, exchange.now))
                if enough():
                    return False
        self._left = None
        return True

    def join(self, stall: Stall) -> None:
        """Let a floor that has just opened play this step too, where it began without it."""
        if self._left is not None:
            self._left.append(stall)
