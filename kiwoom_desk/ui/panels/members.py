"""Which members trade a name, live and over days, and what a member trades; refuses guesses."""

from __future__ import annotations

from kiwoom_desk.market.views import Follow, ViewSpec
from kiwoom_desk.ui.kit.language import mark
from kiwoom_desk.ui.panels.view_board import ViewBoard
from kiwoom_desk.ui.shell.panel import Area, PanelContext, PanelSpec

_ONE, _MEMBER = mark("This name", "views"), mark("One member")
# Seller, shares, change and code, then the buyer's, of the five places of 0F.
_FIRST_FIDS = {
    "sel_trde_ori": 141,
    "sel_trde_ori_qty": 161,
    "sel_trde_ori_irds": 166,
    "buy_trde_ori": 151,
    "buy_trde_ori_qty": 171,
    "buy_trde_ori_irds": 176,
}
_NOW = {"sel_trde_ori_nm": 141, "sel_trde_qty": 161, "buy_trde_ori_nm": 151, "buy_trde_qty": 171}
_SPAN_TERMS = {"qry_dt_tp": "1", "pot_tp": "0", "dt": "20", "sort_base": "2"}


def _five(first: dict[str, int]) -> dict[str, str]:
    """Give each of the five numbered fields its FID; they count up by one."""
    return {
        f"{stem}_{place}": str(fid + place - 1)
        for stem, fid in first.items()
        for place in range(1, 6)
    }


VIEWS = (
    ViewSpec(
        id="members-now",
        api_id="ka10002",
        title=mark("Top five now"),
        group=_ONE,
        numbered=tuple(_NOW),
        shown=("sel_trde_ori_nm", "sel_trde_qty", "buy_trde_ori_nm", "buy_trde_qty"),
        follow=Follow(type="0F", cells=_five(_NOW), lines=("267",)),
    ),
    ViewSpec(
        id="members-day",
        api_id="ka10040",
        title=mark("Main members of the day"),
        group=_ONE,
        numbered=tuple(_FIRST_FIDS),
        shown=tuple(_FIRST_FIDS),
        follow=Follow(
            type="0F",
            lines=("267",),
            cells=_five(_FIRST_FIDS)
            | {
                "frgn_sel_prsm_sum": "261",
                "frgn_sel_prsm_sum_chang": "262",
                "frgn_buy_prsm_sum": "263",
                "frgn_buy_prsm_sum_chang": "264",
            },
        ),
    ),
    ViewSpec(
        id="members-left",
        api_id="ka10053",
        title=mark("Left the top five"),
        group=_ONE,
        shown=(
            *("sel_scesn_tm", "sell_qty", "sel_upper_scesn_ori", "buy_scesn_tm", "buy_qty"),
            "buy_upper_scesn_ori",
        ),
    ),
    ViewSpec(
        id="members-ranking",
        api_id="ka10038",
        title=mark("Members of a period"),
        group=_ONE,
        values={"qry_tp": "2", "dt": "19"},
        filters=("qry_tp", "dt"),
        shown=("mmcm_nm", "buy_qty", "sell_qty", "acc_netprps_qty"),
        code="mmcm_nm",
    ),
    ViewSpec(
        id="members-net",
        api_id="ka10042",
        title=mark("Net buying members"),
        group=_ONE,
        values={"qry_dt_tp": "0", "pot_tp": "0", "dt": "20", "sort_base": "1"},
        filters=("dt", "pot_tp", "sort_base"),
        shown=("mmcm_nm", "mmcm_cd"),
        code="mmcm_cd",
    ),
    ViewSpec(
        id="members-trend",
        api_id="ka10078",
        title=mark("A member in this name"),
        group=_MEMBER,
        filters=("mmcm_cd", "span"),
        spans=(90, 30, 180, 365),
        shown=("dt", "cur_prc", "pred_pre", "flu_rt", "netprps_qty", "buy_qty", "sell_qty"),
        curves=("netprps_qty",),
        sums=True,
        price="cur_prc",
        across="dt",
    ),
    ViewSpec(
        id="members-prices",
        api_id="ka10043",
        title=mark("Prices a member traded at"),
        group=_MEMBER,
        values=_SPAN_TERMS | {"stex_tp": "1"},
        filters=("mmcm_cd", "span", "sort_base", "stex_tp"),
        spans=(90, 30, 180),
        shown=("dt", "close_pric", "pred_pre", "netprps_qty", "buy_qty", "sel_qty", "trde_wght"),
        curves=("netprps_qty",),
        sums=True,
        price="close_pric",
        across="dt",
    ),
    ViewSpec(
        id="members-top",
        api_id="ka10039",
        title=mark("What a member trades"),
        group=_MEMBER,
        values={"trde_qty_tp": "0", "trde_tp": "1", "dt": "0", "stex_tp": "1"},
        filters=("mmcm_cd", "trde_tp", "dt", "trde_qty_tp", "stex_tp"),
        shown=(
            *("stk_nm", "flu_rt", "netprps", "netprps_amt", "buy_trde_qty", "sel_trde_qty"),
            "prid_trde_qty",
        ),
    ),
    ViewSpec(
        id="members-sudden",
        api_id="ka10052",
        title=mark("Sudden member volume"),
        group=_MEMBER,
        values={"mrkt_tp": "0", "qty_tp": "0", "pric_tp": "0", "stex_tp": "1"},
        filters=("mmcm_cd", "mrkt_tp", "qty_tp", "pric_tp", "stex_tp"),
        shown=("tm", "stk_nm", "trde_ori_nm", "mont_trde_qty", "acc_netprps", "cur_prc", "flu_rt"),
        across="tm",
        live=True,
    ),
)


def make(context: PanelContext) -> ViewBoard:
    """Return the panel; a chosen member stays chosen in every view of one member."""
    return ViewBoard(context, VIEWS)


PANEL = PanelSpec(id="members", title=mark("Members"), make=make, area=Area.CENTRE, opens=False)
