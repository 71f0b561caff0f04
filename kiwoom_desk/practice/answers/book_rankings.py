"""Rankings by what waits in the books (ka10020 to ka10022) and by what auctions expect (ka10029)."""

from __future__ import annotations

import numpy as np

from kiwoom_desk.domain.instrument import Venue
from kiwoom_desk.domain.session import Phase
from kiwoom_desk.practice.answers.asked import Answer, Answered, Asked
from kiwoom_desk.practice.answers.names import NameView
from kiwoom_desk.practice.answers.ranked import (
    RATE_PRICES,
    THOUSAND,
    Which,
    between,
    minutes_of,
    named,
    of_kind,
    of_market,
    on_credit,
    ranked,
    rate,
)
from kiwoom_desk.practice.depth_columns import BookColumns
from kiwoom_desk.practice.draws import Ints
from kiwoom_desk.practice.readings import AUCTIONS
from kiwoom_desk.practice.to_wire import (
    Row,
    directed,
    flag_of,
    percent,
    signed,
    signed_percent,
)

_BUYERS, _SELLERS = "1", "2"


def _chosen(asked: Asked) -> Which:
    """Return the names of the market, kind, credit and volume asked for."""
    body, house = asked.body, asked.house
    keep = of_market(asked) & of_kind(house.standing, body["stk_cnd"])
    keep &= on_credit(house.standing, body.get("crd_cnd", "0"))
    return keep & (asked.board.volume >= int(body["trde_qty_tp"]) * THOUSAND)


def waiting(asked: Asked) -> Answered:
    """Rank by what waits to buy or to sell on ten levels, or by the ratio of both (ka10020)."""
    book = asked.there.depths.now()
    net = book.bids - book.asks
    bought, sold = _ratio(book, _BUYERS), _ratio(book, _SELLERS)
    kind = asked.body["sort_tp"]
    score = {"1": net, "2": -net, "3": bought, "4": sold}[kind]
    some = (book.bids > 0) | (book.asks > 0)
    some &= {"1": net > 0, "2": net < 0}.get(kind, some)

    def row(found: NameView, place: int) -> Row:
        at = found.listing.index
        return {
            **named(found),
            "trde_qty": str(found.volume),
            "tot_sel_req": str(int(book.asks[at])),
            "tot_buy_req": str(int(book.bids[at])),
            "netprps_req": str(int(net[at])),
            "buy_rt": percent(int(bought[at])),
        }

    return ranked(asked, "bid_req_upper", _chosen(asked) & some, score, row)


def _ratio(book: BookColumns, side: str) -> Ints:
    """Return one side in hundredths of a percent of the other; 0 where that is empty."""
    return rate(book.bids, book.asks) if side == _BUYERS else rate(book.asks, book.bids)


def waiting_more(asked: Asked) -> Answered:
    """Rank by how much more waits on a side than some minutes ago (ka10021)."""
    body = asked.body
    now = asked.there.depths.now()
    before = asked.there.depths.ago(minutes_of(body["tm_tp"]))
    side = "bids" if body["trde_tp"] == _BUYERS else "asks"
    current, earlier = getattr(now, side), getattr(before, side)
    more = current - earlier
    rates = rate(more, earlier)

    def row(found: NameView, place: int) -> Row:
        at = found.listing.index
        return {
            **named(found),
            "int": str(int(earlier[at])),
            "now": str(int(current[at])),
            "sdnin_qty": str(int(more[at])),
            "sdnin_rt": signed_percent(int(rates[at])),
            "tot_buy_qty": str(int(now.bids[at])),
        }

    score = more if body["sort_tp"] == "1" else rates
    return ranked(asked, "bid_req_sdnin", _chosen(asked) & (more > 0), score, row)


