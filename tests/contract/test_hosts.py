"""Nothing that is shipped can change a host: no variable, no redirect, no unencrypted way out."""

import asyncio
import os
import subprocess
import sys
from pathlib import Path

import pytest
from websockets.asyncio.server import ServerConnection, serve
from websockets.http11 import Request, Response

from kiwoom_desk.base.settings import Environment
from kiwoom_desk.broker.gateway import StreamLink
from kiwoom_desk.broker.hosts import BROKER_HOSTS, Host
from tests.support.loopback import Answer, gateway_of, loopback, ok, until

ROOT = Path(__file__).resolve().parents[2]
HOSTILE = "http://203.0.113.9:1"


def test_the_compiled_in_hosts() -> None:
    assert {(env.value, host.rest, host.websocket) for env, host in BROKER_HOSTS.items()} == {
        (
            "live",
            "https://api.kiwoom.com",
            "wss://api.kiwoom.com:10000/api/dostk/websocket",
        ),
        (
            "demo",
            "https://mockapi.kiwoom.com",
            "wss://mockapi.kiwoom.com:10000/api/dostk/websocket",
        ),
    }
    assert Environment.PRACTICE not in BROKER_HOSTS


@pytest.mark.parametrize(
    ("rest", "websocket"),
    [
        ("http://api.kiwoom.com", "wss://api.kiwoom.com"),
        ("https://api.kiwoom.com", "ws://api.kiwoom.com"),
        ("http://127.0.0.1.example.com", "ws://127.0.0.1"),
        ("http://user@203.0.113.9", "ws://127.0.0.1"),
        ("ftp://127.0.0.1", "ws://127.0.0.1"),
        ("", ""),
    ],
)
def test_an_open_way_out_of_this_machine_is_no_host(rest: str, websocket: str) -> None:
    with pytest.raises(ValueError, match="encrypted"):
        Host(rest, websocket)


def test_no_variable_reaches_the_table() -> None:
    names = ("HOST", "REST", "URL", "WEBSOCKET", "API", "LIVE_HOST", "DEMO_HOST", "PRACTICE")
    hostile = {f"{start}_{name}": HOSTILE for start in ("KIWOOM", "KIWOOM_DESK") for name in names}
    program = (
        "from kiwoom_desk.broker.hosts import BROKER_HOSTS as table\n"
        "print(sorted((e.value, h.rest, h.websocket) for e, h in table.items()))"
    )
    runs = [
        subprocess.run(
            [sys.executable, "-c", program], cwd=ROOT, env=env, capture_output=True, check=True
        ).stdout
        for env in (dict(os.environ), {**os.environ, **hostile})
    ]
    assert runs[0] == runs[1]


async def test_proxies_and_redirects_of_the_environment_are_not_followed(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    for name in ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "WS_PROXY", "WSS_PROXY"):
        monkeypatch.setenv(name, HOSTILE)
        monkeypatch.setenv(name.lower(), HOSTILE)
    monkeypatch.setenv("WEBSOCKETS_MAX_REDIRECTS", "5")
    monkeypatch.setenv("SSL_CERT_FILE", os.devnull)
    async with loopback() as broker, loopback() as elsewhere, gateway_of(broker) as gateway:
        await until(lambda: gateway.is_registered("", "00"))
        away = {"location": f"{elsewhere.host.rest}/api/dostk/ordr"}
        broker.script["kt10000"] = [Answer(b"", 307, away)]
        broker.script["kt00001"] = [Answer(b"", 307, away)]
        elsewhere.always["kt10000"] = lambda _b: ok(ord_no="0000001")
        body = b'{"stk_cd":"005930"}'
        assert (await gateway.send_order("kt10000", body)).code == "empty_body"
        with pytest.raises(Exception, match="empty_body"):
            await gateway.deposit()
        assert not elsewhere.received


async def test_the_stream_follows_no_redirect() -> None:
    dialled = asyncio.Event()

    async with loopback() as broker, loopback() as elsewhere:

        def away(socket: ServerConnection, request: Request) -> Response:
            dialled.set()
            response = socket.respond(302, "away")
            response.headers["Location"] = elsewhere.host.websocket
            return response

        async def nobody(_socket: ServerConnection) -> None:
            raise AssertionError("the redirecting server takes nobody")

        async with serve(nobody, "127.0.0.1", 0, process_request=away) as server:
            port = next(iter(server.sockets)).getsockname()[1]
            broker.host = Host(broker.host.rest, f"ws://127.0.0.1:{port}/x")
            async with gateway_of(broker) as gateway:
                await asyncio.wait_for(dialled.wait(), 5)
                await until(lambda: gateway.link.code == "refused")
                assert gateway.link.stream is StreamLink.DOWN
        assert not elsewhere.sockets
