"""Panels over the real wire: a practice exchange, a gateway of its own, an account that is read."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from types import SimpleNamespace
from typing import Any, cast

from kiwoom_desk.base.clock import SystemClock
from kiwoom_desk.base.settings import Environment
from kiwoom_desk.base.vault import Secret
from kiwoom_desk.broker.gateway import Gateway, Keys
from kiwoom_desk.broker.hosts import Host
from kiwoom_desk.catalogue.load import catalogue
from kiwoom_desk.market.age import Way
from kiwoom_desk.market.feed import Feed, Rank, Want
from kiwoom_desk.orders.account import AccountBook
from kiwoom_desk.orders.desk import OrderDesk
from kiwoom_desk.orders.halt import HaltFile
from kiwoom_desk.orders.journal import Journal
from kiwoom_desk.orders.matching import type_words
from kiwoom_desk.practice.fault_documents import parse_toml
from kiwoom_desk.ui.shell.panel import PanelContext
from kiwoom_desk.wire.durations import Durations
from kiwoom_desk.wire.limits import UNLIMITED
from tests.support.loopback import until
from tests.support.panel_desk import PanelDesk, rules
from tests.support.practice import Practice, practice


class PracticeDesk(PanelDesk):
    """A panel desk whose gateway, clock, feed and account are real."""

    server: Practice
    account: AccountBook
    real: Gateway
    orders: OrderDesk | None = None

    def context(self) -> PanelContext:
        """Return what a panel is made with, the account in it, and the money room where it runs."""
        made = super().context()
        desk = cast(Any, made.desk)
        desk.account = self.account
        if self.orders is not None:
            desk.orders, desk.ledger = self.orders, self.orders.ledger
            desk.presses = SimpleNamespace(late=0.0, watch=lambda _widget: None)
        return made

    async def link_name(self, code: str) -> None:
        """Link a name and wait for its price."""
        self.link.set(code)
        self.feed.acquire(code, Want.QUOTE, Rank.LINKED)
        await until(lambda: self.state.quote(code) is not None)

    def trouble(self, **fault: object) -> None:
        """Let one fault strike from now on, none without words (practice.md: faults)."""
        trouble = self.server.house.trouble
        trouble.clear()
        if fault:
            lines = [f"{key} = {_toml(value)}" for key, value in fault.items()]
            trouble.add(parse_toml("\n".join(["[[fault]]", *lines])))


def _toml(value: object) -> str:
    if isinstance(value, list):
        return "[" + ", ".join(map(_toml, value)) + "]"
    return repr(value)


@asynccontextmanager
async def practice_desk(**options: Any) -> AsyncIterator[PracticeDesk]:
    """Put a desk of panels on a gateway of its own; the feed and the frames run.

    Options are those of the server; nothing limits requests unless they say so.
    """
    async with practice(**{"quota": "none", **options}) as server:
        clock = SystemClock()
        gateway = Gateway(
            environment=Environment.PRACTICE,
            host=Host(server.rest, server.websocket),
            keys=Keys(Secret(server.appkey), Secret(server.secretkey)),
            clock=clock,
            catalogue=catalogue(),
            limits=UNLIMITED,
            durations=Durations(control_gap=0.02),
            tls=None,
        )
        desk = PracticeDesk()
        desk.server, desk.real = server, gateway
        desk.clock, desk.gateway = cast(Any, clock), cast(Any, gateway)
        desk.environment = Environment.PRACTICE
        up = Way(True, 0.0, 1.0, True)
        desk.feed = Feed(gateway, desk.state, clock, lambda: up)
        desk.account = AccountBook(gateway, rules(), "practice", clock, Durations())
        gateway.on_quote = lambda quote: desk.state.apply_quote(quote, clock.monotonic())
        gateway.on_tick = desk.state.apply_tick
        try:
            await gateway.open()
            gateway.connect()
            await until(lambda: gateway.is_registered("", "00"))
            desk.index.load(await gateway.instruments())
            assert await desk.account.refresh()
            feeding = asyncio.ensure_future(desk.feed.run())
            desk.frame.start()
            yield desk
            feeding.cancel()
            await asyncio.gather(feeding, return_exceptions=True)
        finally:
            desk.frame.stop()
            desk.tasks.close()
            await gateway.close()


@asynccontextmanager
async def trading_desk(**options: Any) -> AsyncIterator[PracticeDesk]:
    """Put a money room, ready to take orders, on a desk of panels."""
    async with practice_desk(**options) as desk:
        with TemporaryDirectory() as folder:
            desk.orders = OrderDesk(
                gateway=desk.real,
                journal=Journal(Path(folder) / "orders.sqlite"),
                account=desk.account,
                rules=rules(),
                environment="practice",
                clock=desk.clock,
                durations=Durations(),
                type_words=type_words(catalogue()),
                halt_file=HaltFile(Path(folder) / "HALT"),
            )
            await desk.orders.start()
            try:
                yield desk
            finally:
                desk.tasks.close()
                await desk.orders.close()
