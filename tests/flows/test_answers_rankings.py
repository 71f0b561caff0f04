"""Rankings over the socket: fields and forms, pages without gap or double, figures of the state."""

from __future__ import annotations

from datetime import datetime
from itertools import pairwise

import pytest

from kiwoom_desk.base.clock import KST
from kiwoom_desk.catalogue.load import catalogue
from tests.support.forms import faults
from tests.support.practice import PlainClient, Practice, plain_client, practice

TWO = datetime(2026, 11, 20, 14, 0, tzinfo=KST)
ALL = {"mrkt_tp": "000", "stk_cnd": "0", "crd_cnd": "0", "stex_tp": "1"}
VOLUMES = {"trde_qty_tp": "00000"}
BODIES: dict[str, dict[str, str]] = {
    "ka10020": {**ALL, "mrkt_tp": "001", "sort_tp": "1", "trde_qty_tp": "0000"},
    "ka10021": {**ALL, "mrkt_tp": "101", "trde_tp": "1", "sort_tp": "2", "tm_tp": "5",
                "trde_qty_tp": "1"},
    "ka10022": {**ALL, "mrkt_tp": "001", "rt_tp": "2", "tm_tp": "30", "trde_qty_tp": "5"},
    "ka10023": {**ALL, "sort_tp": "1", "tm_tp": "1", "trde_qty_tp": "5", "tm": "10", "pric_tp": "0"},
    "ka10029": {**ALL, "sort_tp": "1", "trde_qty_cnd": "0", "pric_cnd": "0"},
    "ka10031": {"mrkt_tp": "000", "qry_tp": "1", "rank_strt": "0", "rank_end": "100",
                "stex_tp": "1"},
    "ka00198": {"qry_tp": "1"},
    "ka10016": {**ALL, **VOLUMES, "ntl_tp": "1", "high_low_close_tp": "1", "updown_incls": "1",
                "dt": "5"},
    "ka10017": {**ALL, **VOLUMES, "updown_tp": "2", "sort_tp": "3", "trde_gold_tp": "0"},
    "ka10018": {**ALL, **VOLUMES, "high_low_tp": "1", "alacc_rt": "10"},
    "ka10019": {**ALL, **VOLUMES, "flu_tp": "1", "tm_tp": "2", "tm": "3", "pric_cnd": "0",
                "updown_incls": "1"},
    "ka10024": {"mrkt_tp": "000", "cycle_tp": "5", "trde_qty_tp": "5", "stex_tp": "1"},
    "ka10025": {"mrkt_tp": "000", "prps_cnctr_rt": "30", "cur_prc_entry": "1", "prpscnt": "10",
                "cycle_tp": "50", "stex_tp": "1"},
    "ka10026": {"pertp": "3", "stex_tp": "1"},
    "ka10028": {**ALL, "sort_tp": "1", "trde_qty_cnd": "0000", "updown_incls": "1",
                "trde_prica_cnd": "0", "flu_cnd": "1"},
    "ka10055": {"stk_cd": "005930", "tdy_pred": "1"},
    "ka10084": {"stk_cd": "005930", "tdy_pred": "2", "tic_min": "1", "tm": ""},
}  # fmt: skip
SINGLE = {**ALL, "sort_base": "1", "trde_qty_cnd": "0", "trde_prica": "0"}
# Leaves that one list alone cannot vary: the same for all its rows.
OF_ONE_LIST = {"pred_pre_sig", "sign", "stex_tp", "stk_cls", "dt", "tm", "stk_infr"}


def _key(api_id: str) -> str:
    return next(field.key for field in catalogue().api(api_id).response if field.type == "list")


async def test_lists_hold_every_field_in_its_form() -> None:
    async with practice(quota="none", seed=7, at=TWO) as server, plain_client(server) as client:
        for api_id, body in BODIES.items():
            reply = await client.call(api_id, **body)
            assert (api_id, reply.code) == (api_id, 0)
            assert faults(catalogue().api(api_id).response, reply.body, api_id) == []
            rows = reply.body[_key(api_id)]
            assert len(rows) >= 2, api_id
            for leaf in rows[0].keys() - OF_ONE_LIST:
                assert len({row[leaf] for row in rows}) > 1, (api_id, leaf)


