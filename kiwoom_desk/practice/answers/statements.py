"""What settled and what will (kt00008, kt00015); every line's balance follows from the one before."""

from __future__ import annotations

from collections.abc import Callable

from kiwoom_desk.domain.instrument import Venue
from kiwoom_desk.domain.order import Side
from kiwoom_desk.domain.session import shift_trading_days
from kiwoom_desk.practice.answers import constants, credit_figures, no_credit
from kiwoom_desk.practice.answers.asked import Answer, Answered, Asked, by_mark
from kiwoom_desk.practice.answers.holdings import before
from kiwoom_desk.practice.answers.spans import code_asked, day_text, number_asked, span_asked
from kiwoom_desk.practice.earnings import rural_tax
from kiwoom_desk.practice.entries import EntryKind
from kiwoom_desk.practice.statement import OUTWARD, SHARES, Line, Settlement, settlements
from kiwoom_desk.practice.to_wire import Row, ordered, padded

_HOME = frozenset({"", "KRW"})
_VENUES = {"KRX": (Venue.KRX, Venue.SOR), "NXT": (Venue.NXT,)}
_EARNED = frozenset({EntryKind.DIVIDEND, EntryKind.INTEREST})
_REMARKS = {
    EntryKind.DEPOSIT: "이체입금",
    EntryKind.WITHDRAWAL: "이체출금",
    EntryKind.DIVIDEND: "배당금입금",
    EntryKind.INTEREST: "예탁금이용료입금",
    EntryKind.SHARES_IN: "타사대체입고",
    EntryKind.SHARES_OUT: "타사대체출고",
}
_TRADE, _CASH, _PAPER, _EARNING = "01", "02", "03", "04"


def _cash_in(line: Line) -> bool:
    return line.entry is not None and line.entry.cash > 0


def _cash_out(line: Line) -> bool:
    return line.entry is not None and line.entry.cash < 0


_KINDS: dict[str, Callable[[Line], bool]] = {
    "0": lambda line: True,
    "1": lambda line: _cash_in(line) or _cash_out(line),
    "M": lambda line: _cash_in(line) or _cash_out(line),
    "2": lambda line: line.entry is not None and line.entry.kind in SHARES,
    "3": lambda line: line.order is not None,
    "4": lambda line: line.buys,
    "5": lambda line: line.order is not None and not line.buys,
    "6": _cash_in,
    "7": _cash_out,
}


def due_tomorrow(asked: Asked) -> Answered:
    """Tell what settles on the next trading day (kt00008), order by order."""
    exchange = asked.exchange
    day = before(exchange)
    found = settlements(asked.house.chronicle, day)
    first = number_asked(asked, "strt_dcd_seq")
    numbered = [(n, one) for n, one in enumerate(found, 1) if n >= first]
    page = by_mark(asked, [f"{number:07d}" for number, _ in numbered], falling=False)
    fields = asked.rows("acnt_nxdy_setl_frcs_prps_array")
    rows = [
        ordered(fields, _due(asked, number, one))
        for number, one in numbered[page.first : page.last]
    ]
    values: Row = {
        "trde_dt": day_text(day),
        "setl_dt": day_text(shift_trading_days(exchange.rules, exchange.account.day, 1)),
        "sell_amt_sum": padded(sum(one.trades.got for one in found), 12),
        "buy_amt_sum": padded(sum(one.trades.paid for one in found), 12),
        "acnt_nxdy_setl_frcs_prps_array": rows,
    }
    return Answered(ordered(asked.api.response, values), page.following, empty=not found)


def _due(asked: Asked, number: int, one: Settlement) -> Row:
    order, trades = one.order, one.trades
    buys = order.side is Side.BUY
    listing = asked.exchange.universe.by_code[order.code]
    amount = trades.bought_amount if buys else trades.sold_amount
    rural = 0 if buys else rural_tax(listing.market, amount, order.day)
    shares = trades.bought if buys else trades.sold
    amounts = {
        "qty": shares,
        "engg_amt": amount,
        "cmsn": trades.bought_fee + trades.sold_fee,
        "rstx": min(rural, trades.tax),
        "trde_tax": trades.tax - min(rural, trades.tax),
        "unp": amount // shares,
        "exct_amt": abs(one.net),
        "incm_tax": 0,
        "resi_tax": 0,
    }
    return {
        "seq": f"{number:07d}",
        "stk_cd": f"A{order.code}",
        "stk_nm": listing.name,
        "sell_tp": "매수" if buys else "매도",
        "loan_dt": credit_figures.order_loan_text(order),
        "crd_tp": credit_figures.TRADES[order.credit],
        **{key: padded(number, 12) for key, number in amounts.items()},
    }


def history(asked: Asked) -> Answered:
    """Tell every settled movement of cash and shares in a span (kt00015), oldest first."""
    body, span = asked.body, span_asked(asked, "strt_dt", "end_dt")
    code, kind = code_asked(asked), _KINDS.get(body["tp"])
    home = body["gds_tp"] in "01" and body["crnc_cd"].strip() in _HOME
    found = []
    if kind is not None and home and not body["frgn_stex_code"].strip():
        found = [
            line
            for line in asked.house.statement.lines()
            if span.first <= line.day <= span.last and kind(line) and code in ("", line.code)
        ]
    venues = _VENUES.get(body["dmst_stex_tp"])
    if venues is not None:
        found = [line for line in found if line.venue in venues]
    page = by_mark(asked, [_mark(line) for line in found], falling=False)
    fields = asked.rows("trst_ovrl_trde_prps_array")
    rows = [ordered(fields, _row(asked, line)) for line in found[page.first : page.last]]
    return Answered({"trst_ovrl_trde_prps_array": rows}, page.following, empty=not found)


