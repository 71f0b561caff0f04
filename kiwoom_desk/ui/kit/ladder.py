"""The ten-level book as one painted widget: shows and tells clicks; refuses to know feeds and orders."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

import msgspec
from PySide6 import QtCore, QtGui, QtWidgets

from kiwoom_desk.base.signals import Signal
from kiwoom_desk.domain.book import Book
from kiwoom_desk.domain.quote import Quote, Tick
from kiwoom_desk.ui.kit import text
from kiwoom_desk.ui.kit.columns import Tone
from kiwoom_desk.ui.kit.ladder_painter import Figure, LadderPainter, LineOfBook, Totals
from kiwoom_desk.ui.kit.ladder_rows import (
    LEVELS,
    ROWS,
    LadderMarks,
    LadderOrder,
    bar_scale,
    hidden_best,
    ladder_rows,
    row_prices,
)
from kiwoom_desk.ui.kit.language import tr
from kiwoom_desk.ui.kit.states import StateOverlay
from kiwoom_desk.ui.shell import theme

_Key = QtCore.Qt.Key
_COLUMNS: tuple[Literal["ask", "price", "bid"], ...] = ("ask", "price", "bid")


class PriceClick(msgspec.Struct, frozen=True):
    """A price was pressed in a column of the book; `price` in won, as it stood at the press.

    `moved` are the seconds since the rows last took other prices, None if they never did.
    """

    price: int
    column: Literal["ask", "price", "bid"]
    button: QtCore.Qt.MouseButton
    modifiers: QtCore.Qt.KeyboardModifier
    by_key: bool = False
    moved: float | None = None


class Ladder(QtWidgets.QWidget):
    """Ten asks above ten bids; rows keep their prices while the pointer is on them.

    Feed it with `set_book`, `set_quote`, `set_marks`, `set_orders`, `set_prints`; only rows that
    differ are repainted. `price_clicked` is emitted at the press. Arrow keys move a cursor,
    Enter clicks with the left button.
    """

    def __init__(self, parent: QtWidgets.QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAttribute(QtCore.Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.setFocusPolicy(QtCore.Qt.FocusPolicy.StrongFocus)
        self.setMouseTracking(True)
        self._book = Book(code="")
        self._quote = Quote(code="")
        self._marks = LadderMarks()
        self._orders: tuple[LadderOrder, ...] = ()
        self._prints: tuple[Tick, ...] = ()
        self._held: tuple[int, ...] | None = None
        self._prices: tuple[int, ...] = ()
        self._scale = 1
        self._stale = False
        self._mirrored = False
        self._cursor: int | None = None
        self._cursor_column = 1
        self._hovered: int | None = None
        self.price_clicked: Signal[PriceClick] = Signal()
        self._painter = LadderPainter(self.size(), False)
        self._lines: tuple[LineOfBook, ...] = ()
        self._moved = QtCore.QElapsedTimer()
        self._totals = Totals()
        self._figured: tuple[object, ...] = ()
        self._shown_figures: tuple[Figure, ...] = ()
        self.state = StateOverlay(self)
        self._arrange()

    # --- what is shown ---------------------------------------------------------------------

    def set_book(self, book: Book | None) -> None:
        """Show a book; None empties it. Another code lets the rows go."""
        self._take_book(book or Book(code=""))
        self._arrange()

    def show_frame(
        self, book: Book | None, quote: Quote | None, marks: LadderMarks, prints: Sequence[Tick]
    ) -> None:
        """Show what one frame brought, arranged once; None leaves book or quote as it is."""
        if book is not None:
            self._take_book(book)
        if quote is not None:
            self._quote = quote
        self._marks, self._prints = marks, tuple(prints[:LEVELS])
        self._arrange()

    def _take_book(self, book: Book) -> None:
        if book.code != self._book.code:
            self._held = None
            self._quote = Quote(code=book.code) if self._quote.code != book.code else self._quote
        self._book = book
        if self._held is None and self.underMouse() and book.ask_prices:
            self._held = row_prices(book)

    def set_quote(self, quote: Quote | None) -> None:
        """Show last price and figures; None empties them."""
        self._quote = quote or Quote(code="")
        self._arrange()

    def set_marks(self, marks: LadderMarks) -> None:
        """Show these prices marked."""
        self._marks = marks
        self._arrange()

    def set_orders(self, orders: Sequence[LadderOrder]) -> None:
        """Show my resting orders at their prices."""
        self._orders = tuple(orders)
        self._arrange()

    def set_prints(self, prints: Sequence[Tick]) -> None:
        """Show the latest prints, newest first."""
        self._prints = tuple(prints[:LEVELS])
        self._arrange()

    def set_stale(self, stale: bool) -> None:
        """Grey the figures of old data."""
        if stale != self._stale:
            self._stale = stale
            self.update()

    def set_mirrored(self, mirrored: bool) -> None:
        """Put bids left and asks right of the price."""
        self._mirrored = mirrored
        self._rebuild()

    @property
    def prices(self) -> tuple[int, ...]:
        """Return the prices of the rows from top to bottom, as shown now."""
        return self._prices if self._lines else ()

    def point_of(
        self, price: int, column: Literal["ask", "price", "bid"] = "price"
    ) -> QtCore.QPoint:
        """Return the centre of a price's cell; raise ValueError where no row shows it."""
        box = self._painter.rect(self.prices.index(price))
        x = {
            "ask": self._painter.ask_x + self._painter.side_width // 2,
            "bid": self._painter.bid_x + self._painter.side_width // 2,
            "price": self._painter.price_x + self._painter.price_width // 2,
        }[column]
        return QtCore.QPoint(x, box.center().y())

    def _arrange(self) -> None:
        prices = self._held or row_prices(self._book)
        rows = ladder_rows(prices, self._book, self._quote.price, self._marks, self._orders)
        figures, blank = self._known_figures(), (None,) * ROWS
        beside = (*figures, *blank)[:LEVELS] + blank[:LEVELS]
        traded = blank[:LEVELS] + (*self._prints, *blank)[:LEVELS]
        lines = tuple(map(LineOfBook, rows, beside, traded))
        if self._lines and self._prices != prices:
            self._moved.start()
        self._prices = prices
        scale = bar_scale(self._book, self._scale)
        if scale != self._scale or len(lines) != len(self._lines):
            self._scale, self._lines = scale, lines
            self.update()
        else:
            old, self._lines = self._lines, lines
            for place, (before, now) in enumerate(zip(old, lines, strict=True)):
                if before != now:
                    self.update(self._painter.changed(place, before, now))
        self._take_totals(prices)

    def _take_totals(self, prices: Sequence[int]) -> None:
        book = self._book
        totals = Totals(
            book.ask_total,
            book.bid_total,
            book.after_ask_total,
            book.after_bid_total,
            hidden_best(prices, book) if self._held else 0,
        )
        if totals != self._totals:
            self._totals = totals
            self.update(self._painter.rect(ROWS).united(self._painter.rect(ROWS + 1)))

    def _known_figures(self) -> tuple[Figure, ...]:
        # Most books leave them as they are.
        book = self._book
        made_of = (self._marks, self._quote, book.expected_price, book.expected_size)
        if made_of != self._figured:
            self._figured, self._shown_figures = made_of, self._figures()
        return self._shown_figures

    def _figures(self) -> tuple[Figure, ...]:
        marks, quote, base = self._marks, self._quote, self._marks.base
        prices = [
            (tr("Upper limit"), marks.upper),
            (tr("Lower limit"), marks.lower),
            (tr("Base"), base),
            (tr("Open"), marks.open or quote.open),
            (tr("High"), marks.high or quote.high),
            (tr("Low"), marks.low or quote.low),
        ]
        found = [Figure(title, text.known(price), _tone(price, base)) for title, price in prices]
        found.append(Figure(tr("Volume"), text.known(quote.volume)))
        strength = quote.strength
        said = text.hundredths(strength) if strength else ""
        found.append(Figure(tr("Strength"), said, _tone(strength, 10_000)))
        book = self._book
        if book.expected_price:
            price = text.known(book.expected_price)
            found.append(Figure(tr("Expected"), price, _tone(book.expected_price, base)))
            found.append(Figure(tr("Exp. size"), text.known(book.expected_size)))
        else:
            found.append(Figure(tr("VI up"), text.known(marks.vi_up)))
            found.append(Figure(tr("VI down"), text.known(marks.vi_down)))
        return tuple(found)

    # --- painting --------------------------------------------------------------------------

    def paintEvent(self, event: QtGui.QPaintEvent) -> None:
        """Paint the rows in the region that was invalidated."""
        painter, rows = QtGui.QPainter(self), self._painter
        rows.begin(painter)
        parts = rows.asked(event.region())
        if any(parts):
            base = self._marks.base
            rows.paint(painter, self._lines, parts, base, self._scale, self._stale)
            if self._hovered is not None and parts[self._hovered]:
                self._outline(painter, self._hovered, "quiet")
            if self._cursor is not None and self.hasFocus() and parts[self._cursor]:
                self._outline(painter, self._cursor, "accent")
        if event.rect().bottom() >= rows.top(ROWS):
            rows.paint_totals(painter, self._totals)
            end = rows.top(ROWS + 2)
            ground = theme.look().colour("panel")
            painter.fillRect(0, end, self.width(), max(0, self.height() - end), ground)
        painter.end()

    def _outline(self, painter: QtGui.QPainter, place: int, role: str) -> None:
        painter.setPen(theme.look().colour(role))
        painter.drawRect(self._painter.rect(place).adjusted(0, 0, -1, -1))

    def _rebuild(self) -> None:
        self._painter = LadderPainter(self.size(), self._mirrored)
        self.update()

    def resizeEvent(self, event: QtGui.QResizeEvent) -> None:
        """Take over a new size."""
        self._rebuild()

    def changeEvent(self, event: QtCore.QEvent) -> None:
        """Take over a new look."""
        if event.type() in (QtCore.QEvent.Type.StyleChange, QtCore.QEvent.Type.FontChange):
            self._rebuild()
        super().changeEvent(event)

    def sizeHint(self) -> QtCore.QSize:
        """Return room for all rows at the row height of the density."""
        return QtCore.QSize(360, (ROWS + 2) * theme.look().density.row)

    def minimumSizeHint(self) -> QtCore.QSize:
        """Return the smallest room in which nothing is cut."""
        return QtCore.QSize(310, (ROWS + 2) * 16)

    # --- pointer and keys ------------------------------------------------------------------

    def enterEvent(self, event: QtGui.QEnterEvent) -> None:
        """Hold the rows still."""
        if self._book.ask_prices or self._book.bid_prices:
            self._held = row_prices(self._book)

    def leaveEvent(self, event: QtCore.QEvent) -> None:
        """Let the rows follow the market again."""
        self._held = None
        self._hover(None)
        self._arrange()

    def mouseMoveEvent(self, event: QtGui.QMouseEvent) -> None:
        """Outline the row under the pointer."""
        place = event.position().toPoint().y() // self._painter.height
        self._hover(place if 0 <= place < len(self._lines) else None)

    def mousePressEvent(self, event: QtGui.QMouseEvent) -> None:
        """Tell the price pressed, as it stands in the row at this moment."""
        point = event.position().toPoint()
        place = point.y() // self._painter.height
        if 0 <= place < len(self._lines):
            column = self._painter.column_at(point.x())
            self._click(place, column, event.button(), event.modifiers())

    def mouseReleaseEvent(self, event: QtGui.QMouseEvent) -> None:
        """End a press; everything happened when it went down."""
        event.accept()

    def keyPressEvent(self, event: QtGui.QKeyEvent) -> None:
        """Move the cursor; Enter clicks."""
        steps = {_Key.Key_Up: -1, _Key.Key_Down: 1}
        sides = {_Key.Key_Left: -1, _Key.Key_Right: 1}
        key = _Key(event.key())
        if key in steps:
            here = LEVELS - (steps[key] > 0) if self._cursor is None else self._cursor
            self._set_cursor(min(max(here + steps[key], 0), ROWS - 1))
        elif key in sides:
            self._cursor_column = min(max(self._cursor_column + sides[key], 0), 2)
            self._set_cursor(LEVELS if self._cursor is None else self._cursor)
        elif key in (_Key.Key_Return, _Key.Key_Enter) and self._cursor is not None:
            column = _COLUMNS[self._cursor_column]
            left = QtCore.Qt.MouseButton.LeftButton
            self._click(self._cursor, column, left, event.modifiers(), by_key=True)
        else:
            super().keyPressEvent(event)

    def focusInEvent(self, event: QtGui.QFocusEvent) -> None:
        """Show the cursor."""
        super().focusInEvent(event)
        self.update()

    def focusOutEvent(self, event: QtGui.QFocusEvent) -> None:
        """Hide the cursor."""
        super().focusOutEvent(event)
        self.update()

    def _click(
        self,
        place: int,
        column: str,
        button: QtCore.Qt.MouseButton,
        modifiers: QtCore.Qt.KeyboardModifier,
        *,
        by_key: bool = False,
    ) -> None:
        price = self._lines[place].row.price
        if price:
            chosen = next(one for one in _COLUMNS if one == column)
            moved = self._moved.elapsed() / 1_000 if self._moved.isValid() else None
            self.price_clicked.emit(PriceClick(price, chosen, button, modifiers, by_key, moved))

    def _set_cursor(self, place: int) -> None:
        self._cursor = place
        row = self._lines[place].row
        told = f"{row.price:,} {tr('Sell', 'size')} {row.ask:,} {tr('Buy', 'size')} {row.bid:,}"
        self.setAccessibleDescription(told)
        changed = QtGui.QAccessible.Event.DescriptionChanged
        QtGui.QAccessible.updateAccessibility(QtGui.QAccessibleEvent(self, changed))
        self.update()

    def _hover(self, place: int | None) -> None:
        if place == self._hovered:
            return
        before, self._hovered = self._hovered, place
        for one in (before, place):
            if one is not None:
                self.update(self._painter.rect(one))


def _tone(number: int, base: int) -> Tone:
    if not number or not base or number == base:
        return Tone.PLAIN
    return Tone.UP if number > base else Tone.DOWN
