"""Numbers as traders read them, and the only widgets that show text; refuses rich text (V-9)."""

from __future__ import annotations

import unicodedata
from functools import lru_cache

from PySide6 import QtCore, QtGui, QtWidgets

LONGEST = 500
_BIDI = frozenset("\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
UP, DOWN = "▲", "▼"


@lru_cache(maxsize=8192)
def clean(text: str, limit: int = LONGEST) -> str:
    """Return text without control and bidi characters, on one line, at most `limit` characters."""
    kept = "".join(
        " " if char in "\n\r\t" else char
        for char in text[: limit * 2]
        if char in "\n\r\t"
        or (char not in _BIDI and unicodedata.category(char) not in ("Cc", "Cs"))
    )
    return kept if len(kept) <= limit else kept[: limit - 1] + "…"


def whole(number: int | None) -> str:
    """Return 1,234 or -1,234; nothing for None."""
    return "" if number is None else f"{number:,}"


def known(number: int | None) -> str:
    """Return 1,234; nothing for None and for 0, which means not known yet (prices, sizes)."""
    return f"{number:,}" if number else ""


def signed(number: int | None) -> str:
    """Return +1,234, -1,234 or 0."""
    return "" if number is None else f"{number:+,}" if number else "0"


def change(number: int | None) -> str:
    """Return ▲1,234, ▼1,234 or 0: a difference whose direction is told by more than colour."""
    if number is None:
        return ""
    if not number:
        return "0"
    return f"{UP if number > 0 else DOWN}{abs(number):,}"


def hundredths(number: int | None) -> str:
    """Return a number of hundredths with two decimals: 578120 is 5,781.20."""
    if number is None:
        return ""
    units, rest = divmod(abs(number), 100)
    return f"{'-' if number < 0 else ''}{units:,}.{rest:02d}"


def rate(number: int | None) -> str:
    """Return hundredths of a percent as +1.23; the unit stands in the column's head."""
    if number is None:
        return ""
    return ("+" if number > 0 else "") + hundredths(number)


def percent(number: int | None) -> str:
    """Return hundredths of a percent as +1.23%, for places without a head."""
    return "" if number is None else f"{rate(number)}%"


def change_percent(number: int | None) -> str:
    """Return hundredths of a percent as ▲0.31%, ▼0.31% or 0.00%."""
    if number is None:
        return ""
    arrow = "" if not number else UP if number > 0 else DOWN
    return f"{arrow}{hundredths(abs(number))}%"


def eok(won: int | None) -> str:
    """Return won in 억, cut down, for columns whose head says 억."""
    return "" if won is None else f"{int(won / 100_000_000):,}"


def clock_time(text: str) -> str:
    """Return HHMMSS as 10:23:11; other texts as they are."""
    if len(text) == 6 and text.isdigit():
        return f"{text[:2]}:{text[2:4]}:{text[4:]}"
    return clean(text)


def set_tooltip(widget: QtWidgets.QWidget, text: str) -> None:
    """Set a tooltip that can never be rich text."""
    widget.setToolTip(plain(text))


def plain(text: str) -> str:
    """Return text that Qt shows as it stands, where Qt would guess at markup."""
    text = clean(text)
    if "<" not in text and "&" not in text:
        return text
    import html

    return f"<span>{html.escape(text)}</span>"


class PlainText(QtWidgets.QLabel):
    """A label of plain text; `set_tone` takes quiet, up, down, attention, good, danger or ""."""

    def __init__(
        self, text: str = "", *, tone: str = "", parent: QtWidgets.QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setTextFormat(QtCore.Qt.TextFormat.PlainText)
        self.setText(text)
        if tone:
            self.setProperty("tone", tone)

    def setText(self, text: str) -> None:
        """Show a text, cleaned; nothing happens when it is shown already."""
        text = clean(text)
        if text != self.text():
            super().setText(text)

    def set_tone(self, tone: str) -> None:
        """Change the colour by its role."""
        if tone != (self.property("tone") or ""):
            self.setProperty("tone", tone)
            self.style().unpolish(self)
            self.style().polish(self)


class ElidedText(QtWidgets.QWidget):
    """One line of plain text for names and messages; elided with a tooltip, never for numbers."""

    def __init__(self, text: str = "", parent: QtWidgets.QWidget | None = None) -> None:
        super().__init__(parent)
        self._text = ""
        self._tone = ""
        self.setSizePolicy(
            QtWidgets.QSizePolicy.Policy.Expanding, QtWidgets.QSizePolicy.Policy.Fixed
        )
        self.set_text(text)

    def text(self) -> str:
        """Return the whole text."""
        return self._text

    def set_text(self, text: str, role: QtGui.QPalette.ColorRole | None = None) -> None:
        """Show a text, cleaned."""
        text = clean(text)
        if role is not None:
            self.setForegroundRole(role)
        if text != self._text:
            self._text = text
            self.setAccessibleName(text)
            self.update()

    def sizeHint(self) -> QtCore.QSize:
        """Return the place of a short text; the layout gives what is left."""
        return QtCore.QSize(120, self.fontMetrics().height() + 4)

    def minimumSizeHint(self) -> QtCore.QSize:
        """Return the smallest useful place."""
        return QtCore.QSize(24, self.fontMetrics().height() + 4)

    def paintEvent(self, event: QtGui.QPaintEvent) -> None:
        """Paint the text, with an ellipsis where it does not fit."""
        painter = QtGui.QPainter(self)
        painter.setPen(self.palette().color(self.foregroundRole()))
        mode = QtCore.Qt.TextElideMode.ElideRight
        shown = self.fontMetrics().elidedText(self._text, mode, self.width())
        aligned = QtCore.Qt.AlignmentFlag.AlignVCenter | QtCore.Qt.AlignmentFlag.AlignLeft
        painter.drawText(self.rect(), aligned, shown)
        painter.end()
        wanted = plain(self._text) if shown != self._text else ""
        if wanted != self.toolTip():
            self.setToolTip(wanted)
