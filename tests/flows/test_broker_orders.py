"""One order, one POST: the outcomes of S-6 on real sockets, and nobody else who could send one."""

import ast
import asyncio
import socket
import ssl
from pathlib import Path

import msgspec
import pytest

from kiwoom_desk.base.settings import Environment
from kiwoom_desk.broker.gateway import Gateway, Keys, OrderRefusedHere
from kiwoom_desk.broker.hosts import Host
from kiwoom_desk.broker.order_lane import OrderLane, order_api
from kiwoom_desk.catalogue.load import catalogue
from kiwoom_desk.domain.instrument import Venue
from kiwoom_desk.domain.order import (
    AmendDraft,
    CancelDraft,
    OrderDraft,
    OrderType,
    Outcome,
    RequestState,
    Side,
)
from kiwoom_desk.wire.limits import LIVE
from tests.support.certificates import authority
from tests.support.loopback import FAST, Answer, gateway_of, loopback, ok, refusal, until

BUY = OrderDraft("005930", Venue.KRX, Side.BUY, OrderType.LIMIT, 10, 70000)
ORDER_IDS = sorted(api.id for api in catalogue().apis.values() if api.is_order)
PACKAGE = Path(__file__).resolve().parents[2] / "kiwoom_desk"


async def send(gateway: Gateway, draft: OrderDraft = BUY) -> Outcome:
    """Send a draft as the desk does: body first, then the POST."""
    return await gateway.send_order(gateway.order_api(draft), gateway.order_body(draft))


@pytest.mark.parametrize(
    ("answer", "state", "code"),
    [
        (ok(ord_no="0000123", dmst_stex_tp="KRX"), RequestState.ACKED, ""),
        (ok(ord_no=""), RequestState.UNKNOWN, "no_number"),
        (ok(), RequestState.UNKNOWN, "no_number"),
        (ok(ord_no="0000000"), RequestState.UNKNOWN, "no_number"),
        (Answer({"ord_no": "0000123"}), RequestState.UNKNOWN, "no_code"),
        (Answer(b"<html>busy</html>"), RequestState.UNKNOWN, "html"),
        (Answer(b""), RequestState.UNKNOWN, "empty_body"),
        (Answer({"return_code": 0, "ord_no": "1"}, 503), RequestState.UNKNOWN, "server"),
        (Answer(fault="hang"), RequestState.UNKNOWN, "timeout"),
        (Answer(fault="reset"), RequestState.UNKNOWN, "reset"),
        (Answer(ok(ord_no="0000123").body, fault="half"), RequestState.UNKNOWN, "reset"),
        (refusal(20, "[2000](855056:10주 가능)"), RequestState.REFUSED, "855056"),
        (refusal(3, "[8005:Token]"), RequestState.REFUSED, "8005"),
        (refusal(5, "[1700:유량=5]", 429), RequestState.REFUSED, "1700"),
        (Answer({}, 302, {"location": "/elsewhere"}), RequestState.UNKNOWN, "no_code"),
    ],
)
async def test_each_outcome_after_one_post(answer: Answer, state: RequestState, code: str) -> None:
    async with loopback() as broker, gateway_of(broker) as gateway:
        broker.script["kt10000"] = [answer, ok(ord_no="0000999")]
        outcome = await send(gateway)
        assert (outcome.state, outcome.code) == (state, code)
        assert outcome.order_number == ("0000123" if state is RequestState.ACKED else "")
        assert broker.count("kt10000") == 1
        assert broker.received[-1].body == {
            "dmst_stex_tp": "KRX",
            "stk_cd": "005930",
            "ord_qty": "10",
            "ord_uv": "70000",
            "trde_tp": "0",
            "cond_uv": "",
        }


async def test_a_kept_connection_that_was_closed_never_sends_twice() -> None:
    async with loopback() as broker, gateway_of(broker) as gateway:
        broker.script["kt10000"] = [Answer(ok(ord_no="0000001").body, fault="close")]
        broker.always["kt10000"] = lambda _b: ok(ord_no="0000002")
        outcomes = [await send(gateway), await send(gateway)]
        assert outcomes[0].order_number == "0000001"
        acked = [one for one in outcomes if one.state is RequestState.ACKED]
        assert broker.count("kt10000") == len(acked)


