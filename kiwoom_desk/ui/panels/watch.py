"""The watch list: names a person follows, live; refuses to decide who gets the stream."""

from __future__ import annotations

from typing import Any

import msgspec
from PySide6 import QtCore, QtGui, QtWidgets

from kiwoom_desk.domain.quote import Quote
from kiwoom_desk.market.age import Age, AgeKind
from kiwoom_desk.ui.kit import text
from kiwoom_desk.ui.kit.columns import Column, ColumnLayout, Kind, Tone, by_sign
from kiwoom_desk.ui.kit.frame import Dirty
from kiwoom_desk.ui.kit.grid import CellPress, Grid
from kiwoom_desk.ui.kit.language import mark, tr
from kiwoom_desk.ui.kit.states import State
from kiwoom_desk.ui.kit.text import PlainText
from kiwoom_desk.ui.panels.broker_groups import GROUPS, MEMBERS, BrokerGroup, BrokerGroups
from kiwoom_desk.ui.panels.read_mark import FEED_APIS, ReadMark
from kiwoom_desk.ui.panels.row_drag import RowDrag, RowMove
from kiwoom_desk.ui.panels.row_leases import RowLeases
from kiwoom_desk.ui.shell.panel import Area, Message, PanelContext, PanelSpec

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
_READ = (FEED_APIS[0], GROUPS.api_id, MEMBERS.api_id)
_GROUPS = 5


class WatchRow(msgspec.Struct, frozen=True, gc=False):
    """One painted row: the name, its quote and how old it is."""

    code: str
    name: str
    quote: Quote
    age: Age


class WatchGroups(msgspec.Struct, frozen=True):
    """The groups' codes, each in its order, and the one shown; kept with the layout."""

    groups: tuple[tuple[str, ...], ...] = (FIRST_NAMES, (), (), (), ())
    shown: int = 0

    def with_shown(self, codes: tuple[str, ...]) -> WatchGroups:
        """Return the groups with other codes in the one shown."""
        groups = (*self.groups[: self.shown], codes, *self.groups[self.shown + 1 :])
        return WatchGroups(groups, self.shown)


def _price(read: str) -> Any:
    # Before the first price nothing is known: a change of 0 would be a figure.
    return lambda row: getattr(row.quote, read) if row.quote.price else None


