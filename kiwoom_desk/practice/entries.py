"""Money and shares that come and go without a trade: one record each; refuses trades."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

import msgspec


class EntryKind(StrEnum):
    """Why money or shares came or went."""

    DEPOSIT = "deposit"
    WITHDRAWAL = "withdrawal"
    DIVIDEND = "dividend"
    INTEREST = "interest"
    SHARES_IN = "shares_in"
    SHARES_OUT = "shares_out"


_OUTWARD = frozenset({EntryKind.WITHDRAWAL, EntryKind.SHARES_OUT})
_SHARES = frozenset({EntryKind.SHARES_IN, EntryKind.SHARES_OUT})


class AccountEntry(msgspec.Struct, frozen=True):
    """One entry: `amount` in won before tax, never below zero; `quantity` shares of `code`.

    For shares that come or go `amount` is what they are worth then and no cash moves.
    """

    at: datetime
    kind: EntryKind
    amount: int
    income_tax: int = 0
    resident_tax: int = 0
    code: str = ""
    quantity: int = 0

    @property
    def cash(self) -> int:
        """Return what the entry does to settled cash, in won."""
        if self.kind in _SHARES:
            return 0
        net = self.amount - self.income_tax - self.resident_tax
        return -net if self.kind in _OUTWARD else net

    @property
    def shares(self) -> int:
        """Return what the entry does to the shares of its code."""
        if self.kind not in _SHARES:
            return 0
        return -self.quantity if self.kind in _OUTWARD else self.quantity

    @property
    def brought(self) -> int:
        """Return what the owner put in (above zero) or took out, in won; earnings are neither."""
        if self.kind in (EntryKind.DIVIDEND, EntryKind.INTEREST):
            return 0
        return -self.amount if self.kind in _OUTWARD else self.amount
