"""An account with a past, asked over the real socket: its answers agree with each other to the won."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest_asyncio

from kiwoom_desk.catalogue.load import catalogue
from kiwoom_desk.domain.instrument import Venue
from kiwoom_desk.domain.order import OrderType, Side
from kiwoom_desk.practice.exchange import Exchange
from kiwoom_desk.practice.intake import Accepted, NewOrder
from tests.support.account_bodies import (
    BODIES,
    LEDGER,
    LONG_AGO,
    ORDERS,
    POWER,
    TODAY,
    YEAR,
    YESTERDAY,
)
from tests.support.forms import faults
from tests.support.practice import PlainClient, Practice, plain_client, plain_stream, practice


@pytest_asyncio.fixture
async def server() -> AsyncIterator[Practice]:
    async with practice(quota="none", history=250) as running:
        yield running


@pytest_asyncio.fixture
async def client(server: Practice) -> AsyncIterator[PlainClient]:
    async with plain_client(server) as plain:
        yield plain


def number(text: str) -> int:
    return int(text.replace(",", ""))


def quantities(rows: list[dict[str, str]], loan: str, shares: str) -> dict[tuple[str, str], int]:
    """Return the shares of each line by code and date of the loan; lines without any are left out."""
    found = {(row["stk_cd"].removeprefix("A"), row[loan]): number(row[shares]) for row in rows}
    return {key: count for key, count in found.items() if count}


def deal(exchange: Exchange, code: str, side: Side, quantity: int) -> None:
    placed = exchange.place(NewOrder(code, Venue.KRX, side, OrderType.MARKET, quantity, None))
    assert isinstance(placed, Accepted)


def trade(exchange: Exchange) -> str:
    """Buy a share, sell half of what is held of another, sell a new one again; return the sold code."""
    own = [one for one in exchange.account.positions.values() if one.loan_date is None]
    held = max(own, key=lambda one: one.quantity)
    deal(exchange, "005930", Side.BUY, 5)
    deal(exchange, "005930", Side.SELL, 2)
    deal(exchange, held.code, Side.SELL, held.quantity // 2)
    return held.code


async def asked(client: PlainClient, api_id: str, **body: str) -> dict[str, Any]:
    reply = await client.call(api_id, **(body or BODIES[api_id][0]))
    assert reply.code == 0, reply.message
    return reply.body


async def test_every_field_is_there_in_its_form(client: PlainClient, server: Practice) -> None:
    trade(server.exchange)
    for api_id, bodies in BODIES.items():
        api = catalogue().api(api_id)
        for body in bodies:
            reply = await client.call(api_id, **body)
            assert reply.code == 0, f"{api_id}: {reply.message}"
            assert faults(api.response, reply.body, api_id) == []
            assert set(reply.body) == {f.key for f in api.response} | {"return_code", "return_msg"}


async def test_cash_holdings_and_profits_agree_to_the_won(
    client: PlainClient, server: Practice
) -> None:
    """The market stands between the calls, for its pulse runs in this very loop's pauses only."""
    trade(server.exchange)
    for watched in list(server.exchange.account.positions.values()):
        server.exchange.watch(watched.code)
    deposit, status, held, balance, today = [
        await asked(client, api_id)
        for api_id in ("kt00001", "kt00004", "kt00005", "kt00018", "kt00017")
    ]
    returns = (await asked(client, "ka10085"))["acnt_prft_rt"]
    entr = {number(one["entr"]) for one in (deposit, status, held)}
    assert entr == {server.exchange.account.cash}
    second = {number(one) for one in (deposit["d2_entra"], status["d2_entra"], held["entr_d2"])}
    assert second == {number(today["d2_entra"])} == {server.exchange.account.deposits.second_day}
    assert number(deposit["ord_alow_amt"]) == number(held["ord_alowa"])
    cost = {
        number(one)
        for one in (status["tot_pur_amt"], held["stk_buy_tot_amt"], balance["tot_pur_amt"])
    }
    assert cost == {sum(number(row["pur_amt"]) for row in returns)}
    lists = (
        quantities(balance["acnt_evlt_remn_indv_tot"], "crd_loan_dt", "rmnd_qty"),
        quantities(status["stk_acnt_evlt_prst"], "loan_dt", "rmnd_qty"),
        quantities(held["stk_cntr_remn"], "loan_dt", "cur_qty"),
        quantities(returns, "loan_dt", "rmnd_qty"),
    )
    assert lists[0] == lists[1] == lists[2] == lists[3]
    assert any(loan for _, loan in lists[0])
    settled = quantities(held["stk_cntr_remn"], "loan_dt", "setl_remn")
    for key, shares in quantities(returns, "loan_dt", "setl_remn").items():
        assert shares == settled.get(key, shares)
    realised = sum(number(row["tdy_sel_pl"]) for row in returns)
    days = await asked(client, "ka10074", strt_dt=TODAY, end_dt=TODAY)
    assert realised == number(days["rlzt_pl"]) == server.exchange.account.realised_today


