"""How the rows of the book are put on a painter; refuses to decide what they hold."""

from __future__ import annotations

import math
from collections.abc import Sequence

import msgspec
from PySide6 import QtCore, QtGui

from kiwoom_desk.domain.order import Side
from kiwoom_desk.domain.quote import Tick
from kiwoom_desk.ui.kit import text
from kiwoom_desk.ui.kit.columns import Tone
from kiwoom_desk.ui.kit.figures import Figures
from kiwoom_desk.ui.kit.ink import Ink, Inks
from kiwoom_desk.ui.kit.ladder_rows import LEVELS, ROWS, LadderRow
from kiwoom_desk.ui.kit.language import tr
from kiwoom_desk.ui.shell import theme

GAP = 6
_ASK, _PRICE, _BID = 1, 2, 4
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
        self._all_inks = Inks(self.font, self.small, self.bold)
        self._inks: dict[Tone, Ink] = {}
        self._small_inks: dict[Tone, Ink] = {}
        self._bold_inks: dict[Tone, Ink] = {}
        self._no_pen, self._no_brush = QtCore.Qt.PenStyle.NoPen, QtCore.Qt.BrushStyle.NoBrush
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

    def begin(self, painter: QtGui.QPainter) -> None:
        """Look at what is painted on."""
        self._inks, self._small_inks, self._bold_inks = self._all_inks.begin(painter)

    def asked(self, region: QtGui.QRegion) -> list[int]:
        """Return which parts of each row a region asks for: ask 1, price 2, bid 4, added up."""
        parts = [0] * ROWS
        columns = (
            (_ASK, self.ask_x, self.side_width),
            (_PRICE, self.price_x, self.price_width),
            (_BID, self.bid_x, self.side_width),
        )
        for rect in region:  # type: ignore[attr-defined]  # the stubs forget it
            left, right = rect.left(), rect.right()
            wanted = sum(part for part, x, width in columns if x <= right and x + width > left)
            last = min(rect.bottom() // self.height, ROWS - 1)
            for place in range(max(rect.top() // self.height, 0), last + 1):
                parts[place] |= wanted
        return parts

    def paint(
        self,
        painter: QtGui.QPainter,
        lines: Sequence[LineOfBook],
        parts: Sequence[int],
        base: int,
        scale: int,
        stale: bool,
    ) -> None:
        """Paint the parts asked for of all rows: grounds, then bars, then what is written."""
        self._grounds(painter, lines, parts)
        self._bars(painter, lines, parts, scale)
        for place, line in enumerate(lines):
            wanted = parts[place]
            if not wanted:
                continue
            top, row = place * self.height, line.row
            if wanted & _ASK:
                if row.ask or row.my_ask:
                    self._size(painter, top, self.ask_x, row.ask, row.my_ask, row, False, stale)
                elif line.traded is not None:
                    self._print(painter, top, line.traded, stale)
            if wanted & _BID:
                if row.bid or row.my_bid:
                    self._size(painter, top, self.bid_x, row.bid, row.my_bid, row, True, stale)
                elif line.figure is not None:
                    self._figure(painter, top, line.figure)
            if wanted & _PRICE and row.price:
                self._price(painter, top, row, base, stale)
            if place == LEVELS:
                painter.fillRect(0, top, self.width, 1, self.look.colour("disabled"))

    def _grounds(
        self, painter: QtGui.QPainter, lines: Sequence[LineOfBook], parts: Sequence[int]
    ) -> None:
        # Neighbours of one side are filled at once.
        first = 0
        for place in range(1, len(lines) + 1):
            side, wanted = lines[first].row.side, parts[first]
            if place < len(lines) and (lines[place].row.side, parts[place]) == (side, wanted):
                continue
            if wanted:
                self._ground(painter, first, place - first, side, wanted)
            first = place

    def _ground(
        self, painter: QtGui.QPainter, first: int, count: int, side: Side | None, wanted: int
    ) -> None:
        top, height = first * self.height, count * self.height
        panel = self.look.colour("panel")
        if side is None:
            painter.fillRect(0, top, self.width, height, panel)
            return
        selling = side is Side.SELL
        tint = self.look.colour("ask_tint" if selling else "bid_tint")
        own, other = (self.ask_x, self.bid_x) if selling else (self.bid_x, self.ask_x)
        mine, not_mine = (_ASK, _BID) if selling else (_BID, _ASK)
        if wanted & not_mine:
            painter.fillRect(other, top, self.side_width, height, panel)
        if wanted & (mine | _PRICE):
            # Own side and price lie beside each other.
            x, width = min(own, self.price_x), self.side_width + self.price_width
            painter.fillRect(x, top, width, height, tint)

    def _bars(
        self, painter: QtGui.QPainter, lines: Sequence[LineOfBook], parts: Sequence[int], scale: int
    ) -> None:
        asks, bids = [], []
        room, thick = self.side_width, self.height - 4
        ask_end = self.ask_x + room if self.ask_x < self.price_x else 0
        bid_end = self.bid_x + room if self.bid_x < self.price_x else 0
        for place, line in enumerate(lines):
            wanted, row = parts[place], line.row
            if wanted & _ASK and row.ask:
                length = min(room, room * row.ask // scale)
                x = ask_end - length if ask_end else self.ask_x
                asks.append(QtCore.QRect(x, place * self.height + 2, length, thick))
            if wanted & _BID and row.bid:
                length = min(room, room * row.bid // scale)
                x = bid_end - length if bid_end else self.bid_x
                bids.append(QtCore.QRect(x, place * self.height + 2, length, thick))
        # Many rectangles at once cost a fifth of as many alone.
        painter.setPen(self._no_pen)
        for bars, role in ((asks, "ask_bar"), (bids, "bid_bar")):
            if bars:
                painter.setBrush(self.look.colour(role))
                painter.drawRects(bars)
        painter.setBrush(self._no_brush)

    def _size(
        self,
        painter: QtGui.QPainter,
        top: int,
        x: int,
        size: int,
        mine: int,
        row: LadderRow,
        buying: bool,
        stale: bool,
    ) -> None:
        left_of_price = x < self.price_x
        if size:
            said = f"{size:,}"
            right: float = x + self.side_width - GAP
            if not left_of_price:
                taken = self.widths.number(said)
                # Beside a badge the figure moves to the price, so that both can be read.
                right = x + GAP + (taken if mine else max(self._size_room, taken))
            ink = self._inks[Tone.QUIET if stale else Tone.PLAIN]
            ink.draw_number(painter, right, top + self.base, said)
        if mine:
            said = self._badge_text(mine, row.ahead, size)
            self._badge(painter, top, x, said, left_of_price, buying)

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
        tone = Tone.QUIET if stale else tone
        rate = text.rate(round_rate(row.price - base, base)) if base else ""
        right = self.price_x + self.price_width - GAP
        # Prices and rates of a book come again and again, so they are kept as a whole.
        self._small_inks[tone].draw_whole(painter, right, top + self.base, rate)
        edge = right - self._rate_room - GAP - 2
        self._bold_inks[tone].draw_whole(painter, edge, top + self.base, f"{row.price:,}")
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
        # A narrow book cuts the word, never the number.
        gap = GAP if self.side_width >= _ROOMY else GAP // 2
        room = self.side_width - 3 * gap - math.ceil(self._small.number(figure.text))
        title = self._small.elided(figure.title, room)
        quiet, ink = self._small_inks[Tone.QUIET], self._small_inks[figure.tone]
        quiet.draw(painter, self.bid_x + gap, top + self.base, title)
        right = self.bid_x + self.side_width - gap
        ink.draw_whole(painter, right, top + self.base, figure.text)

    def _print(self, painter: QtGui.QPainter, top: int, tick: Tick, stale: bool) -> None:
        said, size = f"{tick.price:,}", f"{tick.size:+,}"
        room = self.side_width - 3 * GAP - self._small.number(said)
        if self._small.number(size) > room:
            # The colour tells the side too.
            size = f"{abs(tick.size):,}"
        tone = Tone.UP if tick.direction > 0 else Tone.DOWN if tick.direction < 0 else Tone.PLAIN
        side = Tone.UP if tick.size > 0 else Tone.DOWN
        left, right = (self._small_inks[Tone.QUIET if stale else one] for one in (tone, side))
        # Beside the millions of a closing print there is no room for the price: the tape has it.
        if self._small.number(size) <= room:
            left.draw(painter, self.ask_x + GAP, top + self.base, said)
        edge = self.ask_x + self.side_width - GAP
        right.draw_number(painter, edge, top + self.base, size)

    def paint_totals(self, painter: QtGui.QPainter, totals: Totals) -> None:
        """Paint the two lines below the rows."""
        top, shown = self.top(ROWS), self.look
        painter.fillRect(0, top, self.width, 2 * self.height, shown.colour("panel"))
        painter.fillRect(0, top, self.width, 1, shown.colour("line"))
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
        left_of_price = x < self.price_x
        room = max(self._size_room, self.widths.number(said))
        right = x + (self.side_width - GAP if left_of_price else room + GAP)
        self._inks[tone].draw_number(painter, right, top + self.base, said)

    def _middle(self, painter: QtGui.QPainter, top: int, said: str, tone: Tone) -> None:
        x = self.price_x + (self.price_width - self.widths.of(said)) // 2
        self._inks[tone].draw(painter, x, top + self.base, said)


def round_rate(change: int, base: int) -> int:
    """Return a change in hundredths of a percent of the base price, rounded half away from zero."""
    size = (abs(change) * 20_000 + base) // (2 * base)
    return size if change >= 0 else -size
