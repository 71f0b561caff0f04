"""ETFs, ELWs, rights and gold over the real socket: forms, choices, pages, sums, real time."""

from __future__ import annotations

from collections.abc import AsyncIterator
from itertools import pairwise
from typing import Any

import pytest
import pytest_asyncio

from kiwoom_desk.catalogue.load import catalogue
from tests.support.forms import faults
from tests.support.practice import PlainClient, Practice, plain_client, plain_stream, practice

pytestmark = pytest.mark.asyncio(loop_scope="module")

TODAY, DAY = "20261120", "20261110"
FUND, NOTE, WARRANT, BARRIER, GOLD = "069500", "599902", "5ZK001", "5ZK040", "M04020000"
ALL = "000000000000"
ELW_FILTER = {"isscomp_cd": ALL, "bsis_aset_cd": ALL, "lpcd": ALL}
BODIES: dict[str, dict[str, str]] = {
    "ka40001": {"stk_cd": FUND, "etfobjt_idex_cd": "201", "dt": "0"},
    **{api: {"stk_cd": FUND} for api in ("ka40002", "ka40003", "ka40006", "ka40007", "ka40008")},
    "ka40009": {"stk_cd": FUND},
    "ka40010": {"stk_cd": FUND},
    "ka40004": {
        "txon_type": "0", "navpre": "0", "mngmcomp": "0000", "txon_yn": "0", "trace_idex": "0",
        "stex_tp": "1",
    },
    **{api: {"stk_cd": WARRANT} for api in ("ka10048", "ka10050", "ka30011", "ka30012")},
    "ka30001": {
        **ELW_FILTER, "flu_tp": "1", "tm_tp": "1", "tm": "30", "trde_qty_tp": "0",
        "rght_tp": "000", "trde_end_elwskip": "0",
    },
    "ka30002": {
        "isscomp_cd": "003", "trde_qty_tp": "0", "trde_tp": "1", "dt": "5", "trde_end_elwskip": "0",
    },
    "ka30003": {"bsis_aset_cd": WARRANT, "base_dt": TODAY},
    "ka30004": {**ELW_FILTER, "rght_tp": "000", "trde_end_elwskip": "0"},
    "ka30005": {**ELW_FILTER, "rght_tp": "0", "sort_tp": "0"},
    "ka30009": {"sort_tp": "1", "rght_tp": "000", "trde_end_skip": "0"},
    "ka30010": {"sort_tp": "1", "rght_tp": "000", "trde_end_skip": "0"},
    "ka10011": {"newstk_recvrht_tp": "00"},
    **{api: {"stk_cd": GOLD} for api in ("ka50010", "ka50087", "ka50100")},
    "ka50012": {"stk_cd": GOLD, "base_dt": TODAY},
    "ka50101": {"stk_cd": GOLD, "tic_scope": "1"},
    "ka52301": {},
    "ka50079": {"stk_cd": GOLD, "tic_scope": "1", "upd_stkpc_tp": "0"},
    "ka50080": {"stk_cd": GOLD, "tic_scope": "1", "upd_stkpc_tp": "0"},
    **{
        api: {"stk_cd": GOLD, "base_dt": TODAY, "upd_stkpc_tp": "0"}
        for api in ("ka50081", "ka50082", "ka50083")
    },
    "ka50091": {"stk_cd": GOLD, "tic_scope": "1"},
    "ka50092": {"stk_cd": GOLD, "tic_scope": "1"},
}  # fmt: skip
LISTS = {
    api_id: field.key
    for api_id in BODIES
    for field in catalogue().api(api_id).response
    if field.type == "list"
}
ONE_ROW = {"ka40001"}
LEAST = {"ka40004": 25, "ka30004": 25, "ka30005": 25, "ka10011": 5}
KINDS = [f"{n:03d}" for n in range(1, 8)]
SCOPES = [{"tic_scope": scope} for scope in ("3", "5", "10", "30")]
ISSUERS = ["3", "5", "6", "12", "17"]
# Each of these changes the answer when it takes the place of the body's own.
CHOICES: dict[str, list[dict[str, str]]] = {
    "ka40001": [{"dt": period} for period in "123"],
    "ka40004": [
        *({"txon_type": kind} for kind in "1235"),
        *({"navpre": "1"}, {"navpre": "2"}, {"txon_yn": "1"}),
        *({"mngmcomp": code} for code in ("3020", "3027", "3191", "3228", "3023", "3022", "9999")),
    ],
    "ka30001": [
        *({"flu_tp": "2"}, {"tm_tp": "2"}, {"tm": "5"}, {"trde_end_elwskip": "1"}),
        *({"trde_qty_tp": least} for least in ("10", "50", "100", "300")),
        *({"rght_tp": kind} for kind in KINDS),
    ],
    "ka30002": [
        *({"isscomp_cd": "005"}, {"trde_tp": "2"}, {"trde_end_elwskip": "1"}),
        *({"dt": days} for days in ("1", "10", "40", "60")),
    ],
    "ka30003": [{"base_dt": DAY}, {"bsis_aset_cd": "5ZK002"}, {"bsis_aset_cd": "005930"}],
    "ka30004": [
        *({"isscomp_cd": code} for code in ISSUERS),
        *({"lpcd": code.zfill(12)} for code in ISSUERS),
        *({"bsis_aset_cd": code} for code in ("201", "150", "005930", "030200")),
        *({"rght_tp": kind} for kind in KINDS),
        {"trde_end_elwskip": "1"},
    ],
    "ka30005": [
        *({"sort_tp": kind} for kind in "1234567"),
        *({"isscomp_cd": code} for code in ISSUERS),
        *({"lpcd": code.zfill(3)} for code in ISSUERS),
        *({"rght_tp": kind} for kind in "1234567"),
        *({"bsis_aset_cd": code} for code in ("201", "150", "005930", "030200")),
    ],
    "ka30009": [*({"sort_tp": kind} for kind in "234"), {"trde_end_skip": "1"}],
    "ka30010": [{"sort_tp": "2"}, {"rght_tp": "002"}, {"trde_end_skip": "1"}],
    "ka10011": [{"newstk_recvrht_tp": "05"}, {"newstk_recvrht_tp": "07"}],
    "ka50010": [{"stk_cd": "M04020100"}],
    "ka50012": [{"base_dt": DAY}, {"stk_cd": "M04020100"}],
    "ka50101": [*SCOPES, {"stk_cd": "M04020100"}],
    "ka50079": SCOPES,
    "ka50091": SCOPES,
    "ka50080": [{"tic_scope": width} for width in ("3", "5", "10", "15", "30", "45", "60")],
    "ka50092": [{"tic_scope": width} for width in ("3", "5", "10", "15", "30", "45", "60")],
    "ka50081": [{"base_dt": DAY}],
}
# Lists that go on over pages, with what no two of their rows share.
PAGED = {
    "ka40003": "cntr_dt", "ka40008": "dt", "ka10048": "dt", "ka30003": "dt", "ka50012": "dt",
    "ka50087": "exp_tm", "ka50080": "cntr_tm", "ka50081": "dt",
}  # fmt: skip


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def server() -> AsyncIterator[Practice]:
    async with practice(quota="none", seed=7, speed=0.001) as running:
        yield running


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def client(server: Practice) -> AsyncIterator[PlainClient]:
    async with plain_client(server) as made:
        yield made


