"""Short sales of one name by day (ka10014); refuses what is lent for them."""

from __future__ import annotations

from datetime import date

import numpy as np

from kiwoom_desk.practice.answers.asked import Answered, Asked, by_mark
from kiwoom_desk.practice.answers.asked_days import MOST_LISTED, Span, between, today
from kiwoom_desk.practice.answers.names import find
from kiwoom_desk.practice.history import Bars
from kiwoom_desk.practice.to_wire import (
    Row,
    directed,
    flag_of,
    ordered,
    ratio,
    signed,
    signed_percent,
)
from kiwoom_desk.practice.universe import Listing

_THOUSAND = 1_000
_KST_SECONDS = 9 * 3_600
_EPOCH = date(1970, 1, 1).toordinal()
_FROM_START = "0"


def trend(asked: Asked) -> Answered:
    """Tell the short sales of one name, the newest day first; the sum begins with the days asked."""
    key, listing = "shrts_trnsn", find(asked.exchange, asked.body["stk_cd"])
    span = _span(asked, listing)
    path = asked.house.past.flow.path
    count = span.last - span.first + 1
    bars = asked.house.past.history.daily(
        listing.index, path.calendar.day(max(span.last, 2)), max(count, 1)
    )
    ordinals = (bars.starts + _KST_SECONDS) // 86_400 + _EPOCH
    if not span or not asked.house.shorting.allows(listing.index):
        return Answered({key: []}, empty=True)
    wanted = ordinals >= int(path.calendar.ordinals[span.first])
    bars, ordinals = _kept(bars, int(wanted.sum())), ordinals[wanted]
    shorts = asked.house.shorting.days(listing.index, ordinals, bars)
    summed = np.cumsum(shorts.shares)
    days = path.columns(np.array([listing.index]), span.first, span.last)
    marks = [f"{date.fromordinal(int(at)):%Y%m%d}" for at in ordinals[::-1]]
    page = by_mark(asked, marks, falling=True)
    rows = []
    for place in range(page.first, page.last):
        at = len(ordinals) - 1 - place
        day = int(np.searchsorted(days.ordinals, ordinals[at]))
        close, base = int(bars.close[at]), int(days.base[0, day])
        shares, average = int(shorts.shares[at]), int(shorts.average[at])
        values: Row = {
            "dt": marks[place],
            "close_pric": directed(close, base),
            "pred_pre_sig": flag_of(close, base, int(days.lower[0, day]), int(days.upper[0, day])),
            "pred_pre": signed(close - base),
            "flu_rt": signed_percent(ratio(close - base, base)),
            "trde_qty": str(int(bars.volume[at])),
            "shrts_qty": str(shares),
            "ovr_shrts_qty": str(int(summed[at])),
            "trde_wght": signed_percent(ratio(shares, int(bars.volume[at]))),
            "shrts_trde_prica": str(shares * average // _THOUSAND),
            "shrts_avg_pric": str(average),
        }
        rows.append(ordered(asked.rows(key), values))
    return Answered({key: rows}, page.following, empty=not rows)


def _span(asked: Asked, listing: Listing) -> Span:
    """Return the days between two dates, or from the first of them to now."""
    now = today(asked)
    found = between(asked, "strt_dt", "end_dt", now, listing.index, MOST_LISTED)
    if asked.body.get("tm_tp") == _FROM_START:
        return Span(found.first, now)
    return found


def _kept(bars: Bars, count: int) -> Bars:
    return bars.cut(slice(len(bars) - count, None))


ANSWERS = {"ka10014": trend}
