"""Owns the cost of a painted order book, whole and by rows, beside a QTableView of 21 by 5 cells."""

from __future__ import annotations

import os
import random
import statistics
import sys
import time
from pathlib import Path
from typing import Any

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

import msgspec
from PySide6 import QtCore, QtGui, QtWidgets

from benchmarks.report import few, interleave, report, report_scaled, slower_core
from kiwoom_desk.domain.book import Book
from kiwoom_desk.domain.quote import Quote
from kiwoom_desk.ui.kit.ladder import Ladder
from kiwoom_desk.ui.kit.ladder_rows import LadderMarks
from kiwoom_desk.ui.shell import theme

_LEVELS, _ROWS, _COLUMNS = 10, 21, 5
_FULL, _ROW = 5.0, 4.0
_TEN, _TEN_SMALL = 0.35, 0.1
_LADDERS, _FRAMES, _SECONDS, _ROUNDS = 10, 60, 1, 5
_SIZE = (400, 22 * 24)
_DISPLAY, _ALIGNED = QtCore.Qt.ItemDataRole.DisplayRole, QtCore.Qt.ItemDataRole.TextAlignmentRole
_INK, _GROUND = QtCore.Qt.ItemDataRole.ForegroundRole, QtCore.Qt.ItemDataRole.BackgroundRole


def book(draw: random.Random, before: Book | None = None) -> Book:
    """Return a book in which every size is another; with `before`, one in which three rows are."""

    def sizes() -> tuple[int, ...]:
        return tuple(draw.randrange(1, 90_000) for _ in range(_LEVELS))

    if before is None:
        asks = tuple(100_000 + 100 * level for level in range(1, _LEVELS + 1))
        bids = tuple(100_000 - 100 * level for level in range(_LEVELS))
        return Book("005930", "100000", asks, sizes(), bids, sizes(), 500_000, 500_000)
    asked = (draw.randrange(1, 90_000), draw.randrange(1, 90_000), *before.ask_sizes[2:])
    bid = (draw.randrange(1, 90_000), *before.bid_sizes[1:])
    return msgspec.structs.replace(before, ask_sizes=asked, bid_sizes=bid)


def ladder() -> Ladder:
    """Return a shown ladder with a quote and marks."""
    made = Ladder()
    made.resize(*_SIZE)
    made.set_quote(Quote("005930", "100000", 100_000, 1, 500, 50, 10, 10**6, 10**5))
    made.set_marks(LadderMarks(base=99_500, upper=129_300, lower=69_700, open=99_600))
    made.set_book(book(random.Random(2)))
    made.show()
    return made


class Cells(QtCore.QAbstractTableModel):
    """Figures, inks and grounds as a model gives them, 21 by 5."""

    def __init__(self) -> None:
        super().__init__()
        draw = random.Random(2)
        self.cells = [[draw.randrange(99_999) for _ in range(_COLUMNS)] for _ in range(_ROWS)]
        look = theme.look()
        self._inks = [look.colour("up"), look.colour("down")]
        self._grounds = [look.colour("ask_tint"), look.colour("bid_tint")]

    def rowCount(self, _parent: Any = None) -> int:
        return _ROWS

    def columnCount(self, _parent: Any = None) -> int:
        return _COLUMNS

    def data(self, index: QtCore.QModelIndex, role: int = 0) -> Any:
        if role == _DISPLAY:
            return f"{self.cells[index.row()][index.column()]:,}"
        if role == _INK:
            return self._inks[index.row() >= _LEVELS]
        if role == _GROUND and index.column() in (1, 3):
            return self._grounds[index.row() >= _LEVELS]
        if role == _ALIGNED:
            return QtCore.Qt.AlignmentFlag.AlignRight | QtCore.Qt.AlignmentFlag.AlignVCenter
        return None


class Peer:
    """Qt's own table view with its own delegate."""

    def __init__(self) -> None:
        self.model, self.view = Cells(), QtWidgets.QTableView()
        self.view.setModel(self.model)
        self.view.verticalHeader().hide()
        self.view.horizontalHeader().hide()
        self.view.verticalHeader().setMinimumSectionSize(10)
        for row in range(_ROWS):
            self.view.setRowHeight(row, _SIZE[1] // 22)
        for column in range(_COLUMNS):
            self.view.setColumnWidth(column, _SIZE[0] // _COLUMNS)
        self.view.resize(_SIZE[0] + 4, _SIZE[1] // 22 * _ROWS + 4)
        self.view.show()

    def all(self) -> None:
        """Paint everything."""
        self.view.viewport().repaint()

    def row(self) -> None:
        """Paint one row."""
        height = _SIZE[1] // 22
        self.view.viewport().repaint(QtCore.QRect(0, 5 * height, _SIZE[0], height))


def ten(app: QtWidgets.QApplication, ladders: list[Ladder], books: list[Book]) -> float:
    """Return the cores that ten ladders take at sixty new books a second each."""
    began = time.process_time()
    for frame in range(_FRAMES * _SECONDS):
        for number, one in enumerate(ladders):
            one.set_book(books[(frame + number) % len(books)])
        app.processEvents()
    return (time.process_time() - began) / _SECONDS


def main() -> int:
    """Measure in turn and report; return 1 when a target is missed."""
    app = QtWidgets.QApplication(sys.argv)
    theme.load_fonts()
    theme.apply(app, "dark", "red-blue", "normal")
    QtGui.QCursor.setPos(5_000, 5_000)
    ours, peer = ladder(), Peer()
    app.processEvents()
    strip = ours._painter.rect(5)
    took = interleave(
        {
            "all ours": ours.repaint,
            "all peer": peer.all,
            "row ours": lambda: ours.repaint(strip),
            "row peer": peer.row,
        }
    )
    beside = "QTableView with its own delegate"
    micro = {name: seconds * 1e6 for name, seconds in took.items()}
    held = []
    for part, target in (("all", _FULL), ("row", _ROW)):
        mine, other = micro[f"{part} ours"], micro[f"{part} peer"]
        told = f"{beside} {other:.0f} us, ours {mine:.0f} us"
        held.append(report(f"ladder_{part}", other / mine, target, "higher", told))
    ladders = [ladder() for _ in range(_LADDERS)]
    draw = random.Random(4)
    full = [book(draw) for _ in range(20)]
    small = [full[0]]
    while len(small) < 20:
        small.append(book(draw, small[-1]))
    factor = slower_core()
    for name, books, most in (("full", full, _TEN), ("three_rows", small, _TEN_SMALL)):
        ten(app, ladders, books)
        cores = statistics.median(ten(app, ladders, books) for _ in range(few(_ROUNDS)))
        told = "ten ladders, sixty new books a second each, taken in and painted"
        held.append(
            report_scaled(f"ladder_ten_{name}", cores, most, "lower", told, "cores", factor)
        )
    return 0 if all(held) else 1


if __name__ == "__main__":
    sys.exit(main())
