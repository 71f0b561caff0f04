"""Serves a recorded run to a client, byte for byte, at any speed; refuses to make anything up."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable
from datetime import datetime
from itertools import chain

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from kiwoom_desk.base.clock import Clock, SystemClock
from kiwoom_desk.base.tasks import TaskScope
from kiwoom_desk.catalogue.load import catalogue
from kiwoom_desk.catalogue.model import UnknownApi
from kiwoom_desk.practice import fault_replies
from kiwoom_desk.practice.door import listen
from kiwoom_desk.practice.fault_replies import Sent
from kiwoom_desk.practice.guard import Guard
from kiwoom_desk.practice.hosting import Hosted, host
from kiwoom_desk.practice.options import ServerOptions
from kiwoom_desk.practice.ready import STREAM_PATH, ReadyClock, ReadyLine, addresses
from kiwoom_desk.practice.recording import Asked, Closed, Heard, Redaction, Replied, Said
from kiwoom_desk.practice.refusals import refusal
from kiwoom_desk.practice.replay import Replay, StreamLine, call_of, content
from kiwoom_desk.practice.tokens import TokenBook
from kiwoom_desk.practice.trouble import Line, Trouble

_MOST_BYTES = 1 << 20
_PING = '{"trnm":"PING"'


class Replayer:
    """The application: calls are matched by API, body and order; streams by the order of opening.

    A stream goes on after a client's message only when the client has sent one, and after a
    recorded order only when that order has come, so that nothing is told before its cause.
    """

    def __init__(self, replay: Replay, tokens: TokenBook, speed: float, clock: Clock) -> None:
        self._replay, self._speed, self._clock = replay, speed, clock
        self._redaction = Redaction(tokens)
        self._streams = 0
        self._orders = 0
        self._order_came = asyncio.Condition()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one call or stream."""
        if scope["type"] == "websocket":
            await self._stream(scope, receive, send)
        else:
            await self._call(scope, receive, send)

    # --- calls -----------------------------------------------------------------------------

    async def _call(self, scope: Scope, receive: Receive, send: Send) -> None:
        body = await _body(receive)
        asked = self._asked(scope, body)
        if asked.order:
            async with self._order_came:
                self._orders += 1
                self._order_came.notify_all()
        found = self._replay.answer(call_of(asked))
        if found is None:
            head = [(b"content-type", b"application/json;charset=UTF-8")]
            missing = Sent(404, head, refusal("1999", asked.api_id).body())
            await fault_replies.deliver(missing, send, None)
            return
        reply, took = found
        await self._clock.sleep(took / self._speed)
        await self._reply(scope["kiwoom.line"], reply, receive, send)

    def _asked(self, scope: Scope, body: bytes) -> Asked:
        heads = {k.decode("latin-1"): v.decode("latin-1") for k, v in scope["headers"]}
        api_id = heads.get("api-id", "")
        return Asked(
            at=0.0,
            wall="",
            market="",
            n=0,
            line=0,
            method=scope["method"],
            path=scope["path"],
            api_id=api_id,
            cont_yn=heads.get("cont-yn", ""),
            next_key=heads.get("next-key", ""),
            body=self._redaction.fields(body.decode("utf-8", "replace")),
            order=_is_order(api_id.strip()),
        )

    async def _reply(self, line: Line, reply: Replied, receive: Receive, send: Send) -> None:
        raw = content(reply.body, reply.base64)
        heads = [(k.encode("latin-1"), v.encode("latin-1")) for k, v in reply.headers]
        sent = Sent(reply.status, heads, raw)
        if not reply.whole:
            # The head promised more than came: it has to promise the same again.
            promised = int(sent.header("content-length") or 0)
            sent = Sent(reply.status, heads, raw.ljust(promised, b" "))
        if reply.status:
            await fault_replies.deliver(sent, send, None if reply.whole else len(raw))
        line.transport.write(sent.raw() * reply.copies)
        if reply.cut:
            await asyncio.sleep(0)
            line.cut(reply.cut == "hard")
        if reply.cut or not reply.whole or not reply.status:
            while (await receive())["type"] != "http.disconnect":
                pass

    # --- streams ---------------------------------------------------------------------------

    async def _stream(self, scope: Scope, receive: Receive, send: Send) -> None:
        if (await receive())["type"] != "websocket.connect":
            return
        if scope["path"] != STREAM_PATH:
            await send({"type": "websocket.close", "code": 1008})
            return
        self._streams += 1
        events = self._replay.stream(self._streams)
        first = next(events, None)
        if first is not None and isinstance(first.line, Closed) and first.line.status:
            await _turn_away(first.line, send)
            return
        await send({"type": "websocket.accept"})
        heard = _Ears(receive)
        tasks = TaskScope()
        tasks.run(heard.listen(), "replay-listen")
        playing = tasks.run(
            self._play(chain([first] if first else [], events), heard, scope["kiwoom.line"], send),
            "replay-play",
        )
        try:
            await asyncio.wait([playing, heard.gone()], return_when=asyncio.FIRST_COMPLETED)
        finally:
            await tasks.close()

    async def _play(
        self, events: Iterable[StreamLine], heard: _Ears, line: Line, send: Send
    ) -> None:
        due: float | None = None
        for event in events:
            now = self._clock.monotonic()
            if due is None:
                due = now - event.line.at / self._speed
            if isinstance(event.line, Heard):
                if not event.line.text.startswith(_PING):
                    await heard.next()
                    due = self._clock.monotonic() - event.line.at / self._speed
                continue
            if await self._orders_came(event):
                due = self._clock.monotonic() - event.line.at / self._speed
            wait = due + event.line.at / self._speed - self._clock.monotonic()
            if wait > 0:
                await self._clock.sleep(wait)
            try:
                await self._say(event.line, line, send)
            except OSError:
                # The client is gone; its ears say so too.
                return
        # The recorded stream is over without an end of its own: the run ended there.
        await heard.until_gone()

    async def _orders_came(self, event: StreamLine) -> bool:
        """Wait for the orders that came before this in the run; tell whether there was a wait."""
        async with self._order_came:
            if self._orders >= event.orders:
                return False
            await self._order_came.wait_for(lambda: self._orders >= event.orders)
        return True

    async def _say(self, said: Said | Closed, line: Line, send: Send) -> None:
        if isinstance(said, Said):
            key = "bytes" if said.binary else "kiwoom.text"
            await send({"type": "websocket.send", key: content(said.text, said.base64)})
        elif said.cut:
            line.cut(said.cut == "hard")
        elif said.code:
            await send({"type": "websocket.close", "code": said.code, "reason": said.reason})


