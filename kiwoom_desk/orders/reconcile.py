"""Reads the broker's lists into entries; refuses to take an incomplete list for an answer."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date

import msgspec

from kiwoom_desk.broker.failures import QueryError
from kiwoom_desk.domain.order import LIVE_STATES, Action, Listing, OrderRow
from kiwoom_desk.orders.entries import Ended, FillListed, Observation, RowListed, Stamp
from kiwoom_desk.orders.facts import terminal_guess
from kiwoom_desk.orders.gateway import OrderGateway
from kiwoom_desk.orders.ledger import Ledger


class Reading(msgspec.Struct, frozen=True):
    """What one date's lists told; `complete` only if every page of every list came.

    `entries` are those that tell something new, `numbers` the orders that a list shows and that
    were open or unknown before.
    """

    day: str
    complete: bool
    entries: tuple[Observation, ...]
    reason: str = ""
    numbers: frozenset[str] = frozenset()


async def read_day(
    gateway: OrderGateway,
    ledger: Ledger,
    day: str,
    stamp: Callable[[], Stamp],
    gold: bool = False,
) -> Reading:
    """Read ka10075, ka10076 (both of today only) and kt00007 of a date, every page (S-8).

    With `gold` kt50075 (of today only) and kt50031 instead: the other lists leave gold out.
    """
    numbers: set[str] = set()
    at = stamp()

    # Lists of a busy day are long and say little that is new.
    def tells(row: OrderRow) -> bool:
        order = ledger.order(day, row.number)
        if order is None or order.state in LIVE_STATES:
            numbers.add(row.number)
        return ledger.tells(RowListed(at, day, row))

    def unsettled(row: OrderRow) -> bool:
        return not ledger.settled(day, row)

    on, today = _date(day), day == stamp().day
    if gold:
        listings = [await gateway.gold_orders(on, tells)]
        listings += [await gateway.gold_open_orders(on, tells)] if today else []
    else:
        listings = [await gateway.day_orders(on, tells)]
        if today:
            # A row of ka10076 may be one of several of its order, which speak together only.
            listings += [await gateway.open_orders(tells), await gateway.filled_orders(unsettled)]
    failed = next((listing for listing in listings if not listing.complete), None)
    reason = "" if failed is None else f"{failed.source}: {failed.reason}"
    rows = (row for listing in listings for row in _rows(listing) if tells(row))
    entries = tuple(RowListed(stamp(), day, row) for row in sorted(rows, key=_children_first))
    return Reading(day, failed is None, entries, reason, frozenset(numbers))


async def read_fills(
    gateway: OrderGateway, ledger: Ledger, day: str, stamp: Callable[[], Stamp]
) -> Reading:
    """Read kt00009 of a date, every page."""
    at = stamp()
    try:
        rows = await gateway.day_fills(
            _date(day), lambda row: ledger.tells(FillListed(at, day, row))
        )
    except QueryError as error:
        return Reading(day, False, (), f"{error.api_id}: {error.code}")
    return Reading(day, True, tuple(FillListed(stamp(), day, row) for row in rows))


def endings(ledger: Ledger, reading: Reading, at: Stamp) -> tuple[Ended, ...]:
    """Return which orders a complete reading shows to be over, though no report said so.

    That is: nothing left by the lists' own figures, or an order of a day gone by (DAY orders
    expire only on the broker's evidence: the order is in that day's list).
    """
    past = reading.day < at.day
    found = []
    for number, facts in ledger.facts(reading.day):
        order = ledger.order(reading.day, number)
        if order is None or order.state not in LIVE_STATES or number not in reading.numbers:
            continue
        if past or order.open_quantity == 0:
            found.append(Ended(at, reading.day, number, terminal_guess(facts, past)))
    return tuple(found)


def _rows(listing: Listing) -> Iterable[OrderRow]:
    if listing.source != "ka10076" or not listing.complete:
        return listing.rows
    # This list may show an order once for each fill (S-11: grouped by order).
    grouped: dict[str, OrderRow] = {}
    for row in listing.rows:
        known = grouped.get(row.number)
        grouped[row.number] = row if known is None else _added(known, row)
    return grouped.values()


def _added(one: OrderRow, other: OrderRow) -> OrderRow:
    counts = (one.filled_quantity or 0, other.filled_quantity or 0)
    # More than was asked for means that the rows are cumulative themselves.
    filled = sum(counts) if sum(counts) <= one.quantity else max(counts)
    left = (one.open_quantity, other.open_quantity)
    known = [value for value in left if value is not None]
    return msgspec.structs.replace(
        one, filled_quantity=filled, open_quantity=min(known) if known else None
    )


def _children_first(row: OrderRow) -> bool:
    return row.action not in (Action.AMEND, Action.CANCEL)


def _date(day: str) -> date:
    return date(int(day[:4]), int(day[4:6]), int(day[6:]))
