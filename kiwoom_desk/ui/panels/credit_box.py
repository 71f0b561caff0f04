"""Cash or credit of a ticket, the loan a sale pays back, and what a loan allows; refuses to guess a loan."""

from __future__ import annotations

from PySide6 import QtCore, QtWidgets

from kiwoom_desk.base.signals import Signal
from kiwoom_desk.domain.order import Credit, CreditDeal, Side
from kiwoom_desk.domain.position import Holding
from kiwoom_desk.market.deposits import BY_CREDIT, lendable
from kiwoom_desk.market.reply_figures import Figures
from kiwoom_desk.market.reply_tables import ReplyTables
from kiwoom_desk.ui.kit.language import tr
from kiwoom_desk.ui.kit.text import PlainText, signed
from kiwoom_desk.ui.panels.asker import Asker
from kiwoom_desk.ui.shell.panel import PanelContext, TicketRequest

ALLOWED = "kt20017"
_SOON = 400
# The broker documents no words for its answer; any other one leaves it open.
_LENT = {"Y": True, "가능": True, "N": False, "불가": False}


class CreditBox(QtWidgets.QWidget):
    """A choice of cash or credit; on credit a list of loans for a sale, a line of words for a buy.

    `changed` comes when a person chose otherwise. `lent` and `lendable` are None until told.
    """

    def __init__(self, context: PanelContext) -> None:
        super().__init__()
        self._context = context
        self._code, self._side, self._price = "", Side.BUY, 0
        self.lent: bool | None = None
        self.lendable: int | None = None
        self.changed: Signal[None] = Signal()
        self.kind = QtWidgets.QComboBox()
        self.loan = QtWidgets.QComboBox()
        self.told = PlainText(tone="quiet")
        self._allowed = Asker(self, context, ALLOWED)
        self._margin = Asker(self, context, BY_CREDIT)
        self._soon = QtCore.QTimer(self)
        self._soon.setSingleShot(True)
        self._soon.setInterval(_SOON)
        self._prepare()
        account = context.desk.account.changed.connect(lambda _none: self._offer())
        self.destroyed.connect(lambda _none=None: account.close())

    def _prepare(self) -> None:
        for title, credit in ((tr("Cash", "order"), False), (tr("Credit", "order"), True)):
            self.kind.addItem(title, credit)
        self.kind.setAccessibleName(tr("Cash or credit"))
        self.kind.setObjectName("credit.kind")
        self.loan.setAccessibleName(tr("Loan to pay back"))
        self.loan.setObjectName("credit.loan")
        row = QtWidgets.QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        row.addWidget(self.kind)
        row.addWidget(self.loan, 1)
        row.addWidget(self.told, 1)
        self.kind.currentIndexChanged.connect(lambda _place: self._kind_chosen())
        self.loan.currentIndexChanged.connect(lambda _place: self._show())
        self._allowed.answered.connect(self._take_allowed)
        self._margin.answered.connect(self._take_margin)
        for asker in (self._allowed, self._margin):
            asker.failed.connect(self._say)
            asker.waits.connect(self._say)
        self._soon.timeout.connect(self._ask)
        self._offer()

    @property
    def on_credit(self) -> bool:
        """Tell whether credit is chosen."""
        return bool(self.kind.currentData())

    @property
    def credit(self) -> Credit | None:
        """Return what is chosen, None for cash; a sale without a loan names none."""
        if not self.on_credit:
            return None
        if self._side is Side.BUY:
            return Credit()
        chosen = self.loan.currentData()
        return chosen if isinstance(chosen, Credit) else Credit()

    def show_name(self, code: str) -> None:
        """Take another name: it starts in cash, so that no loan is taken up by habit."""
        self._code = code
        self.kind.setCurrentIndex(0)
        self._offer()

    def show_side(self, side: Side) -> None:
        """Take the side: a buy takes a loan up, a sale pays one back."""
        self._side = side
        self._offer()
        self._ask()

    def show_price(self, price: int) -> None:
        """Take the price that a loan is reckoned at, in won."""
        if price != self._price:
            self._price = price
            self._soon.start()

    def take(self, request: TicketRequest) -> None:
        """Choose what a click elsewhere asked for; most clicks ask for neither."""
        if request.in_cash or request.credit is not None:
            self.kind.setCurrentIndex(self.kind.findData(request.credit is not None))
        for place in range(self.loan.count()):
            if request.credit is not None and self.loan.itemData(place) == request.credit:
                self.loan.setCurrentIndex(place)

    def _kind_chosen(self) -> None:
        self._offer()
        self._ask()

    def _offer(self) -> None:
        chosen, loans = self.loan.currentData(), self._context.desk.account.loans(self._code)
        with QtCore.QSignalBlocker(self.loan):
            self.loan.clear()
            for held in loans:
                self.loan.addItem(_loan_text(held), Credit(loan_date=held.loan_date))
            if len(loans) > 1:
                count = sum(held.sellable for held in loans)
                told = tr("All loans · {count} shares").format(count=f"{count:,}")
                self.loan.addItem(told, Credit(CreditDeal.ALL))
            places = range(self.loan.count())
            kept = next((n for n in places if self.loan.itemData(n) == chosen), 0)
            self.loan.setCurrentIndex(kept if self.loan.count() else -1)
        self._show()

    def _show(self) -> None:
        selling = self.on_credit and self._side is Side.SELL
        self.loan.setVisible(selling and self.loan.count() > 0)
        self.told.setVisible(not self.loan.isVisibleTo(self))
        self.told.setText(self._words())
        warned = self.on_credit and (self.lent is False or (selling and not self.loan.count()))
        self.told.set_tone("attention" if warned else "quiet")
        self.changed.emit(None)

    def _words(self) -> str:
        if not self.on_credit:
            return ""
        if self._side is Side.SELL:
            return tr("No loan of this instrument")
        if self.lent is False:
            return tr("No credit for this instrument")
        if self.lendable is None:
            return ""
        return tr("A loan allows {count} shares").format(count=f"{self.lendable:,}")

    def _ask(self) -> None:
        self.lent = self.lendable = None
        self._allowed.drop()
        self._margin.drop()
        if self.on_credit and self._side is Side.BUY and self._code:
            self._allowed.put({"stk_cd": self._code})
            if self._price:
                self._margin.put({"stk_cd": self._code, "uv": str(self._price)})
        self._show()

    def _take_allowed(self, reply: ReplyTables) -> None:
        self.lent = _LENT.get(Figures(reply).text("crd_alow_yn").strip().upper())
        self._show()

    def _take_margin(self, reply: ReplyTables) -> None:
        self.lendable = lendable(Figures(reply))
        self._show()

    def _say(self, sentence: str) -> None:
        self.told.setText(sentence)


def _loan_text(held: Holding) -> str:
    day = held.loan_date
    dashed = f"{day[:4]}-{day[4:6]}-{day[6:]}" if len(day) == 8 else day
    shares = tr("{count} shares").format(count=f"{held.sellable:,}")
    return f"{dashed} · {shares} · {signed(held.profit)}"
