"""Practice servers for tests: in this process or in their own, with or without TLS."""

from __future__ import annotations

import asyncio
import os
import signal
import ssl
import subprocess
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import datetime
from pathlib import Path
from typing import Any, cast

import httpx
import msgspec
from websockets.asyncio.client import ClientConnection, connect

from kiwoom_desk.base.clock import KST
from kiwoom_desk.catalogue.load import catalogue
from kiwoom_desk.practice.exchange import Exchange
from kiwoom_desk.practice.house import House
from kiwoom_desk.practice.options import Quota, ServerCertificate, ServerOptions, TokenRule
from kiwoom_desk.practice.server import ReadyLine, RunningServer, serve
from tests.support.certificates import authority

TEN = datetime(2026, 11, 20, 10, 0, tzinfo=KST)
"""A moment of continuous trading that every test may start at."""


class Practice:
    """A running server as its ready line tells it; `exchange` only in the same process."""

    def __init__(self, ready: ReadyLine, running: RunningServer | None = None) -> None:
        self.ready = ready
        self.rest, self.websocket = ready.rest, ready.websocket
        self.appkey, self.secretkey, self.account = ready.appkey, ready.secretkey, ready.account
        self.control_url = ready.control.url if ready.control else ""
        self.control_key = ready.control.key if ready.control else ""
        self.tls: ssl.SSLContext | None = None
        self._running = running

    @property
    def exchange(self) -> Exchange:
        """Return the exchange of a server in this process."""
        return self.house.exchange

    @property
    def house(self) -> House:
        """Return everything of a server in this process."""
        assert self._running is not None, "this server runs in another process"
        return self._running.house

    async def received(self) -> dict[str, Any]:
        """Return what the server received, over its control endpoint."""
        async with httpx.AsyncClient(trust_env=False, verify=self.tls or True) as client:
            headers = {"x-control-key": self.control_key}
            reply = await client.get(f"{self.control_url}/received", headers=headers)
            reply.raise_for_status()
            return cast(dict[str, Any], reply.json())


@asynccontextmanager
async def practice(**options: Any) -> AsyncIterator[Practice]:
    """Start a server in this process on a free port, at ten o'clock unless `at` or `state` says else.

    Options are those of ServerOptions; `quota` and `token` may be their words.
    """
    if "state" not in options:
        options.setdefault("at", TEN)
    options["quota"] = Quota(options.get("quota", Quota.LIVE))
    options["token"] = TokenRule(options.get("token", TokenRule.SAME))
    running = await serve(ServerOptions(**{"control": True, **options}))
    try:
        yield Practice(running.ready, running)
    finally:
        await running.stop()


@asynccontextmanager
async def practice_tls(folder: Path, **options: Any) -> AsyncIterator[Practice]:
    """Start a server behind TLS; `tls` of it is a client context that trusts its authority only."""
    _, client = authority(folder)
    chain = folder / "server.pem"
    async with practice(certificate=ServerCertificate(chain, chain), **options) as running:
        running.tls = client
        yield running


class PracticeProcess(Practice):
    """A server in its own process."""

    def __init__(self, ready: ReadyLine, process: subprocess.Popen[bytes]) -> None:
        super().__init__(ready)
        self.process = process

    def terminate(self) -> None:
        """Ask it to end."""
        self.process.send_signal(signal.SIGTERM)

    def kill(self) -> None:
        """End it at once."""
        self.process.kill()


def command(arguments: list[str]) -> list[str]:
    """Return the command of a server process."""
    program = (
        "import sys; from kiwoom_desk.practice.command import main; sys.exit(main(sys.argv[1:]))"
    )
    return [sys.executable, "-c", program, *arguments]


@asynccontextmanager
async def practice_process(*arguments: str) -> AsyncIterator[PracticeProcess]:
    """Start a server process that ends with its standard input, and wait for its ready line.

    Its account has no past unless the arguments ask for one.
    """
    process = subprocess.Popen(
        command(["--follow-stdin", "--control", "--history", "0", *arguments]),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        cwd=Path(__file__).resolve().parents[2],
        env={**os.environ},
    )
    assert process.stdin is not None
    assert process.stdout is not None
    try:
        line = await asyncio.to_thread(process.stdout.readline)
        yield PracticeProcess(msgspec.json.decode(line, type=ReadyLine), process)
    finally:
        process.stdin.close()
        try:
            await asyncio.to_thread(process.wait, 10)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
        process.stdout.close()


