"""Keeps every message in and out as it passes the socket; refuses to change any."""

from __future__ import annotations

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from kiwoom_desk.catalogue.model import UnknownApi
from kiwoom_desk.practice.fault_lines import CONTROL
from kiwoom_desk.practice.house import House
from kiwoom_desk.practice.recording import (
    Asked,
    Closed,
    Heard,
    Opened,
    Recording,
    Replied,
    Said,
    packed,
)
from kiwoom_desk.practice.trouble import Line

_REAL = '{"trnm":"REAL"'
_REPLY_SECRETS = "/oauth2/"


class RecordLines:
    """Stands outside the faults, so that what is kept is what went out."""

    def __init__(self, app: ASGIApp, house: House, recording: Recording) -> None:
        self._app, self._house, self._recording = app, house, recording

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one call or stream."""
        if scope["path"].startswith(CONTROL):
            await self._app(scope, receive, send)
        elif scope["type"] == "websocket":
            await self._stream(scope, receive, send)
        else:
            await self._call(scope, receive, send)

    def _times(self) -> dict[str, object]:
        market = self._house.exchange.now.isoformat(timespec="milliseconds")
        return self._recording.times(market)

    # --- calls -----------------------------------------------------------------------------

    async def _call(self, scope: Scope, receive: Receive, send: Send) -> None:
        self._recording.requests += 1
        call = _Call(self._recording.requests, scope)
        line: Line = scope["kiwoom.line"]

        async def hear(limit: int = 1 << 20) -> Message:
            message = await receive()
            if message["type"] == "http.request":
                call.body += message.get("body", b"")[:limit]
                if not message.get("more_body"):
                    self._asked(call)
            return message

        async def say(message: Message) -> None:
            if message["type"] == "http.response.start":
                call.status, call.headers = message["status"], list(message["headers"])
            else:
                call.sent += message.get("body", b"")
                call.whole = not message.get("more_body")
            await send(message)

        copies = line.copies
        try:
            await self._app(scope, hear, say)
        finally:
            self._asked(call)
            self._replied(call, line, line.copies - copies)

    def _asked(self, call: _Call) -> None:
        if call.told:
            return
        call.told = True
        self._recording.add(
            Asked(
                **self._times(),  # type: ignore[arg-type]
                n=call.n,
                line=call.line,
                method=call.method,
                path=call.path,
                api_id=call.head("api-id"),
                cont_yn=call.head("cont-yn"),
                next_key=call.head("next-key"),
                body=self._recording.redaction.fields(call.body.decode("utf-8", "replace")),
                order=self._is_order(call.head("api-id")),
            )
        )

    def _is_order(self, api_id: str) -> bool:
        try:
            return self._house.catalogue.api(api_id.strip()).is_order
        except UnknownApi:
            return False

    def _replied(self, call: _Call, line: Line, copies: int) -> None:
        text, coded = packed(call.sent)
        if call.path.startswith(_REPLY_SECRETS):
            text = self._recording.redaction.text(text)
        self._recording.add(
            Replied(
                **self._times(),  # type: ignore[arg-type]
                n=call.n,
                status=call.status,
                headers=[(k.decode("latin-1"), v.decode("latin-1")) for k, v in call.headers],
                body=text,
                base64=coded,
                whole=call.whole,
                cut=line.ended,
                copies=copies,
            )
        )

    # --- streams ---------------------------------------------------------------------------

    async def _stream(self, scope: Scope, receive: Receive, send: Send) -> None:
        self._recording.streams += 1
        n, keep, ended, status = self._recording.streams, self._recording, False, 0
        keep.add(Opened(**self._times(), n=n))  # type: ignore[arg-type]

        async def hear() -> Message:
            message = await receive()
            if message["type"] == "websocket.receive":
                text = keep.redaction.fields(message.get("text") or "")
                keep.add(Heard(**self._times(), n=n, text=text))  # type: ignore[arg-type]
            return message

        async def say(message: Message) -> None:
            nonlocal ended, status
            if message["type"] == "websocket.send":
                keep.add(self._frame(n, message))
            elif message["type"] == "websocket.close":
                ended = True
                code, reason = message.get("code", 1000), message.get("reason") or ""
                keep.add(Closed(**self._times(), n=n, code=code, reason=reason))  # type: ignore[arg-type]
            elif message["type"] == "websocket.http.response.start":
                status = message["status"]
            elif message["type"] == "websocket.http.response.body":
                ended, (body, _) = True, packed(message["body"])
                keep.add(Closed(**self._times(), n=n, status=status, body=body))  # type: ignore[arg-type]
            await send(message)

        try:
            await self._app(scope, hear, say)
        finally:
            if not ended:
                line: Line = scope["kiwoom.line"]
                keep.add(Closed(**self._times(), n=n, cut=line.ended))  # type: ignore[arg-type]

    def _frame(self, n: int, message: Message) -> Said:
        text, coded, binary = message.get("text"), "", message.get("bytes") is not None
        if text is None:
            text, coded = packed(message["bytes"] if binary else message["kiwoom.text"])
        if not text.startswith(_REAL):
            text = self._recording.redaction.text(text)
        times = self._times()
        return Said(**times, n=n, text=text, base64=coded, binary=binary)  # type: ignore[arg-type]


class _Call:
    """What has been seen of one call."""

    def __init__(self, n: int, scope: Scope) -> None:
        self.n = n
        self.line: int = scope["kiwoom.line"].number
        self.method, self.path = scope["method"], scope["path"]
        self._heads: dict[str, str] = {
            k.decode("latin-1"): v.decode("latin-1") for k, v in scope["headers"]
        }
        self.body, self.sent = b"", b""
        self.told, self.whole, self.status = False, False, 0
        self.headers: list[tuple[bytes, bytes]] = []

    def head(self, name: str) -> str:
        """Return a header of the request, "" where it lacks."""
        return self._heads.get(name, "")
