"""Measure the bare order book, and the book with change detection, ledger and wire rows around it."""

from __future__ import annotations

import random
import sys
import time
from datetime import date, datetime
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

import msgspec

from benchmarks.report import report_scaled, slower
from kiwoom_desk.base import resources
from kiwoom_desk.base.clock import KST
from kiwoom_desk.domain.instrument import Market, Product
from kiwoom_desk.domain.money import trade_costs
from kiwoom_desk.domain.order import Side
from kiwoom_desk.domain.rules import MarketRules, fee_percent, parse_rules, tax_percent
from kiwoom_desk.practice.book_lines import BookLines
from kiwoom_desk.practice.engine import HIGHEST, LOWEST, Match, OrderBook
from kiwoom_desk.practice.events import Traded
from kiwoom_desk.practice.frames import Backdrop, Strokes, trade_row
from kiwoom_desk.practice.intake import PriceBand, check_price
from kiwoom_desk.practice.records import FillRecord

RESTING, ROUNDS, REQUESTS = 5_000, 8, 10_000
BARE_TARGET, WHOLE_TARGET = 200_000, 50_000
# Shares of the mix; what is left amends.
_LIMIT, _TAKING, _CANCELLING, _CROSSING = 0.45, 0.10, 0.35, 1 / 3
_MIDDLE, _TICK, _LEVELS, _FAR = 100_000, 100, 40, 30
_DAY, _NOW = date(2026, 11, 20), datetime(2026, 11, 20, 10, tzinfo=KST)
_BAND, _CODE = PriceBand(70_000, 130_000), "005930"
_BACK = Backdrop(_MIDDLE, 70_000, 130_000, 6_000_000_000, 12_000_000, 1_200_000_000_000, 230)


class Wish(msgspec.Struct, frozen=True):
    """One drawn request: what of the mix, which side, how many shares, and two draws more."""

    kind: float
    buy: bool
    size: int
    part: float
    word: int


class Desk:
    """One book with the requests that are alive on it; matches are kept as values."""

    def __init__(self, rules: MarketRules, seed: int) -> None:
        self.rules, self.book, self.alive = rules, OrderBook(), list(range(1, RESTING + 1))
        self.fills: list[Match] = []
        draws = random.Random(seed)
        for number in self.alive:
            buy = number % 2 == 0
            away = _TICK * draws.randrange(_LEVELS)
            price = _MIDDLE - _TICK - away if buy else _MIDDLE + away
            self.book.add(buy, price, draws.randrange(1, 200), number)
        self.number = RESTING

    def act(self, wish: Wish) -> list[Match]:
        """Take one request through the rules and the book."""
        self.number += 1
        book, number = self.book, self.number
        if wish.kind < _LIMIT:
            price = self._price(wish.buy, wish.part < _CROSSING, wish.word)
            if check_price(self.rules, Product.SHARE, price, _BAND, _DAY) is not None:
                return []
            matches = book.submit(wish.buy, price, wish.size, number)
            self.alive.append(number)
        elif wish.kind < _LIMIT + _TAKING:
            matches = book.take(wish.buy, HIGHEST if wish.buy else LOWEST, wish.size, number)
        elif wish.kind < _LIMIT + _TAKING + _CANCELLING:
            book.cancel(book.own[self._some(wish.word)])
            return []
        else:
            original = self._some(wish.word)
            price = self._price(book.own[original].buy, False, wish.word)
            if check_price(self.rules, Product.SHARE, price, _BAND, _DAY) is not None:
                return []
            matches = book.move(original, 0, price, number)
            self.alive.append(number)
        self.fills += matches
        return matches

    def _price(self, buy: bool, crossing: bool, word: int) -> int:
        ask = self.book.asks.best() or _MIDDLE
        bid = self.book.bids.best() or _MIDDLE - _TICK
        if crossing:
            return ask + _TICK * (word % 3) if buy else bid - _TICK * (word % 3)
        return ask - _TICK * (1 + word % _FAR) if buy else bid + _TICK * (1 + word % _FAR)

    def _some(self, word: int) -> int:
        """Return the number of an order that still rests, taking it off the list."""
        alive, own = self.alive, self.book.own
        while True:
            place = word % len(alive)
            number, alive[place] = alive[place], alive[-1]
            alive.pop()
            if number in own:
                return number


