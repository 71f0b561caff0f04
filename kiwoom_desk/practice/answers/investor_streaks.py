"""What institutions and foreigners bought day after day (ka10131), and every kind by sector (ka10051)."""

from __future__ import annotations

from datetime import date

import msgspec
import numpy as np

from kiwoom_desk.practice.answers.asked import Answer, Answered, Asked, by_place
from kiwoom_desk.practice.answers.by_investor import MILLION
from kiwoom_desk.practice.answers.investor_rankings import cut
from kiwoom_desk.practice.answers.name_days import period, position_of
from kiwoom_desk.practice.answers.ranked import of_market
from kiwoom_desk.practice.draws import Ints
from kiwoom_desk.practice.investors import STREAK_DAYS
from kiwoom_desk.practice.kinds import INSTITUTIONS, Kind, in_units
from kiwoom_desk.practice.to_wire import Row, ordered, ratio, signed, signed_percent
from kiwoom_desk.practice.universe import IndexSpec

_EOK, _THOUSAND = 100_000_000, 1000
_PREFIX = {"001": "0", "101": "1", "0": "0", "1": "1"}
# A streak shows at least within so many days, whatever the period.
_LEAST_DAYS = 20
_SECTOR_KEYS = {
    "sc_netprps": Kind.SECURITIES, "insrnc_netprps": Kind.INSURANCE,
    "invtrt_netprps": Kind.TRUST, "bank_netprps": Kind.BANK,
    "jnsinkm_netprps": Kind.OTHER_FINANCE, "endw_netprps": Kind.PENSION,
    "etc_corp_netprps": Kind.CORPORATION, "ind_netprps": Kind.PERSON,
    "frgnr_netprps": Kind.FOREIGNER, "native_trmt_frgnr_netprps": Kind.RESIDENT_FOREIGNER,
    "natn_netprps": Kind.STATE, "samo_fund_netprps": Kind.PRIVATE_FUND,
}  # fmt: skip


class _Streak(msgspec.Struct, frozen=True):
    """By item: sums over the period, then length (negative = selling) and sums of the streak."""

    shares: Ints
    won: Ints
    days: Ints
    streak_shares: Ints
    streak_won: Ints


class _Subjects(msgspec.Struct, frozen=True):
    """What is ranked: codes, names, change over the period, nets (days, newest first, x items x 4)."""

    codes: list[str]
    names: list[str]
    rates: Ints
    nets: Ints


def streaks(asked: Asked) -> Answered:
    """Rank names or sectors by what institutions and foreigners bought net over days (ka10131)."""
    first, last = _period(asked)
    key = "orgn_frgnr_cont_trde_prst"
    if last < first:
        return Answered({key: []}, empty=True)
    first = max(first, last - STREAK_DAYS + 1)
    nets = np.stack([asked.there.investors.nets(p) for p in days_asked(asked)])
    subjects = (_sectors if asked.body["stk_inds_tp"] == "1" else _names)(asked, nets, first, last)
    by_amount, length = asked.body["amt_qty_tp"] == "0", min(last - first + 1, len(nets))
    shares, won = subjects.nets[:, :, :2], subjects.nets[:, :, 2:]
    parts = {
        "orgn": _streak(shares[:, :, 0], won[:, :, 0], length, by_amount),
        "frgnr": _streak(shares[:, :, 1], won[:, :, 1], length, by_amount),
        "tot": _streak(shares.sum(axis=2), won.sum(axis=2), length, by_amount),
    }
    score = parts["tot"].won if by_amount else parts["tot"].shares
    kept = np.flatnonzero(score > 0)
    order = kept[np.argsort(-score[kept], kind="stable")]
    page, fields = by_place(asked, len(order)), asked.rows(key)
    rows = [
        ordered(fields, _streak_row(subjects, parts, place, int(order[place])))
        for place in range(page.first, page.last)
    ]
    return Answered({key: rows}, page.following, empty=not len(order))


def days_asked(asked: Asked) -> range:
    """Return the days whose nets are read, newest first; none where the last is before the first."""
    first, last = _period(asked)
    if last < first:
        return range(0)
    oldest = min(max(first, last - STREAK_DAYS + 1), last - _LEAST_DAYS + 1)
    return range(last, oldest - 1, -1)


def _period(asked: Asked) -> tuple[int, int]:
    """Return first and last position; today counts once something has traded."""
    if asked.body["dt"] == "0":
        today = f"{asked.house.past.flow.day:%Y%m%d}"
        filled = {**asked.body, "strt_dt": asked.body.get("strt_dt") or today}
        return period(msgspec.structs.replace(asked, body=filled))
    position = asked.house.investors.position
    last = position if asked.house.board.volume.any() else position - 1
    return last - int(asked.body["dt"]) + 1, last


