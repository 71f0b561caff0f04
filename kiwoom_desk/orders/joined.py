"""Which orders a report or a row tells of, its own and its original, and what of them; keeps nothing."""

from __future__ import annotations

from collections.abc import Callable

import msgspec

from kiwoom_desk.domain.order import Action, ReportKind
from kiwoom_desk.orders.entries import FillListed, Reported, RowListed
from kiwoom_desk.orders.facts import (
    Closing,
    Facts,
    with_closing,
    with_event,
    with_fill_row,
    with_row,
)


class OrderKey(msgspec.Struct, frozen=True, order=True, gc=False):
    """An order within one account: Korean order date and number."""

    day: str
    number: str


Known = Callable[[OrderKey], Facts]
Joined = dict[OrderKey, Facts]


def joined_by(known: Known, entry: Reported | RowListed | FillListed) -> Joined:
    """Return what `known` becomes by an entry: the facts of each order that it tells of."""
    match entry:
        case Reported():
            return _by_report(known, entry)
        case RowListed():
            return _by_row(known, entry)
        case _:
            key = OrderKey(entry.day, entry.row.number)
            return {key: with_fill_row(known(key), entry.row)}


def _by_report(known: Known, entry: Reported) -> Joined:
    event = entry.event
    key = OrderKey(entry.day, event.number)
    joined = {key: with_event(known(key), event)}
    if event.original and event.action is not Action.NEW:
        parent = OrderKey(entry.day, event.original)
        confirmed = event.kind is ReportKind.CONFIRMED
        taken = (event.quantity or 0) if confirmed else 0
        if event.kind is not ReportKind.REJECTED:
            closing = Closing(event.number, event.action, taken)
            joined[parent] = with_closing(known(parent), closing)
    return joined


def _by_row(known: Known, entry: RowListed) -> Joined:
    row = entry.row
    key = OrderKey(entry.day, row.number)
    joined = {key: with_row(known(key), row)}
    if row.original and row.action in (Action.AMEND, Action.CANCEL):
        parent = OrderKey(entry.day, row.original)
        closing = Closing(row.number, row.action, 0)
        joined[parent] = with_closing(known(parent), closing)
    return joined
