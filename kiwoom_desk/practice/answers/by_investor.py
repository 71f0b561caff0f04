"""One name's trade by kind of investor, by day, over days and within the day."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np

from kiwoom_desk.practice.answers.asked import Answer, Answered, Asked, by_place
from kiwoom_desk.practice.answers.name_days import (
    NameDay,
    day_of,
    day_pages,
    days_of,
    period,
)
from kiwoom_desk.practice.answers.names import find
from kiwoom_desk.practice.draws import Ints
from kiwoom_desk.practice.investors import POINT_MINUTES
from kiwoom_desk.practice.kinds import INSTITUTIONS, Kind, in_units
from kiwoom_desk.practice.to_wire import (
    Row,
    ordered,
    percent,
    ratio,
    signed,
    signed_percent,
)
from kiwoom_desk.practice.universe import Listing

MILLION = 1_000_000
_MOST_DAYS = 600
KEYS = {
    "ind_invsr": Kind.PERSON, "frgnr_invsr": Kind.FOREIGNER, "fnnc_invt": Kind.SECURITIES,
    "insrnc": Kind.INSURANCE, "invtrt": Kind.TRUST, "etc_fnnc": Kind.OTHER_FINANCE,
    "bank": Kind.BANK, "penfnd_etc": Kind.PENSION, "samo_fund": Kind.PRIVATE_FUND,
    "natn": Kind.STATE, "etc_corp": Kind.CORPORATION, "natfor": Kind.RESIDENT_FOREIGNER,
}  # fmt: skip
NET, BUYS, SELLS = "0", "1", "2"
AMOUNTS = "1"


def kinds_row(figures: Sequence[int]) -> Row:
    """Return one day's figures by kind under their keys, the institutions' sum included."""
    row: Row = {key: signed(figures[kind]) for key, kind in KEYS.items()}
    row["orgn"] = signed(sum(figures[INSTITUTIONS]))
    return row


def chosen(
    buys: Ints, sells: Ints, bought: Ints, sold: Ints, side: str, amounts: bool, unit: int
) -> Ints:
    """Return the figures by kind (last axis) that switches of a request mean, in whole units.

    `side` is net, buys or sells; `unit` counts shares, amounts are in million won.
    """
    first, second = (bought, sold) if amounts else (buys, sells)
    size = MILLION if amounts else unit
    if side == BUYS:
        return in_units(first, size)
    if side == SELLS:
        return in_units(second, size)
    return in_units(first, size) - in_units(second, size)


def _figures(asked: Asked, days: list[NameDay]) -> list[list[int]]:
    """Return the figures by kind of days, as the switches of the request mean them."""
    body = asked.body
    columns = (
        np.stack([getattr(day.traded, name) for day in days])
        for name in ("buys", "sells", "bought", "sold")
    )
    buys, sells, bought, sold = columns
    amounts, unit = body["amt_qty_tp"] == AMOUNTS, int(body["unit_tp"])
    found: list[list[int]] = chosen(
        buys, sells, bought, sold, body["trde_tp"], amounts, unit
    ).tolist()
    return found


def _chart_row(day: NameDay, figures: list[int]) -> Row:
    return {
        "dt": f"{day.day:%Y%m%d}",
        "cur_prc": day.price,
        "pred_pre": day.changed,
        "acc_trde_prica": str(day.value // MILLION),
        **kinds_row(figures),
    }


def _day_row(day: NameDay, figures: list[int]) -> Row:
    more = {"pre_sig": day.flag, "flu_rt": signed(day.rate), "acc_trde_qty": str(day.volume)}
    return {**_chart_row(day, figures), **more}


def _by_day(asked: Asked, key: str, row: Callable[[NameDay, list[int]], Row]) -> Answered:
    listing = find(asked.exchange, asked.body["stk_cd"])

    def made(days: list[NameDay]) -> list[Row]:
        return (
            [row(*pair) for pair in zip(days, _figures(asked, days), strict=True)] if days else []
        )

    return day_pages(asked, listing, key, day_of(asked.body["dt"], "dt"), made)


def by_day(asked: Asked) -> Answered:
    """Tell a name's days by kind of investor (ka10059); the rate comes in hundredths."""
    return _by_day(asked, "stk_invsr_orgn", _day_row)


