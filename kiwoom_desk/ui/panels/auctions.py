"""Auctions and after-hours trade: one name's book and totals, and what moves; refuses to send orders."""

from __future__ import annotations

import msgspec
from PySide6 import QtCore, QtGui, QtWidgets

from kiwoom_desk.broker.gateway import Haste, Pushed
from kiwoom_desk.catalogue.columns import columns
from kiwoom_desk.catalogue.load import catalogue
from kiwoom_desk.domain.instrument import parse_code
from kiwoom_desk.market.asked_rows import AskedRow, AskedSpec
from kiwoom_desk.market.feed import Lease, Rank, Want, Watch
from kiwoom_desk.market.reply_tables import ReplyTables, Single, row_cells
from kiwoom_desk.market.single_price import (
    SinglePrice,
    instead_of_single_prices,
    single_price,
)
from kiwoom_desk.ui.kit.columns import Column, Kind, Tone, by_sign
from kiwoom_desk.ui.kit.figure_sheet import FigureSheet
from kiwoom_desk.ui.kit.frame import Dirty
from kiwoom_desk.ui.kit.language import mark, tr
from kiwoom_desk.ui.kit.states import State
from kiwoom_desk.ui.kit.table import Table
from kiwoom_desk.ui.kit.tasks import closing
from kiwoom_desk.ui.kit.text import ElidedText
from kiwoom_desk.ui.panels.asked_columns import fitted
from kiwoom_desk.ui.panels.asked_foot import AskedFoot
from kiwoom_desk.ui.panels.asked_list import AskedList
from kiwoom_desk.ui.panels.asker import Asker
from kiwoom_desk.ui.panels.auction_figures import auction_group, closing_group, single_group
from kiwoom_desk.ui.panels.auction_levels import LEVELS
from kiwoom_desk.ui.shell import theme
from kiwoom_desk.ui.shell.panel import Area, PanelContext, PanelSpec

BOOK, TOTALS = "ka10087", "0E"
_EVERY = 10_000
_PAINT_EVERY = 250
_MOST_EXPECTED = 20
_ABOVE = 150
_SMALLEST = QtCore.QSize(280, 220)
_RANKED = {
    "mrkt_tp": "000",
    "stk_cnd": "0",
    "trde_qty_cnd": "0",
    "crd_cnd": "0",
}
EXPECTED = AskedSpec(
    id="auction-expected",
    api_id="ka10029",
    shown=("stk_nm", "exp_cntr_pric", "flu_rt", "exp_cntr_qty", "sel_req", "buy_req"),
    keys=("stk_cd",),
    code="stk_cd",
)
EVENING = AskedSpec(
    id="auction-evening",
    api_id="ka10098",
    shown=(
        "stk_nm",
        "cur_prc",
        "flu_rt",
        "acc_trde_qty",
        "tdy_close_pric",
        "sel_tot_req",
        "buy_tot_req",
    ),
    keys=("stk_cd",),
    code="stk_cd",
)
_TITLES = {
    "exp_cntr_pric": mark("Expected price"),
    "exp_cntr_qty": mark("Expected size"),
    "sel_req": mark("Asks"),
    "buy_req": mark("Bids"),
    "sel_tot_req": mark("All asks"),
    "buy_tot_req": mark("All bids"),
    "tdy_close_pric": mark("Close", "price"),
}
_SORTS = {
    EXPECTED.id: {
        "1": mark("Rising"),
        "4": mark("Falling"),
        "6": mark("By size"),
        "7": mark("At the upper limit"),
        "8": mark("At the lower limit"),
    },
    EVENING.id: {
        "1": mark("Rising"),
        "3": mark("Falling"),
        "2": mark("Up in won"),
        "4": mark("Down in won"),
    },
}
_SORT_KEYS = {EXPECTED.id: "sort_tp", EVENING.id: "sort_base"}


class AuctionChoice(msgspec.Struct, frozen=True):
    """The list in front and its order; kept with the layout."""

    tab: int = 0
    sorts: dict[str, str] = {}


