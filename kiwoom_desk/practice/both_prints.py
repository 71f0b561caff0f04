"""Prints of KRX and NXT told as one in the order they happened; refuses books and columns."""

from __future__ import annotations

from collections import deque
from collections.abc import Sequence

from msgspec.structs import replace

from kiwoom_desk.practice.events import Event, Traded
from kiwoom_desk.practice.exchange import Exchange
from kiwoom_desk.practice.rings import NXT, split
from kiwoom_desk.practice.together import together


class BothPrints:
    """Sums the volumes of both so that each print of either adds its own size and no more.

    When prints are told the running figures have gone on: what is still to be told is not in them.
    """

    def __init__(self, exchange: Exchange) -> None:
        self._exchange = exchange
        self._coming: dict[str, deque[Traded]] = {}

    def expect(self, events: Sequence[Event]) -> None:
        """Take note of all that is told next, in this order, before the exchange goes on."""
        self._coming = {}
        for event in events:
            if isinstance(event, Traded):
                self._coming.setdefault(event.code, deque()).append(event)

    def told(self, traded: Traded) -> None:
        """Let a print be past; each is told once, in their order."""
        if coming := self._coming.get(traded.code):
            coming.popleft()

    def of(self, traded: Traded) -> Traded:
        """Return a print of one venue with the figures that both have by then."""
        code, ring = split(traded.code)
        coming = self._coming.get(code if ring == NXT else code + NXT)
        return together(self._exchange, traded, _before(coming[0]) if coming else None)


def _before(traded: Traded) -> Traded:
    """Return what a venue had told before a print; extremes may be those of the print."""
    bought = traded.size if traded.buyer_aggressor else 0
    return replace(
        traded,
        volume=traded.volume - traded.size,
        value=traded.value - traded.size * traded.price,
        buy_volume=traded.buy_volume - bought,
        sell_volume=traded.sell_volume - (traded.size - bought),
    )
