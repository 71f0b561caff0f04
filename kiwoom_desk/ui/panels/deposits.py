"""Cash, what can be ordered at each margin, and what margins hold; refuses sums that nobody told."""

from __future__ import annotations

from PySide6 import QtCore, QtGui, QtWidgets

from kiwoom_desk.broker.gateway import Haste
from kiwoom_desk.catalogue.columns import Column as Described
from kiwoom_desk.domain.session import shift_trading_days, trading_day_on_or_before
from kiwoom_desk.market.deposits import (
    BY_CREDIT,
    BY_MARGIN,
    DEPOSIT,
    cash_lines,
    margin_lines,
    unsettled,
)
from kiwoom_desk.market.reply_figures import Figures
from kiwoom_desk.market.reply_tables import Single
from kiwoom_desk.ui.kit import text
from kiwoom_desk.ui.kit.language import mark, tr
from kiwoom_desk.ui.kit.text import PlainText
from kiwoom_desk.ui.panels.asked_foot import AskedFoot
from kiwoom_desk.ui.panels.deposit_columns import AMOUNT_COLUMNS, CASH_COLUMNS, MARGIN_COLUMNS
from kiwoom_desk.ui.panels.figure_table import FigureTable, Replies
from kiwoom_desk.ui.shell import theme
from kiwoom_desk.ui.shell.panel import Area, PanelContext, PanelSpec

TODAY, ASSETS, STATE = "kt00017", "kt00003", "kt00005"
COST, MARGINS, ACCOUNT = "kt00010", "kt00013", "ka00001"
_VENUE = {"dmst_stex_tp": "KRX"}
_SOON = 400
_SHARE, _LEAST, _BAR = 0.6, 120, 16


_PAGES = {"cash": 0, "margin": 1, "details": 2}
"""Places of the pages by the names they are found by."""


class Deposits(QtWidgets.QWidget):
    """Three pages: cash by day of settlement, orderable for the linked name, margins and loans."""

    def __init__(self, context: PanelContext) -> None:
        super().__init__()
        self._context = context
        self.debt = PlainText()
        self.assets = PlainText()
        self.cash = FigureTable(
            context,
            "cash",
            (DEPOSIT, ASSETS, ACCOUNT),
            CASH_COLUMNS,
            lambda replies: cash_lines(_of(replies, DEPOSIT)) if DEPOSIT in replies else (),
            title=tr("Deposits"),
            empty=tr("The broker tells no deposit."),
        )
        self.today = _singles(context, TODAY, tr("Today's state"))
        self.margin = _MarginPage(context)
        self.details = _singles(context, MARGINS, tr("Margin in detail"))
        self.state = _singles(context, STATE, tr("Cash and loans"))
        self.tabs = QtWidgets.QTabWidget()
        self.foot = AskedFoot(context, tr("Deposits and margins"))
        self._soon = QtCore.QTimer(self)
        self._soon.setSingleShot(True)
        self._soon.setInterval(_SOON)
        self._lay_out()
        self._connect()
        self._ask()

    def _lay_out(self) -> None:
        self.assets.setFont(theme.font(15, theme.Weight.DemiBold))
        head = QtWidgets.QHBoxLayout()
        head.setContentsMargins(8, 8, 8, 4)
        head.setSpacing(12)
        head.addWidget(self.assets)
        head.addStretch(1)
        head.addWidget(self.debt)
        cash = QtWidgets.QWidget()
        column = QtWidgets.QVBoxLayout(cash)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(head)
        column.addWidget(_Halves(self.cash, self.today), 1)
        self.tabs.setDocumentMode(True)
        self.tabs.addTab(cash, tr("Deposits"))
        self.tabs.addTab(self.margin, tr("Orderable", "margin page"))
        self.tabs.addTab(_Halves(self.details, self.state), tr("Margins and loans"))
        page = QtWidgets.QVBoxLayout(self)
        page.setContentsMargins(0, 0, 0, 0)
        page.setSpacing(0)
        page.addWidget(self.tabs, 1)
        page.addWidget(self.foot)

    def show_view(self, view: str) -> None:
        """Bring a page to the front: cash, margin or details."""
        self.tabs.setCurrentIndex(_PAGES[view])

    def _connect(self) -> None:
        account = self._context.desk.account
        # What a fill or an order changed is read anew once the account itself was.
        changed = account.changed.connect(lambda _none: self._soon.start())
        self.destroyed.connect(lambda _none=None: changed.close())
        self._soon.timeout.connect(self._renew)
        self.cash.came.connect(self._show_head)
        self.tabs.currentChanged.connect(lambda _place: self._follow())
        self._follow()

    def _ask(self) -> None:
        self.cash.ask({DEPOSIT: {"qry_tp": "3"}, ASSETS: {"qry_tp": "0"}, ACCOUNT: {}})
        self.today.ask({TODAY: {}})
        self.details.ask({MARGINS: {}})
        self.state.ask({STATE: _VENUE})

    def _follow(self) -> None:
        front: tuple[FigureTable, ...] = (
            (self.cash, self.today),
            (self.margin.table,),
            (self.details, self.state),
        )[self.tabs.currentIndex()]
        self.foot.follow(*front)

    def _renew(self) -> None:
        for table in (self.cash, self.today, self.details, self.state, self.margin.table):
            table.refresh(Haste.TIMED)

    def _show_head(self, replies: Replies) -> None:
        if ASSETS in replies:
            won = _of(replies, ASSETS).won("prsm_dpst_aset_amt")
            told = tr("Estimated assets {won} won").format(won=text.whole(won))
            account = _of(replies, ACCOUNT).text("acctNo") if ACCOUNT in replies else ""
            parts = ("" if won is None else told, account)
            self.assets.setText(" · ".join(part for part in parts if part))
        if DEPOSIT not in replies:
            return
        owed = unsettled(_of(replies, DEPOSIT))
        words = tr("Unsettled: {won} won") if owed else tr("Nothing is unsettled")
        self.debt.setText("" if owed is None else words.format(won=text.whole(owed)))
        self.debt.set_tone("attention" if owed else "quiet")
        text.set_tooltip(self.debt, self._days())

    def _days(self) -> str:
        desk = self._context.desk
        today = trading_day_on_or_before(desk.rules, desk.clock.market().date())
        days = [shift_trading_days(desk.rules, today, count) for count in (1, 2)]
        return f"D+1 {days[0]:%Y-%m-%d} · D+2 {days[1]:%Y-%m-%d}"


