"""The guide of the first start: practise at once, prepare keys, look before the first order; never modal."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6 import QtCore, QtWidgets

from kiwoom_desk import texts
from kiwoom_desk.base.settings import Environment
from kiwoom_desk.ui.kit.language import Phrase, mark, tr
from kiwoom_desk.ui.kit.text import PlainText
from kiwoom_desk.ui.shell import guide_pictures, theme
from kiwoom_desk.ui.shell.guide_pictures import Picture

STEPS: tuple[Phrase, ...] = (
    mark("Practise now", "guide"),
    mark("Prepare keys", "guide"),
    mark("Connect, only look", "guide"),
    mark("When it is refused", "guide"),
)
REFUSALS = ("8001", "8005", "8010", "8030", "8031", "8050")
"""The codes that a person meets while he gets his keys to work; their sentences say what to do."""
_PRACTISE: tuple[Phrase, ...] = (
    mark("Nothing is needed: the practice exchange is on this computer and already moves."),
    mark("Find a name (Ctrl+P), press a price in the book, and order in the ticket."),
    mark("Auctions, interruptions, fees and tax are as at the exchange. The money is not real."),
    mark("Ctrl+Shift+K stops everything at any time: no new orders, open ones are cancelled."),
)
_KEYS: tuple[Phrase, ...] = (
    mark("1. On the broker's REST API site, apply for the service with your account."),
    mark("2. Register the public address of this line there, as the picture shows it."),
    mark("3. Make an app key and a secret key: one pair for the demo, one for live trading."),
    mark("4. Open the desk of that environment below and paste both. They stay in the keyring."),
)
_LOOK: tuple[Phrase, ...] = (
    mark("Demo and live begin by looking only: everything is shown, no order goes out."),
    mark("Compare the deposit and each holding with the broker's own screen, to the won."),
    mark("Then tick the line at the top and turn orders on. The Help menu turns them off again."),
    mark("Begin with one share. Orders at the exchange live on when this computer is off."),
)


class GuidePage(QtWidgets.QDialog):
    """Steps at the left, one at a time at the right; stands beside the desk and blocks nothing.

    `start_desk` opens the desk of another environment as a program of its own.
    """

    def __init__(
        self,
        parent: QtWidgets.QWidget,
        language: str,
        environment: Environment,
        start_desk: Callable[[Environment], None],
    ) -> None:
        super().__init__(parent)
        self.setAttribute(QtCore.Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setModal(False)
        self.setWindowTitle(tr("First steps"))
        self._language, self._start_desk = language, start_desk
        self.steps = QtWidgets.QListWidget()
        self.steps.setObjectName("guide.steps")
        self.steps.setAccessibleName(tr("First steps"))
        self.steps.setFixedWidth(190)
        self.steps.setSpacing(4)
        for number, title in enumerate(STEPS, start=1):
            self.steps.addItem(f"{number}  {tr(title)}" if number < 4 else f"?  {tr(title)}")
        self.pages = QtWidgets.QStackedWidget()
        for page in (self._practise(), self._keys(environment), self._look(), self._refusals()):
            self.pages.addWidget(page)
        self.steps.currentRowChanged.connect(self.pages.setCurrentIndex)
        self.next = QtWidgets.QPushButton(tr("Next"))
        self.next.setDefault(True)
        self.next.clicked.connect(lambda _on=False: self._go_on())
        self._lay_out()
        self.show_step(0)

    def _lay_out(self) -> None:
        row = QtWidgets.QHBoxLayout()
        row.setSpacing(20)
        row.addWidget(self.steps)
        row.addWidget(self.pages, 1)
        close = QtWidgets.QPushButton(tr("Close"))
        close.setAutoDefault(False)
        close.clicked.connect(lambda _on=False: self.accept())
        foot = QtWidgets.QHBoxLayout()
        foot.addStretch(1)
        foot.addWidget(close)
        foot.addWidget(self.next)
        column = QtWidgets.QVBoxLayout(self)
        column.setContentsMargins(20, 20, 20, 16)
        column.setSpacing(16)
        column.addLayout(row, 1)
        column.addLayout(foot)

    def show_step(self, step: int) -> None:
        """Show a step, 0 to 3."""
        self.steps.setCurrentRow(step)

    def _go_on(self) -> None:
        step = self.steps.currentRow() + 1
        if step < len(STEPS) - 1:
            self.show_step(step)
        else:
            self.accept()

    # --- pages -----------------------------------------------------------------------------

    def _practise(self) -> QtWidgets.QWidget:
        told = tr("A name is found, a price pressed in the book, the order sent in the ticket.")
        return _page(STEPS[0], [Picture(guide_pictures.practice, told)], _PRACTISE)

    def _keys(self, environment: Environment) -> QtWidgets.QWidget:
        pictures = [
            Picture(
                guide_pictures.address,
                tr("The router's public address goes into the broker's list, not the inner one."),
            ),
            Picture(
                guide_pictures.permissions, tr("Demo and live have a pair of keys each; no mixing.")
            ),
        ]
        page = _page(STEPS[1], pictures, _KEYS)
        row = QtWidgets.QHBoxLayout()
        for one, title in (
            (Environment.DEMO, tr("Open the demo desk")),
            (Environment.LIVE, tr("Open the live desk")),
        ):
            button = QtWidgets.QPushButton(title)
            button.setObjectName(f"guide.{one.value}")
            button.setAutoDefault(False)
            button.setEnabled(one is not environment)
            button.clicked.connect(lambda _on=False, which=one: self._start_desk(which))
            row.addWidget(button)
        row.addStretch(1)
        layout = page.layout()
        assert isinstance(layout, QtWidgets.QVBoxLayout)
        layout.insertLayout(layout.count() - 1, row)
        return page

    def _look(self) -> QtWidgets.QWidget:
        told = tr("The same deposit at the broker and here; then orders are turned on.")
        return _page(STEPS[2], [Picture(guide_pictures.connect_only, told)], _LOOK)

    def _refusals(self) -> QtWidgets.QWidget:
        page = _page(STEPS[3], [], ())
        layout = page.layout()
        assert isinstance(layout, QtWidgets.QVBoxLayout)
        grid = QtWidgets.QGridLayout()
        grid.setHorizontalSpacing(16)
        grid.setVerticalSpacing(12)
        grid.setColumnStretch(1, 1)
        for row, code in enumerate(REFUSALS):
            number = PlainText(code, tone="attention")
            number.setFont(theme.font(15, theme.Weight.Bold))
            grid.addWidget(number, row, 0, QtCore.Qt.AlignmentFlag.AlignTop)
            grid.addWidget(_wrapped(texts.sentence(self._language, f"query.{code}")), row, 1)
        layout.insertLayout(layout.count() - 1, grid)
        return page


def open_guide(
    window: QtWidgets.QWidget,
    language: str,
    environment: Environment,
    start_desk: Callable[[Environment], None],
    step: int,
) -> None:
    """Show the guide at a step, one at a time, over a page of the window that waits for an answer."""
    parent = QtWidgets.QApplication.activeModalWidget() or window
    found = parent.findChild(GuidePage)
    page = found if isinstance(found, GuidePage) else None
    page = page or GuidePage(parent, language, environment, start_desk)
    page.show_step(step)
    page.show()
    page.raise_()


def start_program(command: Sequence[str]) -> None:
    """Start a program that lives on without this one."""
    QtCore.QProcess.startDetached(command[0], list(command[1:]))


def _page(
    title: str, pictures: Sequence[QtWidgets.QWidget], sentences: Sequence[Phrase]
) -> QtWidgets.QWidget:
    page = QtWidgets.QWidget()
    column = QtWidgets.QVBoxLayout(page)
    column.setContentsMargins(0, 0, 0, 0)
    column.setSpacing(10)
    head = PlainText(tr(title))
    head.setFont(theme.font(18, theme.Weight.Bold))
    column.addWidget(head)
    for picture in pictures:
        column.addWidget(picture)
    for sentence in sentences:
        column.addWidget(_wrapped(tr(sentence)))
    column.addStretch(1)
    return page


def _wrapped(told: str) -> PlainText:
    line = PlainText(told)
    line.setWordWrap(True)
    return line