async def test_the_balance_pushed_is_the_balance_asked(
    client: PlainClient, server: Practice
) -> None:
    async with plain_stream(client) as stream:
        await stream.register([""], ["04"])
        reply = await client.order("buy", "005930", 3, 0, "3")
        assert reply.code == 0
        pushed = (await stream.row("04"))["values"]
        while pushed["9001"] != "A005930" or pushed["930"] == "0":
            pushed = (await stream.row("04"))["values"]
        rows = (await asked(client, "ka10085"))["acnt_prft_rt"]
        held = server.exchange.account.position("005930")
        row = next(row for row in rows if row["stk_cd"] == "005930")
        assert (pushed["930"], pushed["931"], pushed["932"]) == (
            str(held.quantity), str(held.average_price), str(held.cost),
        )  # fmt: skip
        assert (row["rmnd_qty"], row["pur_pric"], row["pur_amt"]) == (
            pushed["930"], pushed["931"], pushed["932"],
        )  # fmt: skip


async def test_profits_by_day_add_up_to_profits_by_name(
    client: PlainClient, server: Practice
) -> None:
    trade(server.exchange)
    total = await asked(client, "ka10074")
    by_day = await client.pages("ka10074", "dt_rlzt_pl", **YEAR)
    by_name = await client.pages("ka10073", "dt_stk_rlzt_pl", stk_cd="", **YEAR)
    assert len(by_day) > 100 < len(by_name)
    for day_key, name_key, total_key in (
        ("tdy_sel_pl", "tdy_sel_pl", "rlzt_pl"),
        ("tdy_trde_cmsn", "tdy_trde_cmsn", "trde_cmsn"),
        ("tdy_trde_tax", "tdy_trde_tax", "trde_tax"),
    ):
        days = sum(number(row[day_key]) for row in by_day)
        assert days == sum(number(row[name_key]) for row in by_name) == number(total[total_key])
    for row in by_day[:12]:
        some = [one for one in by_name if one["dt"] == row["dt"]]
        assert number(row["tdy_sel_pl"]) == sum(number(one["tdy_sel_pl"]) for one in some)
        again = await client.pages("ka10072", "dt_stk_div_rlzt_pl", stk_cd="", strt_dt=row["dt"])
        assert {(one["stk_cd"], one["loan_dt"]): one["tdy_sel_pl"] for one in again} == {
            (one["stk_cd"], one["loan_dt"]): one["tdy_sel_pl"] for one in some
        }
    keys = [(row["dt"], row["stk_cd"], row["loan_dt"]) for row in by_name]
    assert len(keys) == len(set(keys))
    assert keys == sorted(keys, reverse=True)


async def test_profits_follow_from_fills(client: PlainClient, server: Practice) -> None:
    code = trade(server.exchange)
    account = server.exchange.account
    rows = (await asked(client, "ka10077", stk_cd=code))["tdy_rlzt_pl_dtl"]
    fills = [f for f in account.fills if f.code == code and f.side is Side.SELL]
    profit = sum(f.price * f.quantity - f.cost - f.buy_fee - f.fee - f.tax for f in fills)
    assert len(rows) == 1
    assert number(rows[0]["tdy_sel_pl"]) == profit == sum(fill.realised for fill in fills)
    turned = await asked(client, "ka10170", base_dt="", ottks_tp="1", ch_crd_tp="0")
    every = await asked(client, "ka10170", base_dt=TODAY, ottks_tp="2", ch_crd_tp="1")
    assert [row["stk_cd"] for row in turned["tdy_trde_diary"]] == ["005930"]
    assert {row["stk_cd"] for row in every["tdy_trde_diary"]} == {"005930", code}
    assert number(every["tot_pl_amt"]) == account.realised_today
    today = await asked(client, "kt00017")
    assert number(every["tot_cmsn_tax"]) == number(today["cmsn"]) + number(today["tax"])
    assert number(every["tot_sell_amt"]) == number(today["sell_amt"])
    evening = server.house.chronicle.closing(date(2026, 11, 19))
    came = sum(entry.cash for entry in account.entries)
    moved = account.deposits.second_day - evening.second_day - came
    assert number(every["tot_exct_amt"]) == moved


