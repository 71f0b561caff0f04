"""Holdings and cash as the broker states them; refuses to add or infer."""

from __future__ import annotations

import msgspec


class Holding(msgspec.Struct, frozen=True):
    """One line of kt00018, won and shares; `profit_rate` in hundredths of a percent."""

    code: str
    name: str
    quantity: int
    sellable: int
    average_price: int
    cost: int
    price: int
    value: int
    profit: int
    profit_rate: int
    fee: int = 0
    tax: int = 0
    credit_kind: str = ""
    loan_date: str = ""


class Balance(msgspec.Struct, frozen=True):
    """kt00018 in full: totals in won, `profit_rate` in hundredths of a percent, all pages."""

    cost: int
    value: int
    profit: int
    profit_rate: int
    assets: int
    holdings: tuple[Holding, ...]


class Deposit(msgspec.Struct, frozen=True):
    """Cash figures of kt00001, in won."""

    cash: int
    orderable: int
    withdrawable: int
    next_day: int
    second_day: int
    unsettled: int = 0


class AccountStatus(msgspec.Struct, frozen=True):
    """The account valued (kt00004), in won."""

    name: str
    deposit: int
    second_day_deposit: int
    assets: int
    holdings_value: int
    holdings_cost: int
    profit_today: int
    profit_rate_today: int
