"""Lists as entries: grouped rows, children first, nothing taken from a list with a page missing."""

from __future__ import annotations

from collections.abc import Callable

import msgspec
import pytest

from kiwoom_desk.base.clock import ManualClock
from kiwoom_desk.domain.order import Action, Listing, OrderRow, OrderState, Side
from kiwoom_desk.orders import reconcile
from kiwoom_desk.orders.entries import Ended, FillListed, RowListed, Stamp
from kiwoom_desk.orders.ledger import Ledger
from kiwoom_desk.orders.reconcile import Reading, endings, read_day, read_fills
from tests.support.order_desk import CODE, START, Exchange, buy
from tests.support.structs import defaults_of, structs_of
from tests.unit.orders.test_ledger import AT, DAY
from tests.unit.orders.test_matching import row


class Scripted(Exchange):
    """An exchange whose list of filled orders shows a row for each fill."""

    filled: tuple[OrderRow, ...] = ()
    whole: bool = True

    async def filled_orders(
        self, wanted: Callable[[OrderRow], bool] = lambda _row: True
    ) -> Listing:
        rows = tuple(one for one in self.filled if wanted(one))
        return Listing("ka10076", self.whole, rows, START)


def scripted(*rows: OrderRow, whole: bool = True) -> Scripted:
    exchange = Scripted(ManualClock(START))
    exchange.filled, exchange.whole = rows, whole
    return exchange


def stamp() -> Stamp:
    return AT


@pytest.mark.parametrize(
    ("counts", "left", "filled", "open_quantity"),
    [
        ((3, 2), (5, 7), 5, 5),
        ((3, 7), (7, 0), 10, 0),
        ((3, 8), (7, 2), 8, 2),
        ((3, None), (None, None), 3, None),
        ((None, 3), (None, 7), 3, 7),
    ],
)
async def test_rows_for_each_fill_are_one_order(
    counts: tuple[int | None, ...], left: tuple[int | None, ...], filled: int, open_quantity: int
) -> None:
    rows = [
        row(source="ka10076", filled_quantity=one, open_quantity=two)
        for one, two in zip(counts, left, strict=True)
    ]
    reading = await read_day(scripted(*rows), Ledger({}), DAY, stamp)
    (entry,) = reading.entries
    assert isinstance(entry, RowListed)
    assert (entry.row.filled_quantity, entry.row.open_quantity) == (filled, open_quantity)


async def test_rows_of_a_list_with_a_missing_page_are_not_added_up() -> None:
    rows = [row(source="ka10076", filled_quantity=3), row(source="ka10076", filled_quantity=2)]
    reading = await read_day(scripted(*rows, whole=False), Ledger({}), DAY, stamp)
    assert not reading.complete and reading.reason == "ka10076: "
    assert [e.row.filled_quantity for e in reading.entries if isinstance(e, RowListed)] == [3, 2]


async def test_children_come_before_the_orders_they_change() -> None:
    exchange = Exchange(ManualClock(START))
    draft = {"code": "005930", "venue": "KRX", "side": "2", "quantity": 10, "price": 61_000}
    number = exchange.take("kt10000", draft)
    exchange.take("kt10002", {**draft, "original": number, "quantity": 4, "price": 60_900})
    reading = await read_day(exchange, Ledger({}), DAY, stamp)
    actions = [e.row.action for e in reading.entries if isinstance(e, RowListed)]
    assert actions == [Action.AMEND, Action.AMEND, Action.NEW, Action.NEW]


