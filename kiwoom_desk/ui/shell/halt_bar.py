"""HALT in sight: since when, what is still open, the word that ends it; hidden while it does not stand."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING

from PySide6 import QtCore, QtWidgets

from kiwoom_desk import texts
from kiwoom_desk.ui.kit.language import tr
from kiwoom_desk.ui.kit.tasks import TaskScope
from kiwoom_desk.ui.kit.text import PlainText

if TYPE_CHECKING:
    # The money room brings the network's packages, which the first window does not wait for.
    from kiwoom_desk.orders.drafts import Denied
    from kiwoom_desk.orders.halt import HaltReport

    Release = Callable[[str], Awaitable[Denied | None]]
_MOST_LINES = 6


class HaltBar(QtWidgets.QFrame):
    """A line below the top of the window, and one more for each order that could not be cancelled."""

    def __init__(self, tasks: TaskScope, language: str) -> None:
        super().__init__()
        self._tasks, self._language = tasks, language
        self._release: Release | None = None
        self.setObjectName("halt_bar")
        self.setAccessibleName(tr("Emergency stop"))
        self.told = PlainText(tone="danger")
        self.lives_on = PlainText(
            tr("Orders at the exchange live on even when this computer is off."), tone="quiet"
        )
        self.open_orders = PlainText(tone="attention")
        self.open_orders.setWordWrap(True)
        self.word = QtWidgets.QLineEdit()
        self.word.setPlaceholderText(tr("Type: release"))
        self.word.setAccessibleName(tr("Type: release"))
        self.word.setFixedWidth(112)
        self.button = QtWidgets.QPushButton(tr("End the stop"))
        self.button.clicked.connect(lambda _on=False: self._ask())
        line = QtWidgets.QHBoxLayout()
        line.setSpacing(12)
        line.addWidget(self.told)
        line.addWidget(self.lives_on, 1)
        line.addWidget(self.word)
        line.addWidget(self.button)
        column = QtWidgets.QVBoxLayout(self)
        column.setContentsMargins(8, 4, 8, 4)
        column.setSpacing(4)
        column.addLayout(line)
        column.addWidget(self.open_orders)
        self.hide()

    def follow(self, release: Release) -> None:
        """Take the call that ends HALT."""
        self._release = release

    def show_report(self, report: HaltReport) -> None:
        """Show how far HALT is."""
        self.setVisible(report.since is not None)
        if report.since is None:
            self.word.clear()
            return
        at = report.since.wall.strftime("%H:%M:%S")
        self.told.setText(f"{tr('Emergency stop')} {at} · {self._progress(report)}")
        lines = [f"{o.number} {o.code} {o.open_quantity:,}: {self._why(o.reason, o.message)}"
                 for o in report.left if o.reason]  # fmt: skip
        if len(lines) > _MOST_LINES:
            rest = len(lines) - _MOST_LINES
            lines = [*lines[:_MOST_LINES], tr("and {count} more").format(count=rest)]
        self.open_orders.setText("  ·  ".join(lines))
        self.open_orders.setVisible(bool(lines))

    def _progress(self, report: HaltReport) -> str:
        from kiwoom_desk.orders.halt import ROUNDS

        if report.unread:
            return tr("The list of open orders cannot be read; trying again.")
        if report.busy:
            told = tr("Cancelling, round {round} of {rounds}: {left} open").format(
                round=max(report.round, 1), rounds=ROUNDS, left=len(report.left)
            )
            seconds = report.seconds or 0
            return f"{told}, {tr('about {seconds} s').format(seconds=round(seconds))}"
        if report.left:
            return tr(
                "{left} orders are still open. Press the stop again to try once more."
            ).format(left=len(report.left))
        return tr("New orders and amends are blocked; cancels work.")

    def _why(self, reason: str, message: str) -> str:
        if reason.startswith("denied."):
            return texts.sentence(self._language, reason)
        return message or texts.sentence(self._language, f"query.{reason}")

    def _ask(self) -> None:
        if self._release is not None:
            self._tasks.run(self._try(self._release))

    async def _try(self, release: Release) -> None:
        denied = await release(self.word.text())
        if denied is not None:
            self.open_orders.setText(texts.sentence(self._language, f"denied.{denied.code}"))
            self.open_orders.show()


def stop_button(pull: Callable[[], None]) -> QtWidgets.QPushButton:
    """Return the button of the top line that pulls HALT."""
    button = QtWidgets.QPushButton(tr("Emergency stop"))
    button.setProperty("role", "danger")
    button.setFixedHeight(24)
    button.setFocusPolicy(QtCore.Qt.FocusPolicy.NoFocus)
    button.clicked.connect(lambda _on=False: pull())
    return button