class Auctions(QtWidgets.QWidget):
    """Figures and levels of the linked name above, two lists of names below."""

    def __init__(self, context: PanelContext) -> None:
        super().__init__()
        self._context, self._code = context, ""
        self._choice = context.memory.read(AuctionChoice) or AuctionChoice()
        self._book: SinglePrice | None = None
        self._totals: dict[str, Single] = {}
        self._leases: tuple[Lease | Watch, ...] = ()
        self._expected: dict[str, Lease] = {}
        self.name = ElidedText()
        self.figures = FigureSheet()
        self.levels = Table(fitted(LEVELS), key=lambda row: row.key)
        self.ended = _ended(context)
        """Why there are no single prices on this day, "" where there are."""
        self.book = Asker(self, context, BOOK)
        self.tabs = QtWidgets.QTabWidget()
        self.sort = QtWidgets.QComboBox()
        self.lists = (
            AskedList(
                context,
                EXPECTED,
                title=tr("Expected prices"),
                empty=tr("No auction has an expected price now."),
                extra=(self._live_column(),),
                titles=_TITLES,
            ),
            AskedList(
                context,
                EVENING,
                title=tr("After-hours single price", "book"),
                empty=tr("No name was traded at a single price yet."),
                extra=(_against_close(),),
                titles=_TITLES,
            ),
        )
        self.foot = AskedFoot(context, tr("Auctions and after hours"))
        self._paint = QtCore.QTimer(self)
        self._paint.setSingleShot(True)
        self._paint.setInterval(_PAINT_EVERY)
        self._paint.timeout.connect(self._show)
        self._prepare()
        self._lay_out()
        self._connect()
        self._tab_chosen(self.tabs.currentIndex())
        if context.link.instrument:
            self.show_instrument(context.link.instrument)
        else:
            self.levels.state.show_state(State.EMPTY, tr("Choose a name to see its auctions."))

    def _live_column(self) -> Column:
        return Column(
            id="live",
            title=mark("Expected now"),
            value=self._expected_price,
            kind=Kind.PRICE,
            tone=lambda _row: Tone.ATTENTION,
            width=88,
        )

    def _prepare(self) -> None:
        self.name.setFont(theme.font(13, theme.Weight.DemiBold))
        self.figures.setAccessibleName(tr("Auctions and after hours"))
        self.levels.set_accessible(tr("After-hours single price", "book"))
        self.sort.setAccessibleName(tr("Order of the list"))
        self.book.set_interval(_EVERY)
        self.tabs.setDocumentMode(True)
        for one in self.lists:
            one.asker.set_interval(_EVERY)
            self.tabs.addTab(one, one.title)
        place = self._choice.tab
        self.tabs.setCurrentIndex(place if 0 <= place < len(self.lists) else 0)
        self.tabs.setCornerWidget(self.sort)

    def _lay_out(self) -> None:
        above = QtWidgets.QSplitter(QtCore.Qt.Orientation.Horizontal)
        above.setChildrenCollapsible(False)
        above.addWidget(self.figures)
        above.addWidget(self.levels)
        above.setStretchFactor(0, 3)
        above.setStretchFactor(1, 4)
        self.levels.setVisible(not self.ended)
        halves = QtWidgets.QSplitter(QtCore.Qt.Orientation.Vertical)
        halves.setChildrenCollapsible(False)
        halves.addWidget(above)
        halves.addWidget(self.tabs)
        halves.setSizes([_ABOVE, 2 * _ABOVE])
        head = QtWidgets.QHBoxLayout()
        head.setContentsMargins(8, 4, 8, 4)
        head.addWidget(self.name)
        column = QtWidgets.QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(head)
        column.addWidget(halves, 1)
        column.addWidget(self.foot)

    def _connect(self) -> None:
        context = self._context
        self.book.answered.connect(self._answered)
        self.book.failed.connect(self._fail)
        self.book.waits.connect(self.levels.state.tell)
        self.tabs.currentChanged.connect(self._tab_chosen)
        self.sort.currentIndexChanged.connect(lambda _place: self._sort_chosen())
        self.lists[0].shown.connect(self._hold_expected)
        link = context.link.changed.connect(self.show_instrument)
        known = context.desk.instruments.loaded.connect(lambda _none: self._show_name())
        pushed = context.desk.gateway.watch(TOTALS, self._pushed)
        context.frame.subscribe(self, self._frame)
        self.destroyed.connect(closing(link.close, known.close, pushed.close, self._release))

    def minimumSizeHint(self) -> QtCore.QSize:
        """Return little: a wide list in a tab may not push its neighbours away."""
        return _SMALLEST

    def hideEvent(self, event: QtGui.QHideEvent) -> None:
        """Stream no expected price that nobody sees."""
        super().hideEvent(event)
        self._drop_expected()

    def show_instrument(self, code: str) -> None:
        """Show another name."""
        before = self._leases
        feed = self._context.desk.feed
        self._code, self._book, self._totals = code, None, {}
        self._leases = (
            feed.acquire(code, Want.QUOTE, Rank.LINKED),
            feed.acquire(code, Want.EXPECTED, Rank.LINKED),
            feed.watch(code, TOTALS, Rank.LINKED),
        )
        for lease in before:
            lease.close()
        self._show_name()
        self.levels.set_rows(())
        self.levels.state.clear()
        self.levels.state.show_loading(tr("Reading the order book…"))
        self._show()
        self.book.put({"stk_cd": code}, Haste.CLICKED)

    def _show_name(self) -> None:
        self.name.set_text(self._context.desk.instruments.title(self._code))

    def _answered(self, reply: ReplyTables) -> None:
        self._book = single_price(reply)
        self.levels.set_rows(self._book.levels)
        if self._book.levels:
            self.levels.state.clear()
        else:
            told = tr("Nobody stands in the after-hours book of this name.")
            self.levels.state.show_state(State.EMPTY, told)
        self._show()

    def _fail(self, sentence: str) -> None:
        if self._book is None:
            again = self.book.refresh
            self.levels.state.show_state(State.FAILED, sentence, tr("Try again"), again)

    def _show(self) -> None:
        state = self._context.desk.state
        expected, quote = state.expected(self._code), state.quote(self._code)
        groups = (auction_group(expected, quote), closing_group(self._book, self._totals))
        self.figures.show_groups(groups if self.ended else (*groups, single_group(self._book)))

    def _pushed(self, push: Pushed) -> None:
        if parse_code(push.item).code == self._code:
            described = columns(catalogue().types[TOTALS].fields)
            cells = zip(described, row_cells(described, push.row), strict=True)
            self._totals = {column.key: Single(column, cell) for column, cell in cells}
            self._paint_soon()

    def _frame(self, dirty: Dirty) -> None:
        if self._code and self._code in dirty:
            self._paint_soon()
        if any(code in dirty for code in self._expected):
            self.lists[0].table.viewport().update()

    def _paint_soon(self) -> None:
        if self.isVisible() and not self._paint.isActive():
            self._paint.start()

    def _expected_price(self, row: AskedRow) -> int:
        expected = self._context.desk.state.expected(row.code)
        return expected.price if expected is not None else 0

    def _hold_expected(self, rows: tuple[AskedRow, ...]) -> None:
        wanted = [row.code for row in rows[:_MOST_EXPECTED] if row.code]
        for code in [code for code in self._expected if code not in wanted]:
            self._expected.pop(code).close()
        for code in wanted:
            if code not in self._expected:
                feed = self._context.desk.feed
                self._expected[code] = feed.acquire(code, Want.EXPECTED, Rank.VISIBLE)

    def _tab_chosen(self, place: int) -> None:
        shown = self.lists[place]
        sorts = _SORTS[shown.spec.id]
        with QtCore.QSignalBlocker(self.sort):
            self.sort.clear()
            for code, title in sorts.items():
                self.sort.addItem(tr(title), code)
            kept = self.sort.findData(self._choice.sorts.get(shown.spec.id, ""))
            self.sort.setCurrentIndex(max(kept, 0))
        self.foot.follow(shown)
        self._keep()
        self._ask(shown)

    def _sort_chosen(self) -> None:
        shown = self.lists[self.tabs.currentIndex()]
        self._keep()
        self._ask(shown)

    def _ask(self, shown: AskedList) -> None:
        self.sort.setEnabled(not (self.ended and shown.spec is EVENING))
        if not self.sort.isEnabled():
            shown.clear(self.ended)
            return
        values = _RANKED | {_SORT_KEYS[shown.spec.id]: self.sort.currentData()}
        if shown.spec is EXPECTED:
            values |= {"pric_cnd": "0", "stex_tp": "1"}
        else:
            values |= {"trde_prica": "0"}
        shown.ask(values)

    def _keep(self) -> None:
        place = self.tabs.currentIndex()
        sorts = dict(self._choice.sorts) | {self.lists[place].spec.id: self.sort.currentData()}
        self._choice = AuctionChoice(place, sorts)
        self._context.memory.write(self._choice)

    def _drop_expected(self) -> None:
        for lease in self._expected.values():
            lease.close()
        self._expected.clear()

    def _release(self) -> None:
        self._drop_expected()
        for lease in self._leases:
            lease.close()
        self._leases = ()


def _ended(context: PanelContext) -> str:
    desk = context.desk
    after = instead_of_single_prices(desk.rules, desk.clock.market().date())
    if after is None:
        return ""
    words = tr("No single prices since {day}: the KRX after-market trades from {start} to {end}.")
    return words.format(day=after.valid_from.isoformat(), start=after.start, end=after.end)


def _against_close() -> Column:
    def gap(row: AskedRow) -> int | None:
        price, close = row.number("cur_prc"), row.number("tdy_close_pric")
        return int(price - close) if price and close else None

    return Column(
        id="gap",
        title=mark("Against the close"),
        value=gap,
        kind=Kind.CHANGE,
        tone=by_sign(gap),
        width=84,
    )


PANEL = PanelSpec(
    id="auctions",
    title=mark("Auctions and after hours"),
    make=Auctions,
    area=Area.CENTRE_BELOW,
    opens=False,
)
