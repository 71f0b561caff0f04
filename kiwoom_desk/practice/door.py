"""The listening socket of a server: shut, opened again, and the certificate it shows; refuses other ports."""

from __future__ import annotations

import asyncio
import socket
from typing import TYPE_CHECKING

from kiwoom_desk.practice.options import ServerOptions

if TYPE_CHECKING:
    import uvicorn

# As many as asyncio lets wait.
_BACKLOG = 100


def listen(options: ServerOptions, port: int) -> socket.socket:
    """Open a listening socket, in which connections wait for a server; raise OSError for a port in use."""
    family = socket.AF_INET6 if ":" in options.host else socket.AF_INET
    # asyncio turns Nagle's delay off only where the protocol is named; without it a reply takes 40 ms.
    listener = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    try:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind((options.host, port))
        listener.listen(_BACKLOG)
    except OSError:
        listener.close()
        raise
    listener.set_inheritable(False)
    return listener


class Listening:
    """The door of one running uvicorn server."""

    def __init__(self, options: ServerOptions, server: uvicorn.Server, port: int) -> None:
        self._options, self._server, self._port = options, server, port
        self._shut = False

    async def shut(self) -> None:
        """Stop listening; open connections stay."""
        self._shut = True
        for one in self._server.servers:
            one.close()

    async def open(self) -> None:
        """Listen again on the same port."""
        if not self._shut:
            return
        self._shut = False
        config = self._server.config

        def protocol() -> asyncio.Protocol:
            return config.http_protocol_class(  # type: ignore[call-arg]
                config=config,
                server_state=self._server.server_state,
                app_state=self._server.lifespan.state,
            )

        made = await asyncio.get_running_loop().create_server(
            protocol, sock=listen(self._options, self._port), ssl=config.ssl
        )
        self._server.servers[:] = [made]

    def show(self, certificate: str, key: str) -> None:
        """Show this certificate to new connections; raise OSError or ssl.SSLError."""
        if self._server.config.ssl is not None:
            self._server.config.ssl.load_cert_chain(certificate, key)

    def show_own(self) -> None:
        """Show the server's own certificate again."""
        own = self._options.certificate
        if own is not None:
            self.show(str(own.certificate), str(own.key))
