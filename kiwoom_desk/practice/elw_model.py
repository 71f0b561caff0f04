"""Terms and model figures of the warrants: theory, volatility, greeks, holdings; refuses wire forms."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import msgspec
import numpy as np

from kiwoom_desk.domain.instrument import Product
from kiwoom_desk.practice.attribution import drifting
from kiwoom_desk.practice.draws import Floats, Ints, key_of
from kiwoom_desk.practice.etf_values import FundValues
from kiwoom_desk.practice.flow import Flow
from kiwoom_desk.practice.members import MEMBERS
from kiwoom_desk.practice.modelled import ModelledDays
from kiwoom_desk.practice.past import Past
from kiwoom_desk.practice.products import INDEX_UNDERLYINGS
from kiwoom_desk.practice.universe import Listing
from kiwoom_desk.practice.warrant_values import implied, worth

# The broker's kinds of rights by right and form.
KINDS = {
    ("call", ""): 1, ("put", ""): 2, ("call", "digital"): 3, ("put", "digital"): 4,
    ("call", "spread"): 5, ("call", "knock_out"): 6, ("put", "knock_out"): 7,
}  # fmt: skip
HISTORY_DAYS = 90
_YEAR, _LEAST_YEARS, _TRADING_DAYS = 365.0, 0.5 / 365.0, 252
_LEAST_HELD, _HELD_SPREAD, _HELD_DAYS = 0.45, 0.5, 9
_BUMP = 1e-3
_JUDGED_DAYS = 5


class WarrantTerms(msgspec.Struct, frozen=True):
    """What a warrant promises: `ratio` rights a warrant, `last_day` of trading, `expires`, `paid`."""

    listing: Listing
    underlying_name: str
    issuer: str
    maker: str
    kind: int
    ratio: float
    last_day: date
    expires: date
    paid: date

    @property
    def ended(self) -> bool:
        """Tell whether trading has ended."""
        return self.listing.halted


@dataclass(frozen=True, slots=True)
class Figures:
    """Model figures of warrants or of moments of one, as columns; prices in won or points.

    `price` and `theory` are a warrant's, `spot` its underlying's. `sigma` is the volatility the
    price implies, `maker_sigma` the one the maker's bid implies, 0 where there is none. `delta` and
    `gamma` are of one right, `theta` (a day), `vega` and `rho` (a hundredth) of one warrant.
    """

    price: Floats
    spot: Floats
    theory: Floats
    sigma: Floats
    maker_sigma: Floats
    delta: Floats
    gamma: Floats
    theta: Floats
    vega: Floats
    rho: Floats


class Gauge(msgspec.Struct, frozen=True):
    """How a warrant stands against its underlying, in hundredths of a percent; points in hundredths."""

    parity: int
    gearing: int
    break_even: int
    break_even_rate: int
    support: int
    premium: int
    nearness: int
    intrinsic: int


class Warrants:
    """Reads prices of warrants and their underlyings; kept for one second of the board."""

    def __init__(self, flow: Flow, past: Past, funds: FundValues) -> None:
        self._flow, self._past, self._funds = flow, past, funds
        path = flow.path
        self._days: ModelledDays = path.modelled
        self._days.reach(path.anchor)
        self.listings = tuple(x for x in self._days.warrants if x.product is Product.ELW)
        self._place = {item.code: n for n, item in enumerate(self.listings)}
        self._row = {item.code: self._days.warrants.index(item) for item in self.listings}
        self._names = {int(member.code): member.name for member in MEMBERS}
        self.terms = {item.code: self._terms(item) for item in self.listings}
        self._keys = np.array(
            [key_of(flow.seed, "maker", x.code) for x in self.listings], np.uint64
        )
        self._now: tuple[tuple[date, int, int], Figures] | None = None
        self._past_sigmas: tuple[date, Floats] | None = None

    def _terms(self, item: Listing) -> WarrantTerms:
        days, calendar = self._days, self._flow.path.calendar
        row, pivot = self._row[item.code], days.pivot
        value = worth(
            item.right, item.form, days.spots[row, pivot : pivot + 1], item.strike,
            days.years(item)[pivot : pivot + 1], days.sigmas[row, pivot : pivot + 1],
        )  # fmt: skip
        ratio = float(f"{item.previous_close / max(float(value[0]), 1e-6):.4g}")
        expires = calendar.on_or_before(date.fromordinal(days.expires(item)))
        share = self._flow.universe.by_code.get(item.underlying)
        return WarrantTerms(
            item,
            share.name if share else INDEX_UNDERLYINGS[item.underlying],
            self._names[int(item.issuer)],
            self._names[int(item.maker)],
            KINDS[item.right, item.form],
            ratio,
            calendar.day(expires - 2),
            date.fromordinal(days.expires(item)),
            calendar.day(min(expires + 2, len(calendar.ordinals) - 1)),
        )

    @property
    def position(self) -> int:
        """Return the position of the day that is played."""
        return self._flow.path.calendar.position(self._flow.day)

    # --- underlyings ----------------------------------------------------------------------

    def spot(self, item: Listing) -> float:
        """Return the underlying now: a share's price in won, or an index in points."""
        share = self._flow.universe.by_code.get(item.underlying)
        if share is not None:
            return float(self._flow.board.price[share.index])
        return int(self._funds.level(item.underlying) * 100) / 100

    def spots_so_far(self, item: Listing) -> Floats:
        """Return the underlying at the end of each slot of today that is over."""
        flow = self._flow
        whole = flow.hours.slots_before(flow.board.second)
        share = flow.universe.by_code.get(item.underlying)
        if share is not None:
            return flow.minutes.close[share.index, :whole].astype(np.float64)
        points: Floats = np.floor(self._funds.levels_so_far(item.underlying) * 100) / 100
        return points

    def past_sigmas(self) -> Floats:
        """Return the yearly volatility of each underlying over the last 90 closes before today."""
        day = self._flow.day
        if self._past_sigmas is None or self._past_sigmas[0] != day:
            self._days.reach(self.position)
            last = self.position - self._days.first
            rows = [self._row[item.code] for item in self.listings]
            spots = self._days.spots[rows, max(last - HISTORY_DAYS, 0) : last]
            moves = np.diff(np.log(spots), axis=1)
            self._past_sigmas = day, moves.std(axis=1) * np.sqrt(_TRADING_DAYS)
        return self._past_sigmas[1]

    # --- now ------------------------------------------------------------------------------

    def place(self, item: Listing) -> int:
        """Return the place of a warrant in the columns of `now`."""
        return self._place[item.code]

    def now(self) -> Figures:
        """Return the figures of all warrants at the board's second, by `place`."""
        flow = self._flow
        key = (flow.day, flow.board.second, len(flow.own.on(flow.day)))
        if self._now is None or self._now[0] != key:
            self._now = key, self._make_now()
        return self._now[1]

    def _make_now(self) -> Figures:
        board, count = self._flow.board, len(self.listings)
        rows = np.array([item.index for item in self.listings], np.int64)
        price = board.price[rows].astype(np.float64)
        bid = np.where(board.bid[rows] > 0, board.bid[rows], board.price[rows]).astype(np.float64)
        spot = np.array([self.spot(item) for item in self.listings])
        years = np.array([self._years(item, self._flow.day) for item in self.listings])
        past = self.past_sigmas()
        columns = np.zeros((10, count))
        for right, form in KINDS:
            group = [n for n, x in enumerate(self.listings) if (x.right, x.form) == (right, form)]
            if group:
                at = np.array(group)
                columns[:, at] = self._figures(
                    self.listings[group[0]], at, price[at], bid[at], spot[at], years[at], past[at]
                )
        return Figures(*columns)

    def _figures(
        self, kind: Listing, at: Ints, price: Floats, bid: Floats, spot: Floats, years: Floats,
        past: Floats,
    ) -> Floats:  # fmt: skip
        """Return the columns of `Figures` of warrants (or moments of one) of one kind."""
        strike = np.array([float(self.listings[n].strike) for n in at])
        ratio = np.array([self.terms[self.listings[n].code].ratio for n in at])
        right, form = kind.right, kind.form
        sigma = implied(right, form, price / ratio, spot, strike, years)
        maker = implied(right, form, bid / ratio, spot, strike, years)
        used = np.where(sigma > 0, sigma, past)

        def value(s: Floats, t: Floats, v: Floats, rate: float = 0.0) -> Floats:
            # A rate higher by d acts as a spot higher by e^(dT), all then paid later.
            grown = np.exp(rate * t)
            return worth(right, form, s * grown, strike, t, v) / grown

        up, down = spot * (1 + _BUMP), spot * (1 - _BUMP)
        middle = value(spot, years, used)
        higher, lower = value(up, years, used), value(down, years, used)
        day = np.minimum(1 / _YEAR, years / 2)
        theta = (value(spot, years - day, used) - middle) / day / _YEAR
        vega = (value(spot, years, used + _BUMP) - value(spot, years, used - _BUMP)) / 2 / _BUMP
        rho = value(spot, years, used, _BUMP) - value(spot, years, used, -_BUMP)
        return np.array(
            [
                price,
                spot,
                worth(right, form, spot, strike, years, past) * ratio,
                sigma,
                maker,
                (higher - lower) / (up - down),
                (higher - 2 * middle + lower) / (spot * _BUMP) ** 2,
                theta * ratio,
                vega / 100 * ratio,
                rho / 2 / _BUMP / 100 * ratio,
            ]
        )

    def _years(self, item: Listing, day: date) -> float:
        left = self.terms[item.code].expires.toordinal() - day.toordinal()
        return max(left / _YEAR, _LEAST_YEARS)

    def days_left(self, item: Listing) -> int:
        """Return the days to expiry, 0 after it."""
        return max(self.terms[item.code].expires.toordinal() - self._flow.day.toordinal(), 0)

    # --- moments and days of one warrant --------------------------------------------------

    def at_moments(self, item: Listing, price: Floats, bid: Floats, spot: Floats) -> Figures:
        """Return the figures of one warrant at moments of today."""
        years = np.full(len(price), self._years(item, self._flow.day))
        at = np.full(len(price), self._place[item.code])
        past = np.full(len(price), self.past_sigmas()[self._place[item.code]])
        return Figures(*self._figures(item, at, price, bid, spot, years, past))

    def on_days(self, item: Listing, positions: Ints, price: Floats, bid: Floats) -> Figures:
        """Return the figures of one warrant at closes of kept past days."""
        self._days.reach(self.position)
        places = positions - self._days.first
        spot = self._days.spots[self._row[item.code]][places]
        years = np.maximum(
            (self.terms[item.code].expires.toordinal() - self._days.ordinals[places]) / _YEAR,
            _LEAST_YEARS,
        )
        at = np.full(len(price), self._place[item.code])
        past = np.full(len(price), self.past_sigmas()[self._place[item.code]])
        return Figures(*self._figures(item, at, price, bid, spot, years, past))

    @property
    def first_day(self) -> int:
        """Return the position of the first kept day."""
        return self._days.first

    def extremes(self, item: Listing) -> tuple[float, float]:
        """Return the highest and lowest close of the underlying since the listing, today's included."""
        self._days.reach(self.position)
        born = item.listed_on.toordinal() if item.listed_on else 0
        first = int(np.searchsorted(self._days.ordinals, born))
        spots = self._days.spots[self._row[item.code], first : self.position - self._days.first]
        now = self.spot(item)
        return max(float(spots.max(initial=now)), now), min(float(spots.min(initial=now)), now)

    def judged(self, item: Listing) -> float:
        """Return the mean of the underlying's last five closes up to the last day of trading."""
        ordinal = self.terms[item.code].last_day.toordinal()
        last = int(np.searchsorted(self._days.ordinals, ordinal, "right"))
        spots = self._days.spots[self._row[item.code], max(last - _JUDGED_DAYS, 0) : last]
        return round(float(spots.mean()), 2)

    # --- gauges ---------------------------------------------------------------------------

    def gauge(self, item: Listing) -> Gauge:
        """Return how a warrant stands now."""
        figures, n = self.now(), self._place[item.code]
        ratio, strike = self.terms[item.code].ratio, float(item.strike)
        spot, cost = float(figures.spot[n]), float(figures.price[n]) / ratio
        call = item.right == "call"
        inside = max((spot - strike) if call else (strike - spot), 0.0)
        even = strike + cost if call else strike - cost
        away = even - spot if call else spot - even
        # Where the warrant and the underlying itself gain the same.
        support = strike * spot / max(spot - cost, 1.0) if call else strike * spot / (spot + cost)
        return Gauge(
            round((spot / strike if call else strike / spot) * 10_000),
            round(spot / cost * 100) if cost else 0,
            round(even * 100),
            round(away / spot * 10_000),
            round(support * 100),
            round((cost - inside) / spot * 10_000),
            max(round((1 - abs(spot - strike) / spot) * 10_000), 0),
            round(inside * ratio * 100),
        )

    def disparity(self, item: Listing) -> int:
        """Return by how much the price lies above theory, in hundredths of a percent."""
        figures, n = self.now(), self._place[item.code]
        theory = float(figures.theory[n])
        return round((float(figures.price[n]) - theory) / theory * 10_000) if theory else 0

    # --- the maker's holding --------------------------------------------------------------

    def held(self, item: Listing, positions: Ints) -> Ints:
        """Return what the maker holds at the end of days."""
        days = self._flow.path.calendar.ordinals[positions]
        keys = np.full(len(days), self._keys[self._place[item.code]])
        part = _LEAST_HELD + _HELD_SPREAD * drifting(keys, days, _HELD_DAYS)
        held: Ints = np.floor(part * item.shares).astype(np.int64)
        return held

    def held_now(self, item: Listing) -> int:
        """Return what the maker holds now: on its way, by volume, to what it holds tonight."""
        before, after = self.held(item, np.array([self.position - 1, self.position])).tolist()
        whole = int(self._flow.played.columns.volume[item.index, 0])
        done = min(int(self._flow.board.volume[item.index]), whole)
        return int(before) + (int(after - before) * done // whole if whole else 0)
