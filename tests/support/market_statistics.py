"""What a market's figures are measured by: moments, memory, hours, signs, sizes; knows no window."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import numpy as np
import numpy.typing as npt

from kiwoom_desk.domain.instrument import Product
from kiwoom_desk.practice.days import DayPath
from kiwoom_desk.practice.depth import LEVELS, DepthModel
from kiwoom_desk.practice.hours import hours_of
from kiwoom_desk.practice.minutes import MinutePath
from kiwoom_desk.practice.played import LEVEL_PRINTS
from kiwoom_desk.practice.prints import unfold
from kiwoom_desk.practice.universe import default_universe
from tests.support.flows import market_rules

Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]

LAST_DAY = date(2026, 11, 20)
NAMES, DAYS, LARGEST = 20, 20, 50
HALF_HOUR = 30
# Prints and books are counted on some days and at some seconds: every one would say the same.
_PRINT_DAYS = (4, 9, 14, 19)
_BOOK_STEP = 997


@dataclass(frozen=True)
class Trades:
    """What the prints of some names over some days say."""

    sign_memory: float
    tens: float
    sizes: Ints
    spread_ticks: Ints
    depth: Floats


class Sample:
    """Twenty shares, drawn by the seed from the hundred that trade most, over twenty days.

    `minutes` holds the log returns of the minutes of continuous trading (name, day, minute),
    `volumes` the shares of the same minutes and `closes` the closes by day; `market` and
    `market_minutes` are the returns of the first and the second market's index.
    """

    def __init__(self, seed: int) -> None:
        universe, rules = default_universe(), market_rules()
        self.path = DayPath(universe, rules, seed, LAST_DAY)
        self._hours = hours_of(rules, LAST_DAY)
        self._minutes = MinutePath(self.path.traits, self.path.grid, self._hours)
        self.last = self.path.calendar.position(LAST_DAY)
        shares = [item.index for item in universe.listings if item.product is Product.SHARE]
        traits = self.path.traits
        worth = (traits.typical * traits.previous_close)[shares]
        self.by_value: Ints = np.array(shares)[np.argsort(-worth, kind="stable")]
        chosen = np.random.default_rng(seed).choice(self.by_value[:100], NAMES, replace=False)
        self.rows: Ints = np.sort(chosen)
        self._measure()

    def _measure(self) -> None:
        every = np.sort(self.by_value)
        mine = np.isin(every, self.rows)
        days = self.path.columns(every, self.last - DAYS, self.last)
        self.closes = days.close[mine]
        value = np.sort(days.close * days.volume, axis=0)[::-1].astype(np.float64)
        largest = value[: max(len(every) // 20, 1)].sum(axis=0)
        self.share_of_largest: Floats = (largest / value.sum(axis=0))[1:]
        # An index of each market, weighted by market value; a name is held against its own.
        worth = (days.close[:, 0] * self.path.traits.shares[every]).astype(np.float64)
        of_first = self.path.traits.market_factor[every] == 1
        weights = np.stack([worth * of_first, worth * ~of_first])
        weights /= weights.sum(axis=1, keepdims=True)
        self.market_of: Ints = np.where(of_first[mine], 0, 1)
        self.market: Floats = weights @ np.diff(np.log(days.close.astype(np.float64)), axis=1)
        returns, volumes, together = [], [], []
        for day in range(1, DAYS + 1):
            columns = self._minutes.columns(every, days, day)
            change = np.diff(np.log(columns.close[:, 1:-1].astype(np.float64)), axis=1)
            returns.append(change[mine])
            volumes.append(columns.volume[mine, 1:-1])
            together.append(weights @ change)
        self.minutes: Floats = np.stack(returns, axis=1)
        self.volumes: Floats = np.stack(volumes, axis=1).astype(np.float64)
        self.market_minutes: Floats = np.stack(together, axis=1)

    # --- figures of the minutes ------------------------------------------------------------

    def kurtosis(self) -> Floats:
        """Return the kurtosis of each name's one-minute returns; 3 is that of a normal law."""
        flat = self.minutes.reshape(NAMES, -1)
        away = flat - flat.mean(axis=1, keepdims=True)
        fourth: Floats = (away**4).mean(axis=1) / (away**2).mean(axis=1) ** 2
        return fourth

    def memory(self, lag: int, absolute: bool) -> Floats:
        """Return each name's autocorrelation of returns or of their size; no pair spans a night."""
        return memory(np.abs(self.minutes) if absolute else self.minutes, lag)

    def half_hours(self) -> tuple[float, float]:
        """Return the volume of the first and the last half hour over a half hour between."""
        by_minute = self.volumes.sum(axis=(0, 1))
        between = by_minute[HALF_HOUR:-HALF_HOUR].mean()
        return (
            float(by_minute[:HALF_HOUR].mean() / between),
            float(by_minute[-HALF_HOUR:].mean() / between),
        )

    def with_index(self) -> tuple[Floats, Floats]:
        """Return each name's correlation with the market, by days and by quarters of an hour."""
        by_day = np.diff(np.log(self.closes.astype(np.float64)), axis=1)
        return (
            _correlations(by_day, self.market[self.market_of]),
            _correlations(_quarters(self.minutes), _quarters(self.market_minutes)[self.market_of]),
        )

    # --- figures of prints and books -------------------------------------------------------

    def trades(self) -> Trades:
        """Return what the prints of the sample and the books of the fifty largest say."""
        days = self.path.columns(self.rows, self.last - DAYS + 1, self.last)
        signs: list[Floats] = []
        sizes: list[Ints] = []
        for day in _PRINT_DAYS:
            columns = self._minutes.columns(self.rows, days, day)
            found: list[list[Floats]] = [[] for _ in self.rows]
            for slot in range(1, self._hours.slots - 1):
                prints = unfold(self.path.grid, self.rows, columns, np.arange(len(self.rows)), slot)
                sizes.append(prints.sizes)
                side = np.where(prints.buys, 1.0, -1.0)
                for place in range(len(self.rows)):
                    found[place].append(side[prints.starts[place] : prints.starts[place + 1]])
            signs += [np.concatenate(parts) for parts in found]
        every = np.concatenate(sizes)
        likes = [float(memory(one[None, None, :], 1)[0]) for one in signs if len(one) > 100]
        spreads, depth = self._books()
        return Trades(float(np.mean(likes)), float((every % 10 == 0).mean()), every, spreads, depth)

    def _books(self) -> tuple[Ints, Floats]:
        """Return spreads in ticks and mean sizes by level of the fifty largest over a day."""
        rows = self.by_value[:LARGEST]
        day = self.path.columns(rows, self.last, self.last)
        columns = self._minutes.columns(rows, day)
        grid, traits, model = self.path.grid, self.path.traits, DepthModel(self.path.grid)
        spreads: list[int] = []
        sums, count = np.zeros(LEVELS), 0
        for place, row in enumerate(rows.tolist()):
            usual = LEVEL_PRINTS * traits.typical[row] / max(traits.prints[row], 1.0)
            limits = int(day.lower[place, 0]), int(day.upper[place, 0])
            for second in range(self._hours.open + 60, self._hours.close, _BOOK_STEP):
                slot = self._hours.slot_of(second)
                price, buy = int(columns.close[place, slot]), bool(columns.last_buy[place, slot])
                book = model.levels(row, int(traits.keys[row]), second, price, buy, limits, usual)
                if len(book.ask_prices) < LEVELS or len(book.bid_prices) < LEVELS:
                    continue
                best = book.bid_prices[0]
                spreads.append((book.ask_prices[0] - best) // grid.size_one(row, best))
                sums += (np.array(book.ask_sizes) + book.bid_sizes) / (2 * usual)
                count += 1
        return np.array(spreads), sums / max(count, 1)


def memory(series: Floats, lag: int) -> Floats:
    """Return the autocorrelation of series (last axis) within each day, a figure for each name."""
    away = series - series.mean(axis=(1, 2), keepdims=True)
    together = (away[:, :, lag:] * away[:, :, :-lag]).mean(axis=(1, 2))
    alike: Floats = together / (away * away).mean(axis=(1, 2))
    return alike


def _quarters(minutes: Floats) -> Floats:
    """Add minutes (name, day, minute) up to quarters of an hour, all days in a row."""
    names, days, count = minutes.shape
    whole = count // 15
    added: Floats = minutes[:, :, : whole * 15].reshape(names, days * whole, 15).sum(axis=2)
    return added


def _correlations(series: Floats, market: Floats) -> Floats:
    pairs = zip(series, market, strict=True)
    return np.array([np.corrcoef(one, other)[0, 1] for one, other in pairs])
