"""One name by day with who traded it (ka10005, ka10015, ka10047, ka10086); refuses charts."""

from __future__ import annotations

from datetime import date, timedelta

import msgspec
import numpy as np

from kiwoom_desk.practice.answers.asked import LIST_PAGE, Answer, Answered, Asked
from kiwoom_desk.practice.answers.name_days import NameDay, day_of, days_of
from kiwoom_desk.practice.answers.names import find
from kiwoom_desk.practice.credit import Kind as CreditKind
from kiwoom_desk.practice.draws import Ints
from kiwoom_desk.practice.kinds import INSTITUTIONS, Kind, in_units
from kiwoom_desk.practice.members import MEMBERS
from kiwoom_desk.practice.strengths import strengths
from kiwoom_desk.practice.to_wire import (
    Row,
    directed,
    ordered,
    percent,
    ratio,
    signed,
    signed_percent,
)
from kiwoom_desk.practice.universe import Listing

_MILLION = 1_000_000
_PARTS = ("bf_mkrt", "opmr", "af_mkrt")
# Days over which ka10047 measures, besides each day alone.
_SPANS = (5, 20, 60)
_KEPT_PAGES = 64
_ABROAD = [place for place, firm in enumerate(MEMBERS) if firm.foreign]


class _Day(msgspec.Struct, frozen=True):
    """A day with the rest of what these answers tell: won, shares, hundredths of a percent.

    `members` is what foreign firms bought net; `loans` and `lent` (new less repaid loans of the
    day) are None where they are not published yet.
    """

    of: NameDay
    open: int
    high: int
    low: int
    bought: int
    members: int
    held: int
    loans: int | None
    lent: int | None

    def money(self, shares: int) -> int:
        """Return shares in million won at the day's mean price."""
        worth = abs(shares) * self.of.value // max(self.of.volume, 1) // _MILLION
        return worth if shares >= 0 else -worth


def _page(asked: Asked, listing: Listing, end: date) -> tuple[list[_Day], str]:
    """Return a page of days, newest first, and where the next goes on."""
    if asked.position:
        end = day_of(asked.position.partition(".")[0], "next-key") - timedelta(days=1)
    today, newest = asked.house.past.flow.day, []
    if end >= today:
        now = days_of(asked, listing, today, 1)
        newest = _made(asked, listing, [day for day in now if day.day == today])
        end = today - timedelta(days=1)
    found = [*newest, *_past(asked, listing, end, LIST_PAGE + 1 - len(newest))]
    page = found[:LIST_PAGE]
    following = f"{page[-1].of.day:%Y%m%d}" if len(found) > LIST_PAGE else ""
    return page, following


def _past(asked: Asked, listing: Listing, end: date, count: int) -> tuple[_Day, ...]:
    """Return days before today; they do not change, so the last pages asked for are kept."""
    kept = asked.house.kept_days
    key = asked.house.past.flow.day, listing.index, end, count, asked.venue
    found = kept.get(key)
    if not isinstance(found, tuple):
        found = kept[key] = tuple(_made(asked, listing, days_of(asked, listing, end, count)))
        while len(kept) > _KEPT_PAGES:
            del kept[next(iter(kept))]
    return found


def _made(asked: Asked, listing: Listing, days: list[NameDay]) -> list[_Day]:
    if not days:
        return []
    house, row = asked.house, np.array([listing.index])
    first, last = days[-1].position, days[0].position
    bars = asked.there.bars.daily(listing.index, days[0].day, len(days))
    positions = np.array([day.position for day in days], np.int64)
    bought = asked.there.tapes.bought(listing.index, positions).tolist()
    firms = asked.there.firms.name_days(listing.index, first, last)
    members = (firms.bought - firms.sold)[:, _ABROAD].sum(axis=1).tolist()
    known = min(last, house.credit.newest)
    credit = None
    if known >= first and house.credit.lends(CreditKind.LOAN, listing.index):
        credit = house.credit.days(CreditKind.LOAN, row, first, known).shares
    held = _held(asked, listing, days, positions)
    found = []
    for place, day in enumerate(days):
        at, bar = day.position - first, len(bars) - 1 - place
        told = credit is not None and at <= known - first
        found.append(
            _Day(
                day,
                int(bars.open[bar]),
                int(bars.high[bar]),
                int(bars.low[bar]),
                bought[place],
                members[at],
                held[place],
                int(credit.held[0, at]) if told and credit is not None else None,
                int(credit.change[0, at]) if told and credit is not None else None,
            )
        )
    return found


def _held(asked: Asked, listing: Listing, days: list[NameDay], positions: Ints) -> list[int]:
    """Return the shares that foreigners hold at the end of each day, or now."""
    investors, row = asked.house.investors, np.array([listing.index])
    held: list[int] = investors.foreign.held(row, positions).tolist()
    if days[0].position == investors.position:
        held[0] = days[0].held
    return held


