"""Every ranking of the broker in one tree, a line each; a click shows the name; refuses endless asking."""

from __future__ import annotations

import msgspec

from kiwoom_desk.market.views import EVERY, ViewSpec
from kiwoom_desk.ui.kit.language import mark
from kiwoom_desk.ui.panels import investors, members
from kiwoom_desk.ui.panels.view_board import BoardChoice, ViewBoard
from kiwoom_desk.ui.shell.panel import Area, PanelContext, PanelSpec

_PRICES, _VOLUME = mark("Prices", "rankings"), mark("Volume and value", "rankings")
_BOOK, _FOREIGN = mark("Order book", "rankings"), mark("Investors", "rankings")
_MEMBERS, _AFTER = mark("Members", "rankings"), mark("Auctions and after hours", "rankings")
_FIRST = ("gainers", "volume", "value")
_MINUTES = ("5", "1", "3", "10", "30", "60")
_ONE_NAME = ("ka10038", "ka10039", "ka10040", "ka10042", "ka10053")


def _names(
    id_: str, api_id: str, title: str, group: str, *shown: str, live: bool = True, **values: str
) -> ViewSpec:
    counts: dict[str, tuple[str, ...]] = {
        key: _MINUTES for key in values if key in ("tm", "tm_tp") and values[key] == "5"
    }
    return ViewSpec(
        id=id_,
        api_id=api_id,
        title=title,
        group=group,
        values=values,
        filters=EVERY,
        counts=counts,
        shown=("stk_nm", *shown),
        live=live,
    )


def _side(id_: str, title: str, stem: str) -> ViewSpec:
    """Return one of the four lists that ka90009 has beside each other."""
    return ViewSpec(
        id=id_,
        api_id="ka90009",
        title=title,
        group=_FOREIGN,
        values={"qry_dt_tp": "0"},
        filters=("mrkt_tp", "amt_qty_tp", "stex_tp"),
        shown=(f"{stem}_stk_nm", f"{stem}_amt", f"{stem}_qty"),
        code=f"{stem}_stk_cd",
    )


def _in(group: str, view: ViewSpec) -> ViewSpec:
    return msgspec.structs.replace(view, group=group)