async def test_the_statement_leads_to_the_cash_and_what_settles_tomorrow_to_the_deposit(
    client: PlainClient, server: Practice
) -> None:
    rows = await client.pages("kt00015", "trst_ovrl_trde_prps_array", **YEAR, **LEDGER)
    cash = 0
    for row in rows:
        moves = row["io_tp_nm"] in ("입금", "출금")
        cash += number(row["exct_amt"]) * (1 if row["io_tp_nm"] == "입금" else -1) * moves
        assert number(row["entra_remn"]) == cash, row
    assert cash == server.exchange.account.cash == 100_000_000
    assert len({(row["trde_dt"], row["trde_no"]) for row in rows}) == len(rows) > 500
    kinds: dict[str, int] = {}
    for kind in ("1", "2", "3", "4", "5", "6", "7", "A"):
        body = {**YEAR, **LEDGER, "tp": kind}
        kinds[kind] = len(await client.pages("kt00015", "trst_ovrl_trde_prps_array", **body))
    assert kinds["4"] + kinds["5"] == kinds["3"]
    assert kinds["6"] + kinds["7"] == kinds["1"]
    assert kinds["1"] + kinds["2"] + kinds["3"] == len(rows)
    assert kinds["A"] == 0 < min(count for kind, count in kinds.items() if kind != "A")
    due, deposit = await asked(client, "kt00008"), await asked(client, "kt00001")
    rows = due["acnt_nxdy_setl_frcs_prps_array"]
    assert (due["trde_dt"], due["setl_dt"]) == (YESTERDAY, "20261123")
    sold = sum(number(row["exct_amt"]) for row in rows if row["sell_tp"] == "매도")
    bought = sum(number(row["exct_amt"]) for row in rows if row["sell_tp"] == "매수")
    assert sold == number(due["sell_amt_sum"]) == number(deposit["d1_sel_exct_amt"])
    assert bought == number(due["buy_amt_sum"]) == number(deposit["d1_buy_exct_amt"])
    assert number(deposit["d1_entra"]) == number(deposit["entr"]) + sold - bought
    later = await asked(client, "kt00008", strt_dcd_seq="0000003")
    assert [row["seq"] for row in later["acnt_nxdy_setl_frcs_prps_array"]] == [
        row["seq"] for row in rows[2:]
    ]


async def test_assets_of_every_day_agree(client: PlainClient) -> None:
    days = await client.pages(
        "kt00002", "daly_prsm_dpst_aset_amt_prst", start_dt=LONG_AGO, end_dt=TODAY
    )
    assert len(days) == 251
    for row in days[1::40]:
        one = await asked(client, "ka01690", qry_dt=row["dt"])
        assert number(one["day_stk_asst"]) == number(row["prsm_dpst_aset_amt"])
        assert number(one["dbst_bal"]) == number(row["entr"])
        value = sum(number(line["evlt_amt"]) for line in one["day_bal_rt"])
        assert value == number(one["tot_evlt_amt"])
        assert number(one["tot_evltv_prft"]) == sum(
            number(line["evltv_prft"]) for line in one["day_bal_rt"]
        )
    start, end = days[30], days[3]
    span = await asked(client, "kt00016", fr_dt=days[29]["dt"], to_dt=end["dt"])
    assert number(span["tot_amt_fr"]) == number(start["prsm_dpst_aset_amt"])
    assert number(span["tot_amt_to"]) == number(end["prsm_dpst_aset_amt"])
    brought = sum(
        number(span[f"termin_tot_{key}"]) * sign
        for key, sign in (("trns", 1), ("pymn", -1), ("inq", 1), ("outq", -1))
    )
    assert number(span["evltv_prft"]) == (
        number(span["tot_amt_to"]) - number(span["tot_amt_fr"]) - brought
    )


async def test_past_orders_and_their_fills_are_told(client: PlainClient) -> None:
    days = await client.pages(
        "kt00002", "daly_prsm_dpst_aset_amt_prst", start_dt="20261019", end_dt=YESTERDAY
    )
    states: set[str] = set()
    for day in (row["dt"] for row in days):
        body = {"ord_dt": day, **ORDERS}
        orders = await client.pages("kt00007", "acnt_ord_cntr_prps_dtl", qry_tp="1", **body)
        fills = await client.pages(
            "kt00009", "acnt_ord_cntr_prst_array", qry_tp="1", mrkt_tp="0", **body
        )
        states |= {row["acpt_tp"] for row in orders}
        filled = {row["ord_no"]: number(row["cntr_qty"]) for row in orders}
        for order, count in filled.items():
            assert count == sum(number(f["cntr_qty"]) for f in fills if f["ord_no"] == order)
    assert {"체결", "취소", "확인"} <= states


