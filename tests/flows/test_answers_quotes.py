"""One name and the indices over the real socket: forms, pages, choices, and figures counted anew."""

from __future__ import annotations

from datetime import datetime, timedelta
from itertools import pairwise

import pytest

from kiwoom_desk.base.clock import KST
from kiwoom_desk.catalogue.load import catalogue
from kiwoom_desk.practice.exchange import Exchange
from tests.support.forms import faults
from tests.support.practice import PlainClient, plain_client, plain_stream, practice

DAY = "20261120"
NAME = "005930"
PHASES = {
    "before": datetime(2026, 11, 20, 7, 0, tzinfo=KST),
    "opening": datetime(2026, 11, 20, 8, 45, tzinfo=KST),
    "continuous": datetime(2026, 11, 20, 10, 0, tzinfo=KST),
    "closing": datetime(2026, 11, 20, 15, 25, tzinfo=KST),
    "closed": datetime(2026, 11, 20, 15, 45, tzinfo=KST),
}
_INDEX = {"mrkt_tp": "0", "inds_cd": "001"}
NAMED: dict[str, dict[str, str]] = {
    "ka10001": {},
    "ka10004": {},
    "ka10005": {},
    "ka10006": {},
    "ka10007": {},
    "ka10015": {"strt_dt": DAY},
    "ka10046": {},
    "ka10047": {},
    "ka10086": {"qry_dt": DAY, "indc_tp": "1"},
    "ka10087": {},
}
INDEXED: dict[str, dict[str, str]] = {
    "ka20001": _INDEX,
    "ka20002": {**_INDEX, "stex_tp": "1"},
    "ka20003": {"inds_cd": "101"},
    "ka20009": _INDEX,
    "ka20004": {"inds_cd": "001", "tic_scope": "3"},
    "ka20005": {"inds_cd": "001", "tic_scope": "5"},
    "ka20006": {"inds_cd": "001", "base_dt": DAY},
    "ka20007": {"inds_cd": "001", "base_dt": DAY},
    "ka20008": {"inds_cd": "001", "base_dt": DAY},
    "ka20019": {"inds_cd": "001", "base_dt": DAY},
    "ka01300": {},
    "ka01301": {"arn_grp_id": "002"},
}


def _some(exchange: Exchange) -> list[str]:
    """Return one name of each market and a halted one where there is one."""
    listings = exchange.universe.listings
    first = {x.market: x.code for x in reversed(listings) if len(x.code) == 6}
    return [*first.values(), *(item.code for item in listings if item.halted)][:8]


async def _check(client: PlainClient, api_id: str, body: dict[str, str]) -> None:
    reply = await client.call(api_id, **body)
    assert reply.code == 0, f"{api_id} {body}: {reply.message}"
    api = catalogue().api(api_id)
    assert faults(api.response, reply.body, api_id) == []
    assert {field.key for field in api.response} <= set(reply.body)


@pytest.mark.parametrize("phase", PHASES)
async def test_every_field_has_its_form(phase: str) -> None:
    async with practice(quota="none", at=PHASES[phase]) as server, plain_client(server) as client:
        for api_id, more in NAMED.items():
            for code in _some(server.exchange):
                await _check(client, api_id, {"stk_cd": code, **more})
        for api_id, body in INDEXED.items():
            await _check(client, api_id, body)


def _number(text: str) -> float:
    return abs(float(text.lstrip("+-")))


async def test_pages_have_neither_gap_nor_double() -> None:
    async with practice(quota="none") as server, plain_client(server) as client:
        bodies = {"stk_cd": NAME}
        first = await client.call("ka10086", qry_dt=DAY, indc_tp="0", **bodies)
        assert first.headers["cont-yn"] == "Y"
        following = {"cont-yn": "Y", "next-key": first.headers["next-key"]}
        second = await client.call("ka10086", following, qry_dt=DAY, indc_tp="0", **bodies)
        rows = [*first.body["daly_stkpc"], *second.body["daly_stkpc"]]
        history = server.house.past.history.daily(0, server.exchange.day, len(rows))
        days = [datetime.fromtimestamp(int(start), KST) for start in history.starts]
        assert [row["date"] for row in rows] == [f"{day:%Y%m%d}" for day in reversed(days)]
        members = await client.pages("ka20002", "inds_stkpc", **_INDEX, stex_tp="1")
        spec = next(s for s in server.exchange.universe.indices if s.code == "001")
        assert [row["stk_cd"] for row in members] == list(spec.members)
        bars = await client.pages("ka20006", "inds_dt_pole_qry", inds_cd="001", base_dt=DAY)
        dates = [row["dt"] for row in bars]
        assert dates == sorted(set(dates), reverse=True)
        assert len(dates) > 1_200
        days_of = await client.pages("ka20009", "inds_cur_prc_daly_rept", **_INDEX)
        assert [row["dt_n"] for row in days_of] == dates[: len(days_of)]


