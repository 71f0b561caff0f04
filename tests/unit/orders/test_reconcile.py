"""Lists as entries: grouped rows, children first, nothing taken from a list with a page missing."""

from __future__ import annotations

import pytest

from kiwoom_desk.base.clock import ManualClock
from kiwoom_desk.domain.order import Action, Listing, OrderRow, OrderState
from kiwoom_desk.orders import reconcile
from kiwoom_desk.orders.entries import Ended, FillListed, RowListed, Stamp
from kiwoom_desk.orders.ledger import Ledger
from kiwoom_desk.orders.reconcile import Reading, endings, read_day, read_fills
from tests.support.order_desk import START, Exchange
from tests.support.structs import defaults_of, structs_of
from tests.unit.orders.test_ledger import AT, DAY
from tests.unit.orders.test_matching import row


class Scripted(Exchange):
    """An exchange whose list of filled orders shows a row for each fill."""

    filled: tuple[OrderRow, ...] = ()
    whole: bool = True

    async def filled_orders(self) -> Listing:
        return Listing("ka10076", self.whole, self.filled, START)


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
    reading = await read_day(scripted(*rows), DAY, stamp)
    (entry,) = reading.entries
    assert isinstance(entry, RowListed)
    assert (entry.row.filled_quantity, entry.row.open_quantity) == (filled, open_quantity)


async def test_rows_of_a_list_with_a_missing_page_are_not_added_up() -> None:
    rows = [row(source="ka10076", filled_quantity=3), row(source="ka10076", filled_quantity=2)]
    reading = await read_day(scripted(*rows, whole=False), DAY, stamp)
    assert not reading.complete and reading.reason == "ka10076: "
    assert [e.row.filled_quantity for e in reading.entries if isinstance(e, RowListed)] == [3, 2]


async def test_children_come_before_the_orders_they_change() -> None:
    exchange = Exchange(ManualClock(START))
    draft = {"code": "005930", "venue": "KRX", "side": "2", "quantity": 10, "price": 61_000}
    number = exchange.take("kt10000", draft)
    exchange.take("kt10002", {**draft, "original": number, "quantity": 4, "price": 60_900})
    reading = await read_day(exchange, DAY, stamp)
    actions = [e.row.action for e in reading.entries if isinstance(e, RowListed)]
    assert actions == [Action.AMEND, Action.AMEND, Action.NEW, Action.NEW]


async def test_a_reading_tells_its_day_and_every_row_with_the_moment() -> None:
    exchange = Exchange(ManualClock(START))
    draft = {"code": "005930", "venue": "KRX", "side": "2", "quantity": 10, "price": 61_000}
    exchange.fill(exchange.take("kt10000", draft), 4)
    listed = [exchange.rows(source)[0] for source in ("kt00007", "ka10075", "ka10076")]
    rows = tuple(RowListed(AT, DAY, one) for one in listed)
    assert await read_day(exchange, DAY, stamp) == Reading(DAY, True, rows, "")
    fills = tuple(FillListed(AT, DAY, one) for one in exchange.fills)
    assert len(fills) == 1
    assert await read_fills(exchange, DAY, stamp) == Reading(DAY, True, fills, "")
    assert (await read_fills(exchange, "20261119", stamp)).entries == ()


async def test_a_past_day_has_only_its_own_list() -> None:
    exchange = Exchange(ManualClock(START))
    assert (await read_day(exchange, "20261119", stamp)).complete
    assert exchange.reads == ["kt00007"]


async def test_fills_that_cannot_be_read_are_incomplete() -> None:
    exchange = Exchange(ManualClock(START))
    exchange.broken.add("kt00009")
    failed = Reading(DAY, False, (), "kt00009: timeout")
    assert await read_fills(exchange, DAY, stamp) == failed


def test_only_what_the_list_shows_can_end() -> None:
    ledger = Ledger({})
    ledger.apply(RowListed(AT, DAY, row()))
    ledger.apply(RowListed(AT, DAY, row(number="0000006", open_quantity=0)))
    ledger.apply(RowListed(AT, DAY, row(number="0000007", open_quantity=0)))
    cancel = row(number="0000008", original="0000005", action=Action.CANCEL, open_quantity=0)
    ledger.apply(RowListed(AT, DAY, cancel))
    entries = (RowListed(AT, DAY, row()), RowListed(AT, DAY, row(number="0000006")))
    ended = endings(ledger, Reading(DAY, True, entries), AT)
    assert ended == (Ended(AT, DAY, "0000006", OrderState.CANCELED),)


def test_one_that_cannot_end_does_not_hide_the_next() -> None:
    ledger = Ledger({})
    left = {"number": "0000004", "open_quantity": 0}
    entries = tuple(RowListed(AT, DAY, one) for one in (row(**left), row(open_quantity=0)))
    for entry in entries:
        ledger.apply(entry)
    listed = entries[1:]
    ended = endings(ledger, Reading(DAY, True, listed), AT)
    assert ended == (Ended(AT, DAY, "0000005", OrderState.CANCELED),)


def test_an_open_order_of_a_day_gone_by_has_expired() -> None:
    past = "20261119"
    ledger = Ledger({})
    entries = (RowListed(AT, past, row()),)
    ledger.apply(entries[0])
    ended = endings(ledger, Reading(past, True, entries), AT)
    assert ended == (Ended(AT, past, "0000005", OrderState.EXPIRED),)


def test_a_reading_is_fixed_and_gives_no_reason_of_its_own() -> None:
    (kind,) = structs_of(reconcile)
    assert defaults_of(kind) == {"reason": ""} and kind.__struct_config__.frozen
