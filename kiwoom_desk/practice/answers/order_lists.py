"""Lists of orders and fills (ka10075, ka10076, kt00007, kt00009), paged by order number."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from kiwoom_desk.domain.instrument import Market, Venue
from kiwoom_desk.domain.order import Action, OrderState, Side
from kiwoom_desk.practice.answers import constants, credit_figures
from kiwoom_desk.practice.answers.asked import Answer, Answered, Asked, by_mark
from kiwoom_desk.practice.answers.names import view
from kiwoom_desk.practice.answers.spans import day_asked
from kiwoom_desk.practice.pushes import TYPE_NAMES, VENUE_CODES, kind_text
from kiwoom_desk.practice.records import FillRecord, OrderRecord
from kiwoom_desk.practice.to_wire import Row, clock_text, directed, ordered, padded

_SIDES = {"1": Side.SELL, "2": Side.BUY}
# Orders that each choice of a venue shows: ka10075 counts the venues, kt00007 names them. What was
# left to the broker to route (SOR) is filled on KRX.
_ON_KRX, _ON_NXT = frozenset({Venue.KRX, Venue.SOR}), frozenset({Venue.NXT})
_VENUES = {
    "1": _ON_KRX, "KRX": _ON_KRX, "2": _ON_NXT, "NXT": _ON_NXT, "SOR": frozenset({Venue.SOR}),
}  # fmt: skip
_STATES = {
    OrderState.OPEN: "접수",
    OrderState.PARTIAL: "체결",
    OrderState.FILLED: "체결",
    OrderState.CANCELED: "취소",
    OrderState.REPLACED: "확인",
    OrderState.REJECTED: "거부",
    OrderState.EXPIRED: "취소",
}
# The markets of kt00009; nothing here trades over the counter (3) or on an ECN (4).
_MARKETS = {
    "0": frozenset(Market),
    "1": frozenset({Market.KOSPI, Market.ETF, Market.ETN, Market.ELW}),
    "2": frozenset({Market.KOSDAQ}),
}


def state_text(order: OrderRecord) -> str:
    """Return the state of an order in the broker's words."""
    return "확인" if order.action is Action.CANCEL else _STATES[order.state]


def _sided(asked: Asked, orders: Iterable[OrderRecord], side_key: str) -> list[OrderRecord]:
    """Keep the side, venue and code asked for."""
    body = asked.body
    side = _SIDES.get(body[side_key])
    venue = body.get("stex_tp", body.get("dmst_stex_tp", ""))
    venues = _VENUES.get(venue, frozenset(Venue))
    return [one for one in orders if side in (None, one.side) and one.venue in venues]


def open_orders(asked: Asked) -> Answered:
    """Tell the orders with shares open, newest first (ka10075)."""
    body = asked.body
    found = _sided(asked, asked.exchange.account.open_orders(), "trde_tp")
    if body["all_stk_tp"] == "1":
        found = [order for order in found if order.code == body["stk_cd"]]
    found.sort(key=lambda order: order.number, reverse=True)
    page = by_mark(asked, [order.number for order in found], falling=True)
    fields = asked.rows("oso")
    rows = [ordered(fields, _open_row(asked, order)) for order in found[page.first : page.last]]
    return Answered({"oso": rows}, page.following, empty=not found)


def _open_row(asked: Asked, order: OrderRecord) -> Row:
    exchange = asked.exchange
    name = view(exchange, exchange.universe.by_code[order.code])
    last = _last_fill(asked, order)
    return {
        "acnt_no": exchange.account.number,
        "mang_empno": "",
        "tsk_tp": "",
        **_common(order, name.listing.name),
        "cntr_tot_amt": str(order.filled_amount),
        "tm": clock_text(order.placed),
        "cntr_no": order.last_fill,
        "cntr_pric": str(order.average_fill),
        "cntr_qty": str(order.filled),
        "cur_prc": directed(name.price, name.base),
        "sel_bid": str(name.ask),
        "buy_bid": directed(name.bid, name.base),
        "unit_cntr_pric": str(last.price) if last else "",
        "unit_cntr_qty": str(last.quantity) if last else "",
        "ind_invsr": "",
    }


def _last_fill(asked: Asked, order: OrderRecord) -> FillRecord | None:
    fills = asked.exchange.account.fills_of(order.day) if order.last_fill else []
    return next((fill for fill in reversed(fills) if fill.order_number == order.number), None)