async def test_choices_change_the_answer() -> None:
    choices = {
        "ka20001": [{**_INDEX}, {"mrkt_tp": "1", "inds_cd": "101"}],
        "ka20003": [{"inds_cd": "001"}, {"inds_cd": "101"}],
        "ka20004": [{"inds_cd": "001", "tic_scope": n} for n in ("1", "3", "5", "10", "30")],
        "ka20005": [
            {"inds_cd": "001", "tic_scope": n}
            for n in ("1", "3", "5", "10", "15", "30", "45", "60")
        ],
        "ka10086": [{"stk_cd": NAME, "qry_dt": DAY, "indc_tp": n} for n in "01"],
        "ka20006": [
            {"inds_cd": n, "base_dt": DAY}
            for n in ("001", "002", "003", "004", "101", "201", "302", "701")
        ],
    }
    async with practice(quota="none") as server, plain_client(server) as client:
        for api_id, bodies in choices.items():
            answers = []
            for body in bodies:
                reply = await client.call(api_id, **body)
                assert reply.code == 0, reply.message
                answers.append(str(reply.body))
            assert len(set(answers)) == len(bodies), api_id
        wrong = await client.call("ka20001", mrkt_tp="1", inds_cd="001")
        assert wrong.code == 2
        assert "[1901:" in wrong.message
        unknown = await client.call("ka10007", stk_cd="999999")
        assert "[1902:" in unknown.message
        # The sheet has six letters for a code: gold does not fit.
        gold = await client.call("ka10007", stk_cd="M04020000")
        assert "[1901:" in gold.message


async def test_an_index_is_its_members() -> None:
    async with practice(quota="none") as server, plain_client(server) as client:
        # Market time stands while a reply is compared with the state that made it.
        reply = await client.call("ka20001", **_INDEX)
        house = server.house
        spec = next(s for s in server.exchange.universe.indices if s.code == "001")
        items = [server.exchange.universe.by_code[code] for code in spec.members]
        then = sum(item.previous_close * item.shares for item in items)
        second = house.past.flow.hours.slots_before(house.board.second)
        row = next(
            r for r in reply.body["inds_cur_prc_tm"] if r["tm_n"] <= "095900" and r["tm_n"] > "09"
        )
        slot = (int(row["tm_n"][:2]) - 9) * 60 + int(row["tm_n"][2:4])
        assert slot < second
        prices = house.past.flow.minutes.close[:, slot]
        level = spec.base * sum(int(prices[x.index]) * x.shares for x in items) // then
        assert _number(row["cur_prc_n"]) == level / 100
        counts = [int(reply.body[key]) for key in ("upl", "rising", "stdns", "fall", "lst")]
        assert sum(counts) == len(items)
        minutes = await client.call("ka20005", inds_cd="001", tic_scope="1")
        bars = {bar["cntr_tm"]: bar for bar in minutes.body["inds_min_pole_qry"]}
        start = f"{DAY}{(slot + 539) // 60:02d}{(slot + 539) % 60:02d}00"
        assert _number(bars[start]["cur_prc"]) == level


async def test_days_agree_over_answers() -> None:
    at = PHASES["closed"]
    async with practice(quota="none", at=at) as server, plain_client(server) as client:
        body = {"stk_cd": NAME}
        by_day = (await client.call("ka10005", **body)).body["stk_ddwkmm"]
        details = (await client.call("ka10015", **body, strt_dt=DAY)).body["daly_trde_dtl"]
        prices = (await client.call("ka10086", **body, qry_dt=DAY, indc_tp="0")).body["daly_stkpc"]
        strengths = (await client.call("ka10047", **body)).body["cntr_str_daly"]
        chart = (await client.call("ka10081", **body, base_dt=DAY, upd_stkpc_tp="1")).body
        bars = chart["stk_dt_pole_chart_qry"]
        running = 0
        for one, two, three, four, bar in zip(
            by_day, details, prices, strengths, bars[:100], strict=True
        ):
            assert one["date"] == two["dt"] == three["date"] == four["dt"] == bar["dt"]
            volume = {row["trde_qty"] for row in (one, two, three, four, bar)}
            assert len(volume) == 1
            assert _number(one["close_pric"]) == _number(bar["cur_prc"])
            assert _number(one["high_pric"]) == _number(bar["high_pric"])
            assert one["for_netprps"] == two["for_netprps"] == three["for_netprps"]
            assert two["cntr_str"] == four["cntr_str"]
            running += int(one["trde_qty"])
            assert int(two["prid_trde_qty"]) == running
            parts = [float(two[f"{n}_trde_wght"]) for n in ("bf_mkrt", "opmr", "af_mkrt")]
            assert abs(sum(parts) - 100) < 0.001
        for later, earlier in pairwise(by_day):
            change = _number(later["close_pric"]) - _number(earlier["close_pric"])
            assert int(later["pre"]) == change
        now = (await client.call("ka10006", **body)).body
        sheet = (await client.call("ka10007", **body)).body
        assert now["trde_qty"] == sheet["trde_qty"] == by_day[0]["trde_qty"]
        assert now["cntr_str"] == details[0]["cntr_str"]


