"""Short selling and securities lending, of a name and of the market; refuses guesses."""

from __future__ import annotations

from kiwoom_desk.market.views import ViewSpec
from kiwoom_desk.ui.kit.language import mark
from kiwoom_desk.ui.panels.view_board import ViewBoard
from kiwoom_desk.ui.shell.panel import Area, PanelContext, PanelSpec

_ONE, _ALL = mark("This name", "views"), mark("All names", "views")
_SPANS = (90, 30, 180, 365)
_LENT = ("dt", "dbrt_trde_cntrcnt", "dbrt_trde_rpy", "dbrt_trde_irds", "rmnd", "remn_amt")
_NAMES = ("stk_nm", "dbrt_trde_cntrcnt", "dbrt_trde_rpy", "rmnd", "remn_amt")

VIEWS = (
    ViewSpec(
        id="shorts-name",
        api_id="ka10014",
        title=mark("Short selling"),
        group=_ONE,
        values={"tm_tp": "1"},
        filters=("span",),
        spans=_SPANS,
        shown=(
            *("dt", "close_pric", "pred_pre", "flu_rt", "shrts_qty", "trde_wght", "shrts_avg_pric"),
            *("ovr_shrts_qty", "shrts_trde_prica", "trde_qty"),
        ),
        curves=("shrts_qty",),
        price="close_pric",
        across="dt",
    ),
    ViewSpec(
        id="shorts-lent",
        api_id="ka20068",
        title=mark("Lending"),
        group=_ONE,
        values={"all_tp": "0"},
        filters=("span",),
        spans=_SPANS,
        shown=_LENT,
        curves=("dbrt_trde_cntrcnt", "dbrt_trde_rpy"),
        price="rmnd",
        across="dt",
    ),
    ViewSpec(
        id="shorts-market",
        api_id="ka10068",
        title=mark("Lending, all"),
        group=_ALL,
        values={"all_tp": "1"},
        filters=("span",),
        spans=_SPANS,
        shown=_LENT,
        curves=("dbrt_trde_cntrcnt", "dbrt_trde_rpy"),
        price="rmnd",
        across="dt",
    ),
    ViewSpec(
        id="shorts-top",
        api_id="ka10069",
        title=mark("Lending, top ten"),
        group=_ALL,
        values={"mrkt_tp": "001"},
        filters=("mrkt_tp", "span"),
        spans=(7, 30, 90),
        shown=_NAMES,
    ),
    ViewSpec(
        id="shorts-names",
        api_id="ka90012",
        title=mark("Lending, name by name"),
        group=_ALL,
        values={"mrkt_tp": "001"},
        filters=("mrkt_tp",),
        shown=_NAMES,
        settled=("dt",),
    ),
)


def make(context: PanelContext) -> ViewBoard:
    """Return the panel; a click on a name shows its own days."""
    return ViewBoard(context, VIEWS, every=60)


PANEL = PanelSpec(
    id="shorts", title=mark("Short selling, lending"), make=make, area=Area.CENTRE, opens=False
)
