"""ELWs as lists: rankings, searches, deviations (ka30001 to ka30011, but ka30003); refuses others."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np

from kiwoom_desk.domain.instrument import Product
from kiwoom_desk.practice.answers.asked import Answer, Answered, Asked, by_place
from kiwoom_desk.practice.answers.names import find
from kiwoom_desk.practice.draws import Ints
from kiwoom_desk.practice.members import MEMBERS
from kiwoom_desk.practice.refusals import refusal
from kiwoom_desk.practice.to_wire import (
    Row,
    directed,
    flag_of,
    ordered,
    percent,
    ratio,
    signed,
    signed_percent,
)
from kiwoom_desk.practice.universe import Listing

KIND_NAMES = {
    1: "콜", 2: "풋", 3: "DC", 4: "DP", 5: "EX", 6: "조기종료콜", 7: "조기종료풋",
}  # fmt: skip
_EVERYTHING = "000000000000"
_MILLION, _MICRO = 1_000_000, 1_000_000
_SKIP_ENDED = "1"
# Every warrant needs the full margin.
_FULL_MARGIN = "1"


def warrant(asked: Asked, key: str = "stk_cd") -> Listing:
    """Return the ELW asked for; refuse other products (1902)."""
    listing = find(asked.exchange, asked.body[key])
    if listing.product is not Product.ELW:
        raise refusal("1902", asked.body[key][:20])
    return listing


def _listings(asked: Asked) -> tuple[Listing, ...]:
    return asked.house.warrants.listings


def _same(text: str, code: str) -> bool:
    """Tell whether a choice of twelve places means a code; some write it filled with zeros."""
    return text == _EVERYTHING or text.lstrip("0") == code.lstrip("0")


def _wanted(asked: Asked, item: Listing) -> bool:
    """Tell whether an ELW passes the filters of issuer, underlying, right, maker and end."""
    body = asked.body
    kind = asked.house.warrants.terms[item.code].kind
    skipping = body.get("trde_end_elwskip", body.get("trde_end_skip", "0")) == _SKIP_ENDED
    return (
        _same(body.get("isscomp_cd", _EVERYTHING), item.issuer)
        and _same(body.get("bsis_aset_cd", _EVERYTHING), item.underlying)
        and _same(body.get("lpcd", _EVERYTHING), item.maker)
        and int(body.get("rght_tp", "0")) in (0, kind)
        and not (skipping and item.halted)
    )


def _price(asked: Asked, item: Listing, sign: str, rate: bool = True) -> Row:
    """Return price, sign (under its key), change and rate of an ELW now."""
    columns, at = asked.house.board, item.index
    price, base = int(columns.price[at]), int(columns.base[at])
    row: Row = {
        "cur_prc": directed(price, base),
        sign: flag_of(price, base, int(columns.lower[at]), int(columns.upper[at])),
        "pred_pre": signed(price - base),
    }
    return {**row, "flu_rt": signed_percent(ratio(price - base, base))} if rate else row


def _told(
    asked: Asked,
    key: str,
    found: Sequence[Listing],
    row: Callable[[Listing, int], Row],
    **more: object,
) -> Answered:
    """Return a page of rows; the second argument of `row` is the place from 0."""
    page, fields = by_place(asked, len(found)), asked.rows(key)
    rows = [ordered(fields, row(found[n], n)) for n in range(page.first, page.last)]
    return Answered({**more, key: rows}, page.following, empty=not found)


def _sorted(
    kept: list[Listing], score: Ints, highest: bool, only_signed: bool = True
) -> list[Listing]:
    """Sort listings by a column over all names, leaving out those of the other sign.

    Ended ones, which do not move any more, come last.
    """
    sign = 1 if highest else -1
    scored = [(sign * int(score[item.index]), item) for item in kept]
    scored = [(s, item) for s, item in scored if s > 0 or item.halted or not only_signed]
    scored.sort(key=lambda pair: -pair[0])
    return [item for _, item in scored]


# --- rankings --------------------------------------------------------------------------------


def surges(asked: Asked) -> Answered:
    """Rank by the change since some minutes or days ago (ka30001)."""
    house, count = asked.house, max(int(asked.body["tm"] or "1"), 1)
    columns, flow = house.board, house.past.flow
    if asked.body["tm_tp"] == "1":
        moment = house.moments.ago(count)
        before, when = moment.price, _clock(moment.second)
    else:
        place = max(flow.path.calendar.position(flow.day) - min(count, 250), 0)
        before = house.past.closes_before(min(count, 250))
        when = f"{flow.path.calendar.day(place):%Y%m%d}"
    least = int(asked.body["trde_qty_tp"]) * 1_000
    change = columns.price - before
    rate = change * 10_000 // np.maximum(before, 1)
    kept = [x for x in _listings(asked) if _wanted(asked, x) and columns.volume[x.index] >= least]
    kept = _sorted(kept, rate * 1_000_000 + change, asked.body["flu_tp"] == "1")

    def row(item: Listing, n: int) -> Row:
        ended = str(int(columns.price[item.index])) if item.halted else "0"
        return {
            "stk_cd": item.code,
            "rank": str(n + 1),
            "stk_nm": item.name,
            **_price(asked, item, "pre_sig", rate=False),
            "trde_end_elwbase_pric": ended,
            "base_pre": signed(int(change[item.index])),
            "trde_qty": str(int(columns.volume[item.index])),
            "jmp_rt": signed_percent(ratio(int(change[item.index]), int(before[item.index]))),
        }

    return _told(asked, "elwpric_jmpflu", kept, row, base_pric_tm=when)


def _clock(second: int) -> str:
    return f"{second // 3600:02d}{second // 60 % 60:02d}{second % 60:02d}"


def by_member(asked: Asked) -> Answered:
    """Rank by what a member firm bought or sold net over the days before today (ka30002)."""
    firms = [int(member.code) for member in MEMBERS]
    code = asked.body["isscomp_cd"]
    flow = asked.house.past.flow
    last = flow.path.calendar.position(flow.day) - 1
    if not code.isdecimal() or int(code) not in firms:
        return Answered({"trde_ori_elwnettrde_upper": []}, empty=True)
    period = asked.house.members.firm(
        firms.index(int(code)), last - int(asked.body["dt"]) + 1, last
    )
    net, least = period.net, int(asked.body["trde_qty_tp"]) * 1_000
    kept = [
        x for x in _listings(asked) if _wanted_end(asked, x) and period.volume[x.index] >= least
    ]
    kept = _sorted(kept, net, asked.body["trde_tp"] == "1")
    columns = asked.house.board

    def row(item: Listing, n: int) -> Row:
        at = item.index
        price, base = int(columns.price[at]), int(columns.base[at])
        return {
            "stk_cd": item.code,
            "stk_nm": item.name,
            "stkpc_flu": signed(price - base),
            "flu_rt": signed_percent(ratio(price - base, base)),
            "trde_qty": str(int(period.volume[at])),
            "netprps": signed(int(net[at])),
            "buy_trde_qty": signed(int(period.bought[at])),
            "sel_trde_qty": signed(-int(period.sold[at])),
        }

    return _told(asked, "trde_ori_elwnettrde_upper", kept, row)


def _wanted_end(asked: Asked, item: Listing) -> bool:
    return not (asked.body["trde_end_elwskip"] == _SKIP_ENDED and item.halted)


def rates(asked: Asked) -> Answered:
    """Rank by change against the day before (ka30009)."""
    columns, kind = asked.house.board, asked.body["sort_tp"]
    change = columns.price - columns.base
    score = columns.rate * 1_000_000 + change if kind in ("1", "3") else change * 1_000_000
    kept = [item for item in _listings(asked) if _wanted(asked, item)]
    kept = _sorted(kept, score, kind in ("1", "2"))
    books = asked.house.depths.now()

    def row(item: Listing, n: int) -> Row:
        at = item.index
        return {
            "rank": str(n + 1),
            "stk_cd": item.code,
            "stk_nm": item.name,
            **_price(asked, item, "pre_sig"),
            "sel_req": str(int(books.asks[at])),
            "buy_req": str(int(books.bids[at])),
            "trde_qty": str(int(columns.volume[at])),
            "trde_prica": str(int(columns.value[at]) // _MILLION),
        }

    return _told(asked, "elwflu_rt_rank", kept, row)


def remainders(asked: Asked) -> Answered:
    """Rank by what waits to be bought or sold net (ka30010)."""
    columns, books = asked.house.board, asked.house.depths.now()
    waiting = books.bids - books.asks
    kept = [item for item in _listings(asked) if _wanted(asked, item)]
    kept = _sorted(kept, waiting, asked.body["sort_tp"] == "1")

    def row(item: Listing, n: int) -> Row:
        at = item.index
        return {
            "stk_cd": item.code,
            "rank": str(n + 1),
            "stk_nm": item.name,
            **_price(asked, item, "pre_sig"),
            "trde_qty": str(int(columns.volume[at])),
            "sel_req": str(int(books.asks[at])),
            "buy_req": str(int(books.bids[at])),
            "netprps_req": signed(int(waiting[at])),
            "trde_prica": str(int(columns.value[at]) // _MILLION),
        }

    return _told(asked, "elwreq_rank", kept, row)


def nearness(asked: Asked) -> Answered:
    """Tell the ELWs of an underlying by how near it is to their strikes (ka30011).

    The code is an ELW's, whose underlying is meant, or the underlying's own.
    """
    listing = find(asked.exchange, asked.body["stk_cd"])
    underlying = listing.underlying if listing.product is Product.ELW else listing.code
    found = [item for item in _listings(asked) if item.underlying == underlying]
    if not found:
        raise refusal("1902", asked.body["stk_cd"][:20])
    warrants, columns = asked.house.warrants, asked.house.board
    near = {item.code: warrants.gauge(item).nearness for item in found}
    found.sort(key=lambda item: (-near[item.code], item.code))

    def row(item: Listing, n: int) -> Row:
        return {
            "stk_cd": item.code,
            "stk_nm": item.name,
            **_price(asked, item, "pre_sig"),
            "acc_trde_qty": str(int(columns.volume[item.index])),
            "alacc_rt": percent(near[item.code]),
        }

    return _told(asked, "elwalacc_rt", found, row)


# --- searches --------------------------------------------------------------------------------


def disparities(asked: Asked) -> Answered:
    """Tell how far prices lie from theory, the furthest above first (ka30004)."""
    warrants, columns = asked.house.warrants, asked.house.board
    figures = warrants.now()
    kept = [item for item in _listings(asked) if _wanted(asked, item)]
    away = {item.code: warrants.disparity(item) for item in kept}
    kept.sort(key=lambda item: (-away[item.code], item.code))

    def row(item: Listing, n: int) -> Row:
        terms, at = warrants.terms[item.code], warrants.place(item)
        theory = float(figures.theory[at])
        return {
            "stk_cd": item.code,
            "isscomp_nm": terms.issuer,
            "sqnc": str(item.series),
            "base_aset_nm": terms.underlying_name,
            "rght_tp": KIND_NAMES[terms.kind],
            "dispty_rt": str(away[item.code]),
            "basis": signed_percent(round((float(figures.price[at]) - theory) * 100)),
            "srvive_dys": str(warrants.days_left(item)),
            "theory_pric": str(round(theory * 100)),
            **_price(asked, item, "pre_tp"),
            "trde_qty": str(int(columns.volume[item.index])),
            "stk_nm": item.name,
        }

    return _told(asked, "elwdispty_rt", kept, row)


def search(asked: Asked) -> Answered:
    """Tell all figures of the ELWs that pass the filters, sorted (ka30005)."""
    columns = asked.house.board
    kept = [item for item in _listings(asked) if _wanted(asked, item)]
    change, kind = columns.price - columns.base, asked.body["sort_tp"]
    scores = {
        "1": columns.rate, "2": change, "3": -columns.rate, "4": -change,
        "5": columns.volume, "6": columns.value,
    }  # fmt: skip
    if kind in scores:
        kept = _sorted(kept, scores[kind], highest=True, only_signed=False)
    elif kind == "7":
        kept.sort(key=lambda item: asked.house.warrants.days_left(item))
    return _told(asked, "elwcnd_qry", kept, lambda item, n: _search_row(asked, item))


def _search_row(asked: Asked, item: Listing) -> Row:
    warrants, columns = asked.house.warrants, asked.house.board
    terms, at = warrants.terms[item.code], item.index
    volume, before = int(columns.volume[at]), int(asked.house.past.yesterday_volumes()[at])
    base = int(columns.base[at])
    return {
        "stk_cd": item.code,
        "isscomp_nm": terms.issuer,
        "sqnc": str(item.series),
        "base_aset_nm": terms.underlying_name,
        "rght_tp": KIND_NAMES[terms.kind],
        "expr_dt": f"{terms.expires:%Y%m%d}",
        **_price(asked, item, "pre_tp"),
        "trde_qty": str(volume),
        "trde_qty_pre": signed(volume - before),
        "trde_prica": str(int(columns.value[at]) // _MILLION),
        "pred_trde_qty": str(before),
        "sel_bid": directed(int(columns.ask[at]), base),
        "buy_bid": directed(int(columns.bid[at]), base),
        **_gauge_fields(asked, item),
        "exec_pric": str(item.strike),
        "cnvt_rt": f"{terms.ratio:.4f}",
        "lpposs_rt": percent(ratio(warrants.held_now(item), item.shares)),
        "fin_trde_dt": f"{terms.last_day:%Y%m%d}",
        "flo_dt": f"{item.listed_on:%Y%m%d}" if item.listed_on else "",
        "lpinitlast_suply_dt": f"{terms.last_day:%Y%m%d}",
        "stk_nm": item.name,
        "srvive_dys": str(warrants.days_left(item)),
        "dispty_rt": signed_percent(warrants.disparity(item)),
        **makers(asked, item),
        "xraymont_cntr_qty_arng_trde_tp": "1" if terms.ended else "0",
        "xraymont_cntr_qty_profa_100tp": _FULL_MARGIN,
    }


def _gauge_fields(asked: Asked, item: Listing) -> Row:
    warrants = asked.house.warrants
    gauge, figures, n = warrants.gauge(item), warrants.now(), warrants.place(item)
    delta = float(figures.delta[n])
    return {
        "prty": percent(gauge.parity),
        "gear_rt": percent(gauge.gearing),
        "pl_qutr_rt": signed_percent(gauge.break_even_rate),
        "cfp": percent(gauge.support),
        "theory_pric": str(round(float(figures.theory[n]))),
        "innr_vltl": str(round(float(figures.sigma[n]) * 10_000)),
        "delta": signed(round(delta * _MICRO)),
        "lvrg": signed_percent(round(gauge.gearing * delta)),
        "pl_qutr_pt": percent(gauge.break_even),
    }


def makers(asked: Asked, item: Listing) -> Row:
    """Return the names of the firms that make an ELW's market: its maker, and an issuer who joins."""
    terms = asked.house.warrants.terms[item.code]
    second = terms.issuer if terms.issuer != terms.maker else ""
    return {"lpmmcm_nm": terms.maker, "lpmmcm_nm_1": second, "lpmmcm_nm_2": ""}


ANSWERS: dict[str, Answer] = {
    "ka30001": surges,
    "ka30002": by_member,
    "ka30004": disparities,
    "ka30005": search,
    "ka30009": rates,
    "ka30010": remainders,
    "ka30011": nearness,
}
