"""Counts what the stream brings and what taking it costs; refuses to look into a push."""

from __future__ import annotations

from kiwoom_desk.base.histogram import Histogram


class StreamTally:
    """Plain sums since the start, read by whoever shows them: one addition a push on the way in.

    `pushes` by real-time type, `frames` and `bytes` of the socket, `seconds` spent on decoding and
    handing on, `slices` the stretches in ms in which frames were taken without a pause.
    """

    __slots__ = ("bytes", "frames", "pushes", "seconds", "slices")

    def __init__(self) -> None:
        self.frames = 0
        self.bytes = 0
        self.seconds = 0.0
        self.pushes: dict[str, int] = {}
        self.slices = Histogram()

    def count(self, type_id: str) -> None:
        """Count one push."""
        pushes = self.pushes
        pushes[type_id] = pushes.get(type_id, 0) + 1

    def took(self, size: int, seconds: float) -> None:
        """Count one frame of the socket, of `size` bytes, and what taking it cost."""
        self.frames += 1
        self.bytes += size
        self.seconds += seconds
