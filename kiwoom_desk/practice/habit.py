"""When a seeded trader of the past means to trade which names; refuses to know prices and money."""

from __future__ import annotations

from enum import StrEnum

import msgspec
import numpy as np

from kiwoom_desk.domain.instrument import Market, Product
from kiwoom_desk.practice.draws import draw, key_of
from kiwoom_desk.practice.universe import Listing, Universe

_SHARES, _FUNDS = 30, 4
# So many of the busiest shares and funds are known to the trader.
_KNOWN_SHARES, _KNOWN_FUNDS = 110, 14
_LOWEST, _HIGHEST = 1_000, 1_500_000
_MOST_A_DAY = 3
# The last day is busy, so that something is still to be settled.
_LAST_DAY = 14
_FIELDS = 16
_FIELD = (1 << _FIELDS) - 1
_MARKETS = frozenset({Market.KOSPI, Market.KOSDAQ})


class Aim(StrEnum):
    """What is meant: to trade, to sell again what was bought today, or to wait in vain."""

    TRADE = "trade"
    RETURN = "return"
    WAIT = "wait"


class Intent(msgspec.Struct, frozen=True):
    """One meant order: `day` counts from the first day of the past, `slot` is a minute of the day.

    `second` lies in that minute; `lots` are draws of 16 bits that decide the rest.
    """

    day: int
    slot: int
    second: int
    row: int
    aim: Aim
    lots: tuple[int, int, int, int]


def favourites(universe: Universe, seed: int, listed_before: int) -> list[Listing]:
    """Return the names the trader trades: busy shares and funds listed before that ordinal."""
    known = [item for item in universe.listings if _is_known(item, listed_before)]
    known.sort(key=lambda item: (-item.previous_close * item.typical_volume, item.code))
    shares = [item for item in known if item.product is Product.SHARE][:_KNOWN_SHARES]
    funds = [item for item in known if item.product is Product.ETF][:_KNOWN_FUNDS]
    return _drawn(shares, seed, _SHARES) + _drawn(funds, seed, _FUNDS)


def intents(names: list[Listing], seed: int, ordinals: list[int], minutes: int) -> list[Intent]:
    """Return what is meant on some days, by day and time; `ordinals` are those of the days."""
    if not names:
        return []
    found: list[Intent] = []
    for day, ordinal in enumerate(ordinals):
        words = draw(
            np.uint64(key_of(seed, "habit", ordinal)), np.arange(4 * _LAST_DAY, dtype=np.uint64)
        ).tolist()
        count = 1 + words[0] % _MOST_A_DAY
        if day == len(ordinals) - 1:
            count = _LAST_DAY
        row = -1
        for number in range(count):
            some = words[4 * number : 4 * number + 4]
            # Half of the orders stay with the name before; the last day sees many names.
            stays = row >= 0 and some[0] >> 63 and count <= _MOST_A_DAY
            row = row if stays else names[(some[0] >> 32) % len(names)].index
            found += _meant(row, day, minutes, some)
    found.sort(key=lambda one: (one.day, one.slot, one.second, one.row))
    return found


def _meant(row: int, day: int, minutes: int, words: list[int]) -> list[Intent]:
    """Return an order and, for some, the sale later that day."""
    slot = 2 + words[1] % (minutes - 5)
    second = 2 + (words[1] >> 40) % 30
    lots = _lots(words[2])
    aim = Aim.WAIT if lots[0] < _FIELD // 12 else Aim.TRADE
    first = Intent(day, slot, second, row, aim, lots)
    if aim is Aim.WAIT or lots[3] > _FIELD // 4:
        return [first]
    later = min(slot + 3 + (words[3] >> 40) % 120, minutes - 2)
    if later <= slot:
        return [first]
    return [first, Intent(day, later, second, row, Aim.RETURN, _lots(words[3]))]


def _lots(word: int) -> tuple[int, int, int, int]:
    a, b, c, d = (word >> shift & _FIELD for shift in (0, 16, 32, 48))
    return a, b, c, d


def _is_known(item: Listing, listed_before: int) -> bool:
    new = item.first_day or (item.listed_on and item.listed_on.toordinal() >= listed_before)
    priced = _LOWEST <= item.previous_close <= _HIGHEST
    still = item.halted or "스팩" in item.name
    fund = item.product is Product.ETF
    return priced and not new and not still and (fund or item.market in _MARKETS)


def _drawn(items: list[Listing], seed: int, count: int) -> list[Listing]:
    return sorted(items, key=lambda item: key_of(seed, "favourite", item.code))[:count]
