"""Prints and minutes of one name, today's or yesterday's (ka10055, ka10084); refuses other days."""

from __future__ import annotations

from datetime import datetime, time, timedelta

import msgspec
import numpy as np

from kiwoom_desk.practice.answers.asked import LIST_PAGE, Answer, Answered, Asked
from kiwoom_desk.practice.answers.names import find, strength
from kiwoom_desk.practice.board import best_quotes
from kiwoom_desk.practice.day_tapes import TapeRow
from kiwoom_desk.practice.draws import Ints
from kiwoom_desk.practice.hours import second_of
from kiwoom_desk.practice.refusals import refusal
from kiwoom_desk.practice.to_wire import (
    Row,
    clock_text,
    directed,
    flag_of,
    ordered,
    percent,
    ratio,
    signed,
    signed_percent,
)
from kiwoom_desk.practice.venue_tapes import VenueDay

# No source tells how far back the broker goes; ka10003 here tells as many.
_MOST = 1000
_TODAY, _BY_MINUTES = "1", "1"
_MILLION = 1_000_000
_WHOLE_DAY_MS = 86_400_000


class _Page(msgspec.Struct, frozen=True):
    """A part of a list that ends at a time in milliseconds: later pages keep to the first one's."""

    until: int
    first: int

    @classmethod
    def of(cls, asked: Asked, until: int) -> _Page:
        """Read the page asked for."""
        parts = asked.position.split(".")
        if len(parts) == 2 and all(part.isdecimal() for part in parts):
            return cls(int(parts[0]), int(parts[1]))
        return cls(until, 0)

    @property
    def last(self) -> int:
        """Return the place behind the page's last row."""
        return min(self.first + LIST_PAGE, _MOST)

    @property
    def most(self) -> int:
        """Return how many rows tell whether there are more."""
        return min(self.last + 1, _MOST)

    def following(self, count: int) -> str:
        """Return where the next page goes on when there are so many rows, or nothing."""
        return f"{self.until}.{self.last}" if count > self.last else ""


def sizes(asked: Asked) -> Answered:
    """Tell the prints of today or of the trading day before, newest first (ka10055)."""
    of, until = _day(asked)
    page = _Page.of(asked, until)
    found = asked.there.tapes.prints(of, page.until, page.most)
    fields, rows = asked.rows("tdy_pred_cntr_qty"), []
    for item in found[page.first : page.last]:
        values: Row = {
            "cntr_tm": _time_of(item),
            "cntr_pric": directed(item.price, of.base),
            "pred_pre_sig": flag_of(item.price, of.base, of.lower, of.upper),
            "pred_pre": signed(item.price - of.base),
            "flu_rt": signed_percent(ratio(item.price - of.base, of.base)),
            "cntr_qty": signed(item.size if item.buy else -item.size),
            "acc_trde_qty": str(item.volume),
            "acc_trde_prica": str(item.value // _MILLION),
        }
        rows.append(ordered(fields, values))
    following = page.following(len(found))
    return Answered({"tdy_pred_cntr_qty": rows}, following, empty=not found)


def prints(asked: Asked) -> Answered:
    """Tell prints or minutes of today or of the trading day before, newest first (ka10084).

    `tm` tells up to which minute, that one included; the sign of a minute is its last aggressor's.
    """
    tapes, (of, until) = asked.there.tapes, _day(asked)
    page = _Page.of(asked, min(until, _until(asked.body.get("tm", ""))))
    minutes = asked.body["tic_min"] == _BY_MINUTES
    found = tapes.minutes(of, page.until) if minutes else tapes.prints(of, page.until, page.most)
    some = found[page.first : page.last]
    asks, bids = _quotes(asked, of, some)
    fields, rows = asked.rows("tdy_pred_cntr"), []
    for place, item in enumerate(some):
        values: Row = {
            "tm": _time_of(item),
            "cur_prc": directed(item.price, of.base),
            "pred_pre": signed(item.price - of.base),
            "pre_rt": signed_percent(ratio(item.price - of.base, of.base)),
            "pri_sel_bid_unit": directed(int(asks[place]), of.base),
            "pri_buy_bid_unit": directed(int(bids[place]), of.base),
            "cntr_trde_qty": signed(item.size if item.buy else -item.size),
            "sign": flag_of(item.price, of.base, of.lower, of.upper),
            "acc_trde_qty": str(item.volume),
            "acc_trde_prica": str(item.value // _MILLION),
            "cntr_str": percent(strength(item.bought, item.volume - item.bought)),
            "stex_tp": asked.venue_text,
        }
        rows.append(ordered(fields, values))
    return Answered({"tdy_pred_cntr": rows}, page.following(len(found)), empty=not found)


def _day(asked: Asked) -> tuple[VenueDay, int]:
    """Return the day asked for and the time until which it is told."""
    listing = find(asked.exchange, asked.body["stk_cd"])
    if asked.body["tdy_pred"] != _TODAY:
        return asked.there.tapes.day(listing.index, 1), _WHOLE_DAY_MS
    moment = asked.until(listing)
    if moment.date() != asked.house.past.flow.day:
        moment = asked.exchange.flow_second
    until = second_of(moment) * 1000 + moment.microsecond // 1000
    return asked.there.tapes.day(listing.index, 0), until


def _until(text: str) -> int:
    """Return the end of the minute HHMM in milliseconds since midnight; an empty text has none."""
    if not text:
        return _WHOLE_DAY_MS
    try:
        asked = time(int(text[:2]), int(text[2:]))
    except ValueError:
        raise refusal("1517", "tm") from None
    return (asked.hour * 60 + asked.minute + 1) * 60_000


def _quotes(asked: Asked, of: VenueDay, some: tuple[TapeRow, ...]) -> tuple[Ints, Ints]:
    """Return best ask and bid right after each print."""
    row = find(asked.exchange, asked.body["stk_cd"]).index
    rows, grid = np.full(len(some), row), asked.house.past.flow.path.grid
    price = np.array([item.price for item in some], np.int64)
    buys = np.array([item.buy for item in some], np.bool_)
    lower, upper = np.full(len(some), of.lower), np.full(len(some), of.upper)
    return best_quotes(grid, rows, price, buys, lower, upper)


def _time_of(item: TapeRow) -> str:
    return clock_text(datetime(2000, 1, 1) + timedelta(milliseconds=item.time_ms))  # noqa: DTZ001 - a time alone


ANSWERS: dict[str, Answer] = {"ka10055": sizes, "ka10084": prints}