async def test_single_prices_are_ranked_on_days_that_had_them() -> None:
    for day, there in ((11, True), (14, False)):
        at = datetime(2026, 9, day, 17, 0, tzinfo=KST)
        async with practice(quota="none", seed=7, at=at) as server, plain_client(server) as client:
            reply = await client.call("ka10098", **SINGLE)
            assert reply.code == 0
            assert faults(catalogue().api("ka10098").response, reply.body, "ka10098") == []
            rows = reply.body[_key("ka10098")]
            assert bool(rows) == there
            for leaf in (rows[0].keys() if rows else set()) - OF_ONE_LIST:
                assert len({row[leaf] for row in rows}) > 1, leaf


@pytest.mark.parametrize("api_id", ["ka10020", "ka10026", "ka10028"])
async def test_pages_hold_every_name_once(api_id: str) -> None:
    async with (
        practice(quota="none", seed=7, at=TWO, speed=0.001) as server,
        plain_client(server) as client,
    ):
        # The ratio of what waits ranks every name, the difference only those with more bids.
        body = {**BODIES[api_id], "sort_tp": "4"} if api_id == "ka10020" else BODIES[api_id]
        rows = await client.pages(api_id, _key(api_id), **body)
        codes = [row["stk_cd"] for row in rows]
        assert len(codes) == len(set(codes)) > 100


async def test_pages_of_prints_join_while_the_market_runs() -> None:
    async with (
        practice(quota="none", seed=7, at=TWO, speed=60) as server,
        plain_client(server) as client,
    ):
        rows = await client.pages("ka10055", "tdy_pred_cntr_qty", **BODIES["ka10055"])
        assert len(rows) == 1000
        for later, earlier in pairwise(rows):
            traded = int(later["acc_trde_qty"]) - int(earlier["acc_trde_qty"])
            assert traded == abs(int(later["cntr_qty"]))


async def test_figures_are_those_of_the_state() -> None:
    async with (
        practice(quota="none", seed=7, at=TWO, speed=0.001) as server,
        plain_client(server) as client,
    ):
        await _books_are_the_books(server, client)
        await _multiples_follow_from_the_price(server, client)
        await _surges_are_told_from_closes(server, client)


async def _books_are_the_books(server: Practice, client: PlainClient) -> None:
    rows = (await client.call("ka10020", **BODIES["ka10020"])).body["bid_req_upper"]
    nets = []
    for row in rows[:20]:
        book = server.exchange.book(row["stk_cd"])
        assert (row["tot_sel_req"], row["tot_buy_req"]) == (
            str(book.ask_total),
            str(book.bid_total),
        )
        nets.append(int(row["netprps_req"]))
        assert nets[-1] == book.bid_total - book.ask_total
    assert nets == sorted(nets, reverse=True)


async def _multiples_follow_from_the_price(server: Practice, client: PlainClient) -> None:
    rows = (await client.call("ka10026", **BODIES["ka10026"])).body["high_low_per"]
    told = [float(row["per"]) for row in rows]
    assert told == sorted(told)
    for row in rows[:10]:
        accounts = server.house.fundamentals.of(
            server.exchange.universe.by_code[row["stk_cd"]].index
        )
        assert accounts is not None
        earned = accounts.price_earnings(abs(int(row["cur_prc"])))
        assert float(row["per"]) == pytest.approx(earned / 100 if earned else None)


async def _surges_are_told_from_closes(server: Practice, client: PlainClient) -> None:
    rows = (await client.call("ka10019", **BODIES["ka10019"])).body["pric_jmpflu"]
    closes = server.house.past.closes_before(3)
    for row in rows[:20]:
        close = int(closes[server.exchange.universe.by_code[row["stk_cd"]].index])
        price = abs(int(row["cur_prc"]))
        assert (int(row["base_pric"]), int(row["base_pre"])) == (close, price - close)
        assert float(row["jmp_rt"]) == pytest.approx((price - close) * 100 / close, abs=0.01)


async def test_unknown_names_and_wrong_times_are_refused() -> None:
    async with practice(quota="none", at=TWO) as server, plain_client(server) as client:
        for api_id in ("ka10055", "ka10084"):
            body = {**BODIES[api_id], "stk_cd": "999999"}
            reply = await client.call(api_id, **body)
            assert reply.code != 0
            assert "[1902:" in reply.message
        wrong = await client.call("ka10084", **{**BODIES["ka10084"], "tm": "2561"})
        assert "[1517:" in wrong.message
