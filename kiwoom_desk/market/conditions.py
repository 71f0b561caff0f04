"""Condition searches that run: who is in, who left, and the price first seen; refuses to write conditions."""

from __future__ import annotations

from enum import StrEnum
from typing import Protocol

import msgspec

from kiwoom_desk.base.clock import Clock
from kiwoom_desk.base.signals import Signal
from kiwoom_desk.broker.conditions import SavedCondition
from kiwoom_desk.domain.quote import ConditionHit


class RunState(StrEnum):
    """How far the hits of a run can be believed."""

    STARTING = "starting"
    RUNNING = "running"
    LOST = "lost"
    """The stream dropped or the condition could not be started again: hits may be missing."""
    STOPPED = "stopped"
    ONCE = "once"
    """Searched once: who met it at that moment, and no change since."""


class Hit(msgspec.Struct, frozen=True, gc=False):
    """One name of a run: when it came in and left (HHMMSS, "" while inside), in market time.

    `first_price` in won is the price when it came in, 0 until one was heard; `since` the
    monotonic second of coming in; `times` how often it came in.
    """

    code: str
    entered_at: str
    left_at: str = ""
    first_price: int = 0
    since: float = 0.0
    times: int = 1

    @property
    def inside(self) -> bool:
        """Tell whether the name still meets the condition."""
        return not self.left_at

    def stayed(self, time: str) -> int | None:
        """Return the seconds between coming in and leaving, or until `time` (HHMMSS) while inside.

        None for a time that is none, and for one before the coming in: a push may be ahead.
        """
        first, last = _seconds(self.entered_at), _seconds(self.left_at or time)
        return None if first is None or last is None or last < first else last - first


class ConditionRun:
    """One condition that was started: its state and hits, the newest first."""

    def __init__(self, condition: SavedCondition, live: bool = True) -> None:
        self.condition, self.live = condition, live
        self.state = RunState.STARTING
        self._hits: dict[str, Hit] = {}
        self._inside = 0
        self._told: set[str] = set()

    @property
    def hits(self) -> tuple[Hit, ...]:
        """Return the hits, the last change first."""
        return tuple(reversed(self._hits.values()))

    @property
    def inside(self) -> int:
        """Count the names that meet the condition now."""
        return self._inside

    def hit(self, code: str) -> Hit | None:
        """Return a hit by its code."""
        return self._hits.get(code)

    def begin(self) -> None:
        """Wait for a full answer; what pushes tell until then is newer than it."""
        self.state = RunState.STARTING
        self._told.clear()

    def take_all(self, codes: tuple[str, ...], time: str, now: float) -> None:
        """Take the full answer: who is in it is inside, all others left."""
        wanted = dict.fromkeys(codes)
        for code in [hit.code for hit in self._hits.values() if hit.inside]:
            if code not in wanted and code not in self._told:
                self.leave(code, time)
        for code in wanted:
            if code not in self._told:
                self.enter(code, time, now)
        self.state = RunState.RUNNING if self.live else RunState.ONCE

    def take(self, hit: ConditionHit, now: float) -> None:
        """Take one push."""
        self._told.add(hit.code)
        if hit.entered:
            self.enter(hit.code, hit.time, now)
        else:
            self.leave(hit.code, hit.time)

    def enter(self, code: str, time: str, now: float) -> None:
        """Note that a name came in; nothing changes for one that is inside."""
        known = self._hits.get(code)
        if known is not None and known.inside:
            return
        self._hits.pop(code, None)
        times = known.times + 1 if known else 1
        self._hits[code] = Hit(code, time, since=now, times=times)
        self._inside += 1

    def leave(self, code: str, time: str) -> None:
        """Note that a name left; one that never came in is not made up."""
        known = self._hits.get(code)
        if known is not None and known.inside:
            self._hits[code] = msgspec.structs.replace(known, left_at=time)
            self._inside -= 1

    def price(self, code: str, price: int) -> None:
        """Keep the first price heard after a name came in, in won."""
        known = self._hits.get(code)
        if known is not None and not known.first_price and price > 0:
            self._hits[code] = msgspec.structs.replace(known, first_price=price)


