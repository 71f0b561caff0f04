"""A plain client over REST: who is let in, what is refused and how, pages, quotas, control."""

from __future__ import annotations

from datetime import datetime, timedelta
from email.utils import parsedate_to_datetime

import httpx
import pytest

from kiwoom_desk.base.clock import KST, SystemClock
from kiwoom_desk.practice.answers.table import ANSWERS
from tests.support.practice import PlainClient, plain_client, practice

_DAILY = {"base_dt": "20261120", "upd_stkpc_tp": "1"}


def _keys(client: PlainClient) -> dict[str, str]:
    return {"appkey": client.server.appkey, "secretkey": client.server.secretkey}


async def test_tokens_need_the_keys_of_this_run() -> None:
    async with practice(quota="none") as server, plain_client(server) as client:
        grant = {"grant_type": "client_credentials"}
        cases: list[tuple[dict[str, str], str]] = [
            ({**grant, "appkey": "x", "secretkey": "y"}, "8001"),
            ({**grant, "appkey": server.appkey, "secretkey": "y"}, "8001"),
            ({**grant, "appkey": server.appkey}, "8020"),
            ({**_keys(client)}, "8011"),
            ({**_keys(client), "grant_type": "password"}, "8012"),
        ]
        for body, code in cases:
            reply = await client.call("au10001", **body)
            assert (reply.status, reply.code) == (200, 3)
            assert f"[{code}:" in reply.message


async def test_a_token_lives_a_day_of_korean_wall_time_until_it_is_revoked() -> None:
    async with practice(quota="none") as server, plain_client(server) as client:
        again = await client.call("au10001", grant_type="client_credentials", **_keys(client))
        assert again.body["token"] == client.token
        ends = datetime.strptime(again.body["expires_dt"], "%Y%m%d%H%M%S").replace(tzinfo=KST)
        left = ends - SystemClock().wall()
        assert timedelta(hours=23, minutes=59) < left <= timedelta(hours=24)
        assert (await client.call("au10002", **_keys(client), token=client.token)).code == 0
        refused = await client.call("ka00001")
        assert refused.code == 3
        assert "[8005:" in refused.message


@pytest.mark.parametrize(("rule", "alive"), [("new", True), ("kills", False)])
async def test_a_second_token_stands_beside_the_first_or_kills_it(rule: str, alive: bool) -> None:
    async with practice(quota="none", token=rule) as server, plain_client(server) as client:
        first = client.token
        await client.login()
        assert client.token != first
        client.token = first
        assert (await client.call("ka00001")).code == (0 if alive else 3)


async def test_oauth_needs_no_api_id() -> None:
    async with (
        practice() as server,
        httpx.AsyncClient(base_url=server.rest, trust_env=False) as http,
    ):
        body = {"grant_type": "client_credentials"}
        body |= {"appkey": server.appkey, "secretkey": server.secretkey}
        token = (await http.post("/oauth2/token", json=body)).json()
        assert token["return_code"] == 0
        ended = await http.post("/oauth2/revoke", json={**body, "token": token["token"]})
        assert ended.json()["return_code"] == 0


async def test_headers_are_refused_in_the_brokers_codes() -> None:
    async with practice(quota="none") as server, plain_client(server) as client:
        cases: list[tuple[dict[str, str], str, int]] = [
            ({"api-id": ""}, "1501", 2),
            ({"api-id": "ka10001"}, "1504", 2),
            ({"api-id": "ka19999"}, "1505", 2),
            ({"api-id": "0B"}, "1504", 2),
            ({"authorization": ""}, "1516", 2),
            ({"authorization": "Basic abc"}, "1515", 2),
            ({"authorization": "abc"}, "1514", 2),
            ({"authorization": "Bearer abc"}, "8005", 3),
            ({"content-type": "text/plain"}, "1512", 2),
        ]
        for headers, code, outer in cases:
            reply = await client.call("ka00001", headers)
            assert (reply.status, reply.code) == (200, outer), headers
            assert f"[{code}:" in reply.message, headers
        client.token = ""
        assert "[1513:" in (await client.call("ka00001")).message