class _MarginPage(QtWidgets.QWidget):
    """What each margin allows for the linked name at a price, and what such an order costs."""

    def __init__(self, context: PanelContext) -> None:
        super().__init__()
        self._context = context
        self.name = PlainText()
        self.price = _number(tr("Price"))
        self.quantity = _number(tr("Quantity"))
        self.cost = PlainText(tone="quiet")
        self.table = FigureTable(
            context,
            "margins",
            (DEPOSIT, BY_MARGIN, BY_CREDIT, COST),
            MARGIN_COLUMNS,
            lambda replies: margin_lines({id_: Figures(one) for id_, one in replies.items()}),
            title=tr("Orderable by margin"),
            empty=tr("The broker tells no figure for this instrument."),
        )
        self._typing = QtCore.QTimer(self)
        self._typing.setSingleShot(True)
        self._typing.setInterval(_SOON)
        self._lay_out()
        self.table.came.connect(self._show_cost)
        self._typing.timeout.connect(self._ask)
        for box in (self.price, self.quantity):
            box.valueChanged.connect(lambda _value: self._typing.start())
        linked = context.link.changed.connect(lambda _code: self._take())
        self.destroyed.connect(lambda _none=None: linked.close())
        self._take()

    def _lay_out(self) -> None:
        self.cost.setWordWrap(True)
        self.name.setFont(theme.font(13, theme.Weight.DemiBold))
        self.quantity.setValue(1)
        head = QtWidgets.QHBoxLayout()
        head.setContentsMargins(8, 4, 8, 4)
        head.setSpacing(8)
        head.addWidget(self.name)
        for title, box in ((tr("Price"), self.price), (tr("Quantity"), self.quantity)):
            head.addWidget(PlainText(title, tone="quiet"))
            head.addWidget(box)
        head.addStretch(1)
        foot = QtWidgets.QHBoxLayout()
        foot.setContentsMargins(8, 4, 8, 4)
        foot.addWidget(self.cost)
        column = QtWidgets.QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(head)
        column.addWidget(self.table, 1)
        column.addLayout(foot)

    def showEvent(self, event: QtGui.QShowEvent) -> None:
        """Take the latest price where none was known before."""
        super().showEvent(event)
        if not self.price.value():
            self._take()

    def _take(self) -> None:
        code = self._context.link.instrument
        self.name.setText(self._context.desk.instruments.name(code) if code else "")
        quote = self._context.desk.state.quote(code) if code else None
        with QtCore.QSignalBlocker(self.price):
            self.price.setValue(quote.price if quote is not None else 0)
        self._ask()

    def _ask(self) -> None:
        code = self._context.link.instrument
        if not code:
            self.table.clear(tr("Choose an instrument."))
            return
        price, quantity = str(self.price.value()), str(self.quantity.value())
        name = {"stk_cd": code, "uv": price}
        cost = {
            "io_amt": "",
            "stk_cd": code,
            "trde_tp": "2",
            "trde_qty": quantity,
            "uv": price,
            "exp_buy_unp": price,
        }
        self.cost.setText("")
        self.table.ask({DEPOSIT: {"qry_tp": "3"}, BY_MARGIN: name, BY_CREDIT: name, COST: cost})

    def _show_cost(self, replies: Replies) -> None:
        parts = []
        if COST in replies:
            told = _of(replies, COST)
            words = tr("Buying {count} shares: {won} won with a fee of {fee}, left on D+1 {left}")
            parts.append(
                words.format(
                    count=text.whole(self.quantity.value()),
                    won=text.whole(told.won("pur_exct_amt")),
                    fee=text.whole(told.won("cmsn")),
                    left=text.whole(told.won("nxdy_wthd_alowa")),
                )
            )
        if BY_CREDIT in replies:
            words = tr("credit margin {rate}")
            parts.append(words.format(rate=_of(replies, BY_CREDIT).text("stk_assr_rt_nm")))
        self.cost.setText(" · ".join(parts))


