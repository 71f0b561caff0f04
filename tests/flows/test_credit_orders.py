"""Orders on credit on the practice exchange: a loan is taken up, named, moved, cancelled, paid back."""

from __future__ import annotations

from pathlib import Path

from kiwoom_desk.domain.instrument import Venue
from kiwoom_desk.domain.order import (
    Credit,
    CreditDeal,
    OrderDraft,
    OrderState,
    OrderType,
    RequestState,
    Side,
)
from kiwoom_desk.orders.desk import Ticket
from tests.flows.test_orders_practice import CODE, Desk, desk
from tests.support.loopback import until
from tests.support.practice import plain_client, practice


async def send(
    made: Desk, side: Side, quantity: int, credit: Credit, price: int | None = None
) -> Ticket:
    kind = OrderType.MARKET if price is None else OrderType.LIMIT
    draft = OrderDraft(CODE, Venue.KRX, side, kind, quantity, price, credit=credit)
    return await made.orders.submit(draft, await made.context())


async def test_a_loan_is_taken_up_and_paid_back(tmp_path: Path) -> None:
    async with practice(quota="none") as server, desk(server, tmp_path) as made:
        bought = await send(made, Side.BUY, 3, Credit())
        assert bought.state is RequestState.ACKED, bought.message
        await until(lambda: [o.state for o in made.orders.orders] == [OrderState.FILLED])
        assert made.orders.orders[0].on_credit
        await made.account.refresh()
        await until(lambda: bool(made.account.loans(CODE)))
        loan = made.account.loans(CODE)[0]
        assert made.account.sellable(CODE) == 0
        named = Credit(loan_date=loan.loan_date)
        await until(lambda: made.account.sellable(CODE, named) == 3)
        refused = await send(made, Side.SELL, 4, named)
        assert refused.denied is not None and refused.denied.code == "oversell"
        one = await send(made, Side.SELL, 1, named)
        assert one.state is RequestState.ACKED, one.message
        every = Credit(CreditDeal.ALL)
        # What was just sold is taken off until a reading that began after its fill contains it.
        await until(lambda: [o.state for o in made.orders.orders] == [OrderState.FILLED] * 2)
        await made.account.refresh()
        await until(lambda: made.account.sellable(CODE, every) == 2)
        rest = await send(made, Side.SELL, 2, every)
        assert rest.state is RequestState.ACKED, rest.message
        await until(lambda: [o.state for o in made.orders.orders] == [OrderState.FILLED] * 3)
        received = await server.received()
        assert [order["api_id"] for order in received["orders"]] == [
            "kt10006",
            "kt10007",
            "kt10007",
        ]
        await until(lambda: made.account.loans(CODE) == ())


async def test_amend_and_cancel_go_the_way_of_their_order(tmp_path: Path) -> None:
    async with practice(quota="none") as server, desk(server, tmp_path) as made:
        low = await made.low()
        placed = await send(made, Side.BUY, 2, Credit(), low)
        assert placed.state is RequestState.ACKED, placed.message
        await until(lambda: len(made.orders.ledger.open_orders) == 1)
        order = made.orders.ledger.open_orders[0]
        moved = await made.orders.amend(order, 0, low + 500, await made.context())
        assert moved.state is RequestState.ACKED, moved.message
        await until(
            lambda: [o.number for o in made.orders.ledger.open_orders] == [moved.order_number]
        )
        gone = await made.orders.cancel(made.orders.ledger.open_orders[0])
        assert gone.state is RequestState.ACKED, gone.message
        await until(lambda: not made.orders.ledger.open_orders)


async def test_an_order_of_another_channel_is_cancelled_as_what_it_is(tmp_path: Path) -> None:
    async with practice(quota="none") as server, plain_client(server) as client:
        await client.login()
        async with desk(server, tmp_path) as made:
            low = await made.low()
            await client.call(
                "kt10006",
                dmst_stex_tp="KRX",
                stk_cd=CODE,
                ord_qty="1",
                ord_uv=str(low),
                trde_tp="0",
                cond_uv="",
            )
            await until(lambda: len(made.orders.ledger.open_orders) == 1)
            assert made.orders.ledger.open_orders[0].on_credit
        # The lists tell it as well as the pushes do.
        (tmp_path / "other").mkdir()
        async with desk(server, tmp_path / "other") as made:
            await until(lambda: len(made.orders.ledger.open_orders) == 1)
            order = made.orders.ledger.open_orders[0]
            assert order.on_credit
            gone = await made.orders.cancel(order)
            assert gone.state is RequestState.ACKED, gone.message
