"""Names by what foreigners bought, sold and hold (ka10034 to ka10036), and beside institutions (ka90009)."""

from __future__ import annotations

import numpy as np

from kiwoom_desk.practice.answers.asked import Answer, Answered, Asked, by_place
from kiwoom_desk.practice.answers.investor_rankings import cut
from kiwoom_desk.practice.answers.name_days import position_of
from kiwoom_desk.practice.answers.names import NameView
from kiwoom_desk.practice.answers.ranked import named, of_market, ranked, rate
from kiwoom_desk.practice.draws import Ints
from kiwoom_desk.practice.to_wire import Row, directed, ordered, percent, signed, signed_percent

_TEN_MILLION, _THOUSAND = 10_000_000, 1000
_STREAK = 3
# Each of the four lists of ka90009 tells so many names.
_MOST = 100
# Its names are documented shorter than others.
_NAME = 20


def _days(asked: Asked) -> tuple[int, int]:
    """Return first and last position of the period: today, yesterday, or days up to today."""
    position, choice = asked.house.investors.position, int(asked.body["dt"])
    if choice == 1:
        return position - 1, position - 1
    return position - max(choice, 1) + 1, position


def over_days(asked: Asked) -> Answered:
    """Rank names by what foreigners sold, bought or moved net over days (ka10034)."""
    investors = asked.house.investors
    net, held = asked.there.investors.foreign_net(*_days(asked)), investors.held()
    score = {"1": -net, "2": net}.get(asked.body["trde_tp"], np.abs(net))

    def row(found: NameView, place: int) -> Row:
        at = found.listing.index
        return {
            "rank": str(place + 1),
            **named(found),
            "sel_bid": directed(found.ask, found.base),
            "buy_bid": directed(found.bid, found.base),
            "trde_qty": str(found.volume),
            "netprps_qty": signed(int(net[at])),
            "gain_pos_stkcnt": str(int(investors.foreign.limit[at] - held[at])),
        }

    return ranked(asked, "for_dt_trde_upper", of_market(asked) & (score > 0), score, row)


def in_a_row(asked: Asked) -> Answered:
    """Rank names that foreigners bought, or sold, three days in a row (ka10035).

    The first of the days is today or yesterday; each comes with the price's change of its day.
    """
    house = asked.house
    investors, board = house.investors, asked.board
    back = int(asked.body["base_dt_tp"])
    newest = investors.position - back
    nets = [asked.there.investors.foreign_net(newest - n, newest - n) for n in range(_STREAK)]
    turn = -1 if asked.body["trde_tp"] == "1" else 1
    total: Ints = np.sum(nets, axis=0)
    keep = of_market(asked)
    for net in nets:
        keep &= turn * net > 0
    closes = [board.price if not b else house.day_book.close(b) for b in range(_STREAK + 2)]
    changes = [closes[back + n] - closes[back + n + 1] for n in range(_STREAK)]
    spent = _exhausted(asked, investors.held())

    def row(found: NameView, place: int) -> Row:
        at = found.listing.index
        values = {
            **named(found),
            "tot": signed(int(total[at])),
            "limit_exh_rt": percent(int(spent[at])),
        }
        for day in range(_STREAK):
            values[f"dm{day + 1}"] = signed(int(nets[day][at]))
            values[f"pred_pre_{day + 1}"] = signed(int(changes[day][at]))
        return values

    return ranked(asked, "for_cont_nettrde_upper", keep, turn * total, row)


def _exhausted(asked: Asked, held: Ints) -> Ints:
    """Return the parts of the limits that foreigners hold, in hundredths of a percent."""
    return rate(held, asked.house.investors.foreign.limit)


def limits_nearer(asked: Asked) -> Answered:
    """Rank names by how much of the foreigners' limit was used up more over days (ka10036)."""
    investors = asked.house.investors
    first, last = _days(asked)
    gone, held = investors.foreign_net(first, last), investors.held()
    after = held if last == investors.position else held - investors.foreign_net(last + 1, last + 1)
    then, now = _exhausted(asked, after - gone), _exhausted(asked, after)
    limit = investors.foreign.limit
    score = gone / np.maximum(limit, 1)

    def row(found: NameView, place: int) -> Row:
        at = found.listing.index
        return {
            "rank": str(place + 1),
            **named(found),
            "trde_qty": str(found.volume),
            "poss_stkcnt": str(int(after[at])),
            "gain_pos_stkcnt": str(int(limit[at] - after[at])),
            "base_limit_exh_rt": signed_percent(int(then[at])),
            "limit_exh_rt": percent(int(now[at])),
            "exh_rt_incrs": signed_percent(int(now[at] - then[at])),
        }

    return ranked(asked, "for_limit_exh_rt_incrs_upper", of_market(asked) & (gone > 0), score, row)


def beside_institutions(asked: Asked) -> Answered:
    """Tell side by side what foreigners and institutions sold and bought most on a day (ka90009)."""
    investors, key = asked.there.investors, "frgnr_orgn_trde_upper"
    position, text = investors.position, asked.body.get("date", "")
    if not asked.board.volume.any():
        position -= 1
    if asked.body["qry_dt_tp"] == "1" and text:
        position = position_of(asked, text, "date")
    nets = investors.nets(position)
    kept = of_market(asked)
    by_amount = asked.body["amt_qty_tp"] == "1"
    lists: list[tuple[str, int, Ints]] = []
    for who, column in (("for", 1), ("orgn", 0)):
        score = nets[:, column + 2] if by_amount else nets[:, column]
        for side, turn in (("netslmt", -1), ("netprps", 1)):
            rows = np.flatnonzero(kept & (turn * score > 0))
            order = rows[np.argsort(-turn * score[rows], kind="stable")][:_MOST]
            lists.append((f"{who}_{side}", column, order))
    longest = max(len(order) for _, _, order in lists)
    page, fields = by_place(asked, longest), asked.rows(key)
    found = [
        ordered(fields, _beside_row(asked, lists, nets, place))
        for place in range(page.first, page.last)
    ]
    return Answered({key: found}, page.following, empty=not longest)


def _beside_row(asked: Asked, lists: list[tuple[str, int, Ints]], nets: Ints, place: int) -> Row:
    row: Row = {}
    for name, column, order in lists:
        if place >= len(order):
            row |= dict.fromkeys((f"{name}_{x}" for x in ("stk_cd", "stk_nm", "amt", "qty")), "")
            continue
        at = int(order[place])
        item = asked.exchange.universe.listings[at]
        shares, won = cut(nets[at, column : column + 3 : 2], 1).tolist()
        row |= {
            f"{name}_stk_cd": item.code,
            f"{name}_stk_nm": item.name[:_NAME],
            f"{name}_amt": signed(_whole(won, _TEN_MILLION)),
            f"{name}_qty": signed(_whole(shares, _THOUSAND)),
        }
    return row


def _whole(number: int, unit: int) -> int:
    return abs(number) // unit * (1 if number >= 0 else -1)


ANSWERS: dict[str, Answer] = {
    "ka10034": over_days,
    "ka10035": in_a_row,
    "ka10036": limits_nearer,
    "ka90009": beside_institutions,
}
