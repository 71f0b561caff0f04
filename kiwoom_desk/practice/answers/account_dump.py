"""The account as the exchange knows it, for whoever judges a client; refuses wire forms."""

from __future__ import annotations

from datetime import datetime

import msgspec

from kiwoom_desk.practice.exchange import Exchange
from kiwoom_desk.practice.records import Due, FillRecord, OrderRecord, PositionState


class GoldDump(msgspec.Struct, frozen=True):
    """The account for gold: won and grams."""

    cash: int
    orderable: int
    dues: list[Due]
    positions: list[PositionState]
    orders: list[OrderRecord]
    fills: list[FillRecord]


class AccountDump(msgspec.Struct, frozen=True):
    """The answer of GET /control/account: won and shares, market times."""

    number: str
    market: datetime
    phase: str
    cash: int
    orderable: int
    dues: list[Due]
    positions: list[PositionState]
    orders: list[OrderRecord]
    fills: list[FillRecord]
    gold: GoldDump


def dump(exchange: Exchange) -> AccountDump:
    """Return cash, positions, orders and fills of both accounts as they stand."""
    account, gold = exchange.account, exchange.ledgers.gold
    return AccountDump(
        account.number,
        exchange.now,
        exchange.phase.value,
        account.cash,
        account.orderable,
        list(account.dues),
        list(account.positions.values()),
        list(account.orders.values()),
        list(account.fills),
        GoldDump(
            gold.cash,
            gold.orderable,
            list(gold.dues),
            list(gold.positions.values()),
            list(gold.orders.values()),
            list(gold.fills),
        ),
    )
