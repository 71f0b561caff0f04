"""One name's days with what each kind of investor traded, newest first; refuses wire forms of rows."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

import msgspec
import numpy as np

from kiwoom_desk.practice.answers.asked import LIST_PAGE, Answered, Asked
from kiwoom_desk.practice.answers.names import NameView, view
from kiwoom_desk.practice.draws import Ints
from kiwoom_desk.practice.history import Bars
from kiwoom_desk.practice.kind_flows import Flows
from kiwoom_desk.practice.kinds import Kind
from kiwoom_desk.practice.refusals import refusal
from kiwoom_desk.practice.to_wire import (
    Row,
    directed,
    flag_of,
    ordered,
    ratio,
    signed,
)
from kiwoom_desk.practice.universe import Listing

# A few days before what is told are needed to tell it.
_OLDEST = 60
# Lists over all names go back so many days; a name's own days go back as far as its bars.
_DAYS_BACK = 600
ALL_DAYS = 10_000
_EPOCH = date(1970, 1, 1).toordinal()


class Traded(msgspec.Struct, frozen=True):
    """Shares and won by kind (columns), and of programmes (arbitrage, others), of one day."""

    buys: Ints
    sells: Ints
    bought: Ints
    sold: Ints
    programme_buys: Ints
    programme_sells: Ints
    programme_bought: Ints
    programme_sold: Ints

    @property
    def net(self) -> Ints:
        """Return shares bought net."""
        return self.buys - self.sells

    @property
    def net_won(self) -> Ints:
        """Return won bought net."""
        return self.bought - self.sold


class NameDay(msgspec.Struct, frozen=True):
    """One day of one name: position in the calendar, won, shares, what foreigners hold at its end."""

    position: int
    day: date
    close: int
    base: int
    lower: int
    upper: int
    volume: int
    value: int
    held: int
    traded: Traded

    @property
    def change(self) -> int:
        """Return the change against the base in won."""
        return self.close - self.base

    @property
    def rate(self) -> int:
        """Return the change in hundredths of a percent."""
        return ratio(self.change, self.base)

    @property
    def flag(self) -> str:
        """Return the sign flag."""
        return flag_of(self.close, self.base, self.lower, self.upper)

    @property
    def price(self) -> str:
        """Return the close with its direction."""
        return directed(self.close, self.base)

    @property
    def changed(self) -> str:
        """Return the change with its sign."""
        return signed(self.change)


def day_of(text: str, key: str) -> date:
    """Return the day a body means by YYYYMMDD; refuse anything else (1517)."""
    try:
        return date(int(text[:4]), int(text[4:6]), int(text[6:]))
    except ValueError:
        raise refusal("1517", key) from None


def clamped(asked: Asked, day: date, back: int = _DAYS_BACK) -> date:
    """Return the day, or the nearest one of today and the `back` trading days before it."""
    calendar, today = asked.house.past.flow.path.calendar, asked.house.past.flow.day
    oldest = calendar.day(max(calendar.position(today) - back, _OLDEST))
    return max(min(day, today), oldest)


def position_of(asked: Asked, text: str, key: str) -> int:
    """Return the position of the trading day a text of the body means, the one before else."""
    day = clamped(asked, day_of(text, key))
    return asked.house.past.flow.path.calendar.on_or_before(day)


def period(asked: Asked, first: str = "strt_dt", last: str = "end_dt") -> tuple[int, int]:
    """Return first and last position of the trading days a body means; none where they are swapped.

    An end that is left out, or still to come, is today.
    """
    calendar, today = asked.house.past.flow.path.calendar, asked.house.past.flow.day
    starts, text = day_of(asked.body[first], first), asked.body.get(last, "")
    ends = clamped(asked, day_of(text, last)) if text else today
    before = calendar.on_or_before(clamped(asked, starts) - timedelta(days=1))
    end = calendar.on_or_before(ends)
    return (end + 1 if starts > ends else before + 1), end


def days_of(asked: Asked, listing: Listing, end: date, count: int) -> list[NameDay]:
    """Return up to `count` days with a trade that end on or before `end`, newest first."""
    house, there = asked.house, asked.there
    bars = there.bars.daily(listing.index, end, count)
    if not len(bars):
        return []
    calendar = house.past.flow.path.calendar
    days = (bars.starts + 9 * 3600) // 86_400 + _EPOCH
    positions: Ints = np.searchsorted(calendar.ordinals, days)
    first = int(positions[0])
    columns = house.past.flow.path.columns(np.array([listing.index]), first, int(positions[-1]))
    today = int(positions[-1]) == house.investors.position
    traded = _traded(asked, listing, bars, positions, today)
    now = asked.look(listing) if today else None
    # Today ends at yesterday's holding and what they bought since.
    ends = np.append(positions[:-1], positions[-1] - int(today))
    held = house.investors.foreign.held(np.array([listing.index]), ends)
    if today:
        krx = view(asked.exchange, listing)
        # Holdings are those of KRX: what is bought on NXT swings around them.
        now_krx = house.investors.one(listing.index, krx.volume, krx.value)
        held[-1] += now_krx.net[0, Kind.FOREIGNER]
    found = []
    for place, position in enumerate(positions.tolist()):
        at = position - first
        last = now if place == len(positions) - 1 else None
        found.append(
            NameDay(
                position,
                date.fromordinal(int(days[place])),
                last.price if last else int(bars.close[place]),
                int(columns.base[0, at]),
                int(columns.lower[0, at]),
                int(columns.upper[0, at]),
                last.volume if last else int(bars.volume[place]),
                last.value if last else int(bars.value[place]),
                int(held[place]),
                traded[place],
            )
        )
    return found[::-1]


def today_of(asked: Asked, found: NameView) -> Traded:
    """Return who traded what of one name today so far."""
    one = asked.there.investors.one(found.listing.index, found.volume, found.value)
    return _rows(one)[0]


def _traded(
    asked: Asked, listing: Listing, bars: Bars, positions: Ints, today: bool
) -> list[Traded]:
    past = slice(0, len(positions) - 1) if today else slice(None)
    rows = _rows(asked.there.investors.series(listing.index, positions[past], bars.cut(past)))
    return [*rows, today_of(asked, asked.look(listing))] if today else rows


def _rows(flows: Flows) -> list[Traded]:
    columns = (
        flows.buys, flows.sells, flows.bought, flows.sold,
        flows.programme_buys, flows.programme_sells, *flows.programme_won(),
    )  # fmt: skip
    return [Traded(*cells) for cells in zip(*columns, strict=True)]


def day_pages(
    asked: Asked, listing: Listing, key: str, end: date, made: Callable[[list[NameDay]], list[Row]]
) -> Answered:
    """Return a page of a name's days, newest first; it goes on before the last day sent.

    `made` gives the rows of all days of the page at once.
    """
    if asked.position:
        end = day_of(asked.position, "next-key") - timedelta(days=1)
    found = days_of(asked, listing, clamped(asked, end, ALL_DAYS), LIST_PAGE + 1)
    page, fields = found[:LIST_PAGE], asked.rows(key)
    rows = [ordered(fields, row) for row in made(page)]
    following = f"{page[-1].day:%Y%m%d}" if len(found) > LIST_PAGE else ""
    return Answered({key: rows}, following, empty=not rows)
