"""A TCP proxy before a server: lets bytes through, or loses a reply, or cuts the line, when told."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator
from enum import StrEnum
from urllib.parse import urlsplit


class Fault(StrEnum):
    """What happens to the next request that a marker names."""

    NONE = "none"
    LOSE_REPLY = "lose_reply"
    """The server gets everything, its reply is swallowed and the line stays open."""
    RESET = "reset"
    """The server gets everything, then the line is cut."""
    SWALLOW = "swallow"
    """The server gets nothing, the line stays open."""
    REPLACE = "replace"
    """The server gets everything, another body comes back."""


class Proxy:
    """Forward to one server; `arm` sets the fault of the next connection whose bytes hold a marker."""

    def __init__(self, target: str) -> None:
        parts = urlsplit(target)
        assert parts.hostname is not None and parts.port is not None
        self._target = (parts.hostname, parts.port)
        self._server: asyncio.Server | None = None
        self._tasks: set[asyncio.Task[None]] = set()
        self._fault, self._marker, self._body = Fault.NONE, b"", b""
        self.url = ""
        self.struck = 0

    def arm(self, fault: Fault, marker: bytes, body: bytes = b"") -> None:
        """Set what happens once to the next request that holds the marker."""
        self._fault, self._marker, self._body = fault, marker, body

    async def start(self) -> None:
        """Listen on a free port of this machine."""
        self._server = await asyncio.start_server(self._serve, "127.0.0.1", 0)
        port = self._server.sockets[0].getsockname()[1]
        self.url = f"http://127.0.0.1:{port}"

    async def stop(self) -> None:
        """Refuse further connections and cut all lines."""
        assert self._server is not None
        self._server.close()
        for task in tuple(self._tasks):
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        await self._server.wait_closed()

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        self._tasks.add(task)
        # Only `stop` cancels; the stream's own callback would report a cancelled task.
        with contextlib.suppress(asyncio.CancelledError):
            try:
                await self._forward(reader, writer)
            finally:
                self._tasks.discard(task)
                writer.close()

    async def _forward(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            there = await asyncio.open_connection(*self._target)
        except OSError:
            return
        line = _Line()
        try:
            up = self._up(reader, there[1], writer, line)
            down = self._down(there[0], writer, line)
            await asyncio.gather(up, down)
        except OSError:
            pass
        finally:
            for one in (there[1], writer):
                one.close()
                with contextlib.suppress(OSError, asyncio.CancelledError):
                    await one.wait_closed()

    async def _up(
        self,
        source: asyncio.StreamReader,
        target: asyncio.StreamWriter,
        back: asyncio.StreamWriter,
        line: _Line,
    ) -> None:
        seen = b""
        while piece := await source.read(65_536):
            seen = (seen + piece)[-65_536:]
            # Headers and body may come apart; the fault waits for the marker and the body's end.
            if self._fault is not Fault.NONE and self._marker in seen and _whole(seen):
                line.fault, self._fault = self._fault, Fault.NONE
                self.struck += 1
            if line.fault is Fault.SWALLOW:
                continue
            target.write(piece)
            await target.drain()
        target.close()

    async def _down(
        self, source: asyncio.StreamReader, target: asyncio.StreamWriter, line: _Line
    ) -> None:
        while piece := await source.read(65_536):
            if line.fault is Fault.LOSE_REPLY:
                continue
            if line.fault is Fault.RESET:
                target.transport.abort()
                return
            if line.fault is Fault.REPLACE:
                head = f"HTTP/1.1 200 OK\r\ncontent-length: {len(self._body)}\r\n\r\n"
                piece, line.fault = head.encode() + self._body, Fault.LOSE_REPLY
            target.write(piece)
            await target.drain()
        target.close()


class _Line:
    """What one connection suffers."""

    def __init__(self) -> None:
        self.fault = Fault.NONE


def _whole(seen: bytes) -> bool:
    # A body of an order ends with its closing brace.
    return seen.rstrip().endswith(b"}")


@contextlib.asynccontextmanager
async def proxy(target: str) -> AsyncIterator[Proxy]:
    """Run a proxy before a server's REST address."""
    made = Proxy(target)
    await made.start()
    try:
        yield made
    finally:
        await made.stop()
