"""What the desk has told the person, newest first; refuses to repeat the same line ten times."""

from __future__ import annotations

from datetime import datetime

import msgspec
from PySide6 import QtWidgets

from kiwoom_desk.ui.kit.columns import Column, ColumnLayout, Kind, Tone
from kiwoom_desk.ui.kit.language import mark, tr
from kiwoom_desk.ui.kit.states import State
from kiwoom_desk.ui.kit.table import Table
from kiwoom_desk.ui.shell.panel import Area, Message, PanelContext, PanelSpec

_KEPT = 500
_TONES = {
    "info": Tone.PLAIN,
    "good": Tone.GOOD,
    "attention": Tone.ATTENTION,
    "error": Tone.ATTENTION,
}


class Told(msgspec.Struct, frozen=True):
    """One line: when it was said last, what, and how often."""

    number: int
    at: datetime
    message: Message
    count: int


class MessageLog:
    """The lines of one run; the same line again raises its count and moves it to the top."""

    def __init__(self) -> None:
        self._lines: dict[tuple[str, str], Told] = {}
        self._number = 0

    def add(self, message: Message, at: datetime) -> None:
        """Take a line."""
        key = (message.code, message.text)
        before = self._lines.pop(key, None)
        self._number += 1
        self._lines[key] = Told(self._number, at, message, before.count + 1 if before else 1)
        if len(self._lines) > _KEPT:
            del self._lines[next(iter(self._lines))]

    @property
    def newest_first(self) -> tuple[Told, ...]:
        """Return the lines, the last said first."""
        return tuple(reversed(self._lines.values()))


_LEVELS = {
    "info": mark("Info", "level"),
    "good": mark("Done", "level"),
    "attention": mark("Caution", "level"),
    "error": mark("Error", "level"),
}
COLUMNS = (
    Column(
        id="time",
        title=mark("Time"),
        value=lambda told: told.at.strftime("%H%M%S"),
        kind=Kind.TIME,
        width=72,
    ),
    Column(
        id="level",
        title=mark("Kind"),
        value=lambda told: tr(_LEVELS[told.message.level]),
        align="center",
        width=64,
        tone=lambda told: _TONES[told.message.level],
    ),
    Column(
        id="text",
        title=mark("Message"),
        value=lambda told: told.message.text,
        kind=Kind.NAME,
        width=520,
        tone=lambda told: _TONES[told.message.level],
        tooltip=lambda told: told.message.text,
    ),
    Column(
        id="count",
        title=mark("Times"),
        value=lambda told: told.count if told.count > 1 else 0,
        kind=Kind.SIZE,
        width=48,
    ),
)
_TEXT = 2
"""The place of the message's text, which takes the room left."""


class Messages(QtWidgets.QWidget):
    """The table of lines; the shell hands every said message to `add`."""

    def __init__(self, context: PanelContext) -> None:
        super().__init__()
        self._clock = context.desk.clock
        self._log = MessageLog()
        self.table = Table(COLUMNS, key=lambda told: str(told.number))
        self.table.set_accessible(tr("Messages"))
        self.table.restore(context.memory.read(ColumnLayout))
        self.table.arranged.connect(context.memory.write)
        header = self.table.horizontalHeader()
        header.setSectionResizeMode(_TEXT, QtWidgets.QHeaderView.ResizeMode.Stretch)
        self.table.state.show_state(State.EMPTY, tr("No messages yet."))
        column = QtWidgets.QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.table)

    def add(self, message: Message) -> None:
        """Show a line."""
        self._log.add(message, self._clock.market())
        self.table.set_rows(self._log.newest_first)
        self.table.state.clear()


PANEL = PanelSpec(
    id="messages", title=mark("Messages"), make=Messages, area=Area.CENTRE_BELOW, linked=False
)
