"""Executions of the linked name, now, of the day or of the day before; refuses sizes filtered out."""

from __future__ import annotations

from collections.abc import Callable

import msgspec
from PySide6 import QtWidgets

from kiwoom_desk.market.asked_rows import AskedRow, AskedSpec
from kiwoom_desk.ui.kit.language import mark, tr
from kiwoom_desk.ui.kit.text import PlainText, hundredths
from kiwoom_desk.ui.panels.asked_list import AskedList
from kiwoom_desk.ui.shell.panel import PanelContext

_EVERY = 3_000
_SIZES = (0, 100, 1_000, 10_000)
NOW = AskedSpec(
    id="prints-now",
    api_id="ka10003",
    shown=("tm", "cur_prc", "pred_pre", "cntr_trde_qty", "acc_trde_qty", "cntr_str"),
)
DAY = AskedSpec(
    id="prints-day",
    api_id="ka10055",
    shown=("cntr_tm", "cntr_pric", "pred_pre", "cntr_qty", "acc_trde_qty", "acc_trde_prica"),
)
MINUTES = AskedSpec(
    id="prints-minutes",
    api_id="ka10084",
    shown=("tm", "cur_prc", "pred_pre", "cntr_trde_qty", "acc_trde_qty", "cntr_str"),
)
_ASKED_EVERY = {NOW.id: _EVERY, MINUTES.id: 10 * _EVERY}
_SIZE_KEYS = {NOW.id: "cntr_trde_qty", DAY.id: "cntr_qty", MINUTES.id: "cntr_trde_qty"}
_NOW, _TODAY, _BEFORE, _BY_MINUTE = "now", "today", "before", "minutes"
_SOURCES = {
    _NOW: mark("Latest"),
    _TODAY: mark("Today", "prints"),
    _BEFORE: mark("Day before", "prints"),
    _BY_MINUTE: mark("Today by minute"),
}


class PrintChoice(msgspec.Struct, frozen=True):
    """Which executions, and from how many shares on; kept with the layout."""

    source: str = _NOW
    smallest: int = 0


class Prints(QtWidgets.QWidget):
    """Two choices, who pressed in what is shown, and the list."""

    def __init__(self, context: PanelContext) -> None:
        super().__init__()
        self._context, self._code = context, ""
        self._choice = context.memory.read(PrintChoice) or PrintChoice()
        self.sources, self.sizes = QtWidgets.QComboBox(), QtWidgets.QComboBox()
        self.pressed = PlainText()
        self._lists: dict[str, AskedList] = {}
        self._stack = QtWidgets.QStackedLayout()
        self._lay_out()

    def _lay_out(self) -> None:
        for source, title in _SOURCES.items():
            self.sources.addItem(tr(title), source)
        for size in _SIZES:
            label = tr("All sizes") if not size else tr("{size} or more").format(size=f"{size:,}")
            self.sizes.addItem(label, size)
        self.sources.setAccessibleName(tr("Executions"))
        self.sizes.setAccessibleName(tr("Smallest size shown"))
        self.sources.setCurrentIndex(max(self.sources.findData(self._choice.source), 0))
        self.sizes.setCurrentIndex(max(self.sizes.findData(self._choice.smallest), 0))
        for box in (self.sources, self.sizes):
            box.currentIndexChanged.connect(lambda _place: self._chosen())
        head = QtWidgets.QHBoxLayout()
        head.setContentsMargins(8, 4, 4, 4)
        head.setSpacing(8)
        head.addWidget(self.sources)
        head.addWidget(self.sizes)
        head.addStretch(1)
        head.addWidget(self.pressed)
        column = QtWidgets.QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(head)
        column.addLayout(self._stack, 1)

    @property
    def lists(self) -> tuple[AskedList, ...]:
        """Return the list in front; it is made when it is first looked at."""
        source = self.sources.currentData()
        spec = {_NOW: NOW, _BY_MINUTE: MINUTES}.get(source, DAY)
        found = self._lists.get(spec.id)
        if found is None:
            found = self._lists[spec.id] = self._make(spec)
        return (found,)

    def _make(self, spec: AskedSpec) -> AskedList:
        empty = tr("No trade of this name yet.")
        made = AskedList(self._context, spec, title=tr("Executions"), empty=empty)
        made.asker.set_interval(_ASKED_EVERY.get(spec.id, 0))
        made.shown.connect(lambda _rows: self._show_pressed())
        self._stack.addWidget(made)
        self._sift(made)
        return made

    def show_instrument(self, code: str) -> None:
        """Show another name."""
        self._code = code
        (shown,) = self.lists
        for one in self._lists.values():
            if one is not shown:
                one.asker.drop()
        self._stack.setCurrentWidget(shown)
        source = self.sources.currentData()
        values = {"stk_cd": code}
        if source in (_TODAY, _BEFORE):
            values["tdy_pred"] = "1" if source == _TODAY else "2"
        elif source == _BY_MINUTE:
            values |= {"tdy_pred": "1", "tic_min": "1"}
        shown.ask(values)

    def _chosen(self) -> None:
        self._choice = PrintChoice(self.sources.currentData(), self.sizes.currentData())
        self._context.memory.write(self._choice)
        self._filter()
        if self._code:
            self.show_instrument(self._code)

    def _filter(self) -> None:
        for one in self._lists.values():
            self._sift(one)

    def _sift(self, one: AskedList) -> None:
        least, key = self.sizes.currentData(), _SIZE_KEYS[one.spec.id]
        one.table.set_filter(_wanted(key, least) if least else None)

    def _show_pressed(self) -> None:
        (shown,) = self.lists
        key = _SIZE_KEYS[shown.spec.id]
        bought, sold = pressed(shown.rows, key)
        if not bought and not sold:
            self.pressed.setText("")
            return
        told = tr("Bought {bought} · sold {sold}").format(bought=f"{bought:,}", sold=f"{sold:,}")
        ratio = f" · {hundredths(bought * 10_000 // sold)}%" if sold else ""
        self.pressed.setText(told + ratio)
        self.pressed.set_tone("up" if bought > sold else "down" if sold > bought else "")


def pressed(rows: tuple[AskedRow, ...], key: str) -> tuple[int, int]:
    """Return the shares that buyers and those that sellers took, by the sign of each size."""
    sizes = [int(row.number(key) or 0) for row in rows]
    return sum(size for size in sizes if size > 0), -sum(size for size in sizes if size < 0)


def _wanted(key: str, least: int) -> Callable[[AskedRow], bool]:
    def wanted(row: AskedRow) -> bool:
        return abs(int(row.number(key) or 0)) >= least

    return wanted
