"""Dated market rules as values: sessions, ticks, limits, costs and order rules; refuses undated facts."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from functools import cache

import msgspec

from kiwoom_desk.base import resources
from kiwoom_desk.domain.instrument import Market, Product, Venue


class RulesError(ValueError):
    """The rules file does not hold together; the message names the part."""


class Dated(msgspec.Struct, frozen=True, kw_only=True):
    """A fact with the days on which it holds; both ends included, an open end holds for ever."""

    valid_from: date = date(2020, 1, 1)
    valid_to: date | None = None

    def holds(self, day: date) -> bool:
        """Tell whether the fact holds on that day."""
        return self.valid_from <= day and (self.valid_to is None or day <= self.valid_to)


class TickBand(msgspec.Struct, frozen=True, array_like=True):
    """Below `below` won (0 = no bound) a price moves in steps of `size` won."""

    below: int
    size: int


class TickTable(Dated, frozen=True, kw_only=True):
    """Tick sizes of some products."""

    products: tuple[Product, ...]
    bands: tuple[TickBand, ...]


class LimitRule(Dated, frozen=True, kw_only=True):
    """Daily price limit of some markets as percent of the base price."""

    markets: tuple[Market, ...]
    percent: int


class SpanRule(Dated, frozen=True, kw_only=True):
    """A phase of a venue's day, times as HH:MM or HH:MM:SS, start included, end excluded."""

    environments: tuple[str, ...]
    venue: Venue
    phase: str
    start: str
    end: str


class TaxRule(Dated, frozen=True, kw_only=True):
    """Sell tax in percent of the amount."""

    markets: tuple[Market, ...]
    percent: Decimal


class FeeRule(Dated, frozen=True, kw_only=True):
    """Fee in percent of the amount, each side, by environment.

    `markets` empty holds for every market without a rule of its own. `added_tax_percent` is the
    value added tax on the fee itself.
    """

    environments: tuple[str, ...]
    percent: Decimal
    markets: tuple[Market, ...] = ()
    added_tax_percent: Decimal = Decimal(0)


class InterestBand(msgspec.Struct, frozen=True, array_like=True):
    """Up to `days` days (0 = no bound) a loan costs `percent` a year."""

    days: int
    percent: Decimal


class CreditRule(Dated, frozen=True, kw_only=True):
    """Terms of loans to buy shares (융자): most won lent to an account, days a loan runs, interest.

    Each day of a loan bears the rate of the band that it falls into.
    """

    limit: int
    days: int
    bands: tuple[InterestBand, ...]


class OrderRule(Dated, frozen=True, kw_only=True):
    """Which order types a venue takes in which phases, and the fields they need.

    `allowed` is yes, no or unsure; `price` and `trigger` are required or empty; `code` is the
    broker's refusal code where `allowed` is no. `markets` empty holds for every market without
    rows of its own.
    """

    environments: tuple[str, ...]
    types: tuple[str, ...]
    venues: tuple[Venue, ...]
    phases: tuple[str, ...]
    allowed: str
    evidence: str
    code: str = ""
    markets: tuple[Market, ...] = ()


class LateDay(msgspec.Struct, frozen=True):
    """A day that opens later than usual and may close later, in minutes."""

    name: str
    opens: int
    closes: int = 0


class InterruptionRule(Dated, frozen=True, kw_only=True):
    """When a name of a group is interrupted: how far from which price, in percent, for how long.

    `kind` is static (from the last auction's price) or dynamic (from the last print). `group` is
    index (members of KOSPI200 and funds of it, one to one either way) or other, "" for every name.
    """

    kind: str
    markets: tuple[Market, ...]
    percent: int
    seconds: int
    group: str = ""
    phases: tuple[str, ...] = ("continuous",)


class MarketRules(msgspec.Struct, frozen=True, eq=False):
    """All dated rules, as `resources/market/rules.toml` holds them; one object is one set."""

    ticks: tuple[TickTable, ...]
    limits: tuple[LimitRule, ...]
    sessions: tuple[SpanRule, ...]
    taxes: tuple[TaxRule, ...]
    fees: tuple[FeeRule, ...]
    orders: tuple[OrderRule, ...]
    holidays: dict[str, str]
    covered_from: date
    covered_to: date
    interruptions: tuple[InterruptionRule, ...] = ()
    late_days: dict[str, LateDay] = {}
    credits: tuple[CreditRule, ...] = ()


def parse_rules(data: bytes) -> MarketRules:
    """Read the rules from TOML; raise RulesError with the place of the mistake."""
    try:
        rules = msgspec.toml.decode(data, type=MarketRules, strict=False)
        for day in (*rules.holidays, *rules.late_days):
            date.fromisoformat(day)
    except (msgspec.ValidationError, msgspec.DecodeError, ValueError) as error:
        raise RulesError(f"market rules: {error}") from error
    return rules


