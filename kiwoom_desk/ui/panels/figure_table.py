"""Lines made out of one or more answers, as a table with its states; refuses to ask unseen."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import msgspec
from PySide6 import QtGui, QtWidgets

from kiwoom_desk.base.signals import Signal
from kiwoom_desk.broker.gateway import Haste
from kiwoom_desk.market.reply_tables import ReplyTables
from kiwoom_desk.ui.kit.columns import Column, ColumnLayout
from kiwoom_desk.ui.kit.language import tr
from kiwoom_desk.ui.kit.states import State
from kiwoom_desk.ui.kit.table import Table
from kiwoom_desk.ui.panels.asker import Asker
from kiwoom_desk.ui.panels.explorer_words import marks_line
from kiwoom_desk.ui.shell import theme
from kiwoom_desk.ui.shell.panel import PanelContext

_HEAD_ROOM = 22
Replies = Mapping[str, ReplyTables]
"""The answers that came, by API id."""
Made = Callable[[Replies], Sequence[Any]]


class FigureTable(QtWidgets.QWidget):
    """Lines that `made` makes anew after each answer; `key` tells a line again.

    A `whole` table reads every page: what is added up may not lack one.

    `said` carries the line for the foot, `came` all answers after each one. An answer that fails
    leaves the lines of the others as they are.
    """

    def __init__(
        self,
        context: PanelContext,
        id_: str,
        api_ids: Sequence[str],
        columns: Sequence[Column],
        made: Made,
        *,
        title: str,
        empty: str,
        key: Callable[[Any], str] = lambda line: line.id,
        whole: bool = False,
        stretch: int | None = None,
    ) -> None:
        super().__init__()
        self.title, self._empty, self._made, self._whole = title, empty, made, whole
        self.said: Signal[str] = Signal()
        self.came: Signal[Replies] = Signal()
        self._told = ""
        self.replies: dict[str, ReplyTables] = {}
        self._failed: dict[str, str] = {}
        self.askers = {api_id: Asker(self, context, api_id) for api_id in api_ids}
        self._columns, self._key, self._stretch = columns, key, stretch
        self._kept, self._memory = f"columns-{id_}", context.memory
        self._table: Table | None = None
        # What it shows before there is a table to show it.
        self._shows: Callable[[], None] = lambda: None
        self._column = QtWidgets.QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        for api_id, asker in self.askers.items():
            self._listen(api_id, asker)

    @property
    def table(self) -> Table:
        """Return the table; it is made when it is first needed, as many stand in tabs behind."""
        if self._table is None:
            self._table = self._make()
            self._shows()
        return self._table

    def _make(self) -> Table:
        made = Table(_fitting(self._columns), key=self._key, dull=lambda _line: bool(self._failed))
        made.set_accessible(self.title)
        made.restore(self._memory.read(ColumnLayout, self._kept))
        made.arranged.connect(lambda layout: self._memory.write(layout, self._kept))
        if self._stretch is not None:
            stretch = QtWidgets.QHeaderView.ResizeMode.Stretch
            made.horizontalHeader().setSectionResizeMode(self._stretch, stretch)
        self._column.addWidget(made)
        self.setFocusProxy(made)
        return made

    def showEvent(self, event: QtGui.QShowEvent) -> None:
        """Have the table there, whatever it shows."""
        super().showEvent(event)
        self.table.show()

    @property
    def told(self) -> str:
        """Return the line for the foot."""
        return self._told

    @property
    def goes_on(self) -> bool:
        """Tell whether a further page can be asked."""
        return any(asker.goes_on for asker in self.askers.values())

    def more(self) -> None:
        """Read the next page of what has one."""
        for asker in self.askers.values():
            asker.more()

    @property
    def rows(self) -> tuple[Any, ...]:
        """Return the lines shown, in the order shown."""
        return () if self._table is None else self._table.rows.rows

    def ask(self, values: Mapping[str, Mapping[str, str]], haste: Haste = Haste.CLICKED) -> None:
        """Ask with these values by API id; what those APIs told before goes."""
        for api_id in values:
            self.replies.pop(api_id, None)
            self._failed.pop(api_id, None)
        if self._table is not None:
            self._table.state.clear()
        self._shows = self._show
        self._show()
        for api_id, asked in values.items():
            self.askers[api_id].put(asked, haste)

    def refresh(self, haste: Haste = Haste.CLICKED) -> None:
        """Ask again what was asked."""
        for asker in self.askers.values():
            asker.refresh(haste)

    def clear(self, sentence: str) -> None:
        """Show a sentence instead of lines, and ask nothing."""
        for asker in self.askers.values():
            asker.drop()
        self.replies.clear()
        self._failed.clear()
        self._tell("")

        def show() -> None:
            self.table.set_rows(())
            self.table.state.show_state(State.EMPTY, sentence)

        self._shows = show
        if self._table is not None:
            show()

    def remake(self) -> None:
        """Make the lines again, e.g. after a choice of how to look at them."""
        self._show()

    def _listen(self, api_id: str, asker: Asker) -> None:
        asker.answered.connect(lambda reply: self._answered(api_id, reply))
        asker.failed.connect(lambda sentence: self._fail(api_id, sentence))
        asker.waits.connect(self._waits)

    def _answered(self, api_id: str, reply: ReplyTables) -> None:
        self.replies[api_id] = reply
        self._failed.pop(api_id, None)
        self._show()
        self.came.emit(self.replies)
        if self._whole:
            self.askers[api_id].more()

    def _fail(self, api_id: str, sentence: str) -> None:
        self._failed[api_id] = sentence
        self._show()

    def _show(self) -> None:
        self._tell(next(iter(self._failed.values()), self._age()))
        if self._table is None:
            return
        rows = tuple(self._made(self.replies)) if self.replies else ()
        self._table.set_rows(rows)
        state = self._table.state
        if rows:
            state.clear()
        elif self._failed:
            state.show_state(State.FAILED, self.told, tr("Try again"), self.refresh)
        elif self.replies and not any(asker.busy for asker in self.askers.values()):
            state.show_state(State.EMPTY, self._empty, tr("Refresh"), self.refresh)
        else:
            state.show_loading(tr("Reading the list…"), tr("Try again"), self.refresh)

    def _age(self) -> str:
        times = [asker.as_of for id_, asker in self.askers.items() if id_ in self.replies]
        if not times:
            return ""
        odd = (marks_line(reply.marks) for reply in self.replies.values())
        told = (tr("As of {time}").format(time=min(times)), next(filter(None, odd), ""))
        return " · ".join(part for part in told if part)

    def _waits(self, sentence: str) -> None:
        self._tell(sentence)
        if self._table is not None:
            self._table.state.tell(sentence)

    def _tell(self, line: str) -> None:
        self._told = line
        if self._table is not None:
            self._table.viewport().update()
        self.said.emit(line)


def _fitting(columns: Sequence[Column]) -> tuple[Column, ...]:
    # Titles are of different length in each language.
    metrics = QtGui.QFontMetrics(theme.font(theme.look().density.text))
    return tuple(
        msgspec.structs.replace(
            column,
            width=max(column.width, metrics.horizontalAdvance(tr(column.title)) + _HEAD_ROOM),
        )
        for column in columns
    )