def _names(asked: Asked, nets: Ints, first: int, last: int) -> _Subjects:
    rows = np.flatnonzero(of_market(asked) & asked.house.standing.share)
    listings = [asked.exchange.universe.listings[row] for row in rows.tolist()]
    path = asked.house.past.flow.path
    before = path.closes(rows, first - 1, first - 1)[:, 0]
    today = last == asked.house.investors.position
    after = asked.board.price[rows] if today else path.closes(rows, last, last)[:, 0]
    codes, names = [item.code for item in listings], [item.name for item in listings]
    return _Subjects(codes, names, cut((after - before) * 10_000, 1) // before, nets[:, rows])


def _sectors(asked: Asked, nets: Ints, first: int, last: int) -> _Subjects:
    specs = _specs(asked, asked.body["mrkt_tp"])
    if not of_market(asked).any():
        specs = []
    by_code, calendar = asked.exchange.universe.by_code, asked.house.past.flow.path.calendar
    sums = [nets[:, [by_code[code].index for code in spec.members]].sum(axis=1) for spec in specs]
    rates = []
    for spec in specs:
        after = _level(asked, spec, calendar.day(last))
        before = _level(asked, spec, calendar.day(first - 1))
        rates.append((after - before) * 10_000 // before)
    joined = np.stack(sums, axis=1) if sums else nets[:, :0]
    codes, names = [spec.code for spec in specs], [spec.name for spec in specs]
    return _Subjects(codes, names, np.array(rates, np.int64), joined)


def _specs(asked: Asked, market: str) -> list[IndexSpec]:
    return [s for s in asked.house.indices.specs if s.code.startswith(_PREFIX[market])]


def _level(asked: Asked, spec: IndexSpec, day: date) -> int:
    bars = asked.house.index_history.daily(spec.code, day, 1)
    return int(bars.close[-1])


def _streak(shares: Ints, won: Ints, length: int, by_amount: bool) -> _Streak:
    """Return period and streak of columns (days, newest first, x items)."""
    judged = np.sign(won if by_amount else shares)
    same = np.logical_and.accumulate((judged == judged[0]) & (judged[0] != 0), axis=0)
    return _Streak(
        shares[:length].sum(axis=0),
        won[:length].sum(axis=0),
        same.sum(axis=0) * judged[0],
        np.where(same, shares, 0).sum(axis=0),
        np.where(same, won, 0).sum(axis=0),
    )


def _streak_row(subjects: _Subjects, parts: dict[str, _Streak], place: int, at: int) -> Row:
    row: Row = {
        "rank": str(place + 1),
        "stk_cd": subjects.codes[at],
        "stk_nm": subjects.names[at],
        "prid_stkpc_flu_rt": signed_percent(int(subjects.rates[at])),
    }
    for name in ("orgn", "frgnr"):
        part = parts[name]
        row |= {
            f"{name}_nettrde_qty": signed(int(part.shares[at])),
            f"{name}_nettrde_amt": signed(_millions(part.won[at])),
            f"{name}_cont_netprps_dys": signed(int(part.days[at])),
            f"{name}_cont_netprps_qty": signed(int(part.streak_shares[at])),
            f"{name}_cont_netprps_amt": signed(_millions(part.streak_won[at])),
        }
    total = parts["tot"]
    return row | {
        "nettrde_qty": signed(int(total.shares[at])),
        "nettrde_amt": signed(_millions(parts["orgn"].won[at]) + _millions(parts["frgnr"].won[at])),
        "tot_cont_netprps_dys": signed(int(total.days[at])),
        "tot_cont_nettrde_qty": signed(int(total.streak_shares[at])),
        "tot_cont_netprps_amt": signed(_millions(total.streak_won[at])),
    }


def _millions(won: np.int64) -> int:
    return abs(int(won)) // MILLION * (1 if won >= 0 else -1)


def by_sector(asked: Asked) -> Answered:
    """Tell what each kind of investor bought net in every sector of a market on a day (ka10051)."""
    key = "inds_netprps"
    text = asked.body.get("base_dt", "")
    position = position_of(asked, text, "base_dt") if text else asked.house.investors.position
    flows = asked.there.investors.day(position)
    unit = _EOK if asked.body["amt_qty_tp"] == "0" else _THOUSAND
    sides = (flows.bought, flows.sold) if unit == _EOK else (flows.buys, flows.sells)
    market = {"0": "001", "1": "101"}[asked.body["mrkt_tp"]]
    specs = _specs(asked, market) if of_market(asked, market).any() else []
    by_code, fields = asked.exchange.universe.by_code, asked.rows(key)
    levels = _levels(asked, specs, position)
    rows = []
    for spec in specs:
        members = [by_code[code].index for code in spec.members]
        bought, sold = (in_units(side[members].sum(axis=0), unit) for side in sides)
        volume = int(flows.volume[members].sum())
        rows.append(ordered(fields, _sector_row(spec, levels[spec.code], volume, bought - sold)))
    return Answered({key: rows}, empty=not rows)


def _levels(asked: Asked, specs: list[IndexSpec], position: int) -> dict[str, tuple[int, int]]:
    """Return level and change of sectors on a day, in hundredths of a point."""
    if position == asked.house.investors.position:
        return {one.code: (one.level, one.change) for one in asked.house.indices.figures()}
    day, found = asked.house.past.flow.path.calendar.day(position), {}
    for spec in specs:
        bars = asked.house.index_history.daily(spec.code, day, 2)
        level = int(bars.close[-1])
        found[spec.code] = level, level - int(bars.close[-2])
    return found


def _sector_row(spec: IndexSpec, now: tuple[int, int], volume: int, net: Ints) -> Row:
    level, change = now
    row: Row = {key: signed(int(net[kind])) for key, kind in _SECTOR_KEYS.items()}
    sign = "+" if change > 0 else "-" if change < 0 else ""
    return {
        "inds_cd": spec.code,
        "inds_nm": spec.name,
        "cur_prc": f"{sign}{level}",
        "pre_smbol": "2" if change > 0 else "5" if change < 0 else "3",
        "pred_pre": signed(change),
        "flu_rt": signed(ratio(change, level - change)),
        "trde_qty": str(volume),
        **row,
        "orgn_netprps": signed(int(net[INSTITUTIONS].sum())),
    }


ANSWERS: dict[str, Answer] = {"ka10051": by_sector, "ka10131": streaks}
