"""Today's volume against the day before, minute by minute from each opening; refuses to ask."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

import msgspec

from kiwoom_desk.market.asked_rows import AskedRow

_TIME, _PRICE, _VOLUME = "tm", "cur_prc", "acc_trde_qty"


class PaceRow(msgspec.Struct, frozen=True):
    """One minute of both days; figures of a day are None where it had no print by then.

    `clock` is HHMM as today counts it, `time` that of today's figures, `before_time` that of the
    day before at the same distance from its opening; prices in won, volumes in shares.
    """

    minute: int
    clock: str
    time: str
    price: int | None
    volume: int | None
    before_time: str
    before_price: int | None
    before_volume: int | None

    @property
    def key(self) -> str:
        """Return what tells the minute again."""
        return str(self.minute)

    @property
    def percent(self) -> Decimal | None:
        """Return today's volume in percent of the day before's."""
        if self.volume is None or not self.before_volume:
            return None
        return Decimal(self.volume) * 100 / self.before_volume


class _Minute(msgspec.Struct, frozen=True):
    time: str
    price: int
    volume: int


def pace(today: Sequence[AskedRow], before: Sequence[AskedRow]) -> tuple[PaceRow, ...]:
    """Return a row for each minute of either day, oldest first (ka10084 by minute).

    A day that opens an hour late is compared from its own opening; a minute without a print
    keeps the figures of the minute before it.
    """
    opening, mine = _minutes(today)
    other, theirs = _minutes(before)
    opening = opening if mine else other
    last = max((*mine, *theirs), default=-1)
    end = max(mine, default=-1)
    rows, now, then = [], None, None
    for minute in range(last + 1):
        now = mine.get(minute, now) if minute <= end else None
        then = theirs.get(minute, then)
        rows.append(
            PaceRow(
                minute,
                f"{(opening + minute) // 60:02d}{(opening + minute) % 60:02d}",
                now.time if now else "",
                now.price if now else None,
                now.volume if now else None,
                then.time if then else "",
                then.price if then else None,
                then.volume if then else None,
            )
        )
    return tuple(rows)


def _minutes(rows: Sequence[AskedRow]) -> tuple[int, dict[int, _Minute]]:
    """Return the minute of the opening, and what stood at the end of each minute from there."""
    found: dict[int, _Minute] = {}
    for row in rows:
        time = row.text(_TIME)
        if len(time) == 6 and time.isdecimal():
            minute = int(time[:2]) * 60 + int(time[2:4])
            price, volume = row.number(_PRICE), row.number(_VOLUME)
            if price is not None and volume is not None:
                found.setdefault(minute, _Minute(time[:4], int(price), int(volume)))
    # The opening auction prints at the full hour, so an opening is the hour of the first print.
    opening = min(found, default=0) // 60 * 60
    return opening, {minute - opening: one for minute, one in found.items()}
