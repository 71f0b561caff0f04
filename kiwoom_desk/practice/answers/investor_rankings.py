"""Names of a market by what a kind of investor bought or sold, today and over days."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec
import numpy as np

from kiwoom_desk.practice.answers.asked import Answer, Answered, Asked
from kiwoom_desk.practice.answers.by_investor import AMOUNTS, MILLION, NET, chosen, kinds_row
from kiwoom_desk.practice.answers.name_days import period
from kiwoom_desk.practice.answers.names import NameView
from kiwoom_desk.practice.answers.ranked import of_market, ranked
from kiwoom_desk.practice.draws import Ints
from kiwoom_desk.practice.investors import STREAK_DAYS
from kiwoom_desk.practice.kind_flows import Flows, Totals
from kiwoom_desk.practice.kinds import COUNT, INSTITUTIONS, Kind, in_units
from kiwoom_desk.practice.to_wire import Row, directed, ratio, signed, signed_percent

_HUNDRED_SHARES = 100
# Columns of the kinds that codes of requests mean; foreign houses trade for all foreigners.
_FOREIGN: list[int] = [Kind.FOREIGNER]
_FOREIGN_HOUSES: list[int] = [Kind.FOREIGNER, Kind.RESIDENT_FOREIGNER]
_ALL_INSTITUTIONS = list(range(COUNT))[INSTITUTIONS]
_CODES: dict[str, list[int]] = {
    "8000": [Kind.PERSON], "9000": [*_FOREIGN], "9100": [*_FOREIGN_HOUSES],
    "1000": [Kind.SECURITIES], "3000": [Kind.TRUST], "3100": [Kind.PRIVATE_FUND],
    "5000": [Kind.OTHER_FINANCE], "4000": [Kind.BANK], "2000": [Kind.INSURANCE],
    "6000": [Kind.PENSION], "7000": [Kind.STATE], "7100": [Kind.CORPORATION],
    "9999": _ALL_INSTITUTIONS,
}  # fmt: skip
_DIGITS: dict[str, list[int]] = {
    "6": [*_FOREIGN], "7": _ALL_INSTITUTIONS, "1": [Kind.TRUST], "0": [Kind.INSURANCE],
    "2": [Kind.BANK], "3": [Kind.PENSION], "4": [Kind.STATE], "5": [Kind.CORPORATION],
}  # fmt: skip


class Side(msgspec.Struct, frozen=True):
    """What some kinds together traded, by listing index: shares, won, and won in millions."""

    buys: Ints
    sells: Ints
    bought: Ints
    sold: Ints
    bought_millions: Ints
    sold_millions: Ints

    @property
    def net(self) -> Ints:
        """Return shares bought net."""
        return self.buys - self.sells

    @property
    def net_won(self) -> Ints:
        """Return won bought net."""
        return self.bought - self.sold

    @property
    def millions(self) -> Ints:
        """Return million won bought net."""
        return self.bought_millions - self.sold_millions


def side_of(flows: Flows | Totals, kinds: Sequence[int]) -> Side:
    """Return what some kinds traded; millions are counted as lists by kind count them."""
    millions = in_units(flows.bought, MILLION), in_units(flows.sold, MILLION)
    columns = (flows.buys, flows.sells, flows.bought, flows.sold, *millions)
    return Side(*(column[:, list(kinds)].sum(axis=1) for column in columns))


def cut(numbers: Ints, unit: int) -> Ints:
    """Return numbers in whole units, cut towards zero."""
    found: Ints = np.sign(numbers) * (np.abs(numbers) // unit)
    return found


def days_asked(asked: Asked) -> tuple[int, int]:
    """Return the first and the last day asked for, of a longer time only its last days."""
    first, last = period(asked)
    return max(first, last - STREAK_DAYS + 1), last


def _over(asked: Asked) -> Totals:
    """Return the sums of the days asked for."""
    return asked.there.investors.over(*days_asked(asked))


def _price_row(found: NameView, sign: str) -> Row:
    return {
        "stk_cd": found.listing.code,
        "stk_nm": found.listing.name,
        "cur_prc": directed(found.price, found.base),
        sign: found.flag,
        "pred_pre": signed(found.change),
    }


def mean(won: int, shares: int) -> int:
    """Return won a share; 0 where signs or shares make no price."""
    return won // shares if shares and won and (won > 0) == (shares > 0) else 0


def by_kind(asked: Asked) -> Answered:
    """Rank names by what one kind sold or bought net over days (ka10058)."""
    totals = _over(asked)
    side = side_of(totals, _CODES[asked.body["invsr_tp"]])
    selling = asked.body["trde_tp"] == "1"
    score = -side.net_won if selling else side.net_won

    def row(found: NameView, place: int) -> Row:
        at = found.listing.index
        parts = (side.sold, side.sells) if selling else (side.bought, side.buys)
        price = mean(int(parts[0][at]), int(parts[1][at]))
        return {
            **_price_row(found, "pre_sig"),
            "netslmt_qty": signed(int(side.net[at])),
            "netslmt_amt": signed(int(side.net_won[at])),
            "prsm_avg_pric": str(price),
            "avg_pric_pre": signed(found.price - price if price else 0),
            "pre_rt": signed_percent(ratio(found.price - price, price)),
            "dt_trde_qty": str(int(totals.volume[at])),
        }

    return ranked(asked, "invsr_daly_trde_stk", of_market(asked) & (score > 0), score, row)


def by_institutions(asked: Asked) -> Answered:
    """Rank names by what institutions sold or bought net over days (ka10044), in hundred shares."""
    side = side_of(_over(asked), _ALL_INSTITUTIONS)
    score = -side.net_won if asked.body["trde_tp"] == "1" else side.net_won
    shares, millions = cut(side.net, _HUNDRED_SHARES), side.millions

    def row(found: NameView, place: int) -> Row:
        at = found.listing.index
        return {
            "stk_cd": found.listing.code,
            "stk_nm": found.listing.name,
            "netprps_qty": signed(int(shares[at])),
            "netprps_amt": signed(int(millions[at])),
        }

    return ranked(asked, "daly_orgn_trde_stk", of_market(asked) & (score > 0), score, row)


def together(asked: Asked) -> Answered:
    """Rank names that institutions and foreigners bought, or sold, both (ka10062)."""
    totals, unit = _over(asked), int(asked.body["unit_tp"])
    institutions, foreign = side_of(totals, _ALL_INSTITUTIONS), side_of(totals, _FOREIGN)
    selling = asked.body["trde_tp"] == "2"
    turn = -1 if selling else 1
    both = side_of(totals, [*_FOREIGN, *_ALL_INSTITUTIONS])
    keep = of_market(asked) & (turn * institutions.net > 0) & (turn * foreign.net > 0)
    by_shares = asked.body["sort_cnd"] == "1"
    score = turn * (both.net if by_shares else both.net_won)
    sides = (("orgn", institutions), ("for", foreign))

    def row(found: NameView, place: int) -> Row:
        at = found.listing.index
        values: Row = {
            **_price_row(found, "pre_sig"),
            "rank": str(place + 1),
            "flu_rt": signed_percent(found.rate),
            "acc_trde_qty": str(found.volume),
            "nettrde_qty": signed(sum(int(cut(s.net[at], unit)) for _, s in sides)),
            "nettrde_amt": signed(sum(int(s.millions[at]) for _, s in sides)),
        }
        for name, side in sides:
            values |= {
                f"{name}_nettrde_qty": signed(int(cut(side.net[at], unit))),
                f"{name}_nettrde_amt": signed(int(side.millions[at])),
                f"{name}_nettrde_avg_pric": str(mean(int(side.net_won[at]), int(side.net[at]))),
            }
        return values

    return ranked(asked, "eql_nettrde_rank", keep, score, row)


def today_by_kind(asked: Asked) -> Answered:
    """Rank names by what one kind bought or sold net today so far (ka10065)."""
    side = side_of(asked.house.investors.today(), _CODES[asked.body["orgn_tp"]])
    amounts = asked.body.get("amt_qty_tp", AMOUNTS) != "2"
    buys = side.bought_millions if amounts else side.buys
    sells = side.sold_millions if amounts else side.sells
    score = (side.net_won if amounts else side.net) * (-1 if asked.body["trde_tp"] == "2" else 1)

    def row(found: NameView, place: int) -> Row:
        at = found.listing.index
        return {
            "stk_cd": found.listing.code,
            "stk_nm": found.listing.name,
            "sel_qty": signed(-int(sells[at])),
            "buy_qty": signed(int(buys[at])),
            "netslmt": signed(int(buys[at] - sells[at])),
        }

    return ranked(asked, "opmr_invsr_trde_upper", of_market(asked) & (score > 0), score, row)


def within_day(asked: Asked) -> Answered:
    """Tell names by what one kind bought net today, with the last whole ten minutes (ka10063).

    `frgn_all` lets all foreign houses count as foreigners, `smtm_netprps_tp` keeps names that
    institutions and foreigners both bought.
    """
    investors = asked.there.investors
    flows, before = investors.today(), investors.last_point()
    kinds = _DIGITS[asked.body["invsr"]]
    if asked.body["frgn_all"] == "1" and kinds == [*_FOREIGN]:
        kinds = _FOREIGN_HOUSES
    side, old = side_of(flows, kinds), side_of(before, kinds)
    keep = of_market(asked) & (asked.board.volume > 0)
    if asked.body["smtm_netprps_tp"] == "1":
        keep &= (flows.net[:, Kind.FOREIGNER] > 0) & (flows.net[:, INSTITUTIONS].sum(axis=1) > 0)
    amounts = (side.bought_millions, side.sold_millions, old.bought_millions, old.sold_millions)

    def row(found: NameView, place: int) -> Row:
        at = found.listing.index
        bought, sold, bought_then, sold_then = (int(x[at]) for x in amounts)
        buys, sells = int(side.buys[at]), int(side.sells[at])
        buys_then, sells_then = int(old.buys[at]), int(old.sells[at])
        net, net_then = bought - sold, bought_then - sold_then
        shares, shares_then = buys - sells, buys_then - sells_then
        return {
            **_price_row(found, "pre_sig"),
            "flu_rt": signed_percent(found.rate),
            "acc_trde_qty": str(found.volume),
            "netprps_amt": signed(net),
            "prev_netprps_amt": signed(net_then),
            "netprps_amt_irds": signed(net - net_then),
            "buy_amt": str(bought),
            "buy_amt_irds": signed(bought - bought_then),
            "sell_amt": str(sold),
            "sell_amt_irds": signed(sold - sold_then),
            "netprps_qty": signed(shares),
            "prev_pot_netprps_qty": signed(shares_then),
            "netprps_irds": signed(shares - shares_then),
            "buy_qty": str(buys),
            "buy_qty_irds": signed(buys - buys_then),
            "sell_qty": str(sells),
            "sell_qty_irds": signed(sells - sells_then),
        }

    return ranked(asked, "opmr_invsr_trde", keep, side.net_won, row)


def after_close(asked: Asked) -> Answered:
    """Tell names by kind of investor after the close (ka10066), of the last day that is over."""
    investors, flow, body = asked.there.investors, asked.house.past.flow, asked.body
    over = flow.board.second > flow.hours.end
    day = investors.day(investors.position if over else investors.position - 1)
    amounts = body["amt_qty_tp"] == AMOUNTS
    figures = chosen(day.buys, day.sells, day.bought, day.sold, body["trde_tp"], amounts, 1)
    keep = of_market(asked) & (day.volume > 0)
    score = figures[:, INSTITUTIONS].sum(axis=1) if body["trde_tp"] == NET else day.value

    def row(found: NameView, place: int) -> Row:
        at = found.listing.index
        values = kinds_row(figures[at].tolist())
        del values["natfor"]
        return {
            **_price_row(found, "pre_sig"),
            "flu_rt": signed_percent(found.rate),
            "trde_qty": str(int(day.volume[at])),
            **values,
        }

    return ranked(asked, "opaf_invsr_trde", keep, score, row)


ANSWERS: dict[str, Answer] = {
    "ka10044": by_institutions,
    "ka10058": by_kind,
    "ka10062": together,
    "ka10063": within_day,
    "ka10065": today_by_kind,
    "ka10066": after_close,
}
