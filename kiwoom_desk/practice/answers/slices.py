"""What calls need that takes long, made in slices before they are answered; refuses to answer."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from kiwoom_desk.domain.instrument import parse_code
from kiwoom_desk.practice.answers import index_charts, investor_rankings, investor_streaks, sectors
from kiwoom_desk.practice.answers.asked import LIST_PAGE, Asked, Slices
from kiwoom_desk.practice.answers.asked_days import days_of_all, latest, today
from kiwoom_desk.practice.answers.gold import days_of_month
from kiwoom_desk.practice.answers.names import find
from kiwoom_desk.practice.hours import second_of

# Days of one name unfolded at once.
_DAYS = 25
# Lists that rank by the last days of all names.
_OVER_DAYS = ("ka30002", "ka10034", "ka10035", "ka10037", "ka10039")
# Answers that read several of the house's parts: each takes some milliseconds to make.
_BROAD = (
    *("ka10001", "ka10002", "ka10027", "ka10048", "ka10060"),
    *("ka10063", "ka10065", "ka10068", "ka10087", "ka30005", "ka40004", "ka40009", "ka90006"),
    *("kt00011", "kt00012", "kt00015"),
)
# Lists and charts of single names by day, and how many of them a page is made of.
_CHARTS = ("ka10081", "ka10082", "ka10083", "ka10094")
_BY_DAY = (
    *("ka10005", "ka10008", "ka10009", "ka10015", "ka10043", "ka10045", "ka10059", "ka10060"),
    *("ka10061", "ka10078", "ka10086", "ka90013"),
)
_CHARTED, _LISTED, _FEW_DAYS = 2_600, 120, 8


def parts(asked: Asked) -> Iterator[None]:
    """Make the house's parts one by one."""
    while asked.house.wake():
        yield


def _evening(asked: Asked) -> Iterator[None]:
    """Make the house's parts, then what the after-market of today trades, where it has begun."""
    yield from parts(asked)
    while asked.house.evenings.grow(second_of(asked.exchange.flow_second)):
        yield


def _days_and_parts(asked: Asked) -> Iterator[None]:
    yield from parts(asked)
    yield from days_of_all(asked)


def _flows(asked: Asked) -> Iterator[None]:
    """Make the days of all names, then what each kind traded on each of them (ka10058)."""
    yield from _days_and_parts(asked)
    first, last = investor_rankings.days_asked(asked)
    for position in range(first, last + 1):
        asked.there.investors.day(position)
        yield


def _nets(asked: Asked) -> Iterator[None]:
    """Make the days of all names, then the nets of each of them (ka10131)."""
    yield from _days_and_parts(asked)
    for position in investor_streaks.days_asked(asked):
        asked.there.investors.nets(position)
        yield


def _own_days(asked: Asked) -> Iterator[None]:
    """Make the days of a name at the venue asked for, where they are unfolded out of minutes."""
    yield from parts(asked)
    listing = asked.exchange.universe.by_code.get(parse_code(asked.body.get("stk_cd", "")).code)
    if listing is not None and not asked.there.krx:
        count = _CHARTED if asked.api.id in _CHARTS else _LISTED
        yield from asked.there.bars.grow(listing.index, count)


def _bands(asked: Asked) -> Iterator[None]:
    """Make the days of all names at the venue asked for that price bands are made of (ka10025)."""
    yield from _days_and_parts(asked)
    if not asked.there.krx:
        for back in range(1, int(asked.body["cycle_tp"]) + 1):
            asked.there.days.volume(back)
            if back % _FEW_DAYS == 0:
                yield


def _gold(asked: Asked) -> Iterator[None]:
    """Make the trade of gold of the days that a month's sum needs, one by one (ka52301)."""
    yield from parts(asked)
    for count in range(1, days_of_month(asked) + 1):
        asked.house.gold.days_before(count)
        yield


def _name_days(asked: Asked) -> Iterator[None]:
    """Make what buyers took of a name's last days, some at once (ka10005, ka10015)."""
    yield from _own_days(asked)
    if not asked.there.krx:
        return
    index, last = find(asked.exchange, asked.body["stk_cd"]).index, today(asked)
    oldest = latest(asked, LIST_PAGE + 1, last, index).first
    for first in range(oldest, last, _DAYS):
        asked.house.strengths.bought(index, np.arange(first, min(first + _DAYS, last)))
        yield


def _evenings(asked: Asked) -> Iterator[None]:
    """Make a name's last days, then their after-markets (ka10015)."""
    yield from _name_days(asked)
    index, last = find(asked.exchange, asked.body["stk_cd"]).index, today(asked)
    oldest = latest(asked, LIST_PAGE + 1, last, index).first
    for first in range(oldest, last, _DAYS):
        asked.house.evenings.days(index, list(range(first, min(first + _DAYS, last))))
        yield


SLICES: dict[str, Slices] = index_charts.SLICES | sectors.SLICES
SLICES |= dict.fromkeys(_BROAD, parts)
SLICES |= dict.fromkeys(_OVER_DAYS, _days_and_parts)
SLICES |= dict.fromkeys((*_CHARTS, *_BY_DAY), _own_days)
SLICES |= {
    "ka10025": _bands,
    "ka10030": _evening,
    "ka10058": _flows,
    "ka10131": _nets,
    "ka52301": _gold,
}
SLICES |= {"ka10005": _name_days, "ka10015": _evenings}