def ratios_risen(asked: Asked) -> Answered:
    """Rank by how far the ratio of both sides rose since some minutes ago (ka10022)."""
    body = asked.body
    now = asked.there.depths.now()
    before = asked.there.depths.ago(minutes_of(body["tm_tp"]))
    current, earlier = _ratio(now, body["rt_tp"]), _ratio(before, body["rt_tp"])
    risen = current - earlier

    def row(found: NameView, place: int) -> Row:
        at = found.listing.index
        return {
            **named(found),
            "int": signed_percent(int(earlier[at])),
            "now_rt": signed_percent(int(current[at])),
            "sdnin_rt": signed_percent(int(risen[at])),
            "tot_sel_req": str(int(now.asks[at])),
            "tot_buy_req": str(int(now.bids[at])),
        }

    return ranked(asked, "req_rt_sdnin", _chosen(asked) & (risen > 0), risen, row)


def expectations(asked: Asked) -> Answered:
    """Rank by the expected change of the running auction, else of the last one of today (ka10029)."""
    body, house = asked.body, asked.house
    board, standing = asked.board, house.standing
    price, size = _expected(asked)
    change = price - board.base
    rates, kind = rate(change, board.base), body["sort_tp"]
    keep = of_market(asked) & of_kind(standing, body["stk_cnd"]) & (price > 0)
    keep &= on_credit(standing, body["crd_cnd"])
    keep &= size >= int(body["trde_qty_cnd"]) * THOUSAND
    keep &= between(price, RATE_PRICES, body["pric_cnd"])
    sides = {
        "1": change > 0, "2": change > 0, "3": change == 0, "4": change < 0, "5": change < 0,
        "6": size > 0, "7": price >= board.upper, "8": price <= board.lower,
    }  # fmt: skip
    scores = {"1": rates, "2": change, "4": -rates, "5": -change}
    book = asked.there.depths.now()

    def row(found: NameView, place: int) -> Row:
        at, base = found.listing.index, found.base
        expected = int(price[at])
        return {
            "stk_cd": found.listing.code,
            "stk_nm": found.listing.name,
            "exp_cntr_pric": directed(expected, base),
            "base_pric": str(base),
            "pred_pre_sig": flag_of(expected, base, found.lower, found.upper),
            "pred_pre": signed(expected - base),
            "flu_rt": signed_percent(int(rates[at])),
            "exp_cntr_qty": str(int(size[at])),
            "sel_req": str(int(book.ask_size[at])),
            "sel_bid": directed(int(book.ask[at]), base),
            "buy_bid": directed(int(book.bid[at]), base),
            "buy_req": str(int(book.bid_size[at])),
        }

    return ranked(asked, "exp_cntr_flu_rt_upper", keep & sides[kind], scores.get(kind, size), row)


def _expected(asked: Asked) -> tuple[Ints, Ints]:
    """Return expected prices and sizes: of a running auction, else what the last one printed."""
    exchange, board = asked.exchange, asked.board
    if asked.venue is Venue.NXT:
        # NXT holds no call auctions.
        return np.zeros_like(board.price), np.zeros_like(board.price)
    if exchange.phase in AUCTIONS:
        price, size = board.expected_price.copy(), board.expected_size.copy()
    else:
        price, size = _last_auction(asked)
    watched = exchange.stalls if exchange.phase in AUCTIONS else exchange.interruptions.running
    for code in watched:
        at = exchange.universe.by_code[code].index
        price[at], size[at] = exchange.expected(code)
    return price, size


def _last_auction(asked: Asked) -> tuple[Ints, Ints]:
    """Return the prints of today's last call auction of all names; zeros before the first."""
    flow = asked.house.past.flow
    count = len(asked.house.board.price)
    done = flow.hours.slots_before(flow.board.second)
    if not done:
        return np.zeros(count, np.int64), np.zeros(count, np.int64)
    closed = done == flow.hours.slots and asked.exchange.phase is Phase.CLOSED
    slot = flow.hours.slots - 1 if closed else 0
    size = flow.minutes.volume[:, slot].astype(np.int64)
    return np.where(size > 0, flow.minutes.close[:, slot].astype(np.int64), 0), size


ANSWERS: dict[str, Answer] = {
    "ka10020": waiting,
    "ka10021": waiting_more,
    "ka10022": ratios_risen,
    "ka10029": expectations,
}