def _mark(line: Line) -> str:
    return f"{day_text(line.day)}{line.number:09d}"


def _row(asked: Asked, line: Line) -> Row:
    amounts = {
        "exct_amt": abs(line.net),
        "entra_remn": line.cash,
        "vlbl_nowrm": line.held if line.code else 0,
        **_costs(line),
        **_repaid(line),
        **dict.fromkeys((*no_credit.FOREIGN, *no_credit.LOANS), 0),
    }
    return {
        "trde_dt": day_text(line.day),
        "trde_no": f"{line.number:09d}",
        "crnc_cd": "KRW",
        "orig_deal_no": "000000000",
        "proc_tm": f"{line.at:%H:%M:%S}",
        "prcsr": no_credit.NO_MANAGER,
        "proc_brch": constants.BRANCH,
        "loan_dt": credit_figures.order_loan_text(line.order) if line.order else "",
        **{key: padded(amount, 15) for key, amount in amounts.items()},
        **_paper(asked, line),
        **(_of_trade(asked, line) if line.order else _of_entry(asked, line)),
    }


def _costs(line: Line) -> dict[str, int]:
    """Return amounts, fees and taxes of a line."""
    if line.trades is not None:
        trades = line.trades
        amount = trades.bought_amount + trades.sold_amount
        shares = trades.bought + trades.sold
        fee, tax, kept, interest, price = (
            trades.bought_fee + trades.sold_fee, trades.tax, 0, trades.interest, amount // shares,
        )  # fmt: skip
    else:
        entry = line.entry
        assert entry is not None
        amount, shares = entry.amount, entry.quantity
        fee, tax, kept = 0, 0, entry.income_tax + entry.resident_tax
        interest = amount if entry.kind is EntryKind.INTEREST else 0
        price = amount // shares if shares else 0
    earned = line.entry is not None and line.entry.kind in _EARNED
    return {
        "trde_amt": amount,
        "trde_qty_jwa_cnt": shares,
        "trde_unit": price,
        "cmsn": fee,
        "trde_agri_tax": tax,
        "incm_resi_tax": kept,
        "tax_sum_cmsn": fee + tax + kept,
        "int_ls_usfe": interest,
        "txon_base_pric": price if earned else 0,
    }


def _repaid(line: Line) -> dict[str, int]:
    """Return what a sale gave back of loans, and what it left beyond that and the interest."""
    trades = line.trades
    if trades is None or not trades.repaid:
        return {"loan_amt_rpya": 0, "rpy_diffa": 0}
    return {"loan_amt_rpya": trades.repaid, "rpy_diffa": trades.got}


def _paper(asked: Asked, line: Line) -> Row:
    """Return what names the paper of a line; empty for cash alone."""
    listing = asked.exchange.universe.by_code.get(line.code)
    return {
        "stk_cd": f"A{line.code}" if listing else "",
        "stk_nm": listing.name if listing else "",
        "isin_cd": isin(line.code) if listing else "",
        "stex_cd": "KRX" if listing else "",
        "stex_nm": "한국거래소" if listing else "",
    }


def _of_trade(asked: Asked, line: Line) -> Row:
    order = line.order
    assert order is not None
    name = "매수" if line.buys else "매도"
    return {
        "rmrk_nm": f"장내{name}",
        "crd_deal_tp_nm": credit_figures.TRADES[order.credit],
        "trde_ocr_tp": "",
        "trde_kind_nm": "매매",
        "mdia_tp_nm": asked.house.chronicle.channel(order).value,
        "io_tp": "2" if line.net < 0 else "1",
        "io_tp_nm": "출금" if line.net < 0 else "입금",
        "cntr_dt": day_text(order.day),
        "rcpy_no": "",
        "trde_stle": credit_figures.kind_name(order),
        "rcpmnyer": "",
        "trde_prtc_tp": _TRADE,
    }


def _of_entry(asked: Asked, line: Line) -> Row:
    entry = line.entry
    assert entry is not None
    paper = entry.kind in SHARES
    out = entry.kind in OUTWARD
    remark = _REMARKS[entry.kind]
    prints = {True: _PAPER, False: _EARNING if entry.kind in _EARNED else _CASH}
    giver = asked.exchange.universe.by_code.get(entry.code)
    return {
        "rmrk_nm": remark,
        "crd_deal_tp_nm": "",
        "trde_ocr_tp": "" if paper else "1",
        "trde_kind_nm": "입출고" if paper else "입출금",
        "mdia_tp_nm": "시스템" if entry.kind in _EARNED else "이체",
        "io_tp": "2" if out else "1",
        "io_tp_nm": ("출고" if out else "입고") if paper else ("출금" if out else "입금"),
        "cntr_dt": "",
        "rcpy_no": "" if paper else f"{day_text(line.day)}{line.number:06d}",
        "trde_stle": remark,
        "rcpmnyer": (giver.name if giver else constants.ACCOUNT_HOLDER) if _cash_in(line) else "",
        "trde_prtc_tp": prints[paper],
    }


def isin(code: str) -> str:
    """Return the ISIN of a Korean paper: country, kind, code, class and check digit."""
    body = f"KR7{code[:6]}00"
    digits = "".join(str(int(letter, 36)) for letter in body)
    total = 0
    for place, digit in enumerate(reversed(digits)):
        number = int(digit) * (2 if place % 2 == 0 else 1)
        total += number // 10 + number % 10
    return f"{body}{-total % 10}"


ANSWERS: dict[str, Answer] = {"kt00008": due_tomorrow, "kt00015": history}
