"""Fee and tax of a trade out of the dated rules; refuses to guess the market of an unknown code."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from kiwoom_desk.domain.instrument import Market
from kiwoom_desk.domain.money import Costs, trade_costs
from kiwoom_desk.domain.order import Side
from kiwoom_desk.domain.rules import MarketRules, fee_percent, tax_percent

ENVIRONMENT = "practice"


class CostBook:
    """Fee and tax by code and day, with the percentages looked up once a day and market."""

    def __init__(self, rules: MarketRules, markets: Mapping[str, Market]) -> None:
        """Take the rules and the market of every code."""
        self.rules = rules
        self._markets = markets

    def of(self, code: str, amount: int, side: Side, day: date) -> Costs:
        """Return fee and tax of an amount in won traded on that day."""
        fee = fee_percent(self.rules, ENVIRONMENT, day)
        tax = tax_percent(self.rules, self._markets[code], day)
        return trade_costs(amount, fee, tax, side is Side.SELL)
