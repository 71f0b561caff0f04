"""What the account was worth, day by day and now (ka01690, ka10085, kt00002-5, kt00016, kt00017)."""

from __future__ import annotations

from datetime import date, timedelta

from kiwoom_desk.domain.order import Side
from kiwoom_desk.domain.session import is_trading_day, trading_day_on_or_before
from kiwoom_desk.practice.answers import constants, credit_figures, no_credit
from kiwoom_desk.practice.answers.asked import Answer, Answered, Asked, by_mark
from kiwoom_desk.practice.answers.holdings import (
    Valued,
    before,
    drawable,
    is_of,
    settled,
    substitutes,
    substitutes_of,
    valued,
)
from kiwoom_desk.practice.answers.margin_rates import at_rates
from kiwoom_desk.practice.answers.spans import day_asked, day_text, span_asked
from kiwoom_desk.practice.chronicle import Assets, Worth
from kiwoom_desk.practice.entries import AccountEntry, EntryKind
from kiwoom_desk.practice.sales import Trades, added, summed
from kiwoom_desk.practice.to_wire import (
    Row,
    directed,
    ordered,
    padded,
    percent,
    ratio,
    signed_percent,
)


def _then(asked: Asked, days: list[date]) -> list[Assets]:
    return asked.house.chronicle.assets(days)


def of_day(asked: Asked) -> Answered:
    """Tell holdings and cash as a day left them (ka01690); a closed day tells the one before."""
    wanted = min(day_asked(asked, "qry_dt"), asked.exchange.account.day)
    before = trading_day_on_or_before(asked.exchange.rules, wanted)
    # An account that was opened on a closed day has no day before it.
    day = before if before >= asked.house.chronicle.first_day else wanted
    assets = _then(asked, [day])[0]
    cost = sum(one.held.cost for one in assets.worths)
    profits = [_profit(asked, one, day) for one in assets.worths]
    fields = asked.rows("day_bal_rt")
    found = list(zip(assets.worths, profits, strict=True))
    page = by_mark(asked, [one.held.key for one, _ in found], falling=False)
    values: Row = {
        "dt": day_text(day),
        "tot_buy_amt": str(cost),
        "tot_evlt_amt": str(assets.shares),
        "tot_evltv_prft": str(sum(profits)),
        "tot_prft_rt": signed_percent(ratio(sum(profits), cost)),
        "dbst_bal": str(assets.closing.cash),
        "day_stk_asst": str(assets.total),
        "buy_wght": percent(ratio(assets.closing.second_day, assets.total)),
        "day_bal_rt": [
            ordered(fields, _line(asked, one, profit, cost, assets))
            for one, profit in found[page.first : page.last]
        ],
    }
    return Answered(ordered(asked.api.response, values), page.following, empty=not found)


def _profit(asked: Asked, one: Worth, day: date) -> int:
    """Return what selling at the close would have left, after fees of both sides and tax."""
    costs = asked.exchange.account.costs.of(one.held.code, one.value, Side.SELL, day)
    interest = credit_figures.borne(asked.exchange.rules, one.held, day)
    return one.value - one.held.cost - one.held.buy_fee - interest - costs.total


def _line(asked: Asked, one: Worth, profit: int, cost: int, assets: Assets) -> Row:
    held = one.held
    return {
        "cur_prc": str(one.price),
        "stk_cd": held.code,
        "stk_nm": asked.exchange.universe.by_code[held.code].name,
        "rmnd_qty": str(held.quantity),
        "buy_uv": str(held.average_price),
        "buy_wght": percent(ratio(held.cost, cost)),
        "evltv_prft": str(profit),
        "prft_rt": signed_percent(ratio(profit, held.cost)),
        "evlt_amt": str(one.value),
        "evlt_wght": percent(ratio(one.value, assets.shares)),
    }


