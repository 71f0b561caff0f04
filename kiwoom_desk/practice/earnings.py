"""What cash and shares earn without a trade: interest, dividends and their taxes; refuses trades."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from functools import lru_cache

import msgspec
from msgspec.structs import replace

from kiwoom_desk.base import resources
from kiwoom_desk.base.clock import KST
from kiwoom_desk.domain.instrument import Market
from kiwoom_desk.domain.money import percent_of
from kiwoom_desk.domain.rules import Dated, MarketRules
from kiwoom_desk.domain.session import shift_trading_days, trading_day_on_or_before
from kiwoom_desk.practice.draws import key_of
from kiwoom_desk.practice.entries import AccountEntry, EntryKind
from kiwoom_desk.practice.fundamentals import Fundamentals
from kiwoom_desk.practice.universe import Universe

_YEAR_DAYS = 365
_QUARTER_MONTHS = (3, 6, 9, 12)
# Taxes kept back are cut down to ten won.
_TAX_STEP = 10
_AFTER_YEAR, _AFTER_QUARTER = 108, 45
# Shares bought settle two trading days later, and only settled shares count on the record day.
_SETTLES = 2
_PAYS, _CREDITS = time(7, 30), time(7, 10)


class InterestRate(Dated, frozen=True, kw_only=True):
    """What cash earns, in percent a year."""

    percent: Decimal


class Withholding(Dated, frozen=True, kw_only=True):
    """What is kept back: `income` percent of the amount, `resident` percent of that tax."""

    income: Decimal
    resident: Decimal


class RuralTax(Dated, frozen=True, kw_only=True):
    """The part of the sell tax that is rural tax, in percent of the amount sold."""

    markets: tuple[Market, ...]
    percent: Decimal


class _Dividends(msgspec.Struct, frozen=True):
    quarterly_from: int


class EarningRules(msgspec.Struct, frozen=True):
    """All of `resources/practice/account.toml`."""

    interest: tuple[InterestRate, ...]
    withholding: tuple[Withholding, ...]
    rural: tuple[RuralTax, ...]
    dividends: _Dividends


class Withheld(msgspec.Struct, frozen=True):
    """Income tax and resident tax of one payment, in won."""

    income: int
    resident: int


class Payout(msgspec.Struct, frozen=True):
    """A dividend of one name: won a share, the day whose close counts, and the day of payment."""

    per_share: int
    counted_on: date
    paid_on: date


class NamedPayout(msgspec.Struct, frozen=True):
    """A dividend and the code of its name."""

    code: str
    payout: Payout


@lru_cache(maxsize=1)
def earning_rules() -> EarningRules:
    """Return the dated figures of the practice account."""
    return msgspec.toml.decode(resources.read("practice/account.toml"), type=EarningRules)


def withheld(amount: int, day: date) -> Withheld:
    """Return the taxes kept back from a dividend or from interest paid on that day."""
    rule = next(rule for rule in earning_rules().withholding if rule.holds(day))
    income = _cut(percent_of(amount, rule.income))
    return Withheld(income, _cut(percent_of(income, rule.resident)))


def earned(
    day: date, kind: EntryKind, amount: int, code: str = "", shares: int = 0
) -> AccountEntry:
    """Return the entry of a dividend or of interest, its taxes kept back."""
    at = _PAYS if kind is EntryKind.DIVIDEND else _CREDITS
    tax = withheld(amount, day)
    moment = datetime.combine(day, at, KST)
    return AccountEntry(moment, kind, amount, tax.income, tax.resident, code, shares)


def rural_tax(market: Market, amount: int, day: date) -> int:
    """Return the rural tax within the sell tax of an amount, in won."""
    rules = (rule for rule in earning_rules().rural if market in rule.markets and rule.holds(day))
    return sum(percent_of(amount, rule.percent) for rule in rules)


def interest_of(balance: int, first: date, last: date) -> Decimal:
    """Return what a balance earns from one day until before another, in won with fractions."""
    earned = Decimal(0)
    for number in range((last - first).days):
        day = first + timedelta(days=number)
        rate = next((r.percent for r in earning_rules().interest if r.holds(day)), Decimal(0))
        earned += balance * rate / 100 / _YEAR_DAYS
    return earned


def interest_day(rules: MarketRules, day: date) -> bool:
    """Tell whether the interest of the quarter before is credited on that trading day."""
    first = day.replace(day=1)
    return day.month % 3 == 1 and day == shift_trading_days(rules, first - timedelta(days=1), 3)


def dividends(
    universe: Universe, rules: MarketRules, seed: int, codes: Iterable[str], first: date, last: date
) -> list[NamedPayout]:
    """Return the dividends of some names paid between two days, both included, by day and code."""
    some = [universe.by_code[code] for code in sorted(set(codes))]
    known = tuple(replace(item, index=number) for number, item in enumerate(some))
    # Figures are drawn by name, so those of a few names cost no more than the few.
    figures = Fundamentals(replace(universe, listings=known), seed)
    found = []
    for item in known:
        accounts = figures.of(item.index)
        dividend = accounts.dividend if accounts else 0
        worth = item.previous_close * item.shares
        for payout in payouts(rules, item.code, dividend, worth, first, last):
            found.append(NamedPayout(item.code, payout))
    return sorted(found, key=lambda one: (one.payout.paid_on, one.code))


def payouts(
    rules: MarketRules, code: str, dividend: int, worth: int, first: date, last: date
) -> tuple[Payout, ...]:
    """Return the dividends of a name paid between two days, both included.

    `dividend` is won a share and year, `worth` the market value in won: large companies pay in
    quarters, others once a year.
    """
    quarterly = worth >= earning_rules().dividends.quarterly_from
    months = _QUARTER_MONTHS if quarterly else (12,)
    per_share = dividend // len(months)
    found = [
        _payout(rules, code, per_share, year, month)
        for year in range(first.year - 1, last.year + 1)
        for month in months
        if per_share
    ]
    return tuple(one for one in found if first <= one.paid_on <= last)


def _payout(rules: MarketRules, code: str, per_share: int, year: int, month: int) -> Payout:
    ends = date(year + month // 12, month % 12 + 1, 1) - timedelta(days=1)
    record = trading_day_on_or_before(rules, ends)
    wait = (_AFTER_YEAR if month == 12 else _AFTER_QUARTER) + key_of("payment", code) % 12
    paid = trading_day_on_or_before(rules, ends + timedelta(days=wait))
    return Payout(per_share, shift_trading_days(rules, record, -_SETTLES), paid)


def _cut(tax: int) -> int:
    return tax // _TAX_STEP * _TAX_STEP
