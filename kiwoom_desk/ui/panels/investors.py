"""Who buys and sells: one name by day and within the day, streaks and lists of all; refuses guesses."""

from __future__ import annotations

from kiwoom_desk.market.views import ViewSpec
from kiwoom_desk.ui.kit.language import mark
from kiwoom_desk.ui.panels.view_board import ViewBoard
from kiwoom_desk.ui.shell.panel import Area, PanelContext, PanelSpec

_ONE, _ALL = mark("This name", "views"), mark("All names", "views")
_THREE = ("ind_invsr", "frgnr_invsr", "orgn")
_KINDS = (
    *("fnnc_invt", "insrnc", "invtrt", "etc_fnnc", "bank", "penfnd_etc", "samo_fund", "natn"),
    *("etc_corp", "natfor"),
)
_PRICE = ("cur_prc", "pred_pre", "flu_rt")
_SPANS = (30, 90, 180, 365)

VIEWS = (
    ViewSpec(
        id="investors-day",
        api_id="ka10059",
        title=mark("By day"),
        group=_ONE,
        values={"amt_qty_tp": "2", "trde_tp": "0", "unit_tp": "1"},
        filters=("amt_qty_tp", "trde_tp", "unit_tp"),
        shown=("dt", *_PRICE, *_THREE, *_KINDS),
        curves=_THREE,
        sums=True,
        price="cur_prc",
        across="dt",
    ),
    ViewSpec(
        id="investors-sums",
        api_id="ka10060",
        title=mark("Cumulative chart"),
        group=_ONE,
        values={"amt_qty_tp": "1", "trde_tp": "0", "unit_tp": "1"},
        filters=("amt_qty_tp", "unit_tp"),
        shown=("dt", "cur_prc", "pred_pre", *_THREE, *_KINDS),
        curves=(*_THREE, "penfnd_etc", "fnnc_invt"),
        sums=True,
        price="cur_prc",
        across="dt",
    ),
    ViewSpec(
        id="investors-total",
        api_id="ka10061",
        title=mark("Totals of a period"),
        group=_ONE,
        values={"amt_qty_tp": "2", "trde_tp": "0", "unit_tp": "1"},
        filters=("span", "amt_qty_tp", "unit_tp"),
        spans=_SPANS,
        turned=True,
    ),
    ViewSpec(
        id="investors-today",
        api_id="ka10064",
        title=mark("Within the day"),
        group=_ONE,
        values={"mrkt_tp": "000", "amt_qty_tp": "2", "trde_tp": "0"},
        filters=("amt_qty_tp", "trde_tp"),
        curves=("frgnr_invsr", "orgn", "invtrt", "penfnd_etc"),
        across="tm",
    ),
    ViewSpec(
        id="investors-foreign",
        api_id="ka10008",
        title=mark("Foreign holdings"),
        group=_ONE,
        shown=("dt", "close_pric", "pred_pre", "trde_qty", "chg_qty", "poss_stkcnt", "wght"),
        curves=("poss_stkcnt",),
        price="close_pric",
        across="dt",
    ),
    ViewSpec(
        id="investors-both",
        api_id="ka10045",
        title=mark("Institutions and foreigners"),
        group=_ONE,
        values={"orgn_prsm_unp_tp": "1", "for_prsm_unp_tp": "1"},
        filters=("span", "orgn_prsm_unp_tp", "for_prsm_unp_tp"),
        spans=(90, 30, 180, 365),
        shown=(
            *("dt", "close_pric", "pred_pre", "flu_rt", "orgn_daly_nettrde_qty", "orgn_dt_acc"),
            *("for_daly_nettrde_qty", "for_dt_acc", "limit_exh_rt"),
        ),
        curves=("orgn_dt_acc", "for_dt_acc"),
        price="close_pric",
        across="dt",
    ),
    ViewSpec(
        id="investors-last",
        api_id="ka10009",
        title=mark("Institutions, last day"),
        group=_ONE,
    ),
    ViewSpec(
        id="investors-streaks",
        api_id="ka10131",
        title=mark("Streaks"),
        group=_ALL,
        values={
            "dt": "5",
            "mrkt_tp": "001",
            "netslmt_tp": "2",
            "stk_inds_tp": "0",
            "amt_qty_tp": "0",
            "stex_tp": "1",
        },
        filters=("mrkt_tp", "dt", "amt_qty_tp", "stk_inds_tp", "stex_tp"),
        shown=(
            *("stk_nm", "prid_stkpc_flu_rt", "orgn_nettrde_amt", "orgn_cont_netprps_dys"),
            *("frgnr_nettrde_amt", "frgnr_cont_netprps_dys", "tot_cont_netprps_dys", "nettrde_amt"),
        ),
    ),
    ViewSpec(
        id="investors-kind",
        api_id="ka10058",
        title=mark("By investor, a period"),
        group=_ALL,
        values={"trde_tp": "2", "mrkt_tp": "001", "invsr_tp": "9000", "stex_tp": "1"},
        filters=("invsr_tp", "trde_tp", "mrkt_tp", "span", "stex_tp"),
        spans=(7, 30, 90),
        shown=(
            *("stk_nm", "netslmt_qty", "netslmt_amt", "prsm_avg_pric", "cur_prc", "avg_pric_pre"),
            *("pre_rt", "dt_trde_qty"),
        ),
        live=True,
    ),
    ViewSpec(
        id="investors-houses",
        api_id="ka10044",
        title=mark("Institutions, a period"),
        group=_ALL,
        values={"trde_tp": "2", "mrkt_tp": "001", "stex_tp": "1"},
        filters=("trde_tp", "mrkt_tp", "span", "stex_tp"),
        spans=(7, 30, 90),
        shown=("stk_nm", "netprps_qty", "netprps_amt"),
    ),
    ViewSpec(
        id="investors-now",
        api_id="ka10063",
        title=mark("Within the day", "all names"),
        group=_ALL,
        values={
            "mrkt_tp": "000",
            "amt_qty_tp": "1",
            "invsr": "6",
            "frgn_all": "0",
            "smtm_netprps_tp": "0",
            "stex_tp": "1",
        },
        filters=("invsr", "mrkt_tp", "smtm_netprps_tp", "frgn_all", "stex_tp"),
        shown=(
            *("stk_nm", *_PRICE, "netprps_qty", "netprps_irds", "netprps_amt", "netprps_amt_irds"),
            *("buy_qty", "sell_qty"),
        ),
        live=True,
    ),
    ViewSpec(
        id="investors-top",
        api_id="ka10065",
        title=mark("Top of the day by investor"),
        group=_ALL,
        values={"trde_tp": "1", "mrkt_tp": "000", "orgn_tp": "9000", "amt_qty_tp": "2"},
        filters=("orgn_tp", "trde_tp", "mrkt_tp", "amt_qty_tp"),
        shown=("stk_nm", "buy_qty", "sel_qty", "netslmt"),
    ),
    ViewSpec(
        id="investors-closed",
        api_id="ka10066",
        title=mark("After the close"),
        group=_ALL,
        values={"mrkt_tp": "000", "amt_qty_tp": "1", "trde_tp": "0", "stex_tp": "1"},
        filters=("mrkt_tp", "amt_qty_tp", "trde_tp", "stex_tp"),
        shown=("stk_nm", *_PRICE, "trde_qty", *_THREE, *_KINDS[:-1]),
    ),
)


def make(context: PanelContext) -> ViewBoard:
    """Return the panel; a click on a name shows its own figures and the linked panels."""
    return ViewBoard(context, VIEWS)


PANEL = PanelSpec(id="investors", title=mark("Investors"), make=make, area=Area.CENTRE, opens=False)