def returns(asked: Asked) -> Answered:
    """Tell holdings with what today's sales of them realised (ka10085); the day is the last buy's."""
    exchange = asked.exchange
    account = exchange.account
    positions = sorted(account.positions.values(), key=lambda held: held.key)
    found = [held for held in positions if held.quantity or held.sold_today]
    page = by_mark(asked, [held.key for held in found], falling=False)
    fields = asked.rows("acnt_prft_rt")
    yesterday = asked.house.chronicle.fills_of(before(exchange))
    today = account.fills_of(account.day)
    bought_on = asked.house.chronicle.bought_on()
    rows = []
    for held in found[page.first : page.last]:
        listing = exchange.universe.by_code[held.code]
        trades = added(fill for fill in today if is_of(fill, held))
        last = added(fill for fill in yesterday if is_of(fill, held))
        values = {
            "dt": day_text(bought_on.get(held.code, account.day)),
            "stk_cd": held.code,
            "stk_nm": listing.name,
            "cur_prc": directed(asked.price(listing), int(exchange.board.base[listing.index])),
            "pur_pric": str(held.average_price),
            "pur_amt": str(held.cost),
            "rmnd_qty": str(held.quantity),
            "tdy_sel_pl": str(held.realised_today),
            "tdy_trde_cmsn": str(trades.bought_fee + trades.sold_fee),
            "tdy_trde_tax": str(trades.tax),
            "crd_tp": credit_figures.kind_of(held),
            "loan_dt": credit_figures.loan_text(held.loan_date),
            "setl_remn": str(settled(held, last)),
            "clrn_alow_qty": str(held.sellable),
            "crd_amt": str(held.loan),
            "crd_int": str(credit_figures.borne(exchange.rules, held, account.day)),
            "expr_dt": credit_figures.end_text(asked, held),
        }
        rows.append(ordered(fields, values))
    return Answered({"acnt_prft_rt": rows}, page.following, empty=not found)


def by_day(asked: Asked) -> Answered:
    """Tell cash and estimated assets as each day of a span left them (kt00002), newest first."""
    span = span_asked(asked, "start_dt", "end_dt")
    days = _told_days(asked, asked.house.chronicle.days(span.first, span.last))[::-1]
    page = by_mark(asked, [day_text(day) for day in days], falling=True)
    fields = asked.rows("daly_prsm_dpst_aset_amt_prst")
    rows = []
    some = days[page.first : page.last]
    for day, assets in zip(some, _then(asked, some), strict=True):
        amounts = {
            "entr": assets.closing.cash,
            "repl_amt": _substitutes(asked, day, assets),
            "prsm_dpst_aset_amt": assets.total,
            "prsm_dpst_aset_amt_bncr_skip": assets.total,
            "crd_loan": assets.closing.loans,
            **dict.fromkeys(("grnt_use_amt", "ls_grnt"), 0),
        }
        texts = {key: padded(amount, 12) for key, amount in amounts.items()}
        rows.append(ordered(fields, {"dt": day_text(day), **texts}))
    return Answered({"daly_prsm_dpst_aset_amt_prst": rows}, page.following, empty=not days)


def _told_days(asked: Asked, days: list[date]) -> list[date]:
    """Leave out today where nothing trades today, unless the account is as young as that."""
    rules, first = asked.exchange.rules, asked.house.chronicle.first_day
    return [day for day in days if is_trading_day(rules, day) or day == first]


def _substitutes(asked: Asked, day: date, assets: Assets) -> int:
    """Return the substitute value as a day left it."""
    if day == asked.exchange.account.day:
        return substitutes(asked)
    return substitutes_of(asked, assets.worths)


def estimated(asked: Asked) -> Answered:
    """Tell the estimated assets (kt00003): cash once all has settled, and the holdings' worth."""
    total = _then(asked, [asked.exchange.account.day])[0].total
    return Answered(ordered(asked.api.response, {"prsm_dpst_aset_amt": padded(total, 12)}))


