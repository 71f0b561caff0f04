"""Holdings with their costs and loans, joined out of three lists; refuses to join by name alone."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

import msgspec

from kiwoom_desk.catalogue.values import identity
from kiwoom_desk.market.reply_tables import Cell, ReplyTables

BALANCE = "kt00018"
RETURNS = "ka10085"
SETTLED = "kt00005"
_BLANK = Cell()


class HoldingLine(msgspec.Struct, frozen=True):
    """One holding, or one loan of it; won and shares, rates in hundredths of a percent.

    `id` is the code with the day of the loan. `profit` is after fees and tax, `gross` before.
    What a list did not tell is None. Days are YYYYMMDD, "" without a loan.
    """

    id: str
    code: str
    name: str
    kind: str
    loan_date: str
    expires: str
    quantity: int | None
    sellable: int | None
    settled: int | None
    average: int | None
    price: int | None
    cost: int | None
    value: int | None
    profit: int | None
    rate: int | None
    fee: int | None
    tax: int | None
    weight: int | None
    loan: int | None
    interest: int | None
    opened: str

    @property
    def gross(self) -> int | None:
        """Return the profit before fees and tax."""
        return None if self.value is None or self.cost is None else self.value - self.cost

    @property
    def gross_rate(self) -> int | None:
        """Return the gross profit in hundredths of a percent of the cost."""
        gross = self.gross
        return gross * 10_000 // self.cost if gross is not None and self.cost else None


_Row = Mapping[str, Cell]


def holding_lines(replies: Mapping[str, ReplyTables]) -> tuple[HoldingLine, ...]:
    """Return the holdings of kt00018 with what ka10085 and kt00005 tell of the same loan."""
    balance = replies.get(BALANCE)
    if balance is None:
        return ()
    returns = _by_loan(replies.get(RETURNS), "loan_dt")
    settled = _by_loan(replies.get(SETTLED), "loan_dt")
    return tuple(
        _line(key, row, returns.get(key, {}), settled.get(key, {}))
        for key, row in _by_loan(balance, "crd_loan_dt").items()
    )


def _by_loan(reply: ReplyTables | None, loan: str) -> dict[str, _Row]:
    if reply is None:
        return {}
    table = reply.tables[0]
    keys = [column.key for column in table.columns]
    rows = [dict(zip(keys, row.cells, strict=True)) for row in table.rows]
    return {_key(row, loan): row for row in rows}


def _key(row: _Row, loan: str) -> str:
    return f"{identity(row['stk_cd'].text).code}|{_date(row, loan)}"


def _date(row: _Row, key: str) -> str:
    text = row.get(key, _BLANK).text.strip()
    return text if text.strip("0") else ""


def _won(row: _Row, key: str) -> int | None:
    value = row.get(key, _BLANK).value
    return int(value) if isinstance(value, int | Decimal) else None


def _hundredths(row: _Row, key: str) -> int | None:
    value = row.get(key, _BLANK).value
    return int(value * 100) if isinstance(value, int | Decimal) else None


def _line(key: str, row: _Row, returns: _Row, settled: _Row) -> HoldingLine:
    return HoldingLine(
        id=key,
        code=key.partition("|")[0],
        name=row["stk_nm"].text.strip(),
        kind=row["crd_tp_nm"].text.strip(),
        loan_date=_date(row, "crd_loan_dt"),
        expires=_date(returns, "expr_dt"),
        quantity=_won(row, "rmnd_qty"),
        sellable=_won(row, "trde_able_qty"),
        settled=_won(settled, "setl_remn"),
        average=_won(row, "pur_pric"),
        price=_won(row, "cur_prc"),
        cost=_won(row, "pur_amt"),
        value=_won(row, "evlt_amt"),
        profit=_won(row, "evltv_prft"),
        rate=_hundredths(row, "prft_rt"),
        fee=_won(row, "sum_cmsn"),
        tax=_won(row, "tax"),
        weight=_hundredths(row, "poss_rt"),
        loan=_won(returns, "crd_amt"),
        interest=_won(returns, "crd_int"),
        opened=_date(returns, "dt"),
    )
