"""Themes and their members (ka90001, ka90002): every figure is the mean over the members."""

from __future__ import annotations

import msgspec
import numpy as np

from kiwoom_desk.practice.answers.asked import Answered, Asked, by_place
from kiwoom_desk.practice.refusals import refusal
from kiwoom_desk.practice.to_wire import Row, directed, ordered, ratio, signed, signed_percent
from kiwoom_desk.practice.universe import Theme

_MOST_TEXT = 20
_MOST_DAYS = 99


class _Group(msgspec.Struct, frozen=True):
    """A theme now: mean rates in hundredths of a percent, names by their rate."""

    theme: Theme
    rate: int
    period: int
    rising: int
    falling: int
    leaders: tuple[str, ...]
    count: int


def _days(asked: Asked) -> int:
    text = asked.body.get("date_tp", "")
    return min(max(int(text), 1), _MOST_DAYS) if text.isdecimal() else 1


def _group(asked: Asked, theme: Theme, days: int) -> _Group:
    by_code, board = asked.exchange.universe.by_code, asked.board
    members = asked.traded(theme.members)
    rows = np.array([by_code[code].index for code in members])
    rates = board.rate[rows]
    start = asked.house.past.closes_before(days)[rows]
    gains = (board.price[rows] - start) * 10_000 // np.maximum(start, 1)
    order = np.argsort(-rates, kind="stable")
    return _Group(
        theme,
        int(rates.mean()),
        int(gains.mean()),
        int((rates > 0).sum()),
        int((rates < 0).sum()),
        tuple(by_code[members[int(place)]].name for place in order[:3]),
        len(members),
    )


def groups(asked: Asked) -> Answered:
    """Tell the themes, searched by name or member and ranked by their rates (ka90001)."""
    body, universe = asked.body, asked.exchange.universe
    found = [theme for theme in universe.themes if asked.traded(theme.members)]
    if body["qry_tp"] == "1":
        found = [theme for theme in found if body["thema_nm"] in theme.name]
    elif body["qry_tp"] == "2":
        found = [theme for theme in found if body["stk_cd"] in asked.traded(theme.members)]
    days, kind = _days(asked), body["flu_pl_amt_tp"]
    made = [_group(asked, theme, days) for theme in found]
    made.sort(
        key=lambda group: group.period if kind in "12" else group.rate, reverse=kind in ("1", "3")
    )
    page = by_place(asked, len(made))
    fields = asked.rows("thema_grp")
    rows = [ordered(fields, _group_row(group)) for group in made[page.first : page.last]]
    return Answered({"thema_grp": rows}, page.following, empty=not made)


def _group_row(group: _Group) -> Row:
    return {
        "thema_grp_cd": group.theme.code,
        "thema_nm": group.theme.name,
        "stk_num": str(group.count),
        "flu_sig": "2" if group.rate > 0 else "5" if group.rate < 0 else "3",
        "flu_rt": signed_percent(group.rate),
        "rising_stk_num": str(group.rising),
        "fall_stk_num": str(group.falling),
        "dt_prft_rt": signed_percent(group.period),
        "main_stk": _joined(group.leaders),
    }


def _joined(names: tuple[str, ...]) -> str:
    """Return as many names as fit into the field."""
    text = names[0][:_MOST_TEXT] if names else ""
    for name in names[1:]:
        if len(text) + len(name) + 2 <= _MOST_TEXT:
            text += f", {name}"
    return text


def members(asked: Asked) -> Answered:
    """Tell the members of a theme (ka90002)."""
    code = asked.body["thema_grp_cd"]
    theme = next((one for one in asked.exchange.universe.themes if one.code == code), None)
    if theme is None:
        raise refusal("1902", code)
    days, listed = _days(asked), asked.traded(theme.members)
    if not listed:
        none: Row = {"flu_rt": "", "dt_prft_rt": "", "thema_comp_stk": []}
        return Answered(ordered(asked.api.response, none), empty=True)
    group = _group(asked, theme, days)
    page = by_place(asked, len(listed))
    fields = asked.rows("thema_comp_stk")
    rows = [
        ordered(fields, _member_row(asked, member, days))
        for member in listed[page.first : page.last]
    ]
    values: Row = {
        "flu_rt": signed_percent(group.rate),
        "dt_prft_rt": signed_percent(group.period),
        "thema_comp_stk": rows,
    }
    return Answered(ordered(asked.api.response, values), page.following, empty=not listed)


def _member_row(asked: Asked, code: str, days: int) -> Row:
    found = asked.look(asked.exchange.universe.by_code[code])
    book = asked.book(found.listing)
    start = int(asked.house.past.closes_before(days)[found.listing.index])
    return {
        "stk_cd": code,
        "stk_nm": found.listing.name,
        "cur_prc": directed(found.price, found.base),
        "flu_sig": found.flag,
        "pred_pre": signed(found.change),
        "flu_rt": signed_percent(found.rate),
        "acc_trde_qty": str(found.volume),
        "sel_bid": directed(book.ask_prices[0], found.base),
        "sel_req": str(book.ask_sizes[0]),
        "buy_bid": directed(book.bid_prices[0], found.base),
        "buy_req": str(book.bid_sizes[0]),
        "dt_prft_rt_n": signed_percent(ratio(found.price - start, start)),
    }
