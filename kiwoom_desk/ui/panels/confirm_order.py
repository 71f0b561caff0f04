"""The question before an order goes out (S-17); refuses Enter and Space as a yes."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence

from PySide6 import QtCore, QtGui, QtWidgets

from kiwoom_desk.base.settings import Environment
from kiwoom_desk.domain.order import GOLD_NAMES, OrderDraft, Side
from kiwoom_desk.orders.arming import LATE
from kiwoom_desk.orders.checks import OrderContext
from kiwoom_desk.orders.confirm import Confirmation, confirmation
from kiwoom_desk.orders.drafts import Denied, read_whole
from kiwoom_desk.orders.slips import Answers, Question
from kiwoom_desk.ui.kit import text
from kiwoom_desk.ui.kit.language import tr
from kiwoom_desk.ui.kit.text import PlainText
from kiwoom_desk.ui.panels.order_words import SIDES, TYPES, credit_lines, outcome_sentence
from kiwoom_desk.ui.shell import theme
from kiwoom_desk.ui.shell.panel import DeskContext
from kiwoom_desk.ui.shell.top_bar import ENVIRONMENTS


class ConfirmOrder(QtWidgets.QDialog):
    """Everything of the order in words; cancel is what Enter, Space and Escape mean.

    `questions` are what S-16 asks of it; one that wants the price typed again keeps the order
    button off until it is.
    """

    def __init__(
        self,
        parent: QtWidgets.QWidget,
        desk: DeskContext,
        draft: OrderDraft,
        context: OrderContext,
        questions: Sequence[Question] = (),
    ) -> None:
        super().__init__(parent)
        self.setAttribute(QtCore.Qt.WidgetAttribute.WA_DeleteOnClose)
        loop = asyncio.get_running_loop()
        self._answer: asyncio.Future[Answers | None] = loop.create_future()
        self._desk, self._price, self._questions = desk, draft.price, tuple(questions)
        self.typed = QtWidgets.QLineEdit()
        self.told = PlainText(tone="attention")
        shown = confirmation(draft, context, desk.environment, desk.gateway.account)
        self.setWindowTitle(f"{tr('Confirm order')} · {tr(ENVIRONMENTS[desk.environment])}")
        self.setMinimumWidth(360)
        self.yes = QtWidgets.QPushButton(f"{tr(SIDES[shown.side])} {tr('order')}")
        self.no = QtWidgets.QPushButton(tr("Do not send"))
        self.yes.setObjectName("confirm.yes")
        self.no.setObjectName("confirm.no")
        self._lay_out(shown, desk.environment)
        self._offer()
        self.finished.connect(self._closed)

    def _lay_out(self, shown: Confirmation, environment: Environment) -> None:
        side = PlainText(f"{tr(SIDES[shown.side])}  {shown.name}  {shown.code}")
        side.setFont(theme.font(18, theme.Weight.Bold))
        side.set_tone("up" if shown.side is Side.BUY else "down")
        grid = QtWidgets.QGridLayout()
        grid.setHorizontalSpacing(16)
        grid.setVerticalSpacing(6)
        for row, (title, value) in enumerate(self._lines(shown, environment)):
            figure = PlainText(value)
            figure.setAlignment(QtCore.Qt.AlignmentFlag.AlignRight)
            figure.setFont(theme.font(14, theme.Weight.DemiBold))
            grid.addWidget(PlainText(title, tone="quiet"), row, 0)
            grid.addWidget(figure, row, 1)
        self.yes.setProperty("role", "buy" if shown.side is Side.BUY else "sell")
        # No button is pressed by the keyboard but the one that sends nothing.
        self.yes.setAutoDefault(False)
        self.yes.setFocusPolicy(QtCore.Qt.FocusPolicy.NoFocus)
        self.no.setDefault(True)
        self.yes.clicked.connect(lambda _on=False: self._say_yes())
        self.no.clicked.connect(lambda _on=False: self.reject())
        for button in (self.yes, self.no):
            button.setMinimumHeight(36)
        buttons = QtWidgets.QHBoxLayout()
        buttons.setSpacing(8)
        buttons.addWidget(self.no, 1)
        buttons.addWidget(self.yes, 1)
        column = QtWidgets.QVBoxLayout(self)
        column.setContentsMargins(24, 20, 24, 20)
        column.setSpacing(14)
        column.addWidget(side)
        column.addLayout(grid)
        for question in self._questions:
            asked = PlainText(outcome_sentence(self._desk.settings.language, question))
            asked.set_tone("attention")
            asked.setWordWrap(True)
            asked.setObjectName(f"question.{question.code}")
            column.addWidget(asked)
        if self._must_type:
            column.addLayout(self._typing())
        column.addWidget(self.told)
        self.told.hide()
        column.addLayout(buttons)

    @property
    def _must_type(self) -> bool:
        return any(question.typed for question in self._questions)

    def _typing(self) -> QtWidgets.QHBoxLayout:
        self.typed.setAccessibleName(tr("Type the price again"))
        self.typed.setAlignment(QtCore.Qt.AlignmentFlag.AlignRight)
        self.typed.setObjectName("confirm.typed")
        self.typed.textChanged.connect(lambda _text: self._offer())
        row = QtWidgets.QHBoxLayout()
        row.setSpacing(8)
        row.addWidget(PlainText(tr("Type the price again"), tone="quiet"), 1)
        row.addWidget(self.typed, 1)
        return row

    def _offer(self) -> None:
        self.yes.setEnabled(not self._must_type or read_whole(self.typed.text()) == self._price)

    def _say_yes(self) -> None:
        # A press that waited while the window stood still may have meant something else.
        if self._desk.presses.late > LATE:
            self.told.setText(outcome_sentence(self._desk.settings.language, Denied("press_late")))
            self.told.show()
        else:
            self.accept()

    def _lines(self, shown: Confirmation, environment: Environment) -> list[tuple[str, str]]:
        price = tr(TYPES[shown.order_type]) if shown.price is None else f"{shown.price:,}"
        lines = [
            (tr("Environment"), f"{tr(ENVIRONMENTS[environment])}  ···{shown.account_tail}"),
            (tr("Venue"), shown.venue.value),
            (tr("Type"), tr(TYPES[shown.order_type])),
            *credit_lines(shown.credit, shown.side),
            *_sizes(shown, price),
            (tr("Order amount"), "–" if shown.notional is None else f"{shown.notional:,}"),
        ]
        if shown.distance is not None:
            lines.append((tr("From the last price"), text.percent(shown.distance)))
        return lines

    async def answer(self) -> Answers | None:
        """Show the question; return what was said yes to, None without the order button."""
        self.open()
        self._desk.presses.watch(self)
        (self.typed if self._must_type else self.no).setFocus()
        return await self._answer

    def keyPressEvent(self, event: QtGui.QKeyEvent) -> None:
        """Take Enter as the button that sends nothing, and ignore a key that is held down."""
        if event.isAutoRepeat():
            return
        super().keyPressEvent(event)

    def _closed(self, code: int) -> None:
        if self._answer.done():
            return
        if code != QtWidgets.QDialog.DialogCode.Accepted.value:
            self._answer.set_result(None)
            return
        typed = read_whole(self.typed.text()) if self._must_type else None
        codes = frozenset(question.code for question in self._questions)
        self._answer.set_result(Answers(codes, typed if isinstance(typed, int) else None))


def _sizes(shown: Confirmation, price: str) -> list[tuple[str, str]]:
    if shown.code in GOLD_NAMES:
        return [(tr("Grams", "order"), f"{shown.quantity:,} g"), (tr("Won a gram"), price)]
    return [(tr("Quantity"), f"{shown.quantity:,}"), (tr("Order price"), price)]