async def told(client: PlainClient, api_id: str, **more: str) -> dict[str, Any]:
    reply = await client.call(api_id, None, **{**BODIES[api_id], **more})
    assert reply.code == 0, (api_id, reply.message)
    return reply.body


async def first(client: PlainClient, api_id: str, **more: str) -> list[dict[str, str]]:
    body = await told(client, api_id, **more)
    found: list[dict[str, str]] = body[LISTS[api_id]]
    return found


def number(text: str) -> int:
    return int(text or "0")


@pytest.mark.parametrize("api_id", list(BODIES))
async def test_every_documented_field_in_its_form(client: PlainClient, api_id: str) -> None:
    body = await told(client, api_id)
    assert faults(catalogue().api(api_id).response, body, api_id) == []
    if api_id in LISTS and api_id not in ONE_ROW:
        assert len(body[LISTS[api_id]]) >= LEAST.get(api_id, 2)


@pytest.mark.parametrize("api_id", list(CHOICES))
async def test_every_choice_changes_the_answer(client: PlainClient, api_id: str) -> None:
    plain = repr(await told(client, api_id))
    for choice in CHOICES[api_id]:
        assert repr(await told(client, api_id, **choice)) != plain, choice


@pytest.mark.parametrize("api_id", list(PAGED))
async def test_pages_join_without_gap_or_double(client: PlainClient, api_id: str) -> None:
    found: list[str] = []
    headers: dict[str, str] = {}
    for _ in range(3):
        reply = await client.call(api_id, headers, **BODIES[api_id])
        assert reply.code == 0, reply.message
        found += [row[PAGED[api_id]] for row in reply.body[LISTS[api_id]]]
        if reply.headers["cont-yn"] != "Y":
            break
        headers = {"cont-yn": "Y", "next-key": reply.headers["next-key"]}
    assert headers, "a second page was asked for"
    assert found == sorted(set(found), reverse=True)


