"""The floor of a watched name: unfolds its planned seconds into background orders; refuses money."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime

import msgspec

from kiwoom_desk.practice.draws import mix_one
from kiwoom_desk.practice.engine import BookSide, Level, Match, OrderBook, Uncross
from kiwoom_desk.practice.hours import before
from kiwoom_desk.practice.sources import PlannedPrint, PricePath, TargetDepth

STEP_MS = 50
LAST_STEP = 1000 - STEP_MS
LEVELS = 10
_EVERY_STEP = frozenset(range(0, 1000, STEP_MS))
# Within a second some levels after others move, asks and bids in turn and each name's at steps of
# its own, and the book stands as planned after the last step.
_STIR_STEPS, _STIR_GAP, _STIR_PARTS = 18, 3, 3
_STIRS: tuple[dict[int, int], ...] = tuple(
    {
        STEP_MS * (1 + (first + turn * _STIR_GAP) % _STIR_STEPS): turn
        for turn in range(2 * _STIR_PARTS)
    }
    for first in range(_STIR_STEPS)
)
_MOST_PARTS = 6


class Deal(msgspec.Struct, frozen=True, gc=False):
    """One print on the floor: `extra` shares come on top of the planned path."""

    match: Match
    buyer_aggressor: bool
    extra: bool


class AuctionResult(msgspec.Struct, frozen=True):
    """What a call auction traded: one price, its shares, and how many of them the plan lacked."""

    price: int
    size: int
    extra: int
    matches: tuple[Match, ...]


class Floor:
    """The living book of one name; the caller steps it every 50 ms of market time."""

    def __init__(self, index: int, path: PricePath, second: datetime) -> None:
        """Open at the start of a second with the depth of the second before it."""
        self.index = index
        self.book = OrderBook()
        self.auction = False
        # The steps of the second at which something happens here.
        self.moments: frozenset[int] = frozenset()
        self._path = path
        self._prints: dict[int, list[PlannedPrint]] = {}
        self._second = second
        self._target: TargetDepth | None = None
        self._aims, self._begins = False, False
        self._drawn = 0
        self._stirs: dict[int, int] = {}
        self._withheld: Uncross | None = None
        self._traded: Uncross | None = None
        self._reopened: datetime | None = None
        self._called = 0
        self._settle(path.depth(index, before(second)))
        self.begin(second)

    # --- time ------------------------------------------------------------------------------

    def begin(self, second: datetime) -> None:
        """Let a second begin, whose plan is taken at its first step; an auction has none."""
        self._second = second
        self._prints, self._stirs = {}, {}
        self._target, self._aims = None, False
        self._begins = not self.auction
        self.moments = _EVERY_STEP if self._begins else frozenset()

    def _take_plan(self) -> None:
        self._begins, self._aims = False, True
        self._drawn = mix_one((self.index << 40) ^ int(self._second.timestamp()))
        self._stirs = _STIRS[self._drawn % _STIR_STEPS]
        plan = self._path.plan(self.index, self._second)
        if plan and self._second == self._reopened and self._is_traded(plan[0]):
            plan = plan[1:]
        for planned in plan:
            self._prints.setdefault(planned.offset_ms, []).append(planned)
        self.moments = frozenset((*self._prints, *self._stirs, LAST_STEP))

    def step(self, offset: int) -> list[Deal]:
        """Play the step at `offset` ms of the second: its prints, then the background's moves."""
        if self.auction:
            return []
        if self._begins:
            self._take_plan()
        deals: list[Deal] = []
        for planned in self._prints.pop(offset, ()):
            deals += self._play(planned.price, planned.size, planned.buyer_aggressor)
        settles = offset == LAST_STEP
        if self._aims and (deals or settles or offset in self._stirs):
            # Made at its first use, so that not all names make theirs at once.
            if self._target is None:
                self._target = self._path.depth(self.index, self._second)
            if deals:
                self._deepen(self._target)
            if settles:
                deals += self._settle(self._target)
            elif offset in self._stirs:
                self._stir(self._target, self._stirs[offset])
        return deals

    def skip(self, offset: int) -> None:
        """Let the prints before `offset` of the running second be past, unseen."""
        self._take_plan()
        for early in [place for place in self._prints if place < offset]:
            del self._prints[early]

    def _is_traded(self, planned: PlannedPrint) -> bool:
        """Tell whether this is the print of the auction that has just ended here."""
        return Uncross(planned.price, planned.size) == self._traded and planned.offset_ms == 0

    # --- auctions --------------------------------------------------------------------------

    def start_auction(self, interruption: bool) -> None:
        """Stop matching: the background leaves, own orders wait.

        In an interruption the plan goes on unseen: its shares are withheld for the auction.
        """
        self.auction = True
        self._withheld = Uncross(0, 0) if interruption else None
        self._prints = {}
        self._target, self._aims, self._begins = None, False, False
        self.moments = frozenset()
        self.book.clear_background()

    def withhold(self, second: datetime) -> None:
        """Add the plan of a past second to what the interruption's auction will trade."""
        if self._withheld is None:
            return
        for planned in self._path.plan(self.index, second):
            self._withheld = Uncross(planned.price, self._withheld.size + planned.size)

    def expect(self, moment: datetime, reference: int) -> Uncross | None:
        """Return what the auction would trade now, own orders included."""
        planned = self._planned(moment)
        if not self.book.own:
            return planned if planned.size else None
        self._gather(planned.price or reference, planned.size, moment)
        found = self.book.uncross(planned.price or reference)
        self.book.clear_background()
        return found

    def end_auction(self, moment: datetime, reference: int) -> AuctionResult:
        """Trade the auction and return to continuous matching.

        `reference` is the price before the auction, for ties and when the plan trades nothing.
        """
        planned = self._planned(moment)
        centre = planned.price or reference
        self._gather(centre, planned.size, moment)
        found = self.book.uncross(centre)
        matches = self.book.execute(found) if found else []
        self.book.clear_background()
        self.auction = False
        self.moments = frozenset((LAST_STEP,))
        self._traded = planned if self._withheld is None else None
        self._withheld = None
        if found is None:
            return AuctionResult(0, 0, 0, ())
        self._called = found.price
        return AuctionResult(
            found.price, found.size, max(found.size - planned.size, 0), tuple(matches)
        )

    def reopen(self, second: datetime) -> list[Deal]:
        """Let the background return around an auction's price, for the second that begins now.

        The plan of the first second still holds the opening auction's own print, which is past.
        """
        deals = self._settle(self._around(self._called, second))
        self._called, self._reopened = 0, second
        self.begin(second)
        return deals

    def _around(self, price: int, moment: datetime) -> TargetDepth:
        """Return what the background wants around an auction's price; without one, around the last."""
        if not price:
            return self._path.depth(self.index, before(moment))
        return self._path.depth_from(self.index, before(moment), price, True)

    def _planned(self, moment: datetime) -> Uncross:
        if self._withheld is not None:
            return self._withheld
        planned = self._path.auction(self.index, moment)
        return Uncross(int(planned.expected_price), int(planned.expected_size))

    def _gather(self, price: int, size: int, moment: datetime) -> None:
        # Both sides want exactly the planned size at the planned price, so that own orders up to
        # that size are counterparties of the plan and only larger ones move the price.
        if size:
            self.book.add(True, price, size)
            self.book.add(False, price, size)
        depth = self._around(price, moment)
        for ask, shares in _levels(depth.ask_prices, depth.ask_sizes):
            if ask > price:
                self.book.add(False, ask, shares)
        for bid, shares in _levels(depth.bid_prices, depth.bid_sizes):
            if bid < price:
                self.book.add(True, bid, shares)

    # --- own orders ------------------------------------------------------------------------

    def enter(self, buy: bool, limit: int, size: int, number: int) -> list[Deal]:
        """Match an own order and rest what is left; every match is extra to the plan."""
        if self.auction:
            self.book.add(buy, limit, size, number)
            return []
        return _as_deals(self.book.submit(buy, limit, size, number), buy, extra=True)

    def sweep(self, buy: bool, limit: int, size: int, number: int) -> list[Deal]:
        """Match what is there at the limit or better and rest nothing."""
        return _as_deals(self.book.take(buy, limit, size, number), buy, extra=True)

    def replace_own(self, number: int, limit: int) -> None:
        """Move an own order to another price at the end of the queue, under its number."""
        order = self.book.own[number]
        buy, left = order.buy, order.left
        self.book.cancel(order)
        self.book.add(buy, limit, left, number)

    # --- the planned path ------------------------------------------------------------------

    def _play(self, price: int, size: int, buy: bool) -> list[Deal]:
        """Trade one planned print; own orders that it runs through are its counterparties."""
        book = self.book
        own_side, other = book.side(buy), book.side(not buy)
        _clear(book, own_side.at_least(price), None)
        _clear(book, other.at_least(price), price)
        crossed = min(size, sum(level.size for level in own_side.at_least(price)))
        deals: list[Deal] = []
        if crossed:
            crossing = _joined(book.take(not buy, price, crossed))
            deals += _as_deals(crossing, not buy, extra=False)
        left = size - crossed
        if left:
            missing = left - book.available(buy, price)
            if missing > 0:
                book.add(not buy, price, missing)
            deals += _as_deals(_joined(book.take(buy, price, left)), buy, extra=False)
        return deals

    def _settle(self, target: TargetDepth) -> list[Deal]:
        """Bring the background to the target; what arrives through an own order fills it."""
        deals: list[Deal] = []
        asks, bids = self.book.asks, self.book.bids
        for side, prices in ((asks, target.ask_prices), (bids, target.bid_prices)):
            for price in side.levels.keys() - prices:
                gone = side.levels[price]
                self.book.shrink(gone, gone.size - gone.own)
        for side, prices, sizes in (
            (asks, target.ask_prices, target.ask_sizes),
            (bids, target.bid_prices, target.bid_sizes),
        ):
            levels = side.levels
            for price, size in zip(prices, sizes, strict=True):
                level = levels.get(price)
                if level is None or level.size - level.own != size:
                    deals += self._set(side, price, size)
        return deals

    def _stir(self, target: TargetDepth, turn: int) -> None:
        """Move those levels whose turn it is, and that stand clear of the other side, to the target."""
        part, buy = divmod(turn, 2)
        book = self.book
        if buy:
            side, prices, sizes = book.bids, target.bid_prices, target.bid_sizes
        else:
            side, prices, sizes = book.asks, target.ask_prices, target.ask_sizes
        levels = side.levels
        for place in range(part, len(prices), _STIR_PARTS):
            price, size = prices[place], sizes[place]
            level = levels.get(price)
            standing = level.size - level.own if level is not None else 0
            if standing == size or self._meets(side, price):
                continue
            if level is not None and standing > size:
                book.shrink(level, standing - size)
            else:
                self._add(side, price, size - standing, level)

    def _deepen(self, target: TargetDepth) -> None:
        """Show target levels beyond the worst of a side that prints have made shorter than ten."""
        for side, levels in (
            (self.book.asks, _levels(target.ask_prices, target.ask_sizes)),
            (self.book.bids, _levels(target.bid_prices, target.bid_sizes)),
        ):
            for price, size in levels:
                if len(side.keys) >= LEVELS:
                    break
                beyond = not side.keys or price * side.sign < side.keys[0]
                if beyond and not self._meets(side, price):
                    self._set(side, price, size)
            self._lengthen(side)

    def _lengthen(self, side: BookSide) -> None:
        """Show what stands behind the worst level of a side, where the target ends with it too."""
        missing = LEVELS - len(side.keys)
        if missing <= 0 or not side.keys:
            return
        worst = side.keys[0] * side.sign
        behind = self._path.depth_from(self.index, self._second, worst, side.buy)
        prices = behind.bid_prices if side.buy else behind.ask_prices
        sizes = behind.bid_sizes if side.buy else behind.ask_sizes
        for price, size in _levels(prices[1 : missing + 1], sizes[1 : missing + 1]):
            self._set(side, price, size)

    def _set(self, side: BookSide, price: int, size: int) -> Sequence[Deal]:
        level = side.levels.get(price)
        there = level.size - level.own if level is not None else 0
        if there >= size:
            if level is not None and there > size:
                self.book.shrink(level, there - size)
            return ()
        if not self._meets(side, price):
            self._add(side, price, size - there, level)
            return ()
        matches = self.book.take(side.buy, price, size)
        missing = size - there - sum(match.size for match in matches)
        if missing > 0 and not self._meets(side, price):
            self._add(side, price, missing, level)
        return _as_deals(matches, side.buy, extra=True)

    def _add(self, side: BookSide, price: int, missing: int, level: Level | None) -> None:
        """Rest background shares at the end of a level: the last order grows, or some come anew."""
        if level is not None and level.size > level.own:
            self.book.grow(level, missing)
            return
        word = mix_one(price ^ self._drawn)
        for part in _parts(missing, 1 + word % _MOST_PARTS, word):
            self.book.add(side.buy, price, part)

    def _meets(self, side: BookSide, price: int) -> bool:
        """Tell whether an order at that price would match; keys of bids are prices, of asks minus them."""
        if side.buy:
            keys = self.book.asks.keys
            return bool(keys) and -keys[-1] <= price
        keys = self.book.bids.keys
        return bool(keys) and keys[-1] >= price


