"""The stream's socket: dial, LOGIN, receive, control frames, watchdog, reconnect; refuses a reconnect war."""

from __future__ import annotations

import asyncio
import logging
import ssl
from collections.abc import Callable

from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed, WebSocketException

from kiwoom_desk.base.clock import Clock
from kiwoom_desk.base.logs import facts
from kiwoom_desk.base.tasks import until_one_ends
from kiwoom_desk.broker.conditions import Conditions
from kiwoom_desk.broker.credentials import TokenDesk
from kiwoom_desk.broker.failures import QueryError
from kiwoom_desk.broker.hosts import Host
from kiwoom_desk.broker.link import StreamLink
from kiwoom_desk.broker.reading import USER_AGENT, tls_context
from kiwoom_desk.broker.tally import StreamTally
from kiwoom_desk.wire.durations import Durations
from kiwoom_desk.wire.reconnect import Reconnect
from kiwoom_desk.wire.stream import (
    REPLY_BYTES,
    ConditionReply,
    ControlReply,
    LoggedIn,
    LoginRefused,
    SessionTaken,
    StreamEvent,
    StreamProtocol,
    StreamState,
)
from kiwoom_desk.wire.subscriptions import Answered, Subscriptions

log = logging.getLogger(__name__)

_SLICE = 0.004
"""Seconds of frames taken at a stretch: a burst must leave room for a paint between its parts."""
_PAUSED = 0.0002
"""Seconds between two frames from which on the loop has done something else in between."""


