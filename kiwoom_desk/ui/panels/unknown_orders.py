"""Requests whose outcome is not known: explained, matched by a person, or released; refuses to hide one."""

from __future__ import annotations

from collections.abc import Callable, Coroutine
from typing import Any

from PySide6 import QtWidgets

from kiwoom_desk.orders.drafts import Denied
from kiwoom_desk.orders.requests import Doubt, Request
from kiwoom_desk.ui.kit.language import tr
from kiwoom_desk.ui.kit.text import PlainText
from kiwoom_desk.ui.panels.order_words import SIDES, outcome_sentence
from kiwoom_desk.ui.shell.panel import PanelContext


class UnknownOrders(QtWidgets.QWidget):
    """One line a request, hidden while there is none."""

    def __init__(self, context: PanelContext) -> None:
        super().__init__()
        self._context = context
        self.setObjectName("unknown_orders")
        self._column = QtWidgets.QVBoxLayout(self)
        self._column.setContentsMargins(8, 4, 8, 4)
        self._column.setSpacing(4)
        self._shown: tuple[tuple[Request, Doubt | None], ...] = ()
        self.hide()

    def show_requests(self) -> None:
        """Read the unknown requests and what is known of each."""
        orders = self._context.desk.orders
        doubts = {doubt.request: doubt for doubt in orders.doubts}
        shown = tuple((r, doubts.get(r.id)) for r in orders.ledger.unknown)
        if shown == self._shown:
            return
        self._shown = shown
        while (item := self._column.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.deleteLater()
        for request, doubt in shown:
            self._column.addWidget(UnknownLine(self._context, request, doubt))
        self.setVisible(bool(shown))


class UnknownLine(QtWidgets.QFrame):
    """One request: what is not known, the orders it may be, and typed words: none of them, release."""

    def __init__(self, context: PanelContext, request: Request, doubt: Doubt | None) -> None:
        super().__init__()
        self._context, self._request = context, request
        intent = request.intent
        name = context.desk.instruments.name(intent.code)
        price = f"{intent.price:,}" if intent.price else "–"
        head = PlainText(tr("Unknown"), tone="danger")
        what = PlainText(f"{name} {tr(SIDES[intent.side])} {intent.quantity:,} × {price}")
        self.told = PlainText(self._sentence(doubt), tone="attention")
        self.told.setWordWrap(True)
        row = QtWidgets.QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        row.addWidget(head)
        row.addWidget(what)
        row.addWidget(self.told, 1)
        for candidate in doubt.candidates if doubt else ():
            button = QtWidgets.QPushButton(
                tr("It is {number} ({quantity})").format(
                    number=candidate.number, quantity=f"{candidate.quantity:,}"
                )
            )
            button.clicked.connect(lambda _on=False, number=candidate.number: self._pick(number))
            row.addWidget(button)
        if doubt is not None and doubt.candidates:
            numbers = tuple(candidate.number for candidate in doubt.candidates)
            self._ask(row, tr("Type: none"), tr("None of these"), lambda: self._disown(numbers))
        elif doubt is not None and doubt.not_found:
            self._ask(row, tr("Type: release"), tr("Release"), self._release)

    def _ask(
        self,
        row: QtWidgets.QHBoxLayout,
        what: str,
        name: str,
        act: Callable[[], Coroutine[Any, Any, None]],
    ) -> None:
        self.word = QtWidgets.QLineEdit()
        self.word.setPlaceholderText(what)
        self.word.setAccessibleName(what)
        self.word.setFixedWidth(96)
        self.done = QtWidgets.QPushButton(name)
        self.done.clicked.connect(lambda _on=False: self._context.tasks.run(act()))
        row.addWidget(self.word)
        row.addWidget(self.done)

    def _sentence(self, doubt: Doubt | None) -> str:
        if doubt is not None and doubt.not_found:
            return tr(
                "Not found at the exchange so far. It may still appear; release it only if sure."
            )
        if doubt is not None and doubt.candidates:
            return tr("The answer was lost. Choose the order it is, or say that none of them is.")
        return tr("The answer was lost; the order may stand. The lists are being searched.")

    def _pick(self, number: str) -> None:
        self._context.tasks.run(self._context.desk.orders.pick(self._request.id, number))

    async def _disown(self, numbers: tuple[str, ...]) -> None:
        orders = self._context.desk.orders
        self._say(await orders.disown(self._request.id, numbers, self.word.text()))

    async def _release(self) -> None:
        self._say(await self._context.desk.orders.release(self._request.id, self.word.text()))

    def _say(self, denied: Denied | None) -> None:
        if denied is not None:
            language = self._context.desk.settings.language
            self.told.setText(outcome_sentence(language, denied))
