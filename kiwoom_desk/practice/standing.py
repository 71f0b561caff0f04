"""How each name stands with the house and the exchange: margin, credit, designations; refuses prices."""

from __future__ import annotations

import msgspec
import numpy as np
import numpy.typing as npt

from kiwoom_desk.domain.instrument import Market, Product
from kiwoom_desk.practice.draws import Floats, Ints, draw, field, keys_of
from kiwoom_desk.practice.universe import Listing, Universe

Which = npt.NDArray[np.bool_]

MARGINS = (20, 30, 40, 50, 60, 100)
"""The classes of margin rates, in percent."""
CREDIT_GROUPS = "ABCDE"
"""Groups of names bought on credit; each belongs to a class of margin below 100 %."""
_FULL = MARGINS.index(100)
# The class by market value in won, largest first, and how far a draw moves it.
_CLASSES = ((2.0e13, 0), (2.0e12, 1), (3.0e11, 2), (0.0, 3))
_MOVES = np.array([-1, 0, 0, 0, 0, 1, 1, 2])
# Large names are never designated, unless a market lists nothing smaller: then its lowest third may
# be. The others are by these parts of a thousand in each market, and so many at least, so that a
# small universe has every kind.
_LARGE, _SMALL, _BUSY = 2.0e12, 1 / 3, 0.5
_DESIGNATED = (
    ("supervised", 25, 6), ("delisting", 4, 3), ("danger", 3, 2), ("warning", 12, 3),
    ("overheated", 8, 2), ("cautioned", 25, 3),
)  # fmt: skip
_ALERT_SEGMENT, _SUPERVISED_SEGMENT = "투자주의환기", "관리종목"
_STRICT = ("supervised", "delisting", "danger", "warning", "alert")


class Status(msgspec.Struct, frozen=True):
    """One name: margin rate in percent, credit group ("" = none) and designations."""

    margin: int
    credit: str
    lendable: bool
    over_limit: bool
    supervised: bool
    delisting: bool
    alert: bool
    cautioned: bool
    warning: bool
    danger: bool
    overheated: bool
    fund_caution: bool