async def _turn_away(refused: Closed, send: Send) -> None:
    body = refused.body.encode()
    heads = [(b"content-length", str(len(body)).encode())]
    start = {"type": "websocket.http.response.start", "status": refused.status, "headers": heads}
    await send(start)
    await send({"type": "websocket.http.response.body", "body": body})


class _Ears:
    """What a replayed stream's client says; PING echoes are not waited for."""

    def __init__(self, receive: Receive) -> None:
        self._receive = receive
        self._messages: asyncio.Queue[str] = asyncio.Queue()
        self._gone = asyncio.get_running_loop().create_future()

    async def listen(self) -> None:
        """Take messages until the client is gone."""
        while True:
            message: Message = await self._receive()
            if message["type"] == "websocket.disconnect":
                self._gone.set_result(None)
                return
            text = message.get("text") or ""
            if not text.replace(" ", "").startswith(_PING):
                self._messages.put_nowait(text)

    async def next(self) -> str:
        """Wait for the next message."""
        return await self._messages.get()

    def gone(self) -> asyncio.Future[None]:
        """Return what is done when the client is gone."""
        return self._gone

    async def until_gone(self) -> None:
        """Wait until the client is gone."""
        await asyncio.shield(self._gone)


class RunningReplay:
    """A replay that listens."""

    def __init__(
        self,
        ready: ReadyLine,
        hosted: Hosted,
        tasks: TaskScope,
        replay: Replay,
        pulse: asyncio.Task[None],
    ) -> None:
        self.ready, self.pulse = ready, pulse
        self._hosted, self._tasks, self._replay = hosted, tasks, replay

    async def stop(self) -> None:
        """End it."""
        await self._hosted.stop()
        await self._tasks.close()
        self._replay.close()


async def serve_replay(options: ServerOptions, clock: Clock | None = None) -> RunningReplay:
    """Serve the run of `options.replay`; raise ReplayError or OSError."""
    assert options.replay is not None
    clock = clock or SystemClock()
    replay = await asyncio.to_thread(Replay, options.replay)
    tokens, tasks = TokenBook(options.token), TaskScope()
    app: ASGIApp = Guard(Replayer(replay, tokens, options.speed, clock))
    listener = listen(options, options.port)
    reached = addresses(options, listener.getsockname()[1])
    hosted = await host(app, options, listener, Trouble(clock, clock.wall), tasks, clock)
    market = datetime.fromisoformat(replay.started.market)
    ready = ReadyLine(
        reached.rest,
        reached.websocket,
        tokens.appkey,
        tokens.secretkey,
        replay.started.account,
        ReadyClock(market, clock.wall(), options.speed * replay.started.speed),
    )
    return RunningReplay(ready, hosted, tasks, replay, tasks.run(_for_ever(), "replay-end"))


async def _for_ever() -> None:
    await asyncio.Event().wait()


async def _body(receive: Receive) -> bytes:
    parts = bytearray()
    while True:
        message = await receive()
        if message["type"] != "http.request":
            return bytes(parts)
        parts += message.get("body", b"")[: _MOST_BYTES - len(parts)]
        if not message.get("more_body"):
            return bytes(parts)


def _is_order(api_id: str) -> bool:
    try:
        return catalogue().api(api_id).is_order
    except UnknownApi:
        return False
