"""The head of a table of ours, as high as every list's; refuses to measure its sections for that."""

from __future__ import annotations

from PySide6 import QtCore, QtWidgets

from kiwoom_desk.ui.kit.header import HEIGHT


class TableHead(QtWidgets.QHeaderView):
    """A horizontal head of fixed height.

    Qt's own asks the model for font, picture, words and size of each section whenever a panel is
    put together or takes a look, to find a height that is known.
    """

    def __init__(self, parent: QtWidgets.QWidget) -> None:
        super().__init__(QtCore.Qt.Orientation.Horizontal, parent)
        self.setFixedHeight(HEIGHT)
        self.setSectionsMovable(True)
        self.setSectionsClickable(True)
        self.setHighlightSections(False)
        self.setMinimumSectionSize(24)
        self._hint = QtCore.QSize(0, HEIGHT)

    def sizeHint(self) -> QtCore.QSize:
        """Return the height; the width is the table's."""
        return self._hint
