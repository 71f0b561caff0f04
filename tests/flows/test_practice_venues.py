"""NXT and SOR over the wire: prints and books of each venue, orders, their reports and lists."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from kiwoom_desk.base.clock import KST
from kiwoom_desk.catalogue.load import catalogue
from tests.support.forms import faults
from tests.support.practice import PlainClient, Reply, plain_client, plain_stream, practice

CODE = "005930"
RANKING = {
    "mrkt_tp": "000", "sort_tp": "1", "trde_qty_cnd": "0000", "stk_cnd": "0", "crd_cnd": "0",
    "updown_incls": "1", "pric_cnd": "0", "trde_prica_cnd": "0",
}  # fmt: skip


async def order(client: PlainClient, venue: str, **body: str) -> Reply:
    """Send a buy."""
    sent = {"stk_cd": CODE, "ord_qty": "10", "ord_uv": "", "trde_tp": "3", "cond_uv": ""}
    return await client.call("kt10000", dmst_stex_tp=venue, **{**sent, **body})


async def test_each_venue_has_prints_and_books_of_its_own() -> None:
    async with (
        practice(quota="none", speed=5.0) as server,
        plain_client(server) as client,
        plain_stream(client) as stream,
    ):
        items = [CODE, f"{CODE}_NX", f"{CODE}_AL"]
        assert (await stream.register(items, ["0B", "0D"]))["return_code"] == 0
        prints: dict[str, dict[str, Any]] = {}
        books: dict[str, dict[str, Any]] = {}
        while set(prints) != set(items) or set(books) != set(items):
            frame = await stream.next("REAL")
            for row in frame["data"]:
                found = prints if row["type"] == "0B" else books
                found[row["item"]] = row["values"]
                fields = catalogue().type(row["type"]).fields
                assert faults(fields, row["values"], row["type"]) == []
        volumes = [int(prints[item]["13"]) for item in items]
        assert volumes[2] > max(volumes[:2]) and volumes[0] != volumes[1]
        both = books[f"{CODE}_AL"]
        for level in range(10):
            parts = int(both[str(6044 + level)]) + int(both[str(6066 + level)])
            assert parts == int(both[str(61 + level)])
        assert {books[f"{CODE}_NX"][str(6044 + level)] for level in range(10)} == {"0"}
        assert (await stream.register(["069500_NX"], ["0B"]))["return_code"] != 0


async def test_orders_name_their_venue_in_reports_and_lists() -> None:
    async with (
        practice(quota="none") as server,
        plain_client(server) as client,
        plain_stream(client) as stream,
    ):
        await stream.register([""], ["00"])
        seen: list[tuple[str, str, str]] = []
        for venue in ("NXT", "SOR"):
            reply = await order(client, venue)
            assert (reply.code, reply.body["dmst_stex_tp"]) == (0, venue)
            while True:
                values = (await stream.row("00"))["values"]
                if values["913"] == "체결" and values["9203"] == reply.body["ord_no"]:
                    seen.append((venue, values["2135"], values["2136"]))
                    break
        assert seen[0] == ("NXT", "NXT", "N")
        assert seen[1][1] in ("KRX", "NXT") and seen[1][2] == "Y"
        low = str(server.exchange.book(CODE).bid_prices[6])
        for venue, told in (("NXT", "2"), ("KRX", "1")):
            sent = await order(client, venue, ord_uv=low, trde_tp="0")
            rows = await client.pages(
                "ka10075", "oso", all_stk_tp="0", trde_tp="0", stk_cd="", stex_tp=told
            )
            assert {(row["ord_no"], row["stex_tp"]) for row in rows} == {
                (sent.body["ord_no"], told)
            }
            other = "KRX" if venue == "NXT" else "NXT"
            cancel = {"orig_ord_no": sent.body["ord_no"], "stk_cd": CODE, "cncl_qty": "0"}
            refused = await client.call("kt10003", dmst_stex_tp=other, **cancel)
            assert refused.code == 20 and "571412" in refused.message
            assert (await client.call("kt10003", dmst_stex_tp=venue, **cancel)).code == 0


async def test_queries_tell_the_venue_asked_for() -> None:
    async with practice(quota="none", speed=0.001) as server, plain_client(server) as client:
        volumes = {}
        for suffix in ("", "_NX", "_AL"):
            reply = await client.call("ka10001", stk_cd=CODE + suffix)
            volumes[suffix] = int(reply.body["trde_qty"])
        assert volumes["_AL"] == volumes[""] + volumes["_NX"]
        assert (await client.call("ka10100", stk_cd=CODE)).body["nxtEnable"] == "Y"
        assert (await client.call("ka10100", stk_cd="069500")).body["nxtEnable"] != "Y"
        key = "pred_pre_flu_rt_upper"
        lists = [(await client.call("ka10027", stex_tp=c, **RANKING)).body[key] for c in "123"]
        assert all(len(rows) >= 2 for rows in lists)
        assert lists[0] != lists[1] != lists[2] != lists[0]
        listed = {
            item.code for item in server.exchange.universe.listings
        } - server.exchange.rings.members
        assert not {row["stk_cd"] for row in lists[1]} & listed


async def test_demo_has_one_venue() -> None:
    async with practice(quota="demo") as server, plain_client(server) as client:
        refused = await order(client, "NXT")
        assert refused.code == 20 and "RC9000" in refused.message


async def test_the_evening_trades_on_both_venues() -> None:
    start = datetime(2026, 11, 20, 16, 30, tzinfo=KST)
    async with practice(quota="none", at=start) as server, plain_client(server) as client:
        for venue in ("KRX", "NXT"):
            code = CODE if venue == "KRX" else f"{CODE}_NX"
            price = str(server.exchange.book(code).ask_prices[2])
            sent = await order(client, venue, ord_uv=price, trde_tp="0")
            assert sent.code == 0
            assert server.exchange.account.orders[sent.body["ord_no"]].filled
        market = await order(client, "KRX")
        assert market.code == 20 and "521790" in market.message
