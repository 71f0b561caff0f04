"""Any API of the broker: find, fill in, ask, read, plot, keep; refuses orders, which have their ticket."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import msgspec
from PySide6 import QtCore, QtGui, QtWidgets

from kiwoom_desk.broker.gateway import Haste, QueryError, Turn
from kiwoom_desk.catalogue.load import catalogue
from kiwoom_desk.catalogue.model import Api
from kiwoom_desk.domain.instrument import Market
from kiwoom_desk.market.lookups import LOOKUPS, lookup_choices
from kiwoom_desk.market.question import Question
from kiwoom_desk.market.starting import starting_values
from kiwoom_desk.ui.kit.labels import label
from kiwoom_desk.ui.kit.language import mark, tr
from kiwoom_desk.ui.kit.states import State
from kiwoom_desk.ui.kit.text import ElidedText
from kiwoom_desk.ui.panels.explorer_answer import AnswerView
from kiwoom_desk.ui.panels.explorer_export import Exporter
from kiwoom_desk.ui.panels.explorer_form import RequestForm
from kiwoom_desk.ui.panels.explorer_list import ApiList
from kiwoom_desk.ui.panels.explorer_watch import WatchView
from kiwoom_desk.ui.panels.explorer_words import call_line, refusal
from kiwoom_desk.ui.panels.pinned import opened, pin
from kiwoom_desk.ui.panels.scan_table import failure_sentence
from kiwoom_desk.ui.shell import theme
from kiwoom_desk.ui.shell.docks import A_TURN
from kiwoom_desk.ui.shell.panel import Area, PanelContext, PanelSpec

_REMEMBERED = 30
_FORM_HEIGHT = 264
_LIST_WIDTH = 300
_ONE_LINE = 900
_Ways = QtWidgets.QBoxLayout.Direction
_SMALLEST = QtCore.QSize(240, 160)


class ExplorerMemory(msgspec.Struct, frozen=True):
    """The API looked at last and the values last asked with, newest last; kept with the layout."""

    api_id: str = "ka10001"
    values: dict[str, dict[str, str]] = {}

    def asked(self, api_id: str, values: dict[str, str]) -> ExplorerMemory:
        """Return the memory with the values of one more question."""
        kept = {key: one for key, one in self.values.items() if key != api_id}
        kept[api_id] = values
        newest = dict(list(kept.items())[-_REMEMBERED:])
        return ExplorerMemory(api_id, newest)


class Explorer(QtWidgets.QWidget):
    """A frame that makes its content when it is first seen: it costs nothing at start-up."""

    def __init__(self, context: PanelContext) -> None:
        super().__init__()
        self._context = context
        self._made: ExplorerView | None = None
        self._view: ExplorerView | None = None
        column = QtWidgets.QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)

    @property
    def view(self) -> ExplorerView:
        """Return the content, made by now."""
        if self._view is None:
            self._view = self._made or ExplorerView(self._context)
            layout = self.layout()
            if layout is not None:
                layout.addWidget(self._view)
            self.setFocusProxy(self._view.list)
            self._view.show()
        return self._view

    def show_view(self, view: str) -> None:
        """Show an API by its id; raise KeyError for an unknown one."""
        catalogue().api(view)
        self.view.look_at(view)

    def minimumSizeHint(self) -> QtCore.QSize:
        """Return little: a wide panel in a tab may not push its neighbours away."""
        return _SMALLEST

    def showEvent(self, event: QtGui.QShowEvent) -> None:
        """Make the content, and put it there, in the turns that follow."""
        super().showEvent(event)
        if self._view is None:
            QtCore.QTimer.singleShot(A_TURN, self, self._make)

    def _make(self) -> None:
        if self.isVisible() and self._made is None and self._view is None:
            self._made = ExplorerView(self._context)
            QtCore.QTimer.singleShot(A_TURN, self, lambda: self.view)


class ExplorerView(QtWidgets.QWidget):
    """The list beside head, form and answer; a real-time type has its watch instead of an answer."""

    def __init__(self, context: PanelContext) -> None:
        super().__init__()
        self._context = context
        self._memory = context.memory.read(ExplorerMemory) or ExplorerMemory()
        self._api: Api | None = None
        self._english = context.desk.settings.language == "en"
        self.list = ApiList(self._english)
        self.title, self.detail = ElidedText(), ElidedText()
        self.form = RequestForm(context.desk.instruments, self._today)
        self.answer = AnswerView(context)
        self.watch = WatchView(context)
        self.export = Exporter(self, context)
        self.ask_button = _button(tr("Query", "button"), self.ask, role="")
        self.reset_button = _button(tr("Start values"), self.reset)
        self.pin_button = _button(tr("Pin"), self.pin)
        self.copy_button = _button(tr("Copy"), self.copy)
        self.csv_button = _button("CSV", self.export_csv)
        self.xlsx_button = _button("XLSX", self.export_xlsx)
        self.line_button = _button(tr("Copy as command"), self.copy_line)
        self.line_button.setAccessibleName(tr("Copy as command"))
        self._actions = QtWidgets.QWidget()
        self._form_area = QtWidgets.QScrollArea()
        self._below = QtWidgets.QStackedWidget()
        self._lay_out()
        self._connect()
        known = self._memory.api_id in catalogue().apis
        self.list.select(self._memory.api_id if known else ExplorerMemory().api_id)

    # --- building ----------------------------------------------------------------------------

    def _lay_out(self) -> None:
        self.title.setFont(theme.font(15, theme.Weight.DemiBold))
        self.detail.setForegroundRole(QtGui.QPalette.ColorRole.PlaceholderText)
        self.form.setObjectName("panel")
        self._form_area.setWidget(self.form)
        self._form_area.setWidgetResizable(True)
        self._form_area.setFrameShape(QtWidgets.QFrame.Shape.NoFrame)
        self._rows = QtWidgets.QBoxLayout(_Ways.TopToBottom, self._actions)
        self._rows.setContentsMargins(8, 4, 8, 4)
        asks, row = QtWidgets.QHBoxLayout(), QtWidgets.QHBoxLayout()
        for part in (asks, row):
            part.setSpacing(4)
            self._rows.addLayout(part)
        asks.addWidget(self.ask_button)
        asks.addWidget(self.reset_button)
        asks.addStretch(1)
        for button in (
            self.pin_button,
            self.copy_button,
            self.csv_button,
            self.xlsx_button,
            self.line_button,
        ):
            row.addWidget(button)
        row.addStretch(1)
        self._below.addWidget(self.answer)
        self._below.addWidget(self.watch)
        right = QtWidgets.QWidget()
        column = QtWidgets.QVBoxLayout(right)
        column.setContentsMargins(0, 4, 0, 0)
        column.setSpacing(0)
        head = QtWidgets.QVBoxLayout()
        head.setContentsMargins(8, 0, 8, 4)
        head.setSpacing(2)
        head.addWidget(self.title)
        head.addWidget(self.detail)
        column.addLayout(head)
        column.addWidget(self._form_area)
        column.addWidget(self._actions)
        column.addWidget(self._below, 1)
        split = QtWidgets.QSplitter()
        split.setHandleWidth(1)
        split.setChildrenCollapsible(False)
        split.addWidget(self.list)
        split.addWidget(right)
        split.setStretchFactor(1, 1)
        split.setSizes([_LIST_WIDTH, 2 * _LIST_WIDTH])
        whole = QtWidgets.QHBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(split)

    def resizeEvent(self, event: QtGui.QResizeEvent) -> None:
        """Put the buttons into one line where there is room."""
        super().resizeEvent(event)
        wide = self.width() >= _ONE_LINE
        self._rows.setDirection(_Ways.LeftToRight if wide else _Ways.TopToBottom)

    def _connect(self) -> None:
        self.list.chosen.connect(self.show_api)
        self.form.sent.connect(lambda _none: self.ask())
        self.form.lookup_asked.connect(self._start_look_up)
        self.form.placed.connect(lambda _none: self._fit_form())
        self.answer.changed.connect(lambda _none: self._show_buttons())
        moved = self._context.link.changed.connect(self._follow)
        self.destroyed.connect(lambda _object=None: moved.close())

    # --- one API -----------------------------------------------------------------------------

    @property
    def api(self) -> Api:
        """Return the API shown; raise RuntimeError before the first one."""
        if self._api is None:
            raise RuntimeError("no API is shown yet")
        return self._api

    def show_api(self, api_id: str) -> None:
        """Show another API: its names, its form, and nothing asked yet."""
        if self._api is not None and self._api.id == api_id:
            return
        api = self._api = catalogue().api(api_id)
        self.title.set_text(f"{api.id}  {api.english if self._english else api.name}")
        # The broker's documents know the Korean name alone.
        name = (api.name,) if self._english else ()
        self.detail.set_text(" · ".join((label(api.category), label(api.group), *name)))
        live = api_id in catalogue().types
        why = refusal(api)
        self._form_area.setVisible(not live)
        self._actions.setVisible(not live)
        self._below.setCurrentWidget(self.watch if live else self.answer)
        if live:
            self.watch.show_type(catalogue().type(api_id))
        else:
            self.watch.stop()
            self._show_form(api)
            self.answer.clear(why or tr("Nothing is asked yet."), _state(why))
        self._memory = msgspec.structs.replace(self._memory, api_id=api_id)
        self._context.memory.write(self._memory)
        self._show_buttons()

    def look_at(self, api_id: str) -> None:
        """Show an API and make it current in the list, whatever was looked for there."""
        self.list.line.clear()
        self.list.select(api_id)

    def ask(self) -> None:
        """Ask with the values of the form, or show at each field why not."""
        api = self.api
        if refusal(api) or not self.form.check():
            return
        values = self.form.values()
        self._memory = self._memory.asked(api.id, values)
        self._context.memory.write(self._memory)
        self.answer.ask(api, values)
        self._show_buttons()

    def reset(self) -> None:
        """Fill the form with the values it started with."""
        self.form.set_values(self._starting(self.api))

    def _show_form(self, api: Api) -> None:
        values = self._starting(api) | self._memory.values.get(api.id, {})
        linked = self._starting(api)
        # The linked name goes before the one asked for last.
        values |= {key: linked[key] for key in ("stk_cd",) if key in linked and key in values}
        self.form.show_api(api, values)
        self.form.setEnabled(not refusal(api))
        self._fit_form()

    def _start_look_up(self, key: str) -> None:
        self._context.tasks.run(self._look_up(self.api, key))

    async def _look_up(self, api: Api, key: str) -> None:
        lookup = LOOKUPS[key]
        asked = catalogue().api(lookup.api_id)
        question = Question(self._context.desk.gateway, asked, lookup.values)
        try:
            await question.ask(Turn(Haste.CLICKED))
        except QueryError as error:
            language = self._context.desk.settings.language
            told = failure_sentence(language, error, tr("The list could not be read."))
            if api is self._api:
                self.form.show_error(key, told)
            return
        if api is self._api and question.reply is not None:
            self.form.offer(key, lookup_choices(lookup, question.reply))

    def _starting(self, api: Api) -> dict[str, str]:
        desk, linked = self._context.desk, self._context.link.instrument
        return starting_values(
            api,
            desk.rules,
            self._today(),
            desk.instruments.get(linked) if linked else None,
            self._first_of,
        )

    def _first_of(self, market: Market) -> str:
        found = (one.code for one in self._context.desk.instruments.all() if one.market is market)
        return next(found, "")

    def _follow(self, code: str) -> None:
        cell = self.form.cells.get("stk_cd")
        started = self._starting(self.api).get("stk_cd")
        if cell is not None and started == code and cell.editor.text():
            cell.editor.set_text(code)

    def _fit_form(self) -> None:
        self._form_area.setFixedHeight(min(self.form.needed_height(), _FORM_HEIGHT))

    # --- what can be done with an answer -------------------------------------------------------

    def copy(self) -> None:
        """Copy the table in front, or its selected rows, as tab-separated text."""
        table = self.answer.reply.current()
        if table is not None:
            QtGui.QGuiApplication.clipboard().setText(table.copy_text())

    def copy_line(self) -> None:
        """Copy the request as a line of the command `kiwoom-desk call`."""
        if self.form.check():
            line = call_line(self.api, self.form.values(), self._context.desk.environment)
            QtGui.QGuiApplication.clipboard().setText(line)

    def pin(self) -> None:
        """Open a panel that asks this again and again; it stays with the layout."""
        question = self.answer.question
        if question is not None:
            instruments = self._context.desk.instruments
            kept = pin(question.api, question.values, self._today(), instruments, self._english)
            plot = self.answer.reply.plotted
            self._context.open_panel(opened(msgspec.structs.replace(kept, plot=plot)))

    def export_csv(self) -> None:
        """Offer the table in front as CSV."""
        sheet = self.answer.reply.sheet()
        if sheet is not None:
            self.export.offer(f"{self.api.id} {sheet.name}", ".csv", [sheet])

    def export_xlsx(self) -> None:
        """Offer all tables as a workbook."""
        sheets = self.answer.reply.sheets()
        if sheets:
            self.export.offer(f"{self.api.id} {self.api.name}", ".xlsx", sheets)

    def _show_buttons(self) -> None:
        if self._api is None:
            return
        held = self.answer.reply.sheet() is not None
        self.ask_button.setEnabled(not refusal(self._api))
        self.reset_button.setEnabled(not refusal(self._api))
        self.copy_button.setEnabled(held and self.answer.reply.current() is not None)
        self.pin_button.setEnabled(self.answer.question is not None)
        self.csv_button.setEnabled(held)
        self.xlsx_button.setEnabled(held)
        self.line_button.setEnabled(self._api.transport == "rest" and not refusal(self._api))

    def _today(self) -> date:
        return self._context.desk.clock.market().date()


def _button(title: str, call: Callable[[], object], role: str = "quiet") -> QtWidgets.QPushButton:
    button = QtWidgets.QPushButton(title)
    if role:
        button.setProperty("role", role)
    button.clicked.connect(lambda _on=False: call())
    return button


def _state(why: str) -> State:
    return State.REFUSED if why else State.EMPTY


PANEL = PanelSpec(id="explorer", title=mark("API explorer"), make=Explorer, area=Area.CENTRE)