def settled_holdings(asked: Asked) -> Answered:
    """Tell cash, orderable amounts and holdings by fills (kt00005)."""
    exchange = asked.exchange
    account, found = exchange.account, valued(asked)
    days, cost = account.deposits, sum(one.held.cost for one in found)
    profit = sum(one.profit for one in found)
    orderable, loans = max(account.orderable, 0), credit_figures.of_now(asked)
    amounts = {
        "entr": days.today,
        "entr_d1": days.next_day,
        "entr_d2": days.second_day,
        "pymn_alow_amt": drawable(account),
        "repl_amt": substitutes(asked),
        "ord_alowa": orderable,
        "profa_ch": account.held,
        "stk_buy_tot_amt": cost,
        "evlt_amt_tot": sum(one.value for one in found),
        "tot_pl_tot": profit,
        "tot_re_buy_alowa": orderable,
        **{f"{rate}ord_alow_amt": won for rate, won in at_rates(asked, orderable).items()},
        "ch_uncla": max(-days.today, 0),
        "crd_int_npay_gold": loans.interest,
        **dict.fromkeys(("nrpy_loan", "crd_loan_tot", "crd_loan_ls_tot"), loans.loan),
        **dict.fromkeys(no_credit.HELD, 0),
    }
    page = by_mark(asked, [one.held.key for one in found], falling=False)
    fields = asked.rows("stk_cntr_remn")
    yesterday = asked.house.chronicle.fills_of(before(exchange))
    rows = []
    for one in found[page.first : page.last]:
        last = added(fill for fill in yesterday if is_of(fill, one.held))
        rows.append(ordered(fields, _settled_row(asked, one, settled(one.held, last))))
    values: Row = {
        **{key: padded(amount, 12) for key, amount in amounts.items()},
        "tot_pl_rt": signed_percent(ratio(profit, cost)),
        "crd_grnt_rt": loans.cover,
        "stk_cntr_remn": rows,
    }
    return Answered(ordered(asked.api.response, values), page.following)


def _settled_row(asked: Asked, one: Valued, settled_shares: int) -> Row:
    held = one.held
    amounts = {
        "setl_remn": settled_shares,
        "cur_qty": held.quantity,
        "cur_prc": one.price,
        "buy_uv": held.average_price,
        "pur_amt": held.cost,
        "evlt_amt": one.value,
        "evltv_prft": one.profit,
    }
    return {
        "crd_tp": credit_figures.kind_of(held),
        "loan_dt": credit_figures.loan_text(held.loan_date),
        "expr_dt": credit_figures.end_text(asked, held),
        "stk_cd": f"A{held.code}",
        "stk_nm": one.name,
        **{key: padded(amount, 12) for key, amount in amounts.items()},
        "pl_rt": signed_percent(ratio(one.profit, held.cost)),
    }


def of_span(asked: Asked) -> Answered:
    """Tell what the account was worth before and after a span, and its result (kt00016)."""
    span = span_asked(asked, "fr_dt", "to_dt")
    chronicle, rules = asked.house.chronicle, asked.exchange.rules
    last = min(span.last, asked.exchange.account.day)
    morning = trading_day_on_or_before(rules, span.first - timedelta(days=1))
    evening = last if last == chronicle.today else trading_day_on_or_before(rules, last)
    days = [morning, *chronicle.days(span.first, last), evening]
    found = _then(asked, days)
    start, end = found[0], found[-1]
    entries = chronicle.entries(span.first, last)
    profit = end.total - start.total - sum(entry.brought for entry in entries)
    capital = _mean_capital(asked, days[1:-1], start)
    traded = chronicle.trades(span.first, last)
    trades = summed([*(one.trades for one in traded), Trades()])
    amounts = {
        **_ends(asked, days, start, end),
        "invt_bsamt": capital,
        "evltv_prft": profit,
        "termin_tot_trns": _sum(entries, EntryKind.DEPOSIT),
        "termin_tot_pymn": _sum(entries, EntryKind.WITHDRAWAL),
        "termin_tot_inq": _sum(entries, EntryKind.SHARES_IN),
        "termin_tot_outq": _sum(entries, EntryKind.SHARES_OUT),
        **dict.fromkeys(no_credit.SPAN, 0),
    }
    values: Row = {
        "mang_empno": no_credit.NO_MANAGER,
        "mngr_nm": no_credit.NO_MANAGER,
        "dept_nm": constants.BRANCH,
        **{key: padded(amount, 12) for key, amount in amounts.items()},
        "prft_rt": signed_percent(ratio(profit, capital)),
        "tern_rt": percent(ratio(trades.bought_amount + trades.sold_amount, capital)),
    }
    return Answered(ordered(asked.api.response, values))