async def test_a_reading_tells_its_day_and_every_row_with_the_moment() -> None:
    exchange = Exchange(ManualClock(START))
    draft = {"code": "005930", "venue": "KRX", "side": "2", "quantity": 10, "price": 61_000}
    exchange.fill(exchange.take("kt10000", draft), 4)
    listed = [exchange.rows(source)[0] for source in ("kt00007", "ka10075", "ka10076")]
    rows = tuple(RowListed(AT, DAY, one) for one in listed)
    reading = await read_day(exchange, Ledger({}), DAY, stamp)
    assert reading == Reading(DAY, True, rows, "", frozenset({"0000001"}))
    fills = tuple(FillListed(AT, DAY, one) for one in exchange.fills)
    assert len(fills) == 1
    assert await read_fills(exchange, Ledger({}), DAY, stamp) == Reading(DAY, True, fills, "")
    assert (await read_fills(exchange, Ledger({}), "20261119", stamp)).entries == ()


async def test_what_is_known_already_is_shown_but_tells_nothing() -> None:
    exchange = Exchange(ManualClock(START))
    draft = {"code": "005930", "venue": "KRX", "side": "2", "quantity": 10, "price": 61_000}
    exchange.fill(exchange.take("kt10000", draft), 4)
    ledger = Ledger({})
    first = await read_day(exchange, ledger, DAY, stamp)
    fills = await read_fills(exchange, ledger, DAY, stamp)
    for entry in (*first.entries, *fills.entries):
        ledger.apply(entry)
    exchange.take("kt10000", draft)
    again = await read_day(exchange, ledger, DAY, stamp)
    told = [entry.row.number for entry in again.entries if isinstance(entry, RowListed)]
    assert told == ["0000002"] * 2
    assert again.numbers == {"0000001", "0000002"}
    assert (await read_fills(exchange, ledger, DAY, stamp)).entries == ()


async def test_an_order_for_which_a_list_has_a_row_for_each_fill_is_known_as_a_whole() -> None:
    rows = [row(source="ka10076", filled_quantity=n, open_quantity=10 - n) for n in (3, 7)]
    ledger = Ledger({})
    for entry in (await read_day(scripted(*rows), ledger, DAY, stamp)).entries:
        ledger.apply(entry)
    assert (await read_day(scripted(*rows), ledger, DAY, stamp)).entries == ()
    (entry,) = (await read_day(scripted(rows[0]), Ledger({}), DAY, stamp)).entries
    assert isinstance(entry, RowListed) and entry.row.filled_quantity == 3


def filled_whole() -> Ledger:
    ledger = Ledger({})
    ledger.apply(RowListed(AT, DAY, row(filled_quantity=10, open_quantity=0)))
    return ledger


@pytest.mark.parametrize("filled", [None, 0, 4, 10])
async def test_a_list_need_not_keep_rows_of_an_order_that_is_known_as_filled(
    filled: int | None,
) -> None:
    # One of several rows: what it leaves open says nothing by itself.
    one = row(source="ka10076", filled_quantity=filled, open_quantity=0)
    assert filled_whole().settled(DAY, one)
    assert not filled_whole().settled("20261119", one)
    assert (await read_day(scripted(one), filled_whole(), DAY, stamp)).entries == ()


@pytest.mark.parametrize(
    "more", [{"code": "000660"}, {"side": Side.SELL}, {"quantity": 9}, {"filled_quantity": 11}]
)
async def test_a_row_that_says_something_else_of_it_is_kept(more: dict[str, object]) -> None:
    one = row(**{"source": "ka10076", "filled_quantity": 10, "open_quantity": 0, **more})
    assert not filled_whole().settled(DAY, one)


async def test_rows_are_kept_while_an_order_is_not_known_as_filled_or_is_suspect() -> None:
    one = row(source="ka10076", filled_quantity=10, open_quantity=0)
    assert not Ledger({}).settled(DAY, one)
    partly = Ledger({})
    partly.apply(RowListed(AT, DAY, row(filled_quantity=9, open_quantity=1)))
    assert not partly.settled(DAY, row(source="ka10076", filled_quantity=4))
    suspect = filled_whole()
    suspect.apply(RowListed(AT, DAY, row(number="0000009", filled_quantity=11, open_quantity=0)))
    assert suspect.anomalies
    assert not suspect.settled(DAY, one)


