"""Cash and holdings valued (kt00001, kt00004, kt00018); every figure follows from fills and prices."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta

import msgspec

from kiwoom_desk.domain.instrument import Product
from kiwoom_desk.domain.order import Side
from kiwoom_desk.domain.session import shift_trading_days, trading_day_on_or_before
from kiwoom_desk.practice.accounts import Account
from kiwoom_desk.practice.answers import constants, credit_figures
from kiwoom_desk.practice.answers.asked import Answered, Asked, by_mark
from kiwoom_desk.practice.answers.credit_figures import borne
from kiwoom_desk.practice.answers.margin_rates import at_rates
from kiwoom_desk.practice.chronicle import Worth
from kiwoom_desk.practice.exchange import Exchange
from kiwoom_desk.practice.fundamentals import substitute_price
from kiwoom_desk.practice.records import FillRecord, PositionState
from kiwoom_desk.practice.sales import Trades, added
from kiwoom_desk.practice.to_wire import Row, ordered, padded, percent, ratio, signed_percent
from kiwoom_desk.practice.unpaid import arrears

# What kt00018 asks for when all loans of a name shall stand in one line.
_SUMMED = "1"
_COSTS = ("sell_fee", "tax", "interest")


class Valued(msgspec.Struct, frozen=True):
    """One holding at its last price: won and shares; costs of selling are estimates of today."""

    held: PositionState
    name: str
    price: int
    base: int
    sell_fee: int
    tax: int
    interest: int = 0
    merged: bool = False

    @property
    def credit(self) -> Row:
        """Return how kt00018 names what it was bought with; lines of several loans have no date."""
        kind, name = credit_figures.kind_of(self.held), constants.CASH_NAME
        if self.held.loan_date is not None:
            name = constants.LOAN_NAME
        if self.merged:
            kind, name = constants.LOANS_KIND, constants.LOANS_NAME
        day = "" if self.merged else credit_figures.loan_text(self.held.loan_date)
        return {"crd_tp": kind, "crd_tp_nm": name, "crd_loan_dt": day}

    def bears(self, fill: FillRecord) -> bool:
        """Tell whether a fill changed this holding."""
        merged = self.merged and fill.loan_date is not None and fill.code == self.held.code
        return merged or is_of(fill, self.held)

    @property
    def value(self) -> int:
        """Return price times shares."""
        return self.price * self.held.quantity

    @property
    def profit(self) -> int:
        """Return what selling now would leave over the cost, after fees, tax and interest borne."""
        spent = self.held.cost + self.held.buy_fee + self.interest
        return self.value - spent - self.sell_fee - self.tax


def is_of(fill: FillRecord, held: PositionState) -> bool:
    """Tell whether a fill changed a position: loans stand apart by their dates."""
    return fill.code == held.code and fill.loan_date == held.loan_date


def valued(asked: Asked) -> list[Valued]:
    """Return every holding with shares, by code, at the prices of the venue asked for."""
    positions = sorted(asked.exchange.account.positions.values(), key=lambda held: held.key)
    return [_value(asked, held) for held in positions if held.quantity]


def _value(asked: Asked, held: PositionState) -> Valued:
    exchange = asked.exchange
    listing = exchange.universe.by_code[held.code]
    price = asked.price(listing)
    amount = price * held.quantity
    costs = exchange.account.costs.of(held.code, amount, Side.SELL, exchange.day)
    base = int(exchange.board.base[listing.index])
    interest = borne(exchange.rules, held, exchange.account.day)
    return Valued(held, listing.name, price, base, costs.fee, costs.tax, interest)


def before(exchange: Exchange) -> date:
    """Return the last trading day before the account's."""
    return shift_trading_days(exchange.rules, exchange.account.day, -1)


def deposit(asked: Asked) -> Answered:
    """Tell the cash of today, D+1 and D+2 and what may be ordered and drawn (kt00001)."""
    account = asked.exchange.account
    days = account.deposits
    later = {
        "d1": added(asked.house.chronicle.fills_of(before(asked.exchange))),
        "d2": added(account.fills_of(account.day)),
    }
    after = {"d1": days.next_day, "d2": days.second_day}
    values: dict[str, int] = {
        "entr": days.today,
        "profa_ch": account.held,
        "pymn_alow_amt": drawable(account),
        "wrap_pymn_alow_amt": 0,
        "ord_alow_amt": max(account.orderable, 0),
        **{
            f"{rate}stk_ord_alow_amt": won
            for rate, won in at_rates(asked, max(account.orderable, 0)).items()
        },
        "min_ord_alow_yn": max(account.orderable, 0),
        **_backed(asked),
        **_on_credit(asked),
    }
    for day, moved in later.items():
        values[f"{day}_entra"] = after[day]
        values[f"{day}_slby_exct_amt"] = moved.got - moved.paid
        values[f"{day}_buy_exct_amt"] = moved.paid
        values[f"{day}_sel_exct_amt"] = moved.got
        values[f"{day}_out_rep_mor"] = max(-after[day], 0)
        values[f"{day}_pymn_alow_amt"] = max(min(after[day], days.second_day) - account.held, 0)
    values |= dict.fromkeys(constants.NO_CREDIT_CASH, 0)
    values |= dict.fromkeys(("ch_uncla", "ch_uncla_tot"), arrears(account))
    texts: Row = {key: padded(number, 15) for key, number in values.items()}
    rate = credit_figures.of_now(asked).cover
    return Answered(
        ordered(asked.api.response, {**texts, "crd_grnt_rt": rate, "stk_entr_prst": []})
    )


