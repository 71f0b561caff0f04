"""The door of the server: who may speak to it at all; refuses foreign hosts, origins and pages."""

from __future__ import annotations

from urllib.parse import urlsplit

from starlette.datastructures import Headers
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Receive, Scope, Send

from kiwoom_desk.practice.options import LOOPBACK


class Guard:
    """Lets pass what names a loopback host, with no origin or a loopback one."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the call on, or refuse it with 403."""
        headers = Headers(scope=scope)
        origin = headers.get("origin")
        host = _is_loopback(f"//{headers.get('host', '')}")
        if host and (origin is None or _is_loopback(origin)):
            await self._app(scope, receive, send)
        elif scope["type"] == "websocket":
            await send({"type": "websocket.close", "code": 1008})
        else:
            await PlainTextResponse("loopback only", 403)(scope, receive, send)


def _is_loopback(address: str) -> bool:
    try:
        return urlsplit(address).hostname in LOOPBACK
    except ValueError:
        return False
