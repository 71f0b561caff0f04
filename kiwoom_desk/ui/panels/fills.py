"""Today's fills, newest first; refuses to compute money from them."""

from __future__ import annotations

from PySide6 import QtWidgets

from kiwoom_desk.orders.checks import DeskState
from kiwoom_desk.orders.requests import OrderFill
from kiwoom_desk.ui.kit.columns import Column, ColumnLayout, Kind
from kiwoom_desk.ui.kit.frame import Dirty
from kiwoom_desk.ui.kit.language import mark, tr
from kiwoom_desk.ui.kit.states import State
from kiwoom_desk.ui.kit.table import Table
from kiwoom_desk.ui.panels.age_mark import LinkMark
from kiwoom_desk.ui.panels.asked_columns import sheet_of
from kiwoom_desk.ui.panels.export_button import ExportButton
from kiwoom_desk.ui.panels.order_words import SIDES, side_tone
from kiwoom_desk.ui.panels.read_mark import ORDER_APIS, ReadMark
from kiwoom_desk.ui.shell.panel import Area, PanelContext, PanelSpec


class Fills(QtWidgets.QWidget):
    """The table of fills of the market day."""

    def __init__(self, context: PanelContext) -> None:
        super().__init__()
        self._context = context
        name = context.desk.instruments.name
        self.table = Table(
            (
                Column(
                    id="time", title=mark("Time"), value=lambda f: f.time, kind=Kind.TIME, width=72
                ),
                Column(
                    id="name",
                    title=mark("Name"),
                    value=lambda f: name(f.code),
                    kind=Kind.NAME,
                    width=150,
                ),
                Column(
                    id="side",
                    title=mark("Side"),
                    value=lambda f: tr(SIDES[f.side]),
                    align="center",
                    width=52,
                    tone=lambda f: side_tone(f.side),
                    bold=True,
                ),
                Column(
                    id="price",
                    title=mark("Fill price"),
                    value=lambda f: f.price,
                    kind=Kind.PRICE,
                    width=84,
                ),
                Column(
                    id="quantity",
                    title=mark("Quantity"),
                    value=lambda f: f.quantity,
                    kind=Kind.SIZE,
                    width=72,
                ),
                Column(
                    id="amount",
                    title=mark("Amount"),
                    value=lambda f: f.price * f.quantity,
                    kind=Kind.SIZE,
                    width=104,
                ),
                Column(
                    id="order",
                    title=mark("Order no."),
                    value=lambda f: f.order,
                    kind=Kind.CODE,
                    width=80,
                ),
                Column(
                    id="venue",
                    title=mark("Venue"),
                    value=lambda f: f.venue,
                    kind=Kind.CODE,
                    width=56,
                ),
            ),
            key=lambda fill: f"{fill.day}{fill.order}{fill.number}",
        )
        self.table.set_accessible(tr("Fills"))
        self.table.restore(context.memory.read(ColumnLayout))
        self.table.arranged.connect(context.memory.write)
        self.table.selected.connect(lambda fill: context.link.set(fill.code))
        column = QtWidgets.QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(LinkMark(context))
        column.addWidget(ReadMark(context, *ORDER_APIS))
        column.addWidget(self.table, 1)
        self.export = ExportButton(
            context, tr("Fills"), lambda: [sheet_of(tr("Fills"), self.table)]
        )
        foot = QtWidgets.QHBoxLayout()
        foot.setContentsMargins(8, 4, 4, 4)
        foot.addStretch(1)
        foot.addWidget(self.export)
        column.addLayout(foot)
        changed = context.desk.orders.changed.connect(lambda _event: context.frame.again(self))
        self.destroyed.connect(lambda _none=None: changed.close())
        context.frame.subscribe(self, self._frame)
        self.show_fills()

    def _frame(self, dirty: Dirty) -> None:
        if dirty.everything:
            self.show_fills()

    def show_fills(self) -> None:
        """Read the fills of the market day out of the ledger."""
        day = self._context.desk.clock.market().strftime("%Y%m%d")
        fills: list[OrderFill] = [f for f in self._context.desk.ledger.fills if f.day == day]
        self.table.set_rows(fills[::-1])
        self.export.setEnabled(bool(fills))
        if fills:
            self.table.state.clear()
        elif self._context.desk.orders.state is DeskState.READY:
            self.table.state.show_state(State.EMPTY, tr("No fill today."))
        else:
            self.table.state.show_loading(tr("Reading the order lists…"))


PANEL = PanelSpec(id="fills", title=mark("Fills"), make=Fills, area=Area.CENTRE_BELOW)
