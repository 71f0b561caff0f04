"""Bar histories of names and periods: pages, the live last bar, and who still looks at them."""

from __future__ import annotations

import asyncio
from datetime import datetime, timedelta
from typing import Generic, Protocol, TypeVar

from kiwoom_desk.base.clock import Clock
from kiwoom_desk.base.signals import Signal
from kiwoom_desk.domain.bar import Bar, Period, Unit
from kiwoom_desk.market.series import BarSeries

CursorT = TypeVar("CursorT")
CursorOut = TypeVar("CursorOut", covariant=True)


class Page(Protocol[CursorOut]):
    """A page of bars, oldest first, and where the next older one starts."""

    @property
    def bars(self) -> tuple[Bar, ...]:
        """The bars."""
        ...

    @property
    def cursor(self) -> CursorOut | None:
        """What asks for the next older page; None at the end."""
        ...


class Print(Protocol):
    """What a chart takes of a push: code, HHMMSS, won, signed shares and the shares of the day."""

    @property
    def code(self) -> str: ...
    @property
    def time(self) -> str: ...
    @property
    def price(self) -> int: ...
    @property
    def size(self) -> int: ...
    @property
    def volume(self) -> int: ...


class BarSource(Protocol[CursorT]):
    """What the history needs of the gateway."""

    async def bars(self, code: str, period: Period, cursor: CursorT | None = None) -> Page[CursorT]:
        """Ask ka10079-ka10083 or ka10094."""
        ...


class Chart(Generic[CursorT]):
    """One name and period being looked at: its series and how far back it was read."""

    def __init__(self, code: str, period: Period) -> None:
        self.code, self.period = code, period
        self.series = BarSeries()
        self.cursor: CursorT | None = None
        self.loaded = False
        self.complete = False
        self.loading = False
        self._volume: int | None = None
        self._ticks_in_bar = 0

    def apply(self, quote: Print, moment: datetime) -> None:
        """Let a print of market time `moment` change the last bar or start a new one."""
        if not self.loaded or not quote.price:
            return
        size = abs(quote.size) if self._volume is None else max(quote.volume - self._volume, 0)
        self._volume = quote.volume
        start = self._bar_start(moment)
        last = self.series.last()
        if last is not None and start < last.start:
            return
        if self._starts_new(start, last):
            self._ticks_in_bar = 1
            self.series.append(Bar(start, quote.price, quote.price, quote.price, quote.price, size))
        else:
            self._ticks_in_bar += 1
            self.series.merge_last(quote.price, size)

    def _starts_new(self, start: int, last: Bar | None) -> bool:
        if last is None:
            return True
        if self.period.unit is Unit.TICK:
            # Two bars of one second would share a start; the later prints join the earlier bar.
            return self._ticks_in_bar >= self.period.count and start > last.start
        return start > last.start

    def _bar_start(self, moment: datetime) -> int:
        unit = self.period.unit
        if unit is Unit.TICK:
            return int(moment.timestamp())
        if unit is Unit.MINUTE:
            return bar_minute(moment, self.period.count)
        day = moment.replace(hour=0, minute=0, second=0, microsecond=0)
        if unit is Unit.WEEK:
            day -= timedelta(days=day.weekday())
        elif unit is Unit.MONTH:
            day = day.replace(day=1)
        elif unit is Unit.YEAR:
            day = day.replace(month=1, day=1)
        last = self.series.last()
        # Longer periods are dated by their first trading day, which need not be the first day.
        if last is not None and last.start >= int(day.timestamp()):
            return last.start
        return int(moment.replace(hour=0, minute=0, second=0, microsecond=0).timestamp())


def bar_minute(moment: datetime, count: int) -> int:
    """Return the start of the minute bar: bars of `count` minutes are counted from 09:00."""
    opening = moment.replace(hour=9, minute=0, second=0, microsecond=0)
    minutes = int((moment - opening).total_seconds() // 60)
    return int((opening + timedelta(minutes=minutes - minutes % count)).timestamp())


class BarHistory(Generic[CursorT]):
    """Open, page and keep charts live; one chart per name and period however many look at it."""

    def __init__(self, source: BarSource[CursorT], clock: Clock) -> None:
        self._source, self._clock = source, clock
        self._charts: dict[tuple[str, Period], Chart[CursorT]] = {}
        self._by_code: dict[str, list[Chart[CursorT]]] = {}
        self._users: dict[tuple[str, Period], int] = {}
        self.loaded: Signal[Chart[CursorT]] = Signal()

    def open(self, code: str, period: Period) -> Chart[CursorT]:
        """Return the chart, counting one more user; ask `load` for its first page."""
        key = (code, period)
        chart = self._charts.get(key)
        if chart is None:
            chart = self._charts[key] = Chart(code, period)
            self._by_code.setdefault(code, []).append(chart)
        self._users[key] = self._users.get(key, 0) + 1
        return chart

    def close(self, chart: Chart[CursorT]) -> None:
        """Count one user less; the last one drops the bars."""
        key = (chart.code, chart.period)
        self._users[key] -= 1
        if self._users[key] == 0:
            del self._users[key], self._charts[key]
            self._by_code[chart.code].remove(chart)

    async def load(self, chart: Chart[CursorT]) -> None:
        """Read the first page, once; a failure is raised and the chart can be loaded again."""
        if not chart.loaded and not chart.loading:
            await self._page(chart)

    async def more(self, chart: Chart[CursorT]) -> bool:
        """Read the next older page; return False when there is none or one is on its way."""
        if chart.loading or chart.complete or not chart.loaded:
            return False
        await self._page(chart)
        return True

    def apply(self, quote: Print) -> None:
        """Pass a streamed quote to the charts of its name."""
        charts = self._by_code.get(quote.code)
        if charts:
            moment = moment_of(quote.time, self._clock.market())
            for chart in charts:
                chart.apply(quote, moment)

    async def _page(self, chart: Chart[CursorT]) -> None:
        chart.loading = True
        try:
            page = await self._source.bars(chart.code, chart.period, chart.cursor)
            # Who shows the bars does it in another turn than who read them.
            await asyncio.sleep(0)
        finally:
            chart.loading = False
        chart.series.prepend(page.bars)
        chart.cursor, chart.complete = page.cursor, page.cursor is None
        chart.loaded = True
        self.loaded.emit(chart)


def moment_of(time: str, now: datetime) -> datetime:
    """Return today's market moment of an HHMMSS text; `now` where it is no time."""
    if len(time) != 6 or not time.isdigit():
        return now
    hour, minute, second = int(time[:2]), int(time[2:4]), int(time[4:])
    if hour > 23 or minute > 59 or second > 59:
        return now
    return now.replace(hour=hour, minute=minute, second=second, microsecond=0)
