"""Warrants: a screener in a trader's words, one warrant's worth and greeks, live; refuses other products."""

from __future__ import annotations

from decimal import Decimal

from kiwoom_desk.market.views import Derived, Figures, Follow, Sieve, ViewSpec
from kiwoom_desk.ui.kit.language import mark
from kiwoom_desk.ui.panels.view_board import ViewBoard
from kiwoom_desk.ui.shell.panel import Area, PanelContext, PanelSpec

_ALL, _ONE = mark("All warrants"), mark("This warrant")
_EVERY = "000000000000"
_ANY = {"isscomp_cd": _EVERY, "bsis_aset_cd": _EVERY, "rght_tp": "000", "lpcd": _EVERY}
_AT_THE_MONEY = Decimal(3)
_HUNDREDTH = Decimal("0.01")


def over_worth(row: Figures) -> Decimal | None:
    """Return how far a price stands above the theoretical one in percent."""
    price, worth = _number(row, "cur_prc"), _number(row, "theory_pric")
    if price is None or not worth:
        return None
    return ((price / worth - 1) * 100).quantize(_HUNDREDTH)


def _number(row: Figures, key: str) -> Decimal | None:
    found = row.get(key)
    return Decimal(found) if isinstance(found, int | Decimal) else None


def _parity(row: Figures) -> Decimal | None:
    """Return by how much percent a warrant is in the money, below 0 out of it."""
    found = _number(row, "prty")
    return None if found is None else found - 100


def _in_the_money(row: Figures) -> bool:
    found = _parity(row)
    return found is not None and found > _AT_THE_MONEY


def _at_the_money(row: Figures) -> bool:
    found = _parity(row)
    return found is not None and abs(found) <= _AT_THE_MONEY


def _out_of_the_money(row: Figures) -> bool:
    found = _parity(row)
    return found is not None and found < -_AT_THE_MONEY


def _days_left(most: int, row: Figures) -> bool:
    found = _number(row, "srvive_dys")
    return found is not None and found <= most