def _on_credit(asked: Asked) -> dict[str, int]:
    """Return what is owed on shares bought on credit and what stands for it."""
    found = credit_figures.of_now(asked)
    return {
        "crd_grnta_ch": credit_figures.deposits_held(asked),
        "crd_grnt_ch": found.put_down,
        "crd_set_grnta": found.worth,
        "loan_remn_evlt_amt": found.worth,
        "nrpy_loan": found.loan,
        "loan_sum": found.loan,
        "crd_int_npay": found.interest,
        "int_npay_amt_tot": found.interest,
    }


def _backed(asked: Asked) -> dict[str, int]:
    """Return what the holdings stand for, and the interest earned that is not credited yet."""
    worth = substitutes(asked)
    assets = asked.house.chronicle.assets([asked.exchange.account.day])[0].total
    return {
        **dict.fromkeys(("repl_amt", "remn_repl_evlta", "trst_remn_repl_evlta"), worth),
        **dict.fromkeys(("knx_asset_evltv", "elwdpst_evlta"), max(assets, 0)),
        "mdstrm_usfe": asked.house.chronicle.accrued(),
    }


def substitutes(asked: Asked) -> int:
    """Return the substitute value (대용금) of what is held now, by today's base prices, in won."""
    by_code, base = asked.exchange.universe.by_code, asked.exchange.board.base
    held = asked.exchange.account.positions.values()
    return substitutes_of(asked, (Worth(h, int(base[by_code[h.code].index])) for h in held))


def substitutes_of(asked: Asked, worths: Iterable[Worth]) -> int:
    """Return the substitute value of holdings at their prices, in won; only shares count."""
    by_code = asked.exchange.universe.by_code
    # What was bought on credit stands for its own loan alone.
    shares = ((one, by_code[one.held.code]) for one in worths if not one.held.loan_date)
    return sum(
        one.held.quantity * substitute_price(one.price, item.shares)
        for one, item in shares
        if item.product is Product.SHARE
    )


def drawable(account: Account) -> int:
    """Return what may be drawn: the least cash of the three days, less the margin held."""
    days = account.deposits
    return max(min(days.today, days.next_day, days.second_day) - account.held, 0)


def balance(asked: Asked) -> Answered:
    """Tell the holdings with their valuation (kt00018)."""
    exchange = asked.exchange
    found = valued(asked)
    loans = credit_figures.of_now(asked).loan
    cost = sum(one.held.cost for one in found)
    value = sum(one.value for one in found)
    profit = sum(one.profit for one in found)
    if asked.body["qry_tp"] == _SUMMED:
        found = _together(found)
    page = by_mark(asked, [one.held.key for one in found], falling=False)
    fills = asked.house.chronicle.fills_of(before(exchange))
    fields = asked.rows("acnt_evlt_remn_indv_tot")
    rows = [ordered(fields, _holding(one, fills, value)) for one in found[page.first : page.last]]
    values: Row = {
        "tot_pur_amt": padded(cost, 15),
        "tot_evlt_amt": padded(value, 15),
        "tot_evlt_pl": padded(profit, 15),
        "tot_prft_rt": signed_percent(ratio(profit, cost)),
        "prsm_dpst_aset_amt": padded(exchange.account.deposits.second_day + value - loans, 15),
        **dict.fromkeys(("tot_loan_amt", "tot_crd_loan_amt"), padded(loans, 15)),
        "tot_crd_ls_amt": padded(0, 15),
        "acnt_evlt_remn_indv_tot": rows,
    }
    return Answered(ordered(asked.api.response, values), page.following, empty=not found)


def _holding(one: Valued, fills: list[FillRecord], total: int) -> Row:
    held = one.held
    yesterday = added(fill for fill in fills if one.bears(fill))
    amounts = {
        "evltv_prft": one.profit,
        "pur_pric": held.average_price,
        "rmnd_qty": held.quantity,
        "trde_able_qty": held.sellable,
        "pred_buyq": yesterday.bought,
        "pred_sellq": yesterday.sold,
        "tdy_buyq": held.bought_today,
        "tdy_sellq": held.sold_today,
        "pur_amt": held.cost,
        "pur_cmsn": held.buy_fee,
        "evlt_amt": one.value,
        "sell_cmsn": one.sell_fee,
        "tax": one.tax,
        "sum_cmsn": held.buy_fee + one.sell_fee,
    }
    return {
        "stk_cd": f"A{held.code}",
        "stk_nm": one.name,
        **{key: padded(number, 15) for key, number in amounts.items()},
        "pred_close_pric": padded(one.base, 12),
        "cur_prc": padded(one.price, 12),
        "prft_rt": signed_percent(ratio(one.profit, held.cost)),
        "poss_rt": percent(ratio(one.value, total)),
        **one.credit,
    }


