"""Names that move or trade more than before (ka10019, ka10023, ka10024) or since the open (ka10028)."""

from __future__ import annotations

from kiwoom_desk.practice.answers import constants
from kiwoom_desk.practice.answers.asked import Answer, Answered, Asked
from kiwoom_desk.practice.answers.names import NameView
from kiwoom_desk.practice.answers.ranked import (
    NARROW_PRICES,
    SURGE_PRICES,
    TEN_MILLION,
    THOUSAND,
    Which,
    between,
    common,
    minutes_of,
    of_kind,
    of_market,
    on_credit,
    ranked,
    rate,
)
from kiwoom_desk.practice.to_wire import Row, directed, percent, ratio, signed, signed_percent

_BY_MINUTES = "1"


def _inside_limits(asked: Asked) -> Which:
    board = asked.board
    inside: Which = (board.price < board.upper) & (board.price > board.lower)
    return inside | (asked.body["updown_incls"] != "0")


def prices(asked: Asked) -> Answered:
    """Rank by the change since some minutes or some days ago (ka10019).

    Minutes are counted from the minute that runs; days count closes.
    """
    body, house = asked.body, asked.house
    board, standing, span = asked.board, house.standing, minutes_of(body["tm"])
    minutes = body["tm_tp"] == _BY_MINUTES
    before = asked.there.days.ago(span).price if minutes else house.day_book.close(span)
    moved = rate(board.price - before, before)
    score = moved if body["flu_tp"] == "1" else -moved
    keep = of_market(asked) & of_kind(standing, body["stk_cnd"]) & (board.volume > 0) & (score > 0)
    keep &= on_credit(standing, body["crd_cnd"]) & _inside_limits(asked)
    keep &= board.volume >= int(body["trde_qty_tp"]) * THOUSAND
    keep &= between(board.price, NARROW_PRICES, body["pric_cnd"])

    def row(found: NameView, place: int) -> Row:
        reference = int(before[found.listing.index])
        return {
            **common(found),
            "stk_cls": constants.RANK_CLASS,
            "base_pric": str(reference),
            "base_pre": signed(found.price - reference),
            "trde_qty": str(found.volume),
            "jmp_rt": signed_percent(ratio(found.price - reference, reference)),
        }

    return ranked(asked, "pric_jmpflu", keep, score, row)


def volumes(asked: Asked) -> Answered:
    """Rank by what was traded since some minutes ago, or against all of the day before (ka10023).

    Both volumes are sums of their day. Within minutes a sum never falls: the lists of falls then
    begin with the names that traded least.
    """
    body, house = asked.body, asked.house
    board, kind = asked.board, body["sort_tp"]
    days = asked.there.days
    minutes = body["tm_tp"] == _BY_MINUTES
    before = days.ago(minutes_of(body["tm"])).volume if minutes else days.volume(1)
    more = board.volume - before
    rates = rate(more, before)
    keep = of_market(asked) & of_kind(house.standing, body["stk_cnd"])
    keep &= board.volume >= int(body["trde_qty_tp"]) * THOUSAND
    keep &= between(board.price, SURGE_PRICES, body["pric_tp"])
    rising = kind in "12"
    keep &= (more > 0) if rising else (more < 0) | minutes
    score = more if kind in "13" else rates

    def row(found: NameView, place: int) -> Row:
        earlier = int(before[found.listing.index])
        return {
            **common(found),
            "prev_trde_qty": str(earlier),
            "now_trde_qty": str(found.volume),
            "sdnin_qty": signed(found.volume - earlier),
            "sdnin_rt": signed_percent(ratio(found.volume - earlier, earlier)),
        }

    return ranked(asked, "trde_qty_sdnin", keep, score if rising else -score, row)


def most_volumes(asked: Asked) -> Answered:
    """Rank names that traded more today than on any of the days before (ka10024)."""
    body, board = asked.body, asked.board
    before = asked.there.days.most_volume(int(body["cycle_tp"]))
    keep = of_market(asked) & (board.volume > before)
    keep &= board.volume >= int(body["trde_qty_tp"]) * THOUSAND

    def row(found: NameView, place: int) -> Row:
        return {
            **common(found),
            "prev_trde_qty": str(int(before[found.listing.index])),
            "now_trde_qty": str(found.volume),
            "sel_bid": directed(found.ask, found.base),
            "buy_bid": directed(found.bid, found.base),
        }

    return ranked(asked, "trde_qty_updt", keep, rate(board.volume - before, before), row)


def since_open(asked: Asked) -> Answered:
    """Rank by the change since the open, off the high, off the low or against the base (ka10028)."""
    body, board, standing = asked.body, asked.board, asked.house.standing
    kind = body["sort_tp"]
    reference = {"1": board.open, "2": board.high, "3": board.low}.get(kind, board.base)
    moved = rate(board.price - reference, reference)
    keep = of_market(asked) & of_kind(standing, body["stk_cnd"]) & (board.volume > 0)
    keep &= on_credit(standing, body["crd_cnd"]) & _inside_limits(asked)
    keep &= board.volume >= int(body["trde_qty_cnd"]) * THOUSAND
    keep &= board.value >= int(body["trde_prica_cnd"]) * TEN_MILLION

    def row(found: NameView, place: int) -> Row:
        base = found.base
        return {
            **common(found),
            "open_pric": directed(found.open, base),
            "high_pric": directed(found.high, base),
            "low_pric": directed(found.low, base),
            "open_pric_pre": signed_percent(ratio(found.price - found.open, found.open)),
            "now_trde_qty": str(found.volume),
            "cntr_str": percent(found.strength),
        }

    score = moved if body["flu_cnd"] == "1" else -moved
    return ranked(asked, "open_pric_pre_flu_rt", keep, score, row)


ANSWERS: dict[str, Answer] = {
    "ka10019": prices,
    "ka10023": volumes,
    "ka10024": most_volumes,
    "ka10028": since_open,
}
