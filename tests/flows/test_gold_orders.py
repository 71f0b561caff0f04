"""Gold on the practice exchange: bought, part filled, moved, cancelled, found again, an answer lost."""

from __future__ import annotations

from pathlib import Path

from kiwoom_desk.domain.instrument import Instrument, Market, Product, Venue
from kiwoom_desk.domain.order import OrderDraft, OrderState, OrderType, RequestState, Side
from kiwoom_desk.orders.checks import OrderContext
from kiwoom_desk.orders.desk import Ticket
from kiwoom_desk.orders.slips import Answers
from tests.flows.test_orders_practice import Desk, desk
from tests.support.loopback import until
from tests.support.practice import Practice, plain_client, practice
from tests.support.proxy import Fault, proxy

GOLD = "M04020000"
KILO = Instrument(GOLD, "금 99.99_1kg", Market.GOLD, Product.GOLD)
# The market stands still, so that what a test does is all that happens.
STILL = 0.001
YES = Answers(frozenset({"away_from_last", "ticks_from_last"}))


def context(made: Desk) -> OrderContext:
    exchange = made.server.exchange
    band = exchange.band(GOLD)
    return OrderContext(KILO, exchange.price(GOLD), 0.0, band.lower, band.upper)


def best(made: Desk, side: Side) -> int:
    book = made.server.exchange.book(GOLD)
    return (book.ask_prices if side is Side.BUY else book.bid_prices)[0]


def below(made: Desk, steps: int = 30) -> int:
    """Return a price below the book, at which nothing fills."""
    return made.server.exchange.book(GOLD).bid_prices[-1] - 10 * steps


async def send(
    made: Desk, side: Side, grams: int, price: int, kind: OrderType = OrderType.LIMIT
) -> Ticket:
    draft = OrderDraft(GOLD, Venue.KRX, side, kind, grams, price)
    return await made.orders.submit(draft, context(made), YES)


async def looked_at(made: Desk) -> None:
    made.orders.gold.want()
    await until(lambda: made.orders.gold.read)


async def posts(server: Practice) -> list[str]:
    return [one["api_id"] for one in (await server.received())["orders"] if one["complete"]]


def cash(made: Desk) -> int:
    return made.server.exchange.ledgers.gold.orderable


