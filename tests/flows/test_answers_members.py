"""Member firms, short sales, lending and credit over the real socket, as the catalogue documents them."""

from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from itertools import pairwise
from typing import Any

import numpy as np
import pytest
import pytest_asyncio

from kiwoom_desk.catalogue.load import catalogue
from kiwoom_desk.practice.member_flow import OWN_PLACE
from kiwoom_desk.practice.members import HOME, MEMBERS
from tests.support.forms import faults
from tests.support.practice import PlainClient, Practice, plain_client, plain_stream, practice

pytestmark = pytest.mark.asyncio(loop_scope="module")

CODE = "000660"
DATES = {"strt_dt": "20260901", "end_dt": "20261120"}
BODIES: dict[str, dict[str, str]] = {
    "ka10002": {"stk_cd": CODE},
    "ka10013": {"stk_cd": CODE, "dt": "20261120", "qry_tp": "1"},
    "ka10014": {"stk_cd": CODE, "tm_tp": "1", **DATES},
    "ka10033": {
        "mrkt_tp": "000", "trde_qty_tp": "0", "stk_cnd": "0", "updown_incls": "1",
        "crd_cnd": "0", "stex_tp": "1",
    },
    "ka10037": {"mrkt_tp": "000", "dt": "5", "trde_tp": "1", "sort_tp": "1", "stex_tp": "1"},
    "ka10038": {"stk_cd": CODE, "qry_tp": "2", "dt": "4"},
    "ka10039": {"mmcm_cd": "050", "trde_qty_tp": "0", "trde_tp": "1", "dt": "0", "stex_tp": "1"},
    "ka10040": {"stk_cd": CODE},
    "ka10042": {
        "stk_cd": CODE, **DATES, "qry_dt_tp": "0", "pot_tp": "0", "dt": "5", "sort_base": "1",
    },
    "ka10043": {
        "stk_cd": CODE, **DATES, "qry_dt_tp": "0", "pot_tp": "0", "dt": "20", "sort_base": "1",
        "mmcm_cd": "036", "stex_tp": "1",
    },
    "ka10052": {
        "mmcm_cd": "050", "mrkt_tp": "0", "qty_tp": "1", "pric_tp": "0", "stex_tp": "1",
    },
    "ka10053": {"stk_cd": CODE},
    "ka10068": {"all_tp": "1", **DATES},
    "ka10069": {"mrkt_tp": "001", **DATES},
    "ka10078": {"stk_cd": CODE, "mmcm_cd": "050", **DATES},
    "ka10102": {},
    "ka20068": {"stk_cd": CODE, **DATES},
    "ka90012": {"dt": "20261118", "mrkt_tp": "001"},
    "kt20016": {"crd_stk_grde_tp": "%", "mrkt_deal_tp": "%"},
    "kt20017": {"stk_cd": CODE},
}  # fmt: skip
LISTS = {
    api_id: field.key
    for api_id in BODIES
    for field in catalogue().api(api_id).response
    if field.type == "list"
}
# Each of these changes the answer when it takes the place of the body's own.
CHOICES = {
    "ka10013": {"qry_tp": "2", "dt": "20261001"},
    "ka10014": {"strt_dt": "20261101", "end_dt": "20261001"},
    "ka10033": {"mrkt_tp": "101", "trde_qty_tp": "1000", "stk_cnd": "7", "crd_cnd": "1"},
    "ka10037": {"mrkt_tp": "001", "dt": "0", "trde_tp": "4", "sort_tp": "2"},
    "ka10038": {"qry_tp": "1", "dt": "1", "strt_dt": "20261102"},
    "ka10039": {"mmcm_cd": "036", "trde_qty_tp": "10", "trde_tp": "2", "dt": "10"},
    "ka10042": {"qry_dt_tp": "1", "pot_tp": "1", "dt": "60"},
    "ka10043": {"qry_dt_tp": "1", "pot_tp": "1", "dt": "10", "sort_base": "2", "mmcm_cd": "001"},
    "ka10052": {"mmcm_cd": "036", "mrkt_tp": "2", "qty_tp": "30", "pric_tp": "5"},
    "ka10068": {"strt_dt": "20261110", "end_dt": "20261001"},
    "ka10069": {"mrkt_tp": "101", "strt_dt": "20261110"},
    "ka10078": {"mmcm_cd": "036", "strt_dt": "20261110", "end_dt": "20261001"},
    "ka20068": {"strt_dt": "20261110", "end_dt": "20261001"},
    "ka90012": {"dt": "20261117", "mrkt_tp": "101"},
    "kt20016": {"crd_stk_grde_tp": "B", "mrkt_deal_tp": "0", "stk_cd": CODE},
}


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def server() -> AsyncIterator[Practice]:
    async with practice(quota="none", speed=0.001) as running:
        yield running


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def client(server: Practice) -> AsyncIterator[PlainClient]:
    async with plain_client(server) as made:
        yield made


