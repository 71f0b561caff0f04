"""Every documented field of every answered API and push is there and has its form, in every phase."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from kiwoom_desk.base.clock import KST
from kiwoom_desk.catalogue.load import catalogue
from kiwoom_desk.domain.instrument import Market, Venue
from kiwoom_desk.domain.order import OrderType, Side
from kiwoom_desk.domain.rules import step_price
from kiwoom_desk.practice.answers.table import ANSWERS
from kiwoom_desk.practice.exchange import Exchange
from kiwoom_desk.practice.intake import Accepted, NewOrder
from tests.support import bodies as sweep_bodies
from tests.support.account_bodies import BODIES as ACCOUNT_BODIES
from tests.support.forms import faults
from tests.support.practice import PlainClient, plain_client, plain_stream, practice

PHASES = {
    "opening auction": datetime(2026, 11, 20, 8, 45, tzinfo=KST),
    "continuous": datetime(2026, 11, 20, 10, 0, tzinfo=KST),
    "closing auction": datetime(2026, 11, 20, 15, 25, tzinfo=KST),
    "closed": datetime(2026, 11, 20, 15, 40, tzinfo=KST),
    "before the day": datetime(2026, 11, 20, 7, 0, tzinfo=KST),
}
DAY = "20261120"
BODIES: dict[str, list[dict[str, str]]] = {
    "kt00001": [{"qry_tp": "3"}, {"qry_tp": "2"}],
    "kt00004": [{"qry_tp": "0", "dmst_stex_tp": "KRX"}],
    "kt00018": [{"qry_tp": "1", "dmst_stex_tp": "KRX"}],
    "kt00007": [
        {"ord_dt": DAY, "qry_tp": kind, "stk_bond_tp": "0", "sell_tp": "0", "dmst_stex_tp": "%"}
        for kind in "1234"
    ],
    "kt00009": [
        {
            "ord_dt": DAY, "stk_bond_tp": "0", "mrkt_tp": "0", "sell_tp": "0",
            "qry_tp": kind, "dmst_stex_tp": "KRX",
        }
        for kind in "01"
    ],
    "ka10075": [{"all_stk_tp": "0", "trde_tp": "0", "stk_cd": "", "stex_tp": "0"}],
    "ka10076": [{"stk_cd": "", "qry_tp": "0", "sell_tp": "0", "ord_no": "", "stex_tp": "0"}],
    "ka10099": [{"mrkt_tp": market} for market in ("0", "10", "50", "8", "3", "60", "80")],
    "ka10101": [{"mrkt_tp": market} for market in "0124"],
    "ka10102": [{}],
    "ka00001": [{}],
    "ka10027": [
        {
            "mrkt_tp": "000", "sort_tp": kind, "trde_qty_cnd": "0000", "stk_cnd": "0",
            "crd_cnd": "0", "updown_incls": "1", "pric_cnd": "0", "trde_prica_cnd": "0",
            "stex_tp": "1",
        }
        for kind in "12345"
    ],
    "ka10030": [
        {
            "mrkt_tp": "000", "sort_tp": kind, "mang_stk_incls": "0", "crd_tp": "0",
            "trde_qty_tp": "0", "pric_tp": "0", "trde_prica_tp": "0", "mrkt_open_tp": "0",
            "stex_tp": "1",
        }
        for kind in "123"
    ],
    "ka10032": [{"mrkt_tp": "000", "mang_stk_incls": "1", "stex_tp": "1"}],
    "ka90001": [
        {"qry_tp": "0", "date_tp": "10", "flu_pl_amt_tp": kind, "stex_tp": "1"} for kind in "1234"
    ],
    "ka90002": [{"date_tp": "10", "thema_grp_cd": "100", "stex_tp": "1"}],
}  # fmt: skip
BODIES |= {api_id: bodies for api_id, bodies in ACCOUNT_BODIES.items() if api_id not in BODIES}
# Several kinds of names: a busy share, a small one, KONEX, ETF, ETN, ELW, gold, a halted one.
_DATED = {"base_dt": DAY, "upd_stkpc_tp": "1"}
NAMED: dict[str, dict[str, str]] = {
    "ka10001": {},
    "ka10003": {},
    "ka10004": {},
    "ka10095": {},
    "ka10100": {},
    "ka10079": {"tic_scope": "30", "upd_stkpc_tp": "1"},
    "ka10080": {"tic_scope": "5", "upd_stkpc_tp": "1"},
    "ka10081": _DATED,
    "ka10082": _DATED,
    "ka10083": _DATED,
    "ka10094": _DATED,
}
_OAUTH = {"au10001", "au10002"}
_ORDERS = {api.id for api in catalogue().apis.values() if api.is_order}
# Asked with one body each: in the continuous phase all of them, in every other one its part.
OTHERS = sorted({api.id for api in sweep_bodies.asked()} & set(ANSWERS) - set(BODIES) - set(NAMED))


# Gold has charts of its own; codes of rights are longer than the field of some APIs.
_OF_THEIR_OWN = (Market.GOLD, Market.RIGHT)


def _some_names(exchange: Exchange) -> list[str]:
    """Return one name of each market, a busy share and a halted one where there is one."""
    listings = exchange.universe.listings
    first = {item.market: item.code for item in reversed(listings)}
    halted = next((item.code for item in listings if item.halted), "005930")
    return [
        "005930",
        halted,
        *(code for market, code in first.items() if market not in _OF_THEIR_OWN),
    ]


def _trade(exchange: Exchange) -> None:
    """Buy some, leave an order open and cancel another, where the phase allows it."""
    price = exchange.band("005930").lower
    for quantity, kind, limit in ((5, OrderType.MARKET, None), (3, OrderType.LIMIT, price)):
        exchange.place(NewOrder("005930", Venue.KRX, Side.BUY, kind, quantity, limit))
    placed = exchange.place(NewOrder("005930", Venue.KRX, Side.BUY, OrderType.LIMIT, 2, price))
    if isinstance(placed, Accepted):
        exchange.cancel(placed.order_number, "005930", Venue.KRX, 1)


async def _check(client: PlainClient, api_id: str, body: dict[str, str]) -> None:
    reply = await client.call(api_id, **body)
    assert reply.code == 0, f"{api_id} {body}: {reply.message}"
    api = catalogue().api(api_id)
    assert faults(api.response, reply.body, api_id) == []
    documented = {field.key for field in api.response}
    assert set(reply.body) == documented | {"return_code", "return_msg"}


def test_every_answered_api_is_checked_here() -> None:
    assert set(ANSWERS) == set(BODIES) | set(NAMED) | set(OTHERS) | _ORDERS | _OAUTH


@pytest.mark.parametrize("phase", PHASES)
async def test_every_field_of_every_answer_has_its_form(phase: str) -> None:
    async with practice(quota="none", at=PHASES[phase]) as server, plain_client(server) as client:
        _trade(server.exchange)
        for api_id, bodies in BODIES.items():
            for body in bodies:
                await _check(client, api_id, body)
        for code in _some_names(server.exchange):
            for api_id, more in NAMED.items():
                await _check(client, api_id, {"stk_cd": code, **more})


@pytest.mark.parametrize("phase", PHASES)
async def test_every_field_of_the_other_answers_has_its_form(phase: str) -> None:
    place, parts = list(PHASES).index(phase), len(PHASES)
    some = OTHERS if phase == "continuous" else OTHERS[place::parts]
    async with (
        practice(quota="none", at=PHASES[phase], history=30) as server,
        plain_client(server) as client,
    ):
        _trade(server.exchange)
        (warrant,) = sweep_bodies.spread(server.exchange.universe, 1, Market.ELW)
        for api_id in some:
            api = catalogue().api(api_id)
            body = sweep_bodies.base(server.house, api)
            if api.path.endswith("/elw") and "stk_cd" in body:
                body["stk_cd"] = warrant
            await _check(client, api_id, body)


async def test_every_field_of_every_order_answer_has_its_form() -> None:
    async with practice(quota="none", history=30) as server, plain_client(server) as client:
        share, gold = ("005930", "0", {"dmst_stex_tp": "KRX"}), ("M04020000", "00", {})
        loans = {"crd_deal_tp": "99", "crd_loan_dt": ""}
        kinds = (("kt1000", 0, share, {}), ("kt1000", 6, share, loans), ("kt5000", 0, gold, {}))
        for head, first, (code, way, venue), sale in kinds:
            buy, sell, amend, cancel = (f"{head}{first + place}" for place in range(4))
            band = server.exchange.band(code)
            named = {**venue, "stk_cd": code}
            stop = {"cond_uv": ""} if venue else {}
            for api_id, price, more in ((buy, band.upper, {}), (sell, band.lower, sale)):
                body = {"ord_qty": "1", "ord_uv": str(price), "trde_tp": way, **stop, **more}
                await _check(client, api_id, {**named, **body})
            low = {"ord_qty": "2", "ord_uv": str(band.lower), "trde_tp": way, **stop}
            open_order = (await client.call(buy, **named, **low)).body["ord_no"]
            listing = server.exchange.universe.by_code[code]
            dearer = step_price(
                server.exchange.rules, listing.product, band.lower, 1, server.exchange.day
            )
            moved = {"orig_ord_no": open_order, "mdfy_qty": "1", "mdfy_uv": str(dearer)}
            stop = {"mdfy_cond_uv": ""} if venue else {}
            await _check(client, amend, {**named, **moved, **stop})
            gone = {"orig_ord_no": open_order, "cncl_qty": "0"}
            await _check(client, cancel, {**named, **gone})


async def test_every_field_of_every_push_has_its_form() -> None:
    async with (
        practice(quota="none", speed=20.0) as server,
        plain_client(server) as client,
        plain_stream(client) as stream,
    ):
        exchange = server.exchange
        await stream.register([""], ["00", "04", "0s", "1h"])
        await stream.register(["001", "101"], ["0J"], grp_no="2")
        await stream.register(_some_names(exchange), ["0B", "0C", "0D"], grp_no="3")
        _trade(exchange)
        wanted = {"00", "04", "0B", "0C", "0D", "0J"}
        while wanted:
            frame = await stream.next("REAL", 30)
            for entry in frame["data"]:
                fields = catalogue().type(entry["type"]).fields
                assert faults(fields, entry["values"], entry["type"]) == []
                assert list(entry["values"]) == [field.key for field in fields]
                wanted.discard(entry["type"])


async def test_auction_and_phase_pushes_have_their_form() -> None:
    start = PHASES["continuous"].replace(hour=15, minute=19, second=55) - timedelta(seconds=1)
    async with (
        practice(quota="none", at=start) as server,
        plain_client(server) as client,
        plain_stream(client) as stream,
    ):
        await stream.register([""], ["0s"])
        await stream.register(["005930", "000660"], ["0H"], grp_no="2")
        wanted = {"0s", "0H"}
        while wanted:
            frame = await stream.next("REAL", 30)
            for entry in frame["data"]:
                fields = catalogue().type(entry["type"]).fields
                assert faults(fields, entry["values"], entry["type"]) == []
                wanted.discard(entry["type"])
        assert server.exchange.now > start


async def test_condition_answers_and_hits_have_their_form() -> None:
    async with (
        practice(quota="none", speed=30.0) as server,
        plain_client(server) as client,
        plain_stream(client) as stream,
    ):
        await stream.send(trnm="CNSRLST")
        listed = await stream.next("CNSRLST")
        assert faults(catalogue().api("ka10171").response, listed, "ka10171") == []
        for saved in server.exchange.universe.conditions:
            await stream.send(trnm="CNSRREQ", seq=saved.sequence, search_type="0", stex_tp="K")
            once = await stream.next("CNSRREQ")
            assert faults(catalogue().api("ka10172").response, once, "ka10172") == []
            await stream.send(trnm="CNSRREQ", seq=saved.sequence, search_type="1", stex_tp="K")
            live = await stream.next("CNSRREQ")
            assert faults(catalogue().api("ka10173").response, live, "ka10173") == []
        seen: set[str] = set()
        while seen != {"I", "D"}:
            entry = await stream.row("02", 30)
            assert faults(catalogue().type("02").fields, entry["values"], "02") == []
            seen.add(entry["values"]["843"])
        await stream.send(trnm="CNSRCLR", seq="0")
        cleared = await stream.next("CNSRCLR")
        assert faults(catalogue().api("ka10174").response, cleared, "ka10174") == []
