"""How the rows of the book are put on a painter; refuses to decide what they hold."""

from __future__ import annotations

import math

import msgspec
from PySide6 import QtCore, QtGui

from kiwoom_desk.domain.order import Side
from kiwoom_desk.domain.quote import Tick
from kiwoom_desk.ui.kit import text
from kiwoom_desk.ui.kit.columns import Tone
from kiwoom_desk.ui.kit.figures import Figures
from kiwoom_desk.ui.kit.ladder_rows import LEVELS, ROWS, LadderRow
from kiwoom_desk.ui.kit.language import tr
from kiwoom_desk.ui.shell import theme

GAP = 6
_BADGE = 4


class Figure(msgspec.Struct, frozen=True):
    """One line of the figures beside the asks."""

    title: str
    text: str
    tone: Tone = Tone.PLAIN


class LineOfBook(msgspec.Struct, frozen=True):
    """One row of the widget: the book's row and what the empty quarter shows beside it."""

    row: LadderRow
    figure: Figure | None = None
    traded: Tick | None = None


_ROOMY = 112
"""Pixels from which a word and its number beside the prices stand in the usual gaps."""


class Totals(msgspec.Struct, frozen=True):
    """The lines below the rows: totals in hours and after, in shares; a best price out of sight."""

    ask: int = 0
    bid: int = 0
    after_ask: int = 0
    after_bid: int = 0
    hidden_best: int = 0


def mark_text(name: str) -> str:
    """Return the one letter of a marked price."""
    return {
        "upper": tr("U", "mark: upper limit"),
        "lower": tr("D", "mark: lower limit"),
        "vi_up": tr("V", "mark: VI price"),
        "vi_down": tr("V", "mark: VI price"),
        "average": tr("A", "mark: my average price"),
        "high": tr("H", "mark: high"),
        "low": tr("L", "mark: low"),
        "open": tr("O", "mark: open"),
        "base": tr("B", "mark: base price"),
    }[name]


