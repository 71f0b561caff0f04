"""The HTTP client of queries; refuses every order id, redirects and oversized bodies."""

from __future__ import annotations

import asyncio
import ssl
from collections.abc import Callable
from datetime import datetime

import httpx
import msgspec

from kiwoom_desk import __version__
from kiwoom_desk.base.clock import Clock
from kiwoom_desk.broker.failures import QueryError, failure_code
from kiwoom_desk.broker.hosts import Host
from kiwoom_desk.catalogue.model import Api
from kiwoom_desk.wire.durations import Durations

USER_AGENT = f"kiwoom-desk/{__version__}"
CONTENT_TYPE = "application/json;charset=UTF-8"
BODY_BYTES = 16 << 20


class OrderRefusedHere(ValueError):
    """An order id was given to the client of queries (S-1)."""


class HttpAnswer(msgspec.Struct, frozen=True):
    """One HTTP answer, whole; `sent` and `received` are Korean wall times."""

    status: int
    headers: list[tuple[str, str]]
    body: bytes
    sent: datetime
    received: datetime
    seconds: float

    def header(self, name: str) -> str:
        """Return a header whose name may come in any case, "" without it."""
        return next((value for key, value in self.headers if key.lower() == name), "")


class ReadClient:
    """POST queries and token calls; `heard` gets every answer (market clock, skew, round trip),
    `lost` the code of every call without one.
    """

    def __init__(
        self,
        host: Host,
        tls: ssl.SSLContext | None,
        clock: Clock,
        durations: Durations,
        heard: Callable[[HttpAnswer], None],
        lost: Callable[[str], None],
    ) -> None:
        self._clock, self._durations = clock, durations
        self._heard, self._lost = heard, lost
        self._client = httpx.AsyncClient(
            base_url=host.rest,
            verify=tls_context(host, tls),
            trust_env=False,
            follow_redirects=False,
            timeout=httpx.Timeout(None, connect=0.9 * durations.read_deadline),
            headers={"User-Agent": USER_AGENT, "Content-Type": CONTENT_TYPE},
            limits=httpx.Limits(max_connections=10, keepalive_expiry=durations.read_idle),
        )

    async def post(self, api: Api, body: bytes, token: str | None, next_key: str) -> HttpAnswer:
        """Send one query once; raise QueryError when no whole answer came.

        Raise OrderRefusedHere for an order id, before anything is sent.
        """
        if api.is_order or api.transport != "rest":
            raise OrderRefusedHere(api.id)
        headers = {"api-id": api.id}
        if token is not None:
            headers["authorization"] = f"Bearer {token}"
        if next_key:
            headers |= {"cont-yn": "Y", "next-key": next_key}
        request = self._client.build_request("POST", api.path, content=body, headers=headers)
        try:
            async with asyncio.timeout(self._durations.read_deadline):
                answer = await self._exchange(request)
        except (httpx.HTTPError, OSError, ValueError) as error:
            code = failure_code(error)
            self._lost(code)
            raise QueryError(code, api.id, retry=True) from None
        self._heard(answer)
        return answer

    async def close(self) -> None:
        """Close the connections."""
        await self._client.aclose()

    async def _exchange(self, request: httpx.Request) -> HttpAnswer:
        sent, started = self._clock.wall(), self._clock.monotonic()
        response = await self._client.send(request, stream=True)
        try:
            body = bytearray()
            async for piece in response.aiter_bytes():
                body += piece
                if len(body) > BODY_BYTES:
                    raise httpx.DecodingError("the body is too long")
        finally:
            await response.aclose()
        headers = [(name, value) for name, value in response.headers.items()]
        received, seconds = self._clock.wall(), self._clock.monotonic() - started
        return HttpAnswer(response.status_code, headers, bytes(body), sent, received, seconds)


def tls_context(host: Host, tls: ssl.SSLContext | None) -> ssl.SSLContext:
    """Return the context to use: the given one, or for loopback one that trusts nobody."""
    if tls is not None:
        return tls
    if host.encrypted:
        raise ValueError("an encrypted host needs a TLS context")
    return ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