_NOW = ("cur_prc", "flu_rt")
VIEWS = (
    _names(
        "gainers", "ka10027", mark("Top gainers"), _PRICES, *_NOW, "now_trde_qty", updown_incls="1"
    ),
    _names(
        "losers",
        "ka10027",
        mark("Top losers"),
        _PRICES,
        *_NOW,
        "now_trde_qty",
        sort_tp="3",
        updown_incls="1",
    ),
    _names(
        "open", "ka10028", mark("Against the open"), _PRICES, *_NOW, "open_pric_pre", "open_pric"
    ),
    _names(
        "extremes",
        "ka10016",
        mark("New highs and lows"),
        _PRICES,
        *_NOW,
        "high_pric",
        "low_pric",
        "trde_qty",
    ),
    _names(
        "near",
        "ka10018",
        mark("Close to high or low"),
        _PRICES,
        *_NOW,
        "tdy_high_pric",
        "tdy_low_pric",
    ),
    _names("limits", "ka10017", mark("Upper and lower limits"), _PRICES, *_NOW, "trde_qty", "cnt"),
    _names(
        "jumps",
        "ka10019",
        mark("Sharp moves"),
        _PRICES,
        "cur_prc",
        "jmp_rt",
        "base_pre",
        "trde_qty",
        tm="5",
    ),
    _names("per", "ka10026", mark("High and low PER"), _PRICES, *_NOW, "per", "now_trde_qty"),
    _names(
        "prices",
        "ka10025",
        mark("Volume at prices"),
        _PRICES,
        *_NOW,
        "pric_strt",
        "pric_end",
        "prps_rt",
    ),
    _names("volume", "ka10030", mark("Top volume"), _VOLUME, *_NOW, "trde_qty", "trde_amt"),
    _names(
        "value",
        "ka10032",
        mark("Top value traded"),
        _VOLUME,
        *_NOW,
        "trde_prica",
        "pred_rank",
        mang_stk_incls="1",
    ),
    _names(
        "before",
        "ka10031",
        mark("Top volume yesterday"),
        _VOLUME,
        "cur_prc",
        "pred_pre",
        "trde_qty",
    ),
    _names(
        "records",
        "ka10024",
        mark("Volume records"),
        _VOLUME,
        *_NOW,
        "now_trde_qty",
        "prev_trde_qty",
    ),
    _names(
        "surges",
        "ka10023",
        mark("Sharp rises of volume"),
        _VOLUME,
        *_NOW,
        "sdnin_rt",
        "sdnin_qty",
        tm="5",
    ),
    _names("credit", "ka10033", mark("Top by credit ratio"), _VOLUME, *_NOW, "crd_rt"),
    _names(
        "book",
        "ka10020",
        mark("Top by book size"),
        _BOOK,
        "cur_prc",
        "netprps_req",
        "buy_rt",
        "tot_buy_req",
        "tot_sel_req",
    ),
    _names(
        "book_rises",
        "ka10021",
        mark("Sharp rises of book size"),
        _BOOK,
        "cur_prc",
        "sdnin_rt",
        "sdnin_qty",
        "now",
        tm_tp="5",
    ),
    _names(
        "ratio_rises",
        "ka10022",
        mark("Sharp rises of the book's ratio"),
        _BOOK,
        "cur_prc",
        "sdnin_rt",
        "now_rt",
        tm_tp="5",
    ),
    _names(
        "foreign",
        "ka10034",
        mark("Foreigners, a period"),
        _FOREIGN,
        "cur_prc",
        "netprps_qty",
        "trde_qty",
        trde_tp="2",
    ),
    _names(
        "streaks",
        "ka10035",
        mark("Foreign streaks"),
        _FOREIGN,
        "cur_prc",
        "tot",
        "dm1",
        "dm2",
        "dm3",
        trde_tp="2",
    ),
    _names(
        "foreign_limit",
        "ka10036",
        mark("Rising use of the foreign limit"),
        _FOREIGN,
        "cur_prc",
        "exh_rt_incrs",
        "limit_exh_rt",
    ),
    _names(
        "foreign_houses",
        "ka10037",
        mark("Through foreign members"),
        _FOREIGN,
        *_NOW,
        "netprps_trde_qty",
        "netprps_prica",
    ),
    _names(
        "same_side",
        "ka10062",
        mark("Foreigners and institutions together"),
        _FOREIGN,
        *_NOW,
        "nettrde_qty",
        "for_nettrde_qty",
        "orgn_nettrde_qty",
    ),
    *(_in(_FOREIGN, view) for view in investors.VIEWS if view.api_id == "ka10065"),
    _side("foreign_buys", mark("Foreigners buy"), "for_netprps"),
    _side("foreign_sells", mark("Foreigners sell"), "for_netslmt"),
    _side("house_buys", mark("Institutions buy"), "orgn_netprps"),
    _side("house_sells", mark("Institutions sell"), "orgn_netslmt"),
    *(_in(_MEMBERS, view) for view in members.VIEWS if view.api_id in _ONE_NAME),
    _names(
        "expected",
        "ka10029",
        mark("Expected prices"),
        _AFTER,
        "exp_cntr_pric",
        "flu_rt",
        "exp_cntr_qty",
        live=False,
    ),
    _names(
        "single_price",
        "ka10098",
        mark("After-hours single price"),
        _AFTER,
        *_NOW,
        "acc_trde_qty",
        "tdy_close_pric",
        live=False,
    ),
    _names(
        "looked_up",
        "ka00198",
        mark("Most looked up"),
        _AFTER,
        "past_curr_prc",
        "base_comp_chgr",
        "bigd_rank",
        "rank_chg",
        live=False,
    ),
)


def make(context: PanelContext) -> ViewBoard:
    """Return the panel, with the usual favourites the first time."""
    if context.memory.read(BoardChoice) is None:
        context.memory.write(BoardChoice(VIEWS[0].id, _FIRST, 5))
    return ViewBoard(context, VIEWS)


PANEL = PanelSpec(id="rankings", title=mark("Rankings"), make=make, area=Area.LEFT_BELOW)
