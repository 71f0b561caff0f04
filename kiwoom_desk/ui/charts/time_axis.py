"""Dates and times along the index axis, in Korean time; refuses gaps for nights and holidays."""

from __future__ import annotations

from datetime import datetime
from enum import IntEnum
from typing import TYPE_CHECKING

import msgspec
import numpy as np

from kiwoom_desk.base.clock import KST
from kiwoom_desk.domain.bar import Period, Unit

if TYPE_CHECKING:
    from numpy.typing import NDArray

_ZONE = 9 * 3600
_DAY = 86_400
_SECONDS = (1, 5, 10, 30, 60, 300, 600, 900, 1_800, 3_600, 7_200)


class Rank(IntEnum):
    """What changes at a label, the finest first."""

    TIME = 0
    DAY = 1
    MONTH = 2
    YEAR = 3


class Label(msgspec.Struct, frozen=True):
    """A label: the place of its bar among those given, its text, and what changes there."""

    place: int
    text: str
    rank: Rank


def time_labels(
    starts: NDArray[np.int64], period: Period, pixels_a_bar: float, gap: float
) -> list[Label]:
    """Label bars that start at these epoch seconds, at least `gap` pixels apart.

    The finest round step that fits is taken; where labels meet, the greater change wins.
    """
    if len(starts) < 2:
        return [Label(0, moment_text(int(starts[0]), period), Rank.DAY)] if len(starts) else []
    room = max(1, int(len(starts) * pixels_a_bar / gap))
    places = _places(starts, period, room)
    ranks = _ranks(starts)[places]
    kept = _thin(places, ranks, gap / pixels_a_bar)
    labels = [_label(int(starts[place]), place, rank, period) for place, rank in kept]
    return _with_context(labels, int(starts[0]), period, gap / pixels_a_bar)


def moment_text(start: int, period: Period) -> str:
    """Return the time of a bar as its period needs it, e.g. 2026/11/20 10:23."""
    at = datetime.fromtimestamp(start, KST)
    if period.unit is Unit.TICK:
        return f"{at:%Y/%m/%d %H:%M:%S}"
    if period.unit is Unit.MINUTE:
        return f"{at:%Y/%m/%d %H:%M}"
    if period.unit is Unit.MONTH:
        return f"{at:%Y/%m}"
    return f"{at:%Y}" if period.unit is Unit.YEAR else f"{at:%Y/%m/%d}"


def _places(starts: NDArray[np.int64], period: Period, room: int) -> NDArray[np.intp]:
    """Return where the finest step changes that does so at most `room` times."""
    best = np.zeros(0, np.intp)
    for key in _keys(starts, period):
        best = np.flatnonzero(key[1:] != key[:-1]) + 1
        if len(best) <= room:
            return best
    return best


def _keys(starts: NDArray[np.int64], period: Period) -> list[NDArray[np.int64]]:
    local = starts + _ZONE
    days = local // _DAY
    months = _calendar(local, "M")
    years = _calendar(local, "Y")
    within = period.unit in (Unit.TICK, Unit.MINUTE)
    return [
        *([local // seconds for seconds in _SECONDS] if within else []),
        days,
        (days + 3) // 7,
        months,
        months // 3,
        *(years // count for count in (1, 2, 5, 10, 20)),
    ]


def _calendar(local: NDArray[np.int64], unit: str) -> NDArray[np.int64]:
    counted = local.astype("datetime64[s]").astype(f"datetime64[{unit}]").astype(np.int64)
    # Counted from 1970; whole decades have to begin at round years.
    return counted + 1970 if unit == "Y" else counted


def _ranks(starts: NDArray[np.int64]) -> NDArray[np.int64]:
    local = starts + _ZONE
    ranks = np.zeros(len(starts), np.int64)
    for rank, key in (
        (Rank.DAY, local // _DAY),
        (Rank.MONTH, _calendar(local, "M")),
        (Rank.YEAR, _calendar(local, "Y")),
    ):
        ranks[1:][key[1:] != key[:-1]] = rank
    return ranks


def _thin(places: NDArray[np.intp], ranks: NDArray[np.int64], gap: float) -> list[tuple[int, Rank]]:
    kept: list[tuple[int, Rank]] = []
    for place, rank in zip(places.tolist(), ranks.tolist(), strict=True):
        if not kept or place - kept[-1][0] >= gap:
            kept.append((place, Rank(rank)))
        elif rank > kept[-1][1]:
            kept[-1] = (place, Rank(rank))
    return [
        one for number, one in enumerate(kept) if number == 0 or one[0] - kept[number - 1][0] >= gap
    ]


def _with_context(labels: list[Label], start: int, period: Period, gap: float) -> list[Label]:
    """Begin with the day of times, or the year of days, where no label tells it."""
    needed = Rank.DAY if period.unit in (Unit.TICK, Unit.MINUTE) else Rank.YEAR
    if any(label.rank >= needed for label in labels):
        return labels
    at = datetime.fromtimestamp(start, KST)
    text = f"{at:%m/%d}" if needed is Rank.DAY else f"{at:%Y}"
    return [Label(0, text, needed), *(label for label in labels if label.place >= gap)]


def _label(start: int, place: int, rank: Rank, period: Period) -> Label:
    at = datetime.fromtimestamp(start, KST)
    if period.unit is Unit.YEAR or (rank is Rank.YEAR and period.unit is not Unit.MINUTE):
        return Label(place, f"{at:%Y}", rank)
    if rank is Rank.TIME:
        return Label(place, f"{at:%H:%M:%S}" if at.second else f"{at:%H:%M}", rank)
    if period.unit is Unit.MONTH or (rank is Rank.MONTH and period.unit is Unit.WEEK):
        return Label(place, f"{at:%Y/%m}", rank)
    return Label(place, f"{at:%m/%d}", rank)
