"""Owns the CPU of live rows at 5,000 updates a second, beside a QTableWidget with setText."""

from __future__ import annotations

import os
import random
import statistics
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from PySide6 import QtGui, QtWidgets

from benchmarks.report import few, report
from kiwoom_desk.domain.quote import Quote
from kiwoom_desk.ui.kit.columns import Column, Kind, by_sign
from kiwoom_desk.ui.kit.frame import Dirty
from kiwoom_desk.ui.kit.grid import Grid
from kiwoom_desk.ui.shell import theme

_RATE, _FRAMES, _SECONDS, _ROUNDS = 5_000, 60, 2, 5
_TARGETS = {100: 2.5, 500: 4.0, 2_500: 10.0}
"""Times less CPU than the peer, by the rows listed."""
_GROWTH = 0.35
"""Cost with 2,500 rows listed over that with 500: fewer of the updates are in sight."""
_SIZE = (1000, 760)
_tone = by_sign(lambda quote: quote.change)

COLUMNS = (
    Column(id="code", title="Code", value=lambda quote: quote.code, kind=Kind.CODE, width=90),
    Column(
        id="price",
        title="Price",
        value=lambda quote: quote.price,
        kind=Kind.PRICE,
        width=100,
        tone=_tone,
        bold=True,
        flash=True,
    ),
    Column(
        id="change",
        title="Change",
        value=lambda quote: quote.change,
        kind=Kind.CHANGE,
        width=100,
        tone=_tone,
    ),
    Column(
        id="rate", title="%", value=lambda quote: quote.rate, kind=Kind.RATE, width=100, tone=_tone
    ),
    Column(id="size", title="Size", value=lambda quote: quote.size, kind=Kind.SIGNED, width=100),
    Column(id="volume", title="Vol", value=lambda quote: quote.volume, kind=Kind.SIZE, width=100),
    Column(id="ask", title="Ask", value=lambda quote: quote.ask, kind=Kind.PRICE, width=100),
    Column(id="bid", title="Bid", value=lambda quote: quote.bid, kind=Kind.PRICE, width=100),
    Column(id="high", title="High", value=lambda quote: quote.high, kind=Kind.PRICE, width=100),
    Column(id="low", title="Low", value=lambda quote: quote.low, kind=Kind.PRICE, width=100),
)

Feed = Callable[[Sequence[Quote]], None]


def updates(count: int, rows: int) -> list[Quote]:
    """Return quotes of random names and figures, the same each time."""
    draw = random.Random(1)
    found = []
    for _ in range(count):
        price, change = draw.randrange(1_000, 99_999), draw.randrange(-900, 900)
        quote = Quote(
            code=f"{draw.randrange(rows):06d}",
            price=price,
            direction=(change > 0) - (change < 0),
            change=change,
            rate=change * 10_000 // price,
            size=draw.randrange(1, 999),
            volume=draw.randrange(10**7),
            ask=price + 10,
            bid=price,
            high=price + 500,
            low=price - 500,
        )
        found.append(quote)
    return found


def our_grid(rows: int) -> tuple[QtWidgets.QWidget, Feed]:
    """Return the kit's grid, flashes on, fed as a frame does: latest value and a dirty set."""
    latest = {f"{place:06d}": Quote(code=f"{place:06d}") for place in range(rows)}
    grid = Grid(COLUMNS, latest.get)
    grid.set_keys(list(latest))

    def feed(batch: Sequence[Quote]) -> None:
        dirty = set()
        for quote in batch:
            latest[quote.code] = quote
            dirty.add(quote.code)
        grid.apply(Dirty(frozenset(dirty)))

    return grid, feed


def table_widget(rows: int) -> tuple[QtWidgets.QWidget, Feed]:
    """Return a QTableWidget that gets setText and setForeground for every update."""
    table = QtWidgets.QTableWidget(rows, len(COLUMNS))
    table.verticalHeader().setVisible(False)
    # As many rows in sight as ours, else the peer would paint less.
    table.verticalHeader().setMinimumSectionSize(theme.look().density.row)
    table.verticalHeader().setDefaultSectionSize(theme.look().density.row)
    cells = []
    for row in range(rows):
        cells.append([QtWidgets.QTableWidgetItem("") for _ in COLUMNS])
        for place, cell in enumerate(cells[-1]):
            table.setItem(row, place, cell)
    up, down = (QtGui.QBrush(theme.look().colour(role)) for role in ("up", "down"))

    def feed(batch: Sequence[Quote]) -> None:
        for quote in batch:
            brush = up if quote.change >= 0 else down
            for place, column in enumerate(COLUMNS):
                cell = cells[int(quote.code)][place]
                cell.setText(column.text(quote))
                if column.tone is not None:
                    cell.setForeground(brush)

    return table, feed


def spend(app: QtWidgets.QApplication, feed: Feed, quotes: Sequence[Quote]) -> float:
    """Return CPU seconds a market second: each frame applies its share, then Qt paints."""
    share = _RATE // _FRAMES
    started = time.process_time()
    for first in range(0, len(quotes), share):
        feed(quotes[first : first + share])
        app.processEvents()
    return (time.process_time() - started) / _SECONDS


def measured(app: QtWidgets.QApplication, rows: int) -> dict[str, float]:
    """Return the median CPU seconds a market second of both with so many rows listed."""
    quotes = updates(_RATE * _SECONDS, rows)
    made = {"ours": our_grid(rows), "table": table_widget(rows)}
    taken: dict[str, list[float]] = {name: [] for name in made}
    for _ in range(few(_ROUNDS)):
        for name, (widget, feed) in made.items():
            widget.resize(*_SIZE)
            widget.show()
            app.processEvents()
            taken[name].append(spend(app, feed, quotes))
            widget.hide()
    for widget, _feed in made.values():
        widget.deleteLater()
    return {name: statistics.median(values) for name, values in taken.items()}


def main() -> int:
    """Measure both in turn at each size and print the ratios; return 1 when one does not hold."""
    app = QtWidgets.QApplication([])
    theme.load_fonts()
    theme.apply(app, "dark", "red-blue", "normal")
    ours, held = {}, []
    for rows, target in _TARGETS.items():
        took = measured(app, rows)
        ours[rows] = took["ours"]
        peer = f"QTableWidget setText {took['table']:.3f} of a core, ours {took['ours']:.3f}"
        ratio = took["table"] / took["ours"]
        held.append(report(f"grid {rows} rows 5,000 updates/s", ratio, target, "higher", peer))
    peer = ", ".join(f"{rows} rows {cost:.3f}" for rows, cost in ours.items())
    growth = ours[2_500] / ours[500]
    name, curve = "grid 2,500 over 500 listed", list(ours.items())
    held.append(report(name, growth, _GROWTH, "lower", peer, curve=curve))
    return 0 if all(held) else 1


if __name__ == "__main__":
    sys.exit(main())
