"""A plain client on a real socket: LOGIN, registrations, pushes and the order events."""

from __future__ import annotations

import asyncio
from datetime import datetime, timedelta
from pathlib import Path

import msgspec
import pytest
from websockets.asyncio.client import connect

from kiwoom_desk.base.clock import KST
from tests.support.practice import (
    TEN,
    PlainStream,
    Practice,
    plain_client,
    plain_stream,
    practice,
    practice_tls,
)


def _day_before(server: Practice, code: str, time: str) -> tuple[int, int]:
    """Return what a name had traded when that minute of the day before began, and when it ended."""
    history, today = server.house.past.history, server.exchange.day
    at = server.exchange.universe.by_code[code].index
    midnight = datetime(today.year, today.month, today.day, tzinfo=KST)
    bars = history.minutes(at, midnight, 391, 1)
    day = int(bars.starts[-1] + 9 * 3600) // 86_400 * 86_400 - 9 * 3600
    minute = int(time[:2]) * 60 + int(time[2:4])
    of_day = bars.starts >= day
    counts = [
        int(bars.volume[of_day & (bars.starts < day + 60 * end)].sum())
        for end in (minute, minute + 1)
    ]
    return counts[0], counts[1]


async def test_prints_and_books_of_a_registered_name_arrive() -> None:
    # The day before has the usual hours, so that it had traded at ten.
    at = TEN + timedelta(days=4)
    async with (
        practice(at=at) as server,
        plain_client(server) as client,
        plain_stream(client) as stream,
    ):
        assert (await stream.register(["005930"], ["0B", "0D"]))["return_code"] == 0
        traded, book = await stream.row("0B"), await stream.row("0D")
        assert traded["item"] == book["item"] == "005930"
        volume = int(traded["values"]["13"])
        assert volume > 0
        least, most = _day_before(server, "005930", traded["values"]["20"])
        pace = round(float(traded["values"]["851"]) * 100)
        assert volume * 10_000 // most <= pace <= volume * 10_000 // least
        assert int(book["values"]["41"].lstrip("+-")) > int(book["values"]["51"].lstrip("+-"))


async def test_rest_and_stream_run_behind_tls(tmp_path: Path) -> None:
    async with (
        practice_tls(tmp_path) as server,
        plain_client(server) as client,
        plain_stream(client) as stream,
    ):
        assert server.rest.startswith("https://")
        assert server.websocket.startswith("wss://")
        assert (await stream.register(["005930"], ["0B"]))["return_code"] == 0


async def test_a_bought_share_is_reported_and_held() -> None:
    async with practice() as server, plain_client(server) as client, plain_stream(client) as stream:
        await stream.register([""], ["00", "04"])
        reply = await client.order("buy", "005930", 3, 0, "3")
        assert reply.code == 0, reply.message
        received = await stream.row("00")
        assert received["values"]["913"] == "접수"
        assert received["values"]["9203"] == reply.body["ord_no"]
        filled = await stream.row("00")
        assert filled["values"]["913"] == "체결"
        held = await stream.row("04")
        assert int(held["values"]["930"]) >= 1
        assert server.exchange.account.position("005930").quantity == 3


@pytest.mark.parametrize(("day", "there"), [(11, True), (14, False)])
async def test_orders_tell_a_single_price_while_there_is_one(day: int, there: bool) -> None:
    at = datetime(2026, 9, day, 10, 0, tzinfo=KST)
    async with (
        practice(at=at) as server,
        plain_client(server) as client,
        plain_stream(client) as stream,
    ):
        assert server.exchange.day == at.date()
        await stream.register([""], ["00"])
        reply = await client.order("buy", "005930", 3, 0, "3")
        assert reply.code == 0, reply.message
        told = [(await stream.row("00"))["values"]["10010"] for _ in range(2)]
        book = (await client.call("ka10087", stk_cd="005930")).body
        assert told == [book["ovt_sigpric_cur_prc"].lstrip("+-")] * 2
        assert (told[0] != "0", book["ovt_sigpric_buy_bid_1"] != "0") == (there, there)


async def test_the_older_stream_of_a_key_is_told_and_closed() -> None:
    async with (
        practice() as server,
        plain_client(server) as client,
        plain_stream(client) as first,
        plain_stream(client) as second,
    ):
        assert (await first.next("SYSTEM"))["code"] == "R10001"
        await first.socket.wait_closed()
        assert (await second.register(["005930"], ["0B"]))["return_code"] == 0