class LadderPainter:
    """Geometry and pens of one size of the widget in the look in force."""

    def __init__(self, size: QtCore.QSize, mirrored: bool) -> None:
        shown = theme.look()
        self.look = shown
        self.height = min(max(16, size.height() // (ROWS + 2)), shown.density.row + 6)
        self.width = size.width()
        pixels = min(shown.density.text + 1, self.height - 4)
        self.font, self.small = theme.font(pixels), theme.font(max(10, pixels - 2))
        self.bold = theme.font(pixels, theme.Weight.DemiBold)
        self.widths, self._small = Figures(self.font), Figures(self.small)
        self._bold = Figures(self.bold)
        metrics = self.widths.metrics
        self.base = (self.height + metrics.ascent() - metrics.descent()) // 2
        middle = max(130, self.width * 36 // 100)
        side = (self.width - middle) // 2
        self.price_x, self.price_width = side, self.width - 2 * side
        self.ask_x = self.price_x + self.price_width if mirrored else 0
        self.bid_x = 0 if mirrored else self.price_x + self.price_width
        self.side_width = side
        self.mirrored = mirrored
        self._pens = {tone: QtGui.QPen(shown.colour(tone.value)) for tone in Tone}
        self._size_room = self.widths.number("9" * 7 + ",,")
        self._rate_room = self._small.number("+99.99")

    def top(self, place: int) -> int:
        """Return the upper edge of a row in pixels."""
        return place * self.height

    def rect(self, place: int) -> QtCore.QRect:
        """Return a row's rectangle."""
        return QtCore.QRect(0, self.top(place), self.width, self.height)

    def part(self, place: int, x: int) -> QtCore.QRect:
        """Return one side's cell of a row, by the side's left edge."""
        return QtCore.QRect(x, self.top(place), self.side_width, self.height)

    def changed(self, place: int, before: LineOfBook, now: LineOfBook) -> QtCore.QRect:
        """Return what has to be painted anew: most books change sizes, not prices."""
        old, new = before.row, now.row
        if (old.price, old.side, old.is_last, old.marks) != (
            new.price, new.side, new.is_last, new.marks,
        ):  # fmt: skip
            return self.rect(place)
        # The prints stand on the asks' side, the figures on the bids'.
        ask = (old.ask, old.my_ask, old.ahead, before.traded) != (
            new.ask, new.my_ask, new.ahead, now.traded,
        )  # fmt: skip
        bid = (old.bid, old.my_bid, old.ahead, before.figure) != (
            new.bid, new.my_bid, new.ahead, now.figure,
        )  # fmt: skip
        if ask and bid:
            return self.rect(place)
        return self.part(place, self.ask_x if ask else self.bid_x)

    def column_at(self, x: int) -> str:
        """Return ask, price or bid for a distance from the left edge."""
        if self.price_x <= x < self.price_x + self.price_width:
            return "price"
        return "ask" if self.ask_x <= x < self.ask_x + self.side_width else "bid"

    def paint(
        self,
        painter: QtGui.QPainter,
        place: int,
        line: LineOfBook,
        base: int,
        scale: int,
        stale: bool,
        region: QtGui.QRegion,
    ) -> None:
        """Paint what the region asks for of one row: grounds, bars, own orders, sizes, price, figures."""
        top, row, shown = self.top(place), line.row, self.look
        painter.fillRect(0, top, self.width, self.height, shown.colour("panel"))
        if row.side is not None:
            tint = shown.colour("ask_tint" if row.side is Side.SELL else "bid_tint")
            # Own side and price lie beside each other.
            x = min(self.ask_x if row.side is Side.SELL else self.bid_x, self.price_x)
            painter.fillRect(x, top, self.side_width + self.price_width, self.height, tint)
        if region.intersects(self.part(place, self.ask_x)):
            self._size(painter, top, self.ask_x, row.ask, row.my_ask, row, scale, "ask_bar", stale)
            if line.traded is not None and not row.ask and not row.my_ask:
                self._print(painter, top, line.traded, stale)
        if region.intersects(self.part(place, self.bid_x)):
            self._size(painter, top, self.bid_x, row.bid, row.my_bid, row, scale, "bid_bar", stale)
            if line.figure is not None and not row.bid and not row.my_bid:
                self._figure(painter, top, line.figure)
        middle = QtCore.QRect(self.price_x, top, self.price_width, self.height)
        if row.price and region.intersects(middle):
            self._price(painter, top, row, base, stale)
        if place == LEVELS:
            painter.fillRect(0, top, self.width, 1, shown.colour("disabled"))

    def _size(
        self,
        painter: QtGui.QPainter,
        top: int,
        x: int,
        size: int,
        mine: int,
        row: LadderRow,
        scale: int,
        bar: str,
        stale: bool,
    ) -> None:
        left_of_price = x < self.price_x
        if size:
            length = min(self.side_width, self.side_width * size // scale)
            start = x + self.side_width - length if left_of_price else x
            painter.fillRect(start, top + 2, length, self.height - 4, self.look.colour(bar))
            said = f"{size:,}"
            painter.setFont(self.font)
            painter.setPen(self._pens[Tone.QUIET if stale else Tone.PLAIN])
            right: float = x + self.side_width - GAP
            if not left_of_price:
                taken = self.widths.number(said)
                # Beside a badge the figure moves to the price, so that both can be read.
                right = x + GAP + (taken if mine else max(self._size_room, taken))
            self.widths.draw_number(painter, right, top + self.base, said)
        if mine:
            said = self._badge_text(mine, row.ahead, size)
            self._badge(painter, top, x, said, left_of_price, bar == "bid_bar")

    def _badge_text(self, mine: int, ahead: str, size: int) -> str:
        whole = f"{mine:,} {ahead}".rstrip()
        free = self.side_width - self.widths.number(f"{size:,}") - 2 * GAP - 2 * _BADGE
        return whole if self._small.of(whole) <= free else f"{mine:,}"

    def _badge(
        self,
        painter: QtGui.QPainter,
        top: int,
        x: int,
        said: str,
        at_left: bool,
        buying: bool,
    ) -> None:
        ink = self.look.colours.buy_button if buying else self.look.colours.sell_button
        width = math.ceil(self._small.of(said)) + 2 * _BADGE
        start = x + 2 if at_left else x + self.side_width - width - 2
        box = QtCore.QRect(start, top + 2, width, self.height - 4)
        painter.fillRect(box, theme.qcolour(ink.ground))
        painter.setPen(theme.qcolour(ink.text))
        painter.setFont(self.small)
        painter.drawText(box, QtCore.Qt.AlignmentFlag.AlignCenter, said)

    def _price(
        self, painter: QtGui.QPainter, top: int, row: LadderRow, base: int, stale: bool
    ) -> None:
        tone = Tone.PLAIN
        if base and row.price != base:
            tone = Tone.UP if row.price > base else Tone.DOWN
        painter.setPen(self._pens[Tone.QUIET if stale else tone])
        rate = text.rate(round_rate(row.price - base, base)) if base else ""
        right = self.price_x + self.price_width - GAP
        painter.setFont(self.small)
        # Prices and rates of a book come again and again, so they are kept shaped as a whole.
        self._small.draw_whole(painter, right, top + self.base, rate)
        painter.setFont(self.bold)
        edge = right - self._rate_room - GAP - 2
        self._bold.draw_whole(painter, edge, top + self.base, f"{row.price:,}")
        if row.marks:
            painter.setFont(self.small)
            painter.setPen(self._pens[Tone.ATTENTION if row.marks[0] == "average" else Tone.QUIET])
            painter.drawText(
                self.price_x + 4, top + self.base, "".join(map(mark_text, row.marks[:2]))
            )
        if row.is_last:
            painter.setPen(self._pens[Tone.PLAIN])
            painter.drawRect(self.price_x, top, self.price_width - 1, self.height - 1)

    def _figure(self, painter: QtGui.QPainter, top: int, figure: Figure) -> None:
        painter.setFont(self.small)
        painter.setPen(self._pens[Tone.QUIET])
        # A narrow book cuts the word, never the number.
        gap = GAP if self.side_width >= _ROOMY else GAP // 2
        room = self.side_width - 3 * gap - math.ceil(self._small.number(figure.text))
        title = self._small.elided(figure.title, room)
        self._small.draw(painter, self.bid_x + gap, top + self.base, title)
        painter.setPen(self._pens[figure.tone])
        right = self.bid_x + self.side_width - gap
        self._small.draw_whole(painter, right, top + self.base, figure.text)

    def _print(self, painter: QtGui.QPainter, top: int, tick: Tick, stale: bool) -> None:
        painter.setFont(self.small)
        said, size = f"{tick.price:,}", f"{tick.size:+,}"
        if self._small.number(said) + self._small.number(size) > self.side_width - 3 * GAP:
            # The colour tells the side too.
            size = f"{abs(tick.size):,}"
        tone = Tone.UP if tick.direction > 0 else Tone.DOWN if tick.direction < 0 else Tone.PLAIN
        painter.setPen(self._pens[Tone.QUIET if stale else tone])
        self._small.draw(painter, self.ask_x + GAP, top + self.base, said)
        side = Tone.UP if tick.size > 0 else Tone.DOWN
        painter.setPen(self._pens[Tone.QUIET if stale else side])
        right = self.ask_x + self.side_width - GAP
        self._small.draw_number(painter, right, top + self.base, size)

    def paint_totals(self, painter: QtGui.QPainter, totals: Totals) -> None:
        """Paint the two lines below the rows."""
        top, shown = self.top(ROWS), self.look
        painter.fillRect(0, top, self.width, 2 * self.height, shown.colour("panel"))
        painter.fillRect(0, top, self.width, 1, shown.colour("line"))
        painter.setFont(self.font)
        self._total(painter, top, self.ask_x, totals.ask, Tone.PLAIN)
        self._total(painter, top, self.bid_x, totals.bid, Tone.PLAIN)
        difference = totals.bid - totals.ask
        said = text.signed(difference)
        tone = Tone.UP if difference > 0 else Tone.DOWN if difference < 0 else Tone.PLAIN
        if totals.hidden_best:
            said, tone = f"{tr('Best now')} {totals.hidden_best:,}", Tone.ATTENTION
        self._middle(painter, top, said, tone)
        if totals.after_ask or totals.after_bid:
            top += self.height
            self._total(painter, top, self.ask_x, totals.after_ask, Tone.QUIET)
            self._total(painter, top, self.bid_x, totals.after_bid, Tone.QUIET)
            self._middle(painter, top, tr("After hours"), Tone.QUIET)

    def _total(self, painter: QtGui.QPainter, top: int, x: int, number: int, tone: Tone) -> None:
        said = f"{number:,}"
        painter.setPen(self._pens[tone])
        left_of_price = x < self.price_x
        room = max(self._size_room, self.widths.number(said))
        right = x + (self.side_width - GAP if left_of_price else room + GAP)
        self.widths.draw_number(painter, right, top + self.base, said)

    def _middle(self, painter: QtGui.QPainter, top: int, said: str, tone: Tone) -> None:
        painter.setPen(self._pens[tone])
        x = self.price_x + (self.price_width - self.widths.of(said)) // 2
        self.widths.draw(painter, x, top + self.base, said)


def round_rate(change: int, base: int) -> int:
    """Return a change in hundredths of a percent of the base price, rounded half away from zero."""
    size = (abs(change) * 20_000 + base) // (2 * base)
    return size if change >= 0 else -size