def _common(order: OrderRecord, name: str) -> Row:
    """Return what ka10075 and ka10076 tell alike."""
    return {
        "ord_no": order.number,
        "stk_cd": order.code,
        "stk_nm": name,
        "ord_stt": state_text(order),
        "ord_qty": str(order.quantity),
        "ord_pric": str(order.price or 0),
        "oso_qty": str(order.open),
        "orig_ord_no": order.original or constants.NO_ORIGINAL,
        "io_tp_nm": kind_text(order),
        "trde_tp": TYPE_NAMES[order.order_type],
        "tdy_trde_cmsn": str(order.fee),
        "tdy_trde_tax": str(order.tax),
        "stex_tp": VENUE_CODES[order.venue],
        "stex_tp_txt": order.venue.value,
        "sor_yn": "Y" if order.venue is Venue.SOR else "N",
        "stop_pric": str(order.trigger or 0),
    }


def parts(asked: Asked) -> Answered:
    """Tell the orders that one order was split into by amends and cancels (ka10088), by number.

    The order itself is the first; nothing is told of an order that is not today's.
    """
    exchange = asked.exchange
    named = exchange.account.orders.get(asked.body["ord_no"].strip().zfill(7))
    today = exchange.account.orders_of(exchange.account.day) if named else []
    found = [order for order in today if named and order.root == named.root]
    page = by_mark(asked, [order.number for order in found], falling=False)
    fields = asked.rows("osop")
    rows = []
    for order in found[page.first : page.last]:
        common = _common(order, exchange.universe.by_code[order.code].name)
        shared = ("ord_no", "stk_cd", "stk_nm", "ord_stt", "ord_qty", "ord_pric", "io_tp_nm")
        values = {
            **{key: common[key] for key in (*shared, "trde_tp", "stex_tp", "stex_tp_txt")},
            "osop_qty": str(order.open),
            "sell_tp": order.side.value,
            "cntr_qty": str(order.filled),
            "cur_prc": str(exchange.price(order.code)),
        }
        rows.append(ordered(fields, values))
    return Answered({"osop": rows}, page.following, empty=not found)


def filled_orders(asked: Asked) -> Answered:
    """Tell today's orders with fills, newest first, one row an order (ka10076).

    Price is the average of the fills, quantity their sum; `ord_no` asks for earlier ones only.
    """
    body, account = asked.body, asked.exchange.account
    found = _sided(asked, account.orders_of(account.day), "sell_tp")
    found = [order for order in found if order.filled]
    if body["qry_tp"] == "1":
        found = [order for order in found if order.code == body["stk_cd"]]
    if body["ord_no"].strip("0"):
        found = [order for order in found if order.number < body["ord_no"].zfill(7)]
    found.sort(key=lambda order: order.number, reverse=True)
    page = by_mark(asked, [order.number for order in found], falling=True)
    fields = asked.rows("cntr")
    rows = []
    for order in found[page.first : page.last]:
        values = _common(order, asked.exchange.universe.by_code[order.code].name)
        values |= {
            "cntr_pric": str(order.average_fill),
            "cntr_qty": str(order.filled),
            "ord_tm": clock_text(order.placed),
        }
        rows.append(ordered(fields, values))
    return Answered({"cntr": rows}, page.following, empty=not found)


def _of_day(asked: Asked) -> list[OrderRecord]:
    """Return the day's orders that kt00007 and kt00009 ask for, by number."""
    body = asked.body
    day = day_asked(asked, "ord_dt")
    if body["stk_bond_tp"] == "2":
        return []
    found = _sided(asked, asked.house.chronicle.orders_of(day), "sell_tp")
    if body["stk_cd"]:
        wanted = body["stk_cd"].removeprefix("A") if len(body["stk_cd"]) == 7 else body["stk_cd"]
        found = [order for order in found if order.code == wanted]
    first = body["fr_ord_no"]
    if first.strip("0"):
        found = [order for order in found if order.number >= first.zfill(7)]
    return sorted(found, key=lambda order: order.number)


def day_orders(asked: Asked) -> Answered:
    """Tell every order of a day (kt00007): by number, back, only open or only filled ones."""
    kind = asked.body["qry_tp"]
    found = _of_day(asked)
    if kind == "3":
        found = [order for order in found if order.open]
    elif kind == "4":
        found = [order for order in found if order.filled]
    falling = kind == "2"
    found = found[::-1] if falling else found
    page = by_mark(asked, [order.number for order in found], falling)
    fields = asked.rows("acnt_ord_cntr_prps_dtl")
    rows = [ordered(fields, _day_row(asked, order)) for order in found[page.first : page.last]]
    return Answered({"acnt_ord_cntr_prps_dtl": rows}, page.following, empty=not found)


