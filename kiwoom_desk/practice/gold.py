"""Gold elsewhere in won, and who trades it here; refuses wire forms."""

from __future__ import annotations

import msgspec
import numpy as np

from kiwoom_desk.domain.instrument import Product
from kiwoom_desk.practice.auctions import expected
from kiwoom_desk.practice.draws import Ints
from kiwoom_desk.practice.etf_values import FundValues
from kiwoom_desk.practice.flow import Flow
from kiwoom_desk.practice.investors import Investors
from kiwoom_desk.practice.kinds import COUNT, Kind
from kiwoom_desk.practice.past import Past
from kiwoom_desk.practice.universe import Listing

# Baskets of the practice data: gold in dollars an ounce, the dollar in won, and their product.
DOLLARS, RATE, WON = "599", "604", "600"
# Expected figures are told every so many seconds of an auction.
_AUCTION_STEP = 10
GRAMS = 31.1034768
"""Grams of an ounce."""


class WorldGold(msgspec.Struct, frozen=True):
    """Gold elsewhere now: hundredths of a won a gram, of a dollar an ounce, of a won a dollar."""

    won: int
    won_before: int
    dollars: int
    rate: int


class Expected(msgspec.Struct, frozen=True):
    """What an auction would print at a second since midnight: won a gram, grams."""

    second: int
    price: int
    size: int


class GoldTrade(msgspec.Struct, frozen=True):
    """What kinds of investors traded of all gold on a day, or over days: grams and won, by kind."""

    buys: Ints
    sells: Ints
    bought: Ints
    sold: Ints

    def plus(self, other: GoldTrade) -> GoldTrade:
        """Return both together."""
        return GoldTrade(
            self.buys + other.buys,
            self.sells + other.sells,
            self.bought + other.bought,
            self.sold + other.sold,
        )


def no_trade() -> GoldTrade:
    """Return nothing traded."""
    return GoldTrade(*(np.zeros(COUNT, np.int64) for _ in range(4)))


class GoldMarket:
    """Reads the two gold names of a flow and the baskets they follow."""

    def __init__(self, flow: Flow, past: Past, funds: FundValues, investors: Investors) -> None:
        self._flow, self._past = flow, past
        self._funds, self._investors = funds, investors
        self.listings = tuple(x for x in flow.universe.listings if x.product is Product.GOLD)
        self._kept: dict[tuple[int, int], GoldTrade] = {}

    def world(self) -> WorldGold:
        """Return the price elsewhere at the board's second, made of dollars and the won rate."""
        dollars, rate = self._funds.level(DOLLARS), self._funds.level(RATE)
        before = self._funds.level_before(DOLLARS) * self._funds.level_before(RATE)
        return WorldGold(
            round(dollars * rate / GRAMS * 100),
            round(before / GRAMS * 100),
            round(dollars * 100),
            round(rate * 100),
        )

    def expected(self, item: Listing) -> tuple[Expected, ...]:
        """Return how the expected figures of today's auctions went so far, oldest first."""
        hours, now = self._flow.hours, self._flow.board.second
        spans = ((0, hours.auction, hours.open), (hours.slots - 1, hours.close, hours.end))
        told: list[Expected] = []
        for slot, begin, end in spans:
            seconds = np.arange(begin, min(end, now), _AUCTION_STEP)
            if len(seconds) and self._flow.minutes.volume[item.index, slot]:
                told += self._course(item.index, slot, seconds, end - begin, end)
        return tuple(told)

    def _course(self, row: int, slot: int, seconds: Ints, span: int, end: int) -> list[Expected]:
        """Return what `PlayedDay.expected` says of one name, at many seconds at once."""
        played, rows = self._flow.played, np.full(len(seconds), row)
        minutes = played.minutes
        before = played.columns.base[row, 0] if slot == 0 else minutes.close[row, slot - 1]
        prices, sizes = expected(
            played.path.grid, rows, played.path.traits.keys[rows], seconds, (end - seconds) / span,
            np.full(len(rows), int(before)), np.full(len(rows), int(minutes.close[row, slot])),
            np.full(len(rows), int(minutes.volume[row, slot])),
        )  # fmt: skip
        low, high = int(played.columns.lower[row, 0]), int(played.columns.upper[row, 0])
        columns = (seconds.tolist(), np.clip(prices, low, high).tolist(), sizes.tolist())
        return [Expected(*cells) for cells in zip(*columns, strict=True)]

    def today(self) -> GoldTrade:
        """Return the trade of today so far."""
        board, total = self._flow.board, no_trade()
        for item in self.listings:
            at = item.index
            flows = self._investors.one(at, int(board.volume[at]), int(board.value[at]))
            total = total.plus(
                GoldTrade(flows.buys[0], flows.sells[0], flows.bought[0], flows.sold[0])
            )
        return total

    def days_before(self, count: int) -> tuple[GoldTrade, ...]:
        """Return the trade of the last trading days before today, newest first."""
        place = self._flow.path.calendar.position(self._flow.day)
        return tuple(self._on(place - back) for back in range(1, count + 1))

    def _on(self, position: int) -> GoldTrade:
        own = len(self._flow.own.all())
        if (position, own) not in self._kept:
            if len(self._kept) > 64:
                self._kept.clear()
            self._kept[position, own] = self._make(position)
        return self._kept[position, own]

    def _make(self, position: int) -> GoldTrade:
        day, total = self._flow.path.calendar.day(position), no_trade()
        for item in self.listings:
            bars = self._past.history.daily(item.index, day, 1)
            if len(bars):
                flows = self._investors.series(
                    item.index, np.array([position]), bars.volume, bars.value
                )
                total = total.plus(
                    GoldTrade(flows.buys[0], flows.sells[0], flows.bought[0], flows.sold[0])
                )
        return total


def total(columns: Ints, kinds: slice | Kind) -> int:
    """Return the sum of a column over some kinds."""
    return int(columns[kinds].sum())
