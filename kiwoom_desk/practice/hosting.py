"""Runs an application on uvicorn behind a loopback port; refuses to take over the process's signals."""

from __future__ import annotations

import socket

import uvicorn
from starlette.types import ASGIApp

from kiwoom_desk.base.clock import Clock
from kiwoom_desk.base.tasks import TaskScope
from kiwoom_desk.practice.door import Listening
from kiwoom_desk.practice.options import ServerOptions
from kiwoom_desk.practice.transports import http_protocol, stream_protocol
from kiwoom_desk.practice.trouble import Trouble


class Hosted:
    """A server that listens; `door` is its listening socket."""

    def __init__(
        self, options: ServerOptions, server: uvicorn.Server, port: int, clock: Clock
    ) -> None:
        self.door = Listening(options, server, port)
        self._server, self._clock = server, clock

    async def stop(self) -> None:
        """Close every connection and stop listening."""
        await self.door.open()
        self._server.should_exit = True
        while any(one.is_serving() for one in self._server.servers):
            await self._clock.sleep(0.01)


async def host(
    app: ASGIApp,
    options: ServerOptions,
    listener: socket.socket,
    trouble: Trouble,
    tasks: TaskScope,
    clock: Clock,
) -> Hosted:
    """Start a server on a listening socket and return once it answers."""
    port = listener.getsockname()[1]
    server = uvicorn.Server(_config(app, options, trouble))
    serving = tasks.run(_serve(server, listener), "practice-server")
    while not server.started:
        if serving.done():
            # A certificate that cannot be read, say: told by its own error.
            await serving
        await clock.sleep(0.002)
    return Hosted(options, server, port, clock)


async def _serve(server: uvicorn.Server, listener: socket.socket) -> None:
    try:
        # Server.serve would take over the signals of the process; those belong to the command line.
        await server._serve(sockets=[listener])
    finally:
        listener.close()


def _config(app: ASGIApp, options: ServerOptions, trouble: Trouble) -> uvicorn.Config:
    tls = options.certificate
    return uvicorn.Config(
        app,
        ws=stream_protocol(trouble),
        http=http_protocol(trouble),
        ws_per_message_deflate=False,
        ws_ping_interval=None,
        ws_ping_timeout=None,
        lifespan="off",
        log_config=None,
        log_level="critical",
        access_log=False,
        server_header=False,
        date_header=False,
        timeout_graceful_shutdown=1,
        ssl_certfile=str(tls.certificate) if tls else None,
        ssl_keyfile=str(tls.key) if tls else None,
    )
