"""Every row of the order-safety page as a fault document: a plain client feels each."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

import httpx
import pytest
from websockets.asyncio.client import connect
from websockets.exceptions import ConnectionClosed, InvalidStatus

from kiwoom_desk.practice.fault_documents import parse_toml
from tests.support.certificates import authority
from tests.support.fault_rows import ROWS, document
from tests.support.practice import (
    PlainClient,
    PlainStream,
    plain_client,
    plain_stream,
    practice,
    practice_tls,
)

_NAME = "005930"
_ORDERS = {"all_stk_tp": "0", "trde_tp": "0", "stk_cd": "", "stex_tp": "0"}


def _set(client: PlainClient, row: str, **more: Any) -> None:
    client.server.house.trouble.clear()
    client.server.house.trouble.add(parse_toml(document(row, **more)))


def _struck(client: PlainClient) -> int:
    return sum(one.struck for one in client.server.house.trouble.board.view().faults)


async def _raw(client: PlainClient, price: int = 0, wait: float = 10.0) -> httpx.Response:
    """Buy one share with a client that judges nothing; at the market without a price."""
    body = {"dmst_stex_tp": "KRX", "stk_cd": _NAME, "ord_qty": "1", "cond_uv": ""}
    body |= {"ord_uv": str(price) if price else "", "trde_tp": "0" if price else "3"}
    headers = {"api-id": "kt10000", "authorization": f"Bearer {client.token}"}
    return await client.http.post("/api/dostk/ordr", json=body, headers=headers, timeout=wait)


def _held(client: PlainClient) -> int:
    return len(client.server.exchange.account.orders_of(client.server.exchange.day))


async def _lost(client: PlainClient, row: str, grown: int, complete: bool | None) -> None:
    _set(client, row)
    before, known = _held(client), len(client.server.house.recorder.orders)
    with pytest.raises(httpx.TransportError):
        await _raw(client, wait=2.0 if row == "N1" else 10.0)
    assert _held(client) == before + grown
    if complete is None:
        assert len(client.server.house.recorder.orders) == known
    else:
        assert client.server.house.recorder.orders[-1].complete is complete


async def _n1(client: PlainClient) -> None:
    await _lost(client, "N1", 1, True)


async def _n2(client: PlainClient) -> None:
    await _lost(client, "N2", 1, True)
    await _lost(client, "N2 never arrived", 0, True)
    await _lost(client, "N2 middle of the body", 0, False)
    await _lost(client, "N2 middle of the reply", 1, True)


async def _n3(client: PlainClient) -> None:
    _set(client, "N3", wait=60)
    refused = False
    while not refused:
        async with httpx.AsyncClient(base_url=client.server.rest, trust_env=False) as fresh:
            with suppress(httpx.ReadError):
                try:
                    await fresh.post("/oauth2/token", json={})
                except httpx.ConnectError:
                    refused = True
    assert (await client.call("ka00001")).code == 0, "an open connection stays"
    assert _struck(client)
    client.server.house.trouble.clear()
    back = False
    while not back:
        async with httpx.AsyncClient(base_url=client.server.rest, trust_env=False) as fresh:
            with suppress(httpx.ConnectError):
                back = (await fresh.post("/oauth2/token", json={})).status_code == 200


async def _n5(client: PlainClient) -> None:
    await client.call("ka00001")
    _set(client, "N5")
    before = _held(client)
    with pytest.raises(httpx.TransportError):
        await _raw(client)
    assert _held(client) == before
    assert (await _raw(client)).status_code == 200, "a fresh connection is spared"
    _set(client, "N5 idle")
    while not _struck(client):
        await client.server.house.clock.sleep(0.01)
    assert not client.server.house.trouble.lines.idle()


async def _n6(client: PlainClient) -> None:
    _set(client, "N6", wait=0.1)
    clock = client.server.house.clock
    began = clock.monotonic()
    assert (await client.call("ka00001")).code == 0
    assert clock.monotonic() - began >= 0.1


async def _n8(client: PlainClient) -> None:
    _set(client, "N8")
    for reply in (await client.call("ka00001"), await client.order("buy", _NAME, 1, 0, "3")):
        assert reply.code == 3
        assert "[8010:" in reply.message


async def _p1(client: PlainClient) -> None:
    _set(client, "P1")
    blank, absent = (await _raw(client)).json(), (await _raw(client)).json()
    assert (blank["return_code"], blank["ord_no"]) == (0, "")
    assert absent["return_code"] == 0
    assert "ord_no" not in absent


async def _p2(client: PlainClient) -> None:
    _set(client, "P2")
    before = _held(client)
    html, empty = await _raw(client), await _raw(client)
    assert (html.status_code, html.text[:5]) == (200, "<!DOC")
    assert "html" in html.headers["content-type"]
    assert (empty.status_code, empty.content) == (200, b"")
    assert _held(client) == before + 2


async def _p3(client: PlainClient) -> None:
    _set(client, "P3")
    before = _held(client)
    assert [(await _raw(client)).status_code for _ in range(3)] == [500, 502, 503]
    assert _held(client) == before + 3


async def _p4(client: PlainClient) -> None:
    _set(client, "P4")
    burst = [await client.call("ka00001") for _ in range(4)]
    assert [reply.code for reply in burst] == [5, 5, 5, 0]
    assert burst[0].status == 429
    assert "[1700:" in burst[0].message


async def _p5(client: PlainClient) -> None:
    _set(client, "P5")
    before = _held(client)
    refused = await client.order("buy", _NAME, 1, 0, "3")
    assert (refused.status, refused.code) == (200, 3)
    assert "[8005:" in refused.message
    assert _held(client) == before
    _set(client, "P5 token dead")
    while not _struck(client):
        await client.server.house.clock.sleep(0.01)
    assert "[8005:" in (await client.call("ka00001")).message
    await client.login()
    assert (await client.call("ka00001")).code == 0


async def _a1(client: PlainClient) -> None:
    price = client.server.exchange.band(_NAME).lower
    client.server.house.trouble.clear()
    for _ in range(101):
        await client.order("buy", _NAME, 1, price)
    _set(client, "A1")
    first = await client.call("ka10075", **_ORDERS)
    assert (first.code, first.headers["cont-yn"]) == (0, "Y")
    more = {"cont-yn": "Y", "next-key": first.headers["next-key"]}
    headers = {"api-id": "ka10075", "authorization": f"Bearer {client.token}", **more}
    second = await client.http.post("/api/dostk/acnt", json=_ORDERS, headers=headers)
    assert second.status_code == 500


async def _a2(client: PlainClient) -> None:
    client.server.house.trouble.clear()
    price = client.server.exchange.band(_NAME).lower
    placed = (await client.order("buy", _NAME, 10, price)).body["ord_no"]
    _set(client, "A2")
    rows = (await client.call("ka10075", **_ORDERS)).body["oso"]
    assert next(row["ord_qty"] for row in rows if row["ord_no"] == placed) == "5"


async def _a3(client: PlainClient) -> None:
    _set(client, "A3")
    before = _held(client)
    assert (await _raw(client)).status_code == 200
    with pytest.raises(httpx.TransportError):
        await _raw(client, wait=2.0)
    assert (await _raw(client)).status_code == 200
    assert _held(client) == before + 3


async def _a6(client: PlainClient) -> None:
    client.server.house.trouble.clear()
    price = client.server.exchange.band(_NAME).lower
    number = (await client.order("buy", _NAME, 1, price)).body["ord_no"]
    _set(client, "A6", wait=0.2)
    clock = client.server.house.clock
    began = clock.monotonic()
    cancel = {"dmst_stex_tp": "KRX", "orig_ord_no": number, "stk_cd": _NAME, "cncl_qty": "0"}
    assert (await client.call("kt10003", **cancel)).code == 0
    assert clock.monotonic() - began >= 0.2


async def _a7(client: PlainClient) -> None:
    _set(client, "A7")
    cancel = {"dmst_stex_tp": "NXT", "orig_ord_no": "1", "stk_cd": _NAME, "cncl_qty": "0"}
    refused = await client.call("kt10003", **cancel)
    assert refused.code == 20
    assert "[2000](RC4032:" in refused.message


async def _d1(client: PlainClient) -> None:
    _set(client, "D1")
    body = (await client.call("ka10001", stk_cd=_NAME)).body
    assert (body["cur_prc"], body["upl_pric"], body["base_pric"]) == ("-61000", "+", "")


async def _d2(client: PlainClient) -> None:
    client.server.house.trouble.clear()
    await client.order("buy", _NAME, 1, client.server.exchange.band(_NAME).lower)
    _set(client, "D2")
    rows = (await client.call("ka10075", **_ORDERS)).body["oso"]
    assert rows[0]["stk_cd"] == f"A{_NAME}_AL"


OVER_REST: dict[str, Callable[[PlainClient], Awaitable[None]]] = {
    "N1": _n1, "N2": _n2, "N3": _n3, "N5": _n5, "N6": _n6, "N8": _n8,
    "P1": _p1, "P2": _p2, "P3": _p3, "P4": _p4, "P5": _p5,
    "A1": _a1, "A2": _a2, "A3": _a3, "A6": _a6, "A7": _a7, "D1": _d1, "D2": _d2,
}  # fmt: skip


async def test_every_row_over_rest_strikes() -> None:
    async with practice(quota="none") as server:
        for row, feel in OVER_REST.items():
            async with plain_client(server) as client:
                await feel(client)
                assert _struck(client) or row == "N3", row
            server.house.trouble.clear()


async def test_another_certificate_is_shown(tmp_path: Path) -> None:
    other = tmp_path / "other"
    other.mkdir()
    authority(other)
    async with practice_tls(tmp_path) as server:
        async with plain_client(server) as client:
            _set(client, "N4", certificate=(other / "server.pem").as_posix())
            while not _struck(client):
                await server.house.clock.sleep(0.01)
        assert server.tls is not None
        async with httpx.AsyncClient(
            base_url=server.rest, trust_env=False, verify=server.tls
        ) as fresh:
            with pytest.raises(httpx.ConnectError, match="CERTIFICATE"):
                await fresh.post("/oauth2/token", json={})


# --- streams -------------------------------------------------------------------------------


async def _reports(stream: PlainStream, count: int) -> list[dict[str, str]]:
    return [(await stream.row("00"))["values"] for _ in range(count)]


async def _n7(client: PlainClient, stream: PlainStream) -> None:
    await stream.register([_NAME], ["0B"])
    _set(client, "N7")
    while not _struck(client):
        await client.server.house.clock.sleep(0.01)
    with pytest.raises(TimeoutError):
        while True:
            # What was on its way may still come; then nothing does, and nothing closes.
            await stream.next(within=1.0)
    assert stream.socket.state.name == "OPEN"


async def _p6(client: PlainClient, stream: PlainStream) -> None:
    _set(client, "P6")
    assert (await stream.next("SYSTEM"))["code"] == "R10001"
    await stream.socket.wait_closed()


async def _p7(client: PlainClient, stream: PlainStream) -> None:
    _set(client, "P7")
    while True:
        ping = await stream.next("PING")
        if "seq" in ping:
            break
    assert ping == {"trnm": "PING", "seq": 7, "note": "확인"}


async def _p8(client: PlainClient, stream: PlainStream) -> None:
    _set(client, "P8")
    assert (await stream.register([_NAME], ["0B"]))["return_code"] == 1
    assert (await stream.register([_NAME], ["0B"]))["return_code"] == 0
    _set(client, "P8 in part")
    assert (await stream.register([_NAME, "000660"], ["0D"]))["return_code"] == 0
    interests = client.server.house.exchange.stalls
    assert _NAME in interests
    assert "000660" not in interests


async def _p9(client: PlainClient, stream: PlainStream) -> None:
    await stream.register([""], ["00"])
    _set(client, "P9")
    outflow = client.server.house.trouble.outflow
    before = outflow.counts["00"]
    reply = await client.order("buy", _NAME, 1, 0, "3")
    assert outflow.counts["00"] > before, "the reply came after the report"
    assert (await stream.row("00"))["values"]["9203"] == reply.body["ord_no"]


async def _p10(client: PlainClient, stream: PlainStream) -> None:
    await stream.register([""], ["00"])
    _set(client, "P10")
    await client.order("buy", _NAME, 1, 0, "3")
    first, again, filled, once_more = await _reports(stream, 4)
    assert first == again
    assert filled == once_more


async def _p10_replayed(client: PlainClient, stream: PlainStream) -> None:
    _set(client, "P10 after a reconnect")
    await stream.register([""], ["00"])
    await client.order("buy", _NAME, 1, 0, "3")
    told = await _reports(stream, 2)
    async with plain_stream(client) as later:
        await later.register([""], ["00"])
        assert await _reports(later, 2) == told


async def _p11(client: PlainClient, stream: PlainStream) -> None:
    await stream.register([""], ["00"])
    _set(client, "P11")
    reply = await client.order("buy", _NAME, 1, 0, "3")
    seen = []
    with pytest.raises(ConnectionClosed):
        while True:
            seen.append((await stream.row("00"))["values"]["913"])
    assert "체결" not in seen
    account = client.server.exchange.account
    assert any(
        one.number == reply.body["ord_no"] and one.filled for one in account.orders_of(account.day)
    )


async def _p12(client: PlainClient, stream: PlainStream) -> None:
    await stream.register([""], ["04"])
    _set(client, "P12")
    await client.order("buy", _NAME, 2, 0, "3")
    told = int((await stream.row("04"))["values"]["930"])
    held = client.server.exchange.account.position(_NAME).quantity
    assert told % 3 == 0
    assert told > held or told == 3 * held


async def _a4(client: PlainClient, stream: PlainStream) -> None:
    _set(client, "A4")
    await stream.socket.wait_closed()
    assert stream.socket.close_code == 1000
    with pytest.raises(InvalidStatus) as refused:
        async with connect(client.server.websocket, proxy=None):
            pass
    assert refused.value.response.status_code == 503
    assert (await _raw(client)).status_code == 503


async def _a5(client: PlainClient, stream: PlainStream) -> None:
    await stream.register([""], ["00"])
    band = client.server.exchange.band(_NAME)
    parent = (await client.order("buy", _NAME, 4, band.lower)).body["ord_no"]
    _set(client, "A5")
    amend = {"dmst_stex_tp": "KRX", "orig_ord_no": parent, "stk_cd": _NAME, "mdfy_qty": "4"}
    child = await client.call("kt10002", **amend, mdfy_uv=str(band.upper), mdfy_cond_uv="")
    assert child.code == 0, child.message
    while True:
        told = (await stream.row("00"))["values"]
        if told["913"] == "체결":
            break
    assert child.body["ord_no"] != parent
    assert told["9203"] == parent, "the fill of the child is told on the parent"


async def _a6_crosswise(client: PlainClient, stream: PlainStream) -> None:
    await stream.register([""], ["00"])
    _set(client, "A6 told crosswise")
    first = (await client.order("buy", _NAME, 1, 0, "3")).body["ord_no"]
    await client.order("buy", _NAME, 1, 0, "3")
    told = [(one["9203"], one["913"]) for one in await _reports(stream, 4)]
    assert told[0] == (first, "접수")
    assert told[3] == (first, "체결"), "held back behind both reports of the second"


async def _d2_frames(client: PlainClient, stream: PlainStream) -> None:
    _set(client, "D2")
    await stream.register([_NAME], ["0B"])
    assert (await stream.row("0B"))["item"] == f"{_NAME}_NX"


OVER_STREAMS: dict[str, Callable[[PlainClient, PlainStream], Awaitable[None]]] = {
    "N7": _n7, "P6": _p6, "P7": _p7, "P8": _p8, "P9": _p9, "P10": _p10,
    "P10 after a reconnect": _p10_replayed, "P11": _p11, "P12": _p12,
    "A4": _a4, "A5": _a5, "A6 told crosswise": _a6_crosswise, "D2": _d2_frames,
}  # fmt: skip


async def test_every_row_over_streams_strikes() -> None:
    async with practice(quota="none", ping_seconds=0.2) as server:
        for row, feel in OVER_STREAMS.items():
            async with plain_client(server) as client:
                async with plain_stream(client) as stream:
                    await feel(client, stream)
                assert _struck(client), row
            server.house.trouble.clear()


def test_no_row_of_the_page_is_left_out() -> None:
    page = {f"N{n}" for n in range(1, 9)} | {f"P{n}" for n in range(1, 13)}
    page |= {f"A{n}" for n in range(1, 8)} | {"D1", "D2"}
    told = {name.split()[0] for name in ROWS}
    assert told == page
    tried = {name.split()[0] for name in (*OVER_REST, *OVER_STREAMS)} | {"N4"}
    assert tried == page
