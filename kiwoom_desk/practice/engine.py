"""The order book of one name: price-time priority and call auctions; refuses rules, time and money."""

from __future__ import annotations

from bisect import bisect_left, insort

import msgspec

# Market orders waiting in an auction stand beyond every price; 0 is the lowest, this the highest.
HIGHEST = 1 << 40
LOWEST = 0
_COMPACT_AFTER = 16
SHOWN = 10
_UNTOUCHED = -HIGHEST - 1


class Match(msgspec.Struct, frozen=True, gc=False):
    """One match, won and shares; `buyer` and `seller` are own order numbers, 0 = background."""

    price: int
    size: int
    buyer: int
    seller: int


class Uncross(msgspec.Struct, frozen=True, gc=False):
    """What a call auction would trade now: one price, and the shares that match there."""

    price: int
    size: int


class Resting:
    """One resting order; `left` is 0 once it is filled or cancelled."""

    __slots__ = ("buy", "left", "level", "number")

    def __init__(self, buy: bool, level: Level, left: int, number: int) -> None:
        self.buy = buy
        self.level = level
        self.left = left
        self.number = number

    @property
    def price(self) -> int:
        """Return its price in won; `HIGHEST` or `LOWEST` for a waiting market order."""
        return self.level.price


class Level:
    """The queue of one price; cancelled orders stay in it until they outnumber the living."""

    __slots__ = ("count", "head", "key", "own", "price", "queue", "side", "size")

    def __init__(self, price: int, side: BookSide) -> None:
        self.price = price
        self.side = side
        self.key = price * side.sign
        self.queue: list[Resting] = []
        self.head = 0
        self.size = 0
        self.count = 0
        self.own = 0

    def first(self) -> Resting:
        """Return the living order that came first; the level must not be empty."""
        queue = self.queue
        head = self.head
        while not queue[head].left:
            head += 1
        self.head = head
        return queue[head]

    def living(self) -> list[Resting]:
        """Return its living orders by time."""
        return [order for order in self.queue[self.head :] if order.left]

    def tidy(self) -> None:
        """Drop the dead once they outnumber the living."""
        if len(self.queue) > 2 * self.count + _COMPACT_AFTER:
            self.queue = self.living()
            self.head = 0


class BookSide:
    """One side: levels by price and a sorted list of keys whose last one is the best."""

    __slots__ = ("buy", "changes", "keys", "levels", "sign", "touched")

    def __init__(self, buy: bool) -> None:
        self.buy = buy
        self.sign = 1 if buy else -1
        self.levels: dict[int, Level] = {}
        self.keys: list[int] = []
        self.touched = _UNTOUCHED
        self.changes = 0

    def take_change(self) -> bool:
        """Tell whether one of the ten best levels has changed since this was last asked."""
        touched = self.touched
        if touched == _UNTOUCHED:
            return False
        self.touched = _UNTOUCHED
        keys = self.keys
        changed = len(keys) < SHOWN or touched >= keys[-SHOWN]
        self.changes += changed
        return changed

    def stands(self, changes: int) -> bool:
        """Tell whether the ten best levels are those that stood at so many `changes`."""
        return changes == self.changes and self.touched == _UNTOUCHED

    def best(self) -> int | None:
        """Return the best price, or None on an empty side."""
        return self.keys[-1] * self.sign if self.keys else None

    def at_least(self, price: int) -> list[Level]:
        """Return the levels as good as this price or better, best first."""
        start = bisect_left(self.keys, price * self.sign)
        return [self.levels[key * self.sign] for key in reversed(self.keys[start:])]

    def open(self, price: int) -> Level:
        """Return the level of a price, making it when there is none."""
        level = self.levels.get(price)
        if level is None:
            level = self.levels[price] = Level(price, self)
            insort(self.keys, level.key)
        return level

    def drop(self, price: int) -> None:
        """Remove an emptied level."""
        del self.levels[price]
        key = price * self.sign
        if self.keys[-1] == key:
            self.keys.pop()
        else:
            del self.keys[bisect_left(self.keys, key)]


