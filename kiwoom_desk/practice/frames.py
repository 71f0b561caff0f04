"""The hot frames, 0B and 0D, built from cached parts in the catalogue's order; refuses other types."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import lru_cache

import msgspec

from kiwoom_desk.catalogue.load import catalogue
from kiwoom_desk.practice.events import Traded
from kiwoom_desk.practice.to_wire import (
    clock_text,
    directed,
    flag_of,
    percent,
    ratio,
    signed,
    signed_percent,
)
from kiwoom_desk.practice.views import BookView

LEVELS = 10
_MILLION, _EOK = 1_000_000, 100_000_000


class Backdrop(msgspec.Struct, frozen=True, gc=False):
    """What a name's frames compare with all day: won, shares; `before_value` in won."""

    base: int
    lower: int
    upper: int
    shares: int
    before_volume: int
    before_value: int


class Strokes(msgspec.Struct):
    """The day's counts of a name's prints, and when its open, high and low were printed (HHMMSS)."""

    sold: int = 0
    bought: int = 0
    open_time: str = ""
    high_time: str = ""
    low_time: str = ""
    upper_time: str = "000000"
    lower_time: str = "000000"
    high: int = 0
    low: int = 0


def trade_values(traded: Traded, back: Backdrop, strokes: Strokes) -> dict[str, str]:
    """Return the dynamic fields of a 0B row by FID; all others are constant (`TRADE_CONSTANTS`)."""
    base, price, volume = back.base, traded.price, traded.volume
    change = price - base
    more = volume - back.before_volume
    share = ratio(volume, back.before_volume)
    buying = traded.buyer_aggressor
    size = traded.size
    both = traded.buy_volume + traded.sell_volume
    return {
        "20": clock_text(traded.time),
        "10": directed(price, base),
        "11": signed(change),
        "12": signed_percent(ratio(change, base)),
        "27": directed(traded.ask, base),
        "28": directed(traded.bid, base),
        "15": f"+{size}" if buying else f"-{size}",
        "13": str(volume),
        "14": str(traded.value // _MILLION),
        "16": directed(traded.open, base),
        "17": directed(traded.high, base),
        "18": directed(traded.low, base),
        "25": flag_of(price, base, back.lower, back.upper),
        "26": signed(more),
        "29": signed(traded.value - back.before_value),
        "30": signed_percent(share if more >= 0 else -share),
        "31": percent(ratio(volume, back.shares)),
        "228": percent(min(traded.buy_volume * 10_000 // max(traded.sell_volume, 1), 99_999)),
        "311": str(price * back.shares // _EOK),
        "567": strokes.upper_time,
        "568": strokes.lower_time,
        "1890": strokes.open_time,
        "1891": strokes.high_time,
        "1892": strokes.low_time,
        "1030": str(traded.sell_volume),
        "1031": str(traded.buy_volume),
        "1032": percent(ratio(traded.buy_volume, both)),
        "1071": str(strokes.sold),
        "1072": str(strokes.bought),
        "1313": str(price * size),
        "1315": "0" if buying else str(size),
        "1316": str(size) if buying else "0",
        "1314": signed(traded.buy_volume - traded.sell_volume),
        "620": str(traded.value // volume if volume else 0),
    }


# Costs of a trade are the account's affair (32, 732, 852), contracts for difference are not played
# (1497, 1498), knock-outs belong to warrants (691), the same minute of yesterday (851) is not kept.
TRADE_CONSTANTS = {
    "32": "0",
    "290": "2",
    "691": "0",
    "851": "",
    "1497": "",
    "1498": "",
    "732": "",
    "852": "",
    "9081": "1",
}
# Liquidity providers do not quote apart, NXT has no book here and mid-price orders are refused.
BOOK_CONSTANTS = {
    **{str(fid): "0" for fid in range(621, 641)},
    **{str(fid): "0" for fid in range(6066, 6088)},
    **{str(fid): "0" for fid in range(6100, 6110)},
    **{str(fid): "" for fid in range(6110, 6116)},
    "216": "",
}


def book_values(
    view: BookView, back: Backdrop, volume: int, market_flag: str, earlier: BookView | None
) -> dict[str, str]:
    """Return the dynamic fields of a 0D row by FID; differences are taken against `earlier`."""
    base = back.base
    row = {"21": clock_text(view.time)}
    before_asks, before_bids = _by_price(earlier, True), _by_price(earlier, False)
    for level in range(LEVELS):
        ask, bid = view.ask_prices[level], view.bid_prices[level]
        ask_size, bid_size = view.ask_sizes[level], view.bid_sizes[level]
        row[str(41 + level)], row[str(61 + level)] = directed(ask, base), str(ask_size)
        row[str(51 + level)], row[str(71 + level)] = directed(bid, base), str(bid_size)
        row[str(81 + level)] = signed(ask_size - before_asks.get(ask, 0)) if earlier else "0"
        row[str(91 + level)] = signed(bid_size - before_bids.get(bid, 0)) if earlier else "0"
        row[str(6044 + level)], row[str(6054 + level)] = str(ask_size), str(bid_size)
    row["6064"], row["6065"] = str(view.ask_total), str(view.bid_total)
    return {**row, **_totals(view, back, volume, market_flag, earlier)}


def _totals(
    view: BookView, back: Backdrop, volume: int, market_flag: str, earlier: BookView | None
) -> dict[str, str]:
    asks, bids, price = view.ask_total, view.bid_total, view.expected_price
    change = price - back.base if price else 0
    flag = flag_of(price, back.base, back.lower, back.upper) if price else "3"
    rate = signed_percent(ratio(change, back.base))
    return {
        "121": str(asks),
        "122": signed(asks - earlier.ask_total) if earlier else "0",
        "125": str(bids),
        "126": signed(bids - earlier.bid_total) if earlier else "0",
        "23": str(price),
        "24": str(view.expected_size),
        "128": signed(bids - asks),
        "129": percent(ratio(bids, asks)),
        "138": signed(asks - bids),
        "139": percent(ratio(asks, bids)),
        "200": signed(change),
        "201": rate,
        "238": flag,
        "291": str(price),
        "292": str(view.expected_size),
        "293": flag,
        "294": signed(change),
        "295": rate,
        "13": str(volume),
        "299": percent(ratio(view.expected_size, back.before_volume)),
        "215": market_flag,
    }


def _by_price(view: BookView | None, asks: bool) -> dict[int, int]:
    if view is None:
        return {}
    if asks:
        return dict(zip(view.ask_prices, view.ask_sizes, strict=True))
    return dict(zip(view.bid_prices, view.bid_sizes, strict=True))


@lru_cache(maxsize=2)
def _joiner(type_id: str) -> Callable[[Mapping[str, str]], str]:
    """Return what joins dynamic values into the JSON of a row, constants written in once."""
    constants = TRADE_CONSTANTS if type_id == "0B" else BOOK_CONSTANTS
    parts = []
    for field in catalogue().type(type_id).fields:
        value = constants.get(field.key)
        parts.append(
            f'"{field.key}":"%({field.key})s"' if value is None else f'"{field.key}":"{value}"'
        )
    template = "{" + ",".join(parts) + "}"
    return template.__mod__


def trade_row(traded: Traded, back: Backdrop, strokes: Strokes) -> str:
    """Return the JSON of a 0B row's values."""
    return _joiner("0B")(trade_values(traded, back, strokes))


def book_row(
    view: BookView, back: Backdrop, volume: int, market_flag: str, earlier: BookView | None
) -> str:
    """Return the JSON of a 0D row's values."""
    return _joiner("0D")(book_values(view, back, volume, market_flag, earlier))


@lru_cache(maxsize=8192)
def _entry_head(type_id: str, item: str) -> str:
    name = msgspec.json.encode(catalogue().type(type_id).name).decode()
    return (
        f'{{"type":"{type_id}","name":{name},"item":{msgspec.json.encode(item).decode()},"values":'
    )


def entry(type_id: str, item: str, values: str) -> str:
    """Return one entry of a REAL frame; `values` is JSON already."""
    return f"{_entry_head(type_id, item)}{values}}}"


def frame(entries: list[str]) -> str:
    """Return a REAL frame of some entries."""
    return f'{{"trnm":"REAL","data":[{",".join(entries)}]}}'
