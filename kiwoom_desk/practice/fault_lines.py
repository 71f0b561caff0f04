"""Strikes REST calls with the faults that stand, between socket and answers; refuses to answer itself."""

from __future__ import annotations

import asyncio
import hashlib
from collections.abc import Mapping
from typing import Any

import msgspec
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from kiwoom_desk.catalogue.model import Api, UnknownApi
from kiwoom_desk.practice import fault_replies
from kiwoom_desk.practice.fault_board import Happening, Strike
from kiwoom_desk.practice.fault_replies import Sent
from kiwoom_desk.practice.faults import (
    ORDERS,
    READS,
    TOKENS,
    Close,
    Duplicate,
    Late,
    Lose,
    Pages,
    Reorder,
    Replace,
    Reset,
)
from kiwoom_desk.practice.house import House
from kiwoom_desk.practice.trouble import Line

CONTROL = "/control"
_MOST_BYTES = 1 << 20
_REPLIES = frozenset({"reply"})
_OAUTH = {"/oauth2/token": "au10001", "/oauth2/revoke": "au10002"}


class Call:
    """One request on its line: its API, its body and how to answer."""

    def __init__(self, house: House, scope: Scope, receive: Receive, send: Send) -> None:
        self.scope, self.receive, self.send = scope, receive, send
        self.line: Line = scope["kiwoom.line"]
        self.headers = {
            name.decode("latin-1"): text.decode("latin-1") for name, text in scope["headers"]
        }
        self.api = _named(
            house, self.headers.get("api-id", "").strip() or _OAUTH.get(scope["path"], "")
        )
        self.body = b""
        self.whole = False

    @property
    def names(self) -> frozenset[str]:
        """Return the API's id and group."""
        if self.api is None:
            return frozenset()
        group = ORDERS if self.api.is_order else TOKENS if self.api.is_oauth else READS
        return frozenset({self.api.id, group})

    def happening(self, facts: Mapping[str, str]) -> Happening:
        """Return the call as a fault sees it."""
        further = self.headers.get("cont-yn", "").upper() == "Y"
        reused = self.line.requests > 1
        return Happening("request", self.names, self.line.number, facts, reused, further)

    async def read(self) -> None:
        """Read the body up to the bound; `whole` tells whether all of it came."""
        parts = bytearray()
        while len(parts) <= _MOST_BYTES:
            message = await self.receive()
            if message["type"] != "http.request":
                break
            parts += message.get("body", b"")
            if not message.get("more_body"):
                self.whole = True
                break
        self.body = bytes(parts)

    async def replayed(self) -> Message:
        """Receive what was read once more, then whatever follows."""
        if self.body is not None and not self._given:
            self._given = True
            return {"type": "http.request", "body": self.body, "more_body": not self.whole}
        return await self.receive()

    _given = False

    async def gone(self) -> None:
        """Wait until the client has closed its side."""
        while (await self.receive())["type"] != "http.disconnect":
            pass

    async def cut(self, hard: bool) -> None:
        """End the connection under the call."""
        self.line.cut(hard)
        await self.gone()


