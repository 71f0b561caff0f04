"""Gold spot: price, prints, days, bars, investors, the account for gold and its ticket; refuses to order."""

from __future__ import annotations

from decimal import Decimal

import msgspec
from PySide6 import QtCore, QtWidgets

from kiwoom_desk.catalogue.load import catalogue
from kiwoom_desk.domain.bar import Unit
from kiwoom_desk.market.views import Derived, Figures, Follow, Sieve, ViewSpec
from kiwoom_desk.ui.kit.labels import label
from kiwoom_desk.ui.kit.language import mark, tr
from kiwoom_desk.ui.panels.gold_account import ACCOUNT_VIEWS
from kiwoom_desk.ui.panels.gold_head import GoldHead
from kiwoom_desk.ui.panels.gold_ticket import GoldTicket
from kiwoom_desk.ui.panels.view_board import NARROW, ViewBoard
from kiwoom_desk.ui.shell.panel import Area, PanelContext, PanelSpec

_PRICE, _BARS, _TRENDS = mark("Price", "gold"), mark("Chart", "gold"), mark("Trends", "gold")
_CODE, _LARGE = "stk_cd", 100
_BAR = ("open_pric", "high_pric", "low_pric")
_DAY_BARS = ("dt", *_BAR, "cur_prc", "acc_trde_qty", "acc_trde_prica")
_PRINT_HEADS = {
    "cntr_trde_qty": mark("Grams"),
    "trde_qty": mark("Sum", "grams"),
    "cntr_str": mark("Strength %"),
    "pri_sel_bid_unit": mark("Best ask"),
    "pri_buy_bid_unit": mark("Best bid"),
}
_CLOSE = {"cur_prc": mark("Close", "gold")}
_INVESTOR_HEADS = {
    "stk_nm": mark("Investor", "gold"),
    "all_dfrt_trst_netprps_amt": mark("Net bought 100 mn"),
    "netprps_amt_irds": mark("Against the day before 100 mn"),
    "acc_netprps_amt": mark("Of the month 100 mn"),
    "all_dfrt_trst_netprps_qty": mark("Net bought thousands"),
    "all_dfrt_trst_buy_amt": mark("Bought 100 mn"),
    "all_dfrt_trst_sell_amt": mark("Sold 100 mn"),
    "buy_uv": mark("Bought at", "gold"),
    "sell_uv": mark("Sold at", "gold"),
}
_DAY_HEADS = _CLOSE | {
    "ind_netprps": mark("Individuals thousands"),
    "for_netprps": mark("Foreigners thousands"),
    "orgn_netprps": mark("Institutions thousands"),
    "trde_qty": mark("Volume thousands"),
    "acc_trde_prica": mark("Value mn", "gold"),
}
_EXPECTED_HEADS = {
    "exp_tm": mark("Time"),
    "exp_cntr_pric": mark("Expected price"),
    "exp_pred_pre": mark("Change"),
    "exp_flu_rt": mark("Rate %"),
    "exp_cntr_trde_qty": mark("Grams"),
    "exp_acc_trde_qty": mark("Sum", "grams"),
}


def spread(row: Figures) -> Decimal | None:
    """Return how many won the best ask stands above the best bid, None where one is not told."""
    ask, bid = _number(row, "pri_sel_bid_unit"), _number(row, "pri_buy_bid_unit")
    return ask - bid if ask and bid else None


def _number(row: Figures, key: str) -> Decimal | None:
    found = row.get(key)
    return Decimal(found) if isinstance(found, int | Decimal) else None


def _large(row: Figures) -> bool:
    grams = _number(row, "cntr_trde_qty")
    return grams is not None and abs(grams) >= _LARGE


def _net_buyer(row: Figures) -> bool:
    return (_number(row, "all_dfrt_trst_netprps_amt") or 0) > 0


def _net_seller(row: Figures) -> bool:
    return (_number(row, "all_dfrt_trst_netprps_amt") or 0) < 0


