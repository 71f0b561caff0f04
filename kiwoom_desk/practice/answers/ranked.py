"""What every ranking shares: whom it takes in, its order, its pages; refuses to know any one API."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import numpy as np
import numpy.typing as npt

from kiwoom_desk.domain.instrument import Venue
from kiwoom_desk.practice.answers.asked import Answered, Asked, by_place
from kiwoom_desk.practice.answers.names import NameView
from kiwoom_desk.practice.draws import Floats, Ints
from kiwoom_desk.practice.standing import CREDIT_GROUPS, Standing
from kiwoom_desk.practice.to_wire import Row, directed, ordered, signed, signed_percent

Which = npt.NDArray[np.bool_]
RowMaker = Callable[[NameView, int], Row]

_TOP = 1_000_000_000
THOUSAND, TEN_MILLION, MILLION = 1_000, 10_000_000, 1_000_000
# Bounds in won, lower included, upper not.
RATE_PRICES = {
    "1": (0, 1_000), "2": (1_000, 2_000), "3": (2_000, 5_000), "4": (5_000, 10_000),
    "5": (10_000, _TOP), "8": (1_000, _TOP), "10": (0, 10_000),
}  # fmt: skip
# ka10017 and ka10019 tell a narrower third band.
NARROW_PRICES = {**RATE_PRICES, "3": (2_000, 3_000)}
VOLUME_PRICES = {
    "1": (0, 1_000), "2": (1_000, _TOP), "3": (1_000, 2_000), "4": (2_000, 5_000),
    "5": (5_000, _TOP), "6": (5_000, 10_000), "10": (0, 10_000), "7": (10_000, _TOP),
    "8": (50_000, _TOP), "9": (100_000, _TOP),
}  # fmt: skip
SURGE_PRICES = {
    "2": (50_000, _TOP), "5": (10_000, _TOP), "6": (5_000, _TOP), "8": (1_000, _TOP),
    "9": (100_000, _TOP),
}  # fmt: skip
# Choices of kinds that leave names out, by what they leave out; the same everywhere but for 2,
# which only ka10098 has.
_LEFT_OUT = {
    "1": ("supervised",), "2": ("delisting",), "3": ("preferred",),
    "4": ("supervised", "preferred"), "10": ("preferred", "supervised", "alert"),
    "11": ("delisting",), "14": ("etf",), "15": ("spac",), "16": ("etf", "etn"), "17": ("etn",),
    "18": ("etf", "etn"), "20": ("etf", "etn", "spac"),
}  # fmt: skip
_ONLY_MARGIN = {"6": 100, "7": 40, "8": 30, "9": 20, "12": 50, "13": 60}
_NOT_FULL_MARGIN = "5"
# Credit choices: groups A to D are 1 to 4, E is 7.
_GROUPS = {"1": "A", "2": "B", "3": "C", "4": "D", "7": "E"}
_ON_CREDIT, _LENDABLE, _WITHIN_LIMIT = "9", "8", "5"


def of_market(asked: Asked, choice: str = "") -> Which:
    """Return the names of the market and the venue asked for; `choice` where the API has none."""
    keep = asked.house.standing.markets[choice or asked.body["mrkt_tp"]].copy()
    if asked.venue is Venue.NXT:
        keep &= asked.house.venues.on_nxt
    return keep


def of_kind(standing: Standing, choice: str) -> Which:
    """Return the names a choice of kinds takes in: without some designation, or of one margin."""
    if choice == _NOT_FULL_MARGIN:
        return np.asarray(standing.margin < 100, np.bool_)
    if choice in _ONLY_MARGIN:
        return np.asarray(standing.margin == _ONLY_MARGIN[choice], np.bool_)
    out = np.zeros(len(standing.margin), np.bool_)
    for name in _LEFT_OUT.get(choice, ()):
        out |= getattr(standing, name)
    return ~out


def on_credit(standing: Standing, choice: str) -> Which:
    """Return the names a choice of credit takes in."""
    if choice in _GROUPS:
        group = CREDIT_GROUPS.index(_GROUPS[choice]) + 1
        return np.asarray(standing.credit == group, np.bool_)
    if choice == _ON_CREDIT:
        return np.asarray(standing.credit > 0, np.bool_)
    if choice == _LENDABLE:
        return standing.lendable
    if choice == _WITHIN_LIMIT:
        return ~standing.over_limit
    return np.ones(len(standing.credit), np.bool_)


def between(values: Ints, bounds: Mapping[str, tuple[int, int]], choice: str) -> Which:
    """Return where values lie within the bounds of a choice; one without bounds takes all in."""
    low, high = bounds.get(choice, (0, _TOP))
    return np.asarray((values >= low) & (values < high), np.bool_)


def common(found: NameView) -> Row:
    """Return code, name, price and change against the base: the head of nearly every row."""
    return {**named(found), "flu_rt": signed_percent(found.rate)}


def named(found: NameView) -> Row:
    """Return code, name, price and change in won; some lists tell no rate."""
    return {
        "stk_cd": found.listing.code,
        "stk_nm": found.listing.name,
        "cur_prc": directed(found.price, found.base),
        "pred_pre_sig": found.flag,
        "pred_pre": signed(found.change),
    }


def rate(part: Ints, whole: Ints) -> Ints:
    """Return `part` in hundredths of a percent of `whole`, cut towards zero; 0 of nothing."""
    cut: Ints = np.abs(part) * 10_000 // np.maximum(np.abs(whole), 1)
    return np.where(whole == 0, 0, np.where((part < 0) == (whole < 0), cut, -cut))


def ranked(
    asked: Asked,
    key: str,
    keep: Which,
    score: Ints | Floats,
    row: RowMaker,
    most: int | None = None,
) -> Answered:
    """Return a page of the names kept, the highest score first; equal ones by listing order.

    `row` gets a name and its place in the list from 0; `most` cuts the list.
    """
    kept = np.flatnonzero(keep)
    order = kept[np.argsort(-score[kept], kind="stable")][:most]
    page = by_place(asked, len(order))
    fields, listings = asked.rows(key), asked.exchange.universe.listings
    rows = []
    for place in range(page.first, page.last):
        found = asked.look(listings[int(order[place])])
        rows.append(ordered(fields, row(found, place)))
    return Answered({key: rows}, page.following, empty=not len(order))


def minutes_of(text: str) -> int:
    """Return a time asked for in minutes or days; an empty one, or none at all, counts as 1."""
    return max(int(text), 1) if text.isdecimal() else 1
