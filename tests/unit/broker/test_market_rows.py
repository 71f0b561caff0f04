"""Market pushes and replies as domain values."""

import random

import msgspec
import pytest

from kiwoom_desk.broker import market_replies, market_rows
from kiwoom_desk.broker.failures import QueryError
from kiwoom_desk.broker.link import Gap, GapKind
from kiwoom_desk.broker.market_rows import BookFrame, stream_code
from kiwoom_desk.broker.pushes import Pushes
from kiwoom_desk.catalogue.frames import Entry
from kiwoom_desk.catalogue.load import catalogue
from kiwoom_desk.catalogue.reply import reply_type
from kiwoom_desk.catalogue.rows import row_type
from kiwoom_desk.catalogue.values import BadNumber
from kiwoom_desk.domain.bar import Period, Unit
from kiwoom_desk.domain.instrument import Market, Product, Venue
from kiwoom_desk.domain.quote import IndexQuote, VolatilityInterruption
from tests.support.frames import book_values, tick_values


def row(type_id: str, **values: str):  # type: ignore[no-untyped-def]
    return row_type(type_id).decode(
        msgspec.json.encode({key.removeprefix("f"): value for key, value in values.items()})
    )


def body(api_id: str, **fields: object):  # type: ignore[no-untyped-def]
    return reply_type(catalogue().api(api_id)).decode(msgspec.json.encode(fields))


def entry(type_id: str, item: str, values: object) -> Entry:
    return Entry(type_id, item, msgspec.Raw(msgspec.json.encode(values)))


@pytest.mark.parametrize(
    ("item", "code"),
    [
        ("005930", "005930"), ("A005930", "005930"), ("005930_AL", "005930_AL"),
        ("A005930_NX", "005930_NX"), ("0039P0", "0039P0"), ("M04020000", "M04020000"),
    ],
)  # fmt: skip
def test_stream_items(item: str, code: str) -> None:
    assert stream_code(item) == code


def test_a_quote_takes_signs_as_directions() -> None:
    pushed = market_rows.traded(
        "A005930_NX",
        row("0B", f20="100001", f10="-61000", f11="-500", f12="-0.81", f15="+12", f13="1000",
            f14="61", f16="+61600", f17="+61700", f18="-60900", f27="-61000", f28="-60900",
            f228="103.25"),
    )  # fmt: skip
    assert (pushed.time, pushed.price, pushed.size, pushed.direction) == ("100001", 61000, 12, -1)
    assert (pushed.code, pushed.change, pushed.volume) == ("005930_NX", -500, 1000)
    made = pushed.decode()
    assert (made.code, made.time) == ("005930_NX", "100001")
    assert (made.price, made.change, made.rate, made.direction) == (61000, -500, -81, -1)
    assert (made.open, made.high, made.low, made.ask, made.bid) == (
        61600, 61700, 60900, 61000, 60900,
    )  # fmt: skip
    assert (made.size, made.volume, made.value, made.strength) == (12, 1000, 61, 10325)
    assert made.previous_close == 61500
    assert market_rows.traded("000001", row("0B", f10="100")).decode().previous_close == 0


def test_a_figure_that_does_not_read_is_not_known_and_the_price_stays() -> None:
    values = tick_values(random.Random(3), 71_000)
    whole = entry("0B", "005930", values)
    good = market_rows.traded("005930", whole.figures()).decode()
    named = {"12": "rate", "14": "value", "16": "open", "27": "ask", "228": "strength"}
    for fid, name in named.items():
        one = entry("0B", "005930", values | {fid: "five"})
        made = market_rows.traded("005930", one.figures()).decode()
        assert made == msgspec.structs.replace(good, **{name: 0})
    for fid in ("10", "11", "13", "15"):
        with pytest.raises(BadNumber):
            market_rows.traded("005930", entry("0B", "005930", values | {fid: "five"}).figures())