VIEWS = (
    ViewSpec(
        id="elws-all",
        api_id="ka30005",
        title=mark("Screener"),
        group=_ALL,
        values=_ANY | {"rght_tp": "0", "sort_tp": "5"},
        filters=("bsis_aset_cd", "rght_tp", "isscomp_cd", "lpcd", "sort_tp"),
        shown=(
            *("stk_nm", "rght_tp", "base_aset_nm", "exec_pric", "srvive_dys", "cur_prc", "flu_rt"),
            *("theory_pric", "over", "innr_vltl", "delta", "lvrg", "gear_rt", "prty", "lpposs_rt"),
            *("trde_qty", "isscomp_nm", "expr_dt"),
        ),
        derived=(Derived(key="over", label="이론가 대비", of=over_worth),),
        sieves=(
            Sieve(title=mark("In the money"), keeps=_in_the_money),
            Sieve(title=mark("At the money"), keeps=_at_the_money),
            Sieve(title=mark("Out of the money"), keeps=_out_of_the_money),
            Sieve(title=mark("30 days left at most"), keeps=lambda row: _days_left(30, row)),
            Sieve(title=mark("90 days left at most"), keeps=lambda row: _days_left(90, row)),
        ),
        live=True,
        whole=True,
    ),
    ViewSpec(
        id="elws-premium",
        api_id="ka30004",
        title=mark("Premium", "elw"),
        group=_ALL,
        values=_ANY | {"trde_end_elwskip": "1"},
        filters=("bsis_aset_cd", "rght_tp", "isscomp_cd", "lpcd", "trde_end_elwskip"),
        shown=(
            *("stk_nm", "rght_tp", "base_aset_nm", "dispty_rt", "theory_pric", "cur_prc"),
            *("flu_rt", "basis", "srvive_dys", "trde_qty"),
        ),
        live=True,
    ),
    ViewSpec(
        id="elws-jumps",
        api_id="ka30001",
        title=mark("Sharp moves"),
        group=_ALL,
        values=_ANY
        | {"flu_tp": "1", "tm_tp": "1", "tm": "30", "trde_qty_tp": "0", "trde_end_elwskip": "1"},
        filters=("flu_tp", "tm_tp", "tm", "bsis_aset_cd", "rght_tp", "isscomp_cd", "trde_qty_tp"),
        counts={"tm": ("30", "1", "5", "10", "60")},
        shown=("stk_nm", "cur_prc", "pred_pre", "jmp_rt", "base_pre", "trde_qty"),
    ),
    ViewSpec(
        id="elws-rate",
        api_id="ka30009",
        title=mark("By rate of change"),
        group=_ALL,
        values={"sort_tp": "1", "rght_tp": "000", "trde_end_skip": "1"},
        filters=("sort_tp", "rght_tp", "trde_end_skip"),
        shown=("stk_nm", "cur_prc", "pred_pre", "flu_rt", "sel_req", "buy_req", "trde_qty"),
        live=True,
    ),
    ViewSpec(
        id="elws-book",
        api_id="ka30010",
        title=mark("By book size"),
        group=_ALL,
        values={"sort_tp": "1", "rght_tp": "000", "trde_end_skip": "1"},
        filters=("sort_tp", "rght_tp", "trde_end_skip"),
        shown=("stk_nm", "cur_prc", "flu_rt", "sel_req", "buy_req", "netprps_req", "trde_qty"),
        live=True,
    ),
    ViewSpec(
        id="elws-members",
        api_id="ka30002",
        title=mark("By member", "elw"),
        group=_ALL,
        values={"isscomp_cd": "003", "trde_qty_tp": "0", "trde_tp": "1", "dt": "1"}
        | {"trde_end_elwskip": "1"},
        filters=("isscomp_cd", "trde_tp", "dt", "trde_qty_tp"),
        shown=("stk_nm", "flu_rt", "netprps", "buy_trde_qty", "sel_trde_qty", "trde_qty"),
    ),
    ViewSpec(
        id="elws-worth",
        api_id="ka10050",
        title=mark("Worth and greeks now"),
        group=_ONE,
        shown=(
            *("cntr_tm", "cur_prc", "elwtheory_pric", "iv", "lp", "delta", "gam", "theta"),
            *("vega", "law"),
        ),
        curves=("cur_prc", "elwtheory_pric"),
        price="iv",
        across="cntr_tm",
        worth="elwtheory_pric",
        follow=Follow(
            type="0m",
            at="cntr_tm",
            cells={
                "cntr_tm": "20",
                "cur_prc": "10",
                "elwtheory_pric": "670",
                "iv": "671",
                "delta": "672",
                "gam": "673",
                "theta": "674",
                "vega": "675",
                "law": "676",
                "lp": "706",
            },
        ),
    ),
    ViewSpec(
        id="elws-greeks",
        api_id="ka10048",
        title=mark("Greeks by day"),
        group=_ONE,
        shown=("dt", "iv", "lp", "delta", "gam", "theta", "vega", "law"),
        curves=("iv", "lp"),
        price="delta",
        across="dt",
    ),
    ViewSpec(
        id="elws-provider",
        api_id="ka30003",
        title=mark("Holdings of the provider"),
        group=_ONE,
        shown=("dt", "cur_prc", "pred_pre", "flu_rt", "trde_qty", "chg_qty", "lprmnd_qty", "wght"),
        curves=("lprmnd_qty",),
        price="cur_prc",
        across="dt",
    ),
    ViewSpec(
        id="elws-near",
        api_id="ka30011",
        title=mark("Proximity"),
        group=_ONE,
        shown=("stk_nm", "cur_prc", "pred_pre", "flu_rt", "acc_trde_qty", "alacc_rt"),
        live=True,
    ),
    ViewSpec(
        id="elws-facts",
        api_id="ka30012",
        title=mark("Details"),
        group=_ONE,
        follow=Follow(
            type="0u",
            cells={"elwprty": "666", "elwgear": "667", "elwpl_qutr_rt": "668"},
        ),
    ),
)


def make(context: PanelContext) -> ViewBoard:
    """Return the panel; without a warrant in the link it shows the first of the list."""
    return ViewBoard(context, VIEWS)


PANEL = PanelSpec(id="elws", title=mark("ELW", "panel"), make=make, area=Area.CENTRE, opens=False)
