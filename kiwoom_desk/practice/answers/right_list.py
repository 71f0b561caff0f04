"""Subscription rights with their prices (ka10011); refuses other names."""

from __future__ import annotations

from kiwoom_desk.practice.answers.asked import Answer, Answered, Asked, by_place
from kiwoom_desk.practice.rights import BOND, DEED
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

_KINDS = {"00": "", "05": BOND, "07": DEED}
# The broker writes their codes of eight characters behind a J.
_LETTER = "J"


def rights(asked: Asked) -> Answered:
    """Tell all rights of a kind."""
    found = asked.house.rights.of_kind(_KINDS[asked.body["newstk_recvrht_tp"]])
    page, fields = by_place(asked, len(found)), asked.rows("newstk_recvrht_mrpr")
    rows = [ordered(fields, _row(asked, terms.listing)) for terms in found[page.first : page.last]]
    return Answered({"newstk_recvrht_mrpr": rows}, page.following, empty=not rows)


def _row(asked: Asked, item: Listing) -> Row:
    columns, at = asked.house.board, item.index
    price, base = int(columns.price[at]), int(columns.base[at])
    return {
        "stk_cd": _LETTER + item.code,
        "stk_nm": item.name,
        "cur_prc": directed(price, base),
        "pred_pre_sig": flag_of(price, base, int(columns.lower[at]), int(columns.upper[at])),
        "pred_pre": signed(price - base),
        "flu_rt": signed_percent(ratio(price - base, base)),
        "fpr_sel_bid": directed(int(columns.ask[at]), base),
        "fpr_buy_bid": directed(int(columns.bid[at]), base),
        "acc_trde_qty": str(int(columns.volume[at])),
        "open_pric": directed(int(columns.open[at]), base),
        "high_pric": directed(int(columns.high[at]), base),
        "low_pric": directed(int(columns.low[at]), base),
    }


ANSWERS: dict[str, Answer] = {"ka10011": rights}
