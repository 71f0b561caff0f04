"""What the whole market bought on credit or sold from a credit line, by name and day; refuses accounts."""

from __future__ import annotations

from enum import StrEnum

import msgspec
import numpy as np

from kiwoom_desk.practice.balances import Balances, following, last_published
from kiwoom_desk.practice.draws import Ints, draw, field, key_of
from kiwoom_desk.practice.flow import Flow
from kiwoom_desk.practice.standing import Standing

MILLION = 1_000_000
_KEY = np.uint64(key_of("credit"))
# The deposit each group asks, in percent of what is bought (신용보증금율), by its letter.
_DEPOSITS = {"A": 30, "B": 30, "C": 40, "D": 50, "E": 60}


class Kind(StrEnum):
    """Which balance: money lent to buy shares, or shares lent to sell them (qry_tp of ka10013)."""

    LOAN = "1"
    SHARES = "2"


# Parts of the listed shares: at least, and how much more at most.
_PARTS = {Kind.LOAN: (0.002, 0.085), Kind.SHARES: (0.0001, 0.0035)}


class CreditDays(msgspec.Struct, frozen=True):
    """Names x days: balances in shares and in 백만원 of what was lent."""

    shares: Balances
    millions: Balances


class Credit:
    """Reads the balances of days that are over, names outside the credit groups have none."""

    def __init__(self, flow: Flow, standing: Standing) -> None:
        self._flow = flow
        traits = flow.path.traits
        able = {Kind.LOAN: standing.credit > 0, Kind.SHARES: standing.lendable}
        self._ceilings: dict[Kind, Ints] = {}
        for place, (kind, (least, more)) in enumerate(_PARTS.items()):
            taste = field(draw(traits.keys, _KEY), place)
            part = least + more * taste * taste * taste
            ceiling = np.where(able[kind], np.floor(traits.shares * part), 0)
            self._ceilings[kind] = ceiling.astype(np.int64)

    @property
    def newest(self) -> int:
        """Return the position of the newest day told."""
        return last_published(self._flow)

    def lends(self, kind: Kind, index: int) -> bool:
        """Tell whether a name has such balances at all."""
        return bool(self._ceilings[kind][index] > 0)

    def days(self, kind: Kind, rows: Ints, first: int, last: int) -> CreditDays:
        """Return the days from position `first` to `last` of some names."""
        traits = self._flow.path.traits
        keys = traits.keys[rows] + np.uint64(key_of("credit", kind.name))
        ordinals = self._flow.path.calendar.ordinals[first - 1 : last + 1]
        ceiling = self._ceilings[kind][rows]
        turnover = np.minimum(traits.typical[rows] // 20, ceiling // 10)
        shares = following(keys, ordinals, ceiling, turnover)
        millions = shares.times(traits.previous_close[rows], MILLION)
        return CreditDays(shares, millions)

    def rates(self, rows: Ints | None = None) -> Ints:
        """Return 신용비율 of names (of all): loan balance by listed shares, hundredths of a percent."""
        traits, newest = self._flow.path.traits, self.newest
        rows = np.arange(traits.count) if rows is None else rows
        held = self.days(Kind.LOAN, rows, newest, newest).shares.held[:, 0]
        rates: Ints = held * 10_000 // np.maximum(traits.shares[rows], 1)
        return rates


def deposit_rate(letter: str) -> int:
    """Return the deposit of a credit group in percent (신용보증금율)."""
    return _DEPOSITS[letter]
