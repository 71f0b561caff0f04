"""A plain client on a real socket: LOGIN, registrations, pushes and the order events."""

from __future__ import annotations

from tests.support.practice import plain_client, plain_stream, practice


async def test_prints_and_books_of_a_registered_name_arrive() -> None:
    async with practice() as server, plain_client(server) as client, plain_stream(client) as stream:
        assert (await stream.register(["005930"], ["0B", "0D"]))["return_code"] == 0
        traded, book = await stream.row("0B"), await stream.row("0D")
        assert traded["item"] == book["item"] == "005930"
        assert int(traded["values"]["13"]) > 0
        assert int(book["values"]["41"].lstrip("+-")) > int(book["values"]["51"].lstrip("+-"))


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


async def test_the_older_stream_of_a_key_is_told_and_closed() -> None:
    async with practice() as server, plain_client(server) as client, plain_stream(client) as first:
        async with plain_stream(client) as second:
            assert (await first.next("SYSTEM"))["code"] == "R10001"
            await first.socket.wait_closed()
            assert (await second.register(["005930"], ["0B"]))["return_code"] == 0


async def test_a_stream_has_room_for_two_hundred_items() -> None:
    async with practice() as server, plain_client(server) as client, plain_stream(client) as stream:
        codes = [listing.code for listing in server.exchange.universe.listings[:201]]
        assert (await stream.register(codes[:101], ["0B"]))["return_code"] == 1
        assert (await stream.register(codes[:100], ["0B", "0D"]))["return_code"] == 0
        assert (await stream.register(codes[100:200], ["0B"]))["return_code"] == 0
        assert (await stream.register(codes[200:], ["0B"]))["return_code"] == 1
        again = await stream.register(codes[100:201], ["0B"], grp_no="2", refresh="0")
        assert again["return_code"] == 1
