"""Every documented violation gets the broker's own refusal; nothing that comes in brings a trace."""

from __future__ import annotations

import asyncio
import random
from collections.abc import Iterator
from typing import Any

import httpx
import pytest

from kiwoom_desk.catalogue.load import catalogue
from kiwoom_desk.catalogue.model import Api
from kiwoom_desk.practice.answers.table import ANSWERS
from tests.support.practice import PlainClient, plain_client, plain_stream, practice
from tests.support.violations import Violation, body_of, violations

_OUTER = {"15": 2, "19": 2, "80": 3, "17": 5}


def _rest() -> Iterator[Api]:
    found = catalogue()
    for api_id in sorted(found.apis):
        api = found.api(api_id)
        if api.transport == "rest" and not api.is_oauth and api.id in ANSWERS:
            yield api


async def _post(client: PlainClient, api: Api, body: object) -> httpx.Response:
    headers = {"api-id": api.id, "authorization": f"Bearer {client.token}"}
    return await client.http.post(api.path, json=body, headers=headers)


def _drawn(api: Api, draws: random.Random) -> list[Violation]:
    """Return every field that is left out, and for each one more broken rule."""
    found = list(violations(api))
    missing = [one for one in found if one.code == "1511" and one.key not in one.body]
    others: dict[str, list[Violation]] = {}
    for one in found:
        if one not in missing:
            others.setdefault(one.key, []).append(one)
    return missing + [draws.choice(some) for some in others.values()]


def _fault(reply: httpx.Response, broken: Violation) -> str | None:
    try:
        told = reply.json()
    except ValueError:
        return f"{reply.status_code} {reply.text[:60]}"
    outer = _OUTER[broken.code[:2]]
    if (reply.status_code, told["return_code"]) != (200, outer):
        return f"{reply.status_code} {told['return_code']} {told['return_msg']}"
    if f"[{broken.code}:" not in told["return_msg"]:
        return str(told["return_msg"])
    if broken.key not in told["return_msg"]:
        return f"does not name it: {told['return_msg']}"
    return None


@pytest.mark.timeout(240)
async def test_every_documented_rule_has_its_refusal() -> None:
    async with practice(quota="none") as server, plain_client(server) as client:
        faults, count, draws = [], 0, random.Random(20261120)
        for api in _rest():
            for broken in _drawn(api, draws):
                count += 1
                fault = _fault(await _post(client, api, broken.body), broken)
                if fault is not None:
                    faults.append(f"{api.id} {broken.key}={broken.body.get(broken.key)!r}: {fault}")
        assert count > 800
        assert not faults, f"{len(faults)} of {count}: " + "\n".join(faults[:40])


_ODD = (
    "", " ", "-5", "1,234", "0005", "５", "--61000", "00000", "9410", "240000", "888888", "00000000",
    "20270230", "A005930", "005930_AL", "005930_XX", "999999", "0039P0", "<img src=x>", "\u202e", "\0",
    "9" * 20, "x" * 5000, "%", "'", "../..", 5, -1, None, [], {}, True, 0.5,
)  # fmt: skip


@pytest.mark.timeout(240)
async def test_odd_values_bring_an_answer_and_never_a_trace() -> None:
    draws = random.Random(20261120)
    async with practice(quota="none") as server, plain_client(server) as client:
        faults = []
        for api in _rest():
            fields = [field.key for field in api.request if field.type == "string"]
            for key in fields:
                for value in draws.sample(_ODD, 1):
                    reply = await _post(client, api, {**body_of(api), key: value})
                    if reply.status_code != 200 or "return_code" not in reply.text:
                        faults.append(f"{api.id} {key}={value!r}: {reply.status_code}")
        assert not faults, "\n".join(faults[:40])


_BODIES: list[tuple[bytes, str]] = [
    (b"", "1511"), (b"{}", "1511"), (b"null", "1517"), (b"[]", "1517"), (b'"x"', "1517"),
    (b"7", "1517"), (b'{"stk_cd":"005930"', "1517"), (b"<html>", "1517"),
    ('{"stk_cd":"삼성"}'.encode("cp949"), "1517"), (b'{"stk_cd":"\xff\xfe"}', "1517"),
    (b'{"stk_cd":NaN}', "1517"), (b'{"stk_cd":1e400}', "1517"), (b"[" * 100_000, "1517"),
    (b'{"stk_cd":"' + b"9" * 500_000 + b'"}', "1517"), (b'{"stk_cd":"999999"}', "1902"),
]  # fmt: skip