def age_text(age: Age) -> str:
    """Return how old a figure is, short enough for a column; nothing for a fresh one."""
    if age.kind in (AgeKind.NONE, AgeKind.FRESH):
        return ""
    seconds = int(age.seconds)
    said = (
        tr("{count}s", "age").format(count=seconds)
        if seconds < 60
        else tr("{count}m", "age").format(count=seconds // 60)
    )
    return f"↻{said}" if age.kind is AgeKind.POLLED else said


def _age_tone(row: WatchRow) -> Tone:
    return Tone.ATTENTION if row.age.kind in (AgeKind.SUSPECT, AgeKind.STALE) else Tone.QUIET


_direction = by_sign(lambda row: row.quote.change)
COLUMNS = (
    Column(id="name", title=mark("Name"), value=lambda r: r.name, kind=Kind.NAME, width=84),
    Column(
        id="price",
        title=mark("Price"),
        value=_price("price"),
        kind=Kind.PRICE,
        width=66,
        tone=_direction,
        bold=True,
        flash=True,
    ),
    Column(
        id="change",
        title=mark("Change"),
        value=_price("change"),
        kind=Kind.CHANGE,
        width=62,
        tone=_direction,
    ),
    Column(
        id="rate",
        title=mark("Rate %"),
        value=_price("rate"),
        kind=Kind.RATE,
        width=62,
        tone=_direction,
    ),
    Column(
        id="age",
        title=mark("Age"),
        value=lambda r: r.age,
        kind=Kind.SIZE,
        form=age_text,
        width=46,
        tone=_age_tone,
    ),
    Column(id="volume", title=mark("Volume"), value=_price("volume"), kind=Kind.SIZE, width=78),
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
        self._kept = _kept(context)
        self._leases = RowLeases(context.desk.feed)
        self.grid = Grid(COLUMNS, self._row, dull=lambda row: row.age.kind is AgeKind.STALE)
        self.groups = QtWidgets.QComboBox()
        self.entry = QtWidgets.QLineEdit()
        self._told = PlainText(tone="attention")
        self._prepare()
        self._connect()
        self._show()

    def _prepare(self) -> None:
        self.grid.set_accessible(tr("Watch list"))
        self.grid.restore(self._context.memory.read(ColumnLayout))
        self.groups.setAccessibleName(tr("Watch group"))
        for number in range(1, _GROUPS + 1):
            self.groups.addItem(tr("Watch {number}").format(number=number))
        self.groups.setCurrentIndex(self._kept.shown)
        self.entry.setPlaceholderText(tr("Add a name or code"))
        self.entry.setAccessibleName(tr("Add a name or code"))
        self._told.hide()
        foot = QtWidgets.QHBoxLayout()
        foot.setContentsMargins(4, 4, 4, 4)
        foot.setSpacing(4)
        foot.addWidget(self.groups)
        foot.addWidget(self.entry, 1)
        foot.addWidget(self._told)
        foot.addWidget(BrokerGroups(self._context, self.read_group))
        column = QtWidgets.QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.grid, 1)
        column.addWidget(ReadMark(self._context, *_READ))
        column.addLayout(foot)

    def _connect(self) -> None:
        context, grid = self._context, self.grid
        grid.selected.connect(context.link.set)
        grid.activated.connect(context.link.set)
        grid.arranged.connect(context.memory.write)
        grid.removed.connect(self.remove)
        grid.scope_changed.connect(lambda _keys: self._rank())
        grid.menu_asked.connect(self._menu)
        self._drag = RowDrag(grid)
        self._drag.moved.connect(self.move_row)
        self.groups.currentIndexChanged.connect(self.show_group)
        self.entry.returnPressed.connect(self._add_typed)
        self.entry.textEdited.connect(lambda _text: self._told.hide())
        linked = context.link.changed.connect(grid.select)
        context.frame.subscribe(self, self._frame)
        self._ages = QtCore.QTimer(self)
        self._ages.setInterval(_AGES_EVERY)
        self._ages.timeout.connect(lambda: self.grid.touch(self.grid.visible_keys()))
        leases = self._leases

        def release(_none: object = None) -> None:
            linked.close()
            leases.close()

        self.destroyed.connect(release)

    @property
    def codes(self) -> tuple[str, ...]:
        """Return the codes of the group shown, in the person's order."""
        return self._kept.groups[self._kept.shown]

    @property
    def all_codes(self) -> frozenset[str]:
        """Return the codes of every group."""
        return frozenset(code for group in self._kept.groups for code in group)

    def set_codes(self, codes: tuple[str, ...]) -> None:
        """Keep these names in the group shown, in this order."""
        self._keep(self._kept.with_shown(tuple(dict.fromkeys(codes))))

    def show_group(self, number: int) -> None:
        """Show another group, counted from 0."""
        self._keep(WatchGroups(self._kept.groups, number))
        self.groups.setCurrentIndex(number)

    def read_group(self, group: BrokerGroup) -> None:
        """Take a group of the broker's into the first empty one of ours, else behind the one shown."""
        if self.codes:
            empty = next((n for n, codes in enumerate(self._kept.groups) if not codes), None)
            if empty is not None:
                self.show_group(empty)
        self.set_codes((*self.codes, *group.codes))
        told = tr("{count} names of {group} are in watch {number}.")
        said = told.format(count=len(group.codes), group=group.name, number=self._kept.shown + 1)
        self._context.say(Message("good", said, "watch.group_read"))

    def add(self, code: str) -> None:
        """Append a name and show it."""
        self.set_codes((*self.codes, code))
        self.grid.select(code)

    def remove(self, codes: tuple[str, ...]) -> None:
        """Take names off the group."""
        self.set_codes(tuple(code for code in self.codes if code not in codes))

    def move_row(self, move: RowMove) -> None:
        """Put a name at another place of the group."""
        others = [code for code in self.codes if code != move.key]
        others.insert(move.place, move.key)
        self.set_codes(tuple(others))

    def showEvent(self, event: QtGui.QShowEvent) -> None:
        """Ask for the rows in sight first."""
        super().showEvent(event)
        self._ages.start()
        self._rank()

    def hideEvent(self, event: QtGui.QHideEvent) -> None:
        """Leave the stream to what can be seen."""
        super().hideEvent(event)
        self._ages.stop()
        self._rank()

    def _keep(self, groups: WatchGroups) -> None:
        self._kept = groups
        self._context.memory.write(groups)
        self._show()

    def _show(self) -> None:
        self._leases.hold(self.codes)
        self.grid.set_keys(self.codes)
        self._rank()
        if self._context.link.instrument and self.grid.current is None:
            self.grid.select(self._context.link.instrument)
        if self.codes:
            self.grid.state.clear()
        else:
            self.grid.state.show_state(State.EMPTY, tr("Add names with the field below."))

    def _add_typed(self) -> None:
        typed = self.entry.text().strip()
        found = self._context.desk.instruments.search(typed, 1) if typed else ()
        if found:
            self.add(found[0].code)
            self.entry.clear()
        elif typed:
            self._told.setText(tr("No such name."))
            self._told.show()
            self.entry.selectAll()

    def _row(self, code: str) -> WatchRow:
        desk = self._context.desk
        quote = desk.state.quote(code) or Quote(code)
        return WatchRow(code, desk.instruments.name(code), quote, desk.feed.age(code))

    def _frame(self, dirty: Dirty) -> None:
        self.grid.apply(dirty)

    def _rank(self) -> None:
        self._leases.see(self.grid.visible_keys() if self.isVisible() else ())

    def _menu(self, press: CellPress) -> None:
        menu = QtWidgets.QMenu(self)
        menu.setAttribute(QtCore.Qt.WidgetAttribute.WA_DeleteOnClose)
        name = text.clean(self._context.desk.instruments.name(press.key))
        menu.addAction(tr("Remove {name}").format(name=name)).triggered.connect(
            lambda: self.remove((press.key,))
        )
        menu.popup(press.position)


def _kept(context: PanelContext) -> WatchGroups:
    kept = context.memory.read(WatchGroups)
    if kept is None or len(kept.groups) != _GROUPS or not 0 <= kept.shown < _GROUPS:
        return WatchGroups()
    return kept


PANEL = PanelSpec(id="watch", title=mark("Watch list"), make=WatchList, area=Area.LEFT)
