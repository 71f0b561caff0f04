"""The account for gold (kt50020, kt50021, kt50030 to kt50032, kt50075): cash, grams, orders, statement."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import msgspec

from kiwoom_desk.domain.order import Action, Side
from kiwoom_desk.practice.accounts import Account
from kiwoom_desk.practice.answers import constants
from kiwoom_desk.practice.answers.asked import Answer, Answered, Asked, by_mark
from kiwoom_desk.practice.answers.holdings import before, drawable, settled
from kiwoom_desk.practice.answers.order_lists import colons, request_text, state_text
from kiwoom_desk.practice.answers.spans import code_asked, day_asked, day_text, span_asked
from kiwoom_desk.practice.entries import EntryKind
from kiwoom_desk.practice.exchange import Exchange
from kiwoom_desk.practice.pushes import TYPE_NAMES
from kiwoom_desk.practice.records import OrderRecord, PositionState
from kiwoom_desk.practice.sales import Trades, added
from kiwoom_desk.practice.statement import Line
from kiwoom_desk.practice.to_wire import Row, ordered, padded, ratio, signed_percent

_SIDES = {"1": Side.SELL, "2": Side.BUY}
_BONDS = "2"
_BACKWARDS, _OPEN, _FILLED = "2", "3", "4"
_MARKET = "5"
_SETTLES = "삼일"
# The balance tells names cut to this length.
_NAME_LENGTH = 12
# Gold trades on KRX alone.
_ELSEWHERE = frozenset({"NXT", "SOR"})


class Holding(msgspec.Struct, frozen=True):
    """Grams held at the last price, in won; fee and its tax are of selling all now."""

    held: PositionState
    name: str
    price: int
    fee: int
    added_tax: int

    @property
    def value(self) -> int:
        """Return price times grams."""
        return self.price * self.held.quantity

    @property
    def profit(self) -> int:
        """Return what selling now would leave over the cost, after fees of both sides and their tax."""
        return self.value - self.held.cost - self.held.buy_fee - self.fee - self.added_tax

    @property
    def break_even(self) -> int:
        """Return the price a gram at which selling all leaves neither profit nor loss, rounded up."""
        costs = self.held.buy_fee + self.fee + self.added_tax
        return -(-(self.held.cost + costs) // self.held.quantity)


def _account(asked: Asked) -> Account:
    return asked.exchange.ledgers.gold


def _holdings(exchange: Exchange) -> list[Holding]:
    account = exchange.ledgers.gold
    found = []
    for held in sorted(account.positions.values(), key=lambda one: one.code):
        if held.quantity:
            price = exchange.price(held.code)
            amount = price * held.quantity
            costs = account.costs.of(held.code, amount, Side.SELL, exchange.day)
            name = exchange.universe.by_code[held.code].name
            found.append(Holding(held, name, price, costs.fee, costs.tax))
    return found


def balance(asked: Asked) -> Answered:
    """Tell cash and grams, valued (kt50020)."""
    account, found = _account(asked), _holdings(asked.exchange)
    days, value = account.deposits, sum(one.value for one in found)
    amounts = {
        "tot_entr": days.today,
        "net_entr": days.second_day,
        "tot_est_amt": value,
        "net_amt": days.today + value,
        "tot_book_amt2": sum(one.held.cost for one in found),
        "tot_dep_amt": days.second_day + value,
        "paym_alowa": drawable(account),
        "pl_amt": account.realised_today,
    }
    page = by_mark(asked, [one.held.code for one in found], falling=False)
    fields = asked.rows("gold_acnt_evlt_prst")
    yesterday = asked.house.gold_chronicle.fills_of(before(asked.exchange))
    rows = []
    for one in found[page.first : page.last]:
        last = added(fill for fill in yesterday if fill.code == one.held.code)
        rows.append(ordered(fields, _holding_row(one, last)))
    values: Row = {
        **{key: padded(amount, 12) for key, amount in amounts.items()},
        "gold_acnt_evlt_prst": rows,
    }
    return Answered(ordered(asked.api.response, values), page.following)


def _holding_row(one: Holding, yesterday: Trades) -> Row:
    held = one.held
    amounts = {
        "real_qty": held.quantity,
        "avg_prc": held.average_price,
        "cur_prc": one.price,
        "est_amt": one.value,
        "est_lspft": one.profit,
        "cmsn": one.fee,
        "vlad_tax": one.added_tax,
        "book_amt2": held.cost,
        "pl_prch_prc": one.break_even,
        "qty": settled(held, yesterday),
        "buy_qty": held.bought_today,
        "sell_qty": held.sold_today,
        "able_qty": held.sellable,
    }
    return {
        "stk_cd": held.code,
        "stk_nm": one.name[:_NAME_LENGTH],
        **{key: padded(amount, 12) for key, amount in amounts.items()},
        "est_ratio": signed_percent(ratio(one.profit, held.cost)),
    }


def deposit(asked: Asked) -> Answered:
    """Tell the cash, what today's and yesterday's trades settle, and what may be ordered (kt50021)."""
    account = _account(asked)
    days = account.deposits
    pending = [
        *account.fills_of(account.day),
        *asked.house.gold_chronicle.fills_of(before(asked.exchange)),
    ]
    bought = sum(f.amount + f.fee + f.tax for f in pending if f.side is Side.BUY)
    sold = sum(f.amount - f.fee - f.tax for f in pending if f.side is Side.SELL)
    amounts = {
        "entra": days.today,
        "profa_ch": account.held,
        "prsm_entra": days.second_day,
        "buy_exct_amt": bought,
        "sell_exct_amt": sold,
        "sell_buy_exct_amt": abs(sold - bought),
        "prsm_pymn_alow_amt": max(days.second_day - account.held, 0),
        "pymn_alow_amt": drawable(account),
        "ord_alow_amt": max(account.orderable, 0),
        **dict.fromkeys(constants.NO_GOLD_DEBTS, 0),
    }
    values = {key: padded(amount, 15) for key, amount in amounts.items()}
    return Answered(ordered(asked.api.response, values))


# --- orders ------------------------------------------------------------------------------------


def _orders(asked: Asked, side_key: str) -> list[OrderRecord]:
    """Return the orders of the day asked for, by number, as side, name and number choose them."""
    body = asked.body
    day, code = day_asked(asked, "ord_dt"), code_asked(asked)
    if body["stk_bond_tp"] == _BONDS or body.get("dmst_stex_tp", "") in _ELSEWHERE:
        return []
    side, first = _SIDES.get(body[side_key]), body.get("fr_ord_no", "").strip().zfill(7)
    found = asked.house.gold_chronicle.orders_of(day)
    chosen = [one for one in found if side in (None, one.side) and code in ("", one.code)]
    return sorted((o for o in chosen if o.number >= first), key=lambda order: order.number)


def _listed(
    asked: Asked, key: str, found: list[OrderRecord], row: Callable[[Asked, OrderRecord], Row]
) -> Answered:
    falling = asked.body.get("qry_tp") == _BACKWARDS
    found = found[::-1] if falling else found
    page = by_mark(asked, [order.number for order in found], falling)
    fields = asked.rows(key)
    rows = [ordered(fields, row(asked, order)) for order in found[page.first : page.last]]
    return Answered({key: rows}, page.following, empty=not found)


def every_order(asked: Asked) -> Answered:
    """Tell every order of a day (kt50030)."""
    return _listed(asked, "acnt_ord_cntr_prst", _orders(asked, "slby_tp"), _long_row)


def open_orders(asked: Asked) -> Answered:
    """Tell the orders of a day with grams open (kt50075)."""
    found = [order for order in _orders(asked, "sell_tp") if order.open]
    return _listed(asked, "acnt_ord_oso_prst", found, _long_row)


def orders(asked: Asked) -> Answered:
    """Tell the orders of a day (kt50031): all, back, only open or only filled ones."""
    kind, found = asked.body["qry_tp"], _orders(asked, "sell_tp")
    if kind == _OPEN:
        found = [order for order in found if order.open]
    elif kind == _FILLED:
        found = [order for order in found if order.filled]
    return _listed(asked, "acnt_ord_cntr_prps_dtl", found, _short_row)


def _common(asked: Asked, order: OrderRecord) -> Row:
    return {
        "ord_no": order.number,
        "stk_cd": order.code,
        "stk_nm": asked.exchange.universe.by_code[order.code].name,
        "trde_tp": TYPE_NAMES[order.order_type],
        "io_tp_nm": "매수" if order.side is Side.BUY else "매도",
        "ord_qty": padded(order.quantity, 10),
        "ord_uv": padded(order.price or 0, 10),
        "cnfm_qty": padded(order.quantity if order.action is not Action.NEW else 0, 10),
        "cntr_qty": padded(order.filled, 10),
        "cntr_uv": padded(order.average_fill, 10),
        "ord_remnq": padded(order.open, 10),
        "comm_ord_tp": asked.house.gold_chronicle.channel(order).value,
        "dmst_stex_tp": constants.KRX_TEXT,
        "cond_uv": padded(order.trigger or 0, 10),
    }


def _long_row(asked: Asked, order: OrderRecord) -> Row:
    return {
        **_common(asked, order),
        "stk_bond_tp": constants.SHARES_ONLY,
        "data_send_end_tp": state_text(order),
        "mrkt_deal_tp": _MARKET,
        "rsrv_tp": "",
        "orig_ord_no": order.original or constants.NO_ORIGINAL,
        "dcd_tp_nm": _SETTLES,
        "crd_deal_tp": constants.CASH_TRADE,
        "mdfy_cncl_tp": request_text(order),
    }


def _short_row(asked: Asked, order: OrderRecord) -> Row:
    return {
        **_common(asked, order),
        "crd_tp": constants.CASH_TRADE,
        "acpt_tp": state_text(order),
        "rsrv_tp": "",
        "ord_tm": colons(order),
        "ori_ord": order.original or constants.NO_ORIGINAL,
        "loan_dt": constants.NO_LOAN_DATE,
        "mdfy_cncl": request_text(order),
        "cnfm_tm": colons(order) if order.action is not Action.NEW else "",
    }


# --- statement ---------------------------------------------------------------------------------


def _cash_moves(line: Line) -> int:
    return line.entry.cash if line.entry is not None else 0


_KINDS: dict[str, Callable[[Line], bool]] = {
    "": lambda line: True,
    "0": lambda line: True,
    "1": lambda line: _cash_moves(line) != 0,
    "2": lambda line: line.entry is not None and line.entry.kind is EntryKind.SHARES_OUT,
    "3": lambda line: line.order is not None,
    "4": lambda line: line.buys,
    "5": lambda line: line.order is not None and not line.buys,
    "6": lambda line: _cash_moves(line) > 0,
    "7": lambda line: _cash_moves(line) < 0,
}


def history(asked: Asked) -> Answered:
    """Tell every settled movement of cash and grams in a span (kt50032), oldest first."""
    body, code = asked.body, code_asked(asked)
    kind = _KINDS.get(body.get("tp", ""), _KINDS["0"])
    span = span_asked(asked, "strt_dt", "end_dt")
    first = span.first if body.get("strt_dt") else date.min
    found = [
        line
        for line in asked.house.gold_statement.lines()
        if first <= line.day <= span.last and kind(line) and code in ("", line.code)
    ]
    page = by_mark(asked, [f"{day_text(x.day)}{x.number:09d}" for x in found], falling=False)
    fields = asked.rows("gold_trde_hist")
    rows = [ordered(fields, _line_row(asked, line)) for line in found[page.first : page.last]]
    values: Row = {"acnt_print": _account(asked).number, "gold_trde_hist": rows}
    return Answered(ordered(asked.api.response, values), page.following, empty=not found)


def _line_row(asked: Asked, line: Line) -> Row:
    trades, listing = line.trades, asked.exchange.universe.by_code.get(line.code)
    grams = trades.bought + trades.sold if trades else 0
    amount = trades.bought_amount + trades.sold_amount if trades else abs(line.net)
    amounts = {
        "deal_qty": grams,
        "gold_spot_vat": trades.tax if trades else 0,
        "exct_amt": abs(line.net),
        "entra_remn": line.cash,
        "uv_exrt": amount // grams if grams else 0,
        "cmsn": trades.bought_fee + trades.sold_fee if trades else 0,
        "spot_remn": line.held if listing else 0,
        "deal_amt": amount,
        **dict.fromkeys(constants.NO_GOLD_ARREARS, 0),
    }
    order = line.order
    moved = "이체입금" if line.net > 0 else "이체출금"
    traded = "금현물매수" if line.buys else "금현물매도"
    return {
        "deal_dt": day_text(line.day),
        "deal_no": f"{line.number:09d}",
        "rmrk_nm": traded if order else moved,
        **{key: padded(number, 15) for key, number in amounts.items()},
        "mdia_nm": asked.house.gold_chronicle.channel(order).value if order else "이체",
        "orig_deal_no": constants.NO_ORIGINAL,
        "stk_nm": listing.name if listing else "",
        "proc_time": f"{line.at:%H:%M:%S}",
        "rcpy_no": "" if order else f"{line.number:09d}",
        "stk_cd": line.code,
        "cntr_dt": day_text(order.day) if order else "",
        "proc_brch_nm": constants.BRANCH,
        "prcsr": "",
    }


ANSWERS: dict[str, Answer] = {
    "kt50020": balance,
    "kt50021": deposit,
    "kt50030": every_order,
    "kt50031": orders,
    "kt50032": history,
    "kt50075": open_orders,
}
