"""What sales realised, by day, name and order (ka10072, ka10073, ka10074, ka10077, ka10170)."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta

from kiwoom_desk.domain.order import Side
from kiwoom_desk.practice.answers import constants, credit_figures
from kiwoom_desk.practice.answers.asked import Answer, Answered, Asked, by_mark, by_place
from kiwoom_desk.practice.answers.holdings import drawable
from kiwoom_desk.practice.answers.spans import Span, code_asked, day_asked, day_text, span_asked
from kiwoom_desk.practice.records import FillRecord
from kiwoom_desk.practice.sales import DayTrades, Trades, added, summed
from kiwoom_desk.practice.to_wire import Row, ordered, ratio, signed_percent

# The diary goes back two months.
_DIARY_DAYS = timedelta(days=62)
# What the diary shows: 1 what was traded with cash, 2 what was on credit.
_CREDITS = {"1": False, "2": True}


def _sales(asked: Asked, span: Span) -> list[DayTrades]:
    """Return what was sold in a span, by day and name, of the code asked for."""
    code = code_asked(asked)
    found = asked.house.chronicle.trades(span.first, span.last)
    return [one for one in found if one.trades.sold and code in ("", one.code)]


def _name(asked: Asked, code: str) -> str:
    return asked.exchange.universe.by_code[code].name


def _sold(asked: Asked, code: str, trades: Trades) -> Row:
    """Return what all the lists of sales tell alike.

    The profit is (sale price - buy price) × shares - fees of both sides - tax.
    """
    return {
        "stk_nm": _name(asked, code),
        "cntr_qty": str(trades.sold),
        "buy_uv": str(trades.cost // trades.sold),
        "cntr_pric": str(trades.sold_amount // trades.sold),
        "tdy_sel_pl": str(trades.realised),
        "pl_rt": signed_percent(ratio(trades.realised, trades.cost)),
        "tdy_trde_cmsn": str(trades.fees_of_sales),
        "tdy_trde_tax": str(trades.tax),
        "stk_cd": f"A{code}",
    }


def _held(asked: Asked, one: DayTrades) -> Row:
    return {
        "wthd_alowa": str(drawable(asked.exchange.account)),
        "loan_dt": credit_figures.loan_text(one.loan_date),
        "crd_tp": constants.LOAN_KIND if one.loan_date else constants.CASH_KIND,
    }


def of_day(asked: Asked) -> Answered:
    """Tell what the sales of one day realised, by name (ka10072)."""
    day = day_asked(asked, "strt_dt")
    found = _sales(asked, Span(day, day))
    page = by_mark(asked, [one.key for one in found], falling=False)
    fields = asked.rows("dt_stk_div_rlzt_pl")
    rows = []
    for one in found[page.first : page.last]:
        again = {"stk_cd_1": f"A{one.code}", "tdy_sel_pl_1": str(one.trades.realised)}
        values = {**_sold(asked, one.code, one.trades), **_held(asked, one), **again}
        rows.append(ordered(fields, values))
    return Answered({"dt_stk_div_rlzt_pl": rows}, page.following, empty=not found)


def of_span(asked: Asked) -> Answered:
    """Tell what sales realised, by day and name (ka10073), newest first."""
    found = _sales(asked, span_asked(asked, "strt_dt", "end_dt"))[::-1]
    marks = [f"{day_text(one.day)}{one.key}" for one in found]
    page = by_mark(asked, marks, falling=True)
    fields = asked.rows("dt_stk_rlzt_pl")
    rows = []
    for one in found[page.first : page.last]:
        more = {"dt": day_text(one.day), "tdy_htssel_cmsn": str(one.trades.sold_fee)}
        sold = _sold(asked, one.code, one.trades)
        rows.append(ordered(fields, {**sold, **_held(asked, one), **more}))
    return Answered({"dt_stk_rlzt_pl": rows}, page.following, empty=not found)


def by_day(asked: Asked) -> Answered:
    """Tell what was bought, sold and realised, day by day (ka10074), newest first.

    Fees are those that the day's sales bear, so that the days add up to the names of ka10073.
    """
    span = span_asked(asked, "strt_dt", "end_dt")
    groups: dict[date, list[Trades]] = {}
    for one in asked.house.chronicle.trades(span.first, span.last):
        groups.setdefault(one.day, []).append(one.trades)
    sums = {day: summed(some) for day, some in groups.items()}
    days = sorted(sums, reverse=True)
    page = by_mark(asked, [day_text(day) for day in days], falling=True)
    fields = asked.rows("dt_rlzt_pl")
    rows = []
    for day in days[page.first : page.last]:
        amounts = _amounts(sums[day])
        rows.append(ordered(fields, {"dt": day_text(day), **amounts}))
    total = summed([*sums.values(), Trades()])
    values = {
        "tot_buy_amt": str(total.bought_amount),
        "tot_sell_amt": str(total.sold_amount),
        "rlzt_pl": str(total.realised),
        "trde_cmsn": str(total.fees_of_sales),
        "trde_tax": str(total.tax),
        "dt_rlzt_pl": rows,
    }
    return Answered(ordered(asked.api.response, values), page.following, empty=not days)


def _amounts(trades: Trades) -> Row:
    return {
        "buy_amt": str(trades.bought_amount),
        "sell_amt": str(trades.sold_amount),
        "tdy_sel_pl": str(trades.realised),
        "tdy_trde_cmsn": str(trades.fees_of_sales),
        "tdy_trde_tax": str(trades.tax),
    }


def of_today(asked: Asked) -> Answered:
    """Tell what today's sales of one name realised, order by order (ka10077), newest first."""
    code, account = code_asked(asked), asked.exchange.account
    fills = [f for f in account.fills_of(account.day) if f.side is Side.SELL and f.code == code]
    groups: dict[str, list[FillRecord]] = {}
    for fill in fills:
        groups.setdefault(fill.order_number, []).append(fill)
    numbers = sorted(groups, reverse=True)
    page = by_mark(asked, numbers, falling=True)
    fields = asked.rows("tdy_rlzt_pl_dtl")
    rows = [
        ordered(fields, _sold(asked, code, added(groups[number])))
        for number in numbers[page.first : page.last]
    ]
    values: Row = {"tdy_rlzt_pl": str(added(fills).realised), "tdy_rlzt_pl_dtl": rows}
    return Answered(ordered(asked.api.response, values), page.following, empty=not numbers)


