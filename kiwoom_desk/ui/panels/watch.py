"""The watch list: names a person follows, live; refuses to decide who gets the stream."""

from __future__ import annotations

from typing import Any

import msgspec
from PySide6 import QtCore, QtWidgets

from kiwoom_desk.domain.quote import Quote
from kiwoom_desk.market.age import Age, AgeKind
from kiwoom_desk.market.feed import Lease, Rank, Want
from kiwoom_desk.ui.kit import text
from kiwoom_desk.ui.kit.columns import Column, ColumnLayout, Kind, Tone, by_sign
from kiwoom_desk.ui.kit.frame import Dirty
from kiwoom_desk.ui.kit.grid import CellPress, Grid
from kiwoom_desk.ui.kit.language import mark, tr
from kiwoom_desk.ui.kit.states import State
from kiwoom_desk.ui.shell.panel import Area, PanelContext, PanelSpec

FIRST_NAMES = (
    "005930",
    "000660",
    "373220",
    "207940",
    "005380",
    "000270",
    "068270",
    "105560",
    "035420",
    "035720",
    "051910",
    "006400",
    "012450",
    "247540",
    "086520",
    "196170",
    "028300",
    "042700",
    "034020",
    "329180",
)
_AGES_EVERY = 1_000


class WatchRow(msgspec.Struct, frozen=True, gc=False):
    """One painted row: the name, its quote and how old it is."""

    code: str
    name: str
    quote: Quote
    age: Age


class WatchNames(msgspec.Struct, frozen=True):
    """The codes of the list, in order, as they are kept with the layout."""

    codes: tuple[str, ...] = FIRST_NAMES


def _price(read: str) -> Any:
    return lambda row: getattr(row.quote, read)


def age_text(age: Age) -> str:
    """Return how old a figure is, in words of one or two characters more than the number."""
    if age.kind in (AgeKind.NONE, AgeKind.FRESH):
        return ""
    seconds = int(age.seconds)
    said = f"{seconds}s" if seconds < 60 else f"{seconds // 60}m"
    return f"↻{said}" if age.kind is AgeKind.POLLED else said


def _age_tone(row: WatchRow) -> Tone:
    return Tone.ATTENTION if row.age.kind in (AgeKind.SUSPECT, AgeKind.STALE) else Tone.QUIET


_direction = by_sign(lambda row: row.quote.change)
COLUMNS = (
    Column(id="name", title=mark("Name"), value=lambda r: r.name, kind=Kind.NAME, width=104),
    Column(
        id="price",
        title=mark("Price"),
        value=_price("price"),
        kind=Kind.PRICE,
        width=72,
        tone=_direction,
        bold=True,
        flash=True,
    ),
    Column(
        id="change",
        title=mark("Change"),
        value=_price("change"),
        kind=Kind.CHANGE,
        width=68,
        tone=_direction,
    ),
    Column(
        id="rate",
        title=mark("Rate %"),
        value=_price("rate"),
        kind=Kind.RATE,
        width=58,
        tone=_direction,
    ),
    Column(id="volume", title=mark("Volume"), value=_price("volume"), kind=Kind.SIZE, width=84),
    Column(
        id="age",
        title=mark("Age"),
        value=lambda r: r.age,
        form=age_text,
        align="right",
        width=40,
        tone=_age_tone,
    ),
    Column(
        id="value",
        title=mark("Value (million)"),
        value=_price("value"),
        kind=Kind.SIZE,
        width=84,
        hidden=True,
    ),
    Column(
        id="strength",
        title=mark("Strength %"),
        value=lambda r: r.quote.strength or None,
        kind=Kind.HUNDREDTHS,
        width=70,
        tone=by_sign(lambda r: r.quote.strength - 10_000 if r.quote.strength else 0),
        hidden=True,
    ),
    Column(id="ask", title=mark("Ask"), value=_price("ask"), kind=Kind.PRICE, hidden=True),
    Column(id="bid", title=mark("Bid"), value=_price("bid"), kind=Kind.PRICE, hidden=True),
    Column(id="open", title=mark("Open"), value=_price("open"), kind=Kind.PRICE, hidden=True),
    Column(id="high", title=mark("High"), value=_price("high"), kind=Kind.PRICE, hidden=True),
    Column(id="low", title=mark("Low"), value=_price("low"), kind=Kind.PRICE, hidden=True),
    Column(id="code", title=mark("Code"), value=lambda r: r.code, kind=Kind.CODE, hidden=True),
)


