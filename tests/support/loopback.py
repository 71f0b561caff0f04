"""A scripted broker on this machine: says exactly what a test tells it, wrong things included."""

from __future__ import annotations

import asyncio
import contextlib
import json
import ssl
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field

import msgspec
from websockets.asyncio.server import Server, ServerConnection, serve
from websockets.exceptions import ConnectionClosed

from kiwoom_desk.base.clock import SystemClock
from kiwoom_desk.base.settings import Environment
from kiwoom_desk.base.vault import Secret
from kiwoom_desk.broker.gateway import Gateway, Keys, StreamLimits
from kiwoom_desk.broker.hosts import Host
from kiwoom_desk.catalogue.load import catalogue
from kiwoom_desk.wire.durations import Durations
from kiwoom_desk.wire.limits import UNLIMITED, LimitProfile

ACCOUNT = "5123456711"
# Pauses are a tenth; what bounds the other side stays long enough for a busy machine.
FAST = msgspec.structs.replace(
    Durations().scaled(10),
    order_deadline=2.0,
    read_deadline=2.0,
    stream_open=5.0,
    control_reply=2.0,
    silence=8.0,
)


@dataclass
class Answer:
    """What one POST gets: a whole reply, or a `fault` (hang, reset, half, drop_before)."""

    body: object = field(default_factory=lambda: {"return_code": 0, "return_msg": "ok"})
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)
    fault: str = ""

    def encoded(self) -> bytes:
        """Return the bytes of the body; bytes are sent as they are."""
        if isinstance(self.body, bytes):
            return self.body
        return json.dumps(self.body, ensure_ascii=False).encode()


@dataclass
class Received:
    """One POST whose body arrived whole."""

    api_id: str
    body: dict[str, str]
    headers: dict[str, str]
    connection: int


def ok(**fields: object) -> Answer:
    """Make a plain success."""
    return Answer({"return_code": 0, "return_msg": "정상", **fields})


def refusal(code: int, message: str, status: int = 200) -> Answer:
    """Make a refusal with a code inside its text."""
    return Answer({"return_code": code, "return_msg": message}, status)