def _day_row(asked: Asked, order: OrderRecord) -> Row:
    asks = order.action is not Action.NEW
    return {
        **_ledger_row(asked, order),
        "crd_tp": credit_figures.TRADES[order.credit],
        "rsrv_tp": "",
        "ord_tm": colons(order),
        "ori_ord": order.original or constants.NO_ORIGINAL,
        "loan_dt": credit_figures.order_loan_text(order),
        "cntr_qty": padded(order.filled, 10),
        "cntr_uv": padded(order.average_fill, 10),
        "ord_remnq": padded(order.open, 10),
        "mdfy_cncl": request_text(order),
        "cnfm_tm": colons(order) if asks else "",
    }


def _ledger_row(asked: Asked, order: OrderRecord) -> Row:
    """Return what kt00007 and kt00009 tell alike."""
    confirmed = order.quantity if order.action is not Action.NEW else 0
    return {
        "ord_no": order.number,
        "stk_cd": f"A{order.code}",
        "stk_nm": asked.exchange.universe.by_code[order.code].name,
        "trde_tp": TYPE_NAMES[order.order_type],
        "io_tp_nm": credit_figures.kind_name(order),
        "ord_qty": padded(order.quantity, 10),
        "ord_uv": padded(order.price or 0, 10),
        "cnfm_qty": padded(confirmed, 10),
        "acpt_tp": state_text(order),
        "comm_ord_tp": asked.house.chronicle.channel(order).value,
        "dmst_stex_tp": order.venue.value,
        "cond_uv": padded(order.trigger or 0, 10),
    }


def request_text(order: OrderRecord) -> str:
    """Return what a request asked of another order, "" for a new one."""
    return {Action.NEW: "", Action.AMEND: "정정", Action.CANCEL: "취소"}[order.action]


def colons(order: OrderRecord) -> str:
    """Return when an order was placed, as HH:MM:SS."""
    return f"{order.placed:%H:%M:%S}"


def day_fills(asked: Asked) -> Answered:
    """Tell a day's fills one by one (kt00009); with `qry_tp` 0 orders without a fill too."""
    orders = _of_day(asked)
    markets = _MARKETS.get(asked.body["mrkt_tp"], frozenset())
    by_code = asked.exchange.universe.by_code
    orders = [order for order in orders if by_code[order.code].market in markets]
    chosen = {order.number: order for order in orders}
    days = {order.day for order in orders}
    fills = [f for day in days for f in asked.house.chronicle.fills_of(day)]
    lines: list[tuple[OrderRecord, FillRecord | None]] = [
        (chosen[fill.order_number], fill) for fill in fills if fill.order_number in chosen
    ]
    if asked.body["qry_tp"] == "0":
        lines += [(order, None) for order in orders if not order.filled]
    lines.sort(key=_line_mark)
    page = by_mark(asked, [_line_mark(line) for line in lines], falling=False)
    fields = asked.rows("acnt_ord_cntr_prst_array")
    rows = [ordered(fields, _fill_row(asked, *line)) for line in lines[page.first : page.last]]
    values = {**_agreed([fill for _, fill in lines if fill]), "acnt_ord_cntr_prst_array": rows}
    return Answered(ordered(asked.api.response, values), page.following, empty=not lines)


def _line_mark(line: tuple[OrderRecord, FillRecord | None]) -> str:
    return f"{line[0].number}{line[1].number if line[1] else '0000000'}"


def _agreed(fills: Sequence[FillRecord]) -> Row:
    sold = sum(fill.price * fill.quantity for fill in fills if fill.side is Side.SELL)
    bought = sum(fill.price * fill.quantity for fill in fills if fill.side is Side.BUY)
    return {
        "sell_grntl_engg_amt": padded(sold, 12),
        "buy_engg_amt": padded(bought, 12),
        "engg_amt": padded(sold + bought, 12),
    }


def _fill_row(asked: Asked, order: OrderRecord, fill: FillRecord | None) -> Row:
    return {
        **_ledger_row(asked, order),
        "stk_bond_tp": constants.SHARES_ONLY,
        "rsrv_oppo": "",
        "cntr_no": fill.number if fill else "",
        "orig_ord_no": order.original or constants.NO_ORIGINAL,
        "setl_tp": "삼일결제",
        "crd_deal_tp": credit_figures.TRADES[order.credit],
        "cntr_qty": padded(fill.quantity if fill else 0, 10),
        "cntr_uv": padded(fill.price if fill else 0, 10),
        "mdfy_cncl_tp": request_text(order),
        "cntr_tm": f"{fill.at:%H:%M:%S}" if fill else "",
    }


ANSWERS: dict[str, Answer] = {"ka10088": parts}
