"""The money room against the practice exchange over real sockets, faults of the line included."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import datetime
from pathlib import Path
from typing import Any

import httpx
import msgspec
import pytest

from kiwoom_desk.base import resources
from kiwoom_desk.base.clock import KST, SystemClock
from kiwoom_desk.base.settings import Environment
from kiwoom_desk.base.vault import Secret
from kiwoom_desk.broker.gateway import Gateway, Keys
from kiwoom_desk.broker.hosts import Host
from kiwoom_desk.catalogue.load import catalogue
from kiwoom_desk.domain.announced import Standing
from kiwoom_desk.domain.instrument import Instrument, Market, Product, Venue
from kiwoom_desk.domain.order import OrderDraft, OrderState, OrderType, RequestState, Side
from kiwoom_desk.domain.rules import MarketRules, parse_rules, step_price
from kiwoom_desk.domain.session import Phase, phase_at
from kiwoom_desk.orders.account import AccountBook
from kiwoom_desk.orders.checks import DeskState, OrderContext
from kiwoom_desk.orders.desk import OrderDesk, Ticket
from kiwoom_desk.orders.halt import HaltFile
from kiwoom_desk.orders.journal import Journal
from kiwoom_desk.orders.matching import type_words
from kiwoom_desk.orders.slips import Answers
from kiwoom_desk.wire.durations import Durations
from kiwoom_desk.wire.limits import UNLIMITED
from kiwoom_desk.wire.subscriptions import Wanted
from tests.support.loopback import FAST, until
from tests.support.practice import Practice, practice
from tests.support.proxy import Fault, proxy

CODE = "005930"
SHARE = Instrument(CODE, "삼성전자", Market.KOSPI, Product.SHARE)
RULES = parse_rules(resources.read("market/rules.toml"))
QUICK = msgspec.structs.replace(FAST, order_deadline=3.0, read_deadline=10.0, same_order=0.0)


class Desk:
    """A whole desk without a window, on a practice server."""

    def __init__(
        self, server: Practice, rest: str, folder: Path, waits: Durations, rules: MarketRules
    ) -> None:
        clock = SystemClock()
        self.gateway = Gateway(
            environment=Environment.PRACTICE,
            host=Host(rest, server.websocket),
            keys=Keys(Secret(server.appkey), Secret(server.secretkey)),
            clock=clock,
            catalogue=catalogue(),
            limits=UNLIMITED,
            durations=waits,
            tls=None,
        )
        self.server = server
        self.account = AccountBook(self.gateway, rules, "practice", clock, waits)
        self.orders = OrderDesk(
            gateway=self.gateway,
            journal=Journal(folder / "orders.sqlite"),
            account=self.account,
            rules=rules,
            environment="practice",
            clock=clock,
            durations=waits,
            type_words=type_words(catalogue()),
            halt_file=HaltFile(folder / "HALT"),
        )

    async def context(self) -> OrderContext:
        """Return what a ticket knows of the instrument."""
        info = await self.gateway.instrument_info(CODE)
        return OrderContext(SHARE, info.price, 0.0, info.lower, info.upper)

    async def buy(self, quantity: int, price: int | None = None) -> Ticket:
        """Buy at a price, or at the market."""
        return await self._send(Side.BUY, quantity, price)

    async def sell(self, quantity: int) -> Ticket:
        """Sell at the market."""
        return await self._send(Side.SELL, quantity, None)

    async def low(self) -> int:
        """Return a price below the book, at which nothing fills."""
        context = await self.context()
        assert context.last_price is not None
        day = self.gateway.clock.market().date()
        return step_price(RULES, Product.SHARE, context.last_price, -40, day)

    async def _send(self, side: Side, quantity: int, price: int | None) -> Ticket:
        kind = OrderType.MARKET if price is None else OrderType.LIMIT
        draft = OrderDraft(CODE, Venue.KRX, side, kind, quantity, price)
        return await self.orders.submit(draft, await self.context())


@asynccontextmanager
async def desk(
    server: Practice,
    folder: Path,
    rest: str = "",
    waits: Durations = QUICK,
    rules: MarketRules = RULES,
) -> AsyncIterator[Desk]:
    """Open a desk whose account pushes are registered."""
    made = Desk(server, rest or server.rest, folder, waits, rules)
    try:
        await made.gateway.open()
        await made.orders.start()
        made.gateway.connect()
        await until(lambda: made.gateway.is_registered("", "00"))
        await until(lambda: made.orders.state is DeskState.READY)
        yield made
    finally:
        await made.orders.close()
        await made.gateway.close()


def order_bodies(received: dict[str, Any]) -> list[dict[str, Any]]:
    return [one for one in received["orders"] if one["complete"]]


async def agree(made: Desk) -> None:
    """Wait until the desk's cash and positions are the exchange's own."""
    await made.account.refresh()
    account = made.server.exchange.account
    held = {h.code: h.quantity for h in made.account.positions}
    assert held == {c: p.quantity for c, p in account.positions.items() if p.quantity}


async def test_buy_fill_sell_and_cancel_another(tmp_path: Path) -> None:
    async with practice(quota="none") as server, desk(server, tmp_path) as made:
        orders = made.orders
        bought = await made.buy(3)
        assert bought.state is RequestState.ACKED
        await until(lambda: [o.state for o in orders.orders] == [OrderState.FILLED])
        first = orders.orders[0]
        assert first.request == bought.request
        assert sum(fill.price * fill.quantity for fill in orders.ledger.fills) == first.amount
        await until(lambda: made.account.sellable(CODE) == 3)
        waiting = await made.buy(2, await made.low())
        await until(lambda: len(orders.ledger.open_orders) == 1)
        cancelled = await orders.cancel(orders.ledger.open_orders[0])
        assert cancelled.state is RequestState.ACKED
        await until(lambda: not orders.ledger.open_orders)
        assert waiting.state is RequestState.ACKED
        sold = await made.sell(3)
        assert sold.state is RequestState.ACKED
        await until(
            lambda: (
                [o.state for o in orders.orders]
                == [OrderState.FILLED, OrderState.CANCELED, OrderState.FILLED]
            )
        )
        await agree(made)
        assert orders.ledger.anomalies == ()
        assert len(order_bodies(await server.received())) == 4
        denied = await made.sell(1)
        assert denied.denied is not None
        assert denied.denied.code == "oversell"


async def test_an_amend_makes_a_child_at_another_price(tmp_path: Path) -> None:
    async with practice(quota="none") as server, desk(server, tmp_path) as made:
        low = await made.low()
        await made.buy(5, low)
        await until(lambda: len(made.orders.ledger.open_orders) == 1)
        day = made.gateway.clock.market().date()
        lower = step_price(RULES, Product.SHARE, low, -2, day)
        order = made.orders.ledger.open_orders[0]
        # A few percent off the last price: the person said yes to that.
        yes = Answers(frozenset({"away_from_last"}))
        part = await made.orders.amend(order, 2, lower, await made.context(), yes)
        assert part.state is RequestState.ACKED
        await until(lambda: len(made.orders.ledger.open_orders) == 2)
        parent, child = made.orders.orders
        assert (parent.open_quantity, parent.price) == (3, low)
        assert (child.open_quantity, child.price, child.original) == (2, lower, parent.number)
        assert await made.orders.reconcile()
        assert made.orders.orders == (parent, child)
        for one in (parent, child):
            assert (await made.orders.cancel(one)).state is RequestState.ACKED
        await until(lambda: not made.orders.ledger.open_orders)
        assert made.orders.ledger.anomalies == ()


async def test_a_restart_finds_orders_fills_and_positions(tmp_path: Path) -> None:
    async with practice(quota="none") as server:
        async with desk(server, tmp_path) as made:
            await made.buy(4)
            await until(lambda: bool(made.orders.orders) and made.orders.orders[0].filled == 4)
            await made.buy(1, await made.low())
            await until(lambda: [o.time != "" for o in made.orders.ledger.open_orders] == [True])
            before = (made.orders.orders, made.orders.ledger.fills)
        async with desk(server, tmp_path) as again:
            assert again.orders.orders == before[0]
            assert again.orders.ledger.fills == before[1]
            assert [h.quantity for h in again.account.positions] == [4]
        (tmp_path / "elsewhere").mkdir()
        async with desk(server, tmp_path / "elsewhere") as foreign:
            found = foreign.orders.orders
            assert [(o.number, o.filled, o.state) for o in found] == [
                (o.number, o.filled, o.state) for o in before[0]
            ]
            assert {o.request for o in found} == {""}


@pytest.mark.parametrize("fault", [Fault.LOSE_REPLY, Fault.RESET])
async def test_a_lost_reply_is_unknown_then_matched_and_never_sent_again(
    tmp_path: Path, fault: Fault
) -> None:
    async with (
        practice(quota="none") as server,
        proxy(server.rest) as between,
        desk(server, tmp_path, between.url) as made,
    ):
        between.arm(fault, b"api-id: kt10000")
        ticket = await made.buy(2, await made.low())
        assert between.struck == 1
        assert ticket.state is RequestState.UNKNOWN
        blocked = await made.buy(1, await made.low())
        assert blocked.denied is not None
        assert blocked.denied.code == "unknown_before"
        await until(lambda: made.orders.ledger.request(ticket.request).state is RequestState.ACKED)
        found = made.orders.ledger.request(ticket.request)
        assert found.how == "exact"
        assert [o.request for o in made.orders.orders] == [ticket.request]
        assert len(order_bodies(await server.received())) == 1


async def test_a_reply_without_a_number_is_unknown_then_matched(tmp_path: Path) -> None:
    async with (
        practice(quota="none") as server,
        proxy(server.rest) as between,
        desk(server, tmp_path, between.url) as made,
    ):
        blank = b'{"ord_no":"","dmst_stex_tp":"KRX","return_code":0,"return_msg":"ok"}'
        between.arm(Fault.REPLACE, b"api-id: kt10000", blank)
        ticket = await made.buy(2, await made.low())
        assert (ticket.state, ticket.code) == (RequestState.UNKNOWN, "no_number")
        await until(lambda: made.orders.ledger.request(ticket.request).state is RequestState.ACKED)
        assert len(order_bodies(await server.received())) == 1


async def test_a_refused_connection_is_not_sent_and_locks_nothing(tmp_path: Path) -> None:
    async with (
        practice(quota="none") as server,
        proxy(server.rest) as between,
        desk(server, tmp_path, between.url) as made,
    ):
        context, low = await made.context(), await made.low()
        draft = OrderDraft(CODE, Venue.KRX, Side.BUY, OrderType.LIMIT, 1, low)
        await between.stop()
        ticket = await made.orders.submit(draft, context)
        assert (ticket.state, ticket.code) == (RequestState.NOT_SENT, "connect")
        assert made.orders.ledger.unknown == ()
        assert order_bodies(await server.received()) == []


async def test_a_refusal_of_the_exchange_is_told_in_its_words(tmp_path: Path) -> None:
    async with practice(quota="none", cash=10_000) as server, desk(server, tmp_path) as made:
        made.account.deposit = None
        ticket = await made.buy(1, await made.low())
        assert ticket.state is RequestState.REFUSED
        assert ticket.code == "855056"
        assert ticket.message
        assert made.orders.orders == ()


async def test_what_never_arrived_is_not_found_after_thirty_seconds_and_not_before(
    tmp_path: Path,
) -> None:
    waits = msgspec.structs.replace(Durations(), order_deadline=0.5)
    async with (
        practice(quota="none") as server,
        proxy(server.rest) as between,
        desk(server, tmp_path, between.url, waits) as made,
    ):
        low = await made.low()
        between.arm(Fault.SWALLOW, b"api-id: kt10000")
        ticket = await made.buy(2, low)
        assert (ticket.state, ticket.code) == (RequestState.UNKNOWN, "timeout")
        started = SystemClock().monotonic()
        await until(lambda: any(doubt.not_found for doubt in made.orders.doubts), 50.0)
        assert SystemClock().monotonic() - started >= 30 - 0.5
        assert made.orders.ledger.request(ticket.request).state is RequestState.UNKNOWN
        assert await made.orders.release(ticket.request, "release") is None
        assert order_bodies(await server.received()) == []


async def play_to(server: Practice, market: str) -> None:
    """Let the exchange's clock run on to a moment of its day as fast as it goes."""
    async with httpx.AsyncClient(trust_env=False, timeout=60) as client:
        headers = {"x-control-key": server.control_key}
        url = f"{server.control_url}/clock"
        (await client.post(url, headers=headers, json={"market": market})).raise_for_status()


