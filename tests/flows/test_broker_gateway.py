"""The gateway against a scripted broker: token, queries, stream, subscriptions, session taken."""

import json
import random

import pytest

from kiwoom_desk.base.settings import Environment
from kiwoom_desk.base.vault import Secret
from kiwoom_desk.broker.gateway import (
    Compared,
    Delayed,
    Gap,
    GapKind,
    Keys,
    QueryError,
    RestState,
    StreamLink,
)
from kiwoom_desk.broker.link import Notice
from kiwoom_desk.catalogue.load import catalogue
from kiwoom_desk.domain.bar import Period, Unit
from kiwoom_desk.domain.order import OrderEvent, ReportKind
from kiwoom_desk.domain.quote import Quote
from kiwoom_desk.wire.subscriptions import Wanted
from tests.support.frames import book_values, push, real_frame, tick_values
from tests.support.loopback import ACCOUNT, Answer, gateway_of, loopback, ok, refusal, until


async def test_login_registration_and_rows() -> None:
    async with loopback() as broker, gateway_of(broker) as gateway:
        quotes: list[Quote] = []
        books: list[str] = []
        gateway.on_quote = lambda pushed: quotes.append(pushed.decode())
        gateway.on_book = lambda code, frame: books.append(
            f"{code} {len(frame.decode().ask_prices)}"
        )
        gateway.set_subscriptions([Wanted("005930", "0B", 1), Wanted("005930", "0D", 1)])
        await until(lambda: gateway.is_registered("005930", "0B"))
        assert gateway.is_registered("", "00")
        assert gateway.account == ACCOUNT
        assert gateway.account_tail == "711"
        assert broker.frames[0] == {"trnm": "LOGIN", "token": "token-1"}
        rng = random.Random(1)
        trade = {
            **tick_values(rng, 70000),
            "10": "-70000",
            "11": "-300",
            "15": "-12",
            "20": "100001",
        }
        await broker.push(real_frame(push("0B", trade), push("0B", trade, "000660_NX")).decode())
        await broker.push(real_frame(push("0D", book_values(rng, 70000), "005930")).decode())
        await until(lambda: len(quotes) == 2 and len(books) == 1)
        assert [quote.code for quote in quotes] == ["005930", "000660_NX"]
        made = quotes[0]
        assert (made.price, made.direction, made.change, made.size) == (70000, -1, -300, -12)
        assert made.previous_close == 70300
        assert books == ["005930 10"]
        assert gateway.link.stream is StreamLink.UP


async def test_ping_is_echoed_as_it_came_and_system_is_not_answered() -> None:
    async with loopback() as broker, gateway_of(broker) as gateway:
        await until(lambda: gateway.link.stream is StreamLink.UP)
        notices: list[Notice] = []
        gateway.notices.connect(notices.append)
        await broker.push('{"trnm":"SYSTEM","code":"R10004","message":"<b>x"}')
        odd = '{ "extra": [1, "가"],  "trnm":"PING" }'
        await broker.push(odd)
        await until(lambda: odd in broker.raw)
        assert [notice.code for notice in notices] == ["system"]
        assert not any("SYSTEM" in text for text in broker.raw)


@pytest.mark.parametrize("body", [{"x": 1}, b"", b"<html>", b"null", b"[]", b'"s"', b"\xc7\xd1"])
async def test_a_reply_that_is_no_reply_is_an_error(body: object) -> None:
    async with loopback() as broker, gateway_of(broker, connect=False) as gateway:
        broker.script["ka10001"] = [Answer(body)]
        with pytest.raises(QueryError):
            await gateway.instrument_info("005930")


async def test_a_dead_token_is_renewed_once_for_a_read() -> None:
    async with loopback() as broker, gateway_of(broker, connect=False) as gateway:
        tokens = iter(["token-1", "token-2", "token-3"])
        broker.always["au10001"] = lambda _b: ok(token=next(tokens), expires_dt="20991231235959")
        dead = refusal(3, "인증에 실패했습니다[8005:Token이 유효하지 않습니다]")
        broker.script["kt00001"] = [dead]
        broker.always["kt00001"] = lambda _b: ok(
            entr="000000000100",
            ord_alow_amt="90",
            pymn_alow_amt="80",
            d1_entra="70",
            d2_entra="-60",
        )
        deposit = await gateway.deposit()
        assert (deposit.cash, deposit.second_day) == (100, -60)
        sent = [one.headers["authorization"] for one in broker.received if one.api_id == "kt00001"]
        assert sent == ["Bearer token-1", "Bearer token-2"]
        broker.script["kt00001"] = [dead, dead]
        with pytest.raises(QueryError) as caught:
            await gateway.deposit()
        assert caught.value.code == "8005"