async def test_nothing_written_is_not_sent() -> None:
    async with loopback() as broker, gateway_of(broker) as gateway:
        await broker.stop()
        outcome = await send(gateway)
        assert (outcome.state, outcome.code) == (RequestState.NOT_SENT, "connect")


async def test_a_listener_that_never_answers_the_connection_is_not_sent_only_before_bytes() -> None:
    # The port listens, TLS never comes: no byte of the request can have been written.
    with socket.create_server(("127.0.0.1", 0)) as listening:
        port = listening.getsockname()[1]
        host = Host(f"https://127.0.0.1:{port}", f"wss://127.0.0.1:{port}/x")
        async with loopback() as broker, gateway_of(broker, connect=False) as known:
            await known.open()
            lost = await _with_token(host, ssl.create_default_context(), known)
        assert (lost.state, lost.code) == (RequestState.NOT_SENT, "connect")


async def _with_token(host: Host, tls: ssl.SSLContext, known: Gateway) -> Outcome:
    client = type(known._orders)(host, tls, FAST)
    try:
        body = known.order_body(BUY)
        return (await client.post_order(catalogue().api("kt10000"), body, "token-1")).outcome
    finally:
        await client.close()


async def test_an_unknown_certificate_stops_everything(tmp_path: Path) -> None:
    server, client = authority(tmp_path)
    async with loopback(server) as broker, gateway_of(broker, tls=client) as gateway:
        broker.always["kt10000"] = lambda _b: ok(ord_no="0000001")
        await until(lambda: gateway.is_registered("", "00"))
        assert (await send(gateway)).state is RequestState.ACKED
        stranger = await _with_token(broker.host, ssl.create_default_context(), gateway)
        assert (stranger.state, stranger.code) == (RequestState.NOT_SENT, "tls")
        assert broker.count("kt10000") == 1


async def test_an_encrypted_host_is_never_spoken_to_without_a_context() -> None:
    host = Host("https://127.0.0.1:1", "wss://127.0.0.1:1/x")
    with pytest.raises(ValueError, match="TLS"):
        Gateway(
            environment=Environment.LIVE, host=host, keys=Keys(None, None),  # type: ignore[arg-type]
            clock=None, catalogue=catalogue(), limits=LIVE, durations=FAST, tls=None,  # type: ignore[arg-type]
        )  # fmt: skip


async def test_the_gate_answers_at_once_and_keeps_room_for_cancels() -> None:
    async with loopback() as broker, gateway_of(broker, limits=LIVE) as gateway:
        for api_id in ("kt10000", "kt10003"):
            broker.always[api_id] = lambda _b: ok(ord_no="0000001")
        # At once: one after the other, a busy machine might stay below the limit.
        outcomes = await asyncio.gather(*(send(gateway) for _ in range(12)))
        assert sum(one.state is RequestState.ACKED for one in outcomes) >= 4
        assert Outcome(RequestState.NOT_SENT, code="rate") in outcomes
        cancel = CancelDraft("0000001", "005930", Venue.KRX, Side.BUY)
        body = gateway.order_body(cancel)
        assert (await gateway.send_order("kt10003", body)).state is RequestState.ACKED
        gateway.halted = True
        assert await send(gateway) == Outcome(RequestState.NOT_SENT, code="rate")


async def test_orders_without_a_token_or_with_a_dying_one_are_not_sent() -> None:
    async with loopback() as broker, gateway_of(broker, connect=False) as gateway:
        assert await send(gateway) == Outcome(RequestState.NOT_SENT, code="auth")
        soon = gateway.clock.wall().timestamp() + 30
        expiry = gateway.clock.wall().fromtimestamp(soon, gateway.clock.wall().tzinfo)
        broker.always["au10001"] = lambda _b: ok(
            token="short", expires_dt=expiry.strftime("%Y%m%d%H%M%S")
        )
        await gateway.open()
        assert await send(gateway) == Outcome(RequestState.NOT_SENT, code="auth")
        assert broker.count("kt10000") == 0