async def test_a_wrong_token_is_refused_and_the_stream_closed() -> None:
    async with practice() as server, connect(server.websocket, proxy=None) as socket:
        stream = PlainStream(socket)
        await stream.send(trnm="LOGIN", token="nobody's")
        reply = await stream.next("LOGIN")
        assert reply["return_code"] == 805004
        assert "8005" in reply["return_msg"]
        await socket.wait_closed()


async def test_a_stream_without_login_is_told_and_closed() -> None:
    async with (
        practice(login_seconds=0.05) as server,
        connect(server.websocket, proxy=None) as socket,
    ):
        assert (await PlainStream(socket).next("SYSTEM"))["code"] == "R10004"
        await socket.wait_closed()


async def test_a_client_that_never_echoes_a_ping_is_closed_after_five() -> None:
    async with practice(ping_seconds=0.02) as server, plain_client(server) as client:
        async with connect(server.websocket, proxy=None) as socket:
            await socket.send(f'{{"trnm":"LOGIN","token":"{client.token}"}}')
            frames = [msgspec.json.decode(text) async for text in socket]
        names = [frame["trnm"] for frame in frames]
        assert names == ["LOGIN", *["PING"] * 5, "SYSTEM"]
        assert frames[-1]["code"] == "R10002"


async def test_a_client_that_echoes_stays() -> None:
    async with (
        practice(ping_seconds=0.02) as server,
        plain_client(server) as client,
        plain_stream(client) as stream,
    ):
        for _ in range(12):
            await stream.next("PING")


@pytest.mark.expected_warnings("stream_dropped 1 does not read")
async def test_a_client_that_stops_reading_is_dropped() -> None:
    async with (
        practice(quota="none", buffer_bytes=1 << 20, speed=20.0) as server,
        plain_client(server) as client,
        connect(server.websocket, proxy=None, ping_interval=None, max_queue=1) as socket,
    ):
        await socket.send(f'{{"trnm":"LOGIN","token":"{client.token}"}}')
        codes = [listing.code for listing in server.exchange.universe.listings]
        data = [{"item": codes, "type": ["0B", "0D"]}]
        request = {"trnm": "REG", "grp_no": "1", "refresh": "1", "data": data}
        await socket.send(msgspec.json.encode(request).decode())
        while not server.exchange.stalls:
            await asyncio.sleep(0)
        socket.transport.pause_reading()
        while server.exchange.stalls:
            await asyncio.sleep(0)
        assert (await client.call("ka00001")).code == 0
        socket.transport.abort()


async def test_conditions_need_their_list_first() -> None:
    async with (
        practice(ping_seconds=0.02) as server,
        plain_client(server) as client,
        plain_stream(client) as stream,
    ):
        await stream.send(trnm="CNSRREQ", seq="0", search_type="1", stex_tp="K")
        assert (await stream.next("SYSTEM"))["code"] == "R10002"
        await stream.socket.wait_closed()


async def test_registrations_end_with_remove_and_with_refresh_zero() -> None:
    async with practice() as server, plain_client(server) as client, plain_stream(client) as stream:
        await stream.register(["005930", "000660"], ["0B", "0D"])
        await stream.register(["035420"], ["0B"], refresh="0")
        assert set(server.exchange.stalls) == {"035420"}
        data = [{"item": ["035420"], "type": ["0B"]}]
        await stream.send(trnm="REMOVE", grp_no="1", data=data)
        assert (await stream.next("REMOVE"))["return_code"] == 0
        assert not server.exchange.stalls


async def test_what_is_unknown_cannot_be_registered() -> None:
    async with practice() as server, plain_client(server) as client, plain_stream(client) as stream:
        for items, types in (
            (["999999"], ["0B"]),
            (["069500_NX"], ["0B"]),
            (["005930"], ["0Z"]),
            (["999"], ["0J"]),
            ([], []),
        ):
            assert (await stream.register(items, types))["return_code"] == 1
        assert not server.exchange.stalls
        assert (await stream.register(["005930_AL"], ["0B"]))["return_code"] == 0
        assert (await stream.row("0B"))["item"] == "005930_AL"


async def test_a_stream_has_room_for_two_hundred_items() -> None:
    async with practice() as server, plain_client(server) as client, plain_stream(client) as stream:
        codes = [listing.code for listing in server.exchange.universe.listings[:201]]
        assert (await stream.register(codes[:101], ["0B"]))["return_code"] == 1
        assert (await stream.register(codes[:100], ["0B", "0D"]))["return_code"] == 0
        assert (await stream.register(codes[100:200], ["0B"]))["return_code"] == 0
        assert (await stream.register(codes[200:], ["0B"]))["return_code"] == 1
        again = await stream.register(codes[100:201], ["0B"], grp_no="2", refresh="0")
        assert again["return_code"] == 1