async def test_a_rate_refusal_is_waited_for_and_too_many_is_split() -> None:
    async with loopback() as broker, gateway_of(broker, connect=False) as gateway:
        limited = refusal(5, "허용된 요청 개수를 초과하였습니다[1700:유량=1]", 429)
        broker.script["ka10095"] = [limited]

        def answer(body: dict[str, str]) -> Answer:
            codes = body["stk_cd"].split("|")
            if len(codes) > 30:
                return refusal(5, "[1634]")
            return ok(atn_stk_infr=[{"stk_cd": code, "cur_prc": "-100"} for code in codes])

        broker.always["ka10095"] = answer
        codes = [f"{number:06d}" for number in range(130)]
        delayed: list[Delayed] = []
        gateway.delayed.connect(delayed.append)
        quotes = await gateway.quotes(codes)
        assert [quote.code for quote in quotes] == codes
        assert {quote.price for quote in quotes} == {100}
        assert delayed and {one.api_id for one in delayed} == {"ka10095"}


async def test_pages_follow_the_headers_and_say_when_they_are_not_whole() -> None:
    async with loopback() as broker, gateway_of(broker, connect=False) as gateway:
        row = {
            "ord_no": "0000001", "io_tp_nm": "+매수", "stk_cd": "A005930",
            "ord_qty": "10", "oso_qty": "4", "stex_tp": "1", "tm": "100000",
        }  # fmt: skip
        more = Answer({"return_code": 0, "oso": [row]}, headers={"Cont-YN": "Y", "NEXT-KEY": "k1"})
        last = ok(oso=[{**row, "ord_no": "0000002"}])
        broker.script["ka10075"] = [more, last]
        listing = await gateway.open_orders()
        assert listing.complete
        assert [one.number for one in listing.rows] == ["0000001", "0000002"]
        assert broker.received[-1].headers["next-key"] == "k1"
        assert broker.received[-1].headers["cont-yn"] == "Y"
        for second, reason in (
            (refusal(2, "[1999:x]"), "1999"),
            (more, "repeated_key"),
            (Answer({"return_code": 0, "oso": [row]}, headers={"cont-yn": "Y"}), "no_key"),
            (ok(oso=[{**row, "ord_qty": ""}]), "row"),
        ):
            broker.script["ka10075"] = [more, second]
            listing = await gateway.open_orders()
            assert (listing.complete, listing.reason) == (False, reason)


async def test_bars_come_oldest_first_and_page_back() -> None:
    async with loopback() as broker, gateway_of(broker, connect=False) as gateway:

        def rows(*moments: str) -> list[dict[str, str]]:
            return [
                {"cntr_tm": m, "cur_prc": "-100", "open_pric": "+99", "high_pric": "101",
                 "low_pric": "98", "trde_qty": "5"} for m in moments
            ]  # fmt: skip

        newest = Answer(
            {"return_code": 0, "stk_min_pole_chart_qry": rows("20261120100100", "20261120100000")},
            headers={"cont-yn": "Y", "next-key": "opaque"},
        )
        broker.script["ka10080"] = [newest, ok(stk_min_pole_chart_qry=rows("20261120095900"))]
        page = await gateway.bars("005930", Period(Unit.MINUTE, 1))
        assert page.cursor is not None
        assert [bar.start % 3600 for bar in page.bars] == [0, 60]
        older = await gateway.bars("005930", Period(Unit.MINUTE, 1), page.cursor)
        assert older.cursor is None
        assert older.bars[0].start == page.bars[0].start - 60
        assert broker.received[-1].body == broker.received[-2].body