async def test_a_late_day_the_table_does_not_know_is_traded_by_the_broker_s_word(
    tmp_path: Path,
) -> None:
    late = datetime(2026, 11, 19, 9, 26, tzinfo=KST)
    unaware = msgspec.structs.replace(RULES, late_days={})
    opening = Standing((Phase.OPENING_AUCTION,), announced=True)
    async with (
        practice(quota="none", at=late) as server,
        desk(server, tmp_path, rules=unaware) as made,
    ):
        stands = lambda: made.orders.sessions.standing(Venue.KRX)  # noqa: E731
        made.gateway.set_subscriptions((Wanted("", "0s", 0),))
        await until(lambda: made.gateway.is_registered("", "0s"))
        await play_to(server, "09:30:05")
        await until(lambda: stands().announced)
        now = made.gateway.clock.market()
        assert phase_at(unaware, "practice", Venue.KRX, now) is Phase.CONTINUOUS
        assert msgspec.structs.replace(stands(), opens=None) == opening
        opens = stands().opens
        assert opens is not None and f"{opens:%H:%M}" == "10:00"
        asked = (await made.buy(3)).denied
        assert asked is not None and asked.code == "market_in_auction"
        at_once = OrderDraft(CODE, Venue.KRX, Side.BUY, OrderType.MARKET_IOC, 3)
        refused = (await made.orders.submit(at_once, await made.context())).denied
        assert refused is not None and refused.code == "order_type"
        draft = OrderDraft(CODE, Venue.KRX, Side.BUY, OrderType.MARKET, 3)
        yes = Answers(frozenset({"market_in_auction"}))
        sent = await made.orders.submit(draft, await made.context(), yes)
        assert sent.state is RequestState.ACKED
        assert len(order_bodies(await server.received())) == 1