async def test_a_clock_far_off_blocks_orders_but_not_cancels() -> None:
    async with loopback() as broker, gateway_of(broker, connect=False) as gateway:
        broker.always["ka00001"] = lambda _b: Answer(
            {"return_code": 0, "acctNo": "5123456711"},
            headers={"date": "Fri, 20 Nov 2020 01:00:00 GMT"},
        )
        broker.always["kt10003"] = lambda _b: ok(ord_no="0000002")
        await gateway.open()
        assert gateway.clock_skew is not None
        assert gateway.clock_skew < -10
        assert await send(gateway) == Outcome(RequestState.NOT_SENT, code="clock")
        cancel = CancelDraft("0000001", "005930", Venue.KRX, Side.BUY)
        outcome = await gateway.send_order("kt10003", gateway.order_body(cancel))
        assert outcome.state is RequestState.ACKED


async def test_a_dead_token_on_an_order_is_renewed_for_the_next_only() -> None:
    async with loopback() as broker, gateway_of(broker) as gateway:
        tokens = iter(["token-2", "token-3"])
        broker.always["au10001"] = lambda _b: ok(token=next(tokens), expires_dt="20991231235959")
        broker.script["kt10000"] = [refusal(3, "[8005:Token]")]
        broker.always["kt10000"] = lambda _b: ok(ord_no="0000002")
        assert (await send(gateway)).code == "8005"
        await until(lambda: broker.count("au10001") == 2)
        await until(lambda: gateway._tokens.current() == "token-2")
        assert broker.count("kt10000") == 1
        assert (await send(gateway)).state is RequestState.ACKED


def test_bodies_are_the_documented_ones() -> None:
    amend = AmendDraft("0000001", "005930", Venue.NXT, Side.SELL, 0, 70100)
    maker = object.__new__(OrderLane)
    maker._catalogue = catalogue()
    assert msgspec.json.decode(maker.body(amend)) == {
        "dmst_stex_tp": "NXT", "orig_ord_no": "0000001", "stk_cd": "005930",
        "mdfy_qty": "0", "mdfy_uv": "70100", "mdfy_cond_uv": "",
    }  # fmt: skip
    assert order_api(amend) == "kt10002"
    market = OrderDraft("005930", Venue.KRX, Side.SELL, OrderType.MARKET, 3)
    assert order_api(market) == "kt10001"
    assert msgspec.json.decode(maker.body(market))["ord_uv"] == ""


@pytest.mark.parametrize("api_id", ORDER_IDS)
async def test_queries_refuse_every_order_id(api_id: str) -> None:
    async with loopback() as broker, gateway_of(broker, connect=False) as gateway:
        with pytest.raises(OrderRefusedHere):
            await gateway.run(api_id, {})
        with pytest.raises(OrderRefusedHere):
            await gateway._reads.post(catalogue().api(api_id), b"{}", "token", "")
        with pytest.raises(ValueError, match="no order"):
            await gateway.send_order("ka10001", b"{}")
        assert not broker.received


def test_there_are_twelve_orders() -> None:
    assert len(ORDER_IDS) == 12


def test_only_one_function_of_one_module_can_post_an_order() -> None:
    """Two modules ask the broker; one refuses orders, the other sends in one place."""
    clients = {"httpx", "requests", "aiohttp", "urllib3", "http"}
    found: dict[str, list[str]] = {}
    for path in PACKAGE.rglob("*.py"):
        relative = path.relative_to(PACKAGE).as_posix()
        if relative.startswith("practice/"):
            continue
        tree = ast.parse(path.read_text(encoding="utf-8"))
        names = {
            name.split(".")[0]
            for node in ast.walk(tree)
            for name in (
                [alias.name for alias in node.names]
                if isinstance(node, ast.Import)
                else [node.module or ""] if isinstance(node, ast.ImportFrom) and not node.level
                else []
            )
        }  # fmt: skip
        if names & clients:
            found[relative] = [
                node.func.attr
                for node in ast.walk(tree)
                if isinstance(node, ast.Call)
                and isinstance(node.func, ast.Attribute)
                and node.func.attr in ("send", "post", "request", "stream", "put", "build_request")
            ]
    senders = {name: calls for name, calls in found.items() if calls}
    assert set(senders) == {"broker/order_post.py", "broker/reading.py", "updates.py"}
    # Update notices are read, from no host of the broker.
    assert senders["updates.py"] == ["stream"]
    assert 'client.stream("GET", ' in (PACKAGE / "updates.py").read_text(encoding="utf-8")
    assert sorted(senders["broker/order_post.py"]) == ["build_request", "send"]
