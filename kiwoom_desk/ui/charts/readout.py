"""The lines above the bars: one bar's figures, the averages and my fills there; refuses to choose the bar."""

from __future__ import annotations

import math
from collections.abc import Sequence
from functools import lru_cache

import msgspec
from PySide6 import QtCore, QtGui, QtWidgets

from kiwoom_desk.domain.bar import Bar
from kiwoom_desk.domain.order import Side
from kiwoom_desk.ui.charts.axes import price_text
from kiwoom_desk.ui.charts.inks import AVERAGE_ROLES
from kiwoom_desk.ui.charts.mine import side_word
from kiwoom_desk.ui.charts.scene import Scene
from kiwoom_desk.ui.charts.time_axis import moment_text
from kiwoom_desk.ui.kit.language import tr
from kiwoom_desk.ui.kit.text import DOWN, UP, hundredths, whole
from kiwoom_desk.ui.shell import theme

_LINE = 18
_GAP = 12
_NEAR = 4
_LEFT = 8
_TOP = 3
_TEXT = 12
_FLAGS = QtCore.Qt.AlignmentFlag.AlignLeft | QtCore.Qt.AlignmentFlag.AlignVCenter


class Word(msgspec.Struct, frozen=True):
    """A figure with its name before it; `tone` is a role of the colours.

    The words of least `weight` are left out first where a chart is narrow.
    """

    name: str
    figure: str
    tone: str = "text"
    weight: int = 1


class _Placed(msgspec.Struct, frozen=True):
    left: int
    top: int
    width: int
    text: str
    tone: str


def bar_words(scene: Scene, index: int, in_hundredths: bool) -> list[Word]:
    """Return time, prices, change and volume of a bar."""
    bar = scene.bar(index)
    if bar is None:
        return []
    before = scene.before(index)
    base = before if before is not None else bar.open
    words = [Word("", moment_text(bar.start, scene.period))]
    for name, price in (
        (tr("O", "bar: open"), bar.open),
        (tr("H", "bar: high"), bar.high),
        (tr("L", "bar: low"), bar.low),
    ):
        words.append(Word(name, price_text(price, in_hundredths), _tone(price - base), weight=0))
    close = price_text(bar.close, in_hundredths)
    words.append(Word(tr("C", "bar: close"), close, _tone(bar.close - base)))
    words.append(Word("", _change(bar, base, in_hundredths), _tone(bar.close - base)))
    return words


def study_words(scene: Scene, index: int, in_hundredths: bool) -> list[Word]:
    """Return volume, averages and my fills of a bar."""
    bar = scene.bar(index)
    if bar is None:
        return []
    words = [Word(tr("Volume"), whole(bar.volume))]
    for average, tone in zip(scene.averages, AVERAGE_ROLES, strict=True):
        value = average.one(index)
        if not math.isnan(value):
            text = price_text(round(value), in_hundredths)
            words.append(Word(tr("MA{length}").format(length=average.length), text, tone))
    for fills in scene.fills:
        if fills.index == index:
            text = f"{whole(fills.quantity)} @ {price_text(fills.price, in_hundredths)}"
            tone = "up" if fills.side is Side.BUY else "down"
            words.append(Word(tr("Filled {side}").format(side=side_word(fills.side)), text, tone))
    return words


def _tone(difference: int) -> str:
    return "up" if difference > 0 else "down" if difference < 0 else "text"


def _change(bar: Bar, base: int, in_hundredths: bool) -> str:
    moved = bar.close - base
    arrow = UP if moved > 0 else DOWN if moved < 0 else ""
    rate = round(abs(moved) * 10_000 / base) if base else 0
    return f"{arrow}{price_text(abs(moved), in_hundredths)} ({hundredths(rate)}%)"


class Readout(QtWidgets.QWidget):
    """Two lines of words; what does not fit a narrow chart is left out whole, never cut."""

    def __init__(self, parent: QtWidgets.QWidget | None = None) -> None:
        super().__init__(parent)
        self._lines: tuple[Sequence[Word], ...] = ((), ())
        self._placed: list[_Placed] = []
        self.setFixedHeight(2 * _LINE + 2 * _TOP)
        self.setAttribute(QtCore.Qt.WidgetAttribute.WA_OpaquePaintEvent)

    def set_words(self, first: Sequence[Word], second: Sequence[Word]) -> None:
        """Show two lines; only what differs from before is painted anew."""
        if (first, second) == self._lines:
            return
        self._lines = (first, second)
        before, self._placed = set(self._placed), self._place()
        for text in before.symmetric_difference(self._placed):
            self.update(text.left, text.top, text.width + 1, _LINE)

    def text(self) -> str:
        """Return what is shown as plain text, for reading aloud and for tests."""
        return "\n".join(
            "  ".join(f"{word.name} {word.figure}".strip() for word in line) for line in self._lines
        )

    def resizeEvent(self, event: QtGui.QResizeEvent) -> None:
        """Leave out what does not fit the new width."""
        self._placed = self._place()

    def paintEvent(self, event: QtGui.QPaintEvent) -> None:
        """Paint the texts in the spoiled region."""
        look, region = theme.look(), event.region()
        painter = QtGui.QPainter(self)
        painter.fillRect(self.rect(), look.colour("panel"))
        painter.setFont(theme.font(_TEXT))
        for text in self._placed:
            box = QtCore.QRect(text.left, text.top, text.width + 1, _LINE)
            if region.intersects(box):
                painter.setPen(look.colour(text.tone))
                painter.drawText(box, _FLAGS, text.text)
        painter.end()

    def _place(self) -> list[_Placed]:
        placed: list[_Placed] = []
        for number, line in enumerate(self._lines):
            x, top = _LEFT, _TOP + number * _LINE
            for word in fitting(line, self.width() - 2 * _LEFT):
                named, wide = _widths(word)
                if word.name:
                    placed.append(_Placed(x, top, named, word.name, "quiet"))
                placed.append(_Placed(x + named, top, wide, word.figure, word.tone))
                x += named + wide + _GAP
        return placed


def fitting(line: Sequence[Word], width: int) -> list[Word]:
    """Return the words that fit into `width` pixels, in their order."""
    kept = list(line)
    while kept and sum(sum(_widths(word)) + _GAP for word in kept) - _GAP > width:
        least = min(word.weight for word in kept)
        kept.remove([word for word in kept if word.weight == least][-1])
    return kept


def _widths(word: Word) -> tuple[int, int]:
    named = _advance(word.name) + _NEAR if word.name else 0
    return named, _advance(word.figure)


_DIGITS = str.maketrans("123456789", "000000000")


def _advance(text: str) -> int:
    # Figures are tabular, so that texts of one form are equally wide and one of them is measured.
    return _measured(text.translate(_DIGITS))


@lru_cache(maxsize=512)
def _measured(text: str) -> int:
    return QtGui.QFontMetrics(theme.font(_TEXT)).horizontalAdvance(text)