class ConditionSource(Protocol):
    """What the runs need of the gateway; every call may raise QueryError."""

    async def conditions(self) -> tuple[SavedCondition, ...]:
        """Return the saved conditions."""
        ...

    async def start_condition(self, sequence: str) -> tuple[str, ...]:
        """Run one and return the codes inside."""
        ...

    async def search_condition(self, sequence: str) -> tuple[str, ...]:
        """Return the codes inside at this moment."""
        ...

    async def stop_condition(self, sequence: str) -> None:
        """End one."""
        ...


class ConditionRuns:
    """The saved conditions and their runs.

    `changed` carries a sequence, "" for the list; `moved` that of a push, which may be one of many.
    """

    def __init__(self, source: ConditionSource, clock: Clock) -> None:
        self._source, self._clock = source, clock
        self.conditions: tuple[SavedCondition, ...] = ()
        self._runs: dict[str, ConditionRun] = {}
        self.changed: Signal[str] = Signal()
        self.moved: Signal[str] = Signal()

    def run(self, sequence: str) -> ConditionRun | None:
        """Return the run of a condition that was started, stopped ones too."""
        return self._runs.get(sequence)

    @property
    def live(self) -> tuple[SavedCondition, ...]:
        """Return the conditions that run or are to run again."""
        return tuple(run.condition for run in self._runs.values() if _goes_on(run))

    async def load(self) -> None:
        """Read the saved conditions (ka10171)."""
        self.conditions = await self._source.conditions()
        self.changed.emit("")

    async def start(self, condition: SavedCondition) -> None:
        """Run a condition live from now on (ka10173); nothing is left of one that is refused."""
        await self._begin(ConditionRun(condition))

    async def search(self, condition: SavedCondition) -> None:
        """Find who meets a condition at this moment (ka10172); a live one is left as it is."""
        if condition not in self.live:
            await self._begin(ConditionRun(condition, live=False))

    async def _begin(self, run: ConditionRun) -> None:
        sequence = run.condition.sequence
        self._runs[sequence] = run
        self.changed.emit(sequence)
        try:
            await self._ask(run)
        except BaseException:
            if self._runs.get(sequence) is run:
                del self._runs[sequence]
                self.changed.emit(sequence)
            raise

    async def again(self) -> None:
        """Run every live condition again after a reconnect; raise the last error after all."""
        failed: Exception | None = None
        for run in tuple(self._runs.values()):
            if not _goes_on(run):
                continue
            run.begin()
            try:
                await self._ask(run)
            except Exception as error:
                failed = error
                self._set(run, RunState.LOST)
        if failed is not None:
            raise failed

    async def stop(self, sequence: str) -> None:
        """End a live condition (ka10174); its hits stay to be read."""
        run = self._runs.get(sequence)
        if run is not None:
            self._set(run, RunState.STOPPED)
            await self._source.stop_condition(sequence)

    def lost(self) -> None:
        """Note that the stream dropped."""
        for run in self._runs.values():
            if _goes_on(run):
                self._set(run, RunState.LOST)

    def take(self, hit: ConditionHit) -> None:
        """Take a push of the gateway; those of conditions not run here are left alone."""
        run = self._runs.get(hit.sequence)
        if run is not None and _goes_on(run):
            run.take(hit, self._clock.monotonic())
            self.moved.emit(hit.sequence)

    async def _ask(self, run: ConditionRun) -> None:
        source, sequence = self._source, run.condition.sequence
        ask = source.start_condition if run.live else source.search_condition
        codes = await ask(sequence)
        if self._runs.get(run.condition.sequence) is run and run.state is not RunState.STOPPED:
            time = self._clock.market().strftime("%H%M%S")
            run.take_all(codes, time, self._clock.monotonic())
            self.changed.emit(run.condition.sequence)

    def _set(self, run: ConditionRun, state: RunState) -> None:
        if run.state is not state:
            run.state = state
            self.changed.emit(run.condition.sequence)


def _goes_on(run: ConditionRun) -> bool:
    return run.live and run.state is not RunState.STOPPED


def _seconds(time: str) -> int | None:
    if len(time) != 6 or not time.isdecimal():
        return None
    return int(time[:2]) * 3600 + int(time[2:4]) * 60 + int(time[4:])