async def test_how_bars_differ_from_their_description_is_told() -> None:
    async with loopback() as broker, gateway_of(broker, connect=False) as gateway:
        api = catalogue().api("ka10080")
        (rows,) = (field for field in api.response if field.type == "list")
        row = {field.key: "1" for field in rows.children} | {"cntr_tm": "20261120100000"}
        whole = {field.key: "" for field in api.response if field.type != "list"}
        odd = {**row, "cur_prc": "five", "surprise": "1"}
        broker.script["ka10080"] = [
            ok(**whole, stk_min_pole_chart_qry=[odd, row]),
            ok(**whole, stk_min_pole_chart_qry=[row]),
        ]
        told: list[Compared] = []
        gateway.compared.connect(told.append)
        page = await gateway.bars("005930", Period(Unit.MINUTE, 1))
        assert len(page.bars) == 1
        await gateway.bars("005930", Period(Unit.MINUTE, 1))
        first, second = told
        assert first.marks.extra == (f"{rows.key}.surprise",)
        assert first.marks.odd == (rows.key,)
        assert not first.marks.missing and not second.marks


async def test_a_taken_session_stays_taken_until_a_person_takes_it_back() -> None:
    async with loopback() as broker, gateway_of(broker) as gateway:
        gaps: list[Gap] = []
        gateway.gaps.connect(gaps.append)
        await until(lambda: gateway.is_registered("", "00"))
        await broker.push({"trnm": "SYSTEM", "code": "R10001", "message": "다른 곳에서 접속"})
        await until(lambda: gateway.link.stream is StreamLink.TAKEN)
        assert len(broker.sockets) == 1
        assert not gateway.registered
        gateway.take_over()
        await until(lambda: gateway.is_registered("", "00"))
        assert len(broker.sockets) == 2
        assert [gap.kind for gap in gaps] == [GapKind.RESTORED, GapKind.LOST, GapKind.RESTORED]
        assert [gap.first for gap in gaps] == [True, False, False]


async def test_a_dropped_stream_comes_back_with_everything_registered() -> None:
    async with loopback() as broker, gateway_of(broker) as gateway:
        gateway.set_subscriptions([Wanted("005930", "0B", 1)])
        await until(lambda: gateway.is_registered("005930", "0B"))
        await broker.sockets[-1].close()
        await until(lambda: len(broker.sockets) == 2 and gateway.is_registered("005930", "0B"))
        logins = [frame for frame in broker.frames if frame["trnm"] == "LOGIN"]
        assert len(logins) == 2


async def test_a_refused_item_does_not_cost_its_neighbours() -> None:
    async with loopback() as broker, gateway_of(broker) as gateway:

        def control(frame: dict[str, object]) -> dict[str, object]:
            bad = "999999" in json.dumps(frame)
            return {"trnm": frame["trnm"], "return_code": 1 if bad else 0, "return_msg": ""}

        broker.control = control
        codes = ["005930", "000660", "999999", "035420", "051910"]
        gateway.set_subscriptions([Wanted(code, "0B", 1) for code in codes])
        await until(lambda: bool(gateway.refused_registrations))
        await until(lambda: gateway.is_registered("051910", "0B"))
        assert {key.item for key in gateway.refused_registrations} == {"999999"}
        assert not gateway.is_registered("999999", "0B")
        assert all(gateway.is_registered(c, "0B") for c in codes if c != "999999")


async def test_order_events_of_this_account_only() -> None:
    async with loopback() as broker, gateway_of(broker) as gateway:
        events: list[OrderEvent] = []
        gaps: list[Gap] = []
        gateway.order_events.connect(events.append)
        gateway.gaps.connect(gaps.append)
        await until(lambda: gateway.is_registered("", "00"))
        gaps.clear()
        values = {
            "9201": ACCOUNT, "9203": "0000012", "9001": "A005930", "913": "체결", "905": "+매수",
            "907": "2", "900": "10", "902": "4", "903": "420000", "904": "0000000", "908": "100001",
            "909": "77", "914": "70000", "915": "6", "2134": "1", "2136": "N",
        }  # fmt: skip
        await broker.push(real_frame(push("00", values, "")).decode())
        await broker.push(real_frame(push("00", {**values, "913": "이상"}, "")).decode())
        await until(lambda: bool(events) and bool(gaps))
        event = events[0]
        assert (event.kind, event.fill_quantity, event.original) == (ReportKind.FILLED, 6, "")
        assert gaps == [Gap(GapKind.HOLE, "row_00")]
        assert len(events) == 1


