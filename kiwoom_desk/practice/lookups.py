"""How often people look each name up, drawn after what it trades and moves; refuses who looks."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import numpy as np

from kiwoom_desk.domain.instrument import Product
from kiwoom_desk.practice.draws import Floats, Ints, draw, field, key_of
from kiwoom_desk.practice.flow import Flow
from kiwoom_desk.practice.moments import Moments
from kiwoom_desk.practice.told import told_second

_PRODUCTS = frozenset({Product.SHARE, Product.ETF})
_DAY = 86_400
# People know a name before it trades: a part of a usual day's value counts all the time.
_FAME = 0.03
_KEPT = 8


@dataclass(frozen=True, slots=True)
class Ranks:
    """Places from 0 by listing index over a period that ended at `second`, and the prices then."""

    day: date
    second: int
    places: Ints
    price: Ints


class Lookups:
    """Ranks names over periods that end at whole multiples of their length."""

    def __init__(self, flow: Flow, moments: Moments) -> None:
        self._flow, self._moments = flow, moments
        listings = flow.universe.listings
        self._able = np.array([item.product in _PRODUCTS for item in listings], np.bool_)
        self._salt = np.uint64(key_of(flow.seed, "lookups"))
        self._kept: dict[tuple[date, int, int], Ranks] = {}

    def ranks(self, seconds: int, back: int = 0) -> Ranks:
        """Return the ranks of the last period of so many seconds, or of one `back` periods earlier.

        A period of a whole day is the day so far, drawn anew every minute.
        """
        step = min(seconds, 60) if seconds == _DAY else seconds
        end = max(told_second(self._flow) // step * step - back * step, 0)
        key = self._flow.day, seconds, end
        if key not in self._kept:
            while len(self._kept) >= _KEPT:
                del self._kept[next(iter(self._kept))]
            self._kept[key] = self._make(end, 0 if seconds == _DAY else max(end - seconds, 0))
        return self._kept[key]

    def _make(self, end: int, begin: int) -> Ranks:
        last = self._moments.at(end // 60 * 60)
        # Periods below a minute look at the whole minute before.
        first = self._moments.at(min(begin, last.second - 60 if last.second else 0) // 60 * 60)
        interest = self._interest(last.price, last.volume - first.volume, end, end - begin)
        order = np.argsort(-interest, kind="stable")
        places = np.empty(len(order), np.int64)
        places[order] = np.arange(len(order))
        return Ranks(self._flow.day, end, places, last.price)

    def _interest(self, price: Ints, volume: Ints, end: int, length: int) -> Floats:
        traits, base = self._flow.path.traits, self._flow.board.base
        words = draw(traits.keys + self._salt, np.uint64(self._flow.day.toordinal() * _DAY + end))
        moved = np.abs(price - base) / np.maximum(base, 1)
        usual = traits.typical * base * (_FAME * length / _DAY)
        wanted = np.sqrt(volume * price + usual) * (1.0 + 12.0 * moved)
        drawn: Floats = np.where(self._able, wanted * (0.7 + 0.6 * field(words, 0)), -1.0)
        return drawn
