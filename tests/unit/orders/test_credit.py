"""Orders on credit: which loan, how much, by which API, and that amends and cancels follow."""

from __future__ import annotations

from pathlib import Path

import msgspec
import pytest

from kiwoom_desk.base.clock import ManualClock
from kiwoom_desk.broker.order_lane import order_api
from kiwoom_desk.domain.instrument import Venue
from kiwoom_desk.domain.order import (
    Action,
    AmendDraft,
    CancelDraft,
    Credit,
    CreditDeal,
    ReportKind,
    RequestState,
    Side,
)
from kiwoom_desk.domain.position import Holding
from kiwoom_desk.orders.checks import OrderContext, wish_of
from kiwoom_desk.orders.desk import OrderDesk
from kiwoom_desk.orders.facts import Facts, with_event, with_row
from tests.support.order_desk import CODE, CONTEXT, START, Exchange, buy, room, sell, until
from tests.unit.orders.test_checks import NOW, codes, situation

TAKEN = Credit()
FIRST, SECOND = Credit(loan_date="20260901"), Credit(loan_date="20261102")
ALL = Credit(CreditDeal.ALL)


def held(quantity: int, loan: str = "", code: str = CODE) -> Holding:
    price = 60_000
    return Holding(
        code=code,
        name="삼성전자",
        quantity=quantity,
        sellable=quantity,
        average_price=price,
        cost=quantity * price,
        price=price,
        value=quantity * price,
        profit=0,
        profit_rate=0,
        credit_kind="03" if loan else "00",
        loan_date=loan,
    )


HELD = (held(10), held(7, "20261102"), held(5, "20260901"), held(3, "20260901", "000660"))


def exchange() -> Exchange:
    return Exchange(ManualClock(START), holdings=HELD, orderable=1_000_000)


# --- rules ---------------------------------------------------------------------------------


def test_a_sale_on_credit_names_its_loan_and_nothing_else_does() -> None:
    assert codes(credit=FIRST, side=Side.SELL) == []
    assert codes(credit=ALL, side=Side.SELL) == []
    assert codes(credit=TAKEN, side=Side.SELL) == ["loan_missing"]
    assert codes(credit=Credit(CreditDeal.ALL, "20260901"), side=Side.SELL) == ["loan_not_taken"]
    assert codes(credit=TAKEN) == []
    assert codes(credit=FIRST) == ["loan_not_taken"]


def lending(lent: bool | None, lendable: int | None) -> OrderContext:
    return msgspec.structs.replace(NOW.context or CONTEXT, lent=lent, lendable=lendable)


def test_a_loan_is_bounded_by_what_the_broker_lends() -> None:
    assert codes(situation(context=lending(True, 10)), credit=TAKEN) == []
    assert codes(situation(context=lending(None, None)), credit=TAKEN) == []
    assert codes(situation(context=lending(True, 9)), credit=TAKEN) == ["over_credit"]
    assert codes(situation(context=lending(False, 99)), credit=TAKEN) == ["not_on_credit"]
    none = situation(context=lending(False, 0))
    assert codes(none) == codes(none, credit=FIRST, side=Side.SELL) == []
    assert codes(situation(context=None), credit=TAKEN) == []


def test_cash_does_not_bound_a_loan_but_a_sale_is_bounded_by_its_shares() -> None:
    assert codes(situation(orderable=0), credit=TAKEN) == []
    assert codes(situation(sellable=9), credit=FIRST, side=Side.SELL) == ["oversell"]


def test_a_wish_knows_the_credit_of_a_new_order_only() -> None:
    assert wish_of(buy(credit=TAKEN), None).credit == TAKEN
    assert wish_of(buy(), None).credit is None
    amend = AmendDraft("1", CODE, Venue.KRX, Side.BUY, 1, 100, on_credit=True)
    assert wish_of(amend, None).credit is None


@pytest.mark.parametrize(
    ("draft", "api_id"),
    [
        (buy(), "kt10000"),
        (sell(), "kt10001"),
        (buy(credit=TAKEN), "kt10006"),
        (msgspec.structs.replace(sell(), credit=FIRST), "kt10007"),
        (AmendDraft("1", CODE, Venue.KRX, Side.BUY, 1, 100), "kt10002"),
        (AmendDraft("1", CODE, Venue.KRX, Side.BUY, 1, 100, on_credit=True), "kt10008"),
        (CancelDraft("1", CODE, Venue.KRX, Side.BUY), "kt10003"),
        (CancelDraft("1", CODE, Venue.KRX, Side.BUY, on_credit=True), "kt10009"),
    ],
)
def test_each_kind_has_its_api(draft: object, api_id: str) -> None:
    assert order_api(draft) == api_id  # type: ignore[arg-type]