class Reply:
    """One reply of a plain client: status, headers and the JSON body."""

    def __init__(self, response: httpx.Response) -> None:
        self.status, self.headers = response.status_code, response.headers
        self.body: dict[str, Any] = response.json()

    @property
    def code(self) -> int:
        """Return `return_code`."""
        return cast(int, self.body["return_code"])

    @property
    def message(self) -> str:
        """Return `return_msg`."""
        return cast(str, self.body["return_msg"])


class PlainClient:
    """A client that knows only the published protocol; our own client code is not in it."""

    def __init__(self, server: Practice, http: httpx.AsyncClient) -> None:
        self.server, self.http = server, http
        self.token = ""

    async def login(self) -> None:
        """Ask for a token."""
        keys = {"appkey": self.server.appkey, "secretkey": self.server.secretkey}
        reply = await self.call("au10001", grant_type="client_credentials", **keys)
        assert reply.code == 0, reply.message
        self.token = reply.body["token"]

    async def call(self, api_id: str, headers: dict[str, str] | None = None, **body: str) -> Reply:
        """Make one call; `headers` replace or add."""
        path = catalogue().api(api_id).path
        sent = {"api-id": api_id, "content-type": "application/json;charset=UTF-8"}
        if self.token:
            sent["authorization"] = f"Bearer {self.token}"
        return Reply(await self.http.post(path, json=body, headers={**sent, **(headers or {})}))

    async def pages(self, api_id: str, key: str, **body: str) -> list[dict[str, str]]:
        """Return the rows of all pages."""
        rows: list[dict[str, str]] = []
        headers: dict[str, str] = {}
        while True:
            reply = await self.call(api_id, headers, **body)
            assert reply.code == 0, reply.message
            rows += reply.body[key]
            if reply.headers["cont-yn"] != "Y":
                return rows
            headers = {"cont-yn": "Y", "next-key": reply.headers["next-key"]}

    async def order(
        self, side: str, code: str, quantity: int, price: int, kind: str = "0"
    ) -> Reply:
        """Send a new order; price 0 is left empty."""
        return await self.call(
            "kt10000" if side == "buy" else "kt10001",
            dmst_stex_tp="KRX",
            stk_cd=code,
            ord_qty=str(quantity),
            ord_uv=str(price) if price else "",
            trde_tp=kind,
            cond_uv="",
        )


@asynccontextmanager
async def plain_client(server: Practice) -> AsyncIterator[PlainClient]:
    """Open a plain client that has a token."""
    # The server closes a line after five idle seconds: on a busy machine, just when it is used again.
    limits = httpx.Limits(max_connections=100, max_keepalive_connections=20, keepalive_expiry=3.0)
    async with httpx.AsyncClient(
        base_url=server.rest,
        trust_env=False,
        timeout=60,
        verify=server.tls or True,
        limits=limits,
    ) as http:
        client = PlainClient(server, http)
        await client.login()
        yield client


class PlainStream:
    """A stream of a plain client: frames as they come, PINGs echoed."""

    def __init__(self, socket: ClientConnection) -> None:
        self.socket = socket

    async def send(self, **frame: object) -> None:
        """Send a frame."""
        await self.socket.send(msgspec.json.encode(frame).decode())

    async def next(self, trnm: str = "", within: float = 40.0) -> dict[str, Any]:
        """Return the next frame, or the next one of that name; others are passed over."""
        async with asyncio.timeout(within):
            while True:
                text = await self.socket.recv()
                frame: dict[str, Any] = msgspec.json.decode(text)
                if frame["trnm"] == "PING":
                    await self.socket.send(text)
                if trnm in ("", frame["trnm"]):
                    return frame

    async def row(self, type_id: str, within: float = 40.0) -> dict[str, Any]:
        """Return the next push of a type: its item and values."""
        async with asyncio.timeout(within):
            while True:
                frame = await self.next("REAL", within)
                for entry in frame["data"]:
                    if entry["type"] == type_id:
                        return cast(dict[str, Any], entry)

    async def register(self, items: list[str], types: list[str], **more: str) -> dict[str, Any]:
        """Register and return the reply."""
        data = [{"item": items, "type": types}]
        await self.send(trnm="REG", **{"grp_no": "1", "refresh": "1", **more}, data=data)
        return await self.next("REG")


@asynccontextmanager
async def plain_stream(client: PlainClient) -> AsyncIterator[PlainStream]:
    """Open a stream that is logged in."""
    async with connect(
        client.server.websocket, ping_interval=None, proxy=None, ssl=client.server.tls
    ) as socket:
        stream = PlainStream(socket)
        await stream.send(trnm="LOGIN", token=client.token)
        reply = await stream.next("LOGIN")
        assert reply["return_code"] == 0, reply["return_msg"]
        yield stream