async def told(client: PlainClient, api_id: str, **more: str) -> dict[str, Any]:
    reply = await client.call(api_id, **{**BODIES[api_id], **more})
    assert reply.code == 0, (api_id, reply.message)
    return reply.body


async def rows(client: PlainClient, api_id: str, **more: str) -> list[dict[str, str]]:
    return await client.pages(api_id, LISTS[api_id], **{**BODIES[api_id], **more})


@contextmanager
def still(server: Practice) -> Iterator[None]:
    """Check that the market second did not pass between an answer and the state it is held to."""
    before = server.house.board.second
    yield
    assert server.house.board.second == before


def index(server: Practice, code: str = CODE) -> int:
    return server.exchange.universe.by_code[code].index


def number(text: str) -> int:
    return int(text or "0")


@pytest.mark.parametrize("api_id", list(BODIES))
async def test_every_documented_field_in_its_form(client: PlainClient, api_id: str) -> None:
    body = await told(client, api_id)
    assert faults(catalogue().api(api_id).response, body, api_id) == []
    if api_id in LISTS:
        assert len(body[LISTS[api_id]]) >= 2


@pytest.mark.parametrize("api_id", list(CHOICES))
async def test_every_choice_changes_the_answer(client: PlainClient, api_id: str) -> None:
    usual = await told(client, api_id)
    for key, choice in CHOICES[api_id].items():
        more = {key: choice}
        assert await told(client, api_id, **more) != usual, more


@pytest.mark.parametrize(
    ("api_id", "mark"),
    [
        ("ka10037", "stk_cd"), ("ka10039", "stk_cd"), ("ka10033", "stk_cd"),
        ("ka90012", "stk_cd"), ("kt20016", "stk_cd"), ("ka10068", "dt"),
    ],
)  # fmt: skip
async def test_pages_join_without_gap_or_double(
    client: PlainClient, api_id: str, mark: str
) -> None:
    first = await told(client, api_id)
    every = await rows(client, api_id)
    marks = [row[mark] for row in every]
    assert len(marks) == len(set(marks)) > len(first[LISTS[api_id]])
    assert every[: len(first[LISTS[api_id]])] == first[LISTS[api_id]]
    if mark == "dt":
        assert marks == sorted(marks, reverse=True)


async def test_minutes_of_a_name_add_up_to_what_the_firm_traded(
    server: Practice, client: PlainClient
) -> None:
    with still(server):
        found = await rows(client, "ka10052", mrkt_tp="3", stk_cd=CODE, qty_tp="0")
        flow = server.house.past.flow
        whole = flow.hours.slots_before(flow.board.second)
        row = np.array([index(server)])
        planned = flow.minutes.volume[row, :whole].sum(axis=1, dtype=np.int64)
        firm = server.house.members.firm_at(OWN_PLACE, row, planned)
    times = [row["tm"] for row in found]
    assert times == sorted(times, reverse=True)
    moved = [number(row["mont_trde_qty"]) for row in found]
    assert sum(n for n in moved if n > 0) == firm.bought[0]
    assert -sum(n for n in moved if n < 0) == firm.sold[0]
    assert number(found[0]["acc_netprps"]) == firm.bought[0] - firm.sold[0]


