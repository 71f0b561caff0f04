"""Lists as entries: grouped rows, children first, nothing taken from a list with a page missing."""

from __future__ import annotations

import pytest

from kiwoom_desk.base.clock import ManualClock
from kiwoom_desk.domain.order import Action, Listing, OrderRow
from kiwoom_desk.orders.entries import RowListed, Stamp
from kiwoom_desk.orders.ledger import Ledger
from kiwoom_desk.orders.reconcile import endings, read_day, read_fills
from tests.support.order_desk import START, Exchange
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
    [((3, 2), (5, 7), 5, 5), ((3, 8), (7, 2), 8, 2), ((3, None), (None, None), 3, None)],
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


async def test_a_past_day_has_only_its_own_list() -> None:
    exchange = Exchange(ManualClock(START))
    assert (await read_day(exchange, "20261119", stamp)).complete
    assert exchange.reads == ["kt00007"]


async def test_fills_that_cannot_be_read_are_incomplete() -> None:
    exchange = Exchange(ManualClock(START))
    exchange.broken.add("kt00009")
    reading = await read_fills(exchange, DAY, stamp)
    assert (reading.complete, reading.reason) == (False, "kt00009: timeout")


async def test_only_what_the_list_shows_can_end() -> None:
    ledger = Ledger({})
    ledger.apply(RowListed(AT, DAY, row()))
    ledger.apply(RowListed(AT, DAY, row(number="0000006", open_quantity=0)))
    ledger.apply(RowListed(AT, DAY, row(number="0000007", open_quantity=0)))
    cancel = row(number="0000008", original="0000005", action=Action.CANCEL, open_quantity=0)
    ledger.apply(RowListed(AT, DAY, cancel))
    entries = (RowListed(AT, DAY, row()), RowListed(AT, DAY, row(number="0000006")))
    from kiwoom_desk.orders.reconcile import Reading

    ended = endings(ledger, Reading(DAY, True, entries), AT)
    assert [one.number for one in ended] == ["0000006"]
