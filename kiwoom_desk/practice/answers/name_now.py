"""One name now in full (ka10006, ka10007), its strength print by print (ka10046); refuses days past."""

from __future__ import annotations

from datetime import datetime, timedelta

from kiwoom_desk.practice.answers.asked import Answer, Answered, Asked, by_place
from kiwoom_desk.practice.answers.book_texts import moves
from kiwoom_desk.practice.answers.names import NameView, find, strength
from kiwoom_desk.practice.providers import provided
from kiwoom_desk.practice.readings import AUCTIONS
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
from kiwoom_desk.practice.views import BookView

_MILLION = 1_000_000
_TAPE = 1000
_COUNTED = 5
# Gold and subscription rights have longer codes than the sheet has room for.
_CODE_LENGTH = 6
_SPANS = (("5min", 300), ("20min", 1200), ("60min", 3600))


def today(asked: Asked) -> Answered:
    """Tell a name's prices and strength of today (ka10006)."""
    found = asked.look(find(asked.exchange, asked.body["stk_cd"]))
    base = found.base
    values: Row = {
        "date": f"{asked.house.past.flow.day:%Y%m%d}",
        "open_pric": directed(found.open, base),
        "high_pric": directed(found.high, base),
        "low_pric": directed(found.low, base),
        "close_pric": directed(found.price, base),
        "pre": signed(found.change),
        "flu_rt": signed_percent(found.rate),
        "trde_qty": str(found.volume),
        "trde_prica": str(found.value // _MILLION),
        "cntr_str": percent(found.strength),
    }
    return Answered(ordered(asked.api.response, values))


def sheet(asked: Asked) -> Answered:
    """Tell everything of a name on one sheet, its ten levels included (ka10007)."""
    found = asked.look(find(asked.exchange, asked.body["stk_cd"]))
    if len(found.listing.code) > _CODE_LENGTH:
        raise refusal("1901", asked.body["stk_cd"][:20])
    book = asked.book(found.listing)
    values: Row = {**_figures(asked, found, book), **_levels(asked, found, book)}
    return Answered(ordered(asked.api.response, values))


def _figures(asked: Asked, found: NameView, book: BookView) -> Row:
    listing, base = found.listing, found.base
    past = asked.house.past
    before, extremes = asked.there.yesterday(listing.index), past.extremes(listing.index)
    price, size = asked.exchange.expected(listing.code)
    more = found.volume - before.volume
    share = ratio(found.volume, before.volume)
    return {
        "stk_nm": listing.name,
        "stk_cd": listing.code,
        "date": f"{found.time:%Y%m%d}",
        "tm": clock_text(found.time),
        "pred_close_pric": str(base),
        "pred_trde_qty": str(before.volume),
        "upl_pric": directed(found.upper, base),
        "lst_pric": directed(found.lower, base),
        "pred_trde_prica": str(before.value // _MILLION),
        "flo_stkcnt": str(listing.shares // 1000),
        "cur_prc": directed(found.price, base),
        "smbol": found.flag,
        "flu_rt": signed_percent(found.rate),
        "pred_rt": signed_percent(share if more >= 0 else -share),
        "open_pric": directed(found.open, base),
        "high_pric": directed(found.high, base),
        "low_pric": directed(found.low, base),
        "cntr_qty": str(abs(found.last_size)),
        "trde_qty": str(found.volume),
        "trde_prica": str(found.value // _MILLION),
        "exp_cntr_pric": directed(price, base),
        "exp_cntr_qty": str(size),
        **_expected_best(asked, found, book, price),
        "trde_strt_dt": f"{listing.listed_on:%Y%m%d}" if listing.listed_on else "",
        "exec_pric": str(listing.strike) if listing.strike else "",
        "hgst_pric": directed(max(extremes.high.price, found.high), base),
        "lwst_pric": directed(min(extremes.low.price, found.low or extremes.low.price), base),
        "hgst_pric_dt": _day(asked, found.high >= extremes.high.price, extremes.high.day),
        "lwst_pric_dt": _day(asked, 0 < found.low <= extremes.low.price, extremes.low.day),
    }


def _day(asked: Asked, now: bool, before: object) -> str:
    return f"{asked.house.past.flow.day if now else before:%Y%m%d}"


def _expected_best(asked: Asked, found: NameView, book: BookView, price: int) -> Row:
    """Return the best levels beyond the expected price of a call auction; 0 outside one."""
    running = asked.exchange.phase_of(found.listing.code) in AUCTIONS and price
    asks = [level for level in book.ask_prices if running and level > price]
    bids = [level for level in book.bid_prices if running and 0 < level < price]
    return {
        "exp_sel_pri_bid": directed(min(asks, default=0), found.base),
        "exp_buy_pri_bid": directed(max(bids, default=0), found.base),
    }


def _levels(asked: Asked, found: NameView, book: BookView) -> Row:
    earlier = asked.book_before(found.listing)
    key = int(asked.house.past.flow.path.traits.keys[found.listing.index])
    sides = (
        ("sel", book.ask_prices, book.ask_sizes, book.ask_counts, moves(book, earlier, True)),
        ("buy", book.bid_prices, book.bid_sizes, book.bid_counts, moves(book, earlier, False)),
    )
    row: Row = {}
    for side, prices, sizes, counts, changes in sides:
        lent = provided(found.listing, key, prices, sizes)
        for level, (price, size, change) in enumerate(zip(prices, sizes, changes, strict=True), 1):
            row[f"{side}_{level}bid"] = directed(price, found.base)
            row[f"{side}_{level}bid_req"] = str(size)
            row[f"{side}_{level}bid_jub_pre"] = signed(change)
            row[f"lp{side}_{level}bid_req"] = str(lent[level - 1])
            if level <= _COUNTED:
                row[f"{side}_{level}bid_cnt"] = str(counts[level - 1])
        row[f"tot_{side}_cnt"] = str(sum(counts))
    return {**row, "tot_sel_req": str(book.ask_total), "tot_buy_req": str(book.bid_total)}


def strength_now(asked: Asked) -> Answered:
    """Tell the day's prints, newest first, each with the strength up to it (ka10046).

    The strengths over 5, 20 and 60 minutes reach back to the minute that had begun by then.
    """
    exchange = asked.exchange
    found = asked.look(find(exchange, asked.body["stk_cd"]))
    index = found.listing.index
    prints = asked.there.bars.prints(index, asked.until(found.listing), _TAPE)
    page = by_place(asked, len(prints))
    fields = asked.rows("cntr_str_tm")
    volume, value, bought, rows = found.volume, found.value, found.buy_volume, []
    for place, item in enumerate(prints[: page.last]):
        if place >= page.first:
            change = item.price - found.base
            values: Row = {
                "cntr_tm": _time(item.time_ms),
                "cur_prc": directed(item.price, found.base),
                "pred_pre": signed(change),
                "pred_pre_sig": flag_of(item.price, found.base, found.lower, found.upper),
                "flu_rt": signed_percent(ratio(change, found.base)),
                "trde_qty": signed(item.size if item.buyer_aggressor else -item.size),
                "acc_trde_prica": str(value // _MILLION),
                "acc_trde_qty": str(volume),
                "cntr_str": percent(strength(bought, max(volume - bought, 0))),
                **_over(asked, index, item.time_ms // 1000, volume, bought),
                "stex_tp": asked.venue_text,
            }
            rows.append(ordered(fields, values))
        volume, value = volume - item.size, value - item.price * item.size
        bought -= item.size if item.buyer_aggressor else 0
    return Answered({"cntr_str_tm": rows}, page.following, empty=not prints)


def _over(asked: Asked, index: int, second: int, volume: int, bought: int) -> Row:
    row: Row = {}
    for name, span in _SPANS:
        earlier, then = asked.there.tapes.until(index, second - span)
        size, taken = max(volume - earlier, 0), max(bought - then, 0)
        row[f"cntr_str_{name}"] = percent(strength(taken, max(size - taken, 0)))
    return row


def _time(time_ms: int) -> str:
    return clock_text(datetime(2000, 1, 1) + timedelta(milliseconds=time_ms))  # noqa: DTZ001 - a time alone


ANSWERS: dict[str, Answer] = {
    "ka10006": today,
    "ka10007": sheet,
    "ka10046": strength_now,
}
