"""What people look up most (ka00198) and the single prices after hours (ka10098)."""

from __future__ import annotations

from datetime import datetime, timedelta

import numpy as np

from kiwoom_desk.practice.answers.asked import Answer, Answered, Asked
from kiwoom_desk.practice.answers.names import NameView
from kiwoom_desk.practice.answers.ranked import (
    MILLION,
    of_kind,
    of_market,
    on_credit,
    ranked,
    rate,
)
from kiwoom_desk.practice.lookups import Ranks
from kiwoom_desk.practice.to_wire import (
    Row,
    clock_text,
    directed,
    flag_of,
    ratio,
    signed,
    signed_percent,
)

_MOST = 20
_SECONDS = {"1": 60, "2": 600, "3": 3600, "4": 86_400, "5": 30}


def lookups(asked: Asked) -> Answered:
    """Rank the names looked up most over a period, against the period before (ka00198)."""
    seconds = _SECONDS[asked.body["qry_tp"]]
    now, before = (asked.house.lookups.ranks(seconds, back) for back in (0, 1))
    places = now.places

    def row(found: NameView, place: int) -> Row:
        at, base = found.listing.index, found.base
        risen = int(before.places[at]) - int(places[at])
        price, earlier = int(now.price[at]), int(before.price[at])
        return {
            "stk_nm": found.listing.name,
            "bigd_rank": str(place + 1),
            "rank_chg": signed(risen),
            "rank_chg_sign": "+" if risen > 0 else "-" if risen < 0 else "",
            "past_curr_prc": directed(price, base),
            "base_comp_sign": flag_of(price, base, found.lower, found.upper),
            "base_comp_chgr": signed_percent(ratio(price - base, base)),
            "prev_base_sign": flag_of(price, earlier, found.lower, found.upper),
            "prev_base_chgr": signed_percent(ratio(price - earlier, earlier)),
            **_when(now),
            "stk_cd": found.listing.code,
        }

    return ranked(asked, "item_inq_rank", places < _MOST, -places, row)


def _when(ranks: Ranks) -> Row:
    moment = datetime.combine(ranks.day, datetime.min.time()) + timedelta(seconds=ranks.second)
    return {"dt": f"{moment:%Y%m%d}", "tm": clock_text(moment)}


def single_prices(asked: Asked) -> Answered:
    """Rank by the change of the single price after hours against the close (ka10098).

    Before 16:00 it is the session of the trading day before.
    """
    body, house = asked.body, asked.house
    session = house.after_hours.single(asked.exchange.flow_second)
    change = session.price - session.close
    rates, kind = rate(change, session.close), body["sort_base"]
    keep = of_market(asked) & of_kind(house.standing, body["stk_cnd"]) & (session.volume > 0)
    keep &= on_credit(house.standing, body["crd_cnd"])
    keep &= session.volume >= int(body["trde_qty_cnd"]) * 10
    keep &= session.value >= int(body["trde_prica"]) * MILLION
    keep &= {"1": change > 0, "2": change > 0, "5": change == 0}.get(kind, change < 0)
    score = {"1": rates, "2": change, "3": -rates, "4": -change, "5": session.volume}[kind]

    def row(found: NameView, place: int) -> Row:
        at = found.listing.index
        price, close, base = (
            int(column[at]) for column in (session.price, session.close, session.base)
        )
        return {
            "rank": str(place + 1),
            "stk_cd": found.listing.code,
            "stk_nm": found.listing.name,
            "cur_prc": directed(price, close),
            "pred_pre_sig": flag_of(price, close, int(session.lower[at]), int(session.upper[at])),
            "pred_pre": signed(price - close),
            "flu_rt": signed_percent(int(rates[at])),
            "sel_tot_req": str(int(session.asks[at])),
            "buy_tot_req": str(int(session.bids[at])),
            "acc_trde_qty": str(int(session.volume[at])),
            "acc_trde_prica": str(int(session.value[at]) // MILLION),
            "tdy_close_pric": str(close),
            "tdy_close_pric_flu_rt": signed_percent(ratio(close - base, base)),
        }

    return ranked(asked, "ovt_sigpric_flu_rt_rank", keep, np.asarray(score), row)


ANSWERS: dict[str, Answer] = {"ka00198": lookups, "ka10098": single_prices}