def _of(replies: Replies, api_id: str) -> Figures:
    return Figures(replies[api_id])


def _says_something(single: Single) -> bool:
    return single.cell.unread or single.cell.value not in (None, "", 0)


def _singles(context: PanelContext, api_id: str, title: str) -> FigureTable:
    def made(replies: Replies) -> tuple[Single, ...]:
        return tuple(filter(_says_something, replies[api_id].singles))

    def key(single: Single) -> str:
        described: Described = single.column
        return described.key

    empty = tr("All of these figures are zero.")
    return FigureTable(
        context,
        api_id,
        (api_id,),
        AMOUNT_COLUMNS,
        made,
        title=title,
        empty=empty,
        key=key,
        # A name elides, an amount does not.
        stretch=0,
    )


class _Halves(QtWidgets.QSplitter):
    """Two lists beside each other; the first shows all its columns before the second has room."""

    def __init__(self, first: FigureTable, second: FigureTable) -> None:
        super().__init__(QtCore.Qt.Orientation.Horizontal)
        self._first, self._moved = first, False
        self.setChildrenCollapsible(False)
        self.addWidget(first)
        self.addWidget(second)
        self.splitterMoved.connect(self._take)

    def _take(self, _place: int, _handle: int) -> None:
        # Where a person put the handle is left alone.
        self._moved = True

    def resizeEvent(self, event: QtGui.QResizeEvent) -> None:
        """Share the room anew."""
        super().resizeEvent(event)
        if not self._moved:
            whole = self.width()
            needed = self._first.table.horizontalHeader().length() + _BAR
            first = max(int(whole * _SHARE), min(needed, whole - _LEAST))
            self.setSizes([first, whole - first])


def _number(name: str) -> QtWidgets.QSpinBox:
    box = QtWidgets.QSpinBox()
    box.setRange(0, 99_999_999)
    box.setGroupSeparatorShown(True)
    box.setKeyboardTracking(False)
    box.setAlignment(QtCore.Qt.AlignmentFlag.AlignRight)
    box.setAccessibleName(name)
    return box


PANEL = PanelSpec(
    id="deposits",
    title=mark("Deposits and margins"),
    make=Deposits,
    area=Area.CENTRE_BELOW,
    opens=False,
)