class Standing:
    """Columns over all names, by listing index, fixed for a universe and a seed.

    `margin` is in percent, `credit` 0 for none, else 1 to 5 for the groups A to E. The others
    tell whether a name is designated so, or what kind of paper it is. `markets` has the names of
    each market by the code of rankings: 001 KOSPI with its funds and notes, 101 KOSDAQ, 000 both,
    201 the KOSPI200.
    """

    def __init__(self, universe: Universe, seed: int) -> None:
        listings = universe.listings
        keys = keys_of([item.code for item in listings], seed, "standing")
        self._words = draw(keys, np.uint64(1))
        self.markets = _markets(universe)
        self.etf = _which(listings, Product.ETF)
        self.etn = _which(listings, Product.ETN)
        self.share = _which(listings, Product.SHARE)
        # A common share's code ends with 0, its preferred ones' with another digit or letter.
        self.preferred = self.share & np.array([not item.code.endswith("0") for item in listings])
        self.spac = self.share & np.array(["스팩" in item.name for item in listings])
        self.fund_caution: Which = self.etf & np.array([abs(item.gear) > 1 for item in listings])
        worth = np.array([item.previous_close * item.shares for item in listings], np.float64)
        self._designate(listings, worth)
        self._lend(listings, worth)

    def of(self, index: int) -> Status:
        """Return how one name stands."""
        group = int(self.credit[index])
        flags = (
            self.lendable, self.over_limit, self.supervised, self.delisting, self.alert,
            self.cautioned, self.warning, self.danger, self.overheated, self.fund_caution,
        )  # fmt: skip
        letter = CREDIT_GROUPS[group - 1] if group else ""
        return Status(int(self.margin[index]), letter, *(bool(flag[index]) for flag in flags))

    def _designate(self, listings: tuple[Listing, ...], worth: Floats) -> None:
        segments = [item.segment for item in listings]
        self.alert: Which = np.array([s.startswith(_ALERT_SEGMENT) for s in segments], np.bool_)
        told = np.array([s.startswith(_SUPERVISED_SEGMENT) for s in segments], np.bool_)
        usual = np.array([item.typical_volume for item in listings])
        able = self.share & ~self.alert & ~told & ~self.spac & ~self.preferred
        found = {name: np.zeros(len(listings), np.bool_) for name, _, _ in _DESIGNATED}
        for market in (self.markets["001"], self.markets["101"]):
            some = worth[able & market]
            large = max(_LARGE, _quantile(some, _SMALL)) if len(some) else _LARGE
            self._mark(found, able & market & (worth < large), usual)
        self.supervised: Which = found["supervised"] | told
        self.delisting: Which = found["delisting"]
        self.danger: Which = found["danger"]
        self.warning: Which = found["warning"]
        self.overheated: Which = found["overheated"]
        self.cautioned: Which = found["cautioned"]

    def _mark(self, found: dict[str, Which], able: Which, usual: Ints) -> None:
        """Designate names of one market, each at most once."""
        # Names that trade few shares are left alone, so that every kind is seen in a day's lists.
        busy = able & (
            usual >= (_quantile(usual[able].astype(np.float64), _BUSY) if able.any() else 0)
        )
        order = np.argsort(np.where(busy, self._words, ~np.uint64(0)), kind="stable")
        place, most = 0, int(busy.sum())
        for name, part, least in _DESIGNATED:
            count = min(max(int(able.sum()) * part // 1000, least), max(most - place, 0))
            found[name][order[place : place + count]] = True
            place += count

    def _lend(self, listings: tuple[Listing, ...], worth: Floats) -> None:
        least = np.array([one for one, _ in _CLASSES])
        usual = np.array([place for _, place in _CLASSES])
        place = usual[(worth[:, None] >= least).argmax(axis=1)]
        place = np.where(self.etf | self.etn, 1, place)
        moved = _MOVES[(field(self._words, 3) * len(_MOVES)).astype(np.int64)]
        place = np.clip(place + moved, 0, _FULL)
        strict = np.array([item.market is Market.KONEX or item.halted for item in listings])
        strict |= ~(self.share | self.etf | self.etn) | self.preferred | self.spac
        for name in _STRICT:
            strict |= getattr(self, name)
        place = np.where(strict, _FULL, place)
        self.margin: Ints = np.array(MARGINS)[place]
        self.credit: Ints = np.where(place == _FULL, 0, place + 1)
        on_credit = self.credit > 0
        self.lendable: Which = on_credit & (field(self._words, 2) < 0.4)
        self.over_limit: Which = on_credit & (field(self._words, 1) < 0.06)


def _markets(universe: Universe) -> dict[str, Which]:
    kospi = (Market.KOSPI, Market.ETF, Market.ETN)
    first = np.array([item.market in kospi for item in universe.listings], np.bool_)
    second = np.array([item.market is Market.KOSDAQ for item in universe.listings], np.bool_)
    largest = next((spec.members for spec in universe.indices if spec.code == "201"), ())
    some = frozenset(largest)
    members = np.array([item.code in some for item in universe.listings], np.bool_)
    return {"001": first, "101": second, "000": first | second, "201": members}


def _which(listings: tuple[Listing, ...], product: Product) -> Which:
    return np.array([item.product is product for item in listings], np.bool_)


def _quantile(numbers: Floats, part: float) -> float:
    """Return the number below which that part lies, between two in a straight line.

    numpy's own would load its masked arrays for it.
    """
    rising = np.sort(numbers)
    place = part * (len(rising) - 1)
    low = int(place)
    one, two = float(rising[low]), float(rising[min(low + 1, len(rising) - 1)])
    rest = place - low
    return one + (two - one) * rest if rest < 0.5 else two - (two - one) * (1.0 - rest)