_LARGE_PRINTS = Sieve(title=mark("Prints of 100 g and more"), keeps=_large)
_NOW = (
    ViewSpec(
        id="gold-prints",
        api_id="ka50010",
        title=mark("Prints", "gold"),
        group=_PRICE,
        shown=(
            *("tm", "cntr_pric", "pred_pre", "flu_rt", "cntr_trde_qty", "pri_sel_bid_unit"),
            *("pri_buy_bid_unit", "trde_qty", "cntr_str"),
        ),
        curves=("cntr_pric",),
        price="cntr_str",
        across="tm",
        sieves=(_LARGE_PRINTS,),
        follow=Follow(
            type="0B",
            at="trde_qty",
            cells={
                "tm": "20",
                "cntr_pric": "10",
                "pred_pre": "11",
                "flu_rt": "12",
                "pre_sig": "25",
                "cntr_trde_qty": "15",
                "trde_qty": "13",
                "pri_sel_bid_unit": "27",
                "pri_buy_bid_unit": "28",
                "cntr_str": "228",
            },
        ),
        heads=_PRINT_HEADS,
    ),
    ViewSpec(
        id="gold-quotes",
        api_id="ka50101",
        title=mark("Best quotes", "gold"),
        group=_PRICE,
        filters=("tic_scope",),
        shown=(
            *("tm", "pri_sel_bid_unit", "pri_buy_bid_unit", "spread", "cntr_pric", "pred_pre"),
            *("cntr_trde_qty", "trde_qty", "acc_trde_prica", "cntr_str"),
        ),
        derived=(Derived(key="spread", label="호가 차이", of=spread, unit="원", signed=False),),
        sieves=(_LARGE_PRINTS,),
        curves=("pri_sel_bid_unit", "pri_buy_bid_unit"),
        price="cntr_str",
        across="tm",
        heads=_PRINT_HEADS,
    ),
    ViewSpec(
        id="gold-now",
        api_id="ka50100",
        title=mark("Figures of today", "gold"),
        group=_PRICE,
        follow=Follow(
            type="0B",
            cells={
                "pred_pre_sig": "25",
                "pred_pre": "11",
                "flu_rt": "12",
                "trde_qty": "13",
                "open_pric": "16",
                "high_pric": "17",
                "low_pric": "18",
            },
            lines=("10",),
        ),
    ),
    ViewSpec(
        id="gold-expected",
        api_id="ka50087",
        title=mark("Expected prices", "gold"),
        group=_PRICE,
        shown=(
            *("exp_tm", "exp_cntr_pric", "exp_pred_pre", "exp_flu_rt", "exp_cntr_trde_qty"),
            "exp_acc_trde_qty",
        ),
        curves=("exp_cntr_pric",),
        price="exp_acc_trde_qty",
        across="exp_tm",
        heads=_EXPECTED_HEADS,
    ),
)
_CHARTS = (
    ViewSpec(
        id="gold-minutes-today",
        api_id="ka50092",
        title=mark("Minutes of today"),
        group=_BARS,
        filters=("tic_scope",),
        shown=("cntr_tm", *_BAR, "cntr_pric", "pred_pre", "trde_qty", "acc_trde_qty"),
        candles=Unit.MINUTE,
        across="cntr_tm",
    ),
    ViewSpec(
        id="gold-ticks-today",
        api_id="ka50091",
        title=mark("Ticks of today"),
        group=_BARS,
        filters=("tic_scope",),
        shown=("cntr_tm", *_BAR, "cntr_pric", "pred_pre", "trde_qty"),
        candles=Unit.TICK,
        across="cntr_tm",
    ),
    ViewSpec(
        id="gold-minutes",
        api_id="ka50080",
        title=mark("Minutes", "gold"),
        group=_BARS,
        values={"tic_scope": "5"},
        filters=("tic_scope", "upd_stkpc_tp"),
        shown=("cntr_tm", *_BAR, "cur_prc", "pred_pre", "trde_qty", "acc_trde_qty"),
        candles=Unit.MINUTE,
        across="cntr_tm",
        heads=_CLOSE,
    ),
    ViewSpec(
        id="gold-ticks",
        api_id="ka50079",
        title=mark("Ticks", "gold"),
        group=_BARS,
        values={"tic_scope": "10"},
        filters=("tic_scope", "upd_stkpc_tp"),
        shown=("cntr_tm", *_BAR, "cur_prc", "pred_pre", "trde_qty"),
        candles=Unit.TICK,
        across="cntr_tm",
        heads=_CLOSE,
    ),
    ViewSpec(
        id="gold-day-bars",
        api_id="ka50081",
        title=mark("Days", "gold"),
        group=_BARS,
        filters=("upd_stkpc_tp",),
        shown=_DAY_BARS,
        candles=Unit.DAY,
        across="dt",
        heads=_CLOSE,
    ),
    ViewSpec(
        id="gold-week-bars",
        api_id="ka50082",
        title=mark("Weeks", "gold"),
        group=_BARS,
        filters=("upd_stkpc_tp",),
        shown=_DAY_BARS,
        candles=Unit.WEEK,
        across="dt",
        heads=_CLOSE,
    ),
    ViewSpec(
        id="gold-month-bars",
        api_id="ka50083",
        title=mark("Months", "gold"),
        group=_BARS,
        filters=("upd_stkpc_tp",),
        shown=_DAY_BARS,
        candles=Unit.MONTH,
        across="dt",
        heads=_CLOSE,
    ),
)
_TRADERS = (
    ViewSpec(
        id="gold-investors",
        api_id="ka52301",
        title=mark("Investors of all gold"),
        group=_TRENDS,
        shown=(
            *("stk_nm", "all_dfrt_trst_netprps_amt", "netprps_amt_irds", "acc_netprps_amt"),
            *("all_dfrt_trst_netprps_qty", "all_dfrt_trst_buy_amt", "all_dfrt_trst_sell_amt"),
            *("buy_uv", "sell_uv"),
        ),
        code="",
        across="stk_nm",
        heads=_INVESTOR_HEADS,
        sieves=(
            Sieve(title=mark("Net buyers"), keeps=_net_buyer),
            Sieve(title=mark("Net sellers"), keeps=_net_seller),
        ),
    ),
    ViewSpec(
        id="gold-days",
        api_id="ka50012",
        title=mark("Days and who bought"),
        group=_TRENDS,
        shown=(
            *("dt", "cur_prc", "pred_pre", "flu_rt", "ind_netprps", "for_netprps"),
            *("orgn_netprps", "trde_qty", "acc_trde_prica"),
        ),
        curves=("ind_netprps", "for_netprps", "orgn_netprps"),
        sums=True,
        price="cur_prc",
        across="dt",
        heads=_DAY_HEADS,
    ),
)
VIEWS = (*_NOW, *_CHARTS, *_TRADERS, *ACCOUNT_VIEWS)


