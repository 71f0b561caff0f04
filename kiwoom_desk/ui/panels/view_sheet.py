"""One view: asks, waits, fails, follows the link and the stream; refuses to ask unseen."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine
from typing import Any

import msgspec
from PySide6 import QtGui, QtWidgets

from kiwoom_desk.base.signals import Signal
from kiwoom_desk.broker.gateway import Haste, Pushed, QueryError, Turn
from kiwoom_desk.catalogue.columns import Column, columns
from kiwoom_desk.catalogue.load import catalogue
from kiwoom_desk.market.question import Question
from kiwoom_desk.market.reply_tables import TableRow, Value, row_cells
from kiwoom_desk.market.views import (
    Gathered,
    ViewSpec,
    figures,
    pushed_row,
    with_push,
    with_singles,
)
from kiwoom_desk.ui.charts.view import Paging
from kiwoom_desk.ui.kit.language import tr
from kiwoom_desk.ui.kit.states import State, StateOverlay
from kiwoom_desk.ui.kit.text import clock_time
from kiwoom_desk.ui.panels.asker import RATE
from kiwoom_desk.ui.panels.explorer_words import empty_sentence, marks_line
from kiwoom_desk.ui.panels.read_mark import LEAST_WAIT, waiting_words
from kiwoom_desk.ui.panels.scan_table import failure_sentence
from kiwoom_desk.ui.panels.view_answer import ViewAnswer
from kiwoom_desk.ui.panels.view_best import BestLine
from kiwoom_desk.ui.panels.view_columns import code_of, code_place
from kiwoom_desk.ui.panels.view_filters import MEMBER, FilterChoice, ViewFilters
from kiwoom_desk.ui.panels.view_live import PushLine
from kiwoom_desk.ui.panels.view_request import ViewRequest
from kiwoom_desk.ui.panels.view_shared import Shared
from kiwoom_desk.ui.shell.panel import PanelContext

_MOST_PUSHED = 400


class ViewSheet(QtWidgets.QWidget):
    """Filters above the answer; `said` carries its age or why it waits, `changed` any new state."""

    def __init__(self, context: PanelContext, spec: ViewSpec, shared: Shared) -> None:
        super().__init__()
        self._context, self.spec, self._shared = context, spec, shared
        self.api = catalogue().api(spec.api_id)
        self.code = ""
        self.question: Question | None = None
        self.said: Signal[str] = Signal()
        self.changed: Signal[None] = Signal()
        self._task: asyncio.Task[None] | None = None
        self._failed = False
        self.refusals = 0
        """How often in a row the broker refused what was asked."""
        self.limited = False
        """Whether the rate held up what was asked last."""
        self._due = True
        self._line = None if spec.follow is None else PushLine(context, spec.follow.type, self)
        self._pushed_columns = _columns_of(spec)
        self._gathered = Gathered(self._pushed_columns, spec.follow.lines if spec.follow else ())
        name = f"filters-{spec.id}"
        self.filters = ViewFilters(self.api, spec, context.memory.read(FilterChoice, name) or
                                   FilterChoice())  # fmt: skip
        self._request = ViewRequest(context, spec, shared, self.filters)
        self.answer = ViewAnswer(context, spec, lambda: self._failed)
        self.state = StateOverlay(self.answer)
        self.best = BestLine(context, self._worth) if spec.worth else None
        column = QtWidgets.QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.filters)
        self.filters.setVisible(bool(self.filters.boxes))
        if self.best is not None:
            column.addWidget(self.best)
        column.addWidget(self.answer, 1)
        self.setFocusProxy(self.answer)
        self._connect(name)

    def _connect(self, name: str) -> None:
        def keep() -> None:
            self._context.memory.write(self.filters.choice(), name)

        def chosen(_none: None) -> None:
            keep()
            self._take_member()
            self.restart()

        def sifted(_none: None) -> None:
            keep()
            self._sift()

        self.filters.changed.connect(chosen)
        self.filters.sifted.connect(sifted)
        self.filters.more.toggled.connect(lambda _on: keep())
        self.answer.chosen.connect(self._row_chosen)
        linked = self._context.link.changed.connect(lambda _code: self._linked())
        member = self._shared.changed.connect(lambda _member: self._member_changed())
        put_in = self._shared.put_in.connect(self._put_in)
        self.answer.sift(self.filters.chosen_sieve)
        if self.answer.candles is not None:
            self.answer.candles.view.wanted_older.connect(lambda _none: self._older())

        line = self._line
        if line is not None:
            line.came.connect(self._pushed)

        def release(_object: object = None) -> None:
            for subscription in (linked, member, put_in):
                subscription.close()
            if line is not None:
                line.close()

        self.destroyed.connect(release)

    # --- asking ----------------------------------------------------------------------------

    @property
    def busy(self) -> bool:
        """Tell whether something is asked at this moment."""
        return self._task is not None

    @property
    def by_name(self) -> bool:
        """Tell whether the request is about one name."""
        return self._request.by_name

    @property
    def goes_on(self) -> bool:
        """Tell whether another page can be read."""
        return self.question is not None and not self.question.complete

    def restart(self) -> None:
        """Ask another question: what was there belongs to other values."""
        if self._task is not None:
            self._task.cancel()
            self._task = None
        self.question, self._failed, self._due = None, False, True
        self._release()
        self._gathered.clear()
        self.answer.clear()
        self.refresh(Haste.CLICKED)

    def refresh(self, haste: Haste = Haste.CLICKED) -> None:
        """Ask again, in sight only; old rows stay until the new ones are there."""
        if self.busy or not self.isVisible() or self._context.tasks.closed:
            return
        if self.question is None:
            self.state.show_loading(tr("Asking…"))
        self._task = self._context.tasks.run(self._ask(Turn(haste, self._wait)))
        self.changed.emit(None)

    def more(self) -> None:
        """Read the next page."""
        question = self.question
        if question is None or self.busy:
            return

        async def work() -> Question:
            await question.more(Turn(Haste.CLICKED, self._wait))
            return question

        self._task = self._context.tasks.run(self._run(work))
        self.changed.emit(None)

    def _older(self) -> None:
        candles = self.answer.candles
        if candles is not None and self.goes_on and not self.busy:
            candles.view.set_paging(Paging.READING)
            self.more()

    async def _ask(self, turn: Turn) -> None:
        held = 1 if self.question is None else self.question.pages

        async def work() -> Question:
            gateway = self._context.desk.gateway
            values = await self._request.values(turn)
            self.code = self._request.code
            question = Question(gateway, self.api, values)
            await question.ask(turn)
            while not question.complete and (self.spec.whole or question.pages < held):
                await question.more(turn)
            return question

        await self._run(work)

    async def _run(self, work: Callable[[], Coroutine[Any, Any, Question]]) -> None:
        try:
            question = await work()
        except asyncio.CancelledError:
            raise
        except Exception as error:
            self._task = None
            self._fail(error)
            if not isinstance(error, QueryError):
                raise
        else:
            self._task = None
            self.question, self._failed, self._due, self.refusals = question, False, False, 0
            self.limited = False
            self._show()
        self.changed.emit(None)

    def _wait(self, seconds: float) -> None:
        if seconds >= LEAST_WAIT:
            told = waiting_words(seconds)
            self.said.emit(told)
            self.state.tell(told)

    # --- showing ---------------------------------------------------------------------------

    def _show(self) -> None:
        question, desk = self.question, self._context.desk
        reply = None if question is None else question.reply
        if question is None or reply is None:
            return
        if reply.empty:
            words = empty_sentence(self.api, question.values, desk.rules, desk.instruments)
            self.answer.clear()
            self.state.show_state(State.EMPTY, words, tr("Refresh"), self.refresh)
        else:
            self.state.clear()
            self.answer.show_reply(reply)
            self.answer.show_bars(question)
            self._sift()
        now = desk.clock.market().strftime("%H:%M:%S")
        parts = [tr("As of {time}").format(time=now), marks_line(reply.marks)]
        if question.rows:
            parts.insert(1, tr("{count} rows").format(count=f"{question.rows:,}"))
        self.said.emit(" · ".join(part for part in parts if part))
        self._claim()

    def _fail(self, error: Exception) -> None:
        self._failed = True
        # What may be better in a moment, the rate among it, is no refusal.
        refused = isinstance(error, QueryError) and bool(error.message) and not error.retry
        self.refusals = self.refusals + 1 if refused else 0
        self.limited = isinstance(error, QueryError) and error.code in RATE
        language = self._context.desk.settings.language
        told = failure_sentence(language, error, tr("The query failed."))
        if self.question is None:
            self.state.show_state(State.FAILED, told, tr("Try again"), self.refresh)
        self.said.emit(told)
        if self.answer.candles is not None:
            self.answer.candles.view.set_paging(Paging.FAILED)
        self.answer.update()

    def _sift(self) -> None:
        self.answer.sift(self.filters.chosen_sieve)
        if self.question is not None and not self.answer.rows and self.answer.shown is not None:
            self.state.show_state(State.EMPTY, tr("No row meets the conditions."))
        elif self.state.state is State.EMPTY and self.answer.rows:
            self.state.clear()

    def search(self, typed: str) -> None:
        """Show the rows that hold a text."""
        self.answer.search(typed)
        self._sift()

    def _row_chosen(self, row: TableRow) -> None:
        shown = self.answer.shown
        if shown is None:
            return
        code = code_of(row, code_place(self.spec, shown))
        if code and self._context.desk.instruments.get(code) is not None:
            self._context.link.set(code)
        told = figures(shown, row)
        names = {name: code for code, name in self._shared.members.items()}
        member = told.get(MEMBER) or names.get(str(told.get("mmcm_nm") or ""), "")
        self._shared.choose(str(member))

    # --- link, members and stream ----------------------------------------------------------

    def _linked(self) -> None:
        if self.by_name:
            self._later()

    def _member_changed(self) -> None:
        if any(field.key == MEMBER for field in self.api.request):
            self._later()

    def _put_in(self, key: str) -> None:
        if key in self._request.shared_values():
            self._later()

    def _take_member(self) -> None:
        box = self.filters.boxes.get(MEMBER)
        if box is not None and box.currentData():
            self._shared.choose(str(box.currentData()))

    def _later(self) -> None:
        if self.isVisible():
            self.restart()
        else:
            self.question, self._due = None, True
            self._gathered.clear()
            self.answer.clear()
            self._release()

    def showEvent(self, event: QtGui.QShowEvent) -> None:
        """Come up to date, and take the place on the stream again."""
        super().showEvent(event)
        self.refresh(Haste.CLICKED if self._due else Haste.USUAL)

    def hideEvent(self, event: QtGui.QHideEvent) -> None:
        """Ask nothing and hold no place on the stream while nobody looks."""
        super().hideEvent(event)
        self._release()

    def _claim(self) -> None:
        for line in (self._line, self.best):
            if line is not None and self.isVisible():
                line.claim(self.code)

    def _release(self) -> None:
        for line in (self._line, self.best):
            if line is not None:
                line.release()

    def _worth(self) -> Value:
        shown = self.answer.shown
        if shown is None or not shown.rows:
            return None
        return figures(shown, shown.rows[0]).get(self.spec.worth)

    def _pushed(self, pushes: tuple[Pushed, ...]) -> None:
        follow, question = self.spec.follow, self.question
        if follow is None or question is None or question.reply is None:
            return
        now = self._context.desk.clock.market().strftime("%H%M%S")
        for pushed in pushes:
            cells = row_cells(self._pushed_columns, pushed.row)
            told = {one.key: cell for one, cell in zip(self._pushed_columns, cells, strict=True)}
            self._gathered.take(now, told)
            shown = self.answer.shown
            if not follow.at:
                singles = with_singles(question.reply.singles, follow, told)
                question.reply = msgspec.structs.replace(question.reply, singles=singles)
            elif shown is not None and shown.rows:
                row = pushed_row(shown, follow, told)
                self.answer.show_list(with_push(shown, follow, row, _MOST_PUSHED))
        if not follow.at:
            self.answer.show_reply(question.reply)
        if follow.lines:
            self.answer.show_lines(self._gathered.chart())
        self.said.emit(tr("Live · {time}").format(time=clock_time(now)))


def _columns_of(spec: ViewSpec) -> tuple[Column, ...]:
    # A push has units of its own: a price may come as it is where the answer has it in hundredths.
    return () if spec.follow is None else columns(catalogue().type(spec.follow.type).fields)
