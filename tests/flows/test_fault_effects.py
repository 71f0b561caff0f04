"""Faults beyond the rows of the page: order of replies, endless lists, clocks, connections, odd frames."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import suppress
from email.utils import parsedate_to_datetime
from typing import Any

import httpx
import pytest
from websockets.asyncio.client import connect
from websockets.exceptions import ConnectionClosed, InvalidHandshake

from kiwoom_desk.practice.fault_documents import parse_toml
from tests.support.practice import PlainClient, PlainStream, plain_client, plain_stream, practice

_NAME = "005930"
_DAILY = {"stk_cd": _NAME, "base_dt": "20261120", "upd_stkpc_tp": "1"}


def _set(client: PlainClient, **fault: Any) -> None:
    trouble = client.server.house.trouble
    trouble.clear()
    lines = [f"{key} = {_toml(value)}" for key, value in fault.items()]
    trouble.add(parse_toml("\n".join(["[[fault]]", *lines])))


def _toml(value: object) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, dict):
        return "{" + ", ".join(f'"{key}" = {_toml(one)}' for key, one in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(map(_toml, value)) + "]"
    return repr(value)


async def _post(client: PlainClient, api_id: str = "ka00001") -> httpx.Response:
    headers = {"api-id": api_id, "authorization": f"Bearer {client.token}"}
    return await client.http.post("/api/dostk/acnt", json={}, headers=headers)


async def _first_strike(client: PlainClient) -> None:
    while not any(one.struck for one in client.server.house.trouble.board.view().faults):
        await asyncio.sleep(0.01)


async def _reordered(client: PlainClient) -> None:
    _set(client, do="reorder", apis=["ka00001"], count=1, behind=1, within=30.0)
    first = asyncio.ensure_future(_post(client))
    await _first_strike(client)
    await client.call("ka10001", stk_cd=_NAME)
    assert (await first).json()["return_code"] == 0


async def _doubled(client: PlainClient) -> None:
    _set(client, do="duplicate", apis=["ka00001"], count=1)
    reader, writer = await asyncio.open_connection(
        "127.0.0.1", int(client.server.rest.rpartition(":")[2])
    )
    head = f"POST /api/dostk/acnt HTTP/1.1\r\nhost: 127.0.0.1\r\nauthorization: Bearer {client.token}\r\n"
    head += "api-id: ka00001\r\ncontent-type: application/json\r\ncontent-length: 2\r\n\r\n{}"
    writer.write(head.encode())
    found = b""
    async with asyncio.timeout(60):
        while found.count(b'"return_code"') < 2:
            found += await reader.read(65536)
    assert found.count(b"HTTP/1.1 200 OK") == 2
    writer.close()


async def _endless(client: PlainClient) -> None:
    for kind in ("endless", "repeated"):
        _set(client, do="pages", kind=kind, apis=["ka10081"])
        headers: dict[str, str] = {}
        keys = []
        for _ in range(6):
            reply = await client.call("ka10081", headers, **_DAILY)
            assert (reply.code, reply.headers["cont-yn"]) == (0, "Y"), kind
            keys.append(reply.headers["next-key"])
            headers = {"cont-yn": "Y", "next-key": keys[-1]}
        assert len(set(keys)) == (6 if kind == "endless" else 1)


async def _clocks(client: PlainClient) -> None:
    true = await _post(client)
    _set(client, do="edit", header_shift={"date": 3600, "x-market-clock": -3600})
    skewed = await _post(client)
    moved = [parsedate_to_datetime(reply.headers["date"]).timestamp() for reply in (true, skewed)]
    assert 3600 <= moved[1] - moved[0] < 3700
    assert skewed.headers["x-market-clock"] < true.headers["x-market-clock"]


async def _heads(client: PlainClient) -> None:
    _set(client, do="edit", headers={"cont-yn": "y"}, remove_headers=["next-key"])
    reply = await _post(client)
    assert reply.headers["cont-yn"] == "y"
    assert "next-key" not in reply.headers


async def _bodies(client: PlainClient) -> None:
    raw = {"null": b"null", "list": b"[]", "empty": b""}
    for kind in (
        "truncated",
        "cp949",
        "invalid_utf8",
        "nan",
        "infinite",
        "no_code",
        "string",
        *raw,
    ):
        _set(client, do="malform", kind=kind)
        reply = await _post(client)
        assert reply.status_code == 200
        if kind in raw:
            assert reply.content == raw[kind]
    _set(client, do="malform", kind="long_message")
    assert len((await _post(client)).json()["return_msg"]) >= 1 << 20
    _set(client, do="edit", set={"return_code": True, "return_msg": {"a": 1}, "acctNo": 7})
    reply = await _post(client)
    assert reply.json() == {"return_code": True, "return_msg": {"a": 1}, "acctNo": 7}
    _set(client, do="replace", body_base64="AP8=", headers={"x-odd": "1"})
    reply = await _post(client)
    assert (reply.content, reply.headers["x-odd"]) == (b"\x00\xff", "1")


async def _codes(client: PlainClient) -> None:
    for code, outer in (("8030", 3), ("8010", 3), ("1700", 5), ("1511", 2), ("RC9000", 20)):
        _set(client, do="refuse", code=code)
        reply = (await _post(client)).json()
        assert reply["return_code"] == outer
        assert code in reply["return_msg"]


async def _connections(client: PlainClient) -> None:
    for fault in (
        {"do": "reset"},
        {"do": "reset", "hard": False},
        {"do": "replace", "status": 502},
    ):
        _set(client, on="connect", **fault)
        assert (await _post(client)).status_code == 200, "connections that are open stay"
        async with httpx.AsyncClient(base_url=client.server.rest, trust_env=False) as fresh:
            if fault["do"] == "replace":
                assert (await fresh.post("/oauth2/token", json={})).status_code == 502
            else:
                with pytest.raises(httpx.TransportError):
                    await fresh.post("/oauth2/token", json={})
        with pytest.raises((InvalidHandshake, ConnectionClosed, OSError, EOFError)):
            async with connect(client.server.websocket, proxy=None):
                pass


async def _one_connection(client: PlainClient) -> None:
    async with httpx.AsyncClient(base_url=client.server.rest, trust_env=False) as other:
        await other.post("/oauth2/token", json={})
        lines = client.server.house.trouble.lines
        newest = max(line.number for line in lines.idle())
        _set(client, do="replace", status=500, connections=[newest])
        assert (await _post(client)).status_code == 200
        assert (await other.post("/oauth2/token", json={})).status_code == 500


OVER_REST: list[Callable[[PlainClient], Awaitable[None]]] = [
    _reordered, _doubled, _endless, _clocks, _heads, _bodies, _codes, _connections, _one_connection,
]  # fmt: skip


async def test_over_rest() -> None:
    async with practice(quota="none") as server:
        for feel in OVER_REST:
            async with plain_client(server) as client:
                await feel(client)
            server.house.trouble.clear()


# --- streams -------------------------------------------------------------------------------


async def _late_frames(client: PlainClient, stream: PlainStream) -> None:
    await stream.register([""], ["00"])
    types = {"on": "frame", "types": ["00"], "where": {"913": "접수"}}
    _set(client, do="late", seconds=0.5, **types)
    await client.order("buy", _NAME, 1, 0, "3")
    assert [(await stream.row("00"))["values"]["913"] for _ in range(2)] == ["체결", "접수"]


async def _slow_line(client: PlainClient, stream: PlainStream) -> None:
    _set(client, do="late", on="frame", seconds=0.05, jitter=0.3, ordered=True)
    assert (await stream.register([""], ["00"]))["return_code"] == 0
    for _ in range(4):
        await client.order("buy", _NAME, 1, 0, "3")
    told = [(await stream.row("00"))["values"] for _ in range(8)]
    assert [one["913"] for one in told] == ["접수", "체결"] * 4
    assert [one["9203"] for one in told] == sorted(one["9203"] for one in told)


async def _skewed_frames(client: PlainClient, stream: PlainStream) -> None:
    await stream.register([""], ["00"])
    _set(client, do="edit", on="frame", types=["00"], shift={"908": -7200})
    await client.order("buy", _NAME, 1, 0, "3")
    assert (await stream.row("00"))["values"]["908"].startswith("08")


async def _odd_frames(client: PlainClient, stream: PlainStream) -> None:
    await stream.register([_NAME], ["0B"])
    for kind, form in (("binary", bytes), ("truncated", str), ("null", str)):
        _set(client, do="malform", on="frame", types=["0B"], kind=kind, count=1)
        while True:
            raw = await asyncio.wait_for(stream.socket.recv(), 20)
            if isinstance(raw, bytes) or raw == "null" or not raw.endswith("}"):
                break
        assert isinstance(raw, form), kind
    _set(client, do="edit", on="frame", types=["0B"], repeat={"data": 1000}, count=1)
    while len((await stream.next("REAL"))["data"]) < 1000:
        pass
    _set(client, do="malform", on="frame", types=["0B"], kind="invalid_utf8")
    with pytest.raises((UnicodeDecodeError, ConnectionClosed)):
        while True:
            await asyncio.wait_for(stream.socket.recv(), 20)


async def _messages(client: PlainClient, stream: PlainStream) -> None:
    _set(client, do="lose", on="message", types=["REG"], count=1)
    await stream.send(trnm="REG", grp_no="1", refresh="1", data=[{"item": [_NAME], "type": ["0C"]}])
    assert (await stream.register([_NAME], ["0D"]))["return_code"] == 0
    _set(client, do="late", on="message", seconds=0.2)
    assert (await stream.register([_NAME], ["0D"]))["return_code"] == 0
    _set(client, do="say", on="message", body='{"trnm":"SYSTEM","code":"R10009","message":"x"}')
    await stream.send(trnm="REG", grp_no="1", refresh="1", data=[{"item": [_NAME], "type": ["0C"]}])
    assert (await stream.next("SYSTEM"))["code"] == "R10009"
    _set(client, do="refuse", on="message", types=["REG"], items=["000660"], code="3")
    assert (await stream.register([_NAME, "000660"], ["0B"]))["return_code"] == 3
    assert (await stream.row("0B"))["item"] == _NAME


async def _logins(client: PlainClient, stream: PlainStream) -> None:
    _set(client, do="refuse", on="message", types=["LOGIN"], code="8005")
    async with connect(client.server.websocket, proxy=None, ping_interval=None) as socket:
        other = PlainStream(socket)
        await other.send(trnm="LOGIN", token=client.token)
        assert (await other.next("LOGIN"))["return_code"] == 805004
    _set(client, do="close", on="message", types=["LOGIN"], code=1000)
    async with connect(client.server.websocket, proxy=None, ping_interval=None) as socket:
        await PlainStream(socket).send(trnm="LOGIN", token=client.token)
        await asyncio.wait_for(socket.wait_closed(), 20)
        assert socket.close_code == 1000
    _set(client, do="close", on="connect", code=1013, reason="later")
    async with connect(client.server.websocket, proxy=None, ping_interval=None) as socket:
        await asyncio.wait_for(socket.wait_closed(), 20)
        assert socket.close_code == 1013


async def _short_silence(client: PlainClient, stream: PlainStream) -> None:
    await stream.register([_NAME], ["0B"])
    _set(client, do="silence", on="moment", seconds=0.3)
    await _first_strike(client)
    assert (await stream.row("0B", within=30))["item"] == _NAME


async def _many_drops(client: PlainClient, stream: PlainStream) -> None:
    _set(client, do="reset", on="moment", period=0.1, count=3)
    with suppress(ConnectionClosed):
        while True:
            await stream.next(within=20)
    board = client.server.house.trouble.board
    while sum(one.struck for one in board.view().faults) < 3:
        await asyncio.sleep(0.01)


OVER_STREAMS: list[Callable[[PlainClient, PlainStream], Awaitable[None]]] = [
    _late_frames, _slow_line, _skewed_frames, _odd_frames, _messages, _logins, _short_silence, _many_drops,
]  # fmt: skip


async def test_over_streams() -> None:
    async with practice(quota="none") as server:
        for feel in OVER_STREAMS:
            async with plain_client(server) as client, plain_stream(client) as stream:
                await feel(client, stream)
                server.house.trouble.clear()