_LEAST_VIEWS, _NO_BOUND = 320, 16_777_215


class GoldChoice(msgspec.Struct, frozen=True):
    """The gold looked at last, and whether its ticket is shown; kept with the layout."""

    code: str = ""
    ticket: bool = True


class GoldBoard(ViewBoard):
    """The views of gold below its price, a ticket beside them.

    The gold chosen stands in every view, in the ticket and in the link.
    """

    def __init__(self, context: PanelContext) -> None:
        super().__init__(context, VIEWS)
        offered = _offered()
        self._kept = context.memory.read(GoldChoice) or GoldChoice()
        self._pressed = False
        wanted = (context.link.instrument, self._kept.code)
        code = next((one for one in wanted if one in offered), next(iter(offered)))
        self.head = GoldHead(context, offered, code)
        self.order_button = QtWidgets.QPushButton(tr("Order gold"))
        self._shared.put(_CODE, code)

    def complete(self) -> None:
        """Add head and ticket to the view that was looked at last."""
        super().complete()
        context = self._context
        self.ticket = GoldTicket(context, self.head.code)
        self._add_parts()
        self.head.chosen.connect(self._take)
        linked = context.link.changed.connect(self.head.look_at)
        self.destroyed.connect(lambda _object=None: linked.close())

    def _add_parts(self) -> None:
        self.order_button.setCheckable(True)
        self.order_button.setObjectName("gold.order")
        self.order_button.toggled.connect(self._show_ticket)
        self.order_button.pressed.connect(self._press)
        self.order_button.clicked.connect(lambda on: self._keep_choice(ticket=on))
        head = QtWidgets.QHBoxLayout()
        head.setContentsMargins(0, 0, 8, 0)
        head.addWidget(self.head, 1)
        head.addWidget(self.order_button)
        column = self.layout()
        assert isinstance(column, QtWidgets.QVBoxLayout)
        self._area = QtWidgets.QScrollArea()
        self._area.setWidgetResizable(True)
        self._area.setHorizontalScrollBarPolicy(QtCore.Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.ticket.setObjectName("panel")
        self._area.setWidget(self.ticket)
        bar = self.style().pixelMetric(QtWidgets.QStyle.PixelMetric.PM_ScrollBarExtent)
        self._ticket_width = self.ticket.minimumSizeHint().width() + bar
        self._area.setMinimumWidth(self._ticket_width)
        self._area.hide()
        below = QtWidgets.QHBoxLayout()
        below.setSpacing(0)
        below.addWidget(self._sides, 1)
        below.addWidget(self._area)
        column.insertLayout(0, head)
        column.addLayout(below, 1)
        self.order_button.setChecked(self._kept.ticket)

    def _show_ticket(self, shown: bool) -> None:
        self.narrow = NARROW + (self._ticket_width if shown else 0)
        self.fit()

    def fit(self) -> None:
        """Show ticket and views beside one another where there is room, else one of them."""
        shown = self.order_button.isChecked()
        both = self.width() >= self._ticket_width + _LEAST_VIEWS
        # Who opens a narrow panel came for the views.
        wanted = shown if self._pressed else self._kept.ticket and both
        if wanted is not shown:
            self.order_button.setChecked(wanted)
            return
        self._area.setVisible(shown)
        self._area.setMaximumWidth(self._ticket_width if both else _NO_BOUND)
        self._sides.setVisible(both or not shown)
        super().fit()

    def _press(self) -> None:
        self._pressed = True

    def _take(self, code: str) -> None:
        self._keep_choice(code=code)
        self._context.link.set(code)
        self._shared.put(_CODE, code)
        self.ticket.show_gold(code)

    def _keep_choice(self, **changes: object) -> None:
        kept = msgspec.structs.replace(self._kept, **changes)
        if kept != self._kept:
            self._kept = kept
            self._context.memory.write(kept)


def _offered() -> dict[str, str]:
    """Return the published gold names by code, in the language of the window."""
    fields = catalogue().api("ka50100").request
    choices = next(field.choices for field in fields if field.choices)
    return {code: label(name) for code, name in choices.items()}


def make(context: PanelContext) -> GoldBoard:
    """Return the panel on the linked gold, or on the one looked at last; `complete` is to come."""
    return GoldBoard(context)


PANEL = PanelSpec(id="gold", title=mark("Gold spot"), make=make, area=Area.CENTRE, opens=False)