async def test_bodies_are_checked_by_the_catalogue() -> None:
    async with practice(quota="none") as server, plain_client(server) as client:
        assert "[1511:" in (await client.call("ka10001")).message
        assert "[1511:" in (await client.call("ka10001", stk_cd="")).message
        assert "[1902:" in (await client.call("ka10001", stk_cd="999999")).message
        assert "[1903:" in (await client.call("ka10001", stk_cd="069500_NX")).message
        assert "[1517:" in (await client.call("ka10101", mrkt_tp="9")).message
        dated = {"stk_cd": "005930", "upd_stkpc_tp": "1", "base_dt": "20261399"}
        assert "[1517:" in (await client.call("ka10081", **dated)).message
        codes = "|".join(one.code for one in server.exchange.universe.listings[:101])
        many = await client.call("ka10095", stk_cd=codes)
        assert many.code == 5
        assert "[1634:" in many.message
        raw = await client.http.post(
            "/api/dostk/stkinfo",
            content=b"{",
            headers={
                "api-id": "ka10001",
                "authorization": f"Bearer {client.token}",
                "content-type": "application/json",
            },
        )
        assert "[1517:" in raw.json()["return_msg"]


async def test_a_known_api_that_is_not_answered_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delitem(ANSWERS, "ka10002")
    async with practice() as server, plain_client(server) as client:
        reply = await client.call("ka10002", stk_cd="005930")
        assert reply.code == 2
        assert "[1999:" in reply.message
        assert "ka10002" in reply.message


async def test_a_big_body_is_not_read() -> None:
    async with practice(quota="none") as server, plain_client(server) as client:
        sent = await client.http.post("/api/dostk/acnt", content=b" " * ((1 << 20) + 1))
        assert sent.status_code == 413


async def test_only_loopback_names_may_speak_to_it() -> None:
    async with practice(quota="none") as server, plain_client(server) as client:
        for header in (
            {"host": "exchange.example"},
            {"host": "127.0.0.1.example:80"},
            {"origin": "https://page.example"},
            {"origin": "null"},
        ):
            reply = await client.http.post("/oauth2/token", json={}, headers=header)
            assert reply.status_code == 403, header
        for header in (
            {"host": "localhost:1"},
            {"host": "[::1]:9"},
            {"origin": "http://localhost"},
        ):
            reply = await client.http.post("/oauth2/token", json={}, headers=header)
            assert reply.status_code == 200, header
        assert "access-control-allow-origin" not in reply.headers


async def test_rates_are_counted_by_api_and_orders_together() -> None:
    async with practice(quota="live") as server, plain_client(server) as client:
        replies = [await client.call("ka00001") for _ in range(6)]
        assert [reply.code for reply in replies] == [0] * 5 + [5]
        assert replies[-1].status == 429
        assert "유량=5" in replies[-1].message
        assert "[1700:" in replies[-1].message
        assert (await client.call("ka10001", stk_cd="005930")).code == 0
        price = server.exchange.band("005930").lower
        orders = [await client.order("buy", "005930", 1, price) for _ in range(4)]
        cancel = {"dmst_stex_tp": "KRX", "stk_cd": "005930", "cncl_qty": "0"}
        number = orders[0].body["ord_no"]
        cancelled = await client.call("kt10003", orig_ord_no=number, **cancel)
        assert [reply.code for reply in (*orders, cancelled)] == [0] * 5
        over = await client.order("buy", "005930", 1, price)
        assert (over.status, over.code) == (429, 5)
        assert "[1701:" in over.message


async def test_demo_takes_one_a_second_and_a_switch_sends_the_refusal_as_200() -> None:
    async with practice(quota="demo", rate_status=200) as server, plain_client(server) as client:
        assert (await client.call("ka00001")).code == 0
        refused = await client.call("ka00001")
        assert (refused.status, refused.code) == (200, 5)
        assert "유량=1" in refused.message


