"""Tells an accessibility or automation tool where things are and what holds; refuses to act.

Two verbs of the local socket, both read-only; neither presses, types or sends anything, the tool
does that with the person's own mouse and keys:

    place  panel=ticket part=send      a named part of a panel; without `part` the panel itself
           panel=book price=71100      the cell of a price in the panel's ladder (column=ask|price|bid)
           panel=open_orders row=KEY   a row of the panel's table, by the key that `state` tells
           panel=tape tab=1            the title of a panel
           part=search                 the search box; part=confirm.yes … a part of an open dialog
    state                              orders, fills, positions, cash, linked name, tabs in front

`place` answers a Spot, `state` a Seen, as JSON.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Literal

import msgspec
from PySide6 import QtCore, QtWidgets

from kiwoom_desk.base.local import Reply, Request
from kiwoom_desk.orders.requests import Order
from kiwoom_desk.ui.kit.ladder import Ladder
from kiwoom_desk.ui.kit.table import Table
from kiwoom_desk.ui.shell.panel import DeskContext
from kiwoom_desk.ui.shell.window import MainWindow

VERBS = frozenset({"place", "state"})
_GROUP = "A"
_COLUMNS: dict[str, Literal["ask", "price", "bid"]] = {"ask": "ask", "price": "price", "bid": "bid"}


class Spot(msgspec.Struct, frozen=True):
    """A rectangle on the screen in pixels, and what stands there; x and y are its centre."""

    x: int
    y: int
    width: int
    height: int
    visible: bool
    enabled: bool
    focused: bool
    hovered: bool
    text: str = ""


class OrderSeen(msgspec.Struct, frozen=True):
    """An order as the ledger has it; `key` names its row in the table of open orders."""

    key: str
    number: str
    code: str
    side: str
    price: int
    quantity: int
    filled: int
    state: str


class FillSeen(msgspec.Struct, frozen=True):
    """A fill of the ledger."""

    order: str
    code: str
    side: str
    price: int
    quantity: int


class Seen(msgspec.Struct, frozen=True):
    """What holds now; won and shares, None for what was not read yet."""

    trading: str
    linked: str
    names: int
    asks: tuple[int, ...]
    bids: tuple[int, ...]
    open_orders: tuple[OrderSeen, ...]
    orders: tuple[OrderSeen, ...]
    fills: tuple[FillSeen, ...]
    positions: dict[str, int]
    cash: int | None
    orderable: int | None
    front: tuple[str, ...]
    """Ids of the panels whose tab is in front."""


class NoSuchPlace(Exception):
    """Nothing of that name is there now."""


def answer(window: MainWindow, desk: DeskContext, request: Request) -> Reply:
    """Answer one of VERBS; `no_place` where nothing of that name is there now."""
    if request.verb == "state":
        return Reply(True, body=msgspec.json.encode(seen(window, desk)).decode())
    try:
        spot = find(window, request.arguments)
    except NoSuchPlace:
        return Reply(False, "no_place")
    return Reply(True, body=msgspec.json.encode(spot).decode())


def find(window: MainWindow, asked: Mapping[str, str]) -> Spot:
    """Return where the thing asked for is; raise NoSuchPlace."""
    panel, part = asked.get("panel", ""), asked.get("part", "")
    if not panel:
        dialog = QtWidgets.QApplication.activeModalWidget()
        return _spot(window.box if part == "search" else _part(dialog, part))
    widget = window.widgets.get(panel)
    if widget is None:
        raise NoSuchPlace(panel)
    if "tab" in asked:
        return _spot(window.docks.dock(panel).tabWidget())
    if "price" in asked:
        return _price(widget, asked["price"], asked.get("column", "price"))
    if "row" in asked:
        return _row(widget, asked["row"])
    return _spot(_part(widget, part) if part else widget)


def seen(window: MainWindow, desk: DeskContext) -> Seen:
    """Return what holds now."""
    linked = window.links.group(_GROUP).instrument
    book = desk.state.book(linked)
    deposit = desk.account.deposit
    return Seen(
        trading=desk.orders.state.value,
        linked=linked,
        names=len(desk.instruments),
        asks=tuple(book.ask_prices) if book is not None else (),
        bids=tuple(book.bid_prices) if book is not None else (),
        open_orders=_orders(desk.ledger.open_orders),
        orders=_orders(desk.ledger.orders),
        fills=tuple(
            FillSeen(fill.order, fill.code, fill.side.name.lower(), fill.price, fill.quantity)
            for fill in desk.ledger.fills
        ),
        positions={holding.code: holding.quantity for holding in desk.account.positions},
        cash=deposit.cash if deposit is not None else None,
        orderable=desk.account.orderable,
        front=tuple(id_ for id_ in window.docks.specs if window.docks.in_front(id_)),
    )


def _orders(orders: Sequence[Order]) -> tuple[OrderSeen, ...]:
    return tuple(
        OrderSeen(
            key=f"{order.day}{order.number}",
            number=order.number,
            code=order.code,
            side=order.side.name.lower(),
            price=order.price or 0,
            quantity=order.quantity,
            filled=order.filled,
            state=order.state.value,
        )
        for order in orders
    )


def _part(within: QtWidgets.QWidget | None, name: str) -> QtWidgets.QWidget:
    found = within.findChild(QtWidgets.QWidget, name) if within is not None else None
    if not isinstance(found, QtWidgets.QWidget):
        raise NoSuchPlace(name)
    return found


def _price(panel: QtWidgets.QWidget, price: str, column: str) -> Spot:
    ladder = panel.findChild(Ladder)
    if not isinstance(ladder, Ladder) or column not in _COLUMNS:
        raise NoSuchPlace(price)
    try:
        centre = ladder.point_of(int(price), _COLUMNS[column])
    except ValueError:
        raise NoSuchPlace(price) from None
    return _spot(ladder, QtCore.QRect(centre, QtCore.QSize(1, 1)), price)


def _row(panel: QtWidgets.QWidget, key: str) -> Spot:
    table = panel.findChild(Table)
    box = table.place_of(key) if isinstance(table, Table) else None
    if not isinstance(table, Table) or box is None:
        raise NoSuchPlace(key)
    return _spot(table.viewport(), box.intersected(table.viewport().rect()), key)


def _spot(widget: QtWidgets.QWidget, box: QtCore.QRect | None = None, text: str = "") -> Spot:
    box = widget.rect() if box is None else box
    centre = widget.mapToGlobal(box.center())
    return Spot(
        x=centre.x(),
        y=centre.y(),
        width=box.width(),
        height=box.height(),
        visible=widget.isVisible() and not box.isEmpty(),
        enabled=widget.isEnabled(),
        focused=widget.hasFocus(),
        hovered=widget.underMouse(),
        text=text or _text(widget),
    )


def _text(widget: QtWidgets.QWidget) -> str:
    words = (QtWidgets.QLineEdit, QtWidgets.QAbstractButton, QtWidgets.QLabel)
    return widget.text() if isinstance(widget, words) else ""