async def test_the_sheet_and_business_figures_agree_with_the_state() -> None:
    async with practice(quota="none") as server, plain_client(server) as client:
        listing = server.exchange.universe.by_code[NAME]
        info = (await client.call("ka10001", stk_cd=NAME)).body
        price, eps = _number(info["cur_prc"]), int(info["eps"])
        if eps > 0:
            assert abs(float(info["per"]) - price / eps) < 0.011
        assert abs(float(info["pbr"]) - price / int(info["bps"])) < 0.011
        assert abs(float(info["roe"]) - eps / int(info["bps"]) * 100) < 0.011
        assert int(info["cap"]) == int(info["fav"]) * listing.shares // 100_000_000
        sheet = (await client.call("ka10007", stk_cd=NAME)).body
        for side, total in (("sel", "tot_sel_req"), ("buy", "tot_buy_req")):
            sizes = [int(sheet[f"{side}_{n}bid_req"]) for n in range(1, 11)]
            assert sum(sizes) == int(sheet[total])
        etf = next(x.code for x in server.exchange.universe.listings if x.market.value == "8")
        lent = (await client.call("ka10007", stk_cd=etf)).body
        for level in range(1, 11):
            assert 0 <= int(lent[f"lpsel_{level}bid_req"]) <= int(lent[f"sel_{level}bid_req"])
        assert sum(int(lent[f"lpsel_{level}bid_req"]) for level in range(1, 11)) > 0


async def test_slower_types_come_at_registration_and_stop_with_remove() -> None:
    async with (
        practice(quota="none", speed=10.0) as server,
        plain_client(server) as client,
        plain_stream(client) as stream,
    ):
        refused = await stream.register(["9999"], ["0U"])
        assert refused["return_code"] == 1
        assert (await stream.register([NAME], ["0A", "0E", "0g"]))["return_code"] == 0
        snapshot = await stream.row("0A", 30)
        assert snapshot["item"] == NAME
        assert faults(catalogue().type("0A").fields, snapshot["values"], "0A") == []
        again = await stream.row("0A", 30)
        while again["values"] == snapshot["values"]:
            again = await stream.row("0A", 30)
        assert int(again["values"]["13"]) >= int(snapshot["values"]["13"])
        assert (await stream.register(["001", "101"], ["0U"]))["return_code"] == 0
        seen: set[str] = set()
        while seen != {"001", "101"}:
            row = await stream.row("0U", 30)
            assert faults(catalogue().type("0U").fields, row["values"], "0U") == []
            seen.add(row["item"])
        data = [{"item": [NAME], "type": ["0A", "0E", "0g"]}]
        await stream.send(trnm="REMOVE", grp_no="1", data=data)
        await stream.next("REMOVE", 30)
        until = server.exchange.now + timedelta(seconds=20)
        while server.exchange.now < until:
            frame = await stream.next("REAL", 30)
            assert {entry["type"] for entry in frame["data"]} == {"0U"}


async def test_extremes_are_of_trading_days_on_a_saturday_too() -> None:
    saturday = datetime(2026, 11, 21, 10, 0, tzinfo=KST)
    async with practice(quota="none", at=saturday) as server, plain_client(server) as client:
        names = [one.code for one in server.house.exchange.universe.listings[:60]]
        told = [(await client.call("ka10001", stk_cd=name)).body for name in names]
        days = {one[key] for one in told for key in ("250hgst_pric_dt", "250lwst_pric_dt")}
        assert DAY in days, "no name has reached an extreme on the last day"
        assert max(days) == DAY