def chart(asked: Asked) -> Answered:
    """Tell the same as a chart (ka10060)."""
    return _by_day(asked, "stk_invsr_orgn_chart", _chart_row)


def totals(asked: Asked) -> Answered:
    """Tell the sums of a name's days by kind of investor (ka10061)."""
    listing = find(asked.exchange, asked.body["stk_cd"])
    days = _between(asked, listing)
    key = "stk_invsr_orgn_tot"
    if not days:
        return Answered({key: []}, empty=True)
    buys, sells, bought, sold = (
        np.sum([getattr(day.traded, name) for day in days], axis=0)
        for name in ("buys", "sells", "bought", "sold")
    )
    body = asked.body
    amounts, unit = body["amt_qty_tp"] == AMOUNTS, int(body["unit_tp"])
    figures = chosen(buys, sells, bought, sold, body["trde_tp"], amounts, unit)
    return Answered({key: [ordered(asked.rows(key), kinds_row(figures.tolist()))]})


def _between(asked: Asked, listing: Listing) -> list[NameDay]:
    """Return a name's days of the period asked for, newest first."""
    first, last = period(asked)
    if last < first:
        return []
    end = asked.house.past.flow.path.calendar.day(last)
    days = days_of(asked, listing, end, min(last - first + 1, _MOST_DAYS))
    return [day for day in days if day.position >= first]


def institutions_by_day(asked: Asked) -> Answered:
    """Tell what institutions and foreigners bought net, by day and running (ka10045)."""
    listing = find(asked.exchange, asked.body["stk_cd"])
    days = _between(asked, listing)
    key = "stk_orgn_trde_trnsn"
    page = by_place(asked, len(days))
    fields = asked.rows(key)
    running, limit = _running(days), _limit(asked, listing)
    rows = [
        ordered(fields, _institution_row(days[place], running[place], limit))
        for place in range(page.first, page.last)
    ]
    values: Row = {
        "orgn_prsm_avg_pric": str(_mean_price(days, INSTITUTIONS, asked.body["orgn_prsm_unp_tp"])),
        "for_prsm_avg_pric": str(
            _mean_price(
                days, slice(Kind.FOREIGNER, Kind.FOREIGNER + 1), asked.body["for_prsm_unp_tp"]
            )
        ),
        key: rows,
    }
    return Answered(ordered(asked.api.response, values), page.following, empty=not days)


def _limit(asked: Asked, listing: Listing) -> int:
    """Return the most shares foreigners may hold."""
    return int(asked.house.investors.foreign.limit[listing.index])


def _running(days: list[NameDay]) -> list[tuple[int, int]]:
    """Return what institutions and foreigners bought net from the oldest day up to each one."""
    sums, found = [0, 0], []
    for day in reversed(days):
        sums[0] += int(day.traded.net[INSTITUTIONS].sum())
        sums[1] += int(day.traded.net[Kind.FOREIGNER])
        found.append((sums[0], sums[1]))
    return found[::-1]


def _mean_price(days: list[NameDay], kinds: slice, side: str) -> int:
    """Return at what price some kinds bought (1) or sold (2) on average."""
    names = ("buys", "bought") if side == "1" else ("sells", "sold")
    shares, won = (sum(int(getattr(d.traded, name)[kinds].sum()) for d in days) for name in names)
    return won // shares if shares else 0


def _institution_row(day: NameDay, running: tuple[int, int], limit: int) -> Row:
    return {
        "dt": f"{day.day:%Y%m%d}",
        "close_pric": day.price,
        "pre_sig": day.flag,
        "pred_pre": day.changed,
        "flu_rt": signed_percent(day.rate),
        "trde_qty": str(day.volume),
        "orgn_dt_acc": signed(running[0]),
        "orgn_daly_nettrde_qty": signed(int(day.traded.net[INSTITUTIONS].sum())),
        "for_dt_acc": signed(running[1]),
        "for_daly_nettrde_qty": signed(int(day.traded.net[Kind.FOREIGNER])),
        "limit_exh_rt": percent(ratio(day.held, limit)),
    }