@pytest.mark.parametrize(
    ("api_id", "code"),
    [("ka40003", WARRANT), ("ka40009", "005930"), ("ka10048", FUND), ("ka30012", "005930")],
)
async def test_names_of_another_product_are_refused(
    client: PlainClient, api_id: str, code: str
) -> None:
    reply = await client.call(api_id, stk_cd=code)
    assert (reply.code, "1902" in reply.message) == (2, True)


# --- funds -----------------------------------------------------------------------------------


async def test_a_funds_figures_agree_over_its_lists(client: PlainClient) -> None:
    day, minute, value = [
        (await first(client, api))[0] for api in ("ka40003", "ka40006", "ka40009")
    ]
    every = next(row for row in await first(client, "ka40004") if row["stk_cd"] == FUND)
    nav = day["nav"].lstrip("+-")
    assert nav == minute["nav"].lstrip("+-") == value["nav"].lstrip("+-") == every["nav"]
    assert float(minute["trace"]) == pytest.approx(int(day["trace_eor_rt"]) / 100)
    price = int(every["close_pric"].lstrip("+-"))
    assert float(day["navetfdispty_rt"]) == pytest.approx((price / float(nav) - 1) * 100, abs=0.011)
    nets = (await first(client, "ka40008"))[0]
    assert nets["for_netprps_qty"] == (await first(client, "ka40010"))[0]["for_netprps"]
    assert int(nets["acc_trde_qty"]) == int(every["trde_qty"])


async def test_notes_are_told_as_funds_are(client: PlainClient) -> None:
    note = await told(client, "ka40002", stk_cd=NOTE)
    assert (note["etftxon_type"], note["etntxon_type"]) == ("", "보유기간과세")
    fund = await told(client, "ka40002")
    assert (fund["etftxon_type"], fund["etfobjt_idex_nm"]) == ("비과세", "KOSPI200")


# --- warrants --------------------------------------------------------------------------------


async def test_a_warrants_figures_agree_over_its_lists(client: PlainClient) -> None:
    details = await told(client, "ka30012")
    searched, apart = [
        next(row for row in await first(client, api) if row["stk_cd"] == WARRANT)
        for api in ("ka30005", "ka30004")
    ]
    assert details["elwprty"] == searched["prty"]
    assert details["elwtheory_pric"] == apart["theory_pric"]
    assert float(details["dispty_rt"]) * 100 == pytest.approx(int(apart["dispty_rt"]))
    assert details["elwinnr_vltl"] == searched["innr_vltl"]
    assert (await first(client, "ka10048"))[0]["iv"] == details["elwinnr_vltl"]
    held = (await first(client, "ka30003"))[0]
    assert held["lprmnd_qty"] == details["lprmnd_qty"]
    watched = (await client.call("ka10095", stk_cd=WARRANT)).body["atn_stk_infr"][0]
    assert (watched["prty"], watched["gear"]) == (details["elwprty"], details["elwgear"])


async def test_holdings_follow_from_day_to_day(client: PlainClient) -> None:
    rows = await first(client, "ka30003")
    for later, earlier in pairwise(rows):
        moved = number(later["lprmnd_qty"]) - number(earlier["lprmnd_qty"])
        assert abs(moved) == number(later["chg_qty"])