async def test_bodies_that_are_no_request() -> None:
    async with practice(quota="none") as server, plain_client(server) as client:
        api = catalogue().api("ka10001")
        headers = {"api-id": api.id, "authorization": f"Bearer {client.token}"}
        headers["content-type"] = "application/json;charset=UTF-8"
        for raw, code in _BODIES:
            reply = await client.http.post(api.path, content=raw, headers=headers)
            assert reply.status_code == 200, raw[:40]
            assert f"[{code}:" in reply.json()["return_msg"], raw[:40]
        doubled = b'{"stk_cd":"999999","stk_cd":"005930"}'
        reply = await client.http.post(api.path, content=doubled, headers=headers)
        assert reply.json()["return_code"] == 0, "the last of two keys counts"
        for kind in ("text/plain", "multipart/form-data; boundary=x", "", "image/png"):
            odd = {**headers, "content-type": kind}
            reply = await client.http.post(api.path, content=b"{}", headers=odd)
            assert "[1512:" in reply.json()["return_msg"], kind
        big = b'{"stk_cd":"' + b"9" * (1 << 20) + b'"}'
        assert (await client.http.post(api.path, content=big, headers=headers)).status_code == 413


async def test_paths_and_methods_that_are_none() -> None:
    async with practice(quota="none") as server, plain_client(server) as client:
        for path, code in (("/", "1504"), ("/nowhere", "1504"), ("/api/dostk/acnt/", "1504")):
            headers = {"api-id": "ka10001", "authorization": f"Bearer {client.token}"}
            reply = await client.http.post(path, json={}, headers=headers)
            assert f"[{code}:" in reply.json()["return_msg"], path
        assert "[1501:" in (await client.http.post("/nowhere", json={})).json()["return_msg"]
        for method in ("GET", "PUT", "DELETE", "PATCH", "OPTIONS", "HEAD"):
            reply = await client.http.request(method, "/api/dostk/acnt")
            assert reply.status_code == 405, method
            assert "Traceback" not in reply.text
        turned = await client.http.post("/control/received", json={})
        assert "[1501:" in turned.json()["return_msg"], "no control by POST, but a refusal"
        odd = {"api-id": "ka10001", "authorization": f"Bearer {client.token}", "cont-yn": "Y"}
        for key in ("", "!", "\xff", "=" * 4000, "../../etc/passwd"):
            sent = [*odd.items(), ("next-key", key)]
            raw = [(name.encode(), text.encode("latin-1")) for name, text in sent]
            body = {"stk_cd": "005930"}
            reply = await client.http.post("/api/dostk/stkinfo", json=body, headers=raw)
            assert reply.status_code == 200, key
            assert "[1517:" in reply.json()["return_msg"], key


async def _exchanged(port: int, sent: bytes) -> bytes:
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    writer.write(sent)
    try:
        async with asyncio.timeout(60):
            return await reader.read(65536)
    except ConnectionError:
        return b""
    finally:
        writer.close()


async def test_bytes_that_are_no_http_are_turned_away() -> None:
    async with practice(quota="none") as server, plain_client(server) as client:
        port = int(server.rest.rpartition(":")[2])
        for sent in (
            b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc", b"hello\r\n\r\n", b"POST / HTTP/9.9\r\n\r\n",
            b"POST / HTTP/1.1\r\ncontent-length: x\r\n\r\n",
            b"POST / HTTP/1.1\r\nhost: 127.0.0.1\r\n" + b"a: b\r\n" * 20_000 + b"\r\n",
        ):  # fmt: skip
            assert (await _exchanged(port, sent)).startswith((b"HTTP/1.1 400", b"")), sent[:20]
        half = asyncio.open_connection("127.0.0.1", port)
        _, writer = await half
        writer.write(
            b"POST /api/dostk/acnt HTTP/1.1\r\nhost: 127.0.0.1\r\ncontent-length: 50\r\n\r\n{"
        )
        assert (await client.call("ka00001")).code == 0, "one that dawdles holds up nobody"
        writer.close()
        assert (await client.call("ka00001")).code == 0


_MESSAGES: tuple[Any, ...] = (
    "", "null", "[]", "{}", '"x"', "{", '{"trnm":5}', '{"trnm":"NOPE"}', '{"trnm":"REG"}',
    '{"trnm":"REG","data":"x"}', '{"trnm":"REG","data":[{}]}', '{"trnm":"REG","data":[{"item":["005930"]}]}',
    '{"trnm":"REG","data":[{"item":[5],"type":["0B"]}]}',
    '{"trnm":"REG","grp_no":"1","data":[{"item":["005930"],"type":["ZZ"]}]}',
    "[" * 50_000, b"\x00\x01binary",
)  # fmt: skip


async def test_messages_that_are_none_are_refused_and_the_stream_goes_on() -> None:
    async with practice(quota="none") as server, plain_client(server) as client:
        for message in _MESSAGES:
            async with plain_stream(client) as stream:
                await stream.socket.send(message)
                told = await stream.next(within=20)
                assert told.get("return_code", 1) != 0, message
                assert (await stream.register(["005930"], ["0B"]))["return_code"] == 0
        assert (await client.call("ka00001")).code == 0