class FaultLine:
    """Passes calls on untouched while nothing can strike them."""

    def __init__(self, app: ASGIApp, house: House) -> None:
        self._app, self._house, self._trouble = app, house, house.trouble

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one call or stream."""
        places = self._trouble.board.places
        if scope["path"].startswith(CONTROL) or not places & {"request", "connect"}:
            await self._app(scope, receive, send)
            return
        line: Line = scope["kiwoom.line"]
        if "connect" in places and line.requests == 1 and await self._connect(scope, receive, send):
            return
        if scope["type"] != "http" or "request" not in places:
            await self._app(scope, receive, send)
            return
        await self._call(Call(self._house, scope, receive, send))

    # --- a connection that opens -----------------------------------------------------------

    async def _connect(self, scope: Scope, receive: Receive, send: Send) -> bool:
        """Strike a connection at its first request; tell whether that was its end."""
        line: Line = scope["kiwoom.line"]
        kind = "stream" if scope["type"] == "websocket" else "rest"
        happening = Happening("connect", frozenset({kind}), line.number)
        for strike in self._trouble.struck_by(happening):
            fault = strike.fault
            if isinstance(fault, Late):
                await self._house.clock.sleep(fault.seconds + fault.jitter * strike.share)
            elif isinstance(fault, Reset):
                line.cut(fault.hard)
                await _disconnected(receive)
                return True
            elif isinstance(fault, Replace):
                await fault_replies.turn_away(scope, receive, send, fault)
                return True
            elif isinstance(fault, Close) and kind == "stream":
                await receive()
                await send({"type": "websocket.accept"})
                await send({"type": "websocket.close", "code": fault.code, "reason": fault.reason})
                return True
        return False

    # --- a call ----------------------------------------------------------------------------

    async def _call(self, call: Call) -> None:
        for strike in self._trouble.struck_by(call.happening({}), early=True):
            await self._cut_early(call, strike)
            return
        await call.read()
        strikes = []
        if call.whole:
            strikes = self._trouble.struck_by(call.happening(fields_of(call.body)))
        _unmask(self._trouble.real_key(call.headers.get("next-key", "")), call)
        if not strikes:
            await self._app(call.scope, call.replayed, call.send)
            self._trouble.outflow.sent(_REPLIES)
            return
        await self._strike(call, strikes)

    async def _cut_early(self, call: Call, strike: Strike) -> None:
        fault = strike.fault
        assert isinstance(fault, Reset)
        if fault.at == "in_body":
            message = await call.receive()
            call.body = message.get("body", b"")
            # The judge counts what arrived whole; this one is cut before its end.
            call.body = call.body[: len(call.body) // 2]
            self._record(call, complete=False)
        await call.cut(fault.hard)

    def _record(self, call: Call, complete: bool) -> None:
        """Note an order request that no answer will see."""
        if call.api is not None and call.api.is_order:
            wall = self._house.clock.wall()
            client = call.scope.get("client") or ("", 0)
            connection = f"{client[0]}:{client[1]}"
            self._house.recorder.order(call.api.id, connection, call.body, complete, wall)

    async def _strike(self, call: Call, strikes: list[Strike]) -> None:
        outflow = self._trouble.outflow
        reached = outflow.counts.copy()
        for strike in strikes:
            fault = strike.fault
            if isinstance(fault, Late) and fault.at == "request":
                await self._house.clock.sleep(fault.seconds + fault.jitter * strike.share)
        if all(getattr(strike.fault, "accepted", True) for strike in strikes):
            sent = await self._answered(call)
        else:
            self._record(call, complete=True)
            sent = fault_replies.plain(call.api.id if call.api else "", self._house)
        for strike in strikes:
            sent = self._altered(call, sent, strike)
        for strike in strikes:
            await self._wait(strike, reached)
        await self._deliver(call, sent, [strike.fault for strike in strikes])
        outflow.sent(_REPLIES)

    async def _answered(self, call: Call) -> Sent:
        """Have the call answered, and keep the answer."""
        sent = Sent(200, [], b"")

        async def keep(message: Message) -> None:
            nonlocal sent
            if message["type"] == "http.response.start":
                sent = Sent(message["status"], list(message["headers"]), b"")
            else:
                sent = msgspec.structs.replace(sent, body=sent.body + message.get("body", b""))

        await self._app(call.scope, call.replayed, keep)
        return sent

    def _altered(self, call: Call, sent: Sent, strike: Strike) -> Sent:
        if isinstance(strike.fault, Pages):
            return self._endless(call, sent, strike.fault)
        return fault_replies.altered(sent, strike, self._house, call.api)

    def _endless(self, call: Call, sent: Sent, fault: Pages) -> Sent:
        """Give a page a further one: a made-up key stands for the real one, or for the first page."""
        real = sent.header("next-key") if sent.header("cont-yn") == "Y" else ""
        digest = hashlib.blake2b(
            b"\0".join([*map(str.encode, sorted(call.names)), call.body]), digest_size=9
        )
        masked = f"X{digest.hexdigest()}"
        if fault.kind == "endless":
            masked += f"{self._trouble.board.hits:010d}"
        self._trouble.mask_key(real, masked, keep=fault.kind == "repeated")
        return sent.with_headers({"cont-yn": "Y", "next-key": masked})

    async def _wait(self, strike: Strike, reached: Mapping[str, int]) -> None:
        fault, outflow = strike.fault, self._trouble.outflow
        if isinstance(fault, Late) and fault.at == "reply":
            await self._house.clock.sleep(fault.seconds + fault.jitter * strike.share)
            if fault.until_frame:
                count = reached.get(fault.until_frame, 0) + 1
                await outflow.reach(fault.until_frame, count, fault.within)
        elif isinstance(fault, Reorder):
            await outflow.reach("reply", outflow.counts["reply"] + fault.behind, fault.within)

    async def _deliver(self, call: Call, sent: Sent, faults: list[Any]) -> None:
        """Send the reply, as far as the faults let it come."""
        if any(isinstance(fault, Lose) for fault in faults):
            await call.gone()
            return
        reset = next((fault for fault in faults if isinstance(fault, Reset)), None)
        if reset is not None and reset.at == "after_body":
            await call.cut(reset.hard)
            return
        cut_at = len(sent.body) // 2 if reset is not None and reset.at == "in_reply" else None
        await fault_replies.deliver(sent, call.send, cut_at)
        for fault in faults:
            if isinstance(fault, Duplicate):
                call.line.transport.write(sent.raw() * fault.times)
                call.line.copies += fault.times
        if reset is not None:
            await asyncio.sleep(0)
            await call.cut(reset.hard)


async def _disconnected(receive: Receive) -> None:
    while not (await receive())["type"].endswith(".disconnect"):
        pass


def _named(house: House, api_id: str) -> Api | None:
    try:
        return house.catalogue.api(api_id)
    except UnknownApi:
        return None


def fields_of(body: bytes) -> dict[str, str]:
    """Return the texts of a request's body; nothing where it is no JSON object."""
    try:
        found = msgspec.json.decode(body or b"{}")
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return {}
    if not isinstance(found, dict):
        return {}
    return {key: value if isinstance(value, str) else str(value) for key, value in found.items()}


def _unmask(real: str | None, call: Call) -> None:
    """Put the real key in the place of a made-up one."""
    if real is None:
        return
    kept = [(n, v) for n, v in call.scope["headers"] if n not in (b"next-key", b"cont-yn")]
    if real:
        kept += [(b"cont-yn", b"Y"), (b"next-key", real.encode("latin-1"))]
    call.scope = {**call.scope, "headers": kept}