async def test_gold_is_bought_and_sold_with_money_of_its_own(tmp_path: Path) -> None:
    async with practice(quota="none", speed=STILL) as server, desk(server, tmp_path) as made:
        orders = made.orders
        early = await send(made, Side.BUY, 1, best(made, Side.BUY))
        assert early.denied is not None and early.denied.code == "gold_not_read"
        # The press itself had gold looked at.
        await until(lambda: orders.gold.read)
        account = orders.account_of(GOLD)
        assert account is not made.account
        assert account.orderable == cash(made)
        shares = made.account.orderable
        bought = await send(made, Side.BUY, 3, best(made, Side.BUY))
        assert bought.state is RequestState.ACKED, bought.message
        await until(lambda: [o.state for o in orders.orders] == [OrderState.FILLED])
        assert sum(fill.quantity for fill in orders.ledger.fills) == 3
        await until(lambda: account.sellable(GOLD) == 3 and account.orderable == cash(made))
        assert made.account.sellable(GOLD) == 0
        assert made.account.orderable == shares
        over = await send(made, Side.SELL, 4, best(made, Side.SELL))
        assert over.denied is not None and over.denied.code == "oversell"
        cash_left, lowest = account.orderable or 0, best(made, Side.BUY)
        # A price at which the cash is for whole grams, but not for their fee, too.
        price = next(p for p in range(lowest, lowest * 21 // 20, 10) if cash_left % p < 1_000)
        spent = await send(made, Side.BUY, cash_left // price, price)
        assert spent.denied is not None and spent.denied.code == "overspend"
        sold = await send(made, Side.SELL, 3, best(made, Side.SELL), OrderType.LIMIT_IOC)
        assert sold.state is RequestState.ACKED, sold.message
        await until(lambda: [o.state for o in orders.orders] == [OrderState.FILLED] * 2)
        await until(lambda: account.sellable(GOLD) == 0 and account.orderable == cash(made))
        assert orders.ledger.anomalies == ()
        assert account.check.mismatches == made.account.check.mismatches == {}
        assert await posts(server) == ["kt50000", "kt50001"]


async def test_a_part_fills_the_rest_is_moved_and_cancelled(tmp_path: Path) -> None:
    async with (
        practice(quota="none", cash=40_000_000_000, speed=STILL) as server,
        desk(server, tmp_path) as made,
    ):
        await looked_at(made)
        there = made.server.exchange.book(GOLD).ask_sizes[0]
        price = best(made, Side.BUY)
        sent = await send(made, Side.BUY, there + 5, price)
        assert sent.state is RequestState.ACKED, (sent.denied, sent.message)
        open_orders = lambda: made.orders.ledger.open_orders  # noqa: E731
        # What stands on a level may be several orders: each is a fill, told by itself.
        await until(lambda: [o.open_quantity for o in open_orders()] == [5])
        order = open_orders()[0]
        assert (order.state, order.filled) == (OrderState.PARTIAL, there)
        assert order.amount == there * price
        moved = await made.orders.amend(order, 2, below(made), context(made), YES)
        assert moved.state is RequestState.ACKED, moved.message
        await until(lambda: sorted(o.open_quantity for o in open_orders()) == [2, 3])
        child = next(o for o in open_orders() if o.original)
        assert (child.price, child.original) == (below(made), order.number)
        # The lists tell the same as the pushes.
        before = made.orders.orders
        made.orders.gold.gap()
        await until(lambda: made.orders.gold.read)
        assert made.orders.orders == before
        for one in open_orders():
            gone = await made.orders.cancel(one)
            assert gone.state is RequestState.ACKED, gone.message
        await until(lambda: not open_orders())
        assert made.orders.ledger.anomalies == ()
        assert await posts(server) == ["kt50000", "kt50002", "kt50003", "kt50003"]


async def test_a_restart_finds_gold_again(tmp_path: Path) -> None:
    async with practice(quota="none", speed=STILL) as server:
        async with desk(server, tmp_path) as made:
            await looked_at(made)
            await send(made, Side.BUY, 2, best(made, Side.BUY))
            await until(lambda: [o.filled for o in made.orders.orders] == [2])
            await send(made, Side.BUY, 1, below(made))
            await until(lambda: [o.time != "" for o in made.orders.ledger.open_orders] == [True])
            before = (made.orders.orders, made.orders.ledger.fills)
        async with desk(server, tmp_path) as again:
            await until(lambda: again.orders.gold.read)
            assert (again.orders.orders, again.orders.ledger.fills) == before
            assert again.orders.account_of(GOLD).sellable(GOLD) == 2
        # Without the journal gold is found as soon as it is looked at.
        (tmp_path / "elsewhere").mkdir()
        async with desk(server, tmp_path / "elsewhere") as foreign:
            assert foreign.orders.orders == ()
            await looked_at(foreign)
            found = foreign.orders.orders
            assert [(o.number, o.filled, o.state) for o in found] == [
                (o.number, o.filled, o.state) for o in before[0]
            ]
            gone = await foreign.orders.cancel(foreign.orders.ledger.open_orders[0])
            assert gone.state is RequestState.ACKED, gone.message


async def test_gold_of_another_channel_is_told_by_its_push(tmp_path: Path) -> None:
    async with practice(quota="none", speed=STILL) as server, plain_client(server) as client:
        # A later token would end the desk's.
        await client.login()
        async with desk(server, tmp_path) as made:
            order = {"stk_cd": GOLD, "ord_qty": "1", "ord_uv": str(below(made)), "trde_tp": "00"}
            assert (await client.call("kt50000", **order)).code == 0
            await until(lambda: made.orders.gold.read)
            await made.orders.kill_switch.pull("button")
            await until(lambda: not made.orders.kill_switch.report.busy)
            assert made.orders.kill_switch.report.cancelled == 1
            await until(lambda: not made.orders.ledger.open_orders)
            assert made.server.exchange.ledgers.gold.open_orders() == []


async def test_a_lost_answer_about_gold_is_looked_for_in_golds_lists(tmp_path: Path) -> None:
    async with (
        practice(quota="none", speed=STILL) as server,
        proxy(server.rest) as between,
        desk(server, tmp_path, between.url) as made,
    ):
        await looked_at(made)
        for fault, marker in ((Fault.LOSE_REPLY, b"api-id: kt50000"), (Fault.RESET, b"kt50001")):
            side = Side.BUY if fault is Fault.LOSE_REPLY else Side.SELL
            between.arm(fault, marker)
            ticket = await send(made, side, 2, best(made, side))
            assert ticket.state is RequestState.UNKNOWN
            blocked = await send(made, side, 1, best(made, side))
            assert blocked.denied is not None and blocked.denied.code == "unknown_before"
            name = ticket.request
            await until(lambda n=name: made.orders.ledger.request(n).state is RequestState.ACKED)
            assert made.orders.ledger.request(name).how == "exact"
            sellable = 2 if side is Side.BUY else 0
            account = made.orders.account_of(GOLD)
            await until(lambda a=account, s=sellable: a.sellable(GOLD) == s)
        waiting = await send(made, Side.BUY, 1, below(made))
        assert waiting.state is RequestState.ACKED, waiting.message
        await until(lambda: len(made.orders.ledger.open_orders) == 1)
        between.arm(Fault.LOSE_REPLY, b"api-id: kt50003")
        ticket = await made.orders.cancel(made.orders.ledger.open_orders[0])
        assert ticket.state is RequestState.UNKNOWN
        await until(lambda: made.orders.ledger.request(ticket.request).state is RequestState.ACKED)
        await until(lambda: not made.orders.ledger.open_orders)
        assert await posts(server) == ["kt50000", "kt50001", "kt50000", "kt50003"]


async def test_gold_takes_limit_orders_of_its_venue_alone(tmp_path: Path) -> None:
    async with practice(quota="none", speed=STILL) as server, desk(server, tmp_path) as made:
        await looked_at(made)
        for venue, kind, price in (
            (Venue.KRX, OrderType.MARKET, None),
            (Venue.NXT, OrderType.LIMIT, below(made)),
            (Venue.KRX, OrderType.STOP_LIMIT, below(made)),
        ):
            trigger = price if kind is OrderType.STOP_LIMIT else None
            draft = OrderDraft(GOLD, venue, Side.BUY, kind, 1, price, trigger)
            denied = (await made.orders.submit(draft, context(made), YES)).denied
            assert denied is not None and denied.code == "order_type"
        off = await send(made, Side.BUY, 1, below(made) + 5)
        assert off.denied is not None and off.denied.code == "off_tick"
        assert await posts(server) == []