class _Ended(Exception):
    """Leave a session; carries the code of why."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


class _Dial(connect):
    def process_redirect(self, exc: Exception) -> Exception | str:
        # A redirect would name another host; only the one given is ever spoken to.
        return exc


class Streaming:
    """Keep one session up: `event` gets every event, `link` every change of state, `answered`
    every decision on registrations.
    """

    def __init__(
        self,
        *,
        host: Host,
        tls: ssl.SSLContext | None,
        clock: Clock,
        durations: Durations,
        tokens: TokenDesk,
        subscriptions: Subscriptions,
        make_protocol: Callable[[], StreamProtocol],
        event: Callable[[StreamEvent], None],
        link: Callable[[StreamLink, str, str], None],
        answered: Callable[[Answered], None],
        conditions: Conditions,
        seed: int = 0,
        tally: StreamTally | None = None,
    ) -> None:
        self.tally = tally or StreamTally()
        self._url = host.websocket
        self._tls = tls_context(host, tls) if host.websocket.startswith("wss:") else None
        self._clock, self._durations, self._tokens = clock, durations, tokens
        self._subscriptions, self._conditions = subscriptions, conditions
        self._make_protocol = make_protocol
        self._event, self._link, self._answered = event, link, answered
        self._reconnect = Reconnect(durations, seed)
        self._wake = asyncio.Event()
        self._wanted = asyncio.Event()
        self._wanted.set()
        self._asked_at = 0.0
        self._logged_in_at: float | None = None
        self._token = ""
        self.protocol = make_protocol()

    def nudge(self) -> None:
        """Look for control frames to send."""
        self._wake.set()

    def take_over(self) -> None:
        """Dial again after R10001: the person's word, never our own."""
        self._reconnect.reset()
        self._wanted.set()

    async def run(self) -> None:
        """Keep a session up until cancelled; after R10001 wait for `take_over`."""
        while True:
            await self._wanted.wait()
            pause = self._reconnect.pause(self._clock.monotonic())
            if pause > 0:
                await self._clock.sleep(pause)
            self._reconnect.dialled(self._clock.monotonic())
            code, message = await self._attempt()
            log.info("stream_ended", extra=facts(code=code))
            taken = not self._wanted.is_set()
            self._link(StreamLink.TAKEN if taken else StreamLink.DOWN, code, message)

    async def _attempt(self) -> tuple[str, str]:
        self._link(StreamLink.CONNECTING, "", "")
        try:
            self._token = await self._tokens.ready()
            return await self._connected(), ""
        except QueryError as error:
            return error.code, error.message
        except TimeoutError:
            return "timeout", ""
        except (OSError, WebSocketException) as error:
            return _code(error), ""
        finally:
            self._forget()

    def _forget(self) -> None:
        self._logged_in_at = None
        self._subscriptions.reset()
        self._conditions.closed()

    async def _connected(self) -> str:
        dial = _Dial(
            self._url,
            ssl=self._tls,
            proxy=None,
            compression=None,
            ping_interval=None,
            max_size=REPLY_BYTES,
            max_queue=64,
            open_timeout=self._durations.stream_open,
            close_timeout=min(1.0, self._durations.stream_open),
            user_agent_header=USER_AGENT,
        )
        async with dial as socket:
            self.protocol = self._make_protocol()
            self.protocol.opened(self._clock.monotonic())
            self._link(StreamLink.LOGIN, "", "")
            await socket.send(self.protocol.login(self._token), text=True)
            return await self._serve(socket)

    async def _serve(self, socket: ClientConnection) -> str:
        works = self._control(socket), self._watch(), self._receive(socket)
        ended = await until_one_ends(*works)
        if isinstance(ended, _Ended):
            return ended.code
        if isinstance(ended, ConnectionClosed):
            return "closed"
        raise ended or AssertionError("a session ends by an exception only")

    async def _receive(self, socket: ClientConnection) -> None:
        receive, monotonic = socket.recv, self._clock.monotonic
        protocol, tally = self.protocol, self.tally
        began = ended = monotonic()
        while True:
            data = await receive(decode=False)
            now = monotonic()
            if now - ended > _PAUSED:
                tally.slices.add((ended - began) * 1000)
                began = now
            event = protocol.receive(data, now)
            if event is None:
                for echo in protocol.outgoing():
                    await socket.send(echo, text=True)
            else:
                self._handle(event)
            ended = monotonic()
            tally.took(len(data), ended - now)
            # What is queued already comes without a pause, however much it is.
            if ended - began > _SLICE:
                await self._clock.sleep(0)

    def _handle(self, event: StreamEvent) -> None:
        if isinstance(event, ControlReply):
            decided = self._subscriptions.answered(event.trnm, event.code)
            if decided is not None:
                self._answered(decided)
            self._wake.set()
        elif isinstance(event, ConditionReply):
            self._conditions.answered(event)
        elif isinstance(event, LoggedIn):
            self._logged_in_at = self._clock.monotonic()
            self._conditions.opened()
            self._link(StreamLink.UP, "", "")
            self._wake.set()
        self._event(event)
        if isinstance(event, LoginRefused):
            if event.token_dead:
                self._tokens.rejected(self._token)
            raise _Ended(event.code)
        if isinstance(event, SessionTaken):
            self._wanted.clear()
            raise _Ended("R10001")

    async def _control(self, socket: ClientConnection) -> None:
        while True:
            await self._wake.wait()
            self._wake.clear()
            if self.protocol.state is not StreamState.UP:
                continue
            while (frame := self._next_frame()) is not None:
                await socket.send(frame, text=True)
                await self._clock.sleep(self._durations.control_gap)

    def _next_frame(self) -> bytes | None:
        frame = self._conditions.next_frame(registered=False)
        if frame is not None:
            return frame
        request = self._subscriptions.next_request()
        if request is not None:
            self._asked_at = self._clock.monotonic()
            return request.frame
        if self._subscriptions.waiting is not None:
            return None
        return self._conditions.next_frame(registered=True)

    async def _watch(self) -> None:
        opened = self._clock.monotonic()
        while True:
            await self._clock.sleep(self._durations.watchdog)
            now = self._clock.monotonic()
            if self._logged_in_at is None:
                if now - opened > self._durations.stream_open:
                    raise _Ended("login_timeout")
                continue
            if now - self._logged_in_at > self._durations.silence:
                self._reconnect.settled()
            self._watch_reply(now)
            if self.protocol.silent(now, self._durations.silence):
                raise _Ended("silent")
            if self._outlived(now):
                raise _Ended("token_renewed")

    def _watch_reply(self, now: float) -> None:
        waited = now - self._asked_at
        if self._subscriptions.waiting is not None and waited > self._durations.control_reply:
            self._answered(self._subscriptions.unanswered())
            self._wake.set()

    def _outlived(self, now: float) -> bool:
        # The old token still carries this session; a new LOGIN is made in a quiet second (S-4).
        if self._logged_in_at is None or self._tokens.current() in (self._token, None):
            return False
        last = self.protocol.last_arrival
        quiet = last is not None and now - last > self._durations.watchdog
        return quiet and now - self._tokens.changed_at > self._durations.stream_relogin


def _code(error: BaseException) -> str:
    if isinstance(error, ssl.SSLError):
        return "tls"
    return "refused" if isinstance(error, WebSocketException) else "connect"