# --- what is free --------------------------------------------------------------------------


async def test_cash_and_each_loan_are_free_apart(tmp_path: Path) -> None:
    async with room(tmp_path, exchange()) as here:
        book = here.account
        assert await book.refresh()
        free = {one: book.sellable(CODE, one) for one in (None, FIRST, SECOND, ALL)}
        assert free == {None: 10, FIRST: 5, SECOND: 7, ALL: 12}
        assert book.sellable(CODE, Credit(loan_date="20250101")) == 0
        assert [loan.loan_date for loan in book.loans(CODE)] == ["20260901", "20261102"]
        assert book.loans("035720") == ()


async def test_an_order_takes_from_its_own_kind(tmp_path: Path) -> None:
    async with room(tmp_path, exchange()) as here:
        book = here.account
        assert await book.refresh()
        book.reserve("cash", CODE, Side.SELL, 4, 0)
        book.reserve("one", CODE, Side.SELL, 2, 0, FIRST)
        assert [book.sellable(CODE, one) for one in (None, FIRST, SECOND, ALL)] == [6, 3, 7, 10]
        book.reserve("all", CODE, Side.SELL, 1, 0, ALL)
        assert [book.sellable(CODE, one) for one in (None, FIRST, SECOND, ALL)] == [6, 2, 6, 9]


# --- the way of an order -------------------------------------------------------------------


async def on_credit(desk: OrderDesk, price: int = 61_000) -> str:
    ticket = await desk.submit(buy(10, price, credit=TAKEN), CONTEXT)
    assert ticket.state is RequestState.ACKED
    return ticket.request


async def test_amend_and_cancel_follow_the_kind_of_their_order(tmp_path: Path) -> None:
    async with room(tmp_path, exchange()) as here:
        request = await on_credit(here.desk)
        assert here.desk.ledger.request(request).intent.api_id == "kt10006"
        order = here.desk.ledger.open_orders[0]
        assert order.on_credit
        moved = await here.desk.amend(order, 0, 60_900, CONTEXT)
        assert moved.state is RequestState.ACKED
        assert here.desk.ledger.request(moved.request).intent.api_id == "kt10008"
        await until(
            lambda: [one.number for one in here.desk.ledger.open_orders] == [moved.order_number]
        )
        child = here.desk.ledger.open_orders[0]
        assert child.on_credit and child.number != order.number
        gone = await here.desk.cancel(child)
        assert here.desk.ledger.request(gone.request).intent.api_id == "kt10009"
        await until(lambda: not here.desk.ledger.open_orders)


async def test_halt_cancels_orders_on_credit_by_their_own_api(tmp_path: Path) -> None:
    async with room(tmp_path, exchange()) as here:
        await on_credit(here.desk)
        await here.desk.kill_switch.pull("button")
        await until(lambda: not here.desk.ledger.open_orders)
        cancels = [r for r in here.desk.requests if r.action is Action.CANCEL]
        assert [one.intent.api_id for one in cancels] == ["kt10009"]
        assert not here.desk.ledger.open_orders


async def test_the_kind_is_known_again_after_a_restart(tmp_path: Path) -> None:
    there = exchange()
    async with room(tmp_path, there) as here:
        await on_credit(here.desk)
    async with room(tmp_path, there) as here:
        assert [order.on_credit for order in here.desk.ledger.open_orders] == [True]


async def test_an_order_of_another_channel_is_told_by_its_reports(tmp_path: Path) -> None:
    there = exchange()
    async with room(tmp_path, there) as here:
        number = there.take("kt10000", msgspec.to_builtins(buy(3)))
        there.report(number, ReportKind.RECEIVED)
        event = msgspec.structs.replace(there.events[-1], on_credit=True)
        assert not with_event(Facts(), there.events[-1]).on_credit
        facts = with_event(Facts(), event)
        assert facts.on_credit and with_event(facts, there.events[-1]).on_credit
        row = there.rows("ka10075")[0]
        assert not with_row(Facts(), row).on_credit
        assert with_row(facts, row).on_credit
        assert with_row(Facts(), msgspec.structs.replace(row, on_credit=True)).on_credit
        there.order_events.emit(event)
        await until(lambda: bool(here.desk.ledger.orders))
        assert [order.on_credit for order in here.desk.ledger.open_orders] == [True]


async def test_a_loan_takes_its_whole_amount_off_until_it_is_read(tmp_path: Path) -> None:
    async with room(tmp_path, exchange()) as here:
        await here.desk.submit(buy(10, credit=TAKEN), CONTEXT)
        assert here.account.orderable == 1_000_000 - 610_091
