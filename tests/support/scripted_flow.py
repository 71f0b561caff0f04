"""A price path for tests of the exchange: constant prices and a planned list of prints per second."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

import msgspec
import numpy as np

from kiwoom_desk.base import resources
from kiwoom_desk.base.clock import KST
from kiwoom_desk.domain.instrument import Market, Product
from kiwoom_desk.domain.rules import MarketRules, parse_rules, price_limits, step_price
from kiwoom_desk.practice.exchange import Exchange
from kiwoom_desk.practice.own import OwnPrint
from kiwoom_desk.practice.pauses import Pause
from kiwoom_desk.practice.universe import Listing, Universe

DAY = date(2026, 11, 20)
OPEN = datetime(2026, 11, 20, 10, 0, tzinfo=KST)


class ScriptedPrint(msgspec.Struct, frozen=True):
    """One planned print."""

    offset_ms: int
    price: int
    size: int
    buyer_aggressor: bool


class ScriptedDepth(msgspec.Struct, frozen=True):
    """Ten levels a side."""

    ask_prices: tuple[int, ...]
    ask_sizes: tuple[int, ...]
    bid_prices: tuple[int, ...]
    bid_sizes: tuple[int, ...]


class ScriptedAuction(msgspec.Struct, frozen=True):
    """What an auction expects."""

    expected_price: int
    expected_size: int


@dataclass
class ScriptedBoard:
    """Columns over all names."""

    price: np.ndarray
    open: np.ndarray
    high: np.ndarray
    low: np.ndarray
    base: np.ndarray
    upper: np.ndarray
    lower: np.ndarray
    volume: np.ndarray
    value: np.ndarray
    buy_volume: np.ndarray
    sell_volume: np.ndarray


@dataclass
class ScriptedFlow:
    """Trades what `prints` says, by (index, second); the book stands one tick around the last price."""

    universe: Universe
    rules: MarketRules
    prints: dict[tuple[int, datetime], list[ScriptedPrint]] = field(default_factory=dict)
    centre: dict[tuple[int, datetime], int] = field(default_factory=dict)
    auctions: dict[int, ScriptedAuction] = field(default_factory=dict)
    own: list[tuple[int, datetime, int, int, bool]] = field(default_factory=list)
    level_size: int = 100
    anchor: date | None = DAY
    pauses: tuple[Pause, ...] = ()
    board: ScriptedBoard = field(init=False)
    at: datetime = field(init=False)

    def __post_init__(self) -> None:
        base = [item.previous_close for item in self.universe.listings]
        limits = [
            price_limits(self.rules, item.market, item.product, item.previous_close, DAY)
            for item in self.universe.listings
        ]
        self.board = ScriptedBoard(
            *(np.array(base, np.int64) for _ in range(5)),
            np.array([limit.upper for limit in limits], np.int64),
            np.array([limit.lower for limit in limits], np.int64),
            *(np.zeros(len(base), np.int64) for _ in range(4)),
        )
        for name in ("open", "high", "low"):
            setattr(self.board, name, np.zeros(len(base), np.int64))

    def restore_own(self, prints: tuple[OwnPrint, ...]) -> None:
        for item in prints:
            index = self.universe.by_code[item.code].index
            self._count(index, item.price, item.size, item.buyer_aggressor)

    def start(self, moment: datetime) -> None:
        self.at = moment

    def advance(self, moment: datetime) -> None:
        while self.at < moment:
            for (index, second), prints in self.prints.items():
                if second == self.at:
                    for planned in prints:
                        self._count(index, planned.price, planned.size, planned.buyer_aggressor)
            self.at += timedelta(seconds=1)

    def plan(self, index: int, second: datetime) -> list[ScriptedPrint]:
        return self.prints.get((index, second), [])

    def depth(self, index: int, second: datetime) -> ScriptedDepth:
        listing = self.universe.listings[index]
        centre = self.universe.listings[index].previous_close
        for (row, moment), price in self.centre.items():
            if row == index and moment <= second:
                centre = price
        return self._around(listing, centre, 1, 1)

    def depth_from(self, index: int, second: datetime, price: int, buy: bool) -> ScriptedDepth:
        asks, bids = (1, 0) if buy else (0, 1)
        return self._around(self.universe.listings[index], price, asks, bids)

    def _around(self, listing: Listing, centre: int, asks: int, bids: int) -> ScriptedDepth:
        size = (self.level_size,) * 10

        def side(sign: int) -> tuple[int, ...]:
            first = asks if sign > 0 else bids
            steps = range(first, first + 10)
            return tuple(
                step_price(self.rules, listing.product, centre, sign * n, DAY) for n in steps
            )

        return ScriptedDepth(side(1), size, side(-1), size)

    def auction(self, index: int, moment: datetime) -> ScriptedAuction:
        return self.auctions.get(index, ScriptedAuction(0, 0))

    def record_own(
        self, index: int, moment: datetime, price: int, size: int, buyer_aggressor: bool
    ) -> None:
        self.own.append((index, moment, price, size, buyer_aggressor))
        self._count(index, price, size, buyer_aggressor)

    def _count(self, index: int, price: int, size: int, buyer: bool) -> None:
        board = self.board
        if not board.volume[index]:
            board.open[index] = board.high[index] = board.low[index] = price
        board.price[index] = price
        board.high[index] = max(board.high[index], price)
        board.low[index] = min(board.low[index], price)
        board.volume[index] += size
        board.value[index] += price * size
        (board.buy_volume if buyer else board.sell_volume)[index] += size


def market_rules() -> MarketRules:
    """Return the shipped rules."""
    return parse_rules(resources.read("market/rules.toml"))


def small_universe() -> Universe:
    """Return two shares, an ETF, a halted share and a KONEX share."""

    def listing(
        index: int, code: str, market: Market, product: Product, price: int, halted: bool
    ) -> Listing:
        return Listing(
            index=index,
            code=code,
            name=f"연습{index}",
            market=market,
            product=product,
            previous_close=price,
            shares=1_000_000,
            typical_volume=100_000,
            halted=halted,
        )

    share = Product.SHARE
    return Universe(
        listings=(
            listing(0, "005930", Market.KOSPI, share, 70_000, False),
            listing(1, "035720", Market.KOSDAQ, share, 10_000, False),
            listing(2, "069500", Market.ETF, Product.ETF, 35_000, False),
            listing(3, "000040", Market.KOSPI, share, 500, True),
            listing(4, "112190", Market.KONEX, share, 3_000, False),
        ),
        themes=(),
        conditions=(),
        indices=(),
    )


def scripted_flow() -> ScriptedFlow:
    """Return a flow without prints over the small universe."""
    return ScriptedFlow(small_universe(), market_rules())


def open_scripted(
    flow: ScriptedFlow | None = None, start: datetime = OPEN, cash: int = 10_000_000
) -> Exchange:
    """Return a fresh exchange over a scripted flow."""
    flow = flow or scripted_flow()
    return Exchange(
        flow.universe, flow.rules, flow, seed=1, start=start, cash=cash, account_number="5000000010"
    )
