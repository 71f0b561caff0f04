"""Orders on credit and for gold over the real socket: every won, share and gram is accounted for."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import datetime
from typing import Any

import pytest_asyncio

from kiwoom_desk.base.clock import KST
from kiwoom_desk.catalogue.load import catalogue
from kiwoom_desk.domain.order import Side
from kiwoom_desk.practice.loans import put_down
from tests.support.forms import faults
from tests.support.practice import (
    PlainClient,
    Practice,
    Reply,
    plain_client,
    plain_stream,
    practice,
)

NAME, OTHER = "005930", "000660"
KILO, MINI = "M04020000", "M04020100"
TODAY = "20261120"
EVENING = datetime(2026, 11, 20, 16, 10, tzinfo=KST)


@pytest_asyncio.fixture
async def server() -> AsyncIterator[Practice]:
    async with practice(quota="none", history=20, speed=0.001) as running:
        yield running


@pytest_asyncio.fixture
async def client(server: Practice) -> AsyncIterator[PlainClient]:
    async with plain_client(server) as plain:
        yield plain


async def on_credit(client: PlainClient, api_id: str, quantity: int, **more: str) -> Reply:
    """Buy or sell with a market order unless the body says else."""
    body = {
        "dmst_stex_tp": "KRX", "stk_cd": NAME, "ord_qty": str(quantity), "ord_uv": "",
        "trde_tp": "3", "cond_uv": "",
    }  # fmt: skip
    return await client.call(api_id, **{**body, **more})


async def gold(client: PlainClient, side: str, quantity: int, price: int, **more: str) -> Reply:
    body = {"stk_cd": KILO, "ord_qty": str(quantity), "ord_uv": str(price), "trde_tp": "00"}
    return await client.call("kt50000" if side == "buy" else "kt50001", **{**body, **more})


async def gold_list(client: PlainClient, api_id: str, **more: str) -> list[dict[str, Any]]:
    side = "slby_tp" if api_id == "kt50030" else "sell_tp"
    body = {
        "ord_dt": TODAY, "qry_tp": "1", "stk_bond_tp": "0", side: "0", "stk_cd": "",
        "fr_ord_no": "", "dmst_stex_tp": "%",
    }  # fmt: skip
    if api_id != "kt50031":
        body["mrkt_deal_tp"] = "5"
    reply = await client.call(api_id, **{**body, **more})
    assert reply.code == 0, reply.message
    api = catalogue().api(api_id)
    assert faults(api.response, reply.body, api_id) == []
    (key,) = [field.key for field in api.response]
    rows: list[dict[str, Any]] = reply.body[key]
    return rows


def loans(server: Practice) -> dict[str, int]:
    account = server.exchange.account
    return {held.key: held.loan for held in account.loans_of(NAME)}


# --- credit ------------------------------------------------------------------------------------


async def test_a_buy_on_credit_is_lent_and_its_sale_gives_back(
    client: PlainClient, server: Practice
) -> None:
    account = server.exchange.account
    before, loans_before = account.deposits.second_day, account.closing().loans
    old = sum(held.quantity for held in account.loans_of(NAME))
    async with plain_stream(client) as stream:
        await stream.register([""], ["00", "04"])
        reply = await on_credit(client, "kt10006", 10)
        assert reply.code == 0, reply.message
        filled = (await stream.row("00"))["values"]
        while filled["913"] != "체결":
            assert (filled["922"], filled["923"]) == ("03", "00000000")
            filled = (await stream.row("00"))["values"]
        assert (filled["922"], filled["923"]) == ("03", TODAY)
    order = account.orders[reply.body["ord_no"]]
    assert (order.filled, order.deposit) == (10, 30)
    assert order.lent == order.filled_amount - put_down(order.filled_amount, 30)
    assert account.deposits.second_day == before - put_down(order.filled_amount, 30) - order.fee
    assert account.closing().loans == loans_before + order.lent
    async with plain_stream(client) as stream:
        await stream.register([""], ["00", "04"])
        sold = await on_credit(client, "kt10007", 4, crd_deal_tp="33", crd_loan_dt=TODAY)
        assert sold.code == 0, sold.message
        held = (await stream.row("04"))["values"]
        while held["930"] != "6":
            held = (await stream.row("04"))["values"]
        assert (held["917"], held["916"]) == ("03", TODAY)
        assert held["992"] == held["950"] != "0" == held["990"]
    fills = [fill for fill in account.fills if fill.order_number == sold.body["ord_no"]]
    assert (
        sum(fill.loan for fill in fills) == order.lent - account.positions[f"{NAME}/{TODAY}"].loan
    )
    assert {fill.interest for fill in fills} == {0}
    costs = order.fee + sum(fill.fee + fill.tax for fill in fills)
    traded = sum(fill.amount - fill.loan for fill in fills) - put_down(order.filled_amount, 30)
    assert account.deposits.second_day == before + traded - costs
    merged = await on_credit(client, "kt10007", old + 6, crd_deal_tp="99", crd_loan_dt="")
    assert merged.code == 0, merged.message
    assert loans(server) == {}
    assert (
        account.closing().loans
        == loans_before
        - sum(fill.loan for fill in account.fills if fill.side is Side.SELL and fill.loan_date)
        + order.lent
    )


async def test_lists_show_orders_on_credit(client: PlainClient, server: Practice) -> None:
    price = server.exchange.band(NAME).lower
    placed = await on_credit(client, "kt10006", 3, ord_uv=str(price), trde_tp="0")
    assert placed.code == 0, placed.message
    number = placed.body["ord_no"]
    day = {"ord_dt": TODAY, "stk_bond_tp": "0", "sell_tp": "0", "dmst_stex_tp": "%"}
    rows = await client.pages("kt00007", "acnt_ord_cntr_prps_dtl", qry_tp="1", **day)
    (row,) = [one for one in rows if one["ord_no"] == number]
    assert (row["crd_tp"], row["loan_dt"], row["io_tp_nm"]) == ("자기융자", TODAY, "신용매수")
    still = await client.pages(
        "ka10075", "oso", all_stk_tp="0", trde_tp="0", stk_cd="", stex_tp="0"
    )
    assert number in {one["ord_no"] for one in still}
    cash = await client.call(
        "kt10003", dmst_stex_tp="KRX", orig_ord_no=number, stk_cd=NAME, cncl_qty="0"
    )
    assert cash.code == 20
    assert "571758" in cash.message
    moved = await client.call(
        "kt10008", dmst_stex_tp="KRX", orig_ord_no=number, stk_cd=NAME, mdfy_qty="1",
        mdfy_uv=str(price + 500), mdfy_cond_uv="",
    )  # fmt: skip
    assert moved.code == 0, moved.message
    child = server.exchange.account.orders[moved.body["ord_no"]]
    assert (child.credit.value, child.deposit, child.quantity) == ("03", 30, 1)
    for one in (number, child.number):
        gone = await client.call(
            "kt10009", dmst_stex_tp="KRX", orig_ord_no=one, stk_cd=NAME, cncl_qty="0"
        )
        assert gone.code == 0, gone.message
    assert server.exchange.account.held == 0
    assert server.exchange.account.lent == server.exchange.account.closing().loans


async def test_only_credit_shares_are_sold_on_credit(client: PlainClient, server: Practice) -> None:
    assert (await on_credit(client, "kt10006", 2, stk_cd=OTHER)).code == 0
    own = server.exchange.account.position(OTHER).sellable
    cash = await client.order("sell", OTHER, own + 1, 0, "3")
    assert cash.code == 20
    assert "800033" in cash.message
    for more in (
        {"crd_deal_tp": "33", "crd_loan_dt": "20200102"},
        {"crd_deal_tp": "99", "crd_loan_dt": "", "ord_qty": "100000"},
    ):
        reply = await on_credit(client, "kt10007", 1, stk_cd=OTHER, **more)
        assert reply.code == 20
        assert "800033" in reply.message
    unnamed = await on_credit(client, "kt10007", 1, stk_cd=OTHER, crd_deal_tp="33", crd_loan_dt="")
    assert unnamed.code == 2
    assert "1511" in unnamed.message


async def test_names_without_credit_are_refused_as_they_are_told(
    client: PlainClient, server: Practice
) -> None:
    standing, listings = server.house.standing, server.exchange.universe.listings
    able = next(
        x for x in listings if standing.credit[x.index] and not standing.over_limit[x.index]
    )
    none = next(x for x in listings if not standing.credit[x.index] and not x.halted)
    full = next(x for x in listings if standing.over_limit[x.index] and not x.halted)
    told = {
        item.code: (await client.call("kt20017", stk_cd=item.code)).body["crd_alow_yn"]
        for item in (able, none, full)
    }
    assert told[able.code] != told[none.code] == told[full.code]
    for item in (none, full):
        reply = await on_credit(client, "kt10006", 1, stk_cd=item.code)
        assert reply.code == 20
        assert "521790" in reply.message
    for code in ("Z99999", KILO):
        reply = await on_credit(client, "kt10006", 1, stk_cd=code)
        assert reply.code == 2
        assert "1902" in reply.message


async def test_what_can_be_bought_on_credit_is_what_is_taken(
    client: PlainClient, server: Practice
) -> None:
    price = server.exchange.band(NAME).lower
    told = await client.call("kt00012", stk_cd=NAME, uv=str(price))
    rate = told.body["stk_assr_rt_nm"].rstrip("%")
    most = int(told.body[f"assr_{rate}ord_alowq"])
    assert most > int(told.body["min_qty"]) > 0
    more = {"ord_uv": str(price), "trde_tp": "0"}
    over = await on_credit(client, "kt10006", most + 1, **more)
    assert over.code == 20
    assert "855056" in over.message
    assert f"{most}주" in over.message
    taken = await on_credit(client, "kt10006", most, **more)
    assert taken.code == 0, taken.message
    left = await client.call("kt00012", stk_cd=NAME, uv=str(price))
    assert int(left.body[f"assr_{rate}ord_alowq"]) == 0


# --- gold --------------------------------------------------------------------------------------


async def test_gold_is_bought_and_sold_in_an_account_of_its_own(
    client: PlainClient, server: Practice
) -> None:
    account, shares = server.exchange.ledgers.gold, server.exchange.account
    cash, second, own = account.cash, account.deposits.second_day, shares.deposits.second_day
    grams = account.position(KILO).quantity
    band = server.exchange.band(KILO)
    async with plain_stream(client) as stream:
        await stream.register([""], ["00", "04"])
        bought = await gold(client, "buy", 5, band.upper)
        assert bought.code == 0, bought.message
        row = (await stream.row("04"))["values"]
        while int(row["930"]) != grams + 5:
            assert row["9001"].endswith(KILO)
            row = (await stream.row("04"))["values"]
    sold = await gold(client, "sell", 2, band.lower, trde_tp="20")
    assert sold.code == 0, sold.message
    fills = [fill for fill in account.fills if fill.at.date() == account.day]
    assert {fill.order_number for fill in fills} == {bought.body["ord_no"], sold.body["ord_no"]}
    for number in (bought.body["ord_no"], sold.body["ord_no"]):
        order = account.orders[number]
        assert order.fee == order.filled_amount * 3 // 1000
        assert order.tax == order.fee // 10
    signs = {Side.BUY: -1, Side.SELL: 1}
    moved = sum(signs[f.side] * f.amount - f.fee - f.tax for f in fills)
    assert (account.cash, account.deposits.second_day) == (cash, second + moved)
    assert shares.deposits.second_day == own
    assert KILO not in shares.positions
    told = (await client.call("kt50020")).body
    assert faults(catalogue().api("kt50020").response, told, "kt50020") == []
    (row,) = [one for one in told["gold_acnt_evlt_prst"] if one["stk_cd"] == KILO]
    assert (int(row["real_qty"]), int(row["buy_qty"]), int(row["sell_qty"])) == (grams + 3, 5, 2)
    assert int(told["net_entr"]) == account.deposits.second_day
    assert int(told["pl_amt"]) == account.realised_today
    worth = sum(int(one["est_amt"]) for one in told["gold_acnt_evlt_prst"])
    assert int(told["tot_est_amt"]) == worth
    assert int(told["tot_dep_amt"]) == worth + account.deposits.second_day
    money = (await client.call("kt50021")).body
    assert faults(catalogue().api("kt50021").response, money, "kt50021") == []
    assert int(money["prsm_entra"]) == account.deposits.second_day
    settles = int(money["sell_exct_amt"]) - int(money["buy_exct_amt"])
    assert int(money["entra"]) + settles == int(money["prsm_entra"])
    assert int(money["sell_buy_exct_amt"]) == abs(settles)


async def test_gold_orders_wait_move_and_are_cancelled(
    client: PlainClient, server: Practice
) -> None:
    account, low = server.exchange.ledgers.gold, server.exchange.band(MINI).lower
    placed = await gold(client, "buy", 3, low, stk_cd=MINI)
    assert placed.code == 0, placed.message
    number = placed.body["ord_no"]
    moved = await client.call(
        "kt50002", stk_cd=MINI, orig_ord_no=number, mdfy_qty="1", mdfy_uv=str(low + 10)
    )
    assert moved.code == 0, moved.message
    assert (moved.body["base_orig_ord_no"], moved.body["mdfy_qty"]) == (number, "000000000001")
    gone = await client.call("kt50003", stk_cd=MINI, orig_ord_no=number, cncl_qty="0")
    assert gone.code == 0, gone.message
    assert gone.body["cncl_qty"] == "000000000002"
    numbers = [number, moved.body["ord_no"], gone.body["ord_no"]]
    every = await gold_list(client, "kt50030")
    assert [row["ord_no"] for row in every] == numbers
    assert [row["mdfy_cncl_tp"] for row in every] == ["", "정정", "취소"]
    back = await gold_list(client, "kt50031", qry_tp="2")
    assert [row["ord_no"] for row in back] == numbers[::-1]
    still = await gold_list(client, "kt50075")
    assert [(row["ord_no"], int(row["ord_remnq"])) for row in still] == [(numbers[1], 1)]
    assert still == [row for row in every if row["ord_no"] == numbers[1]]
    assert await gold_list(client, "kt50031", qry_tp="4") == []
    assert account.held == account.margin(MINI, low + 10, 1)
    assert await gold_list(client, "kt50030", slby_tp="1") == []
    assert await gold_list(client, "kt50030", stk_cd=KILO) == []
    later = await gold_list(client, "kt50030", fr_ord_no=numbers[1])
    assert [row["ord_no"] for row in later] == numbers[1:]


async def test_gold_orders_are_refused(client: PlainClient) -> None:
    cases: list[tuple[dict[str, str], int, str]] = [
        ({"ord_uv": "200005"}, 20, "RC4003"),
        ({"ord_uv": "900000"}, 20, "RC4027"),
        ({"ord_uv": ""}, 2, "1511"),
        ({"trde_tp": "3"}, 2, "1517"),
        ({"stk_cd": NAME}, 2, "1517"),
        ({"stk_cd": "M04029999"}, 2, "1517"),
        ({"ord_qty": "0"}, 2, "1517"),
        ({"ord_qty": "9999"}, 20, "855056"),
    ]
    for more, code, inner in cases:
        reply = await gold(client, "buy", 1, 200_000, **more)
        assert (reply.code, inner in reply.message) == (code, True), (more, reply.message)
    share = await client.order("buy", KILO, 1, 200_000)
    assert (share.code, "1902" in share.message) == (2, True)


async def test_gold_sleeps_in_the_evening() -> None:
    async with (
        practice(quota="none", at=EVENING, speed=0.001) as late,
        plain_client(late) as client,
    ):
        closed = await gold(client, "buy", 1, late.exchange.price(KILO))
        assert closed.code == 20
        assert "505217" in closed.message


async def test_the_statement_of_gold_leads_to_its_cash_and_grams(
    client: PlainClient, server: Practice
) -> None:
    account = server.exchange.ledgers.gold
    span = {"strt_dt": "20260101", "end_dt": TODAY, "stk_cd": ""}
    rows = await client.pages("kt50032", "gold_trde_hist", tp="0", **span)
    assert len(rows) > 5
    assert int(rows[-1]["entra_remn"]) == account.cash
    cash = 0
    for row in rows:
        cash += int(row["exct_amt"]) * (
            1 if "입금" in row["rmrk_nm"] or "매도" in row["rmrk_nm"] else -1
        )
        assert int(row["entra_remn"]) == cash
        if row["stk_cd"]:
            costs = int(row["cmsn"]) + int(row["gold_spot_vat"])
            sign = 1 if "매수" in row["rmrk_nm"] else -1
            assert int(row["exct_amt"]) == int(row["deal_amt"]) + sign * costs
    parts = {
        kind: len(await client.pages("kt50032", "gold_trde_hist", tp=kind, **span))
        for kind in "1234567"
    }
    assert parts["1"] + parts["3"] == len(rows)
    assert (parts["4"] + parts["5"], parts["6"] + parts["7"]) == (parts["3"], parts["1"])
    assert parts["2"] == 0
    assert min(parts["4"], parts["5"], parts["6"]) > 0
    kilos = await client.pages("kt50032", "gold_trde_hist", tp="0", **{**span, "stk_cd": KILO})
    assert 0 < len(kilos) < parts["3"]