async def test_the_five_agree_over_rest_and_stream(server: Practice, client: PlainClient) -> None:
    with still(server):
        five, main = await told(client, "ka10002"), await told(client, "ka10040")
        async with plain_stream(client) as stream:
            await stream.register([CODE], ["0F"])
            pushed = (await stream.row("0F"))["values"]
        days = server.house.members.name_days(index(server), *_today(server))
    assert faults(catalogue().types["0F"].fields, pushed, "0F") == []
    largest = sorted(days.sold[0].tolist(), reverse=True)
    for place in range(1, 6):
        assert five[f"sel_trde_qty_{place}"] == main[f"sel_trde_ori_qty_{place}"]
        assert five[f"buy_trde_ori_nm_{place}"] == main[f"buy_trde_ori_{place}"]
        assert pushed[str(160 + place)] == str(largest[place - 1])
        assert pushed[str(155 + place)] == main[f"buy_trde_ori_cd_{place}"]
    foreign = days.bought[0, len(HOME) :].sum() - days.sold[0, len(HOME) :].sum()
    assert number(pushed["267"]) == foreign
    assert number(main["frgn_buy_prsm_sum"]) + number(main["frgn_sel_prsm_sum"]) == foreign


def _today(server: Practice) -> tuple[int, int]:
    flow = server.house.past.flow
    position = flow.path.calendar.position(flow.day)
    return position, position


async def test_net_is_bought_less_sold_everywhere(client: PlainClient) -> None:
    for row in await rows(client, "ka10037"):
        bought, sold = number(row["buy_trde_qty"]), number(row["sel_trde_qty"])
        assert number(row["netprps_trde_qty"]) == bought + sold
        assert number(row["netprps_prica"]) >= 0
        assert bought <= number(row["trde_qty"])
    for row in await rows(client, "ka10039"):
        assert number(row["netprps"]) == number(row["buy_trde_qty"]) + number(row["sel_trde_qty"])
        assert number(row["netprps_amt"]) == number(row["buy_amt"]) + number(row["sell_amt"])
    for row in await rows(client, "ka10078"):
        assert number(row["netprps_qty"]) == number(row["buy_qty"]) - number(row["sell_qty"])


async def test_firms_of_a_name_buy_what_firms_sell(server: Practice, client: PlainClient) -> None:
    buyers, sellers = await told(client, "ka10038"), await told(client, "ka10038", qry_tp="1")
    assert number(buyers["rank_3"]) == -number(sellers["rank_3"]) > 0
    assert number(buyers["rank_3"]) == number(buyers["rank_1"]) + number(buyers["rank_2"])
    ranked = await rows(client, "ka10042", dt="5")
    names = [row["mmcm_nm"] for row in buyers["stk_sec_rank"]]
    assert [row["mmcm_nm"] for row in ranked] == names
    assert set(names) <= {member.name for member in MEMBERS}


async def test_todays_figures_are_the_boards(server: Practice, client: PlainClient) -> None:
    with still(server):
        info = (await client.call("ka10001", stk_cd=CODE)).body
        five = await told(client, "ka10002")
        trend = (await told(client, "ka10078"))["sec_stk_trde_trend"][0]
        shorts = (await told(client, "ka10014"))["shrts_trnsn"][0]
    assert five["cur_prc"] == trend["cur_prc"] == shorts["close_pric"] == info["cur_prc"]
    assert trend["acc_trde_qty"] == shorts["trde_qty"] == info["trde_qty"]
    assert five["flu_rt"] == trend["flu_rt"] == info["flu_rt"]


async def test_credit_rates_agree(client: PlainClient) -> None:
    ranked = {row["stk_cd"]: row["crd_rt"] for row in await rows(client, "ka10033")}
    for code in (CODE, "005930", *list(ranked)[:3]):
        newest = (await told(client, "ka10013", stk_cd=code))["crd_trde_trend"][0]
        info = (await client.call("ka10001", stk_cd=code)).body
        assert ranked[code] == newest["remn_rt"] == info["crd_rt"]
    rates = [float(rate) for rate in ranked.values()]
    assert rates == sorted(rates, reverse=True)


async def test_credit_and_lending_balances_follow(client: PlainClient) -> None:
    for kind in ("1", "2"):
        days = await _credit_days(client, kind)
        for later, before in pairwise(days):
            moved = number(later["new"]) - number(later["rpya"])
            assert number(later["remn"]) == number(before["remn"]) + moved
            assert number(later["pre"]) == moved
    lent = await rows(client, "ka20068")
    for later, before in pairwise(lent):
        moved = number(later["dbrt_trde_cntrcnt"]) - number(later["dbrt_trde_rpy"])
        assert number(later["dbrt_trde_irds"]) == moved
        assert number(later["rmnd"]) == number(before["rmnd"]) + moved


