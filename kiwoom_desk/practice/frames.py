"""The hot frames, 0B, 0C and 0D, built from cached parts in the catalogue's order; refuses other types."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
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
_COST_PARTS = 100_000


class Backdrop(msgspec.Struct, frozen=True, gc=False):
    """What a name's frames compare with all day: won, shares; `before_value` in won.

    `cost` is what buying and selling a share costs, fees and tax, in 100,000ths of its price; KRX's
    regular session prints from `opens` to `ends`, in seconds since midnight.
    """

    base: int
    lower: int
    upper: int
    shares: int
    before_volume: int
    before_value: int
    cost: int = 0
    opens: int = 0
    ends: int = 86_400

    def session(self, second: int) -> str:
        """Return 290 of a print: before, in or after KRX's regular session."""
        if second < self.opens:
            return BEFORE_SESSION
        return IN_SESSION if second <= self.ends else AFTER_SESSION


class Strokes(msgspec.Struct):
    """The day's counts of a name's prints, and when its open, high and low were printed (HHMMSS).

    `before` are the shares it had traded at this second of the trading day before.
    """

    sold: int = 0
    bought: int = 0
    open_time: str = ""
    high_time: str = ""
    low_time: str = ""
    upper_time: str = "000000"
    lower_time: str = "000000"
    high: int = 0
    low: int = 0
    before: int = 0


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
        "32": str(price * back.cost // _COST_PARTS),
        "228": percent(min(traded.buy_volume * 10_000 // max(traded.sell_volume, 1), 99_999)),
        "311": str(price * back.shares // _EOK),
        "567": strokes.upper_time,
        "568": strokes.lower_time,
        "851": percent(ratio(volume, strokes.before)),
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


# Costs of loans are the account's affair (732, 852), contracts for difference are not played
# (1497, 1498), knock-outs belong to warrants (691).
# A print is told with its session and venue: before, in or after KRX's regular session (290), and
# asked for at KRX, NXT or both (9081).
BEFORE_SESSION, IN_SESSION, AFTER_SESSION = "1", "2", "3"
_KRX = "1"
_VENUES = {"_NX": "2", "_AL": "3"}
TRADE_CONSTANTS = {
    "290": IN_SESSION,
    "691": "0",
    "1497": "",
    "1498": "",
    "732": "",
    "852": "",
    "9081": _KRX,
}
# Shares have no liquidity providers (products: `pushes.provided_book`), NXT has no book here and
# mid-price orders are refused.
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
    totals = totals_of(view, back, volume, market_flag, _moved(view, earlier))
    return {**row, **dict(zip(_TOTAL_KEYS, map(str, totals), strict=True))}


_TOTAL_KEYS = (
    *("121", "122", "125", "126", "23", "24", "128", "129", "138", "139", "200", "201", "238"),
    *("291", "292", "293", "294", "295", "13", "299", "215"),
)


def _moved(view: BookView, earlier: BookView | None) -> tuple[int, int]:
    """Return how much the totals of asks and bids moved."""
    if earlier is None:
        return 0, 0
    return view.ask_total - earlier.ask_total, view.bid_total - earlier.bid_total


def totals_of(
    view: BookView, back: Backdrop, volume: int, market_flag: str, moved: tuple[int, int]
) -> tuple[str | int, ...]:
    """Return what follows the levels of a 0D row, in the catalogue's order; totals moved by `moved`."""
    asks, bids, price = view.ask_total, view.bid_total, view.expected_price
    size = view.expected_size
    change, flag, rate, share = "0", "3", "0.00", "0.00"
    if price:
        change, flag = signed(price - back.base), flag_of(price, back.base, back.lower, back.upper)
        rate = signed_percent(ratio(price - back.base, back.base))
        share = percent(ratio(view.expected_size, back.before_volume))
    more = bids - asks
    by_asks = bids * 10_000 // asks if asks else 0
    by_bids = asks * 10_000 // bids if bids else 0
    return (
        asks,
        signed(moved[0]),
        bids,
        signed(moved[1]),
        price,
        size,
        f"{more:+d}" if more else "0",
        f"{by_asks // 100}.{by_asks % 100:02d}",
        f"{-more:+d}" if more else "0",
        f"{by_bids // 100}.{by_bids % 100:02d}",
        change,
        rate,
        flag,
        price,
        size,
        flag,
        change,
        rate,
        volume,
        share,
        market_flag,
    )


def _by_price(view: BookView | None, asks: bool) -> dict[int, int]:
    if view is None:
        return {}
    if asks:
        return dict(zip(view.ask_prices, view.ask_sizes, strict=True))
    return dict(zip(view.bid_prices, view.bid_sizes, strict=True))


# The order in which the fast rows below write; a catalogue with another order is refused.
_TRADE_ORDER = (
    *("20", "10", "11", "12", "27", "28", "15", "13", "14", "16", "17", "18", "25", "26", "29"),
    *("30", "31", "32", "228", "311", "567", "568", "851", "1890", "1891", "1892", "1030", "1031"),
    *("1032", "1071", "1072", "1313", "1315", "1316", "1314", "620"),
)
_BOOK_ORDER = (
    "21",
    *(str(first + place) for place in range(LEVELS) for first in (41, 61, 81, 51, 71, 91)),
    *_TOTAL_KEYS,
    *(str(fid) for fid in range(6044, 6066)),
)


_ORDERS = {"0B": _TRADE_ORDER, "0C": ("27", "28"), "0D": _BOOK_ORDER}
_CONSTANTS: dict[str, dict[str, str]] = {
    "0B": TRADE_CONSTANTS,
    "0C": {},
    "0D": BOOK_CONSTANTS,
}


class _Directed(dict[int, str]):
    """Prices of one name as directed texts, made once each."""

    def __init__(self, base: int) -> None:
        super().__init__()
        self._base = base

    def __missing__(self, price: int) -> str:
        text = self[price] = directed(price, self._base)
        return text


@lru_cache(maxsize=4096)
def directed_texts(base: int) -> Mapping[int, str]:
    """Return the texts of prices against a base, made as they are asked for."""
    return _Directed(base)


@lru_cache(maxsize=32)
def row_template(type_id: str, session: str = IN_SESSION, venue: str = _KRX) -> str:
    """Return the JSON of a 0B, 0C or 0D row: constants written in, a place for each other field."""
    constants = _CONSTANTS[type_id]
    if type_id == "0B":
        constants = {**constants, "290": session, "9081": venue}
    keys = [field.key for field in catalogue().type(type_id).fields]
    dynamic = tuple(key for key in keys if key not in constants)
    if dynamic != _ORDERS[type_id]:
        raise RuntimeError(f"{type_id}: the catalogue has another order of fields")
    parts = [f'"{key}":"{constants.get(key, "%s")}"' for key in keys]
    return "{" + ",".join(parts) + "}"


@lru_cache(maxsize=64)
def clock_of(moment: datetime) -> tuple[str, int]:
    """Return a time as HHMMSS and in seconds since midnight; many rows are of one moment."""
    second = moment.hour * 3600 + moment.minute * 60 + moment.second
    return f"{moment.hour:02d}{moment.minute:02d}{moment.second:02d}", second


def trade_row(traded: Traded, back: Backdrop, strokes: Strokes) -> str:
    """Return the JSON of a 0B row's values; equal to `trade_values`, only faster."""
    text, price, volume = directed_texts(back.base), traded.price, traded.volume
    change, size, at = price - back.base, traded.size, traded.time
    more, worth = volume - back.before_volume, traded.value - back.before_value
    share = ratio(volume, back.before_volume)
    buying, bought, sold = traded.buyer_aggressor, traded.buy_volume, traded.sell_volume
    left = bought - sold
    power = min(bought * 10_000 // max(sold, 1), 99_999)
    turned = volume * 10_000 // back.shares if back.shares else 0
    part = bought * 10_000 // (bought + sold) if bought + sold else 0
    pace = volume * 10_000 // strokes.before if strokes.before else 0
    time, second = clock_of(at)
    session = back.session(second)
    return row_template("0B", session, _VENUES.get(traded.code[-3:], _KRX)) % (
        time,
        text[price],
        f"{change:+d}" if change else "0",
        signed_percent(ratio(change, back.base)),
        text[traded.ask],
        text[traded.bid],
        f"+{size}" if buying else f"-{size}",
        volume,
        traded.value // _MILLION,
        text[traded.open],
        text[traded.high],
        text[traded.low],
        flag_of(price, back.base, back.lower, back.upper),
        f"{more:+d}" if more else "0",
        f"{worth:+d}" if worth else "0",
        signed_percent(share if more >= 0 else -share),
        f"{turned // 100}.{turned % 100:02d}",
        price * back.cost // _COST_PARTS,
        f"{power // 100}.{power % 100:02d}",
        price * back.shares // _EOK,
        strokes.upper_time,
        strokes.lower_time,
        f"{pace // 100}.{pace % 100:02d}",
        strokes.open_time,
        strokes.high_time,
        strokes.low_time,
        sold,
        bought,
        f"{part // 100}.{part % 100:02d}",
        strokes.sold,
        strokes.bought,
        price * size,
        "0" if buying else size,
        size if buying else "0",
        f"{left:+d}" if left else "0",
        traded.value // volume if volume else 0,
    )


def best_row(ask: int, bid: int, base: int) -> str:
    """Return the JSON of a 0C row's values."""
    text = directed_texts(base)
    return row_template("0C") % (text[ask], text[bid])


@lru_cache(maxsize=8192)
def _entry_head(type_id: str, item: str) -> bytes:
    head = {"type": type_id, "name": catalogue().type(type_id).name, "item": item}
    return msgspec.json.encode(head)[:-1] + b',"values":'


def entry(type_id: str, item: str, values: str) -> bytes:
    """Return one entry of a REAL frame; `values` is JSON already.

    Bytes, as values hold no Hangul and heads do: text of both is dear to join and to encode.
    """
    return _entry_head(type_id, item) + values.encode() + b"}"


def frame(entries: list[bytes]) -> bytes:
    """Return a REAL frame of some entries."""
    return b'{"trnm":"REAL","data":[' + b",".join(entries) + b"]}"