class Loopback:
    """REST and stream on two loopback ports; `script[api_id]` answers are used up one by one."""

    def __init__(self, tls: ssl.SSLContext | None = None) -> None:
        self._tls = tls
        self.received: list[Received] = []
        self.script: dict[str, list[Answer]] = {}
        self.always: dict[str, Callable[[dict[str, str]], Answer]] = {
            "au10001": lambda _body: ok(token="token-1", expires_dt="20991231235959"),
            "ka00001": lambda _body: ok(acctNo=ACCOUNT),
        }
        self.frames: list[dict[str, object]] = []
        self.raw: list[str] = []
        self.sockets: list[ServerConnection] = []
        self.login: dict[str, object] = {"trnm": "LOGIN", "return_code": 0, "sor_yn": "Y"}
        self.control: Callable[[dict[str, object]], dict[str, object] | None] = _agree
        self._connections = 0
        self._writers: set[asyncio.StreamWriter] = set()

    async def start(self) -> None:
        """Listen on ports of the system's choice."""
        self._rest = await asyncio.start_server(self._serve, "127.0.0.1", 0, ssl=self._tls)
        self._stream: Server = await serve(
            self._talk, "127.0.0.1", 0, ssl=self._tls, ping_interval=None, max_size=None
        )
        rest = self._rest.sockets[0].getsockname()[1]
        stream = next(iter(self._stream.sockets)).getsockname()[1]
        safe = "s" if self._tls else ""
        self.host = Host(
            f"http{safe}://127.0.0.1:{rest}", f"ws{safe}://127.0.0.1:{stream}/api/dostk/websocket"
        )

    async def stop(self) -> None:
        """Drop every connection."""
        self._rest.close()
        for writer in self._writers:
            writer.transport.abort()
        self._stream.close()
        await self._stream.wait_closed()

    def count(self, api_id: str) -> int:
        """Count the whole POSTs of one API."""
        return sum(one.api_id == api_id for one in self.received)

    async def push(self, frame: object) -> None:
        """Send a frame on the newest session; bytes and texts as they are."""
        text = frame if isinstance(frame, str | bytes) else json.dumps(frame, ensure_ascii=False)
        await self.sockets[-1].send(text)

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._connections += 1
        connection = self._connections
        self._writers.add(writer)
        with contextlib.suppress(ConnectionError, asyncio.IncompleteReadError):
            while await self._one(reader, writer, connection):
                pass
        self._writers.discard(writer)
        writer.close()

    async def _one(
        self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, connection: int
    ) -> bool:
        head = (await reader.readuntil(b"\r\n\r\n")).decode()
        lines = head.split("\r\n")
        headers = {
            name.lower(): value.strip()
            for name, _, value in (line.partition(":") for line in lines[1:] if line)
        }
        body = await reader.readexactly(int(headers.get("content-length", "0")))
        api_id = headers["api-id"]
        self.received.append(Received(api_id, json.loads(body), headers, connection))
        answer = self._answer(api_id, json.loads(body))
        if answer.fault == "hang":
            await reader.read()
            return False
        if answer.fault == "reset":
            writer.transport.abort()
            return False
        encoded = answer.encoded()
        told = {"api-id": api_id, "content-length": str(len(encoded)), **answer.headers}
        text = "".join(f"{name}: {value}\r\n" for name, value in told.items())
        writer.write(f"HTTP/1.1 {answer.status} X\r\n{text}\r\n".encode())
        writer.write(encoded[: len(encoded) // 2] if answer.fault == "half" else encoded)
        await writer.drain()
        return answer.fault not in ("half", "close")

    def _answer(self, api_id: str, body: dict[str, str]) -> Answer:
        waiting = self.script.get(api_id)
        if waiting:
            return waiting.pop(0)
        found = self.always.get(api_id)
        return found(body) if found else refusal(2, f"[1505:{api_id}]")

    async def _talk(self, socket: ServerConnection) -> None:
        self.sockets.append(socket)
        with contextlib.suppress(ConnectionClosed):
            async for text in socket:
                await self._hear(socket, text)

    async def _hear(self, socket: ServerConnection, text: str | bytes) -> None:
        assert isinstance(text, str), "a client sends text frames only"
        self.raw.append(text)
        frame = json.loads(text)
        self.frames.append(frame)
        if frame["trnm"] == "LOGIN":
            await socket.send(json.dumps(self.login))
        elif frame["trnm"] != "PING":
            reply = self.control(frame)
            if reply is not None:
                await socket.send(json.dumps(reply, ensure_ascii=False))


def _agree(frame: dict[str, object]) -> dict[str, object]:
    return {"trnm": frame["trnm"], "return_code": 0, "return_msg": "", "grp_no": ""}


@contextlib.asynccontextmanager
async def loopback(tls: ssl.SSLContext | None = None) -> AsyncIterator[Loopback]:
    """Run a scripted broker for one test."""
    broker = Loopback(tls)
    await broker.start()
    try:
        yield broker
    finally:
        await broker.stop()


@contextlib.asynccontextmanager
async def gateway_of(
    broker: Loopback,
    *,
    environment: Environment = Environment.DEMO,
    limits: LimitProfile = UNLIMITED,
    durations: Durations = FAST,
    tls: ssl.SSLContext | None = None,
    stream: StreamLimits | None = None,
    connect: bool = True,
) -> AsyncIterator[Gateway]:
    """Open a gateway on a scripted broker, and wait for its stream where `connect`."""
    gateway = Gateway(
        environment=environment,
        host=broker.host,
        keys=Keys(Secret("app-key-of-a-test"), Secret("secret-of-a-test")),
        clock=SystemClock(),
        catalogue=catalogue(),
        limits=limits,
        durations=durations,
        tls=tls,
        stream=stream,
    )
    try:
        if connect:
            await gateway.open()
            gateway.connect()
        yield gateway
    finally:
        await gateway.close()


async def until(condition: Callable[[], bool], seconds: float = 30.0) -> None:
    """Wait for a condition; fail when it does not come."""
    async with asyncio.timeout(seconds):
        while not condition():
            await asyncio.sleep(0.005)
