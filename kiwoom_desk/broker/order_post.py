"""The only order POST of the program (S-1); refuses to send anything twice or to call a guess an outcome."""

from __future__ import annotations

import asyncio
import logging
import ssl

import httpx
import msgspec

from kiwoom_desk.base.logs import facts
from kiwoom_desk.broker.failures import failure_code
from kiwoom_desk.broker.hosts import Host
from kiwoom_desk.broker.reading import CONTENT_TYPE, USER_AGENT, tls_context
from kiwoom_desk.catalogue.model import Api
from kiwoom_desk.domain.order import Outcome, RequestState
from kiwoom_desk.wire.durations import Durations
from kiwoom_desk.wire.reply import OrderReply, Verdict, order_reply

log = logging.getLogger(__name__)

_REPLY_BYTES = 4 << 20
_HEADERS_STARTED = "http11.send_request_headers.started"
_NOTHING_WRITTEN = frozenset({"dns", "connect", "tls", "timeout"})
_STATES = {
    Verdict.ACKED: RequestState.ACKED,
    Verdict.REFUSED: RequestState.REFUSED,
    Verdict.UNKNOWN: RequestState.UNKNOWN,
}


class PostResult(msgspec.Struct, frozen=True):
    """The outcome of one POST, and whether the token has to be renewed for the next."""

    outcome: Outcome
    token_dead: bool = False
    answered: bool = False


class OrderClient:
    """Own the connections that orders use: fresh, or idle for two seconds at most."""

    def __init__(self, host: Host, tls: ssl.SSLContext | None, durations: Durations) -> None:
        self._durations = durations
        self._client = httpx.AsyncClient(
            base_url=host.rest,
            transport=httpx.AsyncHTTPTransport(
                verify=tls_context(host, tls),
                trust_env=False,
                http2=False,
                retries=0,
                limits=httpx.Limits(
                    max_connections=64,
                    max_keepalive_connections=4,
                    keepalive_expiry=durations.order_idle,
                ),
            ),
            trust_env=False,
            follow_redirects=False,
            # Below the deadline: a handshake that ends by itself closes its socket.
            timeout=httpx.Timeout(None, connect=0.9 * durations.order_deadline),
            headers={
                "User-Agent": USER_AGENT,
                "Content-Type": CONTENT_TYPE,
                "Accept-Encoding": "identity",
            },
        )

    async def post_order(self, api: Api, body: bytes, token: str) -> PostResult:
        """Send one order body once and judge what came back (S-6); wire trouble never raises.

        Raise ValueError for an id that is no order. A cancelled call raises CancelledError: its
        request stays SENDING in the journal, which means UNKNOWN.
        """
        if not api.is_order:
            raise ValueError(f"{api.id} is no order")
        written = False

        async def trace(event: str, _info: object) -> None:
            nonlocal written
            written = written or event == _HEADERS_STARTED

        request = self._client.build_request(
            "POST",
            api.path,
            content=body,
            headers={"api-id": api.id, "authorization": f"Bearer {token}"},
            extensions={"trace": trace},
        )
        try:
            async with asyncio.timeout(self._durations.order_deadline):
                reply = await self._exchange(request)
        except Exception as error:
            return PostResult(_failed(api.id, error, written))
        state = _STATES[reply.verdict]
        outcome = Outcome(state, reply.order_number, reply.code, reply.message)
        return PostResult(outcome, reply.token_dead, answered=True)

    async def close(self) -> None:
        """Close the connections."""
        await self._client.aclose()

    async def _exchange(self, request: httpx.Request) -> OrderReply:
        response = await self._client.send(request, stream=True)
        try:
            body = bytearray()
            async for piece in response.aiter_bytes():
                body += piece
                if len(body) > _REPLY_BYTES:
                    break
        finally:
            await response.aclose()
        return order_reply(response.status_code, bytes(body))


def _failed(api_id: str, error: Exception, written: bool) -> Outcome:
    code = failure_code(error)
    log.info("order_failed", extra=facts(api_id=api_id, code=code, written=written))
    # Only the trace proves that no byte went out; a failure of an unlisted kind proves nothing.
    if not written and code in _NOTHING_WRITTEN:
        return Outcome(RequestState.NOT_SENT, code="connect" if code == "timeout" else code)
    return Outcome(RequestState.UNKNOWN, code=code)