@cache
def market_rules() -> MarketRules:
    """Return the dated rules that come with the program, read once; raise RulesError."""
    return parse_rules(resources.read("market/rules.toml"))


def tick_size(rules: MarketRules, product: Product, price: int, day: date) -> int:
    """Return the tick size in won at that price; raise RulesError when no table holds."""
    for table in rules.ticks:
        if product in table.products and table.holds(day):
            for band in table.bands:
                if band.below == 0 or price < band.below:
                    return band.size
    raise RulesError(f"no tick table for {product} on {day}")


def on_tick(rules: MarketRules, product: Product, price: int, day: date) -> bool:
    """Tell whether the price stands on the tick grid."""
    return price > 0 and price % tick_size(rules, product, price, day) == 0


def step_price(rules: MarketRules, product: Product, price: int, steps: int, day: date) -> int:
    """Move a price by whole tick sizes, crossing bands as the grid does; never below one tick size."""
    for _ in range(abs(steps)):
        if steps > 0:
            price += tick_size(rules, product, price, day)
        else:
            price = max(
                price - tick_size(rules, product, price - 1, day), tick_size(rules, product, 1, day)
            )
    return price


class PriceLimits(msgspec.Struct, frozen=True):
    """Lowest and highest price of a day, in won."""

    lower: int
    upper: int


def price_limits(
    rules: MarketRules, market: Market, product: Product, base: int, day: date
) -> PriceLimits:
    """Return the day's limits from the base price, rounded inwards to the grid.

    The exchange cuts the width (base × percent) down to the tick size of the base price; live
    desks ask the broker (`upl_pric`, `lst_pric`) instead of computing.
    """
    rule = next((r for r in rules.limits if market in r.markets and r.holds(day)), None)
    if rule is None:
        raise RulesError(f"no price limit for market {market} on {day}")
    size = tick_size(rules, product, base, day)
    width = base * rule.percent // 100 // size * size
    upper, lower = base + width, max(base - width, 1)
    upper -= upper % tick_size(rules, product, upper, day)
    lower += -lower % tick_size(rules, product, lower, day)
    return PriceLimits(lower, upper)


def order_rule(
    rules: MarketRules,
    environment: str,
    order_type: str,
    venue: Venue,
    phase: str,
    day: date,
    market: Market | None = None,
) -> OrderRule | None:
    """Return the first rule that speaks of this combination, or None (= not allowed).

    `market` None stands for every market without rows of its own.
    """
    own = any(market in rule.markets for rule in rules.orders)
    for rule in rules.orders:
        if (
            (market in rule.markets if own else not rule.markets)
            and environment in rule.environments
            and order_type in rule.types
            and venue in rule.venues
            and phase in rule.phases
            and rule.holds(day)
        ):
            return rule
    return None


def interruption_rule(
    rules: MarketRules, kind: str, market: Market, group: str, phase: str, day: date
) -> InterruptionRule | None:
    """Return the rule of a kind for a market and group in a phase, or None where there is none."""
    for rule in rules.interruptions:
        if (
            rule.kind == kind
            and market in rule.markets
            and rule.group in ("", group)
            and phase in rule.phases
            and rule.holds(day)
        ):
            return rule
    return None


def fee_percent(
    rules: MarketRules, environment: str, day: date, market: Market | None = None
) -> Decimal:
    """Return the fee of a market in percent of the amount, one side, the tax on the fee included.

    `market` None stands for every market without a fee of its own.
    """
    rule = fee_rule(rules, environment, market, day)
    return rule.percent * (100 + rule.added_tax_percent) / 100 if rule else Decimal(0)


def fee_rule(
    rules: MarketRules, environment: str, market: Market | None, day: date
) -> FeeRule | None:
    """Return the fee of a market: its own one, else the one for every market."""
    found = [r for r in rules.fees if environment in r.environments and r.holds(day)]
    own = next((r for r in found if market in r.markets), None)
    return own or next((r for r in found if not r.markets), None)


def credit_rule(rules: MarketRules, day: date) -> CreditRule:
    """Return the terms of loans on a day; raise RulesError when none hold."""
    found = next((r for r in rules.credits if r.holds(day)), None)
    if found is None:
        raise RulesError(f"no terms of loans on {day}")
    return found


def tax_percent(rules: MarketRules, market: Market, day: date) -> Decimal:
    """Return the sell tax in percent; products without one (ETF, ETN, ELW, gold) give 0."""
    return next(
        (r.percent for r in rules.taxes if market in r.markets and r.holds(day)), Decimal(0)
    )
