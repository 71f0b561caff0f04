"""Finds Korean in the window's own words: heads, fields, choices, buttons; leaves what rows hold alone."""

from __future__ import annotations

from collections.abc import Iterator

from PySide6 import QtCore, QtWidgets

_ACROSS = QtCore.Qt.Orientation.Horizontal


def korean(texts: object) -> list[str]:
    """Return the texts that hold Hangul."""
    told = [texts] if isinstance(texts, str) else texts
    assert isinstance(told, list | tuple | set | frozenset)
    return [
        text for text in told if any("가" <= char <= "힣" or "ㄱ" <= char <= "ㅣ" for char in text)
    ]


def window_words(widget: QtWidgets.QWidget) -> set[str]:
    """Return what a widget and all in it say by themselves; lists of names and rows are not read."""
    inside = [widget, *widget.findChildren(QtWidgets.QWidget)]
    return {text for one in inside for text in _words(one) if text}


def _words(widget: QtWidgets.QWidget) -> Iterator[str]:
    yield widget.toolTip()
    yield widget.accessibleName()
    if isinstance(widget, QtWidgets.QHeaderView) and widget.orientation() == _ACROSS:
        model = widget.model()
        for place in range(0 if model is None else model.columnCount()):
            yield str(model.headerData(place, _ACROSS) or "")
    elif isinstance(widget, QtWidgets.QComboBox):
        yield from (widget.itemText(place) for place in range(widget.count()))
    elif isinstance(widget, QtWidgets.QLineEdit):
        yield widget.placeholderText()
    elif isinstance(widget, QtWidgets.QTabBar):
        yield from (widget.tabText(place) for place in range(widget.count()))
    elif isinstance(widget, QtWidgets.QAbstractButton | QtWidgets.QLabel):
        yield widget.text()
