"""A recorded run holds no secret and is served again byte for byte, faults and all, at any speed."""

from __future__ import annotations

import asyncio
import json
import subprocess
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import httpx
import pytest
from websockets.asyncio.client import connect
from websockets.exceptions import InvalidStatus

from kiwoom_desk.practice.fault_documents import parse_toml
from kiwoom_desk.practice.options import ServerOptions
from kiwoom_desk.practice.replay import Replay, ReplayError
from kiwoom_desk.practice.replaying import serve_replay
from tests.support.practice import (
    PlainClient,
    Practice,
    command,
    plain_client,
    plain_stream,
    practice,
    practice_process,
)

_NAME = "005930"
_DAILY = {"stk_cd": _NAME, "base_dt": "20261120", "upd_stkpc_tp": "1"}
_TROUBLE = """
[[fault]]
do = "reset"
at = "in_reply"
apis = ["ka10004"]

[[fault]]
do = "malform"
kind = "html"
apis = ["ka10003"]

[[fault]]
do = "malform"
on = "frame"
types = ["0D"]
kind = "binary"
every = 3

[[fault]]
do = "reset"
apis = ["kt10001"]
"""


@asynccontextmanager
async def _replayed(path: Path, speed: float) -> AsyncIterator[Practice]:
    running = await serve_replay(ServerOptions(replay=path, speed=speed))
    try:
        yield Practice(running.ready)
    finally:
        await running.stop()


async def _raw(client: PlainClient, api_id: str, path: str, body: bytes) -> bytes:
    """Return every byte that comes back for one request, up to the end of the connection."""
    port = int(client.server.rest.rpartition(":")[2])
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    head = f"POST {path} HTTP/1.1\r\nhost: 127.0.0.1\r\nauthorization: Bearer {client.token}\r\n"
    head += f"api-id: {api_id}\r\ncontent-type: application/json\r\nconnection: close\r\n"
    writer.write(head.encode() + f"content-length: {len(body)}\r\n\r\n".encode() + body)
    found = b""
    try:
        async with asyncio.timeout(30):
            while part := await reader.read(65536):
                found += part
    except ConnectionError:
        found += b"<reset>"
    writer.close()
    return found


async def _run(server: Practice) -> list[Any]:
    """Do the same things at any server and return every byte that came back, in order."""
    seen: list[Any] = []
    async with plain_client(server) as client:
        seen.append(await _raw(client, "ka10001", "/api/dostk/stkinfo", b'{"stk_cd":"005930"}'))
        seen.append(await _raw(client, "ka10003", "/api/dostk/stkinfo", b'{"stk_cd":"005930"}'))
        seen.append(await _raw(client, "ka10004", "/api/dostk/mrkcond", b'{"stk_cd":"005930"}'))
        first = await client.call("ka10081", **_DAILY)
        more = {"cont-yn": "Y", "next-key": first.headers["next-key"]}
        second = await client.call("ka10081", more, **_DAILY)
        seen += [first.body, list(first.headers.raw), second.body]
        async with plain_stream(client) as stream:
            await stream.register([_NAME], ["0B", "0D"])
            await stream.register([""], ["00", "04"], grp_no="2")
            seen.append((await client.order("buy", _NAME, 2, 0, "3")).body)
            with pytest.raises(httpx.TransportError):
                await client.order("sell", _NAME, 1, 0, "3")
            frames: list[str | bytes] = []
            while len(frames) < 60 or not any('"04"' in str(one) for one in frames):
                frames.append(await asyncio.wait_for(stream.socket.recv(), 30))
            seen += frames
        seen.append(client.token)
    return seen


def _cleaned(seen: list[Any], token: str) -> list[Any]:
    return [one.replace(token, "TOKEN-1") if isinstance(one, str) else one for one in seen]