def test_a_book_is_decoded_once_and_a_broken_one_is_empty() -> None:
    values = book_values(random.Random(3), 70000)
    frame = BookFrame("005930", entry("0D", "005930", values))
    book = frame.decode()
    assert frame.decode() is book
    assert book.ask_prices == tuple(range(70100, 71100, 100))
    assert book.bid_prices == tuple(range(70000, 69000, -100))
    assert book.ask_sizes == tuple(int(values[str(61 + level)]) for level in range(10))
    assert book.bid_sizes == tuple(int(values[str(71 + level)]) for level in range(10))
    assert (book.ask_total, book.expected_price) == (int(values["121"]), int(values["23"]))
    for broken in ({**values, "41": "x"}, [1, 2]):
        assert BookFrame("1", entry("0D", "1", broken)).decode().ask_prices == ()


def test_rare_types() -> None:
    expected = market_rows.expected(
        "1", row("0H", f20="085959", f10="-100", f11="-5", f12="-4.76", f15="-30")
    )
    assert (expected.price, expected.direction, expected.change, expected.size) == (100, -1, -5, 30)
    index = row("0J", f20="100000", f10="-2641.09", f11="-3.5", f12="-0.13", f13="7", f14="8")
    assert market_rows.index_quote("001", index) == IndexQuote(
        "001", "100000", 264109, -350, -13, 7, 8
    )
    started = row("1h", f9001="A005930", f302=" 삼성전자 ", f9068="1", f9069="2", f1221="63000",
                  f1236="70000", f1223="100001", f1224="000000")  # fmt: skip
    assert market_rows.interruption(started) == VolatilityInterruption(
        "005930", "삼성전자", "1", False, 63000, 70000, "100001", False
    )
    phase = market_rows.market_phase(row("0s", f215="3", f20="090000", f214="000000"))
    assert (phase.code, phase.time) == ("3", "090000")
    hit = market_rows.condition_hit(row("02", f841="4  ", f9001="A005930", f843="D", f20="100000"))
    assert (hit.sequence, hit.code, hit.entered) == ("4", "005930", False)
    with pytest.raises(BadNumber):
        market_rows.condition_hit(row("02", f9001="A005930", f843="X"))


def test_one_interruption_told_twice_is_one() -> None:
    pushes = Pushes()
    seen: list[VolatilityInterruption] = []
    pushes.interruptions.connect(seen.append)
    values = {"9001": "005930", "9068": "1", "1221": "1", "1223": "100001", "1224": "000000"}
    pushes.take([entry("1h", "", values), entry("1h", "", {**values, "9001": "005930_AL"})])
    pushes.take([entry("1h", "", {**values, "1224": "100201"})])
    assert [one.ended for one in seen] == [False, True]


def test_a_push_that_does_not_read_leaves_the_others() -> None:
    pushes = Pushes()
    prices: list[int] = []
    gaps: list[Gap] = []
    pushes.on_quote = lambda quote: prices.append(quote.price)
    pushes.gaps.connect(gaps.append)
    good = {**tick_values(random.Random(1), 500), "10": "500"}
    pushes.take(
        [
            entry("0B", "1", {**good, "10": "five"}),
            entry("0B", "1", "values"),
            entry("zz", "1", good),
            entry("0A", "1", good),
            entry("0C", "1", {"27": "1,000"}),
            entry("00", "", {"9203": "0000001"}),
            entry("0B", "1", good),
        ]
    )
    assert prices == [500]
    assert gaps == [Gap(GapKind.HOLE, "row_00")]