async def _credit_days(client: PlainClient, kind: str) -> list[dict[str, str]]:
    """Return the first days of a name that has such balances."""
    for row in await rows(client, "ka10033"):
        found = await told(client, "ka10013", stk_cd=row["stk_cd"], qry_tp=kind)
        if found["crd_trde_trend"]:
            return list(found["crd_trde_trend"])
    raise AssertionError("no name has such balances")


async def test_the_markets_lending_is_the_sum_of_its_names(client: PlainClient) -> None:
    names = [
        row for market in ("001", "101") for row in await rows(client, "ka90012", mrkt_tp=market)
    ]
    total = await rows(client, "ka10068", strt_dt="20261118", end_dt="20261118")
    assert len(total) == 1
    for key in ("dbrt_trde_cntrcnt", "dbrt_trde_rpy", "rmnd"):
        assert sum(number(row[key]) for row in names) == number(total[0][key])
    one = next(row for row in names if row["stk_cd"] == CODE)
    alone = await rows(client, "ka20068", strt_dt="20261118", end_dt="20261118")
    assert [alone[0][key] for key in ("rmnd", "remn_amt")] == [one["rmnd"], one["remn_amt"]]


async def test_short_sales_sum_from_the_first_day_asked(client: PlainClient) -> None:
    found = await rows(client, "ka10014")
    total = 0
    for row in reversed(found):
        total += number(row["shrts_qty"])
        assert number(row["ovr_shrts_qty"]) == total
        worth = number(row["shrts_qty"]) * number(row["shrts_avg_pric"]) // 1000
        assert number(row["shrts_trde_prica"]) == worth
        assert number(row["shrts_qty"]) <= number(row["trde_qty"])
    until = await rows(client, "ka10014", end_dt="20261030")
    assert until[0]["dt"] == "20261030"
    from_start = await rows(client, "ka10014", end_dt="20261030", tm_tp="0")
    assert from_start[0]["dt"] == "20261120"


async def test_what_may_be_bought_on_credit(client: PlainClient) -> None:
    able = await rows(client, "kt20016")
    codes = {row["stk_cd"] for row in able}
    grades = [await rows(client, "kt20016", crd_stk_grde_tp=grade) for grade in "ABCDE"]
    assert sum(len(some) for some in grades) == len(able)
    limited = next(row["stk_cd"] for row in able if row["crd_limit_over_yn"] == "Y")
    assert (await told(client, "kt20017", stk_cd=limited))["crd_alow_yn"] == "불가"
    fine = next(row["stk_cd"] for row in able if row["crd_limit_over_yn"] == "N")
    assert (await told(client, "kt20017", stk_cd=fine))["crd_alow_yn"] == "가능"
    listed = await client.pages("ka10099", "list", mrkt_tp="3")
    assert codes.isdisjoint(row["code"] for row in listed)
    warrant = listed[0]["code"]
    assert (await told(client, "kt20017", stk_cd=warrant))["crd_alow_yn"] == "불가"
    assert (await told(client, "kt20016", stk_cd=warrant))["crd_loan_able"] == "불가"


@pytest.mark.parametrize("api_id", [api for api, body in BODIES.items() if "stk_cd" in body])
async def test_unknown_names_are_refused(client: PlainClient, api_id: str) -> None:
    reply = await client.call(api_id, **{**BODIES[api_id], "stk_cd": "999999"})
    assert reply.code != 0
    assert "[1902:" in reply.message


@pytest.mark.parametrize("api_id", ["ka10039", "ka10043", "ka10052", "ka10078"])
async def test_an_unknown_firm_traded_nothing(client: PlainClient, api_id: str) -> None:
    assert (await told(client, api_id, mmcm_cd="999"))[LISTS[api_id]] == []


async def test_a_warrant_is_neither_lent_nor_sold_short(client: PlainClient) -> None:
    listed = await client.pages("ka10099", "list", mrkt_tp="3")
    for api_id in ("ka10013", "ka10014", "ka20068"):
        assert (await told(client, api_id, stk_cd=listed[0]["code"]))[LISTS[api_id]] == []
