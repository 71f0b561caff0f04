"""What a person may choose of a view: published choices, spans of days, members; refuses free text."""

from __future__ import annotations

from collections.abc import Mapping

import msgspec
from PySide6 import QtCore, QtGui, QtWidgets

from kiwoom_desk.base.signals import Signal
from kiwoom_desk.catalogue.load import catalogue
from kiwoom_desk.catalogue.model import Api, Field
from kiwoom_desk.market.views import EVERY, SPAN, Sieve, ViewSpec, asks_one_day
from kiwoom_desk.ui.kit.labels import label
from kiwoom_desk.ui.kit.language import tr
from kiwoom_desk.ui.kit.text import ElidedText, clean, set_tooltip

_CELL = 128
_INLINE = 2
MEMBER = "mmcm_cd"
"""The filter whose choices another query lists."""


class FilterChoice(msgspec.Struct, frozen=True):
    """What was chosen last, by the keys of a request; kept with the layout."""

    values: dict[str, str] = {}
    sieve: str = ""
    open: bool = False


class ViewFilters(QtWidgets.QWidget):
    """The filters of one view, as many beside each other as there is room for.

    The first ones are always seen, the others when `more` is pressed. `changed` comes when the
    request is another one, `sifted` when only the rows in sight are.
    """

    def __init__(self, api: Api, spec: ViewSpec, kept: FilterChoice) -> None:
        super().__init__()
        self._spec = spec
        self.boxes: dict[str, QtWidgets.QComboBox] = {}
        self.changed: Signal[None] = Signal()
        self.sifted: Signal[None] = Signal()
        self._cells: list[QtWidgets.QWidget] = []
        self._grid = QtWidgets.QGridLayout(self)
        self._grid.setContentsMargins(8, 2, 8, 4)
        self._grid.setHorizontalSpacing(8)
        self._grid.setVerticalSpacing(2)
        self._columns = 0
        fields = {field.key: field for field in api.request}
        for key in _keys(api, spec):
            choices = _choices(fields.get(key), spec, key)
            title = tr("Period", "filter") if key == SPAN else label(fields[key].label)
            self._add(key, title, choices, kept.values.get(key, ""))
        self.sieve: QtWidgets.QComboBox | None = None
        if spec.sieves:
            self.sieve = self._add("", tr("Show only"), self._sieves(), kept.sieve)
        self.more = QtWidgets.QToolButton(self)
        self.more.setText(tr("Conditions", "filter"))
        self.more.setCheckable(True)
        self.more.setChecked(kept.open)
        self.more.setVisible(len(self._cells) > _INLINE)
        self.more.toggled.connect(lambda _on: self._place(True))
        self._place(True)

    def choice(self) -> FilterChoice:
        """Return what is chosen, to be kept."""
        values = {key: str(box.currentData()) for key, box in self.boxes.items() if key}
        chosen = "" if self.sieve is None else str(self.sieve.currentData())
        return FilterChoice(values, chosen, self.more.isChecked())

    @property
    def chosen_sieve(self) -> Sieve | None:
        """Return the filter over the rows that came, None for all."""
        chosen = "" if self.sieve is None else self.sieve.currentData()
        return next((one for one in self._spec.sieves if one.title == chosen), None)

    def offer(self, key: str, choices: Mapping[str, str], chosen: str) -> None:
        """Offer the codes that a query listed; the one in use stays chosen."""
        box = self.boxes.get(key)
        if box is None:
            return
        box.blockSignals(True)
        box.clear()
        for code, told in choices.items():
            box.addItem(clean(told), code)
        box.setCurrentIndex(max(box.findData(chosen), 0))
        box.blockSignals(False)

    def take(self, key: str, value: str) -> None:
        """Choose a value as if a person had."""
        box = self.boxes.get(key)
        place = -1 if box is None else box.findData(value)
        if box is not None and place >= 0:
            box.setCurrentIndex(place)

    def resizeEvent(self, event: QtGui.QResizeEvent) -> None:
        """Place the filters anew where more or fewer fit beside each other."""
        super().resizeEvent(event)
        self._place(False)

    def _add(
        self, key: str, title: str, choices: Mapping[str, str], chosen: str
    ) -> QtWidgets.QComboBox:
        box = self.boxes[key] = QtWidgets.QComboBox()
        policy = QtWidgets.QComboBox.SizeAdjustPolicy
        box.setSizeAdjustPolicy(policy.AdjustToMinimumContentsLengthWithIcon)
        box.setMinimumContentsLength(5)
        box.setAccessibleName(title)
        set_tooltip(box, title)
        for code, told in choices.items():
            box.addItem(clean(told), code)
        box.setCurrentIndex(max(box.findData(chosen), 0))
        told_by = self.changed if key else self.sifted
        box.currentIndexChanged.connect(lambda _place: told_by.emit(None))
        cell = QtWidgets.QWidget(self)
        column = QtWidgets.QVBoxLayout(cell)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        name = ElidedText(title)
        name.setForegroundRole(QtGui.QPalette.ColorRole.PlaceholderText)
        column.addWidget(name)
        column.addWidget(box)
        # A filter in a trader's own words may not wait behind the published ones.
        self._cells.insert(len(self._cells) if key else _INLINE, cell)
        return box

    def _sieves(self) -> dict[str, str]:
        return {"": tr("All", "filter")} | {one.title: tr(one.title) for one in self._spec.sieves}

    def _place(self, anew: bool) -> None:
        columns = max(_INLINE, (self.width() - 60) // _CELL)
        if columns == self._columns and not anew:
            return
        self._columns = columns
        seen = len(self._cells) if self.more.isChecked() else min(columns, len(self._cells))
        self.more.setVisible(len(self._cells) > columns)
        for number, cell in enumerate(self._cells):
            self._grid.addWidget(cell, number // columns, number % columns)
            cell.setVisible(number < seen)
        for column in range(self._grid.columnCount()):
            self._grid.setColumnStretch(column, 1 if column < columns else 0)
        bottom = QtCore.Qt.AlignmentFlag.AlignBottom
        self._grid.addWidget(self.more, 0, columns, bottom)


def _keys(api: Api, spec: ViewSpec) -> tuple[str, ...]:
    if spec.filters != EVERY:
        return spec.filters
    return tuple(f.key for f in api.request if len(f.choices) > 1 or f.key in spec.counts)


def _choices(field: Field | None, spec: ViewSpec, key: str) -> dict[str, str]:
    if key == SPAN:
        told = day_text if asks_one_day(catalogue().api(spec.api_id)) else span_text
        return {str(days): told(days) for days in spec.spans}
    if key in spec.counts:
        return {one: one for one in spec.counts[key]}
    if field is None:
        raise ValueError(f"{spec.api_id} has no {key}")
    usual = spec.values.get(key)
    # What the view starts with stands first, so that nothing else has to be kept for it.
    first = {usual: field.choices[usual]} if usual in field.choices else {}
    return {code: label(word) for code, word in (first | field.choices).items()}


def day_text(days: int) -> str:
    """Return a trading day, counted back from today, in words."""
    if not days:
        return tr("Today", "filter")
    return tr("{count} trading days back").format(count=days)


def span_text(days: int) -> str:
    """Return a number of days to look back in words."""
    if days % 365 == 0:
        return tr("{count} years back").format(count=days // 365)
    if days % 30 == 0:
        return tr("{count} months back").format(count=days // 30)
    return tr("{count} days back").format(count=days)