def _joined(matches: list[Match]) -> list[Match]:
    """Make one match of neighbours at one price without an own order, as the path has planned it."""
    joined: list[Match] = []
    for match in matches:
        last = joined[-1] if joined else None
        if (
            last
            and last.price == match.price
            and not (last.buyer or last.seller or match.buyer or match.seller)
        ):
            joined[-1] = Match(match.price, last.size + match.size, 0, 0)
        else:
            joined.append(match)
    return joined


def _as_deals(matches: Iterable[Match], buyer_aggressor: bool, extra: bool) -> list[Deal]:
    return [Deal(match, buyer_aggressor, extra) for match in matches]


def _levels(prices: Sequence[int], sizes: Sequence[int]) -> Iterable[tuple[int, int]]:
    for price, size in zip(prices, sizes, strict=True):
        if price > 0 and size > 0:
            yield int(price), int(size)


def _clear(book: OrderBook, levels: Iterable[Level], keep: int | None) -> None:
    for level in levels:
        if level.price != keep:
            book.shrink(level, level.size - level.own)


def _parts(size: int, count: int, word: int) -> Iterable[int]:
    for place in range(count, 1, -1):
        word = mix_one(word)
        part = size * (word % 100 + 20) // (120 * place // 2 + 60)
        if 0 < part < size:
            size -= part
            yield part
    yield size