def _together(found: list[Valued]) -> list[Valued]:
    """Return the holdings with all loans of a name in one line."""
    groups: dict[tuple[str, bool], list[Valued]] = {}
    for one in found:
        groups.setdefault((one.held.code, one.held.loan_date is not None), []).append(one)
    return [some[0] if len(some) == 1 else _sum(some) for some in groups.values()]


def _sum(some: list[Valued]) -> Valued:
    first, by_name = some[0], msgspec.structs.asdict
    counted = [name for name, value in by_name(first.held).items() if isinstance(value, int)]
    sums = {name: sum(getattr(one.held, name) for one in some) for name in counted}
    held = msgspec.structs.replace(first.held, **sums)
    costs = {name: sum(getattr(one, name) for one in some) for name in _COSTS}
    return msgspec.structs.replace(first, held=held, merged=True, **costs)


class Result(msgspec.Struct, frozen=True):
    """Profit over a span in won and what stood at its beginning."""

    profit: int
    capital: int

    @property
    def rate(self) -> str:
        """Return the profit in percent of the capital."""
        return signed_percent(ratio(self.profit, self.capital))


def results(asked: Asked) -> tuple[Result, Result, Result]:
    """Return the results of today, of this month and since the account was opened.

    Each is the change of assets since the evening before, less what the owner brought in between.
    """
    day = asked.exchange.account.day
    first = asked.house.chronicle.first_day
    return tuple(_result(asked, since) for since in (day, day.replace(day=1), first))  # type: ignore[return-value]


def _result(asked: Asked, since: date) -> Result:
    """Return the result from the morning of a day until now."""
    chronicle, today = asked.house.chronicle, asked.exchange.account.day
    evening = trading_day_on_or_before(asked.exchange.rules, since - timedelta(days=1))
    start, now = chronicle.assets([evening, today])
    capital = start.total + chronicle.brought(since, today)
    return Result(now.total - capital, capital)


def status(asked: Asked) -> Answered:
    """Tell the account valued (kt00004)."""
    exchange = asked.exchange
    account, found = exchange.account, valued(asked)
    value = sum(one.value for one in found)
    loans = credit_figures.of_now(asked).loan
    day, month, ever = results(asked)
    amounts = {
        "entr": account.deposits.today,
        "d2_entra": account.deposits.second_day,
        "tot_est_amt": value,
        "aset_evlt_amt": account.deposits.today + value - loans,
        "tot_pur_amt": sum(one.held.cost for one in found),
        "prsm_dpst_aset_amt": account.deposits.second_day + value - loans,
        "tot_grnt_sella": 0,
        "tdy_lspft_amt": day.capital,
        "invt_bsamt": month.capital,
        "lspft_amt": ever.capital,
        "tdy_lspft": day.profit,
        "lspft2": month.profit,
        "lspft": ever.profit,
    }
    page = by_mark(asked, [one.held.key for one in found], falling=False)
    fields = asked.rows("stk_acnt_evlt_prst")
    yesterday = asked.house.chronicle.fills_of(before(exchange))
    rows = [ordered(fields, _status_row(one, yesterday)) for one in found[page.first : page.last]]
    values: Row = {
        "acnt_nm": constants.ACCOUNT_HOLDER,
        "brch_nm": constants.BRANCH,
        **{key: padded(number, 12) for key, number in amounts.items()},
        "tdy_lspft_rt": day.rate,
        "lspft_ratio": month.rate,
        "lspft_rt": ever.rate,
        "stk_acnt_evlt_prst": rows,
    }
    return Answered(ordered(asked.api.response, values), page.following)


def settled(held: PositionState, yesterday: Trades) -> int:
    """Return the shares that have settled: today's and yesterday's trades have not."""
    unsettled = yesterday.bought - yesterday.sold + held.bought_today - held.sold_today
    return held.quantity - unsettled


def _status_row(one: Valued, fills: list[FillRecord]) -> Row:
    held = one.held
    yesterday = added(fill for fill in fills if one.bears(fill))
    amounts = {
        "rmnd_qty": held.quantity,
        "avg_prc": held.average_price,
        "cur_prc": one.price,
        "evlt_amt": one.value,
        "pl_amt": one.profit,
        "pur_amt": held.cost,
        "setl_remn": settled(held, yesterday),
        "pred_buyq": yesterday.bought,
        "pred_sellq": yesterday.sold,
        "tdy_buyq": held.bought_today,
        "tdy_sellq": held.sold_today,
    }
    return {
        "stk_cd": f"A{held.code}",
        "stk_nm": one.name,
        **{key: padded(number, 12) for key, number in amounts.items()},
        "pl_rt": signed_percent(ratio(one.profit, held.cost)),
        "loan_dt": credit_figures.loan_text(held.loan_date),
    }
