"""uvicorn's protocols with their TCP connections counted and handed on; refuses to know what they carry."""

from __future__ import annotations

import asyncio
from typing import Any

from starlette.types import ASGIApp, Receive, Scope, Send
from uvicorn.protocols.http.h11_impl import H11Protocol
from uvicorn.protocols.utils import ClientDisconnected
from uvicorn.protocols.websockets.websockets_sansio_impl import WebSocketsSansIOProtocol
from websockets.exceptions import InvalidState

from kiwoom_desk.practice.trouble import Line, Trouble


def http_protocol(trouble: Trouble) -> type[H11Protocol]:
    """Make the protocol of requests, whose scopes name their connection (`kiwoom.line`)."""

    class Counted(H11Protocol):
        def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
            super().connection_made(transport)
            self.app = _named(self.app, trouble.lines.opened(transport))

        def connection_lost(self, exc: Exception | None) -> None:
            trouble.lines.lost(self.transport)
            super().connection_lost(exc)

    return Counted


def _named(app: ASGIApp, line: Line) -> ASGIApp:
    async def named(scope: Scope, receive: Receive, send: Send) -> None:
        line.requests += 1
        line.running += 1
        scope["kiwoom.line"] = line
        try:
            await app(scope, receive, send)
        finally:
            line.running -= 1

    return named


def stream_protocol(trouble: Trouble) -> type[WebSocketsSansIOProtocol]:
    """Make the protocol of streams: it names its connection, and sends text that is none when asked."""

    class Counted(WebSocketsSansIOProtocol):
        def handle_connect(self, event: Any) -> None:
            super().handle_connect(event)
            if hasattr(self, "scope"):
                line = trouble.lines.of(self.transport) or trouble.lines.opened(self.transport)
                line.is_stream = True
                line.requests += 1
                self.scope["kiwoom.line"] = line  # type: ignore[typeddict-unknown-key]
                self.scope["kiwoom.transport"] = self.transport  # type: ignore[typeddict-unknown-key]

        def connection_lost(self, exc: Exception | None) -> None:
            trouble.lines.lost(self.transport)
            super().connection_lost(exc)

        async def send(self, message: Any) -> None:
            data = message.get("kiwoom.text")
            if data is None:
                await super().send(message)
                return
            await self.writable.wait()
            if not self.disconnected and not self.close_sent:
                try:
                    self.conn.send_text(data)
                except InvalidState as error:
                    # The client has begun to close: its word is here, the end of the line not yet.
                    raise ClientDisconnected from error
                # What more frames follow at once goes out with the last of them.
                if not message.get("kiwoom.more"):
                    self.transport.write(b"".join(self.conn.data_to_send()))

    return Counted
