"""What the money room needs of the way to the exchange; refuses to know how it is reached."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Protocol

from kiwoom_desk.base.signals import Signal
from kiwoom_desk.broker.link import Gap
from kiwoom_desk.broker.order_lane import WireFigures
from kiwoom_desk.domain.order import (
    BalanceEvent,
    FillRow,
    Listing,
    OrderEvent,
    OrderRow,
    Outcome,
)
from kiwoom_desk.domain.position import AccountStatus, Balance, Deposit
from kiwoom_desk.domain.quote import MarketPhase
from kiwoom_desk.orders.drafts import Draft


class OrderGateway(Protocol):
    """One environment and account; `broker.gateway.Gateway` is one."""

    account: str
    clock_skew: float | None
    halted: bool
    """While true, cancels have the whole order bucket and nothing else goes out (S-20)."""
    order_events: Signal[OrderEvent]
    balance_events: Signal[BalanceEvent]
    gaps: Signal[Gap]
    phases: Signal[MarketPhase]

    @property
    def cancel_seconds(self) -> float:
        """Return how long one cancel takes of the order bucket, 0.0 without a limit."""

    def order_body(self, draft: Draft) -> bytes:
        """Return the exact body that will be sent; raise RequestError."""

    def read_back(self, body: bytes) -> WireFigures:
        """Return quantity and price as a body says them on the wire; raise ValueError."""

    def order_api(self, draft: Draft) -> str:
        """Return the API id that sends the draft."""

    async def send_order(self, api_id: str, body: bytes) -> Outcome:
        """Send a body once; wire trouble is an Outcome."""

    async def open_orders(self, wanted: Callable[[OrderRow], bool] = ...) -> Listing:
        """Return the wanted rows of ka10075 over all pages; a missing page is said in the listing."""

    async def gold_open_orders(
        self, day: date, wanted: Callable[[OrderRow], bool] = ...
    ) -> Listing:
        """Return the wanted rows of kt50075 over all pages."""

    async def gold_orders(self, day: date, wanted: Callable[[OrderRow], bool] = ...) -> Listing:
        """Return the wanted rows of kt50031 over all pages: every order for gold of a day."""

    async def filled_orders(self, wanted: Callable[[OrderRow], bool] = ...) -> Listing:
        """Return ka10076 over all pages."""

    async def day_orders(self, day: date, wanted: Callable[[OrderRow], bool] = ...) -> Listing:
        """Return the wanted rows of kt00007 over all pages."""

    async def day_fills(
        self, day: date, wanted: Callable[[FillRow], bool] = ...
    ) -> tuple[FillRow, ...]:
        """Return the wanted rows of kt00009 over all pages; raise QueryError where one is missing."""

    async def balance(self) -> Balance:
        """Return kt00018 over all pages; raise QueryError."""

    async def deposit(self) -> Deposit:
        """Return kt00001; raise QueryError."""

    async def gold_balance(self) -> Balance:
        """Return kt50020 over all pages, grams for shares; raise QueryError."""

    async def gold_deposit(self) -> Deposit:
        """Return kt50021; raise QueryError."""

    async def account_status(self) -> AccountStatus:
        """Return kt00004, which knows the day's profit; raise QueryError."""
