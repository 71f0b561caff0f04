"""Real and made-up bars for tests and benchmarks of charts; knows no exchange and no window."""

from __future__ import annotations

import csv
import os
from datetime import date, datetime, time, timedelta
from pathlib import Path

import numpy as np

from kiwoom_desk.base.clock import KST
from kiwoom_desk.domain.bar import Bar
from kiwoom_desk.market.series import BarSeries

ROOT = Path(__file__).resolve().parents[2]
_OPEN = time(9)
_BARS_A_DAY = 380


def index_bars(count: int | None = None) -> tuple[list[Bar], str]:
    """Return the latest daily bars of KOSPI 200 in hundredths, and where they are from.

    A row with a close alone becomes a flat bar, as the file's early years are. Without the
    files the bars are made up, the flat early ones included.
    """
    for folder in (os.environ.get("KIWOOM_DESK_MARKET"), ROOT.parent / "shared" / "market"):
        if folder and (found := Path(folder) / "kospi200_daily.csv").is_file():
            with found.open(encoding="utf-8", newline="") as file:
                bars = [_index_bar(row) for row in csv.DictReader(file)]
            return bars[-count:] if count else bars, "kospi200_daily.csv"
    return _made_up_days(count or 9_347), "made up"


def minute_bars(days: int, last_day: date = date(2026, 11, 20), seed: int = 5) -> list[Bar]:
    """Return made-up minute bars of trading days, 380 a day from 09:00, in steps of 100 won."""
    found: list[Bar] = []
    days_open = [
        day
        for back in range(days * 2 + 7)
        if (day := last_day - timedelta(days=back)).weekday() < 5
    ]
    for day in sorted(days_open[:days]):
        first = int(datetime.combine(day, _OPEN, KST).timestamp())
        starts = first + 60 * np.arange(_BARS_A_DAY)
        found += _walk(starts, seed + day.toordinal(), found[-1].close if found else 58_000)
    return found


def series_of(bars: list[Bar]) -> BarSeries:
    """Return a series that holds these bars."""
    series = BarSeries()
    series.prepend(bars)
    return series


def _walk(starts: np.ndarray, seed: int, opening: int) -> list[Bar]:
    draw = np.random.default_rng(seed)
    count = len(starts)
    closes = np.maximum(opening + 100 * np.cumsum(draw.integers(-2, 3, count)), 1_000)
    opens = np.concatenate(([opening], closes[:-1]))
    highs = np.maximum(opens, closes) + 100 * draw.integers(0, 3, count)
    lows = np.minimum(opens, closes) - 100 * draw.integers(0, 3, count)
    volumes = (draw.pareto(2.0, count) * 4_000 + 50).astype(int)
    columns = (starts, opens, highs, lows, closes, volumes)
    return [Bar(*values) for values in zip(*(c.tolist() for c in columns), strict=True)]


def _index_bar(row: dict[str, str]) -> Bar:
    prices = [round(float(row[name] or row["close"]) * 100) for name in ("open", "high", "low")]
    close = round(float(row["close"]) * 100)
    start = int(datetime.fromisoformat(row["date"]).replace(tzinfo=KST).timestamp())
    return Bar(start, *prices, close, int(row["volume"] or 0))


def _made_up_days(count: int) -> list[Bar]:
    last = datetime(2026, 3, 20, tzinfo=KST)
    days = [last - timedelta(days=back) for back in range(count * 2)]
    starts = sorted(int(day.timestamp()) for day in days if day.weekday() < 5)[-count:]
    bars = _walk(np.array(starts), 1, 58_000)
    flat = count // 6
    return [Bar(b.start, *(b.close,) * 4, b.volume) for b in bars[:flat]] + bars[flat:]
