"""Funds: a screener by premium, and one fund's NAV against its price, live; refuses other products."""

from __future__ import annotations

from decimal import Decimal

from kiwoom_desk.market.views import Before, Derived, Figures, Follow, Sieve, ViewSpec
from kiwoom_desk.ui.kit.language import mark
from kiwoom_desk.ui.panels.view_board import ViewBoard
from kiwoom_desk.ui.shell.panel import Area, PanelContext, PanelSpec

_ALL, _ONE = mark("All funds"), mark("This fund")
_HUNDREDTH = Decimal("0.01")


def premium(row: Figures) -> Decimal | None:
    """Return how far a price stands above the NAV in percent, None where one is not told."""
    price, nav = row.get("close_pric"), row.get("nav")
    if not isinstance(price, int | Decimal) or not isinstance(nav, int | Decimal) or not nav:
        return None
    return ((Decimal(price) / Decimal(nav) - 1) * 100).quantize(_HUNDREDTH)


def _premium_from(low: str) -> Sieve:
    least = Decimal(low)
    return Sieve(
        title=mark("Premium of 0.5 % and more")
        if least > 0
        else mark("Discount of 0.5 % and more"),
        keeps=lambda row: _beyond(premium(row), least),
    )


def _beyond(found: Decimal | None, least: Decimal) -> bool:
    if found is None:
        return False
    return found >= least if least > 0 else found <= least


def _tracks_badly(row: Figures) -> bool:
    error = row.get("trace_eor_rt")
    return isinstance(error, int | Decimal) and error >= 1


def _moves_double(row: Figures) -> bool:
    times = row.get("drng")
    return isinstance(times, int | Decimal) and times not in (0, 1)


VIEWS = (
    ViewSpec(
        id="etfs-all",
        api_id="ka40004",
        title=mark("Screener"),
        group=_ALL,
        values={
            "txon_type": "0",
            "navpre": "0",
            "mngmcomp": "0000",
            "txon_yn": "0",
            "trace_idex": "0",
            "stex_tp": "1",
        },
        filters=("mngmcomp", "navpre", "txon_type", "txon_yn", "stex_tp"),
        shown=(
            *("stk_nm", "close_pric", "pred_pre", "pre_rt", "nav", "premium", "trace_eor_rt"),
            *("trde_qty", "trace_idex_nm"),
        ),
        derived=(Derived(key="premium", label="괴리율", of=premium),),
        sieves=(
            _premium_from("0.5"),
            _premium_from("-0.5"),
            Sieve(title=mark("Tracking error of 1 % and more"), keeps=_tracks_badly),
            Sieve(title=mark("Leveraged and inverse"), keeps=_moves_double),
        ),
        whole=True,
    ),
    ViewSpec(
        id="etfs-time",
        api_id="ka40006",
        title=mark("NAV and price by time"),
        group=_ONE,
        shown=(
            *("tm", "close_pric", "pred_pre", "flu_rt", "nav", "navetf", "navidex", "trace"),
            *("trde_qty", "trde_prica"),
        ),
        curves=("nav", "close_pric"),
        price="navetf",
        across="tm",
        worth="nav",
        follow=Follow(
            type="0G",
            at="tm",
            cells={
                "tm": "20",
                "close_pric": "10",
                "pred_pre": "11",
                "flu_rt": "12",
                "trde_qty": "13",
                "nav": "36",
                "trace": "39",
                "navidex": "265",
                "navetf": "266",
            },
        ),
    ),
    ViewSpec(
        id="etfs-nav",
        api_id="ka40009",
        title=mark("NAV now"),
        group=_ONE,
        shown=(
            *("nav", "navpred_pre", "navflu_rt", "trace_eor_rt", "dispty_rt", "base_pric"),
            *("for_rmnd_qty", "stkcnt"),
        ),
    ),
    ViewSpec(
        id="etfs-day",
        api_id="ka40003",
        title=mark("NAV and price by day"),
        group=_ONE,
        shown=(
            *("cntr_dt", "cur_prc", "pred_pre", "pre_rt", "nav", "navetfdispty_rt"),
            *("navidex_dispty_rt", "trace_eor_rt", "trde_qty"),
        ),
        curves=("nav", "cur_prc"),
        price="navetfdispty_rt",
        across="cntr_dt",
    ),
    ViewSpec(
        id="etfs-return",
        api_id="ka40001",
        title=mark("Return of a period"),
        group=_ONE,
        values={"dt": "3"},
        filters=("dt",),
        before=Before(api_id="ka40007", key="etfobjt_idex_cd", into="etfobjt_idex_cd"),
        turned=True,
    ),
    ViewSpec(
        id="etfs-flow-day",
        api_id="ka40008",
        title=mark("Flows by day"),
        group=_ONE,
        shown=(
            *("dt", "cur_prc_n", "pred_pre_n", "acc_trde_qty", "for_netprps_qty"),
            "orgn_netprps_qty",
        ),
        curves=("for_netprps_qty", "orgn_netprps_qty"),
        sums=True,
        price="cur_prc_n",
        across="dt",
    ),
    ViewSpec(
        id="etfs-flow-time",
        api_id="ka40010",
        title=mark("Flows by time"),
        group=_ONE,
        shown=("cur_prc", "pred_pre", "trde_qty", "for_netprps"),
    ),
    ViewSpec(
        id="etfs-prints",
        api_id="ka40007",
        title=mark("Prints"),
        group=_ONE,
        shown=("cntr_tm", "cur_prc", "pred_pre", "trde_qty"),
        curves=("cur_prc",),
        across="cntr_tm",
    ),
    ViewSpec(id="etfs-facts", api_id="ka40002", title=mark("Details"), group=_ONE),
)


def make(context: PanelContext) -> ViewBoard:
    """Return the panel; without a fund in the link it shows the best known one."""
    return ViewBoard(context, VIEWS)


PANEL = PanelSpec(id="etfs", title=mark("ETF", "panel"), make=make, area=Area.CENTRE, opens=False)
