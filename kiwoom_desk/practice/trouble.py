"""The trouble of a server: its faults, its TCP connections, what has gone out; refuses to strike itself."""

from __future__ import annotations

import asyncio
import socket
import struct
import sys
from collections import Counter, OrderedDict, deque
from collections.abc import Callable
from datetime import datetime

from kiwoom_desk.base.clock import Clock
from kiwoom_desk.practice.fault_board import FaultBoard, Happening, Now, Strike
from kiwoom_desk.practice.faults import Document

_MOST_KEYS = 10_000
_MOST_FRAMES = 1_000
_STREAM_PLACES = frozenset({"frame", "message", "moment"})
# What the option takes: on Windows two short numbers, elsewhere two ints.
_NO_LINGER = struct.pack("hh" if sys.platform == "win32" else "ii", 1, 0)


class Line:
    """One TCP connection, counted from 1: how many requests it carried and whether one runs."""

    def __init__(self, number: int, transport: asyncio.Transport) -> None:
        self.number = number
        self.transport = transport
        self.requests = 0
        self.running = 0
        self.is_stream = False
        self.ended = ""
        self.copies = 0

    @property
    def idle(self) -> bool:
        """Tell whether it is kept alive and waits for its next request."""
        return self.requests > 0 and not self.running and not self.is_stream

    def cut(self, hard: bool) -> None:
        """Reset the connection, or close it once what was written has gone."""
        self.ended = "hard" if hard else "soft"
        if not hard:
            self.transport.close()
            return
        found = self.transport.get_extra_info("socket")
        if found is not None:
            found.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _NO_LINGER)
        self.transport.abort()


class Lines:
    """The open TCP connections."""

    def __init__(self) -> None:
        self._opened = 0
        self._lines: dict[int, Line] = {}

    def opened(self, transport: asyncio.Transport) -> Line:
        """Count a connection that opened."""
        self._opened += 1
        line = self._lines[id(transport)] = Line(self._opened, transport)
        return line

    def lost(self, transport: asyncio.Transport) -> None:
        """Forget a connection that ended."""
        self._lines.pop(id(transport), None)

    def of(self, transport: asyncio.Transport) -> Line | None:
        """Return the connection of a transport."""
        return self._lines.get(id(transport))

    def idle(self) -> list[Line]:
        """Return those that are kept alive and wait."""
        return [line for line in self._lines.values() if line.idle]


class Outflow:
    """Counts what went out by name, and wakes who waits for more of it."""

    def __init__(self) -> None:
        self.counts: Counter[str] = Counter()
        self._waiting: set[asyncio.Event] = set()

    def sent(self, names: frozenset[str]) -> None:
        """Note that something of these names has gone out."""
        self.counts.update(names)
        for waiting in self._waiting:
            waiting.set()

    async def reach(self, name: str, count: int, within: float) -> None:
        """Wait until `count` of a name have gone out since the start, at most `within` seconds."""
        woken = asyncio.Event()
        self._waiting.add(woken)
        try:
            async with asyncio.timeout(within):
                while self.counts[name] < count:
                    woken.clear()
                    await woken.wait()
        except TimeoutError:
            pass
        finally:
            self._waiting.discard(woken)


class Trouble:
    """All of it; `on_streams` tells the hot path of frames whether anything can strike there."""

    def __init__(self, clock: Clock, market: Callable[[], datetime]) -> None:
        self._clock, self._market = clock, market
        self.board = FaultBoard()
        self.lines = Lines()
        self.outflow = Outflow()
        self.changed = asyncio.Event()
        self.on_streams = False
        self.reports: deque[bytes] = deque(maxlen=_MOST_FRAMES)
        self._keys: OrderedDict[str, str] = OrderedDict()

    def now(self) -> Now:
        """Return the three clocks."""
        return Now(self._clock.monotonic(), self._clock.wall(), self._market())

    def add(self, document: Document) -> list[int]:
        """Set the faults of a document; return their numbers."""
        numbers = self.board.add(document, self.now())
        self._look()
        return numbers

    def clear(self) -> None:
        """Take all faults away."""
        self.board.clear()
        self._look()

    def _look(self) -> None:
        waits_for_frames = any(getattr(fault, "until_frame", "") for fault in self.board)
        self.on_streams = bool(self.board.places & _STREAM_PLACES) or waits_for_frames
        self.changed.set()

    def struck_by(self, happening: Happening, early: bool = False) -> list[Strike]:
        """Return what strikes now."""
        return self.board.struck_by(happening, self.now(), early)

    def mask_key(self, key: str, masked: str, keep: bool) -> None:
        """Remember that a `next-key` we made up stands for a real one; `keep` leaves an earlier one."""
        if keep and masked in self._keys:
            return
        self._keys[masked] = key
        if len(self._keys) > _MOST_KEYS:
            self._keys.popitem(last=False)

    def real_key(self, masked: str) -> str | None:
        """Return what a made-up key stands for ("" the first page), None for others."""
        return self._keys.get(masked)