def institutions_now(asked: Asked) -> Answered:
    """Tell the last day of a name: institutions, foreigners and the foreign share (ka10009).

    What institutions gathered counts from the first trading day of the month.
    """
    listing = find(asked.exchange, asked.body["stk_cd"])
    today = asked.house.past.flow.day
    days = days_of(asked, listing, today, 25)
    if not days:
        blank = {field.key: "" for field in asked.api.response}
        return Answered(ordered(asked.api.response, blank), empty=True)
    day = days[0]
    month = [x for x in days if (x.day.year, x.day.month) == (day.day.year, day.day.month)]
    gathered = sum(int(x.traded.net[INSTITUTIONS].sum()) for x in month)
    return Answered(
        ordered(
            asked.api.response,
            {
                "date": f"{day.day:%Y%m%d}",
                "close_pric": day.price,
                "pre": day.changed,
                "orgn_dt_acc": signed(gathered),
                "orgn_daly_nettrde": signed(int(day.traded.net[INSTITUTIONS].sum())),
                "frgnr_daly_nettrde": signed(int(day.traded.net[Kind.FOREIGNER])),
                "frgnr_qota_rt": percent(ratio(day.held, listing.shares)),
            },
        )
    )


def foreigners_by_day(asked: Asked) -> Answered:
    """Tell what foreigners hold and may hold of a name, by day (ka10008)."""
    listing = find(asked.exchange, asked.body["stk_cd"])
    limit = _limit(asked, listing)

    def row(day: NameDay) -> Row:
        return {
            "dt": f"{day.day:%Y%m%d}",
            "close_pric": day.price,
            "pred_pre": day.changed,
            "trde_qty": str(day.volume),
            "chg_qty": signed(int(day.traded.net[Kind.FOREIGNER])),
            "poss_stkcnt": str(day.held),
            "wght": percent(ratio(day.held, listing.shares)),
            "gain_pos_stkcnt": str(limit - day.held),
            "frgnr_limit": str(limit),
            "frgnr_limit_irds": "0",
            "limit_exh_rt": percent(ratio(day.held, limit)),
        }

    def made(days: list[NameDay]) -> list[Row]:
        return [row(day) for day in days]

    return day_pages(asked, listing, "stk_frgnr", asked.house.past.flow.day, made)


def within_day(asked: Asked) -> Answered:
    """Tell a name's day so far by kind of investor, a point every ten minutes (ka10064).

    A name of another market than the one asked for has no points.
    """
    listing = find(asked.exchange, asked.body["stk_cd"])
    key = "opmr_invsr_trde_chart"
    if not asked.house.standing.markets[asked.body["mrkt_tp"]][listing.index]:
        return Answered({key: []}, empty=True)
    flow, investors = asked.house.past.flow, asked.there.investors
    second, end = flow.board.second, flow.hours.end
    told = investors.seconds(investors.position)
    times = [at for at in told if at % (60 * POINT_MINUTES) == 0 or at == end]
    found = asked.look(listing)
    parts = [investors.course(listing.index, times)]
    if told and second not in times and asked.there.is_open(second):
        times.append(second)
        parts.append(investors.one(listing.index, found.volume, found.value))
    side, amounts = asked.body["trde_tp"], asked.body["amt_qty_tp"] == AMOUNTS
    figures = np.concatenate([
        chosen(p.buys, p.sells, p.bought, p.sold, side, amounts, 1) for p in parts
    ])  # fmt: skip
    fields = asked.rows(key)
    rows = [
        ordered(fields, _point(at, kinds))
        for at, kinds in zip(times[::-1], figures[::-1].tolist(), strict=True)
    ]
    return Answered({key: rows}, empty=not rows)


def _point(second: int, figures: list[int]) -> Row:
    row = kinds_row(figures)
    kept = ("frgnr_invsr", "orgn", "invtrt", "insrnc", "bank", "penfnd_etc", "etc_corp", "natn")
    return {"tm": time_text(second), **{key: row[key] for key in kept}}


def time_text(second: int) -> str:
    """Return a second since midnight as HHMMSS."""
    return f"{second // 3600:02d}{second // 60 % 60:02d}{second % 60:02d}"


ANSWERS: dict[str, Answer] = {
    "ka10008": foreigners_by_day,
    "ka10009": institutions_now,
    "ka10045": institutions_by_day,
    "ka10059": by_day,
    "ka10060": chart,
    "ka10061": totals,
    "ka10064": within_day,
}
