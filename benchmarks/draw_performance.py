"""Draws the curves of a run of the benchmarks and writes its figures into the pages about them.

python3 dev.py bench --full | tee build/bench.txt
.venv/bin/python benchmarks/draw_performance.py build/bench.txt
"""

from __future__ import annotations

import json
import math
import os
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from PySide6 import QtCore, QtGui, QtWidgets

from kiwoom_desk.ui.shell import theme

ROOT = Path(__file__).resolve().parents[1]
PICTURE = ROOT / "docs" / "pictures" / "performance.png"
PAGE = ROOT / "docs" / "performance.md"
KEPT = ROOT / "benchmarks" / "performance.jsonl"
BEGIN, END = "<!-- figures -->", "<!-- end of figures -->"
CURVES = {
    "stream_slope": ("Whole desk: cores by messages a second", "messages/s"),
    "growth_2500_over_100": ("Cores by names listened to, same rate", "names"),
    "grid 2,500 over 500 listed": ("Live list: cores by rows listed, 5,000 updates/s", "rows"),
    "chart_tick_1m_to_1k": ("Chart: microseconds a print by bars held", "bars"),
}
WIDTH, HEIGHT, MARGIN = 560, 300, 56


def read(path: Path) -> dict[str, dict[str, Any]]:
    """Return the lines of a run by name, the last one of each."""
    lines = path.read_text(encoding="utf-8").splitlines()
    rows = [json.loads(line) for line in lines if line.startswith("{")]
    return {row["name"]: row for row in rows}


def table(rows: dict[str, dict[str, Any]]) -> str:
    """Return the figures as a table of Markdown."""
    lines = ["| figure | measured | target | holds | beside |", "|---|---:|---:|---|---|"]
    for name, row in rows.items():
        sign = "≥" if row["better"] == "higher" else "≤"
        unit = "×" if row["unit"] in ("ratio", "x") else row["unit"]
        told = row["peer"].replace("|", "/")
        held = "yes" if row["holds"] else "**no**"
        value, target = f"{row['value']:g}", f"{sign} {row['target']:g}"
        lines.append(f"| {name} | {value} {unit} | {target} | {held} | {told} |")
    return "\n".join(lines)


def write(rows: dict[str, dict[str, Any]]) -> None:
    """Put the figures between the marks of the page; raise ValueError for a page without them."""
    text = PAGE.read_text(encoding="utf-8")
    before, rest = text.split(BEGIN)
    after = rest.split(END)[1]
    PAGE.write_text(f"{before}{BEGIN}\n\n{table(rows)}\n\n{END}{after}", encoding="utf-8")


def kept(files: Sequence[str]) -> dict[str, dict[str, Any]]:
    """Take the lines of these runs into what is kept, and return all of it."""
    rows = read(KEPT) if KEPT.exists() else {}
    for file in files:
        rows.update(read(Path(file)))
    text = "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows.values())
    KEPT.write_text(text, encoding="utf-8")
    return rows


class Sheet:
    """Small plots in two columns."""

    def __init__(self, count: int) -> None:
        rows = math.ceil(count / 2)
        self.picture = QtGui.QImage(2 * WIDTH, rows * HEIGHT, QtGui.QImage.Format.Format_RGB32)
        self._look, self._count = theme.look(), 0
        self.picture.fill(self._look.colour("panel"))
        self._painter = QtGui.QPainter(self.picture)
        self._painter.setRenderHint(QtGui.QPainter.RenderHint.Antialiasing)

    def plot(self, title: str, unit: str, points: Sequence[tuple[float, float]]) -> None:
        """Draw one curve over a logarithmic scale; each point with its figure."""
        painter, look = self._painter, self._look
        left, top = self._count % 2 * WIDTH + MARGIN, self._count // 2 * HEIGHT + MARGIN
        wide, high = WIDTH - 2 * MARGIN, HEIGHT - 2 * MARGIN
        self._count += 1
        painter.setPen(look.colour("text"))
        painter.setFont(theme.font(14, theme.Weight.DemiBold))
        painter.drawText(left - 24, top - 28, title)
        painter.setFont(theme.font(12))
        painter.setPen(look.colour("line"))
        painter.drawLine(left, top + high, left + wide, top + high)
        first, last = math.log(points[0][0]), math.log(points[-1][0])
        most = max(y for _x, y in points) * 1.2
        placed = [
            QtCore.QPointF(
                left + wide * (math.log(x) - first) / (last - first), top + high * (1 - y / most)
            )
            for x, y in points
        ]
        painter.setPen(QtGui.QPen(look.colour("accent"), 2))
        painter.drawPolyline(placed)
        for at, (x, y) in zip(placed, points, strict=True):
            painter.setBrush(look.colour("accent"))
            painter.setPen(QtCore.Qt.PenStyle.NoPen)
            painter.drawEllipse(at, 4, 4)
            painter.setPen(look.colour("text"))
            painter.drawText(
                int(at.x()) - 14, int(at.y()) - 10, f"{y:,.0f}" if y >= 100 else f"{y:.3g}"
            )
            painter.setPen(look.colour("quiet"))
            painter.drawText(int(at.x()) - 18, top + high + 20, f"{x:,.0f}")
        painter.drawText(left + wide // 2 - 24, top + high + 40, unit)

    def save(self, path: Path) -> None:
        """Write the picture."""
        self._painter.end()
        self.picture.save(str(path))


def main(arguments: list[str]) -> int:
    """Draw and write what the run has; return 1 when a curve is missing."""
    app = QtWidgets.QApplication(sys.argv[:1])
    theme.load_fonts()
    theme.apply(app, "light", "red-blue", "normal")
    rows = kept(arguments)
    write(rows)
    found = {name: rows[name]["curve"] for name in CURVES if name in rows}
    if not found:
        print("no curve in this run")
        return 1
    sheet = Sheet(len(found))
    for name, points in found.items():
        sheet.plot(*CURVES[name], [(float(x), float(y)) for x, y in points])
    sheet.save(PICTURE)
    missing = [name for name in CURVES if name not in found]
    if missing:
        print(f"without {', '.join(missing)}")
    return 1 if missing else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
