"""Strikes by time alone: streams, idle connections, tokens, the door; refuses single calls and frames."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterable
from typing import Protocol

from kiwoom_desk.base.tasks import TaskScope
from kiwoom_desk.practice.faults import Certificate, CloseIdle, Expire, Fault, Unreachable
from kiwoom_desk.practice.house import House

_LOOK = 0.01


class Struck(Protocol):
    """A stream that moments may strike."""

    number: int
    logged_in: bool

    def strike(self, fault: Fault) -> None:
        """Do what a fault says to the whole stream."""


class Door(Protocol):
    """The listening socket and what it shows."""

    async def shut(self) -> None:
        """Stop listening."""

    async def open(self) -> None:
        """Listen again on the same port."""

    def show(self, certificate: str, key: str) -> None:
        """Show this certificate to new connections; raise OSError or ssl.SSLError."""

    def show_own(self) -> None:
        """Show the server's own certificate again."""


class Moments:
    """Looks at the time while a fault of that kind stands."""

    def __init__(
        self, house: House, streams: Callable[[], Iterable[Struck]], door: Door, tasks: TaskScope
    ) -> None:
        self._house, self._streams, self._door, self._tasks = house, streams, door, tasks

    async def run(self) -> None:
        """Look for ever."""
        trouble = self._house.trouble
        while True:
            if "moment" not in trouble.board.places:
                trouble.changed.clear()
                await trouble.changed.wait()
                continue
            for strike in trouble.board.due(trouble.now()):
                await self._strike(strike.fault)
            await self._house.clock.sleep(_LOOK)

    async def _strike(self, fault: Fault) -> None:
        if isinstance(fault, Expire):
            self._house.tokens.expire()
        elif isinstance(fault, CloseIdle):
            for line in self._house.trouble.lines.idle():
                line.cut(fault.hard)
        elif isinstance(fault, Unreachable):
            await self._door.shut()
            self._tasks.run(self._after(fault, fault.seconds, self._door.open), "fault-unreachable")
        elif isinstance(fault, Certificate):
            self._door.show(fault.certificate, fault.key)
            seconds = fault.seconds if fault.seconds is not None else float("inf")
            self._tasks.run(self._after(fault, seconds, self._own), "fault-certificate")
        else:
            for stream in list(self._streams()):
                wanted = not fault.connections or stream.number in fault.connections
                if stream.logged_in and wanted:
                    stream.strike(fault)

    async def _after(
        self, fault: Fault, seconds: float, act: Callable[[], Awaitable[None]]
    ) -> None:
        """Undo a fault after its time, or when it is taken away."""
        clock = self._house.clock
        until = clock.monotonic() + seconds
        while clock.monotonic() < until and any(one is fault for one in self._house.trouble.board):
            await clock.sleep(_LOOK)
        await act()

    async def _own(self) -> None:
        self._door.show_own()
