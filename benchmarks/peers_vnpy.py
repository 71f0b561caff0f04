"""Owns the quote list and the chart beside VeighNa's own widgets; needs its packages and its Qt.

Both stand in one process with the Qt that VeighNa asks for, in turn, on the same figures: its
TickMonitor as its main window has it, its CandleItem in its ChartWidget.
"""

from __future__ import annotations

import os
import sys
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path
from statistics import median
from typing import Any

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
os.environ["QT_API"] = "pyside6"
os.environ["PYQTGRAPH_QT_LIB"] = "PySide6"
sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from PySide6 import QtWidgets
from vnpy.chart import CandleItem, ChartWidget  # type: ignore[import-not-found]
from vnpy.event import Event, EventEngine  # type: ignore[import-not-found]
from vnpy.trader.constant import Exchange  # type: ignore[import-not-found]
from vnpy.trader.object import BarData, TickData  # type: ignore[import-not-found]
from vnpy.trader.ui.widget import TickMonitor  # type: ignore[import-not-found]

from benchmarks import bench_chart, bench_grid
from benchmarks.report import few, interleave, report
from kiwoom_desk.domain.quote import Quote
from kiwoom_desk.ui.shell import theme

_TIMES, _SIZES, _BARS = 8.0, (100, 500), 100_000
_RATE, _FRAMES, _ROUNDS = 5_000, 60, 3


def tick(quote: Quote, at: datetime) -> TickData:
    """Return the same figures as VeighNa has them."""
    return TickData(
        "x",
        quote.code,
        Exchange.SSE,
        at,
        name="name",
        last_price=quote.price,
        volume=quote.volume,
        open_price=quote.low,
        high_price=quote.high,
        low_price=quote.low,
        bid_price_1=quote.bid,
        ask_price_1=quote.ask,
        bid_volume_1=1,
        ask_volume_1=1,
    )


def lists(app: QtWidgets.QApplication, rows: int) -> bool:
    """Report the CPU of a market second of the quote list."""
    quotes, now = bench_grid.updates(_RATE, rows), datetime.now(UTC)
    events = [Event("eTick.", tick(quote, now)) for quote in quotes]
    monitor = TickMonitor(None, EventEngine())
    grid, feed = bench_grid.our_grid(rows)
    taken: dict[str, list[float]] = {"ours": [], "theirs": []}

    def theirs(batch: list[Any]) -> None:
        for event in batch:
            monitor.process_event(event)

    for widget in (monitor, grid):
        widget.resize(*bench_grid._SIZE)
    theirs(events)
    for _ in range(few(_ROUNDS)):
        for name, widget, apply, sent in (
            ("ours", grid, feed, quotes),
            ("theirs", monitor, theirs, events),
        ):
            widget.show()
            app.processEvents()
            began = time.process_time()
            for first in range(0, _RATE, _RATE // _FRAMES):
                apply(sent[first : first + _RATE // _FRAMES])
                app.processEvents()
            taken[name].append(time.process_time() - began)
            widget.hide()
    mine, other = median(taken["ours"]), median(taken["theirs"])
    told = f"VeighNa's TickMonitor {other:.2f} of a core, ours {mine:.3f}"
    return report(f"grid_{rows}_beside_vnpy", other / mine, _TIMES, "higher", told)


def chart(count: int) -> ChartWidget:
    """Return VeighNa's chart of the same bars."""
    made = ChartWidget()
    made.add_plot("candle", hide_x_axis=True)
    made.add_item(CandleItem, "candle", "candle")
    columns, start = bench_chart.columns(count), datetime(2000, 1, 3, tzinfo=UTC)
    rows = zip(*(columns[name].tolist() for name in ("open", "high", "low", "close")), strict=True)
    bars = [
        BarData(
            "x",
            "A",
            Exchange.SSE,
            start + timedelta(minutes=number),
            open_price=opened,
            high_price=high,
            low_price=low,
            close_price=close,
        )
        for number, (opened, high, low, close) in enumerate(rows)
    ]
    made.update_history(bars)
    made.resize(*bench_chart._SIZE)
    made.show()
    made.last = bars[-1]
    return made


def updates(app: QtWidgets.QApplication) -> bool:
    """Report a print on the last bar, painted."""
    case, other = bench_chart.Case(_BARS), chart(_BARS)
    app.processEvents()
    number = [0]

    def theirs() -> None:
        number[0] += 1
        last = other.last
        bar = BarData(
            "x",
            "A",
            Exchange.SSE,
            last.datetime,
            open_price=last.open_price,
            high_price=last.high_price,
            low_price=last.low_price,
            close_price=last.low_price + number[0] % 7 * 5,
        )
        other.update_bar(bar)
        app.processEvents()

    took = interleave({"ours": case.tick, "theirs": theirs}, rounds=5)
    told = f"VeighNa's CandleItem, {_BARS:,} bars, {took['theirs'] * 1e3:.1f} ms; ours with marks"
    return report("chart_tick_beside_vnpy", took["theirs"] / took["ours"], _TIMES, "higher", told)


def main() -> int:
    """Report all; return 1 when one does not hold."""
    app = QtWidgets.QApplication(sys.argv[:1])
    theme.load_fonts()
    theme.apply(app, "dark", "red-blue", "normal")
    held = [*(lists(app, rows) for rows in _SIZES), updates(app)]
    sys.stdout.flush()
    # Its engines' threads do not end by themselves.
    os._exit(0 if all(held) else 1)


if __name__ == "__main__":
    main()
