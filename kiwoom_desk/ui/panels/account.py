"""Cash and worth of the account, with the time they were read at; refuses sums of its own making."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from decimal import Decimal

from PySide6 import QtCore, QtWidgets

from kiwoom_desk.base.workbooks import Sheet
from kiwoom_desk.broker.gateway import QueryError
from kiwoom_desk.domain.instrument import Market
from kiwoom_desk.orders.account import AccountBook
from kiwoom_desk.ui.kit import text
from kiwoom_desk.ui.kit.frame import Dirty
from kiwoom_desk.ui.kit.language import Phrase, mark, tr
from kiwoom_desk.ui.kit.rested import Rested
from kiwoom_desk.ui.kit.text import PlainText
from kiwoom_desk.ui.panels.age_mark import LinkMark, account_line
from kiwoom_desk.ui.panels.export_button import ExportButton
from kiwoom_desk.ui.panels.read_mark import ACCOUNT_APIS, ReadMark
from kiwoom_desk.ui.shell import theme
from kiwoom_desk.ui.shell.panel import Area, PanelContext, PanelSpec

_LINES: tuple[tuple[str, Phrase], ...] = (
    ("assets", mark("Estimated assets")),
    ("value", mark("Valuation")),
    ("profit", mark("Profit")),
    ("rate", mark("Return %")),
    ("today", mark("Profit today")),
    ("cash", mark("Deposit")),
    ("orderable", mark("Orderable")),
    ("withdrawable", mark("Withdrawable")),
    ("next_day", mark("Deposit D+1")),
    ("second_day", mark("Deposit D+2")),
    ("unsettled", mark("Unsettled")),
)
_TONED = frozenset({"profit", "rate"})


class Account(QtWidgets.QWidget):
    """Two columns: name of the figure, won."""

    def __init__(self, context: PanelContext) -> None:
        super().__init__()
        self._context = context
        self._status_of: datetime | None = None
        self.figures = {name: PlainText() for name, _title in _LINES}
        self._as_of = PlainText(tone="quiet")
        self._told: dict[str, int | Decimal] = {}
        self.export = ExportButton(context, tr("Account"), self.sheets)
        self.export.setEnabled(False)
        refresh = QtWidgets.QPushButton(tr("Read again"))
        refresh.clicked.connect(lambda _on=False: context.tasks.run(self._read()))
        grid = QtWidgets.QGridLayout()
        grid.setContentsMargins(12, 8, 12, 4)
        grid.setHorizontalSpacing(8)
        grid.setVerticalSpacing(4)
        for row, (name, title) in enumerate(_LINES):
            figure = self.figures[name]
            figure.setObjectName(name)
            figure.setAlignment(QtCore.Qt.AlignmentFlag.AlignRight)
            figure.setFont(theme.font(13, theme.Weight.DemiBold))
            grid.addWidget(PlainText(tr(title), tone="quiet"), row, 0)
            grid.addWidget(figure, row, 1)
        foot = QtWidgets.QHBoxLayout()
        foot.setContentsMargins(12, 0, 12, 8)
        self._as_of.setWordWrap(True)
        foot.addWidget(self._as_of, 1)
        foot.addWidget(self.export)
        foot.addWidget(refresh)
        column = QtWidgets.QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(LinkMark(context))
        column.addWidget(ReadMark(context, *ACCOUNT_APIS))
        column.addLayout(grid)
        column.addStretch(1)
        column.addLayout(foot)
        changed = context.desk.account.changed.connect(lambda _none: self.show_account())
        self.destroyed.connect(lambda _none=None: changed.close())
        self._worth = Rested(self, self._show_worth)
        context.frame.subscribe(self, self._frame)
        self.show_account()

    async def _read(self) -> None:
        await self._context.desk.account.refresh()

    async def _read_status(self) -> None:
        # The broker's own figure of the day (kt00004), read along with every reading of the cash.
        try:
            status = await self._context.desk.gateway.account_status()
        except QueryError:
            self._told.pop("today", None)
            self.figures["today"].setText("–")
            return
        today = status.profit_today
        self._put("today", today, text.signed)
        self.figures["today"].set_tone("up" if today > 0 else "down" if today < 0 else "")

    def show_account(self) -> None:
        """Show what was read last, holdings at their latest price."""
        account = self._context.desk.account
        deposit = account.deposit
        if deposit is not None:
            for name in ("cash", "withdrawable", "next_day", "second_day", "unsettled"):
                self._put(name, getattr(deposit, name), text.whole)
            self._put("orderable", account.orderable, text.whole)
        self._show_worth()
        if account.deposit_at != self._status_of:
            self._status_of = account.deposit_at
            self._context.tasks.run(self._read_status())
        read = [one for one in (account.balance_at, account.deposit_at) if one is not None]
        oldest = min(read) if len(read) == 2 else None
        language = self._context.desk.settings.language
        self._as_of.setText(account_line(account, oldest, language))
        self._as_of.set_tone("attention" if account.failed else "quiet")

    def _show_worth(self) -> None:
        desk = self._context.desk
        account = desk.account
        if account.balance is None or account.deposit is None:
            return
        value = profit = cost = 0
        for holding in account.positions:
            quote, instrument = desk.state.quote(holding.code), desk.instruments.get(holding.code)
            price = quote.price if quote and quote.price else holding.price
            market = instrument.market if instrument else Market.KOSPI
            live = account.value(holding, price, market)
            value, profit, cost = value + live.value, profit + live.profit, cost + holding.cost
        rate = profit * 10_000 // cost if cost else 0
        if _of_one_reading(account):
            # The broker takes loans off; only the prices have moved since.
            assets = account.balance.assets + value - account.balance.value
            self._put("assets", assets, text.whole)
        self._put("value", value, text.whole)
        self._put("profit", profit, text.signed)
        self._put("rate", rate, text.rate)
        for name in _TONED:
            self.figures[name].set_tone("up" if profit > 0 else "down" if profit < 0 else "")

    def _put(self, name: str, number: int | None, form: Callable[[int | None], str]) -> None:
        self.figures[name].setText(form(number))
        if number is not None:
            # A rate comes in hundredths of a percent.
            self._told[name] = Decimal(number) / 100 if name == "rate" else number
        self.export.setEnabled(bool(self._told))

    def sheets(self) -> list[Sheet]:
        """Return the figures that are known, one a line, in won but for the rate."""
        lines = [(tr(title), self._told[name]) for name, title in _LINES if name in self._told]
        return [Sheet(tr("Account"), (tr("Field"), tr("Value")), lines)] if lines else []

    def _frame(self, dirty: Dirty) -> None:
        if any(holding.code in dirty for holding in self._context.desk.account.positions):
            self._worth.wish()


def _of_one_reading(account: AccountBook) -> bool:
    # A fill moves the holdings at once and the deposit when it is read: their sum is wrong between.
    balance, deposit = account.balance_at, account.deposit_at
    return balance is not None and deposit is not None and deposit >= balance


PANEL = PanelSpec(
    id="account", title=mark("Account"), make=Account, area=Area.RIGHT_BELOW, linked=False
)
