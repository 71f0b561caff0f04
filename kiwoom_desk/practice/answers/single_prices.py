"""The single-price session of one name (ka10087); refuses rankings of it."""

from __future__ import annotations

import numpy as np

from kiwoom_desk.practice.after_hours import SinglePrices
from kiwoom_desk.practice.answers.asked import Answer, Answered, Asked
from kiwoom_desk.practice.answers.names import find
from kiwoom_desk.practice.readings import book_before
from kiwoom_desk.practice.to_wire import (
    Row,
    clock_text,
    directed,
    flag_of,
    ordered,
    ratio,
    signed,
    signed_percent,
)
from kiwoom_desk.practice.told import told

_LEVELS = 5
# How what waits is shared out over the levels, nearest first, in hundredths; the first takes the rest.
_SHARES = (0, 26, 20, 14, 10)


def now(asked: Asked) -> Answered:
    """Tell the session as it stands, before 16:00 the last one; changes are against a round before."""
    house, exchange = asked.house, asked.exchange
    listing = find(exchange, asked.body["stk_cd"])
    moment, at = exchange.flow_second, listing.index
    session = house.after_hours.single(moment)
    earlier = house.after_hours.single_before(session, moment)
    book, before = exchange.book(listing.code), book_before(exchange, listing.code)
    waits = house.after_hours.waiting(at, moment)
    waited = house.after_hours.waiting_before(at, moment)
    price, base = int(session.price[at]), int(session.base[at])
    change = price - base
    limits = int(session.lower[at]), int(session.upper[at])
    values: Row = {
        "bid_req_base_tm": clock_text(told(exchange)),
        **_side(asked, session, earlier, at, "sel"),
        **_side(asked, session, earlier, at, "buy"),
        "ovt_sigpric_sel_bid_tot_req": str(int(session.asks[at])),
        "ovt_sigpric_buy_bid_tot_req": str(int(session.bids[at])),
        "sel_bid_tot_req_jub_pre": signed(book.ask_total - before.ask_total),
        "sel_bid_tot_req": str(book.ask_total),
        "buy_bid_tot_req": str(book.bid_total),
        "buy_bid_tot_req_jub_pre": signed(book.bid_total - before.bid_total),
        "ovt_sel_bid_tot_req_jub_pre": signed(waits.asks - waited.asks),
        "ovt_sel_bid_tot_req": str(waits.asks),
        "ovt_buy_bid_tot_req": str(waits.bids),
        "ovt_buy_bid_tot_req_jub_pre": signed(waits.bids - waited.bids),
        "ovt_sigpric_cur_prc": directed(price, base),
        "ovt_sigpric_pred_pre_sig": flag_of(price, base, *limits),
        "ovt_sigpric_pred_pre": signed(change),
        "ovt_sigpric_flu_rt": signed_percent(ratio(change, base)),
        "ovt_sigpric_acc_trde_qty": str(int(session.volume[at])),
    }
    return Answered(ordered(asked.api.response, values))


def _side(asked: Asked, session: SinglePrices, earlier: SinglePrices, at: int, side: str) -> Row:
    """Return five levels of a side: what waits, beyond the price of the last round."""
    asks = side == "sel"
    total, was = (int((one.asks if asks else one.bids)[at]) for one in (session, earlier))
    now, then = _shared(total), _shared(was)
    base = int(session.base[at])
    levels = _prices(asked, session, at, asks)
    row: Row = {}
    for level in range(_LEVELS):
        price = levels[level]
        name = f"ovt_sigpric_{side}_bid"
        row[f"{name}_{level + 1}"] = directed(price, base)
        row[f"{name}_qty_{level + 1}"] = str(now[level] if price else 0)
        row[f"{name}_jub_pre_{level + 1}"] = signed(now[level] - then[level] if price else 0)
    return row


def _shared(total: int) -> list[int]:
    parts = [total * share // 100 for share in _SHARES]
    parts[0] = total - sum(parts)
    return parts


def _prices(asked: Asked, session: SinglePrices, at: int, asks: bool) -> list[int]:
    """Return the prices of the grid beyond the last one, 0 beyond the session's limits."""
    grid, row = asked.house.past.flow.path.grid, np.array([at])
    price = np.array([int(session.price[at])])
    found = []
    for _ in range(_LEVELS):
        price = grid.next_up(row, price) if asks else grid.next_down(row, price)
        inside = session.lower[at] <= price[0] <= session.upper[at]
        found.append(int(price[0]) if inside else 0)
    return found


ANSWERS: dict[str, Answer] = {"ka10087": now}