class OrderBook:
    """Match orders of one name; an own order carries a number above 0, background carries 0."""

    __slots__ = ("asks", "bids", "own")

    def __init__(self) -> None:
        self.bids = BookSide(True)
        self.asks = BookSide(False)
        self.own: dict[int, Resting] = {}

    def take_change(self) -> bool:
        """Tell whether the ten levels of either side have changed since this was last asked."""
        asks, bids = self.asks, self.bids
        sold = asks.touched != _UNTOUCHED and asks.take_change()
        return (bids.touched != _UNTOUCHED and bids.take_change()) or sold

    def side(self, buy: bool) -> BookSide:
        """Return the side an order of that direction rests on."""
        return self.bids if buy else self.asks

    def add(self, buy: bool, price: int, size: int, number: int = 0) -> Resting:
        """Rest an order at the end of its level without matching."""
        level = (self.bids if buy else self.asks).open(price)
        order = Resting(buy, level, size, number)
        level.queue.append(order)
        level.size += size
        level.count += 1
        if level.key > level.side.touched:
            level.side.touched = level.key
        if number:
            level.own += size
            self.own[number] = order
        return order

    def grow(self, level: Level, size: int) -> None:
        """Rest background shares at the end of a level that is not empty."""
        last = level.queue[-1]
        if last.number or not last.left:
            self.add(level.side.buy, level.price, size)
            return
        # Nothing stands between the two: one order is as good as another behind it.
        last.left += size
        level.size += size
        if level.key > level.side.touched:
            level.side.touched = level.key

    def shrink(self, level: Level, size: int) -> None:
        """Cancel background shares of a level, the newest first."""
        queue, head = level.queue, level.head
        for place in range(len(queue) - 1, head - 1, -1):
            if size <= 0:
                return
            order = queue[place]
            if order.left and not order.number:
                size -= self.cancel(order, size)

    def submit(self, buy: bool, price: int, size: int, number: int = 0) -> list[Match]:
        """Match a limit order and rest what is left; return the matches in their order."""
        matches = self.take(buy, price, size, number)
        left = size - sum(match.size for match in matches)
        if left:
            self.add(buy, price, left, number)
        return matches

    def take(self, buy: bool, price: int, size: int, number: int = 0) -> list[Match]:
        """Match up to `size` at `price` or better and rest nothing (IOC)."""
        other = self.asks if buy else self.bids
        sign = other.sign
        limit = price * sign
        matches: list[Match] = []
        while size and other.keys and other.keys[-1] >= limit:
            level = other.levels[other.keys[-1] * sign]
            while size and level.count:
                resting = level.first()
                done = min(size, resting.left)
                size -= done
                matches.append(
                    Match(level.price, done, number, resting.number)
                    if buy
                    else Match(level.price, done, resting.number, number)
                )
                self._reduce(resting, done)
        return matches

    def available(self, buy: bool, price: int) -> int:
        """Return how many shares an order of that direction could take at `price` or better."""
        return sum(level.size for level in self.side(not buy).at_least(price))

    def cancel(self, order: Resting, size: int = 0) -> int:
        """Take `size` shares (0 = all) out of a resting order, which keeps its place; return how many."""
        gone = min(size or order.left, order.left)
        if gone:
            self._reduce(order, gone)
        return gone

    def move(self, number: int, size: int, price: int, child: int) -> list[Match]:
        """Move a part of an own order to a new price as `child`; the rest keeps number and place."""
        order = self.own[number]
        moved = self.cancel(order, size)
        return self.submit(order.buy, price, moved, child)

    def ahead(self, number: int) -> int:
        """Return the shares that stand before an own order on its level."""
        order = self.own[number]
        total = 0
        for other in order.level.living():
            if other is order:
                break
            total += other.left
        return total

    def uncross(self, reference: int) -> Uncross | None:
        """Return the auction price: most shares, then least imbalance, then nearest to `reference`."""
        prices = {p for side in (self.bids, self.asks) for p in side.levels if LOWEST < p < HIGHEST}
        best_bid, best_ask = self.bids.best(), self.asks.best()
        if best_bid is None or best_ask is None or best_bid < best_ask:
            return None
        prices = {price for price in prices if best_ask <= price <= best_bid}
        if best_ask <= reference <= best_bid:
            prices.add(reference)
        chosen: tuple[int, int, int, int] | None = None
        for price in sorted(prices):
            demand = self.available(False, price)
            supply = self.available(True, price)
            rank = (-min(demand, supply), abs(demand - supply), abs(price - reference), price)
            chosen = rank if chosen is None or rank < chosen else chosen
        return None if chosen is None or not chosen[0] else Uncross(chosen[3], -chosen[0])

    def execute(self, auction: Uncross) -> list[Match]:
        """Trade an auction at its one price, both sides by price, then time."""
        matches: list[Match] = []
        left = auction.size
        while left:
            buy = self.bids.levels[self.bids.keys[-1]].first()
            sell = self.asks.levels[-self.asks.keys[-1]].first()
            done = min(left, buy.left, sell.left)
            matches.append(Match(auction.price, done, buy.number, sell.number))
            self._reduce(buy, done)
            self._reduce(sell, done)
            left -= done
        return matches

    def clear_background(self) -> None:
        """Take every background order out of the book."""
        for side in (self.bids, self.asks):
            for level in list(side.levels.values()):
                for order in level.living():
                    if not order.number:
                        self.cancel(order)

    def _reduce(self, order: Resting, size: int) -> None:
        level = order.level
        order.left -= size
        level.size -= size
        side = level.side
        if level.key > side.touched:
            side.touched = level.key
        if order.number:
            level.own -= size
        if order.left:
            return
        if order.number:
            del self.own[order.number]
        level.count -= 1
        if level.count:
            level.tidy()
        else:
            side.drop(level.price)
