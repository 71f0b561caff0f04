"""The figures of a running desk, at one moment and between two; refuses to show or to store them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from kiwoom_desk.base.collector import CollectorWatch
from kiwoom_desk.base.histogram import Histogram
from kiwoom_desk.base.machine import memory_bytes, processor_seconds
from kiwoom_desk.ui.kit.frame_meter import FrameMeter

if TYPE_CHECKING:
    from kiwoom_desk.broker.gateway import Gateway


class Moment(msgspec.Struct, frozen=True):
    """All sums since the start at one monotonic second; histograms are copies."""

    at: float
    turns: int
    late: int
    very_late: int
    lags: Histogram
    steps: Histogram
    paints: Histogram
    pauses: Histogram
    pushes: dict[str, int]
    frames: int
    bytes: int
    decode_seconds: float
    slices: Histogram
    budget_used: int
    budget_capacity: int
    memory: int
    processor: float


def look(meter: FrameMeter, gateway: Gateway, collector: CollectorWatch) -> Moment:
    """Return the figures of now; memory is 0 where the system does not tell."""
    now, tally = meter.now(), gateway.tally
    return Moment(
        at=now,
        turns=meter.turns,
        late=meter.late,
        very_late=meter.very_late,
        lags=meter.lags.copy(),
        steps=meter.steps.copy(),
        paints=meter.paints.copy(),
        pauses=collector.pauses.copy(),
        pushes=dict(tally.pushes),
        frames=tally.frames,
        bytes=tally.bytes,
        decode_seconds=tally.seconds,
        slices=tally.slices.copy(),
        budget_used=gateway.budget.used(now),
        budget_capacity=gateway.budget.capacity or 0,
        memory=memory_bytes() or 0,
        processor=processor_seconds(),
    )


class Stretch(msgspec.Struct, frozen=True):
    """What happened between two moments: rates a second, shares of one core, durations in ms.

    `pushes` by type a second; `decode_us` the cost of one push from the socket to the state;
    `longest` figures of histograms are those since the start.
    """

    seconds: float
    frames: float
    turns: int
    late: int
    very_late: int
    lags: Histogram
    steps: Histogram
    paints: Histogram
    pauses: Histogram
    slices: Histogram
    pushes: dict[str, float]
    decode_us: float
    decode_share: float
    paint_share: float
    core_share: float
    budget_used: int
    budget_capacity: int
    memory: int

    @property
    def messages(self) -> float:
        """Return the pushes a second of all types."""
        return sum(self.pushes.values())

    @property
    def late_share(self) -> float:
        """Return the share of late turns, 0–1."""
        return self.late / self.turns if self.turns else 0.0


def between(before: Moment, after: Moment) -> Stretch:
    """Return what happened from one moment to a later one; raise ValueError where it is none."""
    seconds = after.at - before.at
    if seconds <= 0:
        raise ValueError("the second moment must be later than the first")
    pushes = {
        type_id: (count - before.pushes.get(type_id, 0)) / seconds
        for type_id, count in after.pushes.items()
        if count > before.pushes.get(type_id, 0)
    }
    decode = after.decode_seconds - before.decode_seconds
    paints = after.paints.since(before.paints)
    taken = sum(pushes.values()) * seconds
    return Stretch(
        seconds=seconds,
        frames=paints.total / seconds,
        turns=after.turns - before.turns,
        late=after.late - before.late,
        very_late=after.very_late - before.very_late,
        lags=after.lags.since(before.lags),
        steps=after.steps.since(before.steps),
        paints=paints,
        pauses=after.pauses.since(before.pauses),
        slices=after.slices.since(before.slices),
        pushes=pushes,
        decode_us=decode / taken * 1e6 if taken else 0.0,
        decode_share=decode / seconds,
        paint_share=paints.total_ms / 1000 / seconds,
        core_share=(after.processor - before.processor) / seconds,
        budget_used=after.budget_used,
        budget_capacity=after.budget_capacity,
        memory=after.memory,
    )
