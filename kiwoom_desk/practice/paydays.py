"""What the account is paid on practice days: interest and dividends; refuses to pay a day twice."""

from __future__ import annotations

from datetime import date, timedelta

from kiwoom_desk.practice.chronicle import Chronicle
from kiwoom_desk.practice.earnings import dividends, earned, interest_day
from kiwoom_desk.practice.entries import AccountEntry, EntryKind
from kiwoom_desk.practice.exchange import Exchange

# A dividend is paid at most so long after the day that counts.
_WAIT = timedelta(days=140)


class Paydays:
    """Tells what is paid from the day after the last one it was asked for."""

    def __init__(self, exchange: Exchange, chronicle: Chronicle) -> None:
        self._exchange, self._chronicle = exchange, chronicle

    def up_to(self, day: date) -> list[AccountEntry]:
        """Return what is paid between the account's last payday and a day, that day included."""
        account = self._exchange.account
        last = account.paid_until
        if day <= last:
            return []
        account.paid_until = day
        first = last + timedelta(days=1)
        return [*self._interest(first, day), *self._dividends(first, day)]

    def _interest(self, first: date, last: date) -> list[AccountEntry]:
        days = self._chronicle.days(first, last)
        return [
            earned(day, EntryKind.INTEREST, amount)
            for day in days
            if interest_day(self._exchange.rules, day) and (amount := self._chronicle.accrued(day))
        ]

    def _dividends(self, first: date, last: date) -> list[AccountEntry]:
        exchange, chronicle = self._exchange, self._chronicle
        before = chronicle.closings(chronicle.days(first - _WAIT, last))
        codes = {held.code for closing in before for held in closing.positions}
        found = []
        for one in dividends(exchange.universe, exchange.rules, exchange.seed, codes, first, last):
            shares = chronicle.closing(one.payout.counted_on).shares(one.code)
            if shares:
                amount = shares * one.payout.per_share
                found.append(
                    earned(one.payout.paid_on, EntryKind.DIVIDEND, amount, one.code, shares)
                )
        return found
