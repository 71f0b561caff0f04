"""Kinds of investors, foreigners and programmes over the real socket: forms, choices, pages, sums."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import datetime
from itertools import pairwise
from typing import Any

import numpy as np
import pytest
import pytest_asyncio

from kiwoom_desk.base.clock import KST
from kiwoom_desk.catalogue.load import catalogue
from kiwoom_desk.domain.instrument import Market
from kiwoom_desk.practice.kinds import Kind
from tests.support.forms import faults
from tests.support.practice import PlainClient, Practice, plain_client, plain_stream, practice

pytestmark = pytest.mark.asyncio(loop_scope="module")

CODE, ETF, SMALL = "005930", "069500", "417200"
TODAY, DAY = "20261120", "20261118"
WEEK = {"strt_dt": "20261116", "end_dt": TODAY}
BODIES: dict[str, dict[str, str]] = {
    "ka10008": {"stk_cd": CODE},
    "ka10009": {"stk_cd": CODE},
    "ka10010": {"stk_cd": CODE},
    "ka10034": {"mrkt_tp": "000", "trde_tp": "2", "dt": "5", "stex_tp": "1"},
    "ka10035": {"mrkt_tp": "000", "trde_tp": "2", "base_dt_tp": "1", "stex_tp": "1"},
    "ka10036": {"mrkt_tp": "000", "dt": "5", "stex_tp": "1"},
    "ka10044": {**WEEK, "trde_tp": "2", "mrkt_tp": "001", "stex_tp": "1"},
    "ka10045": {"stk_cd": CODE, **WEEK, "orgn_prsm_unp_tp": "1", "for_prsm_unp_tp": "1"},
    "ka10051": {"mrkt_tp": "0", "amt_qty_tp": "0", "base_dt": "", "stex_tp": "1"},
    "ka10058": {**WEEK, "trde_tp": "2", "mrkt_tp": "001", "invsr_tp": "8000", "stex_tp": "1"},
    "ka10059": {
        "dt": TODAY, "stk_cd": CODE, "amt_qty_tp": "2", "trde_tp": "0", "unit_tp": "1",
    },
    "ka10060": {
        "dt": TODAY, "stk_cd": CODE, "amt_qty_tp": "2", "trde_tp": "0", "unit_tp": "1",
    },
    "ka10061": {"stk_cd": CODE, **WEEK, "amt_qty_tp": "2", "trde_tp": "0", "unit_tp": "1"},
    "ka10062": {
        **WEEK, "mrkt_tp": "000", "trde_tp": "1", "sort_cnd": "1", "unit_tp": "1", "stex_tp": "1",
    },
    "ka10063": {
        "mrkt_tp": "000", "amt_qty_tp": "1", "invsr": "6", "frgn_all": "0",
        "smtm_netprps_tp": "0", "stex_tp": "1",
    },
    "ka10064": {"mrkt_tp": "000", "amt_qty_tp": "2", "trde_tp": "0", "stk_cd": CODE},
    "ka10065": {"trde_tp": "1", "mrkt_tp": "000", "orgn_tp": "9000", "amt_qty_tp": "2"},
    "ka10066": {"mrkt_tp": "000", "amt_qty_tp": "2", "trde_tp": "0", "stex_tp": "1"},
    "ka10131": {
        "dt": "5", "strt_dt": "", "end_dt": "", "mrkt_tp": "001", "netslmt_tp": "2",
        "stk_inds_tp": "0", "amt_qty_tp": "1", "stex_tp": "1",
    },
    "ka90003": {"trde_upper_tp": "2", "amt_qty_tp": "1", "mrkt_tp": "P00101", "stex_tp": "1"},
    "ka90004": {"dt": TODAY, "mrkt_tp": "P00101", "stex_tp": "1"},
    "ka90005": {
        "date": TODAY, "amt_qty_tp": "1", "mrkt_tp": "P00101", "min_tic_tp": "1", "stex_tp": "1",
    },
    "ka90006": {"date": TODAY, "stex_tp": "1"},
    "ka90007": {"date": TODAY, "amt_qty_tp": "1", "mrkt_tp": "0", "stex_tp": "1"},
    "ka90008": {"amt_qty_tp": "1", "stk_cd": CODE, "date": TODAY},
    "ka90009": {"mrkt_tp": "000", "amt_qty_tp": "1", "qry_dt_tp": "0", "date": "", "stex_tp": "1"},
    "ka90010": {
        "date": TODAY, "amt_qty_tp": "1", "mrkt_tp": "P00101", "min_tic_tp": "0", "stex_tp": "1",
    },
    "ka90013": {"amt_qty_tp": "1", "stk_cd": CODE, "date": ""},
}  # fmt: skip
LISTS = {
    api_id: field.key
    for api_id in BODIES
    for field in catalogue().api(api_id).response
    if field.type == "list"
}
ONE_ROW = {"ka10061"}
# Each of these changes the answer when it takes the place of the body's own.
CHOICES: dict[str, list[dict[str, str]]] = {
    "ka10034": [{"mrkt_tp": "101"}, {"trde_tp": "1"}, {"trde_tp": "3"}]
    + [{"dt": days} for days in ("0", "1", "10", "20", "60")],
    "ka10035": [{"mrkt_tp": "001"}, {"trde_tp": "1"}, {"base_dt_tp": "0"}],
    "ka10036": [{"mrkt_tp": "101"}] + [{"dt": days} for days in ("0", "1", "10", "20", "60")],
    "ka10044": [{"trde_tp": "1"}, {"mrkt_tp": "101"}, {"strt_dt": DAY}, {"end_dt": DAY}],
    "ka10045": [{"orgn_prsm_unp_tp": "2"}, {"for_prsm_unp_tp": "2"}, {"strt_dt": DAY}],
    "ka10051": [{"mrkt_tp": "1"}, {"amt_qty_tp": "1"}, {"base_dt": DAY}],
    "ka10058": [{"trde_tp": "1"}, {"mrkt_tp": "101"}, {"strt_dt": DAY}]
    + [
        {"invsr_tp": kind}
        for kind in (
            *("9000", "1000", "3000", "3100", "5000", "4000"),
            *("2000", "6000", "7000", "7100", "9999"),
        )
    ],
    "ka10059": [{"amt_qty_tp": "1"}, {"trde_tp": "1"}, {"trde_tp": "2"}, {"unit_tp": "1000"}],
    "ka10060": [{"amt_qty_tp": "1"}, {"trde_tp": "1"}, {"trde_tp": "2"}, {"unit_tp": "1000"}],
    "ka10061": [{"amt_qty_tp": "1"}, {"unit_tp": "1000"}, {"strt_dt": DAY}, {"end_dt": DAY}],
    "ka10062": [
        *({"mrkt_tp": "001"}, {"trde_tp": "2"}, {"sort_cnd": "2"}, {"unit_tp": "1000"}),
        {"strt_dt": DAY},
    ],
    "ka10063": [{"mrkt_tp": "101"}, {"frgn_all": "1"}, {"smtm_netprps_tp": "1"}]
    + [{"invsr": kind} for kind in "71023 45".replace(" ", "")],
    "ka10064": [{"mrkt_tp": "101"}, {"amt_qty_tp": "1"}, {"trde_tp": "1"}, {"trde_tp": "2"}],
    "ka10065": [{"trde_tp": "2"}, {"mrkt_tp": "101"}, {"amt_qty_tp": "1"}]
    + [
        {"orgn_tp": kind}
        for kind in (
            *("9100", "1000", "3000", "5000", "4000"),
            *("2000", "6000", "7000", "7100", "9999"),
        )
    ],
    "ka10066": [{"mrkt_tp": "101"}, {"amt_qty_tp": "1"}, {"trde_tp": "1"}, {"trde_tp": "2"}],
    "ka10131": [
        *({"dt": "1"}, {"dt": "3"}, {"dt": "10"}, {"dt": "20"}, {"mrkt_tp": "101"}),
        *({"stk_inds_tp": "1"}, {"amt_qty_tp": "0"}),
        {"dt": "0", "strt_dt": "20261102", "end_dt": "20261110"},
    ],
    "ka90003": [{"trde_upper_tp": "1"}, {"amt_qty_tp": "2"}, {"mrkt_tp": "P10102"}],
    "ka90004": [{"dt": DAY}, {"mrkt_tp": "P10102"}],
    "ka90005": [{"date": DAY}, {"amt_qty_tp": "2"}, {"mrkt_tp": "P10102"}, {"min_tic_tp": "0"}],
    "ka90006": [{"date": DAY}],
    "ka90007": [{"date": DAY}, {"amt_qty_tp": "2"}, {"mrkt_tp": "1"}],
    "ka90008": [{"date": DAY}],
    "ka90009": [{"mrkt_tp": "101"}, {"amt_qty_tp": "2"}, {"qry_dt_tp": "1", "date": DAY}],
    "ka90010": [{"date": DAY}, {"amt_qty_tp": "2"}, {"mrkt_tp": "P10102"}],
    "ka90013": [{"date": DAY}],
}
# Lists that go on over pages, with what no two of their rows share.
PAGED = {
    "ka10008": "dt", "ka10059": "dt", "ka90013": "dt", "ka90006": "dt", "ka90007": "dt",
    "ka90010": "cntr_tm", "ka90005": "cntr_tm", "ka90008": "tm", "ka10034": "stk_cd",
    "ka10063": "stk_cd", "ka10066": "stk_cd", "ka90004": "stk_cd",
}  # fmt: skip
PAGES = 3
PARTS = ("fnnc_invt", "insrnc", "invtrt", "etc_fnnc", "bank", "penfnd_etc", "samo_fund", "natn")
EVERYBODY = ("ind_invsr", "frgnr_invsr", "orgn", "etc_corp", "natfor")


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def server() -> AsyncIterator[Practice]:
    async with practice(quota="none", seed=7, speed=0.001) as running:
        yield running


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def client(server: Practice) -> AsyncIterator[PlainClient]:
    async with plain_client(server) as made:
        yield made


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def evening() -> AsyncIterator[PlainClient]:
    """After the close, when nothing moves any more."""
    moment = datetime(2026, 11, 20, 20, 30, tzinfo=KST)
    async with (
        practice(quota="none", seed=7, speed=0.001, at=moment) as running,
        plain_client(running) as made,
    ):
        yield made


async def told(client: PlainClient, api_id: str, **more: str) -> dict[str, Any]:
    reply = await client.call(api_id, None, **{**BODIES[api_id], **more})
    assert reply.code == 0, (api_id, reply.message)
    return reply.body


async def first(client: PlainClient, api_id: str, **more: str) -> list[dict[str, str]]:
    body = await told(client, api_id, **more)
    found: list[dict[str, str]] = body[LISTS[api_id]]
    return found


async def rows(client: PlainClient, api_id: str, **more: str) -> list[dict[str, str]]:
    return await client.pages(api_id, LISTS[api_id], **{**BODIES[api_id], **more})


async def row_of(client: PlainClient, api_id: str, code: str, **more: str) -> dict[str, str]:
    found = await rows(client, api_id, **more)
    return next(row for row in found if row["stk_cd"] == code)


def number(text: str) -> int:
    return int(text or "0")


async def test_every_documented_field_in_its_form(client: PlainClient) -> None:
    found: list[str] = []
    for api_id in BODIES:
        body = await told(client, api_id)
        found += faults(catalogue().api(api_id).response, body, api_id)
        if api_id in LISTS and api_id not in ONE_ROW:
            assert len(body[LISTS[api_id]]) >= 2, api_id
    assert found == []


async def test_every_choice_changes_the_answer(client: PlainClient) -> None:
    for api_id, choices in CHOICES.items():
        seen = {repr(await told(client, api_id))}
        for choice in choices:
            answer = repr(await told(client, api_id, **choice))
            assert answer not in seen, (api_id, choice)
            seen.add(answer)


@pytest.mark.parametrize("mark", sorted(set(PAGED.values())))
async def test_pages_join_without_gap_or_double(client: PlainClient, mark: str) -> None:
    for api_id in (api_id for api_id, key in PAGED.items() if key == mark):
        found = await marks_of(client, api_id, mark)
        assert len(found) == len(set(found)), api_id
        if mark != "stk_cd":
            assert found == sorted(found, reverse=True), api_id
        if mark == "dt":
            days = [datetime.strptime(day, "%Y%m%d").date() for day in found]  # noqa: DTZ007
            assert all((later - earlier).days <= 11 for later, earlier in pairwise(days))


async def marks_of(client: PlainClient, api_id: str, mark: str) -> list[str]:
    """Return what marks the rows of the first pages, at least two."""
    body, key = BODIES[api_id], LISTS[api_id]
    if api_id in ("ka90005", "ka90008"):
        body = {**body, "date": DAY}
    found: list[str] = []
    headers: dict[str, str] = {}
    for _ in range(PAGES):
        reply = await client.call(api_id, headers, **body)
        assert reply.code == 0, reply.message
        found += [row[mark] for row in reply.body[key]]
        if reply.headers["cont-yn"] != "Y":
            break
        headers = {"cont-yn": "Y", "next-key": reply.headers["next-key"]}
    assert headers, f"{api_id} has one page"
    return found


async def test_minutes_of_a_market_are_every_minute(client: PlainClient) -> None:
    found = await rows(client, "ka90005", date=DAY)
    times = [row["cntr_tm"] for row in found]
    assert (times[0], times[1], times[-1]) == ("153000", "152000", "090000")
    assert len(times) == 382


@pytest.mark.parametrize("code", [CODE, SMALL, ETF])
async def test_kinds_sum_to_nothing_net_and_to_the_volume_on_each_side(
    client: PlainClient, code: str
) -> None:
    sides = {
        side: await first(client, "ka10059", stk_cd=code, trde_tp=side) for side in ("0", "1", "2")
    }
    for net, bought, sold in zip(*sides.values(), strict=True):
        assert sum(number(net[key]) for key in EVERYBODY) == 0
        for side in (bought, sold):
            assert sum(number(side[key]) for key in EVERYBODY) == number(side["acc_trde_qty"])
        for key in (*EVERYBODY, *PARTS):
            assert number(net[key]) == number(bought[key]) - number(sold[key])
        assert sum(number(net[key]) for key in PARTS) == number(net["orgn"])
    info = (await client.call("ka10001", stk_cd=code)).body
    assert sides["0"][0]["acc_trde_qty"] == info["trde_qty"]


async def test_amounts_of_kinds_sum_to_the_value(client: PlainClient) -> None:
    bought = await first(client, "ka10059", trde_tp="1", amt_qty_tp="1")
    for row in bought:
        assert sum(number(row[key]) for key in EVERYBODY) == number(row["acc_trde_prica"])


async def test_totals_are_the_sums_of_the_days(client: PlainClient) -> None:
    days = [row for row in await first(client, "ka10059") if row["dt"] >= WEEK["strt_dt"]]
    total = (await first(client, "ka10061"))[0]
    for key in (*EVERYBODY, *PARTS):
        assert number(total[key]) == sum(number(row[key]) for row in days)
    by_day = await rows(client, "ka10045")
    assert [row["dt"] for row in by_day] == [row["dt"] for row in days]
    assert number(by_day[0]["orgn_dt_acc"]) == number(total["orgn"])
    assert number(by_day[0]["for_dt_acc"]) == number(total["frgnr_invsr"])
    ranked = (await first(client, "ka10062"))[0]
    sums = (await first(client, "ka10061", stk_cd=ranked["stk_cd"]))[0]
    assert number(ranked["orgn_nettrde_qty"]) == number(sums["orgn"])
    assert number(ranked["for_nettrde_qty"]) == number(sums["frgnr_invsr"])


async def test_lists_of_the_day_tell_the_same_of_one_name(client: PlainClient) -> None:
    day = (await first(client, "ka10059"))[0]
    amounts = (await first(client, "ka10059", amt_qty_tp="1"))[0]
    foreign = await row_of(client, "ka10063", CODE)
    assert foreign["netprps_qty"] == day["frgnr_invsr"]
    assert foreign["netprps_amt"] == amounts["frgnr_invsr"]
    institutions = await row_of(client, "ka10063", CODE, invsr="7")
    assert institutions["netprps_qty"] == day["orgn"]
    assert institutions["netprps_amt"] == amounts["orgn"]
    side = "1" if number(day["frgnr_invsr"]) > 0 else "2"
    assert (await row_of(client, "ka10065", CODE, trde_tp=side))["netslmt"] == day["frgnr_invsr"]
    points = await first(client, "ka10064")
    assert points[0]["orgn"] == day["orgn"]
    chart = (await first(client, "ka10060"))[0]
    assert [chart[key] for key in (*EVERYBODY, *PARTS)] == [
        day[key] for key in (*EVERYBODY, *PARTS)
    ]
    single = await told(client, "ka10009")
    assert single["orgn_daly_nettrde"] == day["orgn"]
    assert single["frgnr_daly_nettrde"] == day["frgnr_invsr"]


async def test_after_the_close_the_whole_day_is_told(evening: PlainClient) -> None:
    day = (await first(evening, "ka10059"))[0]
    row = await row_of(evening, "ka10066", CODE)
    assert [row[key] for key in (*EVERYBODY[:-1], *PARTS)] == [
        day[key] for key in (*EVERYBODY[:-1], *PARTS)
    ]
    last = (await first(evening, "ka90005"))[0]
    whole = (await first(evening, "ka90010"))[0]
    same = [key for key in last if key not in ("cntr_tm", "kospi200")]
    assert [last[key] for key in same] == [whole[key] for key in same]
    assert number(last["kospi200"]) == round(100 * float(whole["kospi200"]))


async def test_holdings_follow_from_day_to_day(client: PlainClient) -> None:
    found = await first(client, "ka10008")
    for later, earlier in pairwise(found):
        change = number(later["poss_stkcnt"]) - number(earlier["poss_stkcnt"])
        assert number(later["chg_qty"]) == change
        assert number(later["gain_pos_stkcnt"]) + number(later["poss_stkcnt"]) == number(
            later["frgnr_limit"]
        )
    info = (await client.call("ka10001", stk_cd=CODE)).body
    assert info["for_exh_rt"] == found[0]["limit_exh_rt"]
    nearer = await rows(client, "ka10036")
    row = nearer[0]
    days = await first(client, "ka10008", stk_cd=row["stk_cd"])
    assert row["poss_stkcnt"] == days[0]["poss_stkcnt"]
    assert row["base_limit_exh_rt"] == f"+{days[5]['limit_exh_rt']}"
    bought = await row_of(client, "ka10034", row["stk_cd"])
    change = number(days[0]["poss_stkcnt"]) - number(days[5]["poss_stkcnt"])
    assert number(bought["netprps_qty"]) == change


async def test_three_days_in_a_row(client: PlainClient) -> None:
    row = (await first(client, "ka10035"))[0]
    days = await first(client, "ka10008", stk_cd=row["stk_cd"])
    assert [row["dm1"], row["dm2"], row["dm3"]] == [day["chg_qty"] for day in days[1:4]]
    assert [row[f"pred_pre_{n}"] for n in (1, 2, 3)] == [day["pred_pre"] for day in days[1:4]]
    assert number(row["tot"]) == sum(number(row[f"dm{n}"]) for n in (1, 2, 3)) > 0


async def test_streaks_are_the_days_that_bought(client: PlainClient) -> None:
    for row in (await first(client, "ka10131"))[:4]:
        days = await first(client, "ka10059", stk_cd=row["stk_cd"])
        nets = [number(day["frgnr_invsr"]) for day in days]
        length = number(row["frgnr_cont_netprps_dys"])
        turn = 1 if length > 0 else -1
        run = abs(length)
        assert all(turn * net > 0 for net in nets[:run])
        assert turn * nets[run] <= 0
        assert number(row["frgnr_cont_netprps_qty"]) == sum(nets[:run])
        assert number(row["frgnr_nettrde_qty"]) == sum(nets[:5])
        assert number(row["orgn_nettrde_qty"]) == sum(number(day["orgn"]) for day in days[:5])
        total = number(row["frgnr_nettrde_qty"]) + number(row["orgn_nettrde_qty"])
        assert number(row["nettrde_qty"]) == total


async def test_sectors_are_the_sums_of_their_names(client: PlainClient, server: Practice) -> None:
    found = {row["inds_cd"]: row for row in await first(client, "ka10051", amt_qty_tp="1")}
    universe = server.exchange.universe
    for code in ("001", "013"):
        spec = next(spec for spec in universe.indices if spec.code == code)
        members = np.array([universe.by_code[name].index for name in spec.members])
        net = server.house.investors.today().net[members].sum(axis=0)
        row = found[code]
        assert abs(number(row["ind_netprps"]) - net[Kind.PERSON] / 1000) <= 2
        assert abs(number(row["frgnr_netprps"]) - net[Kind.FOREIGNER] / 1000) <= 2
        kinds = [row[key] for key in row if key.endswith("_netprps") and key != "orgn_netprps"]
        assert sum(number(text) for text in kinds) == 0
        figure = server.house.indices.figure(code)
        assert number(row["cur_prc"].lstrip("+-")) == figure.level
        assert number(row["trde_qty"]) == figure.volume


async def test_programmes_of_names_sum_to_their_market(client: PlainClient) -> None:
    body = await told(client, "ka90004")
    found = await rows(client, "ka90004")
    for key, total in (
        ("buy_cntr_qty", "tot_1"),
        ("buy_cntr_amt", "tot_2"),
        ("sel_cntr_qty", "tot_3"),
        ("sel_cntr_amt", "tot_4"),
        ("netprps_prica", "tot_5"),
    ):
        assert sum(number(row[key]) for row in found) == number(body[total])
    market = (await first(client, "ka90010"))[0]
    # Each row is cut to whole millions on its own.
    assert abs(number(market["all_buy"]) - number(body["tot_2"])) <= 2 * len(found)
    for row in await first(client, "ka90003"):
        assert number(row["prm_netprps_amt"]) == number(row["prm_buy_amt"]) - number(
            row["prm_sell_amt"]
        )


async def test_one_names_programmes_agree(evening: PlainClient) -> None:
    minute = (await first(evening, "ka90008"))[0]
    day = (await first(evening, "ka90013"))[0]
    same = ("cur_prc", "trde_qty", "prm_sell_qty", "prm_buy_qty", "prm_netprps_qty")
    assert [minute[key] for key in same] == [day[key] for key in same]
    top = await row_of(evening, "ka90004", CODE)
    assert number(top["buy_cntr_qty"]) == number(day["prm_buy_qty"]) // 1000
    kinds = (await first(evening, "ka10059", trde_tp="1"))[0]
    assert number(day["prm_buy_qty"]) <= number(kinds["frgnr_invsr"]) + number(kinds["orgn"])
    for later, earlier in pairwise(await first(evening, "ka90008")):
        change = number(later["prm_netprps_qty"]) - number(earlier["prm_netprps_qty"])
        assert number(later["prm_netprps_qty_irds"]) == change
    for later, earlier in pairwise(await first(evening, "ka90013")):
        change = number(later["prm_netprps_amt"]) - number(earlier["prm_netprps_amt"])
        assert number(later["prm_netprps_amt_irds"]) == change


async def test_market_programmes_by_day_agree_and_run(client: PlainClient) -> None:
    days = await first(client, "ka90010")
    running = await first(client, "ka90007")
    for day, row in zip(days, running, strict=True):
        assert day["cntr_tm"][:8] == row["dt"]
        assert row["dfrt_trde_tdy"] == day["dfrt_trde_netprps"]
        assert row["ndiffpro_trde_tdy"] == day["ndiffpro_trde_netprps"]
        assert row["kospi200"] == day["kospi200"]
        assert number(day["all_sel"]) == number(day["dfrt_trde_sel"]) + number(
            day["ndiffpro_trde_sel"]
        )
    for later, earlier in pairwise(running):
        begins = later["dt"][:6] != earlier["dt"][:6]
        before = 0 if begins else number(earlier["all_acc"])
        assert number(later["all_acc"]) == before + number(later["all_tdy"])
    for later, earlier in pairwise(await first(client, "ka90006")):
        change = number(later["buy_dfrt_trde_amt"]) - number(earlier["buy_dfrt_trde_amt"])
        assert number(later["buy_dfrt_trde_irds_amt"]) == change


async def test_sector_programmes_are_nets_of_their_sides(
    client: PlainClient, server: Practice
) -> None:
    body = await told(client, "ka10010")
    for name in ("dfrt", "ndiffpro", "all_dfrt"):
        for unit in ("qty", "amt"):
            bought, sold = (number(body[f"{name}_trst_{side}_{unit}"]) for side in ("buy", "sell"))
            assert number(body[f"{name}_trst_netprps_{unit}"]) == bought - sold
    listing = server.exchange.universe.by_code[CODE]
    spec = next(s for s in server.exchange.universe.indices if s.code == listing.sector_code)
    members = [server.exchange.universe.by_code[code].index for code in spec.members]
    everything = server.house.investors.today().programme_buys[members].sum()
    assert 0.5 * everything < number(body["all_dfrt_trst_buy_qty"]) < everything


async def test_frames_tell_the_programmes_of_now(client: PlainClient, server: Practice) -> None:
    async with plain_stream(client) as stream:
        await stream.register([CODE], ["0w"])
        values = (await stream.row("0w"))["values"]
    fields = catalogue().type("0w").fields
    assert faults(fields, values, "0w") == []
    assert number(values["210"]) == number(values["206"]) - number(values["202"])
    assert number(values["212"]) == number(values["208"]) - number(values["204"])
    index = server.exchange.universe.by_code[CODE].index
    flows = server.house.investors.one(index, number(values["13"]), 1)
    assert number(values["206"]) == int(flows.programme_buys.sum())
    assert number(values["202"]) == int(flows.programme_sells.sum())
    assert server.house.programmes.now(Market.KOSPI).bought[1] >= number(values["206"]) - number(
        values["202"]
    )


async def test_unknown_names_are_refused(client: PlainClient) -> None:
    for api_id in (api_id for api_id in BODIES if "stk_cd" in BODIES[api_id]):
        reply = await client.call(api_id, None, **{**BODIES[api_id], "stk_cd": "ZZZZZZ"})
        assert reply.code != 0, api_id
        assert "1902" in reply.message, api_id


async def test_days_that_are_none_are_refused(client: PlainClient) -> None:
    for api_id in ("ka10059", "ka10044", "ka90005", "ka90004"):
        key = next(key for key in BODIES[api_id] if key in ("dt", "strt_dt", "date"))
        reply = await client.call(api_id, None, **{**BODIES[api_id], key: "20261399"})
        assert reply.code != 0, api_id
        assert "1517" in reply.message, api_id


async def test_days_long_ago_and_to_come_are_answered(client: PlainClient) -> None:
    for api_id, body in BODIES.items():
        for key in (key for key in body if body[key] in (TODAY, WEEK["strt_dt"])):
            for day in ("19900101", "20991231"):
                reply = await client.call(api_id, None, **{**body, key: day})
                assert reply.status == 200, (api_id, key, day)
                fields = catalogue().api(api_id).response
                assert reply.code != 0 or faults(fields, reply.body, api_id) == []


async def test_a_name_of_another_product_has_no_programmes(client: PlainClient) -> None:
    assert await first(client, "ka90008", stk_cd=ETF) == []
    assert await first(client, "ka90013", stk_cd=ETF) == []
    assert await first(client, "ka10064", stk_cd=ETF, mrkt_tp="101") == []