def _shares_of(asked: Asked, listing: Listing, day: _Day) -> Row:
    """Return what foreigners hold: of what they may, and of all shares; and the loan balance."""
    limit = int(asked.house.investors.foreign.limit[listing.index])
    loans = "" if day.loans is None else percent(ratio(day.loans, listing.shares))
    return {
        "for_poss": percent(ratio(day.held, limit)),
        "for_wght": percent(ratio(day.held, listing.shares)),
        "crd_remn_rt": loans,
    }


def _nets(day: _Day, money: bool) -> tuple[int, int, int, int, int]:
    """Return what people, institutions, foreigners, foreign firms and programmes bought net."""
    traded = day.of.traded
    net = in_units(traded.net_won, _MILLION) if money else traded.net
    programme = int((traded.programme_buys - traded.programme_sells).sum())
    members = day.members
    if money:
        won = int((traded.programme_bought - traded.programme_sold).sum())
        programme = won // _MILLION if won >= 0 else -(-won // _MILLION)
        members = day.money(members)
    institutions = int(net[INSTITUTIONS].sum())
    return int(net[Kind.PERSON]), institutions, int(net[Kind.FOREIGNER]), members, programme


def _net_texts(day: _Day, money: bool = False) -> Row:
    person, institutions, foreign, members, programme = _nets(day, money)
    return {
        "for_netprps": signed(foreign),
        "orgn_netprps": signed(institutions),
        "ind_netprps": signed(person),
        "frgn": signed(members),
        "prm": signed(programme),
    }