async def test_orders_that_ended_before_need_not_be_shown_again() -> None:
    exchange, ledger = Exchange(ManualClock(START)), Ledger({})
    draft = {"code": "005930", "venue": "KRX", "side": "2", "quantity": 10, "price": 61_000}
    exchange.fill(exchange.take("kt10000", draft), 10)
    first = await read_day(exchange, ledger, DAY, stamp)
    assert first.numbers == {"0000001"}
    for entry in first.entries:
        ledger.apply(entry)
    assert (await read_day(exchange, ledger, DAY, stamp)).numbers == frozenset()


async def test_a_past_day_has_only_its_own_list() -> None:
    exchange = Exchange(ManualClock(START))
    assert (await read_day(exchange, Ledger({}), "20261119", stamp)).complete
    assert exchange.reads == ["kt00007"]


async def test_fills_that_cannot_be_read_are_incomplete() -> None:
    exchange = Exchange(ManualClock(START))
    exchange.broken.add("kt00009")
    failed = Reading(DAY, False, (), "kt00009: timeout")
    assert await read_fills(exchange, Ledger({}), DAY, stamp) == failed


def test_only_what_the_list_shows_can_end() -> None:
    ledger = Ledger({})
    ledger.apply(RowListed(AT, DAY, row()))
    ledger.apply(RowListed(AT, DAY, row(number="0000006", open_quantity=0)))
    ledger.apply(RowListed(AT, DAY, row(number="0000007", open_quantity=0)))
    cancel = row(number="0000008", original="0000005", action=Action.CANCEL, open_quantity=0)
    ledger.apply(RowListed(AT, DAY, cancel))
    shown = frozenset({"0000005", "0000006", "0000008"})
    ended = endings(ledger, Reading(DAY, True, (), numbers=shown), AT)
    assert ended == (Ended(AT, DAY, "0000006", OrderState.CANCELED),)


def test_one_that_cannot_end_does_not_hide_the_next() -> None:
    ledger = Ledger({})
    left = {"number": "0000004", "open_quantity": 0}
    entries = tuple(RowListed(AT, DAY, one) for one in (row(**left), row(open_quantity=0)))
    for entry in entries:
        ledger.apply(entry)
    ended = endings(ledger, Reading(DAY, True, (), numbers=frozenset({"0000005"})), AT)
    assert ended == (Ended(AT, DAY, "0000005", OrderState.CANCELED),)


def test_an_open_order_of_a_day_gone_by_has_expired() -> None:
    past = "20261119"
    ledger = Ledger({})
    ledger.apply(RowListed(AT, past, row()))
    ended = endings(ledger, Reading(past, True, (), numbers=frozenset({"0000005"})), AT)
    assert ended == (Ended(AT, past, "0000005", OrderState.EXPIRED),)


def test_a_reading_is_fixed_and_gives_no_reason_of_its_own() -> None:
    (kind,) = structs_of(reconcile)
    assert defaults_of(kind) == {"reason": "", "numbers": frozenset()}
    assert kind.__struct_config__.frozen


async def test_gold_has_two_lists_of_its_own() -> None:
    exchange = Exchange(ManualClock(START))
    for name in ("M04020000", CODE):
        exchange.take("kt50000", msgspec.to_builtins(buy(code=name)))
    reading = await read_day(exchange, Ledger({}), DAY, stamp, gold=True)
    assert exchange.reads == ["kt50031", "kt50075"]
    assert reading.complete and reading.numbers == {"0000001"}
    assert {entry.row.source for entry in reading.entries} == {"kt50031", "kt50075"}
    # Of a day gone by nothing is open, and shares have lists that leave gold out.
    exchange.reads.clear()
    assert (await read_day(exchange, Ledger({}), "20261119", stamp, gold=True)).complete
    assert exchange.reads == ["kt50031"]
    assert (await read_day(exchange, Ledger({}), DAY, stamp)).numbers == {"0000002"}
