"""Buying on credit, of a name and of the market, and what the broker lends for; refuses orders."""

from __future__ import annotations

from kiwoom_desk.market.views import ViewSpec
from kiwoom_desk.ui.kit.language import mark
from kiwoom_desk.ui.panels.view_board import ViewBoard
from kiwoom_desk.ui.shell.panel import Area, PanelContext, PanelSpec

_ONE, _ALL = mark("This name", "views"), mark("All names", "views")
_TREND = (
    "dt",
    "cur_prc",
    "pred_pre",
    "new",
    "rpya",
    "remn",
    "pre",
    "shr_rt",
    "remn_rt",
    "trde_qty",
)

VIEWS = (
    ViewSpec(
        id="credits-loans",
        api_id="ka10013",
        title=mark("Credit by day", "credits"),
        group=_ONE,
        values={"qry_tp": "1"},
        filters=("qry_tp",),
        shown=_TREND,
        curves=("remn",),
        price="cur_prc",
        across="dt",
        heads={"pre": mark("Balance change mn")},
    ),
    ViewSpec(
        id="credits-ratio",
        api_id="ka10033",
        title=mark("Highest credit ratio", "credits"),
        group=_ALL,
        filters=("mrkt_tp", "stk_cnd", "trde_qty_tp", "updown_incls", "crd_cnd", "stex_tp"),
        shown=("stk_nm", "cur_prc", "flu_rt", "crd_rt", "now_trde_qty", "sel_req", "buy_req"),
        live=True,
    ),
    ViewSpec(
        id="credits-lendable",
        api_id="kt20016",
        title=mark("Lendable names", "credits"),
        group=_ALL,
        values={"crd_stk_grde_tp": "%", "mrkt_deal_tp": "%"},
        filters=("crd_stk_grde_tp", "mrkt_deal_tp"),
        shown=("stk_nm", "crd_assr_rt", "repl_pric", "pred_close_pric", "crd_limit_over_txt"),
    ),
)


def make(context: PanelContext) -> ViewBoard:
    """Return the panel over its views."""
    return ViewBoard(context, VIEWS, every=60)


PANEL = PanelSpec(
    id="credits", title=mark("Credit trading"), make=make, area=Area.CENTRE, opens=False
)
