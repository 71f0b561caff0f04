"""One question of the explorer as a panel of its own, asked again by a timer; refuses to ask unseen."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

import msgspec
from PySide6 import QtCore, QtGui, QtWidgets

from kiwoom_desk.broker.gateway import Haste
from kiwoom_desk.catalogue.load import catalogue
from kiwoom_desk.catalogue.model import Api, Kind
from kiwoom_desk.domain.session import trading_day_on_or_before
from kiwoom_desk.market.starting import CODES
from kiwoom_desk.ui.kit.labels import label
from kiwoom_desk.ui.kit.language import tr
from kiwoom_desk.ui.kit.text import ElidedText
from kiwoom_desk.ui.panels.explorer_answer import AnswerView
from kiwoom_desk.ui.panels.explorer_chart import PlotChoice
from kiwoom_desk.ui.shell.panel import (
    Area,
    OpenedPanel,
    PanelContext,
    PanelMemory,
    PanelSpec,
)
from kiwoom_desk.ui.shell.search import InstrumentIndex

INTERVALS = (0, 5, 10, 30, 60, 300)
"""Seconds between questions that a person may choose; 0 asks by hand only."""
_PREFIX = "pin"
_TITLE = 40
_SMALLEST = QtCore.QSize(240, 160)


class PinnedQuery(msgspec.Struct, frozen=True):
    """What is asked: an API, its values, those that mean the day of asking, how often, the plot."""

    api_id: str
    title: str
    values: dict[str, str] = {}
    todays: tuple[str, ...] = ()
    every: int = 30
    plot: PlotChoice | None = None


class Pinned(QtWidgets.QWidget):
    """The answer, what was asked for, and how often it is asked again."""

    def __init__(self, context: PanelContext, id_: str, query: PinnedQuery) -> None:
        super().__init__()
        self._context, self._id, self._query = context, id_, query
        self._api = catalogue().api(query.api_id)
        plotted = f"plot-{query.api_id}"
        if query.plot is not None and context.memory.read(PlotChoice, plotted) is None:
            context.memory.write(query.plot, plotted)
        self.answer = AnswerView(context)
        self.told = ElidedText(_values_line(self._api, query))
        self.told.setForegroundRole(QtGui.QPalette.ColorRole.PlaceholderText)
        self.every = QtWidgets.QComboBox()
        self.refresh_button = QtWidgets.QPushButton(tr("Refresh"))
        self.unpin_button = QtWidgets.QPushButton(tr("Unpin"))
        self._timer = QtCore.QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self.refresh)
        self._lay_out()
        self.answer.changed.connect(lambda _none: self._plan())

    def _lay_out(self) -> None:
        for seconds in INTERVALS:
            title = tr("Every {seconds} s").format(seconds=seconds) if seconds else tr("By hand")
            self.every.addItem(title, seconds)
        self.every.setAccessibleName(tr("Refresh"))
        self.every.setCurrentIndex(max(self.every.findData(self._query.every), 0))
        self.every.currentIndexChanged.connect(lambda _place: self._chosen())
        self.refresh_button.clicked.connect(lambda _on=False: self.ask(Haste.CLICKED))
        self.unpin_button.setProperty("role", "quiet")
        self.unpin_button.clicked.connect(lambda _on=False: self._context.close_panel(self._id))
        head = QtWidgets.QHBoxLayout()
        head.setContentsMargins(8, 4, 4, 4)
        head.setSpacing(4)
        head.addWidget(self.told, 1)
        for widget in (self.every, self.refresh_button, self.unpin_button):
            head.addWidget(widget)
        column = QtWidgets.QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(head)
        column.addWidget(self.answer, 1)

    def minimumSizeHint(self) -> QtCore.QSize:
        """Return little: a wide list in a tab may not push its neighbours away."""
        return _SMALLEST

    def refresh(self) -> None:
        """Ask for the timer: behind what a person clicked, and only in sight."""
        if self.isVisible() and not self.answer.busy:
            self.ask(Haste.TIMED)

    def ask(self, haste: Haste) -> None:
        """Ask now; old rows stay until the new ones are there."""
        self._timer.stop()
        self.answer.renew(self._api, self._values(), haste)

    def showEvent(self, event: QtGui.QShowEvent) -> None:
        """Come up to date."""
        super().showEvent(event)
        self.refresh()

    def hideEvent(self, event: QtGui.QHideEvent) -> None:
        """Ask nothing while nobody looks."""
        super().hideEvent(event)
        self._timer.stop()

    def _values(self) -> dict[str, str]:
        desk = self._context.desk
        day = trading_day_on_or_before(desk.rules, desk.clock.market().date())
        return self._query.values | dict.fromkeys(self._query.todays, f"{day:%Y%m%d}")

    def _chosen(self) -> None:
        self._query = msgspec.structs.replace(self._query, every=self.every.currentData())
        self._context.memory.write(self._query)
        self._timer.stop()
        self._plan()

    def _plan(self) -> None:
        if self._query.every and self.isVisible() and not self.answer.busy:
            self._timer.start(self._query.every * 1_000)


def pin(
    api: Api, values: Mapping[str, str], today: date, names: InstrumentIndex, english: bool
) -> PinnedQuery:
    """Return a question to keep; a day that is today's goes along with the days."""
    todays = tuple(
        field.key
        for field in api.request
        if field.kind is Kind.DATE and values.get(field.key) == f"{today:%Y%m%d}"
    )
    name = api.english if english else api.name.removesuffix("요청")
    code = next((values[key] for key in CODES if values.get(key)), "")
    title = f"{name} · {names.name(code)}" if code else name
    return PinnedQuery(api.id, title[:_TITLE], dict(values), todays)


def opened(query: PinnedQuery) -> OpenedPanel:
    """Return the panel of a question, for `PanelContext.open_panel`."""
    return OpenedPanel(_PREFIX, lambda id_: _spec(id_, query), query)


def kept_panels(panels: Mapping[str, Mapping[str, msgspec.Raw]]) -> Sequence[PanelSpec]:
    """Return the specs of the questions that were kept, one that cannot be read left out."""
    found = []
    for id_, kept in panels.items():
        query = PanelMemory(dict(kept)).read(PinnedQuery) if id_.startswith(f"{_PREFIX}-") else None
        if query is not None and query.api_id in catalogue().apis:
            found.append(_spec(id_, query))
    return found


def _spec(id_: str, query: PinnedQuery) -> PanelSpec:
    def make(context: PanelContext) -> Pinned:
        return Pinned(context, id_, context.memory.read(PinnedQuery) or query)

    return PanelSpec(id=id_, title=query.title, make=make, area=Area.CENTRE)


def _values_line(api: Api, query: PinnedQuery) -> str:
    told = []
    for field in api.request:
        text = query.values.get(field.key)
        if field.key in query.todays:
            told.append(f"{label(field.label)} {tr('Today', 'pin')}")
        elif text:
            told.append(f"{label(field.label)} {label(field.choices.get(text, text))}")
    return " · ".join((api.id, *told))
