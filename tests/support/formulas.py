"""What a name's figures must be, worked out from its tape, its bars and its book alone."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from functools import cached_property

from kiwoom_desk.practice.house import House

_ALL = 10**9
_MILLION, _EOK = 1_000_000, 100_000_000


def cut(part: int, whole: int, scale: int = 10_000) -> int:
    """Return a ratio cut towards zero, 0 of nothing."""
    found = abs(part) * scale // abs(whole) if whole else 0
    return found if part >= 0 else -found


class Figures:
    """One name now: won, shares; rates in hundredths of a percent."""

    def __init__(self, house: House, code: str) -> None:
        self._house = house
        self.listing = house.exchange.universe.by_code[code]
        self._prints = house.past.flow.prints(self.listing.index, house.exchange.now, _ALL)[::-1]
        self.book = house.exchange.book(code)

    @cached_property
    def days(self) -> list[tuple[int, int, int, int, int, int]]:
        """Return open, high, low, close, volume and value of 250 days before today, oldest first."""
        before = self._house.exchange.day - timedelta(days=1)
        bars = self._house.past.history.daily(self.listing.index, before, 250)
        columns = (bars.open, bars.high, bars.low, bars.close, bars.volume, bars.value)
        return list(zip(*(column.tolist() for column in columns), strict=True))

    @cached_property
    def figures(self) -> Mapping[str, int]:
        """Return every figure by its name."""
        prints, shares = self._prints, self.listing.shares
        base, before = self.days[-1][3], self.days[-1]
        prices = [one.price for one in prints] or [base]
        volume = sum(one.size for one in prints)
        value = sum(one.size * one.price for one in prints)
        bought = sum(one.size for one in prints if one.buyer_aggressor)
        sold = volume - bought
        opened, high, low, price = prices[0], max(prices), min(prices), prices[-1]
        year_high = max(high, *(day[1] for day in self.days))
        year_low = min(low, *(day[2] for day in self.days))
        found = {
            "price": price,
            "base": base,
            "open": opened,
            "high": high,
            "low": low,
            "change": price - base,
            "rate": cut(price - base, base),
            "open rate": cut(opened - base, base),
            "high rate": cut(high - base, base),
            "low rate": cut(low - base, base),
            "from open": price - opened,
            "rate from open": cut(price - opened, opened),
            "volume": volume,
            "thousands of shares": volume // 1000,
            "value": value,
            "value in millions": value // _MILLION,
            "mean price": value // volume if volume else 0,
            "bought": bought,
            "sold": sold,
            "bought less sold": bought - sold,
            "strength": min(cut(bought, max(sold, 1)), 99_999),
            "part bought": cut(bought, volume),
            "count": len(prints),
            "last size": prints[-1].size if prints else 0,
            "last worth": prints[-1].size * price if prints else 0,
            "shares": shares,
            "shares in thousands": shares // 1000,
            "worth in eok": price * shares // _EOK,
            "worth in millions": price * shares // _MILLION,
            "turnover": cut(volume, shares),
            "volume before": before[4],
            "value before": before[5],
            "more volume": volume - before[4],
            "volume against before": cut(volume, before[4]),
            "more value": value - before[5],
            "close two days ago": self.days[-2][3],
            "open before": before[0],
            "high before": before[1],
            "low before": before[2],
            "year high": year_high,
            "year low": year_low,
            "from year high": cut(price - year_high, year_high),
            "from year low": cut(price - year_low, year_low),
            "reach": cut(high - low, base),
            "ask total": sum(self.book.ask_sizes),
            "bid total": sum(self.book.bid_sizes),
            "bid less ask": sum(self.book.bid_sizes) - sum(self.book.ask_sizes),
            "bid to ask": cut(sum(self.book.bid_sizes), sum(self.book.ask_sizes)),
            "ask to bid": cut(sum(self.book.ask_sizes), sum(self.book.bid_sizes)),
        }
        for place in range(10):
            found[f"ask {place + 1}"] = self.book.ask_prices[place]
            found[f"bid {place + 1}"] = self.book.bid_prices[place]
            found[f"ask size {place + 1}"] = self.book.ask_sizes[place]
            found[f"bid size {place + 1}"] = self.book.bid_sizes[place]
        return found
