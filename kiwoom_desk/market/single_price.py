"""The after-hours single-price book (ka10087) as rows, and when there is none; refuses empty levels."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal

import msgspec

from kiwoom_desk.domain.instrument import Venue
from kiwoom_desk.domain.rules import MarketRules, SpanRule
from kiwoom_desk.domain.session import Phase
from kiwoom_desk.market.reply_tables import ReplyTables

LEVELS = 5
_STEM = "ovt_sigpric"


class SingleLevel(msgspec.Struct, frozen=True):
    """One level: price in won, shares that wait and their change since the last telling."""

    is_ask: bool
    level: int
    price: int
    size: int
    change: int

    @property
    def key(self) -> str:
        """Return what tells the level again."""
        return f"{'ask' if self.is_ask else 'bid'}-{self.level}"


class SinglePrice(msgspec.Struct, frozen=True):
    """The book of the after-hours single price, dearest level first, and its figures.

    Prices in won, `rate` in percent, totals in shares; `closing_asks` and `closing_bids` wait
    for the trade at the closing price.
    """

    time: str
    levels: tuple[SingleLevel, ...]
    price: int
    change: int
    rate: Decimal
    volume: int
    asks: int
    bids: int
    closing_asks: int
    closing_bids: int


def instead_of_single_prices(rules: MarketRules, day: date) -> SpanRule | None:
    """Return KRX's after-market where it took the place of the single prices on that day."""
    evening = [one for one in rules.sessions if one.venue is Venue.KRX and one.holds(day)]
    if any(one.phase == Phase.SINGLE_PRICE for one in evening):
        return None
    return next((one for one in evening if one.phase == Phase.AFTER_MARKET), None)


def single_price(reply: ReplyTables) -> SinglePrice:
    """Read an answer; what is blank is 0."""
    told: dict[str, int | Decimal] = {}
    time = ""
    for single in reply.singles:
        if single.column.key == "bid_req_base_tm":
            time = single.cell.text.strip()
        elif isinstance(single.cell.value, int | Decimal):
            told[single.column.key] = single.cell.value
    asks = tuple(_level(told, True, level) for level in range(LEVELS, 0, -1))
    bids = tuple(_level(told, False, level) for level in range(1, LEVELS + 1))
    return SinglePrice(
        time,
        tuple(one for one in (*asks, *bids) if one.price),
        int(told.get(f"{_STEM}_cur_prc", 0)),
        int(told.get(f"{_STEM}_pred_pre", 0)),
        Decimal(told.get(f"{_STEM}_flu_rt", 0)),
        int(told.get(f"{_STEM}_acc_trde_qty", 0)),
        int(told.get(f"{_STEM}_sel_bid_tot_req", 0)),
        int(told.get(f"{_STEM}_buy_bid_tot_req", 0)),
        int(told.get("ovt_sel_bid_tot_req", 0)),
        int(told.get("ovt_buy_bid_tot_req", 0)),
    )


def _level(told: Mapping[str, int | Decimal], is_ask: bool, level: int) -> SingleLevel:
    side = "sel" if is_ask else "buy"
    return SingleLevel(
        is_ask,
        level,
        int(told.get(f"{_STEM}_{side}_bid_{level}", 0)),
        int(told.get(f"{_STEM}_{side}_bid_qty_{level}", 0)),
        int(told.get(f"{_STEM}_{side}_bid_jub_pre_{level}", 0)),
    )
