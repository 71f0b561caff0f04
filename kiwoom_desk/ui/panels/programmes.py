"""Programme trading of a name, live, of a market, and who leads; refuses guesses."""

from __future__ import annotations

from kiwoom_desk.market.views import Follow, ViewSpec
from kiwoom_desk.ui.kit.language import mark
from kiwoom_desk.ui.panels.view_board import ViewBoard
from kiwoom_desk.ui.shell.panel import Area, PanelContext, PanelSpec

_ONE, _MARKET, _ALL = mark("This name", "views"), mark("Markets"), mark("All names", "views")
_KOSPI, _KOSDAQ = "P00101", "P10102"
_OF_A_MARKET = {"amt_qty_tp": "1", "mrkt_tp": _KOSPI, "min_tic_tp": "1", "stex_tp": "1"}
_SIDES = (
    *("dfrt_trde_netprps", "ndiffpro_trde_netprps", "all_netprps", "all_buy", "all_sel"),
    *("kospi200", "basis"),
)
_OWN = (
    *("cur_prc", "pred_pre", "flu_rt", "trde_qty", "prm_netprps_qty", "prm_netprps_qty_irds"),
    *("prm_buy_qty", "prm_sell_qty", "prm_netprps_amt"),
)

VIEWS = (
    ViewSpec(
        id="programmes-time",
        api_id="ka90008",
        title=mark("By time"),
        group=_ONE,
        values={"amt_qty_tp": "2"},
        filters=("amt_qty_tp",),
        shown=("tm", *_OWN),
        curves=("prm_netprps_qty",),
        price="cur_prc",
        across="tm",
        follow=Follow(
            type="0w",
            at="tm",
            cells={
                "tm": "20",
                "cur_prc": "10",
                "pred_pre": "11",
                "flu_rt": "12",
                "trde_qty": "13",
                "prm_sell_qty": "202",
                "prm_sell_amt": "204",
                "prm_buy_qty": "206",
                "prm_buy_amt": "208",
                "prm_netprps_qty": "210",
                "prm_netprps_qty_irds": "211",
                "prm_netprps_amt": "212",
                "prm_netprps_amt_irds": "213",
            },
        ),
    ),
    ViewSpec(
        id="programmes-day",
        api_id="ka90013",
        title=mark("By day"),
        group=_ONE,
        values={"amt_qty_tp": "2"},
        filters=("amt_qty_tp",),
        shown=("dt", *_OWN),
        curves=("prm_netprps_qty",),
        sums=True,
        price="cur_prc",
        across="dt",
    ),
    ViewSpec(
        id="programmes-market",
        api_id="ka90005",
        title=mark("A market by time"),
        group=_MARKET,
        values=_OF_A_MARKET,
        filters=("mrkt_tp", "min_tic_tp", "stex_tp"),
        shown=("cntr_tm", *_SIDES),
        curves=("dfrt_trde_netprps", "ndiffpro_trde_netprps", "all_netprps"),
        price="kospi200",
        across="cntr_tm",
    ),
    ViewSpec(
        id="programmes-market-day",
        api_id="ka90010",
        title=mark("A market by day"),
        group=_MARKET,
        values=_OF_A_MARKET,
        filters=("mrkt_tp", "stex_tp"),
        shown=("cntr_tm", *_SIDES),
        curves=("dfrt_trde_netprps", "ndiffpro_trde_netprps", "all_netprps"),
        sums=True,
        price="kospi200",
        across="cntr_tm",
    ),
    ViewSpec(
        id="programmes-sums",
        api_id="ka90007",
        title=mark("Cumulative of a year"),
        group=_MARKET,
        values={"amt_qty_tp": "1", "mrkt_tp": "0", "stex_tp": "1"},
        filters=("mrkt_tp", "amt_qty_tp", "stex_tp"),
        shown=(
            *("dt", "kospi200", "basis", "dfrt_trde_tdy", "dfrt_trde_acc", "ndiffpro_trde_tdy"),
            *("ndiffpro_trde_acc", "all_tdy", "all_acc"),
        ),
        curves=("dfrt_trde_acc", "ndiffpro_trde_acc", "all_acc"),
        price="kospi200",
        across="dt",
    ),
    ViewSpec(
        id="programmes-balance",
        api_id="ka90006",
        title=mark("Arbitrage balance"),
        group=_MARKET,
        values={"stex_tp": "1"},
        filters=("stex_tp",),
        curves=("buy_dfrt_trde_amt", "sel_dfrt_trde_amt"),
        across="dt",
    ),
    ViewSpec(
        id="programmes-top",
        api_id="ka90003",
        title=mark("Top 50"),
        group=_ALL,
        values={"trde_upper_tp": "2", "amt_qty_tp": "1", "mrkt_tp": _KOSPI, "stex_tp": "1"},
        filters=("trde_upper_tp", "mrkt_tp", "amt_qty_tp", "stex_tp"),
        shown=(
            *("stk_nm", "cur_prc", "pred_pre", "flu_rt", "prm_netprps_amt", "prm_buy_amt"),
            *("prm_sell_amt", "acc_trde_qty"),
        ),
        live=True,
    ),
    ViewSpec(
        id="programmes-names",
        api_id="ka90004",
        title=mark("Name by name"),
        group=_ALL,
        values={"mrkt_tp": _KOSPI, "stex_tp": "1"},
        filters=("mrkt_tp", "stex_tp"),
        shown=(
            *("stk_nm", "cur_prc", "pred_pre", "netprps_prica", "buy_cntr_amt", "sel_cntr_amt"),
            *("buy_cntr_qty", "sel_cntr_qty", "all_trde_rt"),
        ),
        live=True,
    ),
)


def make(context: PanelContext) -> ViewBoard:
    """Return the panel; the view of one name grows with every push."""
    return ViewBoard(context, VIEWS)


PANEL = PanelSpec(
    id="programmes", title=mark("Programme trading"), make=make, area=Area.CENTRE, opens=False
)
