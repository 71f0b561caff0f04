"""The day's running figures of a watched name between two seconds of the board; refuses to keep prints."""

from __future__ import annotations

from datetime import datetime

from kiwoom_desk.practice.events import Traded
from kiwoom_desk.practice.sources import BoardColumns


class DayFigures:
    """Counts prints on top of the board, so that every print can tell the figures it made."""

    __slots__ = (
        "buy_volume",
        "code",
        "high",
        "index",
        "low",
        "open",
        "price",
        "sell_volume",
        "value",
        "volume",
    )

    def __init__(self, code: str, index: int, board: BoardColumns) -> None:
        self.code = code
        self.index = index
        self.rebase(board)

    def rebase(self, board: BoardColumns) -> None:
        """Take the board's figures, which count every second before now."""
        index = self.index
        self.price = int(board.price[index])
        self.open = int(board.open[index])
        self.high = int(board.high[index])
        self.low = int(board.low[index])
        self.volume = int(board.volume[index])
        self.value = int(board.value[index])
        self.buy_volume = int(board.buy_volume[index])
        self.sell_volume = int(board.sell_volume[index])

    def print(
        self, at: datetime, price: int, size: int, buyer_aggressor: bool, ask: int, bid: int
    ) -> Traded:
        """Count one print and return it with the figures after it."""
        if not self.volume:
            self.open = self.high = self.low = price
        self.price = price
        self.high = max(self.high, price)
        self.low = min(self.low, price)
        self.volume += size
        self.value += price * size
        if buyer_aggressor:
            self.buy_volume += size
        else:
            self.sell_volume += size
        return Traded(
            self.code,
            at,
            price,
            size,
            buyer_aggressor,
            self.volume,
            self.value,
            self.buy_volume,
            self.sell_volume,
            self.open,
            self.high,
            self.low,
            ask,
            bid,
        )
