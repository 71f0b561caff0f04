"""Flows and moments for tests of the price path."""

from datetime import datetime
from functools import lru_cache

from kiwoom_desk.base import resources
from kiwoom_desk.base.clock import KST
from kiwoom_desk.domain.rules import MarketRules, parse_rules
from kiwoom_desk.practice.flow import Flow
from kiwoom_desk.practice.universe import Universe, default_universe

COLUMNS = (
    "price", "open", "high", "low", "base", "volume", "value", "buy_volume", "sell_volume",
    "trades", "ask", "bid", "expected_price", "expected_size", "last_size", "last_buy",
)  # fmt: skip


@lru_cache(maxsize=1)
def market_rules() -> MarketRules:
    """Return the rules that ship with the program."""
    return parse_rules(resources.read("market/rules.toml"))


def at(hour: int, minute: int, second: int = 0, day: int = 20) -> datetime:
    """Return a moment of a trading day (20 November 2026, a Friday)."""
    return datetime(2026, 11, day, hour, minute, second, tzinfo=KST)


def started(moment: datetime, seed: int = 7, universe: Universe | None = None) -> Flow:
    """Return a flow that stands at a moment."""
    flow = Flow(universe or default_universe(), market_rules(), seed)
    flow.start(moment)
    return flow


def assert_same_board(one: Flow, other: Flow) -> None:
    """Compare every column of two boards."""
    for name in COLUMNS:
        left, right = getattr(one.board, name), getattr(other.board, name)
        assert (left == right).all(), name