def test_bars_start_with_their_period() -> None:
    rows = [
        {"dt": day, "cur_prc": "10", "open_pric": "9", "high_pric": "11", "low_pric": "8",
         "trde_qty": "5", "trde_prica": "1"}
        for day in ("20261120", "20261112")
    ]  # fmt: skip
    blank = {"dt": "", "cur_prc": "", "open_pric": "", "high_pric": "", "low_pric": ""}
    week, aside = market_replies.bars(
        Period(Unit.WEEK), body("ka10082", stk_stk_pole_chart_qry=[*rows, blank])
    )
    assert [(bar.start + 9 * 3600) % (7 * 86400) // 86400 for bar in week] == [4, 4]
    assert aside == 0 and week[0].start < week[1].start
    month, _ = market_replies.bars(Period(Unit.MONTH), body("ka10083", stk_mth_pole_chart_qry=rows))
    assert month[0].start == month[1].start
    odd = [{**rows[0], "dt": "20270230"}, {**rows[0], "cur_prc": "x"}]
    assert market_replies.bars(Period(Unit.DAY), body("ka10081", stk_dt_pole_chart_qry=odd)) == (
        (),
        len(odd),
    )
    assert market_replies.bars(Period(Unit.YEAR), body("ka10094")) == ((), 0)


def test_lists_of_names() -> None:
    rows = [
        {"code": "005930", "name": "삼성전자", "listCount": "0000005919637922", "lastPrice":
         "00061500", "state": "증거금20%|담보대출", "orderWarning": "0", "nxtEnable": "Y",
         "regDay": "19750611", "upName": "전기전자"},
        {"code": "0039P0", "name": "x", "state": "거래정지", "orderWarning": "2", "listCount": "1"},
        {"code": "", "name": "nobody"},
        {"code": "000001", "name": "bad", "listCount": "many"},
    ]  # fmt: skip
    names = market_replies.instruments(Market.KOSPI, body("ka10099", list=rows))
    assert [(one.code, one.halted, one.warning, one.nxt) for one in names] == [
        ("005930", False, "", True),
        ("0039P0", True, "2", False),
    ]
    assert (names[0].shares, names[0].previous_close) == (5919637922, 61500)
    assert names[0].product is Product.SHARE


def test_replies_about_one_name() -> None:
    info = market_replies.instrument_info(
        "005930",
        body("ka10001", stk_nm="삼성전자", upl_pric="+79900", lst_pric="-43100", per="12.3"),
    )
    assert (info.upper, info.lower, info.per, info.price) == (79900, 43100, "12.3", 0)
    with pytest.raises(QueryError):
        market_replies.instrument_info("1", body("ka10001", upl_pric="7만"))
    levels = {f"sel_{level}th_pre_bid": str(100 + level) for level in range(2, 11)}
    book = market_replies.asked_book(
        "005930", Venue.KRX, body("ka10004", sel_fpr_bid="-101", sel_fpr_req="7", **levels)
    )
    assert book.ask_prices == (101, *range(102, 111))
    assert book.ask_sizes[0] == 7
    assert len(book.bid_prices) == 10
    with pytest.raises(QueryError):
        market_replies.asked_book("1", Venue.NXT, body("ka10004", sel_fpr_bid="x"))
    ticks = market_replies.recent_ticks(
        body("ka10003", cntr_infr=[{"tm": "100001", "cur_prc": "-100", "cntr_trde_qty": "-5"}])
    )
    assert (ticks[0].price, ticks[0].size, ticks[0].direction) == (100, -5, -1)
    polled = market_replies.quotes(
        body("ka10095", atn_stk_infr=[{"stk_cd": "A005930", "cur_prc": "-100", "pred_pre": "-5"}])
    )
    assert (polled[0].code, polled[0].previous_close, polled[0].direction) == ("005930", 105, -1)


@pytest.mark.parametrize("odd", ["", "+5", "-5", " 5", "05", "5.0"])
@pytest.mark.parametrize("fid", ["61", "80", "125"])
def test_a_counted_book_is_the_one_of_its_texts(fid: str, odd: str) -> None:
    values = book_values(random.Random(3), 71_000)
    for changed in (values, values | {fid: odd}):
        one = entry("0D", "005930", changed)
        made = market_rows.book("005930", one.figures())
        assert made == market_rows.book("005930", one.row())
        assert all(type(size) is int for size in (*made.ask_sizes, *made.bid_sizes))


def test_a_counted_quote_is_the_one_of_its_texts() -> None:
    values = tick_values(random.Random(3), 71_000)
    for changed in (values, values | {"13": ""}, values | {"14": "-7"}):
        one = entry("0B", "005930", changed)
        made, texts = (market_rows.traded("000001", row) for row in (one.figures(), one.row()))
        assert made.decode() == texts.decode()
        assert (made.price, made.size, made.volume) == (texts.price, texts.size, texts.volume)


@pytest.mark.parametrize("odd", ["five", "1,000", "1_000", "5.5"])
def test_a_count_that_is_a_word_is_set_aside(odd: str) -> None:
    one = entry("0D", "005930", book_values(random.Random(3), 71_000) | {"61": odd})
    with pytest.raises(BadNumber):
        market_rows.book("005930", one.figures())