async def test_a_run_is_served_again_byte_for_byte(tmp_path: Path) -> None:
    path = tmp_path / "run.jsonl"
    async with practice(quota="none", record=path) as server:
        server.house.trouble.add(parse_toml(_TROUBLE))
        true = await _run(server)
        secrets = [server.appkey, server.secretkey, server.control_key, true[-1]]
    kept = path.read_text("utf-8")
    assert not [secret for secret in secrets if secret in kept]
    for speed in (1.0, 20.0):
        async with _replayed(path, speed) as again:
            assert again.account == server.account
            found = await _run(again)
            count = min(len(true), len(found)) - 1
            assert count > 60
            assert _cleaned(found[:count], "TOKEN-1") == _cleaned(true[:count], true[-1])


async def test_every_line_tells_both_clocks_in_order(tmp_path: Path) -> None:
    path = tmp_path / "run.jsonl"
    async with practice(quota="none", record=path) as server, plain_client(server) as client:
        await client.call("ka00001")
        bad = {"appkey": "my-real-key", "secretkey": "my-real-secret"}
        await client.call("au10001", grant_type="client_credentials", **bad)
        await client.http.post("/oauth2/token", content=b'{"appkey":"my-real-key')
    text = path.read_text("utf-8")
    assert "my-real" not in text
    assert server.account in text
    lines = [json.loads(line) for line in text.splitlines()]
    assert lines[0]["kind"] == "started"
    assert {line["kind"] for line in lines} == {"started", "request", "reply"}
    ats = [line["at"] for line in lines]
    assert ats == sorted(ats)
    assert all(line["market"].startswith("2026-11-20T10:0") for line in lines)
    assert all("authorization" not in json.dumps(line).lower() for line in lines)


async def test_a_refused_handshake_is_refused_again(tmp_path: Path) -> None:
    path, refusal = (
        tmp_path / "run.jsonl",
        "[[fault]]\ndo = 'replace'\non = 'connect'\nstatus = 503\n",
    )
    async with practice(quota="none", record=path) as server:
        server.house.trouble.add(parse_toml(refusal + "types = ['stream']\nbody = 'later'\n"))
        assert await _handshake(server) == (503, b"later")
    async with _replayed(path, 9.0) as again:
        assert await _handshake(again) == (503, b"later")


async def _handshake(server: Practice) -> tuple[int, bytes]:
    with pytest.raises(InvalidStatus) as refused:
        async with connect(server.websocket, proxy=None):
            pass
    return refused.value.response.status_code, bytes(refused.value.response.body)


async def test_what_was_not_recorded_is_not_made_up(tmp_path: Path) -> None:
    path = tmp_path / "run.jsonl"
    async with practice(quota="none", record=path) as server, plain_client(server) as client:
        await client.call("ka00001")
    async with _replayed(path, 100.0) as again, plain_client(again) as client:
        assert (await client.call("ka00001")).code == 0
        for api_id, body in (("ka00001", {}), ("ka10001", {"stk_cd": _NAME})):
            missing = await client.call(api_id, **body)
            assert (missing.status, missing.code) == (404, 2)


def test_files_of_others_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "odd"
    for content in (b"", b"[]\n", b'{"kind":"lost","at":0,"wall":"","market":"","lines":1}\n'):
        path.write_bytes(content)
        with pytest.raises(ReplayError, match="line 1"):
            Replay(path)
    ended = subprocess.run(
        command(["--replay", str(path)]), capture_output=True, text=True, check=False, timeout=30
    )
    assert ended.returncode == 4
    assert "line 1" in ended.stderr
    ended = subprocess.run(
        command(["--record", str(path)]), capture_output=True, text=True, check=False, timeout=30
    )
    assert ended.returncode == 5
    assert str(path) in ended.stderr


async def test_a_run_broken_off_by_a_kill_can_be_served(tmp_path: Path) -> None:
    path = tmp_path / "run.jsonl"
    async with practice_process("--at", "2026-11-20T10:00", "--record", str(path)) as server:
        async with plain_client(server) as client:
            told = await client.call("ka00001")
        while path.read_bytes().count(b'"kind":"reply"') < 2:
            await asyncio.sleep(0.01)
        server.kill()
    path.write_bytes(path.read_bytes() + b'{"kind":"requ')
    async with _replayed(path, 50.0) as again, plain_client(again) as client:
        assert (await client.call("ka00001")).body == told.body