async def test_pages_follow_each_other_without_gap_or_repeat() -> None:
    async with practice(quota="none") as server, plain_client(server) as client:
        body = {"stk_cd": "005930", "tic_scope": "1", "upd_stkpc_tp": "1"}
        first = await client.call("ka10080", **body)
        rows = first.body["stk_min_pole_chart_qry"]
        assert len(rows) == 900
        assert first.headers["cont-yn"] == "Y"
        more = {"cont-yn": "Y", "next-key": first.headers["next-key"]}
        assert len(more["next-key"]) <= 50
        second = await client.call("ka10080", more, **body)
        rows += second.body["stk_min_pole_chart_qry"]
        times = [row["cntr_tm"] for row in rows]
        assert times == sorted(set(times), reverse=True)
        days = await client.pages("ka10081", "stk_dt_pole_chart_qry", stk_cd="005930", **_DAILY)
        dates = [row["dt"] for row in days]
        assert len(dates) > 600
        assert dates == sorted(set(dates), reverse=True)


async def test_a_cursor_belongs_to_its_body() -> None:
    async with practice(quota="none") as server, plain_client(server) as client:
        first = await client.call("ka10081", stk_cd="005930", **_DAILY)
        more = {"cont-yn": "Y", "next-key": first.headers["next-key"]}
        assert (await client.call("ka10081", more, stk_cd="005930", **_DAILY)).code == 0
        other = await client.call("ka10081", more, stk_cd="000660", **_DAILY)
        assert "[1517:" in other.message
        for broken in ("", "!", "abcd", "=" * 60):
            key = {"cont-yn": "Y", "next-key": broken}
            reply = await client.call("ka10081", key, stk_cd="005930", **_DAILY)
            assert "[1517:" in reply.message, broken


async def test_every_open_order_is_found_over_all_pages() -> None:
    async with practice(quota="none") as server, plain_client(server) as client:
        price = server.exchange.band("005930").lower
        placed = [
            (await client.order("buy", "005930", 1, price)).body["ord_no"] for _ in range(130)
        ]
        body = {"all_stk_tp": "0", "trde_tp": "0", "stk_cd": "", "stex_tp": "0"}
        rows = await client.pages("ka10075", "oso", **body)
        assert [row["ord_no"] for row in rows] == placed[::-1]


async def test_replies_carry_both_clocks() -> None:
    async with practice(speed=5.0) as server, plain_client(server) as client:
        reply = await client.call("ka00001")
        moment, _, speed = reply.headers["x-market-clock"].partition(";")
        assert datetime.fromisoformat(moment).date() == server.exchange.day
        assert float(speed) == 5.0
        wall = parsedate_to_datetime(reply.headers["date"])
        assert abs((wall - SystemClock().wall()).total_seconds()) < 60


async def test_orders_are_recorded_as_they_arrive_and_reads_counted() -> None:
    async with practice(quota="none") as server, plain_client(server) as client:
        price = server.exchange.band("005930").lower
        taken = await client.order("buy", "005930", 1, price)
        refused = await client.order("buy", "005930", 1, price + 1)
        assert refused.code == 20
        assert "[2000](RC4003:" in refused.message
        received = await server.received()
        assert [order["n"] for order in received["orders"]] == [1, 2]
        assert [order["ord_no"] for order in received["orders"]] == [taken.body["ord_no"], ""]
        assert all(order["complete"] for order in received["orders"])
        assert received["orders"][0]["api_id"] == "kt10000"
        assert received["reads"]["au10001"] == 1
        async with httpx.AsyncClient(trust_env=False) as http:
            url = f"{server.control_url}/account"
            assert (await http.get(url)).status_code == 403
            found = await http.get(url, headers={"x-control-key": server.control_key})
            assert found.json()["number"] == server.account
            assert len(found.json()["orders"]) == 1


async def test_without_the_option_there_is_no_control() -> None:
    async with practice(control=False) as server, httpx.AsyncClient(trust_env=False) as http:
        assert server.ready.control is None
        assert (await http.get(f"{server.rest}/control/received")).status_code == 405


async def test_an_empty_list_is_no_error_unless_a_switch_says_so() -> None:
    body = {"all_stk_tp": "0", "trde_tp": "0", "stk_cd": "", "stex_tp": "0"}
    for code in (0, 20):
        async with practice(empty_code=code) as server, plain_client(server) as client:
            reply = await client.call("ka10075", **body)
            assert reply.code == code
            assert reply.body["oso"] == []