@pytest.mark.expected_warnings("push_of_another_account")
async def test_an_event_of_another_account_is_set_aside() -> None:
    async with loopback() as broker, gateway_of(broker) as gateway:
        notices: list[Notice] = []
        gateway.notices.connect(notices.append)
        await until(lambda: gateway.is_registered("", "00"))
        values = {"9201": "9999999911", "9001": "A005930", "930": "1", "933": "1"}
        await broker.push(real_frame(push("04", values, "")).decode())
        await until(lambda: [one.code for one in notices] == ["other_account"])


async def test_a_login_refused_for_its_token_gets_another_token() -> None:
    async with loopback() as broker:
        tokens = iter(["token-1", "token-2"])
        broker.always["au10001"] = lambda _b: ok(token=next(tokens), expires_dt="20991231235959")
        broker.login = {"trnm": "LOGIN", "return_code": 805004, "return_msg": "Token CODE=8005"}
        async with gateway_of(broker) as gateway:
            await until(lambda: bool(broker.frames))
            broker.login = {"trnm": "LOGIN", "return_code": 0}
            await until(lambda: gateway.link.stream is StreamLink.UP)
        logins = [frame["token"] for frame in broker.frames if frame["trnm"] == "LOGIN"]
        assert logins == ["token-1", "token-2"]


async def test_wrong_keys_are_said_and_an_absent_server_is_down() -> None:
    async with loopback() as broker, gateway_of(broker, connect=False) as gateway:
        broker.always["au10001"] = lambda _b: refusal(3, "[8030:투자구분이 달라서]")
        with pytest.raises(QueryError) as caught:
            await gateway.open()
        assert (caught.value.code, caught.value.retry) == ("8030", False)
        assert gateway.link.rest is RestState.AUTH
    async with loopback() as broker:
        pass
    async with gateway_of(broker, connect=False) as gateway:
        with pytest.raises(QueryError) as caught:
            await gateway.open()
        assert (caught.value.code, caught.value.retry) == ("connect", True)
        assert gateway.link.rest is RestState.DOWN


async def test_the_market_clock_of_a_practice_exchange_is_taken() -> None:
    told = {"x-market-clock": "2026-11-20T10:00:00+09:00;30"}
    for environment, taken in ((Environment.PRACTICE, True), (Environment.LIVE, False)):
        async with (
            loopback() as broker,
            gateway_of(broker, environment=environment, connect=False) as gateway,
        ):
            broker.always["ka00001"] = lambda _b: Answer(
                {"return_code": 0, "acctNo": ACCOUNT}, headers=told
            )
            await gateway.open()
            assert (gateway.clock.market().strftime("%Y%m%d") == "20261120") is taken


async def test_names_of_all_markets_or_an_error() -> None:
    async with loopback() as broker, gateway_of(broker, connect=False) as gateway:
        with pytest.raises(QueryError):
            await gateway.instruments()

        def answer(body: dict[str, str]) -> Answer:
            if body["mrkt_tp"] == "3":
                return refusal(2, "[1901:시장 코드값이 존재하지 않습니다]")
            codes = {"0": ["005930", "069500"], "8": ["069500"]}.get(body["mrkt_tp"], [])
            return ok(list=[{"code": code, "name": code} for code in codes])

        broker.always["ka10099"] = answer
        names = {one.code: one.product.value for one in await gateway.instruments()}
        assert names == {"005930": "share", "069500": "etf"}


async def test_other_keys_get_another_token() -> None:
    async with loopback() as broker, gateway_of(broker, connect=False) as gateway:
        await gateway.open()
        gateway.replace_keys(Keys(Secret("another-app-key"), Secret("another-secret")))
        await gateway.open()
        asked = [one.body["appkey"] for one in broker.received if one.api_id == "au10001"]
        assert asked == ["app-key-of-a-test", "another-app-key"]