async def test_rankings_are_sorted(client: PlainClient) -> None:
    for kind, key, sign in (("1", "flu_rt", 1), ("3", "flu_rt", -1), ("2", "pred_pre", 1)):
        rows = await first(client, "ka30009", sort_tp=kind, trde_end_skip="1")
        scores = [sign * float(row[key]) for row in rows]
        assert scores == sorted(scores, reverse=True)
        assert all(score > 0 for score in scores)
    waiting = [number(row["netprps_req"]) for row in await first(client, "ka30010")]
    assert [w for w in waiting if w > 0] == sorted((w for w in waiting if w > 0), reverse=True)


async def test_days_of_prints_join_and_add_up(client: PlainClient) -> None:
    traded: dict[str, int] = {}
    times: list[str] = []
    headers: dict[str, str] = {}
    for _ in range(400):
        reply = await client.call("ka50079", headers, **{**BODIES["ka50079"], "tic_scope": "30"})
        for row in reply.body["gds_tic_chart_qry"]:
            day = row["dt"][:8]
            traded[day] = traded.get(day, 0) + number(row["trde_qty"])
            times.append(row["cntr_tm"])
        if len(traded) == 3:
            break
        assert reply.headers["cont-yn"] == "Y"
        headers = {"cont-yn": "Y", "next-key": reply.headers["next-key"]}
    assert times == sorted(times, reverse=True)
    days = {row["dt"]: number(row["acc_trde_qty"]) for row in await first(client, "ka50081")}
    # The third day has only begun.
    for day in sorted(traded)[1:]:
        assert traded[day] == days[day]


# --- gold and rights -------------------------------------------------------------------------


async def test_golds_figures_agree_over_its_lists(client: PlainClient) -> None:
    quote, day = await told(client, "ka50100"), (await first(client, "ka50081"))[0]
    minutes = await first(client, "ka50092")
    assert quote["trde_qty"] == day["acc_trde_qty"] == minutes[0]["acc_trde_qty"]
    assert sum(number(row["trde_qty"]) for row in minutes) == number(quote["trde_qty"])
    prints = await client.pages("ka50010", "gold_cntr", **BODIES["ka50010"])
    assert prints[0]["trde_qty"] == quote["trde_qty"]
    for later, earlier in pairwise(prints):
        size = abs(number(later["cntr_trde_qty"]))
        assert number(later["trde_qty"]) - number(earlier["trde_qty"]) == size


async def test_kinds_of_golds_investors_net_to_nothing(client: PlainClient) -> None:
    rows = {row["stk_cd"]: row for row in await first(client, "ka52301")}
    whole = [row for code, row in rows.items() if code != "9999"]
    parts = ("1000", "2000", "3000", "3100", "4000", "5000", "6000", "7000")
    for key in ("all_dfrt_trst_netprps_qty", "all_dfrt_trst_netprps_amt", "netprps_qty_irds"):
        assert sum(number(row[key]) for row in whole) == 0
        assert sum(number(rows[code][key]) for code in parts) == number(rows["9999"][key])


async def test_rights_are_named_as_practice_and_found_by_their_codes(client: PlainClient) -> None:
    for row in await first(client, "ka10011"):
        assert row["stk_cd"].startswith("J") and row["stk_nm"].endswith("(연습)")
    code = (await first(client, "ka10011"))[0]["stk_cd"]
    watched = (await client.call("ka10095", stk_cd=code)).body["atn_stk_infr"][0]
    assert watched["cur_prc"] == (await first(client, "ka10011"))[0]["cur_prc"]


# --- real time -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("type_id", "item"), [("0G", FUND), ("0m", WARRANT), ("0u", BARRIER), ("0I", "MGD")]
)
async def test_a_row_comes_with_the_registration(
    client: PlainClient, type_id: str, item: str
) -> None:
    async with plain_stream(client) as stream:
        await stream.register([item], [type_id])
        entry = await stream.row(type_id, within=20)
        fields = catalogue().type(type_id).fields
        assert set(entry["values"]) == {field.key for field in fields}
        assert faults(fields, entry["values"], type_id) == []
