"""Realised profit by day, week, month and name out of the broker's lists; refuses to guess a blank."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date, timedelta
from decimal import Decimal

import msgspec

from kiwoom_desk.catalogue.values import identity
from kiwoom_desk.market.reply_tables import ReplyTable, ReplyTables, TableRow

BY_DAY = "ka10074"
BY_NAME = "ka10073"
GROUPS = ("day", "week", "month")


class Span(msgspec.Struct, frozen=True):
    """Realised profit of one span, in won; `id` is its first day, YYYY-MM-DD.

    `profit` is what the broker tells, after fees and tax; `gross` is before them. `total` runs on
    from the first span. `days` counts trading days with sales, `won_days` those with a gain.
    """

    id: str
    last: str
    bought: int
    sold: int
    profit: int
    fee: int
    tax: int
    days: int
    won_days: int
    total: int = 0

    @property
    def gross(self) -> int:
        """Return the profit before fees and tax."""
        return self.profit + self.fee + self.tax


class NameProfit(msgspec.Struct, frozen=True):
    """Realised profit of one name over the days asked for, in won; `rate` in hundredths of a percent."""

    id: str
    name: str
    days: int
    won_days: int
    quantity: int
    profit: int
    rate: int
    fee: int
    tax: int
    share: int
    """Part of all gains (or all losses), in hundredths of a percent."""


class Summary(msgspec.Struct, frozen=True):
    """What the days come to; `best` and `worst` are won of one day, `told` the broker's own sum."""

    profit: int
    fee: int
    tax: int
    days: int
    won_days: int
    best: int
    worst: int
    deepest: int
    """The most won lost between a high of the running sum and what followed."""
    told: int | None

    @property
    def agrees(self) -> bool:
        """Tell whether the days add up to the broker's own sum."""
        return self.told is None or self.told == self.profit


def spans(reply: ReplyTables, group: str = "day") -> tuple[Span, ...]:
    """Return the days of ka10074, or the weeks or months they fall into, oldest first."""
    days = sorted((_day(row) for row in _rows(reply.tables[0])), key=lambda span: span.id)
    groups: dict[str, list[Span]] = {}
    for day in days:
        groups.setdefault(_FIRST[group](day.id), []).append(day)
    found, total = [], 0
    for first, some in groups.items():
        total += sum(one.profit for one in some)
        found.append(_joined(first, some, total))
    return tuple(found)


def summary(reply: ReplyTables) -> Summary:
    """Return what the days of ka10074 come to."""
    days = spans(reply)
    sold = [day.profit for day in days if day.sold]
    told = next(one.cell.value for one in reply.singles if one.column.key == "rlzt_pl")
    return Summary(
        profit=sum(day.profit for day in days),
        fee=sum(day.fee for day in days),
        tax=sum(day.tax for day in days),
        days=len(sold),
        won_days=sum(profit > 0 for profit in sold),
        best=max(sold, default=0),
        worst=min(sold, default=0),
        deepest=_deepest(day.total for day in days),
        told=int(told) if isinstance(told, int | Decimal) else None,
    )


def name_profits(reply: ReplyTables) -> tuple[NameProfit, ...]:
    """Return what each name of ka10073 realised, the largest gain first."""
    groups: dict[str, list[_Cells]] = {}
    for row in _rows(reply.tables[0]):
        groups.setdefault(identity(row.text("stk_cd")).code, []).append(row)
    sums = {code: sum(row.won("tdy_sel_pl") for row in some) for code, some in groups.items()}
    gains = sum(one for one in sums.values() if one > 0)
    losses = sum(one for one in sums.values() if one < 0)
    found = [
        _name(code, some, sums[code], gains if sums[code] > 0 else losses)
        for code, some in groups.items()
    ]
    return tuple(sorted(found, key=lambda one: -one.profit))


class _Cells:
    """One row of a list, read by key."""

    def __init__(self, keys: Sequence[str], row: TableRow) -> None:
        self._cells = dict(zip(keys, row.cells, strict=True))

    def won(self, key: str) -> int:
        value = self._cells[key].value
        return int(value) if isinstance(value, int | Decimal) else 0

    def text(self, key: str) -> str:
        return self._cells[key].text.strip()


def _rows(table: ReplyTable) -> Iterable[_Cells]:
    keys = [column.key for column in table.columns]
    return (_Cells(keys, row) for row in table.rows)


def _day(row: _Cells) -> Span:
    text = row.text("dt")
    day = f"{text[:4]}-{text[4:6]}-{text[6:]}"
    sold, profit = row.won("sell_amt"), row.won("tdy_sel_pl")
    return Span(
        id=day,
        last=day,
        bought=row.won("buy_amt"),
        sold=sold,
        profit=profit,
        fee=row.won("tdy_trde_cmsn"),
        tax=row.won("tdy_trde_tax"),
        days=int(sold > 0),
        won_days=int(profit > 0),
    )


def _joined(first: str, days: Sequence[Span], total: int) -> Span:
    return Span(
        id=first if len(days) > 1 else days[0].id,
        last=days[-1].last,
        bought=sum(day.bought for day in days),
        sold=sum(day.sold for day in days),
        profit=sum(day.profit for day in days),
        fee=sum(day.fee for day in days),
        tax=sum(day.tax for day in days),
        days=sum(day.days for day in days),
        won_days=sum(day.won_days for day in days),
        total=total,
    )


def _name(code: str, rows: Sequence[_Cells], profit: int, of: int) -> NameProfit:
    cost = sum(row.won("buy_uv") * row.won("cntr_qty") for row in rows)
    days: Mapping[str, int] = {
        day: sum(row.won("tdy_sel_pl") for row in rows if row.text("dt") == day)
        for day in {row.text("dt") for row in rows}
    }
    return NameProfit(
        id=code,
        name=rows[0].text("stk_nm"),
        days=len(days),
        won_days=sum(won > 0 for won in days.values()),
        quantity=sum(row.won("cntr_qty") for row in rows),
        profit=profit,
        rate=profit * 10_000 // cost if cost else 0,
        fee=sum(row.won("tdy_trde_cmsn") for row in rows),
        tax=sum(row.won("tdy_trde_tax") for row in rows),
        share=profit * 10_000 // of if of else 0,
    )


def _deepest(totals: Iterable[int]) -> int:
    highest = deepest = 0
    for total in totals:
        highest = max(highest, total)
        deepest = max(deepest, highest - total)
    return deepest


def _monday(day: str) -> str:
    found = date.fromisoformat(day)
    return (found - timedelta(days=found.weekday())).isoformat()


_FIRST: dict[str, Callable[[str], str]] = {
    "day": lambda day: day,
    "week": _monday,
    "month": lambda day: f"{day[:7]}-01",
}