class WatchList(QtWidgets.QWidget):
    """A live list over the quotes; rows in sight come first when the stream is full."""

    def __init__(self, context: PanelContext) -> None:
        super().__init__()
        self._context = context
        self._leases: dict[str, Lease] = {}
        self.grid = Grid(COLUMNS, self._row, dull=lambda row: row.age.kind is AgeKind.STALE)
        self.grid.set_accessible(tr("Watch list"))
        self.grid.restore(context.memory.read(ColumnLayout))
        self._entry = QtWidgets.QLineEdit()
        self._entry.setPlaceholderText(tr("Add a name or code"))
        self._entry.setAccessibleName(tr("Add a name or code"))
        self._entry.returnPressed.connect(self._add_typed)
        column = QtWidgets.QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.grid, 1)
        column.addWidget(self._entry)
        self._connect()
        self.set_codes((context.memory.read(WatchNames) or WatchNames()).codes)

    def _connect(self) -> None:
        context, grid = self._context, self.grid
        grid.selected.connect(context.link.set)
        grid.activated.connect(context.link.set)
        grid.arranged.connect(context.memory.write)
        grid.removed.connect(self.remove)
        grid.scope_changed.connect(self._rank)
        grid.menu_asked.connect(self._menu)
        self._linked = context.link.changed.connect(grid.select)
        context.frame.subscribe(self, self._frame)
        self._ages = QtCore.QTimer(self)
        self._ages.setInterval(_AGES_EVERY)
        self._ages.timeout.connect(lambda: self.grid.touch(self.grid.visible_keys()))
        self._ages.start()
        self.destroyed.connect(lambda _none=None: self._linked.close())

    @property
    def codes(self) -> tuple[str, ...]:
        """Return the codes in the person's order."""
        return tuple(self._leases)

    def set_codes(self, codes: tuple[str, ...]) -> None:
        """Show these names, in this order; leases of names that left are closed."""
        wanted = dict.fromkeys(codes)
        for code in [code for code in self._leases if code not in wanted]:
            self._leases.pop(code).close()
        feed = self._context.desk.feed
        self._leases = {
            code: self._leases.get(code) or feed.acquire(code, Want.QUOTE, Rank.HIDDEN)
            for code in wanted
        }
        self.grid.set_keys(tuple(self._leases))
        self._rank(self.grid.visible_keys())
        self._context.memory.write(WatchNames(self.codes))
        if self._leases:
            self.grid.state.clear()
        else:
            self.grid.state.show_state(State.EMPTY, tr("Add names with the field below."))

    def add(self, code: str) -> None:
        """Append a name and show it."""
        self.set_codes((*self.codes, code))
        self.grid.select(code)

    def remove(self, codes: tuple[str, ...]) -> None:
        """Take names off the list."""
        self.set_codes(tuple(code for code in self.codes if code not in codes))

    def _add_typed(self) -> None:
        found = self._context.desk.instruments.search(self._entry.text(), 1)
        if found:
            self.add(found[0].code)
            self._entry.clear()
        else:
            self._entry.selectAll()

    def _row(self, code: str) -> WatchRow:
        desk = self._context.desk
        quote = desk.state.quote(code) or Quote(code)
        return WatchRow(code, desk.instruments.name(code), quote, desk.feed.age(code))

    def _frame(self, dirty: Dirty) -> None:
        self.grid.apply(dirty)

    def _rank(self, visible: tuple[str, ...]) -> None:
        seen = set(visible)
        for code, lease in self._leases.items():
            lease.set_rank(Rank.VISIBLE if code in seen else Rank.HIDDEN)

    def _menu(self, press: CellPress) -> None:
        menu = QtWidgets.QMenu(self)
        menu.setAttribute(QtCore.Qt.WidgetAttribute.WA_DeleteOnClose)
        name = text.clean(self._context.desk.instruments.name(press.key))
        menu.addAction(tr("Remove {name}").format(name=name)).triggered.connect(
            lambda: self.remove((press.key,))
        )
        menu.popup(press.position)


PANEL = PanelSpec(id="watch", title=mark("Watch list"), make=WatchList, area=Area.LEFT)