def by_day(asked: Asked) -> Answered:
    """Tell a name's days with prices, volume and who bought net (ka10005)."""
    listing = find(asked.exchange, asked.body["stk_cd"])
    days, following = _page(asked, listing, asked.house.past.flow.day)
    fields = asked.rows("stk_ddwkmm")
    rows = [
        ordered(
            fields,
            {
                "date": f"{day.of.day:%Y%m%d}",
                **_prices(day),
                "pre": day.of.changed,
                "flu_rt": signed_percent(day.of.rate),
                "trde_qty": str(day.of.volume),
                "trde_prica": str(day.of.value // _MILLION),
                **_shares_of(asked, listing, day),
                **_net_texts(day),
            },
        )
        for day in days
    ]
    return Answered({"stk_ddwkmm": rows}, following, empty=not rows)


def _prices(day: _Day) -> Row:
    base = day.of.base
    return {
        "open_pric": directed(day.open, base),
        "high_pric": directed(day.high, base),
        "low_pric": directed(day.low, base),
        "close_pric": day.of.price,
    }


def prices(asked: Asked) -> Answered:
    """Tell a name's days back from one, in shares or in million won (ka10086)."""
    listing = find(asked.exchange, asked.body["stk_cd"])
    money = asked.body["indc_tp"] == "1"
    days, following = _page(asked, listing, day_of(asked.body["qry_dt"], "qry_dt"))
    fields = asked.rows("daly_stkpc")
    rows = []
    for day in days:
        nets = _net_texts(day, money)
        lent = "" if day.lent is None else signed_percent(ratio(day.lent, day.of.volume))
        foreign = int(day.of.traded.net[Kind.FOREIGNER])
        values: Row = {
            "date": f"{day.of.day:%Y%m%d}",
            **_prices(day),
            "pred_rt": day.of.changed,
            "flu_rt": signed_percent(day.of.rate),
            "trde_qty": str(day.of.volume),
            "amt_mn": str(day.of.value // _MILLION),
            "crd_rt": lent,
            "ind": nets["ind_netprps"],
            "orgn": nets["orgn_netprps"],
            "for_qty": nets["for_netprps"],
            "for_rt": signed_percent(ratio(foreign, day.of.volume)),
            **_shares_of(asked, listing, day),
            **nets,
        }
        rows.append(ordered(fields, values))
    return Answered({"daly_stkpc": rows}, following, empty=not rows)


def details(asked: Asked) -> Answered:
    """Tell a name's days back from one with the hours before and after the session (ka10015).

    On KRX what was traded at fixed prices and in the after-market comes on top of the day's volume,
    on NXT the hours before and after are parts of it; the weights are parts of all three. The
    volume of the period runs on over pages: the next key holds it.
    """
    listing = find(asked.exchange, asked.body["stk_cd"])
    days, following = _page(asked, listing, day_of(asked.body["strt_dt"], "strt_dt"))
    volumes, values = _parts(asked, listing, days)
    before = asked.position.partition(".")[2]
    running, rows, fields = int(before or 0), [], asked.rows("daly_trde_dtl")
    for place, day in enumerate(days):
        running += day.of.volume
        sold = day.of.volume - day.bought
        rows.append(
            ordered(
                fields,
                {
                    "dt": f"{day.of.day:%Y%m%d}",
                    "close_pric": day.of.price,
                    "pred_pre_sig": day.of.flag,
                    "pred_pre": day.of.changed,
                    "flu_rt": signed_percent(day.of.rate),
                    "trde_qty": str(day.of.volume),
                    "trde_prica": str(day.of.value // _MILLION),
                    **_hours(volumes[:, place].tolist(), values[:, place].tolist()),
                    "prid_trde_qty": str(running),
                    "cntr_str": percent(min(day.bought * 10_000 // max(sold, 1), 99_999)),
                    **_shares_of(asked, listing, day),
                    **_net_texts(day),
                },
            )
        )
    following = f"{following}.{running}" if following else ""
    return Answered({"daly_trde_dtl": rows}, following, empty=not rows)


def _parts(asked: Asked, listing: Listing, days: list[_Day]) -> tuple[Ints, Ints]:
    """Return shares and won before, in and after the session (three rows) of each day."""
    parts, today = asked.house.day_parts, asked.house.past.flow.day
    running = [day for day in days if day.of.day == today]
    past = [day.of.position for day in days if day.of.day != today]
    found = [parts.name_now(asked.venue, listing.index)] if running else []
    found.append(parts.name_days(asked.venue, listing.index, past))
    volume = np.array([day.of.volume for day in days], np.int64)
    value = np.array([day.of.value for day in days], np.int64)
    cuts = [slice(0, len(running)), slice(len(running), None)][-len(found) :]
    volumes = [one.volumes(volume[cut]) for one, cut in zip(found, cuts, strict=True)]
    values = [one.values(value[cut]) for one, cut in zip(found, cuts, strict=True)]
    return np.concatenate(volumes, axis=1), np.concatenate(values, axis=1)


def _hours(volumes: list[int], values: list[int]) -> Row:
    """Tell volumes and values of the three parts of a day, and their weights."""
    row: Row = {}
    for name, volume, value in zip(_PARTS, volumes, values, strict=True):
        row[f"{name}_trde_qty"] = str(volume)
        row[f"{name}_trde_prica"] = str(value // _MILLION)
    weights, worths = _weights(volumes), _weights(values)
    for name, weight, worth in zip(_PARTS, weights, worths, strict=True):
        row[f"{name}_trde_wght"] = percent(weight)
        row[f"{name}_trde_prica_wght"] = percent(worth)
    return {**row, "tot_3": percent(sum(weights))}


def _weights(parts: list[int]) -> tuple[int, int, int]:
    """Return the parts in hundredths of a percent; the session takes what rounding leaves."""
    early, late = ratio(parts[0], sum(parts)), ratio(parts[2], sum(parts))
    return early, 10_000 - early - late if sum(parts) else 0, late


def strength(asked: Asked) -> Answered:
    """Tell a name's strength by day and over 5, 20 and 60 days (ka10047)."""
    listing = find(asked.exchange, asked.body["stk_cd"])
    end = asked.house.past.flow.day
    if asked.position:
        end = day_of(asked.position, "next-key") - timedelta(days=1)
    found = days_of(asked, listing, end, LIST_PAGE + 1 + _SPANS[-1])
    page = found[:LIST_PAGE]
    following = f"{page[-1].day:%Y%m%d}" if len(found) > LIST_PAGE else ""
    positions = np.array([day.position for day in found], np.int64)
    bought = asked.there.tapes.bought(listing.index, positions)
    if found and found[0].position == asked.house.investors.position:
        bought[0] = asked.look(listing).buy_volume
    sold = np.array([day.volume for day in found], np.int64) - bought
    columns = {1: strengths(bought, sold), **_over(bought, sold)}
    fields = asked.rows("cntr_str_daly")
    rows = [
        ordered(fields, _strength_row(day, *(int(columns[span][place]) for span in (1, *_SPANS))))
        for place, day in enumerate(page)
    ]
    return Answered({"cntr_str_daly": rows}, following, empty=not rows)


def _over(bought: Ints, sold: Ints) -> dict[int, Ints]:
    """Return the strength over so many days that end at each (newest first)."""
    found: dict[int, Ints] = {}
    for span in _SPANS:
        sums = []
        for column in (bought, sold):
            total = np.concatenate([[0], np.add.accumulate(column)])
            ends = np.minimum(np.arange(len(column)) + span, len(column))
            sums.append(total[ends] - total[:-1])
        found[span] = strengths(*sums)
    return found


def _strength_row(day: NameDay, alone: int, week: int, month: int, quarter: int) -> Row:
    return {
        "dt": f"{day.day:%Y%m%d}",
        "cur_prc": day.price,
        "pred_pre": day.changed,
        "pred_pre_sig": day.flag,
        "flu_rt": signed_percent(day.rate),
        "trde_qty": str(day.volume),
        "acc_trde_prica": str(day.value // _MILLION),
        "acc_trde_qty": str(day.volume),
        "cntr_str": percent(alone),
        "cntr_str_5min": percent(week),
        "cntr_str_20min": percent(month),
        "cntr_str_60min": percent(quarter),
    }


ANSWERS: dict[str, Answer] = {
    "ka10005": by_day,
    "ka10015": details,
    "ka10047": strength,
    "ka10086": prices,
}
