"""Asks one question and shows what comes: waiting, pages, cancel, failure; refuses to ask twice at once."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine, Mapping
from typing import Any

from PySide6 import QtCore, QtWidgets

from kiwoom_desk.base.signals import Signal
from kiwoom_desk.broker.gateway import Haste, OrderRefusedHere, QueryError, Turn
from kiwoom_desk.catalogue.model import Api
from kiwoom_desk.market.question import Progress, Question
from kiwoom_desk.ui.kit.language import tr
from kiwoom_desk.ui.kit.states import State
from kiwoom_desk.ui.kit.text import ElidedText, PlainText, set_tooltip
from kiwoom_desk.ui.panels.explorer_result import ReplyView
from kiwoom_desk.ui.panels.explorer_words import (
    empty_sentence,
    marks_detail,
    marks_line,
    unknown_codes,
)
from kiwoom_desk.ui.panels.read_mark import LEAST_WAIT, waiting_words
from kiwoom_desk.ui.panels.scan_table import failure_sentence
from kiwoom_desk.ui.shell.panel import PanelContext

_Work = Callable[[], Coroutine[Any, Any, None]]


class AnswerView(QtWidgets.QWidget):
    """The reply above a line of words and buttons; `changed` comes when anything of it did."""

    def __init__(self, context: PanelContext) -> None:
        super().__init__()
        self._context = context
        self._task: asyncio.Task[None] | None = None
        self.question: Question | None = None
        self.changed: Signal[None] = Signal()
        self.reply = ReplyView(
            context.memory, lambda code: context.desk.instruments.get(code) is not None
        )
        self.reply.code_chosen.connect(context.link.set)
        self.said = ElidedText()
        self.marks = PlainText(tone="attention")
        self.more_button = QtWidgets.QPushButton(tr("More"))
        self.rest_button = QtWidgets.QPushButton(tr("To the end"))
        self.cancel_button = QtWidgets.QPushButton(tr("Cancel"))
        self._lay_out()
        self._show_buttons()

    def _lay_out(self) -> None:
        pairs = (
            (self.more_button, self.more),
            (self.rest_button, self.rest),
            (self.cancel_button, self.cancel),
        )
        foot = QtWidgets.QHBoxLayout()
        foot.setContentsMargins(8, 4, 4, 4)
        foot.setSpacing(4)
        foot.addWidget(self.said, 1)
        foot.addWidget(self.marks)
        for button, call in pairs:
            button.clicked.connect(lambda _on=False, act=call: act())
            foot.addWidget(button)
        column = QtWidgets.QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.reply, 1)
        column.addLayout(foot)

    @property
    def busy(self) -> bool:
        """Tell whether something is asked at this moment."""
        return self._task is not None

    def clear(self, sentence: str, state: State = State.EMPTY) -> None:
        """Show no answer but a sentence."""
        self.cancel()
        self.question = None
        self.reply.clear()
        self.reply.state.show_state(state, sentence)
        self.said.set_text("")
        self._show_marks()
        self._show_buttons()

    def ask(self, api: Api, values: Mapping[str, str], haste: Haste = Haste.CLICKED) -> None:
        """Ask anew; what is under way is given up."""
        self.cancel()
        self.question = question = Question(self._context.desk.gateway, api, values)
        self.reply.clear()
        self.reply.state.show_loading(tr("Asking…"), tr("Cancel"), self.cancel)
        self._start(question, lambda: question.ask(self._turn(haste)))

    def renew(self, api: Api, values: Mapping[str, str], haste: Haste) -> None:
        """Ask again, unless something is under way; what is shown stays until the answer is there."""
        if self.busy:
            return
        fresh = Question(self._context.desk.gateway, api, values)
        if self.question is None or self.question.reply is None:
            self.question = fresh
            self.reply.state.show_loading(tr("Asking…"), tr("Cancel"), self.cancel)
        self._start(fresh, lambda: fresh.ask(self._turn(haste)))

    def more(self) -> None:
        """Read the next page."""
        question = self.question
        if question is not None and not self.busy:
            self._start(question, lambda: question.more(self._turn(Haste.CLICKED)))

    def rest(self) -> None:
        """Read all pages that follow, with the count so far."""
        question = self.question
        if question is not None and not self.busy:
            self._start(question, lambda: question.rest(self._progress, self._turn(Haste.USUAL)))

    def cancel(self) -> None:
        """Give up what is under way; the pages that came stay."""
        task, self._task = self._task, None
        if task is not None:
            task.cancel()
            self._ended(tr("Cancelled."))

    def _start(self, question: Question, work: _Work) -> None:
        if self._context.tasks.closed:
            return
        self._task = self._context.tasks.run(self._run(question, work))
        self._show_buttons()

    async def _run(self, question: Question, work: _Work) -> None:
        try:
            await work()
        except QueryError as error:
            self._fail(question, error)
        except OrderRefusedHere:
            self._task = None
            self.clear(tr("This API is not asked from here."), State.REFUSED)
        except Exception as error:
            self._fail(question, error)
            raise
        else:
            self._task = None
            self.question = question
            self._show(question)

    def _turn(self, haste: Haste) -> Turn:
        return Turn(haste, self._wait)

    def _wait(self, seconds: float) -> None:
        if seconds >= LEAST_WAIT:
            told = waiting_words(seconds)
            self.said.set_text(told)
            self.reply.state.tell(told)

    def _progress(self, progress: Progress) -> None:
        told = tr("{pages} pages, {rows} rows so far").format(
            pages=f"{progress.pages:,}", rows=f"{progress.rows:,}"
        )
        self.said.set_text(told)

    def _show(self, question: Question) -> None:
        reply = question.reply
        if reply is None:
            return
        desk = self._context.desk
        words = empty_sentence(question.api, question.values, desk.rules, desk.instruments)
        self.reply.show_reply(question.api, reply, words)
        self._ended("")

    def _ended(self, sentence: str) -> None:
        question = self.question
        if question is None or question.reply is None:
            if sentence:
                self.reply.state.show_state(State.EMPTY, sentence, tr("Try again"), self._again)
            self.said.set_text("")
        else:
            if sentence:
                self._show_held(question)
            parts = (sentence, self._held(question), tr("As of {time}").format(time=self._now()))
            self.said.set_text(" · ".join(part for part in parts if part))
        self._show_marks()
        self._show_buttons()
        self.changed.emit(None)

    def _show_held(self, question: Question) -> None:
        # Pages that came before the end was called off are shown all the same.
        if question.reply is not None and not question.reply.empty:
            self.reply.show_reply(question.api, question.reply, "")

    def _fail(self, question: Question, error: Exception) -> None:
        self._task = None
        desk = self._context.desk
        unknown = unknown_codes(question.values, desk.instruments)
        told = failure_sentence(desk.settings.language, error, tr("The query failed."))
        if unknown:
            code = ", ".join(unknown)
            told = f"{tr('No instrument has the code {code}.').format(code=code)} {told}"
        held = self.question
        if held is None or held.reply is None:
            self.reply.state.show_state(State.FAILED, told, tr("Try again"), self._again)
            self.said.set_text("")
        else:
            self._show_held(held)
            self.said.set_text(told)
        self._show_buttons()
        self.changed.emit(None)

    def _again(self) -> None:
        if self.question is not None:
            self.ask(self.question.api, self.question.values)

    def _held(self, question: Question) -> str:
        if not question.rows:
            return ""
        rows = tr("{count} rows").format(count=f"{question.rows:,}")
        if question.pages < 2:
            return rows
        return f"{tr('{count} pages').format(count=question.pages)} · {rows}"

    def _show_marks(self) -> None:
        reply = None if self.question is None else self.question.reply
        self.marks.setText("" if reply is None else marks_line(reply.marks))
        self.marks.setVisible(bool(self.marks.text()))
        set_tooltip(self.marks, "" if reply is None else marks_detail(reply.marks))

    def _show_buttons(self) -> None:
        question = self.question
        goes_on = question is not None and question.reply is not None and not question.complete
        buttons = (self.more_button, self.rest_button, self.cancel_button)
        pressed = any(one.hasFocus() for one in buttons)
        for button in buttons[:2]:
            button.setVisible(goes_on and not self.busy)
        self.cancel_button.setVisible(self.busy)
        if pressed:
            # A button that goes would leave the keyboard to the field of a code.
            to = self.cancel_button if self.busy else self.more_button if goes_on else self.reply
            to.setFocus(QtCore.Qt.FocusReason.OtherFocusReason)

    def _now(self) -> str:
        return self._context.desk.clock.market().strftime("%H:%M:%S")
