"""The tape: every print of the linked name, newest first; refuses to leave prints out unasked."""

from __future__ import annotations

import msgspec
from PySide6 import QtCore, QtWidgets

from kiwoom_desk.base.signals import Subscription
from kiwoom_desk.domain.quote import Tick
from kiwoom_desk.market.feed import Lease, Rank, Want
from kiwoom_desk.ui.kit import text
from kiwoom_desk.ui.kit.columns import Column, ColumnLayout, Kind, by_sign
from kiwoom_desk.ui.kit.frame import Dirty
from kiwoom_desk.ui.kit.grid import Grid
from kiwoom_desk.ui.kit.language import mark, tr
from kiwoom_desk.ui.kit.states import State
from kiwoom_desk.ui.kit.text import PlainText
from kiwoom_desk.ui.panels.age_mark import AgeMark
from kiwoom_desk.ui.panels.read_mark import FEED_APIS, ReadMark
from kiwoom_desk.ui.shell.panel import Area, PanelContext, PanelSpec

_SHOWN = 200
_SIZES = (0, 10, 100, 1_000, 10_000)


class TapeRow(msgspec.Struct, frozen=True, gc=False):
    """One print and its difference in won from the previous close, None while that is not known."""

    tick: Tick
    change: int | None


class TapeFilter(msgspec.Struct, frozen=True):
    """Prints below this many shares are not shown; kept with the layout."""

    smallest: int = 0


_buyer = by_sign(lambda row: row.tick.size)
_direction = by_sign(lambda row: row.tick.direction if row.change is None else row.change)
COLUMNS = (
    Column(id="time", title=mark("Time"), value=lambda r: r.tick.time, kind=Kind.TIME, width=68),
    Column(
        id="price",
        title=mark("Price"),
        value=lambda r: r.tick.price,
        kind=Kind.PRICE,
        width=78,
        tone=_direction,
    ),
    Column(
        id="change",
        title=mark("Change"),
        value=lambda r: r.change,
        kind=Kind.CHANGE,
        width=76,
        tone=_direction,
    ),
    Column(
        id="size",
        title=mark("Size"),
        value=lambda r: r.tick.size,
        kind=Kind.SIZE,
        form=lambda size: f"{abs(size):,}",
        width=74,
        tone=_buyer,
        bold=True,
    ),
)