def _ends(asked: Asked, days: list[date], start: Assets, end: Assets) -> dict[str, int]:
    ends = {"fr": (days[0], start), "to": (days[-1], end)}
    found: dict[str, int] = {}
    for name, (day, assets) in ends.items():
        found[f"entr_{name}"] = assets.closing.cash
        found[f"scrt_evlt_amt_{name}"] = assets.shares
        found[f"krw_asgna_{name}"] = _substitutes(asked, day, assets)
        found[f"tot_amt_{name}"] = assets.total
        loans = credit_figures.of_worths(asked.exchange.rules, list(assets.worths), day)
        found[f"crd_loan_{name}"] = loans.loan
        found[f"crd_int_{name}"] = found[f"crd_int_npay_gold_{name}"] = loans.interest
        found[f"ch_uncla_{name}"] = max(-assets.closing.cash, 0)
    return found


def _mean_capital(asked: Asked, days: list[date], start: Assets) -> int:
    """Return the mean over the days of what was there before and what the owner brought since."""
    if not days:
        return start.total
    put_in = [start.total + asked.house.chronicle.brought(days[0], day) for day in days]
    return sum(put_in) // len(put_in)


def _sum(entries: list[AccountEntry], *kinds: EntryKind) -> int:
    return sum(entry.amount for entry in entries if entry.kind in kinds)


def today(asked: Asked) -> Answered:
    """Tell what moved in the account today and what it will be worth at D+2 (kt00017)."""
    chronicle, account = asked.house.chronicle, asked.exchange.account
    entries = chronicle.entries(account.day, account.day)
    trades = added(account.fills_of(account.day))
    assets = _then(asked, [account.day])[0]
    loans = credit_figures.of_now(asked)
    amounts = {
        "d2_entra": account.deposits.second_day,
        "gnrl_stk_evlt_amt_d2": assets.shares - loans.worth,
        "crd_loan_d2": loans.loan,
        "crd_loan_evlta_d2": loans.worth,
        "crd_int_npay_gold": loans.interest,
        "crd_int_amt": trades.interest,
        "ina_amt": _sum(entries, EntryKind.DEPOSIT),
        "outa": _sum(entries, EntryKind.WITHDRAWAL),
        "inq_amt": _sum(entries, EntryKind.SHARES_IN),
        "outq_amt": _sum(entries, EntryKind.SHARES_OUT),
        "sell_amt": trades.sold_amount,
        "buy_amt": trades.bought_amount,
        "cmsn": trades.bought_fee + trades.sold_fee,
        "tax": trades.tax,
        "dvida_amt": _sum(entries, EntryKind.DIVIDEND),
        **dict.fromkeys(no_credit.TODAY, 0),
    }
    return Answered(ordered(asked.api.response, {k: padded(v, 12) for k, v in amounts.items()}))


ANSWERS: dict[str, Answer] = {
    "ka01690": of_day,
    "ka10085": returns,
    "kt00002": by_day,
    "kt00003": estimated,
    "kt00005": settled_holdings,
    "kt00016": of_span,
    "kt00017": today,
}
