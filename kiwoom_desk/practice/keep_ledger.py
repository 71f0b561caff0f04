"""How one more account is kept beside the first: its lines and their sum; refuses files."""

from __future__ import annotations

from datetime import date

import msgspec

from kiwoom_desk.practice.accounts import Account
from kiwoom_desk.practice.costs import CostBook
from kiwoom_desk.practice.entries import AccountEntry
from kiwoom_desk.practice.records import (
    Closing,
    Due,
    FillRecord,
    OrderRecord,
    Origin,
    PositionState,
)


class LedgerLine(msgspec.Struct, frozen=True, omit_defaults=True):
    """What changed in an account, or all of it; `gone` are the keys of positions that ended."""

    day: date
    cash: int
    dues: tuple[Due, ...] = ()
    orders: tuple[OrderRecord, ...] = ()
    fills: tuple[FillRecord, ...] = ()
    positions: tuple[PositionState, ...] = ()
    gone: tuple[str, ...] = ()
    entries: tuple[AccountEntry, ...] = ()
    closings: tuple[Closing, ...] = ()
    origin: Origin | None = None
    pending: tuple[AccountEntry, ...] = ()


def changed(account: Account) -> LedgerLine | None:
    """Return what changed in an account since it was last asked, None when nothing did."""
    changes = account.take_changes()
    if not changes:
        return None
    keys = list(changes.codes)
    return LedgerLine(
        account.day,
        account.cash,
        tuple(account.dues),
        tuple(account.orders[number] for number in changes.orders),
        tuple(changes.fills),
        tuple(account.positions[key] for key in keys if key in account.positions),
        tuple(key for key in keys if key not in account.positions),
        tuple(changes.entries),
        tuple(changes.closings),
        pending=tuple(account.pending),
    )


def whole(account: Account, since: date) -> LedgerLine:
    """Return all of an account, orders and fills since a day."""
    account.take_changes()
    return LedgerLine(
        account.day,
        account.cash,
        tuple(account.dues),
        tuple(order for order in account.orders.values() if order.day >= since),
        tuple(fill for fill in account.fills if fill.at.date() >= since),
        tuple(account.positions.values()),
        (),
        tuple(account.entries),
        tuple(account.closings.values()),
        account.origin,
        tuple(account.pending),
    )


class KeptLedger:
    """The lines of an account folded into its last state."""

    def __init__(self, first: LedgerLine) -> None:
        self._last = first
        self._origin = first.origin
        self._orders: dict[str, OrderRecord] = {}
        self._fills: list[FillRecord] = []
        self._positions: dict[str, PositionState] = {}
        self._entries: list[AccountEntry] = []
        self._closings: dict[date, Closing] = {}
        self.take(first)

    def take(self, line: LedgerLine) -> None:
        """Fold one more line in."""
        self._last = line
        self._orders.update((order.number, order) for order in line.orders)
        self._fills.extend(line.fills)
        self._positions.update((position.key, position) for position in line.positions)
        for key in line.gone:
            self._positions.pop(key, None)
        self._entries.extend(line.entries)
        self._closings.update((closing.day, closing) for closing in line.closings)

    def account(self, number: str, costs: CostBook, start: date) -> Account:
        """Make the account stand on a day; the old day ends first where that is a later one."""
        account = Account(number, self._last.cash, costs, self._last.day)
        account.dues = list(self._last.dues)
        account.positions = dict(self._positions)
        account.fills = list(self._fills)
        account.entries = list(self._entries)
        account.closings = dict(self._closings)
        account.pending = list(self._last.pending)
        account.origin = self._origin or account.origin
        account.restore(self._orders)
        if start > account.day:
            for order in account.open_orders():
                account.withdraw(order.number, expired=True)
            account.open_day(start)
        return account
