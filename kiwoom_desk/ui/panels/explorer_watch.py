"""One real-time type watched field by field; refuses to hold a place on the stream out of sight."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import msgspec
from PySide6 import QtCore, QtGui, QtWidgets

from kiwoom_desk.base.signals import Signal, Subscription
from kiwoom_desk.broker.gateway import Pushed
from kiwoom_desk.catalogue.columns import Column as Described
from kiwoom_desk.catalogue.columns import columns
from kiwoom_desk.catalogue.load import catalogue
from kiwoom_desk.catalogue.model import Field, Kind, RealType
from kiwoom_desk.catalogue.values import identity
from kiwoom_desk.domain.instrument import Instrument, Market, Product
from kiwoom_desk.market.feed import Watch
from kiwoom_desk.market.reply_tables import Cell, row_cells
from kiwoom_desk.ui.kit import columns as kit
from kiwoom_desk.ui.kit.columns import Column, ColumnLayout, Tone
from kiwoom_desk.ui.kit.labels import label
from kiwoom_desk.ui.kit.language import mark, tr
from kiwoom_desk.ui.kit.states import State
from kiwoom_desk.ui.kit.table import Table
from kiwoom_desk.ui.kit.text import PlainText
from kiwoom_desk.ui.panels.explorer_columns import cell_text, cell_tone
from kiwoom_desk.ui.panels.explorer_fields import Editor, make_editor
from kiwoom_desk.ui.shell.panel import PanelContext

_EVERY_MS = 100
_NAMED = {"stock": None, "stock_or_all": None, "etf": Product.ETF, "elw": Product.ELW}
_FIRST = {"stock": "005930", "etf": "069500"}
_GOLD = "MGD"
_INDEX = ("ka20001", "inds_cd")
_VENUES = "_NX _AL"


class WatchedField(msgspec.Struct, frozen=True):
    """One field of the last push: what it is, what it said, and when it last changed."""

    column: Described
    cell: Cell
    changed: str = ""


# In the opening layout number, name and value stand side by side.
_COLUMNS = (
    Column(
        id="fid",
        title="FID",
        value=lambda one: one.column.key,
        kind=kit.Kind.CODE,
        width=40,
        tone=lambda _one: Tone.QUIET,
    ),
    Column(
        id="label",
        title=mark("Field"),
        value=lambda one: label(one.column.label),
        kind=kit.Kind.NAME,
        width=108,
    ),
    Column(
        id="value",
        title=mark("Value"),
        value=lambda one: one.cell.text,
        told=lambda one: cell_text(one.column, one.cell),
        tone=lambda one: cell_tone(one.column, one.cell),
        align="right",
        width=150,
        bold=True,
    ),
    Column(
        id="unit",
        title=mark("Unit"),
        value=lambda one: label(one.column.unit or ""),
        kind=kit.Kind.NAME,
        width=80,
        tone=lambda _one: Tone.QUIET,
    ),
    Column(
        id="changed",
        title=mark("Changed"),
        value=lambda one: one.changed,
        kind=kit.Kind.TIME,
        width=76,
        tone=lambda _one: Tone.QUIET,
    ),
)


class WatchView(QtWidgets.QWidget):
    """What to watch, start and stop, and the fields of the last push; `count` pushes so far."""

    def __init__(self, context: PanelContext) -> None:
        super().__init__()
        self._context = context
        self._type: RealType | None = None
        self._described: tuple[Described, ...] = ()
        self._watch: Watch | None = None
        self._subscription: Subscription | None = None
        self._last: Pushed | None = None
        self._painted: Pushed | None = None
        self._rows: tuple[WatchedField, ...] = ()
        self._wanted = False
        self.count = 0
        self.item: Editor | None = None
        self.changed: Signal[None] = Signal()
        self.start_button = QtWidgets.QPushButton(tr("Watch live"))
        self.stop_button = QtWidgets.QPushButton(tr("Stop"))
        self.told = PlainText(tone="quiet")
        self.table = Table(_COLUMNS, key=lambda one: one.column.key)
        self.table.restore(context.memory.read(ColumnLayout, "columns-watch"))
        self.table.arranged.connect(lambda kept: context.memory.write(kept, "columns-watch"))
        self._place = QtWidgets.QHBoxLayout()
        self._timer = QtCore.QTimer(self)
        self._timer.setInterval(_EVERY_MS)
        self._timer.timeout.connect(self._paint)
        self._lay_out()
        self.destroyed.connect(lambda _object=None: self._give_back())

    def _lay_out(self) -> None:
        self.start_button.clicked.connect(lambda _on=False: self.start())
        self.stop_button.clicked.connect(lambda _on=False: self.stop())
        self._place.setContentsMargins(8, 4, 8, 4)
        self._place.setSpacing(4)
        self._place.addWidget(self.start_button)
        self._place.addWidget(self.stop_button)
        self._place.addStretch(1)
        self.told.setContentsMargins(8, 0, 8, 4)
        self.told.hide()
        column = QtWidgets.QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(self._place)
        column.addWidget(self.told)
        column.addWidget(self.table, 1)

    def show_type(self, type_: RealType) -> None:
        """Offer another type; what was watched ends."""
        self.stop()
        self._type, self._described = type_, columns(type_.fields)
        english = self._context.desk.settings.language == "en"
        self.table.set_accessible(type_.english if english else type_.name)
        if self.item is not None:
            self._place.removeWidget(self.item)
            self.item.hide()
            self.item.deleteLater()
            self.item = None
        field = _item_field(type_)
        if field is not None:
            index, clock = self._context.desk.instruments, self._context.desk.clock

            def today() -> date:
                return clock.market().date()

            self.item = make_editor(field, index, _fits(type_), today)
            self.item.set_text(self._first_item(type_))
            self.item.setMaximumWidth(300)
            self._place.insertWidget(0, self.item)
        self._rows = ()
        self.table.set_rows(())
        self.table.state.show_state(
            State.EMPTY, tr("Nothing is watched."), tr("Watch live"), self.start
        )

    def start(self) -> None:
        """Watch the item from now on, while this is in sight."""
        if self._type is None:
            return
        self.stop()
        self.count, self._rows, self._last, self._painted = 0, (), None, None
        self.table.set_rows(())
        self._wanted = True
        self._claim()
        self._paint()

    def stop(self) -> None:
        """Watch no longer; the last values stay."""
        self._wanted = False
        self._release()
        self._tell()

    @property
    def watching(self) -> bool:
        """Tell whether a place on the stream is held."""
        return self._watch is not None

    def showEvent(self, event: QtGui.QShowEvent) -> None:
        """Take the place on the stream again."""
        super().showEvent(event)
        if self._wanted:
            self._claim()

    def hideEvent(self, event: QtGui.QHideEvent) -> None:
        """Give the place back while nobody looks."""
        super().hideEvent(event)
        self._release()

    def _claim(self) -> None:
        if self._type is None or self._watch is not None or not self.isVisible():
            return
        desk, type_ = self._context.desk, self._type.id
        self._subscription = desk.gateway.watch(type_, self._take)
        self._watch = desk.feed.watch(self._item_text(), type_)
        self._timer.start()
        self._tell()

    def _release(self) -> None:
        self._timer.stop()
        self._give_back()

    def _give_back(self) -> None:
        if self._subscription is not None:
            self._subscription.close()
        if self._watch is not None:
            self._watch.close()
        self._subscription = self._watch = None

    def _take(self, pushed: Pushed) -> None:
        if _same_item(pushed.item, self._item_text()):
            self.count += 1
            self._last = pushed

    def _paint(self) -> None:
        if self._last is not None and self._last is not self._painted:
            self._painted = self._last
            self._show(self._last)
        self._tell()

    def _show(self, pushed: Pushed) -> None:
        now = self._context.desk.clock.market().strftime("%H%M%S")
        cells = row_cells(self._described, pushed.row)
        before = self._rows or (None,) * len(cells)
        self._rows = tuple(
            WatchedField(column, cell, old.changed if old is not None and old.cell == cell else now)
            for column, cell, old in zip(self._described, cells, before, strict=True)
        )
        self.table.set_rows(self._rows)
        self.table.state.clear()

    def _tell(self) -> None:
        self.start_button.setVisible(not self._wanted)
        self.stop_button.setVisible(self._wanted)
        received = tr("{count} received").format(count=f"{self.count:,}")
        self.told.setText(received if self._wanted and self.count else "")
        self.told.setVisible(bool(self.told.text()))
        if not self._wanted or self.count:
            return
        sentence = self._waiting()
        if self.table.state.sentence != sentence or not self.table.state.isVisible():
            self.table.state.show_state(State.EMPTY, sentence)

    def _waiting(self) -> str:
        gateway, item = self._context.desk.gateway, self._item_text()
        type_ = self._type.id if self._type is not None else ""
        for key in gateway.refused_registrations:
            if (key.item, key.type) == (item, type_):
                return tr("The exchange refused to send this.")
        if gateway.is_registered(item, type_):
            return tr("Registered; nothing has come yet.")
        return tr("Waiting for the registration.")

    def _item_text(self) -> str:
        return "" if self.item is None else self.item.text()

    def _first_item(self, type_: RealType) -> str:
        if type_.item == "gold":
            return _GOLD
        if type_.item == "sector":
            return "001"
        if type_.item == "stock_or_all":
            return ""
        index, linked = self._context.desk.instruments, self._context.link.instrument
        found = index.get(linked) if linked else None
        if found is not None and _fits(type_)(found):
            return found.code
        if type_.item == "elw":
            return next((one.code for one in index.all() if one.market is Market.ELW), "")
        return _FIRST[type_.item]


def _item_field(type_: RealType) -> Field | None:
    """The field of what is registered; None where it has no item."""
    data = next(f for f in catalogue().api(type_.id).request if f.key == "data")
    label = next(f for f in data.children if f.key == "item").label
    if type_.item in _NAMED:
        needed = type_.item != "stock_or_all"
        return Field(key="stk_cd", label=label, kind=Kind.CODE, required=needed, note=_VENUES)
    if type_.item == "sector":
        api_id, key = _INDEX
        choices = next(f.choices for f in catalogue().api(api_id).request if f.key == key)
        return Field(
            key=key, label=label, kind=Kind.CODE, required=True, choices=choices, open=True
        )
    if type_.item == "gold":
        return Field(key="item", label=label, kind=Kind.TEXT, required=True)
    return None


def _fits(type_: RealType) -> Callable[[Instrument], bool]:
    product = _NAMED.get(type_.item)
    return lambda one: product is None or one.product is product


def _same_item(pushed: str, wanted: str) -> bool:
    if not wanted:
        return True
    came, asked = identity(pushed), identity(wanted)
    return came.code == asked.code and came.venue_suffix in (asked.venue_suffix, "")