class Office:
    """What stands around a book: ten-level changes, ledger entries of both sides, wire rows."""

    def __init__(self, rules: MarketRules) -> None:
        self._fee = fee_percent(rules, "practice", _DAY)
        self._tax = tax_percent(rules, Market.KOSPI, _DAY)
        self._lines = BookLines()
        self._strokes = Strokes(open_time="090000", high_time="090000", low_time="090000")
        self._volume = self._value = self._bought = 0
        self.entries: list[FillRecord] = []
        self.rows = self.bytes = 0

    def note(self, desk: Desk, buy: bool, matches: list[Match]) -> None:
        """Write what a request has changed."""
        for match in matches:
            self._print(desk, buy, match)
        if desk.book.take_change():
            self._send(self._lines.living(desk.book, _NOW, _BACK, self._volume, "3"))

    def _print(self, desk: Desk, buy: bool, match: Match) -> None:
        worth = match.price * match.size
        self._volume += match.size
        self._value += worth
        self._bought += match.size if buy else 0
        for number, side in ((match.buyer, Side.BUY), (match.seller, Side.SELL)):
            self.entries.append(self._entry(str(number), side, match, worth))
        asks, bids = desk.book.asks.best() or 0, desk.book.bids.best() or 0
        sold = self._volume - self._bought
        traded = Traded(
            _CODE, _NOW, match.price, match.size, buy, self._volume, self._value, self._bought,
            sold, _MIDDLE, _MIDDLE, _MIDDLE, asks, bids,
        )  # fmt: skip
        self._send(trade_row(traded, _BACK, self._strokes))

    def _entry(self, number: str, side: Side, match: Match, worth: int) -> FillRecord:
        costs = trade_costs(worth, self._fee, self._tax, side is Side.SELL)
        return FillRecord(
            str(len(self.entries)), number, _CODE, side, match.price, match.size, costs.fee,
            costs.tax, _NOW,
        )  # fmt: skip

    def _send(self, row: str) -> None:
        self.rows += 1
        self.bytes += len(row)


def _wishes(seed: int) -> list[Wish]:
    draws = random.Random(seed)
    return [
        Wish(draws.random(), draws.random() < 0.5, draws.randrange(1, 200), draws.random(),
             draws.randrange(1 << 30))
        for _ in range(REQUESTS)
    ]  # fmt: skip


def _rate(rules: MarketRules, whole: bool) -> float:
    """Return the requests in a second of processor time, the best of some rounds.

    Every round starts with a fresh book, so that it holds near five thousand orders throughout.
    """
    best = 0.0
    for seed in range(ROUNDS):
        wishes, desk, office = _wishes(seed), Desk(rules, seed + 100), Office(rules)
        act, note = desk.act, office.note
        started = time.process_time()
        if whole:
            for wish in wishes:
                note(desk, wish.buy, act(wish))
        else:
            for wish in wishes:
                act(wish)
        best = max(best, REQUESTS / (time.process_time() - started))
    return best


def main() -> int:
    """Report both rates; return 1 when one does not hold."""
    rules = parse_rules(resources.read("market/rules.toml"))
    peer = f"{RESTING} resting orders"
    held = []
    for name, whole, target in (
        ("engine_bare", False, BARE_TARGET),
        ("engine_whole", True, WHOLE_TARGET),
    ):
        before, rate = slower(), _rate(rules, whole)
        factor = (before + slower()) / 2
        held.append(report_scaled(name, rate, target, "higher", peer, "orders/s", factor))
    return 0 if all(held) else 1


if __name__ == "__main__":
    sys.exit(main())
