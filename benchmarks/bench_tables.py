"""Owns the cost of a cold list of 3,000 rows: sort, filter, scroll; beside Qt's own proxy model."""

from __future__ import annotations

import os
import random
import statistics
import sys
import time
from collections.abc import Callable
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from PySide6 import QtCore, QtWidgets

from benchmarks.bench_grid import COLUMNS
from benchmarks.report import few, report_scaled, slower_core
from kiwoom_desk.domain.quote import Quote
from kiwoom_desk.ui.kit.table import RowModel, Table
from kiwoom_desk.ui.shell import theme

_ROWS, _ROUNDS, _STEPS = 3_000, 9, 120
_SORT_MS, _FILTER_MS, _FRAME_MS = 100.0, 30.0, 1000 / 60
_SIZE = (1000, 760)


def quotes() -> list[Quote]:
    """Return rows with names and figures in no order, the same each time."""
    draw = random.Random(1)
    return [
        Quote(code=f"{draw.randrange(10**6):06d}", price=draw.randrange(10**6), volume=place)
        for place in range(_ROWS)
    ]


class Ours:
    """The kit's table; sorting, filtering and scrolling end with the paint."""

    def __init__(self, app: QtWidgets.QApplication) -> None:
        self._app = app
        self.table = Table(COLUMNS, key=lambda quote: f"{quote.volume}")
        self.table.resize(*_SIZE)
        self.table.set_rows(quotes())
        self.table.show()
        app.processEvents()

    def sort(self, column: int) -> None:
        """Sort by a column and paint."""
        self.table.rows.sort(column)
        self._app.processEvents()

    def narrow(self, typed: str) -> None:
        """Show the rows with this text in the code, and paint."""
        self.table.set_filter((lambda quote: typed in quote.code) if typed else None)
        self._app.processEvents()

    def scroll(self, place: int) -> None:
        """Move the list to a row, and paint."""
        self.table.verticalScrollBar().setValue(place)
        self._app.processEvents()


class Peer:
    """Qt's own view over QSortFilterProxyModel over the same rows."""

    def __init__(self, app: QtWidgets.QApplication) -> None:
        self._app = app
        self._model = RowModel(COLUMNS, key=lambda quote: f"{quote.volume}")
        self._model.give(quotes())
        self._proxy = QtCore.QSortFilterProxyModel()
        self._proxy.setSourceModel(self._model)
        self._proxy.setFilterKeyColumn(0)
        self.view = QtWidgets.QTableView()
        self.view.setModel(self._proxy)
        self.view.resize(*_SIZE)
        self.view.show()
        app.processEvents()

    def sort(self, column: int) -> None:
        """Sort by a column and paint."""
        self._proxy.sort(column)
        self._app.processEvents()

    def narrow(self, typed: str) -> None:
        """Show the rows with this text in the code, and paint."""
        self._proxy.setFilterFixedString(typed)
        self._app.processEvents()

    def scroll(self, place: int) -> None:
        """Move the list to a row, and paint."""
        self.view.verticalScrollBar().setValue(place)
        self._app.processEvents()


def taken(work: Callable[[], None]) -> float:
    """Return the milliseconds of a core that one piece of work takes."""
    begun = time.process_time()
    work()
    return (time.process_time() - begun) * 1000


def measured(one: Ours | Peer, number: int) -> tuple[float, float, float]:
    """Return the milliseconds to sort, to filter, and of the median frame while scrolling."""
    one.sort(-1)
    sorting = taken(lambda: one.sort(number % 2))
    filtering = taken(lambda: one.narrow(str(number)))
    one.narrow("")
    frames = [taken(lambda place=place: one.scroll(place * 7)) for place in range(_STEPS)]
    return sorting, filtering, statistics.median(frames)


def main() -> int:
    """Report the three figures; return 1 when one does not hold."""
    app = QtWidgets.QApplication(sys.argv)
    theme.load_fonts()
    theme.apply(app, "dark", "red-blue", "normal")
    ours, peer = Ours(app), Peer(app)
    factor = slower_core()
    rounds = [(measured(ours, number), measured(peer, number)) for number in range(few(_ROUNDS))]
    held = []
    for place, (name, target) in enumerate(
        (("table_sort", _SORT_MS), ("table_filter", _FILTER_MS), ("table_scroll", _FRAME_MS))
    ):
        mine = statistics.median(one[place] for one, _ in rounds)
        beside = statistics.median(other[place] for _, other in rounds)
        told = f"QSortFilterProxyModel in a QTableView {beside:.1f} ms"
        held.append(report_scaled(name, mine, target, "lower", told, "ms", factor))
    return 0 if all(held) else 1


if __name__ == "__main__":
    sys.exit(main())
