"""Fee and tax of a trade out of the dated rules; refuses to guess the market of an unknown code."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal

import msgspec

from kiwoom_desk.domain.instrument import Market
from kiwoom_desk.domain.money import Costs, percent_of, trade_costs
from kiwoom_desk.domain.order import Side
from kiwoom_desk.domain.rules import MarketRules, fee_rule, tax_percent

ENVIRONMENT = "practice"


class _Rates(msgspec.Struct, frozen=True):
    fee: Decimal
    tax: Decimal
    added_tax: Decimal


class CostBook:
    """Fee and tax by code and day, with the percentages looked up once a day and market."""

    def __init__(self, rules: MarketRules, markets: Mapping[str, Market]) -> None:
        """Take the rules and the market of every code."""
        self.rules = rules
        self._markets = markets
        self._rates: dict[tuple[Market, date], _Rates] = {}

    def of(self, code: str, amount: int, side: Side, day: date) -> Costs:
        """Return fee and tax of an amount in won traded on that day; gold bears a tax on its fee."""
        rates = self._of_day(self._markets[code], day)
        costs = trade_costs(amount, rates.fee, rates.tax, side is Side.SELL)
        if not rates.added_tax:
            return costs
        return Costs(costs.fee, costs.tax + percent_of(costs.fee, rates.added_tax))

    def _of_day(self, market: Market, day: date) -> _Rates:
        found = self._rates.get((market, day))
        if found is None:
            rule = fee_rule(self.rules, ENVIRONMENT, market, day)
            fee = rule.percent if rule else Decimal(0)
            added = rule.added_tax_percent if rule else Decimal(0)
            tax = tax_percent(self.rules, market, day)
            found = self._rates[market, day] = _Rates(fee, tax, added)
        return found