async def test_power_by_rates_and_reuse_adds_up(client: PlainClient, server: Practice) -> None:
    code = trade(server.exchange)
    detail, deposit = await asked(client, "kt00013"), await asked(client, "kt00001")
    parts = ("use_pos_ch_fin", "tdy_reu_alowa_fin", "pred_reu_alowa_fin")
    assert sum(number(detail[key]) for key in parts) == number(deposit["ord_alow_amt"])
    rates = await asked(client, "kt00011", stk_cd=code, uv="")
    price = server.exchange.price(code)
    shares = number(rates["profa_100ord_alowq"])
    most = number(rates["profa_100ord_alow_amt"])
    account = server.exchange.account
    assert account.margin(code, price, shares) <= most < account.margin(code, price, shares + 2)
    bought = await asked(client, "kt00010", stk_cd=code, **POWER)
    sold = await asked(client, "kt00010", stk_cd=code, **{**POWER, "trde_tp": "1"})
    assert number(bought["pur_amt"]) == number(sold["pur_amt"]) == 2_000_000
    assert number(sold["pur_exct_amt"]) < 2_000_000 < number(bought["pur_exct_amt"])
    credits = {
        row: (await asked(client, "kt00012", stk_cd=row, uv=""))["stk_assr_rt"]
        for row in [item.code for item in server.exchange.universe.listings[:40]]
    }
    assert len(set(credits.values())) >= 3


async def test_parts_of_an_order_add_up(client: PlainClient, server: Practice) -> None:
    exchange = server.exchange
    lower = exchange.band("005930").lower
    placed = await client.order("buy", "005930", 10, lower)
    number_of = placed.body["ord_no"]
    common = {"dmst_stex_tp": "KRX", "orig_ord_no": number_of, "stk_cd": "005930"}
    tick = 100 if lower < 200_000 else 500
    moved = await client.call(
        "kt10002", **common, mdfy_qty="4", mdfy_uv=str(lower + tick), mdfy_cond_uv=""
    )
    assert moved.code == 0, moved.message
    cancelled = await client.call("kt10003", **common, cncl_qty="1")
    assert cancelled.code == 0, cancelled.message
    rows = (await asked(client, "ka10088", ord_no=number_of))["osop"]
    assert [row["osop_qty"] for row in rows] == ["5", "4", "0"]
    assert [row["ord_qty"] for row in rows] == ["10", "4", "1"]


async def test_no_date_and_no_code_are_refused_or_have_nothing(client: PlainClient) -> None:
    for text in ("20261399", "2026112", "abcdefgh"):
        reply = await client.call("ka10074", strt_dt=text, end_dt=TODAY)
        assert (reply.code, "1517" in reply.message) == (2, True)
    for api_id, key, *others in (
        ("ka01690", "qry_dt"), ("ka10072", "strt_dt"), ("ka10074", "strt_dt", "end_dt"),
        ("kt00002", "start_dt", "end_dt"), ("kt00016", "fr_dt", "to_dt"), ("kt00007", "ord_dt"),
        ("kt00015", "strt_dt", "end_dt"), ("ka10170", "base_dt"),
    ):  # fmt: skip
        for text in ("00010101", "99991231"):
            body = {**BODIES[api_id][0], key: text, **dict.fromkeys(others, text)}
            assert (await client.call(api_id, **body)).code == 0
    for key in ("io_amt", "trde_qty", "uv", "exp_buy_unp"):
        reply = await client.call("kt00010", **{"stk_cd": "005930", **POWER, key: "1x"})
        assert (reply.code, "1517" in reply.message) == (2, True)
    assert "1517" in (await client.call("kt00008", strt_dcd_seq="?")).message
    for api_id in ("kt00011", "kt00012"):
        reply = await client.call(api_id, stk_cd="999999", uv="")
        assert "1902" in reply.message
    reply = await client.call("ka10077", stk_cd="999999")
    assert (reply.code, reply.body["tdy_rlzt_pl_dtl"]) == (0, [])


async def test_a_restart_finds_the_same_past(tmp_path: Path) -> None:
    told: list[list[dict[str, str]]] = []
    accounts = []
    for at in ({"at": None, "history": 60}, {"history": 0}):
        options: dict[str, Any] = {"state": tmp_path, "quota": "none", **at}
        async with practice(**options) as server, plain_client(server) as client:
            if not told:
                trade(server.exchange)
            rows = await client.pages("kt00015", "trst_ovrl_trde_prps_array", **YEAR, **LEDGER)
            rows += await client.pages("ka10073", "dt_stk_rlzt_pl", stk_cd="", **YEAR)
            told.append([{k: v for k, v in row.items() if k != "wthd_alowa"} for row in rows])
            accounts.append((server.exchange.account.origin, server.exchange.account.positions))
    assert told[0]
    assert accounts[0] == accounts[1]
    assert told[0] == told[1]
