"""The box at the top: finds instruments, functions and commands; refuses to open a window of its own."""

from __future__ import annotations

import msgspec
from PySide6 import QtCore, QtGui, QtWidgets

from kiwoom_desk.base.signals import Signal
from kiwoom_desk.domain.instrument import Instrument, Market
from kiwoom_desk.ui.kit.columns import Column, Kind, Tone
from kiwoom_desk.ui.kit.grid import Grid
from kiwoom_desk.ui.kit.language import mark, tr
from kiwoom_desk.ui.shell import theme
from kiwoom_desk.ui.shell.actions import Actions, shortcut_text
from kiwoom_desk.ui.shell.functions import EXACT, Function, FunctionIndex
from kiwoom_desk.ui.shell.search import InstrumentIndex

_MOST = 12
_MOST_ACTIONS = 6
_MOST_FUNCTIONS = 6
_Key = QtCore.Qt.Key


class Found(msgspec.Struct, frozen=True):
    """One line below the box: an instrument, an action or a function."""

    key: str
    title: str
    detail: str
    kind: str


_MARKETS = {
    Market.KOSPI: mark("KOSPI", "market"),
    Market.KOSDAQ: mark("KOSDAQ", "market"),
    Market.KONEX: mark("KONEX", "market"),
    Market.ETF: mark("ETF", "market"),
    Market.ETN: mark("ETN", "market"),
    Market.ELW: mark("ELW", "market"),
    Market.GOLD: mark("Gold", "market"),
    Market.RIGHT: mark("Right", "market"),
}

_COLUMNS = (
    Column(
        id="title", title=mark("Name"), value=lambda found: found.title, kind=Kind.NAME, width=240
    ),
    Column(
        id="detail",
        title=mark("Code"),
        value=lambda found: found.detail,
        kind=Kind.TEXT,
        align="right",
        width=110,
        tone=lambda _found: Tone.QUIET,
    ),
    Column(
        id="kind",
        title=mark("Kind"),
        value=lambda found: found.kind,
        kind=Kind.TEXT,
        align="right",
        width=80,
        tone=lambda _found: Tone.QUIET,
    ),
)


class CommandBox(QtWidgets.QLineEdit):
    """Type a code, a name, its 초성 or a command; arrows choose, Enter takes, Escape leaves.

    `chosen` carries the code of an instrument, `function_chosen` a function or API; those are
    named in English where `english`. The list lies over `stage`, below the box.
    """

    def __init__(
        self,
        actions: Actions,
        instruments: InstrumentIndex,
        stage: QtWidgets.QWidget,
        english: bool = False,
    ) -> None:
        super().__init__()
        self._actions, self._instruments = actions, instruments
        self._stage, self._english = stage, english
        self.functions = FunctionIndex()
        self._offered: dict[str, Function] = {}
        self._found: dict[str, Found] = {}
        self.chosen: Signal[str] = Signal()
        self.function_chosen: Signal[Function] = Signal()
        self._list = Grid(_COLUMNS, self._found.get, parent=stage)
        self._list.setObjectName("found")
        self._list.flashing = False
        self._list.setFrameShape(QtWidgets.QFrame.Shape.Box)
        self._list.setFocusPolicy(QtCore.Qt.FocusPolicy.NoFocus)
        self._list.setVerticalScrollBarPolicy(QtCore.Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._list.set_accessible(tr("Search results"))
        self._list.hide_header()
        self._list.hide()
        self._list.pressed.connect(lambda press: self._take(press.key))
        self.setPlaceholderText(tr("Search an instrument or a command (Ctrl+P)"))
        self.setAccessibleName(tr("Search"))
        self.setMinimumWidth(220)
        self.setMaximumWidth(420)
        self.textEdited.connect(self._search)

    @property
    def found(self) -> tuple[Found, ...]:
        """Return the lines offered, best first."""
        return tuple(self._found[key] for key in self._list.keys)

    def open(self) -> None:
        """Take the keyboard and offer what was used last."""
        self.setFocus(QtCore.Qt.FocusReason.ShortcutFocusReason)
        self.selectAll()
        self._search(self.text())

    def keyPressEvent(self, event: QtGui.QKeyEvent) -> None:
        """Choose with the arrows, take with Enter, leave with Escape."""
        key = event.key()
        if key in (_Key.Key_Down, _Key.Key_Up):
            self._list.keyPressEvent(event)
        elif key in (_Key.Key_Return, _Key.Key_Enter):
            self._take(self._list.current)
        elif key == _Key.Key_Escape:
            self._leave()
        else:
            super().keyPressEvent(event)

    def inputMethodEvent(self, event: QtGui.QInputMethodEvent) -> None:
        """Search with the syllable that is still being composed."""
        super().inputMethodEvent(event)
        self._search(self.text() + event.preeditString())

    def focusOutEvent(self, event: QtGui.QFocusEvent) -> None:
        """Take the list away with the keyboard."""
        super().focusOutEvent(event)
        self._list.hide()

    def _search(self, query: str) -> None:
        self._found.clear()
        found = [_instrument(one) for one in self._instruments.search(query, _MOST)]
        wanted = query.strip().lstrip("/>").strip()
        actions = self._actions.find(wanted)[:_MOST_ACTIONS] if wanted or not found else ()
        for action in actions:
            detail = shortcut_text(action)
            found.append(Found(f"!{action.id}", tr(action.title), detail, tr("Command")))
        found = self._with_functions(found, wanted)
        self._found.update({one.key: one for one in found})
        self._list.set_keys([one.key for one in found])
        self._place(len(found))
        if found:
            self._list.select(found[0].key)

    def _with_functions(self, found: list[Found], wanted: str) -> list[Found]:
        """Put functions behind what else was found, one of exactly this name before it."""
        ranked = self.functions.ranked(wanted)[:_MOST_FUNCTIONS]
        self._offered = {_key(one): one for _, one in ranked}
        lines = [self._function(one) for _, one in ranked]
        exact = [line for line, (rank, _) in zip(lines, ranked, strict=True) if rank == EXACT]
        return [*exact[:1], *found, *(line for line in lines if line not in exact[:1])]

    def _function(self, one: Function) -> Found:
        kind = tr("API") if one.documented else tr("Function", "found")
        kind = kind if one.published else tr("Not offered", "found")
        return Found(_key(one), one.english if self._english else one.name, one.api_id, kind)

    def _place(self, rows: int) -> None:
        stage = self._stage
        at = stage.mapFromGlobal(self.mapToGlobal(QtCore.QPoint(0, self.height() + 2)))
        row = theme.look().density.row
        height = rows * row + 2
        self._list.setGeometry(at.x(), at.y(), max(460, self.width()), height)
        self._list.setVisible(rows > 0)
        self._list.raise_()

    def _take(self, key: str | None) -> None:
        if key is None or key not in self._found:
            return
        self._leave()
        if key.startswith("!"):
            next(one for one in self._actions.all() if one.id == key[1:]).call()
            return
        if key in self._offered:
            self.function_chosen.emit(self._offered[key])
            return
        self._instruments.used(key)
        self.chosen.emit(key)

    def _leave(self) -> None:
        self.clear()
        self._list.hide()
        self.clearFocus()


def _instrument(one: Instrument) -> Found:
    return Found(one.code, one.name, one.code, tr(_MARKETS[one.market]))


def _key(one: Function) -> str:
    # The same id may stand for an API and for another function of an older list.
    return f"={one.id}" if one.documented else f"={one.id} {one.name}"
