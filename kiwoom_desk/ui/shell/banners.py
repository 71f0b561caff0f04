"""Lines under the top of the window that stay until they are settled; refuses to cover anything."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6 import QtWidgets

from kiwoom_desk.ui.kit.language import tr
from kiwoom_desk.ui.kit.text import PlainText

Offer = tuple[str, Callable[[], object]]


class Banner(QtWidgets.QFrame):
    """One line: a sentence, what can be done about it, and where it may be put away a cross."""

    def __init__(
        self,
        told: str,
        tone: str,
        offers: Sequence[Offer] = (),
        put_away: Callable[[], object] | None = None,
        agree: str = "",
    ) -> None:
        """Make the line; with `agree` the offers are off until its box is ticked."""
        super().__init__()
        self.setObjectName("banner")
        self.setAccessibleName(told)
        self.told = PlainText(told, tone=tone)
        self.told.setWordWrap(True)
        self.buttons = [self._button(*offer) for offer in offers]
        self.agree: QtWidgets.QCheckBox | None = QtWidgets.QCheckBox(agree) if agree else None
        row = QtWidgets.QHBoxLayout(self)
        row.setContentsMargins(8, 4, 8, 4)
        row.setSpacing(8)
        row.addWidget(self.told, 1)
        if self.agree is not None:
            row.addWidget(self.agree)
            self.agree.toggled.connect(lambda _on: self._allow())
        for button in self.buttons:
            row.addWidget(button)
        if put_away is not None:
            self.cross = self._button(tr("Put away"), put_away)
            self.cross.setProperty("role", "quiet")
            row.addWidget(self.cross)
        self.set_usable(True)

    def set_usable(self, usable: bool) -> None:
        """Let the offers be taken, or show them without: what is told stays readable."""
        self._usable = usable
        self._allow()

    def _allow(self) -> None:
        agreed = self.agree is None or self.agree.isChecked()
        if self.agree is not None:
            self.agree.setEnabled(self._usable)
        for button in self.buttons:
            button.setEnabled(self._usable and agreed)

    def _button(self, title: str, call: Callable[[], object]) -> QtWidgets.QPushButton:
        button = QtWidgets.QPushButton(title)
        button.setAutoDefault(False)
        button.clicked.connect(lambda _on=False: call())
        return button


class Banners(QtWidgets.QWidget):
    """The lines of one window by their name, the newest last; takes no room without any."""

    def __init__(self) -> None:
        super().__init__()
        self._lines: dict[str, Banner] = {}
        self._column = QtWidgets.QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(0)
        self.hide()

    def stand_below(self, above: QtWidgets.QWidget) -> None:
        """Take the place below a widget of a vertical layout; raise ValueError where there is none."""
        parent = above.parentWidget()
        layout = parent.layout() if parent is not None else None
        if not isinstance(layout, QtWidgets.QVBoxLayout):
            raise ValueError("banners stand below a widget of a vertical layout")
        layout.insertWidget(layout.indexOf(above) + 1, self)

    def line(self, name: str) -> Banner | None:
        """Return a line that is shown."""
        return self._lines.get(name)

    def show_line(self, name: str, line: Banner) -> None:
        """Show a line in the place of the one of that name."""
        self.drop(name)
        self._lines[name] = line
        self._column.addWidget(line)
        self.show()

    def drop(self, name: str) -> None:
        """Take a line away; one that is not there is no error."""
        line = self._lines.pop(name, None)
        if line is not None:
            line.hide()
            line.deleteLater()
        self.setVisible(bool(self._lines))