def diary(asked: Asked) -> Answered:
    """Tell a day's trades by name (ka10170): all of them, or what was bought and sold again."""
    day, today = day_asked(asked, "base_dt"), asked.exchange.account.day
    trades = asked.house.chronicle.trades(day, day) if today - day <= _DIARY_DAYS else []
    kind = asked.body["ch_crd_tp"]
    sums: dict[str, list[Trades]] = {}
    for one in trades:
        if kind not in _CREDITS or _CREDITS[kind] is (one.loan_date is not None):
            sums.setdefault(one.code, []).append(one.trades)
    found = [(code, summed(some)) for code, some in sums.items()]
    if asked.body["ottks_tp"] == "1":
        found = [(code, _turned(t)) for code, t in found if t.bought and t.sold]
    page = by_place(asked, len(found))
    fields = asked.rows("tdy_trde_diary")
    rows = [
        ordered(fields, {"stk_nm": _name(asked, code), "stk_cd": code, **_line(trades)})
        for code, trades in found[page.first : page.last]
    ]
    values = {**_totals(trades for _, trades in found), "tdy_trde_diary": rows}
    return Answered(ordered(asked.api.response, values), page.following, empty=not found)


def _turned(trades: Trades) -> Trades:
    """Return the part of a day's trades that was bought and sold on that day alike."""
    both = min(trades.bought, trades.sold)
    bought = trades.bought_amount * both // trades.bought
    sold = trades.sold_amount * both // trades.sold
    buy_fee = trades.bought_fee * both // trades.bought
    fee, tax = trades.sold_fee * both // trades.sold, trades.tax * both // trades.sold
    realised = sold - bought - buy_fee - fee - tax
    return Trades(both, bought, buy_fee, both, sold, fee, tax, bought, buy_fee, realised)


def _line(trades: Trades) -> Row:
    return {
        "buy_avg_pric": str(trades.bought_amount // max(trades.bought, 1)),
        "buy_qty": str(trades.bought),
        "sel_avg_pric": str(trades.sold_amount // max(trades.sold, 1)),
        "sell_qty": str(trades.sold),
        "cmsn_alm_tax": str(trades.costs),
        "pl_amt": str(trades.realised),
        "sell_amt": str(trades.sold_amount),
        "buy_amt": str(trades.bought_amount),
        "prft_rt": signed_percent(ratio(trades.realised, trades.cost)),
    }


def _totals(found: Iterable[Trades]) -> Row:
    some = list(found)
    sold, bought = sum(t.sold_amount for t in some), sum(t.bought_amount for t in some)
    costs, realised = sum(t.costs for t in some), sum(t.realised for t in some)
    return {
        "tot_sell_amt": str(sold),
        "tot_buy_amt": str(bought),
        "tot_cmsn_tax": str(costs),
        "tot_exct_amt": str(sold - bought - costs),
        "tot_pl_amt": str(realised),
        "tot_prft_rt": signed_percent(ratio(realised, sum(t.cost for t in some))),
    }


ANSWERS: dict[str, Answer] = {
    "ka10072": of_day,
    "ka10073": of_span,
    "ka10074": by_day,
    "ka10077": of_today,
    "ka10170": diary,
}