class Tape(QtWidgets.QWidget):
    """A list that stands still while the pointer is on it, and says how many prints wait."""

    def __init__(self, context: PanelContext) -> None:
        super().__init__()
        self._context = context
        self._rows: dict[str, TapeRow] = {}
        self._count = -1
        self._code = ""
        self._lease: Lease | None = None
        self._baseless = True
        self._basis: tuple[str, int, int, int] | None = None
        self._smallest = (context.memory.read(TapeFilter) or TapeFilter()).smallest
        self._strength = PlainText()
        self._waiting = PlainText(tone="attention")
        self.age = AgeMark(context)
        self.read = ReadMark(context)
        self._asked = -1
        self._sizes = QtWidgets.QComboBox()
        self.grid = Grid(COLUMNS, self._rows.get)
        self._prepare()
        self._linked: Subscription = context.link.changed.connect(self.show_instrument)
        context.frame.subscribe(self, self._frame)
        self.destroyed.connect(lambda _none=None: self._release())
        self.grid.state.show_state(State.EMPTY, tr("Choose a name to see its trades."))
        if context.link.instrument:
            self.show_instrument(context.link.instrument)

    def _prepare(self) -> None:
        self.grid.set_accessible(tr("Tape"))
        self.grid.flashing = False
        self.grid.restore(self._context.memory.read(ColumnLayout))
        self.grid.arranged.connect(self._context.memory.write)
        self.grid.viewport().installEventFilter(self)
        self._sizes.setAccessibleName(tr("Smallest size shown"))
        for size in _SIZES:
            label = tr("All sizes") if not size else tr("{size} or more").format(size=f"{size:,}")
            self._sizes.addItem(label, size)
        self._sizes.setCurrentIndex(max(self._sizes.findData(self._smallest), 0))
        self._sizes.currentIndexChanged.connect(lambda _index: self._filter())
        head = QtWidgets.QHBoxLayout()
        head.setContentsMargins(8, 4, 4, 4)
        head.setSpacing(8)
        head.addWidget(self._strength)
        head.addWidget(self.age)
        head.addStretch(1)
        head.addWidget(self._waiting)
        head.addWidget(self._sizes)
        column = QtWidgets.QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(head)
        column.addWidget(self.grid, 1)
        column.addWidget(self.read)

    def show_instrument(self, code: str) -> None:
        """Follow the prints of another name."""
        self._code, self._count = code, -1
        lease, feed = self._lease, self._context.desk.feed
        self._lease = feed.acquire(code, Want.QUOTE, Rank.LINKED)
        if lease is not None:
            lease.close()
        feed.follow_tape(code)
        self._asked = self._context.desk.state.tape(code).replaced
        self.read.follow(*FEED_APIS)
        self.age.follow(code)
        self._fill()
        self._show_strength()

    def eventFilter(self, watched: QtCore.QObject, event: QtCore.QEvent) -> bool:
        """Show the prints that waited once the pointer leaves."""
        if event.type() is QtCore.QEvent.Type.Leave and self._code:
            self._fill()
        return False

    def _frame(self, dirty: Dirty) -> None:
        if not self._code or self._code not in dirty:
            return
        tape = self._context.desk.state.tape(self._code)
        if tape.replaced != self._asked:
            # The prints so far are there: whatever waits now is for somebody else.
            self._asked = tape.replaced
            self.read.follow()
        count = tape.count
        new = count - self._count
        if self._count > 0 and new > 0 and self.grid.viewport().underMouse():
            self._waiting.setText(tr("+{count} waiting").format(count=f"{new:,}"))
        elif new or self._baseless:
            self._fill()
        self._show_strength()

    def _fill(self) -> None:
        tape = self._context.desk.state.tape(self._code)
        base = self._base()
        basis = (self._code, tape.replaced, base, self._smallest)
        known = basis == self._basis and tape.count >= self._count
        new = tape.count - self._count if known else _SHOWN
        kept = self._rows.copy() if known else {}
        self._basis, self._baseless, self._count = basis, not base, tape.count
        self._rows.clear()
        for number, tick in enumerate(tape.latest(min(new, _SHOWN))):
            if abs(tick.size) >= self._smallest:
                key = str(tape.count - number)
                self._rows[key] = TapeRow(tick, tick.price - base if base else None)
        oldest, added = tape.count - _SHOWN, len(self._rows)
        self._rows.update((key, row) for key, row in kept.items() if int(key) > oldest)
        if known:
            self.grid.prepend(tuple(self._rows), added)
        else:
            self.grid.set_keys(tuple(self._rows))
        self._waiting.setText("")
        if self._rows:
            self.grid.state.clear()
        elif tape.count:
            self.grid.state.show_state(State.EMPTY, tr("No trade of this size yet."))
        else:
            self.grid.state.show_state(State.EMPTY, tr("No trade of this name yet."))

    def _base(self) -> int:
        quote = self._context.desk.state.quote(self._code)
        return quote.price - quote.change if quote is not None else 0

    def _show_strength(self) -> None:
        quote = self._context.desk.state.quote(self._code)
        strength = quote.strength if quote is not None else 0
        told = tr("Strength {value}%").format(value=text.hundredths(strength)) if strength else ""
        self._strength.setText(told)
        self._strength.set_tone(
            "up" if strength > 10_000 else "down" if 0 < strength < 10_000 else ""
        )

    def _release(self) -> None:
        self._linked.close()
        if self._lease is not None:
            self._lease.close()

    def _filter(self) -> None:
        self._smallest = int(self._sizes.currentData())
        self._context.memory.write(TapeFilter(self._smallest))
        if self._code:
            self._fill()


PANEL = PanelSpec(id="tape", title=mark("Tape"), make=Tape, area=Area.BOOK_BELOW)
