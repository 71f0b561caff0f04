"""Asks one API for a widget while it is in sight, again by a timer; refuses to ask twice at once."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine, Mapping
from typing import Any

from PySide6 import QtCore, QtWidgets

from kiwoom_desk.base.signals import Signal
from kiwoom_desk.broker.gateway import Haste, QueryError, Turn
from kiwoom_desk.catalogue.load import catalogue
from kiwoom_desk.market.question import Question
from kiwoom_desk.market.reply_tables import ReplyTables
from kiwoom_desk.ui.kit.language import tr
from kiwoom_desk.ui.panels.read_mark import LEAST_WAIT, waiting_words
from kiwoom_desk.ui.panels.scan_table import failure_sentence
from kiwoom_desk.ui.shell.panel import PanelContext

AGAIN = 3_000
"""Milliseconds after which a question that the rate held up is asked again."""
RATE = frozenset({"1700", "1701", "1702", "429"})
"""Codes of such a question."""
_Work = Callable[[], Coroutine[Any, Any, None]]


class Asker(QtCore.QObject):
    """One question at a time, for the widget `owner`.

    `answered` carries each reply, `failed` a sentence, `waits` that the rate limit holds it up.
    A timer (`set_interval`) asks behind what a person clicks, and rests while older pages are
    held: they would be lost. `whole` answers are read to their end each time.
    """

    def __init__(
        self, owner: QtWidgets.QWidget, context: PanelContext, api_id: str, *, whole: bool = False
    ) -> None:
        super().__init__(owner)
        self._whole = whole
        self.api_id = api_id
        self.values: dict[str, str] | None = None
        self.as_of = ""
        self.answered: Signal[ReplyTables] = Signal()
        self.failed: Signal[str] = Signal()
        self.waits: Signal[str] = Signal()
        self.question: Question | None = None
        self._owner, self._context = owner, context
        self._task: asyncio.Task[None] | None = None
        self._interval = 0
        self._timer = QtCore.QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(lambda: self.refresh(Haste.TIMED))
        owner.installEventFilter(self)

    @property
    def busy(self) -> bool:
        """Tell whether something is asked at this moment."""
        return self._task is not None

    @property
    def reply(self) -> ReplyTables | None:
        """Return what is held, None before the first answer."""
        return None if self.question is None else self.question.reply

    @property
    def goes_on(self) -> bool:
        """Tell whether a further page can be asked."""
        return self.question is not None and self.reply is not None and not self.question.complete

    def put(self, values: Mapping[str, str], haste: Haste = Haste.CLICKED) -> None:
        """Ask other values; what is held and what is under way is given up."""
        self.drop()
        self.values = dict(values)
        self.refresh(haste)

    def drop(self) -> None:
        """Ask nothing any more and forget what is held."""
        task, self._task = self._task, None
        if task is not None:
            task.cancel()
        self._timer.stop()
        self.values = self.question = None

    def set_interval(self, milliseconds: int) -> None:
        """Ask again that long after each answer; 0 only when asked."""
        self._interval = milliseconds
        self._timer.stop()
        self._plan()

    def refresh(self, haste: Haste = Haste.CLICKED) -> None:
        """Ask the first page anew, in sight only; what is held stays until the answer is there."""
        if self.values is None or self.busy or not self._owner.isVisible():
            return
        fresh = Question(self._context.desk.gateway, catalogue().api(self.api_id), self.values)
        self._start(fresh, lambda: self._ask(fresh, Turn(haste, self._wait)))

    def more(self) -> None:
        """Read the page after the held ones."""
        question = self.question
        if question is not None and self.goes_on and not self.busy:
            self._start(question, lambda: question.more(Turn(Haste.CLICKED, self._wait)))

    def eventFilter(self, watched: QtCore.QObject, event: QtCore.QEvent) -> bool:
        """Come up to date when the widget is shown; ask nothing while nobody looks."""
        if watched is self._owner and event.type() is QtCore.QEvent.Type.Show:
            if self.reply is None or self._interval:
                self.refresh(Haste.USUAL)
        elif watched is self._owner and event.type() is QtCore.QEvent.Type.Hide:
            self._timer.stop()
        return False

    async def _ask(self, question: Question, turn: Turn) -> None:
        await question.ask(turn)
        if self._whole:
            await question.rest(lambda _progress: None, turn)

    def _start(self, question: Question, work: _Work) -> None:
        if self._context.tasks.closed:
            return
        self._timer.stop()
        self._task = self._context.tasks.run(self._run(question, work))

    async def _run(self, question: Question, work: _Work) -> None:
        try:
            await work()
        except asyncio.CancelledError:
            if self._task is asyncio.current_task():
                self._task = None
            raise
        except Exception as error:
            self._task = None
            language = self._context.desk.settings.language
            self.failed.emit(failure_sentence(language, error, tr("The list could not be read.")))
            self._plan()
            if not isinstance(error, QueryError):
                raise
            if error.code in RATE and self._owner.isVisible():
                # The sentence promises it, whether or not there is a timer.
                self._timer.start(AGAIN)
        else:
            self._task = None
            self.question = question
            self.as_of = self._context.desk.clock.market().strftime("%H:%M:%S")
            if question.reply is not None:
                self.answered.emit(question.reply)
            self._plan()

    def _wait(self, seconds: float) -> None:
        if seconds >= LEAST_WAIT:
            told = waiting_words(seconds)
            self.waits.emit(told)

    def _plan(self) -> None:
        held = self.question.pages if self.question is not None else 0
        wanted = self._interval and self.values is not None and (held <= 1 or self._whole)
        if wanted and not self.busy and self._owner.isVisible():
            self._timer.start(self._interval)
